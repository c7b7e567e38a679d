//! Carries one call out, and lets the request hear what came of it.

use jiff::tz::TimeZone;
use lifecycle::{Facts, IlsAnswer, IlsCall, Side, requester, supplier};
use serde_json::Value;
use store::{Audience, Leased, NewNotice, Request, Settlement};

use super::compose::{CallContext, compose, profile};
use super::errand::{Errand, Report};
use super::judge::{Verdict, failed};
use crate::clock::days_in;
use crate::platform::Platform;
use crate::settings::{FeeWay, LibrarySettings, PatronRules, ServiceRoute};
use crate::work::{AdvanceError, Cause, Description, PatronData, codec, description_of, patron_of};

/// Who speaks in the history.
const ACTOR: &str = "library system";

/// Carries out a leased call to the library system.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored; the lease ends by itself and the call is made again.
pub async fn carry_out(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let (call, barcode) = read_call(&leased.row.payload)?;
    let settings = platform.settings(request.library_id).await?;
    let report = match route(&settings, &call, side(request)) {
        ServiceRoute::Off => Verdict::Settled(IlsAnswer::Skipped { call }).into(),
        ServiceRoute::Manual => {
            let why = "to be done by hand in the library system; then mark it as done".to_owned();
            Verdict::GivenUp(IlsAnswer::Failed { call, why: why.clone() }, why).into()
        }
        ServiceRoute::Ncip => {
            let own = Own::of(request, barcode)?;
            let zone = platform.zone(&settings.calendar);
            let context = own.context(request, &settings, &zone);
            let errand = Errand { platform, request, settings: &settings, context, call };
            errand.run(leased.row.attempts).await
        }
    };
    settle(platform, leased, request, &settings, report).await
}

/// What a call is made from, as far as it is the request's own.
struct Own {
    facts: Facts,
    description: Description,
    patron: PatronData,
    barcode: Option<String>,
}

impl Own {
    fn of(request: &Request, barcode: Option<String>) -> Result<Self, codec::Unreadable> {
        let (description, patron) = (description_of(request), patron_of(request));
        Ok(Self { facts: codec::facts(&request.facts)?, description, patron, barcode })
    }

    fn context<'a>(
        &'a self,
        request: &'a Request,
        settings: &'a LibrarySettings,
        zone: &'a TimeZone,
    ) -> CallContext<'a> {
        CallContext {
            side: side(request),
            number: &request.number,
            facts: &self.facts,
            description: &self.description,
            patron: &self.patron,
            barcode: self.barcode.as_deref(),
            fees: &settings.fees,
            host_lms: &settings.host_lms,
            local_ncip: &settings.local_ncip,
            zone,
        }
    }
}

/// The message of a call that waits, as it would be sent now.
///
/// # Errors
/// [`AdvanceError`] when the store cannot be read, or what is stored cannot.
pub async fn message_of(platform: &Platform, request: &Request, payload: &str) -> Result<String, AdvanceError> {
    let (call, barcode) = read_call(payload)?;
    let settings = platform.settings(request.library_id).await?;
    let own = Own::of(request, barcode)?;
    let zone = platform.zone(&settings.calendar);
    let message = compose(&own.context(request, &settings, &zone), &call);
    Ok(profile(&settings.host_lms.host_lms).encode(&message))
}

/// The barcode that a call names, as it was when the call was caused.
#[must_use]
pub fn barcode_of(payload: &str) -> Option<String> {
    read_call(payload).ok()?.1
}

async fn settle(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    settings: &LibrarySettings,
    report: Report,
) -> Result<(), AdvanceError> {
    let (answer, outcome) = match report.verdict {
        Verdict::Settled(answer) => {
            let result = answer.describe(&days_in(&platform.zone(&settings.calendar)));
            (answer, Ok(result))
        }
        // The request goes another road when the patron cannot be checked, so nothing is left to repeat.
        Verdict::GivenUp(answer @ IlsAnswer::Unreachable { .. }, why) => (answer, Ok(why)),
        Verdict::GivenUp(answer, why) => (answer, Err(why)),
        Verdict::TryLater(why) => return try_later(platform, leased, request, why).await,
    };
    let mut cause = Cause { told: report.account, ..settled(leased, outcome) };
    if let Some((name, group)) = report.patron {
        cause.patron = named(request, name);
        cause.notices = learn(platform, request, &group).await?;
    }
    if let Some(due) = report.lent_until.filter(|_| side(request) == Side::Supplier) {
        // Before the call is settled: a process that dies in between makes the call again, and the date is not lost.
        let cause = Cause { actor: ACTOR.to_owned(), ..Cause::default() };
        heard_late(hear(platform, request, IlsAnswer::LentUntil { due }, cause).await)?;
    }
    hear(platform, request, answer, cause).await
}

/// The request may have moved on meanwhile.
fn heard_late(outcome: Result<(), AdvanceError>) -> Result<(), AdvanceError> {
    match outcome {
        Err(AdvanceError::Refused(_)) => Ok(()),
        outcome => outcome,
    }
}

/// The patron with the name that the library system has, where it is another than ours.
fn named(request: &Request, name: String) -> Option<PatronData> {
    let patron = patron_of(request);
    (!name.is_empty() && name != patron.name).then_some(PatronData { name, ..patron })
}

/// Keeps a group that was never met before, for somebody to decide about. The rules are read anew: while the library system was asked,
/// somebody may have saved others.
async fn learn(platform: &Platform, request: &Request, group: &str) -> Result<Vec<NewNotice>, store::Error> {
    let mut rules: PatronRules = platform.section(request.library_id).await?;
    if !rules.learn(group) {
        return Ok(Vec::new());
    }
    platform.put_section(request.library_id, &rules, ACTOR).await?;
    let words =
        format!("New group of patrons: {group}. Its members may ask until somebody decides under Settings, Patrons.");
    Ok(vec![NewNotice { to: Audience::Staff, words }])
}

async fn try_later(platform: &Platform, leased: &Leased, request: &Request, why: String) -> Result<(), AdvanceError> {
    let (call, _) = read_call(&leased.row.payload)?;
    let patience = platform.patience();
    if call == IlsCall::LookupUser && leased.row.attempts >= patience.tries_when_waited_for {
        let cause = settled(leased, Ok(why.clone()));
        return hear(platform, request, IlsAnswer::Unreachable { why }, cause).await;
    }
    if leased.row.attempts >= patience.tries {
        return hear(platform, request, failed(&call, &why), settled(leased, Err(why))).await;
    }
    let run_at = platform.next_try(leased.row.attempts);
    Ok(platform.store().outbox().retry_later(leased.lease, run_at, &why, platform.now()).await?)
}

fn settled(leased: &Leased, outcome: Result<String, String>) -> Cause {
    let settles = Some(Settlement { lease: leased.lease, outcome });
    Cause { actor: ACTOR.to_owned(), settles, ..Cause::default() }
}

async fn hear(platform: &Platform, request: &Request, answer: IlsAnswer, cause: Cause) -> Result<(), AdvanceError> {
    let (library, id) = (request.library_id, request.id);
    match side(request) {
        Side::Requester => platform.advance(library, id, &requester::Event::Ils(answer), cause).await,
        Side::Supplier => platform.advance(library, id, &supplier::Event::Ils(answer), cause).await,
    }
    .map(drop)
}

/// How the settings reach the service of a call. Undoing a hold goes the way that placed it.
fn route(settings: &LibrarySettings, call: &IlsCall, side: Side) -> ServiceRoute {
    let host_lms = &settings.host_lms;
    match call {
        IlsCall::ChargePatron if settings.fees.way == FeeWay::Off => ServiceRoute::Off,
        IlsCall::LookupUser => host_lms.lookup_user,
        IlsCall::RequestItem | IlsCall::CancelRequestItem if side == Side::Requester => host_lms.note_request,
        IlsCall::RequestItem | IlsCall::CancelRequestItem => host_lms.request_item,
        IlsCall::AcceptItem { .. } => host_lms.accept_item,
        IlsCall::CheckOutItem { .. } => host_lms.check_out_item,
        IlsCall::CheckInItem { .. } => host_lms.check_in_item,
        IlsCall::RenewItem { .. }
        | IlsCall::RenewalPending { .. }
        | IlsCall::RenewalRefused { .. }
        | IlsCall::ChargePatron
        | IlsCall::RecallItem { .. } => ServiceRoute::Ncip,
    }
}

/// The call, and the barcode of the piece as it was when the call was caused.
fn read_call(payload: &str) -> Result<(IlsCall, Option<String>), codec::Unreadable> {
    let value: Value = serde_json::from_str(payload).map_err(|fault| codec::Unreadable::new(fault.to_string()))?;
    let barcode = value.get("barcode").and_then(Value::as_str).map(str::to_owned);
    Ok((codec::call(&value)?, barcode))
}

fn side(request: &Request) -> Side {
    Side::from_name(&request.side).unwrap_or(Side::Requester)
}

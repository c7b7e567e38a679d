//! Carries one call out: message, answer, verdict, and what the request hears of it.

use lifecycle::{IlsAnswer, IlsCall, Side, requester, supplier};
use serde_json::Value;
use store::{Leased, Request, Settlement};

use super::compose::{CallContext, compose, profile};
use super::judge::{Verdict, judge};
use crate::outside::CallFailure;
use crate::platform::Platform;
use crate::settings::{HostLms, ServiceRoute};
use crate::work::{AdvanceError, Cause, codec, description_of, patron_of};

/// Who speaks in the history.
const ACTOR: &str = "library system";

/// Carries out a leased call to the library system.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored; the lease ends by itself and the call is made again.
pub async fn carry_out(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let call = read_call(&leased.row.payload)?;
    let settings = platform.settings(request.library_id).await?;
    let verdict = match route(&settings.host_lms, &call) {
        ServiceRoute::Off => Verdict::Settled(IlsAnswer::Skipped { call }),
        ServiceRoute::Manual => {
            let why = "to be done by hand in the library system; then mark it as done".to_owned();
            Verdict::GivenUp(IlsAnswer::Failed { call, why: why.clone() }, why)
        }
        ServiceRoute::Ncip => {
            let facts = codec::facts(&request.facts)?;
            let (description, patron) = (description_of(request), patron_of(request));
            let context = CallContext {
                side: side(request),
                number: &request.number,
                facts: &facts,
                description: &description,
                patron: &patron,
                host_lms: &settings.host_lms,
                local_ncip: &settings.local_ncip,
            };
            send(platform, &context, &call).await
        }
    };
    settle(platform, leased, request, verdict).await
}

async fn send(platform: &Platform, context: &CallContext<'_>, call: &IlsCall) -> Verdict {
    let address = &context.local_ncip.server_address;
    if address.is_empty() {
        let why = "no NCIP server address is set: Settings, Local NCIP".to_owned();
        return Verdict::GivenUp(failed(call, &why), why);
    }
    let body = profile(&context.host_lms.host_lms).encode(&compose(context, call));
    match platform.outside().post_xml(address, body, platform.patience().call).await {
        Ok(answer) if (200..300).contains(&answer.status) => judge(call, &answer.body),
        Ok(answer) => Verdict::TryLater(format!("the library system answered with HTTP status {}", answer.status)),
        Err(fault @ CallFailure::Address(_)) => Verdict::GivenUp(failed(call, &fault.to_string()), fault.to_string()),
        Err(fault) => Verdict::TryLater(format!("the library system {fault}")),
    }
}

async fn settle(platform: &Platform, leased: &Leased, request: &Request, verdict: Verdict) -> Result<(), AdvanceError> {
    let (answer, outcome) = match verdict {
        Verdict::Settled(answer) => {
            let result = answer.describe();
            (answer, Ok(result))
        }
        // The request goes another road when the patron cannot be checked, so nothing is left to repeat.
        Verdict::GivenUp(answer @ IlsAnswer::Unreachable { .. }, why) => (answer, Ok(why)),
        Verdict::GivenUp(answer, why) => (answer, Err(why)),
        Verdict::TryLater(why) => return try_later(platform, leased, request, why).await,
    };
    hear(platform, leased, request, answer, outcome).await
}

async fn try_later(platform: &Platform, leased: &Leased, request: &Request, why: String) -> Result<(), AdvanceError> {
    let call = read_call(&leased.row.payload)?;
    let patience = platform.patience();
    if call == IlsCall::LookupUser && leased.row.attempts >= patience.tries_when_waited_for {
        return hear(platform, leased, request, IlsAnswer::Unreachable { why: why.clone() }, Ok(why)).await;
    }
    if leased.row.attempts >= patience.tries {
        return hear(platform, leased, request, failed(&call, &why), Err(why)).await;
    }
    let run_at = platform.next_try(leased.row.attempts);
    Ok(platform.store().outbox().retry_later(leased.lease, run_at, &why, platform.now()).await?)
}

async fn hear(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    answer: IlsAnswer,
    outcome: Result<String, String>,
) -> Result<(), AdvanceError> {
    let cause = Cause {
        actor: ACTOR.to_owned(),
        settles: Some(Settlement { lease: leased.lease, outcome }),
        ..Cause::default()
    };
    let (library, id) = (request.library_id, request.id);
    match side(request) {
        Side::Requester => platform.advance(library, id, &requester::Event::Ils(answer), cause).await,
        Side::Supplier => platform.advance(library, id, &supplier::Event::Ils(answer), cause).await,
    }
    .map(drop)
}

/// How the settings reach the service of a call. Undoing a hold goes the way that placed it.
fn route(host_lms: &HostLms, call: &IlsCall) -> ServiceRoute {
    match call {
        IlsCall::LookupUser => host_lms.lookup_user,
        IlsCall::RequestItem | IlsCall::CancelRequestItem => host_lms.request_item,
        IlsCall::AcceptItem { .. } => host_lms.accept_item,
        IlsCall::CheckOutItem { .. } => host_lms.check_out_item,
        IlsCall::CheckInItem { .. } => host_lms.check_in_item,
        IlsCall::RenewItem { .. }
        | IlsCall::RenewalPending { .. }
        | IlsCall::RenewalRefused { .. }
        | IlsCall::RecallItem { .. } => ServiceRoute::Ncip,
    }
}

fn read_call(payload: &str) -> Result<IlsCall, codec::Unreadable> {
    let value: Value = serde_json::from_str(payload).map_err(|fault| codec::Unreadable::new(fault.to_string()))?;
    codec::call(&value)
}

fn failed(call: &IlsCall, why: &str) -> IlsAnswer {
    match call {
        IlsCall::LookupUser => IlsAnswer::Unreachable { why: why.to_owned() },
        _ => IlsAnswer::Failed { call: call.clone(), why: why.to_owned() },
    }
}

fn side(request: &Request) -> Side {
    Side::from_name(&request.side).unwrap_or(Side::Requester)
}

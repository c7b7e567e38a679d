//! One call to the library system, from the message to what came of it.

use jiff::tz::TimeZone;
use lifecycle::{IlsAnswer, IlsCall, Moment};
use ncip::{Answer as NcipAnswer, Body, Message, Response};
use store::{MessageDirection, MessageOutcome, Request};

use super::compose::{CallContext, barcode, compose, profile};
use super::judge::{Verdict, failed, judge};
use super::rest::{AlmaRest, RestFault};
use super::{fee, item_note, patron, verify};
use crate::clock::{day_of, days_in, parse_instant};
use crate::message_log::{self, Exchange, Protocol};
use crate::outside::{Answer, CallFailure};
use crate::platform::Platform;
use crate::settings::{FeeWay, LibrarySettings};

/// So often a call is taken up for the sake of the note to an item.
const NOTE_TRIES: i64 = 5;

/// One call that is to be made, with everything that it is made from.
pub(super) struct Errand<'a> {
    pub(super) platform: &'a Platform,
    pub(super) request: &'a Request,
    pub(super) settings: &'a LibrarySettings,
    pub(super) context: CallContext<'a>,
    pub(super) call: IlsCall,
}

/// What came of a call.
#[derive(Debug)]
pub(super) struct Report {
    /// What to do with the call.
    pub(super) verdict: Verdict,
    /// What was looked at, a sentence each.
    pub(super) account: Vec<String>,
    /// The patron's name and group, where the library system told them.
    pub(super) patron: Option<(String, String)>,
    /// The day until which the library system has lent a piece, where it is another than it was told.
    pub(super) lent_until: Option<Moment>,
}

impl From<Verdict> for Report {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, account: Vec::new(), patron: None, lent_until: None }
    }
}

impl Errand<'_> {
    /// `attempts`: how often the call was taken up, this time included.
    pub(super) async fn run(&self, attempts: i64) -> Report {
        if self.call == IlsCall::ChargePatron && self.settings.fees.way == FeeWay::Rest {
            return self.charge(attempts).await.into();
        }
        if self.context.local_ncip.server_address.is_empty() {
            let why = "no NCIP server address is set: Settings, Local NCIP".to_owned();
            return Verdict::GivenUp(failed(&self.call, &why), why).into();
        }
        let report = match attempts > 1 && self.was_done().await {
            true => Verdict::Settled(IlsAnswer::Done { call: self.call.clone() }).into(),
            false => self.send().await,
        };
        self.with_note(report, attempts).await
    }

    /// The temporary item is there: now its note. One that cannot be written holds up nothing; the history says so.
    async fn with_note(&self, mut report: Report, attempts: i64) -> Report {
        let IlsCall::AcceptItem { item } = self.call else { return report };
        let is_there = matches!(report.verdict, Verdict::Settled(IlsAnswer::Done { .. }));
        if !is_there || !self.settings.borrowing.writes_item_note {
            return report;
        }
        match self.write_note(item).await {
            Ok(note) => report.account.push(format!("Its note in Alma: {note}")),
            Err(fault) if fault.may_pass() && attempts < NOTE_TRIES => {
                report.verdict = Verdict::TryLater(format!("the item is there, its note is not yet: {fault}"));
            }
            Err(fault) => report.account.push(format!("Its note could not be written: {}", fault.explained())),
        }
        report
    }

    async fn write_note(&self, item: u16) -> Result<String, RestFault> {
        let at = self.platform.now();
        let symbol = self.request.supplier_symbol.as_deref().unwrap_or_default();
        let supplier = self.platform.library_name(symbol).await.unwrap_or_else(|_| symbol.to_owned());
        let note = item_note::words(&self.settings.borrowing, &supplier, self.context.facts, self.context.patron);
        let written = match self.rest() {
            Ok(rest) => item_note::write(&rest, &barcode(&self.context, item), &note).await,
            Err(fault) => Err(fault),
        };
        let (outcome, words) = match &written {
            Ok(()) => (MessageOutcome::Done, "The item has the note.".to_owned()),
            Err(fault) if fault.may_pass() => (MessageOutcome::NoAnswer, fault.to_string()),
            Err(fault) => (MessageOutcome::Refused, fault.explained()),
        };
        self.keep(Exchange { service: "items", outcome, words: &words, sent: &note, ..self.over_rest(at) }).await;
        written.map(|()| note)
    }

    /// Whether an earlier try was carried out, as far as Alma's REST interface can tell. What it cannot tell is sent again: what is done
    /// already is refused then, and such a refusal counts as done.
    async fn was_done(&self) -> bool {
        let Ok(rest) = self.rest() else { return false };
        let at = self.platform.now();
        let done = verify::is_done(&rest, &self.context, &self.call).await;
        let (outcome, words) = match &done {
            Ok(None) => return false,
            Ok(Some(true)) => (MessageOutcome::Done, "It was carried out before: nothing is sent again.".to_owned()),
            Ok(Some(false)) => (MessageOutcome::Done, "It was not carried out yet: it is sent again.".to_owned()),
            Err(fault) => (MessageOutcome::NoAnswer, format!("{fault}.")),
        };
        let asked = format!("{} Was it carried out already?", self.call.describe(&days_in(self.context.zone)));
        self.keep(Exchange { service: "items", outcome, words: &words, sent: &asked, ..self.over_rest(at) }).await;
        matches!(done, Ok(Some(true)))
    }

    async fn send(&self) -> Report {
        let address = &self.context.local_ncip.server_address;
        let (at, message) = (self.platform.now(), compose(&self.context, &self.call));
        let body = profile(&self.context.host_lms.host_lms).encode(&message);
        let answer = self.platform.outside().post_xml(address, body.clone(), self.platform.patience().call).await;
        let report = self.read(&answer).await;
        let (outcome, words) = summary(&report.verdict, self.context.zone);
        let received = answer.map(|answer| String::from_utf8_lossy(&answer.body).into_owned()).unwrap_or_default();
        let exchange = Exchange {
            at,
            service: service_name(&message),
            partner: address,
            outcome,
            words: &words,
            sent: &body,
            received: &received,
            ..Exchange::of(self.request.library_id, MessageDirection::Out)
        };
        self.keep(exchange).await;
        report
    }

    async fn read(&self, answer: &Result<Answer, CallFailure>) -> Report {
        let report = Report::from(self.unless_charged_twice(verdict(&self.call, answer), answer));
        let (Verdict::Settled(_), Ok(answer)) = (&report.verdict, answer) else { return report };
        let Ok(decoded) = Message::decode(&answer.body) else { return report };
        match (&self.call, decoded.message.body) {
            (IlsCall::LookupUser, Body::Response(Response::LookupUser(NcipAnswer::Done(told)))) => {
                self.check_patron(&told).await
            }
            (
                IlsCall::CheckOutItem { due: Some(due), .. },
                Body::Response(Response::CheckOutItem(NcipAnswer::Done(lent))),
            ) => {
                let zone = self.context.zone;
                let set = lent.date_due.and_then(|date| parse_instant(date.as_str(), zone)).map(Moment);
                let another = set.filter(|set| day_of(set.0, zone) != day_of(due.0, zone));
                // Of several pieces the first that is due counts for all.
                let facts = self.context.facts;
                let counts = |set: &Moment| facts.items.len() < 2 || facts.due.is_none_or(|due| *set < due);
                Report { lent_until: another.filter(counts), ..report }
            }
            _ => report,
        }
    }

    /// No message of NCIP asks whether a fee was charged already, and none takes it back: whether it is tried again, staff decide.
    fn unless_charged_twice(&self, verdict: Verdict, answer: &Result<Answer, CallFailure>) -> Verdict {
        let is_doubtful = matches!(answer, Err(CallFailure::PerhapsDone(_)) | Ok(Answer { status: 200..=299, .. }));
        match verdict {
            Verdict::TryLater(why) if self.call == IlsCall::ChargePatron && is_doubtful => {
                let why = format!("{why}. The fee was perhaps charged: look into the patron's account first");
                Verdict::GivenUp(failed(&self.call, &why), why)
            }
            verdict => verdict,
        }
    }

    async fn check_patron(&self, told: &ncip::LookupUserResponse) -> Report {
        let rules = &self.settings.patrons;
        let patron_id = &self.context.patron.patron_id;
        // An account that cannot be asked about is one whose last day is not known.
        let expiry = match self.rest() {
            Ok(rest) if rules.checks_expiry => patron::expiry(&rest, patron_id).await.ok().flatten(),
            _ => None,
        };
        let check = patron::check(told, rules, expiry, day_of(self.platform.now(), self.context.zone));
        Report {
            verdict: Verdict::Settled(check.answer),
            account: check.account,
            patron: Some((check.name, check.group)),
            lent_until: None,
        }
    }

    async fn charge(&self, attempts: i64) -> Verdict {
        let at = self.platform.now();
        let charged = match self.rest() {
            Ok(rest) => fee::charge(&rest, &self.context, attempts).await,
            Err(fault) => Err(fault),
        };
        let verdict = match &charged {
            Ok(_) => Verdict::Settled(IlsAnswer::Done { call: self.call.clone() }),
            Err(fault) if fault.may_pass() => Verdict::TryLater(fault.to_string()),
            Err(fault) => Verdict::GivenUp(failed(&self.call, &fault.explained()), fault.explained()),
        };
        let (outcome, words) = summary(&verdict, self.context.zone);
        let (sent, received) = (fee::body(&self.context).to_string(), charged.unwrap_or_default().to_string());
        let exchange = Exchange {
            service: "fees",
            outcome,
            words: &words,
            sent: &sent,
            received: &received,
            ..self.over_rest(at)
        };
        self.keep(exchange).await;
        verdict
    }

    fn rest(&self) -> Result<AlmaRest<'_>, RestFault> {
        AlmaRest::new(self.platform, self.request.library_id, &self.settings.availability)
    }

    fn over_rest(&self, at: i64) -> Exchange<'_> {
        Exchange {
            at,
            protocol: Protocol::Rest,
            partner: &self.settings.availability.rest_address,
            ..Exchange::of(self.request.library_id, MessageDirection::Out)
        }
    }

    async fn keep(&self, exchange: Exchange<'_>) {
        let patron = self.context.patron;
        let patrons = [patron.patron_id.as_str(), patron.pickup_words.as_str()];
        message_log::keep(self.platform, Exchange { request: Some(self.request.id), patrons: &patrons, ..exchange })
            .await;
    }
}

fn service_name(message: &Message) -> &str {
    match &message.body {
        Body::Request(request) => request.service(),
        _ => "NCIPMessage",
    }
}

fn verdict(call: &IlsCall, answer: &Result<Answer, CallFailure>) -> Verdict {
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => judge(call, &answer.body),
        Ok(answer) => Verdict::TryLater(format!("the library system answered with HTTP status {}", answer.status)),
        Err(fault @ CallFailure::Address(_)) => Verdict::GivenUp(failed(call, &fault.to_string()), fault.to_string()),
        Err(fault) => Verdict::TryLater(format!("the library system {fault}")),
    }
}

/// The verdict as the message log tells it.
fn summary(verdict: &Verdict, zone: &TimeZone) -> (MessageOutcome, String) {
    match verdict {
        Verdict::Settled(answer) => (MessageOutcome::Done, answer.describe(&days_in(zone))),
        Verdict::GivenUp(_, why) => (MessageOutcome::Refused, why.clone()),
        Verdict::TryLater(why) => (MessageOutcome::NoAnswer, why.clone()),
    }
}

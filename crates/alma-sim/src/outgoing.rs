//! What this Alma sends by itself: RenewItem to a broker after a renewal in Primo, and webhooks. The host sends it and gives back
//! what came of it.

use ncip::{
    Answer, Body, Header, ItemId, Message, Outcome, Profile, RenewItem, Request, Response, Style, UserId, Version,
    answer_of,
};

use crate::Alma;
use crate::alma::Exchange;
use crate::desk::{Action, BrokerAnswer};
use crate::moment::{self, DAY};

/// An HTTP request that the host is to send; what comes back goes to [`Alma::outgoing_answered`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Where to.
    pub url: String,
    /// Names and values of headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// Not before this moment, in milliseconds since 1970.
    pub due: i64,
    pub(crate) purpose: Purpose,
}

/// What an answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// More time for a temporary item.
    Renewal { barcode: String },
    /// A listener is asked for its echo.
    Challenge { challenge: String },
    /// Something has happened.
    Webhook { event: &'static str, attempt: usize },
}

/// What came of an outgoing request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingReply {
    /// An answer.
    Answered {
        /// HTTP status.
        status: u16,
        /// The body.
        body: Vec<u8>,
    },
    /// It was sent, perhaps carried out, and nothing came in time.
    TimedOut,
    /// Nobody was there to take it.
    NotReached,
}

impl OutgoingReply {
    fn text(&self) -> String {
        match self {
            Self::Answered { status, body } => format!("status {status}\n{}", String::from_utf8_lossy(body)),
            Self::TimedOut => "no answer in time".to_owned(),
            Self::NotReached => "nobody was reached".to_owned(),
        }
    }
}

impl Alma {
    /// Requests whose moment has come, oldest first. To be asked for after each request and now and then.
    pub fn take_outgoing(&mut self, now: i64) -> Vec<Outgoing> {
        let (due, later) = std::mem::take(&mut self.outgoing).into_iter().partition(|outgoing| outgoing.due <= now);
        self.outgoing = later;
        due
    }

    /// What came of one.
    pub fn outgoing_answered(&mut self, outgoing: &Outgoing, reply: &OutgoingReply, now: i64) {
        let (protocol, summary) = match &outgoing.purpose {
            Purpose::Renewal { barcode } => ("NCIP", format!("RenewItem to the broker for {barcode}")),
            Purpose::Challenge { .. } => ("Webhook", "challenge".to_owned()),
            Purpose::Webhook { event, attempt: 0 } => ("Webhook", (*event).to_owned()),
            Purpose::Webhook { event, attempt } => ("Webhook", format!("{event}, sent again ({attempt})")),
        };
        let sent = format!("{} {}\n{}", outgoing.method, outgoing.url, outgoing.body);
        self.remember(Exchange { at: now, protocol, summary, received: reply.text(), sent });
        match &outgoing.purpose {
            Purpose::Renewal { barcode } => {
                let answered = Action::BrokerAnswered { barcode: barcode.clone(), answer: broker_answer(reply) };
                // Refused when the item has gone back meanwhile; then there is nothing to note.
                let _ = self.act(answered, now);
            }
            Purpose::Challenge { challenge } => self.challenge_answered(challenge, reply, now),
            Purpose::Webhook { attempt, .. } => self.webhook_answered(outgoing, *attempt, reply, now),
        }
    }

    /// The question to the broker, once a user has asked for more time.
    pub(crate) fn ask_broker(&mut self, barcode: &str, now: i64) {
        let found = self.state.catalog.by_barcode(barcode).and_then(|(id, _)| {
            let loan = self.state.loans.get(&id)?;
            Some((loan, self.state.renewal_partner(id).ok()?))
        });
        let Some((loan, partner)) = found else { return };
        let wanted = loan.due + i64::from(partner.loan_days) * DAY;
        let institution = &self.state.institution;
        let request = RenewItem {
            user_id: Some(UserId::new(&loan.user)),
            item_id: Some(ItemId::new(barcode)),
            desired_date_due: Some(ncip::DateTime::as_sent(&moment::iso(wanted))),
            ..RenewItem::default()
        };
        let header = Header::between(institution, institution).with_profile(&partner.code);
        let message = Message::request(header, Request::RenewItem(request));
        let message = Message { version: Version::new(Version::TWO), ..message };
        self.outgoing.push(Outgoing {
            method: "POST",
            url: partner.broker_ncip_url.clone(),
            headers: vec![("Content-Type".to_owned(), "text/xml;charset=UTF-8".to_owned())],
            body: Profile { style: Style::ALMA, ..Profile::ALMA }.encode(&message),
            due: now,
            purpose: Purpose::Renewal { barcode: barcode.to_owned() },
        });
    }
}

fn broker_answer(reply: &OutgoingReply) -> BrokerAnswer {
    match reply {
        OutgoingReply::Answered { status: 200..=299, body } => said_by_broker(body),
        OutgoingReply::Answered { .. } => BrokerAnswer::Silence,
        OutgoingReply::TimedOut => BrokerAnswer::TimedOut,
        OutgoingReply::NotReached => BrokerAnswer::NotReached,
    }
}

fn said_by_broker(bytes: &[u8]) -> BrokerAnswer {
    let Ok(decoded) = Message::decode(bytes) else { return BrokerAnswer::Silence };
    match (answer_of(&decoded.message), &decoded.message.body) {
        (Outcome::Pending, _) => BrokerAnswer::Pending,
        (Outcome::Done, Body::Response(Response::RenewItem(Answer::Done(renewal)))) => {
            renewal.date_due.as_ref().and_then(moment::of_date).map_or(BrokerAnswer::Pending, BrokerAnswer::Granted)
        }
        (Outcome::Refused(_), _) => BrokerAnswer::Refused,
        _ => BrokerAnswer::Silence,
    }
}

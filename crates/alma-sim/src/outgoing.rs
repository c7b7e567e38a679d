//! Messages that this Alma sends by itself: a renewal from Primo goes to the broker as RenewItem.

use ncip::{
    Answer, Body, Header, ItemId, Message, Outcome, Profile, RenewItem, Request, Response, Style, UserId, Version,
    answer_of,
};

use crate::Alma;
use crate::alma::Exchange;
use crate::desk::{Action, BrokerAnswer};
use crate::moment::{self, DAY};

/// An NCIP message that the host is to POST as `text/xml`; what comes back goes to [`Alma::outgoing_answered`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The partner's Broker System NCIP URL.
    pub url: String,
    /// The message.
    pub body: String,
    /// The temporary item that it is about.
    pub barcode: String,
}

impl Alma {
    /// Messages to be sent, oldest first. To be asked for after each request.
    pub fn take_outgoing(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outgoing)
    }

    /// What the broker answered; `None` when it could not be reached or was silent too long.
    pub fn outgoing_answered(&mut self, outgoing: &Outgoing, answer: Option<&[u8]>, now: i64) {
        let said = answer.map_or(BrokerAnswer::Silence, broker_answer);
        let sent = outgoing.body.clone();
        let received = answer.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let summary = format!("RenewItem to the broker for {}", outgoing.barcode);
        self.remember(Exchange { at: now, protocol: "NCIP", summary, received, sent });
        // Refused when the item has gone back meanwhile; then there is nothing to note.
        let _ = self.act(Action::BrokerAnswered { barcode: outgoing.barcode.clone(), answer: said }, now);
    }

    /// The question to the broker, once a user has asked for more time.
    pub(crate) fn ask_broker(&mut self, barcode: &str) {
        let found = self.state.catalog.by_barcode(barcode).and_then(|(id, _)| {
            let loan = self.state.loans.get(&id)?;
            let partner = self.state.partners.get(&self.state.borrowing_of(id)?.partner)?;
            Some((loan, partner))
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
        let url = partner.broker_ncip_url.clone();
        let body = Profile { style: Style::ALMA, ..Profile::ALMA }.encode(&message);
        self.outgoing.push(Outgoing { url, body, barcode: barcode.to_owned() });
    }
}

fn broker_answer(bytes: &[u8]) -> BrokerAnswer {
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

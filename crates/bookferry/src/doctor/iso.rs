//! ISO 18626 with partners: a status request about a request that nobody knows, which every partner must answer with a confirmation.

use iso18626::{Action, AgencyId, Header, Message, MessageStatus, RequestingAgencyMessage};

use super::{Check, Finding, Patient};
use crate::clock::instant_text;
use crate::outside::Answer;
use crate::partners::{EDITION, Symbol};
use crate::platform::Partner;

const ISO: &str = "ISO 18626";
/// A number that no request has.
const UNKNOWN: &str = "BOOKFERRY-CONNECTION-TEST";

/// Asks a partner, and explains what comes.
pub(super) async fn ask(patient: &Patient<'_>, partner: &Partner) -> Check {
    let name = format!("{} ({})", partner.name, partner.symbol);
    let check = |finding, seen: String| Check::new(ISO, &name, finding, seen);
    let xml = status_request(&patient.library.symbol, &partner.symbol, patient.platform.now());
    match patient.platform.outside().post_xml(&partner.address, xml, patient.platform.patience().call).await {
        Ok(answer) => judged(&answer, &partner.address, check),
        Err(fault) => {
            let said = format!("{} {fault}", partner.address);
            advice("could not be reached").into_iter().fold(check(Finding::Failed, said), Check::advise)
        }
    }
}

fn status_request(ours: &str, theirs: &str, now: i64) -> String {
    let agency = |symbol: &str| {
        let symbol = Symbol::parse(symbol);
        AgencyId::new(&symbol.scheme, &symbol.value)
    };
    let header = Header::new(agency(theirs), agency(ours), UNKNOWN, &instant_text(now));
    let message =
        RequestingAgencyMessage { header, action: Action::StatusRequest, ..RequestingAgencyMessage::default() };
    Message::from(message).encode(EDITION)
}

fn judged(answer: &Answer, address: &str, check: impl Fn(Finding, String) -> Check) -> Check {
    let Ok(decoded) = iso18626::decode(&answer.body) else {
        let seen = format!("{address} answers with HTTP status {}, and no confirmation", answer.status);
        return advice(&seen).into_iter().fold(check(Finding::Failed, seen), Check::advise);
    };
    let Some(header) = decoded.message.confirmation_header() else {
        return check(Finding::Failed, format!("{address} answers with a message in place of a confirmation"))
            .advise("This is no address that takes ISO 18626 messages.");
    };
    let said: Vec<String> = decoded.message.error_data().iter().map(ToString::to_string).collect();
    let said = said.join("; ");
    let advice = advice(&said);
    match header.message_status {
        // That a request is unknown is the right answer.
        _ if advice.is_empty() => check(Finding::Ok, format!("{address} takes our messages")),
        MessageStatus::Ok => check(Finding::Ok, format!("{address} takes our messages")),
        _ => advice.into_iter().fold(check(Finding::Failed, format!("{address} refuses: {said}")), Check::advise),
    }
}

/// What is behind the words with which a message is refused or not delivered; nothing where they say all.
pub(super) fn advice(said: &str) -> Vec<String> {
    let lower = said.to_lowercase();
    let has = |word: &str| lower.contains(word);
    let words: &[&str] = if has("badlyformedmessage") || has("unrecogniseddataelement") {
        &[
            "The partner cannot read our messages: an older edition of the schema. Alma reads 1.1; ask which one the partner expects.",
            "In Alma: Fulfillment > Resource Sharing > Partners, the partner with the profile type ISO 18626, tab Parameters.",
        ]
    } else if has("symbol") || has("agencyid") {
        &[
            "The partner does not know our symbol, or the one that we have for it; letters and scheme (ISIL:) count.",
            "In Alma: Fulfillment > Resource Sharing > Partners, tab Parameters, ISO symbol; its own symbol stands in the resource sharing library.",
        ]
    } else if has("unsupportedreasonformessagetype") || has("unsupportedactiontype") {
        &[
            "The partner takes this step in another form: Alma accepts only certain pairs of reason and status, and shows notes, conditions and costs only in a Notification.",
            "Write to the other library what the message was to say.",
        ]
    } else if has("reached") || has("http status") || has("no confirmation") || has("did not answer") {
        &[
            "Check the address of the partner in the configuration (`partner` in bookferry.toml), and whether a firewall or proxy lets us in.",
            "Is the partner an Alma: Fulfillment > Resource Sharing > Partners, the partner for us, tab Parameters, Server is our address and Alma must reach it.",
        ]
    } else {
        &[]
    };
    words.iter().map(|words| (*words).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_request_is_the_right_answer_and_everything_else_is_explained() {
        assert!(advice("UnrecognisedDataValue: request with a given ID not found").is_empty());
        for (said, cause) in [
            ("BadlyFormedMessage: cvc-elt.1", "older edition"),
            ("UnrecognisedDataValue: supplyingAgencyId: no library with the symbol ISIL:X here", "our symbol"),
            ("UnsupportedReasonForMessageType: Notification", "another form"),
            ("https://x answers with HTTP status 404, and no confirmation", "firewall"),
        ] {
            assert!(advice(said).join(" ").contains(cause), "{said}");
        }
    }
}

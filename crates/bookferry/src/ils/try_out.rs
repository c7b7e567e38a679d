//! The test buttons of the settings pages: one real call with the values in the form, explained in plain words.

use availability::{ReadError, Wanted};
use lifecycle::{Facts, IlsCall, ServiceType, Side};
use ncip::{Message, Patron};
use store::LibraryId;

use super::compose::{CallContext, compose, profile};
use super::shelf::{Inquiry, Look, ShelfError, look_for, promised, wanted};
use crate::association::AssociationError;
use crate::outside::CallFailure;
use crate::platform::Platform;
use crate::settings::{Fees, HostLms, LibrarySettings, LocalNcip};
use crate::work::{Description, PatronData, description_of};

/// Of a look that ended without an answer.
pub const UNANSWERED: &str = "The catalogue did not answer the question.";

/// What a test showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TryOut {
    /// Whether the other side did what was asked.
    pub ok: bool,
    /// One sentence.
    pub headline: String,
    /// More sentences: what was seen, the likely cause, what to change and where.
    pub explanation: Vec<String>,
    /// The message that was sent.
    pub sent: String,
    /// The answer.
    pub received: String,
    /// The character set that the header of the answer names.
    pub charset: Option<String>,
}

/// Looks up a patron by NCIP with these settings.
pub async fn try_ncip(platform: &Platform, host_lms: &HostLms, local_ncip: &LocalNcip, patron_id: &str) -> TryOut {
    let patron = PatronData { patron_id: patron_id.to_owned(), ..PatronData::default() };
    let (facts, description) = (Facts::new(ServiceType::Loan), Description::default());
    let context = CallContext {
        side: Side::Requester,
        number: "TEST",
        zone: &platform.options().time_zone,
        facts: &facts,
        description: &description,
        patron: &patron,
        barcode: None,
        fees: &Fees::default(),
        host_lms,
        local_ncip,
    };
    let sent = profile(&host_lms.host_lms).encode(&compose(&context, &IlsCall::LookupUser));
    let mut outcome = TryOut { sent: sent.clone(), ..TryOut::default() };
    match platform.outside().post_xml(&local_ncip.server_address, sent, platform.patience().call).await {
        Ok(answer) => {
            outcome.received = String::from_utf8_lossy(&answer.body).into_owned();
            outcome.charset.clone_from(&answer.charset);
            explain_ncip(&mut outcome, answer.status, &answer.body);
        }
        Err(fault) => explain_failure(&mut outcome, &fault, &local_ncip.server_address),
    }
    outcome
}

fn explain_ncip(outcome: &mut TryOut, status: u16, body: &[u8]) {
    let message = match Message::decode(body) {
        Ok(decoded) => decoded.message,
        Err(fault) => {
            outcome.headline = format!("Something answers at this address, but not NCIP (HTTP status {status}).");
            outcome.explanation.push(format!("{fault}."));
            outcome
                .explanation
                .push("Check that the address ends with /view/NCIPServlet and names your own Alma, not Primo.".into());
            return;
        }
    };
    if let ncip::Body::Response(ncip::Response::LookupUser(ncip::Answer::Done(response))) = &message.body {
        let patron = Patron::of(response);
        outcome.ok = true;
        outcome.headline = "The library system knows the patron.".into();
        let group = patron.user_group.clone().unwrap_or_else(|| "not told".into());
        outcome.explanation.push(format!("User group: {group}."));
        if patron.blocked {
            outcome.explanation.push("The patron is blocked and could not ask for anything now.".into());
        }
        return;
    }
    let answer = ncip::answer_of(&message);
    outcome.headline = "The library system answers, and refuses.".into();
    match answer.problem() {
        Some(problem) => {
            let explanation = problem.kind().explanation();
            outcome.explanation.push(format!("It says: {}.", problem.line()));
            outcome.explanation.push(format!("Likely cause: {}", explanation.cause));
            outcome.explanation.push(format!("What to do: {}", explanation.remedy));
            outcome.explanation.extend(explanation.alma_screen.map(|screen| format!("In Alma: {screen}.")));
        }
        None => outcome.explanation.push("It does not say why. The answer is below.".into()),
    }
}

fn explain_failure(outcome: &mut TryOut, fault: &CallFailure, address: &str) {
    outcome.headline = "The library system did not answer.".into();
    outcome.explanation.push(format!("{address} {fault}."));
    outcome.explanation.push(match fault {
        CallFailure::Address(_) => {
            "Write the address with https:// in front, such as https://<alma_domain>/view/NCIPServlet.".into()
        }
        _ => "Check the host name, https instead of http, and that this server may reach it.".into(),
    });
}

/// Looks on the shelf with these settings, as the auto-responder would for a request that names this ISBN or title, or for the
/// request of the library that has this number. Copies that are promised to others count as promised.
///
/// # Errors
/// As [`look_for`].
pub async fn look_with(
    platform: &Platform,
    library: LibraryId,
    settings: &LibrarySettings,
    text: &str,
) -> Result<Look, ShelfError> {
    let request = platform.store().requests().by_number(library, text.trim()).await.ok();
    let wanted = match &request {
        Some(request) => wanted(&description_of(request)),
        None => typed(text),
    };
    let promised = promised(platform, library, request.map(|request| request.id)).await.unwrap_or_default();
    let inquiry = Inquiry { library, settings, wanted, promised, oldest: 0 };
    look_for(platform, &inquiry).await
}

/// [`look_with`], explained.
pub async fn try_shelf(platform: &Platform, library: LibraryId, settings: &LibrarySettings, text: &str) -> TryOut {
    match look_with(platform, library, settings, text).await {
        Ok(look) => TryOut {
            ok: true,
            headline: look.decision.outcome.to_string(),
            explanation: look.decision.steps,
            sent: look.asked.join("\n"),
            ..TryOut::default()
        },
        Err(fault) => {
            let mut explanation = vec![format!("{fault}.")];
            explanation.push(advice(&fault).to_owned());
            TryOut { headline: UNANSWERED.into(), explanation, ..TryOut::default() }
        }
    }
}

/// An ISBN or a title.
fn typed(text: &str) -> Wanted {
    match text.chars().filter(char::is_ascii_digit).count() >= 9 {
        true => Wanted { isbn: text.to_owned(), ..Wanted::default() },
        false => Wanted { title: text.to_owned(), ..Wanted::default() },
    }
}

/// What to do when the shelf cannot be looked at.
pub fn advice(fault: &ShelfError) -> &'static str {
    match fault {
        ShelfError::NoWay => "Fill in an address first.",
        ShelfError::NothingToAsk(_) => {
            "Fill in the address of SRU or Z39.50 too: Alma's REST interface finds records by their number only."
        }
        ShelfError::Association(AssociationError::Unreachable(..)) => {
            "Check the host (Alma, not Primo) and the port: Alma listens on 1921. The Z39.50 server profile must be active in Alma: Configuration > General > External Systems > Integration Profiles."
        }
        ShelfError::Association(AssociationError::Diagnostics(_)) => {
            "Check the database: it is the institution code in capitals, such as 01UNIV_INST."
        }
        ShelfError::Association(_) => {
            "Try again. If it stays so, this is no Z39.50 server, or none that is active; in Alma: Configuration > General > External Systems > Integration Profiles, type Z39.50 Server."
        }
        ShelfError::Settings(..) => "Correct the address.",
        ShelfError::Call(..) => "Check the host name, https instead of http, and that this server may reach it.",
        ShelfError::Resting(..) => "Try again in a minute, and see whether the server is up.",
        ShelfError::Busy(_) | ShelfError::Status(_, 429) => {
            "Try again later; all programs of an institution share its calls."
        }
        ShelfError::Status(_, 401 | 403) | ShelfError::Read(ReadError::Refused { .. }) => {
            "Check the key: in the Developer Network it needs read-only permission for Bibs, and it must belong to this institution."
        }
        ShelfError::Status(..) | ShelfError::Read(_) => {
            "Check the address. SRU must be active in Alma: Configuration > General > External Systems > Integration Profiles, type SRU Server."
        }
    }
}

//! Calls and messages that were given up, or that wait for another try: what was said, what is behind it, and where to change it.

use lifecycle::IlsCall;
use ncip::ProblemKind;
use store::{OutboxRow, OutboxState};

use super::open::OpenRequest;
use super::{Check, Finding};
use crate::work::{codec, kind};

/// One check for each kind of trouble, with the newest of its kind as the example.
pub(super) fn troubled(requests: &[OpenRequest]) -> Vec<Check> {
    let rows = requests.iter().flat_map(|request| request.rows.iter().map(|row| (request.stored.number.as_str(), row)));
    let mut checks: Vec<Check> = Vec::new();
    for check in rows.filter_map(|(number, row)| trouble(number, row)) {
        if !checks.iter().any(|known| known.name == check.name && known.advice == check.advice) {
            checks.push(check);
        }
    }
    checks
}

/// What a row tells, if something is wrong with it.
fn trouble(number: &str, row: &OutboxRow) -> Option<Check> {
    let finding = match row.state {
        OutboxState::Failed => Finding::Failed,
        OutboxState::Waiting if row.last_error.is_some() => Finding::Warning,
        // A request that a partner refuses goes on to the next one; the refusal stands in its result.
        OutboxState::Done if row.kind == kind::MESSAGE && refused_by_partner(row).is_some() => Finding::Warning,
        _ => return None,
    };
    let said = refused_by_partner(row).or(row.last_error.as_deref())?;
    match row.kind.as_str() {
        kind::CALL => Some(call(number, row, finding, said)),
        kind::MESSAGE => Some(message(number, row, finding, said)),
        _ => None,
    }
}

/// The words of a partner who did not take a request.
fn refused_by_partner(row: &OutboxRow) -> Option<&str> {
    let result = row.result.as_deref()?;
    result.strip_prefix("it refused the message: ").or_else(|| result.strip_prefix("it cannot be reached: "))
}

fn call(number: &str, row: &OutboxRow, finding: Finding, said: &str) -> Check {
    let call = serde_json::from_str(&row.payload).ok().and_then(|payload| codec::call(&payload).ok());
    let name = call.as_ref().map_or_else(|| "call".to_owned(), service);
    let seen = format!("{number}: {name}: {}", first_sentence(said));
    let mut check = Check::new("NCIP", &format!("{name} that {}", state_words(row)), finding, seen);
    check.advice = call.map(|call| causes(&call, said)).unwrap_or_default();
    let rest = said.strip_prefix(first_sentence(said)).unwrap_or_default().trim_start_matches(['.', ' ']);
    if !rest.is_empty() {
        check = check.advise(rest);
    }
    check.advise("Desk: have it tried again, or skip it once it is done by hand in Alma.")
}

/// Causes that the words of a problem alone do not tell.
fn causes(call: &IlsCall, said: &str) -> Vec<String> {
    let words: &[&str] = match (call, ProblemKind::of_text(first_sentence(said))) {
        (IlsCall::AcceptItem { .. }, ProblemKind::UserIneligible) => &[
            "Four things to look at. 1. The resource sharing library has opening hours: Configuration > Fulfillment > Library Management > Opening Hours.",
            "2. Its fulfillment unit has a rule for loans to this user group: Configuration > Fulfillment > Physical Fulfillment > Fulfillment Units.",
            "3. The patron's account has no block and has not expired: Admin > User Management > Find and Manage Users.",
            "4. The patron has not reached the limit of the terms of use.",
        ],
        (IlsCall::AcceptItem { .. }, ProblemKind::UnknownPickupLocation) => {
            &["The pickup location is not the code of a library in Alma: correct it under Settings > Borrowing."]
        }
        (IlsCall::CheckOutItem { .. }, ProblemKind::UnknownItem) => &[
            "What was scanned is no barcode in Alma: a leading zero was lost, or it is the number of the item (23...) in place of its barcode.",
            "In Alma: Repository search > Physical items > Barcode. Scan the item itself once more at Bookferry's desk.",
        ],
        _ if said.contains("perhaps done") => &[
            "The call may have been carried out although no answer came. It is made again by itself; that does no harm.",
        ],
        _ => &[],
    };
    words.iter().map(|words| (*words).to_owned()).collect()
}

fn message(number: &str, row: &OutboxRow, finding: Finding, said: &str) -> Check {
    let payload: serde_json::Value = serde_json::from_str(&row.payload).unwrap_or_default();
    let to = payload["to"].as_str().unwrap_or("a partner");
    let check = Check::new("ISO 18626", &format!("message to {to}"), finding, format!("{number}: {said}"));
    super::iso::advice(said).into_iter().fold(check, Check::advise)
}

fn state_words(row: &OutboxRow) -> &'static str {
    match row.state {
        OutboxState::Failed => "was given up",
        _ => "waits for another try",
    }
}

/// `AcceptItem`, as NCIP calls it.
fn service(call: &IlsCall) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    call.name().split('_').map(capital).collect()
}

/// What the other side said, before our explanation.
fn first_sentence(said: &str) -> &str {
    said.split(". ").next().unwrap_or(said)
}

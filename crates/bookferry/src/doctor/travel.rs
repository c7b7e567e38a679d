//! Items that travel, as we know them and as Alma's REST interface tells them: what no probe can see, the latest requests show.

use jiff::tz::TimeZone;
use lifecycle::Side;
use serde_json::Value;

use super::open::OpenRequest;
use super::{Check, Finding, Patient};
use crate::alma::text;
use crate::clock::{day_text, parse_instant};
use crate::ils::{AlmaRest, RestFault, temporary_barcode};
use crate::work::patron_of;

const CONNECTION: &str = "items that travel";
const PARTNER: &str = "Fulfillment > Resource Sharing > Partners > the partner > Parameters, Accept Item";
const BORROWING: &str = "Fulfillment > Resource Sharing > Borrowing Requests";

/// Compares the requests with Alma, where a key lets us ask.
pub(super) async fn compare(patient: &Patient<'_>, requests: &[OpenRequest]) -> Vec<Check> {
    let travelling: Vec<&OpenRequest> = requests.iter().filter(|request| travels(request)).collect();
    if travelling.is_empty() {
        return Vec::new();
    }
    let rest = AlmaRest::new(patient.platform, patient.id(), &patient.settings.availability);
    let Ok(rest) = rest else { return Vec::new() };
    let zone = patient.platform.zone(&patient.settings.calendar);
    let mut checks = Vec::new();
    let compared = travelling.len();
    for request in travelling {
        let seen = match request.side {
            Side::Requester => borrowed(&rest, request, &zone).await,
            Side::Supplier => lent(&rest, request).await,
        };
        match seen {
            Ok(found) => checks.extend(found),
            Err(fault) => {
                let check =
                    Check::new(CONNECTION, "comparison", Finding::Warning, format!("Alma was not asked: {fault}"));
                checks.push(check.advise("The key needs read-only permission for Users and Bibs."));
                return checks;
            }
        }
    }
    if checks.is_empty() {
        checks.push(Check::ok(CONNECTION, "comparison", format!("{compared} requests are in Alma as they are here")));
    }
    checks
}

/// Whether Alma should know an item of it.
fn travels(request: &OpenRequest) -> bool {
    match request.side {
        Side::Requester => !request.facts.temporary_items.is_empty() && request.has_done("accept_item"),
        Side::Supplier => request.has_done("check_out_item"),
    }
}

async fn borrowed(rest: &AlmaRest<'_>, request: &OpenRequest, zone: &TimeZone) -> Result<Vec<Check>, RestFault> {
    let (number, facts) = (request.stored.number.as_str(), &request.facts);
    let patron = patron_of(&request.stored);
    let user = format!("users/{}", oai_pmh::encode_component(&patron.patron_id));
    let loans = rest.get(&format!("{user}/loans?limit=100&expand=renewable")).await?;
    let holds = rest.get(&format!("{user}/requests?limit=100")).await?;
    let mut checks = Vec::new();
    for item in &facts.temporary_items {
        let barcode = temporary_barcode(number, *item, facts.items.len());
        let Some(found) = rest.item(&barcode).await? else {
            checks.push(no_temporary_item(number, &barcode));
            continue;
        };
        checks.extend(another_item(number, &barcode, &found));
        let loan = with(&loans, "item_loan", "item_barcode", &barcode);
        checks.extend(loan.and_then(|loan| other_due_date(number, &text(loan, "due_date"), facts.due?.0, zone)));
        let history = rest.get(&format!("{user}/requests?limit=100&status=history")).await.unwrap_or_default();
        let is_closed = with(&history, "user_request", "barcode", &barcode).is_some();
        match is_closed {
            true => checks.push(closed_too_early(number)),
            false => checks.extend(loan.and_then(|loan| not_renewable(number, loan))),
        }
        if let Some(hold) = with(&holds, "user_request", "barcode", &barcode) {
            checks.extend(another_pickup(number, &text(hold, "pickup_location_library"), &patron.pickup_location));
            checks.extend(in_transit(number, &text(hold, "task_name")));
        }
    }
    Ok(checks)
}

async fn lent(rest: &AlmaRest<'_>, request: &OpenRequest) -> Result<Vec<Check>, RestFault> {
    let number = request.stored.number.as_str();
    let is_out = !request.facts.on_loan.is_empty();
    let mut checks = Vec::new();
    for piece in &request.facts.items {
        let Some(item) = rest.item(&piece.barcode).await? else { continue };
        let data = item.get("item_data").unwrap_or(&Value::Null);
        let (status, process) = (text(data, "base_status"), text(data, "process_type"));
        if is_out && status == "1" {
            let seen = format!("{number}: {} is away, and Alma has it in its place", piece.barcode);
            checks.push(
                failed("lent items", seen)
                    .advise("CheckOutItem was answered as if it were done already (“no change in due date”), or was skipped as done by hand: Alma does not know that the item has left.")
                    .advise("In Alma: Fulfillment > Resource Sharing > Lending Requests, ship the item there; at Bookferry's desk nothing is left to do."),
            );
        }
        if !is_out && process == "TRANSIT" {
            let seen = format!("{number}: {} is home, and Alma has it in transit", piece.barcode);
            checks.push(
                warning("items that came home", seen)
                    .advise(
                        "It must be scanned at its own circulation desk, for CheckInItem sends it on its way there.",
                    )
                    .advise("In Alma: Fulfillment > Checkout/Checkin > Scan In Items."),
            );
        }
    }
    Ok(checks)
}

/// The object of a list that has this value.
fn with<'a>(answer: &'a Value, list: &str, member: &str, value: &str) -> Option<&'a Value> {
    answer.get(list)?.as_array()?.iter().find(|object| text(object, member) == value)
}

fn no_temporary_item(number: &str, barcode: &str) -> Check {
    failed("temporary items", format!("{number}: Alma has no item with the barcode {barcode}"))
        .advise("AcceptItem was answered with “Item Barcode Already Exist”, which counts as done for our own number; but the item is not ours, or was deleted since.")
        .advise("In Alma: Repository search > Physical items > Barcode. If nothing has it, repeat the call at Bookferry's desk, or receive the item by hand.")
}

/// An item that bears our barcode and is not the temporary one: it has a library of its own.
fn another_item(number: &str, barcode: &str, item: &Value) -> Option<Check> {
    let data = item.get("item_data")?;
    let is_temporary = matches!(text(data, "process_type").as_str(), "ILL" | "LOAN" | "HOLDSHELF" | "TRANSIT");
    (!is_temporary).then(|| {
        failed("temporary items", format!("{number}: the item {barcode} in Alma is another one, in {}", text(data, "library")))
            .advise("“Item Barcode Already Exist”: an item of your own has our request number as its barcode. Receive the item by hand under another one.")
            .advise("In Alma: Repository search > Physical items > Barcode.")
    })
}

/// Alma writes due times in UTC; ours are days.
fn other_due_date(number: &str, in_alma: &str, ours: i64, zone: &TimeZone) -> Option<Check> {
    let day = day_text(parse_instant(in_alma, zone)?, zone);
    let ours = day_text(ours, zone);
    (day != ours).then(|| {
        warning("due dates", format!("{number}: due {ours}; Alma has {in_alma} (UTC)"))
            .advise("We send the end of the day without a zone, and Alma reads it in the time of the library. If your library is not in that zone, the due date is a day off.")
            .advise("In Alma: Configuration > General > Libraries, the time zone of the library; ask Ex Libris if it is that of the institution.")
    })
}

fn not_renewable(number: &str, loan: &Value) -> Option<Check> {
    (loan.get("renewable").and_then(Value::as_bool) == Some(false)).then(|| {
        warning("renewals in Primo", format!("{number}: Alma does not let the patron renew"))
            .advise("The borrowing workflow of the partner has no steps of a renewal: Fulfillment > Resource Sharing > Partners, General Information, Borrowing workflow; its steps: Configuration > Fulfillment > Resource Sharing > Workflow Profiles.")
            .advise("Or the terms of use allow none or no more; or Broker System NCIP URL is empty; or the borrowing request was closed in Alma too early.")
    })
}

fn closed_too_early(number: &str) -> Check {
    failed("borrowing requests", format!("{number} is open, and its borrowing request in Alma is closed"))
        .advise("Staff completed it in Alma too early. The patron can no longer renew, and the return will not find it.")
        .advise(format!("In Alma: {BORROWING}, find it among the completed ones and re-open it (its status should be “Loaned item to patron”)."))
}

fn another_pickup(number: &str, in_alma: &str, ours: &str) -> Option<Check> {
    (!ours.is_empty() && !in_alma.is_empty() && in_alma != ours).then(|| {
        failed("pickup library", format!("{number}: to be collected at {ours}; Alma has {in_alma}"))
            .advise("The code is not that of a library, or the resource sharing library has no relationship with it: Configuration > Fulfillment > Library Management > Relationships.")
            .advise(format!("Or the receive desk has no hold shelf. In Alma: {PARTNER}, Receive desk and Default pickup library."))
    })
}

fn in_transit(number: &str, task: &str) -> Option<Check> {
    (task == "Transit Item").then(|| {
        warning("items in transit", format!("{number}: received, and in transit to its pickup library"))
            .advise("The receive desk stands in another library than the one where the patron collects, so each item must be scanned once more there.")
            .advise(format!("In Alma: {PARTNER}, Receive desk: a desk of the pickup library."))
    })
}

fn failed(name: &str, seen: String) -> Check {
    Check::new(CONNECTION, name, Finding::Failed, seen)
}

fn warning(name: &str, seen: String) -> Check {
    Check::new(CONNECTION, name, Finding::Warning, seen)
}

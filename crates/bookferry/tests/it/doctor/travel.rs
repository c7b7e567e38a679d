//! Faulty states that only show when an item travels: a book is borrowed and one is lent, and the diagnosis looks at what came of it.

use bookferry::doctor::{Check, Finding};
use bookferry::jobs::run_until_idle;
use bookferry::work::{codec, kind, lane};
use lifecycle::{Facts, IlsCall, LentItem, Moment, ServiceType};
use store::NewOutboxRow;

use super::world::World;
use crate::house::House;

/// The middle of a day, for a due date that no zone moves to another day.
const DUE: Moment = Moment(1_830_254_400_000);
/// A book in East's stacks.
const BARCODE: &str = "31210000011005";
const PATRON: &str = "afontenoy";

/// What each state needs: what happens in Alma afterwards, and words of the cause and of the screen.
struct Journey {
    trouble: &'static str,
    /// Acts of staff in Alma after the calls.
    then: &'static [(&'static str, &'static str)],
    words: &'static [&'static str],
}

const LEND: (&str, &str) = ("/simulator/desk/loan", "barcode=EAST-000001&user=afontenoy");
const CLOSE: (&str, &str) = ("/alma/faults/trouble", "name=closed-too-early");

const JOURNEYS: &[Journey] = &[
    Journey {
        trouble: "pickup-ignored",
        then: &[],
        words: &[
            "to be collected at MAIN; Alma has RES_SHARE",
            "not that of a library",
            "Library Management > Relationships",
        ],
    },
    Journey {
        trouble: "always-in-transit",
        then: &[],
        words: &["in transit to its pickup library", "scanned once more", "Receive desk: a desk of the pickup library"],
    },
    Journey {
        trouble: "barcode-exists",
        then: &[],
        words: &[
            "Alma has no item with the barcode EAST-000001",
            "Item Barcode Already Exist",
            "Repository search > Physical items",
        ],
    },
    Journey {
        trouble: "user-ineligible",
        then: &[],
        words: &[
            "User is ineligible to borrow",
            "Four things",
            "Opening Hours",
            "Fulfillment Units",
            "Find and Manage Users",
        ],
    },
    Journey {
        trouble: "no-renewal-steps",
        then: &[LEND],
        words: &["does not let the patron renew", "no steps of a renewal", "Resource Sharing > Workflow Profiles"],
    },
    Journey {
        trouble: "closed-too-early",
        then: &[LEND, CLOSE],
        words: &["its borrowing request in Alma is closed", "too early", "Resource Sharing > Borrowing Requests"],
    },
    Journey {
        trouble: "check-out-unknown-item",
        then: &[],
        words: &["CheckOutItem", "Unknown Item", "leading zero", "Repository search > Physical items > Barcode"],
    },
    Journey {
        trouble: "no-change-in-due-date",
        then: &[],
        words: &["is away, and Alma has it in its place", "no change in due date", "Lending Requests"],
    },
    Journey {
        trouble: "due-date-off",
        then: &[LEND],
        words: &["due 2027-12-31; Alma has 2028-01-01T04:59:00Z", "a day off", "time zone of the library"],
    },
];

/// The states that are met here.
pub fn troubles() -> impl Iterator<Item = &'static str> {
    JOURNEYS.iter().map(|journey| journey.trouble)
}

#[tokio::test]
async fn what_only_shows_when_an_item_travels_is_told_from_the_latest_requests() {
    for journey in JOURNEYS {
        let house = House::unattended().await;
        let world = World::with(&house, Some(journey.trouble)).await;
        let said = all_said(&travelled(&world, journey.then).await);
        for words in journey.words {
            assert!(said.contains(words), "{}: “{words}” is not in\n{said}", journey.trouble);
        }
        world.stop();
        house.stop().await;
    }
}

#[tokio::test]
async fn what_travels_as_it_should_is_in_order() {
    let house = House::unattended().await;
    let world = World::with(&house, None).await;
    let checks = travelled(&world, &[LEND]).await;
    let said = all_said(&checks);
    assert!(said.is_empty(), "{said}");
    assert!(checks.iter().any(|check| check.seen == "2 requests are in Alma as they are here"), "{checks:#?}");
    world.stop();
    house.stop().await;
}

#[tokio::test]
async fn a_lent_item_that_is_home_and_was_not_scanned_at_its_desk_is_told() {
    let house = House::unattended().await;
    let world = World::with(&house, None).await;
    let facts = Facts { items: vec![LentItem::with_barcode(BARCODE)], ..Facts::new(ServiceType::Loan) };
    let calls = [IlsCall::CheckOutItem { item: 1, due: Some(DUE) }, IlsCall::CheckInItem { item: 1 }];
    request(&house, "supplier", "completed", &facts, &calls).await;
    run_until_idle(&house.platform).await;
    let said = all_said(&world.diagnosis().await);
    assert!(said.contains("is home, and Alma has it in transit") && said.contains("Scan In Items"), "{said}");
    world.stop();
    house.stop().await;
}

/// A book is borrowed and one is lent; then staff do something in Alma; then everything is examined.
async fn travelled(world: &World<'_>, then: &[(&str, &str)]) -> Vec<Check> {
    let house = world.house;
    let mut borrowed = Facts::new(ServiceType::Loan);
    (borrowed.items, borrowed.temporary_items) = (vec![LentItem::with_barcode("39031000123")], vec![1]);
    borrowed.due = Some(DUE);
    request(house, "requester", "received", &borrowed, &[IlsCall::AcceptItem { item: 1 }]).await;
    let mut lent = Facts::new(ServiceType::Loan);
    (lent.items, lent.on_loan) = (vec![LentItem::with_barcode(BARCODE)], vec![1]);
    request(house, "supplier", "shipped", &lent, &[IlsCall::CheckOutItem { item: 1, due: Some(DUE) }]).await;
    run_until_idle(&house.platform).await;
    for (path, form) in then {
        world.staff(path, form).await;
    }
    world.diagnosis().await
}

/// A request as a step left it, with calls that are still to be made.
async fn request(house: &House, side: &str, state: &str, facts: &Facts, calls: &[IlsCall]) {
    house.loan(side, state, facts, PATRON, calls.iter().map(row).collect()).await;
}

/// A call as a step would put it into the outbox.
fn row(call: &IlsCall) -> NewOutboxRow {
    NewOutboxRow {
        lane: lane::ILS.to_owned(),
        destination: "ils EAST".to_owned(),
        kind: kind::CALL.to_owned(),
        payload: codec::call_json(call).to_string(),
        run_at: 0,
    }
}

fn all_said(checks: &[Check]) -> String {
    let bad =
        checks.iter().filter(|check| check.finding != Finding::Ok && check.seen != "no harvest was completed yet");
    // Nobody serves the house, so its own address does not answer.
    let bad = bad.filter(|check| check.name != "our own address");
    bad.map(|check| format!("{}: {} {}\n", check.connection, check.seen, check.advice.join("\n"))).collect()
}

//! What a library answers without staff: calendar, limits, patience, its own shelf; on a clock that the test moves.

use std::collections::BTreeSet;

use alma_sim::Setup;
use alma_sim::sample::Institution;
use bookferry::clock::{Clock, DAY, HOUR, instant_text, parse_instant};
use bookferry::jobs::{decline_unmoved, remind_of_overdue, run_until_idle};
use bookferry::partners::{Receipt, receive};
use bookferry::platform::{Options, Platform};
use bookferry::seed;
use bookferry::settings::{AutoResponder, Calendar, HostLms, Lending, Period, ResponderMode, Section, Z3950};
use bookferry::simulators::Simulator;
use bookferry::work::{Cause, Description, NewAsk, PatronData};
use iso18626::{
    AgencyId, BibliographicInfo, BibliographicItemId, Edition, Header, Message, Request as Asked, RequestType,
    ServiceInfo, ServiceType,
};
use jiff::tz::TimeZone;
use lifecycle::{requester, supplier};
use store::{Library, Request};
use tempfile::TempDir;

use super::almas;

/// Two copies in the stacks of the main library of East.
const EMMA: &str = "9780375757426";

/// Two libraries, the first with a simulated Alma behind its Z39.50 address.
struct World {
    platform: Platform,
    clock: Clock,
    alma: Simulator,
    east: Library,
    _data: TempDir,
}

impl World {
    /// It is noon of this day.
    async fn on(day: &str) -> Self {
        let alma = almas::start(Setup::sample(Institution::East, 0), &Clock::System).await;
        let data = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(parse_instant(&format!("{day}T12:00:00Z"), &TimeZone::UTC).expect("a day"));
        let options = Options {
            contact: "tests".to_owned(),
            // Nobody listens there: what the libraries say to each other waits in the outbox.
            ..Options::new(data.path().to_owned(), "http://127.0.0.1:9".to_owned())
        };
        let platform = Platform::open(options, clock.clone()).await.expect("a data directory");
        let east = seed::library(&platform, "EAST", "East Library", "ISIL:EAST").await.expect("a library");
        seed::library(&platform, "WEST", "West Library", "ISIL:WEST").await.expect("a library");
        let world = Self { platform, clock, alma, east, _data: data };
        world.set(HostLms { host_lms: "None".into(), ..HostLms::default() }).await;
        world.set(Z3950 { server_address: format!("{}/01EAST_INST", world.alma.z3950) }).await;
        world
    }

    async fn set<S: Section>(&self, section: S) {
        self.platform.put_section(self.east.id, &section, "tests").await.expect("settings");
    }

    /// West asks East for Emma; what East answers by itself has been answered when this returns.
    async fn asked(&self, id: &str) -> Request {
        self.ask(id).await;
        self.work(id).await
    }

    /// The same, and nothing is answered yet.
    async fn ask(&self, id: &str) {
        self.ask_at(id, None).await;
    }

    /// The same with a service level.
    async fn ask_at(&self, id: &str, level: Option<&str>) {
        let request = Asked {
            header: Header::new(
                AgencyId::new("ISIL", "EAST"),
                AgencyId::new("ISIL", "WEST"),
                id,
                "2026-11-21T10:00:00Z",
            ),
            bibliographic_info: BibliographicInfo {
                title: Some("Emma".to_owned()),
                bibliographic_item_ids: vec![BibliographicItemId::new("ISBN", EMMA)],
                ..BibliographicInfo::default()
            },
            service_info: Some(ServiceInfo {
                request_type: Some(RequestType::New),
                service_type: ServiceType::Loan,
                service_level: level.map(Into::into),
                ..ServiceInfo::default()
            }),
            ..Asked::default()
        };
        let xml = Message::from(request).encode(Edition::V1_2);
        let receipt = receive(&self.platform, xml.as_bytes()).await;
        assert!(matches!(&receipt, Receipt::Confirmation(text) if text.contains("OK")), "{receipt:?}");
    }

    /// Lets everything that is due happen; the request of East as it is then.
    async fn work(&self, id: &str) -> Request {
        run_until_idle(&self.platform).await;
        let filter = store::QueueFilter { side: "supplier".into(), limit: 100, ..store::QueueFilter::default() };
        let queue = self.platform.store().requests().queue(self.east.id, &filter).await.expect("the queue");
        queue.requests.into_iter().find(|request| request.requester_request_id == id).expect("the request")
    }

    /// What the history of a request says last.
    async fn last_words(&self, request: &Request) -> String {
        let events = self.platform.store().requests().events(request.library_id, request.id).await.expect("events");
        events.last().map(|event| event.words.clone()).unwrap_or_default()
    }

    async fn stop(self) {
        self.alma.stop();
        self.platform.store().close().await;
    }
}

fn in_zone(time_zone: &str) -> Calendar {
    Calendar { time_zone: time_zone.into(), ..Calendar::default() }
}

fn period(from: &str, to: &str, why: &str) -> Period {
    Period { from: from.parse().expect("a day"), to: to.parse().expect("a day"), why: why.into() }
}

#[tokio::test]
async fn while_lending_is_suspended_every_request_is_told_until_when() {
    let world = World::on("2026-11-30").await;
    let not_lending = vec![period("2026-11-28", "2026-12-04", "stock-taking")];
    world.set(Calendar { not_lending, ..Calendar::default() }).await;
    world.set(AutoResponder { loans: ResponderMode::Off, ..AutoResponder::default() }).await;
    let request = world.asked("W-1").await;
    assert_eq!(request.state, "unfilled");
    let words = world.last_words(&request).await;
    assert!(words.contains("until 4 December 2026: stock-taking"), "{words}");
    world.clock.advance(5 * DAY);
    assert_eq!(world.asked("W-2").await.state, "new", "staff answer again");
    world.stop().await;
}

#[tokio::test]
async fn on_a_closed_day_the_look_waits_for_the_next_open_one_if_the_library_wants() {
    let world = World::on("2026-11-28").await;
    assert_eq!(world.asked("W-1").await.state, "will_supply", "the catalogue is open on Saturdays");
    world.set(AutoResponder { waits_when_closed: true, ..AutoResponder::default() }).await;
    assert_eq!(world.asked("W-2").await.state, "new");
    world.clock.advance(DAY);
    assert_eq!(world.work("W-2").await.state, "new", "Sunday");
    world.clock.advance(DAY);
    assert_eq!(world.work("W-2").await.state, "will_supply", "Monday");
    world.stop().await;
}

#[tokio::test]
async fn beyond_the_limit_of_a_day_nothing_is_promised_without_staff_until_the_next() {
    let world = World::on("2026-11-30").await;
    world.set(AutoResponder { loans_a_day: Some(1), ..AutoResponder::default() }).await;
    assert_eq!(world.asked("W-1").await.state, "will_supply");
    let second = world.asked("W-2").await;
    assert_eq!(second.state, "unfilled");
    let words = world.last_words(&second).await;
    assert!(words.contains("as many loans as this library can supply in a day are promised (1)"), "{words}");
    world.clock.advance(DAY);
    assert_eq!(world.asked("W-3").await.state, "will_supply", "another day, the other copy");
    world.stop().await;
}

#[tokio::test]
async fn the_third_request_for_two_copies_is_not_promised_one_that_is_promised() {
    let world = World::on("2026-11-30").await;
    assert_eq!(world.asked("W-1").await.state, "will_supply");
    assert_eq!(world.asked("W-2").await.state, "will_supply");
    let third = world.asked("W-3").await;
    assert_eq!(third.state, "unfilled");
    world.stop().await;
}

#[tokio::test]
async fn requests_that_are_looked_at_together_are_not_promised_the_same_copy() {
    let world = World::on("2026-11-30").await;
    let ids = ["W-1", "W-2", "W-3"];
    for id in ids {
        world.ask(id).await;
    }
    let mut ends = Vec::new();
    for id in ids {
        let request = world.work(id).await;
        let items = world.platform.store().requests().items(world.east.id, request.id).await.expect("items");
        ends.push((request.state, items.into_iter().map(|item| item.barcode).collect::<Vec<_>>()));
    }
    let promised: BTreeSet<&String> = ends.iter().flat_map(|(_, barcodes)| barcodes).collect();
    let states = |state: &str| ends.iter().filter(|(end, _)| end == state).count();
    assert_eq!((states("will_supply"), states("unfilled"), promised.len()), (2, 1, 2), "{ends:?}");
    world.stop().await;
}

#[tokio::test]
async fn what_nobody_moves_for_so_many_open_days_is_declined() {
    let world = World::on("2026-11-27").await;
    world.set(AutoResponder { declines_after_days: Some(2), ..AutoResponder::default() }).await;
    world.asked("W-1").await;
    for (days, state) in [(1, "will_supply"), (2, "will_supply"), (1, "unfilled")] {
        world.clock.advance(days * DAY);
        decline_unmoved(&world.platform).await.expect("the store answers");
        assert_eq!(world.work("W-1").await.state, state, "Saturday and Sunday do not count");
    }
    world.stop().await;
}

#[tokio::test]
async fn rush_and_express_requests_are_declined_after_hours_of_open_days() {
    let world = World::on("2026-11-27").await;
    world.set(AutoResponder { loans: ResponderMode::Off, ..AutoResponder::default() }).await;
    for (id, level) in [("W-1", None), ("W-2", Some("Rush")), ("W-3", Some("express")), ("W-4", Some("Urgent"))] {
        world.ask_at(id, level).await;
        world.work(id).await;
    }
    let hours = AutoResponder {
        declines_rush_after_hours: Some(14),
        declines_express_after_hours: Some(4),
        ..AutoResponder::default()
    };
    world.set(AutoResponder { loans: ResponderMode::Off, declines_after_days: Some(2), ..hours }).await;
    for (passed, open) in [
        (3, ["W-1", "W-2", "W-3", "W-4"].as_slice()),
        (1, &["W-1", "W-2", "W-4"]),
        // Noon on Sunday: Saturday and Sunday do not count, twelve hours of Friday do.
        (44, &["W-1", "W-2", "W-4"]),
        (13, &["W-1", "W-2", "W-4"]),
        (1, &["W-1"]),
        (22, &[]),
    ] {
        world.clock.advance(passed * HOUR);
        decline_unmoved(&world.platform).await.expect("the store answers");
        let filter =
            store::QueueFilter { side: "supplier".into(), open: true, limit: 9, ..store::QueueFilter::default() };
        let queue = world.platform.store().requests().queue(world.east.id, &filter).await.expect("the queue");
        let mut left: Vec<String> = queue.requests.into_iter().map(|request| request.requester_request_id).collect();
        left.sort();
        assert_eq!(left, open, "{passed} hours later");
    }
    let words = world.last_words(&world.work("W-3").await).await;
    assert!(words.contains("within 4 hours of open days"), "{words}");
    world.stop().await;
}

#[tokio::test]
async fn a_library_that_lends_at_once_says_so_with_a_due_date() {
    let world = World::on("2026-11-30").await;
    world.set(AutoResponder { loans: ResponderMode::LoanedAndCannotSupply, ..AutoResponder::default() }).await;
    let request = world.asked("W-1").await;
    assert_eq!(request.state, "shipped");
    assert_eq!(
        request.due_at.map(instant_text).as_deref(),
        Some("2027-01-11T23:59:00Z"),
        "42 days, to the last minute"
    );
    assert!(request.attention.is_some_and(|words| words.contains("pull slip")));
    world.stop().await;
}

#[tokio::test]
async fn the_limit_of_a_day_ends_with_the_day_of_the_library() {
    let world = World::on("2026-11-30").await;
    world.set(in_zone("America/New_York")).await;
    world.set(AutoResponder { loans_a_day: Some(1), ..AutoResponder::default() }).await;
    assert_eq!(world.asked("W-1").await.state, "will_supply");
    world.clock.advance(13 * HOUR);
    assert_eq!(world.asked("W-2").await.state, "unfilled", "eight in the evening, while UTC has another day");
    world.clock.advance(5 * HOUR);
    assert_eq!(world.asked("W-3").await.state, "will_supply", "one in the morning");
    world.stop().await;
}

#[tokio::test]
async fn open_days_are_counted_where_the_library_is() {
    let world = World::on("2026-11-27").await;
    world.set(in_zone("Pacific/Auckland")).await;
    world.set(AutoResponder { declines_after_days: Some(1), ..AutoResponder::default() }).await;
    world.asked("W-1").await;
    for (hours, state) in [(46, "will_supply"), (1, "unfilled")] {
        world.clock.advance(hours * HOUR);
        decline_unmoved(&world.platform).await.expect("the store answers");
        assert_eq!(world.work("W-1").await.state, state, "Monday begins in Auckland on Sunday at eleven UTC");
    }
    world.stop().await;
}

#[tokio::test]
async fn what_is_lent_is_due_at_the_end_of_a_day_of_the_library_and_told_as_that_day() {
    let world = World::on("2026-11-30").await;
    world.set(in_zone("America/New_York")).await;
    world.set(AutoResponder { loans: ResponderMode::LoanedAndCannotSupply, ..AutoResponder::default() }).await;
    let request = world.asked("W-1").await;
    assert_eq!(request.due_at.map(instant_text).as_deref(), Some("2027-01-12T04:59:00Z"));
    let events = world.platform.store().requests().events(world.east.id, request.id).await.expect("events");
    let told: String = events.iter().map(|event| event.payload.as_str()).collect();
    assert!(told.contains("due back 2027-01-11"), "{told}");
    world.stop().await;
}

#[tokio::test]
async fn what_our_own_library_has_is_reviewed_before_another_one_is_asked() {
    let world = World::on("2026-11-30").await;
    world.set(AutoResponder { reviews_own_shelf: true, ..AutoResponder::default() }).await;
    let ask = NewAsk {
        library: world.east.id,
        service_type: lifecycle::ServiceType::Loan,
        description: Description { title: "Emma".into(), isbn: EMMA.into(), ..Description::default() },
        patron: PatronData { patron_id: "p1".into(), ..PatronData::default() },
        actor: "east-patron".into(),
        form_key: "1".into(),
    };
    let request = world.platform.ask(ask).await.expect("the form is right");
    run_until_idle(&world.platform).await;
    let request = world.platform.store().requests().by_id(world.east.id, request.id).await.expect("the request");
    assert_eq!(request.state, "needs_review");
    let command = requester::Command::FillHere;
    let cause = Cause::person("east-staff");
    let filled = world.platform.command_requester(world.east.id, request.id, command, cause).await.expect("it may");
    assert_eq!((filled.state.as_str(), filled.outcome.as_deref()), ("filled_here", Some("filled_here")));
    world.stop().await;
}

#[tokio::test]
async fn an_overdue_loan_is_told_to_the_other_library_once() {
    let world = World::on("2026-11-30").await;
    let request = world.asked("W-1").await;
    let (library, id) = (request.library_id, request.id);
    let due = Some(lifecycle::Moment(world.clock.now() + 28 * DAY));
    let ship = supplier::Command::Ship { items: vec![lifecycle::LentItem::with_barcode("31234000000012")], due };
    world.platform.command_supplier(library, id, ship, Cause::person("tests")).await.expect("it is shipped");
    world.clock.advance(28 * DAY + DAY / 2);
    assert_eq!(remind_of_overdue(&world.platform).await.expect("a round"), 0, "half a day late");
    world.clock.advance(DAY);
    assert_eq!(remind_of_overdue(&world.platform).await.expect("a round"), 1);
    assert_eq!(remind_of_overdue(&world.platform).await.expect("a round"), 0, "once");
    assert!(world.last_words(&request).await.contains("overdue"));
    let by_staff = Lending { reminds_after_days: None, ..Lending::default() };
    world.set(by_staff).await;
    let request = world.asked("W-2").await;
    let due = Some(lifecycle::Moment(world.clock.now() + DAY));
    let ship = supplier::Command::Ship { items: vec![lifecycle::LentItem::with_barcode("31234000000013")], due };
    world.platform.command_supplier(library, request.id, ship, Cause::person("tests")).await.expect("it is shipped");
    world.clock.advance(30 * DAY);
    assert_eq!(remind_of_overdue(&world.platform).await.expect("a round"), 0);
    world.stop().await;
}

//! A library system is away for a day and more while staff go on working. When it is back, everything is caught up with in order, once, and
//! a few calls at a time. `OUTAGE_LOANS=2000` makes a measurement of it; see `docs/benchmarks.md`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use alma_sim::Setup;
use alma_sim::sample::Institution;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bookferry::clock::{Clock, DAY, HOUR, MINUTE};
use bookferry::jobs::run_until_idle;
use bookferry::settings::{HostLms, LocalNcip};
use bookferry::work::Cause;
use lifecycle::{Facts, LentItem, Moment, ServiceType, supplier};
use store::{OutboxState, Request};

use super::almas;
use super::house::House;

/// Calls that one library system gets at a time: four, and those that were taken out of the outbox together with the fourth.
const AT_ONCE: usize = 7;

/// What a proxy in front of Alma sees.
#[derive(Clone, Default)]
struct Door(Arc<Seen>);

#[derive(Default)]
struct Seen {
    alma: Mutex<String>,
    is_open: AtomicBool,
    turned_away: AtomicUsize,
    inside: AtomicUsize,
    most_inside: AtomicUsize,
    /// Services by the barcode that they name, in the order in which they were let in.
    let_in: Mutex<BTreeMap<String, Vec<&'static str>>>,
}

impl Door {
    /// In front of an Alma; returns its address.
    async fn before(&self, alma: String) -> String {
        *self.0.alma.lock().expect("one at a time") = alma;
        let listener = almas::listener().await;
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(pass).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }
}

async fn pass(State(Door(seen)): State<Door>, body: Bytes) -> Response {
    if !seen.is_open.load(Ordering::SeqCst) {
        seen.turned_away.fetch_add(1, Ordering::SeqCst);
        return (StatusCode::SERVICE_UNAVAILABLE, "<html><h1>Maintenance</h1></html>").into_response();
    }
    let inside = seen.inside.fetch_add(1, Ordering::SeqCst) + 1;
    seen.most_inside.fetch_max(inside, Ordering::SeqCst);
    let (service, barcode) = named(&String::from_utf8_lossy(&body));
    seen.let_in.lock().expect("one at a time").entry(barcode).or_default().push(service);
    let alma = seen.alma.lock().expect("one at a time").clone();
    let answer = reqwest::Client::new().post(alma).body(body).send().await.expect("Alma answers");
    let text = answer.text().await.expect("a text");
    seen.inside.fetch_sub(1, Ordering::SeqCst);
    text.into_response()
}

fn named(message: &str) -> (&'static str, String) {
    let service = ["CheckOutItem", "CheckInItem"].into_iter().find(|service| message.contains(service));
    let after = message.split_once("ItemIdentifierValue>").map(|(_, after)| after).unwrap_or_default();
    (service.unwrap_or("other"), after.split('<').next().unwrap_or_default().to_owned())
}

struct World {
    house: House,
    clock: Clock,
    door: Door,
    alma: bookferry::simulators::Simulator,
}

impl World {
    async fn build() -> Self {
        let clock = Clock::manual(1_798_000_000_000);
        let house = House::unattended_by(clock.clone()).await;
        let alma = almas::start(Setup::sample(Institution::East, clock.now()), &clock).await;
        let door = Door::default();
        let code = Institution::East.code().to_owned();
        let ncip = LocalNcip {
            server_address: door.before(format!("http://{}/view/NCIPServlet", alma.http)).await,
            app_profile: "BOOKFERRY".into(),
            from_agency: code.clone(),
            to_agency: code,
        };
        house.platform.put_section(house.east.id, &ncip, "tests").await.expect("settings");
        house.platform.put_section(house.east.id, &HostLms::default(), "tests").await.expect("settings");
        Self { house, clock, door, alma }
    }

    /// Barcodes of books that stand on their shelves.
    fn books(&self, most: usize) -> Vec<String> {
        self.alma.look(|alma| {
            let items = alma.state().catalog.items.values();
            let books = items.filter(|item| item.process.is_none() && item.material_type == "BOOK");
            books.filter_map(|item| item.barcode.clone()).take(most).collect()
        })
    }

    /// Staff send a book to West.
    async fn send(&self, barcode: &str) -> Request {
        let mut facts = Facts::new(ServiceType::Loan);
        facts.suppliers_asked = 1;
        let request = self.house.loan("supplier", "will_supply", &facts, "", Vec::new()).await;
        let due = Some(Moment(self.clock.now() + 28 * DAY));
        self.does(&request, supplier::Command::Ship { items: vec![LentItem::with_barcode(barcode)], due }).await;
        request
    }

    async fn does(&self, request: &Request, command: supplier::Command) {
        let cause = Cause::person("tests");
        let done = self.house.platform.command_supplier(request.library_id, request.id, command, cause);
        done.await.expect("it can be done");
    }

    /// The clock goes forward, and everything that becomes due on the way is tried.
    async fn pass_time(&self, time: i64) {
        let end = self.clock.now() + time;
        loop {
            run_until_idle(&self.house.platform).await;
            let due = self.house.platform.store().outbox().next_due(&[]).await.expect("the outbox");
            match due.filter(|due| *due < end) {
                Some(due) => self.clock.advance((due - self.clock.now()).max(1)),
                None => break,
            }
        }
        self.clock.advance(end - self.clock.now());
    }

    /// Calls to Alma that wait and that were given up. Messages to West, which is not there either, do not count.
    async fn waiting(&self, lent: &[Lent]) -> (usize, usize) {
        let (mut open, mut failed) = (0, 0);
        for lent in lent {
            let rows = self.house.platform.store().outbox().of_request(self.house.east.id, lent.request.id).await;
            for row in rows.expect("the outbox").iter().filter(|row| row.kind == "ils") {
                open += usize::from(matches!(row.state, OutboxState::Waiting | OutboxState::Leased));
                failed += usize::from(row.state == OutboxState::Failed);
            }
        }
        (open, failed)
    }

    async fn stop(self) {
        self.alma.stop();
        self.house.stop().await;
    }
}

/// A book that was sent while Alma was away.
struct Lent {
    request: Request,
    barcode: String,
    is_home: bool,
}

/// Staff send books and take every second one back while Alma is away.
async fn a_day_without_alma(world: &World, loans: usize) -> Vec<Lent> {
    let books = world.books(loans);
    assert_eq!(books.len(), loans, "the sample has so many books");
    let mut lent = Vec::new();
    for barcode in books {
        lent.push(Lent { request: world.send(&barcode).await, barcode, is_home: false });
    }
    world.pass_time(6 * HOUR).await;
    for book in lent.iter_mut().step_by(2) {
        world.does(&book.request, supplier::Command::ReceiveReturn).await;
        book.is_home = true;
    }
    world.pass_time(20 * HOUR).await;
    assert_eq!(world.waiting(&lent).await, (loans + loans.div_ceil(2), 0), "everything waits, nothing was given up");
    lent
}

#[tokio::test]
async fn after_a_day_without_alma_every_call_is_made_once_in_order_and_a_few_at_a_time() {
    let loans = std::env::var("OUTAGE_LOANS").ok().and_then(|loans| loans.parse().ok()).unwrap_or(8);
    let world = World::build().await;
    let lent = a_day_without_alma(&world, loans).await;
    let turned_away = world.door.0.turned_away.load(Ordering::SeqCst);
    world.door.0.is_open.store(true, Ordering::SeqCst);
    let begin = Instant::now();
    world.pass_time(20 * MINUTE).await;
    println!(
        "{loans} loans, {turned_away} calls turned away in 26 hours; caught up with within 20 minutes of Alma's return, in {:.1} s of work, at most {} calls at a time",
        begin.elapsed().as_secs_f64(),
        world.door.0.most_inside.load(Ordering::SeqCst),
    );
    assert_eq!(world.waiting(&lent).await, (0, 0), "everything is caught up with");
    caught_up(&world, &lent);
    world.stop().await;
}

#[tokio::test]
async fn staff_need_not_wait_for_the_next_try() {
    let world = World::build().await;
    let lent = a_day_without_alma(&world, 4).await;
    world.door.0.is_open.store(true, Ordering::SeqCst);
    let (library, now) = (world.house.east.id, world.clock.now());
    assert!(world.house.platform.store().outbox().repeat_all(library, now).await.expect("the outbox") >= 4);
    run_until_idle(&world.house.platform).await;
    assert_eq!((world.waiting(&lent).await, world.clock.now()), ((0, 0), now), "no time has passed");
    caught_up(&world, &lent);
    world.stop().await;
}

fn caught_up(world: &World, lent: &[Lent]) {
    let seen = world.door.0.let_in.lock().expect("one at a time");
    for Lent { barcode, is_home, .. } in lent {
        let expected: &[&str] = if *is_home { &["CheckOutItem", "CheckInItem"] } else { &["CheckOutItem"] };
        assert_eq!(seen.get(barcode).map(Vec::as_slice), Some(expected), "{barcode}");
        let is_lent = world.alma.look(|alma| {
            let mut lending = alma.state().lending.values().filter(|request| !request.status.is_final());
            lending.any(|request| request.barcode == *barcode)
        });
        assert_eq!(is_lent, !is_home, "{barcode}");
    }
    assert!(world.door.0.most_inside.load(Ordering::SeqCst) <= AT_ONCE, "Alma is not flooded");
}

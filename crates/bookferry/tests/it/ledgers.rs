//! What both library systems believe in the end is what we believe, whatever goes wrong on the way: of every ten NCIP messages nine meet a
//! fault, each a different one. East asks over Alma's REST interface what was carried out before it sends a message again; West has no key and
//! sends it again.
//!
//! `SOAK_REQUESTS=1000` makes of it a soak of more than 20,000 messages; see `docs/benchmarks.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use alma_sim::Setup;
use alma_sim::sample::{Institution, patrons};
use alma_sim::state::{Access, CirculationAccess, ProcessType, State};
use bookferry::clock::Clock;
use bookferry::jobs::{Wanted, harvest_now, run_until_idle};
use bookferry::platform::{Options, Patience, Platform};
use bookferry::seed;
use bookferry::settings::{
    AutoResponder, Availability, Borrowing, FeeWay, Fees, HostLms, LocalNcip, PatronRules, ResponderMode, Section,
    ServiceRoute,
};
use bookferry::simulators::Simulator;
use bookferry::web;
use bookferry::work::{Cause, Description, NewAsk, PatronData, codec};
use lifecycle::{LentItem, Moment, ServiceType, Side, requester, supplier};
use store::{Library, MessageFilter, PeerRequest, Request, SourceSettings};
use tempfile::TempDir;

use super::almas;

/// Each meets one of ten messages; every tenth meets none. A message that is silent for longer than the platform waits is a time-out.
const FAULTS: [&str; 9] = [
    "slow=20",
    "timeout=2000",
    "applied-then-no-answer",
    "drop",
    "http-500",
    "http-503=1",
    "html",
    "truncated",
    "problem=Temporary Processing Failure",
];
/// How long the platform waits for an answer.
const CALL: Duration = Duration::from_millis(300);
/// Requests of which some keep their books.
const FEW: usize = 300;
const DAY: i64 = 86_400_000;

/// Two libraries on one platform, each with a simulated Alma of its own.
struct World {
    platform: Platform,
    clock: Clock,
    east: Library,
    west: Library,
    almas: [Simulator; 2],
    _data: TempDir,
}

/// How far a request is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The item comes home.
    Home,
    /// The patron keeps it.
    Kept,
    /// It is on its way to the borrower.
    Sent,
}

impl Way {
    /// Only of the first requests do some keep their books: West has no more of them than it has.
    fn of(number: usize) -> Self {
        match number % 10 {
            0 if number < FEW => Self::Kept,
            5 if number < FEW => Self::Sent,
            _ => Self::Home,
        }
    }
}

async fn alma(institution: Institution, clock: &Clock) -> (Simulator, String) {
    let rules = (1..).zip(FAULTS).map(|(place, fault)| format!("ncip:{place}/10:{fault}"));
    let of_rest = ["rest:3/10:applied-then-no-answer", "rest:7/10:http-503=1"].map(str::to_owned);
    let rules = rules.chain(of_rest).map(|rule| rule.parse().expect("a rule"));
    let circulation = CirculationAccess { users: Access::ReadWrite, ..CirculationAccess::default() };
    let mut setup = Setup::sample(institution, clock.now())
        .with_circulation_key(almas::key(institution), circulation)
        .with_faults(rules.collect());
    let key = almas::first_key(&mut setup);
    (almas::start(setup, clock).await, key)
}

impl World {
    async fn build() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(1_798_000_000_000);
        let ours = almas::listener().await;
        let patience = Patience { call: CALL, tries_when_waited_for: 100, ..Patience::default() };
        let options = Options {
            contact: "tests".to_owned(),
            patience,
            ..Options::new(data.path().to_owned(), format!("http://{}", ours.local_addr().expect("an address")))
        };
        let platform = Platform::open(options, clock.clone()).await.expect("a data directory");
        let router = web::router(platform.clone());
        tokio::spawn(async move { axum::serve(ours, router).await });
        let east = seed::library(&platform, "EAST", "East Library", "ISIL:EAST").await.expect("a library");
        let west = seed::library(&platform, "WEST", "West Library", "ISIL:WEST").await.expect("a library");
        let (east_alma, east_key) = alma(Institution::East, &clock).await;
        let (west_alma, west_key) = alma(Institution::West, &clock).await;
        let world = Self { platform, clock, east, west, almas: [east_alma, west_alma], _data: data };
        world.connect(&world.east, &world.almas[0], Institution::East, east_key).await;
        world.connect(&world.west, &world.almas[1], Institution::West, west_key).await;
        world.harvest().await;
        world
    }

    async fn connect(&self, library: &Library, alma: &Simulator, institution: Institution, rest_key: String) {
        let code = institution.code().to_owned();
        let ncip = LocalNcip {
            server_address: format!("http://{}/view/NCIPServlet", alma.http),
            app_profile: if institution == Institution::East { "BOOKFERRY" } else { "ReShareWest" }.into(),
            from_agency: code.clone(),
            to_agency: code,
        };
        let host = HostLms { note_request: ServiceRoute::Ncip, request_item: ServiceRoute::Ncip, ..HostLms::default() };
        let rest = format!("http://{}/almaws/v1", alma.http);
        let by_hand = AutoResponder { loans: ResponderMode::Off, ..AutoResponder::default() };
        self.set(library, host).await;
        self.set(library, ncip).await;
        self.set(library, by_hand).await;
        self.set(library, PatronRules { checks_expiry: false, ..PatronRules::default() }).await;
        self.set(
            library,
            Fees {
                way: if institution == Institution::East { FeeWay::Rest } else { FeeWay::Off },
                loan: 250,
                ..Fees::default()
            },
        )
        .await;
        self.set(library, Borrowing { open_requests_per_patron: 10_000, ..Borrowing::default() }).await;
        if institution == Institution::East {
            self.set(library, Availability { rest_address: rest, rest_key, ..Availability::default() }).await;
        }
    }

    async fn set<S: Section>(&self, library: &Library, section: S) {
        self.platform.put_section(library.id, &section, "tests").await.expect("settings");
    }

    /// West's records come into the shared index.
    async fn harvest(&self) {
        let source = SourceSettings {
            name: "West".into(),
            url: format!("http://{}/view/oai/{}/request", self.almas[1].http, Institution::West.code()),
            set_spec: Some("RESHARE_WEST".into()),
            prefix: "marc21".into(),
            mapping: "alma-852-876".into(),
            ..SourceSettings::default()
        };
        let source = self.platform.store().sources().add(self.west.id, &source, self.platform.now()).await;
        let source = source.expect("a source");
        harvest_now(&self.platform, self.west.id, source, Wanted::Everything).await.expect("a harvest");
    }

    /// Everything that waits happens, with every repetition; the clock goes forward as far as that takes.
    async fn settle(&self) {
        loop {
            run_until_idle(&self.platform).await;
            let due = self.platform.store().outbox().next_due(&[]).await.expect("the outbox");
            let Some(due) = due else { return };
            self.clock.advance((due - self.clock.now()).max(1));
        }
    }

    /// West's books that may leave: barcode, title, and the number of the title in the shared index.
    async fn stock(&self) -> Vec<Book> {
        let store = self.platform.store();
        let mut stock = Vec::new();
        for (barcode, title) in self.almas[1].look(|alma| books(alma.state())) {
            let found = store.items().by_barcode(self.west.id, &barcode).await.expect("items").pop();
            if let Some(found) = found.filter(|found| found.item.lendable != Some(false)) {
                stock.push(Book { barcode, title, cluster_id: found.cluster_id.0 });
            }
        }
        stock
    }

    async fn ask(&self, number: usize, book: &Book) -> Request {
        let people: Vec<_> = patrons(Institution::East)
            .into_iter()
            .filter(|patron| patron.active && patron.block.is_none() && patron.expires_in_days > 30)
            .collect();
        let patron_id = people[number % people.len()].primary_id.clone();
        let ask = NewAsk {
            library: self.east.id,
            patron: PatronData { patron_id, pickup_location: "MAIN".into(), ..PatronData::default() },
            service_type: ServiceType::Loan,
            description: Description {
                title: book.title.clone(),
                // The same book may be asked for again: the volume tells the wishes apart.
                volume: number.to_string(),
                cluster_id: Some(book.cluster_id),
                ..Description::default()
            },
            form_key: number.to_string(),
            actor: "tests".to_owned(),
        };
        self.platform.ask(ask).await.expect("a request")
    }

    async fn lend(&self, request: &Request, barcode: &str) {
        let request = self.at_west(request).await;
        let due = Some(Moment(self.clock.now() + 28 * DAY));
        let ship = supplier::Command::Ship { items: vec![LentItem::with_barcode(barcode)], due };
        let cause = Cause::person("tests");
        self.platform.command_supplier(self.west.id, request.id, ship, cause).await.expect("it is shipped");
    }

    async fn at_east(&self, request: &Request, command: requester::Command) {
        let cause = Cause::person("tests");
        self.platform.command_requester(self.east.id, request.id, command, cause).await.expect("it can be done");
    }

    async fn back(&self, request: &Request) {
        let request = self.at_west(request).await;
        let (back, cause) = (supplier::Command::ReceiveReturn, Cause::person("tests"));
        self.platform.command_supplier(self.west.id, request.id, back, cause).await.expect("it is home");
    }

    async fn at_west(&self, request: &Request) -> Request {
        let peer = PeerRequest {
            requester_symbol: &self.east.symbol,
            requester_request_id: &request.number,
            supplier_symbol: &self.west.symbol,
        };
        let found = self.platform.store().requests().by_peer_request(self.west.id, Side::Supplier.name(), peer).await;
        found.expect("the requests").unwrap_or_else(|| panic!("West was not asked: {}", request.number))
    }

    async fn now(&self, request: &Request) -> Request {
        self.platform.store().requests().by_id(request.library_id, request.id).await.expect("the request")
    }

    async fn stop(self) {
        self.almas.into_iter().for_each(Simulator::stop);
        self.platform.store().close().await;
    }
}

/// A book of West.
#[derive(Debug, Clone)]
struct Book {
    barcode: String,
    title: String,
    cluster_id: i64,
}

/// Barcodes and titles of books that stand on their shelves.
fn books(state: &State) -> Vec<(String, String)> {
    let catalog = &state.catalog;
    let items = catalog.items.values().filter(|item| item.process.is_none() && item.material_type == "BOOK");
    items.filter_map(|item| Some((item.barcode.clone()?, catalog.title_of(item).to_owned()))).collect()
}

/// What one side's Alma should believe, by our own books.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ledger {
    /// Temporary items that are here.
    temporary: BTreeSet<String>,
    /// Our own items that are with another library, and under which number.
    lent: BTreeSet<(String, String)>,
    /// What users owe: how often for each number.
    fees: BTreeMap<String, usize>,
    /// Open requests by number.
    open: BTreeSet<String>,
    /// Numbers that have more than one request.
    doubled: Vec<String>,
}

fn believed(state: &State) -> Ledger {
    let mut ledger = Ledger::default();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for request in state.borrowing.values() {
        *numbers.entry(&request.external_id).or_default() += 1;
        if !request.status.is_final() {
            ledger.open.insert(request.external_id.clone());
        }
    }
    for request in state.lending.values() {
        *numbers.entry(&request.external_id).or_default() += 1;
        if !request.status.is_final() {
            ledger.open.insert(request.external_id.clone());
            ledger.lent.insert((request.barcode.clone(), request.external_id.clone()));
        }
    }
    ledger.doubled = numbers.into_iter().filter(|(_, count)| *count > 1).map(|(number, _)| number.to_owned()).collect();
    let items = state.catalog.items.values();
    ledger.temporary = items.filter(|item| item.is_temporary).filter_map(|item| item.barcode.clone()).collect();
    for fee in &state.fees {
        let number = fee.external_id.rsplit(' ').next().unwrap_or_default().to_owned();
        *ledger.fees.entry(number).or_default() += 1;
    }
    let away = state.catalog.items.values().filter(|item| item.process == Some(ProcessType::ResourceSharing));
    let away: BTreeSet<&str> =
        away.filter(|item| !item.is_temporary).filter_map(|item| item.barcode.as_deref()).collect();
    assert_eq!(away, ledger.lent.iter().map(|(barcode, _)| barcode.as_str()).collect(), "items and requests agree");
    ledger
}

/// What our own books say.
async fn ours(world: &World, requests: &[(Request, String, Way)]) -> [Ledger; 2] {
    let [mut east, mut west] = [Ledger::default(), Ledger::default()];
    for (request, barcode, way) in requests {
        let (at_east, at_west) = (world.now(request).await, world.at_west(request).await);
        let facts = [codec::facts(&at_east.facts).expect("facts"), codec::facts(&at_west.facts).expect("facts")];
        assert!(facts.iter().all(|facts| facts.ils_out_of_step.is_empty()), "{}: {facts:?}", request.number);
        let states = match way {
            Way::Home => ("completed", "completed"),
            Way::Kept => ("received", "shipped"),
            Way::Sent => ("shipped", "shipped"),
        };
        assert_eq!((at_east.state.as_str(), at_west.state.as_str()), states, "{}", request.number);
        if *way != Way::Sent {
            east.fees.insert(request.number.clone(), 1);
        }
        if *way != Way::Home {
            west.lent.insert((barcode.clone(), at_west.number.clone()));
            west.open.insert(at_west.number.clone());
            east.open.insert(request.number.clone());
        }
        if *way == Way::Kept {
            east.temporary.insert(request.number.clone());
        }
    }
    [east, west]
}

/// Requests that the test takes; more with `SOAK_REQUESTS`.
fn wanted() -> usize {
    std::env::var("SOAK_REQUESTS").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

#[tokio::test]
async fn both_library_systems_end_where_we_do_whatever_goes_wrong_on_the_way() {
    let world = World::build().await;
    let mut shelf = world.stock().await;
    let mut done: Vec<(Request, String, Way)> = Vec::new();
    while done.len() < wanted() {
        let mut wave = Vec::new();
        while done.len() + wave.len() < wanted()
            && let Some(book) = shelf.pop()
        {
            let number = done.len() + wave.len();
            wave.push((world.ask(number, &book).await, book, Way::of(number)));
        }
        assert!(!wave.is_empty(), "West has books left");
        world.settle().await;
        for (request, book, _) in &wave {
            world.lend(request, &book.barcode).await;
        }
        world.settle().await;
        for (request, _, way) in &wave {
            if *way != Way::Sent {
                world.at_east(request, requester::Command::Receive).await;
            }
        }
        world.settle().await;
        for (request, _, way) in &wave {
            if *way == Way::Home {
                world.at_east(request, requester::Command::ShipReturn).await;
            }
        }
        world.settle().await;
        for (request, book, way) in &wave {
            if *way == Way::Home {
                world.back(request).await;
                shelf.insert(0, book.clone());
            }
        }
        world.settle().await;
        done.extend(wave.into_iter().map(|(request, book, way)| (request, book.barcode, way)));
    }
    for library in [world.east.id, world.west.id] {
        let failed = world.platform.store().outbox().failed(library).await.expect("the outbox");
        assert!(failed.is_empty(), "{failed:#?}");
    }
    let expected = ours(&world, &done).await;
    let believed = [0, 1].map(|side: usize| world.almas[side].look(|alma| believed(alma.state())));
    assert_eq!(believed, expected);
    let mut messages = 0;
    for library in [world.east.id, world.west.id] {
        let all = MessageFilter { protocol: "NCIP".into(), limit: 1_000_000, ..MessageFilter::default() };
        messages += world.platform.store().messages().page(library, &all).await.expect("the log").len();
    }
    println!("{} requests, {messages} NCIP messages, nothing lost, nothing doubled", done.len());
    world.stop().await;
}

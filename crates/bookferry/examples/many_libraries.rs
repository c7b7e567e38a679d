//! A platform with many libraries, each with a simulated Alma of its own behind Z39.50, of which some are slow and some are down. One
//! partner asks them all over ISO 18626, evenly, and counts the answers: who gets one, and after how long.
//!
//!     cargo run -p bookferry --example many_libraries -- [REQUESTS [LIBRARIES [SLOW [DOWN [A_SECOND]]]]]
//!
//! Everything is real but the shelves: HTTP, ISO 18626, Z39.50, the database with a commit on disk for every step.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use alma_sim::sample::{Institution, Material, titles};
use alma_sim::{Alma, Setup};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bookferry::clock::{Clock, instant_text};
use bookferry::platform::{Options, Partner, Platform};
use bookferry::seed;
use bookferry::server::Server;
use bookferry::settings::{AutoResponder, HostLms, Z3950};
use bookferry::simulators::Simulator;
use iso18626::{
    AgencyId, BibliographicInfo, BibliographicItemId, Edition, Header, Message, Request, RequestType, ServiceInfo,
    ServiceType, confirm_ok,
};
use tokio::net::TcpListener;

/// How late a slow library system answers, in milliseconds.
const LATE: u64 = 3_000;
/// The partner that asks.
const ASKER: &str = "ASKER";

/// What is measured.
struct Plan {
    requests: usize,
    libraries: usize,
    slow: usize,
    down: usize,
    a_second: usize,
}

/// How a library's system is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Health {
    Well,
    Slow,
    Down,
}

/// Answers by the number of their request.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<HashMap<String, (Instant, String)>>>);

#[tokio::main]
async fn main() {
    let plan = plan();
    let data = tempfile::tempdir().expect("a folder");
    let answers = Answers::default();
    let partner = listen(answers.clone()).await;
    let listener = TcpListener::bind(any()).await.expect("a port");
    let platform = platform(data.path(), &listener, partner).await;
    let simulators = build(&platform, &plan).await;
    let server = Server::start(platform.clone(), listener).expect("the server starts");
    let asked = ask(&plan, &format!("{}/iso18626", platform.options().public_address)).await;
    wait(&answers, plan.requests).await;
    report(&plan, &asked, &answers);
    server.stop().await;
    simulators.into_iter().for_each(Simulator::stop);
    platform.store().close().await;
}

fn plan() -> Plan {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let number = |place: usize, usual| numbers.get(place).copied().unwrap_or(usual);
    Plan {
        requests: number(0, 10_000),
        libraries: number(1, 50),
        slow: number(2, 5),
        down: number(3, 5),
        a_second: number(4, 25),
    }
}

impl Plan {
    fn health(&self, library: usize) -> Health {
        match library {
            library if library < self.slow => Health::Slow,
            library if library < self.slow + self.down => Health::Down,
            _ => Health::Well,
        }
    }
}

fn any() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// The partner's own system: takes answers, and confirms them.
async fn listen(answers: Answers) -> SocketAddr {
    let listener = TcpListener::bind(any()).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/", post(hear)).with_state(answers);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn hear(State(answers): State<Answers>, body: axum::body::Bytes) -> String {
    let message = iso18626::decode(&body).expect("what the platform sends can be read").message;
    if let Message::SupplyingAgencyMessage(answer) = &message {
        let status = format!("{:?}", answer.status_info.status);
        let id = answer.header.requesting_agency_request_id.clone();
        answers.0.lock().expect("no panic").entry(id).or_insert((Instant::now(), status));
    }
    let now = instant_text(Clock::System.now());
    confirm_ok(&message, &now, &now).expect("a confirmation").encode(Edition::V1_2)
}

async fn platform(data: &std::path::Path, listener: &TcpListener, partner: SocketAddr) -> Platform {
    let options = Options {
        contact: "benchmark".to_owned(),
        partners: vec![Partner {
            symbol: format!("ISIL:{ASKER}"),
            name: "The asking library".to_owned(),
            address: format!("http://{partner}/"),
        }],
        ..Options::new(data.to_owned(), format!("http://{}", listener.local_addr().expect("an address")))
    };
    Platform::open(options, Clock::System).await.expect("a data directory")
}

/// Libraries with their Almas. Down is: nobody listens any more.
async fn build(platform: &Platform, plan: &Plan) -> Vec<Simulator> {
    let mut simulators = Vec::new();
    for number in 0..plan.libraries {
        let health = plan.health(number);
        let faults = match health {
            Health::Slow => vec![format!("z3950:*:slow={LATE}").parse().expect("a rule")],
            Health::Well | Health::Down => Vec::new(),
        };
        let (http, z3950) =
            (TcpListener::bind(any()).await.expect("a port"), TcpListener::bind(any()).await.expect("a port"));
        let alma = Alma::new(Setup::sample(Institution::East, 0).with_faults(faults));
        let alma = Simulator::start(alma, None, Clock::System, http, z3950).expect("it listens");
        let code = format!("L{number:02}");
        let library = seed::library(platform, &code, &format!("Library {number}"), &format!("ISIL:{code}")).await;
        let id = library.expect("a library").id;
        let z3950 = Z3950 { server_address: format!("{}/01EAST_INST", alma.z3950) };
        let responder = AutoResponder { unclear_is_no: true, ..AutoResponder::default() };
        let host = HostLms { host_lms: "None".into(), ..HostLms::default() };
        platform.put_section(id, &z3950, "benchmark").await.expect("settings");
        platform.put_section(id, &responder, "benchmark").await.expect("settings");
        platform.put_section(id, &host, "benchmark").await.expect("settings");
        match health {
            Health::Down => alma.stop(),
            Health::Well | Health::Slow => simulators.push(alma),
        }
    }
    simulators
}

/// Sends the requests, so many a second, to the libraries in turn. When each was sent.
async fn ask(plan: &Plan, address: &str) -> Vec<Instant> {
    let books: Vec<(String, String)> = titles()
        .into_iter()
        .filter(|title| title.material == Material::Book)
        .filter_map(|title| Some((title.title, title.isbns.into_iter().next()?)))
        .collect();
    let client = reqwest::Client::new();
    let mut beat = tokio::time::interval(Duration::from_secs(1) / u32::try_from(plan.a_second).expect("a number"));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut sent, mut tasks) = (Vec::new(), tokio::task::JoinSet::new());
    for number in 0..plan.requests {
        beat.tick().await;
        let book = &books[(number / plan.libraries) % books.len()];
        let xml = request(number, &format!("L{:02}", number % plan.libraries), book);
        sent.push(Instant::now());
        tasks.spawn(deliver(client.clone(), address.to_owned(), xml));
        if number % 1_000 == 999 {
            eprintln!("{} requests sent", number + 1);
        }
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("the message was confirmed");
    }
    sent
}

/// Until it is confirmed: a platform that is too busy to store a message says so, and is sent it again.
async fn deliver(client: reqwest::Client, address: String, xml: String) {
    loop {
        let call = client.post(&address).header("Content-Type", "application/xml; charset=utf-8").body(xml.clone());
        let answer = call.send().await.expect("the platform answers").text().await.expect("a text");
        match answer.starts_with("try again") {
            true => tokio::time::sleep(Duration::from_secs(1)).await,
            false => return assert!(answer.contains(">OK<"), "{answer}"),
        }
    }
}

fn request(number: usize, supplier: &str, (title, isbn): &(String, String)) -> String {
    let agency = |name: &str| AgencyId::new("ISIL", name);
    let request = Request {
        header: Header::new(agency(supplier), agency(ASKER), &format!("R{number}"), "2026-11-29T10:00:00Z"),
        bibliographic_info: BibliographicInfo {
            title: Some(title.clone()),
            bibliographic_item_ids: vec![BibliographicItemId::new("ISBN", isbn)],
            ..BibliographicInfo::default()
        },
        service_info: Some(ServiceInfo {
            request_type: Some(RequestType::New),
            service_type: ServiceType::Loan,
            ..ServiceInfo::default()
        }),
        ..Request::default()
    };
    Message::from(request).encode(Edition::V1_2)
}

/// Until every request has an answer, or none has come for two minutes.
async fn wait(answers: &Answers, wanted: usize) {
    let (mut last, mut since) = (0, Instant::now());
    while last < wanted && since.elapsed() < Duration::from_secs(120) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = answers.0.lock().expect("no panic").len();
        if now > last {
            (last, since) = (now, Instant::now());
        }
    }
}

fn report(plan: &Plan, asked: &[Instant], answers: &Answers) {
    let answers = answers.0.lock().expect("no panic");
    println!(
        "| libraries | asked | will supply | cannot supply | no answer | median, s | 99 of 100 within, s | at most, s |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (health, name) in [(Health::Well, "well"), (Health::Slow, "slow"), (Health::Down, "down")] {
        let numbers: Vec<usize> =
            (0..plan.requests).filter(|number| plan.health(number % plan.libraries) == health).collect();
        let mut seconds = Vec::new();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for number in &numbers {
            let Some((at, status)) = answers.get(&format!("R{number}")) else { continue };
            seconds.push(at.duration_since(asked[*number]).as_secs_f64());
            *counts.entry(status.as_str()).or_default() += 1;
        }
        seconds.sort_by(f64::total_cmp);
        let part = |share: f64| {
            let place = (seconds.len() as f64 * share) as usize;
            seconds.get(place.min(seconds.len().saturating_sub(1))).copied().unwrap_or_default()
        };
        println!(
            "| {name} | {} | {} | {} | {} | {:.2} | {:.2} | {:.2} |",
            numbers.len(),
            counts.get("WillSupply").copied().unwrap_or_default(),
            counts.get("Unfilled").copied().unwrap_or_default(),
            numbers.len() - seconds.len(),
            part(0.5),
            part(0.99),
            part(1.0)
        );
    }
}

//! A platform with two libraries and no library systems, at work on a port of its own.

use std::path::PathBuf;

use bookferry::clock::Clock;
use bookferry::platform::{Options, Partner, Platform};
use bookferry::secrets::hash_password;
use bookferry::seed;
use bookferry::server::Server;
use bookferry::settings::{AutoResponder, HostLms, ResponderMode};
use bookferry::web;
use bookferry::work::codec;
use lifecycle::Facts;
use serde_json::json;
use store::{Library, NewAccount, NewOutboxRow, NewRequest, Request, Step};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::almas::listener;

/// The password of every account here.
pub const PASSWORD: &str = "a ferry";

/// The house with what it stands on.
pub struct House {
    pub platform: Platform,
    pub address: String,
    pub east: Library,
    pub west: Library,
    /// A folder that is open to East.
    pub drop: PathBuf,
    server: Option<Server>,
    _data: TempDir,
}

impl House {
    /// Builds the house.
    pub async fn build() -> Self {
        Self::build_by(Clock::System, Vec::new()).await
    }

    /// Builds it with a clock, and with partners that run their own systems.
    pub async fn build_by(clock: Clock, partners: Vec<Partner>) -> Self {
        let (mut house, listener) = Self::walls(clock, partners).await;
        house.server = Some(Server::start(house.platform.clone(), listener).expect("the server starts"));
        house
    }

    /// Builds it with nobody at work: calls are made when the test says so.
    pub async fn unattended() -> Self {
        Self::walls(Clock::System, Vec::new()).await.0
    }

    /// The same with a clock.
    pub async fn unattended_by(clock: Clock) -> Self {
        Self::walls(clock, Vec::new()).await.0
    }

    /// The same, and its pages can be looked at.
    pub async fn with_pages_only() -> Self {
        let (house, listener) = Self::walls(Clock::System, Vec::new()).await;
        let router = web::router(house.platform.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        house
    }

    async fn walls(clock: Clock, partners: Vec<Partner>) -> (Self, TcpListener) {
        let data = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(data.path().join("drop")).expect("a folder");
        let listener = listener().await;
        let address = format!("http://{}", listener.local_addr().expect("the port has a number"));
        let options = Options {
            contact: "tests".to_owned(),
            partners,
            drop_folders: [("EAST".to_owned(), vec![data.path().join("drop")])].into(),
            ..Options::new(data.path().to_owned(), address.clone())
        };
        let platform = Platform::open(options, clock).await.expect("an empty folder is a data directory");
        operator(&platform).await;
        let east = member(&platform, "EAST", "East Library", "ISIL:EAST").await;
        let west = member(&platform, "WEST", "West Library", "ISIL:WEST").await;
        let drop = data.path().join("drop");
        (Self { platform, address, east, west, drop, server: None, _data: data }, listener)
    }

    /// A loan of East as a step left it, with what is still to be done for it.
    pub async fn loan(
        &self,
        side: &str,
        state: &str,
        facts: &Facts,
        patron_id: &str,
        outbox: Vec<NewOutboxRow>,
    ) -> Request {
        let requests = self.platform.store().requests();
        let number = requests.reserve_number(self.east.id).await.expect("a number");
        let new = NewRequest {
            library_id: self.east.id,
            idempotency_key: number.clone(),
            side: side.into(),
            service_type: "loan".into(),
            state: state.into(),
            facts: codec::facts_json(facts).to_string(),
            description: json!({ "title": "Emma" }).to_string(),
            patron: json!({ "patron_id": patron_id, "pickup_location": "MAIN" }).to_string(),
            patron_id: Some(patron_id.into()),
            requester_symbol: self.east.symbol.clone(),
            requester_request_id: number.clone(),
            supplier_symbol: Some(self.west.symbol.clone()),
            supplier_request_id: None,
            group_id: None,
            urgency: 0,
            search_text: String::new(),
            number,
        };
        requests.create(new, Step { at: 1, outbox, ..Step::default() }).await.expect("a request").request
    }

    /// Stops everything.
    pub async fn stop(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
        self.platform.store().close().await;
    }
}

/// The account of the operator.
async fn operator(platform: &Platform) {
    let new = NewAccount {
        library_id: None,
        username: "operator".to_owned(),
        password_hash: hash_password(PASSWORD).expect("a hash"),
        role: "operator".to_owned(),
        display_name: "Operator".to_owned(),
        patron_id: None,
    };
    seed::account(platform, new).await.expect("an account");
}

async fn member(platform: &Platform, code: &str, name: &str, symbol: &str) -> Library {
    let library = seed::library(platform, code, name, symbol).await.expect("a library");
    let by_hand = AutoResponder { loans: ResponderMode::Off, copies: ResponderMode::Off, ..AutoResponder::default() };
    platform.put_section(library.id, &by_hand, "tests").await.expect("settings");
    let none = HostLms { host_lms: "None".into(), ..HostLms::default() };
    platform.put_section(library.id, &none, "tests").await.expect("settings");
    let hash = hash_password(PASSWORD).expect("a hash");
    for (word, role) in [("staff", "staff"), ("patron", "patron"), ("admin", "administrator")] {
        let new = NewAccount {
            library_id: Some(library.id),
            username: format!("{}-{word}", code.to_lowercase()),
            password_hash: hash.clone(),
            role: role.to_owned(),
            display_name: format!("{name} {word}"),
            patron_id: (word == "patron").then(|| "p1".to_owned()),
        };
        seed::account(platform, new).await.expect("an account");
    }
    library
}

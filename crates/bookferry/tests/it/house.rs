//! A platform with two libraries and no library systems, at work on a port of its own.

use std::net::SocketAddr;
use std::path::PathBuf;

use bookferry::clock::Clock;
use bookferry::platform::{Options, Partner, Patience, Platform};
use bookferry::secrets::hash_password;
use bookferry::seed;
use bookferry::server::Server;
use bookferry::settings::{AutoResponder, HostLms, ResponderMode};
use bookferry::web;
use store::{Library, NewAccount};
use tempfile::TempDir;
use tokio::net::TcpListener;

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
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("the port has a number"));
        let options = Options {
            data: data.path().to_owned(),
            public_address: address.clone(),
            contact: "tests".to_owned(),
            partners,
            patience: Patience::default(),
            outgoing_addresses: Vec::new(),
            time_zone: jiff::tz::TimeZone::UTC,
            drop_folders: [("EAST".to_owned(), vec![data.path().join("drop")])].into(),
            demo: None,
        };
        let platform = Platform::open(options, clock).await.expect("an empty folder is a data directory");
        operator(&platform).await;
        let east = member(&platform, "EAST", "East Library", "ISIL:EAST").await;
        let west = member(&platform, "WEST", "West Library", "ISIL:WEST").await;
        let drop = data.path().join("drop");
        (Self { platform, address, east, west, drop, server: None, _data: data }, listener)
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

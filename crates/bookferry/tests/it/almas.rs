//! Simulated Almas on ports of their own, and the keys to them.

use std::net::SocketAddr;

use alma_sim::sample::Institution;
use alma_sim::state::{Access, KeyDetails};
use alma_sim::{Alma, Setup};
use bookferry::clock::Clock;
use bookferry::simulators::Simulator;
use tokio::net::TcpListener;

/// A key that reads records and configuration of an institution.
pub fn key(institution: Institution) -> KeyDetails {
    KeyDetails {
        name: "tests".to_owned(),
        institution: institution.code().to_owned(),
        bibs: Access::ReadOnly,
        configuration: Access::ReadOnly,
    }
}

/// The text of the first key of a setup.
pub fn first_key(setup: &mut Setup) -> String {
    setup.state_mut().rest.keys[0].key.clone()
}

/// An Alma that listens.
pub async fn start(setup: Setup, clock: &Clock) -> Simulator {
    let (http, z3950) = (listener().await, listener().await);
    Simulator::start(Alma::new(setup), None, clock.clone(), http, z3950).expect("it listens")
}

/// A free port.
pub async fn listener() -> TcpListener {
    TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port")
}

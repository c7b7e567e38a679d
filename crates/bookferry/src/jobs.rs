//! Work in the background: what waits in the outbox, and harvests.

mod harvest;
mod rota;
mod runner;

pub use harvest::{DEFAULT_MAPPING, HarvestError, harvest_all_due, harvest_now};
pub use runner::{Runner, run_until_idle};

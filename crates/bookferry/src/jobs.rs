//! Work in the background: what waits in the outbox, and harvests.

mod harvest;
mod prepare;
mod rota;
mod runner;

pub use harvest::{
    AT_ONCE, Description, FetchSettings, HarvestError, Harvests, Live, Turn, Wanted, Watermarks, harvest_all_due,
    harvest_due, harvest_now, is_open, next_run, opening_from, pause, progress, resume, retry, sets_of, stop,
};
pub use prepare::DEFAULT_MAPPING;
pub use runner::{Runner, run_until_idle};

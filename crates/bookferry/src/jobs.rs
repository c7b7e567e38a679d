//! Work in the background: what waits in the outbox, and harvests.

mod alma;
mod decline;
mod harvest;
mod intake;
mod load;
mod overdue;
mod poll;
mod prepare;
mod rota;
mod runner;
mod trial;
mod upkeep;

pub use alma::{AlmaConnection, AlmaConnectionError};
pub use decline::decline_unmoved;
pub use harvest::{
    AT_ONCE, Description, FetchSettings, FileContent, HarvestError, Harvests, Live, SourceKind, Turn, Wanted,
    Watermarks, fingerprint_in, harvest_all_due, harvest_due, harvest_now, is_open, is_server_address, is_sftp_address,
    next_run, opening_from, pause, progress, resume, retry, sets_of, stop, wrong_private_key, wrong_server_address,
};
pub use load::{Content, FileCounts, Watch, load_file, load_into};
pub use overdue::remind_of_overdue;
pub use poll::poll_loans;
pub use prepare::DEFAULT_MAPPING;
pub use runner::{Runner, run_until_idle};
pub use trial::{DryRun, SourceTest, TestOutcome, TestStep, dry_run, test_source};
pub use upkeep::{Retried, apply_removals, drop_removals, refresh_record, remap, retry_quarantine};

//! The supplying library's side: from another library's request to the item's coming home. All rules are in [`decide`].

mod command;
mod event;
mod road;
mod state;

pub use command::{Command, CommandKind};
pub use event::{Event, ShelfAnswer, ShelfItem};
pub use road::{available, decide, start, why_not};
pub use state::State;

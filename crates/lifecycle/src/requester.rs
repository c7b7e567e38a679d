//! The requesting library's side: from the patron's wish to the item's return. All rules are in [`decide`].

mod command;
mod event;
mod road;
mod state;

pub use command::{Command, CommandKind};
pub use event::{Event, RotaAnswer};
pub use road::{available, decide, start, why_not};
pub use state::State;

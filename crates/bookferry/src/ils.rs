//! Our own library system: effects become NCIP calls, answers become events. And the look on our own shelf over Z39.50.

mod carry_out;
mod compose;
mod judge;
mod responder;
mod shelf;
mod try_out;
mod webhook;

pub use carry_out::carry_out;
pub use compose::{CallContext, compose, temporary_barcode};
pub use judge::{Verdict, judge};
pub use responder::hear_ncip;
pub use shelf::{CallsLeft, Inquiry, Look, ShelfError, Shelves, look, look_for, read_places, suspended};
pub use try_out::{TryOut, UNANSWERED, advice, look_with, try_ncip, try_shelf};
pub use webhook::{Heard, hear_webhook};

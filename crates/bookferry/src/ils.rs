//! Our own library system: effects become NCIP calls, answers become events. And the look on our own shelf over Z39.50.

mod carry_out;
mod compose;
mod errand;
mod fee;
mod item_note;
mod judge;
mod patron;
mod responder;
mod rest;
mod shelf;
mod try_out;
mod verify;
mod webhook;

pub use carry_out::{barcode_of, carry_out, message_of};
pub use compose::{CallContext, compose, temporary_barcode};
pub use judge::{Verdict, judge};
pub use responder::hear_ncip;
pub use rest::{AlmaRest, RestFault};
pub use shelf::{CallsLeft, Inquiry, Look, ShelfError, Shelves, chosen_item, look, look_for, read_places, suspended};
pub use try_out::{TryOut, UNANSWERED, advice, look_with, try_ncip, try_shelf};
pub use verify::{due_date, is_lent_to_patron};
pub use webhook::{Heard, hear_webhook};

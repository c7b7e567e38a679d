//! The skins: how the state looks through each protocol.

mod alma;
mod availability;
mod form;
pub(crate) mod http;
mod iso18626;
mod layout;
mod ncip;
mod oai;
mod pages;
mod primo;
pub(crate) mod rest;
mod sru;
pub(crate) mod z3950;

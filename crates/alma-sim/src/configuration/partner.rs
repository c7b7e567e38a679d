//! Changes of resource sharing partners.

use serde::{Deserialize, Serialize};

use super::check::{Broken, FieldError};
use super::{Done, done};
use crate::state::{Partner, RequestStatus, State};

/// A change. Its name in the journal is in kebab case (`save`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "partner-change", rename_all = "kebab-case")]
pub enum PartnerChange {
    /// Adds a partner, or changes the one with the code; the new record may have another code.
    Save {
        /// Which; none for a new one.
        known: Option<String>,
        /// What the record says from now on.
        partner: Box<Partner>,
    },
    /// Deletes a partner without open requests.
    Delete {
        /// Which.
        code: String,
    },
}

/// What Alma says when two partners would have one symbol.
pub(crate) const SAME_SYMBOL: &str = "A partner with the same ISO symbol exists.";

impl PartnerChange {
    pub(super) fn broken_rules(&self, state: &State) -> Vec<FieldError> {
        let mut broken = Broken::default();
        match self {
            Self::Save { known, partner } => {
                broken.by_code_and_name(&partner.code, &partner.name);
                let is_known = known.as_ref().is_none_or(|code| state.partners.contains_key(code));
                broken.unless(is_known, "", "There is no such partner any more.");
                let is_own = known.as_deref() == Some(&partner.code) || !state.partners.contains_key(&partner.code);
                broken.unless(is_own, "code", "Another partner has this code.");
                let others = state.partners.values().filter(|other| known.as_ref() != Some(&other.code));
                let mut others = others.filter(|other| other.code != partner.code);
                let same_symbol = |other: &Partner| {
                    !partner.iso_symbol.is_empty() && other.iso_symbol.eq_ignore_ascii_case(&partner.iso_symbol)
                };
                broken.unless(!others.any(same_symbol), "iso_symbol", SAME_SYMBOL);
                if partner.profile_type.is_ncip() {
                    by_parameters(&mut broken, partner, state);
                }
            }
            Self::Delete { code } => {
                broken.unless(state.partners.contains_key(code), "", "There is no such partner any more.");
                let open = open_requests(state, code);
                let words = format!("{open} requests of this partner are open; complete or cancel them first.");
                broken.unless(open == 0, "", words);
            }
        }
        broken.into_errors()
    }

    /// Does it; no rule is broken.
    pub(super) fn perform(&self, state: &mut State) -> Done {
        match self {
            Self::Save { known, partner } => {
                if let Some(code) = known.as_ref().filter(|code| **code != partner.code) {
                    rename(state, code, &partner.code);
                }
                if partner.is_default {
                    state.partners.values_mut().for_each(|other| other.is_default = false);
                }
                state.partners.insert(partner.code.clone(), Partner::clone(partner));
                done("The partner record is saved.", None)
            }
            Self::Delete { code } => {
                state.partners.remove(code);
                done("The partner is deleted. NCIP messages that name it are refused.", None)
            }
        }
    }
}

/// The requests stay with their partner.
fn rename(state: &mut State, before: &str, after: &str) {
    state.partners.remove(before);
    let borrowing = state.borrowing.values_mut().map(|request| &mut request.partner);
    let lending = state.lending.values_mut().map(|request| &mut request.partner);
    borrowing.chain(lending).filter(|code| *code == before).for_each(|code| after.clone_into(code));
}

fn open_requests(state: &State, code: &str) -> usize {
    let borrowing = state.borrowing.values().map(|request| (&request.partner, request.status));
    let lending = state.lending.values().map(|request| (&request.partner, request.status));
    let is_open = |(partner, status): &(&String, RequestStatus)| *partner == code && !status.is_final();
    borrowing.chain(lending).filter(is_open).count()
}

/// Parameters that name places and policies must name those that exist.
fn by_parameters(broken: &mut Broken, partner: &Partner, state: &State) {
    let places = &state.places;
    let owner = &partner.default_library_owner;
    let is_owner = places.library(owner).is_some_and(|library| library.is_resource_sharing);
    broken.unless(is_owner, "default_library_owner", "Default library owner is a resource sharing library.");
    for (field, label, code) in [
        ("request_item_location", "Request Item: Default location", &partner.request_item_location),
        ("lending_location", "Check-Out Item: Default location", &partner.lending_location),
        ("accept_item_location", "Accept Item: Default location", &partner.accept_item_location),
    ] {
        let exists = places.location(owner, code).is_some();
        broken.unless(exists, field, format!("{label} is a location of the default library owner."));
    }
    let has_pickup = places.library(&partner.default_pickup_library).is_some();
    broken.unless(has_pickup, "default_pickup_library", "Default pickup library is the code of a library.");
    let has_desk = !partner.automatic_receive || places.desk(&partner.receive_desk).is_some();
    broken.unless(has_desk, "receive_desk", "Automatic receive needs a receive desk.");
    let url = &partner.broker_ncip_url;
    let is_address = url.is_empty() || url.starts_with("http://") || url.starts_with("https://");
    broken.unless(is_address, "broker_ncip_url", "Broker System NCIP URL begins with https:// or is empty.");
}

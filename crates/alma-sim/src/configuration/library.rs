//! Changes of libraries.

use serde::{Deserialize, Serialize};

use super::check::{Broken, FieldError};
use super::{Done, done};
use crate::state::State;

/// What is set of a library: its name, whether it is a resource sharing library, whether it has opening hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryChange {
    /// Which.
    pub code: String,
    /// Organization Unit Name.
    pub name: String,
    /// Is Resource Sharing Library.
    pub is_resource_sharing: bool,
    /// Whether it has opening hours.
    pub has_hours: bool,
}

impl LibraryChange {
    pub(super) fn broken_rules(&self, state: &State) -> Vec<FieldError> {
        let mut broken = Broken::default();
        broken.filled("name", "Organization Unit Name", &self.name);
        broken.unless(state.places.library(&self.code).is_some(), "", "There is no such library any more.");
        let owns = state.partners.values().any(|partner| partner.default_library_owner == self.code);
        let words =
            "A partner names this library as its Default library owner, so it stays a resource sharing library.";
        broken.unless(self.is_resource_sharing || !owns, "is_resource_sharing", words);
        broken.into_errors()
    }

    /// Does it; no rule is broken.
    pub(super) fn perform(&self, state: &mut State) -> Done {
        if let Some(library) = state.places.library_mut(&self.code) {
            library.name.clone_from(&self.name);
            (library.is_resource_sharing, library.has_hours) = (self.is_resource_sharing, self.has_hours);
        }
        done("The library is saved.", None)
    }
}

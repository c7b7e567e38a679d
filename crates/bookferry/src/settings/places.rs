//! The places of a library system, codes against names, as its configuration gives them.

use availability::Places;
use serde::{Deserialize, Serialize};

use super::Section;

/// Libraries and shelving locations that were read from the library system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct KnownPlaces {
    /// Libraries within the institution.
    pub libraries: Vec<KnownPlace>,
    /// Their shelving locations.
    pub locations: Vec<KnownPlace>,
    /// When they were read, in milliseconds; 0: never.
    pub read_at: i64,
}

/// A place with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct KnownPlace {
    /// Of a shelving location: the code of its library.
    pub library: String,
    /// The code.
    pub code: String,
    /// The names, the one to show first.
    pub names: Vec<String>,
}

impl Section for KnownPlaces {
    const NAME: &'static str = "known-places";
}

impl KnownPlaces {
    /// For the choice of a copy.
    #[must_use]
    pub fn places(&self) -> Places {
        let mut places = Places::default();
        for library in &self.libraries {
            places.add_library(&library.code, &library.names());
        }
        for location in &self.locations {
            places.add_location(&location.library, &location.code, &location.names());
        }
        places
    }
}

impl KnownPlace {
    fn names(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }
}

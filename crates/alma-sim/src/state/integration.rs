//! Integrations beside publishing: the SRU server, and who may call the REST interface.

use serde::{Deserialize, Serialize};

/// The integration profile of the type "SRU Server"; an institution has one or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SruServer {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is active.
    pub active: bool,
    /// Whether records come with AVA and AVE.
    pub include_availability: bool,
}

/// The integration profile of the type "Z39.50 Server"; an institution has one or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Z3950Server {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is active.
    pub active: bool,
}

/// What may be called with a key in one area of the REST interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Nothing.
    None,
    /// Questions only.
    ReadOnly,
    /// Questions and changes.
    ReadWrite,
}

/// What somebody decides about a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDetails {
    /// What it is for.
    pub name: String,
    /// Code of the institution that it belongs to; with that of another one it opens nothing here.
    pub institution: String,
    /// Records, holdings, items.
    pub bibs: Access,
    /// Libraries and locations.
    pub configuration: Access,
}

/// What may be called with a key about people and partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CirculationAccess {
    /// Users with their loans and requests.
    pub users: Access,
    /// Resource sharing partners.
    pub partners: Access,
}

/// A key of the REST interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The number that pages name it by.
    pub number: u32,
    /// What was decided.
    pub details: KeyDetails,
    /// What was decided about users and partners.
    pub circulation: CirculationAccess,
    /// The key itself.
    pub key: String,
}

/// Keys of the REST interface and its limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestApi {
    /// The keys, in the order in which they were made.
    pub keys: Vec<ApiKey>,
    /// Calls of all keys in one day, which ends at midnight, UTC.
    pub daily_calls: u64,
    /// The last number given to a key.
    last_number: u32,
}

/// Alma allows a thousand calls a day for each named user; this is an institution with a hundred of them.
const USUAL_DAILY_CALLS: u64 = 100_000;

impl SruServer {
    /// Active.
    #[must_use]
    pub fn active(include_availability: bool) -> Self {
        Self { code: "SRU".to_owned(), name: "SRU server".to_owned(), active: true, include_availability }
    }
}

impl Z3950Server {
    /// Active.
    #[must_use]
    pub fn active() -> Self {
        Self { code: "Z3950".to_owned(), name: "Z39.50 server".to_owned(), active: true }
    }
}

impl Default for CirculationAccess {
    /// Nothing.
    fn default() -> Self {
        Self { users: Access::None, partners: Access::None }
    }
}

impl CirculationAccess {
    /// Questions about both.
    pub const READ: Self = Self { users: Access::ReadOnly, partners: Access::ReadOnly };
}

impl Access {
    /// Each with its name in forms and its label.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::None, "none", "None"),
        (Self::ReadOnly, "read-only", "Read-only"),
        (Self::ReadWrite, "read-write", "Read/write"),
    ];

    /// The access of a name in forms.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == name).map(|(access, ..)| access)
    }

    /// Its name in forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(access, ..)| *access == self).map_or("none", |(_, name, _)| name)
    }

    /// Its label.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::ALL.into_iter().find(|(access, ..)| *access == self).map_or("None", |(.., label)| label)
    }
}

impl Default for RestApi {
    /// No keys; 100,000 calls a day.
    fn default() -> Self {
        Self { keys: Vec::new(), daily_calls: USUAL_DAILY_CALLS, last_number: 0 }
    }
}

impl RestApi {
    /// Makes a key and gives its number. The same key comes again when the journal is played.
    pub fn add_key(&mut self, details: KeyDetails, circulation: CirculationAccess) -> u32 {
        self.last_number += 1;
        let key = key_text(&details.institution, self.last_number);
        self.keys.push(ApiKey { number: self.last_number, details, circulation, key });
        self.last_number
    }

    /// The key with this number.
    #[must_use]
    pub fn key(&self, number: u32) -> Option<&ApiKey> {
        self.keys.iter().find(|key| key.number == number)
    }

    /// As [`RestApi::key`], to change it.
    pub(crate) fn key_mut(&mut self, number: u32) -> Option<&mut ApiKey> {
        self.keys.iter_mut().find(|key| key.number == number)
    }

    /// The key that a caller gave.
    #[must_use]
    pub fn given(&self, key: &str) -> Option<&ApiKey> {
        self.keys.iter().find(|known| known.key == key)
    }
}

/// `l8xx` and 32 digits, as Alma's keys look. It keeps nothing secret: a simulator has no secrets.
fn key_text(institution: &str, number: u32) -> String {
    let hash = |seed: &str| {
        // FNV-1a.
        seed.bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    format!("l8xx{:016x}{:016x}", hash(&format!("{institution} {number}")), hash(&format!("{number} {institution}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_its_text_and_differs_from_all_others() {
        let details = |institution: &str| KeyDetails {
            name: "Bookferry".to_owned(),
            institution: institution.to_owned(),
            bibs: Access::ReadOnly,
            configuration: Access::None,
        };
        let mut api = RestApi::default();
        let numbers = ["01EAST_INST", "01EAST_INST", "01WEST_INST"]
            .map(|code| api.add_key(details(code), CirculationAccess::default()));
        let keys: Vec<String> = api.keys.iter().map(|key| key.key.clone()).collect();
        assert!(keys.iter().all(|key| key.len() == 36 && key.starts_with("l8xx")), "{keys:?}");
        assert!(numbers.iter().zip(&keys).all(|(number, key)| api.given(key).map(|key| key.number) == Some(*number)));
    }

    #[test]
    fn every_access_has_a_name_of_its_own() {
        assert!(Access::ALL.into_iter().all(|(access, name, _)| Access::named(name) == Some(access)));
        assert_eq!(Access::named("all"), None);
    }
}

//! The places of a library system: codes against names.
//!
//! Harvests and SRU give codes, OPAC records names (Alma's configuration has both: `conf/libraries`, and for each
//! `conf/libraries/{code}/locations`, with an internal and an external name). Rules are written in either.

use index::text::fold;
use serde_json::Value;

use crate::error::ReadError;
use crate::shelf::{Copy, Named, Shelf, filled};

/// Libraries and their shelving locations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    libraries: Vec<Entry>,
    locations: Vec<Location>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    code: String,
    /// The first is the one to show.
    names: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Location {
    library: String,
    entry: Entry,
}

impl Entry {
    fn new(code: &str, names: &[&str]) -> Self {
        let mut entry = Self { code: code.to_owned(), names: Vec::new() };
        names.iter().for_each(|name| entry.learn(name));
        entry
    }

    fn learn(&mut self, name: &str) {
        if let Some(name) = filled(name).filter(|name| !self.names.iter().any(|known| same(known, name))) {
            self.names.push(name);
        }
    }

    fn is(&self, value: &str) -> bool {
        same(&self.code, value) || self.names.iter().any(|name| same(name, value))
    }

    fn named(&self) -> Named {
        Named { code: Some(self.code.clone()), name: self.names.first().cloned() }
    }
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    fold(one.trim()) == fold(other.trim())
}

impl Places {
    /// Adds a library.
    pub fn add_library(&mut self, code: &str, names: &[&str]) {
        match self.libraries.iter_mut().find(|known| known.code == code) {
            Some(known) => names.iter().for_each(|name| known.learn(name)),
            None => self.libraries.push(Entry::new(code, names)),
        }
    }

    /// Adds a shelving location of a library, both by their codes.
    pub fn add_location(&mut self, library: &str, code: &str, names: &[&str]) {
        let is_known = |known: &&mut Location| known.library == library && known.entry.code == code;
        match self.locations.iter_mut().find(is_known) {
            Some(known) => names.iter().for_each(|name| known.entry.learn(name)),
            None => {
                let entry = Entry::new(code, names);
                self.locations.push(Location { library: library.to_owned(), entry });
            }
        }
    }

    /// Code and names of each library.
    pub fn libraries(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.libraries.iter().map(|entry| (entry.code.as_str(), entry.names.as_slice()))
    }

    /// Library, code and names of each shelving location.
    pub fn locations(&self) -> impl Iterator<Item = (&str, &str, &[String])> {
        self.locations.iter().map(|location| {
            let Location { library, entry } = location;
            (library.as_str(), entry.code.as_str(), entry.names.as_slice())
        })
    }

    /// Reads the answer of Alma's `conf/libraries`, or one library of it; how many it has.
    ///
    /// # Errors
    /// When it is no such answer.
    pub fn read_libraries(&mut self, json: &[u8]) -> Result<usize, ReadError> {
        let entries = entries(json, "library")?;
        for (code, names) in &entries {
            self.add_library(code, &names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        Ok(entries.len())
    }

    /// Reads the answer of Alma's `conf/libraries/{library}/locations`, or one location of it; how many it has.
    ///
    /// # Errors
    /// When it is no such answer.
    pub fn read_locations(&mut self, library: &str, json: &[u8]) -> Result<usize, ReadError> {
        let entries = entries(json, "location")?;
        for (code, names) in &entries {
            self.add_location(library, code, &names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        Ok(entries.len())
    }

    /// Learns the codes that come together with their names in an answer, as in SRU and REST of Alma.
    pub fn learn(&mut self, shelf: &Shelf) {
        for copy in shelf.hits.iter().flat_map(|hit| &hit.copies) {
            self.learn_place(&copy.library, &copy.location);
            self.learn_place(&copy.temporary_library, &copy.temporary_location);
        }
    }

    fn learn_place(&mut self, library: &Named, location: &Named) {
        let (Some(library_code), Some(library_name)) = (&library.code, &library.name) else { return };
        self.add_library(library_code, &[library_name]);
        if let (Some(code), Some(name)) = (&location.code, &location.name) {
            self.add_location(library_code, code, &[name]);
        }
    }

    /// Fills in the codes and names of a copy that follow from what it says.
    pub fn resolve(&self, copy: &mut Copy) {
        self.resolve_place(&mut copy.library, &mut copy.location);
        // A temporary location without a library is in the copy's own.
        if copy.temporary_library.is_empty() && !copy.temporary_location.is_empty() {
            let mut library = copy.library.clone();
            self.resolve_place(&mut library, &mut copy.temporary_location);
        } else {
            self.resolve_place(&mut copy.temporary_library, &mut copy.temporary_location);
        }
    }

    fn resolve_place(&self, library: &mut Named, location: &mut Named) {
        if let Some(found) = only(self.libraries.iter().filter(|known| is(known, library))) {
            library.fill(&found.named());
        } else if location.is_empty() {
            self.resolve_single(library, location);
        }
        let in_library = |known: &&Location| library.code.as_ref().is_none_or(|code| *code == known.library);
        let fitting = self.locations.iter().filter(in_library).filter(|known| is(&known.entry, location));
        let Some(found) = only(fitting) else { return };
        location.fill(&found.entry.named());
        if library.is_empty() {
            *library = self.library(&found.library);
        }
    }

    /// Some systems name one place only, which is the shelving location.
    fn resolve_single(&self, library: &mut Named, location: &mut Named) {
        if let Some(found) = only(self.locations.iter().filter(|known| is(&known.entry, library))) {
            *location = std::mem::replace(library, self.library(&found.library));
            location.fill(&found.entry.named());
        }
    }

    fn library(&self, code: &str) -> Named {
        let known = self.libraries.iter().find(|known| known.code == code);
        known.map_or_else(|| Named::code(code), Entry::named)
    }

    /// Whether two texts mean the same library: equal, or code and name of one.
    pub(crate) fn is_same_library(&self, one: &str, other: &str) -> bool {
        same(one, other) || self.libraries.iter().any(|known| known.is(one) && known.is(other))
    }

    /// Whether two texts mean the same shelving location in some library.
    pub(crate) fn is_same_location(&self, one: &str, other: &str) -> bool {
        same(one, other) || self.locations.iter().any(|known| known.entry.is(one) && known.entry.is(other))
    }
}

/// Whether a known place is the one that a copy names, by its code where there is one, else by its name.
fn is(known: &Entry, named: &Named) -> bool {
    match (&named.code, &named.name) {
        (Some(code), _) => same(&known.code, code),
        (None, Some(name)) => known.is(name),
        (None, None) => false,
    }
}

/// The one that there is; `None` for none and for several.
fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Codes with the name for staff and the name for the public.
fn entries(json: &[u8], list: &'static str) -> Result<Vec<(String, Vec<String>)>, ReadError> {
    let value: Value = serde_json::from_slice(json).map_err(|fault| ReadError::Json(fault.to_string()))?;
    let all: Vec<&Value> = match value.get(list) {
        Some(Value::Array(all)) => all.iter().collect(),
        Some(Value::Null) => Vec::new(),
        Some(one) => vec![one],
        None if value.get("code").is_some() => vec![&value],
        None => return Err(ReadError::Missing(list)),
    };
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).and_then(filled);
    let entry = |value: &Value| {
        let names = ["external_name", "name"].iter().filter_map(|name| text(value, name)).collect();
        Some((text(value, "code")?, names))
    };
    Ok(all.into_iter().filter_map(entry).collect())
}

//! Libraries, their locations and desks, and item policies.

/// The code of the resource sharing library, as Alma sets it up.
pub(crate) const RESOURCE_SHARING: &str = "RES_SHARE";
/// Where items stand that are with other libraries.
pub(crate) const LENDING_LOCATION: &str = "IN_RS_REQ";
/// Where items of other libraries stand while they are here.
pub(crate) const BORROWING_LOCATION: &str = "OUT_RS_REQ";

/// The places of an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The libraries.
    pub libraries: Vec<Library>,
    /// The locations of all libraries.
    pub locations: Vec<Location>,
    /// The circulation desks; every library has one.
    pub desks: Vec<Desk>,
    /// The item policies.
    pub policies: Vec<ItemPolicy>,
}

/// A library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Its code; NCIP names it as pickup location.
    pub code: String,
    /// Its name; Z39.50 shows it.
    pub name: String,
    /// Whether it is the resource sharing library.
    pub is_resource_sharing: bool,
    /// The campus to which it belongs, in institutions that have several.
    pub campus: Option<Campus>,
    /// Whether it has opening hours.
    pub has_hours: bool,
}

/// A part of an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campus {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A place on which items stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The library's code.
    pub library: String,
    /// Its code, unique in the library.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether its items may be lent to other libraries.
    pub lending: bool,
}

/// A circulation desk with a hold shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The library where it stands.
    pub library: String,
}

/// A policy that an item carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPolicy {
    /// Its code; OAI-PMH shows it.
    pub code: String,
    /// Its name; Z39.50 shows it.
    pub name: String,
}

impl Places {
    /// The resource sharing library with its two locations and its desk, nothing else.
    pub(crate) fn with_resource_sharing() -> Self {
        let mut places = Self { libraries: Vec::new(), locations: Vec::new(), desks: Vec::new(), policies: Vec::new() };
        places.add_library(RESOURCE_SHARING, "Resource Sharing Library");
        places.add_location(RESOURCE_SHARING, LENDING_LOCATION, "Lending Resource Sharing Requests", false);
        places.add_location(RESOURCE_SHARING, BORROWING_LOCATION, "Borrowing Resource Sharing Requests", false);
        places
    }

    /// Adds a library with a desk, if it is new.
    pub(crate) fn add_library(&mut self, code: &str, name: &str) {
        if self.library(code).is_some() {
            return;
        }
        let is_resource_sharing = code == RESOURCE_SHARING;
        self.libraries.push(Library {
            code: code.to_owned(),
            name: name.to_owned(),
            is_resource_sharing,
            campus: None,
            has_hours: true,
        });
        let desk = Desk { code: desk_of(code), name: format!("{name}: Circulation Desk"), library: code.to_owned() };
        self.desks.push(desk);
    }

    /// Says to which campus a library belongs.
    pub(crate) fn set_campus(&mut self, library: &str, code: &str, name: &str) {
        if let Some(library) = self.libraries.iter_mut().find(|known| known.code == library) {
            library.campus = Some(Campus { code: code.to_owned(), name: name.to_owned() });
        }
    }

    /// The code of the campus of a library.
    #[must_use]
    pub fn campus_of(&self, library: &str) -> Option<&str> {
        self.library(library)?.campus.as_ref().map(|campus| campus.code.as_str())
    }

    /// Whether the institution has several campuses.
    pub(crate) fn has_campuses(&self) -> bool {
        self.libraries.iter().any(|library| library.campus.is_some())
    }

    /// Adds a location, if it is new.
    pub(crate) fn add_location(&mut self, library: &str, code: &str, name: &str, lending: bool) {
        if self.location(library, code).is_none() {
            let (library, code, name) = (library.to_owned(), code.to_owned(), name.to_owned());
            self.locations.push(Location { library, code, name, lending });
        }
    }

    /// Adds an item policy, if it is new.
    pub(crate) fn add_policy(&mut self, code: &str, name: &str) {
        if self.policies.iter().all(|policy| policy.code != code) {
            self.policies.push(ItemPolicy { code: code.to_owned(), name: name.to_owned() });
        }
    }

    /// The library with this code.
    #[must_use]
    pub fn library(&self, code: &str) -> Option<&Library> {
        self.libraries.iter().find(|library| library.code == code)
    }

    /// As [`Places::library`], to change it.
    pub(crate) fn library_mut(&mut self, code: &str) -> Option<&mut Library> {
        self.libraries.iter_mut().find(|library| library.code == code)
    }

    /// The location with this code.
    #[must_use]
    pub fn location(&self, library: &str, code: &str) -> Option<&Location> {
        self.locations.iter().find(|location| location.library == library && location.code == code)
    }

    /// The desk with this code.
    #[must_use]
    pub fn desk(&self, code: &str) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.code == code)
    }

    /// The name of a library, or its code when it is unknown.
    #[must_use]
    pub fn library_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.library(code).map_or(code, |library| &library.name)
    }

    /// The name of a location, or its code when it is unknown.
    #[must_use]
    pub fn location_name<'a>(&'a self, library: &str, code: &'a str) -> &'a str {
        self.location(library, code).map_or(code, |location| &location.name)
    }

    /// The name of an item policy, or its code when it is unknown.
    #[must_use]
    pub fn policy_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.policies.iter().find(|policy| policy.code == code).map_or(code, |policy| &policy.name)
    }

    /// The first library that is not for resource sharing.
    pub(crate) fn main_library(&self) -> Option<&Library> {
        self.libraries.iter().find(|library| !library.is_resource_sharing)
    }
}

/// The code of a library's desk.
pub(crate) fn desk_of(library: &str) -> String {
    format!("{library}_CIRC")
}

//! Libraries and their locations.

use super::document::{Document, List, Object, Value};
use super::{Here, Refusal};
use crate::state::{Library, Location};

impl<'a> Here<'a> {
    /// `conf/libraries`
    pub(super) fn libraries(&self) -> Document {
        let objects: Vec<Object> = self.state.places.libraries.iter().map(|one| self.library_object(one)).collect();
        let total = objects.len();
        Document::Many(List { plural: "libraries", singular: "library", objects, total, beside: None })
    }

    /// `conf/libraries/{code}`
    pub(super) fn library(&self, code: &str) -> Result<Document, Refusal> {
        Ok(Document::One("library", self.library_object(self.find_library(code)?)))
    }

    /// `conf/libraries/{code}/locations`
    pub(super) fn locations(&self, code: &str) -> Result<Document, Refusal> {
        let library = self.find_library(code)?;
        let of_library = self.state.places.locations.iter().filter(|location| location.library == library.code);
        let objects: Vec<Object> = of_library.map(|location| self.location_object(location)).collect();
        let total = objects.len();
        Ok(Document::Many(List { plural: "locations", singular: "location", objects, total, beside: None }))
    }

    /// `conf/libraries/{code}/locations/{code}`
    pub(super) fn location(&self, library: &str, code: &str) -> Result<Document, Refusal> {
        self.find_library(library)?;
        let found = self.state.places.location(library, code);
        let location =
            found.ok_or_else(|| Refusal::new(400, "401669", format!("Location code {code} is not valid.")))?;
        Ok(Document::One("location", self.location_object(location)))
    }

    fn find_library(&self, code: &str) -> Result<&'a Library, Refusal> {
        let found = self.state.places.library(code);
        found.ok_or_else(|| Refusal::new(400, "401668", format!("Library code {code} is not valid.")))
    }

    fn library_link(&self, code: &str) -> String {
        format!("{}/conf/libraries/{}", self.base, oai_pmh::encode_component(code))
    }

    fn library_object(&self, library: &Library) -> Object {
        let first = self.state.places.locations.iter().find(|location| location.library == library.code);
        let members = vec![
            ("code", Value::text(&library.code)),
            ("path", Value::Text(format!("{}.{}", self.state.institution, library.code))),
            ("name", Value::text(&library.name)),
            ("description", Value::Null),
            ("resource_sharing", Value::Flag(library.is_resource_sharing)),
            ("campus", Value::code("", "")),
            ("proxy", Value::text("")),
            ("default_location", first.map_or(Value::NoCode, |one| Value::code(&one.code, &one.name))),
        ];
        Object::new(members, Some(self.library_link(&library.code)))
    }

    fn location_object(&self, location: &Location) -> Object {
        let link = self.library_link(&location.library);
        let link = format!("{link}/locations/{}", oai_pmh::encode_component(&location.code));
        let (kind, words) = if location.lending { ("OPEN", "Open") } else { ("CLOSED", "Closed") };
        let members = vec![
            ("code", Value::text(&location.code)),
            ("name", Value::text(&location.name)),
            ("external_name", Value::text(&location.name)),
            ("type", Value::code(kind, words)),
            ("remote_storage", Value::text("")),
            ("map", Value::text("")),
            ("suppress_from_publishing", Value::text(false)),
        ];
        Object::new(members, Some(link))
    }
}

//! Libraries with their locations and desks, and code tables.

use std::collections::BTreeSet;

use super::document::{Document, List, Object, Value};
use super::{Here, Refusal};
use crate::moment;
use crate::state::{Desk, Library, Location, SYSTEM_TYPES};

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

    /// `conf/libraries/{code}/open-hours`: the week from today.
    pub(super) fn open_hours(&self, code: &str, now: i64) -> Result<Document, Refusal> {
        const DAYS: i64 = 7;
        let library = self.find_library(code)?;
        let hours = || {
            let span = vec![("from", Value::text("09:00")), ("to", Value::text("17:00"))];
            Object::new(span, None)
        };
        let days = (0..DAYS).map(|day| {
            let at = now + day * moment::DAY;
            let is_open = library.has_hours && !moment::is_weekend(at);
            let open: Vec<Object> = is_open.then(hours).into_iter().collect();
            let members =
                vec![("date", Value::Text(format!("{}Z", moment::day(at)))), ("hour", Value::Objects("hours", open))];
            Object::new(members, None)
        });
        let members = vec![("day", Value::Objects("days", days.collect()))];
        Ok(Document::One("open_hours", Object::new(members, None)))
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

    /// `conf/libraries/{code}/circ-desks`
    pub(super) fn desks(&self, code: &str) -> Result<Document, Refusal> {
        let library = self.find_library(code)?;
        let of_library = self.state.places.desks.iter().filter(|desk| desk.library == library.code);
        let objects: Vec<Object> = of_library.map(|desk| self.desk_object(desk)).collect();
        let total = objects.len();
        Ok(Document::Many(List { plural: "circ_desks", singular: "circ_desk", objects, total, beside: None }))
    }

    /// `conf/libraries/{code}/circ-desks/{code}`
    pub(super) fn desk(&self, library: &str, code: &str) -> Result<Document, Refusal> {
        self.find_library(library)?;
        let found = self.state.places.desk(code).filter(|desk| desk.library == library);
        let desk = found.ok_or_else(|| Refusal::new(400, "401153", format!("Circ desk code {code} is not valid.")))?;
        Ok(Document::One("circ_desk", self.desk_object(desk)))
    }

    /// `conf/code-tables/{name}`
    pub(super) fn code_table(&self, name: &str) -> Result<Document, Refusal> {
        let rows = self.code_table_rows(name);
        let rows = rows.ok_or_else(|| Refusal::new(400, "402880", format!("Code table {name} was not found.")))?;
        let row = |(code, words): (String, String)| {
            let members = vec![
                ("code", Value::Text(code)),
                ("description", Value::Text(words)),
                ("default", Value::text("N")),
                ("enabled", Value::text("Y")),
            ];
            Object::new(members, None)
        };
        let members = vec![
            ("name", Value::text(name)),
            ("description", Value::text(name)),
            ("language", Value::code("en", "English")),
            ("row", Value::Objects("rows", rows.into_iter().map(row).collect())),
        ];
        let link = format!("{}/conf/code-tables/{name}", self.base);
        Ok(Document::One("code_table", Object::new(members, Some(link))))
    }

    fn code_table_rows(&self, name: &str) -> Option<Vec<(String, String)>> {
        let row = |code: &str, words: &str| (code.to_owned(), words.to_owned());
        Some(match name {
            "ItemPolicy" => self.state.places.policies.iter().map(|one| row(&one.code, &one.name)).collect(),
            "UserGroups" => {
                let groups: BTreeSet<&str> = self.state.users.values().map(|user| user.group.as_str()).collect();
                groups.into_iter().map(|code| (code.to_owned(), group_name(code))).collect()
            }
            "PartnerSystemTypes" => SYSTEM_TYPES.iter().map(|(code, words)| row(code, words)).collect(),
            _ => return None,
        })
    }

    fn desk_object(&self, desk: &Desk) -> Object {
        let link = self.library_link(&desk.library);
        let members = vec![
            ("code", Value::text(&desk.code)),
            ("name", Value::text(&desk.name)),
            ("primary", Value::Flag(true)),
            ("reading_room_desk", Value::Flag(false)),
        ];
        Object::new(members, Some(format!("{link}/circ-desks/{}", oai_pmh::encode_component(&desk.code))))
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
            (
                "campus",
                library.campus.as_ref().map_or(Value::code("", ""), |campus| Value::code(&campus.code, &campus.name)),
            ),
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

/// A user group's code as words: `STUDENT` is "Student".
pub(super) fn group_name(code: &str) -> String {
    let mut letters = code.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    first + &letters.as_str().to_lowercase()
}

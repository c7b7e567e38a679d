//! Bibliographic records and their holdings records.

use marc::{Record, marcxml};

use super::document::{Document, List, Object, Value};
use super::{Here, Refusal};
use crate::skin::availability::{self, Wanted};
use crate::skin::form::Fields;
use crate::skin::z3950::split_call_number;
use crate::state::{Bib, Holding, Id};

/// Records of one call.
const MOST_BIBS: usize = 100;

impl<'a> Here<'a> {
    /// `bibs?mms_id=`: numbers parted by commas. Those that are not here are left out.
    pub(super) fn bibs(&self, fields: &Fields) -> Result<Document, Refusal> {
        let named = fields.text("mms_id");
        let numbers: Vec<&str> = named.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
        if numbers.is_empty() {
            return Err(Refusal::new(400, "401683", "At least one of these parameters is needed: mms_id."));
        }
        let found = numbers.into_iter().take(MOST_BIBS).filter_map(|text| self.find_bib(text).ok());
        let objects: Vec<Object> = found.map(|(id, bib)| self.bib_object(id, bib, fields)).collect();
        let total = objects.len();
        Ok(Document::Many(List { plural: "bibs", singular: "bib", objects, total, beside: None }))
    }

    /// `bibs/{mms_id}`
    pub(super) fn bib(&self, mms_id: &str, fields: &Fields) -> Result<Document, Refusal> {
        let (id, bib) = self.find_bib(mms_id)?;
        Ok(Document::One("bib", self.bib_object(id, bib, fields)))
    }

    /// `bibs/{mms_id}/holdings`
    pub(super) fn holdings(&self, mms_id: &str) -> Result<Document, Refusal> {
        let (id, bib) = self.find_bib(mms_id)?;
        let told = |(holding_id, holding, _): (Id, &Holding, _)| self.holding_summary(holding_id, holding);
        let objects: Vec<Object> = self.state.catalog.inventory(bib).map(told).collect();
        let (total, beside) = (objects.len(), Some(("bib_data", self.bib_data(id, bib))));
        Ok(Document::Many(List { plural: "holdings", singular: "holding", objects, total, beside }))
    }

    /// `bibs/{mms_id}/holdings/{holding_id}`
    pub(super) fn holding(&self, mms_id: &str, holding_id: &str) -> Result<Document, Refusal> {
        let (id, _) = self.find_bib(mms_id)?;
        let found = holding_id.parse().ok().and_then(|id: Id| Some((id, self.state.catalog.holdings.get(&id)?)));
        let (holding_id, holding) = found.filter(|(_, holding)| holding.bib == id).ok_or_else(|| {
            Refusal::new(400, "402204", format!("Input parameters holdingsId {holding_id} is not valid."))
        })?;
        let members = vec![
            ("holding_id", Value::text(holding_id)),
            ("suppress_from_publishing", Value::text(false)),
            ("anies", marc_value(&holdings_record(holding_id, holding))),
        ];
        Ok(Document::One("holding", Object::new(members, Some(self.holding_link(id, holding_id)))))
    }

    pub(super) fn find_bib(&self, mms_id: &str) -> Result<(Id, &'a Bib), Refusal> {
        let found = mms_id.parse().ok().and_then(|id: Id| Some((id, self.state.catalog.bibs.get(&id)?)));
        found.ok_or_else(|| Refusal::no_such_mms_id(mms_id))
    }

    pub(super) fn bib_link(&self, id: Id) -> String {
        format!("{}/bibs/{id}", self.base)
    }

    pub(super) fn holding_link(&self, bib: Id, holding: Id) -> String {
        format!("{}/bibs/{bib}/holdings/{holding}", self.base)
    }

    /// `expand=p_avail,e_avail` adds AVA and AVE; nothing here is digital. `view=brief` leaves the record out.
    fn bib_object(&self, id: Id, bib: &Bib, fields: &Fields) -> Object {
        let mut record = bib.marc.record();
        let expand = fields.text("expand");
        let has = |wanted: &str| expand.split(',').any(|part| part.trim() == wanted);
        let mut members = vec![("mms_id", Value::text(id)), ("record_format", Value::text("marc21"))];
        members.extend(described(&record));
        members.extend([
            ("holdings", Value::Link(format!("{}/holdings", self.bib_link(id)))),
            ("last_modified_date", modified(&record)),
            ("suppress_from_publishing", Value::text(bib.suppressed)),
            ("originating_system", Value::text("ILS")),
            ("cataloging_level", Value::code("00", "Default Level")),
        ]);
        let wanted = Wanted { physical: has("p_avail"), electronic: has("e_avail") };
        availability::add(&mut record, self.state, id, bib, wanted);
        if fields.text("view") != "brief" {
            members.push(("anies", marc_value(&record)));
        }
        Object::new(members, None)
    }

    /// The record in a few words, as items and holdings carry it.
    pub(super) fn bib_data(&self, id: Id, bib: &Bib) -> Object {
        let mut members =
            vec![("mms_id", Value::text(id)), ("bib_suppress_from_publishing", Value::text(bib.suppressed))];
        members.extend(described(&bib.marc.record()));
        Object::new(members, Some(self.bib_link(id)))
    }

    fn holding_summary(&self, id: Id, holding: &Holding) -> Object {
        let places = &self.state.places;
        let members = vec![
            ("holding_id", Value::text(id)),
            ("library", Value::code(&holding.library, places.library_name(&holding.library))),
            ("location", Value::code(&holding.location, places.location_name(&holding.library, &holding.location))),
            ("call_number", Value::text(&holding.call_number)),
            ("suppress_from_publishing", Value::text(false)),
        ];
        Object::new(members, Some(self.holding_link(holding.bib, id)))
    }
}

/// Title, author and numbers with the punctuation of the record.
fn described(record: &Record) -> Vec<(&'static str, Value)> {
    let field = |tag: &str, codes: &str| record.field(tag).map(|field| field.join(codes)).unwrap_or_default();
    let first = |tags: [&str; 2], code: char| tags.into_iter().find_map(|tag| record.value(tag, code));
    let author = ["100", "110", "111"].into_iter().find_map(|tag| record.value(tag, 'a'));
    let numbers = record.values("035", 'a').map(str::to_owned).collect();
    vec![
        ("title", Value::Text(field("245", "abnp"))),
        ("author", Value::optional(author)),
        ("issn", Value::optional(record.value("022", 'a'))),
        ("isbn", Value::optional(record.value("020", 'a'))),
        ("complete_edition", Value::Text(field("250", "ab"))),
        ("network_number", Value::Texts(numbers)),
        ("place_of_publication", Value::optional(first(["264", "260"], 'a'))),
        ("date_of_publication", Value::optional(first(["264", "260"], 'c'))),
        ("publisher_const", Value::optional(first(["264", "260"], 'b').map(|name| name.trim_end_matches([',', ' '])))),
    ]
}

/// The day of field 005, `2018-03-05Z`.
fn modified(record: &Record) -> Value {
    let day = record.control("005").and_then(|text| Some((text.get(..4)?, text.get(4..6)?, text.get(6..8)?)));
    day.map_or(Value::Null, |(year, month, day)| Value::Text(format!("{year}-{month}-{day}Z")))
}

/// Alma gives records without their namespace.
fn marc_value(record: &Record) -> Value {
    Value::Record(marcxml::encode(record).replacen(" xmlns=\"http://www.loc.gov/MARC21/slim\"", "", 1))
}

fn holdings_record(id: Id, holding: &Holding) -> Record {
    let mut record = Record::new();
    let (class, rest) = split_call_number(holding);
    let parts = [("b", holding.library.as_str()), ("c", holding.location.as_str()), ("h", class), ("i", rest)];
    let parts: Vec<(&str, &str)> = parts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    record.push_control("001", &id.to_string());
    record.push_data("852", &format!("{} ", holding.call_number_type), &parts);
    if let Some(summary) = &holding.summary {
        record.push_data("866", " 0", &[("a", summary)]);
    }
    record
}

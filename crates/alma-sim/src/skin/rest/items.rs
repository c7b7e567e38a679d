//! Items.

use super::document::{Document, List, Object, Value};
use super::{Here, Refusal, page};
use crate::desk::Action;
use crate::skin::form::Fields;
use crate::skin::http::HttpRequest;
use crate::state::{Bib, Holding, Id, Item, ProcessType};
use crate::{Alma, moment};

impl Alma {
    /// `PUT bibs/{mms_id}/holdings/{holding_id}/items/{pid}` with the whole item. Only its notes are changed here.
    pub(super) fn update_item(
        &mut self,
        request: &HttpRequest,
        path: [&str; 3],
        base: &str,
        now: i64,
    ) -> Result<(), Refusal> {
        let [mms_id, holding, pid] = path;
        Here { state: &self.state, base }.item(mms_id, holding, pid, &request.fields())?;
        let body: Option<serde_json::Value> = serde_json::from_slice(&request.body).ok();
        let described = body.as_ref().and_then(|body| body.get("item_data"));
        let described =
            described.ok_or_else(|| Refusal::new(400, "401664", "Mandatory field is missing: item_data."))?;
        let note = |name: &str| described.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let pid = pid.to_owned();
        let (public, fulfillment) = (note("public_note"), note("fulfillment_note"));
        let noted = self.act(Action::NoteItem { pid, public, fulfillment }, now);
        noted.map(drop).map_err(|refused| Refusal::new(400, "401688", refused.to_string()))
    }
}

impl Here<'_> {
    /// `bibs/{mms_id}/holdings/{holding_id or ALL}/items`
    pub(super) fn items(&self, mms_id: &str, holding_id: &str, fields: &Fields) -> Result<Document, Refusal> {
        let (bib_id, bib) = self.find_bib(mms_id)?;
        let is_wanted = |id: Id| holding_id == "ALL" || holding_id == id.to_string();
        let of_holding = |(id, holding, items): (Id, _, Vec<_>)| items.into_iter().map(move |item| (id, holding, item));
        let wanted = self.state.catalog.inventory(bib).filter(|(id, ..)| is_wanted(*id)).flat_map(of_holding);
        let all: Vec<_> = wanted.collect();
        let total = all.len();
        let objects = page(all, fields)
            .map(|(holding_id, holding, item)| self.item_object((bib_id, bib), (holding_id, holding), item, fields))
            .collect();
        Ok(Document::Many(List { plural: "items", singular: "item", objects, total, beside: None }))
    }

    /// `bibs/{mms_id}/holdings/{holding_id}/items/{pid}`
    pub(super) fn item(&self, mms_id: &str, holding_id: &str, pid: &str, fields: &Fields) -> Result<Document, Refusal> {
        let (bib_id, bib) = self.find_bib(mms_id)?;
        let wrong = || {
            let words = format!("No items can be found for mmsId {mms_id}, holdings {holding_id}, item {pid}.");
            Refusal::new(400, "401688", words)
        };
        let catalog = &self.state.catalog;
        let id: Id = pid.parse().map_err(|_| wrong())?;
        let item = catalog.items.get(&id).ok_or_else(wrong)?;
        let (holding, parent, _) = catalog.parents(item).ok_or_else(wrong)?;
        if parent != bib_id || holding_id != item.holding.to_string() && holding_id != "ALL" {
            return Err(wrong());
        }
        Ok(Document::One("item", self.item_object((bib_id, bib), (item.holding, holding), (id, item), fields)))
    }

    /// `items?item_barcode=`: the address of the item.
    pub(super) fn item_by_barcode(&self, fields: &Fields) -> Result<String, Refusal> {
        let barcode = fields.text("item_barcode");
        let found = self.state.catalog.by_barcode(&barcode);
        let found = found.and_then(|(id, item)| Some((id, item, self.state.catalog.parents(item)?)));
        let (id, item, (_, bib, _)) =
            found.ok_or_else(|| Refusal::new(400, "401689", format!("No items found for barcode {barcode}.")))?;
        Ok(self.item_link(bib, item.holding, id))
    }

    pub(super) fn item_link(&self, bib: Id, holding: Id, item: Id) -> String {
        format!("{}/items/{item}", self.holding_link(bib, holding))
    }

    fn item_object(
        &self,
        (bib_id, bib): (Id, &Bib),
        (holding_id, holding): (Id, &Holding),
        (id, item): (Id, &Item),
        fields: &Fields,
    ) -> Object {
        let members = vec![
            ("bib_data", Value::Object(self.bib_data(bib_id, bib))),
            ("holding_data", Value::Object(self.holding_data(bib_id, holding_id, holding, item))),
            ("item_data", Value::Object(self.item_data(holding, id, item, fields))),
        ];
        Object::new(members, Some(self.item_link(bib_id, holding_id, id)))
    }

    fn holding_data(&self, bib: Id, id: Id, holding: &Holding, item: &Item) -> Object {
        let places = &self.state.places;
        let kind = call_number_type(holding.call_number_type);
        let (library, location, policy) = match &item.temporary {
            None => (Value::NoCode, Value::NoCode, Value::code("", "")),
            Some(place) => (
                Value::code(&place.library, places.library_name(&place.library)),
                Value::code(&place.location, places.location_name(&place.library, &place.location)),
                place.policy.as_deref().map_or(Value::code("", ""), |policy| self.policy(policy)),
            ),
        };
        let members = vec![
            ("holding_id", Value::text(id)),
            ("holding_suppress_from_publishing", Value::text(false)),
            ("permanent_call_number_type", kind.clone()),
            ("permanent_call_number", Value::text(&holding.call_number)),
            ("call_number_type", kind),
            ("call_number", Value::text(&holding.call_number)),
            ("accession_number", Value::text("")),
            ("copy_id", Value::text(item.copy.as_deref().unwrap_or_default())),
            ("in_temp_location", Value::Flag(item.temporary.is_some())),
            ("temp_library", library),
            ("temp_location", location),
            ("temp_call_number_type", Value::code("", "")),
            ("temp_call_number", Value::text("")),
            ("temp_policy", policy),
        ];
        Object::new(members, Some(self.holding_link(bib, id)))
    }

    /// Library and location are those where the item belongs, whatever `holding_data` says of a temporary place.
    fn item_data(&self, holding: &Holding, id: Id, item: &Item, fields: &Fields) -> Object {
        let places = &self.state.places;
        let text = |text: &Option<String>| Value::text(text.as_deref().unwrap_or_default());
        let (status, status_words) = match item.process {
            None => ("1", "Item in place"),
            Some(_) => ("0", "Item not in place"),
        };
        let process = item.process.as_ref().map_or(("", ""), |process| (process.code(), process.label()));
        let mut members = vec![
            ("pid", Value::text(id)),
            ("barcode", text(&item.barcode)),
            ("base_status", Value::code(status, status_words)),
            ("awaiting_reshelving", Value::Flag(false)),
            ("physical_material_type", Value::code(&item.material_type, material_name(&item.material_type))),
            ("policy", self.policy(&item.policy)),
        ];
        members.extend(self.due_date(id, fields).map(|date| ("due_date", Value::Text(date))));
        members.extend([
            ("enumeration_a", text(&item.enumeration)),
            ("chronology_i", text(&item.chronology)),
            ("description", Value::Text(item.description())),
            ("process_type", Value::code(process.0, process.1)),
            ("library", Value::code(&holding.library, places.library_name(&holding.library))),
            ("location", Value::code(&holding.location, places.location_name(&holding.library, &holding.location))),
            ("public_note", text(&item.public_note)),
            ("fulfillment_note", text(&item.fulfillment_note)),
            ("requested", Value::Flag(item.process == Some(ProcessType::Requested))),
        ]);
        Object::new(members, None)
    }

    fn policy(&self, code: &str) -> Value {
        Value::code(code, self.state.places.policy_name(code))
    }

    /// When an item is due, `2026-09-30T23:59:00Z`, for who asks with `expand=due_date`.
    fn due_date(&self, id: Id, fields: &Fields) -> Option<String> {
        let expand = fields.text("expand");
        let is_wanted = expand.split(',').any(|part| part.trim() == "due_date");
        self.state.due_date(id).filter(|_| is_wanted).map(|at| moment::datestamp(at).to_string())
    }
}

/// First indicator of MARC 21 field 852 with Alma's words.
fn call_number_type(code: char) -> Value {
    let words = match code {
        '0' => "Library of Congress classification",
        '1' => "Dewey Decimal classification",
        '2' => "National Library of Medicine classification",
        '3' => "Superintendent of Documents classification",
        '4' => "Shelving control number",
        '8' => "Other scheme",
        _ => "",
    };
    Value::Coded(code.to_string().trim().to_owned(), Some(words.to_owned()).filter(|words| !words.is_empty()))
}

/// Alma's words for a material type; a code that has none stands for itself.
pub(super) fn material_name(code: &str) -> &str {
    match code {
        "BOOK" => "Book",
        "ISSBD" => "Bound Issue",
        "ISSUE" => "Issue",
        "SCORE" => "Music Score",
        "MAP" => "Map",
        "THESIS" => "Thesis",
        other => other,
    }
}

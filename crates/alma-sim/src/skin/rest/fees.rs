//! What users owe: `GET` and `POST users/{id}/fees`, with JSON.

use serde_json::Value as Json;

use super::document::{Document, List, Object, Value};
use super::users::date_time;
use super::{Here, Refusal};
use crate::Alma;
use crate::desk::Action;
use crate::skin::form::Fields;
use crate::skin::http::HttpRequest;
use crate::state::{Fee, Id};

impl Alma {
    /// Charges a user what the body says. Returns the number of the fee.
    pub(super) fn create_fee(&mut self, request: &HttpRequest, user: &str, now: i64) -> Result<Id, Refusal> {
        let base = self.rest_address(request);
        let user = Here { state: &self.state, base: &base }.primary_id(user, &request.fields())?;
        let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
        let needed = |path: &str| {
            let found = body.pointer(path).and_then(Json::as_str).filter(|text| !text.is_empty());
            found.map(str::to_owned).ok_or_else(|| missing(path))
        };
        let (kind, owner) = (needed("/type/value")?, needed("/owner/value")?);
        if !self.state.places.libraries.iter().any(|library| library.code == owner) {
            return Err(Refusal::new(400, "401666", format!("owner parameter is not valid: {owner}.")));
        }
        let minor_units = body.get("original_amount").and_then(cents).ok_or_else(|| missing("/original_amount"))?;
        let comment = body.get("comment").and_then(Json::as_str).unwrap_or_default().to_owned();
        let charge = Action::Charge { user, minor_units, kind, owner, comment };
        self.act(charge, now).map_err(|refused| Refusal::new(400, "401664", refused.to_string()))?;
        self.state.fees.last().map(|fee| fee.id).ok_or_else(|| missing("/original_amount"))
    }
}

fn missing(path: &str) -> Refusal {
    let name = path.trim_start_matches('/').trim_end_matches("/value");
    Refusal::new(400, "401664", format!("Mandatory field is missing: {name}."))
}

/// A sum as Alma takes it, a number or a text, in cents; `None` when it is nothing that can be owed.
fn cents(value: &Json) -> Option<i64> {
    let number = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    let cents = (number * 100.0).round();
    (1.0..=1e9).contains(&cents).then_some(cents as i64)
}

impl Here<'_> {
    /// `users/{id}/fees`
    pub(super) fn fees(&self, id: &str, fields: &Fields) -> Result<Document, Refusal> {
        let user = self.primary_id(id, fields)?;
        let all: Vec<&Fee> = self.state.fees.iter().filter(|fee| fee.user == user).collect();
        let total = all.len();
        // All at once: this call knows no limit.
        let objects = all.into_iter().map(|fee| self.fee_object(fee)).collect();
        Ok(Document::Many(List { plural: "fees", singular: "fee", objects, total, beside: None }))
    }

    /// `users/{id}/fees/{fee}`
    pub(super) fn fee(&self, id: Id) -> Result<Document, Refusal> {
        let found = self.state.fees.iter().find(|fee| fee.id == id);
        let words = || Refusal::new(400, "401666", format!("fee_id parameter is not valid: {id}."));
        Ok(Document::One("fee", self.fee_object(found.ok_or_else(words)?)))
    }

    fn fee_object(&self, fee: &Fee) -> Object {
        let sum = format!("{}.{:02}", fee.minor_units / 100, fee.minor_units % 100);
        let places = &self.state.places;
        let members = vec![
            ("id", Value::text(fee.id)),
            ("type", Value::code(&fee.kind, &fee.kind)),
            ("status", Value::code("ACTIVE", "Active")),
            ("user_primary_id", Value::text(&fee.user)),
            ("balance", Value::Sum(sum.clone())),
            ("original_amount", Value::Sum(sum)),
            ("creation_time", date_time(fee.at)),
            ("comment", Value::text(&fee.external_id)),
            ("owner", Value::code(&fee.owner, places.library_name(&fee.owner))),
        ];
        let user = oai_pmh::encode_component(&fee.user);
        Object::new(members, Some(format!("{}/users/{user}/fees/{}", self.base, fee.id)))
    }
}

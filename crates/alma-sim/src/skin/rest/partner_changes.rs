//! Partners that a program creates and changes: `POST partners`, `PUT partners/{code}`, with JSON.

use serde_json::Value;

use super::Refusal;
use crate::Alma;
use crate::configuration::{Change, FieldError, PartnerChange, SAME_SYMBOL};
use crate::skin::http::HttpRequest;
use crate::state::{IdentifierType, Partner, ProfileType, SYSTEM_TYPES};

impl Alma {
    /// Creates the partner that the body describes. Returns its code.
    pub(super) fn create_partner(&mut self, request: &HttpRequest, now: i64) -> Result<String, Refusal> {
        let described = Described::of(request)?;
        let code = described.needed("code")?;
        if self.state.partners.contains_key(&code) {
            return Err(Refusal::new(400, "402113", "Partner already exists."));
        }
        let partner = described.partner(Partner { automatic_receive: false, ..Partner::broker(&code, "") })?;
        self.save(None, partner, now)
    }

    /// Changes a partner; its code stays, and so does what the body does not name.
    pub(super) fn update_partner(&mut self, request: &HttpRequest, code: &str, now: i64) -> Result<String, Refusal> {
        let not_found = || Refusal::new(400, "402118", format!("Partner code {code} was not found."));
        let stored = self.state.partners.get(code).cloned().ok_or_else(not_found)?;
        let partner = Described::of(request)?.partner(stored)?;
        self.save(Some(code.to_owned()), partner, now)
    }

    fn save(&mut self, known: Option<String>, partner: Partner, now: i64) -> Result<String, Refusal> {
        let code = partner.code.clone();
        let change = PartnerChange::Save { known, partner: Box::new(partner) };
        self.configure(Change::Partner(change), now).map_err(|broken| refusal(&broken))?;
        Ok(code)
    }
}

fn refusal(broken: &[FieldError]) -> Refusal {
    let words: Vec<&str> = broken.iter().map(|error| error.words.as_str()).collect();
    match words.contains(&SAME_SYMBOL) {
        true => Refusal::new(400, "411709", SAME_SYMBOL),
        false => Refusal::new(400, "402119", format!("General error: {}", words.join(" "))),
    }
}

/// The body of a call: `partner_details`.
struct Described(Value);

impl Described {
    fn of(request: &HttpRequest) -> Result<Self, Refusal> {
        let body: Option<Value> = serde_json::from_slice(&request.body).ok();
        let details = body.and_then(|body| body.get("partner_details").cloned());
        details.map(Self).ok_or_else(|| Refusal::new(400, "401664", "Mandatory field is missing: partner_details."))
    }

    /// What stands under a path. A code may stand alone or beside its words, as `{"value": ...}`.
    fn at(&self, path: &[&str]) -> Option<&Value> {
        let found = path.iter().try_fold(&self.0, |value, name| value.get(name))?;
        match found.get("value") {
            Some(inner) => Some(inner),
            None => Some(found),
        }
        .filter(|value| !value.is_null())
    }

    fn text(&self, path: &[&str]) -> Option<String> {
        match self.at(path)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    fn needed(&self, name: &str) -> Result<String, Refusal> {
        let text = self.text(&[name]).filter(|text| !text.is_empty());
        text.ok_or_else(|| Refusal::new(400, "401664", format!("Mandatory field is missing: {name}.")))
    }

    /// The partner that was there, with what the body says.
    fn partner(&self, stored: Partner) -> Result<Partner, Refusal> {
        let kind = self.text(&["profile_details", "profile_type"]).unwrap_or_default();
        let profile_type = ProfileType::from_code(&kind)
            .ok_or_else(|| Refusal::new(400, "401664", "Mandatory field is missing: profile_type."))?;
        let text = |name: &str, kept: String| self.text(&[name]).unwrap_or(kept);
        let flag = |name: &str, kept: bool| self.text(&[name]).map_or(kept, |text| text == "true");
        let number = |name: &str| self.needed(name).map(|text| text.parse().unwrap_or(0));
        let system = self.text(&["system_type"]);
        let system = system.and_then(|code| SYSTEM_TYPES.iter().find(|(known, _)| *known == code));
        let partner = Partner {
            name: self.needed("name")?,
            profile_type,
            system_type: system.map_or(stored.system_type, |(_, words)| (*words).to_owned()),
            active: self.needed("status")? == "ACTIVE",
            average_supply_time: number("avg_supply_time")?,
            delivery_delay: number("delivery_delay")?,
            currency: text("currency", stored.currency),
            institution_code: text("institution_code", stored.institution_code),
            holding_code: text("holding_code", stored.holding_code),
            locate_profile: text("locate_profile", stored.locate_profile),
            supports_borrowing: flag("borrowing_supported", stored.supports_borrowing),
            borrowing_workflow: text("borrowing_workflow", stored.borrowing_workflow),
            supports_lending: flag("lending_supported", stored.supports_lending),
            lending_workflow: text("lending_workflow", stored.lending_workflow),
            ..stored
        };
        Ok(self.with_parameters(partner))
    }

    fn with_parameters(&self, stored: Partner) -> Partner {
        let under = |block: &'static str, name: &str| self.text(&["profile_details", block, name]);
        let text = |name: &str, kept: String| under("ncip_details", name).unwrap_or(kept);
        let flag = |name: &str, kept: bool| under("ncip_details", name).map_or(kept, |text| text == "true");
        let identifier = under("ncip_details", "user_identifier_type");
        let identifier = identifier.and_then(|code| IdentifierType::from_code(&code));
        Partner {
            user_identifier_type: identifier.unwrap_or(stored.user_identifier_type),
            request_pushing_method: text("request_pushing_method", stored.request_pushing_method),
            url_template: text("url_template", stored.url_template),
            broker_ncip_url: text("broker_ncip_url", stored.broker_ncip_url),
            default_library_owner: text("default_library_owner", stored.default_library_owner),
            authentication_required: flag("authentication_required", stored.authentication_required),
            bibliographic_record_id_type: text("bibliographic_record_id_type", stored.bibliographic_record_id_type),
            request_item_location: text("request_item_location", stored.request_item_location),
            lending_location: text("check_out_item_location", stored.lending_location),
            lending_policy: text("check_out_item_policy", stored.lending_policy),
            accept_item_location: text("accept_item_location", stored.accept_item_location),
            default_pickup_library: text("default_pickup_library", stored.default_pickup_library),
            automatic_receive: flag("automatic_receive", stored.automatic_receive),
            receive_desk: text("receive_desk", stored.receive_desk),
            accept_item_policy: text("accept_item_policy", stored.accept_item_policy),
            export_to_third_party: flag("export_to_third_party", stored.export_to_third_party),
            iso_server: under("iso_18626_details", "server").unwrap_or(stored.iso_server),
            iso_symbol: under("iso_18626_details", "iso_symbol").unwrap_or(stored.iso_symbol),
            ..stored
        }
    }
}

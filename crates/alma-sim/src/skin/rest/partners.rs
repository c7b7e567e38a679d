//! Resource sharing partners.

use super::document::{Document, List, Object, Value};
use super::{Here, Refusal, page};
use crate::skin::form::Fields;
use crate::state::{Partner, ProfileType, SYSTEM_TYPES};

impl Here<'_> {
    /// `partners`, with `status=ACTIVE` or `INACTIVE` only those.
    pub(super) fn partners(&self, fields: &Fields) -> Result<Document, Refusal> {
        let asked = fields.text("status");
        let is_wanted = |partner: &&Partner| asked.is_empty() || asked.eq_ignore_ascii_case(status(partner));
        let all: Vec<&Partner> = self.state.partners.values().filter(is_wanted).collect();
        let total = all.len();
        let objects = page(all, fields).map(|partner| self.partner_object(partner)).collect();
        Ok(Document::Many(List { plural: "partners", singular: "partner", objects, total, beside: None }))
    }

    /// `partners/{code}`, in its letters.
    pub(super) fn partner(&self, code: &str) -> Result<Document, Refusal> {
        let words = || Refusal::new(400, "402118", format!("Partner code {code} was not found."));
        let partner = self.state.partners.get(code).ok_or_else(words)?;
        Ok(Document::One("partner", self.partner_object(partner)))
    }

    fn partner_object(&self, partner: &Partner) -> Object {
        let system =
            SYSTEM_TYPES.iter().find(|(_, words)| *words == partner.system_type).map_or("OTHER", |(code, _)| code);
        let details = vec![
            ("code", Value::text(&partner.code)),
            ("name", Value::text(&partner.name)),
            ("profile_details", Value::Object(profile(partner))),
            ("system_type", Value::code(system, &partner.system_type)),
            ("status", Value::text(status(partner))),
            ("institution_code", Value::optional(filled(&partner.institution_code))),
            ("holding_code", Value::optional(filled(&partner.holding_code))),
            ("currency", Value::optional(filled(&partner.currency))),
            ("avg_supply_time", Value::Number(u64::from(partner.average_supply_time))),
            ("delivery_delay", Value::Number(u64::from(partner.delivery_delay))),
            ("borrowing_supported", Value::Flag(partner.supports_borrowing)),
            ("borrowing_workflow", Value::text(&partner.borrowing_workflow)),
            ("lending_supported", Value::Flag(partner.supports_lending)),
            ("lending_workflow", Value::text(&partner.lending_workflow)),
            ("locate_profile", Value::code(&partner.locate_profile, &partner.locate_profile)),
        ];
        let members = vec![("partner_details", Value::Object(Object::new(details, None)))];
        let link = format!("{}/partners/{}", self.base, oai_pmh::encode_component(&partner.code));
        Object::new(members, Some(link))
    }
}

fn status(partner: &Partner) -> &'static str {
    if partner.active { "ACTIVE" } else { "INACTIVE" }
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn profile(partner: &Partner) -> Object {
    let mut members = vec![("profile_type", Value::text(partner.profile_type.code()))];
    if partner.profile_type.is_ncip() {
        let details = vec![
            ("user_identifier_type", Value::text(partner.user_identifier_type.code())),
            ("broker_ncip_url", Value::text(&partner.broker_ncip_url)),
            ("default_library_owner", Value::text(&partner.default_library_owner)),
            ("default_pickup_library", Value::text(&partner.default_pickup_library)),
            ("automatic_receive", Value::Flag(partner.automatic_receive)),
            ("receive_desk", Value::text(&partner.receive_desk)),
            ("authentication_required", Value::Flag(partner.authentication_required)),
            ("request_pushing_method", Value::text(&partner.request_pushing_method)),
            ("url_template", Value::text(&partner.url_template)),
            ("bibliographic_record_id_type", Value::text(&partner.bibliographic_record_id_type)),
            ("request_item_location", Value::text(&partner.request_item_location)),
            ("check_out_item_location", Value::text(&partner.lending_location)),
            ("check_out_item_policy", Value::text(&partner.lending_policy)),
            ("accept_item_location", Value::text(&partner.accept_item_location)),
            ("accept_item_policy", Value::text(&partner.accept_item_policy)),
            ("export_to_third_party", Value::Flag(partner.export_to_third_party)),
        ];
        members.push(("ncip_details", Value::Object(Object::new(details, None))));
    }
    if partner.profile_type == ProfileType::Iso18626 {
        let details =
            vec![("server", Value::text(&partner.iso_server)), ("iso_symbol", Value::text(&partner.iso_symbol))];
        members.push(("iso_18626_details", Value::Object(Object::new(details, None))));
    }
    Object::new(members, None)
}

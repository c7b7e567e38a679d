//! A partner record of Alma: read, composed, corrected. What we do not know of a record goes back as it came.

use reqwest::Method;
use serde_json::{Map, Value, json};
use store::LibraryId;

use super::configuration::text;
use crate::ils::{AlmaRest, RestFault};
use crate::platform::Platform;
use crate::settings::LibrarySettings;

/// A partner record as Alma's REST interface gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRecord(Value);

/// What a partner record for us is to say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartnerWish {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// User identifier type, such as `PRIMARY_ID`.
    pub user_identifier_type: String,
    /// Broker System NCIP URL.
    pub broker_ncip_url: String,
    /// Default library owner: a resource sharing library.
    pub owner: String,
    /// Where items stand that are with other libraries; a location of the owner.
    pub lending_location: String,
    /// Where items of other libraries stand; a location of the owner.
    pub borrowing_location: String,
    /// Item policy of items that are with other libraries.
    pub lending_policy: String,
    /// Item policy of borrowed items.
    pub borrowing_policy: String,
    /// Default pickup library.
    pub pickup_library: String,
    /// Receive desk.
    pub receive_desk: String,
    /// Code of the borrowing workflow profile; empty: as it is.
    pub borrowing_workflow: String,
    /// Code of the lending workflow profile; empty: as it is.
    pub lending_workflow: String,
}

impl PartnerRecord {
    /// A record as it came.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    /// A member of General Information, such as `code`; empty when it is not there.
    #[must_use]
    pub fn general(&self, name: &str) -> String {
        self.0.get("partner_details").map(|details| text(details, name)).unwrap_or_default()
    }

    /// A member of the NCIP parameters; none when Alma does not tell it.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<String> {
        let parameters = self.0.pointer("/partner_details/profile_details/ncip_details")?;
        parameters.get(name).map(|_| text(parameters, name))
    }

    /// Code.
    #[must_use]
    pub fn code(&self) -> String {
        self.general("code")
    }

    /// Profile type, such as `NCIP`.
    #[must_use]
    pub fn profile_type(&self) -> String {
        self.0
            .pointer("/partner_details/profile_details")
            .map(|details| text(details, "profile_type"))
            .unwrap_or_default()
    }

    /// Whether its status is Active.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.general("status") == "ACTIVE"
    }

    /// The record with what is wished; a new one where there is none.
    #[must_use]
    pub fn wished(known: Option<&Self>, wish: &PartnerWish) -> Self {
        let mut record = known.map_or_else(|| json!({ "partner_details": {} }), |known| known.0.clone());
        // The address of the record is no part of it.
        if let Value::Object(members) = &mut record {
            members.remove("link");
        }
        let general = members(&mut record, "partner_details");
        let mut set = |name: &str, value: Value| drop(general.insert(name.to_owned(), value));
        set("code", json!(wish.code));
        set("name", json!(wish.name));
        set("status", json!("ACTIVE"));
        set("borrowing_supported", json!(true));
        set("lending_supported", json!(true));
        for (name, workflow) in
            [("borrowing_workflow", &wish.borrowing_workflow), ("lending_workflow", &wish.lending_workflow)]
        {
            if !workflow.is_empty() {
                set(name, json!(workflow));
            }
        }
        if known.is_none() {
            set("system_type", json!({ "value": "OTHER" }));
            set("avg_supply_time", json!(4));
            set("delivery_delay", json!(0));
        }
        let profile = general.entry("profile_details").or_insert_with(|| json!({}));
        profile["profile_type"] = json!("NCIP");
        let parameters = members(profile, "ncip_details");
        parameters.extend(wish.parameters());
        Self(record)
    }
}

impl PartnerWish {
    fn parameters(&self) -> Map<String, Value> {
        let pairs = [
            ("user_identifier_type", json!(self.user_identifier_type)),
            ("broker_ncip_url", json!(self.broker_ncip_url)),
            ("default_library_owner", json!(self.owner)),
            ("authentication_required", json!(false)),
            ("request_item_location", json!(self.lending_location)),
            ("check_out_item_location", json!(self.lending_location)),
            ("check_out_item_policy", json!(self.lending_policy)),
            ("accept_item_location", json!(self.borrowing_location)),
            ("accept_item_policy", json!(self.borrowing_policy)),
            ("default_pickup_library", json!(self.pickup_library)),
            ("automatic_receive", json!(true)),
            ("receive_desk", json!(self.receive_desk)),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// The members under a name, which are made where they are not there.
fn members<'a>(object: &'a mut Value, name: &str) -> &'a mut Map<String, Value> {
    let member = &mut object[name];
    if !member.is_object() {
        *member = json!({});
    }
    match member {
        Value::Object(members) => members,
        _ => unreachable!("it was made an object"),
    }
}

/// Creates the partner record, or corrects the one with the Code. The answer is what Alma has now.
///
/// # Errors
/// [`RestFault`]; a refusal has Alma's code, such as 411709.
pub async fn save_partner(
    platform: &Platform,
    library: LibraryId,
    settings: &LibrarySettings,
    known: Option<&PartnerRecord>,
    wish: &PartnerWish,
) -> Result<PartnerRecord, RestFault> {
    let rest = AlmaRest::new(platform, library, &settings.availability)?;
    let record = PartnerRecord::wished(known, wish);
    let saved = match known {
        None => rest.send(Method::POST, "partners", &record.0).await?,
        Some(known) => {
            let path = format!("partners/{}", oai_pmh::encode_component(&known.code()));
            rest.send(Method::PUT, &path, &record.0).await?
        }
    };
    Ok(PartnerRecord(saved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ours_in_a_record_stays_and_what_is_wished_is_set() {
        let known = json!({
            "link": "https://api.example/almaws/v1/partners/BF",
            "partner_details": {
                "code": "BF", "name": "Old", "status": "INACTIVE", "currency": "EUR", "borrowing_workflow": "WITH",
                "profile_details": { "profile_type": { "value": "NCIP" }, "ncip_details": { "other": "kept" } },
            },
            "note": [{ "content": "kept" }],
        });
        let wish = PartnerWish { code: "BF".into(), name: "New".into(), owner: "RES".into(), ..PartnerWish::default() };
        let record = PartnerRecord::wished(Some(&PartnerRecord(known)), &wish);
        assert!(record.is_active());
        assert_eq!((record.general("name"), record.general("currency")), ("New".into(), "EUR".into()));
        assert_eq!(record.general("borrowing_workflow"), "WITH");
        assert_eq!(record.parameter("other").as_deref(), Some("kept"));
        assert_eq!(record.parameter("default_library_owner").as_deref(), Some("RES"));
        assert_eq!(record.parameter("authentication_required").as_deref(), Some("false"));
        assert_eq!(record.parameter("url_template"), None);
        assert!(record.0.get("link").is_none() && record.0.get("note").is_some());
    }

    #[test]
    fn a_new_record_has_what_alma_demands() {
        let wish = PartnerWish { code: "BF".into(), name: "Bookferry".into(), ..PartnerWish::default() };
        let record = PartnerRecord::wished(None, &wish);
        assert_eq!((record.code(), record.profile_type()), ("BF".into(), "NCIP".into()));
        assert_eq!(record.general("avg_supply_time"), "4");
    }
}

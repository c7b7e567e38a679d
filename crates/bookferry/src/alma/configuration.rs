//! Alma's configuration, as far as circulation needs it.

use serde_json::Value;
use store::LibraryId;

use super::partner::PartnerRecord;
use crate::ils::{AlmaRest, RestFault};
use crate::platform::Platform;
use crate::settings::LibrarySettings;

/// Partners that are read at once, the most that Alma gives.
const PARTNERS_AT_ONCE: usize = 100;

/// A code with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeName {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A library within the institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlmaLibrary {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is a resource sharing library.
    pub is_resource_sharing: bool,
    /// Its shelving locations.
    pub locations: Vec<CodeName>,
    /// Its circulation desks.
    pub desks: Vec<CodeName>,
    /// Whether it has opening hours in the week from today; none where Alma does not tell. Asked of resource sharing libraries only.
    pub is_open: Option<bool>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlmaConfiguration {
    /// Institution code; empty where Alma does not tell.
    pub institution: String,
    /// The libraries.
    pub libraries: Vec<AlmaLibrary>,
    /// The item policies; none where the key does not open them.
    pub policies: Vec<CodeName>,
    /// The partner records.
    pub partners: Vec<PartnerRecord>,
    /// Why the partner records could not be read.
    pub no_partners: Option<String>,
}

impl AlmaConfiguration {
    /// The library with this code.
    #[must_use]
    pub fn library(&self, code: &str) -> Option<&AlmaLibrary> {
        self.libraries.iter().find(|library| library.code == code)
    }

    /// The library in which a desk stands.
    #[must_use]
    pub fn library_of_desk(&self, desk: &str) -> Option<&AlmaLibrary> {
        self.libraries.iter().find(|library| library.desks.iter().any(|one| one.code == desk))
    }

    /// The resource sharing libraries.
    pub fn resource_sharing(&self) -> impl Iterator<Item = &AlmaLibrary> {
        self.libraries.iter().filter(|library| library.is_resource_sharing)
    }

    /// The libraries where patrons collect.
    pub fn others(&self) -> impl Iterator<Item = &AlmaLibrary> {
        self.libraries.iter().filter(|library| !library.is_resource_sharing)
    }

    /// The partner with this Code, in its letters.
    #[must_use]
    pub fn partner(&self, code: &str) -> Option<&PartnerRecord> {
        self.partners.iter().find(|partner| partner.code() == code)
    }
}

/// Reads it: two or three calls a library, and two more.
///
/// # Errors
/// [`RestFault`] when the libraries cannot be read. What else the key does not open is left out.
pub async fn read_configuration(
    platform: &Platform,
    library: LibraryId,
    settings: &LibrarySettings,
) -> Result<AlmaConfiguration, RestFault> {
    let rest = AlmaRest::new(platform, library, &settings.availability)?;
    let answer = rest.get("conf/libraries").await?;
    let mut libraries = Vec::new();
    for object in objects(&answer, "library") {
        libraries.push(read_library(&rest, object).await?);
    }
    let policies = rest.get("conf/code-tables/ItemPolicy").await.map(|table| rows(&table)).unwrap_or_default();
    let institution = objects(&answer, "library").find_map(institution_of).unwrap_or_default();
    let (partners, no_partners) = match rest.get(&format!("partners?limit={PARTNERS_AT_ONCE}")).await {
        Ok(answer) => (objects(&answer, "partner").cloned().map(PartnerRecord::new).collect(), None),
        Err(fault) => (Vec::new(), Some(fault.to_string())),
    };
    Ok(AlmaConfiguration { institution, libraries, policies, partners, no_partners })
}

async fn read_library(rest: &AlmaRest<'_>, object: &Value) -> Result<AlmaLibrary, RestFault> {
    let code = text(object, "code");
    let part = |name: &str| format!("conf/libraries/{}/{name}", oai_pmh::encode_component(&code));
    let is_resource_sharing = object.get("resource_sharing").and_then(Value::as_bool).unwrap_or_default();
    let locations = code_names(&rest.get(&part("locations")).await?, "location");
    let desks = rest.get(&part("circ-desks")).await.map(|desks| code_names(&desks, "circ_desk")).unwrap_or_default();
    let hours = if is_resource_sharing { rest.get(&part("open-hours")).await.ok() } else { None };
    Ok(AlmaLibrary {
        name: text(object, "name"),
        is_resource_sharing,
        locations,
        desks,
        is_open: hours.as_ref().map(has_hours),
        code,
    })
}

/// Alma writes where a library belongs as `01UNIV_INST.MAIN`.
fn institution_of(library: &Value) -> Option<String> {
    let path = text(library, "path");
    path.split_once('.').map(|(institution, _)| institution.to_owned()).filter(|code| !code.is_empty())
}

fn has_hours(answer: &Value) -> bool {
    objects(answer, "day").any(|day| day.get("hour").and_then(Value::as_array).is_some_and(|hours| !hours.is_empty()))
}

fn objects<'a>(answer: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    answer.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn code_names(answer: &Value, name: &str) -> Vec<CodeName> {
    objects(answer, name).map(|one| CodeName { code: text(one, "code"), name: text(one, "name") }).collect()
}

/// The rows of a code table that are in use.
fn rows(table: &Value) -> Vec<CodeName> {
    let is_on = |row: &&Value| text(row, "enabled") != "N";
    let row = |row: &Value| CodeName { code: text(row, "code"), name: text(row, "description") };
    objects(table, "row").filter(is_on).map(row).collect()
}

/// A member's text; of a code with words, the code.
pub(crate) fn text(object: &Value, name: &str) -> String {
    let member = object.get(name).map(|member| member.get("value").unwrap_or(member));
    match member {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null | Value::Object(_) | Value::Array(_)) => String::new(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_codes_and_words_are_read_from_almas_forms() {
        let hours = |text: &str| has_hours(&serde_json::from_str(text).unwrap());
        assert!(hours(r#"{"day":[{"date":"2026-11-28Z","hour":[]},{"hour":[{"from":"09:00","to":"17:00"}]}]}"#));
        assert!(!hours(r#"{"day":[{"date":"2026-11-28Z","hour":[]}]}"#));
        assert!(!hours(r#"{"day":null}"#));
        let object: Value = serde_json::from_str(r#"{"a":{"value":"X","desc":"words"},"b":true,"c":null}"#).unwrap();
        assert_eq!(["a", "b", "c", "d"].map(|name| text(&object, name)), ["X", "true", "", ""]);
    }
}

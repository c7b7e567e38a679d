//! Sort keys, from `sortby` in CQL and from the parameter `sortKeys`, as those of Z39.50.

use super::SruDiagnostic;
use crate::Oid;
use crate::cql::{Mapping, Modifier, Query, SortKey};
use crate::pdu::{self, CaseSensitivity, SortAttributes, SortElement, SortKeySpec, SortRelation};

/// The keys of a request, those of the query first; most requests have none.
pub(super) fn keys(
    query: &Query,
    parameter: Option<&str>,
    mapping: &Mapping,
) -> Result<Vec<SortKeySpec>, SruDiagnostic> {
    let mut keys = query.sort.clone();
    for text in parameter.unwrap_or_default().split_whitespace() {
        keys.push(from_parameter(text)?);
    }
    keys.iter().map(|key| specification(query, key, mapping)).collect()
}

/// `path,schema,ascending,caseSensitive,missingValue`, of which all but the first may be empty or absent.
fn from_parameter(text: &str) -> Result<SortKey, SruDiagnostic> {
    let mut parts = text.split(',');
    let (path, _schema, ascending) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let order = match ascending.unwrap_or_default() {
        "" | "1" | "true" => "sort.ascending",
        "0" | "false" => "sort.descending",
        other => return Err(SruDiagnostic::new(90, other)),
    };
    let modifiers = vec![Modifier { name: order.to_owned(), value: None }];
    Ok(SortKey { index: path.to_owned(), modifiers })
}

fn specification(query: &Query, key: &SortKey, mapping: &Mapping) -> Result<SortKeySpec, SruDiagnostic> {
    let attributes = query.index(&key.index, mapping).map_err(|refused| SruDiagnostic::new(88, refused.details))?;
    let mut relation = SortRelation::ASCENDING;
    let mut case_sensitivity = CaseSensitivity::INSENSITIVE;
    for modifier in &key.modifiers {
        match modifier.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "ascending" => relation = SortRelation::ASCENDING,
            "descending" => relation = SortRelation::DESCENDING,
            "ignorecase" => case_sensitivity = CaseSensitivity::INSENSITIVE,
            "respectcase" => case_sensitivity = CaseSensitivity::SENSITIVE,
            // The server may put records without a value where it likes.
            "missinglow" | "missinghigh" | "missingomit" => {}
            _ => return Err(SruDiagnostic::new(82, modifier.name.as_str())),
        }
    }
    let attributes = SortAttributes { attribute_set: Oid::BIB1, attributes: attributes.to_vec(), unknown: Vec::new() };
    Ok(SortKeySpec {
        element: SortElement::Generic(pdu::SortKey::Attributes(attributes)),
        relation,
        case_sensitivity,
        missing_value_action: None,
        unknown: Vec::new(),
    })
}

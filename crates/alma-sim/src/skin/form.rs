//! Fields of a request: from a query string, a form, or a JSON object.

use oai_pmh::decode_query;

/// Fields by name, in the order in which they came.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn of_query(query: &str) -> Self {
        Self(decode_query(query))
    }

    /// From a body: a JSON object when it looks like one, a form otherwise.
    pub(super) fn of_body(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        if !text.starts_with('{') {
            return Self::of_query(text);
        }
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
        let plain = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        Self(object.into_iter().map(|(name, value)| (name, plain(value))).collect())
    }

    /// The first field with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().trim().to_owned()
    }

    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// A piece of a path with its percent signs read. A plus sign is itself there, other than in a query.
pub(super) fn decoded(piece: &str) -> String {
    let as_in_query = piece.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    decode_query(&as_in_query).into_iter().next().map(|(text, _)| text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_a_path_comes_back_from_its_encoded_form() {
        for code in ["MAIN", "recap$pa", "Law & more", "a+b=c", "50%", "Bücherei", ""] {
            assert_eq!(decoded(&oai_pmh::encode_component(code)), code);
        }
        assert_eq!(decoded("recap$pa+b"), "recap$pa+b");
    }
}

//! A piece of an answer cut out so that it stands alone.

use xml::Child;

/// One element of another schema, as text that is a document of its own: every prefix in it is declared in it.
///
/// Two fragments are equal when their text is; the position is not compared.
#[derive(Debug, Clone, Eq, Default)]
pub struct Fragment {
    /// The element, as the source wrote it, with the declarations added that it had from its surroundings.
    pub xml: String,
    /// Where it begins, in bytes from the start of the answer.
    pub byte: u64,
}

impl PartialEq for Fragment {
    fn eq(&self, other: &Self) -> bool {
        self.xml == other.xml
    }
}

impl From<String> for Fragment {
    /// A fragment that was not read from an answer. It must be one element that declares its prefixes.
    fn from(xml: String) -> Self {
        Self { xml, byte: 0 }
    }
}

/// The element with the declarations that it has from its surroundings. Of `prefixes`, `""` is the default namespace, which may
/// be none (`""`).
pub(super) fn stand_alone(element: &Child<'_>, prefixes: &[(String, String)]) -> String {
    let tag = element.text.get(..element.tag_length).unwrap_or_default();
    let name_length = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(tag.len());
    let (name, rest) = element.text.split_at_checked(name_length).unwrap_or((element.text, ""));
    let mut out = String::with_capacity(element.text.len() + 64);
    out.push_str(name);
    for (prefix, namespace) in prefixes {
        if needs(element, prefix, tag) {
            let colon = if prefix.is_empty() { "" } else { ":" };
            out.push_str(&format!(" xmlns{colon}{prefix}=\"{}\"", xml::escape(namespace)));
        }
    }
    out.push_str(rest);
    out
}

fn needs(element: &Child<'_>, prefix: &str, tag: &str) -> bool {
    match prefix {
        "xml" | "xmlns" => false,
        "" => element.uses_default && !declares(tag, "xmlns"),
        _ => element.mentions(prefix) && !declares(tag, &format!("xmlns:{prefix}")),
    }
}

fn declares(tag: &str, attribute: &str) -> bool {
    tag.match_indices(attribute).any(|(at, _)| {
        let before = tag.get(..at).is_some_and(|text| text.ends_with(|c: char| c.is_ascii_whitespace()));
        let after = tag.get(at + attribute.len()..).is_some_and(|text| text.trim_start().starts_with('='));
        before && after
    })
}

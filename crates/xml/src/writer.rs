//! The writer: names as given (with their prefix), text escaped, tags in balance.

use crate::{Element, Node};

/// Builds one document in memory.
#[derive(Debug, Default)]
pub struct Writer {
    out: String,
    open: Vec<String>,
    tag_is_open: bool,
}

impl Writer {
    /// A document that begins with `<?xml version="1.0" encoding="UTF-8"?>`.
    #[must_use]
    pub fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), ..Self::default() }
    }

    /// A document that says `standalone="yes"`, as some servers do.
    #[must_use]
    pub fn standalone() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned(), ..Self::default() }
    }

    /// A piece of a document: no declaration.
    #[must_use]
    pub fn fragment() -> Self {
        Self::default()
    }

    /// Opens an element. `name` may carry a prefix that the caller declares in `attributes`.
    pub fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.close_tag();
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape_attribute_into(value, &mut self.out);
            self.out.push('"');
        }
        self.open.push(name.to_owned());
        self.tag_is_open = true;
    }

    /// Text in the open element.
    pub fn text(&mut self, text: &str) {
        self.close_tag();
        escape_into(text, &mut self.out);
    }

    /// Closes the innermost open element.
    pub fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if std::mem::take(&mut self.tag_is_open) {
            self.out.push_str("/>");
            return;
        }
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
    }

    /// An element with text only.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.leaf_with(name, &[], text);
    }

    /// An element with attributes and text.
    pub fn leaf_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        if !text.is_empty() {
            self.text(text);
        }
        self.end();
    }

    /// An element with text, left out when there is none.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// XML that is already written out, such as a record inside an OAI-PMH answer. The caller vouches for it.
    pub fn raw(&mut self, xml: &str) {
        self.close_tag();
        self.out.push_str(xml);
    }

    /// An element read earlier, put back as it was. Each namespace is declared where it changes; `around` is the namespace in force.
    pub fn element(&mut self, element: &Element, around: Option<&str>) {
        let own = element.name.namespace.as_deref();
        let mut attributes: Vec<(String, &str)> = Vec::new();
        if own != around {
            attributes.push(("xmlns".to_owned(), own.unwrap_or_default()));
        }
        for (n, attribute) in element.attributes.iter().enumerate() {
            match attribute.name.namespace.as_deref() {
                None => attributes.push((attribute.name.local.clone(), &attribute.value)),
                Some("http://www.w3.org/XML/1998/namespace") => {
                    attributes.push((format!("xml:{}", attribute.name.local), &attribute.value))
                }
                Some(namespace) => {
                    attributes.push((format!("xmlns:a{n}"), namespace));
                    attributes.push((format!("a{n}:{}", attribute.name.local), &attribute.value));
                }
            }
        }
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        self.start(&element.name.local, &attributes);
        for node in &element.children {
            match node {
                Node::Element(child) => self.element(child, own),
                Node::Text(text) => self.text(text),
            }
        }
        self.end();
    }

    /// The document, with everything that is still open closed.
    #[must_use]
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.out
    }

    fn close_tag(&mut self) {
        if std::mem::take(&mut self.tag_is_open) {
            self.out.push('>');
        }
    }
}

/// `text` as it may stand in element content or in a quoted attribute (where a reader takes line breaks for spaces).
/// Characters that XML 1.0 forbids become U+FFFD.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(text, &mut out);
    out
}

fn escape_into(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            other if is_forbidden(other) => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
}

/// A reader turns a bare line break or tab in an attribute into a space (XML 1.0, 3.3.3), so they go as references.
fn escape_attribute_into(value: &str, out: &mut String) {
    for piece in value.split_inclusive(['\t', '\n']) {
        let text = piece.trim_end_matches(['\t', '\n']);
        escape_into(text, out);
        match piece.as_bytes().get(text.len()) {
            Some(b'\t') => out.push_str("&#9;"),
            Some(_) => out.push_str("&#10;"),
            None => {}
        }
    }
}

/// The characters outside the production Char of XML 1.0 (2.2).
pub(crate) fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}')
}

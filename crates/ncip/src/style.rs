//! How a message of version 2 looks on the wire: prefix, XML declaration, schemes. The meaning is the same in every style.

use std::borrow::Cow;

use xml::{Attribute, Element, Node, Writer};

use crate::codes::{coded, is_scheme, scheme_attribute};
use crate::element::NAMESPACE;

/// The looks of a message. Every style is valid against the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether the XML declaration says `standalone="yes"`.
    pub standalone: bool,
    /// How the namespace is written.
    pub prefix: Prefix,
    /// Which `Scheme` attributes are written.
    pub schemes: Schemes,
}

/// How the namespace is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// Elements and attributes carry this prefix. Some clients look for `ns1:` in the text.
    Named(&'static str),
    /// Elements carry none; attributes carry `ncip:`, since the schema wants them in the namespace.
    Default,
}

/// Which `Scheme` attributes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schemes {
    /// Those that the message has.
    AsGiven,
    /// None.
    Never,
    /// Those that the message has, and the standard's where it has none.
    Always,
}

impl Style {
    /// As Alma writes its answers: `standalone="yes"`, prefix `ns1`.
    pub const ALMA: Self = Self { standalone: true, prefix: Prefix::Named("ns1"), schemes: Schemes::AsGiven };
    /// Plain: prefix `ncip`.
    pub const PLAIN: Self = Self { standalone: false, prefix: Prefix::Named("ncip"), schemes: Schemes::AsGiven };
}

pub(crate) fn written(root: &Element, style: &Style) -> String {
    let mut writer = if style.standalone { Writer::standalone() } else { Writer::new() };
    let declaration = match style.prefix {
        Prefix::Named(prefix) => vec![(format!("xmlns:{prefix}"), NAMESPACE)],
        Prefix::Default => vec![("xmlns".to_owned(), NAMESPACE), ("xmlns:ncip".to_owned(), NAMESPACE)],
    };
    write(&mut writer, root, style.prefix, declaration);
    writer.finish()
}

/// Writes one element. Those of other namespaces are left to [`Writer::element`].
fn write(writer: &mut Writer, element: &Element, prefix: Prefix, declarations: Vec<(String, &str)>) {
    if !is_plain(element) {
        let around = matches!(prefix, Prefix::Default).then_some(NAMESPACE);
        return writer.element(element, around);
    }
    let mut attributes = declarations;
    for attribute in &element.attributes {
        attributes.push((attribute_name(attribute, prefix), &attribute.value));
    }
    let attributes: Vec<(&str, &str)> = attributes.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    writer.start(&element_name(element, prefix), &attributes);
    for node in &element.children {
        match node {
            Node::Element(child) => write(writer, child, prefix, Vec::new()),
            Node::Text(text) => writer.text(text),
        }
    }
    writer.end();
}

/// Whether the element and its attributes can be written with our one prefix.
fn is_plain(element: &Element) -> bool {
    let ours = |namespace: &Option<String>| namespace.as_deref() == Some(NAMESPACE);
    ours(&element.name.namespace)
        && element
            .attributes
            .iter()
            .all(|attribute| attribute.name.namespace.is_none() || ours(&attribute.name.namespace))
}

fn element_name(element: &Element, prefix: Prefix) -> Cow<'_, str> {
    match prefix {
        Prefix::Named(prefix) => format!("{prefix}:{}", element.name.local).into(),
        Prefix::Default => element.name.local.as_str().into(),
    }
}

fn attribute_name(attribute: &Attribute, prefix: Prefix) -> String {
    let prefix = match prefix {
        Prefix::Named(prefix) => prefix,
        Prefix::Default => "ncip",
    };
    match attribute.name.namespace {
        Some(_) => format!("{prefix}:{}", attribute.name.local),
        None => attribute.name.local.clone(),
    }
}

/// The tree with more or fewer schemes.
pub(crate) fn with_schemes(mut root: Element, schemes: Schemes) -> Element {
    match schemes {
        Schemes::AsGiven => {}
        Schemes::Never => visit(&mut root, &|element| element.attributes.retain(|attribute| !is_scheme(attribute))),
        Schemes::Always => visit(&mut root, &|element| {
            let is_leaf = element.elements().next().is_none();
            let scheme = coded(&element.name.local).flatten().filter(|_| is_leaf);
            if let (Some(scheme), false) = (scheme, element.attributes.iter().any(is_scheme)) {
                element.attributes.push(scheme_attribute(scheme));
            }
        }),
    }
    root
}

/// The tree with these schemes, by element, where there are none.
pub(crate) fn with_own_schemes(mut root: Element, schemes: &[(&str, &str)]) -> Element {
    visit(&mut root, &|element| {
        let is_named = |name: &&(&str, &str)| name.0 == element.name.local && element.elements().next().is_none();
        if let (Some((_, scheme)), false) = (schemes.iter().find(is_named), element.attributes.iter().any(is_scheme)) {
            element.attributes.push(scheme_attribute(scheme));
        }
    });
    root
}

fn visit(element: &mut Element, act: &impl Fn(&mut Element)) {
    act(element);
    for node in &mut element.children {
        if let Node::Element(child) = node {
            visit(child, act);
        }
    }
}

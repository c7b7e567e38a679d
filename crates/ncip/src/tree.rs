//! Whichever way namespaces were used, the rest of the crate sees one kind of tree.

use xml::{Element, Node};

use crate::element::{NAMESPACE, ncip_name};

/// Puts every element of the root's namespace, and the NCIP attributes, into the NCIP namespace; drops the white space
/// between elements. Messages come with a prefix, with a default namespace, with none at all, and with attributes of each kind.
pub(crate) fn normalised(mut root: Element) -> Element {
    let spoken = root.name.namespace.clone();
    normalise(&mut root, spoken.as_deref());
    root
}

/// Recursion ends at the depth that [`xml::Limits::message`] allows.
fn normalise(element: &mut Element, spoken: Option<&str>) {
    if element.name.namespace.as_deref() == spoken {
        element.name.namespace = Some(NAMESPACE.to_owned());
    }
    for attribute in &mut element.attributes {
        let ours = attribute.name.namespace.is_none() || attribute.name.namespace.as_deref() == spoken;
        if ours && matches!(attribute.name.local.as_str(), "Scheme" | "version") {
            attribute.name = ncip_name(&attribute.name.local);
        }
    }
    if element.elements().next().is_some() {
        element.children.retain(|node| !matches!(node, Node::Text(text) if text.trim().is_empty()));
    }
    for node in &mut element.children {
        match node {
            Node::Element(child) => normalise(child, spoken),
            Node::Text(text) => *text = text.trim().to_owned(),
        }
    }
    element.children.retain(|node| !matches!(node, Node::Text(text) if text.is_empty()));
}

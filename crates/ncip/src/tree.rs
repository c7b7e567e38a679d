//! Whichever way namespaces were used, the rest of the crate sees one kind of tree.

use xml::{Element, Node};

use crate::element::{Decoder, NAMESPACE, ncip_name, shortened};

/// Puts every element of the root's namespace, and the NCIP attributes, into the NCIP namespace; drops the white space
/// between elements. Messages come with a prefix, with a default namespace, with none at all, and with attributes of each kind.
/// Where an attribute stands outside the namespace that the elements are in, the first such place is noted.
pub(crate) fn normalised(mut root: Element, decoder: &mut Decoder) -> Element {
    let mut walk = Walk { spoken: root.name.namespace.clone(), noted: false, decoder };
    walk.normalise(&mut root);
    root
}

/// Makes one of what is in the NCIP namespace and what is in none: in version 1, which has no namespace, both are the same.
/// Recursion ends as below.
pub(crate) fn claim_what_has_no_namespace(element: &mut Element) {
    element.name.namespace.get_or_insert_with(|| NAMESPACE.to_owned());
    for attribute in &mut element.attributes {
        let ours = attribute.name.namespace.as_deref() == Some(NAMESPACE);
        if ours && !matches!(attribute.name.local.as_str(), "Scheme" | "version") {
            attribute.name.namespace = None;
        }
    }
    for node in &mut element.children {
        if let Node::Element(child) = node {
            claim_what_has_no_namespace(child);
        }
    }
}

struct Walk<'a> {
    spoken: Option<String>,
    noted: bool,
    decoder: &'a mut Decoder,
}

impl Walk<'_> {
    /// Recursion ends at the depth that [`xml::Limits::message`] allows.
    fn normalise(&mut self, element: &mut Element) {
        if element.name.namespace == self.spoken {
            element.name.namespace = Some(NAMESPACE.to_owned());
        }
        self.normalise_attributes(element);
        if element.elements().next().is_some() {
            element.children.retain(|node| !matches!(node, Node::Text(text) if text.trim().is_empty()));
        }
        for node in &mut element.children {
            match node {
                Node::Element(child) => self.normalise(child),
                Node::Text(text) => *text = text.trim().to_owned(),
            }
        }
        element.children.retain(|node| !matches!(node, Node::Text(text) if text.is_empty()));
    }

    fn normalise_attributes(&mut self, element: &mut Element) {
        let in_namespace = element.name.namespace.as_deref() == Some(NAMESPACE);
        for attribute in &mut element.attributes {
            let name = attribute.name.local.as_str();
            let bare = attribute.name.namespace.is_none();
            if !matches!(name, "Scheme" | "version") || !(bare || attribute.name.namespace == self.spoken) {
                continue;
            }
            if bare && in_namespace && self.spoken.is_some() && !self.noted {
                self.noted = true;
                let place = shortened(&element.name.local);
                self.decoder.warn(format!("the attribute {name} of {place} is not in the namespace of the elements"));
            }
            attribute.name = ncip_name(&attribute.name.local);
        }
    }
}

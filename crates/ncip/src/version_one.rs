//! Version 1 (DTD) read into, and written from, the tree of version 2. The services know version 2 only.
//!
//! | version 1 | version 2 |
//! | --- | --- |
//! | `<X><Scheme>s</Scheme><Value>v</Value></X>` | `<X Scheme="s">v</X>` |
//! | `UniqueAgencyId`, `UniqueUserId`, `UniqueItemId`, `UniqueRequestId`, `UniqueBibliographicId` | the same without `Unique` |
//! | `VisibleUserId`, `VisibleItemId` | `UserId`, `ItemId` with an identifier type |
//! | `Problem/ProcessingError`, `Problem/MessagingError`, and `MessagingError` in answers to reports | `Problem` |

mod fit;

pub(crate) use fit::fitted;

use xml::{Attribute, Element, Name, Node, Writer};

use crate::codes::{coded, is_scheme, scheme_attribute};
use crate::element::{Decoder, NAMESPACE, is, leaf, leaf_text, parent, shortened};

const DOCUMENT_TYPE: &str = "<!DOCTYPE NCIPMessage PUBLIC \"-//NISO//NCIP DTD Version 1.0//EN\" \
                             \"http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd\">\n";

/// Names that only change; `Visible…` and the error elements are not among them.
const RENAMED: &[(&str, &str)] = &[
    ("UniqueAgencyId", "AgencyId"),
    ("UniqueBibliographicId", "BibliographicId"),
    ("UniqueItemId", "ItemId"),
    ("UniqueRequestId", "RequestId"),
    ("UniqueUserId", "UserId"),
];

/// Elements of version 1 that are named `Visible…`, as they are called in version 2.
const VISIBLE: &[(&str, &str)] = &[
    ("VisibleUserId", "UserId"),
    ("VisibleUserIdentifierType", "UserIdentifierType"),
    ("VisibleUserIdentifier", "UserIdentifierValue"),
    ("VisibleItemId", "ItemId"),
    ("VisibleItemIdentifierType", "ItemIdentifierType"),
    ("VisibleItemIdentifier", "ItemIdentifierValue"),
];

/// How the names of reports end.
const PAST_TENSE: &[&str] = &[
    "Cancelled",
    "CheckedIn",
    "CheckedOut",
    "Created",
    "Recalled",
    "Received",
    "Renewed",
    "Reported",
    "Requested",
    "Sent",
    "Shipped",
    "Updated",
];

/// Whether the message is in version 1, whatever it says.
pub(crate) fn is_spoken(element: &Element) -> bool {
    element
        .elements()
        .any(|child| RENAMED.iter().any(|(one, _)| is(child, one)) || is(child, "VisibleUserId") || is_spoken(child))
}

/// The tree in version 2 terms. Recursion ends at the depth that [`xml::Limits::message`] allows.
pub(crate) fn read(mut element: Element, decoder: &mut Decoder) -> Element {
    if element.name.namespace.as_deref() != Some(NAMESPACE) {
        return element;
    }
    element.attributes.retain(|attribute| attribute.name.local != "datatype");
    let name = element.name.local.clone();
    let children = std::mem::take(&mut element.children);
    element.children =
        decoder.within(&name, |decoder| children.into_iter().flat_map(|node| read_child(node, decoder)).collect());
    if let Some(two) = renamed(&element.name.local, RENAMED.iter().chain(VISIBLE).copied()) {
        element.name.local = two.to_owned();
    }
    read_pair(&mut element, &name, decoder);
    element
}

fn read_child(node: Node, decoder: &mut Decoder) -> Vec<Node> {
    let Node::Element(child) = node else { return vec![node] };
    let read = match child.name.local.as_str() {
        "Problem" => read_problem(child, decoder),
        "MessagingError" => vec![read_error(child, decoder)],
        _ => vec![read(child, decoder)],
    };
    read.into_iter().map(Node::Element).collect()
}

/// `<X><Scheme>s</Scheme><Value>v</Value></X>` as `<X Scheme="s">v</X>`; anything else stays.
fn read_pair(element: &mut Element, name: &str, decoder: &mut Decoder) {
    let only_pair = element
        .elements()
        .all(|child| (is(child, "Scheme") || is(child, "Value")) && child.elements().next().is_none());
    let once = |name| element.all(name).count() <= 1;
    let only_pair = only_pair && name != "NCIPMessage";
    let Some(value) = element.child("Value").filter(|_| only_pair && once("Value") && once("Scheme")) else { return };
    let (value, scheme) = (value.text(), element.child_text("Scheme"));
    if element.child("Scheme").is_none() {
        decoder.warn(format!("{} has a Value without a Scheme", shortened(name)));
    }
    element.children = leaf("", &value).children;
    element.attributes.extend(scheme.as_deref().map(scheme_attribute));
}

/// One problem for each error in it.
fn read_problem(problem: Element, decoder: &mut Decoder) -> Vec<Element> {
    let is_error = |child: &Element| is(child, "ProcessingError") || is(child, "MessagingError");
    if problem.elements().next().is_none() || !problem.elements().all(is_error) {
        return vec![read(problem, decoder)];
    }
    let errors = problem.children.into_iter().filter_map(|node| match node {
        Node::Element(error) => Some(read_error(error, decoder)),
        Node::Text(_) => None,
    });
    errors.collect()
}

/// A `ProcessingError` or `MessagingError` as a `Problem`.
fn read_error(error: Element, decoder: &mut Decoder) -> Element {
    let mut children = Vec::new();
    for node in error.children {
        let Node::Element(child) = node else { continue };
        match child.name.local.as_str() {
            "ProcessingErrorType" | "MessagingErrorType" => {
                let mut problem_type = read(child, decoder);
                problem_type.name.local = "ProblemType".to_owned();
                children.push(problem_type);
            }
            "ProcessingErrorElement" | "MessagingErrorElement" => match error_path(&child) {
                Some((path, value)) => {
                    children.push(leaf("ProblemElement", &path));
                    children.extend(value.map(|value| leaf("ProblemValue", &value)));
                }
                None => children.push(read(child, decoder)),
            },
            _ => children.push(read(child, decoder)),
        }
    }
    parent("Problem", children)
}

/// `UniqueItemId/ItemIdentifierValue` and the value, out of the nested elements; `None` when they are not as the DTD says.
fn error_path(element: &Element) -> Option<(String, Option<String>)> {
    let mut names: Vec<String> = Vec::new();
    let mut level = element;
    loop {
        let mut parts = level.elements();
        names.push(parts.next().filter(|part| is(part, "ElementName")).and_then(leaf_text)?);
        let Some(inner) = parts.next() else { return Some((names.join("/"), None)) };
        if parts.next().is_some() {
            return None;
        }
        if inner.name.local.ends_with("ErrorValue") {
            return leaf_text(inner).map(|value| (names.join("/"), Some(value)));
        }
        if inner.name != level.name {
            return None;
        }
        level = inner;
    }
}

/// The message in version 1.
pub(crate) fn written(root: Element) -> String {
    let mut writer = Writer::new();
    writer.raw(DOCUMENT_TYPE);
    writer.element(&write(root), None);
    writer.finish()
}

fn write(mut element: Element) -> Element {
    if element.name.namespace.as_deref() != Some(NAMESPACE) {
        return element;
    }
    write_pair(&mut element);
    write_name(&mut element);
    let is_report = is_report(&element.name.local);
    let mut children = Vec::new();
    for node in std::mem::take(&mut element.children) {
        match node {
            Node::Element(problem) if can_be_error(&problem) => {
                push_error(problem, is_report, &mut children);
            }
            Node::Element(child) => children.push(Node::Element(write(child))),
            text => children.push(text),
        }
    }
    if matches!(element.name.local.as_str(), "UserOptionalFields" | "ItemDescription") {
        // The DTD has the visible identifiers first, the schema has them last.
        children.sort_by_key(|node| !matches!(node, Node::Element(child) if child.name.local.starts_with("Visible")));
    }
    element.children = children;
    without_namespace(element)
}

/// Whether a problem can be written as an error. One that came with text between its elements stays as it is.
fn can_be_error(problem: &Element) -> bool {
    let only_elements = problem.children.iter().all(|node| matches!(node, Node::Element(_)));
    is(problem, "Problem") && only_elements && problem.child("ProblemType").is_some()
}

/// Whether this answers a report (a service in the past tense), which the DTD lets fail with a `MessagingError` only.
fn is_report(response: &str) -> bool {
    let service = response.strip_suffix("Response").unwrap_or_default();
    PAST_TENSE.iter().any(|end| service.ends_with(end))
}

/// `<X Scheme="s">v</X>` as a pair.
fn write_pair(element: &mut Element) {
    let scheme = element.attributes.iter().position(is_scheme).map(|at| element.attributes.remove(at).value);
    let is_leaf = element.elements().next().is_none();
    if !is_leaf || (scheme.is_none() && coded(&element.name.local).is_none() && element.name.local != "ProblemType") {
        element.attributes.extend(scheme.as_deref().map(scheme_attribute));
        return;
    }
    // The DTD wants a scheme even where none is known; an empty one says so.
    let pair = [leaf("Scheme", &scheme.unwrap_or_default()), leaf("Value", &element.text())];
    element.children = pair.into_iter().map(|part| Node::Element(typed(part))).collect();
}

/// The DTD fixes `datatype` for every text; some readers of pairs want to see it.
fn typed(mut leaf: Element) -> Element {
    let name = Name { namespace: None, local: "datatype".to_owned() };
    leaf.attributes.push(Attribute { name, value: "string".to_owned() });
    leaf
}

fn write_name(element: &mut Element) {
    let visible = match element.name.local.as_str() {
        "UserId" => element.child("UserIdentifierType").is_some(),
        "ItemId" => element.child("ItemIdentifierType").is_some(),
        _ => false,
    };
    let backwards = |table: &'static [(&'static str, &'static str)]| table.iter().map(|(one, two)| (*two, *one));
    if !visible {
        if let Some(one) = renamed(&element.name.local, backwards(RENAMED)) {
            element.name.local = one.to_owned();
        }
        return;
    }
    if let Some(one) = renamed(&element.name.local, backwards(VISIBLE)) {
        element.name.local = one.to_owned();
    }
    for node in &mut element.children {
        if let Node::Element(child) = node
            && let Some(one) = renamed(&child.name.local, backwards(VISIBLE))
        {
            write_pair(child);
            child.name.local = one.to_owned();
        }
    }
}

/// Appends a `Problem` as an error: in a report's answer as it is, otherwise in the one `Problem` that the DTD has.
fn push_error(problem: Element, is_report: bool, children: &mut Vec<Node>) {
    let kind = if is_report { "MessagingError" } else { "ProcessingError" };
    let error = Node::Element(written_error(problem, kind));
    if is_report {
        return children.push(error);
    }
    match children.last_mut() {
        Some(Node::Element(last)) if last.is("Problem") && last.child("ProcessingError").is_some() => {
            last.children.push(error);
        }
        _ => {
            let mut problem = without_namespace(parent("Problem", Vec::new()));
            problem.children.push(error);
            children.push(Node::Element(problem));
        }
    }
}

fn written_error(problem: Element, kind: &str) -> Element {
    let mut place = problem.child("ProblemElement").and_then(leaf_text);
    let mut value = problem.child("ProblemValue").and_then(leaf_text).filter(|_| place.is_some());
    let mut value_is_placed = value.is_some();
    let mut error = parent(kind, Vec::new());
    for node in problem.children {
        let Node::Element(child) = node else { continue };
        match child.name.local.as_str() {
            "ProblemType" => {
                let mut error_type = write(child);
                error_type.name.local = format!("{kind}Type");
                error.children.push(Node::Element(error_type));
            }
            "ProblemElement" if place.is_some() => {
                let path = place.take().unwrap_or_default();
                error.children.push(Node::Element(nested(&path, value.take().as_deref(), kind)));
            }
            "ProblemValue" if value_is_placed => value_is_placed = false,
            _ => error.children.push(Node::Element(write(child))),
        }
    }
    without_namespace(error)
}

/// `A/B` and a value as nested elements. A path that is not of that form becomes one name.
fn nested(path: &str, value: Option<&str>, kind: &str) -> Element {
    let mut names: Vec<&str> = path.split('/').collect();
    if names.iter().any(|name| name.trim().is_empty() || name.trim() != *name) || names.len() > 8 {
        names = vec![path];
    }
    let value_name = format!("{kind}Value");
    let mut inner = value.map(|value| leaf(&value_name, value));
    for name in names.into_iter().rev() {
        let level = [leaf("ElementName", name)].into_iter().chain(inner).collect();
        inner = Some(parent(&format!("{kind}Element"), level));
    }
    write(inner.unwrap_or_default())
}

fn without_namespace(mut element: Element) -> Element {
    element.name.namespace = None;
    for attribute in &mut element.attributes {
        if attribute.name.namespace.as_deref() == Some(NAMESPACE) {
            attribute.name.namespace = None;
        }
    }
    element
}

fn renamed<'a>(name: &str, mut table: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    table.find(|(from, _)| *from == name).map(|(_, to)| to)
}

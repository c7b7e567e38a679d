//! The content models of OAI-PMH.xsd: which children an element of the protocol has, how often, in which order.

use oai_pmh::NAMESPACE;
use xml::Element;

/// A child: its name, how often at least, and whether it may be repeated.
type Child = (&'static str, usize, bool);

/// The sequences of the schema. The root's body is looked at apart.
const MODELS: &[(&str, &[Child])] = &[
    (
        "Identify",
        &[
            ("repositoryName", 1, false),
            ("baseURL", 1, false),
            ("protocolVersion", 1, false),
            ("adminEmail", 1, true),
            ("earliestDatestamp", 1, false),
            ("deletedRecord", 1, false),
            ("granularity", 1, false),
            ("compression", 0, true),
            ("description", 0, true),
        ],
    ),
    ("ListMetadataFormats", &[("metadataFormat", 1, true)]),
    ("metadataFormat", &[("metadataPrefix", 1, false), ("schema", 1, false), ("metadataNamespace", 1, false)]),
    ("ListSets", &[("set", 1, true), ("resumptionToken", 0, false)]),
    ("set", &[("setSpec", 1, false), ("setName", 1, false), ("setDescription", 0, true)]),
    ("GetRecord", &[("record", 1, false)]),
    ("ListRecords", &[("record", 1, true), ("resumptionToken", 0, false)]),
    ("ListIdentifiers", &[("header", 1, true), ("resumptionToken", 0, false)]),
    ("record", &[("header", 1, false), ("metadata", 0, false), ("about", 0, true)]),
    ("header", &[("identifier", 1, false), ("datestamp", 1, false), ("setSpec", 0, true)]),
];

const BODIES: [&str; 7] =
    ["error", "Identify", "ListMetadataFormats", "ListSets", "GetRecord", "ListIdentifiers", "ListRecords"];

/// Elements that hold one element of another schema.
const WRAPPERS: [&str; 4] = ["metadata", "about", "description", "setDescription"];

/// The first thing in an answer that the schema does not allow.
pub fn first_fault(root: &Element) -> Option<String> {
    if root.name.local != "OAI-PMH" {
        return Some(format!("the root element is {}", root.name.local));
    }
    let names: Vec<&str> = root.elements().map(|child| child.name.local.as_str()).collect();
    match names.as_slice() {
        ["responseDate", "request", rest @ ..] if is_body(rest) => root.elements().find_map(fault_in),
        _ => Some(format!("OAI-PMH holds {}", names.join(", "))),
    }
}

fn is_body(names: &[&str]) -> bool {
    match names {
        [one] => BODIES.contains(one),
        many => !many.is_empty() && many.iter().all(|name| *name == "error"),
    }
}

fn fault_in(element: &Element) -> Option<String> {
    let name = element.name.local.as_str();
    if element.name.namespace.as_deref() != Some(NAMESPACE) {
        return Some(format!("{name} is not in the namespace of OAI-PMH"));
    }
    if WRAPPERS.contains(&name) {
        let count = element.elements().count();
        return (count != 1).then(|| format!("{name} holds {count} elements"));
    }
    let model = MODELS.iter().find(|(of, _)| *of == name).map(|(_, model)| *model).unwrap_or_default();
    against(element, model).or_else(|| element.elements().find_map(fault_in))
}

/// The first fault in the sequence of children.
fn against(element: &Element, model: &[Child]) -> Option<String> {
    let parent = &element.name.local;
    let mut at = 0;
    for child in element.elements() {
        let name = &child.name.local;
        let found = model.iter().position(|(allowed, ..)| allowed == name);
        match found {
            None => return Some(format!("{parent} holds {name}")),
            Some(place) if place < at => return Some(format!("{name} stands at the wrong place in {parent}")),
            Some(place) => at = place,
        }
    }
    model.iter().find_map(|(name, least, may_repeat)| {
        let count = element.all(name).count();
        let wrong = count < *least || (count > 1 && !may_repeat);
        wrong.then(|| format!("{parent} holds {name} {count} times"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(inside: &str) -> Option<String> {
        let text = format!("<OAI-PMH xmlns='{NAMESPACE}'>{inside}</OAI-PMH>");
        first_fault(&Element::parse(text.as_bytes(), &xml::Limits::message()).unwrap())
    }

    #[test]
    fn what_the_schema_allows_has_no_fault_and_everything_else_is_named() {
        let head = "<responseDate/><request/>";
        let header = "<header><identifier/><datestamp/><setSpec/><setSpec/></header>";
        let good = format!(
            "{head}<ListRecords><record>{header}<metadata><a xmlns='urn:a'/></metadata></record><record>{header}</record><resumptionToken/></ListRecords>"
        );
        assert_eq!(fault(&good), None);
        assert_eq!(fault(&format!("{head}<error/><error/>")), None);
        for (inside, expected) in [
            ("<responseDate/>".to_owned(), "OAI-PMH holds responseDate"),
            (format!("{head}<error/><Identify/>"), "OAI-PMH holds responseDate, request, error, Identify"),
            (
                good.replace("<datestamp/><setSpec/>", "<setSpec/><datestamp/>"),
                "datestamp stands at the wrong place in header",
            ),
            (good.replace("<identifier/>", ""), "header holds identifier 0 times"),
            (good.replace("<datestamp/>", "<datestamp/><datestamp/>"), "header holds datestamp 2 times"),
            (good.replace("<a xmlns='urn:a'/>", ""), "metadata holds 0 elements"),
            (good.replace("<metadata>", "<metadata xmlns=''>"), "metadata is not in the namespace of OAI-PMH"),
            (format!("{head}<ListSets><note/></ListSets>"), "ListSets holds note"),
        ] {
            assert_eq!(fault(&inside).as_deref(), Some(expected), "{inside}");
        }
    }
}

//! A message made to fit the DTD of version 1: what has no place there is left out, what the DTD demands is filled in.
//!
//! Only for messages of our own. A message that was read is written as it was.

use xml::{Element, Node};

use crate::element::{is, leaf, parent};

/// Elements that version 2 has where version 1 has none: the parent, the child.
const NOT_IN_VERSION_ONE: &[(&str, &str)] = &[
    ("AcceptItem", "PickupExpiryDate"),
    ("AcceptItem", "PickupLocation"),
    ("CancelRequestItem", "AcknowledgedFeeAmount"),
    ("CancelRequestItem", "PaidFeeAmount"),
    ("CheckInItem", "RequestId"),
    ("CheckInItem", "UserId"),
    ("CheckOutItem", "PaidFeeAmount"),
    ("ItemDescription", "NumberOfPieces"),
    ("ItemOptionalFields", "DateDue"),
    ("ItemRequested", "PickupLocation"),
    ("LookupUserResponse", "LoanedItem"),
    ("LookupUserResponse", "RequestedItem"),
    ("RenewItem", "PaidFeeAmount"),
    ("RequestId", "RequestIdentifierType"),
    ("RequestItem", "ItemOptionalFields"),
    ("RequestItem", "PaidFeeAmount"),
    ("RequestItem", "PickupLocation"),
    ("RoutingInformation", "NameInformation"),
    ("UserOptionalFields", "PreviousUserId"),
];

/// Elements that version 1 has once where version 2 has several.
const ONCE: &[(&str, &str)] = &[
    ("BibliographicDescription", "BibliographicItemId"),
    ("BibliographicDescription", "BibliographicRecordId"),
    ("ItemDescription", "ItemId"),
    ("RequestItem", "BibliographicId"),
    ("RequestItem", "ItemId"),
];

/// Identifiers that must name the agency in which they are unique, unless they have a type.
const WITH_AGENCY: &[(&str, &str)] =
    &[("ItemId", "ItemIdentifierType"), ("RequestId", "RequestIdentifierType"), ("UserId", "UserIdentifierType")];

/// The tree, still in version 2 terms. Recursion ends at the depth that was read or composed.
pub(crate) fn fitted(mut root: Element) -> Element {
    for node in &mut root.children {
        if let Node::Element(service) = node {
            let name = service.name.local.trim_end_matches("Response").to_owned();
            let agency = agency_of_sender(service);
            fit(service, &name, agency.as_ref());
        }
    }
    root
}

fn agency_of_sender(service: &Element) -> Option<Element> {
    let header = service.child("InitiationHeader").or_else(|| service.child("ResponseHeader"))?;
    header.child("FromAgencyId")?.child("AgencyId").cloned()
}

fn fit(element: &mut Element, service: &str, agency: Option<&Element>) {
    let name = element.name.local.clone();
    let listed =
        |table: &[(&str, &str)], child: &Element| table.iter().any(|(outer, inner)| *outer == name && is(child, inner));
    let mut seen: Vec<String> = Vec::new();
    element.children.retain(|node| {
        let Node::Element(child) = node else { return true };
        let again = listed(ONCE, child) && seen.contains(&child.name.local);
        seen.push(child.name.local.clone());
        !(again || is(child, "Ext") || listed(NOT_IN_VERSION_ONE, child))
    });
    if is(element, "RequestItem") && element.child("ItemId").is_some() {
        element.children.retain(|node| !matches!(node, Node::Element(child) if is(child, "BibliographicId")));
    }
    if is(element, "Problem") {
        fit_problem(element, service);
    }
    name_agency(element, agency);
    for node in &mut element.children {
        if let Node::Element(child) = node {
            fit(child, service, agency);
        }
    }
}

fn name_agency(element: &mut Element, agency: Option<&Element>) {
    let wants = WITH_AGENCY.iter().any(|(name, kind)| is(element, name) && element.child(kind).is_none());
    let Some(agency) = agency.filter(|_| wants && element.child("AgencyId").is_none()) else { return };
    element.children.insert(0, Node::Element(agency.clone()));
}

/// Version 1 knows no detail, and a problem must name an element: the detail becomes the value, the service the element.
fn fit_problem(problem: &mut Element, service: &str) {
    let text = |name: &str| problem.child_text(name).filter(|text| !text.is_empty());
    let (detail, place, value) = (text("ProblemDetail"), text("ProblemElement"), text("ProblemValue"));
    let detail = detail.filter(|detail| text("ProblemType").as_ref() != Some(detail));
    let place = place.unwrap_or_else(|| if service.is_empty() { "NCIPMessage" } else { service }.to_owned());
    let kind = problem.child("ProblemType").cloned().unwrap_or_else(|| parent("ProblemType", Vec::new()));
    let value = value.or(detail).map(|value| leaf("ProblemValue", &value));
    let children = [Some(kind), Some(leaf("ProblemElement", &place)), value];
    problem.children = children.into_iter().flatten().map(Node::Element).collect();
}

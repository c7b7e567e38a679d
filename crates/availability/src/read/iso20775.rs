//! Holdings by ISO 20775 (schema for holdings information), as SRU servers and WorldCat give them.
//!
//! A holding is simple (copies, or a count of them) or structured (sets of components). `availabilityStatus`: 0 unknown, 1
//! available, 2 not available, 3 possibly available. `availableFor`: 1 is a loan. Elements are known by their local names, since
//! the versions of the schema differ in namespaces.

use xml::Element;

use crate::date::normal_date;
use crate::read::Reading;
use crate::shelf::{Absence, Copy, Counts, Hit, Named, Source, Standing, filled};

/// The code of `availableFor` that means a loan.
const LOAN: &str = "1";

/// Reads a `holdings` element, or a `holding`.
pub(super) fn read(root: &Element, reading: &Reading) -> Hit {
    let holdings: Vec<&Element> = if root.is("holding") { vec![root] } else { root.all("holding").collect() };
    let identifier = root.at("resource/resourceIdentifier").or_else(|| root.child("resourceIdentifier"));
    Hit {
        source: Source::Iso20775,
        record_id: identifier.and_then(value_of),
        copies: holdings.into_iter().flat_map(|holding| copies(holding, reading)).collect(),
        ..Hit::default()
    }
}

/// The value of an identifier: in its `value`, or as its text.
fn value_of(identifier: &Element) -> Option<String> {
    identifier.child_text("value").or_else(|| filled(&identifier.text()))
}

fn copies(holding: &Element, reading: &Reading) -> Vec<Copy> {
    let common = common(holding);
    let mut copies = Vec::new();
    for simple in holding.all("holdingSimple") {
        let (online, single): (Vec<&Element>, Vec<&Element>) =
            simple.all("copyInformation").partition(|copy| is_online(copy));
        if single.is_empty() && !online.is_empty() {
            continue;
        }
        let single: Vec<Copy> = single.into_iter().map(|copy| information(copy, &common, reading)).collect();
        match single.as_slice() {
            [] => copies.extend(simple.child("copiesSummary").map(|summary| counted(summary, &common))),
            [only] if only.standing == Standing::default() => {
                copies.push(summed_up(only, simple.child("copiesSummary")));
            }
            _ => copies.extend(single),
        }
    }
    for set in holding.all("holdingStructured").flat_map(|structured| structured.all("set")) {
        copies.extend(of_set(set, &common, reading));
    }
    copies
}

/// An address is no copy on a shelf.
fn is_online(copy: &Element) -> bool {
    copy.child("electronicLocator").is_some()
}

fn common(holding: &Element) -> Copy {
    Copy {
        institution: holding.child("institutionIdentifier").and_then(value_of),
        library: Named { code: None, name: holding.child_text("physicalLocation") },
        ..Copy::default()
    }
}

/// A set with its components; a set without any is a holding.
fn of_set(set: &Element, common: &Copy, reading: &Reading) -> Vec<Copy> {
    let mut around = placed(set, common);
    around.summary = set.child_text("label");
    let single: Vec<Copy> = set.all("component").map(|copy| information(copy, &around, reading)).collect();
    if single.is_empty() { vec![Copy { counts: Some(Counts::default()), ..around }] } else { single }
}

fn placed(element: &Element, common: &Copy) -> Copy {
    let text = |name: &str| element.child(name).and_then(value_of);
    Copy {
        location: text("sublocation").map_or_else(|| common.location.clone(), |name| Named::name(&name)),
        call_number: text("shelfLocator").or_else(|| common.call_number.clone()),
        enumeration: element.child("enumerationAndChronology").and_then(enumeration),
        material: Named { code: element.child("form").and_then(value_of), name: None },
        public_note: text("note"),
        ..common.clone()
    }
}

/// One `text`, or the beginning and end of a range.
fn enumeration(element: &Element) -> Option<String> {
    let whole = element.child_text("text").or_else(|| filled(&element.text()));
    let end = |name: &str| element.child(name).and_then(|end| end.child_text("text").or_else(|| structured(end)));
    let (start, finish) = (end("startingEnumAndChronology"), end("endingEnumAndChronology"));
    whole.or_else(|| structured(element)).or_else(|| match (start, finish) {
        (Some(start), Some(finish)) => Some(format!("{start}-{finish}")),
        (start, finish) => start.or(finish),
    })
}

/// `structured/enumeration/{caption,value}`: `v. 2`.
fn structured(element: &Element) -> Option<String> {
    let parts =
        element.child("structured")?.elements().flat_map(|part| ["caption", "value"].map(|name| part.child_text(name)));
    filled(&parts.flatten().collect::<Vec<_>>().join(" "))
}

fn information(element: &Element, common: &Copy, reading: &Reading) -> Copy {
    let availability = element.child("availabilityInformation");
    let mut copy = placed(element, common);
    copy.barcode = element.child("pieceIdentifier").and_then(value_of);
    copy.holds = availability.and_then(|element| number(element, "reservationQueue"));
    copy.policy = Named::name(&availability.and_then(|element| element.child_text("policy")).unwrap_or_default());
    copy.standing = availability.map_or_else(Standing::default, |element| standing(element, reading));
    copy
}

/// The status for loans, else the first.
fn status<'a>(element: &'a Element) -> Option<&'a Element> {
    let for_loans = |status: &&'a Element| status.child_text("availableFor").as_deref() == Some(LOAN);
    element.all("status").find(for_loans).or_else(|| element.child("status"))
}

fn standing(availability: &Element, reading: &Reading) -> Standing {
    let Some(status) = status(availability) else { return Standing::default() };
    let words = status.child_text("availabilityStatus").or_else(|| filled(&status.text())).unwrap_or_default();
    let due = status.child_text("dateTimeAvailable").map(|date| normal_date(&date));
    match words.as_str() {
        "1" => Standing::OnShelf,
        "2" if due.is_some() => Standing::Away { reason: Absence::OnLoan, due },
        "2" => Standing::away(Absence::Unstated),
        "3" => Standing::unknown("possibly available"),
        "0" => Standing::default(),
        // Some servers write words where the schema wants a number.
        _ => reading.words.understand(&words).map_or_else(|| Standing::unknown(&words), |found| found.standing()),
    }
}

/// A holding of which only the numbers are told.
fn counted(summary: &Element, common: &Copy) -> Copy {
    let status = status(summary);
    let available = status.and_then(|status| number(status, "availableCount"));
    let total = number(summary, "copiesCount");
    let due = status.and_then(|status| status.child_text("earliestDispatchDate")).map(|date| normal_date(&date));
    let standing = match available {
        Some(0) => Standing::Away { reason: Absence::Unstated, due },
        Some(_) => Standing::OnShelf,
        None => Standing::default(),
    };
    let unavailable = total.zip(available).map(|(total, available)| total.saturating_sub(available));
    Copy {
        standing,
        holds: number(summary, "reservationQueueLength"),
        counts: Some(Counts { total, unavailable }),
        ..common.clone()
    }
}

/// One description of all copies, whose standing only the summary tells.
fn summed_up(copy: &Copy, summary: Option<&Element>) -> Copy {
    let Some(summary) = summary else { return copy.clone() };
    let counted = counted(summary, copy);
    // A single copy is itself; its barcode stays good.
    let is_one = counted.counts.is_some_and(|counts| counts.total == Some(1));
    Copy { counts: counted.counts.filter(|_| !is_one), ..counted }
}

fn number(element: &Element, name: &str) -> Option<u32> {
    element.child_text(name)?.parse().ok()
}

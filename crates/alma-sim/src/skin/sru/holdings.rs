//! Holdings by ISO 20775, the record schema `isohold`: one `holding` for what stands at one place or for a portfolio. Copies that
//! are volumes are components of a set, others stand one beside the other.

use xml::Writer;

use crate::moment;
use crate::skin::availability::{Stand, electronic_address, stands};
use crate::state::{Bib, Id, Item, State};

/// Namespace, which is also the identifier of the schema.
pub(super) const NAMESPACE: &str = "http://www.loc.gov/standards/iso20775/";

/// `availabilityStatus`: it is there, or it is not.
const AVAILABLE: [&str; 2] = ["2", "1"];
/// `availableFor`: a loan.
const LOAN: &str = "1";

/// The `holdings` of a record, those of one campus only where one is named.
pub(super) fn write(state: &State, id: Id, bib: &Bib, campus: Option<&str>) -> String {
    let mut writer = Writer::fragment();
    writer.start("holdings", &[("xmlns", NAMESPACE)]);
    let is_wanted =
        |stand: &&Stand<'_>| campus.is_none_or(|wanted| state.places.campus_of(stand.library) == Some(wanted));
    stands(state, bib).iter().filter(is_wanted).for_each(|stand| physical(state, stand, &mut writer));
    if bib.online && campus.is_none() {
        electronic(state, bib, &mut writer);
    }
    writer.start("resource", &[]);
    identifier("resourceIdentifier", &id.to_string(), "MMS ID", &mut writer);
    writer.end();
    writer.finish()
}

fn physical(state: &State, stand: &Stand<'_>, writer: &mut Writer) {
    writer.start("holding", &[]);
    identifier("institutionIdentifier", stand.library, "ISIL", writer);
    writer.leaf("physicalLocation", state.places.library_name(stand.library));
    let are_volumes = stand.items.iter().any(|(_, item)| item.enumeration.is_some());
    if are_volumes {
        writer.start("holdingStructured", &[]);
        writer.start("set", &[]);
        writer.optional("label", stand.described.summary.as_deref());
        stand.items.iter().for_each(|(id, item)| piece("component", state, stand, *id, item, writer));
        writer.end();
    } else {
        writer.start("holdingSimple", &[]);
        summary(state, stand, writer);
        stand.items.iter().for_each(|(id, item)| piece("copyInformation", state, stand, *id, item, writer));
    }
    writer.end();
    writer.end();
}

fn summary(state: &State, stand: &Stand<'_>, writer: &mut Writer) {
    let available = stand.items.iter().filter(|(_, item)| item.is_available()).count();
    writer.start("copiesSummary", &[]);
    writer.leaf("copiesCount", &stand.items.len().to_string());
    writer.start("status", &[]);
    writer.leaf("availableFor", LOAN);
    writer.leaf("availableCount", &available.to_string());
    let back = stand.items.iter().filter_map(|(id, _)| state.due_date(*id)).min();
    let back = back.filter(|_| available == 0).map(|at| moment::datestamp(at).to_string());
    writer.optional("earliestDispatchDate", back.as_deref());
    writer.end();
    writer.end();
}

fn piece(name: &str, state: &State, stand: &Stand<'_>, id: Id, item: &Item, writer: &mut Writer) {
    writer.start(name, &[]);
    if let Some(barcode) = &item.barcode {
        identifier("pieceIdentifier", barcode, "barcode", writer);
    }
    if !item.material_type.is_empty() {
        writer.start("form", &[]);
        writer.leaf("value", &item.material_type);
        writer.end();
    }
    writer.leaf("sublocation", state.places.location_name(stand.library, stand.location));
    writer.optional("shelfLocator", Some(stand.described.call_number.as_str()).filter(|number| !number.is_empty()));
    writer.optional("note", item.public_note.as_deref());
    let description = item.description();
    if !description.is_empty() {
        writer.start("enumerationAndChronology", &[]);
        writer.leaf("text", &description);
        writer.end();
    }
    writer.start("availabilityInformation", &[]);
    writer.start("status", &[]);
    writer.leaf("availabilityStatus", AVAILABLE[usize::from(item.is_available())]);
    writer.leaf("availableFor", LOAN);
    let due = state.due_date(id).map(|at| moment::datestamp(at).to_string());
    writer.optional("dateTimeAvailable", due.as_deref());
    writer.end();
    let policy = Some(state.places.policy_name(&item.policy)).filter(|name| !name.is_empty());
    writer.optional("policy", policy);
    writer.end();
    writer.end();
}

fn electronic(state: &State, bib: &Bib, writer: &mut Writer) {
    let address = electronic_address(bib);
    writer.start("holding", &[]);
    identifier("institutionIdentifier", &state.institution, "ISIL", writer);
    writer.start("holdingSimple", &[]);
    writer.start("copyInformation", &[]);
    writer.start("electronicLocator", &[]);
    writer.leaf("text", &address);
    writer.end();
    writer.start("availabilityInformation", &[]);
    writer.start("status", &[]);
    writer.leaf("availabilityStatus", AVAILABLE[1]);
    writer.end();
    writer.end();
    writer.end();
    writer.end();
    writer.end();
}

fn identifier(name: &str, value: &str, kind: &str, writer: &mut Writer) {
    writer.start(name, &[]);
    writer.leaf("value", value);
    writer.start("typeOrSource", &[]);
    writer.leaf("text", kind);
    writer.end();
    writer.end();
}

//! One published record: the bibliographic record, with holdings and items in the fields that the profile names.

use marc::holdings::{Holding as Published, Item as PublishedItem, write_holdings};
use marc::marcxml;
use oai_pmh::{Fragment, Header, MetadataFormat, Record};

use super::dublin_core;
use crate::moment;
use crate::state::{Bib, Content, Holding, Id, Item, PublishingProfile, State};

/// The formats that a profile can choose from.
pub(super) fn formats() -> Vec<MetadataFormat> {
    let format = |prefix: &str, schema: &str, namespace: &str| MetadataFormat {
        metadata_prefix: prefix.to_owned(),
        schema: schema.to_owned(),
        metadata_namespace: namespace.to_owned(),
    };
    vec![
        format(
            "marc21",
            "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd",
            "http://www.loc.gov/MARC21/slim",
        ),
        format("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", dublin_core::NAMESPACE),
    ]
}

/// Whether the outside can know of a record: brief records never leave.
pub(super) fn is_known(state: &State, id: Id) -> bool {
    state.catalog.bibs.get(&id).is_some_and(|bib| !bib.brief)
}

/// Whether a record is in a set, or was before it was suppressed.
pub(super) fn is_in(state: &State, id: Id, profile: &PublishingProfile) -> bool {
    state.catalog.bibs.get(&id).is_some_and(|bib| !bib.brief && fits(bib, profile))
}

fn fits(bib: &Bib, profile: &PublishingProfile) -> bool {
    match profile.content {
        Content::PhysicalTitles => !bib.holdings.is_empty(),
        Content::AllTitles => true,
    }
}

/// The record as OAI-PMH gives it; a suppressed one is told as deleted. It names every set that it is in.
pub(super) fn record(
    state: &State,
    id: Id,
    identifier: String,
    profile: &PublishingProfile,
    headers_only: bool,
) -> Record {
    let Some(bib) = state.catalog.bibs.get(&id) else { return Record::default() };
    let sets = state.publishing.profiles.iter().filter(|profile| fits(bib, profile));
    let header = Header {
        identifier,
        datestamp: moment::datestamp(bib.changed).to_string(),
        sets: sets.map(|profile| profile.set_spec.clone()).collect(),
        deleted: bib.suppressed,
    };
    let with_metadata = !bib.suppressed && !headers_only;
    let metadata = with_metadata.then(|| Fragment::from(metadata(state, bib, profile)));
    Record { header, metadata, about: Vec::new() }
}

fn metadata(state: &State, bib: &Bib, profile: &PublishingProfile) -> String {
    let mut record = bib.marc.record();
    if profile.prefix == "oai_dc" {
        return dublin_core::write(&record);
    }
    if let Some(mapping) = &profile.mapping {
        let holdings: Vec<Published> =
            state.catalog.inventory(bib).map(|(id, holding, items)| published_holding(id, holding, &items)).collect();
        write_holdings(&mut record, &holdings, mapping);
    }
    marcxml::encode(&record)
}

fn published_holding(id: Id, holding: &Holding, items: &[(Id, &Item)]) -> Published {
    let unavailable = items.iter().filter(|(_, item)| !item.is_available()).count();
    let availability = if items.is_empty() {
        "check_holdings"
    } else if unavailable < items.len() {
        "available"
    } else {
        "unavailable"
    };
    Published {
        id: Some(id.to_string()),
        library: Some(holding.library.clone()),
        location: Some(holding.location.clone()),
        call_number: filled(&holding.call_number),
        call_number_type: Some(holding.call_number_type.to_string()),
        summary: holding.summary.clone(),
        availability: Some(availability.to_owned()),
        total_items: Some(items.len().to_string()),
        unavailable_items: Some(unavailable.to_string()),
        items: items.iter().map(|(item_id, item)| published_item(*item_id, id, item)).collect(),
        ..Published::default()
    }
}

fn published_item(id: Id, holding: Id, item: &Item) -> PublishedItem {
    PublishedItem {
        id: Some(id.to_string()),
        holdings_id: Some(holding.to_string()),
        barcode: item.barcode.clone(),
        temporary_library: item.temporary.as_ref().map(|place| place.library.clone()),
        temporary_location: item.temporary.as_ref().map(|place| place.location.clone()),
        policy: filled(&item.policy),
        status: item.process.as_ref().map(|process| process.code().to_owned()),
        material_type: filled(&item.material_type),
        enumeration: item.enumeration.clone(),
        chronology: item.chronology.clone(),
        description: filled(&item.description()),
        copy: item.copy.clone(),
        public_note: item.public_note.clone(),
        ..PublishedItem::default()
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

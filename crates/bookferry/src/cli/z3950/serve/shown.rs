//! Records in the syntaxes and element sets that can be asked for.

use marc::holdings::{Holding, Item, Mapping, holdings};
use marc::{Record, breaker, iso2709, marcxml};
use z3950::opac::{CirculationRecord, HoldingsAndCirculation, HoldingsRecord, OpacRecord, Volume};
use z3950::pdu::Schema;
use z3950::record::External;
use z3950::server::Wanted;
use z3950::{Diagnostic, Oid, sru};

use super::catalogue::Catalogue;

/// Record syntaxes, the first for who has no preference.
pub const SYNTAXES: [Oid; 4] = [Oid::USMARC, Oid::XML, Oid::OPAC, Oid::SUTRS];

/// Names of element sets: full, brief, and those by which others ask for MARCXML.
pub const ELEMENT_SETS: [&str; 4] = ["F", "B", "marcxml", "marc"];

/// Names of MARCXML as a schema.
const SCHEMAS: [&str; 4] =
    [sru::MARCXML, "info:srw/schema/1/marcxml-v1.0", "marcxml", "http://www.loc.gov/MARC21/slim"];

/// Tags of a brief record.
const BRIEF: [&str; 13] = ["001", "008", "010", "020", "022", "100", "110", "111", "130", "245", "250", "260", "264"];

pub fn record(catalogue: &Catalogue, place: u32, wanted: &Wanted<'_>) -> Result<External, Diagnostic> {
    let lost = || Diagnostic::new(14, "the record cannot be read again");
    let is_brief = wanted.element_set.is_some_and(|name| name.eq_ignore_ascii_case("B"));
    if *wanted.syntax == Oid::USMARC && !is_brief {
        return catalogue.bytes(place).map(|bytes| External::octets(Oid::USMARC, bytes)).ok_or_else(lost);
    }
    let mut record = catalogue.record(place).ok_or_else(lost)?;
    if is_brief {
        record.retain(|field| BRIEF.contains(&field.tag().as_str()));
    }
    if *wanted.syntax == Oid::XML {
        return match wanted.schema {
            Some(Schema::Uri(name)) if !SCHEMAS.contains(&name.as_str()) => Err(Diagnostic::new(238, name.as_str())),
            _ => Ok(External::octets(Oid::XML, marcxml::encode(&record))),
        };
    }
    if *wanted.syntax == Oid::SUTRS {
        return Ok(External::text(Oid::SUTRS, &breaker::encode(&record)));
    }
    let marc = External::octets(Oid::USMARC, iso2709::encode(&record).map_err(|_| lost())?);
    Ok(External::opac(&opac(&record, marc, catalogue.mapping())))
}

fn opac(record: &Record, marc: External, mapping: Option<&Mapping>) -> OpacRecord {
    let holdings = mapping.map(|mapping| holdings(record, mapping)).unwrap_or_default();
    let holdings =
        holdings.iter().map(|holding| HoldingsRecord::HoldingsAndCirculation(Box::new(holdings_of(holding))));
    OpacRecord { bibliographic_record: Some(marc), holdings: holdings.collect(), unknown: Vec::new() }
}

fn holdings_of(holding: &Holding) -> HoldingsAndCirculation {
    let volume = |item: &Item| Volume {
        enumeration: item.enumeration.clone(),
        chronology: item.chronology.clone(),
        ..Volume::default()
    };
    let has_volume = |item: &&Item| item.enumeration.is_some() || item.chronology.is_some();
    HoldingsAndCirculation {
        local_location: holding.library.clone().or_else(|| holding.institution.clone()),
        shelving_location: holding.location_name.clone().or_else(|| holding.location.clone()),
        call_number: holding.call_number.clone(),
        copy_number: holding.items.first().and_then(|item| item.copy.clone()),
        public_note: holding.public_note.clone(),
        enum_and_chron: holding.summary.clone(),
        volumes: holding.items.iter().filter(has_volume).map(volume).collect(),
        circulation_data: holding.items.iter().map(circulation).collect(),
        ..HoldingsAndCirculation::default()
    }
}

fn circulation(item: &Item) -> CirculationRecord {
    let parts = [item.enumeration.as_deref(), item.chronology.as_deref()];
    let parts = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    CirculationRecord {
        available_now: is_on_the_shelf(item.status.as_deref()),
        available_thru: item.policy.clone(),
        item_id: item.barcode.clone().or_else(|| item.id.clone()),
        enum_and_chron: item.description.clone().or(Some(parts)).filter(|text| !text.is_empty()),
        temporary_location: item.temporary_location.clone().or_else(|| item.temporary_library.clone()),
        ..CirculationRecord::default()
    }
}

/// A file says little about circulation: an item without a process or status is taken to be in its place.
fn is_on_the_shelf(status: Option<&str>) -> bool {
    const WORDS: [&str; 7] = ["", "-", "1", "available", "in", "item in place", "on shelf"];
    WORDS.contains(&status.unwrap_or_default().trim().to_lowercase().as_str())
}

//! What a record describes, for the comparison with what is wanted.

use index::bibliographic::Bibliographic;
use index::format::Carrier;
use marc::Record;
use marc::classify::Material;

use crate::shelf::{Hit, filled};

/// A hit that describes the record, without copies.
pub(super) fn described(record: &Record) -> Hit {
    let facts = Bibliographic::from_record(record);
    let authors = if facts.authors.is_empty() { facts.responsibility.into_iter().collect() } else { facts.authors };
    let record_id = record.control("001").and_then(filled);
    Hit {
        other_ids: other_ids(record, record_id.as_deref()),
        record_id,
        isbns: facts.isbns,
        issns: facts.issns,
        title: facts.title,
        authors,
        year: facts.year,
        edition: facts.edition,
        is_serial: matches!(facts.format.material, Material::Serial | Material::IntegratingResource),
        is_electronic: facts.format.carrier == Carrier::Online,
        ..Hit::default()
    }
}

/// 019 and 035; 852 $6 is where Alma's network zone names the record of a member. 035 with its prefix and without.
fn other_ids(record: &Record, record_id: Option<&str>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut push = |id: &str| {
        let is_new = Some(id) != record_id && !ids.iter().any(|known| known == id);
        if let Some(id) = filled(id).filter(|_| is_new) {
            ids.push(id);
        }
    };
    for number in record.values("035", 'a') {
        push(number);
        if let Some((_, bare)) = number.split_once(')') {
            push(bare);
        }
    }
    record.values("019", 'a').for_each(&mut push);
    record.values("852", '6').filter(|number| is_record_number(number)).for_each(&mut push);
    ids
}

/// In other records $6 links a field with its 880.
fn is_record_number(number: &str) -> bool {
    number.len() >= 8 && number.bytes().all(|byte| byte.is_ascii_digit())
}

//! One question to a library's own system, in each of the ways that it can be asked.

use availability::{Question, Reading, Shelf, Source, SruIndexes, UseAttributes, Wanted, is_mms_id, items_path};
use store::LibraryId;
use z3950::client::ClientError;
use z3950::pdu::Query;
use z3950::record::Record;
use z3950::sru::{Request, SearchRetrieveRequest, Version};
use z3950::{Oid, pqf};

use super::ShelfError;
use super::rest::Rest;
use crate::association::{AssociationError, Found, Target, retrieved};
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Way};

/// Records of one search that are weighed.
const WEIGHED: u32 = 20;
/// The name by which servers of SRU, Alma's among them, know MARCXML.
const MARC_SCHEMA: &str = "marcxml";

/// The questions in one way that are worth asking, surest first, and what cannot be asked in it.
pub(super) fn questions(way: Way, settings: &LibrarySettings, wanted: &Wanted) -> availability::Questions {
    match way {
        Way::Rest => availability::rest_questions(wanted),
        Way::Sru => availability::sru_questions(wanted, &indexes(settings)),
        Way::Z3950 => availability::z3950_questions(wanted, &UseAttributes::of_system(&settings.host_lms.host_lms)),
    }
}

/// Alma's own indexes where the address or the library system says that it is Alma.
fn indexes(settings: &LibrarySettings) -> SruIndexes {
    let is_alma = settings.availability.sru_address.contains("/view/sru/") || settings.host_lms.host_lms == "Alma";
    if is_alma { SruIndexes::alma() } else { SruIndexes::bath() }
}

/// Puts one question.
///
/// # Errors
/// [`ShelfError`].
pub(super) async fn ask(
    platform: &Platform,
    library: LibraryId,
    settings: &LibrarySettings,
    reading: &Reading,
    way: Way,
    question: &Question,
) -> Result<Shelf, ShelfError> {
    let mut shelf = match way {
        Way::Rest => over_rest(platform, library, settings, reading, question).await?,
        Way::Sru => over_sru(platform, settings, reading, question).await?,
        Way::Z3950 => over_z3950(platform, settings, reading, question).await?,
    };
    shelf.found_by = Some(question.by);
    shelf.told_at = Some(platform.now() / 1_000);
    Ok(shelf)
}

async fn over_z3950(
    platform: &Platform,
    settings: &LibrarySettings,
    reading: &Reading,
    question: &Question,
) -> Result<Shelf, ShelfError> {
    let address = &settings.z3950.server_address;
    let target = Target::parse(address).map_err(|fault| ShelfError::Settings(Way::Z3950, fault.to_string()))?;
    let query = pqf::parse(&question.query).map_err(|fault| AssociationError::from(ClientError::Decode(fault)))?;
    let found =
        platform.targets().search(&target, Query::Rpn(query), Oid::OPAC, WEIGHED, platform.patience().call).await?;
    Ok(read_found(&found, reading))
}

fn read_found(found: &Found, reading: &Reading) -> Shelf {
    let mut shelf = Shelf { total: Some(found.hits), ..Shelf::default() };
    shelf.notes.extend(found.diagnostics.iter().map(ToString::to_string));
    let mut records = Vec::new();
    for record in &found.records {
        let external = match retrieved(record) {
            Ok(external) => external,
            Err(diagnostic) => {
                shelf.notes.push(diagnostic.to_string());
                continue;
            }
        };
        match external.record() {
            Ok(Record::Opac(opac)) => shelf.hits.push(reading.opac(&opac)),
            Ok(Record::Marc(marc)) => records.extend(marc_record(&marc)),
            Ok(_) => shelf.notes.push("a record came in a form that is not read".to_owned()),
            Err(fault) => shelf.notes.push(format!("a record cannot be read: {fault}")),
        }
    }
    shelf.hits.extend(reading.marc(&records));
    shelf
}

/// A server without OPAC records answers with MARC alone, perhaps with holdings in it.
fn marc_record(bytes: &[u8]) -> Option<marc::Record> {
    marc::iso2709::decode(bytes, marc::Charset::Auto).ok().map(|found| found.record)
}

async fn over_sru(
    platform: &Platform,
    settings: &LibrarySettings,
    reading: &Reading,
    question: &Question,
) -> Result<Shelf, ShelfError> {
    let address = &settings.availability.sru_address;
    let request = SearchRetrieveRequest::new(Version::V1_2, &question.query);
    let request = Request::SearchRetrieve(request.with_records(1, u64::from(WEIGHED), MARC_SCHEMA));
    let joint = if address.contains('?') { '&' } else { '?' };
    let url = format!("{address}{joint}{}", request.to_query());
    let answer = platform.outside().get(&url, platform.patience().call).await;
    let answer = answer.map_err(|fault| ShelfError::Call(Way::Sru, fault))?;
    match answer.status {
        200..=299 => Ok(reading.read(&answer.body)?),
        status => Err(ShelfError::Status(Way::Sru, status)),
    }
}

async fn over_rest(
    platform: &Platform,
    library: LibraryId,
    settings: &LibrarySettings,
    reading: &Reading,
    question: &Question,
) -> Result<Shelf, ShelfError> {
    let rest = Rest::new(platform, library, settings)?;
    let mut shelf = rest.get(reading, &question.query).await?;
    let ids: Vec<String> = shelf.hits.iter().filter_map(|hit| hit.record_id.clone()).collect();
    if shelf.hits.iter().any(|hit| hit.source == Source::AlmaItems) {
        let id = ids.first().map(String::as_str).unwrap_or_default();
        return rest.rest_of_items(reading, id, shelf).await;
    }
    // Found by another number there are only records; their items are asked for by the number that they have in Alma.
    shelf.hits.clear();
    for id in ids.iter().filter(|id| is_mms_id(id)) {
        let items = rest.get(reading, &items_path(id, 0)).await?;
        shelf.hits.extend(rest.rest_of_items(reading, id, items).await?.hits);
    }
    shelf.total = Some(shelf.hits.len() as u64);
    Ok(shelf)
}

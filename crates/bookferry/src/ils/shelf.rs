//! The look on our own shelf: the catalogue is asked over Z39.50 for the title, and the copies that it shows are weighed.

mod choose;

use index::text::fold;
use lifecycle::{Reason, supplier};
use store::{Item, Leased, Request, Settlement};
use z3950::opac::{HoldingsAndCirculation, OpacRecord};
use z3950::pdu::Query;
use z3950::record::Record;
use z3950::{Oid, pqf};

use crate::association::{AssociationError, Target, retrieved};
use crate::platform::Platform;
use crate::settings::LibrarySettings;
use crate::work::{AdvanceError, Cause, Description, description_of};

pub use choose::{Choice, choose};

/// Records of one search that are weighed.
const WEIGHED: u32 = 10;

/// How one question was put, and what came of it.
#[derive(Debug, Clone)]
pub struct ShelfLook {
    /// What was asked, in words.
    pub question: String,
    /// The query in PQF.
    pub query: String,
    /// Records found.
    pub hits: u64,
    /// The copies of the records that are the wanted title.
    pub holdings: Vec<HoldingsAndCirculation>,
    /// The record number of the first of them.
    pub record_id: Option<String>,
}

/// Looks for a leased request and lets it hear the answer.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored.
pub async fn look(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let settings = platform.settings(request.library_id).await?;
    let description = description_of(request);
    let choice = match find(platform, &settings, &description).await {
        Ok(look) => weigh(look, &settings, &description),
        Err(fault) if leased.row.attempts < platform.patience().tries_when_waited_for && is_passing(&fault) => {
            let run_at = platform.next_try(leased.row.attempts);
            let outbox = platform.store().outbox();
            return Ok(outbox.retry_later(leased.lease, run_at, &fault.to_string(), platform.now()).await?);
        }
        Err(fault) => Choice { answer: supplier::ShelfAnswer::Unclear { why: fault.to_string() }, copy: None },
    };
    hear(platform, leased, request, description, choice).await
}

async fn hear(
    platform: &Platform,
    leased: &Leased,
    request: &Request,
    mut description: Description,
    choice: Choice,
) -> Result<(), AdvanceError> {
    let items = choice.copy.iter().filter(|copy| !copy.barcode.is_empty());
    let items = items.map(|copy| Item { barcode: copy.barcode.clone(), role: "chosen".to_owned() }).collect();
    description.chosen_copy = choice.copy;
    let cause = Cause {
        actor: "catalogue".to_owned(),
        settles: Some(Settlement { lease: leased.lease, outcome: Ok(choice.answer.describe()) }),
        description: Some(description),
        items,
        ..Cause::default()
    };
    let event = supplier::Event::Shelf(choice.answer);
    platform.advance(request.library_id, request.id, &event, cause).await.map(drop)
}

fn weigh(look: Option<ShelfLook>, settings: &LibrarySettings, description: &Description) -> Choice {
    match look {
        Some(look) => {
            let mut choice = choose(&look.holdings, &settings.lending, &description.volume);
            if let Some(copy) = &mut choice.copy {
                copy.record_id = look.record_id.unwrap_or_default();
            }
            choice
        }
        None => Choice { answer: supplier::ShelfAnswer::NotAvailable { reason: Reason::coded("NotHeld") }, copy: None },
    }
}

/// Why the shelf could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// No server address is set, or it cannot be read.
    #[error("no usable Z39.50 server address is set ({0}): Settings, Z39.50")]
    Settings(String),
    /// The catalogue does not answer.
    #[error(transparent)]
    Association(#[from] AssociationError),
}

fn is_passing(fault: &ShelfError) -> bool {
    matches!(
        fault,
        ShelfError::Association(
            AssociationError::Unreachable(..) | AssociationError::TimedOut(..) | AssociationError::Resting(..)
        )
    )
}

/// Asks the library's own catalogue: by record number, then ISBN or ISSN, then title; the first question that finds copies counts.
async fn find(
    platform: &Platform,
    settings: &LibrarySettings,
    wanted: &Description,
) -> Result<Option<ShelfLook>, ShelfError> {
    let target =
        Target::parse(&settings.z3950.server_address).map_err(|fault| ShelfError::Settings(fault.to_string()))?;
    let mut found = None;
    for (question, query) in questions(wanted) {
        let look = search_own_catalogue(platform, &target, &question, &query, Some(wanted)).await?;
        match look.holdings.is_empty() {
            false => return Ok(Some(look)),
            true if look.hits > 0 => found = Some(look),
            true => {}
        }
    }
    Ok(found)
}

/// Puts one question to a catalogue and keeps the copies of the records that it finds; of those found by title words, only the records
/// that are the wanted title, when one is given.
///
/// # Errors
/// [`AssociationError`].
pub async fn search_own_catalogue(
    platform: &Platform,
    target: &Target,
    question: &str,
    query: &str,
    wanted: Option<&Description>,
) -> Result<ShelfLook, AssociationError> {
    let parsed = pqf::parse(query).map_err(z3950::client::ClientError::Decode)?;
    let limit = platform.patience().call;
    let found = platform.targets().search(target, Query::Rpn(parsed), Oid::OPAC, WEIGHED, limit).await?;
    let wanted = wanted.filter(|_| query.contains("1=4 "));
    let mut look = ShelfLook {
        question: question.to_owned(),
        query: query.to_owned(),
        hits: found.hits,
        holdings: Vec::new(),
        record_id: None,
    };
    for record in &found.records {
        let Ok(external) = retrieved(record) else { continue };
        let Ok(Record::Opac(opac)) = external.record() else { continue };
        let marc = bibliographic_record(&opac);
        if wanted.is_some_and(|wanted| !marc.as_ref().is_some_and(|marc| is_wanted(marc, wanted))) {
            continue;
        }
        look.record_id = look.record_id.or_else(|| marc.and_then(|marc| marc.control("001").map(str::to_owned)));
        look.holdings.extend(opac.holdings_and_circulation().cloned());
    }
    Ok(look)
}

/// The questions worth asking, surest first: what is asked, and the query.
fn questions(wanted: &Description) -> Vec<(String, String)> {
    let mut questions = Vec::new();
    let mut push = |words: &str, attribute: u8, value: &str| {
        if !value.trim().is_empty() {
            questions.push((format!("{words} {value}"), format!("@attr 1={attribute} {}", quoted(value))));
        }
    };
    push("record number", 12, &wanted.record_id);
    push("ISBN", 7, &wanted.isbn);
    push("ISSN", 8, &wanted.issn);
    push("title", 4, &wanted.title);
    questions
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.trim().replace('\\', "\\\\").replace('"', "\\\""))
}

fn bibliographic_record(opac: &OpacRecord) -> Option<marc::Record> {
    let bytes = opac.bibliographic_record.as_ref()?.bytes()?;
    marc::iso2709::decode(&bytes, marc::Charset::Auto).ok().map(|found| found.record)
}

/// Whether a record found by its title words is the wanted title: one title begins with the other, and the year does not contradict.
fn is_wanted(record: &marc::Record, wanted: &Description) -> bool {
    let facts = index::bibliographic::Bibliographic::from_record(record);
    let (ours, theirs) = (fold(&facts.title), fold(&wanted.title));
    let same_title = !ours.is_empty() && !theirs.is_empty() && (ours.starts_with(&theirs) || theirs.starts_with(&ours));
    let year = facts.year.map(|year| year.to_string()).unwrap_or_default();
    same_title && (wanted.date.is_empty() || year.is_empty() || wanted.date.contains(&year))
}

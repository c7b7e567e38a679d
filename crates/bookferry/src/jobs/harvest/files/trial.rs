//! Trying a source of files without keeping anything: what is there, what would be read, what its first records look like.

use marc::holdings::Mapping;
use resource_sync::{Discovery, Found, Wanted as Lists};
use store::{LibraryId, SourceFile, SourceSettings};

use super::one::file_name;
use super::place::{Fetched, Place, PlaceError, Web};
use super::plan::{Offered, Plan, plan};
use super::{names, sync};
use crate::jobs::harvest::settings::{FetchSettings, SourceKind};
use crate::jobs::load::{Content, Piece, read_pieces};
use crate::jobs::prepare::{Preparation, Prepared};
use crate::jobs::trial::{DryRun, SourceTest, TestOutcome, TestStep};
use crate::platform::Platform;

/// Records that are looked at.
const RECORDS: usize = 200;
/// Records that are shown.
const SAMPLE: usize = 50;
/// So many bytes of a file are fetched for a look.
const BEGINNING: u64 = 32 << 20;
/// Names that are named.
const NAMED: usize = 5;

/// What a place has, and the way to it.
struct Survey {
    place: Place,
    /// What would be read, in order.
    read: Vec<Offered>,
    /// What is there.
    files: usize,
    /// In words.
    seen: String,
    /// What deserves a look.
    doubts: Vec<String>,
}

/// Looks at a source of files, and into the first that would be read.
pub(crate) async fn test(platform: &Platform, library: LibraryId, settings: &SourceSettings) -> SourceTest {
    let mut test = SourceTest::default();
    let survey = match survey(platform, library, settings).await {
        Ok(survey) => survey,
        Err(step) => {
            test.steps.push(step);
            return test;
        }
    };
    let outcome = if survey.doubts.is_empty() { TestOutcome::Ok } else { TestOutcome::Warning };
    let advice = (!survey.doubts.is_empty()).then(|| survey.doubts.join(" "));
    test.steps.push(TestStep { name: "Files", outcome, seen: survey.seen.clone(), advice });
    if survey.files > 0 {
        test.steps.push(match look(survey, settings).await {
            Ok((name, seen)) => judged(&name, &seen),
            Err(step) => step,
        });
    }
    test
}

/// Reads the beginning of the first file that would be read and keeps nothing.
///
/// # Errors
/// The step that failed.
pub(crate) async fn dry_run(
    platform: &Platform,
    library: LibraryId,
    settings: &SourceSettings,
) -> Result<DryRun, TestStep> {
    let survey = survey(platform, library, settings).await?;
    if survey.files == 0 {
        return Err(failed("Files", survey.seen, survey.doubts.join(" ")));
    }
    look(survey, settings).await.map(|(_, seen)| seen)
}

async fn survey(platform: &Platform, library: LibraryId, settings: &SourceSettings) -> Result<Survey, TestStep> {
    let known = known(platform, library, settings).await;
    match SourceKind::of(settings) {
        SourceKind::ResourceSync => of_lists(platform, settings, &known).await,
        _ => of_folder(platform, library, settings, &known).await,
    }
}

/// What is known of the files, where the source is there already.
async fn known(platform: &Platform, library: LibraryId, settings: &SourceSettings) -> Vec<SourceFile> {
    let sources = platform.store().sources().of_library(library).await.unwrap_or_default();
    match sources.into_iter().find(|source| source.settings.name == settings.name) {
        Some(source) => platform.store().files().of_source(source.id).await.unwrap_or_default(),
        None => Vec::new(),
    }
}

async fn of_folder(
    platform: &Platform,
    library: LibraryId,
    settings: &SourceSettings,
    known: &[SourceFile],
) -> Result<Survey, TestStep> {
    let fault = |fault: PlaceError| match fault {
        PlaceError::Unknown(key) => failed("Key of the server", key, PlaceError::COMPARE.to_owned()),
        fault => failed("Files", fault.to_string(), advice_of(&fault)),
    };
    let mut place = Place::of(platform, library, settings).await.map_err(fault)?;
    let listing = place.list().await.map_err(fault)?;
    let content = FetchSettings::read(&settings.fetch).content;
    let plan = plan(listing.files.clone(), known, content, platform.now());
    let mut doubts: Vec<String> = place.warning().map(str::to_owned).into_iter().collect();
    if listing.files.is_empty() {
        doubts.push("Put a file there, or look whether its name is one that is read.".to_owned());
    }
    if !listing.ignored.is_empty() {
        let first = listing.ignored.iter().take(NAMED).map(|(name, why)| format!("{name} ({why})"));
        doubts.push(format!("Not read: {}.", and_more(first.collect(), listing.ignored.len())));
    }
    let seen = folder_words(listing.files.len(), &plan);
    // What was read is looked at all the same, when there is nothing new.
    let read = if plan.read.is_empty() { listing.files.clone() } else { plan.read };
    Ok(Survey { place, read, files: listing.files.len(), seen, doubts })
}

fn folder_words(files: usize, plan: &Plan) -> String {
    let named = |files: Vec<String>| {
        let length = files.len();
        and_more(files.into_iter().take(NAMED).collect(), length)
    };
    let mut words = vec![format!("{files} files of records")];
    match (&plan.export, plan.read.len()) {
        (_, 0) => words.push("none of them is new".to_owned()),
        (Some(export), _) => words.push(format!("the newest complete export is {export}")),
        (None, new) => {
            let names = plan.read.iter().map(|file| file.name.clone()).collect();
            words.push(format!("{new} would be read now, in this order: {}", named(names)));
        }
    }
    if !plan.waiting.is_empty() {
        words.push(format!("left for later, for they may still be written: {}", named(plan.waiting.clone())));
    }
    words.join("; ")
}

async fn of_lists(platform: &Platform, settings: &SourceSettings, known: &[SourceFile]) -> Result<Survey, TestStep> {
    let mut web =
        Web::new(platform, settings).map_err(|fault| failed("Lists", fault.to_string(), advice_of(&fault)))?;
    let part = settings.set_spec.as_deref().unwrap_or_default();
    let discovery = Discovery::new(&settings.url, Lists::Everything).only(part);
    let found = sync::walk(&mut web, &discovery).await.map_err(|words| {
        let advice = "The address must be that of a source description, a capability list, a resource list or a change list of ResourceSync; an aggregator wants an access token.";
        failed("Lists", words, advice.to_owned())
    })?;
    let entries: Vec<_> = found.resources.iter().chain(&found.changes).collect();
    let offered: Vec<Offered> = sync::in_order(&entries).into_iter().map(|(file, _)| file).collect();
    let is_fresh = |file: &&Offered| !sync::is_read(file, known.iter().find(|known| known.name == file.name));
    let read: Vec<Offered> = offered.iter().filter(is_fresh).cloned().collect();
    let seen = list_words(&found, offered.len(), read.len());
    let files = offered.len();
    let read = if read.is_empty() { offered } else { read };
    Ok(Survey { place: Place::Web(Box::new(web)), read, files, seen, doubts: list_doubts(&found, files) })
}

fn list_words(found: &Found, files: usize, fresh: usize) -> String {
    let changes = if found.tells_changes {
        "changes are told"
    } else {
        "changes are not told, so the lists are compared each time"
    };
    format!("{} lists, {files} files, {fresh} of them not read yet; {changes}", found.lists)
}

fn list_doubts(found: &Found, files: usize) -> Vec<String> {
    let mut doubts = Vec::new();
    if files == 0 {
        doubts.push("The lists are empty.".to_owned());
    }
    if !found.is_whole {
        doubts.push("There is no list of all files: what is older than the first change is missing.".to_owned());
    }
    if !found.ignored.is_empty() {
        let first = found.ignored.iter().take(NAMED).map(|ignored| format!("{} ({})", ignored.location, ignored.why));
        doubts.push(format!("Not followed: {}.", and_more(first.collect(), found.ignored.len())));
    }
    doubts
}

/// Reads the beginning of the first file that has records to show.
async fn look(mut survey: Survey, settings: &SourceSettings) -> Result<(String, DryRun), TestStep> {
    let first = survey.read.iter().find(|file| !names::tells_gone(file_name(file))).or(survey.read.first()).cloned();
    let Some(first) = first else {
        return Err(failed("Records", "there is no file to look into".to_owned(), String::new()));
    };
    let name = file_name(&first).to_owned();
    let fetched = survey.place.fetch(&first, true, Some(BEGINNING)).await;
    let fetched = fetched.map_err(|fault| failed("Records", format!("{name}: {fault}"), advice_of(&fault)))?;
    let (pieces, fault) = beginning(fetched, names::tells_gone(&name)).await;
    if pieces.is_empty() {
        let seen = fault.unwrap_or_else(|| "it is empty".to_owned());
        let advice = "The file must hold records in ISO 2709, MARCXML, MARC-in-JSON or breaker text, plain, gzipped or in an archive.";
        return Err(failed("Records", format!("{name}: {seen}"), advice.to_owned()));
    }
    Ok((name.clone(), DryRun { file: Some(name), ..seen_in(pieces, settings) }))
}

/// The first records, and why there are no more.
async fn beginning(fetched: Fetched, deletes: bool) -> (Vec<Piece>, Option<String>) {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let reading =
        tokio::task::spawn_blocking(move || read_pieces(Content::File(fetched.file), RECORDS, deletes, &sender));
    let pieces = receiver.recv().await.unwrap_or_default();
    drop(receiver);
    let fault = reading.await.ok().and_then(Result::err).map(|fault| fault.to_string());
    (pieces, fault)
}

fn seen_in(pieces: Vec<Piece>, settings: &SourceSettings) -> DryRun {
    let source = store::Source { settings: settings.clone(), ..store::Source::default() };
    let preparation = Preparation::of(&source);
    let mut seen = DryRun::default();
    for piece in pieces {
        let number = piece.number(&preparation.mapping);
        match piece {
            Piece::Number(_) => seen.deleted += 1,
            Piece::Bad { reason, .. } => seen.bad.push(("(none)".to_owned(), reason)),
            Piece::Record { place, .. } if number.is_empty() => {
                seen.bad.push((place, "it has no record number".to_owned()));
            }
            Piece::Record { raw, record, .. } => {
                let prepared = preparation.record(&number, "", raw, String::new(), &record);
                seen.add(number, Prepared::Good(Box::new(prepared)), (seen.sample.len() < SAMPLE).then_some(*record));
            }
        }
    }
    let records: Vec<marc::Record> = seen.sample.iter().map(|(_, record)| record.clone()).collect();
    seen.fits = Mapping::detect(&records);
    seen
}

fn judged(name: &str, seen: &DryRun) -> TestStep {
    let words = format!(
        "{name} begins with {} records, {} deleted, {} that cannot be read",
        seen.records,
        seen.deleted,
        seen.bad.len()
    );
    let (outcome, advice) = match seen.bad.first() {
        Some((_, reason)) => (TestOutcome::Warning, Some(format!("The first: {reason}."))),
        None if seen.without_items * 2 > seen.records => (
            TestOutcome::Warning,
            Some(format!(
                "{} of them have no items by this layout: choose another, or have the items exported with the records.",
                seen.without_items
            )),
        ),
        None => (TestOutcome::Ok, None),
    };
    TestStep { name: "Records", outcome, seen: words, advice }
}

fn failed(name: &'static str, seen: String, advice: String) -> TestStep {
    TestStep { name, outcome: TestOutcome::Failed, seen, advice: (!advice.is_empty()).then_some(advice) }
}

fn advice_of(fault: &PlaceError) -> String {
    match fault {
        PlaceError::Gone(_) => "Check the address: letter by letter, with upper and lower case.",
        PlaceError::Unreachable(_) => "Check the address, and whether a firewall lets this machine out to it.",
        PlaceError::Refused(_) | PlaceError::Growing | PlaceError::Unknown(_) => "",
    }
    .to_owned()
}

fn and_more(first: Vec<String>, of: usize) -> String {
    let more = of.saturating_sub(first.len());
    let first = first.join(", ");
    if more > 0 { format!("{first} and {more} more") } else { first }
}

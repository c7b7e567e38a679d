//! Harvests that keep themselves right, against a repository that says what the test wants.

use std::path::Path;
use std::time::Duration;

use bookferry::clock::Clock;
use bookferry::jobs::{self, Content, FetchSettings, HarvestError, Retried, TestOutcome, Wanted};
use bookferry::platform::{Options, Patience, Platform};
use bookferry::seed;
use store::{LibraryId, QuarantineId, Source, SourceId, SourceSettings};
use tempfile::TempDir;

use super::repository::{Repository, marcxml};

struct Case {
    repository: Repository,
    platform: Platform,
    library: LibraryId,
    source: SourceId,
    data: TempDir,
}

impl Case {
    /// A repository with so many records and a platform that has not harvested it yet.
    async fn new(records: usize) -> Self {
        let repository = Repository::open().await;
        for number in 0..records {
            repository.publish(&format!("99{number:03}"), &format!("Title {number}"));
        }
        let data = tempfile::tempdir().expect("a folder");
        let platform = open(data.path()).await;
        let library = seed::library(&platform, "EAST", "East", "ISIL:EAST").await.expect("a library").id;
        let settings = SourceSettings {
            name: "catalogue".into(),
            url: repository.url.clone(),
            prefix: "marc21".into(),
            mapping: jobs::DEFAULT_MAPPING.into(),
            fetch: FetchSettings { full_every_days: Some(0), ..FetchSettings::default() }.to_json(),
            ..SourceSettings::default()
        };
        let source = platform.store().sources().add(library, &settings, 0).await.expect("a source");
        Self { repository, platform, library, source, data }
    }

    async fn harvest(&self, wanted: Wanted) -> Result<(), HarvestError> {
        jobs::harvest_now(&self.platform, self.library, self.source, wanted).await
    }

    async fn source(&self) -> Source {
        self.platform.store().sources().by_id(self.library, self.source).await.expect("the source")
    }

    /// The process dies and starts again.
    async fn die(self) -> Self {
        let Self { repository, platform, library, source, data } = self;
        platform.store().close().await;
        drop(platform);
        let platform = open(data.path()).await;
        Self { repository, platform, library, source, data }
    }

    async fn records(&self) -> Vec<String> {
        self.platform.store().records().source_record_ids(self.source, "", 10_000).await.expect("records")
    }
}

async fn open(data: &Path) -> Platform {
    let options = Options {
        contact: "tests".into(),
        patience: Patience {
            harvest_first_wait: Duration::ZERO,
            harvest_longest_wait: Duration::ZERO,
            ..Patience::default()
        },
        ..Options::new(data.to_owned(), "http://127.0.0.1".into())
    };
    Platform::open(options, Clock::System).await.expect("a data directory")
}

#[tokio::test]
async fn a_harvest_that_dies_at_any_page_ends_as_one_that_does_not() {
    for wanted in [Wanted::Changes, Wanted::Everything] {
        for page in 0..4 {
            let case = Case::new(7).await;
            case.repository.fall_silent_after(Some(page));
            tokio::select! {
                outcome = case.harvest(wanted) => panic!("it ends although the source is silent: {outcome:?}"),
                () = case.repository.silence() => {}
            }
            let case = case.die().await;
            assert_eq!(case.records().await.len(), page * 2, "what came is kept");
            case.repository.fall_silent_after(None);
            let asked = case.repository.asked().len();
            case.harvest(wanted).await.expect("it goes on");
            assert_eq!(case.records().await.len(), 7, "{wanted:?} {page}");
            let lists = case.repository.asked().split_off(asked);
            assert_eq!(lists.len(), 1 + 4 - page, "no page is fetched twice: {lists:?}");
            let source = case.source().await;
            assert_eq!((source.held_removals, source.checkpoint), (0, None));
            assert_eq!(source.watermark.as_deref(), Some("2026-11-01T00:00:00Z"));
        }
    }
}

#[tokio::test]
async fn what_is_unchanged_is_not_taken_in_again() {
    let case = Case::new(5).await;
    case.harvest(Wanted::Changes).await.expect("the first");
    case.repository.publish("99001", "Another title");
    case.harvest(Wanted::Changes).await.expect("the second");
    let runs = case.platform.store().sources().runs(case.library, case.source, 1).await.expect("runs");
    assert_eq!((runs[0].counts.new, runs[0].counts.changed, runs[0].counts.unchanged), (0, 1, 4));
    assert_eq!(runs[0].expected, Some(5));
}

#[tokio::test]
async fn a_full_read_finds_what_disappeared_and_asks_when_it_is_much() {
    let case = Case::new(60).await;
    case.harvest(Wanted::Changes).await.expect("the first");
    case.repository.forget("99000");
    case.repository.delete("99001");
    case.harvest(Wanted::Headers).await.expect("headers");
    assert_eq!(case.records().await.len(), 58, "few go without a question");

    for number in 2..40 {
        case.repository.forget(&format!("99{number:03}"));
    }
    case.harvest(Wanted::Everything).await.expect("everything");
    assert_eq!((case.records().await.len(), case.source().await.held_removals), (58, 38));
    case.repository.publish("99002", "Title 2");
    case.harvest(Wanted::Changes).await.expect("changes");
    assert_eq!(case.source().await.held_removals, 37, "what reappears is not removed");
    assert_eq!(jobs::apply_removals(&case.platform, case.library, case.source).await.expect("removed"), 37);
    assert_eq!((case.records().await.len(), case.source().await.held_removals), (21, 0));
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_aside_until_it_can() {
    let case = Case::new(2).await;
    case.repository.publish_raw("99100", "<dc xmlns=\"http://purl.org/dc\"><title>No MARC</title></dc>");
    case.repository.publish_raw("99101", &marcxml(None, "No number"));
    case.harvest(Wanted::Changes).await.expect("the good ones come");
    assert_eq!(case.records().await, ["99000", "99001"]);
    let quarantine = case.platform.store().quarantine();
    let rows = quarantine.of_source(case.library, case.source, QuarantineId(0), 9).await.expect("rows");
    let ids: Vec<&str> = rows.iter().map(|row| row.source_record_id.as_str()).collect();
    assert_eq!(ids, ["99100", "99101"]);
    let row = quarantine.by_id(case.library, rows[0].id).await.expect("a row");
    assert!(String::from_utf8_lossy(&row.raw).contains("No MARC"), "{}", row.reason);
    let retried = jobs::retry_quarantine(&case.platform, case.library, rows[1].id).await.expect("a try");
    assert!(matches!(retried, Retried::StillBad(reason) if reason.contains("001")));

    case.repository.publish("99100", "MARC now");
    let refreshed = jobs::refresh_record(&case.platform, case.library, case.source, "99100").await.expect("GetRecord");
    assert_eq!(refreshed, Retried::TakenIn);
    case.repository.publish("99101", "Numbered now");
    case.harvest(Wanted::Changes).await.expect("the rest");
    assert_eq!((case.records().await.len(), case.source().await.quarantined), (4, 0));
}

#[tokio::test]
async fn a_file_and_a_harvest_are_one_source() {
    let case = Case::new(3).await;
    let file = format!(
        "<collection xmlns=\"http://www.loc.gov/MARC21/slim\">{}{}{}</collection>",
        marcxml(Some("99000"), "Title 0"),
        marcxml(Some("99777"), "Only in the file"),
        marcxml(None, "Without a number")
    );
    let content = || Content::Bytes(file.clone().into_bytes());
    let load = || jobs::load_file(&case.platform, case.library, case.source, "books.xml", content());
    let loaded = load().await.expect("the file is read");
    assert_eq!((loaded.records, loaded.bad, loaded.counts.new), (2, 1, 2));
    case.harvest(Wanted::Changes).await.expect("the harvest");
    assert_eq!(case.records().await, ["99000", "99001", "99002", "99777"]);
    let runs = case.platform.store().sources().runs(case.library, case.source, 1).await.expect("runs");
    assert_eq!((runs[0].counts.new, runs[0].counts.unchanged), (2, 1), "the same record by both ways");
    assert_eq!(load().await.expect("once more").counts.unchanged, 2);
}

#[tokio::test]
async fn one_harvest_a_source_at_a_time_and_it_can_be_stopped() {
    let case = Case::new(7).await;
    case.repository.fall_silent_after(Some(1));
    let (platform, library, source) = (case.platform.clone(), case.library, case.source);
    let first = tokio::spawn(async move { jobs::harvest_now(&platform, library, source, Wanted::Changes).await });
    case.repository.silence().await;
    assert!(matches!(case.harvest(Wanted::Changes).await, Err(HarvestError::Busy)));
    let live = jobs::progress(&case.platform, case.source).expect("it is under way");
    assert_eq!((live.records, live.expected, live.pages), (2, Some(7), 1));
    first.abort();
    let _ = first.await;
    assert!(jobs::progress(&case.platform, case.source).is_none(), "the turn is given back");
    assert!(!jobs::stop(&case.platform, case.source));
    case.repository.fall_silent_after(None);
    case.harvest(Wanted::Changes).await.expect("it goes on");
    assert_eq!(case.records().await.len(), 7);
}

#[tokio::test]
async fn a_source_is_tried_without_keeping_anything() {
    let case = Case::new(3).await;
    let settings = case.source().await.settings;
    let seen = jobs::dry_run(&case.platform, case.library, &settings).await.expect("a page");
    assert_eq!((seen.records, seen.bad.len(), seen.sample.len()), (2, 0, 2));
    assert!(case.records().await.is_empty());
    let nobody = SourceSettings { url: "http://127.0.0.1:1/oai".into(), ..settings };
    let test = jobs::test_source(&case.platform, case.library, &nobody).await;
    assert_eq!(test.steps.last().map(|step| step.outcome), Some(TestOutcome::Failed));
    assert_eq!(test.steps.len(), 1, "what follows could only fail as well");
}

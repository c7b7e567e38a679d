//! Taking records in.

use store::{
    Batch, ClusterId, Direction, Error, IncomingRecord, IngestCounts, Progress, Record, RunEnd, RunOutcome, SourceId,
    SourceSettings,
};

use crate::kit::{Kit, MINUTE, NOW};

/// `a1: k1 k2` is record a1 with its keys; `-a1` is its deletion; `a1/2: k1` has another hash.
pub fn incoming(line: &str) -> IncomingRecord {
    let (head, keys) = line.split_once(':').unwrap_or((line, ""));
    let (id, edition) = head.split_once('/').unwrap_or((head, "1"));
    IncomingRecord {
        source_record_id: id.trim_start_matches('-').to_owned(),
        datestamp: "2026-11-01T00:00:00Z".to_owned(),
        deleted: id.starts_with('-'),
        hash: format!("{edition} {keys}"),
        marc: format!("marc of {head}").into_bytes(),
        keys: keys.split_whitespace().map(str::to_owned).collect(),
        holdings: format!(r#"["{edition}"]"#),
        ..IncomingRecord::default()
    }
}

pub async fn source(kit: &Kit, library: store::LibraryId, name: &str) -> SourceId {
    let settings = SourceSettings {
        name: name.to_owned(),
        url: "https://east.example.edu/oai".to_owned(),
        set_spec: Some("bookferry".to_owned()),
        prefix: "marc21".to_owned(),
        mapping: "{}".to_owned(),
        ..SourceSettings::default()
    };
    kit.sources().add(library, &settings, NOW).await.unwrap()
}

pub async fn ingest(kit: &Kit, source: SourceId, lines: &[&str]) -> IngestCounts {
    let records: Vec<IncomingRecord> = lines.iter().map(|line| incoming(line)).collect();
    let batch = Batch::new(source, &records, NOW);
    kit.records().ingest(&batch).await.unwrap()
}

/// `1: a1 a2; 2: b1`: each cluster with its records.
async fn clusters(kit: &Kit) -> String {
    let changes = kit.records().changes_after(0, 1_000).await.unwrap();
    let live: Vec<ClusterId> =
        changes.iter().filter(|change| !change.removed).map(|change| change.cluster_id).collect();
    let mut lines: Vec<(ClusterId, String)> = Vec::new();
    for Record { cluster_id, source_record_id, .. } in kit.records().of_clusters(&live).await.unwrap() {
        match lines.last_mut() {
            Some((cluster, line)) if *cluster == cluster_id => *line = format!("{line} {source_record_id}"),
            _ => lines.push((cluster_id, format!("{cluster_id}: {source_record_id}"))),
        }
    }
    assert_eq!(lines.len(), live.len(), "the log names each cluster with records, and no other");
    lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn what_is_unchanged_is_skipped() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    let counts = |new, changed, unchanged, deleted| IngestCounts { new, changed, unchanged, deleted, held: 0 };
    assert_eq!(ingest(&kit, east, &["a1: k1", "a2: k2", "a3: k3"]).await, counts(3, 0, 0, 0));
    let end = kit.records().last_change().await.unwrap();
    assert_eq!(ingest(&kit, east, &["a1: k1", "a2: k2"]).await, counts(0, 0, 2, 0));
    assert_eq!(kit.records().last_change().await.unwrap(), end, "nothing to tell");
    assert_eq!(ingest(&kit, east, &["a1/2: k1", "-a2", "-a9", "a3: k3"]).await, counts(0, 1, 2, 1));
    assert_eq!(ingest(&kit, east, &["-a2", "a2: k2"]).await, counts(1, 0, 1, 0), "the last one counts");
    let a1 = kit.records().by_source_record_id(kit.east, "a1").await.unwrap().unwrap();
    assert_eq!((a1.marc.as_slice(), a1.holdings.as_str()), (b"marc of a1/2".as_slice(), r#"["2"]"#));
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().record_count, 3);
    assert_eq!(kit.records().record_counts().await.unwrap()[0].records, 3);
    ingest(&kit, east, &["-a1"]).await;
    assert_eq!(kit.records().source_record_ids(east, "", 9).await.unwrap(), ["a2", "a3"]);
    assert_eq!(kit.records().source_record_ids(east, "a2", 1).await.unwrap(), ["a3"]);
}

#[tokio::test]
async fn records_of_several_libraries_meet_in_one_cluster() {
    let kit = Kit::new().await;
    let (east, west) = (source(&kit, kit.east, "Alma").await, source(&kit, kit.west, "Alma").await);
    ingest(&kit, east, &["a1: isbn1", "a2: isbn2", "a3:", "a4:"]).await;
    assert_eq!(clusters(&kit).await, "1: a1; 2: a2; 3: a3; 4: a4");
    ingest(&kit, west, &["b1: isbn1", "b2: isbn3 oclc2", "b3: oclc2"]).await;
    assert_eq!(clusters(&kit).await, "1: a1 b1; 2: a2; 3: a3; 4: a4; 5: b2 b3");
    assert_eq!(
        kit.records().by_keys(&["isbn1".to_owned(), "oclc2".to_owned()]).await.unwrap(),
        [ClusterId(1), ClusterId(5)]
    );
    assert_eq!(kit.records().cluster_count().await.unwrap(), 5);
}

#[tokio::test]
async fn a_record_that_joins_two_clusters_merges_them_under_the_lower_number() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k2", "a3: k3"]).await;
    ingest(&kit, east, &["a4: k2 k3"]).await;
    assert_eq!(clusters(&kit).await, "1: a1; 2: a2 a3 a4");
    assert_eq!(kit.records().resolve(ClusterId(3)).await.unwrap(), ClusterId(2));
    ingest(&kit, east, &["a5: k1 k2"]).await;
    assert_eq!(clusters(&kit).await, "1: a1 a2 a3 a4 a5");
    assert_eq!(kit.records().resolve(ClusterId(3)).await.unwrap(), ClusterId(1), "old links lead all the way");
    let changes = kit.records().changes_after(0, 10).await.unwrap();
    assert_eq!(changes.iter().filter(|change| change.removed).map(|c| c.cluster_id.0).collect::<Vec<_>>(), [3, 2]);
}

#[tokio::test]
async fn a_cluster_falls_apart_when_what_joined_it_goes() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k1 k2", "a3: k2"]).await;
    assert_eq!(clusters(&kit).await, "1: a1 a2 a3");
    ingest(&kit, east, &["-a2"]).await;
    assert_eq!(clusters(&kit).await, "1: a1; 2: a3");
    ingest(&kit, east, &["a2: k1 k2"]).await;
    assert_eq!(clusters(&kit).await, "1: a1 a2 a3");
    ingest(&kit, east, &["a1/2: k9"]).await;
    assert_eq!(clusters(&kit).await, "1: a2 a3; 3: a1", "who changes leaves");
    ingest(&kit, east, &["-a1", "-a2", "-a3"]).await;
    assert_eq!(clusters(&kit).await, "");
}

#[tokio::test]
async fn a_change_of_holdings_alone_leaves_the_cluster_and_is_logged() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k2", "a3: k2"]).await;
    let end = kit.records().last_change().await.unwrap();
    ingest(&kit, east, &["a2/2: k2"]).await;
    assert_eq!(clusters(&kit).await, "1: a1; 2: a2 a3");
    let changes = kit.records().changes_after(end, 10).await.unwrap();
    assert_eq!(
        changes.iter().map(|change| (change.cluster_id, change.removed)).collect::<Vec<_>>(),
        [(ClusterId(2), false)]
    );
}

#[tokio::test]
async fn progress_is_kept_with_the_records_and_counted_to_the_run() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    let run = kit.sources().start_run(east, "changes", NOW).await.unwrap();
    let records = [incoming("a1: k1"), incoming("a2: k2")];
    let progress = |checkpoint: Option<&str>, watermark: Option<&str>| Progress {
        checkpoint: checkpoint.map(str::to_owned),
        watermark: watermark.map(str::to_owned),
    };
    let batch = |progress| Batch { run: Some(run), progress: Some(progress), ..Batch::new(east, &records, NOW) };
    kit.records().ingest(&batch(progress(Some("token 2"), None))).await.unwrap();
    let kit = kit.crash().await;
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().checkpoint.as_deref(), Some("token 2"));
    kit.records().ingest(&batch(progress(None, Some("2026-11-02")))).await.unwrap();
    let outcome = RunOutcome::Complete { everything: false };
    let end = RunEnd { outcome, next_run_at: Some(NOW + MINUTE), at: NOW };
    kit.sources().finish_run(run, &end).await.unwrap();

    let source = kit.sources().by_id(kit.east, east).await.unwrap();
    assert_eq!((source.checkpoint, source.watermark.as_deref()), (None, Some("2026-11-02")));
    let runs = kit.sources().runs(kit.east, east, 9).await.unwrap();
    assert_eq!(runs[0].counts, IngestCounts { new: 2, unchanged: 2, ..IngestCounts::default() });
    assert_eq!(runs[0].finished_at, Some(NOW));
    assert!(kit.sources().due(NOW).await.unwrap().is_empty());
    assert_eq!(kit.sources().due(NOW + MINUTE).await.unwrap()[0].id, east);
    assert_eq!(kit.sources().next_due().await.unwrap(), Some(NOW + MINUTE));
}

#[tokio::test]
async fn a_batch_for_a_source_that_is_not_there_is_refused() {
    let kit = Kit::new().await;
    let batch = Batch::new(SourceId(9), &[], NOW);
    assert!(matches!(kit.records().ingest(&batch).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn a_sample_of_a_source_has_its_first_and_last_records_once() {
    let kit = Kit::new().await;
    let (east, west) = (source(&kit, kit.east, "books").await, source(&kit, kit.west, "books").await);
    ingest(&kit, east, &["a1: 1", "a2: 2", "a3: 3", "a4: 4", "a5: 5", "-a5"]).await;
    ingest(&kit, west, &["b1: 9"]).await;
    for (limit, expected) in [(2, "a1 a4"), (3, "a1 a2 a4"), (4, "a1 a2 a3 a4"), (50, "a1 a2 a3 a4")] {
        assert_eq!(numbers(kit.records().sample_of_source(east, limit).await.unwrap()), expected, "{limit}");
    }
}

#[tokio::test]
async fn the_neighbours_of_a_record_are_of_its_source_nearest_first() {
    let kit = Kit::new().await;
    let (east, west) = (source(&kit, kit.east, "books").await, source(&kit, kit.west, "books").await);
    ingest(&kit, east, &["a1: 1", "a2: 2", "a3: 3", "a4: 4", "-a3"]).await;
    ingest(&kit, west, &["a5: 5"]).await;
    for (id, direction, expected) in [
        ("a2", Direction::Forward, "a4"),
        ("a4", Direction::Forward, ""),
        ("a4", Direction::Backward, "a2 a1"),
        ("", Direction::Forward, "a1 a2 a4"),
    ] {
        let found = kit.records().neighbours_in_source(east, id, direction, 9).await.unwrap();
        assert_eq!(numbers(found), expected, "{id} {direction:?}");
    }
}

fn numbers(records: Vec<Record>) -> String {
    records.iter().map(|record| record.source_record_id.as_str()).collect::<Vec<_>>().join(" ")
}

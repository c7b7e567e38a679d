//! The files of a source, and the records that came from them.

use store::{Batch, FileId, FileRead, FileReading, Guard, IncomingRecord, Removals, SourceId};

use crate::catalogue::source;
use crate::kit::{Kit, NOW};

async fn file(kit: &Kit, source: SourceId, name: &str) -> FileId {
    kit.files().see(source, &[(name, "1")], NOW).await.unwrap();
    kit.files().by_name(source, name).await.unwrap().id
}

/// Reads these records from a file, and says what it no longer has.
async fn read(kit: &Kit, source: SourceId, file: FileId, ids: &[&str]) -> i64 {
    let reading = kit.files().begin(file).await.unwrap();
    let record = |id: &&str| IncomingRecord {
        source_record_id: (*id).to_owned(),
        hash: (*id).to_owned(),
        marc: b"x".to_vec(),
        keys: vec![(*id).to_owned()],
        holdings: "[]".to_owned(),
        ..IncomingRecord::default()
    };
    let records: Vec<IncomingRecord> = ids.iter().map(record).collect();
    let from = Some(FileReading { file, reading });
    let batch = Batch { file: from, removals: Removals::Hold, ..Batch::new(source, &records, NOW) };
    kit.records().ingest(&batch).await.unwrap();
    kit.files().hold_left(source, file, Some(reading), "2026-11-20", "left").await.unwrap()
}

async fn settled(kit: &Kit, source: SourceId) -> Vec<String> {
    let guard = Guard { at_least: 100, percent: 100 };
    kit.records().settle_removals(source, None, guard, NOW).await.unwrap();
    kit.records().source_record_ids(source, "", 100).await.unwrap()
}

#[tokio::test]
async fn a_record_goes_when_no_file_has_it_any_more_and_not_before() {
    let kit = Kit::new().await;
    let source = source(&kit, kit.east, "Lists").await;
    let (one, two) = (file(&kit, source, "one").await, file(&kit, source, "two").await);
    assert_eq!(read(&kit, source, one, &["1", "2", "3"]).await, 0);
    assert_eq!(read(&kit, source, two, &["3", "4"]).await, 0);
    assert_eq!(read(&kit, source, one, &["1"]).await, 1, "3 is in the other file");
    assert_eq!(settled(&kit, source).await, ["1", "3", "4"]);
    assert_eq!(kit.files().hold_left(source, two, None, "2026-11-20", "gone").await.unwrap(), 2);
    kit.files().forget(source, two).await.unwrap();
    assert_eq!(read(&kit, source, one, &["1", "4"]).await, 0);
    assert_eq!(settled(&kit, source).await, ["1", "4"], "what another file has in the same harvest stays");
}

#[tokio::test]
async fn a_deleted_record_belongs_to_no_file() {
    let kit = Kit::new().await;
    let source = source(&kit, kit.east, "Lists").await;
    let (full, gone) = (file(&kit, source, "full").await, file(&kit, source, "deletes").await);
    read(&kit, source, full, &["1", "2"]).await;
    let deleted = [IncomingRecord { source_record_id: "1".into(), deleted: true, ..IncomingRecord::default() }];
    let from = Some(FileReading { file: gone, reading: 1 });
    let batch = Batch { file: from, removals: Removals::Hold, ..Batch::new(source, &deleted, NOW) };
    kit.records().ingest(&batch).await.unwrap();
    assert_eq!(settled(&kit, source).await, ["2"]);
    assert_eq!(
        kit.files().hold_left(source, full, None, "2026-11-20", "gone").await.unwrap(),
        1,
        "only 2 was left of it"
    );
}

#[tokio::test]
async fn a_file_counts_as_read_in_the_version_that_was_read() {
    let kit = Kit::new().await;
    let source = source(&kit, kit.east, "Folder").await;
    let id = file(&kit, source, "a.xml").await;
    let read = FileRead { at: NOW, name: "a.xml".into(), outcome: "read".into(), ..FileRead::default() };
    kit.files().finish(source, id, ("1", "hash"), &read, Some("next")).await.unwrap();
    assert!(kit.files().by_name(source, "a.xml").await.unwrap().is_read());
    assert_eq!(kit.sources().by_id(kit.east, source).await.unwrap().checkpoint.as_deref(), Some("next"));
    kit.files().see(source, &[("a.xml", "1"), ("b.xml", "1")], NOW + 5).await.unwrap();
    assert_eq!(kit.files().by_name(source, "a.xml").await.unwrap().seen_at, NOW, "it was so before");
    kit.files().see(source, &[("a.xml", "2")], NOW + 9).await.unwrap();
    let changed = kit.files().by_name(source, "a.xml").await.unwrap();
    assert!(!changed.is_read() && changed.seen_at == NOW + 9);
    assert_eq!(kit.files().history(kit.east, source, 9).await.unwrap(), [read]);
    assert!(kit.files().history(kit.west, source, 9).await.unwrap().is_empty(), "another library sees nothing of it");
}

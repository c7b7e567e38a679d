//! Real records in numbers.

use std::io::Read;
use std::path::Path;

use store::{Batch, IncomingRecord, IngestCounts, SourceId};

use crate::catalogue::source;
use crate::kit::{Kit, NOW};

const RECORDS: usize = 1_000;

#[tokio::test]
async fn real_records_come_in_once_and_again_without_work() {
    let Some(records) = real_records(RECORDS) else { return };
    let kit = Kit::new().await;
    let (east, west) = (source(&kit, kit.east, "Alma").await, source(&kit, kit.west, "Alma").await);
    let first = take_in(&kit, east, &records).await;
    assert_eq!(first, IngestCounts { new: RECORDS as i64, ..IngestCounts::default() });
    let clusters = kit.records().cluster_count().await.unwrap();
    assert!(clusters > RECORDS as i64 * 9 / 10, "{clusters} clusters: different books were joined");

    let again = take_in(&kit, east, &records).await;
    assert_eq!(again, IngestCounts { unchanged: RECORDS as i64, ..IngestCounts::default() });
    let elsewhere = take_in(&kit, west, &records[..RECORDS / 2]).await;
    assert_eq!(elsewhere.new, RECORDS as i64 / 2);
    assert_eq!(kit.records().cluster_count().await.unwrap(), clusters, "each met its like");
    let record = kit.records().by_source_record_id(kit.west, &records[7].source_record_id).await.unwrap().unwrap();
    assert_eq!(record.marc, records[7].marc);
}

async fn take_in(kit: &Kit, source: SourceId, records: &[IncomingRecord]) -> IngestCounts {
    let mut total = IngestCounts::default();
    for records in records.chunks(500) {
        let batch = Batch::new(source, records, NOW);
        let counts = kit.records().ingest(&batch).await.unwrap();
        total.new += counts.new;
        total.changed += counts.changed;
        total.unchanged += counts.unchanged;
        total.deleted += counts.deleted;
    }
    total
}

fn real_records(count: usize) -> Option<Vec<IncomingRecord>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/corpora/marc/lc-books-2016-part01-rec000001-110000.mrc.gz"
    );
    let Ok(file) = std::fs::File::open(Path::new(path)) else {
        eprintln!("skipped: ../shared/corpora is not here");
        return None;
    };
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).take(4_000 * count as u64).read_to_end(&mut bytes).unwrap();
    let records: Vec<_> = bytes.split_inclusive(|byte| *byte == 0x1D).take(count).map(incoming).collect();
    assert_eq!(records.len(), count);
    Some(records)
}

fn incoming(marc: &[u8]) -> IncomingRecord {
    let number = fields(marc, b"001").next().unwrap().trim().to_owned();
    let lccn = fields(marc, b"010").map(|field| format!("lccn {}", field.trim()));
    let isbn = fields(marc, b"020").filter_map(|field| {
        let isbn: String = field.chars().filter(char::is_ascii_digit).take(13).collect();
        (isbn.len() >= 9).then(|| format!("isbn {isbn}"))
    });
    let title = fields(marc, b"245").map(|field| format!("title {} {number}", field.to_lowercase()));
    IncomingRecord {
        keys: lccn.chain(isbn).chain(title).collect(),
        source_record_id: number,
        datestamp: "2026-11-01".to_owned(),
        deleted: false,
        hash: format!(
            "{:x}",
            marc.iter().fold(0u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(*byte)))
        ),
        marc: marc.to_owned(),
        holdings: "[]".to_owned(),
        ..IncomingRecord::default()
    }
}

/// The fields of one tag, just well enough for keys.
fn fields<'a>(marc: &'a [u8], tag: &'static [u8]) -> impl Iterator<Item = String> + 'a {
    let number =
        |range: std::ops::Range<usize>| -> usize { std::str::from_utf8(&marc[range]).unwrap().parse().unwrap() };
    let base = number(12..17);
    (24..base - 1).step_by(12).filter(move |at| &marc[*at..at + 3] == tag).map(move |at| {
        let start = base + number(at + 7..at + 12);
        String::from_utf8_lossy(&marc[start..start + number(at + 3..at + 7) - 1]).into_owned()
    })
}

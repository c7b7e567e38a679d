//! How well match keys do on pairs that people have labelled: HathiTrust, English monographs, identifiers removed.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use flate2::read::DeflateDecoder;
use index::bibliographic::Bibliographic;
use index::matchkey::match_keys;

use crate::corpora::corpora;

/// Every so many pairs are looked at, to keep the test quick.
const STEP: usize = 16;

#[test]
fn word_keys_find_four_fifths_of_the_duplicates_and_hardly_ever_err() {
    let Some(folder) = corpora().map(|corpora| corpora.join("matching/hathitrust-pairs")) else { return };
    let labels = std::fs::read_to_string(folder.join("202303_goldfinch_set_1.1_val_labels.csv")).unwrap();
    let pairs: Vec<Pair> = labels.lines().skip(1).step_by(STEP).filter_map(pair).collect();
    let wanted = pairs.iter().flat_map(|pair| [pair.one, pair.other]).map(|id| (id, Vec::new())).collect();
    let keys = keys(&folder.join("202303_goldfinch_set_1.1_val.json.zip"), wanted);
    let [mut right, mut wrong, mut missed] = [0_u32; 3];
    for pair in &pairs {
        let meets = keys[pair.one].iter().any(|key| keys[pair.other].contains(key));
        match (meets, pair.same) {
            (true, true) => right += 1,
            (true, false) => wrong += 1,
            (false, true) => missed += 1,
            (false, false) => {}
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    println!("{} pairs: precision {precision:.4}, recall {recall:.4}", pairs.len());
    assert!(precision > 0.990, "precision {precision:.4}");
    assert!(recall > 0.80, "recall {recall:.4}");
}

struct Pair<'a> {
    one: &'a str,
    other: &'a str,
    same: bool,
}

fn pair(line: &str) -> Option<Pair<'_>> {
    let (one, rest) = line.split_once(',')?;
    let (other, label) = rest.split_once(',')?;
    Some(Pair { one, other, same: label == "1" })
}

/// The match keys of the wanted records.
fn keys<'a>(archive: &Path, mut wanted: HashMap<&'a str, Vec<String>>) -> HashMap<&'a str, Vec<String>> {
    for line in unzipped(archive).lines() {
        let id = line.split("{\"001\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        if let Some(keys) = wanted.get_mut(id) {
            let record = marc::json::decode(line).unwrap().record;
            *keys = match_keys(&Bibliographic::from_record(&record));
        }
    }
    wanted
}

/// The only file of a zip archive: behind its local header (30 bytes, then name and extra field) lies one deflate stream.
fn unzipped(archive: &Path) -> String {
    let bytes = std::fs::read(archive).unwrap();
    let length = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let start = 30 + length(26) + length(28);
    let mut text = String::new();
    DeflateDecoder::new(&bytes[start..]).read_to_string(&mut text).unwrap();
    text
}

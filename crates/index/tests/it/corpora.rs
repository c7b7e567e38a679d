//! Real records of many libraries: nothing panics, nothing depends on chance, and a record meets itself.

use std::path::{Path, PathBuf};

use index::bibliographic::Bibliographic;
use index::matchkey::match_keys;
use index::search::SearchDocument;
use marc::{Charset, Format, Reader};

/// The shared corpora, when they are beside the workspace.
pub(crate) fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: ../shared/corpora is not here");
    None
}

fn records(folder: &Path) -> Vec<marc::Record> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let readable = files.into_iter().filter(|file| {
        file.extension().is_some_and(|extension| ["mrc", "marc", "dat", "xml"].iter().any(|known| extension == *known))
    });
    let opened = readable.flat_map(|file| {
        let bytes = std::fs::read(file).unwrap();
        let found: Vec<_> = Reader::open(bytes.as_slice(), Format::Auto, Charset::Auto).collect();
        found.into_iter().filter_map(|found| Some(found.ok()?.record))
    });
    opened.collect()
}

#[test]
fn every_record_of_the_corpora_gives_the_same_keys_twice() {
    let Some(corpora) = corpora() else { return };
    let folders = ["marc/openlibrary/bin_input", "marc/traject-tests", "marc/pymarc-tests", "marc/yaz-marc-files"];
    let mut read = 0;
    for folder in folders {
        for record in records(&corpora.join(folder)) {
            let facts = Bibliographic::from_record(&record);
            let keys = match_keys(&facts);
            assert_eq!(keys, match_keys(&Bibliographic::from_record(&record)), "{record:?}");
            assert!(keys.iter().all(|key| key.len() < 800 && !key.contains(char::is_whitespace)), "{keys:?}");
            let document = SearchDocument::of_cluster(1, &[("EAST", &facts)]);
            assert_eq!(document.summary.title, facts.title);
            read += 1;
        }
    }
    assert!(read > 150, "only {read} records were read");
}

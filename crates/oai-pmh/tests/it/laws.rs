//! Laws that hold for every answer and every damaged one.

use oai_pmh::{Body, Checkpoint, Flavour, Provider, Response, decode_query};

use crate::library::Library;

/// Answers of each kind, as a provider writes them.
fn samples() -> Vec<String> {
    let provider = Provider { flavour: Flavour::standard(), page_size: 2 };
    let library = Library::of(9);
    let now = "2025-01-01T12:00:00Z".parse().unwrap();
    let queries = [
        "verb=Identify",
        "verb=ListMetadataFormats",
        "verb=ListSets",
        "verb=ListIdentifiers&metadataPrefix=marc21&from=2024-01-01",
        "verb=ListRecords&metadataPrefix=marc21",
        "verb=GetRecord&metadataPrefix=marc21&identifier=oai:alma.01EX_INST:9900000000061234",
        "verb=Nope",
    ];
    queries.map(|query| provider.respond(&library, &decode_query(query), now).unwrap().encode()).to_vec()
}

fn metadata_stands_alone(response: &Response) {
    let (Body::ListRecords(page) | Body::GetRecord(page)) = &response.body else { return };
    for fragment in page.items.iter().filter_map(|record| record.metadata.as_ref()) {
        let parsed = xml::Element::parse(fragment.xml.as_bytes(), &xml::Limits::records());
        assert!(parsed.is_ok(), "{:?}: {}", parsed, fragment.xml);
    }
}

/// Where the envelope ends, which is the same in all answers.
fn body_begins(sample: &str) -> usize {
    sample.find("</request>").unwrap()
}

#[test]
fn every_prefix_of_an_answer_is_an_error() {
    for (n, sample) in samples().iter().enumerate() {
        let begin = if n == 0 { 0 } else { body_begins(sample) };
        for length in begin..sample.trim_end().len() {
            assert!(Response::decode(&sample.as_bytes()[..length]).is_err(), "cut at {length}: {sample}");
        }
    }
}

#[test]
fn a_changed_byte_gives_an_answer_or_an_error() {
    let mut accepted = 0;
    for (n, sample) in samples().into_iter().enumerate() {
        let begin = if n == 0 { 0 } else { body_begins(&sample) };
        let mut bytes = sample.into_bytes();
        for at in begin..bytes.len() {
            let good = bytes[at];
            bytes[at] = [0x00, 0xFF, b'<', b'"', good ^ 0x01, good ^ 0x20, b' '][at % 7];
            if let Ok(response) = Response::decode(&bytes) {
                accepted += 1;
                metadata_stands_alone(&response);
            }
            bytes[at] = good;
        }
    }
    assert!(accepted > 1_000, "only {accepted} changes were read");
}

#[test]
fn a_checkpoint_survives_storage_and_a_cut_one_is_refused() {
    let text = concat!(
        "oai-pmh checkpoint 1\nprefix marc21\nset EDS%3ASet01\nfrom 2024-01-01T00%3A00%3A00Z\ntoken all%40all%40EDS%3ASet01%40marc21%40%0A7\n",
        "highest 2024-05-01\nsource-time 2024-06-01T00%3A00%3A00Z\npages 3\nrecords 30\ndeleted 2\nbad 1\nlist-began 0\nunavailable 0\ncontent 77\nmark 5\nmarked-pages 3\nrestarts 1\n",
    );
    let checkpoint = Checkpoint::from_text(text).unwrap();
    assert_eq!(checkpoint.to_text(), text);
    assert_eq!((checkpoint.set.as_deref(), checkpoint.records, checkpoint.restarts), (Some("EDS:Set01"), 30, 1));
    for length in 0..text.len() {
        assert!(Checkpoint::from_text(&text[..length]).is_err(), "cut at {length}");
    }
    let fault = Checkpoint::from_text(&text.replace("2024-05-01", "2024-02-30")).unwrap_err();
    assert_eq!(fault.to_string(), "the stored checkpoint of the harvest is damaged: a date is expected (line 6)");
}

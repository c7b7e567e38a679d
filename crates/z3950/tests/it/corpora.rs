//! Real messages and queries of other implementations, kept outside the repository.

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};

use z3950::ber::{Framer, frame};
use z3950::cql::{self, Mapping};
use z3950::opac::{HoldingsRecord, OpacRecord};
use z3950::query::{AttributeElement, Operand, RpnQuery};
use z3950::record::{Record, Records, Retrieved};
use z3950::{Limits, Oid, Pdu, pqf};

pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora/z3950");

/// The files of a folder of the corpora in order; none, with a word about it, when the corpora are not here.
pub fn files(folder: &str, extension: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(FOLDER).join(folder);
    if !folder.exists() {
        eprintln!("skipped: ../shared/corpora is not here");
        return Vec::new();
    }
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    assert!(!paths.is_empty(), "no *.{extension} in {}", folder.display());
    paths.into_iter().map(|path| (path.clone(), fs::read(&path).unwrap())).collect()
}

pub fn captures() -> Vec<(PathBuf, Vec<u8>)> {
    files("yaz-ztest-capture", "ber")
}

#[test]
fn every_captured_message_survives_a_round_trip() {
    for (path, bytes) in captures() {
        let pdu = Pdu::decode(&bytes, &Limits::RESPONSE).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        assert!(!matches!(pdu, Pdu::Other(_)), "{} is not understood", path.display());
        let again = Pdu::decode(&pdu.encode(), &Limits::RESPONSE).unwrap();
        assert_eq!(again, pdu, "{}", path.display());
        assert!(!format!("{pdu:?}").contains("unknown: [Raw"), "{}: elements unknown: {pdu:?}", path.display());
    }
}

#[test]
fn a_captured_message_is_whole_exactly_when_its_last_byte_is_there() {
    for (path, bytes) in captures() {
        let mut framer = Framer::new(Limits::RESPONSE);
        for end in 0..bytes.len() {
            assert_eq!(framer.advance(&bytes[..end]), Ok(None), "{} at {end}", path.display());
        }
        assert_eq!(framer.advance(&bytes), Ok(Some(bytes.len())), "{}", path.display());
        assert_eq!(frame(&bytes, &Limits::RESPONSE), Ok(Some(bytes.len())));
    }
}

#[test]
fn messages_of_definite_length_come_out_byte_for_byte() {
    let mut compared = 0;
    for (path, bytes) in captures() {
        let client = path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("client"));
        if client {
            assert_eq!(Pdu::decode(&bytes, &Limits::REQUEST).unwrap().encode(), bytes, "{}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 30 || compared == 0, "{compared}");
}

#[test]
fn captured_records_are_what_their_syntax_says() {
    let mut kinds = Vec::new();
    for (_, bytes) in captures() {
        let Ok(Pdu::PresentResponse(response)) = Pdu::decode(&bytes, &Limits::RESPONSE) else { continue };
        let Some(Records::Records(records)) = response.records else { continue };
        for record in records {
            let Retrieved::Record(external) = record.record else { continue };
            kinds.push(match external.record().unwrap() {
                Record::Marc(bytes) if external.syntax == Some(Oid::USMARC) => {
                    assert_eq!(bytes.last(), Some(&0x1D));
                    "marc"
                }
                Record::Xml(bytes) => {
                    assert!(bytes.starts_with(b"<record"));
                    "xml"
                }
                Record::Sutrs(text) => {
                    assert!(text.contains("SUTRS record"));
                    "sutrs"
                }
                Record::Opac(record) => {
                    assert_eq!(OpacRecord::decode(&record.encode()).unwrap(), *record);
                    let holdings = record.holdings_and_circulation().next().unwrap();
                    assert_eq!(holdings.circulation_data[0].item_id.as_deref(), Some("1226176"));
                    "opac"
                }
                Record::Grs(elements) => {
                    assert!(!elements.is_empty());
                    "grs"
                }
                other => panic!("{other:?} for {:?}", external.syntax),
            });
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    eprintln!("{kinds:?}");
    assert!(kinds.is_empty() || kinds.len() >= 4, "{kinds:?}");
}

/// CQL queries whose translation by YAZ uses a relation modifier as an index, with a proximity relation that the
/// standard does not have; refused here.
const MODIFIER_AS_INDEX: [&str; 3] = ["6.4.out", "6.5.out", "6.6.out"];

#[test]
fn cql_becomes_the_same_type_1_query_as_elsewhere() {
    let rules = fs::read_to_string(Path::new(FOLDER).join("tables/pqf.properties")).unwrap_or_default();
    for mapping in [Mapping::bath(), Mapping::parse(&rules).unwrap()] {
        for (path, text) in files("cql-pqf/cql2pqf", "out") {
            let text = String::from_utf8(text).unwrap();
            let (cql, expected) = text.strip_prefix("Parsing CQL ").unwrap().split_once('\n').unwrap();
            let name = path.file_name().unwrap().to_string_lossy();
            let query = cql::parse(cql).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            match query.to_rpn(&mapping) {
                Ok(found) => {
                    assert_eq!(comparable(&found), comparable(&pqf::parse(expected).unwrap()), "{name}: {cql}")
                }
                Err(refused) => {
                    assert!(MODIFIER_AS_INDEX.contains(&&*name) && refused.diagnostic == 20, "{name}: {refused}")
                }
            }
        }
    }
}

/// The query with the attributes of each term in order, since their order has no meaning.
fn comparable(query: &RpnQuery) -> String {
    let key = |attribute: &AttributeElement| (attribute.attribute_type, format!("{:?}", attribute.value));
    let sorted = |operand: &Operand| {
        let mut operand = operand.clone();
        if let Operand::Term(term) = &mut operand {
            term.attributes.sort_by_key(key);
        }
        Ok::<_, Infallible>(operand)
    };
    let Ok(rpn) = query.rpn.try_map(sorted, |operator| Ok(operator.clone()));
    RpnQuery { rpn, ..query.clone() }.to_string()
}

/// Listed as errors, but taken here for two words, as `a b` is.
const TWO_WORDS: [&str; 2] = ["missingTerm any", "a b.c"];

#[test]
fn sample_cql_queries_survive_printing_and_broken_ones_are_refused() {
    let Ok(samples) = fs::read_to_string(Path::new(FOLDER).join("cql-pqf/cql2xcqlsample")) else {
        eprintln!("skipped: ../shared/corpora is not here");
        return;
    };
    let (mut read, mut refused, mut broken) = (0, 0, false);
    for text in samples.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(section) = text.strip_prefix('#') {
            broken = section.contains("error");
            continue;
        }
        match cql::parse(text) {
            Ok(query) => {
                assert!(!broken || TWO_WORDS.contains(&text), "{text} was read as {query}");
                assert_eq!(cql::parse(&query.to_string()).unwrap(), query, "{text}");
                read += 1;
            }
            Err(fault) => {
                assert!(broken, "{text}: {fault}");
                refused += 1;
            }
        }
    }
    assert!(read > 60 && refused > 8, "{read} read, {refused} refused");
}

#[test]
fn opac_records_of_many_systems_are_read_from_xml() {
    let mut items = 0;
    for folder in ["opac-responses", "folio-z3950"] {
        for (path, document) in files(folder, "xml") {
            let Some(record) =
                OpacRecord::from_xml(&document).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
            else {
                continue;
            };
            assert!(record.holdings.iter().all(|held| matches!(held, HoldingsRecord::HoldingsAndCirculation(_))));
            assert_eq!(OpacRecord::decode(&record.encode()).unwrap(), record, "{}", path.display());
            items += record.holdings_and_circulation().map(|held| held.circulation_data.len()).sum::<usize>();
        }
    }
    eprintln!("{items} items");
    assert!(items == 0 || items > 10, "{items}");
}

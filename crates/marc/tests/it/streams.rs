//! Reading in pieces: wherever the source is cut, the records are the same.

use std::io::{self, Read};

use marc::{Charset, Defect, Format, Found, Reader, breaker, iso2709, json, marcxml};

use crate::samples::{alma_book, plain_book};

/// Gives at most `step` bytes a call, the first call `first` bytes; every third call is interrupted.
struct Pieces<'a> {
    rest: &'a [u8],
    first: usize,
    step: usize,
    calls: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.calls.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let step = if self.calls == 1 { self.first } else { self.step };
        let count = step.min(buffer.len()).min(self.rest.len());
        buffer[..count].copy_from_slice(&self.rest[..count]);
        self.rest = &self.rest[count..];
        Ok(count)
    }
}

fn read(source: impl Read) -> Vec<Result<Found, Defect>> {
    Reader::open(source, Format::Auto, Charset::Auto).collect()
}

fn samples() -> Vec<Vec<u8>> {
    let mut other = plain_book();
    other.retain(|field| field.is("001") || field.is("245"));
    let mut item = alma_book();
    item.retain(|field| field.is("880") || field.is("995"));
    let mut broken = iso2709::encode(&other).unwrap();
    broken[0..5].copy_from_slice(b"00000");
    let no_terminator = broken.clone();
    let binary =
        [&broken[..], &no_terminator[..no_terminator.len() - 1], &iso2709::encode(&other).unwrap(), b"\n"].concat();
    let mut xml = String::from(marcxml::COLLECTION_START);
    marcxml::encode_into(&item, &mut xml);
    xml.push_str("<!-- <record> --><record><leader>");
    marcxml::encode_into(&other, &mut xml);
    xml.push_str(marcxml::COLLECTION_END);
    let json = format!("{}\n{{\"leader\":\n{}\n", json::encode(&item), json::encode(&other));
    let text = format!("{}\n{}", breaker::encode(&item), breaker::encode(&other).trim_end());
    vec![binary, xml.into_bytes(), json.into_bytes(), text.into_bytes()]
}

#[test]
fn every_cut_in_two_gives_the_same_records() {
    for sample in samples() {
        let whole = read(&sample[..]);
        assert!(whole.iter().filter(|found| found.is_ok()).count() >= 2);
        for first in 1..sample.len() {
            assert_eq!(read(Pieces { rest: &sample, first, step: usize::MAX, calls: 0 }), whole, "cut at {first}");
        }
    }
}

#[test]
fn single_bytes_give_the_same_records() {
    for sample in samples() {
        for step in [1, 2, 3, 7] {
            assert_eq!(read(Pieces { rest: &sample, first: step, step, calls: 0 }), read(&sample[..]));
        }
    }
}

#[test]
fn a_source_that_fails_ends_the_reading_with_its_reason() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disc is gone"))
        }
    }
    for format in [Format::Auto, Format::Iso2709, Format::Marcxml, Format::Json, Format::Text] {
        let good = iso2709::encode(&plain_book()).unwrap();
        let source = (&good[..good.len() / 2]).chain(Failing);
        let found: Vec<_> = Reader::open(source, format, Charset::Auto).collect();
        let last = found.last().unwrap().as_ref().unwrap_err();
        assert!(last.to_string().contains("the disc is gone"), "{format:?}: {last}");
    }
}

/// Some formats have subfields in control fields; what stands before the first of them are indicators, however they are written.
#[test]
fn breaker_text_keeps_subfields_of_control_fields() {
    let record = breaker::decode("=004  *{lcub}$aone$btwo\n").expect("a record").record;
    let field = record.all_fields().next().expect("a field");
    assert_eq!((field.indicators(), field.subfields().count()), (['*', '{'], 2));
    assert_eq!(breaker::decode(&breaker::encode(&record)).expect("a record").record, record);
}

#[test]
fn breaker_text_may_write_the_leader_as_any_number_that_is_nothing() {
    for tag in ["LDR", "000", "00", "0"] {
        let text = format!("={tag}  00000cam a2200000 a 4500\n=245  00$aEmma\n");
        let record = breaker::decode(&text).expect("a record").record;
        assert_eq!(record.leader().to_string(), "00000cam a2200000 a 4500", "{tag}");
        assert_eq!(breaker::decode(&breaker::encode(&record)).expect("a record").record, record, "{tag}");
    }
}

/// Found by fuzzing: a name with a tab in it was taken for the start of the record that was being read, again and again.
#[test]
fn a_file_of_broken_tags_comes_to_an_end() {
    let xml = b"<record><datafiel\0:record\t:leader\ty\trW:record tag=\"093\"";
    assert!(marcxml::Records::new(xml.as_slice()).take(100).count() < 100);
}

/// Found by fuzzing: `=000` is the leader of some exports, and behind a leader an odd field.
#[test]
fn a_field_with_the_number_of_the_leader_survives_breaker_text() {
    let mut record = marc::Record::new();
    record.push_control(marc::Tag::parse(b"000").unwrap(), "odd");
    record.push_control(marc::Tag::parse(b"001").unwrap(), "1");
    let text = breaker::encode(&record).repeat(2);
    let read: Vec<marc::Record> = breaker::Records::new(text.as_bytes()).map(|found| found.unwrap().record).collect();
    assert_eq!(read, [record.clone(), record]);
}

/// Found by fuzzing: the code of a subfield may be a line end, which may not end the line.
#[test]
fn a_subfield_code_of_control_characters_and_backslashes_survives_breaker_text() {
    for code in ["\n", "\r\n", "\\n", "\\u000A", "}\\", "\u{1}}", "\\"] {
        let mut record = marc::Record::new();
        record.push_data(marc::Tag::parse(b"245").unwrap(), "10", &[]);
        record.push_subfield(code, "Emma");
        let text = breaker::encode(&record);
        assert_eq!(breaker::decode(&text).unwrap().record, record, "{text}");
    }
}

/// Found by fuzzing: in breaker text a backslash stands for a blank, also in the leader.
#[test]
fn a_leader_with_a_backslash_and_braces_survives_breaker_text() {
    let mut record = marc::Record::new();
    record.set_leader(marc::Leader::from("00062c\\gm a2200018I{ 450}"));
    record.push_control(marc::Tag::parse(b"001").unwrap(), "1");
    assert_eq!(breaker::decode(&breaker::encode(&record)).unwrap().record, record);
}

//! No input makes a decoder panic or run away: every prefix and every changed byte of good samples.

use marc::{Charset, Format, Reader, breaker, iso2709, json, marcxml};

use crate::samples::{self, MARC8_FIELD, alma_book, plain_book};

/// What a byte is replaced by: separators, quotes, the first byte of a long character, and the same with a bit flipped.
fn replacements(byte: u8) -> [u8; 8] {
    [0x00, 0xFF, b'<', b'"', 0x1D, 0x1E, b'0', byte ^ 0x10]
}

/// Feeds every prefix and every one-byte change to the reader that recognises the form itself, and counts what comes out.
fn torture(sample: &[u8], format: Format, charset: Charset) {
    let mut turn = 0;
    let mut read = |bytes: &[u8]| {
        turn += 1;
        let mut good = 0;
        for (n, found) in Reader::open(bytes, format, charset).enumerate() {
            assert!(n <= bytes.len(), "more records than bytes");
            match found {
                Ok(found) => {
                    good += 1;
                    // Whatever was read can be written and is the same when read again.
                    if turn % 8 == 0 {
                        assert_eq!(json::decode(&json::encode(&found.record)).unwrap().record, found.record);
                    }
                }
                Err(defect) => assert!(defect.byte <= bytes.len() as u64 && !defect.to_string().is_empty()),
            }
        }
        good
    };
    assert!(read(sample) > 0, "the sample itself is not readable");
    for length in 0..sample.len() {
        read(&sample[..length]);
    }
    let mut changed = sample.to_vec();
    for at in 0..sample.len() {
        for replacement in replacements(sample[at]) {
            changed[at] = replacement;
            read(&changed);
        }
        changed[at] = sample[at];
    }
}

fn small() -> marc::Record {
    let mut record = alma_book();
    record.retain(|field| field.is("001") || field.is("995"));
    record.push_data("245", "10", &[("a", "Доктор &"), ("b", "roman")]);
    record
}

#[test]
fn iso2709_survives_every_change_of_a_byte() {
    let mut record = plain_book();
    record.remove("1xx");
    record.remove("008");
    record.remove("900");
    torture(&iso2709::encode(&record).unwrap(), Format::Iso2709, Charset::Auto);
}

#[test]
fn marc8_survives_every_change_of_a_byte() {
    let record = samples::iso2709(b' ', &[("001", b"7\x1e"), ("245", MARC8_FIELD)]);
    torture(&record, Format::Iso2709, Charset::Auto);
    torture(&record, Format::Iso2709, Charset::Marc8);
    for at in 0..MARC8_FIELD.len() {
        for replacement in [0x1B, 0x00, 0xFE, b'$', b'1', 0x7F] {
            let mut changed = MARC8_FIELD.to_vec();
            changed[at] = replacement;
            let (text, _) = marc::marc8::decode(&changed);
            assert!(text.len() <= changed.len() * 4);
        }
    }
}

#[test]
fn marcxml_survives_every_change_of_a_byte() {
    torture(marcxml::encode(&small()).as_bytes(), Format::Marcxml, Charset::Auto);
}

#[test]
fn json_survives_every_change_of_a_byte() {
    torture(json::encode(&small()).as_bytes(), Format::Json, Charset::Auto);
}

#[test]
fn breaker_text_survives_every_change_of_a_byte() {
    torture(breaker::encode(&small()).as_bytes(), Format::Text, Charset::Auto);
}

#[test]
fn bytes_that_are_no_marc_are_refused_once() {
    for bytes in [b"hello world".as_slice(), b"%PDF-1.4", b"\xFF\xFE<\0", b"PK\x03\x04"] {
        let found: Vec<_> = Reader::open(bytes, Format::Auto, Charset::Auto).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].as_ref().unwrap_err().reason, marc::Reason::UnknownFormat);
    }
    assert_eq!(Reader::open(&b"  \n"[..], Format::Auto, Charset::Auto).count(), 0);
}

/// Directories in which many entries claim the same field must not multiply it.
#[test]
fn a_field_claimed_many_times_is_given_once() {
    let field = [b"  \x1fa".as_slice(), &[b'x'; 9_000], b"\x1e"].concat();
    let entry = format!("500{:04}00000", field.len());
    let mut bytes = b"99999nam a2200000 i 4500".to_vec();
    (0..2_000).for_each(|_| bytes.extend_from_slice(entry.as_bytes()));
    bytes.push(0x1E);
    bytes.extend_from_slice(&field);
    bytes.push(0x1D);
    let found = iso2709::decode(&bytes, Charset::Auto).unwrap();
    let held: usize = found.record.values("500", 'a').map(str::len).sum();
    assert_eq!(held, 9_000);
}

/// Input that invites a reader to look at the same bytes again and again.
#[test]
fn work_grows_with_the_input_and_not_with_its_square() {
    let comments = format!("<record><leader/><!-- {} --></record>", "</record>".repeat(20_000));
    assert_eq!(Reader::open(comments.as_bytes(), Format::Auto, Charset::Auto).filter(Result::is_ok).count(), 0);
    let nested = "<record>".repeat(20_000);
    assert_eq!(Reader::open(nested.as_bytes(), Format::Auto, Charset::Auto).count(), 0);
    let braces = "{".repeat(100_000);
    assert_eq!(Reader::open(braces.as_bytes(), Format::Auto, Charset::Auto).count(), 1);
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(Reader::open(deep.as_bytes(), Format::Auto, Charset::Auto).filter(Result::is_err).count(), 1);
}

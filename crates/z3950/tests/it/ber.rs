//! The encoding rules, independent of any message.

use z3950::ber::{Framer, Limits, Message, Writer, frame};
use z3950::{DecodeErrorKind, Tag};

const LIMITS: Limits = Limits { bytes: 10_000, depth: 8 };

fn integer(value: i64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.integer(Tag::context(5), value);
    writer.finish()
}

#[test]
fn integers_take_as_few_bytes_as_hold_them() {
    for (value, length) in [(0, 1), (127, 1), (128, 2), (-1, 1), (-128, 1), (-129, 2), (i64::MAX, 8), (i64::MIN, 8)] {
        let bytes = integer(value);
        assert_eq!(bytes.len(), 2 + length, "{value}");
        assert_eq!(Message::parse(&bytes, &LIMITS).unwrap().root().integer(), Ok(value));
    }
}

#[test]
fn high_tags_and_long_lengths_survive() {
    for number in [0, 30, 31, 127, 128, 16_383, 16_384, (1 << 28) - 1] {
        for length in [0, 127, 128, 255, 256, 9_000] {
            let mut writer = Writer::new();
            writer.begin(Tag::context(number));
            writer.primitive(Tag::universal(4), &vec![7; length]);
            writer.end();
            let bytes = writer.finish();
            let message = Message::parse(&bytes, &LIMITS).unwrap();
            assert_eq!(message.root().tag(), Tag::context(number));
            assert_eq!(message.root().only_child().unwrap().contents().len(), length);
        }
    }
}

#[test]
fn bits_survive() {
    for bits in [0, 1, 0b1010_0000_0111, 1 << 14, u64::MAX] {
        let mut writer = Writer::new();
        writer.bits(Tag::universal(3), bits);
        let bytes = writer.finish();
        assert_eq!(Message::parse(&bytes, &LIMITS).unwrap().root().bits(), Ok(bits));
    }
}

/// A sequence of indefinite length with another in it, an integer after that, and nothing behind.
const INDEFINITE: &[u8] = &[0x30, 0x80, 0x30, 0x80, 0x04, 0x01, b'a', 0x00, 0x00, 0x02, 0x01, 0x05, 0x00, 0x00];

#[test]
fn indefinite_lengths_are_read() {
    let message = Message::parse(INDEFINITE, &LIMITS).unwrap();
    let children: Vec<_> = message.root().children().unwrap().collect();
    assert_eq!(children.len(), 2);
    assert_eq!(children[0].only_child().unwrap().octets().unwrap().as_ref(), b"a");
    assert_eq!(children[0].encoding(), &INDEFINITE[2..9]);
    assert_eq!(children[1].integer(), Ok(5));
}

#[test]
fn only_two_zero_bytes_end_an_indefinite_length() {
    for longer in [&[0x00, 0x81, 0x00][..], &[0x1F, 0x00, 0x00]] {
        let bytes = [&[0x30, 0x80], longer].concat();
        assert_eq!(frame(&bytes, &LIMITS), Ok(None), "{longer:02x?}");
        assert!(Message::parse(&bytes, &LIMITS).is_err(), "{longer:02x?}");

        let bytes = [&bytes[..], &[0x00, 0x00]].concat();
        assert_eq!(frame(&bytes, &LIMITS), Ok(Some(7)), "{longer:02x?}");
        let message = Message::parse(&bytes, &LIMITS).unwrap();
        assert_eq!(message.root().only_child().unwrap().encoding(), longer);
    }
}

#[test]
fn strings_in_parts_are_joined() {
    let bytes = [0x24, 0x80, 0x04, 0x02, b'a', b'b', 0x04, 0x01, b'c', 0x00, 0x00];
    assert_eq!(Message::parse(&bytes, &LIMITS).unwrap().root().octets().unwrap().as_ref(), b"abc");
}

#[test]
fn a_frame_is_whole_exactly_when_its_last_byte_is_there() {
    let definite = integer(77_777);
    for bytes in [INDEFINITE, &definite] {
        let mut framer = Framer::new(LIMITS);
        for end in 0..bytes.len() {
            assert_eq!(frame(&bytes[..end], &LIMITS), Ok(None), "{end}");
            assert_eq!(framer.advance(&bytes[..end]), Ok(None), "{end}");
        }
        let followed = [bytes, b"\x30\x00"].concat();
        assert_eq!(frame(&followed, &LIMITS), Ok(Some(bytes.len())));
        assert_eq!(framer.advance(&followed), Ok(Some(bytes.len())));
    }
}

fn refusal(bytes: &[u8]) -> DecodeErrorKind {
    Message::parse(bytes, &LIMITS).unwrap_err().kind
}

#[test]
fn what_does_not_fit_is_refused() {
    assert_eq!(refusal(&[]), DecodeErrorKind::Truncated);
    assert_eq!(refusal(&[0x30, 0x03, 0x02, 0x01]), DecodeErrorKind::Truncated);
    assert_eq!(refusal(&[0x30, 0x02, 0x02, 0x01]), DecodeErrorKind::Truncated);
    assert_eq!(refusal(&[0x30, 0x00, 0x00]), DecodeErrorKind::TrailingBytes);
    assert!(matches!(refusal(&[0x04, 0x80, 0x00, 0x00]), DecodeErrorKind::Malformed(_)));
    assert!(matches!(refusal(&[0x30, 0x02, 0x00, 0x00]), DecodeErrorKind::Malformed(_)));
    assert!(matches!(refusal(&[0x30, 0xFF, 0x00]), DecodeErrorKind::Malformed(_)));
    assert!(matches!(refusal(&[0xBF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x00]), DecodeErrorKind::Malformed(_)));
    assert_eq!(refusal(&[0x30, 0x80].repeat(9)), DecodeErrorKind::Limit("nested elements", 8));
    assert_eq!(refusal(&[0; 10_001]), DecodeErrorKind::Limit("bytes in a message", 10_000));
}

#[test]
fn a_frame_that_announces_too_much_is_refused_before_it_comes() {
    let announced = frame(&[0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF], &LIMITS).unwrap_err();
    assert_eq!(announced.kind, DecodeErrorKind::Limit("bytes in a message", 10_000));
    let nested = frame(&[0x30, 0x80].repeat(9), &LIMITS).unwrap_err();
    assert_eq!(nested.kind, DecodeErrorKind::Limit("nested elements", 8));
}

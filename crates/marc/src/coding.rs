//! Which character coding a record is in, whatever its leader claims.

mod legacy;

use crate::defect::Coding;
use crate::marc8;

/// The character set that the caller knows the input to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Charset {
    /// Judge by the text of each record; the leader only decides where the text leaves it open.
    #[default]
    Auto,
    /// UTF-8.
    Utf8,
    /// MARC-8.
    Marc8,
}

const ESCAPE: u8 = 0x1B;

/// A coding that is beyond doubt.
pub(crate) enum Plain<'a> {
    /// UTF-8; the text.
    Utf8(&'a str),
    /// MARC-8, to be decoded.
    Marc8,
}

/// The coding of a record where leader and text leave no doubt and nothing is worth a note; `None` calls for [`judge`].
pub(crate) fn plain(bytes: &[u8], claimed: char, charset: Charset) -> Option<Plain<'_>> {
    let claims_utf8 = match charset {
        Charset::Auto => claimed == 'a',
        Charset::Utf8 => true,
        Charset::Marc8 => false,
    };
    if claims_utf8 {
        let is_open = charset == Charset::Auto && memchr::memchr(ESCAPE, bytes).is_some();
        return simdutf8::basic::from_utf8(bytes).ok().filter(|_| !is_open).map(Plain::Utf8);
    }
    if bytes.is_ascii() && !has_marc8_marks(bytes) {
        return std::str::from_utf8(bytes).ok().map(Plain::Utf8);
    }
    // Under a wrong claim the text may still be UTF-8, but that is worth a note.
    (charset == Charset::Marc8 || !mostly_utf8(bytes)).then_some(Plain::Marc8)
}

/// The coding of a whole record, from its text and its leader's claim.
pub(crate) fn judge(bytes: &[u8], claimed: char, charset: Charset) -> Coding {
    match charset {
        Charset::Utf8 => return Coding::Utf8,
        Charset::Marc8 => return Coding::Marc8,
        Charset::Auto => {}
    }
    let utf8 = std::str::from_utf8(bytes).is_ok();
    let claims_utf8 = claimed == 'a';
    if bytes.is_ascii() {
        return if !claims_utf8 && has_marc8_marks(bytes) || has_designation(bytes) {
            Coding::Marc8
        } else {
            Coding::Utf8
        };
    }
    match utf8 {
        true if has_designation(bytes) && !claims_utf8 => Coding::Marc8,
        true => Coding::Utf8,
        // A few spoilt bytes do not make a UTF-8 record MARC-8.
        false if mostly_utf8(bytes) => Coding::Utf8,
        false if has_designation(bytes) || !marc8::has_faults(bytes) => Coding::Marc8,
        false => match legacy::guess(bytes) {
            Some(code_page) => code_page,
            None if claims_utf8 => Coding::Windows1252,
            None => Coding::Marc8,
        },
    }
}

/// Escape sequences or numeric character references, which MARC-8 text holds and plain ASCII does not.
fn has_marc8_marks(bytes: &[u8]) -> bool {
    memchr::memchr2_iter(ESCAPE, b'&', bytes).any(|at| {
        let found = bytes.get(at..).unwrap_or_default();
        found.starts_with(&[ESCAPE]) || found.starts_with(b"&#x")
    })
}

/// An escape sequence that designates a MARC-8 character set.
fn has_designation(bytes: &[u8]) -> bool {
    memchr::memchr_iter(ESCAPE, bytes).any(|at| {
        let next = bytes.get(at + 1);
        next.is_some_and(|next| matches!(next, b'(' | b',' | b')' | b'-' | b'$' | b'g' | b'b' | b'p' | b's'))
    })
}

/// Whether there are more well-formed multi-byte characters than bytes that fit no character.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let mut rest = bytes;
    while let Some(at) = first_not_ascii(rest) {
        let (character, behind) = rest.split_at_checked(at).map_or((rest, rest), |(_, behind)| first_character(behind));
        match character {
            [_, _, ..] => good += 1,
            _ => bad += 1,
        }
        rest = behind;
    }
    good > bad
}

/// Position of the first byte above 7F.
pub(crate) fn first_not_ascii(bytes: &[u8]) -> Option<usize> {
    let (blocks, _) = bytes.as_chunks::<16>();
    let ascii = blocks.iter().take_while(|block| block.is_ascii()).count() * 16;
    let behind = bytes.get(ascii..)?;
    behind.iter().position(|byte| !byte.is_ascii()).map(|at| ascii + at)
}

/// The bytes of the multi-byte character at the beginning and those behind it; one byte when there is no such character.
fn first_character(bytes: &[u8]) -> (&[u8], &[u8]) {
    let width = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => 1,
    };
    let whole = bytes.split_at_checked(width).filter(|(character, _)| std::str::from_utf8(character).is_ok());
    whole.or(bytes.split_at_checked(1)).unwrap_or_default()
}

/// Text in one coding as Unicode; true when characters had to be replaced by U+FFFD.
pub(crate) fn to_unicode(bytes: &[u8], coding: Coding) -> (String, bool) {
    match coding {
        Coding::Utf8 => {
            let text = String::from_utf8_lossy(bytes);
            let replaced = matches!(text, std::borrow::Cow::Owned(_));
            (text.into_owned(), replaced)
        }
        Coding::Marc8 => marc8::decode(bytes),
        Coding::Windows1252 | Coding::Windows1251 | Coding::CodePage866 => (legacy::decode(bytes, coding), false),
    }
}

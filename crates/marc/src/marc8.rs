//! MARC-8, both ways and complete: ANSEL, Greek, Cyrillic, Hebrew, Arabic, East Asian characters, subscripts and superscripts.
//! (MARC 21 Specifications for Record Structure, Character Sets, and Exchange Media, Character Sets: MARC-8.)
//!
//! Two working sets, G0 for bytes 21-7E and G1 for bytes A1-FE, are changed by escape sequences. Combining marks stand before
//! the letter they belong to. What MARC-8 has not is a numeric character reference, `&#xHHHH;`.

mod decode;
mod encode;
mod repertoire;
mod tables;

pub(crate) use decode::decode_into;
pub use encode::{encode, encode_into};

const ESCAPE: u8 = 0x1B;

/// MARC-8 as Unicode in normalisation form C. Working sets return to ASCII and ANSEL at every subfield delimiter and terminator.
/// The second value is true when something was not MARC-8 and became U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8]) -> (String, bool) {
    let mut out = String::with_capacity(bytes.len());
    let faults = decode_into(bytes, &mut out);
    (out, faults > 0)
}

/// Whether the bytes are something else than MARC-8.
pub(crate) fn has_faults(bytes: &[u8]) -> bool {
    decode(bytes).1
}

/// `#xHHHH;` behind an ampersand: the character, and the bytes used.
fn character_reference(behind: &[u8]) -> Option<(char, usize)> {
    let digits = behind.strip_prefix(b"#x")?;
    let length = digits.iter().take(7).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits.get(length) != Some(&b';') {
        return None;
    }
    let digits = std::str::from_utf8(digits.get(..length)?).ok()?;
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    (!character.is_control()).then_some((character, length + 3))
}

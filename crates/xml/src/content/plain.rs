//! Tags and text as nearly all are written, taken with few instructions a byte. Each function answers `None` for whatever it
//! does not know, also for what is wrong; the general way takes that, or says what is wrong with it.

use super::tag::Tag;

/// Attributes that a plain tag may have: each is compared with those before it.
const MOST: usize = 4;

/// The tag at the beginning of `text`, which opens an element: names are ASCII letters and digits, only that of the element may
/// have a prefix, values are in double quotes and hold no reference, and nothing is declared. No more than `most` attributes.
pub(super) fn start_tag(text: &str, most: usize) -> Option<Tag<'_>> {
    let inside = text.as_bytes().get(1..)?;
    let first = name_length(inside)?;
    let (name_length, prefix_length) = match inside.get(first) {
        Some(b':') => (first + 1 + name_length(inside.get(first + 1..)?)?, Some(first)),
        _ => (first, None),
    };
    let attributes = inside.get(name_length..)?;
    let length = 1 + name_length + attributes_length(attributes, most.min(MOST))? + 1;
    let name = text.get(1..=name_length)?;
    let prefix = match prefix_length {
        Some(length) => Some(name.get(..length)?),
        None => None,
    };
    Some(Tag { name, prefix, length, is_empty: false })
}

/// Bytes up to the `>` behind the attributes.
fn attributes_length(bytes: &[u8], most: usize) -> Option<usize> {
    let mut names: [&[u8]; MOST] = [b""; MOST];
    let mut rest = bytes;
    for n in 0..=most {
        match rest {
            [b'>', ..] => return Some(bytes.len() - rest.len()),
            [b' ', behind @ ..] if n < most => {
                let (name, behind) = behind.split_at_checked(name_length(behind)?)?;
                if name == b"xmlns" || names.iter().take(n).any(|earlier| *earlier == name) {
                    return None;
                }
                *names.get_mut(n)? = name;
                rest = behind_value(behind)?;
            }
            _ => return None,
        }
    }
    None
}

/// What is behind `="value"`.
fn behind_value(bytes: &[u8]) -> Option<&[u8]> {
    let [b'=', b'"', value @ ..] = bytes else { return None };
    let length = value.iter().position(|byte| matches!(byte, b'"' | b'<' | b'&'))?;
    match value.get(length..)? {
        [b'"', behind @ ..] => Some(behind),
        _ => None,
    }
}

/// Bytes of the name at the beginning, or of its prefix.
fn name_length(bytes: &[u8]) -> Option<usize> {
    let length = bytes.iter().position(|&byte| !is_of_name(byte))?;
    bytes.first().is_some_and(u8::is_ascii_alphabetic).then_some(length)
}

fn is_of_name(byte: u8) -> bool {
    /// ASCII letters and digits.
    const OF_NAME: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0u8;
        while byte < 128 {
            #[allow(clippy::indexing_slicing)] // evaluated by the compiler
            {
                table[byte as usize] = byte.is_ascii_alphanumeric();
            }
            byte += 1;
        }
        table
    };
    OF_NAME.get(usize::from(byte)).is_some_and(|&is_of_name| is_of_name)
}

/// Bytes of text before the next `<`, when no reference stands in between.
pub(super) fn text_length(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    let mut marks = words.iter().map(|word| {
        let word = u64::from_le_bytes(*word);
        zero_bytes(word ^ EACH * u64::from(b'<')) | zero_bytes(word ^ EACH * u64::from(b'&'))
    });
    let (whole, mark) = marks.by_ref().enumerate().find(|(_, mark)| *mark != 0)?;
    let length = whole * 8 + mark.trailing_zeros() as usize / 8;
    (bytes.get(length) == Some(&b'<')).then_some(length)
}

/// A word with 1 in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Sets the highest bit of each zero byte. Bytes above the lowest zero byte may be marked as well; none below it is.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

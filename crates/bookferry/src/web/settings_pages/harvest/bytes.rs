//! Bytes of a record that could not be read, shown so that nothing in them can act on the page or the reader.

use std::fmt::Write as _;

/// The bytes as text. Control characters other than line ends and tabs, and bytes that are no UTF-8, become `\xNN`; so does the
/// backslash of such a mark itself, so that no two inputs look the same. Also whether everything was text.
#[must_use]
pub fn shown(bytes: &[u8]) -> (String, bool) {
    let mut text = String::with_capacity(bytes.len());
    let mut is_text = true;
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            is_text &= push(&mut text, character);
        }
        for byte in chunk.invalid() {
            is_text = false;
            mark(&mut text, *byte);
        }
    }
    (text, is_text)
}

/// Adds a character; whether it could be shown as it is.
fn push(text: &mut String, character: char) -> bool {
    let is_plain = matches!(character, '\n' | '\t') || !(character.is_control() || turns_text_around(character));
    match is_plain {
        true if character == '\\' => text.push_str("\\x5C"),
        true => text.push(character),
        false => {
            let mut bytes = [0; 4];
            character.encode_utf8(&mut bytes).bytes().for_each(|byte| mark(text, byte));
        }
    }
    is_plain
}

/// Characters that make text run the other way show something else than what is there.
fn turns_text_around(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn mark(text: &mut String, byte: u8) {
    // Writing to a String cannot fail.
    let _ = write!(text, "\\x{byte:02X}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_shown_by_their_numbers() {
        for (bytes, words, is_text) in [
            (&b"<a>\n\t1"[..], "<a>\n\t1", true),
            (b"00714\x1e\x1f$", "00714\\x1E\\x1F$", false),
            (b"caf\xe9", "caf\\xE9", false),
            ("Příliš".as_bytes(), "Příliš", true),
            ("a\u{202E}b".as_bytes(), "a\\xE2\\x80\\xAEb", false),
            (b"C:\\x41", "C:\\x5Cx41", true),
        ] {
            assert_eq!(shown(bytes), (words.to_owned(), is_text), "{bytes:?}");
        }
    }
}

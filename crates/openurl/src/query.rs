//! From the text of a link to keys and values, however badly the link was put together.
//!
//! ANSI/NISO Z39.88-2004, clause 22.1 (keys of inline OpenURLs). Real links come with bare spaces, bare ampersands,
//! broken percent signs, HTML entities and Latin-1 bytes; none of that is a reason to send a reader away.

use crate::ParseError;

/// Longest link that is read, in bytes. Web servers stop far earlier.
pub(crate) const LONGEST: usize = 64 * 1024;

/// One key with its value, both decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// In lower case, `rft_title` as `rft.title`.
    pub(crate) key: String,
    pub(crate) value: String,
}

/// The pairs of a full link or of a bare query string.
pub(crate) fn pairs(text: &str) -> Result<Vec<Pair>, ParseError> {
    if text.len() > LONGEST {
        return Err(ParseError::TooLong { bytes: text.len(), limit: LONGEST });
    }
    let mut raw: Vec<(String, String)> = Vec::new();
    for piece in query_of(text.trim()).split('&') {
        // What follows an HTML-escaped ampersand.
        let piece = piece.strip_prefix("amp;").unwrap_or(piece);
        match (split(piece), raw.last_mut()) {
            (Some((key, value)), _) => raw.push((key, value.to_owned())),
            // An ampersand that belongs to the text: "Wiley & Sons". Some senders close such a piece with "=".
            (None, Some((_, before))) if !piece.is_empty() => {
                before.push('&');
                before.push_str(piece.strip_suffix('=').unwrap_or(piece));
            }
            _ => {}
        }
    }
    Ok(raw
        .into_iter()
        .map(|(key, value)| Pair { key: canonical(&key), value: without_entities(&decoded(&value)) })
        .collect())
}

/// The part behind the first question mark, unless that stands inside a value.
fn query_of(text: &str) -> &str {
    match text.split_once('?') {
        Some((address, query)) if !address.contains('=') => query,
        _ => text,
    }
}

/// Key and value of a piece; `None` when the piece is the rest of a text.
fn split(piece: &str) -> Option<(String, &str)> {
    let (key, value) = piece.split_once('=')?;
    let key = decoded(key);
    let is_key = key.starts_with(|first: char| first.is_ascii_alphabetic())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-:<>!/".contains(&byte));
    is_key.then_some((key, value))
}

/// PHP and some proxies turn the dot of `rft.title` into an underscore; the keys that have one by right are left alone.
fn canonical(key: &str) -> String {
    let key = key.to_ascii_lowercase();
    let Some((entity, name)) = key.split_once('_') else { return key };
    let is_entity = ["rft", "rfe", "rfr", "req", "res", "svc"].contains(&entity);
    let has_underscore_by_right = ["id", "val_fmt", "ref_fmt", "ref", "dat"].contains(&name);
    if is_entity && !has_underscore_by_right { format!("{entity}.{name}") } else { key }
}

/// Percent signs and plus signs resolved. A plus is a plus where spaces are written in another way.
fn decoded(text: &str) -> String {
    let plus_is_space = !text.contains(' ') && !text.contains("%20");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        match (first, behind) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                bytes.push(nibble(*high) << 4 | nibble(*low));
                rest = after;
            }
            (b'+', _) if plus_is_space => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    text_of(&bytes)
}

fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        _ => digit.wrapping_sub(b'A').wrapping_add(10) & 0x0F,
    }
}

/// UTF-8 where it is UTF-8, Windows-1252 elsewhere.
fn text_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| windows_1252(byte)));
    }
    text
}

/// Windows-1252 is Latin-1 with letters and quotation marks in place of the upper control codes.
fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let place = usize::from(byte).wrapping_sub(0x80);
    UPPER.get(place).copied().unwrap_or(char::from(byte))
}

/// The five entities that senders leave in values, and numbered ones.
fn without_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        match behind.split_once(';').and_then(|(name, after)| Some((entity(name)?, after))) {
            Some((character, after)) => {
                out.push(character);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => name.strip_prefix('#')?.parse().ok().and_then(char::from_u32),
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = pairs(text).unwrap();
        let found: Vec<(&str, &str)> = found.iter().map(|pair| (pair.key.as_str(), pair.value.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn full_links_and_bare_queries_are_the_same() {
        for text in ["https://a.example/b?x=1&y=2", "?x=1&y=2", "x=1&y=2", "a.example/resolve?x=1&y=2"] {
            check(text, &[("x", "1"), ("y", "2")]);
        }
        check("title=What is art?&date=1897", &[("title", "What is art?"), ("date", "1897")]);
    }

    #[test]
    fn spaces_come_in_three_spellings_and_a_plus_may_be_a_plus() {
        check("title=War+and+peace", &[("title", "War and peace")]);
        check("title=War%20and%20peace", &[("title", "War and peace")]);
        check("title=War and peace", &[("title", "War and peace")]);
        check("title=Programming%20in%20C++", &[("title", "Programming in C++")]);
    }

    #[test]
    fn broken_percent_signs_stay() {
        check(
            "title=Up 13% in 2021&issue=%&volume=%4&part=%zz",
            &[("title", "Up 13% in 2021"), ("issue", "%"), ("volume", "%4"), ("part", "%zz")],
        );
    }

    #[test]
    fn utf_8_and_latin_1_bytes_are_told_apart() {
        check(
            "a=%C3%A9t%C3%A9&b=%E9t%E9&c=it%92s&d=Straße%20%DF",
            &[("a", "été"), ("b", "été"), ("c", "it’s"), ("d", "Straße ß")],
        );
    }

    #[test]
    fn ampersands_inside_a_text_are_put_back() {
        check("pub=John Wiley & Sons&date=1980", &[("pub", "John Wiley & Sons"), ("date", "1980")]);
        check(
            "title=South+European+society+&+politics=&volume=13",
            &[("title", "South European society & politics"), ("volume", "13")],
        );
        check("pub=R&amp;D&amp;date=1980", &[("pub", "R&D"), ("date", "1980")]);
        check("title=Say &quot;no&quot; &#8211; now&x=1", &[("title", "Say \"no\" – now"), ("x", "1")]);
    }

    #[test]
    fn keys_are_put_in_one_spelling() {
        check(
            "rft_title=a&RFT.Genre=b&rft_id=c&rft_val_fmt=d&rft_mms_id=e&ctx_ver=f&umlaut.referent_id=g",
            &[
                ("rft.title", "a"),
                ("rft.genre", "b"),
                ("rft_id", "c"),
                ("rft_val_fmt", "d"),
                ("rft.mms_id", "e"),
                ("ctx_ver", "f"),
                ("umlaut.referent_id", "g"),
            ],
        );
    }
}

//! Query strings: `application/x-www-form-urlencoded`, as 3.1.1 asks for GET and POST alike.

/// The pairs of a query string, percent signs and plus signs decoded. Bytes that are not UTF-8 become U+FFFD, a percent
/// sign without two hexadecimal digits stands for itself.
#[must_use]
pub fn decode_query(query: &str) -> Vec<(String, String)> {
    let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode_component(key), decode_component(value))
        })
        .collect()
}

/// `text` with everything but letters, digits and `-._~` percent-encoded.
#[must_use]
pub fn encode_component(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let digits = [byte >> 4, byte & 15].into_iter().filter_map(|digit| char::from_digit(digit.into(), 16));
                out.push('%');
                out.extend(digits.map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
    out
}

pub(crate) fn decode_component(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = if byte == b'%' { bytes.get(at + 1..at + 3).and_then(hex_pair) } else { None };
        out.push(match (escaped, byte) {
            (Some(decoded), _) => decoded,
            (None, b'+') => b' ',
            (None, other) => other,
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex_pair(digits: &[u8]) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(digits.first()?)? * 16 + digit(digits.get(1)?)?)
}

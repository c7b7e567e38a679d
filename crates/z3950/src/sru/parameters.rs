//! Parameters of an address: `application/x-www-form-urlencoded`, UTF-8.

/// Parameters in order, decoded.
#[derive(Debug, Default)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Every text has parameters; a broken escape stands for itself.
    pub(super) fn parse(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decode(k), decode(v))).collect(),
        )
    }

    /// The first value of a parameter that is not empty; the names do not care for case, as those of old clients differ.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).find(|value| !value.is_empty())
    }

    pub(super) fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    pub(super) fn push_some<T: ToString>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            self.push(name, value.to_string());
        }
    }

    /// The text of an address.
    pub(super) fn encode(&self) -> String {
        let pairs = self.0.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

/// Percent-decoded; bytes that are not UTF-8 are read as ISO 8859-1.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, behind @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = behind;
                }
                _ => bytes.push(b'%'),
            },
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|fault| fault.as_bytes().iter().map(|&byte| char::from(byte)).collect())
}

fn digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_survive_and_broken_ones_stand_for_themselves() {
        for text in ["a b+c%", "Ökonomie & \"Recht\" = 100 %", "日本", ""] {
            assert_eq!(decode(&encode(text)), text);
        }
        assert_eq!(decode("100%+%zz%4"), "100% %zz%4");
        assert_eq!(decode("%D6konomie"), "Ökonomie");
    }

    #[test]
    fn an_empty_parameter_is_as_good_as_none() {
        let parameters = Parameters::parse("query=&Query=emma&&x");
        assert_eq!((parameters.get("query"), parameters.get("x"), parameters.get("y")), (Some("emma"), None, None));
    }
}

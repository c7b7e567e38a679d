//! Standard numbers, made comparable: ISBN, ISSN, LCCN, OCLC number, DOI. A number with a wrong check digit is none.

use std::fmt;

use crate::record::Record;

macro_rules! identifier {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The normalised form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier! {
    /// An International Standard Book Number, always as 13 digits (ISO 2108).
    Isbn
}
identifier! {
    /// An International Standard Serial Number, as `1234-567X` (ISO 3297).
    Issn
}
identifier! {
    /// A Library of Congress Control Number, normalised as the Library of Congress lays down for `info:lccn`.
    Lccn
}
identifier! {
    /// A WorldCat record number: digits without prefix and leading zeros.
    OclcNumber
}
identifier! {
    /// A Digital Object Identifier in lower case, from `10.` on (ISO 26324).
    Doi
}

impl Isbn {
    /// Reads the number at the beginning of a text: `0-14-044911-6 (pbk.)`, `ISBN 978 0 14 044911 2`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = leading_number(strip_label(text, "ISBN"), 13)?;
        match digits.len() {
            10 => Self::from_isbn10(&digits),
            13 => Self::from_isbn13(digits),
            _ => None,
        }
    }

    /// The older form of ten characters, for numbers that begin with 978.
    #[must_use]
    pub fn isbn10(&self) -> Option<String> {
        let nine = self.0.strip_prefix("978")?.get(..9)?;
        let check = (11 - weighted(nine.bytes(), (2..=10).rev()) % 11) % 11;
        Some(format!("{nine}{}", check_character(check)))
    }

    fn from_isbn10(digits: &str) -> Option<Self> {
        let sum = weighted(digits.bytes(), (1..=10).rev());
        let nine = digits.get(..9).filter(|nine| !nine.contains('X'))?;
        if !sum.is_multiple_of(11) {
            return None;
        }
        let twelve = format!("978{nine}");
        let check = (10 - weighted(twelve.bytes(), [1, 3].into_iter().cycle()) % 10) % 10;
        Some(Self(format!("{twelve}{check}")))
    }

    fn from_isbn13(digits: String) -> Option<Self> {
        let is_book = digits.starts_with("978") || digits.starts_with("979");
        let sum = weighted(digits.bytes(), [1, 3].into_iter().cycle());
        (is_book && !digits.contains('X') && sum.is_multiple_of(10)).then_some(Self(digits))
    }
}

impl Issn {
    /// Reads the number at the beginning of a text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = leading_number(strip_label(text, "ISSN"), 8)?;
        let sum = weighted(digits.bytes(), (1..=8).rev());
        let (first, second) = digits.split_at_checked(4)?;
        let is_valid = digits.len() == 8
            && sum.is_multiple_of(11)
            && !first.contains('X')
            && digits.bytes().any(|byte| byte != b'0');
        is_valid.then(|| Self(format!("{first}-{second}")))
    }
}

impl Lccn {
    /// Normalises a number: blanks out, cut at a slash, the serial behind a hyphen filled to six digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let text = text.split('/').next().unwrap_or_default();
        let text = match text.split_once('-') {
            Some((before, serial)) => format!("{before}{serial:0>6}"),
            None => text.to_owned(),
        };
        let digits = text.trim_start_matches(|character: char| character.is_ascii_lowercase());
        let prefix = text.len() - digits.len();
        let is_valid =
            prefix <= 3 && matches!(digits.len(), 8..=10) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_valid.then_some(Self(text))
    }
}

impl OclcNumber {
    /// Reads `(OCoLC)ocm00012345`, `ocn123456789`, `on1234567890` or `12345`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("(OCoLC)").unwrap_or(text).trim_start();
        let number = ["ocm", "ocn", "on"].iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
        let number = number.trim().trim_start_matches('0');
        let is_valid = (1..=14).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        is_valid.then(|| Self(number.to_owned()))
    }
}

impl Doi {
    /// Reads a DOI with or without `doi:` or a resolver's address before it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        const BEFORE: [&str; 5] =
            ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"];
        let doi = BEFORE.iter().find_map(|before| text.strip_prefix(before)).unwrap_or(&text).trim();
        let (registrant, suffix) = doi.strip_prefix("10.")?.split_once('/')?;
        let is_valid = registrant.len() >= 4
            && registrant.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && !suffix.is_empty()
            && !suffix.contains(char::is_whitespace);
        is_valid.then(|| Self(doi.to_owned()))
    }
}

/// The valid ISBNs of 020 $a, each once. Those of $z (cancelled, or of another form of the book) are in [`cancelled_isbns`].
#[must_use]
pub fn isbns(record: &Record) -> Vec<Isbn> {
    distinct(record.values("020", 'a').filter_map(Isbn::parse))
}

/// The valid ISBNs of 020 $z.
#[must_use]
pub fn cancelled_isbns(record: &Record) -> Vec<Isbn> {
    distinct(record.values("020", 'z').filter_map(Isbn::parse))
}

/// The valid ISSNs of 022 $a and, linking all media of a serial, $l.
#[must_use]
pub fn issns(record: &Record) -> Vec<Issn> {
    distinct(record.values("022", 'a').chain(record.values("022", 'l')).filter_map(Issn::parse))
}

/// The control number of 010 $a.
#[must_use]
pub fn lccn(record: &Record) -> Option<Lccn> {
    record.values("010", 'a').find_map(Lccn::parse)
}

/// The WorldCat numbers: 035 $a with the prefix `(OCoLC)`, or 001 where 003 says OCoLC or the number itself does.
#[must_use]
pub fn oclc_numbers(record: &Record) -> Vec<OclcNumber> {
    let control = record.control("001").filter(|number| {
        let is_prefixed = ["ocm", "ocn", "on"].iter().any(|prefix| number.starts_with(prefix));
        is_prefixed || record.control("003").is_some_and(|organisation| organisation.trim() == "OCoLC")
    });
    distinct(prefixed(record, 'a').chain(control.and_then(OclcNumber::parse)))
}

/// WorldCat numbers that were merged into this record's: 019 $a and 035 $z.
#[must_use]
pub fn former_oclc_numbers(record: &Record) -> Vec<OclcNumber> {
    distinct(record.values("019", 'a').filter_map(OclcNumber::parse).chain(prefixed(record, 'z')))
}

/// The DOIs of 024 with `doi` in $2.
#[must_use]
pub fn dois(record: &Record) -> Vec<Doi> {
    let fields = record.fields("024").filter(|field| field.subfield('2').is_some_and(|source| source.trim() == "doi"));
    distinct(fields.flat_map(|field| field.values('a')).filter_map(Doi::parse))
}

fn prefixed(record: &Record, code: char) -> impl Iterator<Item = OclcNumber> {
    record.values("035", code).filter(|value| value.trim_start().starts_with("(OCoLC)")).filter_map(OclcNumber::parse)
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// The text behind a label such as `ISBN`, `ISBN-13:`.
fn strip_label<'a>(text: &'a str, label: &str) -> &'a str {
    let text = text.trim_start();
    match text.get(..label.len()) {
        Some(head) if head.eq_ignore_ascii_case(label) => {
            let behind = text.get(label.len()..).unwrap_or_default();
            let behind = ["-13", "-10"].iter().find_map(|form| behind.strip_prefix(form)).unwrap_or(behind);
            behind.trim_start_matches([':', ' '])
        }
        _ => text,
    }
}

/// Digits, with X as the last, at the beginning of a text; hyphens and blanks between them are left out. At most `longest`
/// characters: what follows them may be a price or a binding. A number that goes on is none.
fn leading_number(text: &str, longest: usize) -> Option<String> {
    let mut number = String::new();
    for character in text.chars() {
        match character {
            '0'..='9' if number.len() < longest && !number.ends_with('X') => number.push(character),
            'x' | 'X' if matches!(number.len(), 7 | 9) => number.push('X'),
            '0'..='9' | 'x' | 'X' => return None,
            // Publishers use several kinds of dash.
            '-' | '\u{2010}'..='\u{2013}' | '\u{AD}' => {}
            // A blank may stand inside a number or end it.
            ' ' if !matches!(number.len(), 8 | 10 | 13) => {}
            _ => break,
        }
    }
    (!number.is_empty()).then_some(number)
}

fn weighted(digits: impl Iterator<Item = u8>, weights: impl Iterator<Item = u32>) -> u32 {
    digits.zip(weights).map(|(digit, weight)| weight * if digit == b'X' { 10 } else { u32::from(digit - b'0') }).sum()
}

fn check_character(value: u32) -> char {
    if value == 10 { 'X' } else { char::from_digit(value, 10).unwrap_or('X') }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn isbn(text: &str) -> Option<String> {
        Isbn::parse(text).map(|isbn| isbn.to_string())
    }

    #[test]
    fn both_forms_of_an_isbn_are_one_number() {
        for text in
            ["0140449116", "0-14-044911-6 (pbk.)", "ISBN: 978-0-14-044911-2", "978 0 14 044911 2 :", "9780140449112"]
        {
            assert_eq!(isbn(text).as_deref(), Some("9780140449112"), "{text}");
        }
        assert_eq!(isbn("080442957X").as_deref(), Some("9780804429573"));
        assert_eq!(Isbn::parse("9780804429573").unwrap().isbn10().unwrap(), "080442957X");
        assert_eq!(Isbn::parse("9791034402403").and_then(|isbn| isbn.isbn10()), None);
    }

    #[test]
    fn a_wrong_check_digit_makes_no_isbn() {
        for text in
            ["0140449117", "9780140449113", "14044911", "97801404491123", "X140449116", "", "pbk.", "9770140449115"]
        {
            assert_eq!(isbn(text), None, "{text}");
        }
    }

    #[test]
    fn a_price_behind_the_number_is_not_part_of_it() {
        assert_eq!(isbn("0140449116 12.50").as_deref(), Some("9780140449112"));
    }

    #[test]
    fn issns_get_their_hyphen() {
        for text in ["0028-0836", "00280836", "ISSN 0028-0836 = Nature"] {
            assert_eq!(Issn::parse(text).unwrap().as_str(), "0028-0836", "{text}");
        }
        assert_eq!(Issn::parse("2434-561x").unwrap().as_str(), "2434-561X");
        assert!(Issn::parse("0028-0837").is_none());
        assert!(Issn::parse("0000-0000").is_none());
    }

    #[test]
    fn lccns_follow_the_published_rule() {
        // The examples of the Library of Congress for info:lccn.
        for (text, normal) in [
            ("n78-890351", "n78890351"),
            ("n78-89035", "n78089035"),
            ("n 78890351 ", "n78890351"),
            (" 85000002 ", "85000002"),
            ("85-2 ", "85000002"),
            ("2001-000002", "2001000002"),
            ("75-425165//r75", "75425165"),
            (" 79139101 /AC/r932", "79139101"),
        ] {
            assert_eq!(Lccn::parse(text).map(|lccn| lccn.to_string()).as_deref(), Some(normal), "{text}");
        }
        assert!(Lccn::parse("unknown").is_none());
    }

    #[test]
    fn oclc_numbers_lose_prefix_and_zeros() {
        for text in ["(OCoLC)ocm00012345", "(OCoLC)12345", "ocn000012345", "on12345", " 12345 "] {
            assert_eq!(OclcNumber::parse(text).unwrap().as_str(), "12345", "{text}");
        }
        assert!(OclcNumber::parse("(DLC)12345").is_none());
    }

    #[test]
    fn dois_lose_the_resolver() {
        assert_eq!(Doi::parse("https://doi.org/10.1000/ABC.1").unwrap().as_str(), "10.1000/abc.1");
        assert_eq!(Doi::parse("doi:10.1000/abc.1").unwrap().as_str(), "10.1000/abc.1");
        assert!(Doi::parse("10.1000").is_none() && Doi::parse("11.1000/1").is_none());
    }
}

//! Numbers as search terms: one spelling each, whatever the record or the patron writes. The numbers themselves, with their check
//! digits, are [`marc::identifiers`].

use marc::identifiers::{Isbn, Issn, Lccn, OclcNumber};

/// Hyphens that stand in numbers: the ASCII one, U+2010, the non-breaking one, the en dash.
const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{2011}', '\u{2013}'];

/// The ISBN that this text is, and nothing but, as ISBN-13; hyphens allowed, check digit required.
pub fn isbn(text: &str) -> Option<String> {
    Isbn::parse(&number(text)?).map(|isbn| isbn.to_string())
}

/// As [`isbn`], for a text that may hold spaces too (`978 0 14 044793 4`).
pub fn spaced_isbn(text: &str) -> Option<String> {
    isbn(&text.split_whitespace().collect::<String>())
}

/// The ISSN that this text is, and nothing but, as `1234-567X`; check digit required.
pub fn issn(text: &str) -> Option<String> {
    Issn::parse(&number(text)?).map(|issn| issn.to_string())
}

/// As [`issn`], only with a hyphen in its middle: eight digits alone may be anything.
pub fn hyphenated_issn(text: &str) -> Option<String> {
    let (first, last) = text.trim().split_once(HYPHENS)?;
    (first.len() == 4 && last.len() == 4).then(|| issn(text))?
}

/// The Library of Congress control number that this text is, normalised.
pub fn lccn(text: &str) -> Option<String> {
    Lccn::parse(text).map(|lccn| lccn.to_string())
}

/// The WorldCat number that this text is, without prefix and leading zeros.
pub fn oclc(text: &str) -> Option<String> {
    OclcNumber::parse(&text.trim().to_ascii_lowercase()).map(|number| number.to_string())
}

/// Letters and digits in lower case, nothing else; leading zeros stay. For numbers of no known kind and misprinted ones.
pub fn compact(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_lowercase()).collect()
}

/// Digits with an `X` at the end at most, hyphens out.
fn number(text: &str) -> Option<String> {
    let number: String = text.trim().chars().filter(|character| !HYPHENS.contains(character)).collect();
    let digits = number.strip_suffix(['x', 'X']).unwrap_or(&number);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| number.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isbns_of_both_lengths_are_one_number() {
        for spelling in ["0140447938", "0-14-044793-8", "9780140447934", "978-0-14-044793-4", " 978\u{2010}0140447934 "]
        {
            assert_eq!(isbn(spelling).as_deref(), Some("9780140447934"), "{spelling}");
        }
        assert_eq!(isbn("080442957X"), isbn("9780804429573"));
        assert_eq!(isbn("080442957x"), isbn("9780804429573"));
        assert_eq!(spaced_isbn("978 0 14 044793 4").as_deref(), Some("9780140447934"));
    }

    #[test]
    fn text_that_is_more_than_a_number_is_no_number() {
        for text in
            ["0140447939", "9780140447935", "X140447938", "014044793", "", "isbn", "0140447938 (pbk.)", "97801404479X4"]
        {
            assert_eq!(isbn(text), None, "{text}");
        }
        for text in ["0028-0837", "0028-083", "éa28-0836", "", "0028-0836 (print)"] {
            assert_eq!(issn(text), None, "{text}");
        }
    }

    #[test]
    fn every_isbn_10_has_the_key_of_its_isbn_13() {
        for body in (0..1_000_000_000_u32).step_by(7_654_321) {
            let ten =
                (0..=10).map(|check| if check == 10 { format!("{body:09}X") } else { format!("{body:09}{check}") });
            let valid: Vec<String> = ten.filter(|text| isbn(text).is_some()).collect();
            let [ten] = valid.as_slice() else { panic!("{body}: exactly one check digit fits, not {valid:?}") };
            let thirteen = isbn(ten).unwrap();
            assert_eq!(isbn(&thirteen).as_deref(), Some(thirteen.as_str()));
        }
    }

    #[test]
    fn eight_digits_are_an_issn_only_where_one_is_asked_for() {
        assert_eq!(issn("00280836").as_deref(), Some("0028-0836"));
        assert_eq!(issn("0028-792x").as_deref(), Some("0028-792X"));
        assert_eq!(hyphenated_issn("0028\u{2011}0836").as_deref(), Some("0028-0836"));
        assert_eq!(hyphenated_issn("00280836"), None);
    }

    #[test]
    fn library_numbers_lose_blanks_prefixes_and_zeros() {
        assert_eq!(lccn("  2001-627090 ").as_deref(), Some("2001627090"));
        assert_eq!(oclc("OCM00012345").as_deref(), Some("12345"));
        assert_eq!(compact(" UPC 0 12345-6 "), "upc0123456");
    }
}

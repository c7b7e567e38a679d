//! Values as catalogues write them, made fit for a form: end punctuation, years, ISBN and ISSN.

/// A title, place or series without the punctuation that ends a MARC subfield.
pub(crate) fn phrase(text: &str) -> Option<String> {
    let text = without_end_marks(text);
    let last_word = text.rsplit([' ', '(', '[']).next().unwrap_or_default();
    let word = last_word.trim_end_matches('.');
    // "U.S." and "Vol. X." keep their full stop, "..." is not an end mark.
    let is_end = last_word.len() == word.len() + 1 && word.chars().count() > 1 && !word.contains('.');
    let text = if is_end { without_end_marks(text.strip_suffix('.').unwrap_or(text)) } else { text };
    some(text)
}

/// A name: as a phrase, but short last words keep their full stop: "Jr.", "Co.", "Ltd.".
pub(crate) fn name(text: &str) -> Option<String> {
    let text = without_end_marks(text);
    let last_word = text.rsplit([' ', ',', '.']).find(|word| !word.is_empty()).unwrap_or_default();
    if last_word.chars().count() <= 4 { some(text) } else { phrase(text) }
}

/// A value without the blanks and separators around it.
pub(crate) fn plain(text: &str) -> Option<String> {
    some(without_end_marks(text))
}

fn some(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

fn without_end_marks(text: &str) -> &str {
    let text = text.trim().trim_start_matches([',', ';', '/']).trim_start();
    let text = text.trim_end_matches(|end: char| end.is_whitespace() || "/:;,=".contains(end));
    match text.strip_suffix(']') {
        Some(inner) if !text.contains('[') => inner.trim_end(),
        _ => text,
    }
}

/// The first plausible year in a date: `c2000.`, `2013-03`, `20180101`, `[1897?]`.
pub(crate) fn year(date: &str) -> Option<u16> {
    date.split(|character: char| !character.is_ascii_digit())
        .filter(|digits| matches!(digits.len(), 4 | 6 | 8))
        .filter_map(|digits| digits.get(..4)?.parse().ok())
        .find(|year| (1400..=2100).contains(year))
}

/// The ISBN in a text such as `0-7156-3040-7 (pbk.)`, without hyphens. The check digit is not looked at: a wrong ISBN
/// that is printed in the book still finds the book.
pub(crate) fn isbn(text: &str) -> Option<String> {
    let digits = standard_number(text);
    let form =
        |length: usize| digits.len() == length && digits.bytes().take(length - 1).all(|byte| byte.is_ascii_digit());
    let is_thirteen = form(13) && !digits.ends_with('X') && (digits.starts_with("978") || digits.starts_with("979"));
    (form(10) || is_thirteen).then_some(digits)
}

/// The ISSN in a text, as `1234-567X`.
pub(crate) fn issn(text: &str) -> Option<String> {
    let digits = standard_number(text);
    let is_issn = digits.len() == 8 && digits.bytes().take(7).all(|byte| byte.is_ascii_digit());
    let (first, last) = digits.split_at_checked(4).filter(|_| is_issn)?;
    Some(format!("{first}-{last}"))
}

/// The first word of the text without hyphens, if it is made of digits and X.
fn standard_number(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    let word = word.trim_end_matches([',', ';', ':', '.']);
    let is_number = word.chars().all(|character| character.is_ascii_digit() || "-‐–Xx".contains(character));
    if !is_number {
        return String::new();
    }
    word.chars().filter(char::is_ascii_alphanumeric).map(|character| character.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_marc_punctuation() {
        for (text, expected) in [
            ("Property and wealth in classical Sparta /", "Property and wealth in classical Sparta"),
            ("London :", "London"),
            ("New York]", "New York"),
            ("[London] :", "[London]"),
            ("Predicting behavior.", "Predicting behavior"),
            ("A history of the U.S.", "A history of the U.S."),
            ("To be continued...", "To be continued..."),
            ("Vitamin C.", "Vitamin C."),
        ] {
            assert_eq!(phrase(text).as_deref(), Some(expected));
        }
        for empty in ["", " ", ",", " / ", ",,"] {
            assert_eq!(phrase(empty), None, "{empty:?}");
        }
    }

    #[test]
    fn names_keep_the_full_stop_of_an_abbreviation() {
        for (text, expected) in [
            ("Byock, Jesse L.", "Byock, Jesse L."),
            ("King, Martin Luther, Jr.", "King, Martin Luther, Jr."),
            ("John Wiley & Sons Ltd.", "John Wiley & Sons Ltd."),
            ("Umberto, Di Maggio.", "Umberto, Di Maggio"),
            ("Hodkinson, Stephen,", "Hodkinson, Stephen"),
        ] {
            assert_eq!(name(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_year_is_found_in_any_dress() {
        for (date, expected) in [
            ("2000.", Some(2000)),
            ("c2000", Some(2000)),
            ("[1897?]", Some(1897)),
            ("2013-03", Some(2013)),
            ("20180101", Some(2018)),
            ("5/1/1953", Some(1953)),
            ("19th century", None),
            ("12345", None),
            ("", None),
        ] {
            assert_eq!(year(date), expected, "{date}");
        }
    }

    #[test]
    fn only_numbers_of_the_right_form_are_isbn_or_issn() {
        assert_eq!(isbn("0-7156-3040-7 (pbk.)").as_deref(), Some("0715630407"));
        assert_eq!(isbn("978-0-7156-3040-2").as_deref(), Some("9780715630402"));
        assert_eq!(isbn("156098970x").as_deref(), Some("156098970X"));
        assert_eq!(isbn("1234567890123"), None);
        assert_eq!(issn("0277786X").as_deref(), Some("0277-786X"));
        assert_eq!(issn("edsasp.2030709854"), None);
        assert_eq!(issn(""), None);
    }
}

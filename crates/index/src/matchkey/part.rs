//! Numbers of volumes and editions, however they are written.

use crate::text::{letters, words};

/// Letters of the name of a part that has no number.
const NAME_LETTERS: usize = 16;

/// The number of a part: `Volume 4A`, `v. 4A` and `Bd. 4A, Combinatorial algorithms` are `4a`; `Books IV-V` is `4-5`. A part with a
/// name only gives the beginning of the name, and no part gives nothing.
pub(super) fn volume(part: Option<&str>) -> String {
    let Some(part) = part else { return String::new() };
    let mut named = words(part);
    // `v. 1` is volume 1, not 5 and 1.
    if named.len() > 1 && named.first().is_some_and(|label| label == "v" || label == "l") {
        named.remove(0);
    }
    let numbers: Vec<String> = named.iter().filter_map(|word| number(word)).collect();
    if numbers.is_empty() { letters(part).chars().take(NAME_LETTERS).collect() } else { numbers.join("-") }
}

/// The number of an edition: `2nd ed.`, `Second edition` and `2., überarb. Aufl.` are 2. The first, and an edition without a number,
/// is 1. Four digits are a year, not a number.
pub(super) fn edition(statement: Option<&str>) -> u16 {
    words(statement.unwrap_or_default()).iter().find_map(|word| ordinal(word)).unwrap_or(1)
}

fn number(word: &str) -> Option<String> {
    if word.starts_with(|first: char| first.is_ascii_digit()) {
        let numeral = word.trim_start_matches('0');
        return Some(if numeral.is_empty() { "0".to_owned() } else { numeral.to_owned() });
    }
    roman(word).map(|value| value.to_string()).or_else(|| Some(counting_word(word)?.to_string()))
}

fn ordinal(word: &str) -> Option<u16> {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    if (1..=3).contains(&digits.len()) {
        return digits.parse().ok().filter(|value| *value > 0);
    }
    ORDINALS.iter().zip(1..).find(|(forms, _)| forms.contains(&word)).map(|(_, value)| value)
}

fn counting_word(word: &str) -> Option<u16> {
    CARDINALS
        .iter()
        .zip(1..)
        .find(|(name, _)| **name == word)
        .map(|(_, value)| value)
        .or_else(|| ORDINALS.iter().zip(1..).find(|(forms, _)| forms.contains(&word)).map(|(_, value)| value))
}

const CARDINALS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// Folded, in English, German, French and Spanish.
const ORDINALS: [&[&str]; 10] = [
    &["first", "erste", "erster", "premier", "premiere", "primera", "primer"],
    &["second", "zweite", "zweiter", "deuxieme", "seconde", "segunda", "segundo"],
    &["third", "dritte", "dritter", "troisieme", "tercera", "tercer"],
    &["fourth", "vierte", "vierter", "quatrieme", "cuarta", "cuarto"],
    &["fifth", "funfte", "funfter", "cinquieme", "quinta", "quinto"],
    &["sixth", "sechste", "sechster", "sixieme", "sexta", "sexto"],
    &["seventh", "siebte", "siebter", "septieme", "septima", "septimo"],
    &["eighth", "achte", "achter", "huitieme", "octava", "octavo"],
    &["ninth", "neunte", "neunter", "neuvieme", "novena", "noveno"],
    &["tenth", "zehnte", "zehnter", "dixieme", "decima", "decimo"],
];

/// A Roman numeral up to 89 in its usual spelling. Beyond that letters are more often words (`mix`, `dim`) or initials (`c`, `m`).
fn roman(word: &str) -> Option<u16> {
    let (tens, rest) =
        leading(word, &["lxxx", "lxx", "lx", "xl", "xxx", "xx", "l", "x"], &[80, 70, 60, 40, 30, 20, 50, 10]);
    let (units, rest) =
        leading(rest, &["viii", "vii", "iii", "iv", "ix", "vi", "ii", "v", "i"], &[8, 7, 3, 4, 9, 6, 2, 5, 1]);
    (rest.is_empty() && tens + units > 0).then_some(tens + units)
}

fn leading<'a>(word: &'a str, numerals: &[&str], values: &[u16]) -> (u16, &'a str) {
    let mut found =
        numerals.iter().zip(values).filter_map(|(numeral, value)| Some((*value, word.strip_prefix(numeral)?)));
    found.next().unwrap_or((0, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_are_one_number_however_written() {
        let cases = [
            ("Volume 1, Fundamental algorithms", "1"),
            ("v. 1", "1"),
            ("Bd. 01", "1"),
            ("1. Teil", "1"),
            ("Part I", "1"),
            ("Part one", "1"),
            ("Zweiter Teil", "2"),
            ("Volume 4A", "4a"),
            ("Books IV-V", "4-5"),
            ("Tome XIV", "14"),
            ("Vol. XLIX", "49"),
            ("Inferno", "inferno"),
            ("V", "5"),
            ("第3巻", "3"),
        ];
        for (text, expected) in cases {
            assert_eq!(volume(Some(text)), expected, "{text}");
        }
        assert_eq!(volume(None), "");
    }

    #[test]
    fn editions_are_one_number_however_written() {
        let cases = [
            ("2nd ed.", 2),
            ("Second edition", 2),
            ("2., überarb. Aufl.", 2),
            ("Zweite Auflage", 2),
            ("2e éd.", 2),
            ("Deuxième édition", 2),
            ("Wyd. 3", 3),
            ("New ed.", 1),
            ("1st American ed.", 1),
            ("2001 Modern Library ed.", 1),
            ("20th anniversary ed.", 20),
        ];
        for (text, expected) in cases {
            assert_eq!(edition(Some(text)), expected, "{text}");
        }
        assert_eq!(edition(None), 1);
    }

    #[test]
    fn roman_numerals_are_read_in_their_usual_spelling_only() {
        let numerals = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
        for (numeral, value) in numerals.iter().zip(1..) {
            assert_eq!(roman(numeral), Some(value), "{numeral}");
        }
        for word in ["", "iiii", "vx", "mix", "dim", "civil", "ixi", "c"] {
            assert_eq!(roman(word), None, "{word}");
        }
    }
}

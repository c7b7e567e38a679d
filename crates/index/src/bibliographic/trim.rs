//! ISBD puts its marks at the ends of MARC subfields; readers do not want them.

/// The text without the marks that introduce the next element (`/ : ; , =`), without the closing full stop of a field, and without
/// square brackets. The full stop of an initial or a short abbreviation stays: `Rowling, J. K.`, `2nd ed.`
pub fn trimmed(text: &str) -> String {
    let unbracketed: String = text.chars().filter(|character| !matches!(character, '[' | ']')).collect();
    let words: Vec<&str> = unbracketed.split_whitespace().collect();
    let mut text = words.join(" ");
    while let Some(shorter) = shorten(&text) {
        text.truncate(shorter);
    }
    text
}

/// The length without the last mark; `None` when nothing is to be taken off.
fn shorten(text: &str) -> Option<usize> {
    let without = text.trim_end();
    let last = without.chars().last()?;
    let shorter = without.len() - last.len_utf8();
    match last {
        '/' | ':' | ';' | ',' | '=' => Some(shorter),
        '.' if is_full_stop(without.get(..shorter)?) => Some(shorter),
        _ if without.len() < text.len() => Some(without.len()),
        _ => None,
    }
}

/// Whether a full stop behind this text ends a sentence: the last word is longer than an abbreviation, or a number or bracket.
fn is_full_stop(before: &str) -> bool {
    let word = before.rsplit([' ', '.', '-']).next().unwrap_or_default();
    let letters = word.chars().filter(|character| character.is_alphabetic()).count();
    !before.ends_with('.')
        && (letters > 3 || word.ends_with(|end: char| end.is_ascii_digit() || end == ')') || is_whole_word(word))
}

/// Short words that are no abbreviations although they look like one.
fn is_whole_word(word: &str) -> bool {
    let letters = word.chars().count();
    letters == 3
        && word.chars().all(char::is_lowercase)
        && !matches!(word, "vol" | "rev" | "enl" | "pbk" | "etc" | "aug" | "aum")
}

//! One folding and one way of splitting words, for search and for match keys alike.
//!
//! Folding: NFKD (Unicode Standard Annex 15), lower case, accents dropped, letters that do not decompose spelled out
//! (`ø` is `o`, `ß` is `ss`), apostrophe-like letters of the romanisation tables dropped, then NFC. Words: runs of letters
//! and digits (Unicode classes). Scripts written without spaces become single characters and overlapping pairs.

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

const DECOMPOSE: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const COMPOSE: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const COMBINING_CLASS: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMapBorrowed::new();

/// Positions between two values of one field (two titles, two authors), so that no phrase runs from one into the next.
pub const POSITION_GAP: u32 = 16;

/// One searchable word and where it stands in its field.
///
/// Several tokens may share a position: the character and the pair that begins with it, or a word with an apostrophe beside
/// its first half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The folded word.
    pub text: String,
    /// Words before it in the field; [`POSITION_GAP`] more after each value.
    pub position: u32,
}

/// The folded text; spaces and punctuation stay as they are.
///
/// Idempotent: folding a folded text changes nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(text.len());
    for character in DECOMPOSE.normalize(text).chars() {
        for lower in character.to_lowercase() {
            push_folded(&mut plain, lower);
        }
    }
    COMPOSE.normalize(&plain).into_owned()
}

/// Letters and digits of the folded text, nothing between them: `War & peace.` is `warpeace`. For match keys.
pub fn letters(text: &str) -> String {
    fold(text).chars().filter(|character| is_word(*character)).collect()
}

/// The words of the folded text without pairs and joined forms, in order. For match keys and comparisons.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    split(&folded).filter(|piece| !piece.word.is_empty()).map(|piece| piece.word).collect()
}

/// What a search index stores for one field with these values.
///
/// - A word with an apostrophe is stored in parts and joined: `O'Neill` is found as `o'neill`, `neill` and `oneill`.
/// - Characters of scripts without spaces are stored alone and as pairs: `東京都` is `東`, `東京`, `京`, `京都`, `都`.
/// - A single letter keeps the signs behind it as a second form: `C++` is `c` and `c++`.
pub fn tokens<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut position = 0;
    for value in values {
        position = push_value(&mut tokens, value, position) + POSITION_GAP;
    }
    tokens
}

/// The terms to look for when a patron types `text`, with their places relative to each other.
///
/// The counterpart of [`tokens`]: pairs alone where a pair exists, signs kept behind single letters.
pub fn query_terms(text: &str) -> Vec<Token> {
    let folded = fold(text);
    let pieces: Vec<Piece> = split(&folded).collect();
    let mut terms = Vec::new();
    let mut pair_before = false;
    for (position, (piece, next)) in (0..).zip(pieces.iter().zip(following(&pieces))) {
        let pair = pair(piece, next);
        let ends_a_pair = std::mem::replace(&mut pair_before, pair.is_some());
        match pair {
            Some(text) => terms.push(Token { text, position }),
            None if ends_a_pair => {}
            None => terms.push(Token { text: piece.with_signs(), position }),
        }
    }
    terms
}

fn push_value(tokens: &mut Vec<Token>, value: &str, start: u32) -> u32 {
    let folded = fold(value);
    let pieces: Vec<Piece> = split(&folded).collect();
    let mut position = start;
    for (piece, next) in pieces.iter().zip(following(&pieces)) {
        let mut push = |text| tokens.push(Token { text, position });
        push(piece.word.clone());
        if !piece.signs.is_empty() {
            push(piece.with_signs());
        }
        if let Some(pair) = pair(piece, next) {
            push(pair);
        }
        if let Some(next) = next.filter(|next| next.after_apostrophe && !next.unspaced) {
            push(format!("{}{}", piece.word, next.word));
        }
        position += 1;
    }
    position
}

/// For each piece the one behind it.
fn following(pieces: &[Piece]) -> impl Iterator<Item = Option<&Piece>> {
    pieces.iter().skip(1).map(Some).chain([None])
}

/// A word, or one character of a script without spaces.
#[derive(Default)]
struct Piece {
    word: String,
    /// `++` or `#` behind a single letter: names of programming languages and keys of music.
    signs: String,
    unspaced: bool,
    /// Nothing but an apostrophe stands between this word and the one before.
    after_apostrophe: bool,
    /// Nothing at all stands between this character and the one before.
    adjacent: bool,
}

impl Piece {
    fn with_signs(&self) -> String {
        format!("{}{}", self.word, self.signs)
    }
}

fn pair(piece: &Piece, next: Option<&Piece>) -> Option<String> {
    let next = next.filter(|next| piece.unspaced && next.unspaced && next.adjacent)?;
    Some(format!("{}{}", piece.word, next.word))
}

fn split(folded: &str) -> impl Iterator<Item = Piece> {
    let mut characters = folded.chars().peekable();
    let mut between = String::from(" ");
    std::iter::from_fn(move || {
        while let Some(character) = characters.next_if(|character| !is_word(*character)) {
            between.push(character);
        }
        let first = characters.next()?;
        let mut piece = Piece {
            word: first.into(),
            unspaced: is_unspaced(first),
            after_apostrophe: matches!(between.as_str(), "'" | "\u{2019}" | "\u{2018}"),
            adjacent: between.is_empty(),
            ..Piece::default()
        };
        between.clear();
        while let Some(character) = characters.next_if(|character| continues(*character, piece.unspaced)) {
            piece.word.push(character);
        }
        if !piece.unspaced && piece.word.chars().count() == 1 {
            while let Some(sign) = characters.next_if(|character| matches!(character, '+' | '#')) {
                piece.signs.push(sign);
            }
        }
        Some(piece)
    })
}

fn continues(character: char, unspaced: bool) -> bool {
    if unspaced { is_mark(character) } else { is_word(character) && !is_unspaced(character) }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || is_mark(character)
}

fn is_mark(character: char) -> bool {
    !character.is_ascii() && COMBINING_CLASS.get_u8(character) != 0
}

/// Scripts in which words are not separated, and Korean, whose words carry their particles with them.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}'     // Thai, Lao
        | '\u{1000}'..='\u{109F}'   // Myanmar
        | '\u{1780}'..='\u{17FF}'   // Khmer
        | '\u{3005}'..='\u{3007}'   // iteration mark, closing mark, ideographic zero
        | '\u{3040}'..='\u{30FF}'   // Hiragana, Katakana
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{AC00}'..='\u{D7AF}'   // Hangul syllables
        | '\u{20000}'..='\u{3FFFF}')
}

/// Combining classes that are part of the letter: voiced kana (8) and the sign that joins Indic consonants (9).
fn is_accent(character: char) -> bool {
    is_mark(character) && !matches!(COMBINING_CLASS.get_u8(character), 8 | 9)
}

fn push_folded(plain: &mut String, lower: char) {
    match lower {
        'ø' => plain.push('o'),
        'ł' | 'ƚ' => plain.push('l'),
        'đ' | 'ð' | 'ɖ' => plain.push('d'),
        'ħ' => plain.push('h'),
        'ŧ' => plain.push('t'),
        'ı' => plain.push('i'),
        'ŋ' => plain.push('n'),
        'ĸ' => plain.push('q'),
        'ſ' => plain.push('s'),
        'ß' => plain.push_str("ss"),
        'æ' => plain.push_str("ae"),
        'œ' => plain.push_str("oe"),
        'þ' => plain.push_str("th"),
        'ơ' => plain.push('o'),
        'ư' => plain.push('u'),
        'ς' => plain.push('σ'),
        '\u{266F}' => plain.push('#'),
        _ if is_silent(lower) || is_accent(lower) => {}
        _ => plain.push(lower),
    }
}

/// Marks of the romanisation tables for ayn, alif, soft and hard sign, and characters that are not to be seen at all
/// (joiners, direction marks, soft hyphen).
fn is_silent(character: char) -> bool {
    matches!(character, '\u{02B0}'..='\u{02FF}' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{0640}'
        | '\u{0088}' | '\u{0089}' | '\u{0098}' | '\u{009C}')
}

#[cfg(test)]
mod tests;

//! MARC-8 to Unicode, complete: ANSEL, Greek, Cyrillic, Hebrew, Arabic, East Asian characters, subscripts and superscripts.
//! (MARC 21 Specifications for Record Structure, Character Sets, and Exchange Media, Character Sets: MARC-8.)
//!
//! Two working sets, G0 for bytes 21-7E and G1 for bytes A1-FE, are changed by escape sequences. Combining marks stand before
//! the letter they belong to. Not in here: writing MARC-8. What this library writes is UTF-8.

mod tables;

use icu_normalizer::ComposingNormalizerBorrowed;

use tables::{SETS, east_asian_row};

/// One set of one-byte codes.
struct Set {
    /// Last byte of the escape sequence that designates the set.
    final_byte: u8,
    /// The characters from code 20 on.
    characters: &'static str,
    /// The codes, as ASCII, that combine with what follows.
    combining: &'static str,
    /// Codes of the range 80-9F, which hold whatever the working sets are.
    controls: &'static [(u8, char)],
}

/// The East Asian characters whose codes share their first two bytes.
struct Row {
    row: u16,
    /// Third byte of the first character.
    first: u8,
    characters: &'static str,
}

/// In the tables: a code that is not assigned.
const UNASSIGNED: char = '\0';
/// In the tables: a code that adds nothing, as the second half of a double diacritic.
const NOTHING: char = '\u{1}';

const ESCAPE: u8 = 0x1B;

/// East Asian codes that are not in the published tables but in records: punctuation that some programs wrote so.
const UNPUBLISHED: [([u8; 3], char); 6] = [
    ([0x21, 0x20, 0x3D], '\u{2026}'),
    ([0x21, 0x20, 0x40], '\u{201C}'),
    ([0x7F, 0x20, 0x14], '\u{2014}'),
    ([0x7F, 0x20, 0x19], '\u{2019}'),
    ([0x7F, 0x20, 0x20], '\u{201D}'),
    ([0x7F, 0x21, 0x22], '\u{2122}'),
];

/// MARC-8 as Unicode in normalisation form C. Working sets return to ASCII and ANSEL at every subfield delimiter and terminator.
/// The second value is true when something was not MARC-8 and became U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8]) -> (String, bool) {
    let decoder = run(bytes);
    let composer = ComposingNormalizerBorrowed::new_nfc();
    (composer.normalize(&decoder.out).into_owned(), decoder.faults > 0)
}

/// Whether the bytes are something else than MARC-8.
pub(crate) fn has_faults(bytes: &[u8]) -> bool {
    run(bytes).faults > 0
}

fn run(bytes: &[u8]) -> Decoder {
    let mut decoder = Decoder::new(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, behind)) = rest.split_first() {
        let used = decoder.step(byte, behind);
        rest = rest.get(used..).unwrap_or_default();
    }
    decoder.settle();
    decoder
}

/// What a working set is.
#[derive(Clone, Copy)]
enum Working {
    Ascii,
    Single(&'static Set),
    EastAsian,
}

struct Decoder {
    out: String,
    /// Combining marks that wait for their letter.
    marks: Vec<char>,
    g0: Working,
    g1: Working,
    faults: usize,
}

impl Decoder {
    fn new(length: usize) -> Self {
        Self { out: String::with_capacity(length), marks: Vec::new(), g0: Working::Ascii, g1: ansel(), faults: 0 }
    }

    /// Takes one code, escape sequence or character reference; the number of bytes used is at least 1.
    fn step(&mut self, byte: u8, behind: &[u8]) -> usize {
        match byte {
            ESCAPE => self.escape(behind),
            0x1D..=0x1F => {
                self.settle();
                (self.g0, self.g1) = (Working::Ascii, ansel());
                self.out.push(char::from(byte));
                1
            }
            0x7F if matches!(self.g0, Working::EastAsian) => self.code(self.g0, byte, behind),
            0..=0x20 | 0x7F => self.letter(char::from(byte)),
            b'&' if matches!(self.g0, Working::Ascii) => self.ampersand(behind),
            0x21..=0x7E => self.code(self.g0, byte, behind),
            0xA1..=0xFE => self.code(self.g1, byte, behind),
            0x80..=0xA0 | 0xFF => self.control(byte),
        }
    }

    fn code(&mut self, working: Working, byte: u8, behind: &[u8]) -> usize {
        let code = byte & 0x7F;
        match working {
            Working::Ascii => self.letter(char::from(code)),
            Working::Single(set) => self.single(set, code),
            Working::EastAsian => self.east_asian(code, behind),
        }
    }

    fn single(&mut self, set: &Set, code: u8) -> usize {
        match set.characters.chars().nth(usize::from(code.saturating_sub(0x20))) {
            None | Some(UNASSIGNED) => self.fault(1),
            Some(NOTHING) => 1,
            Some(mark) if set.combining.contains(char::from(code)) => {
                self.marks.push(mark);
                1
            }
            Some(letter) => self.letter(letter),
        }
    }

    fn east_asian(&mut self, first: u8, behind: &[u8]) -> usize {
        let &[second, third, ..] = behind else { return self.fault(1 + behind.len()) };
        let (second, third) = (second & 0x7F, third & 0x7F);
        match east_asian([first, second, third]) {
            Some(letter) => {
                self.letter(letter);
                3
            }
            // A blank or an escape inside a code: the code was cut short.
            None if second < 0x21 || third < 0x21 => self.fault(1),
            None => self.fault(3),
        }
    }

    fn control(&mut self, byte: u8) -> usize {
        let controls = SETS.iter().flat_map(|set| set.controls);
        match controls.into_iter().find(|(code, _)| *code == byte) {
            Some((_, character)) => self.letter(*character),
            None => self.fault(1),
        }
    }

    /// A numeric character reference `&#xHHHH;` stands for a character that MARC-8 has not.
    fn ampersand(&mut self, behind: &[u8]) -> usize {
        let Some((character, used)) = character_reference(behind) else { return self.letter('&') };
        self.letter(character);
        1 + used
    }

    fn escape(&mut self, behind: &[u8]) -> usize {
        let Some(designation) = designation(behind) else { return self.fault(1) };
        let working = if designation.to_g1 { &mut self.g1 } else { &mut self.g0 };
        *working = designation.working;
        1 + designation.length
    }

    fn letter(&mut self, letter: char) -> usize {
        self.out.push(letter);
        self.out.extend(self.marks.drain(..));
        1
    }

    fn fault(&mut self, used: usize) -> usize {
        self.faults += 1;
        self.letter(char::REPLACEMENT_CHARACTER);
        used
    }

    /// Marks that no letter follows get a blank to stand on.
    fn settle(&mut self) {
        if !self.marks.is_empty() {
            self.faults += 1;
            self.letter(' ');
        }
    }
}

/// An escape sequence, taken apart.
struct Designation {
    working: Working,
    to_g1: bool,
    /// Bytes behind the escape character.
    length: usize,
}

fn designation(behind: &[u8]) -> Option<Designation> {
    let (working, to_g1, length) = match *behind {
        [b's', ..] => (Working::Ascii, false, 1),
        [final_byte @ (b'g' | b'b' | b'p'), ..] => (single(final_byte)?, false, 1),
        [b'$', intermediate @ (b'(' | b',' | b')' | b'-'), b'1', ..] => (Working::EastAsian, is_g1(intermediate), 3),
        [b'$', b'1', ..] => (Working::EastAsian, false, 2),
        [intermediate @ (b'(' | b',' | b')' | b'-'), b'!', b'E', ..] => (ansel(), is_g1(intermediate), 3),
        [intermediate @ (b'(' | b',' | b')' | b'-'), b'B', ..] => (Working::Ascii, is_g1(intermediate), 2),
        [intermediate @ (b'(' | b',' | b')' | b'-'), final_byte, ..] => (single(final_byte)?, is_g1(intermediate), 2),
        _ => return None,
    };
    Some(Designation { working, to_g1, length })
}

fn is_g1(intermediate: u8) -> bool {
    matches!(intermediate, b')' | b'-')
}

fn single(final_byte: u8) -> Option<Working> {
    SETS.iter().find(|set| set.final_byte == final_byte).map(Working::Single)
}

/// The Extended Latin set, in G1 by default.
fn ansel() -> Working {
    single(b'E').unwrap_or(Working::Ascii)
}

fn east_asian(code: [u8; 3]) -> Option<char> {
    let [plane, row, cell] = code;
    let published = || {
        let row = east_asian_row(u16::from_be_bytes([plane, row]))?;
        let character = row.characters.chars().nth(usize::from(cell.checked_sub(row.first)?))?;
        (character != UNASSIGNED).then_some(character)
    };
    published().or_else(|| UNPUBLISHED.iter().find(|(listed, _)| *listed == code).map(|(_, character)| *character))
}

/// `#xHHHH;` behind an ampersand: the character, and the bytes used.
fn character_reference(behind: &[u8]) -> Option<(char, usize)> {
    let digits = behind.strip_prefix(b"#x")?;
    let length = digits.iter().take(7).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if digits.get(length) != Some(&b';') {
        return None;
    }
    let digits = std::str::from_utf8(digits.get(..length)?).ok()?;
    let character = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    (!character.is_control()).then_some((character, length + 3))
}

//! The code tables laid out for quick access, in both directions. Made once, from the published tables, when first asked for.

use std::sync::LazyLock;

use super::tables::{EAST_ASIAN, SETS};

/// One set of one-byte codes, as published.
pub(super) struct Set {
    /// Last byte of the escape sequence that designates the set.
    pub(super) final_byte: u8,
    /// The characters from code 20 on.
    pub(super) characters: &'static str,
    /// The codes, as ASCII, that combine with what follows.
    pub(super) combining: &'static str,
    /// Codes of the range 80-9F, which hold whatever the working sets are.
    pub(super) controls: &'static [(u8, char)],
}

/// The East Asian characters whose codes share their first two bytes, as published.
pub(super) struct Row {
    pub(super) row: u16,
    /// Third byte of the first character.
    pub(super) first: u8,
    pub(super) characters: &'static str,
}

/// In the published tables: a code that is not assigned.
const UNASSIGNED: char = '\0';
/// In the published tables: a code that adds nothing, as the second half of a double diacritic.
const NOTHING: char = '\u{1}';

/// East Asian codes that are not in the published tables but in records: punctuation that some programs wrote so.
const UNPUBLISHED: [([u8; 3], char); 6] = [
    ([0x21, 0x20, 0x3D], '\u{2026}'),
    ([0x21, 0x20, 0x40], '\u{201C}'),
    ([0x7F, 0x20, 0x14], '\u{2014}'),
    ([0x7F, 0x20, 0x19], '\u{2019}'),
    ([0x7F, 0x20, 0x20], '\u{201D}'),
    ([0x7F, 0x21, 0x22], '\u{2122}'),
];

/// Values of one byte of an East Asian code, from 20 on. The standard begins at 21; the ideographic space is 21 23 20 all the same.
const CODES: usize = 96;

/// What one code of a one-byte set means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Unassigned,
    Nothing,
    Letter(char),
    /// A mark that belongs to the letter behind it.
    Mark(char),
}

/// A set of characters that a working set can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Charset {
    Ascii,
    /// The one-byte set at this place in the published tables.
    Single(u8),
    EastAsian,
}

/// Where a character stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Code {
    pub(super) character: char,
    /// Which place to choose if there are several: the lowest.
    preference: u8,
    pub(super) charset: Charset,
    pub(super) bytes: [u8; 3],
    pub(super) is_mark: bool,
}

/// The tables.
pub(super) struct Repertoire {
    /// By the place in the published tables.
    sets: Vec<[Cell; 96]>,
    /// For the first two bytes of an East Asian code the place in `cells`, in units of [`CODES`]; 0 where there is none.
    rows: Vec<u16>,
    cells: Vec<char>,
    /// Every place of every character, in order.
    codes: LazyLock<Vec<Code>>,
}

static REPERTOIRE: LazyLock<Repertoire> = LazyLock::new(Repertoire::new);

impl Repertoire {
    pub(super) fn get() -> &'static Self {
        &REPERTOIRE
    }

    fn new() -> Self {
        let mut repertoire =
            Self { sets: Vec::new(), rows: vec![0; CODES * CODES], cells: Vec::new(), codes: LazyLock::new(codes) };
        for set in SETS {
            let mut cells = [Cell::Unassigned; 96];
            for ((cell, character), code) in cells.iter_mut().zip(set.characters.chars()).zip(' '..) {
                *cell = meaning(character, set.combining.contains(code));
            }
            repertoire.sets.push(cells);
        }
        repertoire.cells.resize(CODES, UNASSIGNED);
        for row in EAST_ASIAN.iter().copied().flatten() {
            repertoire.add_row(row);
        }
        repertoire
    }

    fn add_row(&mut self, row: &Row) {
        let [plane, second] = row.row.to_be_bytes();
        let place = row_place(plane, second).and_then(|place| self.rows.get_mut(place));
        let Some(place) = place else { return };
        let begin = self.cells.len();
        *place = u16::try_from(begin / CODES).unwrap_or(0);
        self.cells.resize(begin + CODES, UNASSIGNED);
        let first = usize::from(row.first.saturating_sub(0x20));
        for (cell, character) in self.cells.iter_mut().skip(begin + first).zip(row.characters.chars()) {
            *cell = character;
        }
    }

    /// What a code from 20 to 7F means in the one-byte set at this place.
    pub(super) fn single(&self, set: u8, code: u8) -> Cell {
        let cells = self.sets.get(usize::from(set));
        cells.and_then(|cells| cells.get(usize::from(code.wrapping_sub(0x20)))).copied().unwrap_or(Cell::Unassigned)
    }

    /// The character of an East Asian code.
    pub(super) fn east_asian(&self, code: [u8; 3]) -> Option<char> {
        let [plane, row, cell] = code;
        let published = || {
            let row = usize::from(*self.rows.get(row_place(plane, row)?)?);
            let column = usize::from(cell.checked_sub(0x20)?);
            let character = *self.cells.get(row * CODES + column).filter(|_| column < CODES)?;
            (character != UNASSIGNED).then_some(character)
        };
        published().or_else(|| UNPUBLISHED.iter().find(|(listed, _)| *listed == code).map(|(_, character)| *character))
    }

    /// The places of a character, the best first.
    pub(super) fn places(&self, character: char) -> &[Code] {
        let begin = self.codes.partition_point(|code| code.character < character);
        let rest = self.codes.get(begin..).unwrap_or_default();
        let count = rest.iter().take_while(|code| code.character == character).count();
        rest.get(..count).unwrap_or_default()
    }
}

fn meaning(character: char, is_mark: bool) -> Cell {
    match character {
        UNASSIGNED => Cell::Unassigned,
        NOTHING => Cell::Nothing,
        mark if is_mark => Cell::Mark(mark),
        letter => Cell::Letter(letter),
    }
}

fn row_place(plane: u8, row: u8) -> Option<usize> {
    let (plane, row) = (usize::from(plane.checked_sub(0x20)?), usize::from(row.checked_sub(0x20)?));
    (plane < CODES && row < CODES).then_some(plane * CODES + row)
}

/// The set with this final byte, in an escape sequence.
pub(super) fn designated(final_byte: u8) -> Option<Charset> {
    let place = SETS.iter().position(|set| set.final_byte == final_byte)?;
    u8::try_from(place).ok().map(Charset::Single)
}

/// The final byte that designates a one-byte set.
pub(super) fn final_byte(set: u8) -> u8 {
    SETS.get(usize::from(set)).map_or(b'B', |set| set.final_byte)
}

/// The Extended Latin set, in G1 by default.
pub(super) fn ansel() -> Charset {
    designated(ANSEL).unwrap_or(Charset::Ascii)
}

pub(super) const ANSEL: u8 = b'E';

/// The character of a code from 80 to 9F.
pub(super) fn control(byte: u8) -> Option<char> {
    let mut controls = SETS.iter().flat_map(|set| set.controls);
    controls.find(|(code, _)| *code == byte).map(|(_, character)| *character)
}

/// The code from 80 to 9F of a character.
pub(super) fn control_code(character: char) -> Option<u8> {
    let mut controls = SETS.iter().flat_map(|set| set.controls);
    controls.find(|(_, listed)| *listed == character).map(|(code, _)| *code)
}

/// All codes of all sets, sorted by character and preference.
fn codes() -> Vec<Code> {
    let mut codes = Vec::new();
    for (set, place) in SETS.iter().zip(0u8..) {
        for (character, code) in set.characters.chars().zip(0x20u8..) {
            let is_mark = set.combining.contains(char::from(code));
            if !matches!(character, UNASSIGNED | NOTHING) {
                let preference = preference(set.final_byte);
                codes.push(Code {
                    character,
                    preference,
                    charset: Charset::Single(place),
                    bytes: [code, 0, 0],
                    is_mark,
                });
            }
        }
    }
    for row in EAST_ASIAN.iter().copied().flatten() {
        let [plane, second] = row.row.to_be_bytes();
        for (character, cell) in row.characters.chars().zip(row.first..) {
            if character != UNASSIGNED {
                let bytes = [plane, second, cell];
                codes.push(Code { character, preference: 9, charset: Charset::EastAsian, bytes, is_mark: false });
            }
        }
    }
    codes.sort_unstable();
    codes
}

/// Extended Latin before the scripts, and the scripts before the few Greek symbols and the small digits.
fn preference(final_byte: u8) -> u8 {
    match final_byte {
        ANSEL => 0,
        b'g' | b'b' | b'p' => 2,
        _ => 1,
    }
}

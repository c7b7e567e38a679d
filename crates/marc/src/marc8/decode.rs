//! From MARC-8 to Unicode.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::repertoire::{self, Cell, Charset, Repertoire};
use super::{ESCAPE, character_reference};

/// Appends the text in normalisation form C; the result is the number of things that were not MARC-8 and became U+FFFD.
pub(crate) fn decode_into(bytes: &[u8], out: &mut String) -> usize {
    let begin = out.len();
    let mut decoder = Decoder::new(out);
    let mut rest = bytes;
    loop {
        rest = decoder.plain_run(rest);
        let Some((&byte, behind)) = rest.split_first() else { break };
        let used = decoder.step(byte, behind);
        rest = rest.get(used..).unwrap_or_default();
    }
    decoder.settle();
    let (faults, is_composed) = (decoder.faults, decoder.is_composed);
    if !is_composed {
        compose(begin, out);
    }
    faults
}

/// Brings the text from `begin` on into normalisation form C.
fn compose(begin: usize, out: &mut String) {
    let text = out.get(begin..).unwrap_or_default().to_owned();
    out.truncate(begin);
    composed_into(&text, out);
}

/// Appends the text in normalisation form C. The code of a subfield is composed by itself: the value may begin with a mark.
pub(super) fn composed_into(text: &str, out: &mut String) {
    let composer = ComposingNormalizerBorrowed::new_nfc();
    let mut pieces = text.split('\u{1F}');
    out.push_str(&composer.normalize(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let code = piece.chars().next().map_or(0, char::len_utf8);
        let (code, value) = piece.split_at_checked(code).unwrap_or_default();
        out.push('\u{1F}');
        out.push_str(&composer.normalize(code));
        out.push_str(&composer.normalize(value));
    }
}

struct Decoder<'a> {
    out: &'a mut String,
    repertoire: &'static Repertoire,
    composition: CanonicalCompositionBorrowed<'static>,
    /// Combining marks that wait for their letter.
    marks: Vec<char>,
    g0: Charset,
    g1: Charset,
    faults: usize,
    /// Whether what was written is in normalisation form C for sure.
    is_composed: bool,
}

impl<'a> Decoder<'a> {
    fn new(out: &'a mut String) -> Self {
        Self {
            out,
            repertoire: Repertoire::get(),
            composition: CanonicalCompositionBorrowed::new(),
            marks: Vec::new(),
            g0: Charset::Ascii,
            g1: repertoire::ansel(),
            faults: 0,
            is_composed: true,
        }
    }

    /// Copies the ASCII at the beginning that means itself, and gives back the rest.
    fn plain_run<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if self.g0 != Charset::Ascii || !self.marks.is_empty() {
            return bytes;
        }
        let (run, rest) = bytes.split_at_checked(plain_length(bytes)).unwrap_or_default();
        self.out.push_str(std::str::from_utf8(run).unwrap_or_default());
        rest
    }

    /// Takes one code, escape sequence or character reference; the number of bytes used is at least 1.
    fn step(&mut self, byte: u8, behind: &[u8]) -> usize {
        match byte {
            ESCAPE => self.escape(behind),
            0x1D..=0x1F => {
                self.settle();
                (self.g0, self.g1) = (Charset::Ascii, repertoire::ansel());
                self.out.push(char::from(byte));
                1
            }
            0x7F if self.g0 == Charset::EastAsian => self.code(self.g0, byte, behind),
            0..=0x20 | 0x7F => self.letter(char::from(byte)),
            b'&' if self.g0 == Charset::Ascii => self.ampersand(behind),
            0x21..=0x7E => self.code(self.g0, byte, behind),
            0xA1..=0xFE => self.code(self.g1, byte, behind),
            0x80..=0xA0 | 0xFF => self.control(byte),
        }
    }

    fn code(&mut self, charset: Charset, byte: u8, behind: &[u8]) -> usize {
        let code = byte & 0x7F;
        match charset {
            Charset::Ascii => self.letter(char::from(code)),
            Charset::Single(set) => self.single(set, code),
            Charset::EastAsian => self.east_asian(code, behind),
        }
    }

    fn single(&mut self, set: u8, code: u8) -> usize {
        match self.repertoire.single(set, code) {
            Cell::Unassigned => self.fault(1),
            Cell::Nothing => 1,
            Cell::Mark(mark) => {
                self.marks.push(mark);
                1
            }
            Cell::Letter(letter) => self.letter(letter),
        }
    }

    fn east_asian(&mut self, first: u8, behind: &[u8]) -> usize {
        let &[second, third, ..] = behind else { return self.fault(1 + behind.len()) };
        let (second, third) = (second & 0x7F, third & 0x7F);
        match self.repertoire.east_asian([first, second, third]) {
            Some(letter) => {
                self.letter(letter);
                3
            }
            // A blank or an escape inside a code: the code was cut short.
            None if second < 0x21 || third < 0x21 => self.fault(1),
            None => {
                let lost = self.lost_step(behind);
                self.fault(lost)
            }
        }
    }

    /// Bytes to give up for a code that is none. Where a byte was lost or came in, the codes behind it are out of step; they are
    /// in step again where two follow one another, or one and the end of the stretch.
    fn lost_step(&self, behind: &[u8]) -> usize {
        let is_code = |at: usize| {
            let code = behind.get(at..at + 3).and_then(|code| <[u8; 3]>::try_from(code).ok());
            code.is_some_and(|code| self.repertoire.east_asian(code.map(|byte| byte & 0x7F)).is_some())
        };
        let ends = |at: usize| behind.get(at).is_none_or(|&byte| byte <= 0x20);
        let in_step = |at: &usize| is_code(at - 1) && (is_code(at + 2) || ends(at + 2));
        (1..3).find(in_step).unwrap_or(3)
    }

    fn control(&mut self, byte: u8) -> usize {
        match repertoire::control(byte) {
            Some(character) => self.letter(character),
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
        *working = designation.charset;
        1 + designation.length
    }

    fn letter(&mut self, letter: char) -> usize {
        let composed = match *self.marks.as_slice() {
            [] => Some(letter).filter(|_| stands_alone(letter)),
            // Letters of these ranges and ANSEL's marks compose in one step or not at all.
            [mark @ '\u{300}'..='\u{33F}'] if letter < '\u{180}' => self.composition.compose(letter, mark),
            _ => None,
        };
        match composed {
            Some(composed) => self.out.push(composed),
            None => {
                self.is_composed = false;
                self.out.push(letter);
                self.out.extend(&self.marks);
            }
        }
        self.marks.clear();
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

/// Bytes at the beginning that mean themselves while G0 is ASCII.
fn plain_length(bytes: &[u8]) -> usize {
    let is_plain = |byte: &u8| byte.is_ascii() & (*byte != ESCAPE) & (*byte != b'&');
    let (blocks, _) = bytes.as_chunks::<16>();
    let plain = |block: &&[u8; 16]| block.iter().fold(true, |so_far, byte| so_far & is_plain(byte));
    let length = blocks.iter().take_while(plain).count() * 16;
    length + bytes.iter().skip(length).take_while(|byte| is_plain(byte)).count()
}

/// Whether a letter is in normalisation form C and composes with nothing before it. Not for all letters of which that is true.
fn stands_alone(letter: char) -> bool {
    matches!(
        letter,
        '\0'..='\u{2FF}' | 'Α'..='Ρ' | 'Σ'..='Ω' | 'α'..='ω' | 'Ѐ'..='џ' | 'א'..='ת' | 'ء'..='ي' | 'ぁ'..='ん'
            | 'ァ'..='ヺ' | '一'..='鿿' | '가'..='힣'
    )
}

/// An escape sequence, taken apart.
struct Designation {
    charset: Charset,
    to_g1: bool,
    /// Bytes behind the escape character.
    length: usize,
}

fn designation(behind: &[u8]) -> Option<Designation> {
    let (charset, to_g1, length) = match *behind {
        [b's', ..] => (Charset::Ascii, false, 1),
        [final_byte @ (b'g' | b'b' | b'p'), ..] => (repertoire::designated(final_byte)?, false, 1),
        [b'$', intermediate @ (b'(' | b',' | b')' | b'-'), b'1', ..] => (Charset::EastAsian, is_g1(intermediate), 3),
        [b'$', b'1', ..] => (Charset::EastAsian, false, 2),
        [intermediate @ (b'(' | b',' | b')' | b'-'), b'!', b'E', ..] => (repertoire::ansel(), is_g1(intermediate), 3),
        [intermediate @ (b'(' | b',' | b')' | b'-'), b'B', ..] => (Charset::Ascii, is_g1(intermediate), 2),
        [intermediate @ (b'(' | b',' | b')' | b'-'), final_byte, ..] => {
            (repertoire::designated(final_byte)?, is_g1(intermediate), 2)
        }
        _ => return None,
    };
    Some(Designation { charset, to_g1, length })
}

fn is_g1(intermediate: u8) -> bool {
    matches!(intermediate, b')' | b'-')
}

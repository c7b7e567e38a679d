//! From Unicode to MARC-8.

use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

use super::decode::composed_into;
use super::repertoire::{self, Charset, Code, Repertoire};
use super::{ESCAPE, character_reference};

/// The text as MARC-8. G0 is ASCII again before every separator (U+001D to U+001F) and at the end. A character that MARC-8 has
/// not, nor can build of a letter and marks, becomes `&#xHHHH;`; so does an ampersand that would be read as such a reference.
///
/// ```
/// assert_eq!(marc::marc8::encode("é Де 中 \u{1F642}"), b"\xE2e \x1B(NdE \x1B$1!04\x1B(B &#x1F642;");
/// ```
#[must_use]
pub fn encode(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    encode_into(text, &mut out);
    out
}

/// Appends the text as MARC-8; see [`encode`].
pub fn encode_into(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() && memchr::memchr2(b'&', ESCAPE, text.as_bytes()).is_none() {
        return out.extend_from_slice(text.as_bytes());
    }
    let mut composed = String::with_capacity(text.len());
    composed_into(text, &mut composed);
    let mut encoder = Encoder {
        out,
        repertoire: Repertoire::get(),
        decomposition: CanonicalDecompositionBorrowed::new(),
        g0: Charset::Ascii,
        second_half: None,
        is_code: false,
    };
    let mut rest = composed.as_str();
    while !rest.is_empty() {
        rest = encoder.step(rest);
    }
    encoder.designate(Charset::Ascii);
}

struct Encoder<'a> {
    out: &'a mut Vec<u8>,
    repertoire: &'static Repertoire,
    decomposition: CanonicalDecompositionBorrowed<'static>,
    g0: Charset,
    /// The second half of a double diacritic, which the next letter has to carry.
    second_half: Option<u8>,
    /// Whether the code of a subfield comes next, which takes no marks.
    is_code: bool,
}

/// A letter with its marks, in codes.
struct Cluster {
    letter: Letter,
    marks: Vec<Code>,
}

enum Letter {
    Ascii(u8),
    Code(Code),
}

impl Encoder<'_> {
    /// Writes the letter at the beginning with its marks, and gives back the rest.
    fn step<'b>(&mut self, text: &'b str) -> &'b str {
        let mut characters = text.chars();
        let Some(first) = characters.next() else { return "" };
        let rest = characters.as_str();
        let is_code = std::mem::replace(&mut self.is_code, first == '\u{1F}');
        if matches!(first, '\u{1D}'..='\u{1F}') {
            self.designate(Charset::Ascii);
            self.second_half = None;
            self.out.extend(u8::try_from(first));
            return rest;
        }
        if let Some(code) = repertoire::control_code(first) {
            self.single_byte(code);
            return rest;
        }
        // The marks of a letter are written before it, so what stands behind them comes next.
        let behind_marks = || rest.trim_start_matches(|character| self.is_mark(character)).as_bytes();
        let begins_reference = first == '&' && character_reference(behind_marks()).is_some();
        let cluster = self.cluster(first).filter(|cluster| !is_code || cluster.marks.is_empty());
        let Some(mut cluster) = cluster.filter(|_| !begins_reference && first != '\u{1B}') else {
            self.reference(first);
            return rest;
        };
        let mut rest = rest;
        while !is_code && let Some(mark) = characters.next().and_then(|mark| self.mark(mark, &cluster.letter)) {
            cluster.marks.push(mark);
            rest = characters.as_str();
        }
        self.write(&cluster);
        rest
    }

    /// The codes of a character; `None` when MARC-8 cannot build it.
    fn cluster(&self, character: char) -> Option<Cluster> {
        let mut apart = Vec::new();
        let mut letter = character;
        let found = loop {
            if let Some(found) = self.letter(letter) {
                break found;
            }
            match self.decomposition.decompose(letter) {
                Decomposed::Expansion(base, mark) => {
                    apart.push(mark);
                    letter = base;
                }
                _ => return None,
            }
        };
        let marks = apart.iter().rev().map(|&mark| self.mark(mark, &found)).collect::<Option<_>>()?;
        Some(Cluster { letter: found, marks })
    }

    fn is_mark(&self, character: char) -> bool {
        self.repertoire.places(character).iter().any(|code| code.is_mark)
    }

    fn letter(&self, character: char) -> Option<Letter> {
        let places = self.repertoire.places(character);
        let letters = || places.iter().filter(|code| !code.is_mark);
        if let Some(code) = letters().find(|code| code.charset == self.g0) {
            return Some(Letter::Code(*code));
        }
        match u8::try_from(character) {
            Ok(ascii) if ascii.is_ascii() => Some(Letter::Ascii(ascii)),
            _ => letters().next().copied().map(Letter::Code),
        }
    }

    /// A mark, from the letter's own set if that has it.
    fn mark(&self, character: char, letter: &Letter) -> Option<Code> {
        let marks = || self.repertoire.places(character).iter().filter(|code| code.is_mark);
        let own = marks().find(|code| matches!(letter, Letter::Code(letter) if letter.charset == code.charset));
        own.or_else(|| marks().next()).copied()
    }

    fn write(&mut self, cluster: &Cluster) {
        if let Some(half) = self.second_half.take() {
            self.single_byte(half);
        }
        for mark in &cluster.marks {
            self.code(mark);
            self.second_half = second_half(mark.character).or(self.second_half);
        }
        match &cluster.letter {
            // Between the words of a script a blank is a blank.
            Letter::Ascii(b' ') if self.is_in_script() => self.out.push(b' '),
            Letter::Ascii(ascii) => {
                self.designate(Charset::Ascii);
                self.out.push(*ascii);
            }
            Letter::Code(code) => self.code(code),
        }
    }

    fn code(&mut self, code: &Code) {
        let [first, ..] = code.bytes;
        match code.charset {
            charset if charset == repertoire::ansel() => self.single_byte(first | 0x80),
            Charset::EastAsian => {
                self.designate(Charset::EastAsian);
                self.out.extend_from_slice(&code.bytes);
            }
            other => {
                self.designate(other);
                self.out.push(first);
            }
        }
    }

    /// A byte outside of G0, where a reader that counts three bytes a letter expects it.
    fn single_byte(&mut self, byte: u8) {
        if self.g0 == Charset::EastAsian {
            self.designate(Charset::Ascii);
        }
        self.out.push(byte);
    }

    fn reference(&mut self, character: char) {
        self.second_half = None;
        self.designate(Charset::Ascii);
        self.out.extend(format!("&#x{:04X};", u32::from(character)).bytes());
    }

    fn is_in_script(&self) -> bool {
        matches!(self.g0, Charset::Single(set) if !is_short(set))
    }

    /// Makes G0 this set. Sets that were designated by one letter are left before another is designated.
    fn designate(&mut self, wanted: Charset) {
        if self.g0 == wanted {
            return;
        }
        match (self.g0, wanted) {
            (Charset::Single(set), _) if is_short(set) => self.out.extend([ESCAPE, b's']),
            (_, Charset::Ascii) => self.out.extend([ESCAPE, b'(', b'B']),
            _ => {}
        }
        match wanted {
            Charset::Ascii => {}
            Charset::EastAsian => self.out.extend([ESCAPE, b'$', b'1']),
            Charset::Single(set) if is_short(set) => self.out.extend([ESCAPE, repertoire::final_byte(set)]),
            Charset::Single(set) => self.out.extend([ESCAPE, b'(', repertoire::final_byte(set)]),
        }
        self.g0 = wanted;
    }
}

/// Whether the set is designated by one letter: Greek symbols, subscripts, superscripts.
fn is_short(set: u8) -> bool {
    matches!(repertoire::final_byte(set), b'g' | b'b' | b'p')
}

/// Ligature and double tilde have a code for each half; Unicode has one mark behind the first letter for both.
fn second_half(mark: char) -> Option<u8> {
    match mark {
        '\u{361}' => Some(0xEC),
        '\u{360}' => Some(0xFB),
        _ => None,
    }
}

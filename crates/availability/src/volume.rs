//! Volumes, parts and issues: which of them is wanted, and whether a copy is that one.
//!
//! Catalogues write them as they like: `v.2`, `Bd. 2`, `t. II`, `2 (1998)`, `v.361 JUL-AUG 2009`, `g. 2, br. 3/4`. A volume is read
//! into numbers under labels, and years. Where two texts cannot be compared the answer is that nobody knows.

mod labels;

use index::text::{fold, letters};

use labels::{Label, roman};

pub(crate) use labels::number_word;

/// A volume, part or issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    levels: Vec<Level>,
    years: Vec<Span>,
    /// A supplement or an index, which is not the volume of that number.
    is_extra: bool,
    /// Letters and digits of the whole, for names without numbers.
    letters: String,
}

/// How a copy compares with what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeFit {
    /// It is the one.
    Fits,
    /// It is another.
    Another,
    /// It cannot be told.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Level {
    label: Label,
    span: Span,
}

/// A range of numbers; both ends the same for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: u32,
    to: u32,
}

/// Parts of a text that are looked at; enumerations are shorter.
const MOST_PIECES: usize = 200;

impl Volume {
    /// Reads a text; an empty text is no volume.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let folded = fold(text);
        let pieces = pieces(&folded);
        let mut reader = Reader { volume: Self { letters: letters(text), ..Self::default() }, label: Label::None };
        let mut place = 0;
        while let Some(piece) = pieces.get(place) {
            place += reader.take(piece, pieces.get(place + 1..).unwrap_or_default());
        }
        reader.volume
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Whether it names one part of something by number or year; `c.2` does not.
    #[must_use]
    pub fn is_part(&self) -> bool {
        self.is_extra || !self.levels.is_empty() || !self.years.is_empty()
    }

    /// Whether it is a supplement or an index.
    #[must_use]
    pub fn is_extra(&self) -> bool {
        self.is_extra
    }

    /// Whether a copy with this volume is the one that is wanted here.
    #[must_use]
    pub fn fit(&self, copy: &Self) -> VolumeFit {
        if self.is_empty() {
            return VolumeFit::Fits;
        }
        if copy.is_empty() {
            return VolumeFit::Unknown;
        }
        if self.letters == copy.letters {
            return VolumeFit::Fits;
        }
        if self.levels.is_empty() && self.years.is_empty() {
            return self.fit_by_name(copy);
        }
        if self.is_extra != copy.is_extra {
            return VolumeFit::Another;
        }
        let years = self.fit_years(copy);
        let levels: Vec<VolumeFit> = self.levels.iter().map(|level| copy.fit_level(level)).collect();
        let has = |fit| levels.contains(&fit) || years == Some(fit);
        match () {
            () if has(VolumeFit::Another) => VolumeFit::Another,
            () if levels.contains(&VolumeFit::Unknown) && years != Some(VolumeFit::Fits) => VolumeFit::Unknown,
            () if levels.is_empty() => years.unwrap_or(VolumeFit::Unknown),
            () => VolumeFit::Fits,
        }
    }

    /// `Inferno` is `Vol. 1, Inferno`; that another name is another volume is likely, but not sure.
    fn fit_by_name(&self, copy: &Self) -> VolumeFit {
        if copy.letters.contains(&self.letters) { VolumeFit::Fits } else { VolumeFit::Unknown }
    }

    /// `None` where only one of them has years.
    fn fit_years(&self, copy: &Self) -> Option<VolumeFit> {
        match (self.years.is_empty(), copy.years.is_empty()) {
            (false, false) => {
                let meets = self.years.iter().any(|ours| copy.years.iter().any(|theirs| ours.meets(*theirs)));
                Some(if meets { VolumeFit::Fits } else { VolumeFit::Another })
            }
            (false, true) if self.levels.is_empty() => Some(VolumeFit::Unknown),
            _ => None,
        }
    }

    /// Compares a wanted level with the levels here under the same label; a number without a label is a volume.
    fn fit_level(&self, wanted: &Level) -> VolumeFit {
        let main = |label: Label| if label == Label::None { Label::Volume } else { label };
        let mut same: Vec<&Level> =
            self.levels.iter().filter(|level| main(level.label) == main(wanted.label)).collect();
        let kinds = self.levels.iter().map(|level| main(level.label));
        let is_one_kind = kinds.clone().all(|label| Some(label) == kinds.clone().next());
        // `Teil 2` is `v.2` where nothing else is numbered.
        if same.is_empty() && is_one_kind && wanted.label.is_main() {
            same = self.levels.iter().filter(|level| level.label.is_main()).collect();
        }
        match same.is_empty() {
            true => VolumeFit::Unknown,
            false if same.iter().any(|level| level.span.meets(wanted.span)) => VolumeFit::Fits,
            false => VolumeFit::Another,
        }
    }
}

impl Span {
    fn meets(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

/// A word, a number or a mark of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Word(&'a str),
    Number(u32, usize),
    /// `-` or `/`: a range.
    Range,
}

fn pieces(folded: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = folded;
    while let Some(first) = rest.chars().next().filter(|_| pieces.len() < MOST_PIECES) {
        let same = |character: char| match first {
            _ if first.is_ascii_digit() => character.is_ascii_digit(),
            _ if first.is_alphabetic() => character.is_alphabetic(),
            _ => false,
        };
        let end = rest.find(|character| !same(character)).unwrap_or(rest.len()).max(first.len_utf8());
        let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = behind;
        match first {
            _ if first.is_ascii_digit() => pieces.push(Piece::Number(piece.parse().unwrap_or(u32::MAX), piece.len())),
            _ if first.is_alphabetic() => pieces.push(Piece::Word(piece)),
            '-' | '/' | '\u{2013}' => pieces.push(Piece::Range),
            _ => {}
        }
    }
    pieces
}

struct Reader {
    volume: Volume,
    /// The label that the next number stands under.
    label: Label,
}

impl Reader {
    /// Takes one piece, and what belongs to it of those behind; how many.
    fn take(&mut self, piece: &Piece<'_>, behind: &[Piece<'_>]) -> usize {
        match piece {
            Piece::Word(word) => {
                self.word(word, behind);
                1
            }
            Piece::Number(number, digits) => self.number(*number, *digits, behind),
            Piece::Range => 1,
        }
    }

    fn word(&mut self, word: &str, behind: &[Piece<'_>]) {
        let is_followed = match behind.first() {
            Some(Piece::Number(..)) => true,
            Some(Piece::Word(next)) => roman(next).is_some() || number_word(next).is_some(),
            _ => false,
        };
        let label = Label::of(word);
        match label {
            Some(Label::Extra) => self.volume.is_extra = true,
            Some(label) if is_followed => self.label = label,
            // `2. Band`: the label follows its number.
            Some(label) if self.names_last(label) => {}
            _ => match roman(word).or_else(|| number_word(word)) {
                Some(number) if self.label != Label::None || behind.is_empty() || label.is_none() => {
                    self.push(Span { from: number, to: number });
                }
                _ => self.label = Label::None,
            },
        }
    }

    /// Gives the label to a last number that has none.
    fn names_last(&mut self, label: Label) -> bool {
        match self.volume.levels.last_mut() {
            Some(last) if last.label == Label::None => {
                last.label = label;
                true
            }
            _ => false,
        }
    }

    fn number(&mut self, number: u32, digits: usize, behind: &[Piece<'_>]) -> usize {
        let (end, taken) = match behind {
            [Piece::Range, Piece::Number(end, end_digits), ..] => (self.end(number, digits, *end, *end_digits), 3),
            _ => (number, 1),
        };
        let span = Span { from: number.min(end), to: end.max(number) };
        let is_year = digits == 4 && (1400..=2100).contains(&number);
        if self.label == Label::Copy {
            self.label = Label::None;
        } else if is_year && self.label == Label::None {
            self.volume.years.push(span);
        } else {
            self.push(span);
        }
        taken
    }

    /// `2001/02` ends in 2002.
    fn end(&self, number: u32, digits: usize, end: u32, end_digits: usize) -> u32 {
        if digits == 4 && end_digits == 2 && self.label == Label::None { number / 100 * 100 + end } else { end }
    }

    fn push(&mut self, span: Span) {
        let label = std::mem::replace(&mut self.label, Label::None);
        if label != Label::Copy {
            self.volume.levels.push(Level { label, span });
        }
    }
}

#[cfg(test)]
mod tests;

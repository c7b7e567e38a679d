//! Volumes, parts and issues: which of them is wanted, and whether a copy is that one.
//!
//! Catalogues write them as they like: `v.2`, `Bd. 2`, `t. II`, `2 (1998)`, `v.361 JUL-AUG 2009`, `g. 2, br. 3/4`. A volume is read
//! into numbers under labels, and years. Where two texts cannot be compared the answer is that nobody knows.

mod labels;

use index::text::{fold, words};

use labels::{Label, roman};

pub(crate) use labels::number_word;

/// A volume, part or issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    levels: Vec<Level>,
    years: Vec<Span>,
    /// A supplement or an index, which is not the volume of that number.
    is_extra: bool,
    /// The words of the whole, for what has no numbers.
    words: Vec<String>,
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
        let mut reader =
            Reader { volume: Self { words: words(text), ..Self::default() }, label: Label::None, is_listed: false };
        let mut place = 0;
        while let Some(piece) = pieces.get(place) {
            place += reader.take(piece, pieces.get(place + 1..).unwrap_or_default());
        }
        reader.volume
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
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
        if self.words == copy.words {
            return VolumeFit::Fits;
        }
        if self.levels.is_empty() && self.years.is_empty() {
            return self.fit_by_name(copy);
        }
        if self.is_extra != copy.is_extra {
            return VolumeFit::Another;
        }
        let years = self.fit_years(copy);
        let (mut levels, mut compared) = (Vec::new(), Vec::new());
        for level in &self.levels {
            let label = copy.label_like(level.label);
            levels.push(copy.fit_level(label, level.span));
            compared.extend(label);
        }
        let has = |fit| levels.contains(&fit) || years == Some(fit);
        // `v.2 no.3` is a piece of volume 2, not the volume.
        let is_piece = copy.levels.iter().any(|level| !compared.contains(&level.label));
        match () {
            () if has(VolumeFit::Another) => VolumeFit::Another,
            () if levels.contains(&VolumeFit::Unknown) && years != Some(VolumeFit::Fits) => VolumeFit::Unknown,
            () if is_piece => VolumeFit::Unknown,
            () if levels.is_empty() => years.unwrap_or(VolumeFit::Unknown),
            () => VolumeFit::Fits,
        }
    }

    /// `Inferno` is `Vol. 1, Inferno`; that another name is another volume is likely, but not sure.
    fn fit_by_name(&self, copy: &Self) -> VolumeFit {
        if copy.words.windows(self.words.len()).any(|part| part == self.words) {
            VolumeFit::Fits
        } else {
            VolumeFit::Unknown
        }
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

    /// The label under which the numbers here are compared with those that are wanted under `wanted`. A number without a label is
    /// a volume, and `Teil 2` is `v.2` where nothing else is numbered.
    fn label_like(&self, wanted: Label) -> Option<Label> {
        let has = |label: Label| self.levels.iter().any(|level| level.label == label);
        let first = self.levels.first()?.label;
        let is_one_kind = self.levels.iter().all(|level| level.label == first);
        let like = match wanted {
            Label::None => [Label::None, Label::Volume],
            Label::Volume => [Label::Volume, Label::None],
            other => [other, other],
        };
        let alone = Some(first).filter(|first| is_one_kind && first.is_main() && wanted.is_main());
        like.into_iter().find(|label| has(*label)).or(alone)
    }

    fn fit_level(&self, label: Option<Label>, wanted: Span) -> VolumeFit {
        let Some(label) = label else { return VolumeFit::Unknown };
        let mut same = self.levels.iter().filter(|level| level.label == label);
        if same.any(|level| level.span.meets(wanted)) { VolumeFit::Fits } else { VolumeFit::Another }
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
    /// `,` or `&`: a list.
    List,
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
            ',' | '&' | '+' | ';' => pieces.push(Piece::List),
            _ => {}
        }
    }
    pieces
}

struct Reader {
    volume: Volume,
    /// The label that the next number stands under.
    label: Label,
    /// Whether a comma stands before what comes next.
    is_listed: bool,
}

impl Reader {
    /// Takes one piece, and what belongs to it of those behind; how many.
    fn take(&mut self, piece: &Piece<'_>, behind: &[Piece<'_>]) -> usize {
        let taken = match piece {
            Piece::Word(word) => {
                self.word(word, behind);
                1
            }
            Piece::Number(number, digits) => self.number(*number, *digits, behind),
            Piece::Range | Piece::List => 1,
        };
        self.is_listed = *piece == Piece::List;
        taken
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
            Some(Label::Uncounted) => {}
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
        if is_year && matches!(self.label, Label::None | Label::Uncounted) {
            self.label = Label::None;
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

    /// A number without a label behind another is one more of its kind in a list (`v.1, 2`), else a part of it (`42 29`).
    fn push(&mut self, span: Span) {
        let stated = std::mem::replace(&mut self.label, Label::None);
        let label = match (stated, self.volume.levels.last()) {
            (Label::Uncounted, _) => return,
            (Label::None, Some(last)) if self.is_listed => last.label,
            (Label::None, Some(_)) => Label::Issue,
            (stated, _) => stated,
        };
        self.volume.levels.push(Level { label, span });
    }
}

#[cfg(test)]
mod tests;

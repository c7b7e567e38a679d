//! What kind of thing is asked for.

use std::fmt;

/// The genre of what is asked for: the values of the KEV formats book, journal and dissertation, and what Alma adds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Genre {
    /// A book.
    Book,
    /// A chapter or other part of a book.
    BookItem,
    /// The record of a conference.
    Conference,
    /// A paper of a conference.
    Proceeding,
    /// A report.
    Report,
    /// Any document.
    Document,
    /// A journal.
    Journal,
    /// An issue of a journal.
    Issue,
    /// An article of a journal.
    Article,
    /// An article before it was published.
    Preprint,
    /// A thesis.
    Dissertation,
    /// A patent.
    Patent,
    /// A film.
    Video,
    /// A spoken book.
    AudioBook,
    /// A musical score.
    Score,
    /// A map.
    Map,
    /// The sender says that it does not know, and nothing else tells.
    Unknown,
    /// Any other word, as it came.
    Other(String),
}

const WORDS: [(&str, Genre); 17] = [
    ("book", Genre::Book),
    ("bookitem", Genre::BookItem),
    ("conference", Genre::Conference),
    ("proceeding", Genre::Proceeding),
    ("report", Genre::Report),
    ("document", Genre::Document),
    ("journal", Genre::Journal),
    ("issue", Genre::Issue),
    ("article", Genre::Article),
    ("preprint", Genre::Preprint),
    ("dissertation", Genre::Dissertation),
    ("patent", Genre::Patent),
    ("video", Genre::Video),
    ("audiobook", Genre::AudioBook),
    ("score", Genre::Score),
    ("map", Genre::Map),
    ("unknown", Genre::Unknown),
];

impl Genre {
    /// The word of the format.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => WORDS.iter().find(|(_, genre)| genre == known).map_or("unknown", |(word, _)| word),
        }
    }

    /// Whether this is one of the known genres and not just the word "unknown".
    pub(crate) const fn is_telling(&self) -> bool {
        !matches!(self, Self::Unknown | Self::Other(_))
    }

    /// Whether this is a part of something larger: an article, a chapter, a paper.
    #[must_use]
    pub const fn is_part(&self) -> bool {
        matches!(self, Self::Article | Self::BookItem | Self::Proceeding | Self::Preprint)
    }

    /// Whether this comes from a journal.
    #[must_use]
    pub const fn is_serial(&self) -> bool {
        matches!(self, Self::Journal | Self::Issue | Self::Article | Self::Preprint)
    }
}

impl From<&str> for Genre {
    fn from(word: &str) -> Self {
        let lower = word.trim().to_ascii_lowercase();
        match WORDS.iter().find(|(known, _)| *known == lower) {
            Some((_, genre)) => genre.clone(),
            None => Self::Other(word.trim().to_owned()),
        }
    }
}

impl fmt::Display for Genre {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

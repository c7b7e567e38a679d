//! The titles: one row of `titles.tsv` each.

use super::rows::{Row, rows};

/// One edition of a work, as facts. The columns of `sample/titles.tsv` are explained at the top of that file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Short name of the edition, unique.
    pub key: String,
    /// Kind of thing.
    pub material: Material,
    /// Main entry: inverted name and dates.
    pub author: Option<String>,
    /// Title proper, other title information and statement of responsibility in ISBD punctuation.
    pub title: String,
    /// Number of the part, `Volume 1`.
    pub part_number: Option<String>,
    /// Name of the part.
    pub part_name: Option<String>,
    /// Uniform title, with the language of a translation after the full stop.
    pub original: Option<String>,
    /// Edition statement.
    pub edition: Option<String>,
    /// MARC country code, two or three letters.
    pub country: String,
    /// Place of publication.
    pub place: String,
    /// Publisher's name.
    pub publisher: String,
    /// Year, or `1869-` for what still appears, `1973-1986` for what took years.
    pub year: String,
    /// Pages, illustrations and size in ISBD punctuation.
    pub extent: String,
    /// MARC language code.
    pub language: String,
    /// ISBN-13 without hyphens.
    pub isbns: Vec<String>,
    /// ISSN with its hyphen.
    pub issn: Option<String>,
    /// Library of Congress control number, normalised.
    pub lccn: Option<String>,
    /// Library of Congress call number.
    pub classification: Option<String>,
    /// Subject headings with subdivisions under MARC codes: `Jews $z Poland $x History`.
    pub subjects: Vec<String>,
    /// Added entries: editors, translators, further authors.
    pub contributors: Vec<String>,
    /// Series with its number behind ` ; `.
    pub series: Option<String>,
    /// The title and author in their own script when it is not Latin.
    pub own_script: Option<OwnScript>,
    /// Volumes of a set or of a serial.
    pub volumes: Vec<String>,
    /// Note; for a thesis the degree, the university and the year.
    pub note: Option<String>,
}

/// Title and author in the script of the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnScript {
    /// As [`Title::title`].
    pub title: String,
    /// As [`Title::author`], without dates.
    pub author: Option<String>,
}

/// Kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Material {
    /// Printed book or set of books.
    Book,
    /// Printed periodical.
    Serial,
    /// Book online.
    EBook,
    /// Periodical online.
    ESerial,
    /// Printed music.
    Score,
    /// Sheet map.
    Map,
    /// Film on disc.
    Video,
    /// Music on disc.
    Audio,
    /// Dissertation on paper.
    Thesis,
}

/// All titles in the order of their keys.
pub fn titles() -> Vec<Title> {
    rows(include_str!("../../sample/titles.tsv")).map(|row| title(&row)).collect()
}

impl Title {
    /// Whether this is the same edition online: its key says so.
    pub(super) fn is_online_form_of(&self, print: &Title) -> bool {
        self.key.strip_suffix("-online") == Some(&print.key)
    }
}

impl Material {
    /// Whether it is read online.
    pub fn is_online(self) -> bool {
        matches!(self, Material::EBook | Material::ESerial)
    }

    /// Whether it appears in parts without a planned end.
    pub fn is_serial(self) -> bool {
        matches!(self, Material::Serial | Material::ESerial)
    }

    fn from_name(name: &str) -> Material {
        match name {
            "book" => Material::Book,
            "serial" => Material::Serial,
            "e-book" => Material::EBook,
            "e-serial" => Material::ESerial,
            "score" => Material::Score,
            "map" => Material::Map,
            "video" => Material::Video,
            "audio" => Material::Audio,
            "thesis" => Material::Thesis,
            _ => panic!("sample data: no material is called {name}"),
        }
    }
}

fn title(row: &Row) -> Title {
    let text = |column| row.text(column).to_owned();
    Title {
        key: text("key"),
        material: Material::from_name(row.text("material")),
        author: row.optional("author"),
        title: text("title"),
        part_number: row.optional("part_number"),
        part_name: row.optional("part_name"),
        original: row.optional("original"),
        edition: row.optional("edition"),
        country: text("country"),
        place: text("place"),
        publisher: text("publisher"),
        year: text("year"),
        extent: text("extent"),
        language: text("language"),
        isbns: row.list("isbn"),
        issn: row.optional("issn"),
        lccn: row.optional("lccn"),
        classification: row.optional("classification"),
        subjects: row.list("subjects"),
        contributors: row.list("contributors"),
        series: row.optional("series"),
        own_script: row
            .optional("script_title")
            .map(|title| OwnScript { title, author: row.optional("script_author") }),
        volumes: row.list("volumes"),
        note: row.optional("note"),
    }
}

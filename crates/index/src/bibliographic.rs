//! What a bibliographic record says, taken out of MARC 21 once, for display, search and matching.

mod numbers;
mod trim;

use marc::classify::{dates, language};
use marc::identifiers::{former_oclc_numbers, isbns, issns, lccn, oclc_numbers};
use marc::{Field, Record};

use crate::format::Format;
pub use trim::trimmed;

/// The facts of one record, fit to be shown: closing marks of ISBD are gone, names are inverted, numbers are in one spelling.
///
/// Fields in the book's own script (880) are beside their romanised partners, not instead of them. Where a record is silent a value
/// is `None` or empty; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bibliographic {
    /// 245 $a $b $n $p.
    pub title: String,
    /// 245 $a.
    pub title_proper: String,
    /// 245 $n $p: the number and name of a part.
    pub part: Option<String>,
    /// The 880 of 245.
    pub vernacular_title: Option<String>,
    /// 130, 210, 222, 240, 246, 247, 730, 740 and their 880s.
    pub other_titles: Vec<String>,
    /// 100, 110, 111, then 700, 710, 711 that are not titles; each once.
    pub authors: Vec<String>,
    /// Whether the first author is the main entry (1xx).
    pub has_main_entry: bool,
    /// The 880s of the authors.
    pub vernacular_authors: Vec<String>,
    /// 245 $c.
    pub responsibility: Option<String>,
    /// 250 $a $b.
    pub edition: Option<String>,
    /// 264 $b with second indicator 1, else 260 $b.
    pub publisher: Option<String>,
    /// The $a beside the publisher.
    pub place: Option<String>,
    /// Year of publication of this edition: 008, else 264 $c or 260 $c; of a serial its first.
    pub year: Option<u16>,
    /// 008/35-37, else the first of 041 $a; not `und`, `zxx`, `mul`.
    pub language: Option<String>,
    /// Kind of thing.
    pub format: Format,
    /// 020 $a as ISBN-13; only those with a right check digit.
    pub isbns: Vec<String>,
    /// 022 $a and $l as `1234-567X`; only those with a right check digit.
    pub issns: Vec<String>,
    /// 010 $a, normalised as the Library of Congress prescribes.
    pub lccn: Option<String>,
    /// 035 $a with `(OCoLC)` (or 001 with 003 `OCoLC`), then the merged numbers of 019 $a and 035 $z; digits without leading zeros.
    pub oclc_numbers: Vec<String>,
    /// Numbers that a patron may type but that identify nothing for certain: cancelled and misprinted ISBNs and ISSNs, 024, 028.
    pub other_numbers: Vec<String>,
    /// 600 to 655, subdivisions behind ` -- `.
    pub subjects: Vec<String>,
    /// 490, else 440 and 8xx.
    pub series: Vec<String>,
    /// 300 $a.
    pub extent: Option<String>,
    /// The largest number of pages or leaves in 300 $a.
    pub pages: Option<u32>,
}

impl Bibliographic {
    /// Reads a record. Every record gives something; a record without 245 has an empty title.
    pub fn from_record(record: &Record) -> Bibliographic {
        let title = record.field("245");
        let own_script = OwnScript::of(record);
        let titled = |codes| title.map(|field| trimmed(&field.join(codes))).unwrap_or_default();
        let imprint = imprint(record);
        let imprinted = |codes| imprint.and_then(|field| filled(trimmed(&field.join(codes))));
        Bibliographic {
            title: titled("abnp"),
            title_proper: titled("a"),
            part: filled(titled("np")),
            vernacular_title: own_script.of_tags(&["245"]).find_map(|field| filled(trimmed(&field.join("abnp")))),
            other_titles: other_titles(record, &own_script),
            authors: names(authors(record)),
            has_main_entry: record.fields("1xx").any(|field| has_tag(&field, AUTHOR_TAGS)),
            vernacular_authors: names(own_script.of_tags(AUTHOR_TAGS)),
            responsibility: filled(titled("c")),
            edition: record.field("250").and_then(|field| filled(trimmed(&field.join("ab")))),
            publisher: imprinted("b"),
            place: imprinted("a"),
            year: dates(record, LATEST_YEAR).published,
            language: language(record),
            format: Format::of(record),
            isbns: numbers::texts(isbns(record)),
            issns: numbers::texts(issns(record)),
            lccn: lccn(record).map(|lccn| lccn.to_string()),
            oclc_numbers: numbers::texts(oclc_numbers(record).into_iter().chain(former_oclc_numbers(record))),
            other_numbers: numbers::other_numbers(record),
            subjects: subjects(record),
            series: series(record),
            extent: record.value("300", 'a').and_then(|extent| filled(trimmed(extent))),
            pages: numbers::pages(record),
        }
    }

    /// The main entry, or the first author where a record has no main entry.
    pub fn author(&self) -> Option<&str> {
        self.authors.first().map(String::as_str)
    }
}

/// Years beyond are misprints.
const LATEST_YEAR: u16 = 2100;

const AUTHOR_TAGS: &[&str] = &["100", "110", "111", "700", "710", "711"];
const OTHER_TITLE_TAGS: &[&str] = &["130", "210", "222", "240", "246", "247", "730", "740"];

fn has_tag(field: &Field, tags: &[&str]) -> bool {
    tags.contains(&field.tag().as_str())
}

fn authors(record: &Record) -> impl Iterator<Item = Field<'_>> {
    let entries = record.fields("1xx").chain(record.fields("7xx"));
    entries.filter(|field| has_tag(field, AUTHOR_TAGS) && field.subfield('t').is_none())
}

/// Names without dates and functions, each once.
fn names<'a>(fields: impl Iterator<Item = Field<'a>>) -> Vec<String> {
    let name = |field: Field| {
        let meeting = field.is("111") || field.is("711");
        filled(trimmed(&field.join(if meeting { "acdnq" } else { "abcq" })))
    };
    distinct(fields.filter_map(name))
}

fn other_titles(record: &Record, own_script: &OwnScript) -> Vec<String> {
    let titles = record.all_fields().filter(|field| has_tag(field, OTHER_TITLE_TAGS));
    let own = own_script.of_tags(OTHER_TITLE_TAGS);
    // Titles of contained works stand behind a name: 700 $a Bach $t Partitas.
    let contained = record.fields("7xx").filter(|field| has_tag(field, AUTHOR_TAGS)).map(|field| field.join("tnp"));
    let joined = titles.chain(own).map(|field| field.join("abnp"));
    distinct(joined.chain(contained).filter_map(|title| filled(trimmed(&title))))
}

/// The 880 fields of a record.
struct OwnScript<'a>(Vec<Field<'a>>);

impl<'a> OwnScript<'a> {
    fn of(record: &'a Record) -> OwnScript<'a> {
        OwnScript(record.fields("880").collect())
    }

    /// Those that pair with one of these tags: $6 begins with it (MARC 21 appendix A).
    fn of_tags(&self, tags: &[&str]) -> impl Iterator<Item = Field<'a>> {
        let pairs = |field: &&Field<'a>| {
            let link = field.subfield('6').unwrap_or_default();
            tags.iter().any(|tag| link.starts_with(tag))
        };
        self.0.iter().filter(pairs).copied()
    }
}

/// 264 of publication, else 260, else any 264.
fn imprint(record: &Record) -> Option<Field<'_>> {
    let publication = || record.fields("264").find(|field| field.indicator2() == '1');
    publication().or_else(|| record.field("260")).or_else(|| record.field("264"))
}

fn subjects(record: &Record) -> Vec<String> {
    let headings = record.fields("6xx").filter(|field| ("600"..="655").contains(&field.tag().as_str()));
    distinct(headings.filter_map(|field| {
        let heading = trimmed(&field.join("abcdfgklmnopqrst"));
        let subdivisions = field.subfields().filter(|subfield| matches!(subfield.code, "v" | "x" | "y" | "z"));
        let parts = std::iter::once(heading).chain(subdivisions.map(|subfield| trimmed(subfield.value)));
        filled(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" -- "))
    }))
}

fn series(record: &Record) -> Vec<String> {
    let transcribed =
        record.fields("4xx").filter(|field| has_tag(field, &["490", "440"])).map(|field| field.join("anpv"));
    let traced = record.fields("8xx").filter(|field| ("800"..="830").contains(&field.tag().as_str()));
    let mut all = distinct(transcribed.filter_map(|series| filled(trimmed(&series))));
    if all.is_empty() {
        all = distinct(traced.filter_map(|field| filled(trimmed(&field.join("atnpv")))));
    }
    all
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

#[cfg(test)]
mod tests;

//! Match keys: two records that share one describe the same edition, the same volume, in the same form.
//!
//! | key | made from | for |
//! | --- | --- | --- |
//! | `isbn` | ISBN-13, beginning of the title proper | all |
//! | `oclc` | OCLC number (merged ones too), beginning of the title proper | all |
//! | `lccn` | LCCN, beginning of the title proper | all |
//! | `issn` | ISSN or linking ISSN | serials |
//! | `author` | 40 letters of title with its remainder, author's surname, edition, year, about how many pages | books with a main entry |
//! | `pages` | 40 letters of title with its remainder, pages, year | books with a title that is not too short |
//! | `short` | title proper, author's surname, pages, year | books with a main entry |
//! | `title` | title with its remainder, year, publisher (not for serials) | everything but books |
//!
//! Every key ends with the format and the volume, so an e-book never joins the printed book, large print never the usual edition,
//! and volume 1 never volume 2 or the set. The title beside an identifier keeps apart records that carry a number by mistake.
//! Everything is folded by [`crate::text`]. A title in two scripts gives keys in both.
//!
//! The word keys are in the family of Gold Rush, without its publisher and with the edition and the pages apart from each other:
//! on the HathiTrust pairs (see `tests/it/hathitrust.rs`) they find more than four fifths of the duplicates, where Gold Rush 2024
//! finds half, at the same precision.

mod part;

use marc::classify::Material;

use crate::bibliographic::Bibliographic;
use crate::format::Format;
use crate::text::{letters, words};

/// Letters of the title in keys made from words.
const TITLE_LETTERS: usize = 40;
/// Letters of the title proper in keys that need all of it.
const LONG_TITLE_LETTERS: usize = 70;
/// Letters of the title proper that must agree beside an identifier.
const STEM_LETTERS: usize = 8;
/// A title with fewer letters ("Japan", "The sun") says too little without an author.
const TELLING_TITLE_LETTERS: usize = 15;
/// Pages in a span of nearly equal extent: prefaces and plates are counted in or left out.
const SPAN: u32 = 16;
/// Letters of the author's surname.
const AUTHOR_LETTERS: usize = 8;
/// Letters of the publisher's name.
const PUBLISHER_LETTERS: usize = 5;

/// The keys of a record, surest first, each once. A record without a title has none.
///
/// ```
/// use index::bibliographic::Bibliographic;
/// use index::matchkey::match_keys;
///
/// let mut record = marc::Record::new();
/// record.push_data("020", "  ", &[("a", "0-14-044793-8 (pbk.)")]);
/// record.push_data("245", "10", &[("a", "War and peace /"), ("c", "Leo Tolstoy.")]);
/// assert_eq!(match_keys(&Bibliographic::from_record(&record)), ["isbn|9780140447934|warandpe|book|"]);
/// ```
pub fn match_keys(record: &Bibliographic) -> Vec<String> {
    let form = format!("{}|{}", form(record), part::volume(record.part.as_deref()));
    let mut keys: Vec<String> = Vec::new();
    for key in identifier_keys(record).into_iter().chain(word_keys(record)) {
        let key = format!("{key}|{form}");
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

fn identifier_keys(record: &Bibliographic) -> Vec<String> {
    let mut keys = Vec::new();
    for stem in titles(&record.title_proper, record).map(|title| start(&title, STEM_LETTERS)) {
        let isbns = record.isbns.iter().map(|isbn| ("isbn", isbn));
        let oclc = record.oclc_numbers.iter().map(|number| ("oclc", number));
        let lccn = record.lccn.iter().map(|lccn| ("lccn", lccn));
        keys.extend(isbns.chain(oclc).chain(lccn).map(|(kind, number)| format!("{kind}|{number}|{stem}")));
    }
    if record.format.material == Material::Serial && !record.title.is_empty() {
        keys.extend(record.issns.iter().map(|issn| format!("issn|{issn}")));
    }
    keys
}

fn word_keys(record: &Bibliographic) -> Vec<String> {
    let Some(year) = record.year else { return Vec::new() };
    let is_book = matches!(record.format.material, Material::Book | Material::Thesis | Material::Manuscript);
    let keys = titles(&title_with_remainder(record), record).flat_map(|title| match is_book {
        true => book_keys(record, &title, year),
        false => vec![other_key(record, &title, year)],
    });
    let mut keys: Vec<String> = keys.collect();
    if let (true, Some(surname), Some(pages)) = (is_book, surname(record), record.pages) {
        let proper = titles(&record.title_proper, record).map(|title| start(&title, LONG_TITLE_LETTERS));
        keys.extend(proper.map(|title| format!("short|{title}|{surname}|{pages}|{year}")));
    }
    keys
}

fn book_keys(record: &Bibliographic, title: &str, year: u16) -> Vec<String> {
    let begin = start(title, TITLE_LETTERS);
    let edition = part::edition(record.edition.as_deref());
    let by_author = surname(record).into_iter().flat_map(|surname| {
        let name = format!("author|{begin}|{surname}|{edition}|{year}");
        extents(record).into_iter().map(move |extent| format!("{name}|{extent}"))
    });
    let by_pages = record.pages.filter(|_| title.chars().count() >= TELLING_TITLE_LETTERS);
    by_author.chain(by_pages.map(|pages| format!("pages|{begin}|{pages}|{year}"))).collect()
}

/// What an author key says of the extent: nothing, and two spans of [`SPAN`] pages that overlap by half, so that nearly equal numbers
/// share one. A record with an ISBN says its pages only: classics come out under several publishers in one year, and where both
/// records have ISBNs these should have met.
fn extents(record: &Bibliographic) -> Vec<String> {
    let spans = record.pages.iter().flat_map(|pages| {
        let shifted = (pages + SPAN / 2) / SPAN * SPAN;
        [format!("{}+", pages / SPAN * SPAN), format!("{}+", shifted.saturating_sub(SPAN / 2))]
    });
    let says_nothing = record.isbns.is_empty() || record.pages.is_none();
    says_nothing.then(String::new).into_iter().chain(spans).collect()
}

/// Publishers of serials change while the serial goes on; the year is its first.
fn other_key(record: &Bibliographic, title: &str, year: u16) -> String {
    let publisher = record.publisher.as_deref().filter(|_| record.format.material != Material::Serial);
    let publisher = start(&letters(publisher.unwrap_or_default()), PUBLISHER_LETTERS);
    format!("title|{}|{publisher}|{year}", start(title, LONG_TITLE_LETTERS))
}

/// The letters of this title and of the title in its own script, as far as there are any.
fn titles(title: &str, record: &Bibliographic) -> impl Iterator<Item = String> + use<> {
    let vernacular = record.vernacular_title.as_deref().map(without_article);
    [Some(without_article(title)), vernacular].into_iter().flatten().filter(|letters| !letters.is_empty())
}

/// 245 $a $b: the part has its own place in the key.
fn title_with_remainder(record: &Bibliographic) -> String {
    match &record.part {
        Some(part) => record.title.replace(part.as_str(), ""),
        None => record.title.clone(),
    }
}

/// Letters of a title without an English initial article, which cataloguers leave out or put in; `&` is `and`.
fn without_article(title: &str) -> String {
    let words = words(&title.replace('&', " and "));
    match words.split_first() {
        Some((first, rest)) if !rest.is_empty() && matches!(first.as_str(), "the" | "a" | "an") => rest.concat(),
        _ => words.concat(),
    }
}

fn surname(record: &Bibliographic) -> Option<String> {
    let author = record.author().filter(|_| record.has_main_entry)?;
    let surname = letters(author.split(',').next().unwrap_or(author));
    Some(start(&surname, AUTHOR_LETTERS)).filter(|surname| !surname.is_empty())
}

/// The format, with theses and manuscripts among the books: the same thesis is catalogued as any of them.
fn form(record: &Bibliographic) -> &'static str {
    let material = match record.format.material {
        Material::Thesis | Material::Manuscript => Material::Book,
        material => material,
    };
    Format { material, ..record.format }.name()
}

fn start(letters: &str, count: usize) -> String {
    letters.chars().take(count).collect()
}

#[cfg(test)]
mod tests;

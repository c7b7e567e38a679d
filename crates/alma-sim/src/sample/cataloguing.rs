//! From facts to a MARC 21 bibliographic record, after the habits of a library.

mod coded;
mod headings;

use marc::Record;
use marc::identifiers::Isbn;

use super::{Institution, Material, Title};

/// How a library catalogues: the differences that matching has to see through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habits {
    /// MARC organisation code in 040.
    pub agency: &'static str,
    /// Language of cataloguing in 040 $b.
    pub language: &'static str,
    /// RDA: 264, 336 to 338, ISBN-13. Otherwise AACR2: 260, ISBN-10 with `(pbk.)`, 245 $h.
    pub rda: bool,
    /// Whether the Library of Congress number is kept in 010.
    pub keeps_lccn: bool,
    /// Whether English subject headings are kept.
    pub keeps_subjects: bool,
    /// Whether numbers of the former system stand in 907.
    pub keeps_legacy_number: bool,
}

impl Habits {
    /// The habits of this library.
    pub fn of(institution: Institution) -> Habits {
        let east = Habits {
            agency: "XX-EaU",
            language: "eng",
            rda: true,
            keeps_lccn: true,
            keeps_subjects: true,
            keeps_legacy_number: true,
        };
        match institution {
            Institution::East => east,
            Institution::West => Habits { agency: "XX-WeU", rda: false, keeps_legacy_number: false, ..east },
            Institution::North => Habits {
                agency: "DE-Nord",
                language: "ger",
                keeps_lccn: false,
                keeps_subjects: false,
                keeps_legacy_number: false,
                ..east
            },
        }
    }
}

impl Title {
    /// The MARC 21 record of the title without 001 and 003: those belong to a library.
    pub fn record(&self) -> Record {
        let mut record = describe(self, &Habits::of(Institution::East));
        record.remove("040");
        record
    }
}

/// The record of the title in a library's catalogue; that of an electronic duplicate names the printed book.
pub(super) fn catalogued(title: &Title, print: Option<&Title>, mms_id: &str, habits: &Habits) -> Record {
    let mut record = describe(title, habits);
    for isbn in print.into_iter().flat_map(|print| &print.isbns) {
        record.push_data("776", "08", &[("i", "Print version:"), ("z", isbn)]);
    }
    record.push_control("001", mms_id).push_control("005", "20250107093000.0");
    if habits.keeps_legacy_number {
        let legacy: String = mms_id.chars().skip(4).take(7).collect();
        record.push_data("907", "  ", &[("a", &format!(".b{legacy}"))]);
    }
    record.sort_by_tag();
    record
}

fn describe(title: &Title, habits: &Habits) -> Record {
    let mut record = Record::with_leader(coded::leader(title, habits));
    coded::push(&mut record, title);
    push_numbers(&mut record, title, habits);
    headings::push_main_entry(&mut record, title);
    push_title(&mut record, title, habits);
    push_publication(&mut record, title, habits);
    push_content_types(&mut record, title, habits);
    push_series_and_notes(&mut record, title);
    headings::push_subjects_and_added_entries(&mut record, title, habits);
    headings::push_own_script(&mut record, title);
    record.sort_by_tag();
    record
}

fn push_numbers(record: &mut Record, title: &Title, habits: &Habits) {
    if let Some(lccn) = title.lccn.as_deref().filter(|_| habits.keeps_lccn) {
        // Numbers before 2001: three blanks, two digits of the year, six of the serial, one blank.
        let padded = if lccn.len() == 8 { format!("   {lccn} ") } else { format!("  {lccn}") };
        record.push_data("010", "  ", &[("a", &padded)]);
    }
    for isbn in &title.isbns {
        match Isbn::parse(isbn).and_then(|isbn| isbn.isbn10()).filter(|_| !habits.rda) {
            Some(ten) => record.push_data("020", "  ", &[("a", &format!("{ten} (pbk.)"))]),
            None => record.push_data("020", "  ", &[("a", isbn)]),
        };
    }
    if let Some(issn) = &title.issn {
        record.push_data("022", "0 ", &[("a", issn)]);
    }
    let mut agency = vec![("a", habits.agency), ("b", habits.language)];
    agency.extend(habits.rda.then_some(("e", "rda")));
    agency.push(("c", habits.agency));
    record.push_data("040", "  ", &agency);
    if let Some(classification) = &title.classification {
        let (class, book) = classification.split_once(' ').unwrap_or((classification, ""));
        record.push_data("050", " 4", &present(&[("a", class), ("b", book)]));
    }
}

fn push_title(record: &mut Record, title: &Title, habits: &Habits) {
    if let Some(original) = &title.original {
        let tag = if title.author.is_some() { "240" } else { "130" };
        let indicators = if tag == "240" { "10" } else { "0 " };
        match original.split_once(". ") {
            Some((work, language)) => {
                record.push_data(tag, indicators, &[("a", &format!("{work}.")), ("l", &format!("{language}."))])
            }
            None => record.push_data(tag, indicators, &[("a", &format!("{original}."))]),
        };
    }
    let added = if title.author.is_some() { '1' } else { '0' };
    let indicators = format!("{added}{}", headings::nonfiling(&title.title, &title.language));
    let medium = Some("[electronic resource]").filter(|_| title.material.is_online() && !habits.rda);
    let subfields = title_subfields(title, &title.title, medium);
    record.push_data("245", &indicators, &borrowed(&subfields));
    if let Some(edition) = &title.edition {
        record.push_data("250", "  ", &[("a", edition)]);
    }
}

/// 245 from ISBD: `a : b. n, p / c`, each mark at the end of the subfield before it.
fn title_subfields(title: &Title, isbd: &str, medium: Option<&str>) -> Vec<(&'static str, String)> {
    let (names, responsibility) = isbd.split_once(" / ").map_or((isbd, None), |(names, by)| (names, Some(by)));
    let other = [" : ", " = "].iter().filter_map(|mark| names.find(mark)).min();
    let (proper, other) = other.and_then(|place| names.split_at_checked(place)).unwrap_or((names, ""));
    let mut parts = vec![("a", " ", proper)];
    parts.extend(medium.map(|medium| ("h", " ", medium)));
    if let Some((mark, text)) = other.split_at_checked(3) {
        parts.push(("b", mark.trim_end(), text));
    }
    parts.extend(title.part_number.as_deref().map(|number| ("n", ".", number)));
    let before_name = if title.part_number.is_some() { "," } else { "." };
    parts.extend(title.part_name.as_deref().map(|name| ("p", before_name, name)));
    parts.extend(responsibility.map(|by| ("c", " /", by)));
    punctuated(&parts)
}

/// Subfields from (code, mark that introduces it, text): the mark goes to the end of the subfield before, a full stop to the last.
fn punctuated(parts: &[(&'static str, &str, &str)]) -> Vec<(&'static str, String)> {
    let marks = parts.iter().skip(1).map(|(_, mark, _)| *mark).chain(["."]);
    let close = |text: &str, mark: &str| {
        if mark == "." { text.trim_end_matches('.').to_owned() + "." } else { format!("{text}{mark}") }
    };
    parts.iter().zip(marks).map(|((code, _, text), mark)| (*code, close(text, mark).trim_end().to_owned())).collect()
}

fn push_publication(record: &mut Record, title: &Title, habits: &Habits) {
    let (tag, indicators) = if habits.rda { ("264", " 1") } else { ("260", "  ") };
    let publication = punctuated(&[("a", "", &title.place), ("b", " :", &title.publisher), ("c", ",", &title.year)]);
    let mut publication = borrowed(&publication);
    if title.year.ends_with('-') {
        publication.pop();
        publication.push(("c", &title.year));
    }
    record.push_data(tag, indicators, &publication);
    let (extent, size) = title.extent.split_once(" ; ").unwrap_or((&title.extent, ""));
    let (extent, details) = extent.split_once(" : ").unwrap_or((extent, ""));
    let parts: Vec<_> = [("a", "", extent), ("b", " :", details), ("c", " ;", size)]
        .into_iter()
        .filter(|(_, _, text)| !text.is_empty())
        .collect();
    record.push_data("300", "  ", &borrowed(&punctuated(&parts)));
}

/// 336 to 338: the RDA terms for content, medium and carrier with their codes.
fn push_content_types(record: &mut Record, title: &Title, habits: &Habits) {
    if !habits.rda {
        return;
    }
    let (content, medium, carrier) = match title.material {
        Material::Book | Material::Serial | Material::Thesis => (("text", "txt"), UNMEDIATED, ("volume", "nc")),
        Material::EBook | Material::ESerial => (("text", "txt"), COMPUTER, ("online resource", "cr")),
        Material::Score => (("notated music", "ntm"), UNMEDIATED, ("volume", "nc")),
        Material::Map => (("cartographic image", "cri"), UNMEDIATED, ("sheet", "nb")),
        Material::Video => (("two-dimensional moving image", "tdi"), ("video", "v"), ("videodisc", "vd")),
        Material::Audio => (("performed music", "prm"), ("audio", "s"), ("audio disc", "sd")),
    };
    for (tag, (term, code), source) in
        [("336", content, "rdacontent"), ("337", medium, "rdamedia"), ("338", carrier, "rdacarrier")]
    {
        record.push_data(tag, "  ", &[("a", term), ("b", code), ("2", source)]);
    }
}

const UNMEDIATED: (&str, &str) = ("unmediated", "n");
const COMPUTER: (&str, &str) = ("computer", "c");

fn push_series_and_notes(record: &mut Record, title: &Title) {
    if let Some(series) = &title.series {
        match series.split_once(" ; ") {
            Some((name, number)) => record.push_data("490", "0 ", &[("a", &format!("{name} ;")), ("v", number)]),
            None => record.push_data("490", "0 ", &[("a", series)]),
        };
    }
    if let Some(note) = &title.note {
        let tag = if title.material == Material::Thesis { "502" } else { "500" };
        record.push_data(tag, "  ", &[("a", &format!("{note}."))]);
    }
    if title.material.is_online() {
        let address = format!("https://ebooks.example.org/{}", title.key);
        record.push_data("856", "40", &[("u", &address)]);
    }
}

fn present<'a>(subfields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    subfields.iter().copied().filter(|(_, text)| !text.is_empty()).collect()
}

fn borrowed<'a>(subfields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    subfields.iter().map(|(code, text)| (*code, text.as_str())).collect()
}

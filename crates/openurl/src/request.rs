//! What a link asks for: the citation, who asks, and how it wants to be served.

use crate::Genre;

/// The version of OpenURL, by the keys in the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Version {
    /// OpenURL 0.1: keys without a prefix.
    #[default]
    V0_1,
    /// OpenURL 1.0 in key/encoded-value form (ANSI/NISO Z39.88-2004).
    V1_0,
}

/// One request, tidied up. What is not said is `None` or empty; `raw` has the link as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// By the keys that were used; 1.0 when both were.
    pub version: Version,
    /// What kind of thing; deduced where the link does not say or the rest of it says better.
    pub genre: Option<Genre>,
    /// Title of the book or journal.
    pub title: Option<String>,
    /// Title of the article or chapter.
    pub title_of_component: Option<String>,
    /// Abbreviated title, where it differs from the title.
    pub short_title: Option<String>,
    /// The series.
    pub series: Option<String>,
    /// Persons and bodies, `Last, First`, each once.
    pub authors: Vec<String>,
    /// ISBNs without hyphens.
    pub isbns: Vec<String>,
    /// ISSNs as `1234-567X`.
    pub issns: Vec<String>,
    /// The DOI, without any prefix.
    pub doi: Option<String>,
    /// The PubMed number.
    pub pmid: Option<String>,
    /// The OCLC number.
    pub oclc_number: Option<String>,
    /// The Library of Congress control number.
    pub lccn: Option<String>,
    /// The number of the record in the Alma that sent the link.
    pub mms_id: Option<String>,
    /// Other identifiers, as they came: URLs, URNs.
    pub other_ids: Vec<String>,
    /// The date, as cited.
    pub date: Option<String>,
    /// The year in it.
    pub year: Option<u16>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Part.
    pub part: Option<String>,
    /// Pages, as `284-285`.
    pub pages: Option<String>,
    /// Number of the article, in journals without pages.
    pub article_number: Option<String>,
    /// The edition statement.
    pub edition: Option<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The place.
    pub place: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// The degree of a dissertation.
    pub degree: Option<String>,
    /// Where the dissertation was submitted.
    pub institution: Option<String>,
    /// Who asks, as far as the link says. Not proof of anything: anyone can write a link.
    pub requester: Requester,
    /// How the requester wants to be served.
    pub service: Service,
    /// The system that the link comes from, without `info:sid/`.
    pub referrer: Option<String>,
    /// Keys without a place above, with their values; keys without a value are left out.
    pub unknown: Vec<(String, String)>,
    /// The link as it came.
    pub raw: String,
}

/// Who asks (`req` keys).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Requester {
    /// The number or address of the patron.
    pub id: Option<String>,
    /// The patron's barcode.
    pub barcode: Option<String>,
    /// Other `req.` keys.
    pub other: Vec<(String, String)>,
}

/// How to serve (`svc` keys).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// The service.
    pub id: Option<String>,
    /// A note of the patron.
    pub note: Option<String>,
    /// Where the patron wants to collect.
    pub pickup_location: Option<String>,
    /// How fast.
    pub level: Option<String>,
    /// By when.
    pub needed_by: Option<String>,
    /// Other `svc.` keys.
    pub other: Vec<(String, String)>,
}

/// A thing to give back, or a copy to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceType {
    /// A loan.
    Loan,
    /// A copy.
    Copy,
}

impl Request {
    /// Whether a number is given by which the thing can be found.
    #[must_use]
    pub fn has_identifier(&self) -> bool {
        let numbers = [&self.doi, &self.pmid, &self.oclc_number, &self.lccn, &self.mms_id];
        !self.isbns.is_empty() || !self.issns.is_empty() || numbers.into_iter().any(Option::is_some)
    }

    /// Loan or copy, by the service asked for, else by the genre; `None` when neither tells.
    #[must_use]
    pub fn service_type(&self) -> Option<ServiceType> {
        let asked = self.service.id.as_deref().unwrap_or_default().to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| asked.contains(word));
        if says(&["copy", "docdel", "scan"]) {
            return Some(ServiceType::Copy);
        }
        if says(&["loan", "borrow"]) {
            return Some(ServiceType::Loan);
        }
        match self.genre.as_ref()? {
            genre if genre.is_part() => Some(ServiceType::Copy),
            Genre::Journal | Genre::Issue | Genre::Patent | Genre::Unknown | Genre::Other(_) => None,
            _ => Some(ServiceType::Loan),
        }
    }

    /// What a library would have to ask the patron for, in the words of a form.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        // These two name one article and nothing else.
        if self.doi.is_some() || self.pmid.is_some() {
            return Vec::new();
        }
        match self.genre.as_ref() {
            Some(Genre::Article | Genre::Preprint) => self.missing_of_article(),
            Some(Genre::BookItem | Genre::Proceeding) => self.missing_of_chapter(),
            Some(Genre::Journal) => named("journal title", self.title.is_none() && self.issns.is_empty()),
            Some(Genre::Issue) => {
                let mut missing = named("journal title", self.title.is_none() && self.issns.is_empty());
                missing.extend(named("volume or issue", self.volume.is_none() && self.issue.is_none()));
                missing
            }
            Some(Genre::Dissertation) => {
                let mut missing = named("title", self.title.is_none());
                missing.extend(named("author", self.authors.is_empty()));
                missing
            }
            _ => named("title", self.title.is_none() && !self.has_identifier()),
        }
    }

    fn missing_of_article(&self) -> Vec<&'static str> {
        let has_pages = self.pages.is_some() || self.article_number.is_some();
        let mut missing = named("journal title", self.title.is_none() && self.issns.is_empty());
        missing.extend(named("article title or pages", self.title_of_component.is_none() && !has_pages));
        missing.extend(named("year or volume", self.year.is_none() && self.volume.is_none()));
        missing
    }

    fn missing_of_chapter(&self) -> Vec<&'static str> {
        let mut missing = named("book title", self.title.is_none() && !self.has_identifier());
        let names_part = self.title_of_component.is_some() || self.pages.is_some();
        missing.extend(named("chapter title or pages", !names_part));
        missing
    }
}

fn named(what: &'static str, is_missing: bool) -> Vec<&'static str> {
    if is_missing { vec![what] } else { Vec::new() }
}

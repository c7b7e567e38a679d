//! What a request is about, as the store keeps it: the citation, and the patron as far as a step needs them.

use serde::{Deserialize, Serialize};

use super::Urgency;

/// The bibliographic description as cited (ISO 18626 bibliographicInfo and publicationInfo).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Description {
    /// Title of the book or journal.
    pub title: String,
    /// Author of the book.
    pub author: String,
    /// Edition statement.
    pub edition: String,
    /// Publisher.
    pub publisher: String,
    /// Place of publication.
    pub place: String,
    /// Year or date of publication.
    pub date: String,
    /// ISBN, as 13 digits where it is valid.
    pub isbn: String,
    /// ISSN.
    pub issn: String,
    /// OCLC number.
    pub oclc_number: String,
    /// Title of the chapter or article that is wanted.
    pub component_title: String,
    /// Author of the chapter or article.
    pub component_author: String,
    /// Volume.
    pub volume: String,
    /// Issue.
    pub issue: String,
    /// Pages.
    pub pages: String,
    /// How soon it is wanted: a service level of ISO 18626 as it was sent, such as `Rush`; empty: as usual.
    pub service_level: String,
    /// What the patron wants staff to know.
    pub note: String,
    /// The title in the shared index that was chosen, if one was.
    pub cluster_id: Option<i64>,
    /// Supplier: the record number in our own catalogue that the requester named.
    pub record_id: String,
    /// Supplier: the copy that was chosen.
    pub chosen_copy: Option<ChosenCopy>,
    /// Supplier: a note from the requesting library.
    pub requester_note: String,
}

/// A copy that the auto-responder or staff chose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChosenCopy {
    /// Barcode.
    pub barcode: String,
    /// Call number.
    pub call_number: String,
    /// Where it stands, as the catalogue names it.
    pub location: String,
    /// The library's record number.
    pub record_id: String,
}

/// The patron, requester's side only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatronData {
    /// The id that the library system knows.
    pub patron_id: String,
    /// For staff, while the request lives.
    pub name: String,
    /// Code of the pickup location.
    pub pickup_location: String,
    /// Where the patron wants to collect it, in their own words.
    pub pickup_words: String,
}

impl Description {
    /// Title and author on one line, for lists.
    #[must_use]
    pub fn line(&self) -> String {
        let title = if self.component_title.is_empty() { &self.title } else { &self.component_title };
        match self.author.is_empty() {
            true => title.clone(),
            false => format!("{title} / {}", self.author),
        }
    }

    /// How soon it is wanted.
    #[must_use]
    pub fn urgency(&self) -> Urgency {
        Urgency::of(&self.service_level)
    }

    /// The service level where it asks for more speed than usual; lists show it as a mark.
    #[must_use]
    pub fn urgent_level(&self) -> Option<String> {
        (self.urgency() > Urgency::Usual).then(|| self.service_level.clone())
    }

    /// The words that the search box of the work queue looks in.
    #[must_use]
    pub fn search_text(&self) -> String {
        let parts = [&self.title, &self.author, &self.component_title, &self.isbn, &self.issn, &self.oclc_number];
        parts.map(String::as_str).join(" ").to_lowercase()
    }
}

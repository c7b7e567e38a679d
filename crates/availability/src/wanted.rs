//! What somebody wants, as the request says it.

use marc::identifiers::OclcNumber;

/// A title that is looked for on a shelf. What is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The record's number in the supplier's own system.
    pub record_id: String,
    /// ISBN, in any spelling.
    pub isbn: String,
    /// ISSN, in any spelling.
    pub issn: String,
    /// WorldCat number, with or without prefix.
    pub oclc_number: String,
    /// The title.
    pub title: String,
    /// The author, family name first or last.
    pub author: String,
    /// Date of publication, or of the issue.
    pub date: String,
    /// The edition, as stated.
    pub edition: String,
    /// The volume, part or issue.
    pub volume: String,
}

impl Wanted {
    /// The title without what stands behind a colon or a slash, which catalogues index apart or not at all.
    #[must_use]
    pub fn title_proper(&self) -> &str {
        let title = self.title.trim();
        let end = [" : ", ": ", " / ", " ; "].iter().filter_map(|mark| title.find(mark)).min();
        end.and_then(|end| title.get(..end)).unwrap_or(title).trim()
    }

    /// The family name of the author: what stands before the comma, else the last word.
    #[must_use]
    pub fn family_name(&self) -> &str {
        family_name(&self.author)
    }
}

pub(crate) fn family_name(author: &str) -> &str {
    let author = author.trim();
    match author.split_once(',') {
        Some((family, _)) => family.trim(),
        None => author.split_whitespace().next_back().unwrap_or_default(),
    }
}

/// The WorldCat number in a text, in whatever case and with whichever label: `(OCoLC)ocm00012345`, `(OCLC)12345`, `OCM12345`.
pub(crate) fn oclc_number(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let bare = ["(ocolc)", "(oclc)", "oclc"].iter().find_map(|label| text.strip_prefix(label)).unwrap_or(&text);
    OclcNumber::parse(bare.trim_start_matches([':', ' '])).map(|number| number.to_string())
}

//! Pull slips as PDF: what to take from the shelf, for whom, and a bar code that the scan page reads.

mod code128;
mod sheet;

use sheet::{Block, Face, Typesetter};

use crate::clock::people_time;
use crate::work::RequestView;

/// What one pull slip says. No patron data: the slip travels with the item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PullSlip {
    /// The library that takes the item from its shelf.
    pub library: String,
    /// The request number, also as bar code.
    pub number: String,
    /// What kind of service: loan or copy.
    pub service: String,
    /// The library that asked.
    pub requesting_library: String,
    /// Title as cited.
    pub title: String,
    /// Author as cited.
    pub author: String,
    /// Edition, publisher, year, volume and the like, a line each with its label.
    pub details: Vec<(String, String)>,
    /// Where it stands.
    pub location: String,
    /// Its call number.
    pub call_number: String,
    /// The barcode of the copy that was chosen.
    pub item_barcode: String,
    /// When the slip was made, for people.
    pub printed: String,
}

/// Why a slip could not be made.
#[derive(Debug)]
pub struct SlipError(String);

impl std::fmt::Display for SlipError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the slip could not be made: {}", self.0)
    }
}

impl std::error::Error for SlipError {}

/// The slip of a request on the supplying side.
#[must_use]
pub fn of_view(view: &RequestView, library: &str, now: i64) -> PullSlip {
    let wanted = &view.description;
    let copy = wanted.chosen_copy.clone().unwrap_or_default();
    let urgent = wanted.urgent_level().unwrap_or_default();
    let details = [
        ("Service level", &urgent),
        ("Edition", &wanted.edition),
        ("Publisher", &wanted.publisher),
        ("Year", &wanted.date),
        ("ISBN", &wanted.isbn),
        ("ISSN", &wanted.issn),
        ("Volume", &wanted.volume),
        ("Issue", &wanted.issue),
        ("Article or chapter", &wanted.component_title),
        ("Pages", &wanted.pages),
        ("Note", &wanted.requester_note),
    ];
    PullSlip {
        library: library.to_owned(),
        number: view.request.number.clone(),
        service: if view.facts.is_loan() { "Loan" } else { "Copy" }.to_owned(),
        requesting_library: view.partner_name.clone(),
        title: wanted.title.clone(),
        author: wanted.author.clone(),
        details: details.into_iter().map(|(label, value)| (label.to_owned(), value.clone())).collect(),
        location: copy.location,
        call_number: copy.call_number,
        item_barcode: copy.barcode,
        printed: people_time(now, &view.zone),
    }
}

/// One PDF with a page for each slip.
///
/// # Errors
/// [`SlipError`] when the PDF cannot be put together.
pub fn pdf(slips: &[PullSlip]) -> Result<Vec<u8>, SlipError> {
    let typesetter = Typesetter::new().ok_or_else(|| SlipError("the fonts are damaged".into()))?;
    let pages: Vec<Vec<Block>> = slips.iter().map(blocks).collect();
    let title = match slips {
        [one] => format!("Pull slip {}", one.number),
        _ => format!("{} pull slips", slips.len()),
    };
    typesetter.document(&title, &pages).map_err(|fault| SlipError(format!("{fault:?}")))
}

fn blocks(slip: &PullSlip) -> Vec<Block> {
    let text = |face, size, words: &str| Block::Text(face, size, words.to_owned());
    let mut blocks = vec![
        text(Face::Regular, 11.0, &slip.library),
        text(Face::Bold, 22.0, &format!("Pull slip · {}", slip.service)),
        Block::Space(8.0),
        Block::Barcode(slip.number.clone()),
        Block::Rule,
        text(Face::Bold, 16.0, &slip.title),
        Block::Space(4.0),
    ];
    let facts = [
        ("Author", &slip.author),
        ("Location", &slip.location),
        ("Call number", &slip.call_number),
        ("Item barcode", &slip.item_barcode),
    ];
    let details = slip.details.iter().map(|(label, value)| (label.as_str(), value));
    blocks.extend(
        facts
            .into_iter()
            .chain(details)
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| Block::Fact(label.to_owned(), value.clone())),
    );
    blocks.extend([
        Block::Rule,
        Block::Fact("Send to".into(), slip.requesting_library.clone()),
        Block::Space(8.0),
        text(
            Face::Regular,
            9.0,
            &format!("Printed {}. Scan the bar code on the scan page when the item is ready to leave.", slip.printed),
        ),
    ]);
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(title: &str) -> PullSlip {
        PullSlip {
            library: "West Library".into(),
            number: "WEST-000012".into(),
            title: title.into(),
            ..PullSlip::default()
        }
    }

    #[test]
    fn each_slip_is_a_page_of_its_own() {
        let pdf =
            pdf(&[slip("Middlemarch"), slip("Příliš žluťoučký kůň"), slip(&"very long title ".repeat(400))]).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&pdf);
        let pages = text.matches("/Type/Page").count() - text.matches("/Type/Pages").count();
        assert!(pages >= 3, "{pages} pages");
    }

    #[test]
    fn any_text_can_be_printed() {
        for title in ["", "紅樓夢", "كتاب", "\u{0}\u{FFFD}", "e\u{301}"] {
            assert!(pdf(&[slip(title)]).is_ok(), "{title:?}");
        }
    }
}

//! What of a record can be searched under which Use attribute.

use std::collections::BTreeMap;
use std::sync::Arc;

use index::text::words;
use marc::Record;
use marc::identifiers::{isbns, issns, lccn, oclc_numbers};

/// Places of records in the catalogue, in order.
pub type Places = Arc<[u32]>;

/// A list of terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    Title,
    Author,
    Subject,
    Publisher,
    Any,
    Isbn,
    Issn,
    Lccn,
    Oclc,
    Number,
    Date,
    Identifier,
}

/// Each index with the Bib-1 Use attributes that lead to it, the usual one first.
pub const INDEXES: [(Index, &[i64]); 12] = [
    (Index::Title, &[4, 5, 6, 33]),
    (Index::Author, &[1003, 1, 2, 3, 1002, 1004, 1005, 1006]),
    (Index::Subject, &[21, 27, 58, 62, 1009, 1079]),
    (Index::Publisher, &[1018]),
    (Index::Any, &[1016, 1017, 1035]),
    (Index::Isbn, &[7]),
    (Index::Issn, &[8]),
    (Index::Lccn, &[9]),
    (Index::Oclc, &[1211]),
    (Index::Number, &[12, 1032]),
    (Index::Date, &[31, 30]),
    (Index::Identifier, &[1007]),
];

/// Years after this are misread numbers.
const LATEST_YEAR: u16 = 2100;

impl Index {
    pub fn of(use_attribute: i64) -> Option<Self> {
        INDEXES.iter().find(|(_, uses)| uses.contains(&use_attribute)).map(|&(index, _)| index)
    }

    pub const fn number(self) -> usize {
        self as usize
    }

    /// Whether its terms are words of text, that can be searched as phrases as well.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Author | Self::Subject | Self::Publisher | Self::Any)
    }

    /// The texts of a record that belong to a text index, one a field.
    pub fn texts(self, record: &Record) -> Vec<String> {
        let fields: &[(&str, &str)] = match self {
            Self::Title => &[
                ("130", "adfklmnoprst"),
                ("210", "ab"),
                ("222", "ab"),
                ("240", "adfklmnoprs"),
                ("245", "abnp"),
                ("246", "abnp"),
                ("247", "abnp"),
                ("440", "anp"),
                ("490", "a"),
                ("730", "adfklmnoprst"),
                ("740", "anp"),
                ("830", "adfklmnoprst"),
            ],
            Self::Author => &[
                ("100", "abcdq"),
                ("110", "abcdn"),
                ("111", "acdnq"),
                ("700", "abcdq"),
                ("710", "abcdn"),
                ("711", "acdnq"),
            ],
            Self::Subject => &[
                ("600", SUBJECT),
                ("610", SUBJECT),
                ("611", SUBJECT),
                ("630", SUBJECT),
                ("648", SUBJECT),
                ("650", SUBJECT),
                ("651", SUBJECT),
                ("653", SUBJECT),
                ("655", SUBJECT),
            ],
            Self::Publisher => &[("260", "b"), ("264", "b")],
            Self::Any => return everything(record),
            _ => &[],
        };
        fields.iter().flat_map(|(tag, codes)| record.fields(tag).map(move |field| field.join(codes))).collect()
    }

    /// The terms of a record in an index of numbers.
    pub fn numbers(self, record: &Record) -> Vec<String> {
        let isbns = || isbns(record).into_iter().map(|number| number.to_string());
        let issns = || issns(record).into_iter().map(|number| number.to_string());
        match self {
            Self::Isbn => isbns().collect(),
            Self::Issn => issns().collect(),
            Self::Identifier => isbns().chain(issns()).collect(),
            Self::Lccn => lccn(record).into_iter().map(|number| number.to_string()).collect(),
            Self::Oclc => oclc_numbers(record).into_iter().map(|number| number.to_string()).collect(),
            Self::Number => record.control("001").map(|number| number.trim().to_owned()).into_iter().collect(),
            Self::Date => year(record).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// A number as the index has it; what is no valid number stays as it is and will not be found.
    pub fn normalised(self, term: &str) -> String {
        use marc::identifiers::{Isbn, Issn, Lccn, OclcNumber};
        let term = term.trim();
        let normal = match self {
            Self::Isbn => Isbn::parse(term).map(|number| number.to_string()),
            Self::Issn => Issn::parse(term).map(|number| number.to_string()),
            Self::Lccn => Lccn::parse(term).map(|number| number.to_string()),
            Self::Oclc => OclcNumber::parse(term).map(|number| number.to_string()),
            Self::Identifier => {
                let isbn = Isbn::parse(term).map(|number| number.to_string());
                isbn.or_else(|| Issn::parse(term).map(|number| number.to_string()))
            }
            _ => None,
        };
        normal.unwrap_or_else(|| term.to_owned())
    }
}

const SUBJECT: &str = "abcdefgklmnopqrstvxyz";

/// The year of publication, four digits.
pub fn year(record: &Record) -> Option<String> {
    marc::classify::dates(record, LATEST_YEAR).published.map(|year| format!("{year:04}"))
}

/// All that stands in the descriptive fields.
fn everything(record: &Record) -> Vec<String> {
    let is_descriptive = |tag: &str| ("100".."900").contains(&tag) && tag != "856";
    let fields = record.all_fields().filter(|field| !field.is_control() && is_descriptive(field.tag().as_str()));
    let text = |field: marc::Field<'_>| {
        let values: Vec<&str> = field
            .subfields()
            .filter(|subfield| subfield.code.bytes().all(|byte| byte.is_ascii_alphabetic()))
            .map(|subfield| subfield.value)
            .collect();
        values.join(" ")
    };
    fields.map(text).collect()
}

/// A list while it grows.
#[derive(Debug, Default)]
pub struct Growing(BTreeMap<Box<str>, Vec<u32>>);

impl Growing {
    pub fn add(&mut self, term: &str, place: u32) {
        if term.is_empty() {
            return;
        }
        match self.0.get_mut(term) {
            Some(places) if places.last() == Some(&place) => {}
            Some(places) => places.push(place),
            None => {
                self.0.insert(term.into(), vec![place]);
            }
        }
    }

    pub fn finish(self) -> List {
        List(self.0.into_iter().map(|(term, places)| (term, places.into())).collect())
    }
}

/// Terms in order, each with the records that have it.
#[derive(Debug, Default)]
pub struct List(Vec<(Box<str>, Places)>);

impl List {
    pub fn exactly(&self, term: &str) -> Places {
        let place = self.0.binary_search_by(|(known, _)| (**known).cmp(term));
        place.ok().and_then(|place| self.0.get(place)).map_or_else(none, |(_, places)| Places::clone(places))
    }

    /// All terms from the first that is not before `term` on.
    pub fn from(&self, term: &str) -> impl Iterator<Item = (&str, &Places)> {
        let start = self.0.partition_point(|(known, _)| **known < *term);
        self.0.iter().skip(start).map(|(term, places)| (&**term, places))
    }

    /// `count` terms of which the one at `term` stands at `position`, from 1; and its real position.
    pub fn around(&self, term: &str, count: usize, position: usize) -> (impl Iterator<Item = (&str, &Places)>, usize) {
        let at = self.0.partition_point(|(known, _)| **known < *term);
        // Position 0 means that the starting point itself is left out.
        let first = (at + 1).saturating_sub(position);
        let terms = self.0.iter().skip(first).take(count).map(|(term, places)| (&**term, places));
        (terms, at - first.min(at) + usize::from(position > 0))
    }
}

/// No records.
pub fn none() -> Places {
    Places::from([])
}

/// The records of either.
pub fn either(left: &[u32], right: &[u32]) -> Places {
    let mut out = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if a == b => {
                out.extend(left.next());
                right.next();
            }
            (Some(a), Some(b)) => out.extend(if a < b { left.next() } else { right.next() }),
            (Some(_), None) => out.extend(left.by_ref()),
            (None, Some(_)) => out.extend(right.by_ref()),
            (None, None) => return out.into(),
        }
    }
}

/// The records of both; the shorter list leads.
pub fn both(left: &[u32], right: &[u32]) -> Places {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    short.iter().copied().filter(|place| long.binary_search(place).is_ok()).collect()
}

/// The records of the left that are not in the right.
pub fn without(left: &[u32], right: &[u32]) -> Places {
    left.iter().copied().filter(|place| right.binary_search(place).is_err()).collect()
}

/// The folded words of a text with single blanks between them: how headings are listed and phrases compared.
pub fn heading(text: &str) -> String {
    words(text).join(" ")
}

//! The order of the records found: `sortBy` of CQL, or the sort keys of SRU 1.1.

use ::z3950::cql::SortKey;
use ::z3950::sru::SruDiagnostic;

use crate::state::{Bib, Id, State, words};

/// What records can be put in order by. Explain says so of each index.
const SORTABLE: [(&str, By); 3] = [("title", By::Title), ("creator", By::Creator), ("main_pub_date", By::Year)];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The title without its article.
    Title,
    /// The first author.
    Creator,
    /// The year of publication.
    Year,
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    by: By,
    is_ascending: bool,
}

/// Whether records can be sorted by this index.
pub(super) fn is_sortable(index: &str) -> bool {
    SORTABLE.iter().any(|(name, _)| *name == index)
}

/// `sortBy alma.title/sort.descending`
pub(super) fn of_query(keys: &[SortKey]) -> Result<Vec<Key>, SruDiagnostic> {
    keys.iter().map(of_query_key).collect()
}

fn of_query_key(key: &SortKey) -> Result<Key, SruDiagnostic> {
    let mut is_ascending = true;
    for modifier in &key.modifiers {
        match modifier.name.to_ascii_lowercase().as_str() {
            "sort.ascending" => is_ascending = true,
            "sort.descending" => is_ascending = false,
            _ => return Err(SruDiagnostic::new(20, modifier.name.as_str())),
        }
    }
    Ok(Key { by: named(&key.index)?, is_ascending })
}

/// Keys parted by blanks, each `path,schema,ascending,caseSensitive,missingValue`, all but the path with a default.
pub(super) fn of_parameter(text: &str) -> Result<Vec<Key>, SruDiagnostic> {
    text.split_whitespace().map(of_parameter_key).collect()
}

fn of_parameter_key(text: &str) -> Result<Key, SruDiagnostic> {
    let mut parts = text.split(',');
    let by = named(parts.next().unwrap_or_default())?;
    match parts.nth(1).unwrap_or_default() {
        "" | "1" | "true" => Ok(Key { by, is_ascending: true }),
        "0" | "false" => Ok(Key { by, is_ascending: false }),
        other => Err(SruDiagnostic::new(90, other)),
    }
}

/// `alma.title`, or `title` alone.
fn named(index: &str) -> Result<By, SruDiagnostic> {
    let local = index.strip_prefix("alma.").unwrap_or(index);
    let known = SORTABLE.iter().find(|(name, _)| *name == local);
    known.map(|(_, by)| *by).ok_or_else(|| SruDiagnostic::new(88, index))
}

/// Puts records in order; what a record lacks comes last in either direction, and equal ones stay in the order of their numbers.
pub(super) fn sort(found: &mut [Id], keys: &[Key], state: &State) {
    for key in keys.iter().rev() {
        let value = |id: &Id| state.catalog.bibs.get(id).map(|bib| key.by.value(bib)).filter(|value| !value.is_empty());
        let mut with_value: Vec<(Option<String>, Id)> = found.iter().map(|id| (value(id), *id)).collect();
        with_value.sort_by(|(one, _), (other, _)| match (one, other) {
            (Some(one), Some(other)) if key.is_ascending => one.cmp(other),
            (Some(one), Some(other)) => other.cmp(one),
            (one, other) => one.is_none().cmp(&other.is_none()),
        });
        found.iter_mut().zip(with_value).for_each(|(place, (_, id))| *place = id);
    }
}

impl By {
    fn value(self, bib: &Bib) -> String {
        let record = bib.marc.record();
        match self {
            Self::Title => {
                let field = record.field("245");
                let article = field.and_then(|field| field.indicator2().to_digit(10)).unwrap_or_default();
                let title = field.map(|field| field.join("abnp")).unwrap_or_default();
                words(&title.chars().skip(article as usize).collect::<String>()).join(" ")
            }
            Self::Creator => {
                let author = record.field("1xx").map(|field| field.join("abcd")).unwrap_or_default();
                words(&author).join(" ")
            }
            Self::Year => {
                let years = marc::classify::dates(&record, 2_100);
                years.published.map(|year| format!("{year:04}")).unwrap_or_default()
            }
        }
    }
}

//! A cluster as a search engine stores it.

use std::collections::BTreeSet;

use crate::bibliographic::Bibliographic;
use crate::text::{Token, tokens};

/// One cluster: what a result list shows, and the words under which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDocument {
    /// Shown, counted in facets, sorted by.
    pub summary: Summary,
    /// Searched.
    pub terms: Terms,
}

/// What a result list shows of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The cluster.
    pub cluster_id: i64,
    /// Title with remainder and part, in Latin script where the records have it.
    pub title: String,
    /// The same title in its own script.
    pub vernacular_title: Option<String>,
    /// Persons and bodies, main entry first.
    pub authors: Vec<String>,
    /// Edition statement.
    pub edition: Option<String>,
    /// Publisher's name.
    pub publisher: Option<String>,
    /// Year of publication.
    pub year: Option<u16>,
    /// MARC language code, three letters.
    pub language: Option<String>,
    /// Kind of material, see [`crate::Format`].
    pub format: String,
    /// Codes of the libraries that hold it, sorted, each once.
    pub members: Vec<String>,
}

/// The words under which a cluster is found, from all its records, made by [`crate::text::tokens`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Titles of every kind: proper, uniform, varying, in both scripts.
    pub title: Vec<Token>,
    /// Persons and bodies, in both scripts.
    pub author: Vec<Token>,
    /// Subject headings.
    pub subject: Vec<Token>,
    /// Series, publisher, place, year: found by a search without a field, and worth less there.
    pub other: Vec<Token>,
    /// Numbers in the form of [`crate::identifier`], sorted, each once. Matched whole.
    pub identifiers: Vec<String>,
}

impl SearchDocument {
    /// The document of a cluster from its records, each with the code of the library that holds it.
    ///
    /// The fullest record is shown (of equals, the first); the words of all are searched.
    pub fn of_cluster(cluster_id: i64, records: &[(&str, &Bibliographic)]) -> SearchDocument {
        let best = records.iter().rev().max_by_key(|(_, record)| fullness(record)).map(|(_, record)| *record);
        let mut members: Vec<String> = records.iter().map(|(member, _)| (*member).to_owned()).collect();
        members.sort_unstable();
        members.dedup();
        let summary = best.map(|record| summary(cluster_id, record)).unwrap_or_default();
        SearchDocument { summary: Summary { cluster_id, members, ..summary }, terms: Terms::of(records) }
    }
}

impl Terms {
    fn of(records: &[(&str, &Bibliographic)]) -> Terms {
        let all = |values: fn(&Bibliographic) -> Vec<&String>| {
            let mut distinct: Vec<&str> = Vec::new();
            for value in records.iter().flat_map(|(_, record)| values(record)) {
                if !value.is_empty() && !distinct.contains(&value.as_str()) {
                    distinct.push(value);
                }
            }
            distinct
        };
        let years: BTreeSet<String> =
            records.iter().filter_map(|(_, record)| record.year).map(|year| year.to_string()).collect();
        let other = all(|record| {
            let described = [&record.publisher, &record.place, &record.edition, &record.responsibility];
            record.series.iter().chain(described.into_iter().flatten()).collect()
        });
        let identifiers: BTreeSet<String> = all(|record| {
            let lists = [&record.isbns, &record.issns, &record.oclc_numbers, &record.other_numbers];
            lists.into_iter().flatten().chain(&record.lccn).collect()
        })
        .into_iter()
        .map(str::to_owned)
        .collect();
        Terms {
            title: tokens(all(|record| {
                [&record.title].into_iter().chain(&record.vernacular_title).chain(&record.other_titles).collect()
            })),
            author: tokens(all(|record| record.authors.iter().chain(&record.vernacular_authors).collect())),
            subject: tokens(all(|record| record.subjects.iter().collect())),
            other: tokens(other.into_iter().chain(years.iter().map(String::as_str))),
            identifiers: identifiers.into_iter().collect(),
        }
    }
}

fn summary(cluster_id: i64, record: &Bibliographic) -> Summary {
    Summary {
        cluster_id,
        title: record.title.clone(),
        vernacular_title: record.vernacular_title.clone(),
        authors: record.authors.clone(),
        edition: record.edition.clone(),
        publisher: record.publisher.clone(),
        year: record.year,
        language: record.language.clone(),
        format: record.format.name().to_owned(),
        members: Vec::new(),
    }
}

/// How much a record says: the number of elements that are there.
fn fullness(record: &Bibliographic) -> usize {
    let single = [
        !record.title.is_empty(),
        record.vernacular_title.is_some(),
        record.edition.is_some(),
        record.publisher.is_some(),
        record.year.is_some(),
        record.language.is_some(),
        record.extent.is_some(),
    ];
    single.into_iter().filter(|there| *there).count()
        + record.authors.len().min(3)
        + record.subjects.len().min(3)
        + record.isbns.len().min(1)
}

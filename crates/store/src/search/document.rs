//! A cluster as a document of the index, and its summary back.

use index::search::{FacetKind, SearchDocument, Summary};
use index::text::{self, Token};
use tantivy::TantivyDocument;
use tantivy::schema::{Field, Value};
use tantivy::tokenizer::{PreTokenizedString, Token as TantivyToken};

use crate::search::schema::Fields;

/// Sorting by more than this many letters is of no use.
const SORTED_LETTERS: usize = 100;

pub(super) fn encode(fields: &Fields, document: &SearchDocument) -> TantivyDocument {
    let SearchDocument { summary, terms } = document;
    let mut stored = TantivyDocument::new();
    stored.add_i64(fields.cluster_id, summary.cluster_id);
    if let Some(year) = summary.year {
        stored.add_u64(fields.year, year.into());
    }
    let sort_title: String = text::fold(&summary.title).chars().take(SORTED_LETTERS).collect();
    stored.add_text(fields.sort_title, sort_title);
    for (field, words) in [
        (fields.searched.title, &terms.title),
        (fields.searched.author, &terms.author),
        (fields.searched.subject, &terms.subject),
        (fields.searched.other, &terms.other),
    ] {
        stored.add_pre_tokenized_text(field, words_of(words));
    }
    for identifier in &terms.identifiers {
        stored.add_text(fields.searched.identifier, identifier);
    }
    add_shown(&mut stored, fields, summary);
    for (kind, field) in FacetKind::ALL.into_iter().zip(fields.facets) {
        for value in kind.values(summary) {
            stored.add_text(field, value);
        }
    }
    stored
}

fn add_shown(stored: &mut TantivyDocument, fields: &Fields, summary: &Summary) {
    stored.add_text(fields.shown.title, &summary.title);
    for author in &summary.authors {
        stored.add_text(fields.shown.author, author);
    }
    for (field, value) in [
        (fields.shown.vernacular_title, &summary.vernacular_title),
        (fields.shown.edition, &summary.edition),
        (fields.shown.publisher, &summary.publisher),
    ] {
        if let Some(value) = value {
            stored.add_text(field, value);
        }
    }
}

pub(super) fn decode(fields: &Fields, stored: &TantivyDocument) -> Summary {
    let text = |field| texts(stored, field).next();
    let facet =
        |kind: FacetKind| FacetKind::ALL.into_iter().zip(fields.facets).find(|(k, _)| *k == kind).map(|(_, f)| f);
    Summary {
        cluster_id: stored.get_first(fields.cluster_id).and_then(|value| value.as_i64()).unwrap_or_default(),
        title: text(fields.shown.title).unwrap_or_default(),
        vernacular_title: text(fields.shown.vernacular_title),
        authors: texts(stored, fields.shown.author).collect(),
        edition: text(fields.shown.edition),
        publisher: text(fields.shown.publisher),
        year: stored.get_first(fields.year).and_then(|value| value.as_u64()).and_then(|year| year.try_into().ok()),
        language: facet(FacetKind::Language).and_then(text),
        format: facet(FacetKind::Format).and_then(text).unwrap_or_default(),
        members: facet(FacetKind::Library).map(|field| texts(stored, field).collect()).unwrap_or_default(),
    }
}

fn texts(stored: &TantivyDocument, field: Field) -> impl Iterator<Item = String> + '_ {
    stored.get_all(field).filter_map(|value| value.as_str().map(str::to_owned))
}

/// Words with their places; the text itself is not kept here.
fn words_of(words: &[Token]) -> PreTokenizedString {
    let token = |word: &Token| TantivyToken {
        position: word.position as usize,
        text: word.text.clone(),
        ..TantivyToken::default()
    };
    PreTokenizedString { text: String::new(), tokens: words.iter().map(token).collect() }
}

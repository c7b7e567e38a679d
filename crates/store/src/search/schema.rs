//! The fields of the index, and what a commit keeps beside them.

use index::search::FacetKind;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

/// Grows whenever the meaning of a field changes: an index of another version is made anew.
const VERSION: u32 = 1;

pub(super) const CLUSTER_ID: &str = "cluster_id";
pub(super) const YEAR: &str = "year";
pub(super) const SORT_TITLE: &str = "sort_title";

#[derive(Clone)]
pub(super) struct Fields {
    pub cluster_id: Field,
    pub year: Field,
    pub sort_title: Field,
    pub searched: Searched,
    pub shown: Shown,
    /// In the order of [`FacetKind::ALL`].
    pub facets: [Field; 4],
}

/// Where words are looked for.
#[derive(Clone)]
pub(super) struct Searched {
    pub title: Field,
    pub author: Field,
    pub subject: Field,
    pub other: Field,
    pub identifier: Field,
}

/// What is only kept to be shown. Year, language, format and members are kept in the fields that sort and count.
#[derive(Clone)]
pub(super) struct Shown {
    pub title: Field,
    pub vernacular_title: Field,
    pub author: Field,
    pub edition: Field,
    pub publisher: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let fields = Fields {
        cluster_id: schema.add_i64_field(CLUSTER_ID, INDEXED | FAST | STORED),
        year: schema.add_u64_field(YEAR, FAST | STORED),
        sort_title: schema.add_text_field(SORT_TITLE, TextOptions::default().set_fast("raw")),
        searched: Searched {
            title: add_words(&mut schema, "title"),
            author: add_words(&mut schema, "author"),
            subject: add_words(&mut schema, "subject"),
            other: add_words(&mut schema, "other"),
            identifier: schema.add_text_field("identifier", STRING),
        },
        shown: Shown {
            title: schema.add_text_field("shown_title", STORED),
            vernacular_title: schema.add_text_field("shown_vernacular_title", STORED),
            author: schema.add_text_field("shown_author", STORED),
            edition: schema.add_text_field("shown_edition", STORED),
            publisher: schema.add_text_field("shown_publisher", STORED),
        },
        facets: FacetKind::ALL.map(|kind| {
            // The decade follows from the year; the others are shown.
            let options = STRING.set_fast("raw");
            let options = if kind == FacetKind::Decade { options } else { options.set_stored() };
            schema.add_text_field(kind.name(), options)
        }),
    };
    (schema.build(), fields)
}

/// Words come folded and split; the tokenizer named here is never used.
fn add_words(schema: &mut SchemaBuilder, name: &str) -> Field {
    let words =
        TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqsAndPositions);
    schema.add_text_field(name, TextOptions::default().set_indexing_options(words))
}

/// What a commit keeps: the version and the place in the log of changes.
pub(super) fn payload(position: i64) -> String {
    format!("{VERSION} {position}")
}

/// The place in the log, if the commit was made by this version.
pub(super) fn position_of(payload: &str) -> Option<i64> {
    let (version, position) = payload.split_once(' ')?;
    if version.parse() != Ok(VERSION) {
        return None;
    }
    position.parse().ok()
}

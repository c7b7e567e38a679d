//! A [`Query`] in tantivy's terms.

use std::ops::Bound;

use index::search::{Clause, Condition, FacetKind, Field as Place, Query};
use index::text::Token;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, InvertedIndexRangeQuery,
    Occur, PhraseQuery, Query as TantivyQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::search::schema::Fields;

/// What a match is worth by the field it stands in.
const TITLE: f32 = 4.0;
const AUTHOR: f32 = 3.0;
const SUBJECT: f32 = 1.5;
const OTHER: f32 = 1.0;
const IDENTIFIER: f32 = 10.0;

pub(super) fn translate(fields: &Fields, query: &Query) -> Box<dyn TantivyQuery> {
    let clauses = query.clauses.iter().map(|clause| of_clause(fields, clause));
    let filters =
        FacetKind::ALL.into_iter().zip(fields.facets).filter_map(|(kind, field)| of_filters(query, kind, field));
    let all: Vec<_> = clauses.chain(filters).map(|part| (Occur::Must, part)).collect();
    if all.is_empty() {
        return Box::new(AllQuery);
    }
    Box::new(BooleanQuery::new(all))
}

/// The best field counts, not the sum: a word in the title is not worth more for standing in the subject headings too.
fn of_clause(fields: &Fields, clause: &Clause) -> Box<dyn TantivyQuery> {
    let searched = &fields.searched;
    let words = |field, weight| of_words(field, &clause.condition, weight);
    let number = || of_number(searched.identifier, &clause.condition);
    match clause.field {
        Place::Title => words(searched.title, TITLE),
        Place::Author => words(searched.author, AUTHOR),
        Place::Subject => words(searched.subject, SUBJECT),
        Place::Identifier => number(),
        Place::Any => Box::new(DisjunctionMaxQuery::new(vec![
            words(searched.title, TITLE),
            words(searched.author, AUTHOR),
            words(searched.subject, SUBJECT),
            words(searched.other, OTHER),
            number(),
        ])),
    }
}

fn of_words(field: Field, condition: &Condition, weight: f32) -> Box<dyn TantivyQuery> {
    match condition {
        Condition::Word(word) => boosted(term(field, word), weight),
        Condition::Prefix(start) => Box::new(ConstScoreQuery::new(beginning_with(field, start), weight)),
        Condition::Phrase(terms) => boosted(phrase(field, terms), weight),
    }
}

fn of_number(field: Field, condition: &Condition) -> Box<dyn TantivyQuery> {
    match condition {
        Condition::Word(number) => {
            let term = TermQuery::new(Term::from_field_text(field, number), IndexRecordOption::Basic);
            Box::new(ConstScoreQuery::new(Box::new(term), IDENTIFIER))
        }
        Condition::Prefix(_) | Condition::Phrase(_) => Box::new(EmptyQuery),
    }
}

/// Any of the values chosen; narrowing does not change the order.
fn of_filters(query: &Query, kind: FacetKind, field: Field) -> Option<Box<dyn TantivyQuery>> {
    let chosen = query.filters.iter().filter(|filter| filter.kind == kind);
    let terms: Vec<Term> = chosen.map(|filter| Term::from_field_text(field, &filter.value)).collect();
    if terms.is_empty() {
        return None;
    }
    Some(Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::new_multiterms_query(terms)), 0.0)))
}

fn term(field: Field, word: &str) -> Box<dyn TantivyQuery> {
    Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
}

fn beginning_with(field: Field, start: &str) -> Box<dyn TantivyQuery> {
    let lower = Bound::Included(Term::from_field_text(field, start));
    // No word holds the last character of Unicode, so this is behind all words that begin like this.
    let upper = Bound::Excluded(Term::from_field_text(field, &format!("{start}{}", char::MAX)));
    Box::new(InvertedIndexRangeQuery::new(lower, upper))
}

fn phrase(field: Field, terms: &[Token]) -> Box<dyn TantivyQuery> {
    match terms {
        [] => Box::new(EmptyQuery),
        [only] => term(field, &only.text),
        _ => {
            let placed = terms.iter().map(|t| (t.position as usize, Term::from_field_text(field, &t.text)));
            Box::new(PhraseQuery::new_with_offset(placed.collect()))
        }
    }
}

fn boosted(query: Box<dyn TantivyQuery>, weight: f32) -> Box<dyn TantivyQuery> {
    Box::new(BoostQuery::new(query, weight))
}

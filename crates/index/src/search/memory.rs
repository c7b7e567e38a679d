//! The plain search engine: everything in memory, every document looked at. It defines what a query means; other engines are
//! tested against it, and small collections need no other.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use crate::search::{
    Clause, Condition, Facet, FacetKind, Field, Filter, Hit, Hits, Order, Query, SearchDocument, SearchIndex, Summary,
};
use crate::text::{Token, fold};

/// A [`SearchIndex`] that keeps its documents in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryIndex {
    visible: BTreeMap<i64, SearchDocument>,
    waiting: Vec<Change>,
    position: i64,
}

#[derive(Debug, Clone)]
enum Change {
    Put(Box<SearchDocument>),
    Delete(i64),
}

impl MemoryIndex {
    /// An index without documents.
    pub fn new() -> MemoryIndex {
        MemoryIndex::default()
    }
}

impl SearchIndex for MemoryIndex {
    type Error = Infallible;

    fn put(&mut self, documents: &[SearchDocument]) -> Result<(), Infallible> {
        self.waiting.extend(documents.iter().cloned().map(|document| Change::Put(Box::new(document))));
        Ok(())
    }

    fn delete(&mut self, cluster_ids: &[i64]) -> Result<(), Infallible> {
        self.waiting.extend(cluster_ids.iter().copied().map(Change::Delete));
        Ok(())
    }

    fn commit(&mut self, position: i64) -> Result<(), Infallible> {
        for change in self.waiting.drain(..) {
            match change {
                Change::Put(document) => self.visible.insert(document.summary.cluster_id, *document),
                Change::Delete(cluster_id) => self.visible.remove(&cluster_id),
            };
        }
        self.position = position;
        Ok(())
    }

    fn position(&self) -> i64 {
        self.position
    }

    fn search(&self, query: &Query) -> Result<Hits, Infallible> {
        let mut hits: Vec<Hit> = self.visible.values().filter_map(|document| hit(document, query)).collect();
        let facets = FacetKind::ALL.into_iter().map(|kind| facet(kind, &hits)).collect();
        sort(&mut hits, query.order);
        let total = hits.len();
        let hits = hits.into_iter().skip(query.offset).take(query.limit).collect();
        Ok(Hits { total, hits, facets })
    }
}

fn hit(document: &SearchDocument, query: &Query) -> Option<Hit> {
    if !passes(&document.summary, &query.filters) {
        return None;
    }
    let score = query.clauses.iter().map(|clause| score(document, clause)).sum::<Option<f32>>()?;
    Some(Hit { score, summary: document.summary.clone() })
}

fn passes(summary: &Summary, filters: &[Filter]) -> bool {
    FacetKind::ALL.into_iter().all(|kind| {
        let mut chosen = filters.iter().filter(|filter| filter.kind == kind).peekable();
        chosen.peek().is_none() || chosen.any(|filter| kind.values(summary).contains(&filter.value))
    })
}

/// How well the clause fits, `None` when it does not: the best field counts, a word in a short field more than in a long one.
fn score(document: &SearchDocument, clause: &Clause) -> Option<f32> {
    let terms = &document.terms;
    let in_field = |field: Field| match field {
        Field::Title => text_score(&terms.title, clause, field.weight()),
        Field::Author => text_score(&terms.author, clause, field.weight()),
        Field::Subject => text_score(&terms.subject, clause, field.weight()),
        Field::Identifier => identifier_score(&terms.identifiers, clause),
        Field::Any => text_score(&terms.other, clause, field.weight()),
    };
    let everywhere = [Field::Title, Field::Author, Field::Subject, Field::Identifier, Field::Any];
    match clause.field {
        Field::Any => everywhere.into_iter().filter_map(in_field).max_by(f32::total_cmp),
        field => in_field(field),
    }
}

fn text_score(tokens: &[Token], clause: &Clause, weight: f32) -> Option<f32> {
    let found = match &clause.condition {
        Condition::Word(word) => tokens.iter().any(|token| token.text == *word),
        Condition::Prefix(start) => tokens.iter().any(|token| token.text.starts_with(start)),
        Condition::Phrase(terms) => has_phrase(tokens, terms),
    };
    found.then(|| weight * (1.0 + 1.0 / (1.0 + tokens.len() as f32)))
}

fn identifier_score(identifiers: &[String], clause: &Clause) -> Option<f32> {
    let Condition::Word(number) = &clause.condition else { return None };
    identifiers.contains(number).then_some(Field::Identifier.weight())
}

fn has_phrase(tokens: &[Token], terms: &[Token]) -> bool {
    let Some((first, rest)) = terms.split_first() else { return false };
    let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
    for token in tokens {
        places.entry(&token.text).or_default().push(token.position);
    }
    let stands_at =
        |term: &Token, position| places.get(term.text.as_str()).is_some_and(|places| places.contains(&position));
    places.get(first.text.as_str()).is_some_and(|starts| {
        starts.iter().any(|start| rest.iter().all(|term| stands_at(term, start + term.position - first.position)))
    })
}

fn facet(kind: FacetKind, hits: &[Hit]) -> Facet {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in hits.iter().flat_map(|hit| kind.values(&hit.summary)) {
        *counts.entry(value).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Facet { kind, counts }
}

/// Sorting is stable and the documents come in the order of their ids, so equal ones stay in that order.
fn sort(hits: &mut [Hit], order: Order) {
    match order {
        Order::Relevance => hits.sort_by(|one, other| other.score.total_cmp(&one.score)),
        Order::Newest => hits.sort_by_key(|hit| std::cmp::Reverse(hit.summary.year)),
        Order::Title => hits.sort_by_cached_key(|hit| fold(&hit.summary.title)),
    }
}

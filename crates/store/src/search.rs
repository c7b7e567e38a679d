//! The full text index: tantivy behind [`index::search::SearchIndex`], in a directory of its own.
//!
//! A disposable read model. Its truth is the log of changes: with each commit the index keeps the place in the log up to which it
//! has read, so a process killed at any moment reads on from there. An index that is missing, unreadable, made by another version
//! or ahead of the log is thrown away and filled again from the beginning.

mod document;
mod facets;
mod feed;
mod query;
mod schema;

use std::path::Path;

use index::search::{Facet, FacetKind, Hit, Hits, Order, Query, SearchDocument, SearchIndex};
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue, SortByString};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocAddress, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::Error;
use facets::FacetCounter;
use schema::Fields;

pub use feed::{MakeDocument, SearchFeed};

/// The least that tantivy takes for one writing thread.
const WRITER_BYTES: usize = 15_000_000;

/// Blocks of stored summaries kept in memory: enough for a page of results, little when idle.
const SUMMARY_BLOCKS: usize = 16;

/// The index as its one writer sees it.
pub struct TantivyIndex {
    index: Index,
    fields: Fields,
    reader: SearchReader,
    /// There while something is written, so that an idle index holds no memory and no thread for it.
    writer: Option<IndexWriter>,
    position: i64,
}

/// The index as those who search see it. Cloning is cheap; all clones see each commit at once.
#[derive(Clone)]
pub struct SearchReader {
    reader: IndexReader,
    fields: Fields,
}

impl TantivyIndex {
    /// Opens the index in this directory, or begins an empty one where there is none that can be used. `end_of_log` is the place
    /// of the last change that the store knows of.
    ///
    /// # Errors
    /// [`Error::Broken`] when the directory cannot be written.
    pub fn open(directory: &Path, end_of_log: i64) -> Result<Self, Error> {
        match Self::open_existing(directory) {
            Ok(index) if index.position <= end_of_log => Ok(index),
            _ => Self::begin(directory),
        }
    }

    fn open_existing(directory: &Path) -> Result<Self, tantivy::TantivyError> {
        let index = Index::open_in_dir(directory)?;
        let position = index.load_metas()?.payload.as_deref().and_then(schema::position_of);
        let (expected, _) = schema::schema();
        match position {
            Some(position) if index.schema() == expected => Self::new(index, position),
            _ => Err(tantivy::TantivyError::SchemaError("made by another version".to_owned())),
        }
    }

    fn begin(directory: &Path) -> Result<Self, Error> {
        if directory.exists() {
            std::fs::remove_dir_all(directory)?;
        }
        std::fs::create_dir_all(directory)?;
        let (schema, _) = schema::schema();
        Ok(Self::new(Index::create_in_dir(directory, schema)?, 0)?)
    }

    fn new(index: Index, position: i64) -> Result<Self, tantivy::TantivyError> {
        let (_, fields) = schema::schema();
        let builder = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = builder.doc_store_cache_num_blocks(SUMMARY_BLOCKS).try_into()?;
        let reader = SearchReader { reader, fields: fields.clone() };
        Ok(Self { index, fields, reader, writer: None, position })
    }

    /// For those who search.
    pub fn reader(&self) -> SearchReader {
        self.reader.clone()
    }

    /// Finishes merging and gives the writer's memory back, until the next change. What was not committed is lost.
    pub fn rest(&mut self) -> Result<(), Error> {
        if let Some(writer) = self.writer.take() {
            writer.wait_merging_threads()?;
            self.reader.reader.reload()?;
        }
        Ok(())
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, Error> {
        if self.writer.is_none() {
            self.writer = Some(self.index.writer_with_num_threads(1, WRITER_BYTES)?);
        }
        self.writer.as_mut().ok_or_else(|| Error::broken("no writer"))
    }
}

impl SearchIndex for TantivyIndex {
    type Error = Error;

    fn put(&mut self, documents: &[SearchDocument]) -> Result<(), Error> {
        let fields = self.fields.clone();
        let writer = self.writer()?;
        for document in documents {
            writer.delete_term(Term::from_field_i64(fields.cluster_id, document.summary.cluster_id));
            writer.add_document(document::encode(&fields, document))?;
        }
        Ok(())
    }

    fn delete(&mut self, cluster_ids: &[i64]) -> Result<(), Error> {
        let field = self.fields.cluster_id;
        let writer = self.writer()?;
        for cluster in cluster_ids {
            writer.delete_term(Term::from_field_i64(field, *cluster));
        }
        Ok(())
    }

    fn commit(&mut self, position: i64) -> Result<(), Error> {
        let mut commit = self.writer()?.prepare_commit()?;
        commit.set_payload(&schema::payload(position));
        commit.commit()?;
        self.position = position;
        Ok(self.reader.reader.reload()?)
    }

    fn position(&self) -> i64 {
        self.position
    }

    fn search(&self, query: &Query) -> Result<Hits, Error> {
        self.reader.search(query)
    }
}

impl SearchReader {
    /// Clusters that fulfil all clauses and filters of the query. Blocks for as long as the search takes: milliseconds, as a rule.
    pub fn search(&self, query: &Query) -> Result<Hits, Error> {
        let searcher = self.reader.searcher();
        let text = query::translate(&self.fields, query);
        let documents = searcher.num_docs() as usize;
        // An address with an absurd page number must not make the collector reserve memory for it.
        if query.limit == 0 || query.offset >= documents {
            let (total, facets) = searcher.search(&*text, &(Count, FacetCounter))?;
            return Ok(Hits { total, hits: Vec::new(), facets: named(facets) });
        }
        let page = TopDocs::with_limit(query.limit.min(documents)).and_offset(query.offset);
        let (total, hits, facets) = self.collect(&searcher, &*text, query.order, page)?;
        let hits =
            hits.into_iter().map(|(score, address)| self.hit(&searcher, score, address)).collect::<Result<_, _>>()?;
        Ok(Hits { total, hits, facets: named(facets) })
    }

    fn collect(
        &self,
        searcher: &Searcher,
        text: &dyn TantivyQuery,
        order: Order,
        page: TopDocs,
    ) -> Result<Page, Error> {
        let by_id = (SortByStaticFastValue::<i64>::for_field(schema::CLUSTER_ID), tantivy::Order::Asc);
        Ok(match order {
            Order::Relevance => {
                let page = page.order_by((SortBySimilarityScore, by_id));
                let (total, hits, facets) = searcher.search(text, &(Count, page, FacetCounter))?;
                (total, hits.into_iter().map(|((score, _), address)| (score, address)).collect(), facets)
            }
            Order::Newest => {
                let by_year = (SortByStaticFastValue::<u64>::for_field(schema::YEAR), tantivy::Order::Desc);
                let page = page.order_by((by_year, by_id));
                let (total, hits, facets) = searcher.search(text, &(Count, page, FacetCounter))?;
                (total, hits.into_iter().map(|(_, address)| (0.0, address)).collect(), facets)
            }
            Order::Title => {
                let by_title = (SortByString::for_field(schema::SORT_TITLE), tantivy::Order::Asc);
                let page = page.order_by((by_title, by_id));
                let (total, hits, facets) = searcher.search(text, &(Count, page, FacetCounter))?;
                (total, hits.into_iter().map(|(_, address)| (0.0, address)).collect(), facets)
            }
        })
    }

    fn hit(&self, searcher: &Searcher, score: f32, address: DocAddress) -> Result<Hit, Error> {
        let stored: TantivyDocument = searcher.doc(address)?;
        Ok(Hit { score, summary: document::decode(&self.fields, &stored) })
    }
}

type Page = (usize, Vec<(f32, DocAddress)>, facets::Counts);

fn named(counts: facets::Counts) -> Vec<Facet> {
    let facets = FacetKind::ALL.into_iter().zip(counts).map(|(kind, counts)| {
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Facet { kind, counts }
    });
    facets.collect()
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::broken(error)
    }
}

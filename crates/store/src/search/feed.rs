//! Brings a search index up to the end of the log of changes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use index::search::{SearchDocument, SearchIndex};

use crate::{ClusterChange, ClusterId, Error, Record, Store, TantivyIndex};

/// Makes the document of a cluster from its records, oldest first. `None`: none of them can be read, so it is not to be found.
pub type MakeDocument = dyn Fn(ClusterId, &[Record]) -> Option<SearchDocument> + Send + Sync;

/// Clusters read at a time: bounds the memory of a rebuild.
const CHUNK: i64 = 500;

/// Feeds one index from one store.
pub struct SearchFeed<I> {
    index: Arc<Mutex<I>>,
    make: Arc<MakeDocument>,
}

impl SearchFeed<TantivyIndex> {
    /// Gives the memory for writing back until the next change; for times without any.
    pub async fn rest(&self) -> Result<(), Error> {
        self.with_index(TantivyIndex::rest).await
    }
}

impl<I> SearchFeed<I>
where
    I: SearchIndex + Send + 'static,
    I::Error: Send + Sync + 'static,
{
    /// A feed for this index.
    pub fn new(index: Arc<Mutex<I>>, make: Arc<MakeDocument>) -> Self {
        Self { index, make }
    }

    /// Takes in changes up to the end of the log, or about `limit` of them, and commits once. Returns how many: 0 means that the
    /// index was up to date. Killed at any moment, the next call begins where the last commit was.
    pub async fn catch_up(&self, store: &Store, limit: usize) -> Result<usize, Error> {
        let start = self.with_index(|index| Ok(index.position())).await?;
        let (mut position, mut taken) = (start, 0);
        while taken < limit {
            let changes = store.records().changes_after(position, CHUNK).await?;
            let Some(last) = changes.last() else { break };
            position = last.seq;
            taken += changes.len();
            self.take_in(store, changes).await?;
        }
        if position > start {
            self.with_index(move |index| index.commit(position)).await?;
        }
        Ok(taken)
    }

    async fn take_in(&self, store: &Store, changes: Vec<ClusterChange>) -> Result<(), Error> {
        let live: Vec<ClusterId> =
            changes.iter().filter(|change| !change.removed).map(|change| change.cluster_id).collect();
        let mut records: BTreeMap<ClusterId, Vec<Record>> = BTreeMap::new();
        for record in store.records().of_clusters(&live).await? {
            records.entry(record.cluster_id).or_default().push(record);
        }
        let make = Arc::clone(&self.make);
        self.with_index(move |index| {
            let documents: Vec<SearchDocument> =
                records.iter().filter_map(|(cluster, records)| make(*cluster, records)).collect();
            let found: Vec<i64> = documents.iter().map(|document| document.summary.cluster_id).collect();
            let gone: Vec<i64> =
                changes.iter().map(|change| change.cluster_id.0).filter(|id| !found.contains(id)).collect();
            index.delete(&gone)?;
            index.put(&documents)
        })
        .await
    }

    /// Indexes block: off the threads that answer requests.
    async fn with_index<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut I) -> Result<T, I::Error> + Send + 'static,
    {
        let index = Arc::clone(&self.index);
        let done = tokio::task::spawn_blocking(move || {
            // A panic of an earlier call leaves uncommitted documents at worst, and those are put again.
            let mut index = index.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut index)
        });
        done.await.map_err(Error::broken)?.map_err(Error::broken)
    }
}

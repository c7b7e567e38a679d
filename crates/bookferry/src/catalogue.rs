//! The shared index: what all member libraries hold, searched, shown, and asked who could lend it.

mod document;
mod holdings;
mod intake;
mod title;

use std::path::Path;
use std::sync::{Arc, Mutex};

use index::search::{Hits, Query};
use store::{SearchFeed, SearchReader, Store, TantivyIndex};

pub use document::stored_record;
pub use holdings::{HeldItem, StoredHolding, mapping_of};
pub use intake::incoming;
pub use title::{Holder, Member, TitleView};

/// Clusters that one call of the feed takes in before it commits.
const FEED_LIMIT: usize = 20_000;

/// The shared index. Cloning is cheap.
#[derive(Clone)]
pub struct Catalogue {
    index: Arc<Mutex<TantivyIndex>>,
    feed: Arc<SearchFeed<TantivyIndex>>,
    reader: SearchReader,
}

impl Catalogue {
    /// Opens the search index in the data directory and brings it up to date with the store.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub async fn open(store: &Store, data: &Path) -> Result<Self, store::Error> {
        let end_of_log = store.records().last_change().await?;
        let index = TantivyIndex::open(&data.join("search"), end_of_log)?;
        let reader = index.reader();
        let index = Arc::new(Mutex::new(index));
        let feed = Arc::new(SearchFeed::new(Arc::clone(&index), Arc::new(document::document)));
        let catalogue = Self { index, feed, reader };
        catalogue.catch_up(store).await?;
        Ok(catalogue)
    }

    /// Takes in what has changed in the store; returns the number of changed titles.
    ///
    /// # Errors
    /// When the store cannot be read or the index not written.
    pub async fn catch_up(&self, store: &Store) -> Result<usize, store::Error> {
        let mut total = 0;
        loop {
            match self.feed.catch_up(store, FEED_LIMIT).await? {
                0 => break,
                taken => total += taken,
            }
        }
        if total > 0 {
            self.rest().await?;
        }
        Ok(total)
    }

    /// Gives back the memory that writing took.
    async fn rest(&self) -> Result<(), store::Error> {
        let index = Arc::clone(&self.index);
        let done =
            tokio::task::spawn_blocking(move || index.lock().unwrap_or_else(std::sync::PoisonError::into_inner).rest());
        done.await.map_err(|fault| store::Error::Broken(Box::new(fault)))?
    }

    /// Searches.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn search(&self, query: Query) -> Result<Hits, store::Error> {
        let reader = self.reader.clone();
        let done = tokio::task::spawn_blocking(move || reader.search(&query));
        done.await.map_err(|fault| store::Error::Broken(Box::new(fault)))?
    }
}

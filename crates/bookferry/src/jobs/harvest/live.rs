//! Harvests under way in this process: one a source, each with a button to stop it and its live progress.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use store::SourceId;
use tokio::sync::watch;

/// What a harvest is doing at this moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// What it reads, as the store names it.
    pub kind: String,
    /// Records that came so far.
    pub records: u64,
    /// How many there are, as the source says.
    pub expected: Option<u64>,
    /// Pages, or files, read so far.
    pub pages: u64,
    /// The file that is read, where the source consists of files.
    pub file: Option<String>,
    /// What it waits for.
    pub waiting: Option<String>,
    /// When it began, in milliseconds since 1970.
    pub started_at: i64,
}

/// The harvests under way. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Harvests(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    running: Mutex<BTreeMap<SourceId, Running>>,
    /// The search index is fed by one at a time.
    feeding: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Running {
    stop: watch::Sender<bool>,
    live: Arc<Mutex<Live>>,
}

/// The right to work on a source; given back when it is dropped, whatever happens.
#[derive(Debug)]
pub struct Turn {
    harvests: Harvests,
    source: SourceId,
    stopped: watch::Receiver<bool>,
    live: Arc<Mutex<Live>>,
}

impl Harvests {
    /// Takes the turn of a source; `None`: somebody has it.
    #[must_use]
    pub fn begin(&self, source: SourceId, kind: &str, at: i64) -> Option<Turn> {
        let mut running = lock(&self.0.running);
        if running.contains_key(&source) {
            return None;
        }
        let (stop, stopped) = watch::channel(false);
        let live = Arc::new(Mutex::new(Live { kind: kind.to_owned(), started_at: at, ..Live::default() }));
        running.insert(source, Running { stop, live: Arc::clone(&live) });
        Some(Turn { harvests: self.clone(), source, stopped, live })
    }

    /// Asks the harvest of a source to stop after the page; false: none is under way.
    pub fn stop(&self, source: SourceId) -> bool {
        let running = lock(&self.0.running);
        running.get(&source).map(|running| running.stop.send_replace(true)).is_some()
    }

    /// Asks all of them to stop.
    pub fn stop_all(&self) {
        lock(&self.0.running).values().for_each(|running| {
            running.stop.send_replace(true);
        });
    }

    /// What the harvest of a source is doing; `None`: none is under way.
    #[must_use]
    pub fn progress(&self, source: SourceId) -> Option<Live> {
        lock(&self.0.running).get(&source).map(|running| lock(&running.live).clone())
    }

    /// Waits for the turn to feed the search index.
    pub(crate) async fn feeding(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.feeding.lock().await
    }
}

impl Turn {
    /// Whether somebody wants it to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Returns when somebody wants it to stop.
    pub async fn stopped(&self) {
        let mut stopped = self.stopped.clone();
        // The sender lives as long as this turn.
        let _ = stopped.wait_for(|stop| *stop).await;
    }

    /// Tells what is being done.
    pub fn tell(&self, change: impl FnOnce(&mut Live)) {
        change(&mut lock(&self.live));
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.harvests.0.running).remove(&self.source);
    }
}

/// A panic while it was held left nothing half done: only plain values are set.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

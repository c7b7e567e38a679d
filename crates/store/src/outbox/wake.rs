//! Tells sleeping runners that there may be work. Within this process only; the table is the truth.

use std::sync::Arc;

use tokio::sync::watch;

#[derive(Debug, Clone)]
pub(crate) struct Bell(Arc<watch::Sender<()>>);

impl Bell {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(())))
    }

    pub(crate) fn ring(&self) {
        self.0.send_replace(());
    }

    pub(crate) fn subscribe(&self) -> Wake {
        Wake(self.0.subscribe())
    }
}

/// Wakes a runner. A call that came since the last [`Wake::wait`] is not lost: the next wait returns at once.
#[derive(Debug)]
pub struct Wake(watch::Receiver<()>);

impl Wake {
    /// Returns when rows may have become ready; never when the store is gone.
    pub async fn wait(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending().await
        }
    }
}

//! A platform at work: its HTTP listener, the runner that empties the outbox, and the schedule of harvests and of patience that ends.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::jobs::{AT_ONCE, Runner, decline_unmoved, harvest_due, poll_loans, remind_of_overdue};
use crate::message_log::forget_old;
use crate::platform::Platform;
use crate::web;

/// How often the scheduler looks for harvests that are due.
const SCHEDULE: Duration = Duration::from_secs(30);
/// How often Alma is asked what became of borrowed items, where no webhooks tell it, in milliseconds.
const POLL: i64 = 3_600_000;
/// How long a stopping server waits for the page that a harvest is reading.
const LAST_PAGE: Duration = Duration::from_secs(20);

/// A platform at work. Dropping it leaves the work running; [`Server::stop`] ends it in order.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts to listen and to work.
    pub fn start(platform: Platform, listener: TcpListener) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let tasks = vec![
            tokio::spawn(listen(platform.clone(), listener, stopped.clone())),
            tokio::spawn(Runner::new(platform.clone(), stopped.clone()).run()),
            tokio::spawn(schedule(platform, stopped)),
        ];
        Ok(Self { address, stop, tasks })
    }

    /// Stops listening, finishes what is in work, and returns when all is quiet.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            let _ = task.await;
        }
    }
}

async fn listen(platform: Platform, listener: TcpListener, mut stopped: watch::Receiver<bool>) {
    let until_stopped = async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    if let Err(fault) = axum::serve(listener, web::router(platform)).with_graceful_shutdown(until_stopped).await {
        tracing::error!(%fault, "the listener ended");
    }
}

/// Harvests what is due, several sources at the same time. When the server stops, harvests stop after their page; one that waits
/// for an answer longer than [`LAST_PAGE`] is left where it is: each page is kept with the place to go on from.
async fn schedule(platform: Platform, mut stopped: watch::Receiver<bool>) {
    let mut harvests = JoinSet::new();
    let (mut polls, mut polled_at) = (JoinSet::new(), platform.now());
    loop {
        if let Err(fault) = start_due(&platform, &mut harvests).await {
            tracing::error!(%fault, "the schedule of harvests cannot be read");
        }
        if let Err(fault) = decline_unmoved(&platform).await {
            tracing::error!(%fault, "requests that have waited too long cannot be read");
        }
        if let Err(fault) = remind_of_overdue(&platform).await {
            tracing::error!(%fault, "overdue loans cannot be read");
        }
        while polls.try_join_next().is_some() {}
        if polls.is_empty() && platform.now() - polled_at >= POLL {
            polled_at = platform.now();
            let platform = platform.clone();
            polls.spawn(async move {
                if let Err(fault) = poll_loans(&platform).await {
                    tracing::error!(%fault, "borrowed items cannot be asked about");
                }
            });
        }
        if let Err(fault) = forget_old(&platform).await {
            tracing::error!(%fault, "old messages cannot be forgotten");
        }
        tokio::select! {
            () = tokio::time::sleep(SCHEDULE) => {}
            Some(_) = harvests.join_next() => {}
            _ = stopped.wait_for(|stop| *stop) => break,
        }
    }
    platform.harvests().stop_all();
    let quiet = async { while harvests.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(LAST_PAGE, quiet).await;
}

async fn start_due(platform: &Platform, harvests: &mut JoinSet<()>) -> Result<(), store::Error> {
    for source in platform.store().sources().due(platform.now()).await? {
        if harvests.len() < AT_ONCE && platform.harvests().progress(source.id).is_none() {
            let platform = platform.clone();
            harvests.spawn(async move { harvest_due(&platform, source).await });
            // It takes its turn before the next one is looked at.
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

//! A platform at work: its HTTP listener, the runner that empties the outbox, and the scheduler of harvests.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::jobs::{Runner, harvest_all_due};
use crate::platform::Platform;
use crate::web;

/// How often the scheduler looks for harvests that are due.
const SCHEDULE: Duration = Duration::from_secs(30);

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

/// Harvests what is due. A harvest is left where it is when the server stops: each page is kept with the place to go on from.
async fn schedule(platform: Platform, mut stopped: watch::Receiver<bool>) {
    loop {
        let round = async {
            if let Err(fault) = harvest_all_due(&platform).await {
                tracing::error!(%fault, "the schedule of harvests cannot be read");
            }
            tokio::time::sleep(SCHEDULE).await;
        };
        tokio::select! {
            () = round => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
    }
}

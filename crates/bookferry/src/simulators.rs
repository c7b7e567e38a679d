//! Hosts simulated Almas on TCP: their HTTP addresses, their Z39.50 server, their journals, what they send to others. The Almas
//! themselves are in `alma-sim`.

mod courier;
mod journal;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use alma_sim::desk::{Action, ActionRefused};
use alma_sim::{Alma, HttpRequest, HttpResponse};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_http::compression::CompressionLayer;

pub use journal::{Journal, JournalError, found};

use crate::clock::Clock;
use crate::web::assets;

/// The largest message that is read, in bytes; Alma's own limit is not known.
const MESSAGE_LIMIT: usize = 8 << 20;

/// A simulated Alma at work.
pub struct Simulator {
    /// Where its HTTP addresses are.
    pub http: SocketAddr,
    /// Where its Z39.50 server is.
    pub z3950: SocketAddr,
    host: Host,
    tasks: Vec<JoinHandle<()>>,
}

/// What the listeners share.
#[derive(Clone)]
struct Host {
    alma: Arc<Mutex<Hosted>>,
    clock: Clock,
    /// Rung when something may be waiting to be sent.
    something_sent: Arc<Notify>,
}

/// The Alma with the file of its acts: both change under one lock, so the file has the acts in their order.
struct Hosted {
    alma: Alma,
    journal: Option<Journal>,
}

impl Simulator {
    /// Starts to listen.
    ///
    /// # Errors
    /// When a listener has no address, or nothing can be sent for lack of TLS.
    pub fn start(
        alma: Alma,
        journal: Option<Journal>,
        clock: Clock,
        http: TcpListener,
        z3950: TcpListener,
    ) -> std::io::Result<Self> {
        let alma = Arc::new(Mutex::new(Hosted { alma, journal }));
        let host = Host { alma, clock, something_sent: Arc::new(Notify::new()) };
        let client = courier::client()?;
        host.lock().keep_journal();
        let (http_address, z3950_address) = (http.local_addr()?, z3950.local_addr()?);
        let tasks = vec![
            tokio::spawn(serve_http(host.clone(), http)),
            tokio::spawn(serve_z3950(host.clone(), z3950)),
            tokio::spawn(courier::serve(host.clone(), client)),
        ];
        Ok(Self { http: http_address, z3950: z3950_address, host, tasks })
    }

    /// Looks at the Alma; nothing else happens in it meanwhile.
    pub fn look<T>(&self, at: impl FnOnce(&Alma) -> T) -> T {
        at(&self.host.lock().alma)
    }

    /// Does something at a desk of the Alma.
    ///
    /// # Errors
    /// [`ActionRefused`].
    pub fn act(&self, action: Action, now: i64) -> Result<String, ActionRefused> {
        let mut hosted = self.host.lock();
        let done = hosted.alma.act(action, now);
        hosted.keep_journal();
        self.host.something_sent.notify_one();
        done
    }

    /// Stops listening at once.
    pub fn stop(self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Host {
    fn lock(&self) -> MutexGuard<'_, Hosted> {
        // An Alma that a panic left is as good as the requests that were answered before it.
        self.alma.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hosted {
    /// Acts are on disk before their answer leaves.
    fn keep_journal(&mut self) {
        let lines = self.alma.take_journal();
        if let Some(journal) = &mut self.journal
            && let Err(fault) = journal.append(&lines)
        {
            tracing::error!(%fault, "the journal of a simulated Alma cannot be written");
        }
    }
}

async fn serve_http(host: Host, listener: TcpListener) {
    let router = Router::new()
        .route("/assets/{name}", get(assets::serve))
        .fallback(answer)
        .layer(DefaultBodyLimit::max(MESSAGE_LIMIT))
        // Gzip for those who ask for it, as the real service; an answer that claims an encoding itself is left as it is.
        .layer(CompressionLayer::new())
        .with_state(host);
    if let Err(fault) = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await {
        tracing::error!(%fault, "the listener of a simulated Alma ended");
    }
}

async fn answer(
    State(host): State<Host>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let request = HttpRequest {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers.iter().map(text).collect(),
        body: body.to_vec(),
        peer_address: peer.ip().to_string(),
    };
    let outcome = {
        let mut hosted = host.lock();
        let outcome = hosted.alma.http(&request, host.clock.now());
        hosted.keep_journal();
        outcome
    };
    host.something_sent.notify_one();
    tokio::time::sleep(outcome.delay).await;
    match outcome.response {
        Some(response) => response_of(response),
        None => close_without_a_word(),
    }
}

fn response_of(answer: HttpResponse) -> Response {
    let mut response = Body::from(answer.body).into_response();
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().clear();
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// The fault "no answer": the task of the connection ends, and with it the connection. The server's way of sending an error would be an
/// answer, and there is to be none; unwinding without the panic hook says nothing on standard error.
fn close_without_a_word() -> ! {
    std::panic::resume_unwind(Box::new("a simulated fault"))
}

async fn serve_z3950(host: Host, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let host = host.clone();
                tokio::spawn(async move {
                    // An origin that goes away in the middle is no matter.
                    let _ = converse(host, stream).await;
                });
            }
            Err(fault) => tracing::warn!(%fault, "a Z39.50 connection could not be accepted"),
        }
    }
}

async fn converse(host: Host, mut stream: TcpStream) -> std::io::Result<()> {
    if host.lock().alma.z3950_refuses() {
        return stream.shutdown().await;
    }
    let mut session = host.lock().alma.z3950_session();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let mut bytes = buffer.get(..read).unwrap_or_default();
        loop {
            let reply = host.lock().alma.z3950(&mut session, bytes, host.clock.now());
            tokio::time::sleep(reply.delay).await;
            stream.write_all(&reply.send).await?;
            match (reply.close, reply.more) {
                (true, _) => return stream.shutdown().await,
                (false, true) => bytes = &[],
                (false, false) => break,
            }
        }
    }
}

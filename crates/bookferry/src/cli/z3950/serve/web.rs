//! SRU over HTTP.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use z3950::server::Target;
use z3950::sru::{Explain, Reply, Server, Settings, SruDiagnostic};

use super::target::{Desk, rules};
use super::terms::INDEXES;

/// The longest form that is read, in bytes.
const LONGEST_FORM: usize = 64 << 10;

/// A connection with its place among those allowed.
type Guest = (TcpStream, OwnedSemaphorePermit);

#[derive(Clone)]
struct Desks {
    desk: Desk,
    server: Arc<Server>,
}

/// Starts to answer HTTP on connections that are handed over.
pub fn start(desk: Desk, address: SocketAddr) -> UnboundedSender<Guest> {
    let (sender, receiver) = unbounded_channel();
    let desks = Desks { server: Arc::new(Server::new(settings(&desk, address))), desk };
    let router = Router::new()
        .route("/", get(at_the_root).post(posted_at_the_root))
        .route("/{*database}", get(asked).post(posted))
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .with_state(desks);
    tokio::spawn(async move {
        if let Err(fault) = axum::serve(Handed { receiver, address }, router).await {
            tracing::error!(%fault, "SRU ended");
        }
    });
    sender
}

fn settings(desk: &Desk, address: SocketAddr) -> Settings {
    let database = desk.0.database().to_owned();
    let title = format!("{database}: {} records", desk.0.len());
    let explain = Explain { host: address.ip().to_string(), port: address.port(), database, title };
    let use_attributes = INDEXES.iter().flat_map(|(_, uses)| uses.iter().copied()).collect();
    Settings { mapping: rules(), use_attributes, ..Settings::new(explain) }
}

async fn at_the_root(State(desks): State<Desks>, RawQuery(query): RawQuery) -> Response {
    desks.answer(None, query.as_deref())
}

async fn posted_at_the_root(State(desks): State<Desks>, form: String) -> Response {
    desks.answer(None, Some(&form))
}

async fn asked(State(desks): State<Desks>, Path(database): Path<String>, RawQuery(query): RawQuery) -> Response {
    desks.answer(Some(&database), query.as_deref())
}

async fn posted(State(desks): State<Desks>, Path(database): Path<String>, form: String) -> Response {
    desks.answer(Some(&database), Some(&form))
}

impl Desks {
    fn answer(&self, database: Option<&str>, query: Option<&str>) -> Response {
        let mut desk = self.desk.clone();
        let known = database.map_or(Ok(()), |database| desk.check_database(database));
        let reply = match known {
            Ok(()) => self.server.answer(query.unwrap_or_default(), &mut desk),
            Err(diagnostic) => Reply::refusal(SruDiagnostic::from_bib1(&diagnostic)),
        };
        (StatusCode::OK, [(header::CONTENT_TYPE, reply.media_type)], reply.body).into_response()
    }
}

/// Connections that another listener has accepted.
struct Handed {
    receiver: UnboundedReceiver<Guest>,
    address: SocketAddr,
}

impl Listener for Handed {
    type Io = Seated;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Seated, SocketAddr) {
        match self.receiver.recv().await {
            Some((stream, permit)) => {
                let peer = stream.peer_addr().unwrap_or(self.address);
                (Seated { stream, _permit: permit }, peer)
            }
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// A connection that gives its place back when it ends.
struct Seated {
    stream: TcpStream,
    _permit: OwnedSemaphorePermit,
}

impl AsyncRead for Seated {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::pin::Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Seated {
    fn poll_write(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        bytes: &[u8],
    ) -> std::task::Poll<io::Result<usize>> {
        std::pin::Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::pin::Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        std::pin::Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

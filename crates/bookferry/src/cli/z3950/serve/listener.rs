//! One address for two protocols: the first byte of a connection decides.
//!
//! Connections of Z39.50 are spread over threads, each with an event loop of its own, so that a request is read, answered and
//! written where it arrives. A connection that is silent holds its session and no buffer.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use z3950::pdu::CloseReason;
use z3950::server::{Outcome, Session, Settings};

use super::catalogue::Catalogue;
use super::target::{Desk, rules};
use super::terms::Places;
use super::web;

/// Result sets of one association at most; each may hold a number for every record.
const RESULT_SETS: usize = 20;
/// Bytes that are read at once.
const BUFFER: usize = 8 << 10;

/// What strangers may use up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at the same time.
    pub connections: usize,
    /// How long a connection may be silent.
    pub idle: Duration,
}

/// A connection with its place among those allowed.
struct Guest {
    stream: std::net::TcpStream,
    permit: OwnedSemaphorePermit,
}

/// Serves until a listener fails.
pub async fn run(listener: TcpListener, catalogue: Arc<Catalogue>, limits: Limits) -> io::Result<()> {
    let seats = Arc::new(Semaphore::new(limits.connections));
    let desk = Desk(catalogue);
    let workers = workers(&desk, limits)?;
    let readers = web::start(desk, listener.local_addr()?);
    let mut turn = 0_usize;
    loop {
        let (stream, _) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(fault) => {
                // Usually too many open files: others will leave.
                tracing::warn!(%fault, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(permit) = Arc::clone(&seats).try_acquire_owned() else {
            tracing::warn!(limit = limits.connections, "a connection was turned away: there are too many");
            continue;
        };
        turn = turn.wrapping_add(1);
        let Some(worker) = workers.get(turn % workers.len().max(1)) else { return Ok(()) };
        let (worker, readers) = (worker.clone(), readers.clone());
        tokio::spawn(async move {
            match tokio::time::timeout(limits.idle, is_z3950(&stream)).await {
                Ok(Ok(true)) => {
                    if let Ok(stream) = stream.into_std() {
                        let _ = worker.send(Guest { stream, permit });
                    }
                }
                Ok(Ok(false)) => {
                    let _ = readers.send((stream, permit));
                }
                Ok(Err(_)) | Err(_) => {}
            }
        });
    }
}

/// An initRequest begins with a constructed context tag, a method of HTTP with a letter.
async fn is_z3950(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    let read = stream.peek(&mut first).await?;
    Ok(read == 0 || !first.iter().all(u8::is_ascii_alphabetic))
}

fn workers(desk: &Desk, limits: Limits) -> io::Result<Vec<UnboundedSender<Guest>>> {
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    (0..count)
        .map(|number| {
            let (sender, receiver) = unbounded_channel();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let desk = desk.clone();
            let work = move || runtime.block_on(welcome(receiver, desk, limits));
            std::thread::Builder::new().name(format!("z3950-{number}")).spawn(work)?;
            Ok(sender)
        })
        .collect()
}

async fn welcome(mut guests: UnboundedReceiver<Guest>, desk: Desk, limits: Limits) {
    let mut settings = Settings { result_sets: RESULT_SETS, ..Settings::default() };
    settings.cql = Some(rules());
    let settings = Arc::new(settings);
    while let Some(Guest { stream, permit }) = guests.recv().await {
        let (settings, desk) = (Arc::clone(&settings), desk.clone());
        tokio::spawn(async move {
            // An origin that goes away in the middle is no matter.
            if let Ok(stream) = TcpStream::from_std(stream) {
                let _ = converse(stream, settings, desk, limits.idle).await;
            }
            drop(permit);
        });
    }
}

async fn converse(mut stream: TcpStream, settings: Arc<Settings>, mut desk: Desk, idle: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut session = Session::shared(settings);
    loop {
        let mut outcome = match tokio::time::timeout(idle, receive(&mut stream, &mut session, &mut desk)).await {
            Ok(Ok(Some(outcome))) => outcome,
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(fault)) => return Err(fault),
            Err(_) => {
                stream.write_all(&session.end(CloseReason::LACK_OF_ACTIVITY)).await?;
                return stream.shutdown().await;
            }
        };
        loop {
            send(&mut stream, &outcome.send, idle).await?;
            match (outcome.close, outcome.more) {
                (true, _) => return stream.shutdown().await,
                (false, true) => outcome = session.receive(&[], &mut desk),
                (false, false) => break,
            }
        }
    }
}

/// Answers what comes next; `None` at the end. The buffer lives only while something is read, and a read that does not fill it
/// is known to be the last for now.
async fn receive(
    stream: &mut TcpStream,
    session: &mut Session<Places>,
    desk: &mut Desk,
) -> io::Result<Option<Outcome>> {
    std::future::poll_fn(|context| {
        let mut room = [MaybeUninit::uninit(); BUFFER];
        let mut buffer = ReadBuf::uninit(&mut room);
        ready!(Pin::new(&mut *stream).poll_read(context, &mut buffer))?;
        let bytes = buffer.filled();
        Poll::Ready(Ok((!bytes.is_empty()).then(|| session.receive(bytes, desk))))
    })
    .await
}

/// Who does not take the answers is silent, too.
async fn send(stream: &mut TcpStream, bytes: &[u8], idle: Duration) -> io::Result<()> {
    match stream.try_write(bytes) {
        Ok(written) if written == bytes.len() => Ok(()),
        Ok(written) => write_rest(stream, bytes.get(written..).unwrap_or_default(), idle).await,
        Err(fault) if fault.kind() == io::ErrorKind::WouldBlock => write_rest(stream, bytes, idle).await,
        Err(fault) => Err(fault),
    }
}

async fn write_rest(stream: &mut TcpStream, bytes: &[u8], idle: Duration) -> io::Result<()> {
    tokio::time::timeout(idle, stream.write_all(bytes)).await.map_err(|_| io::ErrorKind::TimedOut)?
}

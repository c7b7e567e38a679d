//! Z39.50 over TCP: an association for one question, or a [`Pool`] of them for many.

mod pool;

use std::fmt;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use z3950::client::{Answer, Client, ClientError, Settings};
use z3950::pdu::{Entry, PresentRequest, Query, ScanRequest, SearchRequest};
use z3950::query::AttributesPlusTerm;
use z3950::record::{NamePlusRecord, Retrieved};
use z3950::{Diagnostic, Oid};

pub use pool::{Limits, Pool};

/// The port of Alma's servers.
const ALMA_PORT: u16 = 1921;
/// The port of the standard.
const STANDARD_PORT: u16 = 210;
/// Records of one present request.
const AT_ONCE: u32 = 20;

/// Where a catalogue can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Database.
    pub database: String,
}

impl Target {
    /// Reads `http://host:1921/01UNIV_INST` as Alma's documentation writes it, and `host:port/database`.
    ///
    /// # Errors
    /// Words that say what is missing.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let bare = text.trim();
        let (rest, default_port) = ["http://", "https://", "z39.50://", "tcp:"]
            .iter()
            .find_map(|scheme| bare.strip_prefix(scheme).map(|rest| (rest, ALMA_PORT)))
            .unwrap_or((bare, STANDARD_PORT));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().map_err(|_| TargetError::Port(port.to_owned()))?),
            None => (authority, default_port),
        };
        if host.is_empty() || host.contains(char::is_whitespace) {
            return Err(TargetError::NoHost);
        }
        let database = database.trim_end_matches('/');
        let database = if database.is_empty() { "Default" } else { database };
        Ok(Self { host: host.to_owned(), port, database: database.to_owned() })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}/{}", self.host, self.port, self.database)
    }
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// There is no host name, or one with a blank in it.
    #[error("the address has no host name; write it as host:port/database")]
    NoHost,
    /// The port is no number.
    #[error("the port {0} is not a number from 1 to 65535")]
    Port(String),
}

/// What a search brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Records found.
    pub hits: u64,
    /// The first of them.
    pub records: Vec<NamePlusRecord>,
    /// Why not all came that were asked for.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AssociationError {
    /// Nobody answers at the address.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, std::io::Error),
    /// No answer in time.
    #[error("{0} did not answer within {1} seconds")]
    TimedOut(String, u64),
    /// The target failed too often of late and is not asked for so many seconds.
    #[error("{0} did not answer several times and is left alone for {1} seconds")]
    Resting(String, u64),
    /// The target does not keep to the protocol, or ended the association.
    #[error(transparent)]
    Protocol(#[from] ClientError),
    /// The target says why it does not do what was asked.
    #[error("the target refused: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Diagnostics(Vec<Diagnostic>),
}

/// Searches a target and fetches up to `count` records in a syntax.
///
/// # Errors
/// [`AssociationError`].
pub async fn search(
    target: &Target,
    query: Query,
    syntax: Oid,
    count: u32,
    limit: Duration,
) -> Result<Found, AssociationError> {
    let question = ask(target, query, syntax, count);
    match tokio::time::timeout(limit, question).await {
        Ok(outcome) => outcome,
        Err(_) => Err(AssociationError::TimedOut(target.to_string(), limit.as_secs())),
    }
}

async fn ask(target: &Target, query: Query, syntax: Oid, count: u32) -> Result<Found, AssociationError> {
    let mut association = Association::open(target).await?;
    let found = association.find(target, query, &syntax, count).await?;
    association.close().await;
    Ok(found)
}

/// The terms of an index around a starting point.
///
/// # Errors
/// [`AssociationError`].
pub async fn scan(
    target: &Target,
    start: AttributesPlusTerm,
    count: u32,
    limit: Duration,
) -> Result<Vec<Entry>, AssociationError> {
    let question = browse(target, start, count);
    match tokio::time::timeout(limit, question).await {
        Ok(outcome) => outcome,
        Err(_) => Err(AssociationError::TimedOut(target.to_string(), limit.as_secs())),
    }
}

async fn browse(target: &Target, start: AttributesPlusTerm, count: u32) -> Result<Vec<Entry>, AssociationError> {
    let mut association = Association::open(target).await?;
    let bytes = association.client.scan(ScanRequest::new(&[&target.database], start, count))?;
    let entries = match association.exchange(&bytes).await? {
        Answer::Scanned(response) => response.entries.unwrap_or_default().entries,
        other => return Err(refusal(other)),
    };
    association.close().await;
    Ok(entries)
}

/// Asks for full records; for XML the target chooses, for the element sets of XML are not those of MARC: some refuse `F`.
fn present(start: u32, number: u32, syntax: &Oid) -> PresentRequest {
    let request = PresentRequest::new("default", start, number, syntax.clone(), "F");
    match *syntax == Oid::XML {
        true => PresentRequest { record_composition: None, ..request },
        false => request,
    }
}

fn refusal(answer: Answer) -> AssociationError {
    match answer {
        Answer::Failed(_, diagnostics) => AssociationError::Diagnostics(diagnostics),
        _ => AssociationError::Protocol(ClientError::NotOpen),
    }
}

#[derive(Debug)]
struct Association {
    client: Client,
    stream: TcpStream,
    name: String,
    buffer: Vec<u8>,
}

impl Association {
    async fn open(target: &Target) -> Result<Self, AssociationError> {
        let name = target.to_string();
        let stream = TcpStream::connect((target.host.as_str(), target.port)).await;
        let stream = stream.map_err(|fault| AssociationError::Unreachable(name.clone(), fault))?;
        // Requests are small and wait for their answers; the kernel shall not wait for more.
        stream.set_nodelay(true).map_err(|fault| AssociationError::Unreachable(name.clone(), fault))?;
        let client = Client::new(Settings::default());
        let mut association = Self { client, stream, name, buffer: vec![0; 16 << 10] };
        let bytes = association.client.connect()?;
        match association.exchange(&bytes).await? {
            Answer::Connected(_) => Ok(association),
            other => Err(refusal(other)),
        }
    }

    /// Searches and fetches up to `count` records.
    async fn find(
        &mut self,
        target: &Target,
        query: Query,
        syntax: &Oid,
        count: u32,
    ) -> Result<Found, AssociationError> {
        let bytes = self.client.search(SearchRequest::new(&[&target.database], query))?;
        let mut found = match self.exchange(&bytes).await? {
            Answer::Found(found) => {
                Found { hits: found.hits, records: found.delivery.records, diagnostics: Vec::new() }
            }
            other => return Err(refusal(other)),
        };
        let wanted = u64::from(count).min(found.hits);
        while (found.records.len() as u64) < wanted {
            let start = found.records.len() as u32 + 1;
            let number = (wanted as u32 + 1 - start).min(AT_ONCE);
            let bytes = self.client.present(present(start, number, syntax))?;
            match self.exchange(&bytes).await? {
                Answer::Delivered(delivery) if delivery.records.is_empty() => {
                    found.diagnostics = delivery.diagnostics;
                    break;
                }
                Answer::Delivered(delivery) => found.records.extend(delivery.records),
                other => return Err(refusal(other)),
            }
        }
        Ok(found)
    }

    /// Sends one request and waits for its answer.
    async fn exchange(&mut self, bytes: &[u8]) -> Result<Answer, AssociationError> {
        let broken = |name: &str| {
            let name = name.to_owned();
            move |fault| AssociationError::Unreachable(name, fault)
        };
        self.stream.write_all(bytes).await.map_err(broken(&self.name))?;
        loop {
            let read = self.stream.read(&mut self.buffer).await.map_err(broken(&self.name))?;
            if read == 0 {
                self.client.ended()?;
                return Err(ClientError::NotOpen.into());
            }
            let answers = self.client.receive(self.buffer.get(..read).unwrap_or_default())?;
            let replies = self.client.take_replies();
            if !replies.is_empty() {
                self.stream.write_all(&replies).await.map_err(broken(&self.name))?;
            }
            if let Some(answer) = answers.into_iter().next() {
                return Ok(answer);
            }
        }
    }

    async fn close(mut self) {
        let bytes = self.client.close();
        // Nobody waits for the answer to a good-bye.
        let _ = self.stream.write_all(&bytes).await;
        let _ = self.stream.shutdown().await;
    }
}

/// The record in an answer; its diagnostic where the target gave one instead.
///
/// # Errors
/// The diagnostic.
pub fn retrieved(record: &NamePlusRecord) -> Result<&z3950::record::External, Diagnostic> {
    match &record.record {
        Retrieved::Record(external) => Ok(external),
        Retrieved::Diagnostic(diagnostic) => Err(diagnostic.diagnostic()),
        Retrieved::Fragment(_) => Err(Diagnostic::new(14, "the record came in a form that is not understood")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, expected) in [
            ("http://alma.example:1921/01UNIV_INST", Ok("alma.example:1921/01UNIV_INST")),
            ("http://alma.example/01UNIV_INST/", Ok("alma.example:1921/01UNIV_INST")),
            ("alma.example:1921/01UNIV_INST", Ok("alma.example:1921/01UNIV_INST")),
            ("z3950.example/Voyager", Ok("z3950.example:210/Voyager")),
            ("localhost:9999", Ok("localhost:9999/Default")),
            ("", Err(TargetError::NoHost)),
            ("no address", Err(TargetError::NoHost)),
            ("host:many/DB", Err(TargetError::Port("many".into()))),
        ] {
            assert_eq!(Target::parse(text).map(|target| target.to_string()).as_deref(), expected.as_deref(), "{text}");
        }
    }
}

//! Calls to other systems over HTTP: one client, limits on time and size, failures sorted by what they mean.

mod pace;
mod tls;
mod visitor;

use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use futures_util::StreamExt;
use oai_pmh::{HttpAnswer, retry_after_seconds};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::{Action, Attempt, Policy};

pub use pace::Pace;
pub use tls::client_tls;
pub use visitor::{Introduction, Opened, Visitor};

/// The largest answer that is read, in bytes. OAI-PMH pages with many items are the largest that occur.
const ANSWER_LIMIT: usize = 64 << 20;

/// Redirects that are followed.
const REDIRECTS: usize = 5;

/// The HTTP client of the platform.
#[derive(Debug, Clone)]
pub struct Outside {
    client: reqwest::Client,
    pace: Arc<Pace>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type without parameters, lower case; empty when none was sent.
    pub media_type: String,
    /// The character set that the media type names.
    pub charset: Option<String>,
    /// The text of the `Retry-After` header.
    pub retry_after: Option<String>,
    /// The text of the `Date` header: the server's own clock, which a date in `Retry-After` is measured by.
    pub date: Option<String>,
    /// Whether the body came compressed.
    pub compressed: bool,
    /// The number in the header `X-Exl-Api-Remaining`: calls that Alma still takes today.
    pub calls_left: Option<u64>,
    /// The name of a file that the header `Content-Disposition` gives.
    pub filename: Option<String>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

/// As the harvester takes it.
impl From<Answer> for HttpAnswer {
    fn from(answer: Answer) -> Self {
        let asked_for = answer.retry_after.as_deref();
        Self {
            status: answer.status,
            retry_after: asked_for.and_then(|text| retry_after_seconds(text, answer.date.as_deref())),
            body: answer.body,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallFailure {
    /// The address is not an HTTP address.
    Address(String),
    /// Nobody listens there, the name is unknown, TLS failed: the call was certainly not carried out.
    Unreachable(String),
    /// No answer in time, or the connection broke after sending: the call was perhaps carried out.
    PerhapsDone(String),
    /// The answer is larger than this program reads.
    TooLarge,
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(text) => write!(f, "the address is not usable: {text}"),
            Self::Unreachable(text) => write!(f, "could not be reached: {text}"),
            Self::PerhapsDone(text) => write!(f, "did not answer, so the call is perhaps done: {text}"),
            Self::TooLarge => write!(f, "the answer is larger than {ANSWER_LIMIT} bytes"),
        }
    }
}

impl std::error::Error for CallFailure {}

impl Outside {
    /// A client that names itself and this contact to the servers it calls.
    ///
    /// # Errors
    /// When no TLS configuration can be made.
    pub fn new(contact: &str) -> Result<Self, reqwest::Error> {
        let client = builder(contact).redirect(Policy::custom(within_the_host)).build()?;
        Ok(Self { client, pace: Arc::default() })
    }

    /// The turns of calls to hosts that want to be asked slowly.
    #[must_use]
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// Posts an XML message.
    ///
    /// # Errors
    /// See [`CallFailure`].
    pub async fn post_xml(&self, url: &str, body: String, limit: Duration) -> Result<Answer, CallFailure> {
        let request = self.client.post(url).header("Content-Type", "application/xml; charset=utf-8").body(body);
        self.call(request, limit).await
    }

    /// Posts JSON.
    ///
    /// # Errors
    /// See [`CallFailure`].
    pub async fn post_json(&self, url: &str, body: String, limit: Duration) -> Result<Answer, CallFailure> {
        let request = self.client.post(url).header("Content-Type", "application/json").body(body);
        self.call(request, limit).await
    }

    /// Fetches an address.
    ///
    /// # Errors
    /// See [`CallFailure`].
    pub async fn get(&self, url: &str, limit: Duration) -> Result<Answer, CallFailure> {
        self.call(self.client.get(url), limit).await
    }

    async fn call(&self, request: reqwest::RequestBuilder, limit: Duration) -> Result<Answer, CallFailure> {
        let response = request.timeout(limit).send().await.map_err(|fault| classify(&fault))?;
        whole_answer(response).await
    }
}

/// What every client of ours has. Answers are unpacked here and not by the client, because servers are wrong about it: some
/// send gzip without a word, some say gzip and send text.
fn builder(contact: &str) -> reqwest::ClientBuilder {
    // A second call finds the provider already there, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(user_agent(contact))
        .connect_timeout(Duration::from_secs(10))
        .no_gzip()
        .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]))
}

/// The answer with its body, unpacked.
async fn whole_answer(response: reqwest::Response) -> Result<Answer, CallFailure> {
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let content_type = header("content-type").unwrap_or_default();
    let charset = charset_of(&content_type);
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let says_gzip = header("content-encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("gzip"));
    let is_text = ["xml", "html", "text", "json"].iter().any(|kind| media_type.contains(kind)) || media_type.is_empty();
    let filename = header("content-disposition").and_then(|text| filename_of(&text));
    let (retry_after, date) = (header("retry-after"), header("date"));
    let calls_left = header("x-exl-api-remaining").and_then(|calls| calls.trim().parse().ok());
    let status = response.status().as_u16();
    let body = read_body(response).await?;
    let compressed = body.starts_with(&[0x1F, 0x8B]) && (says_gzip || is_text);
    let body = if compressed { unpacked(&body)? } else { body };
    Ok(Answer { status, media_type, charset, retry_after, date, calls_left, filename, compressed, body })
}

/// Who calls, and whom to write to about it.
fn user_agent(contact: &str) -> String {
    format!("Bookferry/{} ({contact})", env!("CARGO_PKG_VERSION"))
}

/// A server may send us elsewhere on itself (http to https, a moved path), never to another host: addresses come from partners' messages.
fn within_the_host(attempt: Attempt<'_>) -> Action {
    let first = attempt.previous().first().and_then(|url| url.host_str());
    match first == attempt.url().host_str() && attempt.previous().len() <= REDIRECTS {
        true => attempt.follow(),
        false => attempt.stop(),
    }
}

async fn read_body(response: reqwest::Response) -> Result<Vec<u8>, CallFailure> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    let mut body = Vec::with_capacity(announced.min(ANSWER_LIMIT));
    let mut stream = std::pin::pin!(response.bytes_stream());
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|fault| CallFailure::PerhapsDone(innermost(&fault)))?;
        if body.len() + piece.len() > ANSWER_LIMIT {
            return Err(CallFailure::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, CallFailure> {
    let mut body = Vec::with_capacity(packed.len().saturating_mul(4).min(ANSWER_LIMIT));
    let mut source = MultiGzDecoder::new(packed).take(ANSWER_LIMIT as u64 + 1);
    source
        .read_to_end(&mut body)
        .map_err(|fault| CallFailure::PerhapsDone(format!("the gzip data is damaged: {fault}")))?;
    if body.len() > ANSWER_LIMIT { Err(CallFailure::TooLarge) } else { Ok(body) }
}

/// `ISO-8859-1` of `text/xml; charset="ISO-8859-1"`.
fn charset_of(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, charset) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(charset.trim().trim_matches('"').to_owned()).filter(|charset| !charset.is_empty())
}

fn filename_of(disposition: &str) -> Option<String> {
    let (_, after) = disposition.split_once("filename=")?;
    let name = after.split(';').next()?.trim().trim_matches('"');
    (!name.is_empty()).then(|| name.to_owned())
}

fn classify(fault: &reqwest::Error) -> CallFailure {
    let text = innermost(fault);
    if fault.is_builder() {
        CallFailure::Address(text)
    } else if fault.is_connect() {
        CallFailure::Unreachable(text)
    } else {
        CallFailure::PerhapsDone(text)
    }
}

/// The last cause says what happened; the ones around it repeat the address, which may carry a patron's data.
fn innermost(fault: &dyn std::error::Error) -> String {
    let mut cause = fault;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

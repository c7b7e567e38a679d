//! Visits to repositories that a person or a setting names: redirects are followed wherever they lead, and the query with them.

use std::time::Duration;

use axum::body::Bytes;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Method, Response, Url};
use resource_sync::same_place;

use super::{Answer, CallFailure, REDIRECTS, builder, classify, whole_answer};

/// A file of many gigabytes may take this long.
const WHOLE_FILE: Duration = Duration::from_secs(6 * 3_600);

/// How a visitor presents itself.
#[derive(Clone, Default)]
pub struct Introduction {
    /// Whom the operators of the server can write to; stands in the User-Agent.
    pub contact: String,
    /// Headers that go with every request, such as the key of an API.
    pub headers: Vec<(String, String)>,
    /// Name and password for basic authentication.
    pub user: Option<(String, String)>,
    /// Certificates of an authority of the server's own, as PEM, beside those that every program trusts.
    pub authority: Option<Vec<u8>>,
}

/// What a server answers, its body still to come.
#[derive(Debug)]
pub struct Opened {
    /// The HTTP status.
    pub status: u16,
    /// Where it came from in the end.
    pub address: Url,
    /// How many bytes it has, as the server says.
    pub length: Option<u64>,
    response: Response,
    patience: Duration,
}

impl Opened {
    /// The text of a header; empty when it was not sent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The next bytes of the body; `None`: it has ended.
    ///
    /// # Errors
    /// See [`CallFailure`]; also when nothing comes for too long.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, CallFailure> {
        match tokio::time::timeout(self.patience, self.response.chunk()).await {
            Ok(piece) => piece.map_err(|fault| classify(&fault)),
            Err(_) => Err(CallFailure::PerhapsDone("nothing came for too long".to_owned())),
        }
    }
}

/// An HTTP client for one repository.
#[derive(Debug, Clone)]
pub struct Visitor {
    client: reqwest::Client,
    headers: HeaderMap,
    user: Option<(String, String)>,
}

impl Visitor {
    /// A client that introduces itself so.
    ///
    /// # Errors
    /// In words: which header or certificate cannot be used, or that no TLS configuration can be made.
    pub fn new(introduction: &Introduction) -> Result<Self, String> {
        let mut client = builder(&introduction.contact).redirect(Policy::none());
        if let Some(pem) = &introduction.authority {
            let certificates = Certificate::from_pem_bundle(pem)
                .ok()
                .filter(|certificates| !certificates.is_empty())
                .ok_or("the file of certificates holds none in PEM form")?;
            client = client.tls_certs_merge(certificates);
        }
        let headers = introduction.headers.iter().map(header).collect::<Result<_, _>>()?;
        let client = client.build().map_err(|fault| format!("no HTTP client can be made: {fault}"))?;
        Ok(Self { client, headers, user: introduction.user.clone() })
    }

    /// Fetches an address, with a time limit for each answer on the way.
    ///
    /// # Errors
    /// See [`CallFailure`].
    pub async fn get(&self, url: &str, limit: Duration) -> Result<Answer, CallFailure> {
        let first = address(url)?;
        let mut at = first.clone();
        for _ in 0..=REDIRECTS {
            let response = self.ask(self.client.get(at.clone()), &at, &first, limit).await?;
            match redirected(&response, &at, &first) {
                Some(next) => at = next,
                None => return whole_answer(response).await,
            }
        }
        Err(CallFailure::PerhapsDone(format!("more than {REDIRECTS} redirects, the last to {at}")))
    }

    /// Fetches an address piece by piece, as it is: without compression on the way, and from no other server than the one that
    /// was asked. `patience` is for each piece.
    ///
    /// # Errors
    /// See [`CallFailure`]; [`CallFailure::Address`] when it leads to another server.
    pub async fn open(
        &self,
        url: &str,
        conditions: &[(HeaderName, String)],
        patience: Duration,
    ) -> Result<Opened, CallFailure> {
        let first = address(url)?;
        let mut at = first.clone();
        for _ in 0..=REDIRECTS {
            let mut request = self.client.get(at.clone()).header(ACCEPT_ENCODING, "identity");
            for (name, value) in conditions {
                request = request.header(name, value);
            }
            // The time for the whole is not known; that for the head is.
            let asked = tokio::time::timeout(patience, self.ask(request, &at, &first, WHOLE_FILE)).await;
            let response = asked.map_err(|_| CallFailure::PerhapsDone("no answer in time".to_owned()))??;
            match redirected(&response, &at, &first) {
                Some(next) if same_place(first.as_str(), next.as_str()) => at = next,
                Some(next) => {
                    let host = next.host_str().unwrap_or_default();
                    return Err(CallFailure::Address(format!(
                        "it leads to another server, {host}, which is not followed"
                    )));
                }
                None => {
                    let (status, length) = (response.status().as_u16(), response.content_length());
                    return Ok(Opened { status, address: at, length, response, patience });
                }
            }
        }
        Err(CallFailure::PerhapsDone(format!("more than {REDIRECTS} redirects, the last to {at}")))
    }

    /// Posts a form that is already encoded. Redirects are not followed.
    ///
    /// # Errors
    /// See [`CallFailure`].
    pub async fn post_form(&self, url: &str, form: String, limit: Duration) -> Result<Answer, CallFailure> {
        let url = address(url)?;
        let request =
            self.client.post(url.clone()).header("Content-Type", "application/x-www-form-urlencoded").body(form);
        whole_answer(self.ask(request, &url, &url, limit).await?).await
    }

    /// Sends JSON. Redirects are not followed.
    ///
    /// # Errors
    /// See [`CallFailure`].
    pub async fn send_json(
        &self,
        method: Method,
        url: &str,
        body: String,
        limit: Duration,
    ) -> Result<Answer, CallFailure> {
        let url = address(url)?;
        let request = self.client.request(method, url.clone()).header("Content-Type", "application/json").body(body);
        whole_answer(self.ask(request, &url, &url, limit).await?).await
    }

    /// The secrets go to the host that they are meant for and to no other.
    async fn ask(
        &self,
        mut request: reqwest::RequestBuilder,
        at: &Url,
        first: &Url,
        limit: Duration,
    ) -> Result<Response, CallFailure> {
        if (at.host_str(), at.port_or_known_default()) == (first.host_str(), first.port_or_known_default())
            || (at.host_str() == first.host_str() && at.scheme() == "https")
        {
            request = request.headers(self.headers.clone());
            if let Some((name, password)) = &self.user {
                request = request.basic_auth(name, Some(password));
            }
        }
        request.timeout(limit).send().await.map_err(|fault| classify(&fault))
    }
}

fn address(url: &str) -> Result<Url, CallFailure> {
    let url = Url::parse(url).map_err(|fault| CallFailure::Address(fault.to_string()))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(CallFailure::Address(format!("{other}: is not http: or https:"))),
    }
}

fn header((name, value): &(String, String)) -> Result<(HeaderName, HeaderValue), String> {
    let wrong = || format!("{name:?} cannot be sent as a header");
    let mut value = HeaderValue::from_str(value).map_err(|_| wrong())?;
    value.set_sensitive(true);
    Ok((HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?, value))
}

/// Where a redirect leads. Servers that moved often name the new address alone; the query of the question goes along.
fn redirected(response: &Response, at: &Url, first: &Url) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let mut next = at.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    if next.query().is_none() {
        next.set_query(first.query());
    }
    Some(next)
}

//! Delivered copies: the address that the supplier gives away, and the patron's download.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lifecycle::requester::Command;
use reqwest::Url;

use super::error::PageError;
use super::forms;
use super::my_requests::own_request;
use super::visitor::Patron;
use crate::platform::Platform;
use crate::secrets;
use crate::work::{AdvanceError, Cause};

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new().route("/documents/{token}", get(by_token)).route("/my/requests/{number}/document", get(for_patron))
}

/// A copy as it goes to a browser.
struct Delivery {
    filename: String,
    media_type: String,
    bytes: Vec<u8>,
}

/// Why a patron cannot have the copy now.
enum Undelivered {
    /// The address is on a server that is no partner of ours.
    StrangeServer,
    /// The supplier's server has no such copy any more.
    Gone,
    /// The supplier's server does not answer, or not as it should.
    NotNow,
    /// Something broke here.
    Broken(PageError),
}

impl Undelivered {
    fn words(&self) -> &'static str {
        match self {
            Self::StrangeServer => {
                "The copy is on a server that your library does not know. Ask the staff of your library to fetch it for you."
            }
            Self::Gone => "The copy is no longer at the library that sent it. Ask the staff of your library.",
            Self::NotNow | Self::Broken(_) => {
                "The copy cannot be fetched at the moment. Try again in a few minutes; if that does not help, ask the staff of your library."
            }
        }
    }
}

impl From<store::Error> for Undelivered {
    fn from(fault: store::Error) -> Self {
        match fault {
            store::Error::NotFound(_) => Self::Gone,
            other => Self::Broken(other.into()),
        }
    }
}

/// Whoever has the token may have the copy: it is the address in the supplier's message. Nobody can guess it.
async fn by_token(
    State(platform): State<Platform>,
    method: Method,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let is_fetched = method == Method::GET;
    match own_copy(&platform, &token, is_fetched).await {
        Ok(delivery) => Ok(delivery.into_response()),
        Err(Undelivered::Broken(fault)) => Err(fault),
        Err(_) => Err(PageError::NotFound),
    }
}

/// A copy that a library of this platform delivered.
async fn own_copy(platform: &Platform, token: &str, is_fetched: bool) -> Result<Delivery, Undelivered> {
    let documents = platform.store().documents();
    let document = documents.by_token(&secrets::digest(token)).await?;
    let bytes = documents.bytes(document.library_id, document.id).await?;
    if is_fetched {
        documents.mark_downloaded(document.library_id, document.id, platform.now()).await?;
    }
    Ok(Delivery { filename: document.filename, media_type: document.media_type, bytes })
}

/// The patron fetches the copy of an own request. That ends the request, if it has not ended yet.
async fn for_patron(
    State(platform): State<Platform>,
    patron: Patron,
    Path(number): Path<String>,
) -> Result<Response, PageError> {
    let view = own_request(&platform, &patron, &number).await?;
    let address = view.facts.document.as_deref().ok_or(PageError::NotFound)?;
    let delivery = match fetch(&platform, address).await {
        Ok(delivery) => delivery,
        Err(Undelivered::Broken(fault)) => return Err(fault),
        Err(reason) => return Ok(forms::not_done(&format!("/my/requests/{}", view.request.number), reason.words())),
    };
    let cause = Cause::person(&patron.person.username);
    match platform.command_requester(patron.library_id(), view.request.id, Command::Downloaded, cause).await {
        // A second download changes nothing.
        Ok(_) | Err(AdvanceError::Refused(_)) => Ok(delivery.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

async fn fetch(platform: &Platform, address: &str) -> Result<Delivery, Undelivered> {
    let options = platform.options();
    // What lies here need not go over the network, which may not even lead from here to the public address. The token alone says
    // so: the public address may have changed since the copy was delivered.
    if let Some((_, token)) = address.rsplit_once("/documents/") {
        match own_copy(platform, token, true).await {
            Err(Undelivered::Gone) if !address.starts_with(&options.public_address) => {}
            found => return found,
        }
    }
    let partners = options.partners.iter().map(|partner| partner.address.as_str());
    if !is_on_one_of(address, partners.chain([options.public_address.as_str()])) {
        return Err(Undelivered::StrangeServer);
    }
    let answer = platform.outside().get(address, platform.patience().call).await.map_err(|fault| {
        tracing::warn!(%fault, "a delivered copy cannot be fetched from a partner");
        Undelivered::NotNow
    })?;
    match answer.status {
        200 => Ok(Delivery {
            filename: answer.filename.unwrap_or_else(|| last_segment(address)),
            media_type: answer.media_type,
            bytes: answer.body,
        }),
        404 | 410 => Err(Undelivered::Gone),
        _ => Err(Undelivered::NotNow),
    }
}

/// Whether an address is on a known server: a message must not make us call whatever it names.
fn is_on_one_of<'a>(address: &str, mut known: impl Iterator<Item = &'a str>) -> bool {
    let server = |text: &str| -> Option<(String, u16)> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        Some((url.host_str()?.to_ascii_lowercase(), url.port_or_known_default()?))
    };
    let wanted = server(address);
    wanted.is_some() && known.any(|known| server(known) == wanted)
}

fn last_segment(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

impl IntoResponse for Delivery {
    fn into_response(self) -> Response {
        let media_type = HeaderValue::from_str(&self.media_type).ok().filter(|value| !value.is_empty());
        let disposition = HeaderValue::from_str(&disposition(&self.filename));
        let headers = [
            (header::CONTENT_TYPE, media_type.unwrap_or(HeaderValue::from_static("application/octet-stream"))),
            (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // The file comes from another library; nothing in it may act as a page of ours.
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        ];
        (headers, self.bytes).into_response()
    }
}

/// To be saved under this name (RFC 6266): plain for old browsers, in full for the others.
fn disposition(filename: &str) -> String {
    let bare = filename.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let bare = if bare.is_empty() { "document" } else { bare };
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() || " .-_()".contains(character) { character } else { '_' }
    };
    let ascii: String = bare.chars().map(plain).collect();
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", super::encode(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_fetched_from_known_servers_only() {
        let known = ["https://ill.example/iso18626", "http://127.0.0.1:8080"];
        for (address, expected) in [
            ("https://ill.example/documents/1", true),
            ("https://ILL.example:443/documents/1", true),
            ("http://127.0.0.1:8080/documents/1", true),
            ("http://127.0.0.1:9090/documents/1", false),
            ("http://169.254.169.254/latest", false),
            ("https://ill.example@elsewhere.example/", false),
            ("https://ill.example.elsewhere.example/", false),
            ("file:///etc/passwd", false),
            ("not an address", false),
            ("", false),
        ] {
            assert_eq!(is_on_one_of(address, known.into_iter()), expected, "{address}");
        }
    }

    #[test]
    fn a_file_keeps_its_name_in_every_script() {
        for (filename, expected) in [
            ("chapter 3.pdf", "attachment; filename=\"chapter 3.pdf\"; filename*=UTF-8''chapter%203.pdf"),
            ("kapitola č.pdf", "attachment; filename=\"kapitola _.pdf\"; filename*=UTF-8''kapitola%20%C4%8D.pdf"),
            ("../a\"\r\nb.pdf", "attachment; filename=\"a___b.pdf\"; filename*=UTF-8''a%22%0D%0Ab.pdf"),
            ("", "attachment; filename=\"document\"; filename*=UTF-8''document"),
        ] {
            assert_eq!(disposition(filename), expected);
        }
    }
}

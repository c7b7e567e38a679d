//! `bookferry oai serve`: MARC files as an OAI-PMH repository, a set for each file.

mod shelf;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use clap::Args;
use oai_pmh::{Datestamp, Flavour, Provider, decode_query};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;

use self::shelf::{Cover, Shelf};
use super::{End, Outcome, Progress, Stop, runtime};
use crate::cli::marc::records;
use crate::cli::{input, log_to_stderr, until_stopped};
use crate::clock::Clock;

/// What a token says of itself: long enough for a harvester that is slow or told to wait.
const TOKEN_LIFETIME_SECONDS: u32 = 86_400;

/// The longest form that is read, in bytes; real ones have a few hundred.
const FORM_LIMIT: usize = 64 << 10;

#[derive(Debug, Args)]
pub struct Arguments {
    /// MARC files in any format, gzip or not
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8083")]
    listen: SocketAddr,
    /// Records on a page
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    page_size: u32,
    /// The set of a file, in the order of the files; without it a set is called as its file
    #[arg(long, value_name = "NAME")]
    set: Vec<String>,
    /// The address that harvesters use, when it is another one than where we listen
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The name of the repository
    #[arg(long, default_value = "MARC files")]
    name: String,
    /// The domain in the identifiers of the records, `oai:DOMAIN:NUMBER`
    #[arg(long, default_value = "bookferry.invalid")]
    domain: String,
    /// The mail address of the administrator
    #[arg(long, value_name = "ADDRESS", default_value = "nobody@bookferry.invalid")]
    admin: String,
}

pub fn run(arguments: &Arguments) -> Outcome {
    log_to_stderr();
    if arguments.set.len() > arguments.files.len() {
        return Err(Stop::Usage(format!("{} sets for {} files", arguments.set.len(), arguments.files.len())));
    }
    let mut shelf = Shelf::new(arguments.domain.clone(), now()).map_err(Stop::failed)?;
    let bad = fill(&mut shelf, arguments)?;
    runtime()?.block_on(serve(arguments, shelf))?;
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

/// Reads the files; how many records could not be read or have no number.
fn fill(shelf: &mut Shelf, arguments: &Arguments) -> Result<u64, Stop> {
    let mut bad = 0;
    let mut progress = Progress::new("records", None);
    for (n, path) in arguments.files.iter().enumerate() {
        let set = arguments.set.get(n).cloned().unwrap_or_else(|| set_of(path));
        shelf.begin_set(&set, changed(path)?).map_err(Stop::Usage)?;
        for next in records(path)? {
            match next {
                Ok(found) if shelf.add(&found.record).map_err(Stop::failed)? => {}
                Ok(found) => {
                    bad += 1;
                    progress.say(&format!(
                        "{}: record {} has no number (001)",
                        input::name(path),
                        found.place.record_number
                    ));
                }
                Err(defect) => {
                    bad += 1;
                    progress.say(&format!("{}: {defect}", input::name(path)));
                }
            }
            progress.at(shelf.len() as u64);
        }
    }
    progress.finish(&format!("records {}, bad {bad}", shelf.len()));
    Ok(bad)
}

/// The name of the file up to its first dot, in the letters that a set may have (2.6).
fn set_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    let letter = |letter: char| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' };
    match stem.is_empty() {
        true => "records".to_owned(),
        false => stem.chars().map(letter).collect(),
    }
}

/// When the file was written: all its records are told as changed then.
fn changed(path: &Path) -> Result<Datestamp, Stop> {
    let time = match std::fs::metadata(path).and_then(|metadata| metadata.modified()) {
        Ok(time) => time,
        Err(_) if path.as_os_str() == "-" => std::time::SystemTime::now(),
        Err(fault) => return Err(Stop::Usage(format!("{} cannot be read: {fault}", input::name(path)))),
    };
    let seconds = time.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let stamp = i64::try_from(seconds).ok().and_then(Datestamp::from_unix_seconds).map(|stamp| stamp.min(now()));
    stamp.ok_or_else(|| Stop::Usage(format!("{}: its date is out of range", input::name(path))))
}

/// The present second; a machine whose clock is out of every range counts from its beginning.
fn now() -> Datestamp {
    Datestamp::from_unix_seconds(Clock::System.now() / 1_000).unwrap_or(Datestamp::EPOCH)
}

struct Publication {
    shelf: Shelf,
    cover: Cover,
    provider: Provider,
}

async fn serve(arguments: &Arguments, shelf: Shelf) -> Result<(), Stop> {
    let wrong = |fault| Stop::Usage(format!("cannot listen on {}: {fault}", arguments.listen));
    let listener = TcpListener::bind(arguments.listen).await.map_err(wrong)?;
    let address = listener.local_addr().map_err(Stop::failed)?;
    let base_url = arguments.url.clone().unwrap_or_else(|| format!("http://{address}/oai"));
    eprintln!("OAI-PMH  http://{address}/oai");
    let cover = Cover { base_url, name: arguments.name.clone(), admin: arguments.admin.clone() };
    let flavour = Flavour { token_lifetime_seconds: Some(TOKEN_LIFETIME_SECONDS), ..Flavour::standard() };
    let provider = Provider { flavour, page_size: arguments.page_size as usize };
    let publication = Arc::new(Publication { shelf, cover, provider });
    let by_query = |State(publication), RawQuery(query): RawQuery| answer(publication, query.unwrap_or_default());
    let by_form = |State(publication), form: Bytes| answer(publication, String::from_utf8_lossy(&form).into_owned());
    let routes = Router::new()
        .route("/oai", get(by_query).post(by_form))
        .route("/", get(|| async { Redirect::to("/oai?verb=Identify") }))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
        .layer(CompressionLayer::new())
        .with_state(publication);
    axum::serve(listener, routes).with_graceful_shutdown(until_stopped()).await.map_err(Stop::failed)
}

async fn answer(publication: Arc<Publication>, query: String) -> Response {
    let work = move || {
        let Publication { shelf, cover, provider } = &*publication;
        provider.respond(&shelf.under(cover), &decode_query(&query), now()).map(|response| response.encode())
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(text)) => ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text).into_response(),
        Ok(Err(fault)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, format!("the records cannot be read: {fault}\n")).into_response()
        }
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be made\n").into_response(),
    }
}

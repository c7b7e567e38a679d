//! A web server: a page that lists the files of a folder, or the address of one file. Nothing is fetched from another server.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::MultiGzDecoder;
use jiff::fmt::rfc2822;
use reqwest::Url;
use reqwest::header::{HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use store::{SourceFile, SourceSettings};

use super::spool::{Spool, check_size};
use super::{FILES, Fetched, Listing, PlaceError, listing};
use crate::jobs::harvest::caller::Asker;
use crate::jobs::harvest::files::names;
use crate::jobs::harvest::files::plan::{Offered, is_old};
use crate::jobs::harvest::settings::FetchSettings;
use crate::outside::{CallFailure, Opened};
use crate::platform::Platform;

/// Bytes of a page that lists files.
const LARGEST_PAGE: usize = 16 << 20;

/// Bytes of a list of ResourceSync.
const LARGEST_LIST: usize = 256 << 20;

/// A web server with files.
pub struct Web {
    asker: Asker,
    url: String,
    patterns: Option<String>,
    /// Files lie on the same disk as everything else while they are read.
    scratch: PathBuf,
    /// The addresses of the files of the last page, by name.
    addresses: BTreeMap<String, String>,
    /// What was read before: the marks by name.
    known: BTreeMap<String, String>,
}

impl Web {
    pub fn new(platform: &Platform, settings: &SourceSettings) -> Result<Self, PlaceError> {
        let url = settings.url.trim().to_owned();
        Url::parse(&url).map_err(|fault| PlaceError::Refused(format!("{url} is no address: {fault}")))?;
        Ok(Self {
            asker: Asker::new(platform, settings),
            url,
            patterns: FetchSettings::read(&settings.fetch).files,
            scratch: platform.options().data.clone(),
            addresses: BTreeMap::new(),
            known: BTreeMap::new(),
        })
    }

    /// Tells what was read before, so that what is unchanged need not be sent.
    pub fn remember(&mut self, known: &[SourceFile]) {
        let read = known.iter().filter(|file| file.is_read());
        self.known = read.map(|file| (file.name.clone(), file.version.clone())).collect();
    }

    pub async fn list(&mut self) -> Result<Listing, PlaceError> {
        let (url, name) = (self.url.clone(), file_name(&self.url));
        let known = self.known.get(&name).cloned();
        let mut opened = self.open(&url, &conditions(known.as_deref().map(mark_of).unwrap_or_default())).await?;
        if let (304, Some(version)) = (opened.status, &known) {
            return Ok(self.single(offered_of(name, version)));
        }
        expect_success(&opened, &url)?;
        if !opened.header("content-type").to_ascii_lowercase().contains("html") {
            let mark = mark(&opened);
            return Ok(self.single(Offered { name, size: opened.length, mark, ..Offered::default() }));
        }
        let page = read_text(&mut opened).await?;
        Ok(self.listed(&page, &folder_of(&opened.address)))
    }

    fn single(&mut self, file: Offered) -> Listing {
        self.addresses = BTreeMap::from([(file.name.clone(), self.url.clone())]);
        Listing { files: vec![file], ignored: Vec::new() }
    }

    fn listed(&mut self, page: &str, folder: &Url) -> Listing {
        let page = listing::read(page, folder);
        let ignored = page.ignored.into_iter().map(|(link, why)| (link, why.to_owned()));
        let mut found = Listing { files: Vec::new(), ignored: ignored.collect() };
        self.addresses.clear();
        for file in page.files.into_iter().take(FILES) {
            if let Some(why) = names::refusal(&file.name, self.patterns.as_deref()) {
                found.ignored.push((file.name, why.to_owned()));
                continue;
            }
            let mut address = folder.clone();
            if let Ok(mut path) = address.path_segments_mut() {
                path.pop_if_empty().push(&file.name);
            }
            self.addresses.insert(file.name.clone(), address.into());
            found.files.push(Offered { name: file.name, listed: file.time, mark: file.shown, ..Offered::default() });
        }
        found
    }

    /// The address of a file of the last page; a file of a list is its address.
    pub fn address_of(&self, file: &Offered) -> String {
        self.addresses.get(&file.name).unwrap_or(&file.name).clone()
    }

    /// Fetches a list or a page whole.
    pub async fn text(&mut self, url: &str) -> Result<Vec<u8>, PlaceError> {
        let mut opened = self.open(url, &[]).await?;
        expect_success(&opened, url)?;
        let bytes = read_bytes(&mut opened, LARGEST_LIST).await?;
        if !bytes.starts_with(&[0x1F, 0x8B]) {
            return Ok(bytes);
        }
        // Lists may be published as .gz.
        let mut unpacked = Vec::new();
        let mut source = MultiGzDecoder::new(bytes.as_slice()).take(LARGEST_LIST as u64);
        let done = source.read_to_end(&mut unpacked);
        done.map_err(|fault| PlaceError::Unreachable(format!("{url} cannot be unpacked: {fault}")))?;
        Ok(unpacked)
    }

    pub async fn fetch(&mut self, url: &str, is_settled: bool, at_most: Option<u64>) -> Result<Fetched, PlaceError> {
        let mut opened = self.open(url, &[]).await?;
        expect_success(&opened, url)?;
        if !is_settled && at_most.is_none() && is_young(&opened) {
            return Err(PlaceError::Growing);
        }
        if at_most.is_none() {
            check_size(url, opened.length.unwrap_or_default())?;
        }
        let modified = http_date(opened.header("last-modified"));
        let mut spool = Spool::new(&self.scratch)?;
        while let Some(piece) = opened.piece().await.map_err(|fault| broken_off(url, &fault))? {
            spool.add(url, &piece)?;
            if at_most.is_some_and(|most| spool.size() >= most) {
                break;
            }
        }
        spool.finish(modified)
    }

    async fn open(&mut self, url: &str, conditions: &[(HeaderName, String)]) -> Result<Opened, PlaceError> {
        self.asker.open(url, conditions).await.map_err(|fault| match fault {
            CallFailure::Address(words) => PlaceError::Refused(format!("{url}: {words}")),
            fault => PlaceError::Unreachable(format!("{url} {fault}")),
        })
    }
}

fn expect_success(opened: &Opened, url: &str) -> Result<(), PlaceError> {
    match opened.status {
        200..=299 => Ok(()),
        404 | 410 => Err(PlaceError::Gone(format!("{url}: nothing is there (HTTP status {})", opened.status))),
        401 | 403 => Err(PlaceError::Refused(format!(
            "{url}: the server wants another user, password or token (HTTP status {})",
            opened.status
        ))),
        status => Err(PlaceError::Unreachable(format!("{url}: HTTP status {status}"))),
    }
}

/// Whether it may still be written: both times are of the server's own clock. Without a time nobody knows.
fn is_young(opened: &Opened) -> bool {
    match (http_date(opened.header("last-modified")), http_date(opened.header("date"))) {
        (Some(modified), Some(now)) => !is_old(modified, now),
        _ => true,
    }
}

fn http_date(text: &str) -> Option<i64> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok().map(|time| time.as_millisecond())
}

/// What tells two states of a file apart: ETag and time, as the server writes them.
fn mark(opened: &Opened) -> String {
    let (etag, modified) = (opened.header("etag"), opened.header("last-modified"));
    if etag.is_empty() && modified.is_empty() { String::new() } else { format!("{etag}\n{modified}") }
}

/// The mark within a version.
fn mark_of(version: &str) -> &str {
    version.splitn(3, ';').nth(2).unwrap_or_default()
}

fn offered_of(name: String, version: &str) -> Offered {
    let size = version.split(';').next().and_then(|size| size.parse().ok());
    Offered { name, size, mark: mark_of(version).to_owned(), ..Offered::default() }
}

fn conditions(mark: &str) -> Vec<(HeaderName, String)> {
    let (etag, modified) = mark.split_once('\n').unwrap_or_default();
    let both = [(IF_NONE_MATCH, etag.to_owned()), (IF_MODIFIED_SINCE, modified.to_owned())];
    both.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn file_name(url: &str) -> String {
    resource_sync::last_segment(url).to_owned()
}

/// The folder of a page: its address up to the last slash.
fn folder_of(address: &Url) -> Url {
    address.join(".").unwrap_or_else(|_| address.clone())
}

async fn read_text(opened: &mut Opened) -> Result<String, PlaceError> {
    Ok(String::from_utf8_lossy(&read_bytes(opened, LARGEST_PAGE).await?).into_owned())
}

async fn read_bytes(opened: &mut Opened, most: usize) -> Result<Vec<u8>, PlaceError> {
    let address = opened.address.to_string();
    let mut bytes = Vec::new();
    while let Some(piece) = opened.piece().await.map_err(|fault| broken_off(&address, &fault))? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > most {
            return Err(PlaceError::Refused(format!("{address}: a list of more than {} MB is not read", most >> 20)));
        }
    }
    Ok(bytes)
}

fn broken_off(url: &str, fault: &CallFailure) -> PlaceError {
    PlaceError::Unreachable(format!("{url} broke off: {fault}"))
}

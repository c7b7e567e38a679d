//! A server of files over SFTP version 3 (draft-ietf-secsh-filexfer-02). What is written there is left as it is: files are listed and
//! read, nothing is changed. Who the server is and who we are is `session`'s.

pub(in crate::jobs) mod session;

use std::path::PathBuf;

use russh_sftp::client::error::Error;
use russh_sftp::client::fs::File;
use russh_sftp::protocol::{FileAttributes, StatusCode};
use store::SourceSettings;

use super::server::{Address, refusal, saying};
use super::spool::{Spool, check_size};
use super::{FILES, Fetched, Listing, PlaceError};
use crate::jobs::harvest::files::plan::Offered;
use crate::jobs::harvest::settings::FetchSettings;
use crate::platform::Platform;
use session::{Identity, Session};

/// Of the mode of a file (POSIX, sys/stat.h): the bits that say what it is, and what they are for a file and for a link.
const TYPE: u32 = 0o170_000;
const FILE: u32 = 0o100_000;
const LINK: u32 = 0o120_000;

/// A server, and the way to it.
pub struct Sftp {
    address: Address,
    identity: Identity,
    patterns: Option<String>,
    /// Files lie on the same disk as everything else while they are read.
    scratch: PathBuf,
    /// The folder whose files are named.
    folder: String,
    session: Option<Session>,
}

impl Sftp {
    pub fn new(platform: &Platform, address: Address, settings: &SourceSettings) -> Self {
        let fetch = FetchSettings::read(&settings.fetch);
        Self {
            folder: address.path.clone(),
            address,
            patterns: fetch.files.clone(),
            identity: Identity::of(fetch),
            scratch: platform.options().data.clone(),
            session: None,
        }
    }

    /// The files of the folder, or the one file that the address names.
    pub async fn list(&mut self) -> Result<Listing, PlaceError> {
        let path = self.address.path.clone();
        self.connect().await?;
        let there = self.stat(&path).await?;
        if kind(&there) == FILE {
            let (folder, name) = self.address.parent();
            self.folder = folder;
            return Ok(Listing { files: vec![offered(name, &there)], ignored: Vec::new() });
        }
        self.folder.clone_from(&path);
        let entries = self.entries(&path).await?;
        let mut listing = Listing::default();
        for (name, attributes) in entries {
            match self.look_at(&name, attributes).await? {
                Ok(offered) => listing.files.push(offered),
                Err(why) => listing.ignored.push((name, why.to_owned())),
            }
        }
        listing.ignored.sort();
        Ok(listing)
    }

    /// Fetches a file of the last list. One that changed since then is still being written.
    pub async fn fetch(&mut self, file: &Offered, at_most: Option<u64>) -> Result<Fetched, PlaceError> {
        let path = within(&self.folder, &file.name);
        let mut opened = self.open(&path).await?;
        let before = self.address.within(opened.metadata()).await?.map_err(|fault| self.failure(&path, &fault))?;
        if kind(&before) != FILE {
            return Err(PlaceError::Gone(format!("{path} is no file any more")));
        }
        if at_most.is_none() {
            check_size(&path, before.size.unwrap_or_default())?;
            expect_same(file, &before)?;
        }
        let mut spool = Spool::new(&self.scratch)?;
        let broke_off = |fault: std::io::Error| self.broke_off(&path, &fault.to_string());
        spool.fill((&self.address, &path), &mut opened, at_most, broke_off).await?;
        if at_most.is_none() {
            let after = self.address.within(opened.metadata()).await?.map_err(|fault| self.failure(&path, &fault))?;
            expect_same(file, &after)?;
            if file.size.is_some_and(|size| spool.size() > size) {
                return Err(PlaceError::Growing);
            }
            if file.size.is_some_and(|size| spool.size() < size) {
                return Err(self.broke_off(&path, "fewer bytes came than the server says that there are"));
            }
        }
        // The server may have gone; the file is here.
        let _ = self.address.within(opened.close()).await;
        spool.finish(file.modified)
    }

    /// Whether an entry is a file that is read; a link to one is.
    async fn look_at(&self, name: &str, listed: FileAttributes) -> Result<Result<Offered, &'static str>, PlaceError> {
        if let Some(why) = refusal(name, self.patterns.as_deref()) {
            return Ok(Err(why));
        }
        let attributes = match kind(&listed) {
            LINK | 0 => match self.stat(&within(&self.folder, name)).await {
                Ok(attributes) => attributes,
                Err(PlaceError::Unreachable(words)) => return Err(PlaceError::Unreachable(words)),
                Err(_) => return Ok(Err("it leads to nothing that may be read")),
            },
            _ => listed,
        };
        Ok(match kind(&attributes) {
            FILE => Ok(offered(name.to_owned(), &attributes)),
            _ => Err("it is no file; folders within a folder are not read"),
        })
    }

    /// What is in a folder, without itself and the one above. No more than [`FILES`].
    async fn entries(&self, path: &str) -> Result<Vec<(String, FileAttributes)>, PlaceError> {
        let failure = |fault: Error| self.failure(path, &fault);
        let lister = self.session()?.lister(&self.address).await?;
        let handle = self.address.within(lister.opendir(path)).await?.map_err(failure)?.handle;
        let mut entries = Vec::new();
        loop {
            let names = match self.address.within(lister.readdir(handle.as_str())).await? {
                Ok(names) => names,
                Err(Error::Status(status)) if status.status_code == StatusCode::Eof => break,
                Err(fault) => return Err(failure(fault)),
            };
            let names = names.files.into_iter().filter(|file| file.filename != "." && file.filename != "..");
            entries.extend(names.map(|file| (file.filename, file.attrs)));
            if entries.len() > FILES {
                return Err(super::too_many(&self.address.text));
            }
        }
        Ok(entries)
    }

    async fn stat(&self, path: &str) -> Result<FileAttributes, PlaceError> {
        let asked = self.address.within(self.session()?.files.metadata(path)).await?;
        asked.map_err(|fault| self.failure(path, &fault))
    }

    /// Opens a file; where the connection was lost since the file before, over a new one.
    async fn open(&mut self, path: &str) -> Result<File, PlaceError> {
        if let Some(session) = self.session.as_ref().filter(|session| !session.is_closed()) {
            match self.address.within(session.files.open(path)).await {
                Ok(Ok(file)) => return Ok(file),
                Ok(Err(Error::Status(status))) => return Err(self.failure(path, &Error::Status(status))),
                Ok(Err(_)) | Err(_) => {}
            }
        }
        self.connect().await?;
        let opened = self.address.within(self.session()?.files.open(path)).await?;
        opened.map_err(|fault| self.failure(path, &fault))
    }

    async fn connect(&mut self) -> Result<(), PlaceError> {
        self.session = None;
        self.session = Some(Session::open(&self.address, &self.identity).await?);
        Ok(())
    }

    fn session(&self) -> Result<&Session, PlaceError> {
        let lost = || PlaceError::Unreachable(format!("{}: there is no connection", self.address.text));
        self.session.as_ref().ok_or_else(lost)
    }

    /// What the server answers, sorted by who can do something about it.
    fn failure(&self, path: &str, fault: &Error) -> PlaceError {
        let server = &self.address.text;
        let Error::Status(status) = fault else {
            return PlaceError::Unreachable(format!("{server}: {path}: {}", saying(&fault.to_string())));
        };
        match status.status_code {
            StatusCode::NoSuchFile => PlaceError::Gone(format!("{server}: {path} is not there")),
            StatusCode::PermissionDenied => {
                PlaceError::Refused(format!("{server}: {} may not read {path}", self.identity.user))
            }
            _ => {
                PlaceError::Unreachable(format!("{server}: {path}: the server says {}", saying(&status.error_message)))
            }
        }
    }

    fn broke_off(&self, path: &str, words: &str) -> PlaceError {
        PlaceError::Unreachable(format!("{}: {path} broke off: {}", self.address.text, saying(words)))
    }
}

/// What it is, of the bits of its mode; 0: the server does not say.
fn kind(attributes: &FileAttributes) -> u32 {
    attributes.permissions.unwrap_or_default() & TYPE
}

fn offered(name: String, attributes: &FileAttributes) -> Offered {
    Offered { name, size: attributes.size, modified: modified(attributes), ..Offered::default() }
}

/// In milliseconds since 1970; the server tells seconds.
fn modified(attributes: &FileAttributes) -> Option<i64> {
    attributes.mtime.map(|seconds| i64::from(seconds) * 1_000)
}

fn expect_same(file: &Offered, now: &FileAttributes) -> Result<(), PlaceError> {
    let is_same = now.size == file.size && modified(now) == file.modified;
    if is_same { Ok(()) } else { Err(PlaceError::Growing) }
}

fn within(folder: &str, name: &str) -> String {
    match folder {
        "." => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    }
}

//! Where files lie: a folder of this machine, an address of a web server, or one of a server of files.

mod directory;
mod ftp;
mod listing;
pub(in crate::jobs) mod server;
pub(in crate::jobs) mod sftp;
mod spool;
mod web;

use std::fmt;
use std::fs::File;

use md5::Md5;
use sha2::{Digest, Sha256};
use store::{LibraryId, SourceFile, SourceSettings};

use super::plan::Offered;
use crate::jobs::harvest::settings::FetchSettings;
use crate::platform::Platform;
use directory::Directory;
use ftp::Ftp;
use server::{Address, Protocol};
use sftp::Sftp;
pub use web::Web;

/// The largest file that is fetched, in bytes.
pub const LARGEST_FILE: u64 = 16 << 30;
/// Files of one folder that are looked at.
const FILES: usize = 50_000;

/// A place with files.
pub enum Place {
    /// A folder of this machine.
    Directory(Directory),
    /// A page that lists files, or the address of one.
    Web(Box<Web>),
    /// A folder of an SFTP server, or one file of it.
    Sftp(Box<Sftp>),
    /// A folder of an FTP server, or one file of it.
    Ftp(Box<Ftp>),
}

/// What is in a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files.
    pub files: Vec<Offered>,
    /// What is not read, and why.
    pub ignored: Vec<(String, String)>,
}

/// A file that was fetched.
pub struct Fetched {
    /// At its beginning. It has no name, and is gone when it is closed.
    pub file: File,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// MD5 of the bytes, in hexadecimal: what lists of ResourceSync usually give.
    pub md5: String,
    /// When it was changed last, as the place says, in milliseconds since 1970.
    pub modified: Option<i64>,
}

/// Why there is nothing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceError {
    /// It is not there; for a file: any more.
    Gone(String),
    /// Somebody is still writing it.
    Growing,
    /// It may not or cannot be used; the words say what to do.
    Refused(String),
    /// It does not answer.
    Unreachable(String),
    /// It is a server whose key nobody has compared yet: the fingerprint of the key.
    Unknown(String),
}

impl PlaceError {
    /// What to do about a server whose key nobody has compared yet.
    pub const COMPARE: &str = "Compare it with what the operator of the server tells you, and enter it as the fingerprint of the server's key. Nobody signed in yet.";
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(words) | Self::Refused(words) | Self::Unreachable(words) => f.write_str(words),
            Self::Growing => f.write_str("somebody is still writing it"),
            Self::Unknown(key) => {
                write!(f, "the server's key is {key}. {}", Self::COMPARE.trim_end_matches('.'))
            }
        }
    }
}

impl Place {
    /// The place of a source of this library.
    ///
    /// # Errors
    /// [`PlaceError::Refused`]: it may not be read, or its address means nothing.
    pub async fn of(platform: &Platform, library: LibraryId, settings: &SourceSettings) -> Result<Self, PlaceError> {
        let url = settings.url.trim();
        let fetch = FetchSettings::read(&settings.fetch);
        if url.starts_with("http://") || url.starts_with("https://") {
            return Ok(Self::Web(Box::new(Web::new(platform, settings)?)));
        }
        if url.contains("://") {
            return Self::of_server(platform, url, settings);
        }
        let known = platform.store().libraries().by_id(library).await;
        let library = known.map_err(|fault| PlaceError::Refused(format!("the library cannot be read: {fault}")))?;
        let open = platform.options().drop_folders.get(&library.code).map(Vec::as_slice).unwrap_or_default();
        Ok(Self::Directory(Directory::new(open.to_vec(), url, fetch.files)))
    }

    fn of_server(platform: &Platform, url: &str, settings: &SourceSettings) -> Result<Self, PlaceError> {
        if !server::is_address(url) {
            return Err(PlaceError::Refused(format!(
                "{url} is no place that can be read. Enter a folder of this machine, or an address with https://, sftp:// or ftps:// in front."
            )));
        }
        let address = Address::parse(url)?;
        Ok(match address.protocol {
            Protocol::Sftp => Self::Sftp(Box::new(Sftp::new(platform, address, settings))),
            Protocol::Ftp | Protocol::Ftps => Self::Ftp(Box::new(Ftp::new(platform, address, settings))),
        })
    }

    /// What people should know before they use it.
    #[must_use]
    pub fn warning(&self) -> Option<&'static str> {
        match self {
            Self::Ftp(ftp) => ftp.warning(),
            _ => None,
        }
    }

    /// Tells what was read before, so that what is unchanged need not be sent.
    pub fn remember(&mut self, known: &[SourceFile]) {
        if let Self::Web(web) = self {
            web.remember(known);
        }
    }

    /// What is there.
    ///
    /// # Errors
    /// [`PlaceError`].
    pub async fn list(&mut self) -> Result<Listing, PlaceError> {
        match self {
            Self::Directory(directory) => directory.list().await,
            Self::Web(web) => web.list().await,
            Self::Sftp(sftp) => sftp.list().await,
            Self::Ftp(ftp) => ftp.list().await,
        }
    }

    /// Fetches a file. `is_settled`: it was seen in the same state before, so nobody writes it any more. `at_most`: so many bytes
    /// are enough for a look.
    ///
    /// # Errors
    /// [`PlaceError`].
    pub async fn fetch(
        &mut self,
        file: &Offered,
        is_settled: bool,
        at_most: Option<u64>,
    ) -> Result<Fetched, PlaceError> {
        match self {
            Self::Directory(directory) => directory.fetch(file).await,
            Self::Web(web) => web.fetch(&web.address_of(file), is_settled, at_most).await,
            Self::Sftp(sftp) => sftp.fetch(file, at_most).await,
            Self::Ftp(ftp) => ftp.fetch(file, is_settled, at_most).await,
        }
    }
}

/// A folder of which not everything is looked at is not read at all: what is left out might be what comes first.
fn too_many(place: &str) -> PlaceError {
    PlaceError::Refused(format!(
        "{place} has more than {FILES} files: have those that were read moved away, or name another folder"
    ))
}

/// Both digests of what passes through.
#[derive(Default)]
struct Digests {
    sha256: Sha256,
    md5: Md5,
}

impl Digests {
    fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.md5.update(bytes);
    }

    /// SHA-256 and MD5 in hexadecimal.
    fn finish(self) -> (String, String) {
        (crate::secrets::hex(&self.sha256.finalize()), crate::secrets::hex(&self.md5.finalize()))
    }
}

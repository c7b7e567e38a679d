//! A server of files over FTP (RFC 959, RFC 3659), in the clear or over TLS (RFC 4217). Files are listed and read, nothing is changed.
//! Connections and sign-in are `control`'s, lines of lists `line`'s.

mod control;
mod line;

use std::path::PathBuf;

use store::SourceSettings;
use suppaftp::FtpError;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use super::server::{Address, Protocol, refusal};
use super::spool::{Spool, check_size};
use super::{FILES, Fetched, Listing, PlaceError};
use crate::clock::Clock;
use crate::jobs::harvest::files::plan::{Offered, is_old};
use crate::jobs::harvest::settings::FetchSettings;
use crate::platform::Platform;
use control::{Control, Identity, broke_off, failure};
use line::{Form, Line};

/// Bytes of a list.
const LARGEST_LIST: u64 = 16 << 20;

/// A server, and the way to it.
pub struct Ftp {
    address: Address,
    identity: Identity,
    patterns: Option<String>,
    /// Files lie on the same disk as everything else while they are read.
    scratch: PathBuf,
    clock: Clock,
    /// The folder whose files are named.
    folder: String,
    control: Option<Control>,
}

impl Ftp {
    pub fn new(platform: &Platform, address: Address, settings: &SourceSettings) -> Self {
        let fetch = FetchSettings::read(&settings.fetch);
        Self {
            folder: address.path.clone(),
            address,
            patterns: fetch.files.clone(),
            identity: Identity::of(fetch, &platform.options().contact),
            scratch: platform.options().data.clone(),
            clock: platform.clock().clone(),
            control: None,
        }
    }

    /// What people should know before they use it.
    pub fn warning(&self) -> Option<&'static str> {
        (self.address.protocol == Protocol::Ftp).then_some(
            "With ftp:// the password and the records go over the net in the clear, for everybody on the way to read: use sftp:// or ftps:// if the server has it.",
        )
    }

    /// The files of the folder, or the one file that the address names.
    pub async fn list(&mut self) -> Result<Listing, PlaceError> {
        self.control = None;
        let mut control = Control::open(&self.address, &self.identity).await?;
        let path = self.address.path.clone();
        self.folder.clone_from(&path);
        let listing = match control.enter(&path).await {
            Err(PlaceError::Gone(words)) => self.single(&mut control, words).await?,
            entered => {
                entered?;
                self.entries(&mut control).await?
            }
        };
        self.control = Some(control);
        Ok(listing)
    }

    /// Fetches a file of the last list. One that changed since then is still being written.
    pub async fn fetch(
        &mut self,
        file: &Offered,
        is_settled: bool,
        at_most: Option<u64>,
    ) -> Result<Fetched, PlaceError> {
        check_size(&file.name, file.size.unwrap_or_default())?;
        let mut control = self.ready().await?;
        if at_most.is_none() && !is_settled && file.modified.is_none() && self.is_young(&mut control, file).await? {
            self.control = Some(control);
            return Err(PlaceError::Growing);
        }
        let mut transfer = match control.transfer(&format!("RETR {}", file.name)).await {
            Ok(transfer) => transfer,
            Err(fault) => return Err(self.not_given(control, file, &fault).await),
        };
        let mut spool = Spool::new(&self.scratch)?;
        let broken = |fault| broke_off(&self.address, &file.name, &FtpError::ConnectionError(fault));
        let is_whole = spool.fill((&self.address, &file.name), &mut transfer, at_most, broken).await?;
        if !is_whole {
            // What the server still sends is for nobody: the connection ends with the look.
            return spool.finish(file.modified);
        }
        self.address.within(transfer.finish()).await?.map_err(|fault| broke_off(&self.address, &file.name, &fault))?;
        self.control = Some(control);
        match file.size.is_some_and(|size| size != spool.size()) {
            true => Err(PlaceError::Growing),
            false => spool.finish(file.modified),
        }
    }

    /// A connection that answers, in the folder: the one over which the last file came, if the server has not closed it.
    async fn ready(&mut self) -> Result<Control, PlaceError> {
        if let Some(mut control) = self.control.take()
            && control.is_alive().await
        {
            return Ok(control);
        }
        let mut control = Control::open(&self.address, &self.identity).await?;
        control.enter(&self.folder).await?;
        Ok(control)
    }

    /// Whether a file of a list that tells no exact time may still be written: the server is asked for its time, and without an
    /// answer nobody knows.
    async fn is_young(&self, control: &mut Control, file: &Offered) -> Result<bool, PlaceError> {
        let modified = control.modified(&file.name).await?;
        Ok(modified.is_none_or(|modified| !is_old(modified, self.clock.now())))
    }

    /// Why a file is not given: FTP has one number (550) for what is gone and for what may not be read.
    async fn not_given(&mut self, mut control: Control, file: &Offered, fault: &FtpError) -> PlaceError {
        let found = failure(&self.address, &format!("{} cannot be read", file.name), fault);
        let is_there = matches!(found, PlaceError::Gone(_)) && matches!(control.size(&file.name).await, Ok(Some(_)));
        match found {
            PlaceError::Gone(words) if is_there => PlaceError::Refused(words),
            found => found,
        }
    }

    /// An address that is no folder may be that of one file. `gone` says what the server said of the folder.
    async fn single(&mut self, control: &mut Control, gone: String) -> Result<Listing, PlaceError> {
        let (folder, name) = self.address.parent();
        if name.is_empty() || control.enter(&folder).await.is_err() {
            return Err(PlaceError::Gone(gone));
        }
        self.folder = folder;
        let Some(size) = control.size(&name).await? else { return Err(PlaceError::Gone(gone)) };
        let modified = control.modified(&name).await?;
        Ok(Listing {
            files: vec![Offered { name, size: Some(size), modified, ..Offered::default() }],
            ignored: Vec::new(),
        })
    }

    /// What is in the folder in which the connection is: by MLSD, which machines can read, else by LIST.
    async fn entries(&self, control: &mut Control) -> Result<Listing, PlaceError> {
        let machine = if control.has_mlsd { control.transfer("MLSD").await.ok() } else { None };
        let (form, transfer) = match machine {
            Some(transfer) => (Form::Machine, transfer),
            None => {
                let listed = control.transfer("LIST").await;
                (Form::Human, listed.map_err(|fault| failure(&self.address, "the folder cannot be listed", &fault))?)
            }
        };
        let mut listing = Listing::default();
        let mut reader = BufReader::new(transfer).take(LARGEST_LIST);
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let read = self.address.within(reader.read_until(b'\n', &mut bytes)).await?;
            let length =
                read.map_err(|fault| broke_off(&self.address, "the list", &FtpError::ConnectionError(fault)))?;
            if length == 0 {
                break;
            }
            self.note(&mut listing, line::read(form, &String::from_utf8_lossy(&bytes)));
            if listing.files.len() + listing.ignored.len() > FILES || reader.limit() == 0 {
                return Err(super::too_many(&self.address.text));
            }
        }
        let finished = self.address.within(reader.into_inner().into_inner().finish()).await?;
        finished.map_err(|fault| broke_off(&self.address, "the list", &fault))?;
        listing.ignored.sort();
        Ok(listing)
    }

    fn note(&self, listing: &mut Listing, line: Line) {
        match line {
            Line::File(file) => match refusal(&file.name, self.patterns.as_deref()) {
                None => listing.files.push(file),
                Some(why) => listing.ignored.push((file.name, why.to_owned())),
            },
            Line::Other(name, why) => listing.ignored.push((name, why.to_owned())),
            Line::Nothing => {}
        }
    }
}

//! Everything Bookferry keeps: requests with their event log, outbox and inbox; the shared catalogue; accounts and settings; and
//! the full text index. The only place with SQL.
//!
//! Not in here: what a state, an event or a payload means (they are text here), the clock, random tokens, and any effect on the
//! world. Times and tokens come in as arguments; effects leave as outbox rows that others carry out.
//!
//! Two promises. A [`Step`] is one transaction: state, events, messages to send and the confirmation of the message that caused it
//! are all kept or none is. A library reads its own rows only: each read takes the [`LibraryId`]; what operators may see across
//! libraries says so in its name or its words.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod accounts;
mod bills;
mod db;
mod documents;
mod error;
mod files;
mod groups;
mod ids;
mod inbox;
mod libraries;
mod messages;
mod notices;
mod outbox;
mod quarantine;
mod records;
mod requests;
mod search;
mod sessions;
mod settings;
mod sources;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

pub use accounts::{Account, Accounts, NewAccount};
pub use bills::{Bill, BillFilter, Bills, NewBill, OpenSum};
pub use documents::{Document, Documents};
pub use error::Error;
pub use files::{FileRead, FileReading, Files, SourceFile};
pub use groups::{Branch, LibraryGroup};
pub use ids::{
    AccountId, BillId, ClusterId, DocumentId, FileId, GroupId, LibraryId, MessageId, Millis, NoticeId, OutboxId,
    QuarantineId, RecordId, RequestId, RunId, SourceId,
};
pub use inbox::{Inbox, NewConfirmation};
pub use libraries::{Libraries, Library};
pub use messages::{KeptMessage, MessageDirection, MessageFilter, MessageOutcome, Messages, NewMessage};
pub use notices::{Notice, Notices};
pub use outbox::{
    Backlog, Lease, Leased, NewOutboxRow, Outbox, OutboxRow, OutboxState, Settlement, Silence, Skip, Wake,
};
pub use quarantine::{NewQuarantine, Quarantine, Quarantined};
pub use records::{
    Batch, ClusterChange, CodeCount, Direction, FoundItem, Guard, HeldRemoval, IncomingRecord, IngestCounts, Items,
    PageOfList, Record, RecordCount, RecordEvent, RecordItem, Records, Remapped, Removals, Settled,
};
pub use requests::{
    Attempt, Audience, Change, Created, Item, NewDocument, NewEvent, NewNotice, NewRequest, PairCount, PeerRequest,
    Place, Queue, QueueFilter, QueueOrder, Request, RequestChanges, RequestEvent, Requests, StateCount, Step, Total,
};
pub use search::{MakeDocument, SearchFeed, SearchReader, TantivyIndex};
pub use sessions::{Failures, Session, Sessions};
pub use settings::{Setting, Settings};
pub use sources::{DayCount, HarvestRun, Progress, RunEnd, RunOutcome, Source, SourceSettings, Sources};

use db::Db;
use outbox::Bell;

/// The open data directory. Cloning is cheap; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: Db,
    bell: Bell,
    directory: PathBuf,
}

/// The right to serve a data directory; see [`Store::lock_directory`].
#[derive(Debug)]
pub struct DirectoryLock {
    _file: File,
}

impl Store {
    /// Opens the data directory, creating it and bringing the database to this version where needed.
    ///
    /// # Errors
    /// [`Error::Broken`] when the directory cannot be written, or a newer version of Bookferry has used it.
    pub async fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory)?;
        let db = Db::open(&directory.join("bookferry.sqlite3")).await?;
        Ok(Self { db, bell: Bell::new(), directory: directory.to_owned() })
    }

    /// Finishes what runs and closes the files. Dropping the store without it loses nothing.
    pub async fn close(&self) {
        self.db.close().await;
    }

    /// Makes this process the one that serves the data directory, for as long as the lock is held; a process that dies lets go.
    /// Only its holder may [release leases](Outbox::release_leases): otherwise two runners would send the same message.
    ///
    /// # Errors
    /// [`Error::Conflict`] when another process serves it.
    pub fn lock_directory(&self) -> Result<DirectoryLock, Error> {
        let file = File::options().create(true).truncate(false).write(true).open(self.directory.join("serve.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(DirectoryLock { _file: file }),
            Err(TryLockError::WouldBlock) => {
                Err(Error::conflict(format!("another process serves the data directory {}", self.directory.display())))
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Writes a copy of the database, as of now, to a file that is not there yet. Work goes on meanwhile. The full text index needs
    /// no copy: it is made anew from the database.
    ///
    /// # Errors
    /// [`Error::Broken`] when the file is there already or cannot be written.
    pub async fn back_up(&self, file: &Path) -> Result<(), Error> {
        let name = file.to_str().ok_or_else(|| Error::broken("the name of the file is not Unicode"))?;
        sqlx::query("VACUUM INTO $1").bind(name).execute(self.db.reader()).await?;
        Ok(())
    }

    /// Opens the full text index in the data directory; it has one writer, so open it once. An index that cannot be used is begun
    /// anew: [`SearchFeed::catch_up`] fills it.
    ///
    /// # Errors
    /// [`Error::Broken`] when the directory cannot be written.
    pub async fn open_search(&self) -> Result<TantivyIndex, Error> {
        let directory = self.directory.join("search");
        let end_of_log = self.records().last_change().await?;
        tokio::task::spawn_blocking(move || TantivyIndex::open(&directory, end_of_log)).await.map_err(Error::broken)?
    }

    /// Member libraries.
    pub fn libraries(&self) -> Libraries<'_> {
        Libraries::new(&self.db)
    }

    /// Settings of libraries and of the installation.
    pub fn settings(&self) -> Settings<'_> {
        Settings::new(&self.db)
    }

    /// Who may sign in.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts::new(&self.db)
    }

    /// Who is signed in.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions::new(&self.db)
    }

    /// Where records are harvested from.
    pub fn sources(&self) -> Sources<'_> {
        Sources::new(&self.db)
    }

    /// The files of sources that consist of files.
    pub fn files(&self) -> Files<'_> {
        Files::new(&self.db)
    }

    /// The shared catalogue.
    pub fn records(&self) -> Records<'_> {
        Records::new(&self.db)
    }

    /// Single pieces of all libraries, as the catalogue knows them.
    pub fn items(&self) -> Items<'_> {
        Items::new(&self.db)
    }

    /// What sources gave and could not be taken in.
    pub fn quarantine(&self) -> Quarantine<'_> {
        Quarantine::new(&self.db)
    }

    /// Requests, their events, attempts and items.
    pub fn requests(&self) -> Requests<'_> {
        Requests::new(&self.db, &self.bell)
    }

    /// Messages and calls that wait to leave.
    pub fn outbox(&self) -> Outbox<'_> {
        Outbox::new(&self.db, &self.bell)
    }

    /// What libraries owe each other.
    pub fn bills(&self) -> Bills<'_> {
        Bills::new(&self.db)
    }

    /// Confirmations of messages received.
    pub fn inbox(&self) -> Inbox<'_> {
        Inbox::new(&self.db)
    }

    /// What was said to other systems and by them.
    pub fn messages(&self) -> Messages<'_> {
        Messages::new(&self.db)
    }

    /// Copies delivered.
    pub fn documents(&self) -> Documents<'_> {
        Documents::new(&self.db)
    }

    /// Sentences for patrons and the staff.
    pub fn notices(&self) -> Notices<'_> {
        Notices::new(&self.db)
    }
}

//! One running platform: what it keeps, how it reaches others, what time it is. Passed down as a value; two can run in one process.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::{DirectoryLock, LibraryId, Store};

use crate::association::Pool;
use crate::catalogue::Catalogue;
use crate::clock::{Clock, day_of};
use crate::ils::Shelves;
use crate::jobs::Harvests;
use crate::outside::Outside;
use crate::settings::{Calendar, LibrarySettings, Section};

/// What a platform is told at its start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything is kept.
    pub data: PathBuf,
    /// The address under which browsers and partners reach this platform, without a slash at the end.
    pub public_address: String,
    /// Whom the operators of other servers may write to.
    pub contact: String,
    /// Partners that are not on this platform.
    pub partners: Vec<Partner>,
    /// How long and how often calls are tried.
    pub patience: Patience,
    /// The addresses that sources see us call from, for their lists of who may; empty: what the machine itself sees.
    pub outgoing_addresses: Vec<IpAddr>,
    /// The zone of libraries that have set none, and of the installation's own pages.
    pub time_zone: TimeZone,
    /// Folders of this machine that are open to each library, by its code: files of records are read from there.
    pub drop_folders: BTreeMap<String, Vec<PathBuf>>,
    /// Whether this is the demonstration: its start page explains the tour.
    pub demo: Option<crate::demo::Tour>,
}

impl Options {
    /// An installation at this address that keeps everything in this directory, and of which nothing else was said.
    #[must_use]
    pub fn new(data: PathBuf, public_address: String) -> Self {
        Self {
            data,
            public_address,
            contact: String::new(),
            partners: Vec::new(),
            patience: Patience::default(),
            outgoing_addresses: Vec::new(),
            time_zone: TimeZone::UTC,
            drop_folders: BTreeMap::new(),
            demo: None,
        }
    }
}

/// A library elsewhere that speaks ISO 18626.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Its symbol, such as `ISIL:DE-1`.
    pub symbol: String,
    /// Its name for people.
    pub name: String,
    /// Where its ISO 18626 messages go.
    pub address: String,
}

/// How long and how often calls to others are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long one call may take.
    pub call: Duration,
    /// The wait after the first failure; doubled after each further one.
    pub first_wait: Duration,
    /// The longest wait between two tries.
    pub longest_wait: Duration,
    /// Tries of a call whose answer the request waits for (patron, shelf, a request to a supplier) before it goes on without.
    pub tries_when_waited_for: i64,
    /// Tries of every other call before it is given up and staff must repeat or skip it.
    pub tries: i64,
    /// The wait of a harvest after the first fault of its source, to the second; doubled after each further one.
    pub harvest_first_wait: Duration,
    /// No wait of a harvest is longer, whatever the source asks for.
    pub harvest_longest_wait: Duration,
}

impl Default for Patience {
    /// One minute a call; three days of retries for what mirrors the shelf: a library system that is away over a weekend is caught up
    /// with by itself.
    fn default() -> Self {
        Self {
            call: Duration::from_secs(60),
            first_wait: Duration::from_secs(2),
            longest_wait: Duration::from_secs(900),
            tries_when_waited_for: 5,
            tries: 320,
            harvest_first_wait: Duration::from_secs(5),
            harvest_longest_wait: Duration::from_secs(3_600),
        }
    }
}

/// One running platform. Cloning is cheap.
#[derive(Clone)]
pub struct Platform(Arc<Inner>);

struct Inner {
    options: Options,
    store: Store,
    catalogue: Catalogue,
    outside: Outside,
    targets: Pool,
    harvests: Harvests,
    shelves: Shelves,
    clock: Clock,
    /// Held as long as the platform lives: two processes on one data directory would send every message twice.
    _lock: DirectoryLock,
}

/// Why a platform cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// No HTTP client can be made.
    #[error("no HTTP client can be made: {0}")]
    Outside(#[from] reqwest::Error),
}

impl Platform {
    /// Opens the data directory and takes up the work that was left when the process last ended.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn open(options: Options, clock: Clock) -> Result<Self, StartError> {
        let store = Store::open(&options.data).await?;
        let lock = store.lock_directory()?;
        store.outbox().release_leases(clock.now()).await?;
        store.sources().release_runs(clock.now()).await?;
        let catalogue = Catalogue::open(&store, &options.data).await?;
        let outside = Outside::new(&options.contact)?;
        Ok(Self(Arc::new(Inner {
            options,
            store,
            catalogue,
            outside,
            targets: Pool::default(),
            harvests: Harvests::default(),
            shelves: Shelves::default(),
            clock,
            _lock: lock,
        })))
    }

    /// What was told at the start.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.0.options
    }

    /// Everything kept.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The shared index.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    /// The way to other servers.
    #[must_use]
    pub fn outside(&self) -> &Outside {
        &self.0.outside
    }

    /// The way to catalogues over Z39.50.
    #[must_use]
    pub fn targets(&self) -> &Pool {
        &self.0.targets
    }

    /// The harvests under way.
    #[must_use]
    pub fn harvests(&self) -> &Harvests {
        &self.0.harvests
    }

    /// What is remembered of looks on shelves.
    #[must_use]
    pub fn shelves(&self) -> &Shelves {
        &self.0.shelves
    }

    /// The present day where the library of this calendar is.
    #[must_use]
    pub fn today(&self, calendar: &Calendar) -> Date {
        day_of(self.now(), &self.zone(calendar))
    }

    /// The zone of the library of this calendar.
    #[must_use]
    pub fn zone(&self, calendar: &Calendar) -> TimeZone {
        calendar.zone().unwrap_or_else(|| self.options().time_zone.clone())
    }

    /// The zone of a library.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn zone_of(&self, library: LibraryId) -> Result<TimeZone, store::Error> {
        Ok(self.zone(&self.section(library).await?))
    }

    /// The present moment in milliseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.0.clock.now()
    }

    /// Where the time comes from.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// How long and how often calls are tried.
    #[must_use]
    pub fn patience(&self) -> Patience {
        self.0.options.patience
    }

    /// All settings of a library.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn settings(&self, library: LibraryId) -> Result<LibrarySettings, store::Error> {
        Ok(LibrarySettings {
            code: self.store().libraries().by_id(library).await?.code,
            webhooks: self.section(library).await?,
            host_lms: self.section(library).await?,
            local_ncip: self.section(library).await?,
            z3950: self.section(library).await?,
            lending: self.section(library).await?,
            borrowing: self.section(library).await?,
            availability: self.section(library).await?,
            locations: self.section(library).await?,
            known_places: self.section(library).await?,
            auto_responder: self.section(library).await?,
            calendar: self.section(library).await?,
            fees: self.section(library).await?,
            patrons: self.section(library).await?,
        })
    }

    /// One section of a library's settings; its defaults where nothing was set.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn section<S: Section>(&self, library: LibraryId) -> Result<S, store::Error> {
        let stored = self.store().settings().of(Some(library), S::NAME).await?;
        Ok(stored.and_then(|stored| serde_json::from_str(&stored.value).ok()).unwrap_or_default())
    }

    /// Keeps one section of a library's settings.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_section<S: Section>(&self, library: LibraryId, section: &S, by: &str) -> Result<(), store::Error> {
        let value = serde_json::to_string(section).unwrap_or_default();
        self.store().settings().put(Some(library), S::NAME, &value, by, self.now()).await
    }

    /// Where messages for a library go: to this platform itself when it is a member, else to the partner's address.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn message_address(&self, symbol: &str) -> Result<Option<String>, store::Error> {
        if self.store().libraries().by_symbol(symbol).await?.is_some() {
            return Ok(Some(format!("{}/iso18626", self.options().public_address)));
        }
        let partner = self.options().partners.iter().find(|partner| partner.symbol == symbol);
        Ok(partner.map(|partner| partner.address.clone()))
    }

    /// The name of a library for people; its symbol when it is unknown.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn library_name(&self, symbol: &str) -> Result<String, store::Error> {
        if let Some(library) = self.store().libraries().by_symbol(symbol).await? {
            return Ok(library.name);
        }
        let partner = self.options().partners.iter().find(|partner| partner.symbol == symbol);
        Ok(partner.map_or_else(|| symbol.to_owned(), |partner| partner.name.clone()))
    }
}

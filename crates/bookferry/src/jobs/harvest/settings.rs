//! How a source is fetched: its schedule, its pace, and who we say we are.

use serde::{Deserialize, Serialize};
use store::{Source, SourceSettings};

/// How records come from a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Over OAI-PMH from its address; without an address, in files that are uploaded.
    #[default]
    OaiPmh,
    /// In files that somebody puts into a folder.
    Folder,
    /// In files that lists name (ResourceSync).
    ResourceSync,
}

impl SourceKind {
    /// That of a source.
    #[must_use]
    pub fn of(settings: &SourceSettings) -> Self {
        FetchSettings::read(&settings.fetch).kind
    }

    /// Whether nobody fetches anything: records come only in files that are uploaded.
    #[must_use]
    pub fn is_by_upload(settings: &SourceSettings) -> bool {
        !settings.url.starts_with("http") && Self::of(settings) == Self::OaiPmh
    }
}

/// What a file in a folder holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileContent {
    /// What is new, changed or gone since the file before.
    #[default]
    Changes,
    /// All records: what is not in it is gone.
    Complete,
}

/// How a source is fetched. Stored as JSON with the source; what is absent has its usual value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FetchSettings {
    /// How its records come.
    pub kind: SourceKind,
    /// What a file of a folder holds.
    pub content: FileContent,
    /// Names of the files that are read, several with commas, `*` for any letters; `None`: every usual ending.
    pub files: Option<String>,
    /// Hours from one harvest to the next; 0: only by hand.
    pub every_hours: u32,
    /// The hours of the day, in the zone of the library, between which harvests run by themselves: `(22, 6)` is the night. Equal
    /// hours are the hour at which they begin, without an end. A harvest that a person starts does not look at it.
    pub window: Option<(u8, u8)>,
    /// Sources begin up to so many minutes apart, each always at its own minute.
    pub jitter_minutes: u32,
    /// No more requests a minute than this; 0: one after the other without a pause.
    pub requests_per_minute: u32,
    /// How far before the newest datestamp each harvest begins, for records that are published late.
    pub overlap_hours: u32,
    /// Up to this share of the records is removed without asking a person, in percent; twenty records always are.
    pub removal_guard_percent: u8,
    /// Every so many days the whole list is compared with what is here; 0: never. `None`: every 7 days where the source does not
    /// keep deletions, never where it does.
    pub full_every_days: Option<u32>,
    /// Headers for each request, such as an API key.
    pub headers: Vec<(String, String)>,
    /// User name where the source wants one.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<String>,
    /// A private key for SFTP, as it was pasted, without a passphrase.
    pub private_key: Option<String>,
    /// `SHA256:…` of the key by which an SFTP server is known: no other server is signed in to.
    pub server_key: Option<String>,
    /// Whom the source's operator may write to; `None`: the contact of the installation.
    pub contact: Option<String>,
    /// Certificates of the source's own authority, as PEM, beside those that every program trusts.
    pub authority: Option<String>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            kind: SourceKind::OaiPmh,
            content: FileContent::Changes,
            files: None,
            every_hours: 24,
            window: None,
            jitter_minutes: 30,
            requests_per_minute: 0,
            overlap_hours: 24,
            removal_guard_percent: 10,
            full_every_days: None,
            headers: Vec::new(),
            user: None,
            password: None,
            private_key: None,
            server_key: None,
            contact: None,
            authority: None,
        }
    }
}

impl FetchSettings {
    /// Reads what is stored with a source; the usual values where nothing is, or nothing readable.
    #[must_use]
    pub fn read(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// As stored.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a harvest reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// What was published since the last harvest; all of it the first time.
    Changes,
    /// Everything; what is no longer there is removed.
    Everything,
    /// Only the headers of everything, to learn what is no longer there.
    Headers,
}

impl Wanted {
    /// The name under which the store keeps it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Everything => "everything",
            Self::Headers => "headers",
        }
    }

    /// Whether the whole list is read, so that its end shows what is missing.
    #[must_use]
    pub const fn is_sweep(self) -> bool {
        !matches!(self, Self::Changes)
    }

    /// What the next harvest of the source reads, when this is asked for: an order that is not complete comes first.
    #[must_use]
    pub fn of(self, source: &Source) -> Self {
        match (self, source.wants.as_deref()) {
            (Self::Everything, _) | (_, Some("everything")) => Self::Everything,
            (Self::Headers, _) | (_, Some("headers")) => Self::Headers,
            (Self::Changes, _) => Self::Changes,
        }
    }
}

/// What a source says of itself, with what was learnt from its records. Stored as JSON with the source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Description {
    /// Its name for people.
    pub repository_name: String,
    /// `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`.
    pub granularity: String,
    /// `persistent`, `transient` or `no`.
    pub deleted_record: String,
    /// No datestamp is earlier.
    pub earliest_datestamp: String,
    /// Whom to write to.
    pub admin_emails: Vec<String>,
    /// What stands before the record number in its OAI identifiers.
    pub identifier_prefix: String,
}

impl Description {
    /// What is stored with a source.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        source.description.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// Whether the source tells deletions for ever.
    #[must_use]
    pub fn keeps_deletions(&self) -> bool {
        self.deleted_record == "persistent"
    }
}

//! Answers (3.2): the envelope, the six bodies, and what stands in them.

mod decode;
mod encode;
mod fragment;
mod salvage;

pub use fragment::Fragment;

use crate::{Datestamp, DecodeErrorKind, ErrorCondition, Granularity};

/// The namespace of OAI-PMH 2.0. Answers in another one, or in none, are read all the same.
pub const NAMESPACE: &str = "http://www.openarchives.org/OAI/2.0/";

/// One answer.
///
/// `Response::decode(response.encode().as_bytes())` gives the same value, for values that keep to the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// When the repository answered, as it wrote it; see [`Datestamp::parse_leniently`].
    pub response_date: String,
    /// The base URL that the answer gives for itself.
    pub base_url: String,
    /// The request as the repository understood it: `verb` and the arguments.
    pub request: Vec<(String, String)>,
    /// What was asked for, or why not.
    pub body: Body,
    /// How many runs of bytes were not UTF-8 and became U+FFFD.
    pub replaced: usize,
}

/// The bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// One or more error conditions (3.6).
    Errors(Vec<ErrorCondition>),
    /// 4.1. A record that cannot be read is in [`Page::bad`]; there is no token.
    GetRecord(Page<Record>),
    /// 4.2
    Identify(Identify),
    /// 4.3
    ListIdentifiers(Page<Header>),
    /// 4.4
    ListMetadataFormats(Vec<MetadataFormat>),
    /// 4.5
    ListRecords(Page<Record>),
    /// 4.6
    ListSets(Page<Set>),
}

/// One part of a list (3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What could be read, in order.
    pub items: Vec<T>,
    /// What could not be read, each with its reason; the page around it is good.
    pub bad: Vec<BadRecord>,
    /// Where the list goes on. At the end of a list it is absent or its value is empty.
    pub token: Option<Token>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self { items: Vec::new(), bad: Vec::new(), token: None }
    }
}

/// A part of a page that is well-formed but not a record or header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRecord {
    /// Where it begins, in bytes from the start of the answer.
    pub byte: u64,
    /// Why it is none.
    pub reason: DecodeErrorKind,
    /// What the answer holds there.
    pub xml: String,
}

/// A resumption token (3.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Token {
    /// Opaque to the harvester; empty at the end of a list.
    pub value: String,
    /// How many items the whole list has; sources are often wrong about it.
    pub complete_list_size: Option<u64>,
    /// How many items came before this part.
    pub cursor: Option<u64>,
    /// Until when the token may be used, as the source wrote it.
    pub expiration_date: Option<String>,
}

/// The head of a record (2.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// The identifier of the item, a URI; Alma writes `oai:alma.<institution>:<MMS id>`.
    pub identifier: String,
    /// When the record came, changed or went, as the source wrote it.
    pub datestamp: String,
    /// Every set that the item is in, also those of other harvesters.
    pub sets: Vec<String>,
    /// Whether the record is gone (`status="deleted"`).
    pub deleted: bool,
}

impl Header {
    /// The datestamp, when it is one.
    #[must_use]
    pub fn stamp(&self) -> Option<Datestamp> {
        Datestamp::parse_leniently(&self.datestamp).ok()
    }
}

/// One record (2.5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Identifier, datestamp, sets.
    pub header: Header,
    /// The metadata, one element that stands alone; absent in deleted records.
    pub metadata: Option<Fragment>,
    /// Statements about the metadata, such as rights and provenance.
    pub about: Vec<Fragment>,
}

/// What a repository says of itself (4.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identify {
    /// Its name for people.
    pub repository_name: String,
    /// Its base URL.
    pub base_url: String,
    /// The version, `2.0`.
    pub protocol_version: String,
    /// Whom to write to.
    pub admin_emails: Vec<String>,
    /// No datestamp is earlier.
    pub earliest_datestamp: String,
    /// How deletions are told.
    pub deleted_record: DeletedRecord,
    /// The granularity as written; see [`Identify::finest`].
    pub granularity: String,
    /// Encodings such as `gzip` that it offers.
    pub compression: Vec<String>,
    /// Descriptions of other schemas.
    pub descriptions: Vec<Fragment>,
}

impl Identify {
    /// The finest granularity that may be used in requests. Only an exact statement counts: days are always allowed (2.7.1).
    #[must_use]
    pub fn finest(&self) -> Granularity {
        match self.granularity == Granularity::Second.as_str() {
            true => Granularity::Second,
            false => Granularity::Day,
        }
    }
}

/// How a repository tells deletions (2.5.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum DeletedRecord {
    /// Not at all: only a full harvest shows what is gone.
    #[default]
    No,
    /// For ever.
    Persistent,
    /// For some time; Alma does this.
    Transient,
    /// A word that the protocol does not know.
    Other(String),
}

impl DeletedRecord {
    /// The policy for the text on the wire.
    #[must_use]
    pub fn from_wire(text: &str) -> Self {
        match text {
            "no" => Self::No,
            "persistent" => Self::Persistent,
            "transient" => Self::Transient,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::No => "no",
            Self::Persistent => "persistent",
            Self::Transient => "transient",
            Self::Other(text) => text,
        }
    }
}

/// A metadata format (4.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MetadataFormat {
    /// Its short name in requests, such as `marc21`.
    pub metadata_prefix: String,
    /// Where its XML schema is.
    pub schema: String,
    /// Its namespace.
    pub metadata_namespace: String,
}

/// A set (4.6).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Set {
    /// Its short name in requests; levels are parted by colons.
    pub spec: String,
    /// Its name for people.
    pub name: String,
    /// Descriptions of other schemas.
    pub descriptions: Vec<Fragment>,
}

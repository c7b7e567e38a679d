//! The records that are published: their heads in memory, their text in a file that goes when the program does.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use marc::{dublin_core, marcxml};
use oai_pmh::{
    Datestamp, DeletedRecord, Found, Fragment, Granularity, Header, Identify, Listing, MetadataFormat, PageQuery,
    Record, Repository, Set, encode_component,
};

const MARC21: &str = "marc21";
const MARC_SCHEMA: &str = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd";
const DUBLIN_CORE: &str = "oai_dc";
const DUBLIN_CORE_SCHEMA: &str = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd";

/// What the repository says of itself.
pub struct Cover {
    pub base_url: String,
    pub name: String,
    pub admin: String,
}

pub struct Shelf {
    domain: String,
    sets: Vec<String>,
    /// The number of the set that records are added to, and when they were changed.
    present: (usize, Datestamp),
    earliest: Datestamp,
    items: Vec<Item>,
    by_identifier: HashMap<String, usize>,
    file: Mutex<BufWriter<File>>,
    written: u64,
}

struct Item {
    identifier: String,
    stamp: Datestamp,
    /// Numbers of the sets that it is in.
    sets: Vec<usize>,
    deleted: bool,
    /// Where its MARCXML begins, and its length.
    begin: u64,
    length: usize,
}

impl Shelf {
    /// An empty shelf; `now` is when it was put up.
    pub fn new(domain: String, now: Datestamp) -> io::Result<Self> {
        Ok(Self {
            domain,
            sets: Vec::new(),
            present: (0, now),
            earliest: now,
            items: Vec::new(),
            by_identifier: HashMap::new(),
            file: Mutex::new(BufWriter::with_capacity(256 << 10, tempfile::tempfile()?)),
            written: 0,
        })
    }

    /// The records that follow are in this set and were changed then. Files may share a set.
    pub fn begin_set(&mut self, name: &str, stamp: Datestamp) -> Result<(), String> {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-_.!~*'()".contains(letter);
        if name.split(':').any(|part| part.is_empty() || !part.chars().all(is_letter)) {
            return Err(format!(
                "{name:?} is no name for a set: letters, digits and -_.!~*'() only, levels parted by colons"
            ));
        }
        // The sets above a set are sets as well (2.6).
        let mut number = 0;
        let levels = name.match_indices(':').map(|(at, _)| at).chain([name.len()]);
        for set in levels.filter_map(|end| name.get(..end)) {
            number = self.sets.iter().position(|known| known == set).unwrap_or_else(|| {
                self.sets.push(set.to_owned());
                self.sets.len() - 1
            });
        }
        self.present = (number, stamp);
        self.earliest = self.earliest.min(stamp);
        Ok(())
    }

    /// Takes a record; false when it has no number. One with the number of an earlier record takes its place and stays in its
    /// sets.
    pub fn add(&mut self, record: &marc::Record) -> io::Result<bool> {
        let Some(number) = record.control("001").map(str::trim).filter(|number| !number.is_empty()) else {
            return Ok(false);
        };
        let identifier = format!("oai:{}:{}", self.domain, encode_component(number));
        let text = marcxml::encode(record);
        self.file.get_mut().unwrap_or_else(PoisonError::into_inner).write_all(text.as_bytes())?;
        let mut item = Item {
            identifier: identifier.clone(),
            stamp: self.present.1,
            sets: vec![self.present.0],
            deleted: record.leader().status() == 'd',
            begin: self.written,
            length: text.len(),
        };
        self.written += text.len() as u64;
        match self.by_identifier.get(&identifier).and_then(|&n| self.items.get_mut(n)) {
            Some(before) => {
                item.sets
                    .extend(before.sets.iter().filter(|set| !item.sets.contains(set)).copied().collect::<Vec<_>>());
                *before = item;
            }
            None => {
                self.by_identifier.insert(identifier, self.items.len());
                self.items.push(item);
            }
        }
        Ok(true)
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// No datestamp is earlier.
    pub fn earliest(&self) -> Datestamp {
        self.earliest
    }

    /// The shelf as a repository.
    pub fn under<'a>(&'a self, cover: &'a Cover) -> Published<'a> {
        Published { shelf: self, cover }
    }

    fn item(&self, identifier: &str) -> Option<&Item> {
        self.items.get(*self.by_identifier.get(identifier)?)
    }

    fn text(&self, item: &Item) -> io::Result<String> {
        let mut text = vec![0; item.length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(item.begin))?;
        file.get_mut().read_exact(&mut text)?;
        String::from_utf8(text).map_err(io::Error::other)
    }

    /// An item is in every set above its own, too (2.6).
    fn is_in(&self, item: &Item, set: &str) -> bool {
        let own = item.sets.iter().filter_map(|&n| self.sets.get(n));
        own.into_iter().any(|own| own.strip_prefix(set).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
    }

    fn record(&self, item: &Item, prefix: &str, headers_only: bool) -> io::Result<Record> {
        let header = Header {
            identifier: item.identifier.clone(),
            datestamp: item.stamp.to_string(),
            sets: item.sets.iter().filter_map(|&n| self.sets.get(n).cloned()).collect(),
            deleted: item.deleted,
        };
        let metadata = match item.deleted || headers_only {
            true => None,
            false => Some(Fragment::from(in_format(self.text(item)?, prefix)?)),
        };
        Ok(Record { header, metadata, about: Vec::new() })
    }
}

fn in_format(text: String, prefix: &str) -> io::Result<String> {
    if prefix == DUBLIN_CORE {
        let found = marcxml::decode(text.as_bytes()).map_err(|defect| io::Error::other(defect.to_string()))?;
        return Ok(dublin_core::write(&found.record));
    }
    let place = format!(
        "<record xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{} {MARC_SCHEMA}\"",
        marcxml::NAMESPACE
    );
    Ok(text.replacen("<record", &place, 1))
}

/// What is on the shelf, under its cover.
pub struct Published<'a> {
    shelf: &'a Shelf,
    cover: &'a Cover,
}

impl Repository for Published<'_> {
    type Error = io::Error;

    fn identify(&self) -> io::Result<Identify> {
        Ok(Identify {
            repository_name: self.cover.name.clone(),
            base_url: self.cover.base_url.clone(),
            protocol_version: "2.0".to_owned(),
            admin_emails: vec![self.cover.admin.clone()],
            earliest_datestamp: self.shelf.earliest().to_string(),
            // A file that comes again without its deleted records forgets them.
            deleted_record: DeletedRecord::Transient,
            granularity: Granularity::Second.as_str().to_owned(),
            compression: vec!["gzip".to_owned()],
            descriptions: Vec::new(),
        })
    }

    fn formats(&self, identifier: Option<&str>) -> io::Result<Option<Vec<MetadataFormat>>> {
        let format = |prefix: &str, schema: &str, namespace: &str| MetadataFormat {
            metadata_prefix: prefix.to_owned(),
            schema: schema.to_owned(),
            metadata_namespace: namespace.to_owned(),
        };
        let known = identifier.is_none_or(|identifier| self.shelf.item(identifier).is_some());
        Ok(known.then(|| {
            vec![
                format(DUBLIN_CORE, DUBLIN_CORE_SCHEMA, dublin_core::NAMESPACE),
                format(MARC21, MARC_SCHEMA, marcxml::NAMESPACE),
            ]
        }))
    }

    fn sets(&self) -> io::Result<Vec<Set>> {
        let set = |spec: &String| Set { spec: spec.clone(), name: spec.clone(), descriptions: Vec::new() };
        Ok(self.shelf.sets.iter().map(set).collect())
    }

    fn record(&self, identifier: &str, metadata_prefix: &str) -> io::Result<Found> {
        let Some(item) = self.shelf.item(identifier) else { return Ok(Found::NoSuchIdentifier) };
        match metadata_prefix {
            MARC21 | DUBLIN_CORE => Ok(Found::Record(Box::new(self.shelf.record(item, metadata_prefix, false)?))),
            _ => Ok(Found::NoSuchFormat),
        }
    }

    fn page(&self, query: &PageQuery<'_>) -> io::Result<Listing> {
        let after = query.after.and_then(|after| after.parse::<usize>().ok()).map_or(0, |after| after + 1);
        let matches = |item: &Item| {
            query.from.is_none_or(|from| item.stamp >= from)
                && query.until.is_none_or(|until| item.stamp <= until)
                && query.set.is_none_or(|set| self.shelf.is_in(item, set))
        };
        let matching = self.shelf.items.iter().enumerate().filter(|(_, item)| matches(item));
        let complete_list_size = Some(matching.clone().count() as u64);
        let mut rest = matching.skip_while(|(n, _)| *n < after);
        let mut listing = Listing { complete_list_size, ..Listing::default() };
        let mut last = None;
        for (n, item) in rest.by_ref().take(query.limit) {
            listing.records.push(self.shelf.record(item, query.metadata_prefix, query.headers_only)?);
            last = Some(n);
        }
        listing.next = last.filter(|_| rest.next().is_some()).map(|n| n.to_string());
        Ok(listing)
    }
}

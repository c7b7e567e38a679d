//! Records in memory, with the lists of their terms.

use index::text::words;
use marc::holdings::Mapping;
use marc::iso2709::{self, Refused};
use marc::{Charset, Record};

use super::terms::{Growing, INDEXES, Index, List};

/// Records that are looked at to find the holdings mapping.
const SAMPLE: usize = 200;

/// The records of the files.
#[derive(Debug)]
pub struct Catalogue {
    database: String,
    /// ISO 2709 in UTF-8, one record behind the other.
    bytes: Vec<u8>,
    /// Where each record ends.
    ends: Vec<usize>,
    /// Words and numbers, by [`Index::number`].
    lists: Vec<List>,
    /// Whole headings of the text indexes, by [`Index::number`].
    headings: Vec<List>,
    mapping: Option<Mapping>,
}

impl Catalogue {
    pub fn database(&self) -> &str {
        &self.database
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn list(&self, index: Index) -> Option<&List> {
        self.lists.get(index.number())
    }

    pub fn headings(&self, index: Index) -> Option<&List> {
        self.headings.get(index.number())
    }

    /// The bytes of a record.
    pub fn bytes(&self, place: u32) -> Option<&[u8]> {
        let place = usize::try_from(place).ok()?;
        let begin = match place.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(begin..*self.ends.get(place)?)
    }

    pub fn record(&self, place: u32) -> Option<Record> {
        iso2709::decode(self.bytes(place)?, Charset::Utf8).ok().map(|found| found.record)
    }

    /// Where its holdings stand; `None` when the records have none.
    pub fn mapping(&self) -> Option<&Mapping> {
        self.mapping.as_ref()
    }
}

/// A catalogue while it is read.
pub struct Builder {
    database: String,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    lists: Vec<Growing>,
    headings: Vec<Growing>,
    sample: Vec<Record>,
}

impl Builder {
    pub fn new(database: &str) -> Self {
        let lists = || INDEXES.iter().map(|_| Growing::default()).collect();
        Self {
            database: database.to_owned(),
            bytes: Vec::new(),
            ends: Vec::new(),
            lists: lists(),
            headings: lists(),
            sample: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds a record; what had to be left out of it, since ISO 2709 has limits.
    pub fn add(&mut self, record: &Record) -> Vec<Refused> {
        let mut utf8 = record.clone();
        utf8.set_leader(record.leader().with(9, 'a'));
        let left_out = iso2709::encode_what_fits(&utf8, &mut self.bytes);
        let place = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.ends.push(self.bytes.len());
        for (index, _) in INDEXES {
            self.list(index, record, place);
        }
        if self.sample.len() < SAMPLE {
            self.sample.push(utf8);
        }
        left_out
    }

    fn list(&mut self, index: Index, record: &Record, place: u32) {
        let (Some(list), Some(headings)) = (self.lists.get_mut(index.number()), self.headings.get_mut(index.number()))
        else {
            return;
        };
        index.numbers(record).iter().for_each(|number| list.add(number, place));
        for text in index.texts(record) {
            let words = words(&text);
            words.iter().for_each(|word| list.add(word, place));
            if index != Index::Any {
                headings.add(&words.join(" "), place);
            }
        }
    }

    pub fn finish(self) -> Catalogue {
        let mapping = Mapping::detect(&self.sample).into_iter().next().map(|fit| fit.mapping);
        Catalogue {
            database: self.database,
            bytes: self.bytes,
            ends: self.ends,
            lists: self.lists.into_iter().map(Growing::finish).collect(),
            headings: self.headings.into_iter().map(Growing::finish).collect(),
            mapping,
        }
    }
}

//! Where harvested records go: a directory that can be gone on with, or one document.

use std::collections::HashSet;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use oai_pmh::{Checkpoint, Delivery, Record, Settings};

use super::Stop;
use super::directory::Directory;

pub const OPENING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<records>\n";
pub const CLOSING: &str = "</records>\n";

/// What has been kept. A record that came twice because its list began again counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub records: u64,
    pub deleted: u64,
    pub bad: u64,
    pub pages: u64,
}

impl Tally {
    pub fn count(&mut self, record: &Record) {
        self.records += 1;
        self.deleted += u64::from(record.header.deleted);
    }

    pub fn count_page(&mut self, delivery: &Delivery) {
        self.bad += delivery.bad.len() as u64;
        self.pages += 1;
    }
}

pub enum Sink {
    Directory(Directory),
    Document(Document),
}

impl Sink {
    /// A directory is what exists as one or has no extension.
    pub fn open(output: &Path, settings: &Settings) -> Result<Self, Stop> {
        let is_standard = output.as_os_str() == "-";
        if !is_standard && (output.is_dir() || output.extension().is_none()) {
            return Directory::open(output, settings).map(Self::Directory);
        }
        Document::open(if is_standard { None } else { Some(output) }).map(Self::Document)
    }

    pub fn checkpoint(&self) -> Option<Checkpoint> {
        match self {
            Self::Directory(directory) => directory.checkpoint().cloned(),
            Self::Document(_) => None,
        }
    }

    pub fn write(&mut self, delivery: &Delivery) -> Result<(), Stop> {
        match self {
            Self::Directory(directory) => directory.write(delivery),
            Self::Document(document) => document.write(delivery).map_err(Stop::failed),
        }
    }

    pub fn tally(&self) -> Tally {
        match self {
            Self::Directory(directory) => directory.tally(),
            Self::Document(document) => document.tally,
        }
    }

    /// `is_whole` when the list has been read to its end.
    pub fn close(self, is_whole: bool) -> Result<Tally, Stop> {
        let tally = self.tally();
        if let Self::Document(document) = self {
            document.close(is_whole).map_err(Stop::failed)?;
        }
        Ok(tally)
    }
}

/// One XML document, in a file or on standard output.
pub struct Document {
    out: BufWriter<Box<dyn Write>>,
    tally: Tally,
    /// Stands for each record written, so that none is written twice when a list begins again.
    seen: HashSet<u64>,
    began_again: bool,
    /// A file gets its name when it is whole, so that no part of a list is taken for all of it.
    unfinished: Option<(PathBuf, PathBuf)>,
}

impl Document {
    fn open(path: Option<&Path>) -> Result<Self, Stop> {
        let unfinished = path.map(|path| (beside(path), path.to_owned()));
        let out: Box<dyn Write> = match &unfinished {
            None => Box::new(io::stdout()),
            Some((beside, path)) => Box::new(
                File::create(beside)
                    .map_err(|fault| Stop::Usage(format!("{} cannot be written: {fault}", path.display())))?,
            ),
        };
        let mut out = BufWriter::with_capacity(256 << 10, out);
        out.write_all(OPENING.as_bytes()).map_err(Stop::failed)?;
        Ok(Self { out, tally: Tally::default(), seen: HashSet::new(), began_again: false, unfinished })
    }

    fn write(&mut self, delivery: &Delivery) -> io::Result<()> {
        self.began_again |= delivery.void_after.is_some();
        for record in &delivery.records {
            let text = written(record);
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            let is_new = self.seen.insert(hasher.finish());
            if is_new || !self.began_again {
                self.tally.count(record);
                self.out.write_all(text.as_bytes())?;
            }
        }
        self.tally.count_page(delivery);
        self.out.flush()
    }

    fn close(mut self, is_whole: bool) -> io::Result<()> {
        self.out.write_all(CLOSING.as_bytes())?;
        self.out.flush()?;
        match self.unfinished {
            Some((beside, path)) if is_whole => fs::rename(beside, path),
            _ => Ok(()),
        }
    }
}

/// The name under which a file is written before it is whole.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// A record as it stands in our files: that of the protocol, without namespace.
pub fn written(record: &Record) -> String {
    let mut writer = xml::Writer::fragment();
    let deleted = [("status", "deleted")];
    writer.start("record", &[]);
    writer.start("header", if record.header.deleted { &deleted } else { &[] });
    writer.leaf("identifier", &record.header.identifier);
    writer.leaf("datestamp", &record.header.datestamp);
    record.header.sets.iter().for_each(|set| writer.leaf("setSpec", set));
    writer.end();
    if let Some(metadata) = &record.metadata {
        writer.start("metadata", &[]);
        writer.raw(&metadata.xml);
        writer.end();
    }
    writer.end();
    let mut text = writer.finish();
    text.push('\n');
    text
}

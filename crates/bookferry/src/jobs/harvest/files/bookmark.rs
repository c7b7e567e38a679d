//! Where a harvest of files goes on that was interrupted. Stored as JSON with the source.

use serde::{Deserialize, Serialize};

/// The place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bookmark {
    /// What is being read, as the store names it.
    pub kind: String,
    /// Where each file is the whole list: the export that is being read.
    pub export: Option<String>,
    /// Its parts that were read to their end: name and version.
    pub done: Vec<(String, String)>,
    /// The file in the middle of which it is.
    pub file: Option<FileMark>,
}

/// A place within a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// Its name.
    pub name: String,
    /// Its version; another one is read from its beginning.
    pub version: String,
    /// The hash of its bytes.
    pub hash: String,
    /// Pieces that are kept.
    pub pieces: u64,
    /// Which reading of the file it is, where its records are kept track of.
    pub reading: i64,
}

impl Bookmark {
    /// What is stored with a source; the beginning where nothing is, or nothing readable.
    #[must_use]
    pub fn read(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// As stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The place within a file in this state, where it was left.
    #[must_use]
    pub fn mark_of(&self, name: &str, version: &str, hash: &str) -> Option<&FileMark> {
        self.file.as_ref().filter(|mark| (&*mark.name, &*mark.version, &*mark.hash) == (name, version, hash))
    }
}

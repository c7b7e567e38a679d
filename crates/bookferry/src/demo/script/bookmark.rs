//! How far a script came, in a file beside the data: written whole and moved into place, so that a kill leaves the old one or the new.

use std::fs;
use std::path::{Path, PathBuf};

use super::Unmet;

pub(super) struct Bookmark {
    file: PathBuf,
    /// Steps that are done.
    done: usize,
    /// Whether the step after those was begun by a run that did not end it.
    under_way: bool,
}

impl Bookmark {
    pub(super) fn open(data: &Path) -> Self {
        let file = data.join("script.txt");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let (done, word) = text.trim().split_once(' ').unwrap_or(("0", ""));
        Self { file, done: done.parse().unwrap_or(0), under_way: word == "begun" }
    }

    pub(super) fn is_behind(&self, step: usize) -> bool {
        step <= self.done
    }

    pub(super) fn is_under_way(&self, step: usize) -> bool {
        self.under_way && step == self.done + 1
    }

    pub(super) fn begin(&mut self, step: usize) -> Result<(), Unmet> {
        self.write(&format!("{} begun", step - 1))
    }

    pub(super) fn end(&mut self, step: usize) -> Result<(), Unmet> {
        self.done = step;
        self.under_way = false;
        self.write(&format!("{step} ended"))
    }

    fn write(&self, text: &str) -> Result<(), Unmet> {
        let beside = self.file.with_extension("part");
        fs::write(&beside, text)?;
        Ok(fs::rename(&beside, &self.file)?)
    }
}

//! The file of a simulated Alma's acts.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use alma_sim::journal::{ReplayError, founded_at};
use alma_sim::{Alma, Setup};

/// A journal open for appending.
pub struct Journal {
    file: File,
}

/// Why an Alma cannot be brought back.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// A line does not fit.
    #[error("{0}, line {1}: {2}")]
    Line(PathBuf, usize, ReplayError),
}

/// Founds an Alma, or brings it back as its journal says. `setup` gives the same beginning for the same moment.
///
/// # Errors
/// [`JournalError`].
pub fn found(path: &Path, now: i64, setup: impl Fn(i64) -> Setup) -> Result<(Alma, Journal), JournalError> {
    let at = |fault| JournalError::File(path.to_owned(), fault);
    let text = match std::fs::read_to_string(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(at)?,
    };
    // What follows the last line end was being written when the process died; its act was answered to nobody.
    let whole = text.rfind('\n').map_or("", |end| text.get(..=end).unwrap_or_default());
    let file = OpenOptions::new().create(true).append(true).open(path).map_err(at)?;
    file.set_len(whole.len() as u64).map_err(at)?;
    let founded = whole.lines().next().and_then(founded_at).unwrap_or(now);
    let mut alma = Alma::new(setup(founded));
    for (number, line) in (1..).zip(whole.lines()) {
        alma.replay(line).map_err(|fault| JournalError::Line(path.to_owned(), number, fault))?;
    }
    Ok((alma, Journal { file }))
}

impl Journal {
    /// Appends lines in one write. A killed process loses nothing that was written; only a machine that fails could.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&mut self, lines: &[String]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = lines.join("\n");
        text.push('\n');
        self.file.write_all(text.as_bytes())
    }
}

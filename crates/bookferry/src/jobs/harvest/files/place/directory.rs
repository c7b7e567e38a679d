//! A folder of this machine. The operator says in the configuration which folders are open to a library; nothing outside them is
//! ever opened, by whichever path or link it is named.

use std::fs::{self, File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{Digests, FILES, Fetched, Listing, PlaceError};
use crate::jobs::harvest::files::names;
use crate::jobs::harvest::files::plan::Offered;

const BUFFER: usize = 256 << 10;

/// A folder.
#[derive(Debug, Clone)]
pub struct Directory {
    /// Folders that are open to the library.
    open: Vec<PathBuf>,
    path: PathBuf,
    patterns: Option<String>,
}

impl Directory {
    pub fn new(open: Vec<PathBuf>, path: &str, patterns: Option<String>) -> Self {
        Self { open, path: PathBuf::from(path), patterns }
    }

    pub async fn list(&self) -> Result<Listing, PlaceError> {
        let directory = self.clone();
        blocking(move || directory.list_now()).await
    }

    pub async fn fetch(&self, file: &Offered) -> Result<Fetched, PlaceError> {
        let (directory, file) = (self.clone(), file.clone());
        blocking(move || directory.fetch_now(&file)).await
    }

    fn list_now(&self) -> Result<Listing, PlaceError> {
        let (_, folder) = self.allowed()?;
        let entries = fs::read_dir(&folder).map_err(|fault| cannot(&self.path, &fault))?;
        let mut listing = Listing::default();
        for entry in entries.flatten().take(FILES) {
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            match self.look_at(&folder, &name) {
                Ok(offered) => listing.files.push(offered),
                Err(why) => listing.ignored.push((name, why)),
            }
        }
        listing.ignored.sort();
        Ok(listing)
    }

    fn look_at(&self, folder: &Path, name: &str) -> Result<Offered, String> {
        if let Some(why) = names::refusal(name, self.patterns.as_deref()) {
            return Err(why.to_owned());
        }
        let metadata = fs::symlink_metadata(folder.join(name)).map_err(|fault| fault.to_string())?;
        if metadata.is_symlink() {
            return Err("it is a link, and links are not followed".to_owned());
        }
        if !metadata.is_file() {
            return Err("it is no file; folders within a folder are not read".to_owned());
        }
        Ok(Offered {
            name: name.to_owned(),
            size: Some(metadata.len()),
            modified: modified(&metadata),
            ..Offered::default()
        })
    }

    fn fetch_now(&self, offered: &Offered) -> Result<Fetched, PlaceError> {
        let (base, folder) = self.allowed()?;
        let path = folder.join(&offered.name);
        self.look_at(&folder, &offered.name).map_err(PlaceError::Gone)?;
        let mut file = File::open(&path).map_err(|fault| cannot(&path, &fault))?;
        let metadata = file.metadata().map_err(|fault| cannot(&path, &fault))?;
        if !is_within(&base, &path, &metadata) {
            return Err(PlaceError::Refused(format!("{} leads out of the folder", offered.name)));
        }
        let (size, sha256, md5) = digest(&mut file).map_err(|fault| cannot(&path, &fault))?;
        let is_same = Some(size) == offered.size && modified(&metadata) == offered.modified;
        if !is_same || metadata.len() != size {
            return Err(PlaceError::Growing);
        }
        Ok(Fetched { file, size, sha256, md5, modified: offered.modified })
    }

    /// The open folder and, within it, the folder of the source, both without links in their paths.
    fn allowed(&self) -> Result<(PathBuf, PathBuf), PlaceError> {
        let is_plain = self.path.is_absolute() && !self.path.components().any(|part| part == Component::ParentDir);
        if !is_plain {
            return Err(PlaceError::Refused("the folder must be a whole path without .. in it".to_owned()));
        }
        // The same words whether it exists or not: nobody learns what there is elsewhere.
        let closed = || PlaceError::Refused(closed_words(&self.path, &self.open));
        let Some(open) = self.open.iter().find(|open| self.path.starts_with(open)) else { return Err(closed()) };
        let base = fs::canonicalize(open).map_err(|fault| cannot(open, &fault))?;
        let folder = fs::canonicalize(&self.path).map_err(|fault| cannot(&self.path, &fault))?;
        if folder.starts_with(&base) { Ok((base, folder)) } else { Err(closed()) }
    }
}

fn closed_words(path: &Path, open: &[PathBuf]) -> String {
    let open: Vec<String> = open.iter().map(|open| open.display().to_string()).collect();
    match open.as_slice() {
        [] => format!(
            "{} is not open to this library: the operator opens folders in the configuration (drop_folders of the library)",
            path.display()
        ),
        open => format!("{} is not open to this library; open are {}", path.display(), open.join(", ")),
    }
}

/// Whether an open file is the one that lies within the folder: between the look and the opening somebody may have put a link in
/// the place of it or of a folder above.
fn is_within(base: &Path, path: &Path, opened: &Metadata) -> bool {
    let Ok(real) = fs::canonicalize(path) else { return false };
    let there = fs::symlink_metadata(&real);
    opened.is_file() && real.starts_with(base) && there.is_ok_and(|there| is_same_file(&there, opened))
}

#[cfg(unix)]
fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same_file(one: &Metadata, other: &Metadata) -> bool {
    one.is_file() && one.len() == other.len()
}

/// Reads a file once and goes back to its beginning: bytes, SHA-256, MD5.
fn digest(file: &mut File) -> std::io::Result<(u64, String, String)> {
    let (mut digests, mut size) = (Digests::default(), 0u64);
    let mut buffer = vec![0u8; BUFFER];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        size += length as u64;
        digests.update(buffer.get(..length).unwrap_or_default());
    }
    file.seek(SeekFrom::Start(0))?;
    let (sha256, md5) = digests.finish();
    Ok((size, sha256, md5))
}

fn modified(metadata: &Metadata) -> Option<i64> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

fn cannot(path: &Path, fault: &std::io::Error) -> PlaceError {
    let words = format!("{} cannot be read: {fault}", path.display());
    if fault.kind() == std::io::ErrorKind::NotFound { PlaceError::Gone(words) } else { PlaceError::Refused(words) }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PlaceError> + Send + 'static,
) -> Result<T, PlaceError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|fault| Err(PlaceError::Unreachable(fault.to_string())))
}

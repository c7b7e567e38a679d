//! Tar archives, as far as files of records need them: each regular file, in order. Alma publishes `.tar.gz`.

use std::io::{self, BufRead, Read};

use tar::{Archive, Entry};

/// Where the magic of a header stands; its first five letters are those of both dialects.
const MAGIC: std::ops::Range<usize> = 257..262;

/// Whether these are the first bytes of an archive; a few hundred are needed.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.get(MAGIC) == Some(b"ustar")
}

/// Calls `each` with every regular file of the archive.
pub(super) fn each(archive: &mut dyn BufRead, each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> {
    let mut archive = Archive::new(archive);
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.header().entry_type().is_file() && !is_hidden(&entry) {
            each(&mut entry)?;
        }
    }
    Ok(())
}

/// The last part of its name begins with a dot: the shadow of a file, or hidden.
fn is_hidden(entry: &Entry<'_, impl Read>) -> bool {
    let name = entry.path_bytes();
    name.rsplit(|byte| *byte == b'/').next().unwrap_or_default().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCK: usize = 512;

    fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).unwrap();
        header.set_size(content.len() as u64);
        header.set_entry_type(tar::EntryType::new(kind));
        header.set_cksum();
        let mut bytes = [header.as_bytes().as_slice(), content].concat();
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        bytes
    }

    fn files(archive: &[u8]) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        each(&mut io::BufReader::new(archive), &mut |file| {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            found.push(text);
            Ok(())
        })?;
        Ok(found)
    }

    fn sample() -> Vec<u8> {
        let mut archive = [entry("out/", b'5', b""), entry("out/a.xml", b'0', b"first")].concat();
        archive.extend(entry("out/._a.xml", b'0', b"shadow"));
        archive.extend(entry("link", b'2', b""));
        archive.extend(entry("out/b.xml", 0, &[b'x'; 700]));
        archive.extend([0u8; 2 * BLOCK]);
        archive
    }

    #[test]
    fn regular_files_are_read_in_order_and_nothing_else_is() {
        assert!(begins(&sample()) && !begins(b"<collection/>"));
        assert_eq!(files(&sample()).unwrap(), ["first".to_owned(), "x".repeat(700)]);
    }

    #[test]
    fn a_cut_or_changed_archive_gives_files_or_an_error() {
        let sample = sample();
        for length in 0..sample.len() {
            let _ = files(&sample[..length]);
        }
        assert!(files(&sample[..sample.len() - 3 * BLOCK]).is_err(), "it ends within a file");
        for at in 0..sample.len() {
            let mut changed = sample.clone();
            changed[at] ^= 0x81;
            let _ = files(&changed);
        }
    }
}

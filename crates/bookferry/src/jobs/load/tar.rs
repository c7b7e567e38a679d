//! Tar archives (POSIX ustar), as far as files of records need them: each regular file, in order. Alma publishes `.tar.gz`.

use std::io::{self, BufRead, Read};

/// Bytes of a header, and what every entry is filled up to.
const BLOCK: usize = 512;
/// Where the magic of a header stands, and what it is, in both dialects.
const MAGIC: std::ops::Range<usize> = 257..262;

/// Whether these are the first bytes of an archive; a few hundred are needed.
pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.get(MAGIC) == Some(b"ustar")
}

/// Calls `each` with every regular file of the archive.
pub(super) fn each(archive: &mut dyn BufRead, each: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> {
    let mut header = [0u8; BLOCK];
    // Two empty blocks are the end; one is enough for archives that were cut there.
    while read_block(archive, &mut header)? && header.iter().any(|byte| *byte != 0) {
        let entry = Header::of(&header)?;
        let mut content = archive.take(entry.size);
        if entry.is_records() {
            each(&mut content)?;
        }
        // Whatever was not read of it, and what fills up its last block.
        let left = content.limit();
        skip(archive, left)?;
        skip(archive, entry.padding())?;
    }
    Ok(())
}

struct Header {
    size: u64,
    kind: u8,
    /// The last part of its name begins with a dot: the shadow of a file, or hidden.
    is_hidden: bool,
}

impl Header {
    fn of(block: &[u8; BLOCK]) -> io::Result<Self> {
        if !begins(block) || checksum(block) != octal(block.get(148..156)) {
            return Err(io::Error::other("the tar archive is damaged: a header is not where it should be"));
        }
        let size = octal(block.get(124..136)).ok_or_else(|| io::Error::other("the tar archive is damaged: no size"))?;
        let name: Vec<u8> = block.iter().take(100).copied().take_while(|byte| *byte != 0).collect();
        let last = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        Ok(Self { size, kind: block.get(156).copied().unwrap_or_default(), is_hidden: last.starts_with(b".") })
    }

    /// Neither folder, link nor a note for the next entry.
    const fn is_records(&self) -> bool {
        matches!(self.kind, b'0' | 0) && !self.is_hidden
    }

    const fn padding(&self) -> u64 {
        (BLOCK as u64 - self.size % BLOCK as u64) % BLOCK as u64
    }
}

/// The sum of all bytes, those of the checksum itself taken as blanks.
fn checksum(block: &[u8; BLOCK]) -> Option<u64> {
    let sum =
        |(place, byte): (usize, &u8)| if (148..156).contains(&place) { u64::from(b' ') } else { u64::from(*byte) };
    Some(block.iter().enumerate().map(sum).sum())
}

/// A number in octal digits, or in base 256 where the first bit says so (files over 8 GB).
fn octal(field: Option<&[u8]>) -> Option<u64> {
    let field = field?;
    if let Some((first, rest)) = field.split_first()
        && *first == 0x80
    {
        return rest.iter().try_fold(0u64, |number, byte| number.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    u64::from_str_radix(text, 8).ok()
}

/// Fills a block; false: there is none any more.
fn read_block(archive: &mut dyn BufRead, block: &mut [u8; BLOCK]) -> io::Result<bool> {
    if archive.fill_buf()?.is_empty() {
        return Ok(false);
    }
    archive.read_exact(block)?;
    Ok(true)
}

fn skip(archive: &mut dyn BufRead, bytes: u64) -> io::Result<()> {
    let skipped = io::copy(&mut archive.take(bytes), &mut io::sink())?;
    if skipped == bytes {
        Ok(())
    } else {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the tar archive is cut off"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut block = [0u8; BLOCK];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
        block[156] = kind;
        block[257..263].copy_from_slice(b"ustar\0");
        let sum = checksum(&block).unwrap();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        let mut bytes = block.to_vec();
        bytes.extend_from_slice(content);
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

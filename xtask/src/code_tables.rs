//! The MARC-8 tables of the `marc` crate, from the code tables that the Library of Congress publishes as XML.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use xml::{Element, Limits};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Stands in the generated rows for a code that means nothing by itself: the second half of a double diacritic.
const NOTHING: char = '\u{1}';
/// Stands in the generated rows for a code that is not assigned.
const UNASSIGNED: char = '\0';

/// One code of one set.
struct Mapping {
    code: u32,
    character: char,
    is_combining: bool,
}

/// A file of the East Asian set: some of its planes, which are the first bytes of the codes.
struct Part {
    file: &'static str,
    planes: RangeInclusive<u8>,
    what: &'static str,
}

const PARTS: [Part; 4] = [
    Part { file: "traditional.rs", planes: 0x21..=0x26, what: "punctuation and traditional Chinese characters" },
    Part { file: "simplified.rs", planes: 0x27..=0x2C, what: "simplified Chinese characters" },
    Part { file: "variants.rs", planes: 0x2D..=0x68, what: "variants of Chinese characters" },
    Part { file: "kana_and_hangul.rs", planes: 0x69..=0x7E, what: "Japanese kana, Korean hangul and later additions" },
];

/// Reads the XML and writes the table modules.
pub(crate) fn run(source: &Path) -> Outcome<String> {
    let sets = read_sets(&std::fs::read(source)?)?;
    for (file, text) in render(&sets)? {
        std::fs::write(folder().join(file), text)?;
    }
    let codes: usize = sets.values().map(Vec::len).sum();
    Ok(format!("{codes} codes of {} sets written to {}", sets.len(), folder().display()))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/marc/src/marc8/tables")
}

/// The codes of every set under its final byte: the last of the escape sequence that designates the set.
fn read_sets(bytes: &[u8]) -> Outcome<BTreeMap<u8, Vec<Mapping>>> {
    let root = Element::parse(bytes, &Limits { bytes: 16 << 20, ..Limits::message() })?;
    let mut sets = BTreeMap::new();
    for set in root.all("codeTable").flat_map(|table| table.all("characterSet")) {
        let final_byte = set.attribute("ISOcode").ok_or("a characterSet without ISOcode")?;
        let final_byte = u8::from_str_radix(final_byte, 16)?;
        let mut mappings = Vec::new();
        for code in set.all("code").chain(set.all("grouping").flat_map(|group| group.all("code"))) {
            mappings.push(read_code(code)?);
        }
        mappings.sort_by_key(|mapping| mapping.code);
        sets.insert(final_byte, mappings);
    }
    Ok(sets)
}

fn read_code(code: &Element) -> Outcome<Mapping> {
    let marc = code.child_text("marc").ok_or("a code without marc")?;
    let character = match code.child_text("ucs") {
        Some(hexadecimal) => u32::from_str_radix(&hexadecimal, 16)?,
        None => u32::from(NOTHING),
    };
    Ok(Mapping {
        code: u32::from_str_radix(&marc, 16)?,
        character: char::from_u32(character).ok_or_else(|| format!("U+{character:X} is no character"))?,
        is_combining: code.child_text("isCombining").is_some_and(|text| text == "true"),
    })
}

/// The files and what is in them.
fn render(sets: &BTreeMap<u8, Vec<Mapping>>) -> Outcome<Vec<(&'static str, String)>> {
    let mut one_byte = format!("//! The sets of one-byte codes. {ORIGIN}{SETS_HEADER}");
    for (final_byte, mappings) in sets.iter().filter(|(final_byte, _)| !matches!(**final_byte, EACC | ASCII)) {
        render_set(*final_byte, mappings, &mut one_byte)?;
    }
    one_byte.push_str("];\n");
    let mut files = vec![("one_byte.rs", one_byte)];
    let east_asian = sets.get(&EACC).ok_or("no East Asian set")?;
    for part in &PARTS {
        files.push((part.file, render_part(part, east_asian)?));
    }
    Ok(files)
}

const EACC: u8 = 0x31;
const ASCII: u8 = 0x42;

fn render_set(final_byte: u8, mappings: &[Mapping], out: &mut String) -> Outcome<()> {
    let mut cells = [UNASSIGNED; 96];
    let mut control = String::new();
    let mut combining = String::new();
    for mapping in mappings {
        let code = u8::try_from(mapping.code)?;
        if (0x80..0xA0).contains(&code) {
            write!(control, "(0x{code:02X}, {}), ", quoted('\'', [mapping.character]))?;
            continue;
        }
        let cell = code & 0x7F;
        cells[usize::from(cell - 0x20)] = mapping.character;
        if mapping.is_combining {
            combining.push(char::from(cell));
        }
    }
    let last = cells.iter().rposition(|cell| *cell != UNASSIGNED).unwrap_or(0);
    writeln!(out, "    Set {{")?;
    writeln!(out, "        final_byte: 0x{final_byte:02X},")?;
    writeln!(out, "        characters: {},", quoted('"', cells.into_iter().take(last + 1)))?;
    writeln!(out, "        combining: {},", quoted('"', combining.chars()))?;
    writeln!(out, "        controls: &[{}],", control.trim_end_matches(", "))?;
    writeln!(out, "    }},")?;
    Ok(())
}

fn render_part(part: &Part, mappings: &[Mapping]) -> Outcome<String> {
    let mut rows: BTreeMap<u16, BTreeMap<u8, char>> = BTreeMap::new();
    for mapping in mappings {
        let [_, plane, row, cell] = mapping.code.to_be_bytes();
        if !part.planes.contains(&plane) {
            continue;
        }
        rows.entry(u16::from_be_bytes([plane, row])).or_default().insert(cell, mapping.character);
    }
    let (first, last) = part.planes.clone().into_inner();
    let mut out =
        format!("//! East Asian codes that begin with {first:02X} to {last:02X}: {}. {ORIGIN}{ROWS_HEADER}", part.what);
    for (row, cells) in rows {
        let (Some(&first), Some(&last)) = (cells.keys().next(), cells.keys().next_back()) else { continue };
        let characters = (first..=last).map(|cell| cells.get(&cell).copied().unwrap_or(UNASSIGNED));
        writeln!(
            out,
            "    Row {{ row: 0x{row:04X}, first: 0x{first:02X}, characters: {} }},",
            quoted('"', characters)
        )?;
    }
    out.push_str("];\n");
    Ok(out)
}

/// A Rust literal in which only letters without combining behaviour stand for themselves.
fn quoted(quote: char, characters: impl IntoIterator<Item = char>) -> String {
    let mut out = String::from(quote);
    for character in characters {
        match character {
            UNASSIGNED => out.push_str("\\0"),
            '"' | '\'' | '\\' => out.extend(['\\', character]),
            '!'..='~' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' => out.push(character),
            '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => out.push(character),
            _ => out.extend(character.escape_unicode()),
        }
    }
    out.push(quote);
    out
}

const ORIGIN: &str = "Generated by
//! `cargo run -p xtask -- code-tables FILE` from the tables of the Library of Congress; not edited by hand.
";

const SETS_HEADER: &str = "
use super::Set;

/// Characters begin at code 20; U+0000 is not assigned, U+0001 stands for nothing.
#[rustfmt::skip]
pub(in crate::marc8) static SETS: &[Set] = &[
";

const ROWS_HEADER: &str = "
use super::Row;

#[rustfmt::skip]
pub(in crate::marc8) static ROWS: &[Row] = &[
";

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn the_committed_tables_are_what_the_published_ones_give() {
        let published = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpora/marc/codetables/codetables.xml.gz");
        let Ok(file) = std::fs::File::open(published) else {
            eprintln!("skipped: ../shared/corpora is not here");
            return;
        };
        let mut bytes = Vec::new();
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
        for (file, fresh) in render(&read_sets(&bytes).unwrap()).unwrap() {
            let committed = std::fs::read_to_string(folder().join(file)).unwrap();
            assert!(fresh == committed, "{file}: run cargo run -p xtask -- code-tables FILE");
        }
    }
}

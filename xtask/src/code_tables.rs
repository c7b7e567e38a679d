//! The MARC-8 tables of the `marc` crate, from the code tables that the Library of Congress publishes as XML.

use std::collections::BTreeMap;
use std::fmt::Write;
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

/// Reads the XML and writes the table module.
pub(crate) fn run(source: &Path) -> Outcome<String> {
    let sets = read_sets(&std::fs::read(source)?)?;
    let target = target();
    std::fs::write(&target, render(&sets)?)?;
    let codes: usize = sets.values().map(Vec::len).sum();
    Ok(format!("{codes} codes of {} sets written to {}", sets.len(), target.display()))
}

fn target() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/marc/src/marc8/tables.rs")
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

fn render(sets: &BTreeMap<u8, Vec<Mapping>>) -> Outcome<String> {
    let mut out = String::from(HEADER);
    for (final_byte, mappings) in sets.iter().filter(|(final_byte, _)| !matches!(**final_byte, EACC | ASCII)) {
        render_set(*final_byte, mappings, &mut out)?;
    }
    out.push_str("];\n");
    render_eacc(sets.get(&EACC).ok_or("no East Asian set")?, &mut out)?;
    Ok(out)
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

fn render_eacc(mappings: &[Mapping], out: &mut String) -> Outcome<()> {
    let mut rows: BTreeMap<u16, BTreeMap<u8, char>> = BTreeMap::new();
    for mapping in mappings {
        let [_, plane, row, cell] = mapping.code.to_be_bytes();
        rows.entry(u16::from_be_bytes([plane, row])).or_default().insert(cell, mapping.character);
    }
    out.push_str(EACC_HEADER);
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
    Ok(())
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

const HEADER: &str = "\
//! The code tables of MARC-8. Generated by `cargo run -p xtask -- code-tables FILE` from the tables of the Library of Congress
//! (MARC 21 Specifications for Record Structure, Character Sets, and Exchange Media, Code Tables); not edited by hand.

use super::{Row, Set};

/// The sets of one-byte codes. Characters begin at code 20; U+0000 is not assigned, U+0001 stands for nothing.
#[rustfmt::skip]
pub(super) static SETS: &[Set] = &[
";

const EACC_HEADER: &str = "
/// The East Asian Character Code (ANSI/NISO Z39.64), three bytes a code. A row holds the codes that share their first two bytes.
#[rustfmt::skip]
pub(super) static EAST_ASIAN: &[Row] = &[
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
        let fresh = render(&read_sets(&bytes).unwrap()).unwrap();
        assert!(fresh == std::fs::read_to_string(target()).unwrap(), "run cargo run -p xtask -- code-tables FILE");
    }
}

//! Breaker text, the mnemonic form that cataloguers (MarcEdit, MarcBreaker of the Library of Congress) and tests write by hand:
//!
//! ```text
//! =LDR  00000nam a2200000 i 4500
//! =001  991000000000401234
//! =245  10$aEmma /$cJane Austen.
//! =995  \\$a23...1234${aa}STACKS
//! ```
//!
//! A backslash is a blank in indicators and control fields. `{dollar}`, `{lcub}`, `{rcub}` and `{bsol}` stand for `$`, `{`, `}` and
//! `\`. A blank line ends a record. Ours alone: a subfield code that is not one plain character stands in braces, `{U+000A}` is a
//! control character, and a `$` with nothing behind it makes a data field without subfields.

mod records;

use std::fmt::Write;

pub use crate::text_records::LONGEST_RECORD;
pub use records::Records;

use crate::defect::{Defect, Found, Place, Reason};
use crate::leader::Leader;
use crate::record::{Field, Record, Tag};

/// The record as lines, each with its line end, and a blank line behind the last.
#[must_use]
pub fn encode(record: &Record) -> String {
    let mut out = String::new();
    encode_into(record, &mut out);
    out
}

/// Appends the record as lines and a blank line.
pub fn encode_into(record: &Record, out: &mut String) {
    out.push_str("=LDR  ");
    record.leader().as_str().chars().for_each(|character| write_leader(character, out));
    out.push('\n');
    for field in record.all_fields() {
        write_field(&field, out);
        out.push('\n');
    }
    out.push('\n');
}

/// One field as a line, without the line end.
pub(crate) fn encode_field(field: &Field<'_>) -> String {
    let mut out = String::new();
    write_field(field, &mut out);
    out
}

fn write_field(field: &Field<'_>, out: &mut String) {
    let _ = write!(out, "={}  ", field.tag());
    if field.is_control() {
        field.text().chars().for_each(|character| write_fixed(character, out));
        return;
    }
    field.indicators().into_iter().for_each(|indicator| write_fixed(indicator, out));
    if field.content().is_empty() {
        out.push('$');
    }
    for subfield in field.subfields() {
        out.push('$');
        let mut characters = subfield.code.chars();
        match (characters.next(), characters.next()) {
            (Some(plain @ '!'..='~'), None) if !matches!(plain, '$' | '{') => out.push(plain),
            _ => write_code(subfield.code, out),
        }
        subfield.value.chars().for_each(|character| write_escaped(character, out));
    }
}

/// A code that is no single printable character stands in braces, in which a backslash begins `\uHHHH`, a control character.
fn write_code(code: &str, out: &mut String) {
    out.push('{');
    for character in code.chars() {
        match character {
            '}' => out.push_str("}}"),
            '\\' => out.push_str("\\\\"),
            control @ '\0'..='\x1F' => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('}');
}

/// Blanks of the leader stay blanks; a backslash would be read as one.
fn write_leader(character: char, out: &mut String) {
    match character {
        '\\' => out.push_str("{bsol}"),
        '{' | '}' => write_escaped(character, out),
        other => out.push(other),
    }
}

/// In indicators and control fields a backslash stands for a blank.
fn write_fixed(character: char, out: &mut String) {
    match character {
        ' ' => out.push('\\'),
        '\\' => out.push_str("{bsol}"),
        other => write_escaped(other, out),
    }
}

fn write_escaped(character: char, out: &mut String) {
    match character {
        '$' => out.push_str("{dollar}"),
        '{' => out.push_str("{lcub}"),
        '}' => out.push_str("{rcub}"),
        control @ '\0'..='\x1F' => {
            let _ = write!(out, "{{U+{:04X}}}", u32::from(control));
        }
        other => out.push(other),
    }
}

/// Decodes one record.
///
/// # Errors
/// When no line is a field.
pub fn decode(text: &str) -> Result<Found, Defect> {
    decode_at(text, Place::FIRST)
}

pub(crate) fn decode_at(text: &str, place: Place) -> Result<Found, Defect> {
    let mut record = Record::new();
    let mut defects = Vec::new();
    let mut offset = 0;
    let mut has_leader = false;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if let Err(reason) = read_line(content, &mut record, &mut has_leader) {
            defects.push(place.defect(offset, reason));
        }
        offset += line.len();
    }
    match (record.is_empty(), defects.first()) {
        (true, Some(first)) => Err(first.clone()),
        _ => Ok(Found { record, place, defects }),
    }
}

fn read_line(line: &str, record: &mut Record, has_leader: &mut bool) -> Result<(), Reason> {
    if line.trim().is_empty() {
        return Ok(());
    }
    let no_line = || Reason::Line(line.chars().take(40).collect());
    let (tag, content) = line.strip_prefix('=').and_then(|line| line.split_once(' ')).ok_or_else(no_line)?;
    let content = content.strip_prefix(' ').unwrap_or(content);
    let tag = Tag::parse(tag.as_bytes()).ok_or_else(no_line)?;
    // Short numbers are tags as well: whoever prints 1 for 001 prints 0 for 000, the leader of some exports. Behind a leader it is
    // an odd field.
    if tag.as_str() == "LDR" || (tag.as_str() == "000" && !*has_leader) {
        *has_leader = true;
        record.set_leader(Leader::from(fixed(content).as_str()));
        return Ok(());
    }
    match content.split_once('$') {
        Some((indicators, subfields)) if !tag.is_control() || fixed(indicators).chars().count() == 2 => {
            read_data(tag, indicators, subfields, record)
        }
        None if !tag.is_control() && tag.is_numeric() => read_data_without_subfields(tag, content, record),
        _ => {
            record.push_control(tag, &fixed(content));
            Ok(())
        }
    }
}

fn read_data(tag: Tag, indicators: &str, mut rest: &str, record: &mut Record) -> Result<(), Reason> {
    let indicators = fixed(indicators);
    record.push_data(tag, &indicators, &[]);
    while !rest.is_empty() {
        let (code, behind) = take_code(rest);
        let (value, more) = behind.split_once('$').unwrap_or((behind, ""));
        record.push_subfield(&code, &unescape(value));
        rest = more;
    }
    match indicators.chars().count() {
        2 => Ok(()),
        _ => Err(Reason::BadIndicators(tag)),
    }
}

/// Two indicators and nothing else, or text that forgot its subfield code.
fn read_data_without_subfields(tag: Tag, content: &str, record: &mut Record) -> Result<(), Reason> {
    let content = fixed(content);
    record.push_data(tag, &content, &[]);
    let before = content.get(2..).unwrap_or_default();
    if before.trim().is_empty() {
        return Ok(());
    }
    record.push_subfield("a", before.trim());
    Err(Reason::TextBeforeSubfield(tag))
}

/// The code behind a `$`, and what follows it.
fn take_code(text: &str) -> (String, &str) {
    let mut characters = text.chars();
    match characters.next() {
        Some('{') => {}
        Some(plain) => return (plain.to_string(), characters.as_str()),
        None => return (String::new(), text),
    }
    let mut code = String::new();
    while let Some(character) = characters.next() {
        let behind = characters.as_str();
        match character {
            '}' if behind.starts_with('}') => {
                code.push('}');
                characters.next();
            }
            '}' => return (code, behind),
            '\\' => {
                let (character, length) = escaped(behind);
                code.push(character);
                characters = behind.get(length..).unwrap_or_default().chars();
            }
            other => code.push(other),
        }
    }
    (code, "")
}

/// What a backslash in a code begins, and how many bytes of what follows it belong to it.
fn escaped(behind: &str) -> (char, usize) {
    if behind.starts_with('\\') {
        return ('\\', 1);
    }
    let digits = behind.strip_prefix('u').and_then(|digits| digits.get(..4));
    let control = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
    control.map_or(('\\', 0), |control| (control, 1 + 4))
}

/// Indicators or the content of a control field, in which a backslash stands for a blank.
fn fixed(text: &str) -> String {
    unescape(&text.replace('\\', " "))
}

/// Resolves the mnemonics; unknown ones are kept as they stand.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, special)) = rest.split_once('{') {
        out.push_str(before);
        match special.split_once('}').and_then(|(name, behind)| Some((mnemonic(name)?, behind))) {
            Some((character, behind)) => {
                out.push(character);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = special;
            }
        }
    }
    out.push_str(rest);
    out
}

fn mnemonic(name: &str) -> Option<char> {
    match name {
        "dollar" => Some('$'),
        "lcub" => Some('{'),
        "rcub" => Some('}'),
        "bsol" => Some('\\'),
        _ => u32::from_str_radix(name.strip_prefix("U+")?, 16).ok().and_then(char::from_u32),
    }
}

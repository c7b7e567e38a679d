//! Where records of MARC-in-JSON begin and end.

use std::io::Read;

use crate::defect::{Defect, Found, Place, Reason};
use crate::text_records::{Cut, LONGEST_RECORD, TextForm, TextRecords};
use crate::window::Window;

use super::decode_at;

/// Reads records of MARC-in-JSON. The file is cut at balanced braces, so a broken record does not cost the next.
pub type Records<R> = TextRecords<R, Json>;

/// MARC-in-JSON.
pub struct Json;

impl TextForm for Json {
    fn is_between(byte: u8) -> bool {
        matches!(byte, b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0x1E)
    }

    fn cut<R: Read>(window: &mut Window<R>) -> std::io::Result<Cut> {
        let (length, is_whole) = object(window)?;
        let fault = match is_whole {
            true => None,
            false if length >= LONGEST_RECORD => Some(Reason::TooLong(LONGEST_RECORD)),
            false => Some(Reason::Json("the object is not closed".into())),
        };
        Ok(Cut { length, fault })
    }

    fn decode(text: &str, place: Place) -> Result<Found, Defect> {
        decode_at(text, place)
    }
}

/// Bytes of the object at the start of the window, and whether its braces are balanced.
fn object<R: Read>(window: &mut Window<R>) -> std::io::Result<(usize, bool)> {
    let (mut at, mut depth, mut is_quoted) = (0usize, 0usize, false);
    loop {
        let held = window.bytes();
        let rest = held.get(at..).unwrap_or_default();
        let next =
            if is_quoted { memchr::memchr3(b'"', b'\\', b'\n', rest) } else { rest.iter().position(is_structure) };
        let Some(skipped) = next else {
            at = at.max(held.len());
            if at >= LONGEST_RECORD || !window.more()? {
                return Ok((at.min(window.bytes().len()), false));
            }
            continue;
        };
        let byte = rest.get(skipped).copied().unwrap_or_default();
        at += skipped + 1;
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\\' => at += 1,
            b'{' | b'[' => depth += 1,
            // No writer breaks a line before the leader of a record that is not the first of its line.
            b'\n' if begins_record(window, at)? || depth == 0 => return Ok((at, false)),
            b'\n' => {}
            b'}' | b']' if depth <= 1 => return Ok((at, true)),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
}

fn begins_record<R: Read>(window: &mut Window<R>, at: usize) -> std::io::Result<bool> {
    let ahead = window.peek(at + 16)?.get(at..).unwrap_or_default();
    let ahead = ahead.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    Ok(ahead.is_some_and(|ahead| ahead.starts_with(b"\"leader\"")))
}

/// Bytes outside of quotes that matter for cutting.
fn is_structure(byte: &u8) -> bool {
    matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b'\n')
}

//! Where records of breaker text begin and end.

use std::io::Read;

use crate::defect::{Defect, Found, Place, Reason};
use crate::text_records::{Cut, LONGEST_RECORD, TextForm, TextRecords};
use crate::window::Window;

use super::decode_at;

/// Reads records of breaker text. A record ends at a blank line, or before a leader: a line `=LDR`, or `=000` where
/// leaders are written so.
pub type Records<R> = TextRecords<R, Breaker>;

/// Breaker text.
pub struct Breaker;

impl TextForm for Breaker {
    fn is_between(byte: u8) -> bool {
        matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
    }

    fn cut<R: Read>(window: &mut Window<R>) -> std::io::Result<Cut> {
        let length = length(window)?;
        Ok(Cut { length, fault: (length >= LONGEST_RECORD).then_some(Reason::TooLong(LONGEST_RECORD)) })
    }

    fn decode(text: &str, place: Place) -> Result<Found, Defect> {
        decode_at(text, place)
    }
}

/// Bytes up to the end of the record.
fn length<R: Read>(window: &mut Window<R>) -> std::io::Result<usize> {
    let mut at = 0;
    // Where leaders are written so, the number of one is the tag of an odd field.
    let is_named = window.peek(4)?.starts_with(b"=LDR");
    loop {
        let Some(line_end) = window.find(b'\n', at, LONGEST_RECORD)? else {
            return Ok(window.bytes().len());
        };
        at = line_end + 1;
        let ahead = window.peek(at + 4)?.get(at..).unwrap_or_default();
        let begins = match ahead {
            [b'\n', ..] | [b'\r', b'\n', ..] | b"=LDR" | [] => true,
            b"=000" => !is_named,
            _ => false,
        };
        if begins {
            return Ok(at);
        }
    }
}

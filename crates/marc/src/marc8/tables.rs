//! The code tables of MARC-8 (MARC 21 Specifications for Record Structure, Character Sets, and Exchange Media, Code Tables).

mod kana_and_hangul;
mod one_byte;
mod simplified;
mod traditional;
mod variants;

use super::repertoire::{Row, Set};

pub(super) use one_byte::SETS;

/// The rows of the East Asian Character Code (ANSI/NISO Z39.64).
pub(super) static EAST_ASIAN: [&[Row]; 4] =
    [traditional::ROWS, simplified::ROWS, variants::ROWS, kana_and_hangul::ROWS];

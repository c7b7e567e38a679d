//! The code tables of MARC-8 (MARC 21 Specifications for Record Structure, Character Sets, and Exchange Media, Code Tables).

mod kana_and_hangul;
mod one_byte;
mod simplified;
mod traditional;
mod variants;

use super::Row;

pub(super) use one_byte::SETS;

/// The row of the East Asian Character Code (ANSI/NISO Z39.64) whose codes begin with these two bytes.
pub(super) fn east_asian_row(row: u16) -> Option<&'static Row> {
    [traditional::ROWS, simplified::ROWS, variants::ROWS, kana_and_hangul::ROWS]
        .into_iter()
        .find_map(|rows| rows.get(rows.binary_search_by_key(&row, |row| row.row).ok()?))
}

//! Tab-separated files with comments, a line of column names, and one row a line.

use std::rc::Rc;

/// One row. A column that the file does not have is a mistake in this crate, found by its tests, and panics.
pub(super) struct Row {
    columns: Rc<[&'static str]>,
    cells: Vec<&'static str>,
}

/// The rows of a file.
pub(super) fn rows(file: &'static str) -> impl Iterator<Item = Row> {
    let mut lines = file.lines().filter(|line| !line.starts_with('#'));
    let columns: Rc<[&str]> = lines.next().unwrap_or_default().split('\t').collect();
    lines.map(move |line| Row { columns: Rc::clone(&columns), cells: line.split('\t').collect() })
}

impl Row {
    /// The text in this column.
    pub(super) fn text(&self, column: &str) -> &'static str {
        let place = self.columns.iter().position(|name| *name == column);
        let cell = place.and_then(|place| self.cells.get(place));
        cell.unwrap_or_else(|| panic!("sample data: no column {column} in the row {:?}", self.cells))
    }

    /// The text in this column unless it is empty.
    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The values in this column, which are separated by vertical bars.
    pub(super) fn list(&self, column: &str) -> Vec<String> {
        self.text(column).split('|').filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// The whole number in this column; `None` when it is empty.
    pub(super) fn number(&self, column: &str) -> Option<i32> {
        let text = self.optional(column)?;
        Some(
            text.parse()
                .unwrap_or_else(|_| panic!("sample data: {column} is not a number in the row {:?}", self.cells)),
        )
    }
}

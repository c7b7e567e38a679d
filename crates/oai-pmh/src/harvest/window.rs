//! Windows of datestamps, halved around what a source cannot give.

use crate::{Datestamp, Granularity};

/// From one datestamp to another, both included and of one granularity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) from: Datestamp,
    pub(super) until: Datestamp,
}

impl Window {
    /// The window in this granularity; `None` when it is empty.
    pub(super) fn new(from: Datestamp, until: Datestamp, granularity: Granularity) -> Option<Self> {
        let window = Self { from: from.at(granularity), until: until.until_end(granularity) };
        (window.from <= window.until).then_some(window)
    }

    /// Its two halves; `None` when it is a single moment.
    pub(super) fn halves(self) -> Option<(Self, Self)> {
        let unit = match self.from.granularity() {
            Granularity::Second => 1,
            Granularity::Day => 86_400,
        };
        let units = (self.until.unix_seconds() - self.from.unix_seconds()) / unit;
        if units < 1 {
            return None;
        }
        let moment = |seconds| Some(Datestamp::from_unix_seconds(seconds)?.at(self.from.granularity()));
        let middle = self.from.unix_seconds() + units / 2 * unit;
        Some((Self { until: moment(middle)?, ..self }, Self { from: moment(middle + unit)?, ..self }))
    }
}

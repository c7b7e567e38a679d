//! What each day brought, as bars in SVG. The table beside it says the same in numbers, so the picture carries nothing alone.

use jiff::tz::TimeZone;
use store::{DayCount, Millis};

use super::words::grouped;
use crate::clock::{DAY, day_text};

/// Days that the chart shows.
pub const DAYS: i64 = 30;
/// The picture in its own units; the stylesheet scales it.
const WIDTH: i64 = 304;
const TOP: i64 = 14;
const BASE: i64 = 112;
const LEFT: i64 = 4;
/// A bar that stands for at least one record can be seen.
const LEAST: i64 = 2;

/// The bars of the last days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// One a kind and day; days without records have none.
    pub bars: Vec<Bar>,
    /// Where harvests failed: the middle of the day.
    pub failures: Vec<i64>,
    /// The number at the top of the scale.
    pub most: String,
    /// The first day.
    pub first: String,
    /// The last day.
    pub last: String,
    /// The picture in words.
    pub summary: String,
}

/// One part of a day's bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// A class of the stylesheet: `new`, `changed`, `deleted`.
    pub kind: &'static str,
    /// Left edge.
    pub x: i64,
    /// Upper edge.
    pub y: i64,
    /// Width.
    pub width: i64,
    /// Height.
    pub height: i64,
    /// For the pointer: day, number and kind.
    pub title: String,
}

impl Chart {
    /// The chart of the days that end with the day of `now`; `None` when they brought nothing and nothing failed.
    #[must_use]
    pub fn of(days: &[DayCount], now: Millis) -> Option<Self> {
        let first = first_day(now);
        let shown: Vec<&DayCount> = days.iter().filter(|day| (first..=now).contains(&day.day)).collect();
        let most = shown.iter().map(|day| moved(day)).max().unwrap_or_default();
        if most == 0 && shown.iter().all(|day| day.failures == 0) {
            return None;
        }
        let mut chart = Self {
            most: grouped(most),
            first: day_text(first, &TimeZone::UTC),
            last: day_text(now, &TimeZone::UTC),
            summary: summary(&shown),
            ..Self::default()
        };
        let step = (WIDTH - LEFT) / DAYS;
        for day in shown {
            chart.add(day, LEFT + (day.day - first) / DAY * step, step - 2, most);
        }
        Some(chart)
    }

    fn add(&mut self, day: &DayCount, x: i64, width: i64, most: i64) {
        let mut bottom = BASE;
        for (kind, count) in [("new", day.counts.new), ("changed", day.counts.changed), ("deleted", day.counts.deleted)]
        {
            if count == 0 {
                continue;
            }
            let height = (count * (BASE - TOP) / most.max(1)).max(LEAST);
            bottom -= height;
            let title = format!("{}: {} {kind}", day_text(day.day, &TimeZone::UTC), grouped(count));
            self.bars.push(Bar { kind, x, y: bottom, width, height, title });
        }
        if day.failures > 0 {
            self.failures.push(x + width / 2);
        }
    }
}

/// The first day that is shown, in UTC as days are counted.
#[must_use]
pub fn first_day(now: Millis) -> Millis {
    now / DAY * DAY - (DAYS - 1) * DAY
}

/// The records that a day changed in the catalogue.
fn moved(day: &DayCount) -> i64 {
    day.counts.new + day.counts.changed + day.counts.deleted
}

fn summary(days: &[&DayCount]) -> String {
    let sum = |count: fn(&DayCount) -> i64| grouped(days.iter().map(|day| count(day)).sum());
    format!(
        "In {DAYS} days: {} new, {} changed, {} deleted; harvests: {}, failed: {}.",
        sum(|day| day.counts.new),
        sum(|day| day.counts.changed),
        sum(|day| day.counts.deleted),
        sum(|day| day.runs),
        sum(|day| day.failures),
    )
}

#[cfg(test)]
mod tests {
    use store::IngestCounts;

    use super::*;

    const NOW: Millis = 1_764_000_000_000;

    fn today(new: i64, deleted: i64, failures: i64) -> DayCount {
        let counts = IngestCounts { new, deleted, ..IngestCounts::default() };
        DayCount { day: NOW / DAY * DAY, counts, failures, runs: 1, ..DayCount::default() }
    }

    #[test]
    fn bars_stand_on_each_other_and_never_leave_the_picture() {
        let chart = Chart::of(&[today(1_000_000, 1, 0)], NOW).unwrap();
        let [new, deleted] = chart.bars.as_slice() else { panic!("{chart:?}") };
        assert_eq!(new.y + new.height, BASE);
        assert_eq!(deleted.y + deleted.height, new.y);
        assert_eq!(deleted.height, LEAST, "one record in a million can still be seen");
        assert!(new.x + new.width <= WIDTH && deleted.y >= 0);
        assert_eq!(chart.most, "1,000,001");
    }

    #[test]
    fn a_day_on_which_only_failures_happened_is_marked() {
        let chart = Chart::of(&[today(0, 0, 2)], NOW).unwrap();
        assert!(chart.bars.is_empty());
        assert_eq!(chart.failures.len(), 1);
    }

    #[test]
    fn days_without_anything_to_show_have_no_chart() {
        assert_eq!(Chart::of(&[], NOW), None);
        assert_eq!(Chart::of(&[DayCount { day: 0, ..today(5, 0, 0) }], NOW), None);
    }
}

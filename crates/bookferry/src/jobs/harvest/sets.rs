//! The sets of a source, harvested one after the other, each with a watermark of its own.
//!
//! One set, or none: the watermark is a datestamp. Several: a line `SET=datestamp` each.

use std::collections::BTreeMap;

use oai_pmh::Datestamp;
use store::Source;

/// The sets to harvest, in order; one that is `None` where the source names no set.
#[must_use]
pub fn sets_of(set_spec: Option<&str>) -> Vec<Option<String>> {
    let sets: Vec<Option<String>> = set_spec
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|set| !set.is_empty())
        .map(|set| Some(set.to_owned()))
        .collect();
    if sets.is_empty() { vec![None] } else { sets }
}

/// From where the next harvest of each set begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watermarks(BTreeMap<String, Datestamp>);

impl Watermarks {
    /// Those of a source.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        let sets = sets_of(source.settings.set_spec.as_deref());
        let lines = source.watermark.as_deref().unwrap_or_default().lines();
        let pairs = lines.filter_map(|line| {
            let (set, stamp) = line.rsplit_once('=').unwrap_or(("", line));
            Some((set.to_owned(), Datestamp::parse_leniently(stamp).ok()?))
        });
        let mut marks: BTreeMap<String, Datestamp> = pairs.collect();
        // A plain datestamp belongs to the only set.
        if let ([only], Some(plain)) = (sets.as_slice(), marks.remove("")) {
            marks.insert(only.clone().unwrap_or_default(), plain);
        }
        Self(marks)
    }

    /// That of one set.
    #[must_use]
    pub fn get(&self, set: Option<&str>) -> Option<Datestamp> {
        self.0.get(set.unwrap_or_default()).copied()
    }

    /// The oldest of them: nothing published before it is missing.
    #[must_use]
    pub fn oldest(&self) -> Option<Datestamp> {
        self.0.values().copied().min()
    }

    /// Moves that of one set on.
    pub fn put(&mut self, set: Option<&str>, stamp: Option<Datestamp>) {
        if let Some(stamp) = stamp {
            self.0.insert(set.unwrap_or_default().to_owned(), stamp);
        }
    }

    /// As stored; `None`: there are none.
    #[must_use]
    pub fn to_text(&self, sets: &[Option<String>]) -> Option<String> {
        if let [only] = sets {
            return self.get(only.as_deref()).map(|stamp| stamp.to_string());
        }
        let lines: Vec<String> = self.0.iter().map(|(set, stamp)| format!("{set}={stamp}")).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::SourceSettings;

    fn source(set_spec: &str, watermark: &str) -> Source {
        let settings = SourceSettings { set_spec: Some(set_spec.to_owned()), ..SourceSettings::default() };
        Source { settings, watermark: Some(watermark.to_owned()), ..Source::default() }
    }

    #[test]
    fn watermarks_are_read_as_they_were_written() {
        for (set_spec, watermark) in [
            ("", "2026-11-01T02:03:04Z"),
            ("BOOKS", "2026-11-01"),
            ("BOOKS, MAPS", "BOOKS=2026-11-01T00:00:00Z\nMAPS=2026-10-01T00:00:00Z"),
            ("a=b,c", "a=b=2026-11-01"),
        ] {
            let marks = Watermarks::of(&source(set_spec, watermark));
            assert_eq!(marks.to_text(&sets_of(Some(set_spec))).as_deref(), Some(watermark), "{set_spec}");
        }
        let marks = Watermarks::of(&source("BOOKS,MAPS", "BOOKS=2026-11-01"));
        assert_eq!(marks.get(Some("MAPS")), None, "a set that was added is read from its beginning");
    }
}

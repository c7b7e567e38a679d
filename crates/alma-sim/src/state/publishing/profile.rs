//! General Publishing profiles.

use serde::{Deserialize, Serialize};

use super::{Enrichments, Published};
use crate::moment::DAY;

const HOUR: i64 = DAY / 24;

/// A profile.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishingProfile {
    /// Its number.
    pub number: u32,
    /// Step 1: profile details.
    pub details: ProfileDetails,
    /// Step 2: data enrichment.
    pub enrichments: Enrichments,
    /// What its last run gave out.
    pub published: Published,
    /// Whether it was changed since its last run, so that it must be republished.
    pub changed_since_run: bool,
    /// The moment after which its schedule counts: the last run, or the last change of the schedule.
    pub(super) scheduled_from: i64,
}

/// What the first step of the form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileDetails {
    /// Profile name.
    pub name: String,
    /// Profile description.
    pub description: String,
    /// Whether it is active.
    pub active: bool,
    /// When it runs by itself.
    pub schedule: Schedule,
    /// The number of the set.
    pub set: u32,
    /// Set Spec.
    pub set_spec: String,
    /// Set Name.
    pub set_name: String,
    /// Output format and metadata prefix.
    pub format: Format,
    /// Whether it also runs after each change in the catalogue. No real Alma does so; a demonstration cannot wait for a night.
    #[serde(default)]
    pub run_at_once: bool,
}

/// Output format; each has its metadata prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// MARC 21 as MARCXML.
    Marc21,
    /// Unqualified Dublin Core.
    OaiDc,
}

/// When a profile runs by itself. Hours are in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// Only by hand.
    NotScheduled,
    /// At every full hour.
    EveryHour,
    /// At 0, 6, 12 and 18 hours.
    EverySixHours,
    /// Every day at 3 hours.
    EveryDay,
    /// Sundays at 3 hours.
    EverySunday,
}

impl Format {
    /// Each with its metadata prefix and Alma's words.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Marc21, "marc21", "MARC21 Bibliographic"), (Self::OaiDc, "oai_dc", "Dublin Core")];

    /// The metadata prefix.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Marc21 => "marc21",
            Self::OaiDc => "oai_dc",
        }
    }
}

impl Schedule {
    /// Each with its code in forms and its words.
    pub const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::NotScheduled, "not-scheduled", "Not scheduled"),
        (Self::EveryHour, "every-hour", "Every hour"),
        (Self::EverySixHours, "every-six-hours", "Every 6 hours starting at 00:00"),
        (Self::EveryDay, "every-day", "Every day at 03:00"),
        (Self::EverySunday, "every-sunday", "Every Sunday at 03:00"),
    ];

    /// Its words.
    #[must_use]
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(one, ..)| *one == self).map_or("", |(_, _, label)| label)
    }

    /// The first time after a moment.
    #[must_use]
    pub fn next(self, after: i64) -> Option<i64> {
        let (every, offset) = match self {
            Self::NotScheduled => return None,
            Self::EveryHour => (HOUR, 0),
            Self::EverySixHours => (6 * HOUR, 0),
            Self::EveryDay => (DAY, 3 * HOUR),
            // The first of January 1970 was a Thursday.
            Self::EverySunday => (7 * DAY, 3 * DAY + 3 * HOUR),
        };
        Some(((after - offset).div_euclid(every) + 1) * every + offset)
    }
}

impl PublishingProfile {
    pub(super) fn new(number: u32, details: ProfileDetails, enrichments: Enrichments, at: i64) -> Self {
        Self {
            number,
            details,
            enrichments,
            published: Published::default(),
            changed_since_run: false,
            scheduled_from: at,
        }
    }

    /// When it runs next by itself; never when it is not active.
    #[must_use]
    pub fn next_run(&self) -> Option<i64> {
        self.details.schedule.next(self.scheduled_from).filter(|_| self.details.active)
    }

    /// Takes new details; its schedule counts anew.
    pub(crate) fn change_details(&mut self, details: ProfileDetails, at: i64) {
        let what_is_published = |details: &ProfileDetails| {
            (details.set, details.set_spec.clone(), details.set_name.clone(), details.format)
        };
        if details.schedule != self.details.schedule {
            self.scheduled_from = at;
        }
        self.changed_since_run |= what_is_published(&details) != what_is_published(&self.details);
        self.details = details;
    }

    /// Takes new enrichment.
    pub(crate) fn change_enrichments(&mut self, enrichments: Enrichments) {
        self.changed_since_run |= enrichments != self.enrichments;
        self.enrichments = enrichments;
    }
}

impl ProfileDetails {
    /// An active profile without a schedule that runs after each change, as the samples have them.
    #[must_use]
    pub fn at_once(set: u32, set_spec: &str, set_name: &str, format: Format) -> Self {
        Self {
            name: set_name.to_owned(),
            description: String::new(),
            active: true,
            schedule: Schedule::EveryDay,
            set,
            set_spec: set_spec.to_owned(),
            set_name: set_name.to_owned(),
            format,
            run_at_once: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::{of_text, readable};

    #[test]
    fn a_schedule_names_its_next_time() {
        let next = |schedule: Schedule, after: &str| schedule.next(of_text(after).unwrap()).map(readable);
        let monday = "2026-03-02T03:00:00Z";
        assert_eq!(next(Schedule::NotScheduled, monday), None);
        assert_eq!(next(Schedule::EveryHour, monday).as_deref(), Some("2026-03-02 04:00"));
        assert_eq!(next(Schedule::EverySixHours, monday).as_deref(), Some("2026-03-02 06:00"));
        assert_eq!(next(Schedule::EveryDay, monday).as_deref(), Some("2026-03-03 03:00"));
        assert_eq!(next(Schedule::EveryDay, "2026-03-02T02:59:59Z").as_deref(), Some("2026-03-02 03:00"));
        assert_eq!(next(Schedule::EverySunday, monday).as_deref(), Some("2026-03-08 03:00"));
    }
}

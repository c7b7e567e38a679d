//! How soon something is wanted, by the service level of ISO 18626.

/// What a service level means for the order of work and for how long a request may wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Normal, Standard, SecondaryMail, what is not known, and no level at all.
    #[default]
    Usual,
    /// Rush, and Urgent.
    Rush,
    /// Express: before everything else.
    Express,
}

/// The levels that patrons may choose from: the code of ISO 18626 and the words of the form.
pub const LEVELS: [(&str, &str); 3] = [
    ("", "As usual"),
    ("Rush", "Rush: it is needed soon"),
    ("Express", "Express: it is needed as fast as any library can"),
];

impl Urgency {
    /// The urgency of a service level as a partner wrote it; case does not count.
    #[must_use]
    pub fn of(service_level: &str) -> Self {
        let is = |level: &str| service_level.trim().eq_ignore_ascii_case(level);
        match () {
            () if is("Express") => Self::Express,
            () if is("Rush") || is("Urgent") => Self::Rush,
            () => Self::Usual,
        }
    }

    /// The rank in the store; a higher one comes first.
    #[must_use]
    pub const fn rank(self) -> i64 {
        match self {
            Self::Usual => 0,
            Self::Rush => 1,
            Self::Express => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_level_of_the_standard_has_its_rank() {
        let rank_of = |level: &&str| Urgency::of(level).rank();
        let ranks: Vec<i64> = iso18626::open_codes::SERVICE_LEVEL.iter().map(rank_of).collect();
        assert_eq!(ranks, [2, 0, 1, 0, 0, 1], "Express, Normal, Rush, SecondaryMail, Standard, Urgent");
        for (level, expected) in [(" rush ", Urgency::Rush), ("", Urgency::Usual), ("Overnight", Urgency::Usual)] {
            assert_eq!(Urgency::of(level), expected, "{level}");
        }
    }

    #[test]
    fn what_patrons_may_choose_is_in_the_standard() {
        for (level, _) in LEVELS.iter().filter(|(level, _)| !level.is_empty()) {
            assert!(iso18626::open_codes::SERVICE_LEVEL.contains(level), "{level}");
        }
    }
}

//! Alma's numbers: the kind in front, the institution behind.

use std::fmt;
use std::str::FromStr;

/// A number such as `991000000000405101`. Two digits of the kind, the four of the institution at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A bibliographic record (MMS id).
    Bib,
    /// A holdings record.
    Holding,
    /// An item.
    Item,
    /// A request or loan.
    Request,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Bib => "99",
            Self::Holding => "22",
            Self::Item => "23",
            Self::Request => "43",
        }
    }
}

impl Id {
    /// The number from a counter.
    #[must_use]
    pub fn new(kind: Kind, counter: u64, suffix: &str) -> Self {
        let digits = format!("{}{:010}{suffix}", kind.prefix(), counter % 10_000_000_000);
        // Sixteen digits always fit.
        Self(digits.parse().unwrap_or(counter))
    }

    /// The number, if the text has Alma's shape for this kind: 15 to 19 digits that begin with the kind.
    #[must_use]
    pub fn shaped(kind: Kind, text: &str) -> Option<Self> {
        let text = text.trim();
        let is_shaped = (15..=19).contains(&text.len()) && text.starts_with(kind.prefix());
        is_shaped.then(|| text.parse().ok()).flatten()
    }

    /// The next higher number.
    #[must_use]
    pub fn successor(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl serde::Serialize for Id {
    /// As text: such numbers are too long for JavaScript.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_with_their_kind_and_end_with_the_institution() {
        assert_eq!(Id::new(Kind::Bib, 7, "5101").to_string(), "9900000000075101");
        assert_eq!(
            Id::shaped(Kind::Item, "23000000000775101").map(|id| id.to_string()).as_deref(),
            Some("23000000000775101")
        );
        for not_shaped in ["", "99", "9900000000075101x", "2200000000075101", "99000000000751010000"] {
            assert_eq!(Id::shaped(Kind::Bib, not_shaped), None, "{not_shaped}");
        }
    }
}

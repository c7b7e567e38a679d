//! What is wrong with the text form of a mapping.

use std::fmt;

/// Why a text is no mapping: where, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// The line, from 1; 0 when it is about the text as a whole.
    pub line: usize,
    /// What is wrong and what was expected, in a sentence without a full stop.
    pub problem: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.problem),
            line => write!(f, "line {line}: {}", self.problem),
        }
    }
}

impl std::error::Error for MappingError {}

/// "; did you mean X?" when the word is close to one that is known, else the list.
pub(super) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let best = known.clone().into_iter().map(|candidate| (distance(word, candidate), candidate)).min();
    match best {
        Some((steps, candidate)) if steps <= 1 + word.len() / 4 => format!("; did you mean `{candidate}`?"),
        _ => format!("; it may be {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// Number of characters to change, add or drop (Levenshtein). Long words are far from everything.
fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 40;
    if a.len() > LONGEST {
        return a.len();
    }
    let a = a.to_ascii_lowercase();
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (above, from) in a.chars().enumerate() {
        let (mut diagonal, mut left) = (above, above + 1);
        let mut next = vec![left];
        for (to, up) in b.chars().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(from != to)).min(left + 1).min(up + 1);
            diagonal = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised_and_a_stranger_is_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(suggestion("locaton", ["location", "policy"]), "; did you mean `location`?");
        assert_eq!(suggestion("weather", ["location", "policy"]), "; it may be location, policy");
    }
}

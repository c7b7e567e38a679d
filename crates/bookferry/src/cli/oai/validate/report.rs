//! Findings, one a line.

/// What is wrong, and whether harvesters cope with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    is_warning: bool,
    seen: String,
}

impl Problem {
    /// Against the protocol.
    pub fn failed(seen: impl Into<String>) -> Self {
        Self { is_warning: false, seen: seen.into() }
    }

    /// Against the protocol too, but harvesters cope with it, or a thing that the protocol only advises.
    pub fn warning(seen: impl Into<String>) -> Self {
        Self { is_warning: true, seen: seen.into() }
    }
}

/// Prints findings as they come, and counts them.
pub struct Report {
    json: bool,
    pub passed: u64,
    pub failed: u64,
}

impl Report {
    pub fn new(json: bool) -> Self {
        Self { json, passed: 0, failed: 0 }
    }

    /// One finding: the section, what it asks, and what was seen.
    pub fn tell(&mut self, section: &str, asks: &str, outcome: Result<String, Problem>) {
        let (result, seen) = match outcome {
            Ok(seen) => {
                self.passed += 1;
                ("ok", seen)
            }
            Err(Problem { is_warning: true, seen }) => ("warning", seen),
            Err(Problem { is_warning: false, seen }) => {
                self.failed += 1;
                ("FAILED", seen)
            }
        };
        if self.json {
            let line = serde_json::json!({ "result": result, "section": section, "asks": asks, "seen": seen });
            println!("{line}");
        } else {
            let seen = if seen.is_empty() { seen } else { format!(" – seen: {seen}") };
            println!("{result:<8} {section:<8} {asks}{seen}");
        }
    }

    pub fn last_line(&self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }
}

/// The first few of many, for a line.
pub fn some(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [one, rest @ ..] => format!("{one}, and {} more", rest.len()),
    }
}

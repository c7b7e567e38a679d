//! Who may ask for things from elsewhere, as far as the library system tells who somebody is.

use serde::{Deserialize, Serialize};

use super::Section;

/// What is decided about a group of patrons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct GroupRule {
    /// The code of the group in the library system.
    pub group: String,
    /// Whether its members may ask; `None`: nobody has decided, and they may.
    pub may_ask: Option<bool>,
}

/// Patrons: who may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PatronRules {
    /// Groups that were met, or typed in.
    pub groups: Vec<GroupRule>,
    /// Whether somebody whose account has expired may not ask. The day is known where Alma's REST interface can be asked.
    pub checks_expiry: bool,
}

impl Section for PatronRules {
    const NAME: &'static str = "patrons";
}

impl Default for PatronRules {
    fn default() -> Self {
        Self { groups: Vec::new(), checks_expiry: true }
    }
}

impl PatronRules {
    /// Whether members of a group may ask.
    #[must_use]
    pub fn may_ask(&self, group: &str) -> bool {
        self.rule(group).and_then(|rule| rule.may_ask).unwrap_or(true)
    }

    /// Notes a group that was met. Returns whether it is new.
    pub fn learn(&mut self, group: &str) -> bool {
        let is_new = !group.is_empty() && self.rule(group).is_none();
        if is_new {
            self.groups.push(GroupRule { group: group.to_owned(), may_ask: None });
        }
        is_new
    }

    /// Groups that nobody has decided about.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.groups.iter().filter(|rule| rule.may_ask.is_none()).count()
    }

    fn rule(&self, group: &str) -> Option<&GroupRule> {
        self.groups.iter().find(|rule| rule.group.eq_ignore_ascii_case(group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_learnt_once_and_may_ask_until_somebody_decides() {
        let mut rules = PatronRules::default();
        assert!(rules.learn("STA") && !rules.learn("sta") && !rules.learn(""));
        assert!(rules.may_ask("STA") && rules.may_ask("OTHER"));
        assert_eq!(rules.undecided(), 1);
        rules.groups[0].may_ask = Some(false);
        assert!(!rules.may_ask("sta"));
        assert_eq!(rules.undecided(), 0);
    }
}

//! What a mapping makes of a sample of records: how many copies would be lent, and which rules keep the others.

use marc::Record;
use marc::holdings::{Lendable, Mapping, holdings};

/// The effect in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Copies that would be lent.
    pub lent: usize,
    /// Copies that would not.
    pub not_lent: usize,
    /// Records without any holdings by the mapping.
    pub without_holdings: usize,
    /// Records that are not for the index.
    pub suppressed: usize,
    /// Each rule as it is written, whether it lends, and how many copies it decides.
    pub rules: Vec<RuleCount>,
}

/// What one rule decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// As it is written, with `lend` in front.
    pub text: String,
    /// Whether it lends.
    pub lent: bool,
    /// Copies that it decides.
    pub copies: usize,
}

impl Effect {
    /// Tries a mapping on the sample.
    pub fn of(sample: &[Record], mapping: &Mapping) -> Self {
        let rules = mapping.lending.iter();
        let rules = rules.map(|rule| RuleCount { text: format!("lend {rule}"), lent: rule.lent, copies: 0 }).collect();
        let mut effect = Self { lent: 0, not_lent: 0, without_holdings: 0, suppressed: 0, rules };
        for record in sample {
            effect.add(record, mapping);
        }
        effect
    }

    fn add(&mut self, record: &Record, mapping: &Mapping) {
        if mapping.suppression(record).is_some() {
            self.suppressed += 1;
            return;
        }
        let found = holdings(record, mapping);
        self.without_holdings += usize::from(found.is_empty());
        let judge = mapping.judge(record);
        for holding in &found {
            if holding.items.is_empty() {
                self.count(&judge.holding(holding));
            }
            holding.items.iter().for_each(|item| self.count(&judge.item(holding, item)));
        }
    }

    fn count(&mut self, answer: &Lendable) {
        *(if answer.lent { &mut self.lent } else { &mut self.not_lent }) += 1;
        if let Some(rule) = answer.rule.and_then(|place| self.rules.get_mut(place)) {
            rule.copies += 1;
        }
    }

    /// A sentence: how many are lent, and which rules keep the others.
    pub fn words(&self) -> String {
        let total = self.lent + self.not_lent;
        if total == 0 {
            return "There are no copies to try it on yet.".to_owned();
        }
        let kept = self.rules.iter().filter(|rule| !rule.lent && rule.copies > 0);
        let kept: Vec<String> = kept.map(|rule| format!("{} by \u{201c}{}\u{201d}", rule.copies, rule.text)).collect();
        let kept = if kept.is_empty() { String::new() } else { format!(": {}", kept.join(", ")) };
        format!("{} of {total} sampled copies would be lent, {} not{kept}.", self.lent, self.not_lent)
    }

    /// What is other than by the saved mapping; `None` when the numbers are the same.
    pub fn change_from(&self, saved: &Self) -> Option<String> {
        let now = (self.lent, self.not_lent, self.suppressed);
        let before = (saved.lent, saved.not_lent, saved.suppressed);
        (now != before).then(|| {
            format!(
                "By the saved mapping {} are lent, {} not, and {} records are not for the index.",
                saved.lent, saved.not_lent, saved.suppressed
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<Record> {
        let record = |locations: &[&str]| {
            let mut record = Record::new();
            for location in locations {
                record.push_data("995", "  ", &[("s", "1"), ("aa", location)]);
            }
            record
        };
        vec![record(&["STACKS", "RES"]), record(&["STACKS"]), record(&[])]
    }

    fn effect(rules: &str) -> Effect {
        Effect::of(&sample(), &format!("items 995 barcode=s location=aa\n{rules}").parse().unwrap())
    }

    #[test]
    fn the_sentence_names_the_rules_that_keep_copies() {
        let strict = effect("lend no location RES\nlend yes otherwise");
        assert_eq!((strict.lent, strict.not_lent, strict.without_holdings), (2, 1, 1));
        assert_eq!(
            strict.words(),
            "2 of 3 sampled copies would be lent, 1 not: 1 by \u{201c}lend no location RES\u{201d}."
        );
        assert_eq!(effect("").words(), "3 of 3 sampled copies would be lent, 0 not.");
        assert_eq!(Effect::of(&[], &Mapping::default()).words(), "There are no copies to try it on yet.");
    }

    #[test]
    fn only_another_result_is_a_change() {
        let (strict, free) = (effect("lend no location RES"), effect(""));
        assert_eq!(strict.change_from(&strict), None);
        let words = "By the saved mapping 3 are lent, 0 not, and 0 records are not for the index.";
        assert_eq!(strict.change_from(&free).as_deref(), Some(words));
    }
}

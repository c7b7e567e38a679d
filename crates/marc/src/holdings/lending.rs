//! Which copies are lent to other libraries: an ordered list of rules of which the first that fits decides.

use std::fmt;

use super::Mapping;
use super::inventory::{Holding, Item};
use super::pattern::{Pattern, fold};
use crate::classify::classify;
use crate::record::Record;

/// One rule. Without conditions it fits every copy and is the rule for all others (`otherwise`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Whether a copy that the rule fits is lent.
    pub lent: bool,
    /// What must be so, all of it.
    pub conditions: Vec<Condition>,
    /// Why, for people; the rule itself is told where there is none.
    pub reason: Option<String>,
}

/// What must be so of a copy: one of its values is among these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What is looked at.
    pub subject: Subject,
    /// The values, with `*` for any characters.
    pub patterns: Vec<Pattern>,
}

macro_rules! subjects {
    ($($(#[$about:meta])* $subject:ident = $name:literal,)*) => {
        /// What a condition looks at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Subject {
            $($(#[$about])* $subject,)*
        }

        impl Subject {
            /// Every subject.
            pub const ALL: &[Self] = &[$(Self::$subject,)*];

            /// The stable name, for the text form.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$subject => $name,)*
                }
            }

            /// The subject of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|subject| subject.name() == name)
            }
        }
    };
}

subjects! {
    /// Where it is now: code or name of the temporary location if it has one, else of its own, else of its holding.
    Location = "location",
    /// The library where it is now, in the same way.
    Library = "library",
    /// Its own location, wherever it is now.
    HomeLocation = "home_location",
    /// Its own library, wherever it is now.
    HomeLibrary = "home_library",
    /// The item policy.
    Policy = "policy",
    /// Book, issue, DVD, ...
    MaterialType = "material_type",
    /// Process type or status.
    Status = "status",
    /// The call number of the item, else of the holding.
    CallNumber = "call_number",
    /// The barcode.
    Barcode = "barcode",
    /// Any note of the item or its holding, for the public or for staff.
    Note = "note",
    /// What the record describes: `book`, `e-book`, `serial`, ... as [`crate::classify::Classification::name`] has it.
    Format = "format",
    /// `some`, or `none` for a holding without items.
    Items = "items",
}

/// Whether a copy is lent, and what decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lendable {
    /// Whether it is lent.
    pub lent: bool,
    /// The place of the rule that decided in [`Mapping::lending`]; `None` when none fits.
    pub rule: Option<usize>,
    /// Why, in words for librarians.
    pub reason: String,
}

/// Applies the rules of a mapping to the copies of one record.
#[derive(Debug, Clone)]
pub struct Judge<'a> {
    rules: &'a [Rule],
    format: String,
}

impl Mapping {
    /// Who says which copies of this record are lent.
    #[must_use]
    pub fn judge(&self, record: &Record) -> Judge<'_> {
        let asks_format = self.lending.iter().flat_map(|rule| &rule.conditions).any(Condition::is_about_format);
        Judge { rules: &self.lending, format: if asks_format { classify(record).name() } else { String::new() } }
    }
}

impl Judge<'_> {
    /// Whether an item is lent.
    #[must_use]
    pub fn item(&self, holding: &Holding, item: &Item) -> Lendable {
        self.decide(holding, Some(item))
    }

    /// Whether a holding is lent of which no items are known.
    #[must_use]
    pub fn holding(&self, holding: &Holding) -> Lendable {
        self.decide(holding, None)
    }

    fn decide(&self, holding: &Holding, item: Option<&Item>) -> Lendable {
        for (place, rule) in self.rules.iter().enumerate() {
            if let Some(found) = self.fit(rule, holding, item) {
                return Lendable { lent: rule.lent, rule: Some(place), reason: rule.words(&found) };
            }
        }
        Lendable { lent: true, rule: None, reason: "Lent: no rule speaks against it".to_owned() }
    }

    /// The values that make the rule fit, one for each condition; `None` when it does not.
    fn fit(&self, rule: &Rule, holding: &Holding, item: Option<&Item>) -> Option<Vec<String>> {
        rule.conditions.iter().map(|condition| self.value(condition, holding, item)).collect()
    }

    /// The value that the condition asks for, if the copy has it. A copy without any is asked as if its value were empty.
    fn value(&self, condition: &Condition, holding: &Holding, item: Option<&Item>) -> Option<String> {
        let values: Vec<&str> = self.values(condition.subject, holding, item).into_iter().flatten().collect();
        let is_meant = |value: &&str| {
            let folded = fold(value);
            condition.patterns.iter().any(|pattern| pattern.fits_folded(&folded))
        };
        let values = if values.is_empty() { vec![""] } else { values };
        values.into_iter().find(is_meant).map(str::to_owned)
    }

    fn values<'v>(&'v self, subject: Subject, holding: &'v Holding, item: Option<&'v Item>) -> [Option<&'v str>; 4] {
        let of_item = |member: fn(&Item) -> &Option<String>| item.and_then(|item| member(item).as_deref());
        let location = of_item(|item| &item.location).or(holding.location.as_deref());
        let library = of_item(|item| &item.library).or(holding.library.as_deref());
        let away = of_item(|item| &item.temporary_location);
        // The name is that of the holding's own location.
        let name = holding.location_name.as_deref().filter(|_| away.is_none());
        let one = |value| [value, None, None, None];
        match subject {
            Subject::Location => [away.or(location), name, None, None],
            Subject::Library => one(of_item(|item| &item.temporary_library).or(library)),
            Subject::HomeLocation => [location, holding.location_name.as_deref(), None, None],
            Subject::HomeLibrary => one(library),
            Subject::Policy => one(of_item(|item| &item.policy)),
            Subject::MaterialType => one(of_item(|item| &item.material_type)),
            Subject::Status => one(of_item(|item| &item.status)),
            Subject::CallNumber => one(of_item(|item| &item.call_number).or(holding.call_number.as_deref())),
            Subject::Barcode => one(of_item(|item| &item.barcode)),
            Subject::Note => [
                of_item(|item| &item.public_note),
                of_item(|item| &item.internal_note),
                holding.public_note.as_deref(),
                holding.internal_note.as_deref(),
            ],
            Subject::Format => one(Some(&self.format)),
            Subject::Items => one(Some(if item.is_some() { "some" } else { "none" })),
        }
    }
}

impl Condition {
    fn is_about_format(&self) -> bool {
        self.subject == Subject::Format
    }
}

impl Rule {
    /// The reason, or the values that decided.
    fn words(&self, found: &[String]) -> String {
        if let Some(reason) = &self.reason {
            return reason.clone();
        }
        let verdict = if self.lent { "Lent" } else { "Not lent" };
        if self.conditions.is_empty() {
            let why = if self.lent { "no rule speaks against it" } else { "no rule allows it" };
            return format!("{verdict}: {why}");
        }
        let facts = self.conditions.iter().zip(found).map(|(condition, value)| condition.fact(value));
        format!("{verdict}: {}", facts.collect::<Vec<_>>().join(", "))
    }
}

impl Condition {
    fn fact(&self, value: &str) -> String {
        let name = self.subject.name().replace('_', " ");
        match (self.subject, value) {
            (Subject::Items, "none") => "there are no items".to_owned(),
            (_, "") => format!("no {name}"),
            _ => format!("{name} {value}"),
        }
    }
}

/// The rule as a line of the text form, without the word `lend`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::print::rule(self, f)
    }
}

//! What a library lends and from where first: data, not code.

use crate::places::{Places, same};
use crate::shelf::{Copy, Named};

/// The rules of a library. Places, policies and kinds of material are written as codes or names, upper and lower case alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LendingRules {
    /// The libraries that are this supplier's own; all that the system shows when there are none.
    pub sites: Vec<String>,
    /// How gladly each library lends; 0 where nothing is said, and negative is never.
    pub libraries: Vec<Preference>,
    /// The same for shelving locations, whatever their library.
    pub locations: Vec<Preference>,
    /// The same for a shelving location in one library, before [`LendingRules::locations`].
    pub pairs: Vec<PairPreference>,
    /// Whether the copies of an item policy are lent; those of a policy without a rule are.
    pub policies: Vec<Lendable>,
    /// The same for kinds of material.
    pub materials: Vec<Lendable>,
    /// Whether a copy is taken that somebody waits for.
    pub takes_awaited_copies: bool,
    /// Barcodes of copies that are promised to somebody else already, though they still stand on the shelf.
    pub promised: Vec<String>,
}

/// How gladly something is lent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    /// Code or name.
    pub place: String,
    /// More is better; negative is never.
    pub preference: i32,
}

/// How gladly a shelving location in one library lends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairPreference {
    /// Code or name of the library.
    pub library: String,
    /// Code or name of the shelving location.
    pub location: String,
    /// More is better; negative is never.
    pub preference: i32,
}

/// Whether something is lent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lendable {
    /// Code or name of the policy or material.
    pub value: String,
    /// Whether it is.
    pub is_lent: bool,
}

/// Codes and names that no rule knows yet, for staff to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// Libraries.
    pub libraries: Vec<Named>,
    /// Shelving locations with their libraries.
    pub locations: Vec<(Named, Named)>,
    /// Item policies.
    pub policies: Vec<Named>,
}

/// What the rules say of a place: the preference, and whether a rule said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) preference: i32,
    pub(crate) is_ruled: bool,
}

impl Found {
    fn of(preference: Option<i32>) -> Self {
        Self { preference: preference.unwrap_or_default(), is_ruled: preference.is_some() }
    }
}

impl LendingRules {
    /// Whether the copy belongs to this supplier. The owner counts, not where the copy is now; where the source names no library
    /// nothing speaks against it.
    pub(crate) fn is_own(&self, copy: &Copy, places: &Places) -> bool {
        let is_site = |value: &str| self.sites.iter().any(|site| places.is_same_library(site, value));
        self.sites.is_empty() || copy.library.is_empty() || copy.library.values().any(is_site)
    }

    pub(crate) fn library(&self, library: &Named, places: &Places) -> Found {
        let rule = self.libraries.iter().find(|rule| means(&rule.place, library, |a, b| places.is_same_library(a, b)));
        Found::of(rule.map(|rule| rule.preference))
    }

    pub(crate) fn location(&self, library: &Named, location: &Named, places: &Places) -> Found {
        let is_library = |rule: &str| means(rule, library, |a, b| places.is_same_library(a, b));
        let is_location = |rule: &str| means(rule, location, |a, b| places.is_same_location(a, b));
        let pair = self.pairs.iter().find(|rule| is_library(&rule.library) && is_location(&rule.location));
        let alone = self.locations.iter().find(|rule| is_location(&rule.place));
        Found::of(pair.map(|rule| rule.preference).or_else(|| alone.map(|rule| rule.preference)))
    }

    /// What a rule says of a policy; `None` without one.
    pub(crate) fn policy(&self, policy: &Named) -> Option<bool> {
        lendable(&self.policies, policy)
    }

    /// What a rule says of a kind of material; `None` without one.
    pub(crate) fn material(&self, material: &Named) -> Option<bool> {
        lendable(&self.materials, material)
    }
}

impl Learned {
    /// Notes what no rule knows, each once.
    pub(crate) fn note(&mut self, copy: &Copy, rules: &LendingRules, places: &Places) {
        let (library, location) = (copy.current_library(), copy.current_location());
        if !library.is_empty() && !rules.library(library, places).is_ruled {
            push_new(&mut self.libraries, library.clone());
        }
        if !location.is_empty() && !rules.location(library, location, places).is_ruled {
            push_new(&mut self.locations, (library.clone(), location.clone()));
        }
        if !copy.policy.is_empty() && rules.policy(&copy.policy).is_none() {
            push_new(&mut self.policies, copy.policy.clone());
        }
    }

    /// Whether every rule was known.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.libraries.is_empty() && self.locations.is_empty() && self.policies.is_empty()
    }
}

fn push_new<T: PartialEq>(all: &mut Vec<T>, new: T) {
    if !all.contains(&new) {
        all.push(new);
    }
}

fn means(rule: &str, named: &Named, is_same: impl Fn(&str, &str) -> bool) -> bool {
    named.values().any(|value| is_same(rule, value))
}

fn lendable(rules: &[Lendable], named: &Named) -> Option<bool> {
    rules.iter().find(|rule| means(&rule.value, named, same)).map(|rule| rule.is_lent)
}

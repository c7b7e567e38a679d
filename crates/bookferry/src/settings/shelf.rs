//! Where a library's shelf is looked at, and what is lent from where: what the auto-responder goes by.

use availability::{Learned, Lendable, LendingRules, Named, PairPreference, Preference};
use serde::{Deserialize, Serialize};

use super::{Lending, LibrarySettings, Section};

/// A way to ask the library's own system what is on its shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// Alma's REST interface.
    Rest,
    /// SRU.
    Sru,
    /// Z39.50.
    Z3950,
}

impl Way {
    /// Every way, in the order in which they are asked when nothing else is set: who knows the single copy best comes first, and
    /// who is asked most cheaply before who is not.
    pub const ALL: [Self; 3] = [Self::Rest, Self::Z3950, Self::Sru];

    /// The value in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Sru => "sru",
            Self::Z3950 => "z3950",
        }
    }

    /// The words on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Rest => "Alma's REST interface",
            Self::Sru => "SRU",
            Self::Z3950 => "Z39.50",
        }
    }

    /// The way with this form value.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// Availability: where the shelf is looked at beside Z39.50, and who is asked first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Availability {
    /// The order in which the ways are asked; one without an address is passed over.
    pub order: Vec<Way>,
    /// `https://<alma_domain>/view/sru/01UNIV_INST`, or another SRU server's base address.
    pub sru_address: String,
    /// `https://api-eu.hosted.exlibrisgroup.com/almaws/v1`.
    pub rest_address: String,
    /// The key of that interface. Never shown.
    pub rest_key: String,
}

impl Section for Availability {
    const NAME: &'static str = "availability";
}

impl Default for Availability {
    fn default() -> Self {
        Self {
            order: Way::ALL.to_vec(),
            sru_address: String::new(),
            rest_address: String::new(),
            rest_key: String::new(),
        }
    }
}

/// Locations, shelving locations and item policies: how gladly each lends. What the auto-responder met and nobody has decided
/// about stands here as well, without a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Locations {
    /// Libraries within the institution.
    pub libraries: Vec<PlaceRule>,
    /// Shelving locations, of any library or of one.
    pub shelving: Vec<PlaceRule>,
    /// Item policies.
    pub policies: Vec<PolicyRule>,
}

impl Section for Locations {
    const NAME: &'static str = "locations";
}

/// How gladly a place lends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PlaceRule {
    /// For a shelving location: the library that it is meant in, by code or name; empty: in all.
    pub library: String,
    /// Code or name.
    pub place: String,
    /// More is better, negative is never; `None`: new, nobody has decided, which counts as 0.
    pub preference: Option<i32>,
}

/// Whether the items of a policy are lent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PolicyRule {
    /// Code or name.
    pub policy: String,
    /// `None`: new, nobody has decided, which counts as yes.
    pub is_lent: Option<bool>,
}

impl Locations {
    /// How many nobody has decided about.
    #[must_use]
    pub fn undecided(&self) -> usize {
        let places = self.libraries.iter().chain(&self.shelving).filter(|rule| rule.preference.is_none()).count();
        places + self.policies.iter().filter(|rule| rule.is_lent.is_none()).count()
    }

    /// Takes in what no rule knew. Returns what was new, in words.
    pub fn learn(&mut self, learned: &Learned) -> Vec<String> {
        let new = |library: &Named, place: &Named| {
            let rule = PlaceRule { library: shown(library), place: shown(place), preference: None };
            (!rule.place.is_empty()).then_some(rule)
        };
        let libraries = learned.libraries.iter().filter_map(|library| new(&Named::default(), library));
        let libraries = push_new(&mut self.libraries, libraries);
        let shelving = learned.locations.iter().filter_map(|(library, place)| new(library, place));
        let shelving = push_new(&mut self.shelving, shelving);
        let policies = learned.policies.iter().map(|policy| PolicyRule { policy: shown(policy), is_lent: None });
        let policies = push_new(&mut self.policies, policies.filter(|rule| !rule.policy.is_empty()));
        let place = |rule: &PlaceRule| match rule.library.as_str() {
            "" => rule.place.clone(),
            library => format!("{library} / {}", rule.place),
        };
        let libraries = libraries.iter().map(|rule| format!("location {}", rule.place));
        let shelving = shelving.iter().map(|rule| format!("shelving location {}", place(rule)));
        let policies = policies.iter().map(|rule| format!("item policy {}", rule.policy));
        libraries.chain(shelving).chain(policies).collect()
    }
}

impl LibrarySettings {
    /// Whether the shelf can be looked at in this way.
    #[must_use]
    pub fn has_way(&self, way: Way) -> bool {
        match way {
            Way::Rest => !self.availability.rest_address.is_empty() && !self.availability.rest_key.is_empty(),
            Way::Sru => !self.availability.sru_address.is_empty(),
            Way::Z3950 => !self.z3950.server_address.is_empty(),
        }
    }

    /// What is lent from where, for the choice of a copy.
    #[must_use]
    pub fn lending_rules(&self) -> LendingRules {
        let mut rules = not_lent(&self.lending);
        for rule in &self.locations.libraries {
            rules.libraries.push(preference(&rule.place, rule.preference));
        }
        for rule in &self.locations.shelving {
            match rule.library.as_str() {
                "" => rules.locations.push(preference(&rule.place, rule.preference)),
                library => rules.pairs.push(PairPreference {
                    library: library.to_owned(),
                    location: rule.place.clone(),
                    preference: rule.preference.unwrap_or_default(),
                }),
            }
        }
        let policies = self.locations.policies.iter();
        rules.policies.extend(policies.map(|rule| lendable(&rule.policy, rule.is_lent.unwrap_or(true))));
        rules
    }
}

/// The lists of the lending page, which name libraries and shelving locations alike.
fn not_lent(lending: &Lending) -> LendingRules {
    let never: Vec<Preference> = lending.locations_not_lent.iter().map(|place| preference(place, Some(-1))).collect();
    LendingRules {
        libraries: never.clone(),
        locations: never,
        policies: lending.policies_not_lent.iter().map(|policy| lendable(policy, false)).collect(),
        ..LendingRules::default()
    }
}

fn preference(place: &str, preference: Option<i32>) -> Preference {
    Preference { place: place.trim().to_owned(), preference: preference.unwrap_or_default() }
}

fn lendable(policy: &str, is_lent: bool) -> Lendable {
    Lendable { value: policy.trim().to_owned(), is_lent }
}

/// The code where one is known, for names change more often.
fn shown(named: &Named) -> String {
    named.code.clone().or_else(|| named.name.clone()).unwrap_or_default().trim().to_owned()
}

/// Adds the rules of which there is none yet about the same thing. Returns them.
fn push_new<T: SameThing + Clone>(all: &mut Vec<T>, new: impl Iterator<Item = T>) -> Vec<T> {
    let mut added = Vec::new();
    for rule in new {
        if !all.iter().any(|known| known.is_about_the_same(&rule)) {
            all.push(rule.clone());
            added.push(rule);
        }
    }
    added
}

trait SameThing {
    fn is_about_the_same(&self, other: &Self) -> bool;
}

impl SameThing for PlaceRule {
    fn is_about_the_same(&self, other: &Self) -> bool {
        self.library == other.library && self.place == other.place
    }
}

impl SameThing for PolicyRule {
    fn is_about_the_same(&self, other: &Self) -> bool {
        self.policy == other.policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_met_is_learnt_once_and_lent_until_somebody_decides() {
        let learned = Learned {
            libraries: vec![Named::both("MAIN", "Main Library")],
            locations: vec![(Named::code("MAIN"), Named::name("Stacks"))],
            policies: vec![Named::name("Reserve")],
        };
        let mut settings = LibrarySettings::default();
        assert_eq!(
            settings.locations.learn(&learned),
            ["location MAIN", "shelving location MAIN / Stacks", "item policy Reserve"]
        );
        assert!(settings.locations.learn(&learned).is_empty(), "nothing is new the second time");
        assert_eq!(settings.locations.undecided(), 3);
        let rules = settings.lending_rules();
        assert_eq!(rules.libraries, [preference("MAIN", Some(0))]);
        assert_eq!(rules.pairs[0].location, "Stacks");
        assert_eq!(rules.policies, [lendable("Reserve", true)]);
    }

    #[test]
    fn places_of_the_lending_page_are_never_lent_from() {
        let lending = Lending { locations_not_lent: vec!["Reference".into()], ..Lending::default() };
        let rules = LibrarySettings { lending, ..LibrarySettings::default() }.lending_rules();
        assert_eq!((rules.libraries[0].preference, rules.locations[0].preference), (-1, -1));
    }
}

//! What a test of a connection showed, step by step, with the sets to choose from.

use std::net::IpAddr;

use crate::jobs::{SourceTest, TestOutcome, TestStep};

/// Sets that are shown to choose from; a repository with one set a collection has hundreds.
const SETS: usize = 30;

/// The result of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// A class of the design system.
    pub kind: &'static str,
    /// The result in one line.
    pub headline: &'static str,
    /// Each call with what came.
    pub steps: Vec<StepView>,
    /// The address that Alma must allow; empty when it is not known.
    pub our_address: String,
    /// Where the address belongs, and how sure it is.
    pub address_hint: &'static str,
    /// The first sets of the source, the nearest to the typed one in front.
    pub sets: Vec<SetView>,
    /// Sets that are not shown.
    pub more_sets: usize,
}

/// One call of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    /// A class of the design system.
    pub kind: &'static str,
    /// How it went.
    pub word: &'static str,
    /// What was asked.
    pub name: &'static str,
    /// What came.
    pub seen: String,
    /// What to change, and where.
    pub advice: String,
}

/// A set to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetView {
    /// Its Set Spec.
    pub spec: String,
    /// Its name.
    pub name: String,
    /// Whether its spec resembles what was typed.
    pub is_nearest: bool,
    /// Whether it is what was typed.
    pub is_chosen: bool,
}

impl Report {
    /// The result of a test of a source with this set.
    #[must_use]
    pub fn of(test: &SourceTest, typed_set: &str) -> Self {
        let (kind, headline) = headline(&test.steps);
        let mut sets: Vec<SetView> = test.sets.iter().map(|set| set_view(test, set, typed_set)).collect();
        // The sort is stable: the others stay as the source lists them.
        sets.sort_by_key(|set| !(set.is_chosen || set.is_nearest));
        let more_sets = sets.len().saturating_sub(SETS);
        sets.truncate(SETS);
        Self {
            kind,
            headline,
            steps: test.steps.iter().map(step_view).collect(),
            our_address: test.our_address.map(|address| address.to_string()).unwrap_or_default(),
            address_hint: address_hint(test.our_address),
            sets,
            more_sets,
        }
    }
}

fn headline(steps: &[TestStep]) -> (&'static str, &'static str) {
    let any = |outcome: TestOutcome| steps.iter().any(|step| step.outcome == outcome);
    if any(TestOutcome::Failed) {
        ("bad", "Test failed: look at the first step that failed")
    } else if any(TestOutcome::Warning) {
        ("warn", "Test passed, with something to look at")
    } else {
        ("good", "Test passed: this source can be harvested")
    }
}

fn step_view(step: &TestStep) -> StepView {
    let (kind, word) = match step.outcome {
        TestOutcome::Ok => ("good", "ok"),
        TestOutcome::Warning => ("warn", "warning"),
        TestOutcome::Failed => ("bad", "failed"),
    };
    StepView { kind, word, name: step.name, seen: step.seen.clone(), advice: step.advice.clone().unwrap_or_default() }
}

fn set_view(test: &SourceTest, set: &oai_pmh::Set, typed: &str) -> SetView {
    let is_chosen = set.spec == typed;
    SetView {
        spec: set.spec.clone(),
        name: set.name.clone(),
        is_nearest: !is_chosen && test.nearest_set.as_deref() == Some(set.spec.as_str()),
        is_chosen,
    }
}

fn address_hint(address: Option<IpAddr>) -> &'static str {
    match address {
        Some(address) if is_private(address) => {
            "From this machine the calls leave with this address, which is of a private network: Alma sees the public address of your network's gateway instead. Ask whoever runs the network, and put that one into the list: Configuration > General > External Systems > Integration Profiles, the profile of type OAI."
        }
        _ => {
            "Only when the profile has a list of addresses: Configuration > General > External Systems > Integration Profiles, the profile of type OAI (OAI Repository Definition)."
        }
    }
}

fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

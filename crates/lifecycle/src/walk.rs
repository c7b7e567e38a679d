//! Every situation that one side can come into, found by trying every sample event from the first step on.
//!
//! The other side is taken to say anything at any time, so this finds more than can really happen. What two libraries can
//! bring each other into is explored by the tests of this crate.

use std::collections::{HashSet, VecDeque};

use crate::facts::Facts;
use crate::party::PartyEvent;
use crate::policy::{AutoResponder, PatronTrouble, Policy};
use crate::words::ServiceType;

/// A state with the facts and the policy under which it was reached.
pub type Situation<State> = (State, Facts, Policy);

/// Every situation that requests of both kinds can come into under the given policies.
pub fn situations<E: PartyEvent>(policies: &[Policy]) -> Vec<Situation<E::State>> {
    let mut found = Vec::new();
    for policy in policies {
        for &service_type in ServiceType::ALL {
            let reached = reach::<E>(service_type, policy);
            found.extend(reached.into_iter().map(|(state, facts)| (state, facts, policy.clone())));
        }
    }
    found
}

/// Policies that between them switch every rule on and off.
pub fn policies() -> Vec<Policy> {
    let automatic = Policy {
        auto_responder: AutoResponder::WillAndCannotSupply,
        copy_auto_responder: AutoResponder::WillAndCannotSupply,
        unclear_is_no: true,
        local_review: true,
        blocked_patron: PatronTrouble::Refuse,
        unknown_patron: PatronTrouble::Refuse,
        place_hold: false,
        note_request: true,
        charge_loan: true,
        charge_copy: true,
        renewals: 1,
        ..Policy::default()
    };
    let by_hand = Policy {
        review_every_request: true,
        auto_responder: AutoResponder::Off,
        copy_auto_responder: AutoResponder::Off,
        answer_cancels: false,
        renewals: 1,
        ..Policy::default()
    };
    let without_library_system =
        Policy { check_patron: false, library_system: false, answer_cancels: false, renewals: 1, ..Policy::default() };
    let lends_at_once =
        Policy { auto_responder: AutoResponder::LoanedAndCannotSupply, renewals: 1, ..Policy::default() };
    let suspended = Policy { suspended: true, auto_responder: AutoResponder::Off, renewals: 1, ..Policy::default() };
    let usual = Policy { renewals: 1, ..Policy::default() };
    vec![usual, automatic, by_hand, without_library_system, lends_at_once, suspended]
}

fn reach<E: PartyEvent>(service_type: ServiceType, policy: &Policy) -> Vec<(E::State, Facts)> {
    let events = E::samples();
    let first = (E::start(policy, service_type).next, Facts::new(service_type));
    let mut seen = HashSet::from([first.clone()]);
    let mut waiting = VecDeque::from([first]);
    let mut order = Vec::new();
    while let Some((state, facts)) = waiting.pop_front() {
        for event in &events {
            let Ok(decision) = event.decide(&facts, policy, state) else { continue };
            let next = (decision.next, facts.after(event, &decision));
            if !seen.contains(&next) {
                seen.insert(next.clone());
                waiting.push_back(next);
            }
        }
        order.push((state, facts));
    }
    order
}

//! One side at a time, with another side that may say anything: what is true in every situation.

use std::collections::HashSet;

use lifecycle::requester::{self, State as Asking};
use lifecycle::supplier::{self, State as Asked};
use lifecycle::walk::{policies, situations};
use lifecycle::{Decision, Facts, FromRequester, FromSupplier, PartyEvent, PartyState, Refusal, ServiceType};

use crate::party::only_what_rules_read;

#[test]
fn every_state_can_be_reached() {
    every_state_can_be_reached_in::<requester::Event>();
    every_state_can_be_reached_in::<supplier::Event>();
}

fn every_state_can_be_reached_in<E: PartyEvent>() {
    let reached: HashSet<E::State> = situations::<E>(&policies()).into_iter().map(|(state, ..)| state).collect();
    assert_eq!(reached, E::State::all().iter().copied().collect());
}

#[test]
fn nothing_leads_out_of_an_end() {
    nothing_leads_out_of_an_end_of::<requester::Event>();
    nothing_leads_out_of_an_end_of::<supplier::Event>();
}

fn nothing_leads_out_of_an_end_of<E: PartyEvent>() {
    let events = E::samples();
    for (state, facts, policy) in situations::<E>(&policies()).iter().filter(|(state, ..)| state.is_end()) {
        for event in &events {
            if let Ok(Decision { next, .. }) = event.decide(facts, policy, *state) {
                assert_eq!(next, *state, "{} leads out of an end", event.name());
            }
        }
        assert!(facts.outcome.is_some(), "{state:?} without an outcome");
    }
}

/// Facts that no one has ever seen together are answered as well: nothing panics.
#[test]
fn every_state_answers_every_event_whatever_the_facts() {
    answers_everything::<requester::Event>();
    answers_everything::<supplier::Event>();
}

fn answers_everything<E: PartyEvent>() {
    let events = E::samples();
    let facts: HashSet<Facts> =
        situations::<E>(&policies()).into_iter().map(|(_, facts, _)| only_what_rules_read(facts)).collect();
    let mut refusals = HashSet::new();
    for (policy, facts) in policies().iter().flat_map(|policy| facts.iter().map(move |facts| (policy, facts))) {
        for (&state, event) in E::State::all().iter().flat_map(|state| events.iter().map(move |event| (state, event))) {
            match event.decide(facts, policy, state) {
                Ok(decision) => drop(facts.after(event, &decision)),
                Err(refusal) => drop(refusals.insert(refusal.name())),
            }
        }
    }
    assert_eq!(refusals.len(), 4, "every kind of refusal is in use: {refusals:?}");
}

/// What the explorer leaves out of the facts makes no difference to any decision.
#[test]
fn no_rule_reads_facts_that_are_only_for_people() {
    reads_only_what_it_says::<requester::Event>();
    reads_only_what_it_says::<supplier::Event>();
}

fn reads_only_what_it_says<E: PartyEvent>() {
    let events = E::samples();
    for (state, facts, policy) in situations::<E>(&policies()) {
        let bare = only_what_rules_read(facts.clone());
        if bare == facts {
            continue;
        }
        for event in &events {
            assert_eq!(
                event.decide(&facts, &policy, state),
                event.decide(&bare, &policy, state),
                "{state:?} {event:?}"
            );
        }
    }
}

#[test]
fn a_note_is_welcome_in_every_state_once_the_libraries_know_each_other() {
    let note = || "Which volume?".to_owned();
    let mut facts = Facts::new(ServiceType::Loan);
    for (policy, &state) in policies().iter().flat_map(|policy| Asked::ALL.iter().map(move |state| (policy, state))) {
        let heard = supplier::Event::Heard(FromRequester::Notification { note: note() });
        let said = supplier::Event::Command(supplier::Command::SendNote { note: note() });
        assert_eq!(heard.decide(&facts, policy, state).map(|step| step.next), Ok(state));
        assert_eq!(said.decide(&facts, policy, state).map(|step| step.next), Ok(state));
    }
    for (policy, &state) in policies().iter().flat_map(|policy| Asking::ALL.iter().map(move |state| (policy, state))) {
        let heard = requester::Event::Heard(FromSupplier::Notification { note: note() });
        let said = requester::Event::Command(requester::Command::SendNote { note: note() });
        facts.suppliers_asked = 0;
        assert_eq!(heard.decide(&facts, policy, state), Err(Refusal::NotNow));
        assert_eq!(said.decide(&facts, policy, state), Err(Refusal::NotNow));
        facts.suppliers_asked = 1;
        assert_eq!(heard.decide(&facts, policy, state).map(|step| step.next), Ok(state));
        assert_eq!(said.decide(&facts, policy, state).map(|step| step.next), Ok(state));
    }
}

#[test]
fn facts_of_the_requester_agree_with_its_state() {
    for (state, facts, _) in situations::<requester::Event>(&policies()) {
        let context = format!("{state:?} {facts:?}");
        assert_eq!(facts.cancel_intent.is_some(), state == Asking::CancelPending, "{context}");
        assert!(facts.temporary_items.is_empty() || state == Asking::Received, "{context}");
        assert!(
            facts.conditions_open.is_empty() || matches!(state, Asking::ConditionPending | Asking::CancelPending),
            "{context}"
        );
        assert!(state != Asking::Received || !facts.items.is_empty(), "{context}");
        assert!(facts.on_loan.is_empty(), "{context}");
        assert!(!facts.hold || facts.is_loan() && !state.is_end(), "{context}");
        assert_eq!(
            facts.document.is_some(),
            !facts.is_loan() && matches!(state, Asking::CopyDelivered | Asking::Completed),
            "{context}"
        );
    }
}

#[test]
fn facts_of_the_supplier_agree_with_its_state() {
    for (state, facts, _) in situations::<supplier::Event>(&policies()) {
        let context = format!("{state:?} {facts:?}");
        let at_hand = matches!(state, Asked::WillSupply | Asked::CancelRequested) && !facts.items.is_empty();
        let out = at_hand || matches!(state, Asked::Shipped | Asked::ReturnShipped | Asked::Lost);
        assert!(facts.on_loan.is_empty() || out, "{context}");
        assert!(
            !facts.hold || matches!(state, Asked::WillSupply | Asked::ConditionPending | Asked::CancelRequested),
            "{context}"
        );
        assert!(
            facts.conditions_open.is_empty() || matches!(state, Asked::ConditionPending | Asked::CancelRequested),
            "{context}"
        );
        assert!(facts.temporary_items.is_empty() && facts.cancel_intent.is_none(), "{context}");
        assert!(state != Asked::Shipped || facts.is_loan() && !facts.items.is_empty(), "{context}");
    }
}

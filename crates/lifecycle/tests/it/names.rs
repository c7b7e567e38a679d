//! Names are stable and unique, and everything that people see has words.

use std::collections::HashSet;

use lifecycle::{
    AutoResponder, CancelIntent, Effect, Notice, Outcome, PartyEvent, PatronTrouble, Phase, Refusal, ServiceType, Side,
    Whom, draw, requester, supplier, utc_day, walk,
};

macro_rules! names_lead_back {
    ($($list:path),+ $(,)?) => { $(
        let names: HashSet<&str> = <$list>::ALL.iter().map(|member| member.name()).collect();
        assert_eq!(names.len(), <$list>::ALL.len(), "two members of {} share a name", stringify!($list));
        for &member in <$list>::ALL {
            assert_eq!(<$list>::from_name(member.name()), Some(member));
            assert!(is_stable(member.name()), "{}", member.name());
        }
        assert_eq!(<$list>::from_name("no such name"), None);
    )+ };
}

#[test]
fn every_name_leads_back_to_its_member() {
    names_lead_back!(
        Side,
        ServiceType,
        Phase,
        Outcome,
        CancelIntent,
        PatronTrouble,
        AutoResponder,
        Whom,
        Notice,
        draw::View,
        requester::State,
        requester::CommandKind,
        supplier::State,
        supplier::CommandKind,
    );
}

/// Names that databases hold. A change here needs a migration.
#[test]
fn stored_names_of_states_have_not_changed() {
    let names: Vec<&str> = requester::State::ALL.iter().map(|state| state.name()).collect();
    assert_eq!(
        names.join(" "),
        "new needs_review routing sent expected will_supply condition_pending retry_pending cancel_pending shipped received \
         returned copy_delivered return_shipped completed unfilled cancelled refused filled_here closed lost"
    );
    let names: Vec<&str> = supplier::State::ALL.iter().map(|state| state.name()).collect();
    assert_eq!(
        names.join(" "),
        "new will_supply condition_pending cancel_requested shipped return_shipped completed unfilled retry_asked cancelled lost"
    );
}

#[test]
fn states_and_buttons_have_words_of_their_own() {
    all_differ(requester::State::ALL.iter().map(|state| state.label()));
    all_differ(supplier::State::ALL.iter().map(|state| state.label()));
    all_differ(requester::CommandKind::ALL.iter().map(|kind| kind.label()));
    all_differ(supplier::CommandKind::ALL.iter().map(|kind| kind.label()));
    assert!(requester::State::ALL.iter().all(|state| !state.patron_label().is_empty()));
    for &side in Side::ALL {
        all_differ(Phase::ALL.iter().map(|phase| phase.label(side)));
    }
    for refusal in [Refusal::Late, Refusal::NotNow, Refusal::WrongService, Refusal::Policy("Nothing was scanned.")] {
        assert!(is_sentence(refusal.words()), "{}", refusal.words());
    }
    assert!(Notice::ALL.iter().all(|notice| is_sentence(notice.words())));
}

#[test]
fn samples_are_of_the_kind_they_stand_for() {
    assert!(requester::CommandKind::ALL.iter().all(|kind| kind.sample().kind() == *kind));
    assert!(supplier::CommandKind::ALL.iter().all(|kind| kind.sample().kind() == *kind));
}

#[test]
fn events_and_effects_are_told_in_sentences() {
    told_in_sentences::<requester::Event>();
    told_in_sentences::<supplier::Event>();
}

fn told_in_sentences<E: PartyEvent>() {
    let events = E::samples();
    for event in &events {
        assert!(is_sentence(&event.describe(&utc_day)), "{}: {}", event.name(), event.describe(&utc_day));
        assert!(event.name().split('.').all(is_stable), "{}", event.name());
    }
    let mut effects: HashSet<Effect> = HashSet::new();
    for (state, facts, policy) in walk::situations::<E>(&walk::policies()) {
        let steps = events.iter().filter_map(|event| event.decide(&facts, &policy, state).ok());
        effects.extend(steps.flat_map(|step| step.effects));
    }
    for effect in effects {
        assert!(is_sentence(&effect.describe(&utc_day)), "{}: {}", effect.name(), effect.describe(&utc_day));
        assert!(effect.name().split('.').all(is_stable), "{}", effect.name());
    }
}

fn all_differ<'a>(words: impl Iterator<Item = &'a str>) {
    let mut seen = HashSet::new();
    for word in words {
        assert!(!word.is_empty() && seen.insert(word), "{word:?} is empty or there twice");
    }
}

fn is_stable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn is_sentence(words: &str) -> bool {
    words.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
        && words.ends_with('.')
        && !words.contains("..")
}

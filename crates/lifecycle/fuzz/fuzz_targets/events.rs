//! Any list of events: each byte picks one; nothing panics and an end stays an end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lifecycle::{Facts, PartyEvent, PartyState, Policy, ServiceType, requester, supplier};

fuzz_target!(|choices: &[u8]| {
    walk::<requester::Event>(choices);
    walk::<supplier::Event>(choices);
});

fn walk<E: PartyEvent>(choices: &[u8]) {
    let (events, policy) = (E::samples(), Policy::default());
    let mut state = E::start(&policy, ServiceType::Loan).next;
    let mut facts = Facts::new(ServiceType::Loan);
    for choice in choices {
        let Some(event) = events.get(usize::from(*choice) % events.len()) else { return };
        let Ok(decision) = event.decide(&facts, &policy, state) else { continue };
        assert!(!state.is_end() || decision.next == state);
        facts = facts.after(event, &decision);
        state = decision.next;
    }
}

//! Folding the log of a request again gives the state and the facts that were stored.

use lifecycle::{Facts, IlsAnswer, PartyEvent, PartyState, Policy, ServiceType, requester, supplier, walk};

#[test]
fn folding_the_log_gives_the_stored_state_and_facts() {
    let mut dice = Dice(0x5EED);
    let mut ends = 0;
    for policy in walk::policies() {
        for &service_type in ServiceType::ALL {
            for _ in 0..60 {
                ends += usize::from(walk_and_replay(service_type, &policy, &mut dice, requester::Event::Ils));
                ends += usize::from(walk_and_replay(service_type, &policy, &mut dice, supplier::Event::Ils));
            }
        }
    }
    assert!(ends > 100, "only {ends} of the walks came to an end");
}

/// Walks at random, then folds the log alone. Tells whether the walk came to an end.
fn walk_and_replay<E: PartyEvent>(
    service_type: ServiceType,
    policy: &Policy,
    dice: &mut Dice,
    ils: fn(IlsAnswer) -> E,
) -> bool {
    let mut events = E::samples();
    let mut stored = (E::start(policy, service_type).next, Facts::new(service_type));
    let mut log = Vec::new();
    for _ in 0..120 {
        let event = dice.pick(&events).clone();
        let Ok(decision) = event.decide(&stored.1, policy, stored.0) else { continue };
        // Any call that was made may fail and be repeated or skipped.
        for effect in &decision.effects {
            if let lifecycle::Effect::Ils(call) = effect {
                events.push(ils(IlsAnswer::Failed { call: call.clone(), why: "no answer".into() }));
                events.push(ils(IlsAnswer::Done { call: call.clone() }));
                events.push(ils(IlsAnswer::Skipped { call: call.clone() }));
            }
        }
        stored = (decision.next, stored.1.after(&event, &decision));
        log.push((event, decision.next.name()));
    }
    let mut folded = (E::start(policy, service_type).next, Facts::new(service_type));
    for (event, next) in &log {
        let decision = event.decide(&folded.1, policy, folded.0).expect("it was accepted the first time");
        assert_eq!(decision.next.name(), *next);
        folded = (decision.next, folded.1.after(event, &decision));
    }
    assert_eq!(folded, stored);
    stored.0.is_end()
}

/// Random enough for walks, and the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        &list[(self.0 % list.len() as u64) as usize]
    }
}

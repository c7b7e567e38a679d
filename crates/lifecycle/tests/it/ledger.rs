//! What the library systems believe balances: no hold, loan or temporary item is made twice, taken away twice, or left behind.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use lifecycle::{
    Decision, Effect, Facts, IlsAnswer, IlsCall, PartyEvent, PartyState, Policy, ServiceType, requester, supplier, walk,
};

#[test]
fn library_systems_stay_in_balance() {
    let mut faults = BTreeMap::new();
    for policy in walk::policies() {
        for &service_type in ServiceType::ALL {
            audit(service_type, &policy, requester::Event::Ils, &mut faults);
            audit(service_type, &policy, supplier::Event::Ils, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_library_system_that_is_switched_off_in_between_is_left_clean() {
    let with = Policy { renewals: 1, ..Policy::default() };
    let without = Policy { library_system: false, ..with.clone() };
    let mut facts = Facts::new(ServiceType::Loan);
    let mut state = supplier::start(&with, ServiceType::Loan).next;
    let mut ledger = Ledger::default();
    let ship = supplier::CommandKind::Ship.sample();
    for (policy, command) in [(&with, supplier::Command::Promise), (&without, ship)] {
        let event = supplier::Event::Command(command);
        let decision = event.decide(&facts, policy, state).unwrap();
        ledger.book(&decision.effects).unwrap();
        (state, facts) = (decision.next, facts.after(&event, &decision));
    }
    assert_eq!((state, ledger), (supplier::State::Shipped, Ledger::default()));
}

/// What the library system of one side believes about the request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Ledger {
    hold: bool,
    lent: BTreeSet<u16>,
    temporary: BTreeSet<u16>,
}

impl Ledger {
    fn book(&mut self, effects: &[Effect]) -> Result<(), String> {
        effects.iter().try_for_each(|effect| match effect {
            Effect::Ils(call) => self.call(call),
            _ => Ok(()),
        })
    }

    fn call(&mut self, call: &IlsCall) -> Result<(), String> {
        let sound = match call {
            IlsCall::LookupUser | IlsCall::ChargePatron => true,
            IlsCall::RequestItem => !std::mem::replace(&mut self.hold, true),
            IlsCall::CancelRequestItem => std::mem::take(&mut self.hold),
            IlsCall::AcceptItem { item } => {
                self.hold = false;
                self.temporary.insert(*item)
            }
            IlsCall::CheckOutItem { item, .. } => {
                self.hold = false;
                self.lent.insert(*item)
            }
            IlsCall::CheckInItem { item } => self.lent.remove(item) || self.temporary.remove(item),
            IlsCall::RenewItem { item, .. }
            | IlsCall::RenewalPending { item }
            | IlsCall::RenewalRefused { item }
            | IlsCall::RecallItem { item } => self.lent.contains(item) || self.temporary.contains(item),
        };
        if sound { Ok(()) } else { Err(format!("{} does not fit {self:?}", call.name())) }
    }

    /// Calls of which staff may say that they were not made, so that nothing needs undoing.
    fn skippable(&self) -> Vec<IlsCall> {
        let holds = self.hold.then_some(IlsCall::RequestItem);
        let temporary = self.temporary.iter().map(|&item| IlsCall::AcceptItem { item });
        let lent = self.lent.iter().map(|&item| IlsCall::CheckOutItem { item, due: None });
        holds.into_iter().chain(temporary).chain(lent).collect()
    }

    fn skip(&mut self, call: &IlsCall) {
        match call {
            IlsCall::RequestItem => self.hold = false,
            IlsCall::AcceptItem { item } => drop(self.temporary.remove(item)),
            IlsCall::CheckOutItem { item, .. } => drop(self.lent.remove(item)),
            other => panic!("{other:?} is not skipped here"),
        }
    }

    /// Everything is settled; of a lost item the loan stays, for the bill.
    fn is_settled(&self, state: &str) -> bool {
        !self.hold && self.temporary.is_empty() && (self.lent.is_empty() || state == "lost")
    }
}

fn audit<E: PartyEvent>(
    service_type: ServiceType,
    policy: &Policy,
    ils: fn(IlsAnswer) -> E,
    faults: &mut BTreeMap<String, String>,
) {
    let samples = E::samples();
    let first = (E::start(policy, service_type).next, Facts::new(service_type), Ledger::default());
    let mut seen = HashSet::from([first.clone()]);
    let mut waiting = VecDeque::from([(first, Vec::<String>::new())]);
    while let Some(((state, facts, ledger), way)) = waiting.pop_front() {
        if state.is_end() && !ledger.is_settled(state.name()) {
            faults.entry(format!("{} ends with {ledger:?}", state.name())).or_insert(way.join(", "));
        }
        let skips = ledger.skippable().into_iter().map(|call| ils(IlsAnswer::Skipped { call }));
        for event in samples.iter().cloned().chain(skips) {
            let Ok(decision) = event.decide(&facts, policy, state) else { continue };
            let Decision { next, effects } = &decision;
            let mut ledger = ledger.clone();
            let mut way = way.clone();
            way.push(event.name());
            if let Some(call) =
                ledger.skippable().into_iter().find(|call| event == ils(IlsAnswer::Skipped { call: call.clone() }))
            {
                ledger.skip(&call);
            }
            if let Err(fault) = ledger.book(effects) {
                faults.entry(fault).or_insert(way.join(", "));
                continue;
            }
            let after = (*next, facts.after(&event, &decision), ledger);
            if seen.insert(after.clone()) {
                waiting.push_back((after, way));
            }
        }
    }
}

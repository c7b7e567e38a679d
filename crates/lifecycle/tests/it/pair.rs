//! Two libraries with messages in flight: every configuration that they can bring each other into.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lifecycle::{
    Decision, Effect, Facts, FromRequester, IlsAnswer, IlsCall, PartyEvent, PartyState, Policy, Refusal, ServiceType,
    Side, requester, supplier,
};

use crate::party::{Move, Party};

/// The rules of both sides, from which one arm may be missing.
#[derive(Clone, Copy, Default)]
pub struct Rules {
    pub missing: Option<Missing>,
}

/// An arm that has gone: side, state and event, and what is answered instead.
#[derive(Clone, Copy)]
pub struct Missing(pub Side, pub &'static str, pub &'static str, pub Refusal);

impl Rules {
    pub fn decide<E: PartyEvent>(
        self,
        facts: &Facts,
        policy: &Policy,
        state: E::State,
        event: &E,
    ) -> Result<Decision<E::State>, Refusal> {
        match self.missing {
            Some(Missing(side, from, name, instead))
                if side == E::SIDE && from == state.name() && name == event.name() =>
            {
                Err(instead)
            }
            _ => event.decide(facts, policy, state),
        }
    }
}

/// What the exploration of one kind of request under one policy found.
pub struct Findings {
    /// How many configurations there are.
    pub configurations: usize,
    /// Pairs of end states in which everything can come to rest.
    pub ends: HashSet<(requester::State, Option<supplier::State>)>,
    /// The nearest faults, each with the shortest way there.
    pub faults: Vec<String>,
}

/// Brings a request of one kind from its first step into every configuration.
pub fn explore(service_type: ServiceType, policy: &Policy, rules: Rules) -> Findings {
    let mut explorer = Explorer {
        service_type,
        policy,
        requester: Party::new(policy, rules),
        supplier: Party::new(policy, rules),
        numbers: HashMap::new(),
        pairs: Vec::new(),
        came_from: Vec::new(),
        before: Vec::new(),
        faults: Vec::new(),
    };
    explorer.run();
    if explorer.faults.is_empty() {
        explorer.find_dead_ends();
    }
    let ends = explorer.pairs.iter().filter(|pair| explorer.is_over(pair)).map(|pair| explorer.states(pair)).collect();
    Findings { configurations: explorer.pairs.len(), ends, faults: explorer.faults }
}

/// Messages in flight one way. More of them add nothing but time.
const IN_FLIGHT: usize = 2;

/// Messages on their way in one direction, with room for one too many.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Post([Option<usize>; IN_FLIGHT + 1]);

impl Post {
    fn push(&mut self, message: usize) {
        let place = self.0.iter_mut().find(|place| place.is_none()).expect("a step says one thing");
        *place = Some(message);
    }

    fn pop(&mut self) -> Option<usize> {
        let first = self.0[0].take();
        self.0.rotate_left(1);
        first
    }

    fn is_empty(&self) -> bool {
        self.0[0].is_none()
    }

    fn is_too_much(&self) -> bool {
        self.0[IN_FLIGHT].is_some()
    }
}

/// Where both libraries stand, what travels between them, and which answers of their own systems they wait for. Situations
/// and messages are numbers into the tables of the two parties, as the same few come up again and again.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Pair {
    requester: usize,
    /// None until the request arrives.
    supplier: Option<usize>,
    to_supplier: Post,
    to_requester: Post,
    patron_asked: bool,
    rota_asked: bool,
    own_shelf_asked: bool,
    shelf_asked: bool,
}

struct Explorer<'a> {
    service_type: ServiceType,
    policy: &'a Policy,
    requester: Party<'a, requester::Event>,
    supplier: Party<'a, supplier::Event>,
    numbers: HashMap<Pair, usize>,
    pairs: Vec<Pair>,
    /// How each configuration was first reached.
    came_from: Vec<Option<(usize, Rc<str>)>>,
    /// For each configuration those before it, closing by hand left out: that way out must never be needed.
    before: Vec<Vec<usize>>,
    faults: Vec<String>,
}

impl Explorer<'_> {
    fn run(&mut self) {
        let start = requester::start(self.policy, self.service_type);
        let mut pair = Pair {
            requester: self.requester.situation((start.next, Facts::new(self.service_type))),
            supplier: None,
            to_supplier: Post::default(),
            to_requester: Post::default(),
            patron_asked: false,
            rota_asked: false,
            own_shelf_asked: false,
            shelf_asked: false,
        };
        self.cause(&mut pair, Side::Requester, &start.effects);
        self.numbers.insert(pair, 0);
        self.pairs.push(pair);
        self.came_from.push(None);
        self.before.push(Vec::new());
        let mut number = 0;
        while let Some(pair) = self.pairs.get(number).copied() {
            self.act_requester(number, &pair);
            self.act_supplier(number, &pair);
            self.deliver_to_supplier(number, &pair);
            self.deliver_to_requester(number, &pair);
            number = if self.faults.is_empty() { number + 1 } else { self.pairs.len() };
        }
    }

    /// Everything that the requesting library and its own systems can do now.
    fn act_requester(&mut self, number: usize, pair: &Pair) {
        for event in 0..self.requester.own_events {
            let Ok(step) = &*self.requester.answer(pair.requester, event) else { continue };
            let mut next = *pair;
            let can_happen = match self.requester.event(event) {
                requester::Event::Command(_) | requester::Event::News(_) => true,
                requester::Event::Ils(answer) => !is_mirror(answer) && std::mem::take(&mut next.patron_asked),
                requester::Event::Rota(_) => std::mem::take(&mut next.rota_asked),
                requester::Event::Shelf(_) => std::mem::take(&mut next.own_shelf_asked),
                requester::Event::Heard(_) => false,
            };
            if can_happen && self.move_requester(&mut next, step) {
                self.arrive(number, next, self.requester.name(event));
            }
        }
    }

    /// Everything that the supplying library and its shelf can do now.
    fn act_supplier(&mut self, number: usize, pair: &Pair) {
        let Some(situation) = pair.supplier else { return };
        for event in 0..self.supplier.own_events {
            let Ok(step) = &*self.supplier.answer(situation, event) else { continue };
            let mut next = *pair;
            let can_happen = match self.supplier.event(event) {
                supplier::Event::Command(_) => true,
                supplier::Event::Shelf(_) => std::mem::take(&mut next.shelf_asked),
                supplier::Event::Ils(_) | supplier::Event::Heard(_) => false,
            };
            if can_happen && self.move_supplier(&mut next, step) {
                self.arrive(number, next, self.supplier.name(event));
            }
        }
    }

    fn deliver_to_supplier(&mut self, number: usize, pair: &Pair) {
        let mut next = *pair;
        let Some(message) = next.to_supplier.pop() else { return };
        let name = self.supplier.name(message);
        let Some(situation) = pair.supplier else {
            if !matches!(&*name, "supplier: heard.request" | "supplier: heard.request_again") {
                return self.fault(number, format!("never asked, {name}"));
            }
            let start = supplier::start(self.policy, self.service_type);
            next.supplier = Some(self.supplier.situation((start.next, Facts::new(self.service_type))));
            self.cause(&mut next, Side::Supplier, &start.effects);
            return self.arrive(number, next, name);
        };
        match &*self.supplier.answer(situation, message) {
            Ok(step) if self.move_supplier(&mut next, step) => self.arrive(number, next, name),
            Ok(_) => {}
            Err(Refusal::Late) => self.arrive(number, next, name),
            Err(refusal) => {
                let state = self.supplier.state(situation).name();
                self.fault(number, format!("in {state}, {name} is {}", refusal.name()));
            }
        }
    }

    fn deliver_to_requester(&mut self, number: usize, pair: &Pair) {
        let mut next = *pair;
        let Some(message) = next.to_requester.pop() else { return };
        let name = self.requester.name(message);
        match &*self.requester.answer(pair.requester, message) {
            Ok(step) if self.move_requester(&mut next, step) => self.arrive(number, next, name),
            Ok(_) => {}
            Err(Refusal::Late) => self.arrive(number, next, name),
            Err(refusal) => {
                let state = self.requester.state(pair.requester).name();
                self.fault(number, format!("in {state}, {name} is {}", refusal.name()));
            }
        }
    }

    /// Makes the step; false when there is no room in flight for what it says.
    fn move_requester(&mut self, pair: &mut Pair, step: &Move) -> bool {
        pair.requester = step.next;
        self.cause(pair, Side::Requester, &step.effects);
        !pair.to_supplier.is_too_much()
    }

    fn move_supplier(&mut self, pair: &mut Pair, step: &Move) -> bool {
        pair.supplier = Some(step.next);
        self.cause(pair, Side::Supplier, &step.effects);
        !pair.to_requester.is_too_much()
    }

    fn cause(&mut self, pair: &mut Pair, side: Side, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::SayToSupplier(message) => {
                    if *message == FromRequester::RequestAgain {
                        self.leave_supplier(pair);
                    }
                    pair.to_supplier.push(self.supplier.number(supplier::Event::Heard(message.clone())));
                }
                Effect::SayToRequester(message) => {
                    pair.to_requester.push(self.requester.number(requester::Event::Heard(message.clone())));
                }
                Effect::NextSupplier => self.leave_supplier(pair),
                Effect::Ils(IlsCall::LookupUser) => pair.patron_asked = true,
                Effect::BuildRota => pair.rota_asked = true,
                Effect::LookOnShelf if side == Side::Requester => pair.own_shelf_asked = true,
                Effect::LookOnShelf => pair.shelf_asked = true,
                Effect::Ils(_) | Effect::Notify(..) => {}
            }
        }
    }

    /// The requester turns to a fresh supplier. The old one must be done, with nothing more to say, and must take what is
    /// still on its way to it as come too late.
    fn leave_supplier(&mut self, pair: &mut Pair) {
        let Some(situation) = pair.supplier.take() else { return };
        let state = self.supplier.state(situation);
        if !state.is_end() || !pair.to_requester.is_empty() {
            self.faults.push(format!("the requester leaves a supplier that is not done: {}", state.name()));
        }
        while let Some(message) = pair.to_supplier.pop() {
            if !matches!(&*self.supplier.answer(situation, message), Err(Refusal::Late)) {
                let name = self.supplier.name(message);
                self.faults.push(format!("left behind in {}, {name} is not late", state.name()));
            }
        }
        pair.shelf_asked = false;
    }

    fn arrive(&mut self, from: usize, next: Pair, event: Rc<str>) {
        let by_hand = &*event == "requester: command.close";
        let number = match self.numbers.get(&next) {
            Some(&number) => number,
            None => {
                self.pairs.push(next);
                self.came_from.push(Some((from, event)));
                self.before.push(Vec::new());
                self.numbers.insert(next, self.pairs.len() - 1);
                self.pairs.len() - 1
            }
        };
        if !by_hand {
            self.before[number].push(from);
        }
    }

    /// From every configuration everything can come to rest, without closing by hand.
    fn find_dead_ends(&mut self) {
        let mut alive: Vec<bool> = self.pairs.iter().map(|pair| self.is_over(pair)).collect();
        let mut waiting: Vec<usize> = (0..self.pairs.len()).filter(|&number| alive[number]).collect();
        while let Some(number) = waiting.pop() {
            for &before in &self.before[number] {
                if !std::mem::replace(&mut alive[before], true) {
                    waiting.push(before);
                }
            }
        }
        let dead: Vec<usize> = (0..self.pairs.len()).filter(|&number| !alive[number]).collect();
        // The first found is the nearest to the start.
        if let Some(&number) = dead.first() {
            self.fault(number, format!("{} configurations have no way to an end", dead.len()));
        }
    }

    fn is_over(&self, pair: &Pair) -> bool {
        let (requester, supplier) = self.states(pair);
        let nothing_in_flight = pair.to_supplier.is_empty() && pair.to_requester.is_empty();
        requester.is_end() && supplier.is_none_or(supplier::State::is_end) && nothing_in_flight
    }

    fn states(&self, pair: &Pair) -> (requester::State, Option<supplier::State>) {
        (self.requester.state(pair.requester), pair.supplier.map(|situation| self.supplier.state(situation)))
    }

    fn fault(&mut self, number: usize, what: String) {
        if self.faults.iter().any(|fault| fault.starts_with(&what)) {
            return;
        }
        let mut way = Vec::new();
        let mut at = number;
        while let Some((from, event)) = &self.came_from[at] {
            way.push(&**event);
            at = *from;
        }
        way.reverse();
        let (requester, supplier) = self.states(&self.pairs[number]);
        let supplier = supplier.map_or("nobody", supplier::State::name);
        let service = self.service_type.name();
        self.faults.push(format!("{what} ({service}: {} | {supplier})\n    {}", requester.name(), way.join("\n    ")));
    }
}

/// Answers that mirror what happened at the desk; they move nothing.
fn is_mirror(answer: &IlsAnswer) -> bool {
    matches!(answer, IlsAnswer::Done { .. } | IlsAnswer::Failed { .. } | IlsAnswer::Skipped { .. })
}

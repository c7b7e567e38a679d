//! One side of a pair: its situations and events under numbers, and its answers, each asked for once.

use std::collections::HashMap;
use std::rc::Rc;

use lifecycle::{Decision, Effect, Facts, PartyEvent, Policy, Refusal};

use crate::pair::Rules;

/// A step between situations.
pub struct Move {
    pub next: usize,
    pub effects: Vec<Effect>,
}

type Situation<E> = (<E as PartyEvent>::State, Facts);

pub struct Party<'a, E: PartyEvent> {
    policy: &'a Policy,
    rules: Rules,
    /// The first `own_events` are the samples; messages that were really said follow.
    events: Vec<E>,
    names: Vec<Rc<str>>,
    pub own_events: usize,
    event_numbers: HashMap<E, usize>,
    situations: Vec<Situation<E>>,
    situation_numbers: HashMap<Situation<E>, usize>,
    answers: HashMap<(usize, usize), Rc<Result<Move, Refusal>>>,
}

impl<'a, E: PartyEvent> Party<'a, E> {
    pub fn new(policy: &'a Policy, rules: Rules) -> Self {
        // What moves nothing (see `graph` and `stories`) would only multiply the configurations.
        const MOVES_NOTHING: [&str; 3] = ["command.send_note", "command.report_trouble", "command.bill"];
        let is_move = |event: &E| !MOVES_NOTHING.contains(&event.name().as_str());
        let events: Vec<E> = E::samples().into_iter().filter(is_move).collect();
        Self {
            policy,
            rules,
            names: events.iter().map(name).collect(),
            own_events: events.len(),
            event_numbers: events.iter().cloned().zip(0..).collect(),
            events,
            situations: Vec::new(),
            situation_numbers: HashMap::new(),
            answers: HashMap::new(),
        }
    }

    pub fn event(&self, number: usize) -> &E {
        &self.events[number]
    }

    /// `requester: heard.loaned`.
    pub fn name(&self, number: usize) -> Rc<str> {
        self.names[number].clone()
    }

    pub fn number(&mut self, event: E) -> usize {
        if let Some(&number) = self.event_numbers.get(&event) {
            return number;
        }
        self.event_numbers.insert(event.clone(), self.events.len());
        self.names.push(name(&event));
        self.events.push(event);
        self.events.len() - 1
    }

    pub fn state(&self, situation: usize) -> E::State {
        self.situations[situation].0
    }

    pub fn situation(&mut self, situation: Situation<E>) -> usize {
        if let Some(&number) = self.situation_numbers.get(&situation) {
            return number;
        }
        self.situation_numbers.insert(situation.clone(), self.situations.len());
        self.situations.push(situation);
        self.situations.len() - 1
    }

    pub fn answer(&mut self, situation: usize, event: usize) -> Rc<Result<Move, Refusal>> {
        if let Some(answer) = self.answers.get(&(situation, event)) {
            return answer.clone();
        }
        let answer = Rc::new(self.decide(situation, event));
        self.answers.insert((situation, event), answer.clone());
        answer
    }

    fn decide(&mut self, situation: usize, event: usize) -> Result<Move, Refusal> {
        let (state, facts) = self.situations[situation].clone();
        let event = self.events[event].clone();
        let decision = self.rules.decide(&facts, self.policy, state, &event)?;
        let facts = only_what_rules_read(facts.after(&event, &decision));
        let Decision { next, effects } = decision;
        Ok(Move { next: self.situation((next, facts)), effects })
    }
}

fn name<E: PartyEvent>(event: &E) -> Rc<str> {
    format!("{}: {}", E::SIDE.name(), event.name()).into()
}

/// The facts without those that no rule reads, so that fewer configurations tell the same. `graph` proves that no rule does.
pub fn only_what_rules_read(facts: Facts) -> Facts {
    Facts {
        suppliers_asked: facts.suppliers_asked.min(1),
        conditions_open: Vec::new(),
        conditions_agreed: Vec::new(),
        received: false,
        with_patron: false,
        due: None,
        overdue: false,
        trouble: None,
        document: None,
        ils_out_of_step: Vec::new(),
        outcome: None,
        ..facts
    }
}

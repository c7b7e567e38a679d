//! Diagrams and answer tables, made by asking `decide` about every situation: they cannot be out of date.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::decision::{Decision, Refusal};
use crate::named::named;
use crate::party::{PartyEvent, PartyState};
use crate::walk::{Situation, policies, situations};
use crate::words::{Phase, ServiceType, Side};
use crate::{requester, supplier};

named! {
    /// Which steps a diagram shows.
    pub enum View {
        /// Those of a request on which nothing goes wrong.
        UsualRoad = "usual",
        /// All others.
        Exceptions = "exceptions",
        /// All.
        Everything = "everything",
    }
}

/// A Mermaid `stateDiagram-v2` of one side. Steps that lead back to the same state are left to the answer table.
pub fn diagram(side: Side, view: View) -> String {
    match side {
        Side::Requester => Drawing::<requester::Event>::new().diagram(view),
        Side::Supplier => Drawing::<supplier::Event>::new().diagram(view),
    }
}

/// Every state of one side with the answer to every event, as text.
pub fn answer_table(side: Side) -> String {
    match side {
        Side::Requester => Drawing::<requester::Event>::new().answer_table(),
        Side::Supplier => Drawing::<supplier::Event>::new().answer_table(),
    }
}

/// Refusals that the table lists at the foot of a state; the words of the others are worth a line.
const PLAIN_REFUSALS: [Refusal; 3] = [Refusal::Late, Refusal::NotNow, Refusal::WrongService];

/// An answer in one line, and the kinds of request for which it is given.
type Answers = BTreeMap<String, BTreeSet<ServiceType>>;

struct Drawing<E: PartyEvent> {
    events: Vec<E>,
    situations: Vec<Situation<E::State>>,
}

impl<E: PartyEvent> Drawing<E> {
    fn new() -> Self {
        Self { events: E::samples(), situations: situations::<E>(&policies()) }
    }

    fn diagram(&self, view: View) -> String {
        let steps = self.steps(view);
        let used: BTreeSet<E::State> = steps.keys().flat_map(|&(from, to)| [from, to]).collect();
        let mut text = String::from("stateDiagram-v2\n");
        for &phase in Phase::ALL {
            let states: Vec<E::State> = used.iter().copied().filter(|state| state.phase() == phase).collect();
            if states.is_empty() {
                continue;
            }
            let _ = writeln!(text, "    state \"{}\" as phase_{} {{", phase.label(E::SIDE), phase.name());
            for state in states {
                let _ = writeln!(text, "        {}: {}", state.name(), state.label());
            }
            text.push_str("    }\n");
        }
        for ((from, to), names) in steps {
            let names: Vec<String> = names.into_iter().collect();
            let _ = writeln!(text, "    {} --> {}: {}", from.name(), to.name(), names.join(" / "));
        }
        text
    }

    /// From where to where, and by which events.
    fn steps(&self, view: View) -> BTreeMap<(E::State, E::State), BTreeSet<String>> {
        let mut steps: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for (state, facts, policy) in &self.situations {
            for event in &self.events {
                let Ok(Decision { next, .. }) = event.decide(facts, policy, *state) else { continue };
                let usual = event.is_usual(*state) && !policy.review_every_request;
                let shown = match view {
                    View::UsualRoad => usual,
                    View::Exceptions => !usual,
                    View::Everything => true,
                };
                if shown && next != *state {
                    // The kind of event is plain from the state, and short labels can be read.
                    let name = event.name().replace("command.", "").replace("heard.", "hears ");
                    steps.entry((*state, next)).or_default().insert(name);
                }
            }
        }
        steps
    }

    fn answer_table(&self) -> String {
        let mut text = format!("What the {} answers to every event, in every state.\n", E::SIDE.name());
        text.push_str("Made by the tests of crates/lifecycle; UPDATE=1 writes it anew.\n");
        for &state in E::State::all() {
            let _ = writeln!(text, "\n== {} ({}; {})", state.name(), state.label(), state.phase().label(E::SIDE));
            self.write_state(state, &mut text);
        }
        text
    }

    fn write_state(&self, state: E::State, text: &mut String) {
        let mut refused: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, answers) in self.answers(state) {
            for (answer, services) in answers {
                let for_all = services.len() == ServiceType::ALL.len();
                let services: Vec<&str> = services.into_iter().map(ServiceType::name).collect();
                let services = services.join(" ");
                match PLAIN_REFUSALS.iter().map(|refusal| refusal.name()).find(|refusal| *refusal == answer) {
                    Some(refusal) if for_all => refused.entry(refusal).or_default().push(name.clone()),
                    Some(refusal) => refused.entry(refusal).or_default().push(format!("{name} ({services})")),
                    None => drop(writeln!(text, "{name:<31} {services:<10} {answer}")),
                }
            }
        }
        for (refusal, names) in refused {
            let _ = writeln!(text, "{refusal}:");
            for names in names.chunks(4) {
                let _ = writeln!(text, "    {}", names.join(", "));
            }
        }
    }

    fn answers(&self, state: E::State) -> BTreeMap<String, Answers> {
        let mut table: BTreeMap<String, Answers> = BTreeMap::new();
        for (_, facts, policy) in self.situations.iter().filter(|(other, ..)| *other == state) {
            for event in &self.events {
                let answer = line(event.decide(facts, policy, state));
                table.entry(event.name()).or_default().entry(answer).or_default().insert(facts.service_type);
            }
        }
        table
    }
}

fn line<State: PartyState>(answer: Result<Decision<State>, Refusal>) -> String {
    match answer {
        Ok(Decision { next, effects }) if effects.is_empty() => format!("-> {}", next.name()),
        Ok(Decision { next, effects }) => {
            let effects: Vec<String> = effects.iter().map(|effect| effect.name()).collect();
            format!("-> {}: {}", next.name(), effects.join(", "))
        }
        Err(Refusal::Policy(words)) => format!("policy: {words}"),
        Err(refusal) => refusal.name().to_owned(),
    }
}

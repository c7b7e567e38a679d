//! Two libraries for the stories: what people do, what is said, and what each side's history then shows.

use std::collections::VecDeque;

use lifecycle::{
    Effect, Facts, FromRequester, FromSupplier, IlsAnswer, LentItem, Moment, Notice, PartyEvent, PartyState, Policy,
    Reason, ServiceType, Whom, requester, supplier, utc_day,
};

/// Two libraries and the post between them.
pub struct Circle {
    policy: Policy,
    pub requester: (requester::State, Facts),
    /// The supplier that is being asked now.
    pub supplier: Option<(supplier::State, Facts)>,
    to_supplier: VecDeque<FromRequester>,
    to_requester: VecDeque<FromSupplier>,
    /// What both histories show, one line an event: side, sentence, new state if it changed.
    pub history: Vec<String>,
    /// What the requesting patron was told.
    pub patron_was_told: Vec<Notice>,
    /// The calls that the library systems were asked for.
    pub calls: Vec<String>,
}

impl Circle {
    pub fn new(service_type: ServiceType, policy: Policy) -> Self {
        let start = requester::start(&policy, service_type);
        let mut circle = Self {
            policy,
            requester: (start.next, Facts::new(service_type)),
            supplier: None,
            to_supplier: VecDeque::new(),
            to_requester: VecDeque::new(),
            history: Vec::new(),
            patron_was_told: Vec::new(),
            calls: Vec::new(),
        };
        circle.cause(&start.effects);
        circle
    }

    /// A loan that one library has promised, staff answering cancels; what happened so far is not in the history.
    pub fn promised_loan(suppliers: u16) -> Self {
        let policy = Policy { answer_cancels: false, ..Policy::default() };
        let mut circle = Self::new(ServiceType::Loan, policy).sent_to(suppliers);
        circle.supply(supplier::Command::Promise).post();
        circle.forget();
        circle
    }

    /// A loan that has arrived; what happened so far is not in the history.
    pub fn received_loan() -> Self {
        let mut circle = Self::promised_loan(1);
        circle.supply(ship()).post().request(requester::Command::Receive).post();
        circle.forget();
        circle
    }

    /// Lets the patron pass and the rota name this many libraries, and delivers the request to the first.
    pub fn sent_to(mut self, suppliers: u16) -> Self {
        self.request_event(requester::Event::Ils(IlsAnswer::PatronFound));
        self.request_event(requester::Event::Rota(requester::RotaAnswer::Found { suppliers }));
        self.post();
        self
    }

    pub fn request(&mut self, command: requester::Command) -> &mut Self {
        self.request_event(requester::Event::Command(command))
    }

    pub fn supply(&mut self, command: supplier::Command) -> &mut Self {
        self.supply_event(supplier::Event::Command(command))
    }

    pub fn request_event(&mut self, event: requester::Event) -> &mut Self {
        let (state, facts) = &self.requester;
        let decision = event.decide(facts, &self.policy, *state);
        let decision = decision.unwrap_or_else(|refusal| panic!("{}: {}", event.name(), refusal.words()));
        self.history.push(line("requester", &event, *state, decision.next));
        self.requester = (decision.next, facts.after(&event, &decision));
        self.cause(&decision.effects);
        self
    }

    pub fn supply_event(&mut self, event: supplier::Event) -> &mut Self {
        let (state, facts) = self.supplier.as_ref().expect("a supplier is being asked");
        let decision = event.decide(facts, &self.policy, *state);
        let decision = decision.unwrap_or_else(|refusal| panic!("{}: {}", event.name(), refusal.words()));
        self.history.push(line("supplier", &event, *state, decision.next));
        self.supplier = Some((decision.next, facts.after(&event, &decision)));
        self.cause(&decision.effects);
        self
    }

    /// Delivers everything that is on its way, and what is said in answer; late messages are noted as such.
    pub fn post(&mut self) -> &mut Self {
        loop {
            if let Some(message) = self.to_supplier.pop_front() {
                self.deliver_to_supplier(message);
            } else if let Some(message) = self.to_requester.pop_front() {
                self.deliver_to_requester(message);
            } else {
                return self;
            }
        }
    }

    fn deliver_to_supplier(&mut self, message: FromRequester) {
        let Some((state, facts)) = &self.supplier else {
            let start = supplier::start(&self.policy, self.requester.1.service_type);
            self.supplier = Some((start.next, Facts::new(self.requester.1.service_type)));
            return self.cause(&start.effects);
        };
        let event = supplier::Event::Heard(message);
        match event.decide(facts, &self.policy, *state) {
            Err(lifecycle::Refusal::Late) => {
                self.history.push(format!("supplier: {} (late)", event.describe(&utc_day)))
            }
            _ => drop(self.supply_event(event)),
        }
    }

    fn deliver_to_requester(&mut self, message: FromSupplier) {
        let event = requester::Event::Heard(message);
        match event.decide(&self.requester.1, &self.policy, self.requester.0) {
            Err(lifecycle::Refusal::Late) => {
                self.history.push(format!("requester: {} (late)", event.describe(&utc_day)))
            }
            _ => drop(self.request_event(event)),
        }
    }

    fn cause(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::SayToSupplier(message) => {
                    if *message == FromRequester::RequestAgain {
                        self.supplier = None;
                    }
                    self.to_supplier.push_back(message.clone());
                }
                Effect::SayToRequester(message) => self.to_requester.push_back(message.clone()),
                Effect::NextSupplier => self.supplier = None,
                Effect::Ils(call) => self.calls.push(call.name().to_owned()),
                Effect::Notify(Whom::Patron, notice) => self.patron_was_told.push(*notice),
                Effect::Notify(Whom::Staff, _) | Effect::BuildRota | Effect::LookOnShelf => {}
            }
        }
    }

    fn forget(&mut self) {
        self.history.clear();
        self.patron_was_told.clear();
        self.calls.clear();
    }

    /// Demands that both histories show these lines.
    pub fn shows(&self, expected: &[&str]) {
        assert_eq!(self.history, expected, "\n{}", self.history.join("\n"));
    }

    pub fn states(&self) -> (requester::State, supplier::State) {
        (self.requester.0, self.supplier.as_ref().expect("a supplier is being asked").0)
    }
}

/// One volume of "The Hobbit", due back on 2026-12-24.
pub fn ship() -> supplier::Command {
    supplier::Command::Ship { items: vec![LentItem::with_barcode("39031000123")], due: Some(Moment(1_798_070_400_000)) }
}

pub fn no_copy() -> supplier::Command {
    supplier::Command::CannotSupply { reason: Reason::coded("NotOnShelf") }
}

fn line<E: PartyEvent>(side: &str, event: &E, before: E::State, after: E::State) -> String {
    let sentence = event.describe(&utc_day);
    if before == after { format!("{side}: {sentence}") } else { format!("{side}: {sentence} -> {}", after.label()) }
}

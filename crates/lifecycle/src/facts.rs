//! What the record knows that the state alone does not.
//!
//! Facts are folded from events and decisions with [`Facts::after`] and never edited by hand, so the log always explains
//! them.

use crate::decision::Decision;
use crate::effect::{Effect, IlsCall};
use crate::ils::IlsAnswer;
use crate::message::FromSupplier;
use crate::named::named;
use crate::party::PartyEvent;
use crate::words::{Condition, LentItem, Moment, Outcome, ServiceType, Trouble};

/// The facts of one request on one side. Some are only ever used on one side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    /// A loan or a copy.
    pub service_type: ServiceType,
    /// Requester: how many libraries have been asked, the present one included.
    pub suppliers_asked: u16,
    /// Requester: how many libraries of the rota have not been asked yet.
    pub suppliers_left: u16,
    /// Requester: why a cancel was sent, while its answer is awaited.
    pub cancel_intent: Option<CancelIntent>,
    /// Conditions of the present supplier that wait for an answer.
    pub conditions_open: Vec<Condition>,
    /// Conditions of the present supplier under which the item comes.
    pub conditions_agreed: Vec<Condition>,
    /// The pieces that were sent; calls name them by their place here, counted from 1.
    pub items: Vec<LentItem>,
    /// A hold (supplier) or a noted request (requester) stands in our library system.
    pub hold: bool,
    /// Supplier: the pieces lent in our library system.
    pub on_loan: Vec<u16>,
    /// Requester: the pieces that have a temporary item in our library system.
    pub temporary_items: Vec<u16>,
    /// Supplier: the requester said that the item arrived.
    pub received: bool,
    /// When the pieces are due back at the supplier.
    pub due: Option<Moment>,
    /// A renewal waits for its answer.
    pub renewal_asked: bool,
    /// Requester: the library system passed the renewal on and waits to be told what became of it.
    pub renewal_from_ils: bool,
    /// Requester: the library system says that the patron has the item.
    pub with_patron: bool,
    /// How often the loan was renewed.
    pub renewals: u16,
    /// The supplier said that the loan is overdue.
    pub overdue: bool,
    /// The supplier wants the item back now.
    pub recalled: bool,
    /// What the requester last reported about the item.
    pub trouble: Option<Trouble>,
    /// Where the delivered document is.
    pub document: Option<String>,
    /// Calls that our library system has not followed; repeat or skip them.
    pub ils_out_of_step: Vec<IlsCall>,
    /// What came of the request, as far as is known.
    pub outcome: Option<Outcome>,
}

named! {
    /// What is to happen once the supplier agrees to a cancel.
    pub enum CancelIntent {
        /// The request ends.
        EndRequest = "end_request",
        /// The next library is asked.
        TryNext = "try_next",
    }
}

impl Facts {
    /// The facts of a request about which nothing has happened yet.
    pub fn new(service_type: ServiceType) -> Self {
        Self {
            service_type,
            suppliers_asked: 0,
            suppliers_left: 0,
            cancel_intent: None,
            conditions_open: Vec::new(),
            conditions_agreed: Vec::new(),
            items: Vec::new(),
            hold: false,
            on_loan: Vec::new(),
            temporary_items: Vec::new(),
            received: false,
            due: None,
            renewal_asked: false,
            renewal_from_ils: false,
            with_patron: false,
            renewals: 0,
            overdue: false,
            recalled: false,
            trouble: None,
            document: None,
            ils_out_of_step: Vec::new(),
            outcome: None,
        }
    }

    /// The facts after an event and the decision it led to: what the event tells, then what the decision causes.
    pub fn after<E: PartyEvent>(&self, event: &E, decision: &Decision<E::State>) -> Self {
        let mut facts = self.clone();
        event.record(decision.next, &mut facts);
        decision.effects.iter().for_each(|effect| facts.record_effect(effect));
        facts
    }

    /// Whether the item goes back.
    pub fn is_loan(&self) -> bool {
        self.service_type == ServiceType::Loan
    }

    /// The piece with this number, counted from 1, as calls to the library system name it.
    pub fn item(&self, number: u16) -> Option<&LentItem> {
        self.items.get(usize::from(number).checked_sub(1)?)
    }

    pub(crate) fn record_condition(&mut self, condition: &Condition) {
        if !self.conditions_open.contains(condition) {
            self.conditions_open.push(condition.clone());
        }
    }

    pub(crate) fn record_acceptance(&mut self) {
        for condition in std::mem::take(&mut self.conditions_open) {
            if !self.conditions_agreed.contains(&condition) {
                self.conditions_agreed.push(condition);
            }
        }
    }

    pub(crate) fn record_renewal(&mut self, new_due: Option<Moment>) {
        // An unasked renewal is a moved due date; it does not use up one of the patron's renewals.
        self.renewals = self.renewals.saturating_add(u16::from(self.renewal_asked));
        self.renewal_asked = false;
        self.renewal_from_ils = false;
        self.due = new_due.or(self.due);
        self.overdue = false;
        self.recalled = false;
    }

    pub(crate) fn record_ils(&mut self, answer: &IlsAnswer) {
        match answer {
            IlsAnswer::Done { call } => self.ils_out_of_step.retain(|other| other != call),
            // A look-up mirrors nothing, so it cannot be out of step.
            IlsAnswer::Failed { call, .. } if *call != IlsCall::LookupUser && !self.ils_out_of_step.contains(call) => {
                self.ils_out_of_step.push(call.clone());
            }
            IlsAnswer::Skipped { call } => {
                self.ils_out_of_step.retain(|other| other != call);
                self.forget_call(call);
            }
            IlsAnswer::LentUntil { due } => (self.due, self.overdue) = (Some(*due), false),
            IlsAnswer::Failed { .. }
            | IlsAnswer::PatronFound
            | IlsAnswer::PatronBlocked { .. }
            | IlsAnswer::PatronUnknown
            | IlsAnswer::Unreachable { .. } => {}
        }
    }

    /// A call that was skipped never happened, so there is nothing to undo later.
    fn forget_call(&mut self, call: &IlsCall) {
        match call {
            IlsCall::RequestItem => self.hold = false,
            IlsCall::AcceptItem { item } => self.temporary_items.retain(|other| other != item),
            IlsCall::CheckOutItem { item, .. } => self.on_loan.retain(|other| other != item),
            IlsCall::LookupUser
            | IlsCall::CancelRequestItem
            | IlsCall::CheckInItem { .. }
            | IlsCall::RenewalPending { .. }
            | IlsCall::RenewalRefused { .. }
            | IlsCall::RecallItem { .. }
            | IlsCall::ChargePatron
            | IlsCall::RenewItem { .. } => {}
        }
    }

    fn record_effect(&mut self, effect: &Effect) {
        match effect {
            Effect::NextSupplier => self.record_next_supplier(),
            Effect::Ils(IlsCall::RequestItem) => self.hold = true,
            Effect::Ils(IlsCall::CancelRequestItem) => self.hold = false,
            Effect::Ils(IlsCall::AcceptItem { item }) => {
                // The temporary item fulfils the noted request.
                self.hold = false;
                self.temporary_items.push(*item);
            }
            Effect::Ils(IlsCall::CheckOutItem { item, .. }) => {
                // The first check-out to the requesting library uses the hold up.
                self.hold = false;
                self.on_loan.push(*item);
            }
            Effect::Ils(IlsCall::CheckInItem { item }) => {
                self.on_loan.retain(|other| other != item);
                self.temporary_items.retain(|other| other != item);
            }
            // Whoever answers, staff or a rule, the question is no longer open.
            Effect::SayToRequester(FromSupplier::RenewReply { .. }) => self.renewal_asked = false,
            Effect::Ils(
                IlsCall::LookupUser
                | IlsCall::RenewItem { .. }
                | IlsCall::RenewalPending { .. }
                | IlsCall::RenewalRefused { .. }
                | IlsCall::RecallItem { .. }
                | IlsCall::ChargePatron,
            )
            | Effect::SayToSupplier(_)
            | Effect::SayToRequester(_)
            | Effect::BuildRota
            | Effect::LookOnShelf
            | Effect::Notify(..) => {}
        }
    }

    fn record_next_supplier(&mut self) {
        self.suppliers_asked = self.suppliers_asked.saturating_add(1);
        self.suppliers_left = self.suppliers_left.saturating_sub(1);
        self.conditions_open.clear();
        self.conditions_agreed.clear();
    }
}

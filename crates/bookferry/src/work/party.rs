//! What the engine needs to know of a side, so that it is written once for both.

use iso18626::Message;
use lifecycle::{Cost, Effect, LentItem, PartyEvent, PartyState, requester, supplier};
use store::{Item, NewBill, Request};

use crate::partners::{self, Envelope};

/// One side of a request: its events, its messages, its items.
pub trait Party: PartyEvent + Send + Sync {
    /// The message that an effect says, if it says one. `before` and `after` are the states around the step.
    fn message(envelope: &Envelope<'_>, effect: &Effect, before: Self::State, after: Self::State) -> Option<Message>;

    /// The pieces that an event names, for the scan page.
    fn items(&self) -> Vec<Item>;

    /// What one of the two libraries wants to be paid, if the event says so.
    fn bill(&self, request: &Request) -> Option<NewBill>;

    /// How the event ends the attempt at the present supplier, in one word; `None` when it does not.
    fn ends_attempt(&self) -> Option<&'static str>;

    /// Whether a person wanted it. A person's command answers what staff were asked to look at.
    fn is_command(&self) -> bool;

    /// The state with this stored name.
    #[must_use]
    fn state(name: &str) -> Option<Self::State> {
        Self::State::all().iter().copied().find(|state| state.name() == name)
    }
}

impl Party for requester::Event {
    fn message(envelope: &Envelope<'_>, effect: &Effect, _: Self::State, _: Self::State) -> Option<Message> {
        match effect {
            Effect::SayToSupplier(say) => Some(partners::from_requester(envelope, say)),
            _ => None,
        }
    }

    fn items(&self) -> Vec<Item> {
        match self {
            Self::Heard(lifecycle::FromSupplier::Loaned { items, .. }) => barcodes(items),
            _ => Vec::new(),
        }
    }

    fn bill(&self, request: &Request) -> Option<NewBill> {
        let Self::Heard(lifecycle::FromSupplier::Bill { cost, why }) = self else { return None };
        Some(bill(false, request.supplier_symbol.as_deref().unwrap_or_default(), cost, why))
    }

    fn ends_attempt(&self) -> Option<&'static str> {
        match self {
            Self::Heard(lifecycle::FromSupplier::Unfilled { .. }) => Some("unfilled"),
            Self::Heard(lifecycle::FromSupplier::CancelReply { yes: true }) => Some("cancelled"),
            Self::Heard(lifecycle::FromSupplier::RetryPossible { .. }) => Some("retry"),
            Self::Heard(lifecycle::FromSupplier::Loaned { .. } | lifecycle::FromSupplier::CopyCompleted { .. }) => {
                Some("supplied")
            }
            _ => None,
        }
    }

    fn is_command(&self) -> bool {
        matches!(self, Self::Command(_))
    }
}

impl Party for supplier::Event {
    fn message(envelope: &Envelope<'_>, effect: &Effect, before: Self::State, after: Self::State) -> Option<Message> {
        match effect {
            Effect::SayToRequester(say) => {
                Some(partners::from_supplier(envelope, say, after, before == supplier::State::New))
            }
            _ => None,
        }
    }

    fn items(&self) -> Vec<Item> {
        match self {
            Self::Command(supplier::Command::Ship { items, .. }) => barcodes(items),
            _ => Vec::new(),
        }
    }

    fn bill(&self, request: &Request) -> Option<NewBill> {
        let Self::Command(supplier::Command::Bill { cost, why }) = self else { return None };
        Some(bill(true, &request.requester_symbol, cost, why))
    }

    fn ends_attempt(&self) -> Option<&'static str> {
        None
    }

    fn is_command(&self) -> bool {
        matches!(self, Self::Command(_))
    }
}

fn bill(is_ours: bool, partner: &str, cost: &Cost, why: &str) -> NewBill {
    NewBill {
        is_ours,
        partner: partner.to_owned(),
        amount: cost.amount.clone(),
        hundredths: cost.hundredths(),
        currency: cost.currency.clone(),
        why: why.to_owned(),
    }
}

fn barcodes(items: &[LentItem]) -> Vec<Item> {
    let named = items.iter().filter(|item| !item.barcode.is_empty());
    named.map(|item| Item { barcode: item.barcode.clone(), role: "supplier".to_owned() }).collect()
}

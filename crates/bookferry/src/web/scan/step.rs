//! What a scan means: the one obvious next step of the request, or why there is none. Pure.

use lifecycle::{Facts, requester, supplier};

use crate::work::AnyState;

/// What was scanned, and what went before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned<'a> {
    /// The text.
    pub text: &'a str,
    /// Whether it is the barcode of an item and not a request number.
    pub is_item: bool,
    /// Whether the last scan did something to the same request: perhaps the scanner read twice.
    pub just_before: bool,
    /// Whether the person has said yes to the question that a scan led to.
    pub confirmed: bool,
}

/// What a scan leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanStep {
    /// It is done at once.
    Do(Deed),
    /// The item leaves.
    Ship {
        /// The barcode of the item.
        barcode: String,
    },
    /// The barcode of the item is wanted next.
    AskBarcode,
    /// It is done when the person says yes.
    Confirm(Deed, Doubt),
    /// Nothing obvious: the person looks at the request.
    Look,
    /// The item is not the one that was sent for the request.
    WrongItem,
}

/// A step that a scan stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The item has arrived.
    Receive,
    /// The item goes home.
    ShipReturn,
    /// The item is home again.
    ReceiveReturn,
}

/// Why a step is not done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The same request was scanned just before.
    ScannedTwice,
    /// Several pieces belong together.
    SeveralPieces,
}

impl Deed {
    /// The name of the command.
    #[must_use]
    pub const fn command(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::ShipReturn => "ship_return",
            Self::ReceiveReturn => "receive_return",
        }
    }

    /// Words for the button that says yes.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Receive => "Yes, it has arrived",
            Self::ShipReturn => "Yes, send it back now",
            Self::ReceiveReturn => "Yes, it is home again",
        }
    }
}

impl Doubt {
    /// The question.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::ScannedTwice => "You scanned this a moment ago. Do you want the next step as well?",
            Self::SeveralPieces => "Several pieces belong to this request. Are all of them here?",
        }
    }
}

/// The next step of a request that was scanned.
#[must_use]
pub fn next_step(state: AnyState, facts: &Facts, chosen_barcode: &str, scanned: &Scanned<'_>) -> ScanStep {
    use requester::State as Requester;
    use supplier::State as Supplier;
    match state {
        AnyState::Requester(Requester::Shipped) => deed(Deed::Receive, facts, scanned),
        AnyState::Requester(Requester::Received | Requester::Returned) => deed(Deed::ShipReturn, facts, scanned),
        AnyState::Supplier(Supplier::Shipped | Supplier::ReturnShipped) => deed(Deed::ReceiveReturn, facts, scanned),
        AnyState::Supplier(Supplier::WillSupply) if !facts.items.is_empty() => ship_at_hand(facts, scanned),
        AnyState::Supplier(Supplier::WillSupply) if facts.is_loan() => ship(chosen_barcode, scanned),
        AnyState::Requester(_) | AnyState::Supplier(_) => ScanStep::Look,
    }
}

fn ship(chosen_barcode: &str, scanned: &Scanned<'_>) -> ScanStep {
    match (scanned.is_item, chosen_barcode) {
        (true, _) => ScanStep::Ship { barcode: scanned.text.to_owned() },
        (false, "") => ScanStep::AskBarcode,
        (false, chosen) => ScanStep::Ship { barcode: chosen.to_owned() },
    }
}

/// The pieces are lent already and leave now.
fn ship_at_hand(facts: &Facts, scanned: &Scanned<'_>) -> ScanStep {
    match facts.items.as_slice() {
        pieces if scanned.is_item && !pieces.iter().any(|piece| piece.barcode == scanned.text) => ScanStep::WrongItem,
        [piece] => ScanStep::Ship { barcode: piece.barcode.clone() },
        _ => ScanStep::Look,
    }
}

fn deed(deed: Deed, facts: &Facts, scanned: &Scanned<'_>) -> ScanStep {
    if scanned.is_item && !facts.items.iter().any(|item| item.barcode == scanned.text) {
        return ScanStep::WrongItem;
    }
    match scanned.confirmed {
        true => ScanStep::Do(deed),
        false if scanned.just_before => ScanStep::Confirm(deed, Doubt::ScannedTwice),
        false if facts.items.len() > 1 => ScanStep::Confirm(deed, Doubt::SeveralPieces),
        false => ScanStep::Do(deed),
    }
}

#[cfg(test)]
mod tests {
    use lifecycle::{LentItem, ServiceType};

    use super::*;

    const NUMBER: Scanned<'_> = Scanned { text: "WEST-000012", is_item: false, just_before: false, confirmed: false };
    const ITEM: Scanned<'_> = Scanned { text: "311", is_item: true, just_before: false, confirmed: false };

    fn check(state: AnyState, pieces: &[&str], chosen: &str, scanned: Scanned<'_>, expected: &ScanStep) {
        let mut facts = Facts::new(ServiceType::Loan);
        facts.items = pieces.iter().copied().map(LentItem::with_barcode).collect();
        assert_eq!(next_step(state, &facts, chosen, &scanned), *expected, "{state:?} {pieces:?} {scanned:?}");
    }

    #[test]
    fn each_scan_of_the_circle_does_its_step() {
        let requester = AnyState::Requester;
        let supplier = AnyState::Supplier;
        let ship = |barcode: &str| ScanStep::Ship { barcode: barcode.to_owned() };
        for (state, pieces, chosen, scanned, expected) in [
            (supplier(supplier::State::WillSupply), &[][..], "311", NUMBER, ship("311")),
            (supplier(supplier::State::WillSupply), &[], "", NUMBER, ScanStep::AskBarcode),
            (supplier(supplier::State::WillSupply), &[], "", ITEM, ship("311")),
            (supplier(supplier::State::WillSupply), &[], "999", ITEM, ship("311")),
            (supplier(supplier::State::WillSupply), &["311"], "999", NUMBER, ship("311")),
            (supplier(supplier::State::WillSupply), &["311"], "999", ITEM, ship("311")),
            (supplier(supplier::State::WillSupply), &["999"], "999", ITEM, ScanStep::WrongItem),
            (supplier(supplier::State::WillSupply), &["311", "312"], "999", ITEM, ScanStep::Look),
            (requester(requester::State::Shipped), &["311"], "", ITEM, ScanStep::Do(Deed::Receive)),
            (requester(requester::State::Shipped), &["311"], "", NUMBER, ScanStep::Do(Deed::Receive)),
            (requester(requester::State::Received), &["311"], "", NUMBER, ScanStep::Do(Deed::ShipReturn)),
            (requester(requester::State::Returned), &["311"], "", NUMBER, ScanStep::Do(Deed::ShipReturn)),
            (supplier(supplier::State::Shipped), &["311"], "", ITEM, ScanStep::Do(Deed::ReceiveReturn)),
            (supplier(supplier::State::ReturnShipped), &["311"], "", NUMBER, ScanStep::Do(Deed::ReceiveReturn)),
        ] {
            check(state, pieces, chosen, scanned, &expected);
        }
    }

    #[test]
    fn a_scanner_that_reads_twice_does_not_send_the_item_back_at_once() {
        let state = AnyState::Requester(requester::State::Received);
        let twice = Scanned { just_before: true, ..NUMBER };
        check(state, &["311"], "", twice, &ScanStep::Confirm(Deed::ShipReturn, Doubt::ScannedTwice));
        check(state, &["311"], "", Scanned { confirmed: true, ..twice }, &ScanStep::Do(Deed::ShipReturn));
    }

    #[test]
    fn pieces_that_belong_together_are_asked_for() {
        let state = AnyState::Supplier(supplier::State::ReturnShipped);
        check(state, &["311", "312"], "", ITEM, &ScanStep::Confirm(Deed::ReceiveReturn, Doubt::SeveralPieces));
    }

    #[test]
    fn a_copy_that_stayed_on_the_shelf_is_not_taken_for_the_one_that_was_sent() {
        check(AnyState::Supplier(supplier::State::Shipped), &["999"], "311", ITEM, &ScanStep::WrongItem);
    }

    #[test]
    fn where_nothing_is_obvious_the_person_looks() {
        for state in [
            supplier::State::New,
            supplier::State::CancelRequested,
            supplier::State::ConditionPending,
            supplier::State::Completed,
        ] {
            check(AnyState::Supplier(state), &[], "311", ITEM, &ScanStep::Look);
        }
        for state in [requester::State::Sent, requester::State::NeedsReview, requester::State::CopyDelivered] {
            check(AnyState::Requester(state), &[], "", NUMBER, &ScanStep::Look);
        }
        let copy = Facts::new(ServiceType::Copy);
        assert_eq!(next_step(AnyState::Supplier(supplier::State::WillSupply), &copy, "311", &ITEM), ScanStep::Look);
    }
}

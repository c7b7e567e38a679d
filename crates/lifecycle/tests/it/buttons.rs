//! A button is shown if and only if the command would be accepted.

use lifecycle::walk::{policies, situations};
use lifecycle::{Facts, PartyEvent, Policy, Refusal, ServiceType, requester, supplier};

#[test]
fn buttons_are_shown_exactly_when_the_command_is_accepted() {
    for (state, facts, policy) in situations::<requester::Event>(&policies()) {
        let shown = requester::available(&facts, &policy, state);
        for &kind in requester::CommandKind::ALL {
            let accepted = requester::Event::Command(kind.sample()).decide(&facts, &policy, state).is_ok();
            assert_eq!(shown.contains(&kind), accepted, "{kind:?} in {state:?}");
        }
        // Whoever is not at an end can always do something, be it only to wait with the right to stop.
        assert!(state.is_end() || !shown.is_empty(), "{state:?}");
    }
}

#[test]
fn staff_see_what_they_can_do_now() {
    let (policy, mut facts) = (Policy::default(), Facts::new(ServiceType::Loan));
    use supplier::CommandKind as Lend;
    assert_eq!(
        supplier::available(&facts, &policy, supplier::State::New),
        [
            Lend::Promise,
            Lend::Ship,
            Lend::Fill,
            Lend::AddConditions,
            Lend::LookAgain,
            Lend::AskRetry,
            Lend::CannotSupply,
            Lend::SendNote
        ]
    );
    assert_eq!(
        supplier::available(&facts, &policy, supplier::State::Shipped),
        [
            Lend::ReceiveReturn,
            Lend::ChangeDue,
            Lend::SendOverdue,
            Lend::Recall,
            Lend::Bill,
            Lend::WriteOff,
            Lend::SendNote
        ]
    );
    facts.renewal_asked = true;
    assert!(supplier::available(&facts, &policy, supplier::State::Shipped).contains(&Lend::AllowRenew));

    use requester::CommandKind as Borrow;
    let mut facts = Facts::new(ServiceType::Loan);
    assert_eq!(
        requester::available(&facts, &policy, requester::State::NeedsReview),
        [Borrow::Approve, Borrow::CheckPatron, Borrow::FillHere, Borrow::Refuse, Borrow::Cancel]
    );
    facts.suppliers_asked = 1;
    assert_eq!(
        requester::available(&facts, &policy, requester::State::Received),
        [Borrow::ShipReturn, Borrow::TakeBack, Borrow::Renew, Borrow::ReportTrouble, Borrow::SendNote, Borrow::Close]
    );
    assert_eq!(requester::available(&facts, &policy, requester::State::Completed), [Borrow::SendNote]);
}

#[test]
fn a_greyed_button_says_why() {
    let policy = Policy { renewals: 1, ..Policy::default() };
    let facts = Facts { suppliers_asked: 1, ..Facts::new(ServiceType::Loan) };
    let renew = |facts: &Facts| {
        requester::why_not(facts, &policy, requester::State::Received, requester::CommandKind::Renew)
            .map(Refusal::words)
    };
    assert_eq!(renew(&facts), None);
    let asked = Facts { renewal_asked: true, ..facts.clone() };
    assert_eq!(renew(&asked), Some("A renewal was asked already; the supplying library has not answered yet."));
    let recalled = Facts { recalled: true, ..facts.clone() };
    assert_eq!(renew(&recalled), Some("The supplying library wants the item back, so it cannot be renewed."));
    let renewed = Facts { renewals: 1, ..facts.clone() };
    assert_eq!(renew(&renewed), Some("The item has been renewed as often as the rules allow."));
    assert_eq!(
        requester::why_not(&facts, &policy, requester::State::Sent, requester::CommandKind::TryNext)
            .map(Refusal::words),
        Some("No other library is left on the list.")
    );
    assert_eq!(
        supplier::why_not(&facts, &policy, supplier::State::New, supplier::CommandKind::SendCopy),
        Some(Refusal::WrongService)
    );
}

#[test]
fn nothing_is_shipped_without_a_scan() {
    let facts = Facts::new(ServiceType::Loan);
    let ship = supplier::Event::Command(supplier::Command::Ship { items: Vec::new(), due: None });
    let answer = ship.decide(&facts, &Policy::default(), supplier::State::WillSupply);
    assert_eq!(answer.unwrap_err().words(), "Nothing was scanned. Scan at least one piece, then ship.");
}

//! What to do next, in one sentence a state. Only advice: what can be done is decided by the lifecycle.

use lifecycle::{Facts, ServiceType, requester, supplier};

use crate::work::AnyState;

/// What staff do next about a request in this state; empty when it has ended.
#[must_use]
pub fn advice(state: AnyState, facts: &Facts) -> &'static str {
    match state {
        AnyState::Requester(state) => requester_advice(state, facts),
        AnyState::Supplier(state) => supplier_advice(state, facts),
    }
}

fn requester_advice(state: requester::State, facts: &Facts) -> &'static str {
    use requester::State;
    match state {
        State::New => "Wait: the library system is asked about the patron.",
        State::NeedsReview => "Decide whether the request may go on.",
        State::Routing => "Wait: libraries that may have it are looked up.",
        State::Sent | State::Expected => "Wait for the library's answer.",
        State::WillSupply => "Wait for the item.",
        State::ConditionPending => "Accept the condition, or try the next library.",
        State::RetryPending => "Ask again, or try the next library.",
        State::CancelPending => "Wait for the answer to the cancel.",
        State::Shipped => "When the item arrives, scan it.",
        State::Received if facts.recalled => "Ask the patron to bring the item back; the owner wants it now.",
        State::Received if facts.overdue => "Remind the patron; when the item comes back, scan it.",
        State::Received => "When the patron has brought it back, scan it and send it home.",
        State::Returned => "Send it home, then scan it.",
        State::CopyDelivered => "Hand the copy to the patron, unless the patron fetches it.",
        State::ReturnShipped => "Wait until the owner has it back.",
        State::Completed
        | State::Unfilled
        | State::Cancelled
        | State::Refused
        | State::FilledHere
        | State::Closed
        | State::Lost => "",
    }
}

fn supplier_advice(state: supplier::State, facts: &Facts) -> &'static str {
    use supplier::State;
    match (state, facts.service_type) {
        (State::New, _) => "Say whether you will supply.",
        (State::WillSupply, ServiceType::Loan) if !facts.items.is_empty() => "Send the item, then scan it.",
        (State::WillSupply, ServiceType::Loan) => "Fetch the item from the shelf, then scan it.",
        (State::WillSupply, ServiceType::Copy) => "Make the copy and deliver it.",
        (State::ConditionPending, _) => "Wait for the answer to the condition.",
        (State::CancelRequested, _) => "Answer the cancel.",
        (State::Shipped, _) if facts.renewal_asked => "Answer the renewal.",
        (State::Shipped, _) if facts.overdue => "Wait for the item; it is overdue.",
        (State::Shipped | State::ReturnShipped, _) => "When the item comes home, scan it.",
        (State::Completed | State::Unfilled | State::RetryAsked | State::Cancelled | State::Lost, _) => "",
    }
}

#[cfg(test)]
mod tests {
    use lifecycle::Side;

    use super::*;

    #[test]
    fn every_open_state_has_advice_and_no_ended_one() {
        for side in [Side::Requester, Side::Supplier] {
            for service in [ServiceType::Loan, ServiceType::Copy] {
                for state in AnyState::all(side) {
                    assert_eq!(advice(state, &Facts::new(service)).is_empty(), state.is_end(), "{state:?}");
                }
            }
        }
    }
}

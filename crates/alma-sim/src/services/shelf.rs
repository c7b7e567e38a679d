//! Receiving: hold shelf or transit.

use crate::moment::DAY;
use crate::state::{Id, ProcessType, RequestStatus, State};

/// The letter that tells a user to come.
const ON_HOLD_SHELF: &str = "Ful Place On Hold Shelf Letter";

/// Receives a borrowed item at a library: it goes on the hold shelf where the user collects there, else on its way.
pub(crate) fn receive(state: &mut State, item: Id, library: &str, at: i64) {
    let Some(request) = state.borrowing_of_mut(item) else { return };
    if matches!(request.status, RequestStatus::CreatedBorrowing | RequestStatus::ShippedPhysically) {
        request.turn(at, RequestStatus::ReceivedPhysically, &format!("Received at {library}"));
    }
    let (pickup, user, title) = (request.pickup_library.clone(), request.user.clone(), request.title.clone());
    if pickup == library {
        state.catalog.change_item(item, |item| item.process = Some(ProcessType::HoldShelf(pickup)));
        state.send_letter(at, ON_HOLD_SHELF, &user, &title);
    } else {
        state.catalog.change_item(item, |item| item.process = Some(ProcessType::Transit(pickup)));
    }
}

/// 23:59 of the day of a moment.
pub(crate) fn end_of_day(at: i64) -> i64 {
    at.div_euclid(DAY) * DAY + DAY - 60_000
}

//! A library's settings as the lifecycle's policy.

use jiff::civil::Date;
use lifecycle::{AutoResponder, PatronTrouble, Policy};

use crate::settings::{FeeWay, LibrarySettings, ResponderMode, ServiceRoute};

/// The policy that follows from the settings on a day.
#[must_use]
pub fn policy_of(settings: &LibrarySettings, today: Date) -> Policy {
    let trouble = match settings.borrowing.review_blocked_patrons {
        true => PatronTrouble::Review,
        false => PatronTrouble::Refuse,
    };
    Policy {
        check_patron: settings.host_lms.lookup_user == ServiceRoute::Ncip,
        blocked_patron: trouble,
        unknown_patron: trouble,
        note_request: settings.host_lms.note_request == ServiceRoute::Ncip,
        charge_loan: settings.fees.way != FeeWay::Off && settings.fees.loan > 0,
        charge_copy: settings.fees.way != FeeWay::Off && settings.fees.copy > 0,
        local_review: settings.auto_responder.reviews_own_shelf,
        auto_responder: mode(settings.auto_responder.loans),
        copy_auto_responder: mode(settings.auto_responder.copies),
        unclear_is_no: settings.auto_responder.unclear_is_no,
        suspended: settings.calendar.suspension(today).is_some(),
        place_hold: settings.host_lms.request_item == ServiceRoute::Ncip,
        answer_cancels: settings.auto_responder.accepts_cancels,
        library_system: settings.host_lms.host_lms != "None",
        ..Policy::default()
    }
}

fn mode(mode: ResponderMode) -> AutoResponder {
    match mode {
        ResponderMode::Off => AutoResponder::Off,
        ResponderMode::WillSupplyOnly => AutoResponder::WillSupply,
        ResponderMode::WillAndCannotSupply => AutoResponder::WillAndCannotSupply,
        ResponderMode::LoanedAndCannotSupply => AutoResponder::LoanedAndCannotSupply,
    }
}

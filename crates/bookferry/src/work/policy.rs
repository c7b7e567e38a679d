//! A library's settings as the lifecycle's policy.

use lifecycle::{AutoResponder, PatronTrouble, Policy};

use crate::settings::{self, LibrarySettings, ServiceRoute};

/// The policy that follows from the settings.
#[must_use]
pub fn policy_of(settings: &LibrarySettings) -> Policy {
    let trouble = match settings.borrowing.review_blocked_patrons {
        true => PatronTrouble::Review,
        false => PatronTrouble::Refuse,
    };
    Policy {
        check_patron: settings.host_lms.lookup_user == ServiceRoute::Ncip,
        blocked_patron: trouble,
        unknown_patron: trouble,
        auto_responder: match settings.lending.auto_responder {
            settings::AutoResponder::Off => AutoResponder::Off,
            settings::AutoResponder::WillSupplyOnly => AutoResponder::WillSupply,
            settings::AutoResponder::WillAndCannotSupply => AutoResponder::WillAndCannotSupply,
        },
        place_hold: settings.host_lms.request_item == ServiceRoute::Ncip,
        answer_cancels: settings.lending.accept_cancel_automatically,
        library_system: settings.host_lms.host_lms != "None",
        ..Policy::default()
    }
}

//! What a library has decided for itself. Values only; a change here never adds a way that the roads do not have.

use crate::named::named;
use crate::words::ServiceType;

/// How one library wants its requests handled; an argument of every decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Requester: ask the library system whether the patron may borrow, before anything is sent.
    pub check_patron: bool,
    /// Requester: what happens to a request of a patron who may not borrow.
    pub blocked_patron: PatronTrouble,
    /// Requester: what happens to a request of a patron whom the library system does not know.
    pub unknown_patron: PatronTrouble,
    /// Requester: staff approve every request, not only doubtful ones.
    pub review_every_request: bool,
    /// Requester: look on our own shelf before another library is asked.
    pub local_review: bool,
    /// Requester: note the request of a loan in the library system as soon as it leaves the patron's hands.
    pub note_request: bool,
    /// Requester: charge a fee when the item has arrived.
    pub charge_loan: bool,
    /// Requester: charge a fee when the copy is there.
    pub charge_copy: bool,
    /// Supplier: what may be answered without staff to who wants a loan, after a look on the shelf.
    pub auto_responder: AutoResponder,
    /// Supplier: the same for a copy.
    pub copy_auto_responder: AutoResponder,
    /// Supplier: a shelf that gives no clear answer is taken for one without a copy, wherever "cannot supply" is said without staff.
    pub unclear_is_no: bool,
    /// Supplier: nothing is lent or copied at present; the look on the shelf says why.
    pub suspended: bool,
    /// Supplier: place a hold in the library system when a loan is promised.
    pub place_hold: bool,
    /// Supplier: agree to a cancel without asking staff, as long as nothing has been sent.
    pub answer_cancels: bool,
    /// How often one loan may be renewed; the requester stops asking and the supplier refuses beyond it.
    pub renewals: u16,
    /// A library system follows what happens at the desk. Off: no new hold, loan or temporary item is made there; those
    /// already made are still taken away.
    pub library_system: bool,
}

impl Default for Policy {
    /// Patrons are checked and doubtful ones reviewed; the shelf is asked, but only staff say no.
    fn default() -> Self {
        Self {
            check_patron: true,
            blocked_patron: PatronTrouble::Review,
            unknown_patron: PatronTrouble::Review,
            review_every_request: false,
            local_review: false,
            note_request: false,
            charge_loan: false,
            charge_copy: false,
            auto_responder: AutoResponder::WillSupply,
            copy_auto_responder: AutoResponder::WillSupply,
            unclear_is_no: false,
            suspended: false,
            place_hold: true,
            answer_cancels: true,
            renewals: 2,
            library_system: true,
        }
    }
}

impl Policy {
    /// Whether the patron pays for this.
    pub fn charges(&self, service: ServiceType) -> bool {
        match service {
            ServiceType::Loan => self.charge_loan,
            ServiceType::Copy => self.charge_copy,
        }
    }

    /// What may be answered without staff to who wants this.
    pub fn auto_responder(&self, service: ServiceType) -> AutoResponder {
        match service {
            ServiceType::Loan => self.auto_responder,
            ServiceType::Copy => self.copy_auto_responder,
        }
    }
}

named! {
    /// What happens when the library system has something against the patron.
    pub enum PatronTrouble {
        /// Staff look at the request.
        Review = "review",
        /// The request is refused and the patron is told.
        Refuse = "refuse",
    }
}

named! {
    /// What the supplier answers by itself.
    pub enum AutoResponder {
        /// Nothing; staff answer.
        Off = "off",
        /// "Will supply" when a copy is on the shelf; staff answer otherwise.
        WillSupply = "will_supply",
        /// "Will supply" or "cannot supply"; staff answer only when the shelf gives no clear answer.
        WillAndCannotSupply = "will_and_cannot_supply",
        /// The same, but a loan whose piece is known counts as sent at once; staff fetch and send it.
        LoanedAndCannotSupply = "loaned_and_cannot_supply",
    }
}

impl AutoResponder {
    /// Whether "cannot supply" is said without staff.
    pub fn says_no(self) -> bool {
        matches!(self, Self::WillAndCannotSupply | Self::LoanedAndCannotSupply)
    }
}

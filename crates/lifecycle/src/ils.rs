//! What our own library system answers.

use crate::effect::IlsCall;
use crate::words::{Days, Moment, unended};

/// An answer of our own library system, or the news that there is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IlsAnswer {
    /// The patron exists and may borrow.
    PatronFound,
    /// The patron exists and may not borrow.
    PatronBlocked {
        /// What the library system has against it.
        why: String,
    },
    /// The library system does not know the patron.
    PatronUnknown,
    /// The patron could not be checked: no answer after all retries.
    Unreachable {
        /// The last error, in words.
        why: String,
    },
    /// A call was carried out, or done by hand.
    Done {
        /// The call.
        call: IlsCall,
    },
    /// Supplier: the library system has lent the pieces until another day than it was told.
    LentUntil {
        /// When they are due back.
        due: Moment,
    },
    /// A call failed and will not be retried by itself. The request goes on; staff repeat or skip the call.
    Failed {
        /// The call.
        call: IlsCall,
        /// The library system's words.
        why: String,
    },
    /// Staff decided that a call shall not be made.
    Skipped {
        /// The call.
        call: IlsCall,
    },
}

/// What the requester's library system tells without having been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IlsNews {
    /// The patron asked there (in Primo) to keep the item longer.
    RenewalWanted,
    /// The patron has taken the item home.
    Borrowed,
    /// The patron has brought it back.
    BroughtBack,
    /// It counts as lost there.
    DeclaredLost,
}

impl IlsNews {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::RenewalWanted, Self::Borrowed, Self::BroughtBack, Self::DeclaredLost];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::RenewalWanted => "renewal_wanted",
            Self::Borrowed => "borrowed",
            Self::BroughtBack => "brought_back",
            Self::DeclaredLost => "declared_lost",
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(self) -> String {
        match self {
            Self::RenewalWanted => "Library system: the patron wants to keep the item longer.",
            Self::Borrowed => "Library system: the patron has taken the item.",
            Self::BroughtBack => "Library system: the patron has brought the item back.",
            Self::DeclaredLost => "Library system: the item counts as lost.",
        }
        .into()
    }
}

impl IlsAnswer {
    /// The stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::PatronFound => "patron_found",
            Self::PatronBlocked { .. } => "patron_blocked",
            Self::PatronUnknown => "patron_unknown",
            Self::Unreachable { .. } => "unreachable",
            Self::Done { .. } => "done",
            Self::LentUntil { .. } => "lent_until",
            Self::Failed { .. } => "failed",
            Self::Skipped { .. } => "skipped",
        }
    }

    /// A sentence for the history of the request.
    pub fn describe(&self, days: Days<'_>) -> String {
        match self {
            Self::PatronFound => "The library system knows the patron, who may borrow.".into(),
            Self::PatronBlocked { why } => {
                format!("The library system does not let the patron borrow: {}.", unended(why))
            }
            Self::PatronUnknown => "The library system does not know the patron.".into(),
            Self::Unreachable { why } => {
                format!("The library system did not answer about the patron: {}.", unended(why))
            }
            Self::Done { call } => format!("{} Done.", call.describe(days)),
            Self::LentUntil { due } => {
                format!("The library system has set {} as the day on which it is due back.", days(*due))
            }
            Self::Failed { call, why } => format!("{} Failed: {}.", call.describe(days), unended(why)),
            Self::Skipped { call } => format!("{} Skipped by staff.", call.describe(days)),
        }
    }

    pub(crate) fn samples() -> Vec<Self> {
        let why = || "a sample reason".to_owned();
        vec![
            Self::PatronFound,
            Self::PatronBlocked { why: why() },
            Self::PatronUnknown,
            Self::Unreachable { why: why() },
            Self::Done { call: IlsCall::LookupUser },
            Self::LentUntil { due: Moment(1_798_070_400_000) },
            Self::Failed { call: IlsCall::LookupUser, why: why() },
            Self::Skipped { call: IlsCall::LookupUser },
        ]
    }
}

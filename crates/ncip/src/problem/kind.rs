//! The catalogue of problems: how systems word them, what causes them, where in Alma to look.
//!
//! The wordings were seen in Alma, in OCLC's circulation profile, in version 1 systems and in the standard's value lists.

/// What kind of problem it is. The text itself stays in [`crate::Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The application profile is not the code of a partner.
    UnknownPartner,
    /// The patron was not found.
    UnknownUser,
    /// The other side wanted to see a password.
    UserAuthenticationFailed,
    /// The patron may not borrow, or the account is blocked.
    UserIneligible,
    /// The item was not found.
    UnknownItem,
    /// The barcode for the temporary item exists already.
    ItemBarcodeExists,
    /// The item is not on loan.
    ItemNotCheckedOut,
    /// The item is on loan already.
    ItemAlreadyCheckedOut,
    /// The due date is the one that it has already.
    NoChangeInDueDate,
    /// The loan cannot be renewed.
    ItemNotRenewable,
    /// The item may not be requested, or a request for it exists already.
    ItemNotRequestable,
    /// The request was not found.
    UnknownRequest,
    /// A request with this number exists already.
    DuplicateRequest,
    /// The pickup library was not found.
    UnknownPickupLocation,
    /// The agency was not found.
    UnknownAgency,
    /// The agency must prove who it is.
    AgencyAuthenticationFailed,
    /// The message was not understood.
    ServiceNotKnown,
    /// The system does not offer the service, or not to us.
    ServiceNotSupported,
    /// Something is missing in the message.
    NeededDataMissing,
    /// A date was not understood.
    InvalidDate,
    /// Try again later.
    TemporaryFailure,
    /// None of the above.
    Other,
}

/// What is behind a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The usual cause.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// The Alma screen where it is changed, when there is one.
    pub alma_screen: Option<&'static str>,
}

struct Entry {
    kind: ProblemKind,
    /// In lower case, letters and digits only, words parted by one blank; a problem text that holds one of them is of this kind.
    wordings: &'static [&'static str],
    explanation: Explanation,
}

const PARTNER: &str = "Fulfillment > Resource Sharing > Partners";
const PARTNER_PARAMETERS: &str = "Fulfillment > Resource Sharing > Partners > the partner > Parameters";

impl ProblemKind {
    /// The kind that a text names, whatever its case and punctuation: `Unknown User`, `UNKNOWN_USER`, `User Unknown`.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let text = plain(text);
        let worded = |entry: &&Entry| entry.wordings.iter().any(|wording| text.contains(wording));
        CATALOGUE.iter().find(worded).map_or(Self::Other, |entry| entry.kind)
    }

    /// Cause, remedy and place.
    #[must_use]
    pub fn explanation(self) -> Explanation {
        CATALOGUE.iter().find(|entry| entry.kind == self).map_or(UNEXPLAINED, |entry| entry.explanation)
    }

    /// How Alma words it, where that is known: clients in the field look for these texts. The patron who may not borrow has another
    /// text when an item is lent: `User Ineligible To Check Out This Item`.
    #[must_use]
    pub fn alma_words(self) -> Option<&'static str> {
        Some(match self {
            Self::UnknownPartner => "Unknown partner",
            Self::UnknownUser => "Unknown User",
            Self::UserAuthenticationFailed => "User Authentication Failed",
            Self::UserIneligible => "User is ineligible to borrow",
            Self::UnknownItem => "Unknown Item",
            Self::ItemBarcodeExists => "Item Barcode Already Exist",
            Self::ItemNotCheckedOut => "Item Not Checked Out",
            Self::NoChangeInDueDate => "Apply to circulation desk - Loan cannot be renewed (no change in due date)",
            Self::UnknownAgency => "Unknown Agency",
            Self::ServiceNotKnown => "Service is not known",
            _ => return None,
        })
    }

    /// Every kind that [`ProblemKind::alma_words`] has words for.
    pub const IN_ALMA: [Self; 10] = [
        Self::UnknownPartner,
        Self::UnknownUser,
        Self::UserAuthenticationFailed,
        Self::UserIneligible,
        Self::UnknownItem,
        Self::ItemBarcodeExists,
        Self::ItemNotCheckedOut,
        Self::NoChangeInDueDate,
        Self::UnknownAgency,
        Self::ServiceNotKnown,
    ];

    /// Whether a check-in that ends so has reached its aim all the same: the item is no longer on loan there.
    #[must_use]
    pub fn means_already_returned(self) -> bool {
        matches!(self, Self::UnknownItem | Self::ItemNotCheckedOut)
    }
}

fn plain(text: &str) -> String {
    let letters: String =
        text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

const UNEXPLAINED: Explanation = Explanation {
    cause: "The other system words this problem in its own way.",
    remedy: "Read the detail. If it happens again, show the message to the person who looks after that system.",
    alma_screen: None,
};

/// The first entry that fits decides, so the special stands before the general.
const CATALOGUE: &[Entry] = &[
    Entry {
        kind: ProblemKind::UnknownPartner,
        wordings: &["unknown partner", "partner not found", "invalid partner", "unknown application profile"],
        explanation: Explanation {
            cause: "The application profile that we send is not the code of an active partner with an NCIP profile. \
                    Upper and lower case count, and so does a blank at the end.",
            remedy: "Copy the partner's Code (not its Name) into our setting, or make the partner active.",
            alma_screen: Some(PARTNER),
        },
    },
    Entry {
        kind: ProblemKind::NoChangeInDueDate,
        wordings: &["no change in due date"],
        explanation: Explanation {
            cause: "The item has this due date already: the same check-out or renewal was sent before.",
            remedy: "Nothing, if the item is shipped. Otherwise send another due date.",
            alma_screen: None,
        },
    },
    Entry {
        kind: ProblemKind::ItemBarcodeExists,
        wordings: &["barcode already exist", "duplicate barcode", "duplicate item", "item barcode exists"],
        explanation: Explanation {
            cause: "An item with this barcode exists: either the call was sent before and had been carried out, or the \
                    lender's barcode is the same as one of ours.",
            remedy: "If the item belongs to this request, all is done. Otherwise receive it under another barcode.",
            alma_screen: Some("Repository search > Physical items > Barcode"),
        },
    },
    Entry {
        kind: ProblemKind::ItemNotCheckedOut,
        wordings: &["item not checked out", "not on loan", "not checked out", "9022"],
        explanation: Explanation {
            cause: "The item is not on loan there: it was returned already, or it was never lent.",
            remedy: "For a return nothing is left to do. For a renewal, check the barcode.",
            alma_screen: Some("Fulfillment > Checkout/Checkin > Manage Item Returns"),
        },
    },
    Entry {
        kind: ProblemKind::ItemAlreadyCheckedOut,
        wordings: &["already checked out", "already on loan", "item on loan"],
        explanation: Explanation {
            cause: "The item is on loan to somebody.",
            remedy: "Return it first, or send another copy.",
            alma_screen: Some("Fulfillment > Checkout/Checkin > Manage Item Returns"),
        },
    },
    Entry {
        kind: ProblemKind::UserAuthenticationFailed,
        wordings: &["user authentication failed", "patron authentication failed", "invalid pin", "wrong password"],
        explanation: Explanation {
            cause: "The partner record asks for a password with every patron look-up, and we send the identifier only; \
                    or the patron typed a wrong password.",
            remedy: "Set \"require authentication\" under Lookup User to No.",
            alma_screen: Some(PARTNER_PARAMETERS),
        },
    },
    Entry {
        kind: ProblemKind::AgencyAuthenticationFailed,
        wordings: &["agency authentication failed", "system authentication failed", "unauthorized system"],
        explanation: Explanation {
            cause: "The other system wants to know the sending agency, or its password.",
            remedy: "Check the agency (and the password, where one is used) in our NCIP settings.",
            alma_screen: None,
        },
    },
    Entry {
        kind: ProblemKind::UserIneligible,
        wordings: &["ineligible", "not eligible", "user blocked", "patron blocked", "blocked user", "user expired"],
        explanation: Explanation {
            cause: "The patron is blocked or expired, has reached a limit, or no loan rule or no opening hours exist for \
                    the resource sharing library.",
            remedy: "Look at the patron's blocks and expiry date; then at the limits; then at the terms of use of the \
                     resource sharing fulfillment unit; then at the calendar of the resource sharing library.",
            alma_screen: Some("Fulfillment > Checkout/Checkin > Manage Patron Services"),
        },
    },
    Entry {
        kind: ProblemKind::UnknownUser,
        wordings: &[
            "unknown user",
            "user unknown",
            "user not found",
            "patron not found",
            "unknown patron",
            "invalid patron",
        ],
        explanation: Explanation {
            cause: "No active patron has this identifier. Often the patron exists but the partner record expects another \
                    type of identifier (barcode instead of primary identifier), or the account is inactive.",
            remedy: "Compare the identifier with the partner's \"User identifier type\", and check that the account is active.",
            alma_screen: Some(PARTNER_PARAMETERS),
        },
    },
    Entry {
        kind: ProblemKind::UnknownPickupLocation,
        wordings: &["pickup location", "pickup library"],
        explanation: Explanation {
            cause: "The pickup location is not the code of a library. Names and circulation desks are not accepted.",
            remedy: "Give each of our pickup locations the code of the Alma library, and see that the resource sharing \
                     library may deliver to it.",
            alma_screen: Some("Configuration > Fulfillment > Library relations, and Parameters of the partner"),
        },
    },
    Entry {
        kind: ProblemKind::DuplicateRequest,
        wordings: &["duplicate request", "request already exists", "request id already", "similar request"],
        explanation: Explanation {
            cause: "A request with this number, or by this patron for this title, exists already.",
            remedy: "If the number is ours, all is done. Otherwise cancel one of the two.",
            alma_screen: Some("Fulfillment > Resource Sharing > Borrowing Requests"),
        },
    },
    Entry {
        kind: ProblemKind::UnknownRequest,
        wordings: &["unknown request", "request not found", "request id not found", "nonexistent request"],
        explanation: Explanation {
            cause: "The other system has no request with this number; perhaps it was completed there by hand.",
            remedy: "Look for the request by barcode or title. If it is gone, finish ours by hand.",
            alma_screen: Some("Fulfillment > Resource Sharing > Lending Requests or Borrowing Requests"),
        },
    },
    Entry {
        kind: ProblemKind::UnknownItem,
        wordings: &["unknown item", "item not found", "item unknown", "invalid item", "unknown barcode"],
        explanation: Explanation {
            cause: "No item has this barcode. After a return the temporary item is gone; when shipping, a digit may be \
                    missing or the number may be an item id instead of the barcode.",
            remedy: "For a return nothing is left to do. Otherwise scan the barcode again.",
            alma_screen: Some("Repository search > Physical items > Barcode"),
        },
    },
    Entry {
        kind: ProblemKind::ItemNotRenewable,
        wordings: &[
            "not renewable",
            "cannot be renewed",
            "renewal not allowed",
            "item not renewed",
            "maximum renewals",
        ],
        explanation: Explanation {
            cause: "The terms of use of the temporary item do not allow a renewal, or the number of renewals is used up.",
            remedy: "Check the default item policy under Accept Item and the terms of use behind it; change the due date by hand.",
            alma_screen: Some(PARTNER_PARAMETERS),
        },
    },
    Entry {
        kind: ProblemKind::ItemNotRequestable,
        wordings: &[
            "not requestable",
            "cannot be requested",
            "item does not circulate",
            "not loanable",
            "cannot be loaned",
            "resource cannot be provided",
        ],
        explanation: Explanation {
            cause: "The rules of the library do not let this copy out.",
            remedy: "Choose another copy, or change the item policy.",
            alma_screen: Some("Configuration > Fulfillment > Fulfillment Units > Fulfillment Unit Rules"),
        },
    },
    Entry {
        kind: ProblemKind::UnknownAgency,
        wordings: &["unknown agency", "invalid agency", "agency not found", "unknown institution"],
        explanation: Explanation {
            cause: "The institution code is not known at this address: production and sandbox have been mixed, or the \
                    address belongs to another region.",
            remedy: "Compare the institution code and the host name with those in the address of Alma.",
            alma_screen: Some("Configuration > General > General Configuration > Institution"),
        },
    },
    Entry {
        kind: ProblemKind::ServiceNotKnown,
        wordings: &["service is not known", "unknown service", "service not known", "invalid message syntax"],
        explanation: Explanation {
            cause: "The message could not be read there: broken XML, a wrong character set, version 1 sent to the address \
                    for version 2 (or the reverse), or a service that does not exist.",
            remedy: "Check that the address is the one for the version that we send. Keep the message; it shows the cause.",
            alma_screen: None,
        },
    },
    Entry {
        kind: ProblemKind::ServiceNotSupported,
        wordings: &["unsupported service", "unauthorized service", "service not supported", "unable to handle"],
        explanation: Explanation {
            cause: "The other system does not offer this service, or not to us.",
            remedy: "Switch the step off for this library; it is then done by hand.",
            alma_screen: None,
        },
    },
    Entry {
        kind: ProblemKind::NeededDataMissing,
        wordings: &["needed data missing", "missing data", "is missing", "required field", "element rule violated"],
        explanation: Explanation {
            cause: "The other system wants something in the message that we did not send.",
            remedy: "The element that it names shows what is missing; fill it in the request or in the NCIP settings.",
            alma_screen: None,
        },
    },
    Entry {
        kind: ProblemKind::InvalidDate,
        wordings: &["invalid date", "date is in the past", "due date in the past"],
        explanation: Explanation {
            cause: "The date is in the past, or written in a form that the other system does not read.",
            remedy: "Choose a later due date. If it was later, choose another date form in the NCIP profile.",
            alma_screen: None,
        },
    },
    Entry {
        kind: ProblemKind::TemporaryFailure,
        wordings: &["temporary processing failure", "temporarily", "timeout", "timed out", "system unavailable"],
        explanation: Explanation {
            cause: "The other system is busy or down.",
            remedy: "Nothing; the call is sent again.",
            alma_screen: None,
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_written_as_the_comparison_wants_and_finds_itself() {
        for entry in CATALOGUE {
            for wording in entry.wordings {
                assert_eq!(plain(wording), *wording);
                assert_eq!(ProblemKind::of_text(wording), entry.kind, "{wording}");
            }
            assert_ne!(entry.kind.explanation(), UNEXPLAINED);
        }
    }

    #[test]
    fn the_words_of_alma_are_known_by_their_kind() {
        for kind in ProblemKind::IN_ALMA {
            assert_eq!(kind.alma_words().map(ProblemKind::of_text), Some(kind));
        }
        assert_eq!(ProblemKind::InvalidDate.alma_words(), None);
    }

    #[test]
    fn texts_of_real_systems_are_recognised() {
        for (text, kind) in [
            ("User Ineligible To Check Out This Item", ProblemKind::UserIneligible),
            ("User is ineligible to borrow", ProblemKind::UserIneligible),
            ("Item Barcode Already Exist", ProblemKind::ItemBarcodeExists),
            (
                "Apply to circulation desk - Loan cannot be renewed (no change in due date)",
                ProblemKind::NoChangeInDueDate,
            ),
            ("UNKNOWN_ITEM", ProblemKind::UnknownItem),
            ("ITEM_NOT_CHECKED_OUT", ProblemKind::ItemNotCheckedOut),
            ("User Unknown", ProblemKind::UnknownUser),
            ("Service is not known", ProblemKind::ServiceNotKnown),
            ("Agency Authentication Failed", ProblemKind::AgencyAuthenticationFailed),
            ("Tuesday", ProblemKind::Other),
        ] {
            assert_eq!(ProblemKind::of_text(text), kind, "{text}");
        }
    }
}

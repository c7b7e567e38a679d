//! The closed code lists of the standard, in its order and words.
//!
//! A code from the wire is never refused here: what the list does not have is kept in `Other`, letter for letter.

use std::fmt;

use xml::Element;

use crate::structure::{Output, Reading, Value};
use crate::{DecodeError, Edition};

/// A closed list: a row for each code, `Name = "wire text", first edition;`.
macro_rules! codes {
    ($(#[$about:meta])* $list:ident { $($(#[$doc:meta])* $code:ident = $text:literal, $since:ident;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $list {
            $($(#[$doc])* $code,)*
            /// A code that is not in the list, as it came. Empty when the element was empty.
            Other(String),
        }

        impl $list {
            /// The codes of the list in the order of the standard.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The code as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$code => $text,)*
                    Self::Other(text) => text,
                }
            }

            /// The first edition that has the code; `None` when no edition has it.
            #[must_use]
            pub const fn since(&self) -> Option<Edition> {
                match self {
                    $(Self::$code => Some(Edition::$since),)*
                    Self::Other(_) => None,
                }
            }

            /// Whether any edition has the code.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                self.since().is_some()
            }

            /// Whether this edition has the code.
            #[must_use]
            pub fn is_known_in(&self, edition: Edition) -> bool {
                self.since().is_some_and(|since| since <= edition)
            }

            /// Whether the element was there but empty.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.as_str().is_empty()
            }

            /// The code of the list that is meant when upper and lower case and blanks around it do not count.
            #[must_use]
            pub fn ignoring_case(&self) -> Self {
                let text = self.as_str().trim();
                match Self::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(text)) {
                    Some(code) => code.clone(),
                    None => self.clone(),
                }
            }
        }

        impl Default for $list {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<&str> for $list {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$code,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl fmt::Display for $list {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Value for $list {
            fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
                Ok(Self::from(reading.text_of(element).as_str()))
            }

            fn write(&self, name: &str, out: &mut Output) {
                out.writer.leaf(name, self.as_str());
            }

            fn is_blank(&self) -> bool {
                self.is_empty()
            }
        }
    };
}

codes! {
    /// Where a request stands at the supplier (`status`).
    Status {
        /// The supplier has the request and has not looked yet.
        RequestReceived = "RequestReceived", V1_1;
        /// The supplier thinks it can supply.
        ExpectToSupply = "ExpectToSupply", V1_1;
        /// The supplier promises to supply.
        WillSupply = "WillSupply", V1_1;
        /// The item is on its way or with the requester.
        Loaned = "Loaned", V1_1;
        /// The item should have come back.
        Overdue = "Overdue", V1_1;
        /// The supplier wants the item back now.
        Recalled = "Recalled", V1_1;
        /// Not as asked, but perhaps if asked again later or differently.
        RetryPossible = "RetryPossible", V1_1;
        /// The supplier cannot supply.
        Unfilled = "Unfilled", V1_1;
        /// The requester shall keep the item back for now.
        HoldReturn = "HoldReturn", V2021;
        /// The requester may send the item back after all.
        ReleaseHoldReturn = "ReleaseHoldReturn", V2021;
        /// The copy was delivered; the request is over.
        CopyCompleted = "CopyCompleted", V1_1;
        /// The item is back; the request is over.
        LoanCompleted = "LoanCompleted", V1_1;
        /// The item will not come back; the request is over.
        CompletedWithoutReturn = "CompletedWithoutReturn", V1_1;
        /// Cancelled at the wish of the requester; the request is over.
        Cancelled = "Cancelled", V1_1;
    }
}

codes! {
    /// Why the supplier writes (`reasonForMessage`).
    ReasonForMessage {
        /// First answer to a request.
        RequestResponse = "RequestResponse", V1_1;
        /// Answer to a status request.
        StatusRequestResponse = "StatusRequestResponse", V1_1;
        /// Answer to a renewal.
        RenewResponse = "RenewResponse", V1_1;
        /// Answer to a cancel.
        CancelResponse = "CancelResponse", V1_1;
        /// Something changed at the supplier.
        StatusChange = "StatusChange", V1_1;
        /// A note to people; no change.
        Notification = "Notification", V1_1;
    }
}

codes! {
    /// What the requester does or wants (`action`).
    Action {
        /// Tell me where the request stands.
        StatusRequest = "StatusRequest", V1_1;
        /// The item or copy has arrived.
        Received = "Received", V1_1;
        /// Please cancel.
        Cancel = "Cancel", V1_1;
        /// May we keep it longer?
        Renew = "Renew", V1_1;
        /// The item is kept back although it is due.
        HoldReturn = "HoldReturn", V2021;
        /// The item is on its way back.
        ShippedReturn = "ShippedReturn", V1_1;
        /// The item went on to another library.
        ShippedForward = "ShippedForward", V1_1;
        /// A note to people; no change.
        Notification = "Notification", V1_1;
        /// The item is lost.
        Lost = "Lost", V2021;
    }
}

codes! {
    /// What is wrong with a message (`errorType`).
    ErrorType {
        /// The action is not known or not possible now.
        UnsupportedActionType = "UnsupportedActionType", V1_1;
        /// The reason is not known or not possible now.
        UnsupportedReasonForMessageType = "UnsupportedReasonForMessageType", V1_1;
        /// An element is not known.
        UnrecognisedDataElement = "UnrecognisedDataElement", V1_1;
        /// The value of an element is not known.
        UnrecognisedDataValue = "UnrecognisedDataValue", V1_1;
        /// The message cannot be read.
        BadlyFormedMessage = "BadlyFormedMessage", V1_1;
    }
}

codes! {
    /// Whether a message was taken (`messageStatus`). OK is no consent, only a receipt.
    MessageStatus {
        /// Taken.
        Ok = "OK", V1_1;
        /// Refused; the error data says why.
        Error = "ERROR", V1_1;
    }
}

codes! {
    /// Whether a request is the first one (`requestType`).
    RequestType {
        /// Asked for the first time.
        New = "New", V1_1;
        /// Asked again after the supplier answered that a retry is possible.
        Retry = "Retry", V1_1;
        /// Asked again because no answer came.
        Reminder = "Reminder", V1_1;
    }
}

codes! {
    /// Special forms of a request (`requestSubType`).
    RequestSubType {
        /// For a time to come.
        BookingRequest = "BookingRequest", V1_2;
        /// One of several items asked for together.
        MultipleItemRequest = "MultipleItemRequest", V1_2;
        /// Started by the patron.
        PatronRequest = "PatronRequest", V1_2;
        /// Passed on by another library.
        TransferRequest = "TransferRequest", V1_2;
        /// Any item of the supplier's choice.
        SupplyingLibrarysChoice = "SupplyingLibrarysChoice", V1_2;
    }
}

codes! {
    /// Loan, copy or either (`serviceType`).
    ServiceType {
        /// A copy to keep.
        Copy = "Copy", V1_1;
        /// An item to give back.
        Loan = "Loan", V1_1;
        /// Either will do.
        CopyOrLoan = "CopyOrLoan", V1_1;
    }
}

codes! {
    /// Which edition of a work will do (`preferredEdition`).
    PreferredEdition {
        /// The newest.
        MostRecentEdition = "MostRecentEdition", V2021;
        /// The cited one.
        ThisEdition = "ThisEdition", V2021;
        /// Any.
        AnyEdition = "AnyEdition", V2021;
    }
}

codes! {
    /// Yes or no (`answerYesNo`, `sendToPatron`, `anyEdition`, `insurance`).
    YesNo {
        /// Yes.
        Yes = "Y", V1_1;
        /// No.
        No = "N", V1_1;
    }
}

codes! {
    /// True or false (`sentToPatron`, an `xs:boolean`).
    Truth {
        /// True.
        True = "true", V1_1;
        /// False.
        False = "false", V1_1;
        /// True, the short way.
        One = "1", V1_1;
        /// False, the short way.
        Zero = "0", V1_1;
    }
}

impl YesNo {
    /// As a value of the language; `None` for anything but `Y` and `N`.
    #[must_use]
    pub const fn to_bool(&self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Other(_) => None,
        }
    }
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Truth {
    /// As a value of the language; `None` for anything that `xs:boolean` does not have.
    #[must_use]
    pub const fn to_bool(&self) -> Option<bool> {
        match self {
            Self::True | Self::One => Some(true),
            Self::False | Self::Zero => Some(false),
            Self::Other(_) => None,
        }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::True } else { Self::False }
    }
}

impl Status {
    /// Whether a request with this status is over at this supplier.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        use Status::{Cancelled, CompletedWithoutReturn, CopyCompleted, LoanCompleted, RetryPossible, Unfilled};
        matches!(self, Cancelled | CompletedWithoutReturn | CopyCompleted | LoanCompleted | RetryPossible | Unfilled)
    }
}

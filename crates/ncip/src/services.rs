//! The services: one file each, with its request, its response and a word on what Alma makes of it.

use xml::Element;

use crate::element::{Children, Decoder, Value};
use crate::{Amount, Code, DateTime, Problem};

mod accept_item;
mod cancel_request_item;
mod check_in_item;
mod check_out_item;
mod circulation_status_updated;
mod create_user_fiscal_transaction;
mod delete_item;
mod item_checked_in;
mod item_received;
mod item_request_cancelled;
mod item_requested;
mod item_shipped;
mod lookup_item;
mod lookup_item_set;
mod lookup_request;
mod lookup_user;
mod recall_item;
mod renew_item;
mod request_item;
mod undo_check_out_item;
mod update_item;

pub use accept_item::{AcceptItem, AcceptItemResponse};
pub use cancel_request_item::{CancelRequestItem, CancelRequestItemResponse};
pub use check_in_item::{CheckInItem, CheckInItemResponse};
pub use check_out_item::{CheckOutItem, CheckOutItemResponse};
pub use circulation_status_updated::{CirculationStatusUpdated, RenewalStatus};
pub use create_user_fiscal_transaction::{CreateUserFiscalTransaction, CreateUserFiscalTransactionResponse};
pub use delete_item::{DeleteItem, DeleteItemResponse};
pub use item_checked_in::ItemCheckedIn;
pub use item_received::ItemReceived;
pub use item_request_cancelled::ItemRequestCancelled;
pub use item_requested::ItemRequested;
pub use item_shipped::ItemShipped;
pub use lookup_item::{LookupItem, LookupItemResponse};
pub use lookup_item_set::{BibInformation, HoldingsSet, ItemInformation, LookupItemSet, LookupItemSetResponse};
pub use lookup_request::{LookupRequest, LookupRequestResponse};
pub use lookup_user::{LookupUser, LookupUserResponse};
pub use recall_item::{RecallItem, RecallItemResponse};
pub use renew_item::{Pending, RenewItem, RenewItemResponse};
pub use request_item::{RequestItem, RequestItemResponse};
pub use undo_check_out_item::{UndoCheckOutItem, UndoCheckOutItemResponse};
pub use update_item::{ItemFields, UpdateItem, UpdateItemResponse};

/// The answer to a service: what was asked for, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    /// It was done.
    Done(T),
    /// It was not done.
    Refused(Refusal),
}

element! {
    /// Why a service was not done. HTTP knows nothing of it: the status is 200 all the same.
    pub struct Refusal {
        /// The reasons, at least one.
        pub problems: Vec<Problem> = "Problem" required,
        /// A fee that would help.
        pub required_fee: Option<Amount> = "RequiredFeeAmount",
        /// Restrictions that the borrower would have to accept.
        pub required_use_restrictions: Vec<Code> = "RequiredItemUseRestrictionType",
    }
}

element! {
    /// The answer to a report (services in the past tense): it was heard.
    pub struct Acknowledgement {}
}

element! {
    /// The act has happened already and is only to be recorded (`MandatedAction`).
    pub struct MandatedAction {
        /// When it happened.
        pub date_event_occurred: Option<DateTime> = "DateEventOccurred" required,
    }
}

impl Refusal {
    /// A refusal for one reason.
    #[must_use]
    pub fn new(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }
}

impl<T: Value> Value for Answer<T> {
    fn decode(element: Element, decoder: &mut Decoder) -> Result<Self, Element> {
        if element.child("Problem").is_some() {
            return Refusal::decode(element, decoder).map(Self::Refused);
        }
        T::decode(element, decoder).map(Self::Done)
    }

    fn encode(&self, name: &str) -> Element {
        match self {
            Self::Done(done) => done.encode(name),
            Self::Refused(refusal) => refusal.encode(name),
        }
    }
}

/// One line a service: its name on the wire, the type of the request, the name of the response, the type of its good case.
macro_rules! services {
    ($( $name:ident / $response_name:literal => $done:ident, )*) => {
        /// A request (or a report, for services in the past tense).
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant, missing_docs)] // few are alive at a time; each variant is the type of its name
        pub enum Request {
            $( $name($name), )*
            /// A service without a type of its own, as it was sent, header taken out.
            Other(Element),
        }

        /// The answer to a request.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant, missing_docs)] // as above
        pub enum Response {
            $( $name(Answer<$done>), )*
            /// A response without a type of its own, as it was sent, header taken out.
            Other(Element),
        }

        impl Request {
            /// The name of the service, such as `CheckOutItem`.
            #[must_use]
            pub fn service(&self) -> &str {
                match self {
                    $( Self::$name(_) => stringify!($name), )*
                    Self::Other(element) => &element.name.local,
                }
            }

            /// The response that refuses this request.
            #[must_use]
            pub fn refused(&self, problem: Problem) -> Response {
                let refusal = Refusal::new(problem);
                match self {
                    $( Self::$name(_) => Response::$name(Answer::Refused(refusal)), )*
                    Self::Other(element) => Response::Other(refusal.encode(&format!("{}Response", element.name.local))),
                }
            }

            pub(crate) fn decode(element: Element, decoder: &mut Decoder) -> Self {
                let decoded = match element.name.local.as_str() {
                    $( stringify!($name) => Value::decode(element, decoder).map(Self::$name), )*
                    _ => Err(element),
                };
                decoded.unwrap_or_else(Self::Other)
            }

            pub(crate) fn encode(&self) -> Element {
                match self {
                    $( Self::$name(request) => request.encode(stringify!($name)), )*
                    Self::Other(element) => element.clone(),
                }
            }
        }

        impl Response {
            /// The name of the service that is answered, such as `CheckOutItem`; empty for a bare `Response`.
            #[must_use]
            pub fn service(&self) -> &str {
                match self {
                    $( Self::$name(_) => stringify!($name), )*
                    Self::Other(element) => element.name.local.strip_suffix("Response").unwrap_or_default(),
                }
            }

            /// Every problem in it, in order.
            #[must_use]
            pub fn problems(&self) -> Vec<Problem> {
                match self {
                    $( Self::$name(answer) => answer.problems().to_vec(), )*
                    Self::Other(element) => problems_in(element),
                }
            }

            pub(crate) fn decode(element: Element, decoder: &mut Decoder) -> Self {
                let decoded = match element.name.local.as_str() {
                    $( $response_name => Value::decode(element, decoder).map(Self::$name), )*
                    _ => Err(element),
                };
                decoded.unwrap_or_else(Self::Other)
            }

            pub(crate) fn encode(&self) -> Element {
                match self {
                    $( Self::$name(answer) => answer.encode($response_name), )*
                    Self::Other(element) => element.clone(),
                }
            }
        }
    };
}

services! {
    AcceptItem / "AcceptItemResponse" => AcceptItemResponse,
    CancelRequestItem / "CancelRequestItemResponse" => CancelRequestItemResponse,
    CheckInItem / "CheckInItemResponse" => CheckInItemResponse,
    CheckOutItem / "CheckOutItemResponse" => CheckOutItemResponse,
    CirculationStatusUpdated / "CirculationStatusUpdatedResponse" => Acknowledgement,
    CreateUserFiscalTransaction / "CreateUserFiscalTransactionResponse" => CreateUserFiscalTransactionResponse,
    DeleteItem / "DeleteItemResponse" => DeleteItemResponse,
    ItemCheckedIn / "ItemCheckedInResponse" => Acknowledgement,
    ItemReceived / "ItemReceivedResponse" => Acknowledgement,
    ItemRequestCancelled / "ItemRequestCancelledResponse" => Acknowledgement,
    ItemRequested / "ItemRequestedResponse" => Acknowledgement,
    ItemShipped / "ItemShippedResponse" => Acknowledgement,
    LookupItem / "LookupItemResponse" => LookupItemResponse,
    LookupItemSet / "LookupItemSetResponse" => LookupItemSetResponse,
    LookupRequest / "LookupRequestResponse" => LookupRequestResponse,
    LookupUser / "LookupUserResponse" => LookupUserResponse,
    RecallItem / "RecallItemResponse" => RecallItemResponse,
    RenewItem / "RenewItemResponse" => RenewItemResponse,
    RequestItem / "RequestItemResponse" => RequestItemResponse,
    UndoCheckOutItem / "UndoCheckOutItemResponse" => UndoCheckOutItemResponse,
    UpdateItem / "UpdateItemResponse" => UpdateItemResponse,
}

impl<T> Answer<T> {
    /// Every problem in it, in order; none when it was done.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Done(_) => &[],
            Self::Refused(refusal) => &refusal.problems,
        }
    }
}

/// The problems of a response that has no type of its own.
fn problems_in(response: &Element) -> Vec<Problem> {
    let mut decoder = Decoder::default();
    let read = |children: &mut Children, decoder: &mut Decoder| children.every("Problem", decoder);
    decoder.inside(response.clone(), read).unwrap_or_default()
}

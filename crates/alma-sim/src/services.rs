//! The NCIP services as rules on the state: what each changes, and in which words it refuses.
//!
//! A service either does all of its work or refuses before it has changed anything.

mod accept_item;
mod cancel_request_item;
mod check_in_item;
mod check_out_item;
mod create_user_fiscal_transaction;
mod lookup_user;
mod recall_item;
pub(crate) mod refusal;
mod renew_item;
mod request_item;
mod shelf;

use ncip::{Acknowledgement, Answer, ItemId, Refusal, Request, Response};
use xml::{Element, Name, Node};

pub(crate) use refusal::{Refused, refuse};
pub(crate) use shelf::{end_of_day, receive};

use crate::state::{Id, Item, Partner, State};

/// What every service is given besides its message.
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) partner: &'a Partner,
    pub(crate) at: i64,
}

impl Call<'_> {
    /// Carries a request out; `None` for a service that Alma's broker profile does not have.
    pub(crate) fn serve(&mut self, request: &Request) -> Option<Response> {
        Some(match request {
            Request::LookupUser(request) => Response::LookupUser(answer(self.lookup_user(request))),
            Request::AcceptItem(request) => Response::AcceptItem(answer(self.accept_item(request))),
            Request::CheckOutItem(request) => Response::CheckOutItem(answer(self.check_out_item(request))),
            Request::CheckInItem(request) => Response::CheckInItem(answer(self.check_in_item(request))),
            Request::RequestItem(request) => Response::RequestItem(answer(self.request_item(request))),
            Request::CancelRequestItem(request) => {
                Response::CancelRequestItem(answer(self.cancel_request_item(request)))
            }
            Request::RenewItem(request) => Response::RenewItem(answer(self.renew_item(request))),
            Request::RecallItem(request) => Response::RecallItem(answer(self.recall_item(request))),
            Request::CreateUserFiscalTransaction(request) if self.partner.accepts_fees => {
                Response::CreateUserFiscalTransaction(answer(self.create_user_fiscal_transaction(request)))
            }
            Request::CirculationStatusUpdated(report) => {
                Response::CirculationStatusUpdated(heard(self.circulation_status_updated(report)))
            }
            Request::ItemCheckedIn(report) => Response::ItemCheckedIn(heard(self.item_checked_in(report))),
            Request::ItemRequested(report) => bare(self.item_requested(report)),
            Request::ItemRequestCancelled(report) => {
                Response::ItemRequestCancelled(heard(self.item_request_cancelled(report)))
            }
            _ => return None,
        })
    }

    /// What the partner record says of borrowing; requests that are open are carried on all the same.
    fn borrows(&self, service: &str) -> Result<(), Refused> {
        self.supports(self.partner.supports_borrowing, refusal::NO_BORROWING, service)
    }

    /// As [`Call::borrows`], of lending.
    fn lends(&self, service: &str) -> Result<(), Refused> {
        self.supports(self.partner.supports_lending, refusal::NO_LENDING, service)
    }

    fn supports(&self, supported: bool, words: &str, service: &str) -> Result<(), Refused> {
        let element = format!("//{service}/InitiationHeader/ApplicationProfileType");
        supported.then_some(()).ok_or_else(|| refuse(words, &element, &self.partner.code))
    }

    /// The item that a message names: by its barcode, or by the number of its request where the message says so.
    fn item(&self, named: &ItemId) -> Option<(Id, &Item)> {
        let by_request = named.identifier_type.as_ref();
        if by_request.is_some_and(|kind| kind.is(ncip::codes::identifier::ILL_REQUEST_ID)) {
            let id = self.item_of_request(&named.value)?;
            return Some((id, self.state.catalog.items.get(&id)?));
        }
        self.state.catalog.by_barcode(&named.value)
    }

    fn item_of_request(&self, external_id: &str) -> Option<Id> {
        let ours = |partner: &str, id: &str| partner == self.partner.code && id == external_id;
        let borrowed = self.state.borrowing.values().find(|request| ours(&request.partner, &request.external_id));
        let lent = || self.state.lending.values().find(|request| ours(&request.partner, &request.external_id));
        borrowed.and_then(|request| request.items.first().copied()).or_else(|| lent()?.item)
    }
}

fn answer<T>(result: Result<T, Refused>) -> Answer<T> {
    match result {
        Ok(done) => Answer::Done(done),
        Err(problem) => Answer::Refused(Refusal::new(*problem)),
    }
}

fn heard(result: Result<(), Refused>) -> Answer<Acknowledgement> {
    answer(result.map(|()| Acknowledgement::default()))
}

/// Alma answers ItemRequested with an element that is called only `Response`.
fn bare(result: Result<(), Refused>) -> Response {
    let name = |local: &str| Name { namespace: Some(NAMESPACE.to_owned()), local: local.to_owned() };
    let children = match result {
        Ok(()) => Vec::new(),
        Err(problem) => {
            let mut problem_type = Element { name: name("ProblemType"), ..Element::default() };
            let text = problem.problem_type.map(|code| code.value).unwrap_or_default();
            problem_type.children.push(Node::Text(text));
            let inside = vec![Node::Element(problem_type)];
            vec![Node::Element(Element { name: name("Problem"), children: inside, ..Element::default() })]
        }
    };
    Response::Other(Element { name: name("Response"), children, ..Element::default() })
}

/// The namespace in which the messages are held, also those of version 1.
const NAMESPACE: &str = "http://www.niso.org/2008/ncip";

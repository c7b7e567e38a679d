//! What to answer to a message that came in: [`Message::answer`], [`Message::refuse`], [`Request::done`], [`RenewItem::pending`].

use crate::element::parent;
use crate::{
    AcceptItemResponse, Acknowledgement, Answer, Body, CancelRequestItemResponse, CheckInItemResponse,
    CheckOutItemResponse, CreateUserFiscalTransactionResponse, DateTime, DeleteItemResponse, Header,
    LookupItemResponse, LookupItemSetResponse, LookupRequestResponse, LookupUserResponse, Message, Pending, Problem,
    RecallItemResponse, RenewItem, RenewItemResponse, Request, RequestItemResponse, Response, UndoCheckOutItemResponse,
    UpdateItemResponse,
};

impl Message {
    /// The answer to this message: same version, header turned round, agencies with the schemes that they came with.
    #[must_use]
    pub fn answer(&self, response: Response) -> Self {
        Self {
            version: self.version.clone(),
            header: self.header.as_ref().map(Header::reply),
            body: Body::Response(response),
            extra: Vec::new(),
        }
    }

    /// The answer that refuses this message: in the response of its service or, when it is no request, by the problem alone.
    #[must_use]
    pub fn refuse(&self, problem: Problem) -> Self {
        match &self.body {
            Body::Request(request) => self.answer(request.refused(problem)),
            _ => Self { version: self.version.clone(), ..Self::from(problem) },
        }
    }
}

impl Request {
    /// The response that says it was done as asked: it names the identifiers, the type of request and the due date of this
    /// request. A lookup tells nothing more; the caller fills in what was asked for. Where the schema wants a patron in the
    /// response and the request has one only as [`crate::AuthenticationInput`], the caller names the patron too, and a loan
    /// without a due date wants one.
    #[must_use]
    pub fn done(&self) -> Response {
        match self {
            Self::AcceptItem(asked) => Response::AcceptItem(Answer::Done(AcceptItemResponse {
                request_id: asked.request_id.clone(),
                item_id: asked.item_id.clone(),
                ..AcceptItemResponse::default()
            })),
            Self::CancelRequestItem(asked) => Response::CancelRequestItem(Answer::Done(CancelRequestItemResponse {
                request_id: asked.request_id.clone(),
                item_id: asked.item_id.clone(),
                user_id: asked.user_id.clone(),
                ..CancelRequestItemResponse::default()
            })),
            Self::CheckInItem(asked) => Response::CheckInItem(Answer::Done(CheckInItemResponse {
                item_id: asked.item_id.clone(),
                ..CheckInItemResponse::default()
            })),
            Self::CheckOutItem(asked) => Response::CheckOutItem(Answer::Done(CheckOutItemResponse {
                item_id: asked.item_id.clone(),
                user_id: asked.user_id.clone(),
                date_due: asked.desired_date_due.clone(),
                ..CheckOutItemResponse::default()
            })),
            Self::CreateUserFiscalTransaction(asked) => {
                Response::CreateUserFiscalTransaction(Answer::Done(CreateUserFiscalTransactionResponse {
                    user_id: asked.user_id.clone(),
                    reference_id: asked.fiscal_transaction.as_ref().and_then(|charge| charge.reference_id.clone()),
                    ..CreateUserFiscalTransactionResponse::default()
                }))
            }
            Self::DeleteItem(asked) => Response::DeleteItem(Answer::Done(DeleteItemResponse {
                item_id: asked.item_id.clone(),
                ..DeleteItemResponse::default()
            })),
            Self::RecallItem(asked) => Response::RecallItem(Answer::Done(RecallItemResponse {
                item_id: asked.item_id.clone(),
                date_due: asked.desired_date_due.clone(),
                ..RecallItemResponse::default()
            })),
            Self::RenewItem(asked) => asked.renewed(asked.desired_date_due.clone()),
            Self::RequestItem(asked) => Response::RequestItem(Answer::Done(RequestItemResponse {
                request_id: asked.request_id.clone(),
                item_id: asked.item_ids.first().cloned(),
                user_id: asked.user_id.clone(),
                request_type: asked.request_type.clone(),
                request_scope: asked.request_scope.clone(),
                ..RequestItemResponse::default()
            })),
            Self::UndoCheckOutItem(asked) => Response::UndoCheckOutItem(Answer::Done(UndoCheckOutItemResponse {
                item_id: asked.item_id.clone(),
                user_id: asked.user_id.clone(),
                ..UndoCheckOutItemResponse::default()
            })),
            Self::UpdateItem(asked) => Response::UpdateItem(Answer::Done(UpdateItemResponse {
                item_id: asked.item_id.clone(),
                ..UpdateItemResponse::default()
            })),
            _ => self.told(),
        }
    }

    /// [`Request::done`] for lookups, reports and services without a type.
    fn told(&self) -> Response {
        let heard = Answer::Done(Acknowledgement::default());
        match self {
            Self::LookupItem(asked) => Response::LookupItem(Answer::Done(LookupItemResponse {
                request_id: asked.request_id.clone(),
                item_id: asked.item_id.clone(),
                ..LookupItemResponse::default()
            })),
            Self::LookupItemSet(_) => Response::LookupItemSet(Answer::Done(LookupItemSetResponse::default())),
            Self::LookupRequest(asked) => Response::LookupRequest(Answer::Done(LookupRequestResponse {
                request_id: asked.request_id.clone(),
                item_id: asked.item_id.clone(),
                user_id: asked.user_id.clone(),
                request_type: asked.request_type.clone(),
                ..LookupRequestResponse::default()
            })),
            Self::LookupUser(asked) => Response::LookupUser(Answer::Done(LookupUserResponse {
                user_id: asked.user_id.clone(),
                ..LookupUserResponse::default()
            })),
            Self::CirculationStatusUpdated(_) => Response::CirculationStatusUpdated(heard),
            Self::ItemCheckedIn(_) => Response::ItemCheckedIn(heard),
            Self::ItemReceived(_) => Response::ItemReceived(heard),
            Self::ItemRequestCancelled(_) => Response::ItemRequestCancelled(heard),
            Self::ItemRequested(_) => Response::ItemRequested(heard),
            Self::ItemShipped(_) => Response::ItemShipped(heard),
            _ => Response::Other(parent(&format!("{}Response", self.service()), Vec::new())),
        }
    }
}

impl RenewItem {
    /// The response to a renewal that the lender has still to decide, with the day by which that is expected. It is what Alma
    /// is answered when a patron renews in Primo; [`crate::Profile::renewal_report`] and a RenewItem of ours follow.
    #[must_use]
    pub fn pending(&self, expected: Option<DateTime>) -> Response {
        let pending = Pending { date_of_expected_reply: expected, ..Pending::default() };
        Response::RenewItem(Answer::Done(RenewItemResponse { pending: Some(pending), ..RenewItemResponse::default() }))
    }

    /// The response to a renewal that was granted until then.
    #[must_use]
    pub fn renewed(&self, until: Option<DateTime>) -> Response {
        Response::RenewItem(Answer::Done(RenewItemResponse {
            item_id: self.item_id.clone(),
            user_id: self.user_id.clone(),
            date_due: until,
            ..RenewItemResponse::default()
        }))
    }
}

//! CancelRequestItem and ItemRequestCancelled: a request that has not led to anything yet is withdrawn.

use ncip::{CancelRequestItem, CancelRequestItemResponse, ItemId, ItemRequestCancelled, RequestId, UserId};

use super::refusal::{CANNOT_BE_CANCELLED, UNKNOWN_REQUEST};
use super::{Call, Refused, refuse};
use crate::state::{Id, ProcessType, RequestStatus};

impl Call<'_> {
    pub(super) fn cancel_request_item(
        &mut self,
        message: &CancelRequestItem,
    ) -> Result<CancelRequestItemResponse, Refused> {
        self.cancel("CancelRequestItem", message.request_id.as_ref(), message.item_id.as_ref())?;
        Ok(CancelRequestItemResponse {
            request_id: message.request_id.as_ref().map(|id| RequestId::new(&id.value)),
            item_id: message.item_id.as_ref().map(|id| ItemId::new(&id.value)),
            user_id: message.user_id.as_ref().map(|user| UserId::new(&user.value)),
            ..CancelRequestItemResponse::default()
        })
    }

    pub(super) fn item_request_cancelled(&mut self, report: &ItemRequestCancelled) -> Result<(), Refused> {
        self.cancel("ItemRequestCancelled", report.request_id.as_ref(), report.item_id.as_ref())
    }

    fn cancel(&mut self, service: &str, request: Option<&RequestId>, item: Option<&ItemId>) -> Result<(), Refused> {
        let number = request.map(|request| request.value.as_str()).unwrap_or_default();
        let element = format!("//{service}/RequestId");
        let by_item = || item.and_then(|named| self.item(named)).map(|(id, _)| id);
        let of_item = || by_item().and_then(|item| self.state.lending.iter().find(|(_, lent)| lent.item == Some(item)));
        let lending = self.open_lending(number).map(|(id, _)| id).or_else(|| of_item().map(|(id, _)| *id));
        if let Some(id) = lending {
            return self.cancel_lending(id).ok_or_else(|| refuse(CANNOT_BE_CANCELLED, &element, number));
        }
        let at = self.at;
        let borrowing = self.known_request(number).filter(|(_, request)| !request.status.is_final()).map(|(id, _)| id);
        match borrowing.and_then(|id| self.state.borrowing.get_mut(&id)) {
            None => Err(refuse(UNKNOWN_REQUEST, &element, number)),
            Some(request) if !request.items.is_empty() => Err(refuse(CANNOT_BE_CANCELLED, &element, number)),
            Some(request) => {
                request.turn(at, RequestStatus::Cancelled, "Cancelled by the broker");
                Ok(())
            }
        }
    }

    /// `None` when the item has left, or the request has ended.
    fn cancel_lending(&mut self, id: Id) -> Option<()> {
        let at = self.at;
        let request = self.state.lending.get_mut(&id)?;
        if request.status != RequestStatus::CreatedLending {
            return None;
        }
        request.turn(at, RequestStatus::Cancelled, "Cancelled by the broker");
        if let Some(item) = request.item {
            let is_set_aside = |process: &ProcessType| *process == ProcessType::Requested;
            self.state
                .catalog
                .change_item(item, |item| item.process = item.process.take().filter(|p| !is_set_aside(p)));
        }
        Some(())
    }
}

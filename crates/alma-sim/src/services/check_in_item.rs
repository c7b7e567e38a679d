//! CheckInItem: a borrowed item has gone back to its lender, or an item of ours has come home. ItemCheckedIn says the
//! first of the two in version 1.

use ncip::codes::identifier::ILL_REQUEST_ID;
use ncip::{CheckInItem, CheckInItemResponse, ItemCheckedIn, ItemId, UserId};

use super::refusal::{NOT_CHECKED_OUT, UNKNOWN_ITEM};
use super::{Call, Refused, refuse};
use crate::state::{Id, ProcessType, RequestStatus};

impl Call<'_> {
    pub(super) fn check_in_item(&mut self, message: &CheckInItem) -> Result<CheckInItemResponse, Refused> {
        let named = message.item_id.clone().unwrap_or_default();
        let (barcode, user) = self.check_in("CheckInItem", &named)?;
        Ok(CheckInItemResponse {
            item_id: Some(ItemId::new(&barcode)),
            user_id: user.map(|user| UserId::new(&user)),
            ..CheckInItemResponse::default()
        })
    }

    pub(super) fn item_checked_in(&mut self, report: &ItemCheckedIn) -> Result<(), Refused> {
        let named = report.item_id.clone().unwrap_or_default();
        self.check_in("ItemCheckedIn", &named).map(|_| ())
    }

    /// The barcode, and the user who had it when it was on loan.
    fn check_in(&mut self, service: &str, named: &ItemId) -> Result<(String, Option<String>), Refused> {
        let element = format!("//{service}/ItemId");
        let by_request = named.identifier_type.as_ref().is_some_and(|kind| kind.is(ILL_REQUEST_ID));
        let Some((id, item)) = self.item(named) else {
            // By the number of the request it is no fault that the item has gone already.
            let gone = by_request.then(|| (named.value.clone(), None));
            return gone.ok_or_else(|| refuse(UNKNOWN_ITEM, &element, &named.value));
        };
        let barcode = item.barcode.clone().unwrap_or_default();
        if item.is_temporary {
            return Ok((barcode, self.give_back(id)));
        }
        if item.process == Some(ProcessType::ResourceSharing) {
            self.come_home(id);
            return Ok((barcode, None));
        }
        let not_out = || refuse(NOT_CHECKED_OUT, &element, &barcode);
        by_request.then(|| (barcode.clone(), None)).ok_or_else(not_out)
    }

    /// The loan ends, the temporary item goes, and with the last one the request.
    fn give_back(&mut self, id: Id) -> Option<String> {
        let loan = self.state.loans.remove(&id);
        self.state.catalog.remove_item(id);
        let at = self.at;
        if let Some(request) = self.state.borrowing_of_mut(id) {
            request.items.retain(|item| *item != id);
            if request.items.is_empty() {
                request.bib = None;
                request.turn(at, RequestStatus::Completed, "Returned item to partner");
            }
        }
        loan.map(|loan| loan.user)
    }

    /// The lending request ends; the item is on its way to its own library, where somebody must scan it.
    fn come_home(&mut self, id: Id) {
        let at = self.at;
        if let Some(request) = self.state.lending_of_mut(id) {
            request.turn(at, RequestStatus::Completed, "Checked in");
        }
        let item = self.state.catalog.items.get(&id);
        let home = item.map(|item| self.state.catalog.home_library(item).to_owned()).unwrap_or_default();
        self.state.catalog.change_item(id, |item| {
            item.temporary = None;
            item.process = Some(ProcessType::Transit(home));
        });
    }
}

//! CheckOutItem: an item of ours leaves for another library. The user in the message does not matter.

use ncip::{CheckOutItem, CheckOutItemResponse, DateTime, ItemId, UserId};

use super::refusal::{ALREADY_CHECKED_OUT, INELIGIBLE_FOR_ITEM, NO_CHANGE, UNKNOWN_ITEM};
use super::{Call, Refused, end_of_day, refuse};
use crate::moment::{self, DAY};
use crate::state::{Audit, Id, Kind, LendingRequest, ProcessType, RequestStatus, TemporaryPlace};

const ELEMENT: &str = "//CheckOutItem/ItemId";

impl Call<'_> {
    pub(super) fn check_out_item(&mut self, message: &CheckOutItem) -> Result<CheckOutItemResponse, Refused> {
        self.lends("CheckOutItem")?;
        let named = message.item_id.clone().unwrap_or_default();
        let unknown = || refuse(UNKNOWN_ITEM, ELEMENT, &named.value);
        let (item, found) = self.item(&named).ok_or_else(unknown)?;
        let (is_temporary, process) = (found.is_temporary, found.process.clone());
        let barcode = found.barcode.clone().unwrap_or_default();
        let asked = message.desired_date_due.as_ref().and_then(moment::of_date);
        let due = asked.unwrap_or_else(|| end_of_day(self.at + i64::from(self.partner.loan_days) * DAY));
        let external_id = message.request_id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
        // With a mandated action the item has left already, whatever was known of it.
        let has_happened = message.mandated_action.is_some();
        match process {
            _ if is_temporary => return Err(refuse(INELIGIBLE_FOR_ITEM, ELEMENT, &barcode)),
            Some(ProcessType::Loan) if !has_happened => return Err(refuse(ALREADY_CHECKED_OUT, ELEMENT, &barcode)),
            Some(ProcessType::ResourceSharing) if !has_happened => self.ship_again(item, external_id, due, &barcode)?,
            _ => {
                self.state.loans.remove(&item);
                self.ship(item, external_id, due);
            }
        }
        Ok(CheckOutItemResponse {
            item_id: Some(ItemId::new(&barcode)),
            user_id: message.user_id.as_ref().map(|user| UserId::new(&user.value)),
            date_due: Some(DateTime::as_sent(&moment::iso(due))),
            ..CheckOutItemResponse::default()
        })
    }

    /// An item that is away already: the same date is refused, another one holds from now on.
    fn ship_again(&mut self, item: Id, external_id: &str, due: i64, barcode: &str) -> Result<(), Refused> {
        let at = self.at;
        let refused = |words: &str| Err(refuse(words, ELEMENT, barcode));
        match self.state.lending_of_mut(item) {
            Some(request) if !external_id.is_empty() && request.external_id != external_id => {
                refused(ALREADY_CHECKED_OUT)
            }
            Some(request) if request.due == due => refused(NO_CHANGE),
            Some(request) => {
                request.due = due;
                request.turn(at, RequestStatus::Renewed, "Due date changed by CheckOutItem");
                self.state.catalog.change_item(item, |_| {});
                Ok(())
            }
            None => refused(ALREADY_CHECKED_OUT),
        }
    }

    fn ship(&mut self, item: Id, external_id: &str, due: i64) {
        let at = self.at;
        let request = self.lending_request(item, external_id);
        let place = TemporaryPlace {
            library: self.partner.default_library_owner.clone(),
            location: self.partner.lending_location.clone(),
            policy: Some(self.partner.lending_policy.clone()),
        };
        self.state.catalog.change_item(item, |item| {
            item.process = Some(ProcessType::ResourceSharing);
            item.temporary = Some(place);
        });
        let barcode = self.state.catalog.items.get(&item).and_then(|item| item.barcode.clone());
        if let Some(request) = self.state.lending.get_mut(&request) {
            request.item = Some(item);
            request.barcode = barcode.unwrap_or_default();
            request.due = due;
            request.turn(at, RequestStatus::ShippedPhysically, "Shipped by CheckOutItem");
        }
    }

    /// The open request with this number, or a new one. A copy that was set aside for it and did not go is free again.
    fn lending_request(&mut self, item: Id, external_id: &str) -> Id {
        let is_other = |request: &LendingRequest| request.external_id != external_id && request.status.is_shipped();
        let at = self.at;
        if let Some(other) = self.state.lending_of_mut(item).filter(|request| is_other(request)) {
            other.turn(at, RequestStatus::Completed, "The item left under another number");
        }
        let Some((id, before)) = self.open_lending(external_id).map(|(id, request)| (id, request.item)) else {
            return self.new_lending(Some(item), external_id, "Created by CheckOutItem");
        };
        if let Some(other) = before.filter(|other| *other != item) {
            self.state.catalog.change_item(other, |item| item.process = None);
        }
        id
    }

    /// The lending request with this number of the same partner that has not ended.
    pub(super) fn open_lending(&self, external_id: &str) -> Option<(Id, &LendingRequest)> {
        let ours = |request: &LendingRequest| {
            request.partner == self.partner.code && request.external_id == external_id && !request.status.is_final()
        };
        let mut found = self.state.lending.iter().filter(|(_, request)| !external_id.is_empty() && ours(request));
        found.next().map(|(id, request)| (*id, request))
    }

    /// Creates a lending request.
    pub(super) fn new_lending(&mut self, item: Option<Id>, external_id: &str, note: &str) -> Id {
        let id = self.state.next_id(Kind::Request);
        let found = item.and_then(|item| self.state.catalog.items.get(&item));
        let title = found.map(|item| self.state.catalog.title_of(item).to_owned()).unwrap_or_default();
        let barcode = found.and_then(|item| item.barcode.clone()).unwrap_or_default();
        let status = RequestStatus::CreatedLending;
        let request = LendingRequest {
            external_id: external_id.to_owned(),
            partner: self.partner.code.clone(),
            status,
            item,
            barcode,
            title,
            due: 0,
            created: self.at,
            audit: vec![Audit { at: self.at, status, note: note.to_owned() }],
        };
        self.state.lending.insert(id, request);
        id
    }
}

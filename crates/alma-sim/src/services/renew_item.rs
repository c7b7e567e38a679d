//! RenewItem: a new due date, for a borrowed item that a user has, or for an item of ours that is away.

use ncip::{DateTime, RenewItem, RenewItemResponse, UserId};

use super::refusal::{DATA_MISSING, DATE_IN_THE_PAST, NO_CHANGE, NOT_CHECKED_OUT, UNKNOWN_ITEM};
use super::{Call, Refused, refuse};
use crate::moment;
use crate::state::{Id, ProcessType, RequestStatus};

const ELEMENT: &str = "//RenewItem/ItemId";

impl Call<'_> {
    pub(super) fn renew_item(&mut self, message: &RenewItem) -> Result<RenewItemResponse, Refused> {
        let named = message.item_id.clone().unwrap_or_default();
        let (id, item) = self.item(&named).ok_or_else(|| refuse(UNKNOWN_ITEM, ELEMENT, &named.value))?;
        let is_away = item.process == Some(ProcessType::ResourceSharing) && !item.is_temporary;
        let due = self.new_due_date(message)?;
        match is_away {
            true => self.renew_lending(id, due, &named.value)?,
            false => self.renew_loan(id, due, message)?,
        }
        Ok(RenewItemResponse {
            item_id: Some(ncip::ItemId::new(&named.value)),
            user_id: message.user_id.as_ref().map(|user| UserId::new(&user.value)),
            date_due: Some(DateTime::as_sent(&moment::iso(due))),
            ..RenewItemResponse::default()
        })
    }

    fn new_due_date(&self, message: &RenewItem) -> Result<i64, Refused> {
        let element = "//RenewItem/DesiredDateDue";
        let asked = message.desired_date_due.as_ref();
        let due = asked.and_then(moment::of_date).ok_or_else(|| refuse(DATA_MISSING, element, ""))?;
        if due < self.at {
            return Err(refuse(DATE_IN_THE_PAST, element, &moment::iso(due)));
        }
        Ok(due)
    }

    fn renew_loan(&mut self, id: Id, due: i64, message: &RenewItem) -> Result<(), Refused> {
        // The captured refusal names Alma's own number of the item instead of the barcode.
        let own_number = id.to_string();
        let named = message.user_id.as_ref().map(|user| user.value.as_str()).unwrap_or_default();
        let user = self.user("RenewItem", named)?.primary_id.clone();
        let loan = self.state.loans.get_mut(&id).ok_or_else(|| refuse(NOT_CHECKED_OUT, ELEMENT, &own_number))?;
        if loan.user != user {
            return Err(refuse(UNKNOWN_ITEM, ELEMENT, &own_number));
        }
        if loan.due == due {
            return Err(refuse(NO_CHANGE, ELEMENT, &own_number));
        }
        loan.due = due;
        loan.renewals += 1;
        self.state.catalog.change_item(id, |_| {});
        let at = self.at;
        if let Some(request) = self.state.borrowing_of_mut(id) {
            request.due = Some(due);
            request.turn(at, RequestStatus::Renewed, &format!("Renewed until {}", moment::day(due)));
        }
        Ok(())
    }

    fn renew_lending(&mut self, id: Id, due: i64, barcode: &str) -> Result<(), Refused> {
        let at = self.at;
        let request = self.state.lending_of_mut(id).ok_or_else(|| refuse(NOT_CHECKED_OUT, ELEMENT, barcode))?;
        if request.due == due {
            return Err(refuse(NO_CHANGE, ELEMENT, barcode));
        }
        request.due = due;
        request.turn(at, RequestStatus::Renewed, &format!("Renewed until {}", moment::day(due)));
        self.state.catalog.change_item(id, |_| {});
        Ok(())
    }
}

//! RecallItem and CirculationStatusUpdated: what the lender says while a user has the item.

use ncip::{CirculationStatusUpdated, DateTime, ItemId, RecallItem, RecallItemResponse};

use super::refusal::{DATA_MISSING, UNKNOWN_ITEM};
use super::{Call, Refused, refuse};
use crate::moment;
use crate::state::{Id, RequestStatus};

/// Both wordings are in use for a renewal that is not decided.
const PENDING: [&str; 2] = ["Renew Still Pending", "Renewal Still Pending"];
const NOT_RENEWED: &str = "Item Not Renewed";
const RECALL_LETTER: &str = "Borrower Recall Email Letter";

impl Call<'_> {
    pub(super) fn recall_item(&mut self, message: &RecallItem) -> Result<RecallItemResponse, Refused> {
        let named = message.item_id.clone().unwrap_or_default();
        let id = self.borrowed("RecallItem", &named)?;
        let asked = message.desired_date_due.as_ref().and_then(moment::of_date);
        if let (Some(due), Some(loan)) = (asked, self.state.loans.get_mut(&id)) {
            loan.due = due.min(loan.due);
        }
        let at = self.at;
        let mut told = None;
        if let Some(request) = self.state.borrowing_of_mut(id) {
            request.turn(at, RequestStatus::Recalled, "Recalled by partner");
            told = Some((request.user.clone(), request.title.clone()));
        }
        if let Some((user, title)) = told {
            self.state.send_letter(at, RECALL_LETTER, &user, &title);
        }
        let due = self.state.loans.get(&id).map(|loan| loan.due);
        Ok(RecallItemResponse {
            item_id: Some(ItemId::new(&named.value)),
            date_due: due.map(|due| DateTime::as_sent(&moment::iso(due))),
            ..RecallItemResponse::default()
        })
    }

    pub(super) fn circulation_status_updated(&mut self, report: &CirculationStatusUpdated) -> Result<(), Refused> {
        let id = self.borrowed("CirculationStatusUpdated", &report.item_id.clone().unwrap_or_default())?;
        let said = report.circulation_status.as_ref();
        let is = |words: &str| said.is_some_and(|code| code.is(words));
        let status = match () {
            () if PENDING.iter().any(|words| is(words)) => RequestStatus::RenewRequested,
            () if is(NOT_RENEWED) => RequestStatus::RenewNotAccepted,
            () => return Err(refuse(DATA_MISSING, "//CirculationStatusUpdated/CirculationStatus", "")),
        };
        let at = self.at;
        if let Some(request) = self.state.borrowing_of_mut(id) {
            request.turn(at, status, "Told by CirculationStatusUpdated");
        }
        Ok(())
    }

    fn borrowed(&self, service: &str, named: &ItemId) -> Result<Id, Refused> {
        let found = self.item(named).filter(|(_, item)| item.is_temporary).map(|(id, _)| id);
        found.ok_or_else(|| refuse(UNKNOWN_ITEM, &format!("//{service}/ItemId"), &named.value))
    }
}

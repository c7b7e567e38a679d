//! A request as one system wants it: one line of the table a service.

use super::RecordNumber;
use crate::codes::identifier;
use crate::{
    AuthenticationInput, BibliographicId, Code, DateTime, Header, ItemId, Profile, Request, RequestId, RequestItem,
    UserId,
};

pub(super) fn shaped(
    profile: &Profile,
    mut header: Header,
    mut request: Request,
    agency: Option<&Code>,
) -> (Header, Request) {
    let shape = Shape { profile, agency };
    shape.header(&mut header);
    if let Request::AcceptItem(item) = &mut request
        && profile.pickup_location_is_agency
        && let Some(location) = item.pickup_location.take()
    {
        header.to_agency = Some(location);
    }
    shape.request(&mut request);
    (header, request)
}

struct Shape<'a> {
    profile: &'a Profile,
    agency: Option<&'a Code>,
}

impl Shape<'_> {
    fn header(&self, header: &mut Header) {
        if let Some((from, to)) = self.profile.system_ids {
            header.from_system.get_or_insert_with(|| Code::new(from));
            header.to_system.get_or_insert_with(|| Code::new(to));
        }
        let named = header.application_profile.as_ref().is_some_and(|profile| !profile.value.trim().is_empty());
        if let (false, Some(own)) = (named, self.profile.application_profile) {
            header.application_profile = Some(Code::new(own));
        }
    }

    fn request(&self, request: &mut Request) {
        match request {
            Request::LookupUser(lookup) => {
                self.user(&mut lookup.user_id);
                if lookup.user_elements.is_empty() {
                    lookup.user_elements =
                        self.profile.user_elements.iter().map(|element| Code::new(element)).collect();
                }
            }
            Request::RequestItem(order) => self.order(order),
            Request::AcceptItem(item) => {
                self.ids(&mut item.user_id, &mut item.item_id, &mut item.request_id);
                item.requested_action.get_or_insert_with(|| Code::new(self.profile.requested_action));
                self.date(&mut item.date_for_return);
            }
            Request::CheckOutItem(loan) => {
                self.lending_patron(&mut loan.user_id, &loan.authentication);
                self.ids(&mut loan.user_id, &mut loan.item_id, &mut loan.request_id);
                self.date(&mut loan.desired_date_due);
            }
            Request::CheckInItem(item) => {
                if !self.profile.check_in_names_request {
                    item.user_id = None;
                    item.request_id = None;
                }
                self.ids(&mut item.user_id, &mut item.item_id, &mut item.request_id);
            }
            Request::CancelRequestItem(order) => {
                self.lending_patron(&mut order.user_id, &order.authentication);
                self.ids(&mut order.user_id, &mut order.item_id, &mut order.request_id);
                order.request_type.get_or_insert_with(|| Code::new(self.profile.request_type));
            }
            Request::RenewItem(loan) => {
                self.ids(&mut loan.user_id, &mut loan.item_id, &mut None);
                self.date(&mut loan.desired_date_due);
            }
            Request::RecallItem(loan) => {
                self.item(&mut loan.item_id);
                self.date(&mut loan.desired_date_due);
            }
            _ => self.other_request(request),
        }
    }

    /// Services of which nothing differs but the identifiers.
    fn other_request(&self, request: &mut Request) {
        match request {
            Request::CirculationStatusUpdated(report) => self.item(&mut report.item_id),
            Request::CreateUserFiscalTransaction(charge) => self.user(&mut charge.user_id),
            Request::DeleteItem(item) => self.item(&mut item.item_id),
            Request::ItemCheckedIn(report) => self.ids(&mut report.user_id, &mut report.item_id, &mut None),
            Request::ItemReceived(report) => self.ids(&mut report.user_id, &mut report.item_id, &mut report.request_id),
            Request::ItemRequestCancelled(report) => {
                self.ids(&mut report.user_id, &mut report.item_id, &mut report.request_id);
            }
            Request::ItemRequested(report) => {
                self.ids(&mut report.user_id, &mut report.item_id, &mut report.request_id);
            }
            Request::ItemShipped(report) => self.ids(&mut report.user_id, &mut report.item_id, &mut report.request_id),
            Request::LookupItem(lookup) => self.ids(&mut None, &mut lookup.item_id, &mut lookup.request_id),
            Request::LookupRequest(lookup) => {
                self.ids(&mut lookup.user_id, &mut lookup.item_id, &mut lookup.request_id);
            }
            Request::UndoCheckOutItem(loan) => self.ids(&mut loan.user_id, &mut loan.item_id, &mut loan.request_id),
            Request::UpdateItem(item) => self.item(&mut item.item_id),
            _ => {}
        }
    }

    fn order(&self, order: &mut RequestItem) {
        self.lending_patron(&mut order.user_id, &order.authentication);
        self.ids(&mut order.user_id, &mut None, &mut order.request_id);
        for item in &mut order.item_ids {
            self.identifier(&mut item.agency_id, &mut item.identifier_type, 1);
        }
        order.bibliographic_ids.iter_mut().for_each(|title| self.record(title));
        order.request_type.get_or_insert_with(|| Code::new(self.profile.request_type));
        order.request_scope.get_or_insert_with(|| Code::new(self.profile.request_scope));
        self.date(&mut order.need_before_date);
    }

    /// A record number of the system's own gets the code and the form that it knows.
    fn record(&self, title: &mut BibliographicId) {
        let Some(record) = &mut title.record else { return };
        let is_own = record.code.as_ref().map_or(record.agency_id.is_none(), |code| code.is(identifier::SYSNUMBER));
        if is_own {
            record.code = Some(Code::new(self.profile.record_code));
            record.identifier = written(self.profile.record_number, &record.identifier);
        }
    }

    /// The schema makes these messages name a patron, also where the system itself knows that the item goes to a library.
    fn lending_patron(&self, named: &mut Option<UserId>, authentication: &[AuthenticationInput]) {
        if named.is_none() && authentication.is_empty() {
            *named = self.profile.lending_patron.map(UserId::new);
        }
    }

    fn date(&self, date: &mut Option<DateTime>) {
        *date = date.take().map(|date| date.in_form(self.profile.date_form));
    }

    fn ids(&self, user: &mut Option<UserId>, item: &mut Option<ItemId>, request: &mut Option<RequestId>) {
        self.user(user);
        self.item(item);
        if let Some(request) = request {
            self.identifier(&mut request.agency_id, &mut request.identifier_type, 2);
        }
    }

    fn user(&self, user: &mut Option<UserId>) {
        if let Some(user) = user {
            self.identifier(&mut user.agency_id, &mut user.identifier_type, 0);
        }
    }

    fn item(&self, item: &mut Option<ItemId>) {
        if let Some(item) = item {
            self.identifier(&mut item.agency_id, &mut item.identifier_type, 1);
        }
    }

    /// `place` is that of the type in [`Profile::identifier_types`].
    fn identifier(&self, agency: &mut Option<Code>, kind: &mut Option<Code>, place: usize) {
        if agency.is_none() {
            *agency = self.agency.cloned();
        }
        let own = self.profile.identifier_types.as_ref().and_then(|types| types.get(place));
        if let (None, Some(own)) = (&kind, own) {
            *kind = Some(Code::new(own));
        }
    }
}

fn written(form: RecordNumber, number: &str) -> String {
    let number = number.trim();
    match form {
        RecordNumber::AsItIs => number.to_owned(),
        RecordNumber::Sierra => {
            let number = number.strip_prefix(".b").unwrap_or(number);
            let has_check_digit = number.len() > 1 && number.ends_with(|last: char| last.is_ascii_digit());
            let end = if has_check_digit { number.len().saturating_sub(1) } else { number.len() };
            number.get(..end).unwrap_or(number).to_owned()
        }
    }
}

//! A request as one system wants it: one line of the table a service.

use crate::{AuthenticationInput, Code, DateTime, ItemId, Profile, Request, RequestId, UserId};

pub(super) fn shaped(profile: &Profile, mut request: Request, agency: Option<&Code>) -> Request {
    match &mut request {
        Request::LookupUser(lookup) => {
            user_in(&mut lookup.user_id, agency);
            if lookup.user_elements.is_empty() {
                lookup.user_elements = profile.user_elements.iter().map(|element| Code::new(element)).collect();
            }
        }
        Request::RequestItem(order) => {
            order.user_id = lending_patron(profile, order.user_id.take(), &order.authentication);
            ids_in(&mut order.user_id, None, &mut order.request_id, agency);
            order.item_ids.iter_mut().for_each(|item| agency_in(&mut item.agency_id, agency));
            order.request_type.get_or_insert_with(|| Code::new(profile.request_type));
            order.request_scope.get_or_insert_with(|| Code::new(profile.request_scope));
            date(profile, &mut order.need_before_date);
        }
        Request::AcceptItem(item) => {
            ids_in(&mut item.user_id, Some(&mut item.item_id), &mut item.request_id, agency);
            item.requested_action.get_or_insert_with(|| Code::new(profile.requested_action));
            date(profile, &mut item.date_for_return);
        }
        Request::CheckOutItem(loan) => {
            loan.user_id = lending_patron(profile, loan.user_id.take(), &loan.authentication);
            ids_in(&mut loan.user_id, Some(&mut loan.item_id), &mut loan.request_id, agency);
            date(profile, &mut loan.desired_date_due);
        }
        Request::CheckInItem(item) => {
            if !profile.check_in_names_request {
                item.user_id = None;
                item.request_id = None;
            }
            ids_in(&mut item.user_id, Some(&mut item.item_id), &mut item.request_id, agency);
        }
        Request::CancelRequestItem(order) => {
            order.user_id = lending_patron(profile, order.user_id.take(), &order.authentication);
            ids_in(&mut order.user_id, Some(&mut order.item_id), &mut order.request_id, agency);
            order.request_type.get_or_insert_with(|| Code::new(profile.request_type));
        }
        Request::RenewItem(loan) => {
            ids_in(&mut loan.user_id, Some(&mut loan.item_id), &mut None, agency);
            date(profile, &mut loan.desired_date_due);
        }
        Request::RecallItem(loan) => {
            item_in(&mut loan.item_id, agency);
            date(profile, &mut loan.desired_date_due);
        }
        Request::CirculationStatusUpdated(report) => item_in(&mut report.item_id, agency),
        Request::CreateUserFiscalTransaction(charge) => user_in(&mut charge.user_id, agency),
        _ => {}
    }
    request
}

/// The schema makes these messages name a patron, also where the system itself knows that the item goes to a library.
fn lending_patron(profile: &Profile, named: Option<UserId>, authentication: &[AuthenticationInput]) -> Option<UserId> {
    named.or_else(|| profile.lending_patron.filter(|_| authentication.is_empty()).map(UserId::new))
}

fn date(profile: &Profile, date: &mut Option<DateTime>) {
    *date = date.take().map(|date| date.in_form(profile.date_form));
}

fn ids_in(
    user: &mut Option<UserId>,
    item: Option<&mut Option<ItemId>>,
    request: &mut Option<RequestId>,
    agency: Option<&Code>,
) {
    user_in(user, agency);
    if let Some(item) = item {
        item_in(item, agency);
    }
    if let Some(request) = request {
        agency_in(&mut request.agency_id, agency);
    }
}

fn user_in(user: &mut Option<UserId>, agency: Option<&Code>) {
    if let Some(user) = user {
        agency_in(&mut user.agency_id, agency);
    }
}

fn item_in(item: &mut Option<ItemId>, agency: Option<&Code>) {
    if let Some(item) = item {
        agency_in(&mut item.agency_id, agency);
    }
}

fn agency_in(slot: &mut Option<Code>, agency: Option<&Code>) {
    if slot.is_none() {
        *slot = agency.cloned();
    }
}

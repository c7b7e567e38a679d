//! A call that had no answer is perhaps done. Before it is made again, Alma's REST interface is asked, where the library has a key.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lifecycle::{IlsCall, Moment, Side};
use serde_json::Value;

use super::compose::{CallContext, barcode};
use super::rest::{AlmaRest, RestFault};
use crate::clock::day_of;

/// Process types of an item that is with another library, or on its way there.
const LENT: [&str; 2] = ["ILL", LOAN];
/// Process type of an item that a patron has.
const LOAN: &str = "LOAN";
/// `base_status` of an item that stands in its place.
const IN_PLACE: &str = "1";

/// What Alma believes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Standing {
    /// Whether it stands in its place.
    is_in_place: bool,
    /// Why not: `LOAN`, `ILL`, `HOLDSHELF`, `TRANSIT`.
    process: String,
    /// When it is due.
    due: Option<Moment>,
}

/// Whether the call was carried out already. `None`: this call leaves no trace by which that could be told.
///
/// # Errors
/// When Alma does not answer.
pub(super) async fn is_done(
    rest: &AlmaRest<'_>,
    context: &CallContext<'_>,
    call: &IlsCall,
) -> Result<Option<bool>, RestFault> {
    let item = match call {
        IlsCall::AcceptItem { item }
        | IlsCall::CheckOutItem { item, .. }
        | IlsCall::CheckInItem { item }
        | IlsCall::RenewItem { item, .. } => *item,
        IlsCall::LookupUser
        | IlsCall::RequestItem
        | IlsCall::CancelRequestItem
        | IlsCall::RenewalPending { .. }
        | IlsCall::RenewalRefused { .. }
        | IlsCall::ChargePatron
        | IlsCall::RecallItem { .. } => return Ok(None),
    };
    let standing = rest.item(&barcode(context, item)).await?.as_ref().map(read);
    Ok(judge(context.side, call, standing.as_ref(), context.zone))
}

/// Whether a temporary item is lent to its patron; `None` when Alma has no such item.
///
/// # Errors
/// [`RestFault`].
pub async fn is_lent_to_patron(rest: &AlmaRest<'_>, barcode: &str) -> Result<Option<bool>, RestFault> {
    Ok(rest.item(barcode).await?.map(|item| read(&item).process == LOAN))
}

/// When an item that is with another library is due there; `None` when it is not away, or no day is set.
///
/// # Errors
/// [`RestFault`].
pub async fn due_date(rest: &AlmaRest<'_>, barcode: &str) -> Result<Option<Moment>, RestFault> {
    let standing = rest.item(barcode).await?.as_ref().map(read);
    Ok(standing.filter(Standing::is_lent).and_then(|standing| standing.due))
}

fn read(item: &Value) -> Standing {
    let text = |path: &str| item.pointer(path).and_then(Value::as_str).unwrap_or_default();
    Standing {
        is_in_place: text("/item_data/base_status/value") == IN_PLACE,
        process: text("/item_data/process_type/value").to_owned(),
        due: text("/item_data/due_date").parse::<Timestamp>().ok().map(|due| Moment(due.as_millisecond())),
    }
}

fn judge(side: Side, call: &IlsCall, standing: Option<&Standing>, zone: &TimeZone) -> Option<bool> {
    match (call, standing) {
        (IlsCall::AcceptItem { .. }, standing) => Some(standing.is_some()),
        // A temporary item is removed when it goes back.
        (IlsCall::CheckInItem { .. }, standing) if side == Side::Requester => Some(standing.is_none()),
        (IlsCall::CheckInItem { .. }, Some(standing)) => Some(!standing.is_lent()),
        (IlsCall::CheckOutItem { .. }, Some(standing)) => Some(standing.is_lent()),
        (IlsCall::RenewItem { due: Some(wanted), .. }, Some(Standing { due: Some(due), .. })) => {
            Some(day_of(wanted.0, zone) == day_of(due.0, zone))
        }
        _ => None,
    }
}

impl Standing {
    fn is_lent(&self) -> bool {
        !self.is_in_place && LENT.contains(&self.process.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(base: &str, process: &str, due: &str) -> Standing {
        read(&json!({ "item_data": {
            "base_status": { "value": base }, "process_type": { "value": process }, "due_date": due } }))
    }

    #[test]
    fn what_alma_holds_says_whether_a_call_was_carried_out() {
        let (home, lent, transit) = (item("1", "", ""), item("0", "ILL", ""), item("0", "TRANSIT", ""));
        let out = IlsCall::CheckOutItem { item: 1, due: None };
        let back = IlsCall::CheckInItem { item: 1 };
        let cases = [
            (Side::Requester, IlsCall::AcceptItem { item: 1 }, None, Some(false)),
            (Side::Requester, IlsCall::AcceptItem { item: 1 }, Some(&transit), Some(true)),
            (Side::Requester, back.clone(), None, Some(true)),
            (Side::Requester, back.clone(), Some(&home), Some(false)),
            (Side::Supplier, back.clone(), Some(&lent), Some(false)),
            (Side::Supplier, back.clone(), Some(&transit), Some(true)),
            (Side::Supplier, back, None, None),
            (Side::Supplier, out.clone(), Some(&lent), Some(true)),
            (Side::Supplier, out.clone(), Some(&home), Some(false)),
            (Side::Supplier, out, None, None),
        ];
        for (side, call, standing, expected) in cases {
            assert_eq!(judge(side, &call, standing, &TimeZone::UTC), expected, "{side:?} {call:?} {standing:?}");
        }
    }

    #[test]
    fn a_renewal_is_done_when_the_item_is_due_on_the_day_that_was_wanted() {
        let wanted = "2026-12-24T23:59:00Z".parse::<Timestamp>().unwrap().as_millisecond();
        let call = IlsCall::RenewItem { item: 1, due: Some(Moment(wanted)) };
        let due = |day: &str| judge(Side::Requester, &call, Some(&item("0", "LOAN", day)), &TimeZone::UTC);
        assert_eq!(due("2026-12-24T22:59:00Z"), Some(true));
        assert_eq!(due("2026-12-10T23:59:00Z"), Some(false));
        assert_eq!(due(""), None);
    }
}

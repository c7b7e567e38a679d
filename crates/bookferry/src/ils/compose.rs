//! A call of the lifecycle as an NCIP message for the library system that the settings name.

use jiff::tz::TimeZone;
use lifecycle::{Facts, IlsCall, Moment, ServiceType, Side};
use ncip::{
    AcceptItem, Amount, BibliographicDescription, BibliographicId, BibliographicItemId, CancelRequestItem, CheckInItem,
    CheckOutItem, Code, CreateUserFiscalTransaction, FiscalTransactionInformation, Header, ItemDescription, ItemId,
    ItemOptionalFields, LookupUser, Message, Profile, RecallItem, RenewItem, RenewalStatus, Request, RequestId,
    RequestItem, UserId,
};

use crate::clock::day_text;
use crate::settings::{Fees, HostLms, LocalNcip};
use crate::work::{Description, PatronData};

/// Everything that a call is made from.
#[derive(Debug, Clone)]
pub struct CallContext<'a> {
    /// Which side we are.
    pub side: Side,
    /// Our number of the request; the library system keeps it as external id.
    pub number: &'a str,
    /// What the lifecycle knows.
    pub facts: &'a Facts,
    /// What it is about.
    pub description: &'a Description,
    /// For whom, on the requester's side.
    pub patron: &'a PatronData,
    /// The barcode of our own piece, as it was when the call was caused; else the one of the facts.
    pub barcode: Option<&'a str>,
    /// What patrons pay.
    pub fees: &'a Fees,
    /// Which services are reached how.
    pub host_lms: &'a HostLms,
    /// Where the library system listens and who we are.
    pub local_ncip: &'a LocalNcip,
    /// The zone of the library: its system takes a day for one of its own.
    pub zone: &'a TimeZone,
}

/// The profile that the settings name; the generic one for names that we do not know.
#[must_use]
pub fn profile(host_lms: &str) -> Profile {
    Profile::named(host_lms).unwrap_or(Profile::GENERIC)
}

/// The barcode of the temporary item: our request number, with the number of the piece when there are several. No other item can bear
/// it, so an item with it that exists already is ours from an earlier try.
#[must_use]
pub fn temporary_barcode(number: &str, item: u16, pieces: usize) -> String {
    match pieces {
        0 | 1 => number.to_owned(),
        _ => format!("{number}-{item}"),
    }
}

/// The message of a call.
#[must_use]
pub fn compose(context: &CallContext<'_>, call: &IlsCall) -> Message {
    let profile = profile(&context.host_lms.host_lms);
    let ncip = context.local_ncip;
    let header = Header::between(&ncip.from_agency, &ncip.to_agency).with_profile(&ncip.app_profile);
    profile.message(header, request(context, &profile, call))
}

fn request(context: &CallContext<'_>, profile: &Profile, call: &IlsCall) -> Request {
    let request_id = Some(RequestId::new(context.number));
    match call {
        IlsCall::LookupUser => {
            Request::LookupUser(LookupUser { user_id: Some(patron(context)), ..LookupUser::default() })
        }
        IlsCall::RequestItem => Request::RequestItem(request_item(context)),
        IlsCall::ChargePatron => Request::CreateUserFiscalTransaction(charge(context)),
        IlsCall::CancelRequestItem => {
            Request::CancelRequestItem(CancelRequestItem { request_id, ..CancelRequestItem::default() })
        }
        IlsCall::AcceptItem { item } => Request::AcceptItem(accept_item(context, profile, *item)),
        IlsCall::CheckOutItem { item, due } => Request::CheckOutItem(CheckOutItem {
            item_id: Some(ItemId::new(&barcode(context, *item))),
            request_id,
            desired_date_due: due_date(context, profile, *due),
            ..CheckOutItem::default()
        }),
        IlsCall::CheckInItem { item } => Request::CheckInItem(CheckInItem {
            item_id: Some(ItemId::new(&barcode(context, *item))),
            request_id,
            ..CheckInItem::default()
        }),
        IlsCall::RenewalPending { item } => {
            profile.renewal_report(ItemId::new(&barcode(context, *item)), RenewalStatus::StillPending)
        }
        IlsCall::RenewalRefused { item } => {
            profile.renewal_report(ItemId::new(&barcode(context, *item)), RenewalStatus::NotRenewed)
        }
        IlsCall::RecallItem { item } => Request::RecallItem(RecallItem {
            item_id: Some(ItemId::new(&barcode(context, *item))),
            ..RecallItem::default()
        }),
        IlsCall::RenewItem { item, due } => Request::RenewItem(RenewItem {
            user_id: (context.side == Side::Requester).then(|| patron(context)),
            item_id: Some(ItemId::new(&barcode(context, *item))),
            desired_date_due: due_date(context, profile, *due),
            ..RenewItem::default()
        }),
    }
}

fn accept_item(context: &CallContext<'_>, profile: &Profile, item: u16) -> AcceptItem {
    let piece = context.facts.item(item);
    let call_number = piece.and_then(|piece| piece.call_number.clone());
    let pickup = Some(&context.patron.pickup_location).filter(|code| !code.is_empty());
    AcceptItem {
        request_id: Some(RequestId::new(context.number)),
        user_id: Some(patron(context)),
        item_id: Some(ItemId::new(&barcode(context, item))),
        date_for_return: due_date(context, profile, context.facts.due),
        pickup_location: pickup.map(|code| Code::new(code)),
        item_optional_fields: Some(ItemOptionalFields {
            bibliographic_description: Some(bibliographic_description(context.description)),
            item_description: call_number
                .map(|number| ItemDescription { call_number: Some(number), ..ItemDescription::default() }),
            ..ItemOptionalFields::default()
        }),
        ..AcceptItem::default()
    }
}

fn request_item(context: &CallContext<'_>) -> RequestItem {
    let is_ours = context.side == Side::Requester;
    let pickup = Some(&context.patron.pickup_location).filter(|code| is_ours && !code.is_empty());
    let copy = context.description.chosen_copy.clone().unwrap_or_default();
    let item_ids = Some(copy.barcode).filter(|barcode| !barcode.is_empty()).map(|barcode| ItemId::new(&barcode));
    let record = Some(context.description.record_id.clone()).filter(|record| !record.is_empty());
    RequestItem {
        request_id: Some(RequestId::new(context.number)),
        user_id: is_ours.then(|| patron(context)),
        pickup_location: pickup.map(|code| Code::new(code)),
        bibliographic_ids: match item_ids {
            Some(_) => Vec::new(),
            None => record
                .iter()
                .map(|record| BibliographicId::record(record, ncip::codes::identifier::SYSNUMBER))
                .collect(),
        },
        item_ids: item_ids.into_iter().collect(),
        item_optional_fields: Some(ItemOptionalFields {
            bibliographic_description: Some(bibliographic_description(context.description)),
            ..ItemOptionalFields::default()
        }),
        ..RequestItem::default()
    }
}

fn charge(context: &CallContext<'_>) -> CreateUserFiscalTransaction {
    let information = FiscalTransactionInformation {
        action: Some(Code::new(ncip::codes::fiscal::ASSESS)),
        transaction_type: Some(Code::new(ncip::codes::fiscal::INTERLIBRARY_LOAN_FEE)),
        amount: Some(Amount::new(i64::from(fee(context)), &context.fees.currency)),
        description: Some(context.number.to_owned()),
        request_id: Some(RequestId::new(context.number)),
        ..FiscalTransactionInformation::default()
    };
    CreateUserFiscalTransaction {
        user_id: Some(patron(context)),
        fiscal_transaction: Some(information),
        ..CreateUserFiscalTransaction::default()
    }
}

/// What the patron pays, in the smallest unit of the currency.
pub(super) fn fee(context: &CallContext<'_>) -> u32 {
    match context.facts.service_type {
        ServiceType::Loan => context.fees.loan,
        ServiceType::Copy => context.fees.copy,
    }
}

fn bibliographic_description(wanted: &Description) -> BibliographicDescription {
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let numbers = [(&wanted.isbn, "ISBN"), (&wanted.issn, "ISSN")];
    let number = numbers.into_iter().find(|(number, _)| !number.is_empty());
    BibliographicDescription {
        title: text(&wanted.title),
        author: text(&wanted.author),
        edition: text(&wanted.edition),
        publisher: text(&wanted.publisher),
        publication_date: text(&wanted.date),
        item_ids: number.map(|(number, code)| BibliographicItemId::new(number, code)).into_iter().collect(),
        ..BibliographicDescription::default()
    }
}

/// The barcode that our own library system knows: the temporary one at the requester, the item's own at the supplier.
pub(super) fn barcode(context: &CallContext<'_>, item: u16) -> String {
    match context.side {
        Side::Requester => temporary_barcode(context.number, item, context.facts.items.len()),
        Side::Supplier if context.barcode.is_some() => context.barcode.unwrap_or_default().to_owned(),
        Side::Supplier => context.facts.item(item).map(|piece| piece.barcode.clone()).unwrap_or_default(),
    }
}

fn patron(context: &CallContext<'_>) -> UserId {
    UserId::new(&context.patron.patron_id)
}

fn due_date(context: &CallContext<'_>, profile: &Profile, due: Option<Moment>) -> Option<ncip::DateTime> {
    due.map(|moment| profile.due_date(&day_text(moment.0, context.zone)))
}

#[cfg(test)]
mod tests {
    use lifecycle::ServiceType;

    use super::*;
    use crate::clock::{parse_instant, zone_named};

    /// Alma takes a time without a zone for one of its own library.
    #[test]
    fn a_due_date_is_the_day_of_the_library_whose_system_is_told() {
        for (zone, due, said) in [
            ("America/New_York", "2026-12-25T04:59:00Z", "2026-12-24T23:59:00"),
            ("America/Los_Angeles", "2026-12-25T04:59:00Z", "2026-12-24T23:59:00"),
            ("UTC", "2026-12-24T23:59:00Z", "2026-12-24T23:59:00"),
            ("Asia/Tokyo", "2026-12-24T14:59:00Z", "2026-12-24T23:59:00"),
        ] {
            let zone = zone_named(zone).unwrap();
            let (facts, host_lms, local_ncip) =
                (Facts::new(ServiceType::Loan), HostLms::default(), LocalNcip::default());
            let context = CallContext {
                side: Side::Supplier,
                number: "EAST-1",
                facts: &facts,
                description: &Description::default(),
                patron: &PatronData::default(),
                barcode: None,
                fees: &Fees::default(),
                host_lms: &host_lms,
                local_ncip: &local_ncip,
                zone: &zone,
            };
            let due = parse_instant(due, &TimeZone::UTC).map(Moment);
            let message = compose(&context, &IlsCall::CheckOutItem { item: 1, due });
            let xml = profile(&host_lms.host_lms).encode(&message);
            assert!(xml.contains(&format!(">{said}<")), "{xml}");
        }
    }
}

//! Messages for the other tests: one of every kind that we send or, as a simulator, answer with.

use ncip::*;

use crate::other_services;

/// Name of the golden file, and the bytes that we would send: everything for Alma and the generic profile; in version 1 what that has;
/// for the others the services that the platform calls, where they differ from the plain message of ReShare.
pub fn every() -> Vec<(String, String)> {
    let mut samples = Vec::new();
    for profile in [Profile::ALMA, Profile::GENERIC] {
        for (name, request) in requests() {
            samples.push((format!("{}-{name}", profile.name), profile.encode(&profile.message(header(), request))));
        }
        // Alma answers in 2.0, where there is no LookupItemSet.
        let has = |name: &str| profile.answer_version != Version::TWO || !name.starts_with("lookup-item-set");
        for (name, response) in responses().into_iter().filter(|(name, _)| has(name)) {
            let question = profile.message(header(), Request::LookupUser(LookupUser::default()));
            samples.push((format!("{}-{name}", profile.name), profile.encode_answer(&question.answer(response))));
        }
    }
    samples.push(("alma-problem".to_owned(), Profile::ALMA.encode_answer(&top_level_problem())));
    samples.extend(of_other_systems());
    samples.extend(of_version_one());
    samples
}

/// What the platform calls, for systems whose profile changes it.
pub fn of_other_systems() -> Vec<(String, String)> {
    let others = Profile::EVERY.into_iter().filter(|profile| !matches!(profile.name, "alma" | "generic"));
    let every = others.flat_map(|profile| called().into_iter().map(move |(name, request)| (profile, name, request)));
    let changed = every.filter(|(profile, _, request)| sent(profile, request) != sent(&plain(), request));
    changed.map(|(profile, name, request)| (format!("{}-{name}", profile.name), sent(&profile, &request))).collect()
}

/// The message that ReShare's library makes when no adapter changes it.
fn plain() -> Profile {
    Profile { version: Version::TWO, lending_patron: None, ..Profile::ALMA }
}

fn sent(profile: &Profile, request: &Request) -> String {
    let header = match profile.application_profile {
        Some(_) => Header::between("01EX_INST", "01EX_INST"),
        None => header(),
    };
    profile.encode(&profile.message(header, request.clone()))
}

/// The services that the platform calls, the order by a record number of the system's own.
fn called() -> Vec<(&'static str, Request)> {
    let names = [
        "lookup-user",
        "request-item",
        "accept-item",
        "check-out-item",
        "check-in-item",
        "cancel-request-item",
        "renew-item",
    ];
    let mut called: Vec<_> = requests().into_iter().filter(|(name, _)| names.contains(name)).collect();
    for (_, request) in &mut called {
        if let Request::RequestItem(order) = request {
            order.bibliographic_ids = vec![BibliographicId::record(".b12345678", codes::identifier::SYSNUMBER)];
        }
    }
    called
}

/// What version 1 has besides the services that the platform calls, and the answers.
fn of_version_one() -> Vec<(String, String)> {
    let only_in_two = |name: &&str| {
        ["delete-item", "lookup-item-set", "lookup-request"].iter().any(|service| name.starts_with(service))
    };
    let profile = Profile::SYMPHONY;
    let question = profile.message(header(), Request::LookupUser(LookupUser::default()));
    let answer = |response| Profile::ALMA.encode(&question.answer(response));
    let asked =
        requests().into_iter().filter(|(name, _)| !only_in_two(name) && !called().iter().any(|(n, _)| n == name));
    let told = responses().into_iter().filter(|(name, _)| !only_in_two(name));
    let asked = asked.map(|(name, request)| (format!("symphony-{name}"), sent(&profile, &request)));
    asked.chain(told.map(|(name, response)| (format!("version-one-{name}"), answer(response)))).collect()
}

pub fn header() -> Header {
    Header::between("01EX_INST", "01EX_INST").with_profile("BOOKFERRY")
}

fn top_level_problem() -> Message {
    Problem::new("Service is not known", "").into()
}

pub fn requests() -> Vec<(&'static str, Request)> {
    let mut requests = of_alma();
    requests.extend(other_services::requests());
    requests
}

fn of_alma() -> Vec<(&'static str, Request)> {
    vec![
        ("lookup-user", Request::LookupUser(LookupUser { user_id: user(), ..LookupUser::default() })),
        ("lookup-user-with-pin", Request::LookupUser(lookup_with_pin())),
        ("request-item", Request::RequestItem(order())),
        ("accept-item", Request::AcceptItem(delivery())),
        ("check-out-item", Request::CheckOutItem(shipment())),
        (
            "check-in-item",
            Request::CheckInItem(CheckInItem { item_id: item(), request_id: request(), ..CheckInItem::default() }),
        ),
        (
            "cancel-request-item",
            Request::CancelRequestItem(CancelRequestItem {
                user_id: user(),
                request_id: request(),
                ..CancelRequestItem::default()
            }),
        ),
        (
            "renew-item",
            Request::RenewItem(RenewItem {
                user_id: user(),
                item_id: item(),
                desired_date_due: Some(DateTime::as_sent("2026-11-30")),
                ..RenewItem::default()
            }),
        ),
        (
            "recall-item",
            Request::RecallItem(RecallItem {
                item_id: item(),
                desired_date_due: Some(DateTime::as_sent("2026-10-05")),
                ..RecallItem::default()
            }),
        ),
        (
            "circulation-status-updated",
            Request::CirculationStatusUpdated(CirculationStatusUpdated {
                item_id: item(),
                circulation_status: Some(Code::new(Profile::ALMA.renewal_refused)),
                ..CirculationStatusUpdated::default()
            }),
        ),
        (
            "lookup-item",
            Request::LookupItem(LookupItem {
                item_id: item(),
                item_elements: vec![Code::new("Circulation Status")],
                current_borrower_desired: true,
                ..LookupItem::default()
            }),
        ),
        ("create-user-fiscal-transaction", Request::CreateUserFiscalTransaction(charge())),
        ("delete-item", Request::DeleteItem(DeleteItem { item_id: item(), ..DeleteItem::default() })),
        ("item-checked-in", Request::ItemCheckedIn(ItemCheckedIn { item_id: item(), ..ItemCheckedIn::default() })),
        (
            "item-request-cancelled",
            Request::ItemRequestCancelled(ItemRequestCancelled {
                user_id: user(),
                request_id: request(),
                request_type: Some(Code::new("Loan")),
                ..ItemRequestCancelled::default()
            }),
        ),
        (
            "item-requested",
            Request::ItemRequested(ItemRequested {
                user_id: user(),
                item_id: item(),
                request_type: Some(Code::new("Loan")),
                request_scope: Some(Code::new("Item")),
                ..ItemRequested::default()
            }),
        ),
    ]
}

fn responses() -> Vec<(&'static str, Response)> {
    let mut responses = answers_of_alma();
    responses.extend(other_services::responses());
    responses
}

fn answers_of_alma() -> Vec<(&'static str, Response)> {
    let unknown_item = Problem::new("Unknown Item", "Unknown Item").about("//RenewItem/ItemId", "23912345670001021");
    vec![
        ("lookup-user-response", Response::LookupUser(Answer::Done(patron()))),
        (
            "lookup-user-refused",
            Response::LookupUser(Answer::Refused(Refusal::new(
                Problem::new("Unknown User", "").about("//LookupUser/UserId", "20931"),
            ))),
        ),
        (
            "request-item-response",
            Response::RequestItem(Answer::Done(RequestItemResponse {
                request_id: request(),
                user_id: user(),
                request_type: Some(Code::new("Loan")),
                request_scope: Some(Code::new("Bibliographic Item")),
                ..RequestItemResponse::default()
            })),
        ),
        (
            "accept-item-response",
            Response::AcceptItem(Answer::Done(AcceptItemResponse {
                request_id: request(),
                item_id: item(),
                ..AcceptItemResponse::default()
            })),
        ),
        (
            "accept-item-refused",
            Response::AcceptItem(Answer::Refused(Refusal::new(
                Problem::new("Item Barcode Already Exist", "").about("Item", "BF-1001"),
            ))),
        ),
        (
            "check-out-item-response",
            Response::CheckOutItem(Answer::Done(CheckOutItemResponse {
                item_id: item(),
                user_id: Some(UserId::new("-")),
                date_due: Some(DateTime::of_day(DateForm::MillisecondsUtc, 2026, 9, 30)),
                ..CheckOutItemResponse::default()
            })),
        ),
        (
            "check-in-item-response",
            Response::CheckInItem(Answer::Done(CheckInItemResponse {
                item_id: item(),
                ..CheckInItemResponse::default()
            })),
        ),
        (
            "cancel-request-item-response",
            Response::CancelRequestItem(Answer::Done(CancelRequestItemResponse {
                request_id: request(),
                user_id: user(),
                ..CancelRequestItemResponse::default()
            })),
        ),
        (
            "renew-item-response",
            Response::RenewItem(Answer::Done(RenewItemResponse {
                item_id: item(),
                user_id: user(),
                date_due: Some(DateTime::as_sent("2026-11-30T00:00:00.000Z")),
                ..RenewItemResponse::default()
            })),
        ),
        (
            "renew-item-pending",
            Response::RenewItem(Answer::Done(RenewItemResponse {
                pending: Some(Pending::default()),
                ..RenewItemResponse::default()
            })),
        ),
        ("renew-item-refused", Response::RenewItem(Answer::Refused(Refusal::new(unknown_item)))),
        (
            "recall-item-response",
            Response::RecallItem(Answer::Done(RecallItemResponse { item_id: item(), ..RecallItemResponse::default() })),
        ),
        (
            "circulation-status-updated-response",
            Response::CirculationStatusUpdated(Answer::Done(Acknowledgement::default())),
        ),
        (
            "create-user-fiscal-transaction-response",
            Response::CreateUserFiscalTransaction(Answer::Done(CreateUserFiscalTransactionResponse {
                user_id: user(),
                reference_id: Some(FiscalTransactionReferenceId {
                    agency_id: Some(Code::new("01EX_INST")),
                    value: "F-77".to_owned(),
                    ..FiscalTransactionReferenceId::default()
                }),
                ..CreateUserFiscalTransactionResponse::default()
            })),
        ),
    ]
}

pub fn user() -> Option<UserId> {
    Some(UserId::new("20931"))
}

pub fn item() -> Option<ItemId> {
    Some(ItemId::new("BF-1001"))
}

pub fn request() -> Option<RequestId> {
    Some(RequestId::new("BF-1001"))
}

fn lookup_with_pin() -> LookupUser {
    let input = |data: &str, input_type: &str| AuthenticationInput {
        data: data.to_owned(),
        format: Some(Code::new("text")),
        input_type: Some(Code::new(input_type)),
        ..AuthenticationInput::default()
    };
    LookupUser {
        authentication: vec![
            input("20931", codes::authentication_input::BARCODE_ID),
            input("4711", codes::authentication_input::PIN),
        ],
        ..LookupUser::default()
    }
}

fn order() -> RequestItem {
    RequestItem {
        user_id: user(),
        bibliographic_ids: vec![BibliographicId::record("1156831832", codes::identifier::OCLC)],
        request_id: request(),
        item_optional_fields: Some(title()),
        need_before_date: Some(DateTime::as_sent("2026-12-24")),
        pickup_location: Some(Code::new("MAIN")),
        ..RequestItem::default()
    }
}

pub fn title() -> ItemOptionalFields {
    ItemOptionalFields {
        bibliographic_description: Some(BibliographicDescription {
            author: Some("Brontë, Emily, 1818-1848".to_owned()),
            item_ids: vec![BibliographicItemId::new("9780141439556", codes::identifier::ISBN)],
            publication_date: Some("2003".to_owned()),
            publisher: Some("Penguin & Co. <London>".to_owned()),
            title: Some("Wuthering Heights".to_owned()),
            ..BibliographicDescription::default()
        }),
        item_description: Some(ItemDescription {
            call_number: Some("PR4172 .W7".to_owned()),
            ..ItemDescription::default()
        }),
        ..ItemOptionalFields::default()
    }
}

fn delivery() -> AcceptItem {
    AcceptItem {
        request_id: request(),
        user_id: user(),
        item_id: item(),
        date_for_return: Some(DateTime::as_sent("2026-09-30")),
        item_optional_fields: Some(title()),
        pickup_location: Some(Code::new("MAIN")),
        ..AcceptItem::default()
    }
}

fn shipment() -> CheckOutItem {
    CheckOutItem {
        user_id: Some(UserId::new("-")),
        item_id: Some(ItemId::new("31234000567890")),
        request_id: request(),
        desired_date_due: Some(DateTime::as_sent("2026-09-30")),
        ..CheckOutItem::default()
    }
}

fn charge() -> CreateUserFiscalTransaction {
    CreateUserFiscalTransaction {
        user_id: user(),
        fiscal_transaction: Some(FiscalTransactionInformation {
            action: Some(Code::new("Assess")),
            transaction_type: Some(Code::new("Interlibrary Loan Fee")),
            amount: Some(Amount::new(1234, "USD")),
            request_id: request(),
            item_details: Some(ItemDetails {
                item_id: item(),
                bibliographic_description: Some(BibliographicDescription::default()),
                ..ItemDetails::default()
            }),
            ..FiscalTransactionInformation::default()
        }),
        ..CreateUserFiscalTransaction::default()
    }
}

pub fn patron() -> LookupUserResponse {
    let electronic = |kind: &str, data: &str| UserAddress {
        role: Some(Code::new("Home")),
        electronic: Some(ElectronicAddress {
            address_type: Some(Code::new(kind)),
            data: data.to_owned(),
            ..ElectronicAddress::default()
        }),
        ..UserAddress::default()
    };
    LookupUserResponse {
        user_id: Some(UserId::new("M00012345")),
        optional_fields: Some(UserOptionalFields {
            name: Some(NameInformation {
                personal: Some(PersonalName {
                    structured: Some(StructuredName {
                        given_name: Some("Nelly".to_owned()),
                        surname: "Dean".to_owned(),
                        ..StructuredName::default()
                    }),
                    ..PersonalName::default()
                }),
                ..NameInformation::default()
            }),
            addresses: vec![electronic("tel", "555 0100"), electronic("mailto", "nelly.dean@example.org")],
            privileges: vec![
                UserPrivilege::new("01EX_INST", codes::privilege::STATUS, "ACTIVE"),
                UserPrivilege::new("01EX_INST", codes::privilege::PROFILE, "STA"),
            ],
            ..UserOptionalFields::default()
        }),
        ..LookupUserResponse::default()
    }
}

//! What a profile makes of a request.

use ncip::*;

use crate::samples;

fn sent(profile: Profile, request: Request) -> String {
    profile.encode(&profile.message(samples::header(), request))
}

#[test]
fn alma_gets_no_schemes_and_a_generic_system_gets_those_of_the_standard() {
    let action = |profile| sent(profile, Request::AcceptItem(AcceptItem::default()));
    assert!(action(Profile::ALMA).contains("<ns1:RequestedActionType>Hold For Pickup</ns1:RequestedActionType>"));
    assert!(action(Profile::GENERIC).contains("<ncip:RequestedActionType ncip:Scheme=\"http://www.niso.org/"));
}

#[test]
fn due_dates_end_with_the_day_and_identifiers_name_the_agency() {
    let item = Some(ItemId::new("BF-1"));
    let date = Some(Profile::ALMA.due_date("2026-09-30"));
    let loan = CheckOutItem { item_id: item, desired_date_due: date, ..CheckOutItem::default() };
    let sent = sent(Profile::ALMA, Request::CheckOutItem(loan));
    assert!(sent.contains("<ns1:DesiredDateDue>2026-09-30T23:59:00</ns1:DesiredDateDue>"), "{sent}");
    assert!(sent.contains("<ns1:ItemId><ns1:AgencyId>01EX_INST</ns1:AgencyId>"), "{sent}");
    assert!(sent.contains("<ns1:UserIdentifierValue>-</ns1:UserIdentifierValue>"), "{sent}");
}

#[test]
fn a_message_that_the_schema_wants_a_patron_in_has_one_also_for_a_loan_to_a_library() {
    let messages = |user: Option<UserId>| {
        let request_id = Some(RequestId::new("BF-2"));
        [
            Request::RequestItem(RequestItem { user_id: user.clone(), request_id, ..RequestItem::default() }),
            Request::CheckOutItem(CheckOutItem { user_id: user.clone(), ..CheckOutItem::default() }),
            Request::CancelRequestItem(CancelRequestItem { user_id: user, ..CancelRequestItem::default() }),
        ]
    };
    let names = |sent: &str, user: &str| sent.contains(&format!("UserIdentifierValue>{user}<"));
    for request in messages(None) {
        let sent = sent(Profile::ALMA, request);
        assert!(names(&sent, "-"), "{sent}");
    }
    for request in messages(Some(UserId::new("afontenoy"))) {
        let sent = sent(Profile::ALMA, request);
        assert!(names(&sent, "afontenoy") && !names(&sent, "-"), "{sent}");
    }
}

#[test]
fn check_in_names_the_request_only_where_the_profile_says_so() {
    let check_in = || {
        Request::CheckInItem(CheckInItem {
            item_id: Some(ItemId::new("BF-1")),
            request_id: Some(RequestId::new("BF-2")),
            ..CheckInItem::default()
        })
    };
    assert!(!sent(Profile::ALMA, check_in()).contains("BF-2"));
    assert!(sent(Profile { check_in_names_request: true, ..Profile::ALMA }, check_in()).contains("BF-2"));
}

#[test]
fn an_answer_of_the_simulator_has_the_shape_of_alma() {
    let question = Profile::GENERIC.message(samples::header(), Request::LookupUser(LookupUser::default()));
    let answer = question.answer(Response::LookupUser(Answer::Done(samples::patron())));
    let bytes = Profile::ALMA.encode_answer(&answer);
    assert!(bytes.starts_with(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<ns1:NCIPMessage \
         xmlns:ns1=\"http://www.niso.org/2008/ncip\" \
         ns1:version=\"http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd\"><ns1:LookupUserResponse><ns1:ResponseHeader>"
    ));
}

#[test]
fn profiles_are_found_by_name() {
    assert_eq!(Profile::named(" Alma "), Some(Profile::ALMA));
    assert_eq!(Profile::named("generic"), Some(Profile::GENERIC));
    assert_eq!(Profile::named("almost"), None);
    for profile in Profile::EVERY {
        assert_eq!(Profile::named(profile.name), Some(profile));
    }
}

#[test]
fn an_order_has_the_words_and_the_record_number_of_the_system() {
    let order = |profile| {
        let bibliographic_ids = vec![BibliographicId::record(".b12345678", codes::identifier::SYSNUMBER)];
        sent(profile, Request::RequestItem(RequestItem { bibliographic_ids, ..RequestItem::default() }))
    };
    let has = |profile: Profile, element: &str, text: &str| {
        let sent = order(profile);
        assert!(sent.contains(&format!("{element}>{text}</")), "{}: {element} {text}\n{sent}", profile.name);
    };
    for (profile, kind, scope, code, number) in [
        (Profile::ALMA, "Loan", "Bibliographic Item", "SYSNUMBER", ".b12345678"),
        (Profile::FOLIO, "Page", "Item", "SYSNUMBER", ".b12345678"),
        (Profile::KOHA, "Loan", "Bibliographic Item", "SYSNUMBER", ".b12345678"),
        (Profile::EVERGREEN, "Loan", "Bibliographic Item", "BibID", ".b12345678"),
        (Profile::SIERRA, "Hold", "Title", "SYSNUMBER", "1234567"),
        (Profile::POLARIS, "Loan", "Bibliographic Item", "SYSNUMBER", ".b12345678"),
        (Profile::WMS, "Loan", "Bibliographic Item", "SYSNUMBER", ".b12345678"),
    ] {
        has(profile, "RequestType", kind);
        has(profile, "RequestScopeType", scope);
        has(profile, "BibliographicRecordIdentifierCode", code);
        has(profile, "BibliographicRecordIdentifier", number);
    }
}

#[test]
fn a_record_number_of_somebody_else_stays_as_it_is() {
    let bibliographic_ids = vec![BibliographicId::record("1156831832", codes::identifier::OCLC)];
    let order = RequestItem { bibliographic_ids, ..RequestItem::default() };
    let sent = sent(Profile::SIERRA, Request::RequestItem(order));
    assert!(sent.contains(">1156831832<") && sent.contains(">OCLC<"), "{sent}");
}

#[test]
fn some_systems_want_no_prefix() {
    for profile in [Profile::KOHA, Profile::POLARIS] {
        let sent = sent(profile, Request::LookupUser(LookupUser::default()));
        assert!(sent.contains("<NCIPMessage xmlns=") && sent.contains("<LookupUser>"), "{sent}");
    }
}

#[test]
fn symphony_is_spoken_to_in_version_one_and_told_the_pickup_location_as_the_agency() {
    let pickup_location = Some(Code::new("BRANCH"));
    let item = AcceptItem { item_id: Some(ItemId::new("BF-1")), pickup_location, ..AcceptItem::default() };
    let sent = sent(Profile::SYMPHONY, Request::AcceptItem(item));
    assert!(!sent.contains("PickupLocation"), "{sent}");
    let decoded = Message::decode(sent.as_bytes()).expect("a message").message;
    let scheme = "http://www.niso.org/ncip/v1_0/schemes/agency.scm";
    assert_eq!(decoded.version.edition(), Edition::One);
    assert_eq!(decoded.header.and_then(|header| header.to_agency), Some(Code::with_scheme("BRANCH", scheme)));
}

#[test]
fn wms_is_told_the_systems_its_own_application_profile_and_what_each_identifier_is() {
    let question = LookupUser { user_id: Some(UserId::new("20931")), ..LookupUser::default() };
    let header = Header::between("128807", "128807").with_profile(" ");
    let message = Profile::WMS.message(header, Request::LookupUser(question));
    let sent = Profile::WMS.encode(&message);
    let decoded = Message::decode(sent.as_bytes()).expect("a message").message;
    let header = decoded.header.expect("a header");
    let value = |code: &Option<Code>| code.as_ref().map(|code| code.value.clone()).unwrap_or_default();
    assert_eq!([value(&header.to_system), value(&header.application_profile)], ["WMS Circ", "2.00"]);
    let scheme = header.to_agency.and_then(|agency| agency.scheme);
    assert_eq!(scheme.as_deref(), Some("http://oclc.org/ncip/schemes/agencyid/institutionid.scm"));
    let Body::Request(Request::LookupUser(lookup)) = decoded.body else { panic!("{sent}") };
    assert_eq!(value(&lookup.user_id.and_then(|user| user.identifier_type)), "Barcode");
}

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
}

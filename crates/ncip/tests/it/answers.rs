//! Answers as real systems word them.

use ncip::*;

fn decoded(bytes: &str) -> Message {
    Message::decode(bytes.as_bytes()).expect("a message").message
}

/// The shape of an answer of Alma: prefix `ns1`, `version` in the namespace.
fn alma(body: &str) -> Message {
    decoded(&format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <ns1:NCIPMessage xmlns:ns1=\"http://www.niso.org/2008/ncip\" \
         ns1:version=\"http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd\">{body}</ns1:NCIPMessage>"
    ))
}

#[test]
fn a_good_renewal_tells_the_new_due_date() {
    let message = alma(
        "<ns1:RenewItemResponse><ns1:ResponseHeader><ns1:FromAgencyId><ns1:AgencyId>01EX_INST</ns1:AgencyId>\
         </ns1:FromAgencyId><ns1:ToAgencyId><ns1:AgencyId>01EX_INST</ns1:AgencyId></ns1:ToAgencyId></ns1:ResponseHeader>\
         <ns1:ItemId><ns1:ItemIdentifierValue>BF-1001</ns1:ItemIdentifierValue></ns1:ItemId>\
         <ns1:DateDue>2022-06-20T00:00:00.000Z</ns1:DateDue></ns1:RenewItemResponse>",
    );
    assert_eq!(answer_of(&message), Outcome::Done);
    let Body::Response(Response::RenewItem(Answer::Done(renewal))) = &message.body else { panic!("{message:?}") };
    let due = renewal.date_due.as_ref().and_then(DateTime::moment).expect("a date");
    assert_eq!((due.year, due.month, due.day, due.offset_minutes), (2022, 6, 20, Some(0)));
    assert_eq!(
        describe(&message),
        "NCIP 2.0 RenewItem answer from 01EX_INST to 01EX_INST item BF-1001 due 2022-06-20T00:00:00.000Z"
    );
}

#[test]
fn a_refused_renewal_tells_the_kind_the_element_and_the_value() {
    let message = alma(
        "<ns1:RenewItemResponse><ns1:Problem><ns1:ProblemType>Unknown Item</ns1:ProblemType>\
         <ns1:ProblemDetail>Unknown Item</ns1:ProblemDetail><ns1:ProblemElement>//RenewItem/ItemId</ns1:ProblemElement>\
         <ns1:ProblemValue>23912345670001021</ns1:ProblemValue></ns1:Problem></ns1:RenewItemResponse>",
    );
    let outcome = answer_of(&message);
    let problem = outcome.problem().expect("a problem");
    assert_eq!(problem.kind(), ProblemKind::UnknownItem);
    assert!(problem.kind().means_already_returned());
    assert_eq!(problem.line(), "Unknown Item (//RenewItem/ItemId 23912345670001021)");
    assert!(describe(&message).ends_with("problem: Unknown Item (//RenewItem/ItemId 23912345670001021)"));
}

#[test]
fn a_pending_renewal_is_neither_yes_nor_no() {
    let message = alma("<ns1:RenewItemResponse><ns1:Pending/></ns1:RenewItemResponse>");
    assert_eq!(answer_of(&message), Outcome::Pending);
}

#[test]
fn several_problems_are_all_told() {
    let problem = |text: &str| format!("<ns1:Problem><ns1:ProblemType>{text}</ns1:ProblemType></ns1:Problem>");
    let both = problem("Unknown User") + &problem("Item Barcode Already Exist");
    for service in ["AcceptItemResponse", "LookupAgencyResponse", "Response"] {
        let Outcome::Refused(problems) = answer_of(&alma(&format!("<ns1:{service}>{both}</ns1:{service}>"))) else {
            panic!("{service} is refused");
        };
        let kinds: Vec<ProblemKind> = problems.iter().map(Problem::kind).collect();
        assert_eq!(kinds, [ProblemKind::UnknownUser, ProblemKind::ItemBarcodeExists], "{service}");
    }
    let message = alma(&both);
    assert!(matches!(&message.body, Body::Problems(problems) if problems.len() == 2));
    assert!(matches!(answer_of(&message), Outcome::Refused(problems) if problems.len() == 2));
}

#[test]
fn a_problem_wins_over_data_that_came_with_it_and_the_data_is_kept() {
    let message = alma(
        "<ns1:CheckInItemResponse><ns1:Problem><ns1:ProblemType>Item Not Checked Out</ns1:ProblemType></ns1:Problem>\
         <ns1:ItemId><ns1:ItemIdentifierValue>BF-1001</ns1:ItemIdentifierValue></ns1:ItemId></ns1:CheckInItemResponse>",
    );
    assert!(matches!(answer_of(&message), Outcome::Refused(_)));
    assert_eq!(Summary::of(&message).item_ids, ["BF-1001"]);
}

#[test]
fn the_detail_decides_when_the_type_says_nothing() {
    let problem = Problem::new("LookUpUser Processing Error Scheme", "User Authentication Failed");
    assert_eq!(problem.kind(), ProblemKind::UserAuthenticationFailed);
    assert!(problem.kind().explanation().alma_screen.is_some());
    assert_eq!(Problem::new("Computer says no", "").kind(), ProblemKind::Other);
}

#[test]
fn a_request_is_not_an_answer() {
    let message = Message::request(Header::between("A", "B"), Request::LookupUser(LookupUser::default()));
    assert_eq!(answer_of(&message), Outcome::NotAnAnswer);
}

#[test]
fn an_answer_goes_back_to_the_sender_and_any_service_can_be_refused() {
    let question = decoded(
        "<NCIPMessage xmlns='http://www.niso.org/2008/ncip' version='http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd'>\
         <SendUserNotice><InitiationHeader><FromAgencyId><AgencyId>A</AgencyId></FromAgencyId>\
         <ToAgencyId><AgencyId>B</AgencyId></ToAgencyId></InitiationHeader></SendUserNotice></NCIPMessage>",
    );
    let Body::Request(request) = &question.body else { panic!("{question:?}") };
    let answer = question.answer(request.refused(Problem::new("Unsupported Service", "")));
    let again = decoded(&answer.encode(&Style::ALMA));
    assert_eq!(describe(&again), "NCIP 2.02 SendUserNotice answer from B to A problem: Unsupported Service");
    assert_eq!(again, answer);
}

#[test]
fn strange_elements_codes_and_namespaces_survive() {
    let message = alma(
        "<ns1:LookupUser><ns1:UserId><ns1:UserIdentifierType>Shoe Size</ns1:UserIdentifierType>\
         <ns1:UserIdentifierValue>44</ns1:UserIdentifierValue></ns1:UserId>\
         <x:note xmlns:x=\"urn:x\" x:kind=\"1\" plain=\"2\">hello <x:b>world</x:b></x:note>\
         <ns1:Ext><ns1:Wish ns1:Scheme=\"s\">fast</ns1:Wish></ns1:Ext></ns1:LookupUser>",
    );
    let Body::Request(Request::LookupUser(lookup)) = &message.body else { panic!("{message:?}") };
    assert_eq!(lookup.extra.len(), 2);
    for style in [Style::ALMA, Style::PLAIN, Style { prefix: Prefix::Default, ..Style::PLAIN }] {
        assert_eq!(decoded(&message.encode(&style)), message);
    }
}

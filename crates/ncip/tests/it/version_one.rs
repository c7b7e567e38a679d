//! Version 1 on the wire, version 2 in the types.

use ncip::*;

pub const ALMA_STYLE_REQUEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE NCIPMessage PUBLIC "-//NISO//NCIP DTD Version 1.0//EN" "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd">
<NCIPMessage version="http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd"><ItemCheckedIn><InitiationHeader>
<FromAgencyId><UniqueAgencyId><Scheme datatype="string">agencies</Scheme><Value datatype="string">HUB</Value></UniqueAgencyId></FromAgencyId>
<ToAgencyId><UniqueAgencyId><Value>60EX_INST</Value></UniqueAgencyId></ToAgencyId>
<ApplicationProfileType><Value>HUBPARTNER</Value></ApplicationProfileType></InitiationHeader>
<UniqueItemId><UniqueAgencyId><Value>60EX_INST</Value></UniqueAgencyId><ItemIdentifierValue>BF-1001</ItemIdentifierValue></UniqueItemId>
<ItemOptionalFields><ItemDescription><VisibleItemId><VisibleItemIdentifierType><Value>Barcode</Value></VisibleItemIdentifierType>
<VisibleItemIdentifier>31234</VisibleItemIdentifier></VisibleItemId><CallNumber>PR4172</CallNumber></ItemDescription></ItemOptionalFields>
</ItemCheckedIn></NCIPMessage>"#;

pub const PROBLEM_RESPONSE: &str = r#"<NCIPMessage version="http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd"><CheckInItemResponse>
<ResponseHeader><FromAgencyId><UniqueAgencyId><Scheme>s</Scheme><Value>A</Value></UniqueAgencyId></FromAgencyId>
<ToAgencyId><UniqueAgencyId><Scheme>s</Scheme><Value>B</Value></UniqueAgencyId></ToAgencyId></ResponseHeader>
<Problem><ProcessingError><ProcessingErrorType><Scheme>t</Scheme><Value>Item Not Checked Out</Value></ProcessingErrorType>
<ProcessingErrorElement><ElementName>UniqueItemId</ElementName><ProcessingErrorElement><ElementName>ItemIdentifierValue</ElementName>
<ProcessingErrorValue>4711</ProcessingErrorValue></ProcessingErrorElement></ProcessingErrorElement></ProcessingError>
<ProcessingError><ProcessingErrorType><Scheme>t</Scheme><Value>Unknown User</Value></ProcessingErrorType>
<ProcessingErrorElement><ElementName>UniqueUserId</ElementName></ProcessingErrorElement></ProcessingError></Problem>
</CheckInItemResponse></NCIPMessage>"#;

fn decoded(bytes: &str) -> Message {
    let decoded = Message::decode(bytes.as_bytes()).expect("a message");
    let others: Vec<&Warning> = decoded.warnings.iter().filter(|warning| !is_about_schemes(warning)).collect();
    assert_eq!(others, [] as [&Warning; 0]);
    decoded.message
}

/// The request is as relays write it: pairs have a scheme only where one is known. The DTD wants one everywhere.
fn is_about_schemes(warning: &Warning) -> bool {
    warning.text.ends_with(" has a Value without a Scheme")
}

#[test]
fn a_pair_without_a_scheme_is_named_with_its_place() {
    let decoded = Message::decode(ALMA_STYLE_REQUEST.as_bytes()).expect("a message");
    let of_schemes: Vec<String> =
        decoded.warnings.iter().map(|warning| format!("{}: {}", warning.path, warning.text)).collect();
    assert_eq!(
        of_schemes,
        [
            "/NCIPMessage/ItemCheckedIn/InitiationHeader/ToAgencyId: UniqueAgencyId has a Value without a Scheme",
            "/NCIPMessage/ItemCheckedIn/InitiationHeader: ApplicationProfileType has a Value without a Scheme",
            "/NCIPMessage/ItemCheckedIn/UniqueItemId: UniqueAgencyId has a Value without a Scheme",
            "/NCIPMessage/ItemCheckedIn/ItemOptionalFields/ItemDescription/VisibleItemId: VisibleItemIdentifierType has a Value \
             without a Scheme",
        ]
    );
}

#[test]
fn pairs_and_unique_names_become_the_types_of_version_two() {
    let message = decoded(ALMA_STYLE_REQUEST);
    let header = message.header.as_ref().expect("a header");
    assert_eq!(header.from_agency, Some(Code::with_scheme("HUB", "agencies")));
    assert_eq!(header.application_profile, Some(Code::new("HUBPARTNER")));
    let Body::Request(Request::ItemCheckedIn(report)) = &message.body else { panic!("{message:?}") };
    assert_eq!(report.item_id.as_ref().map(|item| item.value.as_str()), Some("BF-1001"));
    let copy =
        report.item_optional_fields.as_ref().and_then(|fields| fields.item_description.as_ref()).expect("a copy");
    assert_eq!(copy.item_ids[0].identifier_type, Some(Code::new("Barcode")));
    assert_eq!(copy.item_ids[0].value, "31234");
    assert_eq!(describe(&message), "NCIP 1.0 ItemCheckedIn from HUB to 60EX_INST profile HUBPARTNER item BF-1001");
}

#[test]
fn version_one_is_written_as_version_one() {
    let message = decoded(ALMA_STYLE_REQUEST);
    let written = message.encode(&Style::PLAIN);
    assert!(written.contains("<!DOCTYPE NCIPMessage PUBLIC \"-//NISO//NCIP DTD Version 1.0//EN\""), "{written}");
    assert!(written.contains(
        "<UniqueAgencyId><Scheme datatype=\"string\">agencies</Scheme><Value datatype=\"string\">HUB</Value></UniqueAgencyId>"
    ));
    assert!(written.contains("<VisibleItemIdentifier>31234</VisibleItemIdentifier>"), "{written}");
    assert_eq!(decoded(&written), message);
}

#[test]
fn every_processing_error_is_a_problem_with_its_path() {
    let message = decoded(PROBLEM_RESPONSE);
    let Outcome::Refused(problems) = answer_of(&message) else { panic!("{message:?}") };
    let lines: Vec<String> = problems.iter().map(Problem::line).collect();
    assert_eq!(lines, ["Item Not Checked Out (UniqueItemId/ItemIdentifierValue 4711)", "Unknown User (UniqueUserId)"]);
    let written = message.encode(&Style::PLAIN);
    assert_eq!(written.matches("<Problem>").count(), 1);
    assert_eq!(decoded(&written), message);
}

#[test]
fn a_report_is_answered_with_a_messaging_error() {
    let question = decoded(ALMA_STYLE_REQUEST);
    let Body::Request(report) = &question.body else { panic!("{question:?}") };
    let answer = question.answer(report.refused(Problem::new("Unknown Item", "").about("UniqueItemId", "BF-1001")));
    let written = answer.encode(&Style::ALMA);
    assert!(written.contains("<ItemCheckedInResponse>") && !written.contains("<Problem>"), "{written}");
    assert!(written.contains("<MessagingErrorValue>BF-1001</MessagingErrorValue>"), "{written}");
    assert_eq!(decoded(&written), answer);
}

#[test]
fn the_bare_response_of_alma_is_an_answer() {
    let bare = PROBLEM_RESPONSE.replace("CheckInItemResponse", "Response");
    let message = decoded(&bare);
    assert!(matches!(answer_of(&message), Outcome::Refused(problems) if problems.len() == 2));
    let Body::Response(response) = &message.body else { panic!("{message:?}") };
    assert_eq!(response.service(), "");
    assert_eq!(decoded(&message.encode(&Style::PLAIN)), message);
}

#[test]
fn version_one_without_saying_so_is_understood_with_a_warning() {
    let silent = ALMA_STYLE_REQUEST.replace(" version=\"http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd\"", "");
    let seen = Message::decode(silent.as_bytes()).expect("a message");
    assert_eq!(seen.message, decoded(ALMA_STYLE_REQUEST));
    assert!(seen.warnings.iter().any(|warning| warning.text.contains("version 1")), "{:?}", seen.warnings);
}

//! One set of types, three editions; nothing that came is lost.

use iso18626::{
    AgencyId, BibliographicInfo, Code, Costs, DecodeErrorKind, DeliveryInfo, Edition, Header, Message, PhysicalAddress,
    PreferredEdition, ReasonForMessage, Region, Request, RetryInfo, ServiceInfo, Status, decode,
};

use crate::samples;

fn read(xml: &str) -> Message {
    decode(xml.as_bytes()).unwrap_or_else(|error| panic!("{error}")).message
}

fn request(message: Message) -> Request {
    match message {
        Message::Request(request) => *request,
        other => panic!("{other:?}"),
    }
}

/// A message of this version: `inside` stands between the tags of a requesting agency message behind its header.
fn requesting(version: &str, inside: &str) -> String {
    format!(
        "<ISO18626Message xmlns='http://illtransactions.org/2013/iso18626' {version}><requestingAgencyMessage><header>\
         <supplyingAgencyId><agencyIdType>ISIL</agencyIdType><agencyIdValue>B</agencyIdValue></supplyingAgencyId>\
         <requestingAgencyId><agencyIdType>ISIL</agencyIdType><agencyIdValue>A</agencyIdValue></requestingAgencyId>\
         <multipleItemRequestId/><timestamp>2026-03-02T10:00:00Z</timestamp>\
         <requestingAgencyRequestId>R</requestingAgencyRequestId></header>{inside}</requestingAgencyMessage>\
         </ISO18626Message>"
    )
}

#[test]
fn every_sample_reads_back_as_it_was_in_the_edition_of_2021() {
    for (name, message) in samples::all() {
        assert_eq!(read(&message.encode(Edition::V2021)), message, "{name}");
    }
}

#[test]
fn a_request_with_every_field_of_2021_reads_back_as_it_was() {
    let mut full = samples::request_loan();
    full.header = Header {
        consortial_id: Some(AgencyId::new("ISIL", "XX-ALL")),
        multiple_item_request_id: Some("M-1".to_owned()),
        supplying_agency_id: None,
        ..full.header
    };
    full.bibliographic_info = BibliographicInfo {
        author_id: Some("0000000121032683".to_owned()),
        volumes: vec!["1".to_owned(), "2".to_owned()],
        ..full.bibliographic_info
    };
    full.service_info = Some(ServiceInfo {
        preferred_edition: Some(PreferredEdition::MostRecentEdition),
        loan_conditions: vec!["LibraryUseOnly".into(), Code::with_scheme("Own", "http://north.example/codes")],
        ..full.service_info.unwrap()
    });
    full.requested_delivery_info[0].courier_name = Some("Post".into());
    let full = Message::from(full);
    assert_eq!(read(&full.encode(Edition::V2021)), full);

    let older = request(read(&full.encode(Edition::V1_2)));
    assert_eq!(older.bibliographic_info.volumes, ["1,2"], "several volumes become one text");
    assert_eq!(older.service_info.unwrap().preferred_edition, None, "left out, not smuggled in");
    assert_eq!(older.header.supplying_agency_id, Some(AgencyId::default()), "demanded, so written empty");
}

#[test]
fn retry_terms_stand_in_message_info_before_2021_and_on_their_own_since() {
    let terms = RetryInfo {
        offered_costs: vec![Costs::new("15.00", "EUR")],
        retry_after: Some("2026-03-03T00:00:00Z".into()),
        ..Default::default()
    };
    let mut message = samples::answer(ReasonForMessage::RequestResponse, Status::RetryPossible);
    message.retry_info = Some(terms);
    let message = Message::from(message);
    let (older, newer) = (message.encode(Edition::V1_2), message.encode(Edition::V2021));
    assert!(older.contains("</offeredCosts><retryAfter>2026-03-03T00:00:00Z</retryAfter></messageInfo>"));
    assert!(newer.contains("</messageInfo>") && newer.contains("<retryInfo><offeredCosts>"));
    assert_eq!(read(&older), message);
    assert_eq!(read(&newer), message);
}

#[test]
fn renamed_elements_have_the_name_of_their_edition() {
    let mut message = samples::loaned();
    message.delivery_info =
        Some(DeliveryInfo { item_ids: vec!["1".into(), "2".into()], ..message.delivery_info.unwrap() });
    let message = Message::from(message);
    let (older, newer) = (message.encode(Edition::V1_1), message.encode(Edition::V2021));
    assert!(older.contains("<itemId>1,2</itemId><sentVia>Mail</sentVia>"), "{older}");
    assert!(older.contains("<deliveredFormat>Printed</deliveredFormat>"), "{older}");
    assert!(newer.contains("<itemId>1</itemId><itemId>2</itemId><deliveryMethod>Mail</deliveryMethod>"), "{newer}");
    assert!(newer.contains("<itemFormat>Printed</itemFormat>"), "{newer}");
}

#[test]
fn the_first_edition_knows_neither_groups_of_items_nor_sub_types() {
    let message = Message::from(samples::request_loan());
    let oldest = message.encode(Edition::V1_1);
    assert!(oldest.contains("ill:version=\"1.1\""));
    assert!(!oldest.contains("multipleItemRequestId") && !oldest.contains("requestSubType"), "{oldest}");
    assert!(message.encode(Edition::V1_2).contains("<multipleItemRequestId/>"));
}

#[test]
fn the_scheme_of_a_region_is_told_before_2021_only() {
    let mut message = samples::loaned();
    let address = message.return_info.as_mut().and_then(|info| info.physical_address.as_mut()).unwrap();
    *address = PhysicalAddress { region: Some(Region(Code::with_scheme("XX-N", "ISO-3166-2"))), ..Default::default() };
    let message = Message::from(message);
    assert!(message.encode(Edition::V1_2).contains("<region ill:scheme=\"ISO-3166-2\">XX-N</region>"));
    assert!(message.encode(Edition::V2021).contains("<region>XX-N</region>"));
}

#[test]
fn unknown_elements_and_codes_survive() {
    let inside = "<action>Juggle</action><note>a</note><note>b</note>\
                  <weather xmlns='urn:w' mood='good'>sun &amp; <wind>no</wind></weather>";
    let xml = requesting("xmlns:i='http://illtransactions.org/2013/iso18626' i:version='1.2'", inside);
    let decoded = decode(xml.as_bytes()).unwrap();
    let Message::RequestingAgencyMessage(message) = &decoded.message else { panic!() };
    assert_eq!(message.action.as_str(), "Juggle");
    assert!(!message.action.is_known());
    assert_eq!(message.extra.len(), 2, "the second note and the weather");
    let warnings: Vec<String> = decoded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(
        warnings,
        [
            "note is not expected here in edition 1.2; kept as it is (at /ISO18626Message/requestingAgencyMessage)",
            "weather is not expected here in edition 1.2; kept as it is (at /ISO18626Message/requestingAgencyMessage)",
        ]
    );
    assert_eq!(read(&decoded.message.encode(Edition::V1_2)), decoded.message);
}

#[test]
fn an_element_of_a_later_edition_is_kept_but_not_understood() {
    let mut full = samples::request_loan();
    full.bibliographic_info.author_id = Some("0000000121032683".to_owned());
    let mixed = Message::from(full).encode(Edition::V2021).replace("2021-2", "1.2");
    let decoded = decode(mixed.as_bytes()).unwrap();
    let kept = request(decoded.message.clone());
    assert_eq!(kept.bibliographic_info.author_id, None);
    assert_eq!(kept.bibliographic_info.extra[0].text(), "0000000121032683");
    assert_eq!(read(&decoded.message.encode(Edition::V1_2)), decoded.message);
}

#[test]
fn any_version_that_is_not_known_is_read_with_a_warning() {
    let cases = [
        ("version='1.1'", Edition::V1_1, 0),
        ("version='1.3'", Edition::V2021, 0),
        ("version='2021-3'", Edition::V2021, 0),
        ("version='2030-1'", Edition::V2021, 1),
        ("version='9'", Edition::V1_2, 1),
        ("", Edition::V1_2, 1),
    ];
    for (version, edition, warnings) in cases {
        let inside = "<action>Received</action>";
        let xml = requesting(version, inside).replace("<multipleItemRequestId/>", "");
        let decoded = decode(xml.as_bytes()).unwrap();
        assert_eq!(decoded.edition, edition, "{version}");
        assert_eq!(decoded.warnings.len(), warnings, "{version}: {:?}", decoded.warnings);
    }
}

#[test]
fn a_message_without_a_namespace_is_read_with_a_warning() {
    let xml = requesting("version='1.2'", "<action>Received</action>");
    let bare = xml.replace(" xmlns='http://illtransactions.org/2013/iso18626'", "");
    let decoded = decode(bare.as_bytes()).unwrap();
    assert!(decoded.warnings[0].text.contains("in no namespace"));
    assert_eq!(decoded.message, read(&xml));
}

#[test]
fn what_makes_no_sense_is_refused_with_the_place_and_the_reason() {
    let namespace = "xmlns='http://illtransactions.org/2013/iso18626'";
    let cases = [
        ("<a/>".to_owned(), "the root element is a; expected ISO18626Message (at /)"),
        (
            "<ISO18626Message xmlns='urn:x'/>".to_owned(),
            "the message is in namespace urn:x; expected http://illtransactions.org/2013/iso18626 (at /)",
        ),
        (
            format!("<ISO18626Message {namespace}/>"),
            "ISO18626Message is empty; expected one of the six messages, such as request (at /ISO18626Message)",
        ),
        (
            format!("<ISO18626Message {namespace}><query/></ISO18626Message>"),
            "query is not a message of ISO 18626; expected one of the six, such as request (at /ISO18626Message)",
        ),
        (
            requesting("", "").replace("</ISO18626Message>", "<request/></ISO18626Message>"),
            "request stands beside the message; expected one message only (at /ISO18626Message)",
        ),
        (requesting("", ""), "action is missing (at /ISO18626Message/requestingAgencyMessage)"),
        (
            requesting("", "<action/>").replace("<agencyIdValue>A</agencyIdValue>", ""),
            "agencyIdValue is missing (at /ISO18626Message/requestingAgencyMessage/header/requestingAgencyId)",
        ),
    ];
    for (xml, expected) in cases {
        assert_eq!(decode(xml.as_bytes()).unwrap_err().to_string(), expected);
    }
    let broken = decode(b"<ISO18626Message><request>").unwrap_err();
    assert!(matches!(broken.kind, DecodeErrorKind::Xml(_)) && broken.byte.is_some(), "{broken:?}");
}

#[test]
fn a_missing_time_stamp_is_only_a_warning() {
    let xml = requesting("version='1.2'", "<action>Received</action>");
    let decoded = decode(xml.replace("<timestamp>2026-03-02T10:00:00Z</timestamp>", "").as_bytes()).unwrap();
    assert_eq!(decoded.warnings[0].text, "timestamp is missing");
    assert!(decoded.message.header().unwrap().timestamp.is_empty());
}

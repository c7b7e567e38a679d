//! Answers of other repositories, as they come.

use oai_pmh::{Body, DecodeError, DecodeErrorKind, DeletedRecord, ErrorCode, Granularity, Page, Record, Response};

/// An answer with this inside.
fn envelope(inside: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?>\n<?xml-stylesheet href='oai.xsl'?>\n\
         <OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>\
         <responseDate>2024-02-01T10:00:00Z</responseDate>\
         <request verb='ListRecords' metadataPrefix='marc21'>https://alma.example/request</request>{inside}</OAI-PMH>"
    )
}

fn decode(text: &str) -> Result<Response, DecodeError> {
    Response::decode(text.as_bytes())
}

fn records(inside: &str) -> Page<Record> {
    match decode(&envelope(&format!("<ListRecords>{inside}</ListRecords>"))).unwrap().body {
        Body::ListRecords(page) => page,
        other => panic!("{other:?}"),
    }
}

fn record(metadata: &str) -> Record {
    let header = "<header><identifier>oai:x:1</identifier><datestamp>2024-01-01</datestamp></header>";
    let mut page = records(&format!("<record>{header}<metadata>{metadata}</metadata></record>"));
    page.items.pop().unwrap()
}

fn xml(metadata: &str) -> String {
    record(metadata).metadata.unwrap().xml
}

#[test]
fn the_envelope_is_read() {
    let response = decode(&envelope("<ListSets/>")).unwrap();
    assert_eq!(response.response_date, "2024-02-01T10:00:00Z");
    assert_eq!(response.base_url, "https://alma.example/request");
    assert_eq!(response.request[1], ("metadataPrefix".to_owned(), "marc21".to_owned()));
}

#[test]
fn identify_is_read_with_words_that_the_protocol_does_not_know() {
    let text = envelope(
        "<Identify><repositoryName>X &amp; Y</repositoryName><baseURL>u</baseURL><protocolVersion>2.0</protocolVersion>\
         <adminEmail>a@x.example</adminEmail><adminEmail>b@x.example</adminEmail><earliestDatestamp>2000-01-01</earliestDatestamp>\
         <deletedRecord>sometimes</deletedRecord><granularity>YYYY-MM-DD</granularity><compression>gzip</compression>\
         <description><d xmlns='urn:d'>x</d></description><unknown/></Identify>",
    );
    let response = decode(&text).unwrap();
    let Body::Identify(identify) = &response.body else { panic!() };
    assert_eq!((identify.repository_name.as_str(), identify.admin_emails.len()), ("X & Y", 2));
    assert_eq!(identify.deleted_record, DeletedRecord::Other("sometimes".into()));
    assert_eq!(identify.finest(), Granularity::Day);
    assert_eq!(identify.descriptions[0].xml, "<d xmlns='urn:d'>x</d>");
    assert_eq!(decode(&response.encode()).unwrap(), response);
}

#[test]
fn a_header_keeps_every_set_and_its_datestamp_as_written() {
    let page = records(
        "<record><header status='deleted'><identifier> oai:x:1 </identifier><datestamp>soon</datestamp>\
         <setSpec>a</setSpec><setSpec>b</setSpec></header></record>",
    );
    let header = &page.items[0].header;
    assert!(header.deleted && header.identifier == "oai:x:1" && header.datestamp == "soon" && header.stamp().is_none());
    assert_eq!(header.sets, ["a", "b"]);
    assert_eq!(page.items[0].metadata, None);
}

#[test]
fn metadata_is_cut_out_as_it_stands() {
    let marc = "<record xmlns=\"http://www.loc.gov/MARC21/slim\" >\n  <leader>x</leader><!-- kept -->&amp;<![CDATA[<]]></record>";
    assert_eq!(xml(&format!("\n  <!-- not this -->\n  {marc}\n  ")), marc);
}

#[test]
fn metadata_takes_the_prefixes_of_its_surroundings_along() {
    let dc = "<dc:dc xsi:schemaLocation='a b' xmlns:dc='urn:dc'><dc:title>x</dc:title></dc:dc>";
    let expected = dc.replacen("<dc:dc", "<dc:dc xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"", 1);
    assert_eq!(xml(dc), expected);
    let own = "<dc:dc xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:a='b' xmlns:dc='urn:dc'/>";
    assert_eq!(xml(own), own);
}

#[test]
fn metadata_in_the_namespace_of_its_surroundings_says_so() {
    assert_eq!(xml("<x><y/></x>"), "<x xmlns=\"http://www.openarchives.org/OAI/2.0/\"><y/></x>");
    assert_eq!(
        xml("<p:x xmlns:p='urn:p'><y/></p:x>"),
        "<p:x xmlns=\"http://www.openarchives.org/OAI/2.0/\" xmlns:p='urn:p'><y/></p:x>"
    );
    assert_eq!(xml("<p:x xmlns:p='urn:p'><p:y/></p:x>"), "<p:x xmlns:p='urn:p'><p:y/></p:x>");
}

#[test]
fn metadata_without_namespace_stays_without_when_put_elsewhere() {
    let record = "<record><header><identifier>1</identifier></header><metadata><dc><title/></dc></metadata></record>";
    let response = decode(&format!("<OAI-PMH><ListRecords>{record}</ListRecords></OAI-PMH>")).unwrap();
    let Body::ListRecords(page) = &response.body else { panic!() };
    assert_eq!(page.items[0].metadata.as_ref().unwrap().xml, "<dc xmlns=\"\"><title/></dc>");
    assert_eq!(decode(&response.encode()).unwrap(), response);
}

#[test]
fn a_fragment_knows_its_place() {
    let header = "<header><identifier>1</identifier></header>";
    let text = envelope(&format!(
        "<ListRecords><record>{header}<metadata> <a xmlns='urn:a'/></metadata></record></ListRecords>"
    ));
    let Body::ListRecords(page) = decode(&text).unwrap().body else { panic!() };
    let byte = usize::try_from(page.items[0].metadata.as_ref().unwrap().byte).unwrap();
    assert!(text[byte..].starts_with("<a xmlns"));
}

#[test]
fn one_bad_record_costs_only_itself() {
    let good = |n| format!("<record><header><identifier>{n}</identifier></header></record>");
    let page =
        records(&format!("{}<record><metadata><a/></metadata></record><record><header/></record>{}", good(1), good(2)));
    assert_eq!(page.items.len(), 2);
    let reasons: Vec<_> = page.bad.iter().map(|bad| (bad.xml.as_str(), bad.reason.to_string())).collect();
    assert_eq!(reasons[0], ("<record><metadata><a/></metadata></record>", "header is missing".to_owned()));
    assert_eq!(reasons[1], ("<record><header/></record>", "identifier is missing".to_owned()));
}

#[test]
fn tokens_are_read_with_and_without_attributes_and_empty() {
    let token = |inside| records(inside).token;
    assert_eq!(token(""), None);
    assert_eq!(token("<resumptionToken/>").unwrap().value, "");
    assert_eq!(token("<resumptionToken> a b+c </resumptionToken>").unwrap().value, "a b+c");
    let full = token(
        "<resumptionToken completeListSize='733' cursor='0' expirationDate='2024-01-01T00:00:00Z'>x</resumptionToken>",
    );
    let full = full.unwrap();
    assert_eq!((full.complete_list_size, full.cursor, full.expiration_date.is_some()), (Some(733), Some(0), true));
    assert_eq!(token("<resumptionToken completeListSize='many'>x</resumptionToken>").unwrap().complete_list_size, None);
}

#[test]
fn errors_come_together_and_win_over_an_empty_list() {
    let text = envelope("<error code='badArgument'>a</error><error code='tooBusy'/><ListRecords/>");
    let response = decode(&text).unwrap();
    let Body::Errors(conditions) = &response.body else { panic!() };
    assert_eq!(conditions[0].to_string(), "badArgument: a");
    assert_eq!(conditions[1].code, ErrorCode::Other("tooBusy".into()));
    assert_eq!(decode(&response.encode()).unwrap(), response);
}

#[test]
fn an_answer_without_namespace_or_under_a_prefix_is_an_answer() {
    for text in [
        "<OAI-PMH><ListRecords><record><header><identifier>1</identifier></header></record></ListRecords></OAI-PMH>",
        "<o:OAI-PMH xmlns:o='urn:other'><o:ListRecords><o:record><o:header><o:identifier>1</o:identifier></o:header></o:record></o:ListRecords></o:OAI-PMH>",
    ] {
        assert!(matches!(decode(text).unwrap().body, Body::ListRecords(page) if page.items.len() == 1), "{text}");
    }
}

#[test]
fn what_is_no_answer_is_named() {
    let kind = |text: &str| decode(text).unwrap_err().kind;
    assert_eq!(
        kind("<!DOCTYPE html><html><body>Please log in<br></body></html>"),
        DecodeErrorKind::NotAnAnswer("html".into())
    );
    assert_eq!(kind(&envelope("")), DecodeErrorKind::NothingInIt);
    assert_eq!(kind(""), DecodeErrorKind::Xml(xml::ErrorKind::Empty));
    let cut = envelope("<ListRecords><record>");
    let fault = decode(&cut[..cut.len() - 12]).unwrap_err();
    assert!(fault.path.starts_with("/OAI-PMH/ListRecords"), "{fault}");
}

#[test]
fn bytes_that_are_not_utf_8_cost_a_character_and_are_counted() {
    let text = envelope(
        "<ListRecords><record><header><identifier>1</identifier></header><metadata><a>Z?rich M?nchen</a></metadata></record></ListRecords>",
    );
    let bytes: Vec<u8> = text.bytes().collect();
    let at = text.find("Z?").unwrap() + 1;
    let mut damaged = bytes.clone();
    (damaged[at], damaged[at + 7]) = (0xFC, 0xFC);
    let response = Response::decode(&damaged).unwrap();
    assert_eq!(response.replaced, 2);
    let Body::ListRecords(page) = response.body else { panic!() };
    assert!(page.items[0].metadata.as_ref().unwrap().xml.contains("Z\u{fffd}rich M\u{fffd}nchen"));
}

#[test]
fn a_latin_1_answer_is_read_as_such() {
    let text = envelope("<ListSets><set><setSpec>a</setSpec><setName>Z?rich</setName></set></ListSets>")
        .replace("UTF-8", "ISO-8859-1");
    let bytes: Vec<u8> = text.replace("Z?", "Zü").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let response = Response::decode(&bytes).unwrap();
    assert!(matches!(response.body, Body::ListSets(page) if page.items[0].name == "Zürich"));
    assert_eq!(response.replaced, 0);
}

#[test]
fn a_control_character_in_a_record_does_not_lose_the_page() {
    let record = record("<a xmlns='urn:a'>x\u{b}y&#1;</a>");
    let element = xml::Element::parse(record.metadata.unwrap().xml.as_bytes(), &xml::Limits::message()).unwrap();
    assert_eq!(element.text(), "x\u{fffd}y\u{fffd}");
}

#[test]
fn long_namespace_names_around_many_records_do_not_fill_the_memory() {
    for (length, limit) in [(100_000, 65_536), (50_000, 4)] {
        let record =
            "<record><header><identifier>1</identifier></header><metadata><p:a/></metadata></record>".repeat(2_000);
        let text = format!("<OAI-PMH xmlns:p='{}'><ListRecords>{record}</ListRecords></OAI-PMH>", "u".repeat(length));
        let kind = decode(&text).unwrap_err().kind;
        assert!(matches!(kind, DecodeErrorKind::Xml(xml::ErrorKind::Limit(_, value)) if value == limit), "{kind}");
    }
}

#[test]
fn a_good_page_salvaged_is_the_page_itself() {
    let record = |n| {
        format!(
            "\n<record><header><identifier>{n}</identifier></header><metadata><record xmlns='m'>{n}</record></metadata></record>"
        )
    };
    for token in ["", "<resumptionToken cursor='3'>t</resumptionToken>\n"] {
        let text = envelope(&format!("<ListRecords>{}{}<record/>{token}</ListRecords>", record(1), record(2)));
        let (decoded, salvaged) = (decode(&text).unwrap(), Response::salvage(text.as_bytes()).unwrap());
        assert_eq!(salvaged, decoded);
        let places = |response: &Response| match &response.body {
            Body::ListRecords(page) => {
                page.items.iter().filter_map(|record| Some(record.metadata.as_ref()?.byte)).collect()
            }
            _ => Vec::new(),
        };
        assert_eq!(places(&salvaged), places(&decoded));
    }
}

#[test]
fn a_broken_record_is_cut_out_and_the_rest_is_kept() {
    let good = "<record><header><identifier>1</identifier></header></record>";
    for broken in [
        "<record><header><identifier>2</identifier></header><metadata><a>R&D</a></metadata></record>",
        "<record><header><identifier>2</identifier></header><metadata><a></metadata></record>",
        "<record><header><identifier>2</identifier></header>",
    ] {
        let text =
            envelope(&format!("<ListRecords>{good}{broken}{good}<resumptionToken>t</resumptionToken></ListRecords>"));
        assert!(decode(&text).is_err());
        let Body::ListRecords(page) = Response::salvage(text.as_bytes()).unwrap().body else { panic!() };
        assert_eq!((page.items.len(), page.token.unwrap().value.as_str()), (2, "t"));
        assert_eq!(page.bad[0].xml, broken);
        let byte = usize::try_from(page.bad[0].byte).unwrap();
        assert!(text[byte..].starts_with(broken));
    }
}

#[test]
fn a_page_cut_off_or_with_a_broken_token_is_not_salvaged() {
    let good = "<record><header><identifier>1</identifier></header></record>";
    let text = envelope(&format!("<ListRecords>{good}{good}<resumptionToken>t</resumptionToken></ListRecords>"));
    for length in 0..text.len() {
        assert_eq!(Response::salvage(&text.as_bytes()[..length]), None, "cut at {length}");
    }
    for text in [text.replace(">t<", ">&t<"), text.replace("<OAI-PMH ", "<OAI-PMH & "), envelope("<error code='x'/>")] {
        assert_eq!(Response::salvage(text.as_bytes()), None, "{text}");
    }
}

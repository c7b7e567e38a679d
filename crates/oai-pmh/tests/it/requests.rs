//! Requests from queries and back.

use oai_pmh::{ErrorCode, List, Request, Selection, Verb, decode_query, encode_component};

fn read(query: &str) -> Result<Request, (ErrorCode, String)> {
    Request::from_pairs(&decode_query(query)).map_err(|condition| (condition.code, condition.text))
}

#[test]
fn every_request_comes_back_from_its_own_url() {
    let selection = Selection {
        metadata_prefix: "marc21".into(),
        set: Some("EDS:Set01".into()),
        from: Some("2024-01-01".parse().unwrap()),
        until: Some("2024-02-01".parse().unwrap()),
    };
    let token = "2017-01-01@all@EDS:Set01@marc21@1986985590003569 +%&=?ü".to_owned();
    for request in [
        Request::Identify,
        Request::ListMetadataFormats { identifier: None },
        Request::ListMetadataFormats { identifier: Some("oai:alma.01EX_INST:99 1".into()) },
        Request::ListSets { token: None },
        Request::ListSets { token: Some(token.clone()) },
        Request::GetRecord { identifier: "oai:x:1&2".into(), metadata_prefix: "marc21".into() },
        Request::ListRecords(List::First(selection.clone())),
        Request::ListIdentifiers(List::First(Selection { set: None, from: None, ..selection })),
        Request::ListRecords(List::Next(token.clone())),
        Request::ListIdentifiers(List::Next(token)),
    ] {
        let url = request.url("https://alma.example/request");
        let (_, query) = url.split_once('?').unwrap();
        assert!(query.bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
        assert_eq!(read(query), Ok(request), "{url}");
    }
}

#[test]
fn a_base_url_with_a_query_keeps_it() {
    assert_eq!(Request::Identify.url("https://x.example/oai?inst=1"), "https://x.example/oai?inst=1&verb=Identify");
}

#[test]
fn a_verb_that_is_missing_unknown_or_repeated_is_a_bad_verb() {
    for query in ["", "metadataPrefix=marc21", "verb=", "verb=identify", "verb=Nope", "verb=Identify&verb=Identify"] {
        assert_eq!(read(query).unwrap_err().0, ErrorCode::BadVerb, "{query}");
    }
}

#[test]
fn arguments_against_the_rules_are_bad_arguments() {
    for query in [
        "verb=Identify&set=x",
        "verb=ListRecords",
        "verb=ListRecords&set=x",
        "verb=ListRecords&metadataPrefix=marc21&metadataPrefix=marc21",
        "verb=ListRecords&metadataPrefix=",
        "verb=ListRecords&metadataPrefix=marc/21",
        "verb=ListRecords&metadataPrefix=marc21&set=a::b",
        "verb=ListRecords&metadataPrefix=marc21&set=a%20b",
        "verb=ListRecords&metadataPrefix=marc21&from=2024-1-1",
        "verb=ListRecords&metadataPrefix=marc21&from=2024-02-30",
        "verb=ListRecords&metadataPrefix=marc21&from=2024-01-01T00:00:00.0Z",
        "verb=ListRecords&metadataPrefix=marc21&from=2024-01-02&until=2024-01-01",
        "verb=ListRecords&metadataPrefix=marc21&from=2024-01-01&until=2024-01-02T00:00:00Z",
        "verb=ListRecords&metadataPrefix=marc21&resumptionToken=x",
        "verb=ListRecords&resumptionToken=x&resumptionToken=x",
        "verb=ListSets&resumptionToken=",
        "verb=ListRecords&metadataPrefix=marc21&submit=Go",
        "verb=GetRecord&identifier=x",
        "verb=GetRecord&metadataPrefix=marc21",
        "verb=GetRecord&identifier=x&metadataPrefix=marc21&from=2024-01-01",
        "verb=ListMetadataFormats&metadataPrefix=marc21",
    ] {
        let refusal = read(query).unwrap_err();
        assert!(refusal.0 == ErrorCode::BadArgument && !refusal.1.is_empty(), "{query}: {refusal:?}");
    }
}

#[test]
fn equal_ends_are_a_window_of_one_day() {
    assert!(read("verb=ListRecords&metadataPrefix=marc21&from=2024-01-01&until=2024-01-01").is_ok());
}

#[test]
fn query_coding_is_total_and_reversible() {
    for text in ["", "a b+c", "100%", "ü書📖", "a&b=c", "\u{0}\n", "oai:x:1"] {
        assert_eq!(decode_query(&format!("k={}", encode_component(text))), [("k".to_owned(), text.to_owned())]);
    }
    let pairs = decode_query("?a=%zz&b=%4&c=%&&d&e=%ff&=f&g=1=2");
    let values: Vec<_> = pairs.iter().map(|(key, value)| format!("{key}:{value}")).collect();
    assert_eq!(values, ["a:%zz", "b:%4", "c:%", "d:", "e:\u{fffd}", ":f", "g:1=2"]);
}

#[test]
fn verbs_are_spelled_exactly() {
    assert_eq!(Verb::from_wire("ListRecords"), Some(Verb::ListRecords));
    assert_eq!(Verb::from_wire("listrecords"), None);
}

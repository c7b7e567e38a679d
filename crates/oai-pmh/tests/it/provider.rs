//! The provider answers every verb and every mistake as the protocol says.

use oai_pmh::{AlmaFault, Body, Datestamp, ErrorCode, Flavour, Granularity, Provider, Response, Token, decode_query};

use crate::library::Library;

fn now() -> Datestamp {
    "2025-01-01T12:00:00Z".parse().unwrap()
}

fn ask(flavour: Flavour, library: &Library, query: &str) -> Response {
    let provider = Provider { flavour, page_size: 4 };
    let Ok(response) = provider.respond(library, &decode_query(query), now());
    assert_eq!(Response::decode(response.encode().as_bytes()).unwrap(), response, "{query}");
    response
}

fn code(flavour: Flavour, library: &Library, query: &str) -> Option<ErrorCode> {
    match ask(flavour, library, query).body {
        Body::Errors(mut conditions) => conditions.pop().map(|condition| condition.code),
        _ => None,
    }
}

fn part(flavour: Flavour, library: &Library, query: &str) -> (usize, Option<Token>) {
    match ask(flavour, library, query).body {
        Body::ListRecords(page) => (page.items.len(), page.token),
        Body::ListIdentifiers(page) => (page.items.len(), page.token),
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn the_six_verbs_answer() {
    let library = Library::of(3);
    let ask = |query| ask(Flavour::standard(), &library, query).body;
    assert!(matches!(ask("verb=Identify"), Body::Identify(identify) if identify.finest() == Granularity::Second));
    assert!(matches!(ask("verb=ListMetadataFormats"), Body::ListMetadataFormats(formats) if formats.len() == 1));
    assert!(matches!(ask("verb=ListSets"), Body::ListSets(page) if page.items.len() == 2));
    assert!(
        matches!(ask("verb=ListIdentifiers&metadataPrefix=marc21"), Body::ListIdentifiers(page) if page.items.len() == 3)
    );
    assert!(matches!(ask("verb=ListRecords&metadataPrefix=marc21"), Body::ListRecords(page) if page.items.len() == 3));
    let one = "verb=GetRecord&metadataPrefix=marc21&identifier=oai:alma.01EX_INST:9900000000011234";
    assert!(matches!(ask(one), Body::GetRecord(page) if page.items == library.records[1..2]));
}

#[test]
fn each_condition_has_its_code() {
    let mut library = Library::of(3);
    for (query, expected) in [
        ("", ErrorCode::BadVerb),
        ("verb=ListRecords", ErrorCode::BadArgument),
        ("verb=ListRecords&metadataPrefix=mods", ErrorCode::CannotDisseminateFormat),
        ("verb=ListRecords&metadataPrefix=marc21&set=nothing", ErrorCode::NoRecordsMatch),
        ("verb=ListRecords&metadataPrefix=marc21&from=2199-01-01", ErrorCode::NoRecordsMatch),
        ("verb=ListRecords&resumptionToken=all@all@x@marc21@1", ErrorCode::BadResumptionToken),
        ("verb=ListSets&resumptionToken=1", ErrorCode::BadResumptionToken),
        ("verb=GetRecord&metadataPrefix=marc21&identifier=x", ErrorCode::IdDoesNotExist),
        (
            "verb=GetRecord&metadataPrefix=mods&identifier=oai:alma.01EX_INST:9900000000011234",
            ErrorCode::CannotDisseminateFormat,
        ),
        ("verb=ListMetadataFormats&identifier=x", ErrorCode::IdDoesNotExist),
    ] {
        assert_eq!(code(Flavour::standard(), &library, query), Some(expected), "{query}");
    }
    library.sets.clear();
    for query in ["verb=ListSets", "verb=ListRecords&metadataPrefix=marc21&set=x"] {
        assert_eq!(code(Flavour::standard(), &library, query), Some(ErrorCode::NoSetHierarchy), "{query}");
    }
}

#[test]
fn the_request_is_given_back_unless_it_was_bad() {
    let library = Library::of(1);
    let echo = |query| ask(Flavour::standard(), &library, query).request;
    let good = echo("verb=ListRecords&metadataPrefix=mods&from=2024-01-01");
    let expected = [("verb", "ListRecords"), ("metadataPrefix", "mods"), ("from", "2024-01-01")];
    assert_eq!(good, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(echo("verb=ListRecords&from=2024-01-01"), []);
    assert_eq!(echo("verb=Nope"), []);
}

#[test]
fn a_list_ends_with_an_empty_token_only_if_it_came_in_parts() {
    let standard = Flavour::standard();
    let library = Library::of(9);
    let (count, token) = part(standard, &library, "verb=ListRecords&metadataPrefix=marc21");
    let token = token.unwrap();
    assert_eq!((count, token.cursor, token.complete_list_size), (4, Some(0), Some(9)));
    let (count, token) = part(standard, &library, &format!("verb=ListRecords&resumptionToken={}", token.value));
    let token = token.unwrap();
    assert_eq!((count, token.cursor), (4, Some(4)));
    let (count, token) = part(standard, &library, &format!("verb=ListRecords&resumptionToken={}", token.value));
    let end = Token { value: String::new(), complete_list_size: Some(9), cursor: Some(8), expiration_date: None };
    assert_eq!((count, token), (1, Some(end)));
    assert_eq!(part(standard, &Library::of(4), "verb=ListRecords&metadataPrefix=marc21"), (4, None));
}

#[test]
fn dates_select_inclusively_and_a_day_is_a_whole_day() {
    let mut library = Library::of(3);
    for (record, stamp) in
        library.records.iter_mut().zip(["2024-05-01T00:00:00Z", "2024-05-01T23:59:59Z", "2024-05-02T00:00:00Z"])
    {
        record.header.datestamp = stamp.into();
    }
    for (window, expected) in [
        ("from=2024-05-01&until=2024-05-01", 2),
        ("from=2024-05-02", 1),
        ("until=2024-05-01T00:00:00Z", 1),
        ("from=2024-05-01T23:59:59Z&until=2024-05-02T00:00:00Z", 2),
    ] {
        let query = format!("verb=ListIdentifiers&metadataPrefix=marc21&{window}");
        assert_eq!(part(Flavour::standard(), &library, &query).0, expected, "{window}");
    }
    library.granularity = Granularity::Day;
    library.records.iter_mut().for_each(|record| record.header.datestamp.truncate(10));
    let seconds = "verb=ListIdentifiers&metadataPrefix=marc21&from=2024-05-01T00:00:00Z";
    assert_eq!(code(Flavour::standard(), &library, seconds), Some(ErrorCode::BadArgument));
    assert_eq!(part(Flavour::standard(), &library, "verb=ListIdentifiers&metadataPrefix=marc21&from=2024-05-02").0, 1);
}

#[test]
fn alma_wants_a_set_and_refuses_in_its_own_words() {
    let library = Library::of(9);
    for (query, fault) in [
        ("verb=ListRecords&metadataPrefix=marc21", AlmaFault::ArgumentsMissing),
        ("verb=ListIdentifiers", AlmaFault::ArgumentsMissing),
        ("verb=ListRecords&metadataPrefix=marc21&set=ex_reshare", AlmaFault::NoProfile),
        ("verb=ListRecords&metadataPrefix=mods&set=EX_RESHARE", AlmaFault::NoProfile),
    ] {
        let Body::Errors(conditions) = ask(Flavour::alma(), &library, query).body else { panic!("{query}") };
        assert_eq!(conditions, [fault.condition()], "{query}");
    }
    let empty = Library { sets: Vec::new(), ..Library::of(1) };
    let Body::Errors(conditions) = ask(Flavour::alma(), &empty, "verb=ListSets").body else { panic!() };
    assert_eq!(conditions, [AlmaFault::NoSets.condition()]);
}

#[test]
fn alma_tokens_have_no_attributes_and_the_last_part_has_none() {
    let library = Library::of(9);
    let mut query = "verb=ListRecords&metadataPrefix=marc21&set=EX_RESHARE".to_owned();
    let mut values = Vec::new();
    while let (_, Some(token)) = part(Flavour::alma(), &library, &query) {
        assert_eq!(token, Token { value: token.value.clone(), ..Token::default() });
        query = format!("verb=ListRecords&resumptionToken={}", token.value);
        values.push(token.value);
    }
    assert_eq!(values, ["all@all@EX_RESHARE@marc21@3", "all@all@EX_RESHARE@marc21@7"]);
    let foreign = "verb=ListRecords&resumptionToken=all@all@OTHER@marc21@3";
    assert_eq!(code(Flavour::alma(), &library, foreign), Some(ErrorCode::BadResumptionToken));
}

#[test]
fn a_refusal_of_everything_is_an_answer() {
    let response = Provider::refuse("https://alma.example/request", AlmaFault::Unauthorized.condition(), now());
    assert_eq!(Response::decode(response.encode().as_bytes()).unwrap(), response);
}

#[test]
fn a_token_says_how_long_it_may_be_used_when_the_flavour_has_a_lifetime() {
    let library = Library::of(10);
    for (lifetime, expected) in [(None, None), (Some(90_000), Some("2025-01-02T13:00:00Z".to_owned()))] {
        let flavour = Flavour { token_lifetime_seconds: lifetime, ..Flavour::standard() };
        let (_, token) = part(flavour, &library, "verb=ListIdentifiers&metadataPrefix=marc21");
        let token = token.unwrap();
        assert_eq!(token.expiration_date, expected);
        let last = format!("verb=ListIdentifiers&resumptionToken={}", token.value);
        let token = part(flavour, &library, &last).1.unwrap();
        let last = format!("verb=ListIdentifiers&resumptionToken={}", token.value);
        let end = part(flavour, &library, &last).1.unwrap();
        assert_eq!((end.value.as_str(), end.expiration_date), ("", None), "an empty token is not used again");
    }
}

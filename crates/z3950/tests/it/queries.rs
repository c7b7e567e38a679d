//! Queries as they travel.

use z3950::cql::{self, Mapping};
use z3950::pdu::{Query, SearchRequest};
use z3950::query::RpnQuery;
use z3950::{DecodeErrorKind, Limits, Pdu, pqf};

fn search(query: &str) -> Vec<u8> {
    Pdu::SearchRequest(SearchRequest::new(&["Default"], Query::Rpn(pqf::parse(query).unwrap()))).encode()
}

/// Runs with a stack that a recursive decoder would soon use up.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(test).unwrap().join().unwrap();
}

#[test]
fn a_hundred_kilobytes_of_nested_operators_are_refused_cleanly() {
    on_a_small_stack(|| {
        let left = search(&format!("{}{}", "@and ".repeat(5_000), "a ".repeat(5_001)));
        let right = search(&format!("{}b", "@or a ".repeat(5_000)));
        for bytes in [left, right] {
            assert!(bytes.len() > 100_000);
            let fault = Pdu::decode(&bytes, &Limits::REQUEST).unwrap_err();
            assert_eq!(fault.kind, DecodeErrorKind::Limit("nested elements", 512));
        }
    });
}

#[test]
fn nesting_within_the_limit_is_read_and_written_without_recursion() {
    on_a_small_stack(|| {
        let limits = Limits { depth: 100_000, ..Limits::RESPONSE };
        let bytes = search(&format!("{}b", "@or a ".repeat(5_000)));
        let pdu = Pdu::decode(&bytes, &limits).unwrap();
        assert_eq!(pdu.encode(), bytes);
        let Pdu::SearchRequest(SearchRequest { query: Query::Rpn(query), .. }) = pdu else { panic!("a search") };
        assert_eq!(query.rpn.operators(), 5_000);
        assert_eq!(pqf::parse(&query.to_string()).unwrap(), query);
    });
}

#[test]
fn operators_without_two_operands_are_refused() {
    // type-1 query { attribute set, [1] { [0] { [102] { [44] {}, [45] "a" } }, [46] { [0] } } }
    let operand = [0xA0, 0x0A, 0xBF, 0x66, 0x07, 0xBF, 0x2C, 0x00, 0x9F, 0x2D, 0x01, b'a'];
    let operator = [0xBF, 0x2E, 0x02, 0x80, 0x00];
    let combination = |parts: &[&[u8]]| {
        let content = parts.concat();
        let rpn = [&[0xA1, content.len() as u8], content.as_slice()].concat();
        let body = [&[0x06, 0x01, 0x2A], rpn.as_slice()].concat();
        let query = [&[0xB5, body.len() as u8 + 2, 0xA1, body.len() as u8], body.as_slice()].concat();
        let bytes = [&[0xB6, query.len() as u8], query.as_slice()].concat();
        Pdu::decode(&bytes, &Limits::REQUEST)
    };
    assert!(combination(&[&operand, &operand, &operator]).is_ok());
    for parts in [
        &[][..],
        &[&operand[..]],
        &[&operand[..], &operand],
        &[&operand[..], &operator],
        &[&operator[..]],
        &[&operand[..], &operator, &operand],
        &[&operand[..], &operand, &operand, &operator],
        &[&operand[..], &operand, &operator, &operand],
    ] {
        let fault = combination(parts).unwrap_err();
        assert!(fault.path.starts_with("SearchRequest/query/Rpn/rpn"), "{fault}");
    }
}

fn check(cql: &str, pqf: &str) {
    let rpn = cql::parse(cql).unwrap().to_rpn(&Mapping::bath()).unwrap_or_else(|refused| panic!("{cql}: {refused}"));
    let without = |query: &RpnQuery| query.to_string().replace("@attr 6=1 ", "").replace("@attr 3=3 ", "");
    assert_eq!(without(&rpn), pqf, "{cql}");
}

#[test]
fn cql_becomes_attributes() {
    check("fish", "@attr 2=3 @attr 4=1 @attr 5=100 @attr 1=1016 fish");
    check("bath.isbn=0140449116", "@attr 2=3 @attr 4=1 @attr 5=100 @attr 1=7 0140449116");
    check("rec.id = 990001", "@attr 2=3 @attr 4=1 @attr 5=100 @attr 1=12 990001");
    check("DC.Title == \"war and peace\"", "@attr 2=3 @attr 4=108 @attr 5=100 @attr 1=4 \"war and peace\"");
    check("dc.date < 1900", "@attr 2=1 @attr 4=1 @attr 5=100 @attr 1=30 1900");
    check("dc.title any \"war peace\"", "@attr 4=2 @attr 5=100 @attr 1=4 \"war peace\"");
    check("dc.title =/stem fish", "@attr 4=1 @attr 5=100 @attr 1=4 @attr 2=101 fish");
    check("fish*", "@attr 2=3 @attr 4=1 @attr 5=1 @attr 1=1016 fish");
    check("*", "@attr 2=3 @attr 4=1 @attr 5=104 @attr 1=1016 ?");
}

#[test]
fn prefixes_of_the_query_go_before_those_of_the_mapping() {
    check("> b = \"http://zing.z3950.org/cql/bath/2.0/\" b.isbn = 1", "@attr 2=3 @attr 4=1 @attr 5=100 @attr 1=7 1");
    check("> \"http://zing.z3950.org/cql/bath/2.0/\" issn = 1", "@attr 2=3 @attr 4=1 @attr 5=100 @attr 1=8 1");
}

#[test]
fn an_index_of_ones_own_can_be_added() {
    let mapping = Mapping::bath().index("alma", "mms_id", 12);
    let rpn = cql::parse("alma.mms_id = 99").unwrap().to_rpn(&mapping).unwrap();
    assert!(rpn.to_string().contains("@attr 1=12 99"));
}

#[test]
fn what_the_mapping_does_not_know_gets_its_sru_diagnostic() {
    let refusal = |cql: &str| cql::parse(cql).unwrap().to_rpn(&Mapping::bath()).unwrap_err().to_string();
    assert_eq!(refusal("x.title = fish"), "unsupported context set x (SRU diagnostic 15)");
    assert_eq!(refusal("dc.colour = red"), "unsupported index dc.colour (SRU diagnostic 16)");
    assert_eq!(refusal("dc.title within \"a b\""), "unsupported relation within (SRU diagnostic 19)");
    assert_eq!(
        refusal("dc.title =/rel.algorithm=CORI x"),
        "unsupported relation modifier rel.algorithm (SRU diagnostic 20)"
    );
    assert_eq!(refusal("a prox/unit=light-year b"), "unsupported proximity unit light-year (SRU diagnostic 42)");
    assert_eq!(refusal("a and/rel.sum b"), "unsupported boolean modifier rel.sum (SRU diagnostic 46)");
}

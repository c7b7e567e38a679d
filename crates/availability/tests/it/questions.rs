//! What a library's system is asked.

use availability::{
    By, Questions, SruIndexes, UseAttributes, Wanted, items_path, rest_questions, sru_questions, z3950_questions,
};
use z3950::query::RpnQuery;
use z3950::{cql, pqf};

fn wanted() -> Wanted {
    Wanted {
        record_id: "991234567890".into(),
        isbn: "0-14-044793-8".into(),
        issn: "0028-0836".into(),
        oclc_number: "ocm00012345".into(),
        title: "War and peace : a novel / Leo Tolstoy".into(),
        author: "Tolstoy, Leo".into(),
        ..Wanted::default()
    }
}

fn shown(questions: &Questions) -> Vec<(By, &str, &str)> {
    questions.ask.iter().map(|question| (question.by, question.words.as_str(), question.query.as_str())).collect()
}

#[test]
fn a_z3950_server_is_asked_by_number_first_and_by_title_last() {
    let questions = z3950_questions(&wanted(), &UseAttributes::of_system("Alma"));
    assert_eq!(
        shown(&questions),
        [
            (By::RecordNumber, "record number 991234567890", "@attr 1=12 \"991234567890\""),
            (By::Isbn, "ISBN 9780140447934", "@or @attr 1=7 \"9780140447934\" @attr 1=7 \"0140447938\""),
            (By::Issn, "ISSN 0028-0836", "@attr 1=8 \"0028-0836\""),
            (By::OclcNumber, "WorldCat number 12345", "@attr 1=1211 \"12345\""),
            (By::Title, "title War and peace by Tolstoy", "@and @attr 1=4 \"War and peace\" @attr 1=1003 \"Tolstoy\""),
        ]
    );
    for (system, query) in [
        ("Symphony", "@attr 1=1016 \"^C991234567890\""),
        ("Evergreen", "@attr 1=1016 \"991234567890\""),
        ("Koha", "@attr 1=12 \"991234567890\""),
    ] {
        let questions = z3950_questions(&wanted(), &UseAttributes::of_system(system));
        assert_eq!(questions.ask[0].query, query, "{system}");
        assert_eq!(questions.cannot.len(), 1, "no use attribute for WorldCat numbers: {:?}", questions.cannot);
    }
}

#[test]
fn symphony_finds_a_record_without_the_letters_of_its_number() {
    let wanted = Wanted { record_id: "a12145126".into(), ..Wanted::default() };
    let questions = z3950_questions(&wanted, &UseAttributes::of_system("Symphony"));
    assert_eq!(shown(&questions), [(By::RecordNumber, "record number a12145126", "@attr 1=1016 \"^C12145126\"")]);
}

#[test]
fn an_sru_server_is_asked_by_its_own_indexes() {
    let questions = sru_questions(&wanted(), &SruIndexes::alma());
    let queries: Vec<&str> = questions.ask.iter().map(|question| question.query.as_str()).collect();
    assert_eq!(
        queries,
        [
            "alma.mms_id = \"991234567890\"",
            "alma.isbn = \"9780140447934\" or alma.isbn = \"0140447938\"",
            "alma.issn = \"0028-0836\"",
            "alma.oclc_control_number_035_a = \"12345\"",
            "alma.title all \"War and peace\" and alma.creator all \"Tolstoy\"",
        ]
    );
    let generic = sru_questions(&wanted(), &SruIndexes::bath());
    assert_eq!(generic.ask[0].query, "rec.id = \"991234567890\"");
    assert_eq!(generic.cannot, ["not asked by WorldCat number 12345: the server has no index of them"]);
}

#[test]
fn the_rest_interface_is_asked_by_record_number_and_says_what_it_cannot() {
    let questions = rest_questions(&wanted());
    assert_eq!(
        shown(&questions),
        [
            (
                By::RecordNumber,
                "record number 991234567890",
                "bibs/991234567890/holdings/ALL/items?expand=due_date&limit=100&offset=0"
            ),
            (
                By::OclcNumber,
                "WorldCat number 12345",
                "bibs?other_system_id=%28OCoLC%2912345&view=full&expand=p_avail,e_avail,d_avail"
            ),
        ]
    );
    assert_eq!(questions.cannot.len(), 3);
    assert!(questions.cannot[0].starts_with("not asked by ISBN 9780140447934: "), "{:?}", questions.cannot);
    let former = rest_questions(&Wanted { record_id: "b 1/x".into(), ..Wanted::default() });
    assert!(former.ask[0].query.starts_with("bibs?other_system_id=b%201%2Fx&"), "{}", former.ask[0].query);
    assert!(items_path("99", 200).ends_with("offset=200"));
}

#[test]
fn what_is_not_known_is_not_asked_and_a_wrong_number_is_asked_as_it_is() {
    let empty = Wanted { title: " ".into(), ..Wanted::default() };
    assert_eq!(z3950_questions(&empty, &UseAttributes::default()), Questions::default());
    assert_eq!(sru_questions(&empty, &SruIndexes::alma()), Questions::default());
    assert_eq!(rest_questions(&empty), Questions::default());
    let misprinted = Wanted { isbn: "0-14-044793-9".into(), title: "Emma".into(), ..Wanted::default() };
    let questions = z3950_questions(&misprinted, &UseAttributes::default());
    let queries: Vec<&str> = questions.ask.iter().map(|question| question.query.as_str()).collect();
    assert_eq!(queries, ["@attr 1=7 \"0140447939\"", "@attr 1=4 \"Emma\""]);
}

/// Whatever stands in a title is one term, and means itself.
#[test]
fn every_text_is_quoted_so_that_it_is_one_term() {
    for title in [
        "say \"when\"",
        "back\\slash\\",
        "@attr 1=4 x",
        "who? * ^",
        "a and b or (c)",
        "sortby",
        "tab\there",
        "Müller & Söhne <b>",
        "第3巻",
        "\"",
    ] {
        let wanted = Wanted { title: title.into(), author: title.into(), record_id: title.into(), ..Wanted::default() };
        let pqf_questions = z3950_questions(&wanted, &UseAttributes::default());
        let parsed = pqf::parse(&pqf_questions.ask[0].query).unwrap_or_else(|fault| panic!("{title}: {fault}"));
        assert_eq!(parsed, RpnQuery::term(&[(1, 12)], &title.replace('\t', " ")), "{title}");
        let cql_questions = sru_questions(&wanted, &SruIndexes::alma());
        for question in pqf_questions.ask.iter().skip(1) {
            pqf::parse(&question.query).unwrap_or_else(|fault| panic!("{title}: {fault}"));
        }
        for question in &cql_questions.ask {
            cql::parse(&question.query).unwrap_or_else(|fault| panic!("{}: {fault}", question.query));
        }
        let rest = rest_questions(&wanted);
        assert!(rest.ask[0].query.bytes().all(|byte| byte.is_ascii_graphic()), "{}", rest.ask[0].query);
    }
}

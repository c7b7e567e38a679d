//! What a target answers.

use z3950::cql::Mapping;
use z3950::pdu::*;
use z3950::record::{NamePlusRecord, Record, Records, Retrieved};
use z3950::server::{Session, Settings};
use z3950::{Diagnostic, Limits, Oid, Pdu, pqf};

use crate::samples;
use crate::shelf::{Shelf, book};

struct Peer {
    shelf: Shelf,
    session: Session<Vec<usize>>,
}

impl Peer {
    fn new(settings: Settings) -> Self {
        Self { shelf: Shelf::classics(), session: Session::new(settings) }
    }

    /// A session that is open already, with everything negotiated.
    fn open() -> Self {
        Self::open_with(Settings::default(), 1 << 20)
    }

    fn open_with(settings: Settings, message_size: i64) -> Self {
        Self::open_as(settings, message_size, Options(!Options::LEVEL_1_SEGMENTATION.0))
    }

    fn open_as(settings: Settings, message_size: i64, options: Options) -> Self {
        let mut peer = Self::new(settings);
        let answer = peer.ask(Pdu::InitializeRequest(InitializeRequest {
            protocol_version: ProtocolVersion(0b111),
            options,
            preferred_message_size: message_size,
            exceptional_record_size: message_size * 2,
            ..InitializeRequest::default()
        }));
        assert!(matches!(answer, Pdu::InitializeResponse(response) if response.result));
        peer
    }

    fn ask(&mut self, request: Pdu) -> Pdu {
        let outcome = self.session.receive(&request.encode(), &mut self.shelf);
        Pdu::decode(&outcome.send, &Limits::RESPONSE).unwrap()
    }

    fn search_for(&mut self, request: SearchRequest) -> SearchResponse {
        match self.ask(Pdu::SearchRequest(request)) {
            Pdu::SearchResponse(response) => response,
            other => panic!("{other:?}"),
        }
    }

    fn search(&mut self, query: &str) -> SearchResponse {
        self.search_for(request(query))
    }

    fn present(&mut self, request: PresentRequest) -> PresentResponse {
        match self.ask(Pdu::PresentRequest(request)) {
            Pdu::PresentResponse(response) => response,
            other => panic!("{other:?}"),
        }
    }
}

fn request(query: &str) -> SearchRequest {
    SearchRequest::new(&["shelf"], Query::Rpn(pqf::parse(query).unwrap()))
}

fn marc(start: u32, count: u32) -> PresentRequest {
    PresentRequest::new("default", start, count, Oid::USMARC, "F")
}

fn refused(records: Option<Records>) -> (i64, String) {
    match records {
        Some(Records::Diagnostic(Diagnostic { condition, addinfo, .. })) => (condition, addinfo),
        other => panic!("{other:?}"),
    }
}

fn delivered(records: Option<Records>) -> Vec<NamePlusRecord> {
    match records {
        Some(Records::Records(records)) => records,
        other => panic!("{other:?}"),
    }
}

fn surrogate(record: &NamePlusRecord) -> i64 {
    match &record.record {
        Retrieved::Diagnostic(diagnostic) => diagnostic.diagnostic().condition,
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_what_both_sides_want_is_in_force() {
    let mut peer = Peer::new(Settings::default());
    let answer = peer.ask(Pdu::InitializeRequest(InitializeRequest {
        reference_id: Some(b"x".to_vec()),
        protocol_version: ProtocolVersion(0b011),
        options: Options::SEARCH.union(Options::EXTENDED_SERVICES).union(Options::SCAN),
        preferred_message_size: 500,
        exceptional_record_size: 0,
        ..InitializeRequest::default()
    }));
    let Pdu::InitializeResponse(response) = answer else { panic!("{answer:?}") };
    assert_eq!(response.reference_id.as_deref(), Some(&b"x"[..]));
    assert_eq!(response.protocol_version, ProtocolVersion(0b011));
    assert_eq!(response.options, Options::SEARCH.union(Options::SCAN));
    assert_eq!(response.preferred_message_size, 500);
    assert_eq!(response.exceptional_record_size, 1 << 20);
}

fn check_refused(query: &str, condition: i64, addinfo: &str) {
    let response = Peer::open().search(query);
    assert!(!response.search_status);
    assert_eq!(response.result_set_status, Some(ResultSetStatus::NONE));
    assert_eq!(refused(response.records), (condition, addinfo.to_owned()), "{query}");
}

#[test]
fn what_a_search_cannot_do_gets_its_diagnostic() {
    check_refused("@attr 1=21 fish", 114, "21");
    check_refused("@attr 2=1 fish", 117, "1");
    check_refused("@attr 9=1 fish", 113, "9");
    check_refused("@attrset 1.2.840.10003.3.2 @attr 1=1 fish", 121, "1.2.840.10003.3.2");
    check_refused("@attr 1=title fish", 246, "");
    check_refused("@prox 0 1 0 2 k 2 a b", 110, "prox");
    check_refused("@set nothing", 30, "nothing");
    check_refused(&format!("{}b", "@and a ".repeat(201)), 6, "200");
}

#[test]
fn databases_are_checked_before_the_search() {
    let search = |databases: &[&str]| {
        let query = Query::Rpn(pqf::parse("war").unwrap());
        refused(Peer::open().search_for(SearchRequest::new(databases, query)).records)
    };
    assert_eq!(search(&["attic"]), (109, "attic".to_owned()));
    assert_eq!(search(&["shelf", "cellar"]), (235, "cellar".to_owned()));
    assert_eq!(search(&[]), (235, "no database was named".to_owned()));
}

#[test]
fn queries_in_other_languages_are_refused_unless_offered() {
    let search = |settings: Settings, query: Query| {
        Peer::open_with(settings, 1 << 20).search_for(SearchRequest::new(&["shelf"], query))
    };
    assert_eq!(refused(search(Settings::default(), Query::Ccl(b"war".to_vec())).records).0, 107);
    assert_eq!(refused(search(Settings::default(), Query::cql("war")).records).0, 107);
    let with_cql = || Settings { cql: Some(Mapping::bath()), ..Settings::default() };
    assert_eq!(search(with_cql(), Query::cql("dc.title = war and dc.creator = tolstoy")).result_count, 1);
    assert_eq!(refused(search(with_cql(), Query::cql("dc.title =")).records).0, 108);
    assert_eq!(refused(search(with_cql(), Query::cql("dc.colour = red")).records), (114, "dc.colour".to_owned()));
}

#[test]
fn result_sets_have_names_and_can_be_searched() {
    let mut peer = Peer::open();
    peer.search_for(SearchRequest { result_set_name: "kafka".into(), ..request("@attr 1=1003 kafka") });
    assert_eq!(peer.search("@and @set kafka @attr 1=4 trial").result_count, 1);
    let again = SearchRequest { result_set_name: "kafka".into(), replace_indicator: false, ..request("war") };
    assert_eq!(refused(peer.search_for(again).records), (21, "kafka".to_owned()));
    assert_eq!(peer.search("@set kafka").result_count, 2);
}

#[test]
fn a_failed_search_leaves_no_result_set_behind() {
    let mut peer = Peer::open();
    assert_eq!(peer.search("war").result_count, 1);
    peer.search("@attr 1=21 war");
    assert_eq!(refused(peer.present(marc(1, 1)).records), (30, "default".to_owned()));
}

#[test]
fn result_sets_are_limited_and_can_be_deleted() {
    let mut peer = Peer::open_with(Settings { result_sets: 2, ..Settings::default() }, 1 << 20);
    let named = |name: &str| SearchRequest { result_set_name: name.to_owned(), ..request("war") };
    assert!(peer.search_for(named("a")).search_status);
    assert!(peer.search_for(named("b")).search_status);
    assert!(peer.search_for(named("b")).search_status);
    assert_eq!(refused(peer.search_for(named("c")).records), (112, "2".to_owned()));
    let request = DeleteResultSetRequest { result_sets: vec!["a".into(), "x".into()], ..Default::default() };
    let Pdu::DeleteResultSetResponse(response) = peer.ask(Pdu::DeleteResultSetRequest(request)) else { panic!() };
    let statuses: Vec<_> = response.list_statuses.iter().map(|listed| listed.status).collect();
    assert_eq!(statuses, [DeleteSetStatus::SUCCESS, DeleteSetStatus::DID_NOT_EXIST]);
    assert_eq!(response.status, DeleteSetStatus::NOT_ALL_REQUESTED_DELETED);
    assert!(peer.search_for(named("c")).search_status);
    let all = DeleteResultSetRequest { function: DeleteFunction::ALL, ..Default::default() };
    peer.ask(Pdu::DeleteResultSetRequest(all));
    assert_eq!(refused(peer.search("@set c").records).0, 30);
}

#[test]
fn names_for_result_sets_must_be_negotiated() {
    let mut peer = Peer::new(Settings::default());
    let options = Options::SEARCH.union(Options::PRESENT);
    peer.ask(Pdu::InitializeRequest(InitializeRequest { options, ..InitializeRequest::default() }));
    let named = SearchRequest { result_set_name: "a".into(), ..request("war") };
    assert_eq!(refused(peer.search_for(named).records), (22, "a".to_owned()));
    assert_eq!(peer.search("war").result_count, 1);
}

fn piggyback(small: i64, large: i64, medium: i64) -> (i64, i64, usize) {
    let mut request = request("@attr 1=1003 kafka");
    request.small_set_upper_bound = small;
    request.large_set_lower_bound = large;
    request.medium_set_present_number = medium;
    let response = Peer::open().search_for(request);
    let records = response.records.map(|records| delivered(Some(records)).len()).unwrap_or_default();
    (response.number_of_records_returned, response.next_result_set_position, records)
}

#[test]
fn records_come_along_as_the_bounds_say() {
    assert_eq!(piggyback(0, 1, 0), (0, 1, 0), "large");
    assert_eq!(piggyback(2, 3, 0), (2, 0, 2), "small");
    assert_eq!(piggyback(1, 3, 1), (1, 2, 1), "medium");
    assert_eq!(piggyback(1, 3, 9), (2, 0, 2), "medium, but fewer found");
    assert_eq!(piggyback(1, 2, 9), (0, 1, 0), "large because two were found");
}

#[test]
fn a_search_that_cannot_bring_records_along_still_found_something() {
    let request = request("war").with_records(5, Oid::GRS1, "F");
    let response = Peer::open().search_for(request);
    assert_eq!((response.search_status, response.result_count), (true, 1));
    assert_eq!(response.present_status, Some(PresentStatus::FAILURE));
    assert_eq!(refused(response.records), (239, Oid::GRS1.to_string()));
}

#[test]
fn records_outside_the_set_are_refused() {
    let mut peer = Peer::open();
    peer.search("@attr 1=1003 kafka");
    for (start, count) in [(0, 1), (3, 1), (1, 3), (2, i64::MAX), (-1, 1), (i64::MAX, i64::MAX)] {
        let response = peer.present(PresentRequest { start, number_of_records: count, ..marc(1, 1) });
        assert_eq!(response.present_status, PresentStatus::FAILURE);
        assert_eq!(refused(response.records), (13, start.to_string()));
    }
    assert_eq!(delivered(peer.present(marc(2, 1)).records).len(), 1);
}

#[test]
fn syntax_and_element_set_must_be_known() {
    let mut peer = Peer::open();
    peer.search("war");
    let present = |syntax, element_set| PresentRequest::new("default", 1, 1, syntax, element_set);
    assert_eq!(refused(peer.present(present(Oid::GRS1, "F")).records), (239, Oid::GRS1.to_string()));
    assert_eq!(refused(peer.present(present(Oid::XML, "Q")).records), (25, "Q".to_owned()));
    assert_eq!(delivered(peer.present(present(Oid::XML, "b")).records).len(), 1);
    let ranges = vec![Range { start: 1, number_of_records: 1, ..Range::default() }];
    let with_ranges = PresentRequest { additional_ranges: ranges, ..marc(1, 1) };
    assert_eq!(refused(peer.present(with_ranges).records).0, 243);
    let without = PresentRequest { preferred_record_syntax: None, record_composition: None, ..marc(1, 1) };
    let records = delivered(peer.present(without).records);
    let Retrieved::Record(external) = &records[0].record else { panic!("a record") };
    assert_eq!(external.syntax, Some(Oid::USMARC));
}

#[test]
fn the_first_syntax_of_a_list_that_can_be_had_is_taken() {
    let mut peer = Peer::open();
    peer.search("war");
    let mut present = |record_syntaxes: Vec<Oid>, select_alternative_syntax| {
        let spec = CompSpec { record_syntaxes, select_alternative_syntax, ..CompSpec::default() };
        peer.present(PresentRequest { record_composition: Some(RecordComposition::Complex(spec)), ..marc(1, 1) })
            .records
    };
    let syntax = |records| match &delivered(records)[0].record {
        Retrieved::Record(external) => external.syntax.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(syntax(present(vec![Oid::GRS1, Oid::OPAC, Oid::XML], false)), Some(Oid::OPAC));
    assert_eq!(syntax(present(vec![Oid::GRS1], true)), Some(Oid::USMARC));
    assert_eq!(refused(present(vec![Oid::GRS1], false)), (239, Oid::GRS1.to_string()));
}

#[test]
fn opac_records_say_what_is_available() {
    let mut peer = Peer::open();
    peer.search("verwandlung");
    let records = delivered(peer.present(PresentRequest::new("default", 1, 1, Oid::OPAC, "F")).records);
    let Retrieved::Record(external) = &records[0].record else { panic!("a record") };
    let Ok(Record::Opac(opac)) = external.record() else { panic!("an OPAC record") };
    let holdings = opac.holdings_and_circulation().next().unwrap();
    assert!(!holdings.circulation_data[0].available_now);
    assert_eq!(holdings.circulation_data[0].availability_date.as_deref(), Some("20260630"));
}

#[test]
fn no_more_records_come_than_fit_in_a_message() {
    let mut peer = Peer::open_with(Settings::default(), 450);
    let books = (0..10).map(|n| book(&format!("99{n}"), "Same title", "Somebody", "1", true)).collect();
    peer.shelf = Shelf::new(books);
    assert_eq!(peer.search("same").result_count, 10);
    let (mut position, mut messages) = (1, 0);
    while position != 0 {
        let response = peer.present(marc(position, 11 - position));
        let records = delivered(response.records);
        assert_eq!(response.number_of_records_returned, records.len() as i64);
        let last = response.next_result_set_position == 0;
        assert_eq!(response.present_status, if last { PresentStatus::SUCCESS } else { PresentStatus::PARTIAL_2 });
        position = response.next_result_set_position as u32;
        messages += 1;
    }
    assert!((4..=6).contains(&messages), "{messages}");
}

#[test]
fn what_does_not_fit_goes_ahead_in_segments_when_that_was_agreed_on() {
    let books = || (0..10).map(|n| book(&format!("99{n}"), "Same title", "Somebody", "1", true)).collect();
    let segmented = |settings: Settings, most: Option<i64>| {
        let mut peer = Peer::open_as(settings, 450, Options(u64::MAX));
        peer.shelf = Shelf::new(books());
        peer.search("same");
        let request = PresentRequest { reference_id: Some(b"7".to_vec()), max_segment_count: most, ..marc(1, 10) };
        let bytes = peer.session.receive(&Pdu::PresentRequest(request).encode(), &mut peer.shelf).send;
        let (mut rest, mut segments) = (bytes.as_slice(), Vec::new());
        loop {
            let length = z3950::ber::frame(rest, &Limits::RESPONSE).unwrap().unwrap();
            match Pdu::decode(&rest[..length], &Limits::RESPONSE).unwrap() {
                Pdu::Segment(segment) => segments.push(segment),
                Pdu::PresentResponse(response) => return (segments, response),
                other => panic!("{other:?}"),
            }
            rest = &rest[length..];
        }
    };
    let (segments, response) = segmented(Settings::default(), None);
    assert!(segments.len() >= 3 && segments.iter().all(|segment| segment.reference_id == Some(b"7".to_vec())));
    let ahead: usize = segments.iter().map(|segment| segment.records.len()).sum();
    assert_eq!(ahead + delivered(response.records.clone()).len(), 10);
    assert_eq!((response.number_of_records_returned, response.next_result_set_position), (10, 0));
    assert_eq!(response.present_status, PresentStatus::SUCCESS);

    let (segments, response) = segmented(Settings::default(), Some(2));
    assert_eq!((segments.len(), response.present_status), (1, PresentStatus::PARTIAL_2));
    let (segments, response) = segmented(Settings { message_size: 800, ..Settings::default() }, None);
    assert_eq!((segments.len(), response.present_status), (1, PresentStatus::PARTIAL_2));
}

#[test]
fn services_that_no_server_has_are_refused_and_the_association_goes_on() {
    let mut peer = Peer::open();
    let Pdu::ExtendedServicesResponse(response) = peer.ask(Pdu::ExtendedServicesRequest(samples::order())) else {
        panic!("an answer of its own")
    };
    assert_eq!(response.operation_status, OperationStatus::FAILURE);
    assert_eq!(response.reference_id, Some(b"ref-1".to_vec()));
    assert_eq!(response.diagnostics[0].diagnostic(), Diagnostic::new(221, "1.2.840.10003.9.4"));
    let duplicates = DuplicateDetectionRequest { reference_id: Some(b"d".to_vec()), ..Default::default() };
    let Pdu::DuplicateDetectionResponse(response) = peer.ask(Pdu::DuplicateDetectionRequest(duplicates)) else {
        panic!("an answer of its own")
    };
    assert_eq!((response.status, response.reference_id), (DuplicateDetectionStatus::FAILURE, Some(b"d".to_vec())));
    let report = ResourceReportRequest { reference_id: Some(b"r".to_vec()), ..Default::default() };
    let Pdu::ResourceReportResponse(response) = peer.ask(Pdu::ResourceReportRequest(report)) else {
        panic!("an answer of its own")
    };
    assert_eq!((response.status, response.reference_id), (ResourceReportStatus::NO_REPORT, Some(b"r".to_vec())));
    assert_eq!(peer.search("war").result_count, 1);
}

#[test]
fn a_record_larger_than_a_message_comes_alone_or_not_at_all() {
    let mut peer = Peer::open_with(Settings::default(), 300);
    let long = |letters: usize| book("1", &format!("War {}", "x".repeat(letters)), "", "1", true);
    peer.shelf = Shelf::new(vec![long(400), long(1), long(4_000)]);
    peer.search("war");
    assert!(matches!(delivered(peer.present(marc(1, 1)).records)[0].record, Retrieved::Record(_)));
    let together = delivered(peer.present(marc(1, 2)).records);
    assert_eq!((surrogate(&together[0]), together.len()), (16, 2));
    assert_eq!(surrogate(&delivered(peer.present(marc(3, 1)).records)[0]), 17);
}

#[test]
fn terms_can_be_browsed() {
    let mut peer = Peer::open();
    let mut scan = |query: &str, count, step| {
        let z3950::query::Operand::Term(start) = pqf::parse(query).unwrap().rpn.leaves().next().unwrap().clone() else {
            panic!("a term");
        };
        let answer = peer.ask(Pdu::ScanRequest(ScanRequest {
            reference_id: None,
            database_names: vec!["shelf".to_owned()],
            attribute_set: None,
            term_list_and_start_point: start,
            step_size: Some(step),
            number_of_terms_requested: count,
            preferred_position_in_response: Some(2),
            other_information: Vec::new(),
            unknown: Vec::new(),
        }));
        match answer {
            Pdu::ScanResponse(response) => response,
            other => panic!("{other:?}"),
        }
    };
    let response = scan("@attr 1=4 the", 3, 0);
    assert_eq!(response.status, ScanStatus::SUCCESS);
    assert_eq!(response.position_of_term, Some(2));
    let entries = response.entries.unwrap().entries;
    let terms: Vec<String> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Term(info) => Some(info.term.text()),
            _ => None,
        })
        .collect();
    assert_eq!(terms, ["die verwandlung", "the odyssey", "the trial"]);
    assert_eq!(scan("@attr 1=4 zz", 3, 0).status, ScanStatus::PARTIAL_5);
    let refusal = |response: ScanResponse| response.entries.unwrap().diagnostics[0].diagnostic().condition;
    assert_eq!(refusal(scan("@attr 1=7 1", 3, 0)), 232);
    assert_eq!(refusal(scan("@attr 1=4 a", 3, 5)), 205);
    assert_eq!(refusal(scan("@attr 1=4 a", 100_000, 0)), 1029);
}

fn check_closed(peer: &mut Peer, bytes: &[u8], words: &str) {
    let outcome = peer.session.receive(bytes, &mut peer.shelf);
    assert!(outcome.close);
    let Ok(Pdu::Close(close)) = Pdu::decode(&outcome.send, &Limits::RESPONSE) else { panic!("{outcome:?}") };
    assert_eq!(close.reason, CloseReason::PROTOCOL_ERROR);
    let information = close.diagnostic_information.unwrap();
    assert!(information.contains(words), "{information}");
    let after = peer.session.receive(&Pdu::SearchRequest(request("war")).encode(), &mut peer.shelf);
    assert!(after.close && after.send.is_empty());
}

#[test]
fn who_does_not_keep_to_the_protocol_is_told_and_closed() {
    check_closed(&mut Peer::new(Settings::default()), b"GET / HTTP/1.1\r\n", "expected a Z39.50 message");
    let search = Pdu::SearchRequest(request("war")).encode();
    check_closed(&mut Peer::new(Settings::default()), &search, "Search request before Initialize request");
    check_closed(&mut Peer::open(), &[0xB6, 0x02, 0x05, 0x00], "missing (in SearchRequest");
    check_closed(&mut Peer::open(), &[0xB6, 0x84, 0x7F, 0xFF, 0xFF, 0xFF], "more than 1048576 bytes");
    check_closed(&mut Peer::open(), &Pdu::SearchResponse(SearchResponse::default()).encode(), "not negotiated");
    let initialize = Pdu::InitializeRequest(InitializeRequest::default()).encode();
    check_closed(&mut Peer::open(), &initialize, "not negotiated");
    let answer = Pdu::AccessControlResponse(AccessControlResponse::default()).encode();
    check_closed(&mut Peer::open(), &answer, "Access-control response was not negotiated");
    check_closed(&mut Peer::open(), &[0xBF, 0x63, 0x00], "an element with tag [99] does not belong here");
    let deep = Pdu::SearchRequest(request(&format!("{}b", "@or a ".repeat(5_000)))).encode();
    check_closed(&mut Peer::open(), &deep, "more than 512 nested elements");
}

#[test]
fn a_trigger_for_resource_control_has_no_answer() {
    let mut peer = Peer::open();
    let trigger = [0xBF, 0x20, 0x04, 0x9F, 0x2E, 0x01, 0x03];
    let outcome = peer.session.receive(&trigger, &mut peer.shelf);
    assert_eq!(outcome, z3950::server::Outcome::default());
    assert_eq!(peer.search("war").result_count, 1);
}

#[test]
fn answers_to_many_requests_at_once_do_not_pile_up() {
    let mut peer = Peer::open_with(Settings { message_size: 1_000, ..Settings::default() }, 1_000);
    peer.search("kafka");
    let many = Pdu::PresentRequest(marc(1, 2)).encode().repeat(50);
    let mut outcome = peer.session.receive(&many, &mut peer.shelf);
    let mut answers = 0;
    loop {
        assert!(outcome.send.len() < 2_500, "{}", outcome.send.len());
        let mut rest = outcome.send.as_slice();
        while let Some(length) = z3950::ber::frame(rest, &Limits::RESPONSE).unwrap().filter(|_| !rest.is_empty()) {
            rest = &rest[length..];
            answers += 1;
        }
        if !outcome.more {
            break;
        }
        outcome = peer.session.receive(&[], &mut peer.shelf);
    }
    assert_eq!(answers, 50);
}

#[test]
fn a_server_that_stops_says_so() {
    let mut peer = Peer::open();
    let Ok(Pdu::Close(close)) = Pdu::decode(&peer.session.end(CloseReason::SHUTDOWN), &Limits::RESPONSE) else {
        panic!()
    };
    assert_eq!(close.reason, CloseReason::SHUTDOWN);
    assert!(peer.session.end(CloseReason::SHUTDOWN).is_empty());
    assert!(Peer::new(Settings::default()).session.end(CloseReason::SHUTDOWN).is_empty());
}

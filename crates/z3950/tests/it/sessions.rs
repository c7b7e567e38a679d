//! Origin and target together, without a network between them.

use z3950::client::{self, Answer, Client, ClientError, Operation};
use z3950::pdu::*;
use z3950::query::AttributeElement;
use z3950::record::{Records, Retrieved};
use z3950::server::{self, Found, ResultSet, Search, Session, Target, Wanted};
use z3950::{Diagnostic, Limits, Oid, Pdu, pqf};

use crate::samples;
use crate::shelf::Shelf;

/// How bytes reach the other side.
type Chunks = fn(&[u8]) -> Vec<&[u8]>;

fn whole(bytes: &[u8]) -> Vec<&[u8]> {
    vec![bytes]
}

fn single_bytes(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.chunks(1).collect()
}

struct Pair {
    client: Client,
    session: Session<Vec<usize>>,
    shelf: Shelf,
    chunks: Chunks,
}

impl Pair {
    fn new(settings: client::Settings, chunks: Chunks) -> Self {
        let session = Session::new(server::Settings::default());
        Self { client: Client::new(settings), session, shelf: Shelf::classics(), chunks }
    }

    fn connected(chunks: Chunks) -> Self {
        let mut pair = Self::new(client::Settings::default(), chunks);
        let request = pair.client.connect().unwrap();
        assert!(matches!(pair.exchange(&request).as_slice(), [Answer::Connected(_)]));
        pair
    }

    fn exchange(&mut self, request: &[u8]) -> Vec<Answer> {
        self.try_exchange(request).unwrap()
    }

    fn try_exchange(&mut self, request: &[u8]) -> Result<Vec<Answer>, ClientError> {
        let mut answers = Vec::new();
        for chunk in (self.chunks)(request) {
            let outcome = self.session.receive(chunk, &mut self.shelf);
            for chunk in (self.chunks)(&outcome.send) {
                answers.extend(self.client.receive(chunk)?);
            }
        }
        Ok(answers)
    }
}

fn search(query: &str) -> SearchRequest {
    SearchRequest::new(&["shelf"], Query::Rpn(pqf::parse(query).unwrap()))
}

fn story(chunks: Chunks) -> Vec<Answer> {
    let mut pair = Pair::connected(chunks);
    let mut answers = Vec::new();
    let request = pair.client.search(search("@attr 1=1003 kafka").with_records(1, Oid::XML, "F")).unwrap();
    answers.extend(pair.exchange(&request));
    let key = SortKeySpec {
        element: SortElement::Generic(SortKey::Attributes(SortAttributes {
            attribute_set: Oid::BIB1,
            attributes: vec![AttributeElement::numeric(1, 4)],
            unknown: Vec::new(),
        })),
        relation: SortRelation::DESCENDING,
        case_sensitivity: CaseSensitivity::INSENSITIVE,
        missing_value_action: None,
        unknown: Vec::new(),
    };
    let sort = SortRequest {
        input_result_sets: vec!["default".to_owned()],
        sorted_result_set: "sorted".to_owned(),
        sequence: vec![key],
        ..SortRequest::default()
    };
    let request = pair.client.sort(sort).unwrap();
    answers.extend(pair.exchange(&request));
    let request = pair.client.present(PresentRequest::new("sorted", 1, 2, Oid::SUTRS, "F")).unwrap();
    answers.extend(pair.exchange(&request));
    let request = pair.client.present(PresentRequest::new("sorted", 1, 9, Oid::SUTRS, "F")).unwrap();
    answers.extend(pair.exchange(&request));
    let delete = DeleteResultSetRequest { function: DeleteFunction::ALL, ..DeleteResultSetRequest::default() };
    let request = pair.client.delete(delete).unwrap();
    answers.extend(pair.exchange(&request));
    let request = pair.client.close();
    answers.extend(pair.exchange(&request));
    assert_eq!(pair.client.ended(), Ok(()));
    answers
}

#[test]
fn a_whole_association() {
    let answers = story(whole);
    let [Answer::Found(found), Answer::Sorted(_), Answer::Delivered(delivery), failed, Answer::Deleted(_), closed] =
        answers.as_slice()
    else {
        panic!("{answers:#?}");
    };
    assert_eq!((found.hits, found.delivery.records.len(), found.delivery.next_position), (2, 1, 2));
    let texts: Vec<_> = delivery
        .records
        .iter()
        .filter_map(|record| match &record.record {
            Retrieved::Record(external) => external.bytes().and_then(|bytes| String::from_utf8(bytes).ok()),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["Kafka, Franz: The trial", "Kafka, Franz: Die Verwandlung"]);
    assert_eq!(*failed, Answer::Failed(Operation::Present, vec![Diagnostic::new(13, "1")]));
    assert!(matches!(closed, Answer::Closed(close) if close.reason == CloseReason::FINISHED));
}

#[test]
fn any_split_of_the_bytes_gives_the_same_answers() {
    let answers = story(whole);
    assert_eq!(story(single_bytes), answers);
    assert_eq!(story(|bytes| bytes.chunks(7).collect()), answers);
    assert_eq!(story(|bytes| bytes.chunks(64).collect()), answers);
}

#[test]
fn every_split_in_two_gives_the_same_answer() {
    let request = || search("kafka").with_records(2, Oid::USMARC, "F");
    let mut pair = Pair::connected(whole);
    let bytes = pair.client.search(request()).unwrap();
    let reply = pair.session.receive(&bytes, &mut pair.shelf).send;
    let expected = pair.client.receive(&reply).unwrap();
    assert!(matches!(expected.as_slice(), [Answer::Found(found)] if found.delivery.records.len() == 2));
    for at in 0..=reply.len() {
        let mut client = accepted(Options::SEARCH);
        client.search(request()).unwrap();
        let mut answers = client.receive(&reply[..at]).unwrap();
        answers.extend(client.receive(&reply[at..]).unwrap());
        assert_eq!(answers, expected, "{at}");
    }
    for at in 0..=bytes.len() {
        let mut pair = Pair::connected(whole);
        let mut send = pair.session.receive(&bytes[..at], &mut pair.shelf).send;
        send.extend(pair.session.receive(&bytes[at..], &mut pair.shelf).send);
        assert_eq!(send, reply, "{at}");
    }
}

#[test]
fn utf8_can_be_agreed_on() {
    let mut pair = Pair::new(client::Settings { propose_utf8: true, ..client::Settings::default() }, whole);
    let request = pair.client.connect().unwrap();
    let answers = pair.exchange(&request);
    let [Answer::Connected(connection)] = answers.as_slice() else { panic!("{answers:?}") };
    assert!(connection.charset.as_ref().is_some_and(|charset| charset.is_response && charset.has_utf8()));
    assert!(connection.options.contains(Options::NEGOTIATION_MODEL));
}

#[test]
fn a_refusal_says_why() {
    let authentication = IdPass { password: Some("wrong".to_owned()), ..IdPass::default() };
    let settings = client::Settings {
        authentication: Some(IdAuthentication::IdPass(authentication)),
        ..client::Settings::default()
    };
    let mut pair = Pair::new(settings, whole);
    let request = pair.client.connect().unwrap();
    let refused = pair.try_exchange(&request).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the target refused the association: Init/AC: Bad Userid and/or Password (Bib-1 diagnostic 1011): hans"
    );
    assert_eq!(pair.client.search(search("war")), Err(ClientError::NotOpen));
}

#[test]
fn a_search_that_fails_says_why() {
    let mut pair = Pair::connected(whole);
    let request = pair.client.search(search("@attr 1=21 dogs")).unwrap();
    let answers = pair.exchange(&request);
    assert_eq!(answers, [Answer::Failed(Operation::Search, vec![Diagnostic::new(114, "21")])]);
    let request = pair.client.search(search("war")).unwrap();
    assert!(matches!(pair.exchange(&request).as_slice(), [Answer::Found(found)] if found.hits == 1));
}

#[test]
fn one_request_is_on_its_way_at_a_time() {
    let mut client = Client::new(client::Settings::default());
    assert_eq!(client.search(search("war")), Err(ClientError::NotOpen));
    client.connect().unwrap();
    assert_eq!(client.connect(), Err(ClientError::Busy(Operation::Initialize)));
    assert_eq!(client.search(search("war")), Err(ClientError::Busy(Operation::Initialize)));
    assert_eq!(client.ended(), Err(ClientError::Ended(Operation::Initialize)));
}

fn accepted(options: Options) -> Client {
    let mut client = Client::new(client::Settings::default());
    client.connect().unwrap();
    let response = InitializeResponse { result: true, options, ..InitializeResponse::default() };
    client.receive(&Pdu::InitializeResponse(response).encode()).unwrap();
    client
}

#[test]
fn services_that_were_not_offered_are_not_asked_for() {
    let mut client = accepted(Options::SEARCH);
    let sort = client.sort(SortRequest::default());
    assert_eq!(sort, Err(ClientError::NotOffered(Operation::Sort)));
}

#[test]
fn messages_out_of_turn_end_the_association() {
    let mut client = accepted(Options::SEARCH);
    let unasked = client.receive(&Pdu::SearchResponse(SearchResponse::default()).encode()).unwrap_err();
    assert_eq!(unasked.to_string(), "the target sent Search response without being asked");
    assert_eq!(client.search(search("war")), Err(ClientError::NotOpen));

    let mut client = accepted(Options::SEARCH);
    client.search(search("war")).unwrap();
    let wrong = client.receive(&Pdu::ScanResponse(ScanResponse::default()).encode()).unwrap_err();
    assert_eq!(wrong.to_string(), "the target sent Scan response in answer to Search");

    let mut client = accepted(Options::SEARCH);
    let garbage = client.receive(b"HTTP/1.1 400 Bad Request\r\n").unwrap_err();
    assert_eq!(garbage.to_string(), "the target's answer cannot be read: expected a Z39.50 message (byte 0)");
}

#[test]
fn answers_to_requests_that_ran_together_find_their_way() {
    let mut client = accepted(Options::SEARCH.union(Options::CONCURRENT_OPERATIONS));
    let referenced = |reference: &[u8]| SearchRequest { reference_id: Some(reference.to_vec()), ..search("war") };
    client.search(referenced(b"a")).unwrap();
    client.search(referenced(b"b")).unwrap();
    assert_eq!(client.search(referenced(b"a")), Err(ClientError::Busy(Operation::Search)));
    assert_eq!(client.search(search("war")), Err(ClientError::Busy(Operation::Search)));
    let answer = |reference: &[u8], hits| {
        let reference_id = Some(reference.to_vec());
        let response = SearchResponse { reference_id, result_count: hits, search_status: true, ..Default::default() };
        Pdu::SearchResponse(response).encode()
    };
    let answers = client.receive_referenced(&[answer(b"b", 2), answer(b"a", 1)].concat()).unwrap();
    let hits: Vec<_> = answers
        .iter()
        .map(|(reference, answer)| match answer {
            Answer::Found(found) => (reference.as_deref().unwrap(), found.hits),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(hits, [(&b"b"[..], 2), (&b"a"[..], 1)]);
    assert_eq!(client.ended(), Ok(()));

    let mut alone = accepted(Options::SEARCH);
    alone.search(referenced(b"a")).unwrap();
    assert_eq!(alone.search(referenced(b"b")), Err(ClientError::Busy(Operation::Search)));
}

#[test]
fn a_target_that_asks_in_the_middle_gets_an_answer() {
    let mut client = accepted(Options::SEARCH);
    client.search(search("war")).unwrap();
    let costs = ResourceControlRequest { response_required: true, ..ResourceControlRequest::default() };
    assert_eq!(client.receive(&Pdu::ResourceControlRequest(costs).encode()), Ok(Vec::new()));
    let Pdu::ResourceControlResponse(reply) = Pdu::decode(&client.take_replies(), &Limits::REQUEST).unwrap() else {
        panic!("an answer of its own")
    };
    assert!(reply.continues);
    let who = AccessControlRequest {
        reference_id: Some(b"a".to_vec()),
        challenge: Challenge::Simple(b"who?".to_vec()),
        other_information: Vec::new(),
        unknown: Vec::new(),
    };
    assert_eq!(client.receive(&Pdu::AccessControlRequest(who).encode()), Ok(Vec::new()));
    let Pdu::AccessControlResponse(reply) = Pdu::decode(&client.take_replies(), &Limits::REQUEST).unwrap() else {
        panic!("an answer of its own")
    };
    assert_eq!(reply.reference_id, Some(b"a".to_vec()));
    assert_eq!(reply.diagnostic.unwrap().diagnostic().condition, 1010);
    assert!(client.take_replies().is_empty());
}

#[test]
fn a_target_may_close_at_any_time() {
    let mut client = accepted(Options::SEARCH);
    client.search(search("war")).unwrap();
    let close = Close { reason: CloseReason::LACK_OF_ACTIVITY, ..Close::default() };
    let answers = client.receive(&Pdu::Close(close.clone()).encode()).unwrap();
    assert_eq!(answers, [Answer::Closed(close)]);
    assert_eq!(client.search(search("war")), Err(ClientError::NotOpen));
    assert!(client.close().is_empty());
}

#[test]
fn records_of_segments_are_put_before_those_of_the_response() {
    let mut client = accepted(Options::PRESENT.union(Options::LEVEL_1_SEGMENTATION));
    client.present(PresentRequest::new("default", 1, 3, Oid::SUTRS, "F")).unwrap();
    let record = |text| {
        let record = Retrieved::Record(z3950::record::External::text(Oid::SUTRS, text));
        z3950::record::NamePlusRecord::new(None, record)
    };
    let segment = |text| Pdu::Segment(Segment { records: vec![record(text)], ..Segment::default() }).encode();
    let response = PresentResponse { records: Some(Records::Records(vec![record("c")])), ..PresentResponse::default() };
    assert_eq!(client.receive(&segment("a")).unwrap(), []);
    assert_eq!(client.receive(&segment("b")).unwrap(), []);
    let answers = client.receive(&Pdu::PresentResponse(response).encode()).unwrap();
    let [Answer::Delivered(delivery)] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(delivery.records, [record("a"), record("b"), record("c")]);
}

#[test]
fn diagnostics_read_like_sentences() {
    assert_eq!(Diagnostic::new(109, "X").to_string(), "Database unavailable (Bib-1 diagnostic 109): X");
    let other = Diagnostic { set: Oid::DIAG1, condition: 7, addinfo: String::new() };
    assert_eq!(other.to_string(), "diagnostic 7 of set 1.2.840.10003.4.2");
}

/// A catalogue that can only search, and finds nothing.
struct Empty;

impl Target for Empty {
    type Set = ();

    fn check_database(&self, _: &str) -> Result<(), Diagnostic> {
        Ok(())
    }
    fn syntaxes(&self) -> &[Oid] {
        &[]
    }
    fn search(&mut self, _: &Search<'_, ()>) -> Result<ResultSet<()>, Diagnostic> {
        Ok(ResultSet { hits: 0, set: () })
    }
    fn record(&mut self, (): &(), _: u64, _: &Wanted<'_>) -> Result<Found, Diagnostic> {
        Err(Diagnostic::new(14, ""))
    }
}

#[test]
fn services_that_a_target_lacks_get_a_diagnostic() {
    let mut session = Session::new(server::Settings::default());
    let mut ask = |request: Pdu| {
        let outcome = session.receive(&request.encode(), &mut Empty);
        assert!(!outcome.close);
        Pdu::decode(&outcome.send, &Limits::RESPONSE).unwrap()
    };
    let options = Options(u64::MAX);
    let answer = ask(Pdu::InitializeRequest(InitializeRequest { options, ..InitializeRequest::default() }));
    let Pdu::InitializeResponse(response) = answer else { panic!("{answer:?}") };
    assert!(!response.options.contains(Options::SCAN) && !response.options.contains(Options::SORT));
    let Pdu::SearchResponse(response) = ask(Pdu::SearchRequest(search("war"))) else { panic!("a search response") };
    assert_eq!((response.result_count, response.next_result_set_position), (0, 0));

    let scan = samples::pdus().into_iter().find(|pdu| matches!(pdu, Pdu::ScanRequest(_))).unwrap();
    let Pdu::ScanResponse(response) = ask(scan) else { panic!("a scan response") };
    assert_eq!(response.entries.unwrap().diagnostics, [Diagnostic::new(232, "").into()]);
    let sort = SortRequest { input_result_sets: vec!["default".to_owned()], ..SortRequest::default() };
    let Pdu::SortResponse(response) = ask(Pdu::SortRequest(sort)) else { panic!("a sort response") };
    assert_eq!(response.diagnostics, [Diagnostic::new(207, "").into()]);
}

//! Z39.50: client and target in one process.

use alma_sim::{Alma, Z3950Session};
use z3950::client::{Answer, Client, Settings};
use z3950::opac::OpacRecord;
use z3950::pdu::{PresentRequest, Query, SearchRequest};
use z3950::record::{Record, Retrieved};
use z3950::{Oid, pqf};

use crate::world::*;

struct Line<'a> {
    alma: &'a mut Alma,
    session: Z3950Session,
    client: Client,
}

impl<'a> Line<'a> {
    fn open(alma: &'a mut Alma) -> Self {
        let (session, client) = (alma.z3950_session(), Client::new(Settings::default()));
        let mut line = Self { alma, session, client };
        let hello = line.client.connect().unwrap();
        assert!(matches!(line.exchange(&hello), Answer::Connected(_)));
        line
    }

    fn exchange(&mut self, bytes: &[u8]) -> Answer {
        let mut reply = self.alma.z3950(&mut self.session, bytes, NOW);
        let mut answers = self.client.receive(&reply.send).unwrap();
        while reply.more {
            reply = self.alma.z3950(&mut self.session, &[], NOW);
            answers.extend(self.client.receive(&reply.send).unwrap());
        }
        answers.remove(0)
    }

    fn search(&mut self, database: &str, query: &str) -> Answer {
        let query = Query::Rpn(pqf::parse(query).unwrap());
        let request = self.client.search(SearchRequest::new(&[database], query)).unwrap();
        self.exchange(&request)
    }

    /// The number of hits, or the diagnostic as a negative number.
    fn hits(&mut self, query: &str) -> i64 {
        self.hits_in("01EAST_INST", query)
    }

    fn hits_in(&mut self, database: &str, query: &str) -> i64 {
        match self.search(database, query) {
            Answer::Found(found) => i64::try_from(found.hits).unwrap(),
            Answer::Failed(_, diagnostics) => -diagnostics[0].condition,
            other => panic!("{other:?}"),
        }
    }

    fn first(&mut self, syntax: Oid) -> Record {
        let request = self.client.present(PresentRequest::new("default", 1, 1, syntax, "F")).unwrap();
        let Answer::Delivered(delivery) = self.exchange(&request) else { panic!("no records") };
        match &delivery.records[0].record {
            Retrieved::Record(external) => external.record().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn opac(&mut self) -> OpacRecord {
        match self.first(Oid::OPAC) {
            Record::Opac(record) => *record,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn almas_attributes_find_and_others_are_refused() {
    let mut alma = east();
    let title = look(&alma).items[BOOK].mms_id.unwrap().to_string();
    let mut line = Line::open(&mut alma);
    assert_eq!(line.hits(&format!("@attr 1=12 {title}")), 1);
    assert_eq!(line.hits("@attr 1=7 9780385474542"), 1);
    assert_eq!(line.hits("@attr 1=7 0-385-47454-7"), 1);
    assert_eq!(line.hits("@attr 1=4 \"things fall apart\""), 1);
    assert_eq!(line.hits("@and @attr 1=4 things @attr 1=1003 achebe"), 1);
    assert_eq!(line.hits("@not @attr 1=4 things @attr 1=1003 achebe"), line.hits("@attr 1=4 things") - 1);
    assert!(line.hits("@attr 1=1016 achebe") >= 1);
    assert!(line.hits("@attr 1=4 @attr 5=1 thin") >= line.hits("@attr 1=4 things"));
    assert!(line.hits("@attr 1=31 1994") >= 1);
    assert!(line.hits("@attr 1=21 fiction") >= 1);
    assert_eq!(line.hits("@attr 1=7 9999999999999"), 0);
    assert_eq!(line.hits("@attr 1=1018 anchor"), -114);
    assert_eq!(line.hits("@attr 1=5 series"), -114);
    assert_eq!(line.hits_in("01WEST_INST", "@attr 1=4 things"), -109);
    assert_eq!(line.hits_in("books", "@attr 1=4 things"), -235);
    assert_eq!(line.hits_in("01EAST_INST/campus", "@attr 1=7 9780385474542"), 1);
}

#[test]
fn marc_and_opac_show_the_holdings_in_almas_way() {
    let mut alma = east();
    let mut line = Line::open(&mut alma);
    line.hits("@attr 1=7 9780385474542");
    let Record::Marc(bytes) = line.first(Oid::USMARC) else { panic!("no MARC record") };
    let record = marc::iso2709::decode(&bytes, marc::Charset::Utf8).unwrap().record;
    assert_eq!(record.value("852", 'b'), Some("MAIN"));
    assert_eq!(record.value("852", 'c'), Some("stk"));
    let opac = line.opac();
    let holding = opac.holdings_and_circulation().next().unwrap();
    assert_eq!(holding.local_location.as_deref(), Some("Main Library"));
    assert_eq!(holding.shelving_location.as_deref(), Some("Stacks"));
    let piece = &holding.circulation_data[0];
    assert_eq!((piece.available_now, piece.item_id.as_deref()), (true, Some(BOOK)));
    assert_eq!(piece.available_thru.as_deref(), Some("Regular Loan"));
}

#[test]
fn an_item_that_is_away_is_not_available() {
    let mut alma = east();
    send(&mut alma, check_out("BF-1", BOOK, "2026-05-01"));
    let mut line = Line::open(&mut alma);
    line.hits("@attr 1=7 9780385474542");
    let opac = line.opac();
    let piece = &opac.holdings_and_circulation().next().unwrap().circulation_data[0];
    assert!(!piece.available_now);
    assert_eq!(piece.availability_date.as_deref(), Some("2026-05-01"));
}

#[test]
fn brief_and_suppressed_records_are_not_found() {
    let mut alma = east();
    let title = look(&alma).items[BOOK].mms_id.unwrap();
    let before = Line::open(&mut alma).hits("@attr 1=4 emma");
    send(&mut alma, ncip::Request::AcceptItem(accept("BF-1", "BF-1", PATRON)));
    assert_eq!(Line::open(&mut alma).hits("@attr 1=4 emma"), before);
    desk(&mut alma, "suppress", &format!("mms_id={title}&suppressed=true"));
    assert_eq!(Line::open(&mut alma).hits("@attr 1=7 9780385474542"), 0);
}

#[test]
fn a_drop_ends_the_association_without_a_word() {
    let mut alma = east();
    alma.set_faults(vec!["z3950:2:z3950-drop".parse().unwrap()]);
    let mut session = alma.z3950_session();
    let mut client = Client::new(Settings::default());
    let reply = alma.z3950(&mut session, &client.connect().unwrap(), NOW);
    client.receive(&reply.send).unwrap();
    let query = Query::Rpn(pqf::parse("@attr 1=4 emma").unwrap());
    let request = client.search(SearchRequest::new(&["01EAST_INST"], query)).unwrap();
    let reply = alma.z3950(&mut session, &request, NOW);
    assert!(reply.close && reply.send.is_empty());
    assert!(client.ended().is_err());
}

#[test]
fn a_host_may_keep_alma_and_its_associations_on_any_thread() {
    fn needs_send<T: Send + 'static>() {}
    needs_send::<Alma>();
    needs_send::<Z3950Session>();
}

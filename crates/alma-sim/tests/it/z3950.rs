//! Z39.50: client and target in one process.

use alma_sim::{Alma, Institution, Setup, Z3950Session};
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
        self.record(1, syntax)
    }

    fn record(&mut self, position: u32, syntax: Oid) -> Record {
        let request = self.client.present(PresentRequest::new("default", position, 1, syntax, "F")).unwrap();
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
    assert_eq!(line.hits_in("books", "@attr 1=4 things"), -109);
    assert_eq!(line.hits_in("01east_inst", "@attr 1=4 things"), -109);
    assert_eq!(line.hits_in("01EAST_INST/campus", "@attr 1=7 9780385474542"), 1);
}

#[test]
fn a_campus_behind_the_institution_leaves_the_records_with_holdings_there() {
    let mut alma = Alma::new(Setup::sample(Institution::North, NOW));
    let catalog = alma.state().catalog.clone();
    let library_of = |bib: &alma_sim::state::Bib| {
        catalog.inventory(bib).map(|(_, holding, _)| holding.library.clone()).collect::<Vec<_>>()
    };
    let on = |id: &alma_sim::state::Id, library: &str| {
        catalog.bibs.get(id).is_some_and(|bib| library_of(bib).iter().any(|one| one == library))
    };
    let mut line = Line::open(&mut alma);
    let (mut harbour, mut elsewhere) = (0, 0);
    for id in catalog.bibs.keys() {
        let query = format!("@attr 1=12 {id}");
        let (all, there) = (line.hits_in("01NORTH_INST", &query), line.hits_in("01NORTH_INST/HAFEN", &query));
        if all == 1 {
            assert_eq!(there == 1, on(id, "tech"), "{id}");
            if there == 1 { harbour += 1 } else { elsewhere += 1 }
        }
    }
    assert!(harbour > 0 && elsewhere > 0, "{harbour} {elsewhere}");
    assert_eq!(line.hits_in("01NORTH_INST/MOON", "@attr 1=1016 geschichte"), 0);
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
fn terms_cannot_be_browsed() {
    let mut alma = east();
    let mut line = Line::open(&mut alma);
    let start = match pqf::parse("@attr 1=4 things").unwrap().rpn.leaves().next() {
        Some(z3950::query::Operand::Term(term)) => term.clone(),
        other => panic!("{other:?}"),
    };
    let request = z3950::pdu::ScanRequest::new(&["01EAST_INST"], start, 5);
    // The target does not offer it, so a client does not even ask.
    assert!(line.client.scan(request).is_err());
}

#[test]
fn an_isbn_finds_the_book_and_its_electronic_duplicate_which_has_no_holdings() {
    let mut alma = east();
    let mut line = Line::open(&mut alma);
    assert_eq!(line.hits("@attr 1=7 9780262035613"), 2);
    let opac = [1, 2].map(|position| match line.record(position, Oid::OPAC) {
        Record::Opac(record) => record.holdings.len(),
        other => panic!("{other:?}"),
    });
    assert!(opac.contains(&0) && opac.contains(&1), "{opac:?}");
}

#[test]
fn attribute_12_finds_other_system_numbers_and_those_of_related_records() {
    let record = |title: &str, number: (&str, &str, char)| {
        let mut record = marc::Record::new();
        record.push_data("245", "10", &[("a", title)]);
        record.push_data(number.1, "  ", &[(number.2.to_string().as_str(), number.0)]);
        record
    };
    let records = [("035", 'a'), ("035", 'z'), ("019", 'a'), ("019", 'z'), ("773", 'w'), ("786", 'w'), ("811", 'w')]
        .map(|(tag, code)| record(tag, ("(NjP)1939204", tag, code)));
    let other = record("not here", ("(NjP)1939204", "777", 'z'));
    let mut alma = Alma::new(Setup::from_marc("01EX_INST", records.into_iter().chain([other]), NOW));
    let mut line = Line::open(&mut alma);
    assert_eq!(line.hits_in("01EX_INST", "@attr 1=12 (NjP)1939204"), 7);
    assert_eq!(line.hits_in("01EX_INST", "@attr 1=12 1939204"), 7);
}

/// Every copy of an institution that its OPAC record says something of, with what it says.
fn copies(alma: &mut Alma) -> Vec<(String, z3950::opac::CirculationRecord)> {
    let bibs: Vec<_> = alma.state().catalog.bibs.iter().filter(|(_, bib)| !bib.holdings.is_empty()).collect();
    let bibs: Vec<_> = bibs.into_iter().map(|(id, bib)| (id.to_string(), bib.holdings.len())).collect();
    let mut line = Line::open(alma);
    let mut copies = Vec::new();
    for (id, holdings) in bibs {
        assert_eq!(line.hits(&format!("@attr 1=12 {id}")), 1);
        let opac = line.opac();
        assert_eq!(opac.holdings.len(), holdings, "{id}");
        for holding in opac.holdings_and_circulation() {
            let place = holding.shelving_location.clone().unwrap();
            copies.extend(holding.circulation_data.iter().map(|copy| (place.clone(), copy.clone())));
        }
    }
    copies
}

#[test]
fn every_copy_is_told_under_names_and_those_that_are_away_often_without_a_date() {
    let mut alma = east();
    let codes: Vec<String> = alma.state().places.locations.iter().map(|place| place.code.clone()).collect();
    let items: Vec<_> = alma.state().catalog.items.values().cloned().collect();
    let copies = copies(&mut alma);
    assert_eq!(copies.len(), items.len());
    assert!(copies.iter().all(|(place, _)| !codes.contains(place)));
    let (there, away): (Vec<_>, Vec<_>) = copies.iter().map(|(_, copy)| copy).partition(|copy| copy.available_now);
    assert!(there.iter().all(|copy| copy.availability_date.is_none()));
    let dated = away.iter().filter(|copy| copy.availability_date.is_some()).count();
    assert!(dated > 0 && dated < away.len(), "{dated} of {}", away.len());
    let temporary = items.iter().filter(|item| item.temporary.is_some()).count();
    let away_from_shelf = items.iter().filter(|item| item.process.is_some() && item.temporary.is_none()).count();
    assert!(temporary > 0);
    assert_eq!(away.len(), temporary + away_from_shelf);
}

#[test]
fn a_title_has_holdings_in_several_places() {
    let mut alma = east();
    let several = alma.state().catalog.bibs.iter().find(|(_, bib)| bib.holdings.len() > 1);
    let (id, bib) = several.map(|(id, bib)| (id.to_string(), bib.holdings.clone())).expect("several holdings");
    let mut line = Line::open(&mut alma);
    line.hits(&format!("@attr 1=12 {id}"));
    let Record::Marc(bytes) = line.first(Oid::USMARC) else { panic!("no MARC record") };
    let record = marc::iso2709::decode(&bytes, marc::Charset::Utf8).unwrap().record;
    let numbers: Vec<String> = record.values("852", '8').map(str::to_owned).collect();
    assert_eq!(numbers, bib.iter().map(ToString::to_string).collect::<Vec<_>>());
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
fn a_rule_refuses_connections_and_leaves_those_alone_that_are_open() {
    let mut alma = east();
    alma.set_faults(vec!["z3950:2:refuses".parse().unwrap()]);
    assert!(!alma.z3950_refuses());
    assert_eq!(Line::open(&mut alma).hits("@attr 1=7 9780385474542"), 1);
    assert!(alma.z3950_refuses());
    assert!(!alma.z3950_refuses());
}

#[test]
fn a_rule_takes_the_database_away() {
    let mut alma = east();
    alma.set_faults(vec!["z3950:2:wrong-database".parse().unwrap()]);
    let mut line = Line::open(&mut alma);
    assert_eq!(line.hits("@attr 1=7 9780385474542"), -109);
    assert_eq!(line.hits("@attr 1=7 9780385474542"), 1);
}

#[test]
fn a_rule_drops_the_connection_in_the_middle_of_a_record() {
    let mut alma = east();
    alma.set_faults(vec!["z3950:drop-in-record".parse().unwrap()]);
    let mut line = Line::open(&mut alma);
    assert_eq!(line.hits("@attr 1=7 9780385474542"), 1, "no record, nothing to drop");
    for syntax in [Oid::USMARC, Oid::OPAC] {
        let request = line.client.present(PresentRequest::new("default", 1, 1, syntax, "F")).unwrap();
        let reply = line.alma.z3950(&mut line.session, &request, NOW);
        assert!(reply.close && reply.send.len() > 200, "{} bytes", reply.send.len());
        assert_eq!(line.client.receive(&reply.send).unwrap(), [], "the answer is not complete");
        line = Line::open(line.alma);
        line.hits("@attr 1=7 9780385474542");
    }
}

#[test]
fn a_host_may_keep_alma_and_its_associations_on_any_thread() {
    fn needs_send<T: Send + 'static>() {}
    needs_send::<Alma>();
    needs_send::<Z3950Session>();
}

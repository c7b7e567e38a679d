//! What each form of answer says of a copy.

use availability::{Absence, Copy, Meaning, ReadError, Reading, Shelf, Standing, live};

use crate::made::{BOOK, items, marcxml, opac, sru};

fn read(answer: &str) -> Shelf {
    Reading::default().read(answer.as_bytes()).unwrap()
}

/// The parts that a choice looks at, in one line.
fn line(copy: &Copy) -> String {
    let place = format!("{}/{}", copy.current_library(), copy.current_location());
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let not_lent = copy.not_lent.as_ref().map(|why| format!(", not lent: {why}")).unwrap_or_default();
    let (barcode, call_number) = (text(&copy.barcode), text(&copy.call_number));
    format!("{} | {place} | {} | {barcode} | {call_number} | {}{not_lent}", copy.standing, copy.policy, copy.volume())
}

fn lines(shelf: &Shelf) -> Vec<String> {
    shelf.hits.iter().flat_map(|hit| &hit.copies).map(line).collect()
}

/// What a circulation element and the holdings around it become.
#[test]
fn opac_records_are_read_as_each_system_fills_them() {
    for (system, around, circulation, expected) in [
        (
            "Alma",
            "<localLocation>Main</localLocation><shelvingLocation>stacks</shelvingLocation><volumes><volume><enumeration>v.2  </enumeration><chronology> 1998 </chronology></volume></volumes>",
            "<availableNow value='1'/><availableThru>Gen</availableThru><itemId>321</itemId><onHold value='0'/>",
            "on the shelf | Main/stacks | Gen | 321 | - | v.2 1998",
        ),
        (
            "Alma, a policy called Loan",
            "<localLocation>Main</localLocation>",
            "<availableNow value='1'/><availableThru>Loan</availableThru><itemId>321</itemId>",
            "on the shelf | Main/ | Loan | 321 | - | ",
        ),
        (
            "FOLIO, temporarily elsewhere",
            "<localLocation>Olin</localLocation><shelvingLocation>Olin</shelvingLocation>",
            "<availableNow value='1'/><itemId>31</itemId><temporaryLocation>Olin Reserve</temporaryLocation>",
            "on the shelf | Olin/Olin Reserve |  | 31 | - | ",
        ),
        (
            "FOLIO, at home",
            "<localLocation>Olin</localLocation><shelvingLocation>Olin</shelvingLocation>",
            "<availableNow value='0'/><restrictions>Checked out</restrictions><itemId>31</itemId><temporaryLocation>Olin</temporaryLocation>",
            "on loan | Olin/Olin |  | 31 | - | ",
        ),
        (
            "Horizon, status beside the shelf",
            "<localLocation>Eisenhower</localLocation><callNumber> SH 349 </callNumber><shelvingData>MSEL Books</shelvingData>",
            "<availableNow value='1'/><availableThru>Available</availableThru><itemId> </itemId>",
            "on the shelf | Eisenhower/ |  | - | SH 349 | ",
        ),
        (
            "Horizon, place and status repeated",
            "<localLocation>Winona Library</localLocation><shelvingLocation>Fiction</shelvingLocation>",
            "<availableNow value='1'/><restrictions>Winona Library</restrictions><itemId/><temporaryLocation>Available</temporaryLocation>",
            "on the shelf | Winona Library/Fiction |  | - | - | ",
        ),
        (
            "Horizon, checked in",
            "<localLocation>Central</localLocation><shelvingLocation>Stacks</shelvingLocation><shelvingData>Checked In</shelvingData>",
            "<availableNow value='1'/><restrictions>Central</restrictions>",
            "on the shelf | Central/Stacks |  | - | - | ",
        ),
        (
            "WMS",
            "<localLocation>LFMM</localLocation><shelvingLocation>General</shelvingLocation>",
            "<availableNow value='0'/><availabilityDate>2026-02-03</availabilityDate><itemId>011</itemId>",
            "on loan, expected 2026-02-03 | LFMM/General |  | 011 | - | ",
        ),
        (
            "not available, for no reason",
            "",
            "<availableNow value='0'/><itemId>1</itemId>",
            "not there | / |  | 1 | - | ",
        ),
        (
            "two words that contradict",
            "",
            "<availableNow value='1'/><restrictions>Checked out</restrictions><itemId>1</itemId>",
            "not known what \"available, but Checked out\" means | / |  | 1 | - | ",
        ),
        (
            "restrictions that stay",
            "",
            "<availableNow value='1'/><restrictions>Library use only</restrictions><itemId>1</itemId>",
            "on the shelf | / |  | 1 | - | , not lent: Library use only",
        ),
    ] {
        let answer = opac(&format!(
            "<holding>{around}<circulations><circulation>{circulation}</circulation></circulations></holding>"
        ));
        assert_eq!(lines(&read(&answer)), [expected], "{system}");
    }
}

#[test]
fn notes_speak_where_there_is_no_circulation() {
    for (note, expected) in [
        ("AVAILABLE", "on the shelf"),
        ("CHECK SHELF", "on the shelf"),
        ("DUE 12-31-26 +1 HOLD", "on loan, expected 2026-12-31"),
        ("LIB USE ONLY", "on the shelf"),
        ("Ask at the desk", "not known what \"Ask at the desk\" means"),
        ("", "not said whether it is there"),
    ] {
        let answer =
            opac(&format!("<holding><localLocation>Stacks</localLocation><publicNote>{note}</publicNote></holding>"));
        let shelf = read(&answer);
        let copy = &shelf.hits[0].copies[0];
        assert_eq!(copy.standing.to_string(), expected);
        assert_eq!(copy.not_lent.is_some(), note == "LIB USE ONLY");
        assert_eq!(copy.holds, Some(1).filter(|_| note.contains("HOLD")));
        assert_eq!(copy.public_note.is_some(), note.starts_with("Ask"));
    }
}

#[test]
fn volumes_of_holdings_belong_to_pieces_where_there_are_as_many() {
    let piece = "<circulation><availableNow value='1'/></circulation>";
    let volume = |text: &str| format!("<volume><enumAndChron>{text}</enumAndChron></volume>");
    let holding = |volumes: &str, pieces: usize| {
        let pieces = piece.repeat(pieces);
        opac(&format!("<holding><volumes>{volumes}</volumes><circulations>{pieces}</circulations></holding>"))
    };
    let two = format!("{}{}", volume("v.1"), volume("v.2"));
    let volumes = |answer: &str| read(answer).hits[0].copies.iter().map(Copy::volume).collect::<Vec<_>>();
    assert_eq!(volumes(&holding(&two, 2)), ["v.1", "v.2"]);
    assert_eq!(volumes(&holding(&two, 3)), ["", "", ""]);
    assert_eq!(volumes(&holding(&volume("v.1"), 1)), ["v.1"]);
}

#[test]
fn an_item_id_is_a_number_where_the_library_says_so() {
    let answer = opac(
        "<holding><circulations><circulation><availableNow value='1'/><itemId>211398</itemId></circulation></circulations></holding>",
    );
    let reading = Reading { item_ids_are_barcodes: false, ..Reading::default() };
    let copy = &reading.read(answer.as_bytes()).unwrap().hits[0].copies[0];
    assert_eq!((copy.barcode.as_deref(), copy.item_id.as_deref()), (None, Some("211398")));
}

#[test]
fn holdings_over_the_network_are_no_copies() {
    let shelf = read(&opac("<holding><format>cr</format><localLocation>Online</localLocation></holding>"));
    assert!(shelf.hits[0].is_electronic && shelf.hits[0].copies.is_empty());
}

/// Fields as each system sends them over Z39.50 or SRU, recognised by themselves.
#[test]
fn holdings_in_marc_fields_are_recognised_and_read() {
    for (mapping, fields, expected) in [
        (
            "live-evergreen-852",
            "=852  4\\$aMain$bROSEAU$cE pb$dROSEAU$g35500003682026$nAvailable",
            "on the shelf | ROSEAU/Main |  | 35500003682026 | E pb | ",
        ),
        (
            "live-evergreen-852",
            "=852  4\\$aCurrent$bEC-RC$cCAR$dEC-RC$g32050009446276$nChecked out",
            "on loan | EC-RC/Current |  | 32050009446276 | CAR | ",
        ),
        (
            "live-polaris-852",
            "=852  \\\\$aMain Library$bFiction$hFIC Tol$o3$p31256016640014$rIn$wHardcover$y1$7True",
            "on the shelf | Main Library/Fiction |  | 31256016640014 | FIC Tol | ",
        ),
        (
            "live-polaris-852",
            "=852  \\\\$aMain Library$bFiction$hFIC Tol$o3$p31256016640014$rOut$uDec 15 2023 $wHardcover$y1$7False",
            "on loan, expected 2023-12-15 | Main Library/Fiction | False | 31256016640014 | FIC Tol | , not lent: Does not circulate",
        ),
        (
            "live-koha-952",
            "=952  \\\\$00$10$40$70$9120635$aCH$bCH$cCIRC$o580.1 G7$p31437000069572$kChecked Out$yBOOK",
            "on the shelf | CH/CIRC |  | 31437000069572 | 580.1 G7 | ",
        ),
        (
            "live-koha-952",
            "=952  \\\\$00$10$40$70$9120635$aCH$bCH$cCIRC$o580.1 G7$p31437000069572$q2023-03-12$yBOOK",
            "on loan, expected 2023-03-12 | CH/CIRC |  | 31437000069572 | 580.1 G7 | ",
        ),
        (
            "live-koha-952",
            "=952  \\\\$00$14$40$70$9120635$aCH$bCH$cCIRC$o580.1 G7$p31437000069572$yBOOK",
            "not known what \"4\" means | CH/CIRC |  | 31437000069572 | 580.1 G7 | , not lent: Withdrawn, lost, damaged or not for loan",
        ),
        (
            "live-symphony-926",
            "=926  \\\\$aSAL3$bSTACKS$cHV6534 .V55 J36 2017$dSTKS-MONO$f1",
            "on the shelf | SAL3/STACKS | STKS-MONO | - | HV6534 .V55 J36 2017 | ",
        ),
        (
            "live-symphony-926",
            "=926  \\\\$aSAL3$bCHECKEDOUT$cHV6534 .V55 J36 2017$dSTKS-MONO$f1",
            "on loan | SAL3/CHECKEDOUT | STKS-MONO | - | HV6534 .V55 J36 2017 | ",
        ),
        (
            "live-tlc-982",
            "=949  \\\\$aWSTACK$cPQ2683.I32$g30094000460060\n=982  \\\\$1y$aWSTACK$bWarner Library$cWARNER STACKS$i30094000460060$mPQ2683.I32 Z5$sA",
            "on the shelf | Warner Library/WARNER STACKS | WSTACK | 30094000460060 | PQ2683.I32 Z5 | ",
        ),
        (
            "live-tlc-982",
            "=982  \\\\$1n$aWSTACK$bWarner Library$cWARNER STACKS$i30094000460060$mPQ2683.I32 Z5$sA",
            "not known what \"n\" means | Warner Library/WARNER STACKS | WSTACK | 30094000460060 | PQ2683.I32 Z5 | ",
        ),
        (
            "sierra-945",
            "=945  \\\\$a813.54 P6$g1$i31234000000017$lstk$s-$t0$yi1234567x",
            "on the shelf | /stk |  | 31234000000017 | 813.54 P6 | ",
        ),
        (
            "sierra-945",
            "=945  \\\\$a813.54 P6$g1$i31234000000017$lstk$so$t0$yi1234567x",
            "not known what \"o\" means | /stk |  | 31234000000017 | 813.54 P6 | , not lent: Library use only",
        ),
    ] {
        let shelf = read(&sru(&[&marcxml(&format!("{BOOK}\n{fields}"))]));
        assert_eq!(shelf.hits[0].source.to_string(), format!("holdings in the record ({mapping})"), "{fields}");
        assert_eq!(lines(&shelf), [expected], "{fields}");
    }
}

#[test]
fn the_mapping_of_the_library_goes_before_what_is_recognised() {
    let answer = sru(&[&marcxml(&format!("{BOOK}\n=852  \\\\$bMAIN$cSTK$p31256016640014$zDesk copy"))]);
    let mapping = "items 852 library=b location=c barcode=p status=z\nlend no status Desk* \"Stays at the desk\""
        .parse()
        .unwrap();
    let mut reading = Reading { mapping: Some(mapping), ..Reading::default() };
    let copy = reading.read(answer.as_bytes()).unwrap().hits[0].copies[0].clone();
    assert_eq!(
        line(&copy),
        "not known what \"Desk copy\" means | MAIN/STK |  | 31256016640014 | - | , not lent: Stays at the desk"
    );
    reading.words.learn("Desk copy", Meaning::OnShelf);
    assert_eq!(reading.read(answer.as_bytes()).unwrap().hits[0].copies[0].standing, Standing::OnShelf);
    assert!(live::mapping("live-koha-952").is_some() && live::mapping("koha-952").is_some());
    assert_eq!(live::mapping("no such"), None);
}

#[test]
fn a_known_system_is_read_by_its_own_mappings_only() {
    let fields = "=852  \\\\$aMain Library$bFiction$hFIC Tol$p31256016640014$rIn$7True\n=952  \\\\$00$70$aCH$cCIRC$p31437000069572$o580";
    let answer = sru(&[&marcxml(&format!("{BOOK}\n{fields}"))]);
    let source = |system: &str| {
        let hit = Reading::of_system(system).read(answer.as_bytes()).unwrap().hits.remove(0);
        (hit.source.to_string(), hit.copies[0].barcode.clone().unwrap())
    };
    assert_eq!(source("Koha"), ("holdings in the record (live-koha-952)".into(), "31437000069572".into()));
    assert_eq!(source("Polaris"), ("holdings in the record (live-polaris-852)".into(), "31256016640014".into()));
    assert!(!Reading::of_system("Voyager").item_ids_are_barcodes);
    assert_eq!(Reading::of_system("Aleph"), Reading::default());
}

#[test]
fn the_shelving_data_of_horizon_are_its_item_policy() {
    let holding = |library: &str, data: &str| {
        format!(
            "<holding><localLocation>{library}</localLocation><shelvingData>{data}</shelvingData><circulations><circulation>\
             <availableNow value='1'/><availableThru>Available</availableThru></circulation></circulations></holding>"
        )
    };
    let holdings = [("Eisenhower", "MSEL Books"), ("Central", "Checked In"), ("Internet Resources", "Web")];
    let holdings: String = holdings.iter().map(|(library, data)| holding(library, data)).collect();
    let policies = |system: &str| {
        let shelf = Reading::of_system(system).read(opac(&holdings).as_bytes()).unwrap();
        shelf.hits[0].copies.iter().map(|copy| copy.policy.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(policies("Horizon"), ["MSEL Books", ""], "what is on the Internet is no copy");
    assert_eq!(policies("WMS"), ["", ""]);
}

#[test]
fn an_answer_beyond_all_measure_is_cut_and_says_so() {
    let piece = "<circulation><availableNow value='1'/></circulation>";
    let shelf = read(&opac(&format!("<holding><circulations>{}</circulations></holding>", piece.repeat(10_001))));
    assert_eq!(
        (shelf.copies(), shelf.notes.as_slice()),
        (10_000, &["record 991234 has 10001 copies, the first 10000 are looked at".to_owned()][..])
    );
    let blanks = format!("{{{}", " ".repeat(17 << 20));
    assert!(matches!(Reading::default().read(blanks.as_bytes()), Err(ReadError::TooLarge(_))));
}

#[test]
fn availability_fields_tell_counts_and_both_names() {
    let fields = "=AVA  \\\\$0991234$822900$a01INST$bMAIN$qMain Library$jstk$cStacks$dPG3366$eavailable$f3$g1\n\
                  =AVA  \\\\$0991234$a01INST$bMAIN$qMain Library$jres$cReserve$eunavailable$f1$g1\n\
                  =AVA  \\\\$0991234$822901$bLAW$echeck_holdings$f0$g0\n\
                  =AVA  \\\\$0991234$822902$bLAW$eavailable$f0$g0\n=AVE  \\\\$0991234$8530$ehttps://x.example";
    let shelf = read(&sru(&[&marcxml(&format!("{BOOK}\n{fields}\n=852  0\\$bMAIN$cstk$hPG3366"))]));
    let hit = &shelf.hits[0];
    assert_eq!((hit.record_id.as_deref(), hit.is_electronic, shelf.total), (Some("991234"), false, Some(7)));
    let standings: Vec<String> = hit.copies.iter().map(|copy| copy.standing.to_string()).collect();
    let unclear =
        ["not known what \"check_holdings\" means", "not known what \"available, but no item is left\" means"];
    assert_eq!(standings, ["on the shelf", "not there", unclear[0], unclear[1]]);
    let first = &hit.copies[0];
    assert_eq!((first.available(), first.holdings_id.as_deref()), (Some(2), Some("22900")));
    assert_eq!(first.location.values().collect::<Vec<_>>(), ["stk", "Stacks"]);
    let electronic = read(&sru(&[&marcxml(&format!("{BOOK}\n=AVE  \\\\$0991234$8530"))]));
    assert!(electronic.hits[0].is_electronic);
}

#[test]
fn alma_items_tell_why_a_copy_is_away() {
    for (process, status, more, expected) in [
        ("", "1", "", Standing::OnShelf),
        ("", "0", "", Standing::away(Absence::Unstated)),
        (
            "LOAN",
            "0",
            r#","due_date":"2026-01-31T23:59:00Z""#,
            Standing::Away { reason: Absence::OnLoan, due: Some("2026-01-31".into()) },
        ),
        (
            "",
            "0",
            r#","due_date":"2026-01-31""#,
            Standing::Away { reason: Absence::OnLoan, due: Some("2026-01-31".into()) },
        ),
        ("MISSING", "1", "", Standing::away(Absence::Missing)),
        ("WORK_ORDER_DEPARTMENT", "0", "", Standing::away(Absence::InProcess)),
        ("OWN_PROCESS", "0", "", Standing::away(Absence::Unstated)),
        ("OWN_PROCESS", "1", "", Standing::unknown("OWN_PROCESS")),
    ] {
        let shelf = read(&items(1, &[("23", process, status, more)]));
        assert_eq!(shelf.hits[0].copies[0].standing, expected, "{process} {status}");
    }
}

#[test]
fn a_temporary_place_of_alma_brings_its_own_policy() {
    let answer = items(1, &[("23", "", "1", r#","description":"v.2","enumeration_a":"2","chronology_i":"1998""#)]).replace(
        r#""in_temp_location":false"#,
        r#""in_temp_location":true,"temp_library":{"value":"LAW","desc":"Law"},"temp_location":{"value":"res","desc":"Reserve"},"temp_policy":{"value":"3h","desc":"3 hours"}"#,
    );
    let shelf = read(&answer);
    assert_eq!(lines(&shelf), ["on the shelf | Law/Reserve | 3 hours | B23 | PG3366 .V6 | v.2"]);
    assert_eq!(shelf.hits[0].copies[0].location.code.as_deref(), Some("stk"));
    let hit = &shelf.hits[0];
    assert_eq!(
        (hit.title.as_str(), hit.year, hit.isbns.as_slice()),
        ("War and peace", Some(1997), &["9780140447934".to_owned()][..])
    );
}

#[test]
fn pages_of_items_become_one_and_what_comes_twice_counts_once() {
    let mut shelf = read(&items(3, &[("23", "", "1", ""), ("24", "", "1", "")]));
    shelf.append(read(&items(3, &[("24", "", "1", ""), ("25", "LOAN", "0", "")])));
    shelf.append(read(r#"{"total_record_count":3}"#.replace('3', "0").as_str()));
    assert_eq!((shelf.hits.len(), shelf.copies()), (1, 3));
    assert_eq!(read(r#"{"item":[],"total_record_count":3}"#).total, Some(3));
}

#[test]
fn records_of_alma_are_read_in_json_and_in_xml() {
    let fields = "=AVA  \\\\$0991234$822900$bMAIN$qMain$jstk$cStacks$eavailable$f1$g0";
    let record = marcxml(&format!("{BOOK}\n{fields}").replace("=001  991234", "=001  OLD-1"));
    let quoted = record.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let json = format!(
        r#"{{"bib":[{{"mms_id":"991234","title":"War and peace","network_number":["(OCoLC)12345"],"anies":["<?xml version=\"1.0\" encoding=\"UTF-16\"?>{quoted}"]}},{{"mms_id":"992","title":"Emma"}}],"total_record_count":2}}"#
    );
    let xml = format!(
        "<bibs total_record_count='2'><bib><mms_id>991234</mms_id><title>War and peace</title><network_numbers><network_number>(OCoLC)12345</network_number></network_numbers>{record}</bib><bib><mms_id>992</mms_id><title>Emma</title></bib></bibs>"
    );
    let (from_json, from_xml) = (read(&json), read(&xml));
    assert_eq!(from_json, from_xml);
    assert_eq!(from_json.total, Some(2));
    let [first, second] = from_json.hits.as_slice() else { panic!("two records") };
    assert_eq!((first.record_id.as_deref(), first.copies.len(), first.year), (Some("991234"), 1, Some(1997)));
    assert!(["OLD-1", "(OCoLC)12345"].iter().all(|id| first.other_ids.contains(&(*id).to_owned())));
    assert_eq!((second.record_id.as_deref(), second.title.as_str(), second.copies.len()), (Some("992"), "Emma", 0));
}

#[test]
fn holdings_by_iso_20775_are_read_simple_and_structured() {
    let simple = "<holding><institutionIdentifier><value>DLC</value></institutionIdentifier><physicalLocation>Main</physicalLocation><holdingSimple>\
        <copiesSummary><copiesCount>2</copiesCount><status><availableCount>1</availableCount></status></copiesSummary>\
        <copyInformation><pieceIdentifier><value>311</value></pieceIdentifier><sublocation>Stacks</sublocation><shelfLocator>PG1</shelfLocator>\
        <enumerationAndChronology><text>v.1</text></enumerationAndChronology><availabilityInformation><status><availabilityStatus>1</availabilityStatus></status></availabilityInformation></copyInformation>\
        <copyInformation><pieceIdentifier><value>312</value></pieceIdentifier><availabilityInformation><status><availabilityStatus>2</availabilityStatus><dateTimeAvailable>2026-02-01T00:00:00</dateTimeAvailable></status><reservationQueue>2</reservationQueue></availabilityInformation></copyInformation>\
        <copyInformation><pieceIdentifier><value>313</value></pieceIdentifier><availabilityInformation><status><availabilityStatus>3</availabilityStatus></status></availabilityInformation></copyInformation></holdingSimple></holding>";
    let counted = "<holding><physicalLocation>Branch</physicalLocation><holdingSimple><copiesSummary><copiesCount>3</copiesCount>\
        <status><availableCount>0</availableCount><earliestDispatchDate>2026-03-01</earliestDispatchDate></status></copiesSummary></holdingSimple></holding>";
    let sets = "<holding><physicalLocation>Main</physicalLocation><holdingStructured><set><label>Set</label><sublocation>Stacks</sublocation>\
        <component><pieceIdentifier><value>320</value></pieceIdentifier><enumerationAndChronology><structured><enumeration><caption>v.</caption><value>2</value></enumeration></structured></enumerationAndChronology></component></set>\
        <set><label>v.1-9</label></set></holdingStructured></holding>";
    let holdings = format!(
        "<holdings xmlns='info:ofi/fmt:xml:xsd:iso20775'>{simple}{counted}{sets}<resource><resourceIdentifier><value>991234</value></resourceIdentifier></resource></holdings>"
    );
    let expected = [
        "on the shelf | Main/Stacks |  | 311 | PG1 | v.1",
        "on loan, expected 2026-02-01 | Main/ |  | 312 | - | ",
        "not known what \"possibly available\" means | Main/ |  | 313 | - | ",
        "not there, expected 2026-03-01 | Branch/ |  | - | - | ",
        "not said whether it is there | Main/Stacks |  | 320 | - | v. 2",
        "not said whether it is there | Main/ |  | - | - | ",
    ];
    for answer in [holdings.clone(), sru(&[&holdings])] {
        let shelf = read(&answer);
        assert_eq!(lines(&shelf), expected);
        assert_eq!(shelf.hits[0].record_id.as_deref(), Some("991234"));
        assert_eq!(shelf.hits[0].copies[1].holds, Some(2));
    }
}

#[test]
fn an_address_in_holdings_by_iso_20775_is_no_copy() {
    let online = "<holding><holdingSimple><copyInformation><electronicLocator><text>https://example.org/1</text></electronicLocator>\
        <availabilityInformation><status><availabilityStatus>1</availabilityStatus></status></availabilityInformation></copyInformation></holdingSimple></holding>";
    let shelf = "<holding><physicalLocation>Main</physicalLocation><holdingSimple><copyInformation><pieceIdentifier><value>311</value></pieceIdentifier>\
        <availabilityInformation><status><availabilityStatus>1</availabilityStatus></status></availabilityInformation></copyInformation></holdingSimple></holding>";
    let holdings = format!("<holdings xmlns='http://www.loc.gov/standards/iso20775/'>{online}{shelf}</holdings>");
    assert_eq!(lines(&read(&holdings)), ["on the shelf | Main/ |  | 311 | - | "]);
    let numbered =
        sru(&[&holdings]).replace("</recordData>", "</recordData><recordIdentifier>991234</recordIdentifier>");
    assert_eq!(read(&numbered).hits[0].record_id.as_deref(), Some("991234"));
}

#[test]
fn refusals_are_errors_that_say_why() {
    let fault = |answer: &str| Reading::default().read(answer.as_bytes()).unwrap_err();
    let json =
        r#"{"errorsExist":true,"errorList":{"error":[{"errorCode":"402203","errorMessage":"mmsId 1 is not valid."}]}}"#;
    let xml = "<web_service_result xmlns='http://com/exlibris/urm/general/xmlbeans'><errorsExist>true</errorsExist><errorList><error>\
               <errorCode>402203</errorCode><errorMessage>mmsId 1 is not valid.</errorMessage></error></errorList></web_service_result>";
    let refused = ReadError::Refused { code: "402203".into(), message: "mmsId 1 is not valid.".into() };
    assert_eq!((fault(json), fault(xml)), (refused.clone(), refused));
    let diagnostic = "<searchRetrieveResponse xmlns='http://www.loc.gov/zing/srw/'><version>1.2</version><diagnostics>\
        <diagnostic xmlns='http://www.loc.gov/zing/srw/diagnostic/'><uri>info:srw/diagnostic/1/16</uri><details>alma.x</details></diagnostic></diagnostics></searchRetrieveResponse>";
    assert!(fault(diagnostic).to_string().contains("alma.x"), "{}", fault(diagnostic));
    for (answer, words) in [
        ("", "begins with \"\""),
        ("Service unavailable", "begins with \"Service unavailable\""),
        ("<html><body/></html>", "begins with \"<html>\""),
        ("{\"a\":", "not readable JSON"),
        ("{}", "no item or bib"),
        ("<opacRecord>", "OPAC record is not readable"),
        ("<explainResponse xmlns='http://www.loc.gov/zing/srw/'/>", "begins with \"<explainResponse>\""),
        ("00042", "record is not readable"),
    ] {
        assert!(fault(answer).to_string().contains(words), "{answer}: {}", fault(answer));
    }
}

#[test]
fn one_broken_record_does_not_cost_the_others() {
    let good = marcxml(BOOK);
    let shelf = read(&sru(&["<record/>", &good, "<mods/>"]));
    assert_eq!(shelf.hits.len(), 1);
    assert_eq!(shelf.notes.len(), 2);
    assert!(shelf.notes[0].starts_with("record 1: ") && shelf.notes[1].starts_with("record 3: "), "{:?}", shelf.notes);
}

//! NCIP answers letter by letter. Each is a file in `fixtures/ncip`; `fixtures/SOURCE.md` says where its shape comes from.
//! `UPDATE=1 cargo test -p alma-sim` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use alma_sim::{Alma, HttpRequest};
use ncip::{
    AuthenticationInput, CheckInItem, Code, Header, ItemId, ItemRequested, LookupUser, Message, Profile, Request,
    Style, UserId, Version,
};

use crate::world::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ncip");

fn body(alma: &Alma, request: Request) -> String {
    Profile::ALMA.encode(&message(alma, request))
}

fn with_header(header: Header, request: Request) -> String {
    Profile::ALMA.encode(&Profile::ALMA.message(header, request))
}

/// An Alma in which BF-ON is on loan to a patron, BF-SHELF waits for one, and one of the library's own is away.
fn prepared() -> Alma {
    let mut alma = east();
    send(&mut alma, Request::AcceptItem(accept("BF-ON", "BF-ON", PATRON)));
    send(&mut alma, Request::AcceptItem(accept("BF-SHELF", "BF-SHELF", PATRON)));
    desk(&mut alma, "loan", "barcode=BF-ON&user=afontenoy");
    send(&mut alma, check_out("BF-AWAY", BOOK, "2026-05-01"));
    alma
}

fn with_pin(pin: Option<&str>) -> Request {
    let input = |kind: &str, data: &str| AuthenticationInput {
        data: data.to_owned(),
        format: Some(Code::new("text")),
        input_type: Some(Code::new(kind)),
        ..AuthenticationInput::default()
    };
    let authentication = [Some(input("Username", PATRON)), pin.map(|pin| input("PIN", pin))];
    Request::LookupUser(LookupUser {
        authentication: authentication.into_iter().flatten().collect(),
        ..LookupUser::default()
    })
}

/// Name of the fixture, what is asked, an act at the desk before.
type Case = (&'static str, String, Option<(&'static str, &'static str)>);

fn cases(alma: &Alma) -> Vec<Case> {
    let inst = "01EAST_INST";
    let profile = |code: &str| Header::between(inst, inst).with_profile(code);
    let ask = |request: Request| body(alma, request);
    let mut to_sci = accept("BF-NEW", "BF-NEW", PATRON);
    to_sci.pickup_location = Some(Code::new("Science Library"));
    vec![
        ("lookup-user", ask(lookup(PATRON)), None),
        ("lookup-user-blocked", ask(lookup(BLOCKED)), None),
        ("lookup-user-expired", ask(lookup(EXPIRED)), None),
        ("lookup-user-inactive", ask(lookup(INACTIVE)), None),
        ("lookup-user-by-barcode", ask(lookup("21210000050120")), None),
        (
            "lookup-user-without-password",
            ask(lookup(PATRON)),
            Some(("partner-field", "code=BOOKFERRY&field=authentication_required&value=true")),
        ),
        ("lookup-user-wrong-password", ask(with_pin(Some("0000"))), None),
        (
            "lookup-user-with-password",
            ask(with_pin(Some("0120"))),
            Some(("partner-field", "code=BOOKFERRY&field=authentication_required&value=true")),
        ),
        ("accept-item", ask(Request::AcceptItem(accept("BF-NEW", "BF-NEW", PATRON))), None),
        ("accept-item-unknown-user", ask(Request::AcceptItem(accept("BF-NEW", "BF-NEW", "nobody"))), None),
        ("accept-item-blocked-user", ask(Request::AcceptItem(accept("BF-NEW", "BF-NEW", BLOCKED))), None),
        ("accept-item-barcode-exists", ask(Request::AcceptItem(accept("BF-NEW", "BF-SHELF", PATRON))), None),
        ("accept-item-of-another-user", ask(Request::AcceptItem(accept("BF-ON", "BF-NEW", OTHER_PATRON))), None),
        ("accept-item-unknown-pickup", ask(Request::AcceptItem(to_sci)), None),
        ("accept-item-without-barcode", ask(Request::AcceptItem(accept("BF-NEW", "", PATRON))), None),
        ("check-out-item", ask(check_out("BF-NEW", SCIENCE_BOOK, "2026-05-01")), None),
        ("check-out-item-unknown", ask(check_out("BF-NEW", "31210099999999", "2026-05-01")), None),
        ("check-out-item-no-change", ask(check_out("BF-AWAY", BOOK, "2026-05-01")), None),
        ("check-out-item-temporary", ask(check_out("BF-NEW", "BF-SHELF", "2026-05-01")), None),
        ("check-in-item-borrowing", ask(check_in("BF-ON")), None),
        ("check-in-item-lending", ask(check_in(BOOK)), None),
        ("check-in-item-not-checked-out", ask(check_in(SCIENCE_BOOK)), None),
        ("check-in-item-unknown", ask(check_in("BF-GONE")), None),
        ("renew-item", ask(renew(PATRON, "BF-ON", "2022-06-20")).replace("2022-06-20T23:59:00", "2027-06-20"), None),
        ("renew-item-other-user", ask(renew(OTHER_PATRON, "BF-ON", "2026-06-20")), None),
        ("renew-item-not-on-loan", ask(renew(PATRON, "BF-SHELF", "2026-06-20")), None),
        ("renew-item-in-the-past", ask(renew(PATRON, "BF-ON", "2020-06-20")), None),
        ("unknown-partner", with_header(profile("bookferry"), lookup(PATRON)), None),
        ("inactive-partner", ask(lookup(PATRON)), Some(("partner-status", "code=BOOKFERRY&active=false"))),
        (
            "unknown-agency",
            with_header(Header::between("01WEST_INST", "01WEST_INST").with_profile("BOOKFERRY"), lookup(PATRON)),
            None,
        ),
        ("service-not-known", ask(lookup(PATRON)).replace("</ns1:LookupUser>", ""), None),
        (
            "service-not-offered",
            ask(Request::LookupItem(ncip::LookupItem {
                item_id: Some(ItemId::new(BOOK)),
                ..ncip::LookupItem::default()
            })),
            None,
        ),
    ]
}

fn check(name: &str, answer: &str) -> Option<String> {
    let path = PathBuf::from(FOLDER).join(format!("{name}.xml"));
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(FOLDER).unwrap();
        fs::write(&path, answer).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    (expected != answer).then(|| format!("{name}\nexpected {expected}\nfound    {answer}"))
}

#[test]
fn answers_have_the_bytes_of_their_fixtures() {
    let mut wrong = Vec::new();
    let mut names = BTreeSet::new();
    let beginning = prepared();
    for (name, body, before) in cases(&beginning) {
        let mut alma = beginning.clone();
        if let Some((action, fields)) = before {
            desk(&mut alma, action, fields);
        }
        wrong.extend(check(name, &post(&mut alma, &body, NOW)));
        names.insert(name.to_owned());
    }
    for (name, body) in version_one() {
        let request = HttpRequest::post("/view/NCIPServlet/v1", "text/xml", body);
        let response = answered(&mut beginning.clone(), &request, NOW);
        wrong.extend(check(name, &String::from_utf8(response.body).unwrap()));
        names.insert(name.to_owned());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let files = fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.map(|file| file.trim_end_matches(".xml").to_owned()).collect();
    assert_eq!(files, names, "every fixture is read and every case has one");
}

fn version_one() -> Vec<(&'static str, String)> {
    let header = Header::between("broker", "01EAST_INST").with_profile("BOOKFERRY");
    let one = |request: Request| {
        let message = Message { version: Version::new(Version::ONE), ..Message::request(header.clone(), request) };
        message.encode(&Style::PLAIN)
    };
    let requested = ItemRequested {
        user_id: Some(UserId::new("-")),
        item_id: Some(ItemId::new(SCIENCE_BOOK)),
        request_id: Some(ncip::RequestId::new("BF-NEW")),
        ..ItemRequested::default()
    };
    let returned = ncip::ItemCheckedIn { item_id: Some(ItemId::new("BF-ON")), ..ncip::ItemCheckedIn::default() };
    vec![
        ("v1-lookup-user", one(lookup(PATRON))),
        ("v1-item-requested", one(Request::ItemRequested(requested))),
        ("v1-item-checked-in", one(Request::ItemCheckedIn(returned))),
        ("v1-unreadable", "<NCIPMessage>".to_owned()),
    ]
}

#[test]
fn the_texts_that_clients_look_for_are_in_the_answers() {
    let read = |name: &str| fs::read_to_string(format!("{FOLDER}/{name}.xml")).unwrap();
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
    let version = "ns1:version=\"http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd\"";
    for name in ["accept-item", "check-in-item-unknown", "service-not-known"] {
        assert!(read(name).starts_with(declaration) && read(name).contains(version), "{name}");
    }
    for (name, text) in [
        ("lookup-user", "<ns1:UserIdentifierValue>afontenoy</ns1:UserIdentifierValue>"),
        ("lookup-user", "<ns1:UserPrivilegeStatusType>ACTIVE</ns1:UserPrivilegeStatusType>"),
        ("lookup-user", "<ns1:UserPrivilegeStatusType>faculty</ns1:UserPrivilegeStatusType>"),
        ("lookup-user-blocked", "<ns1:UserPrivilegeStatusType>BLOCKED</ns1:UserPrivilegeStatusType>"),
        ("lookup-user-inactive", "Unknown User"),
        ("lookup-user-by-barcode", "Unknown User"),
        ("lookup-user-without-password", "User Authentication Failed"),
        ("accept-item-unknown-user", "Unknown User"),
        ("accept-item-blocked-user", "User is ineligible to borrow"),
        ("accept-item-barcode-exists", "Item Barcode Already Exist"),
        ("accept-item-barcode-exists", "<ns1:ProblemElement>Item</ns1:ProblemElement>"),
        ("check-out-item", "<ns1:DateDue>2026-05-01T23:59:00.000Z</ns1:DateDue>"),
        ("check-out-item-unknown", "Unknown Item"),
        ("check-out-item-no-change", "Apply to circulation desk - Loan cannot be renewed (no change in due date)"),
        ("check-out-item-temporary", "User Ineligible To Check Out This Item"),
        ("check-in-item-not-checked-out", "Item Not Checked Out"),
        ("check-in-item-unknown", "Unknown Item"),
        ("renew-item", "<ns1:DateDue>2027-06-20T00:00:00.000Z</ns1:DateDue>"),
        ("renew-item-other-user", "<ns1:ProblemElement>//RenewItem/ItemId</ns1:ProblemElement><ns1:ProblemValue>23"),
        ("unknown-partner", "Unknown partner"),
        ("inactive-partner", "Unknown partner"),
        ("service-not-known", "Service is not known"),
    ] {
        assert!(read(name).contains(text), "{name} lacks {text}");
    }
    assert!(
        !read("v1-item-requested").contains("ItemRequestedResponse")
            && read("v1-item-requested").contains("<Response>")
    );
    assert!(read("v1-lookup-user").contains("NCIP Unique Agency Id"));
}

#[test]
fn every_fixture_has_a_source_and_every_guess_is_written_down() {
    let source = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/SOURCE.md")).unwrap();
    for file in fs::read_dir(FOLDER).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(source.contains(&format!("`{}`", name.trim_end_matches(".xml"))), "{name}");
    }
    let page = answered(&mut east(), &HttpRequest::get("/simulator", ""), NOW);
    let page = String::from_utf8(page.body).unwrap().replace("&#34;", "\"").replace("&#39;", "'");
    let guesses = source.lines().filter_map(|line| line.strip_prefix("- guess: "));
    let about = ["NCIP", "OAI-PMH", "Z39.50", "SRU", "AVA", "AVE", "REST", "ISO 18626", "Webhooks"];
    let shown: usize = about.iter().map(|subject| page.matches(&format!("<li>{subject}: ")).count()).sum();
    let mut written = 0;
    for guess in guesses {
        assert!(page.contains(guess), "not on the page: {guess}");
        written += 1;
    }
    assert_eq!(written, shown, "guesses on the page and in SOURCE.md");
}

#[test]
fn clients_of_every_habit_are_understood() {
    let mut alma = east();
    let prefixed = body(&alma, lookup(PATRON));
    let default_namespace = prefixed.replace("ns1:", "").replace("xmlns:ns1", "xmlns");
    let extra = prefixed.replace("<ns1:UserId>", "<ns1:LoanedItemsDesired/><x xmlns=\"urn:x\"/><ns1:UserId>");
    let plain = default_namespace
        .replace(" version=", " ncip:version=")
        .replace("xmlns=", "xmlns:ncip=\"http://www.niso.org/2008/ncip\" xmlns=");
    for body in [&prefixed, &extra, &plain] {
        assert!(post(&mut alma, body, NOW).contains("afontenoy"), "{body}");
    }
    let mut request = HttpRequest::post("/view/NCIPServlet", "", prefixed.clone());
    request.headers.clear();
    assert!(String::from_utf8_lossy(&answered(&mut alma, &request, NOW).body).contains("afontenoy"));
    let get = answered(&mut alma, &HttpRequest::get("/view/NCIPServlet", ""), NOW);
    assert!(get.status == 405 && String::from_utf8_lossy(&get.body).contains("<h1>"));
    let wrong_address = HttpRequest::post("/view/NCIPServlet/v1", "text/xml", prefixed);
    assert!(String::from_utf8_lossy(&answered(&mut alma, &wrong_address, NOW).body).contains("Service is not known"));
}

#[test]
fn a_check_in_may_name_the_number_of_the_request() {
    let mut alma = prepared();
    let item = ItemId { identifier_type: Some(Code::new("ILL Request Id")), ..ItemId::new("BF-SHELF") };
    assert_eq!(
        send(&mut alma, Request::CheckInItem(CheckInItem { item_id: Some(item), ..CheckInItem::default() })),
        "done"
    );
    assert_eq!(place(&alma, "BF-SHELF"), "gone");
}

#[test]
fn bytes_that_are_not_in_their_character_set_are_not_known() {
    let mut alma = east();
    let mut message = accept("BF-1", "BF-1", PATRON);
    message.item_optional_fields.as_mut().unwrap().bibliographic_description.as_mut().unwrap().title =
        Some("Gr?sse".to_owned());
    let mut bytes = body(&alma, Request::AcceptItem(message)).into_bytes();
    let at = bytes.windows(6).position(|window| window == b"Gr?sse").unwrap();
    bytes[at + 2] = 0xF6;
    let response = answered(&mut alma, &HttpRequest::post("/view/NCIPServlet", "text/xml", bytes), NOW);
    assert!(String::from_utf8_lossy(&response.body).contains("Service is not known"));
}

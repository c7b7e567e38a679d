//! Who may see and do what in a browser.

use bookferry::catalogue::{incoming, mapping_of};
use bookferry::jobs::{Content, load_file};
use bookferry::work::{Description, NewAsk, PatronData};
use lifecycle::{Facts, LentItem, ServiceType};
use store::{Batch, NewOutboxRow, SourceId, SourceSettings};

use super::browser::{Browser, location, sign_in_form};
use super::house::{House, PASSWORD};
use super::partners;

#[tokio::test]
async fn no_page_of_one_library_can_be_read_by_another() {
    let house = House::build().await;
    let number = ask(&house).await;
    let (east, west) = (Browser::sign_in(&house, "east-staff").await, Browser::sign_in(&house, "west-staff").await);
    for page in ["", "/slip", "/slip.pdf"] {
        let address = format!("/desk/requests/{number}{page}");
        assert_eq!(west.get(&address).await.status(), 404, "{address}");
    }
    assert_eq!(east.get(&format!("/desk/requests/{number}")).await.status(), 200);
    assert!(
        !west.text(&format!("/desk?side=requester&q={number}")).await.contains(&format!("/desk/requests/{number}"))
    );
    house.stop().await;
}

#[tokio::test]
async fn every_role_sees_its_own_pages_only() {
    let house = House::build().await;
    let browsers = [
        ("east-patron", Browser::sign_in(&house, "east-patron").await),
        ("east-staff", Browser::sign_in(&house, "east-staff").await),
        ("east-admin", Browser::sign_in(&house, "east-admin").await),
    ];
    for (page, allowed) in [
        ("/my/requests", vec!["east-patron"]),
        ("/desk", vec!["east-staff", "east-admin"]),
        ("/desk/scan", vec!["east-staff", "east-admin"]),
        ("/settings", vec!["east-admin"]),
        ("/settings/local-ncip", vec!["east-admin"]),
        ("/settings/branches", vec!["east-admin"]),
        ("/operator", vec![]),
        ("/operator/libraries", vec![]),
    ] {
        for (name, browser) in &browsers {
            let expected = if allowed.contains(name) { 200 } else { 403 };
            assert_eq!(browser.get(page).await.status(), expected, "{page} for {name}");
        }
        let stranger = Browser::stranger(&house).get(page).await;
        assert_eq!(stranger.status(), 303, "{page} for a stranger");
        assert!(location(&stranger).starts_with("/sign-in?next="), "{}", location(&stranger));
    }
    house.stop().await;
}

#[tokio::test]
async fn a_form_without_the_token_of_its_session_does_nothing() {
    let house = House::build().await;
    let number = ask(&house).await;
    let east = Browser::sign_in(&house, "east-staff").await;
    let command = format!("/desk/requests/{number}/commands/cancel");
    for token in ["", "csrf=", "csrf=0123456789"] {
        assert_eq!(east.post(&command, token, None).await.status(), 403, "{token}");
    }
    let foreign = east.post(&command, "csrf=x", Some("cross-site")).await;
    assert_eq!(foreign.status(), 403);
    let request = house.platform.store().requests().by_number(house.east.id, &number).await.expect("the request");
    assert_ne!(request.state, "cancelled");
    house.stop().await;
}

#[tokio::test]
async fn the_operator_keeps_the_symbols_of_libraries_and_their_groups() {
    let house = House::build().await;
    let operator = Browser::sign_in(&house, "operator").await;
    let shown = operator.text("/operator/libraries").await;
    let csrf = csrf_of(&shown);
    let (east, west) = (house.east.id, house.west.id);

    let body = format!("csrf={csrf}&name=Coast&member_{east}=1&member_{west}=1");
    assert_eq!(operator.post("/operator/groups", &body, None).await.status(), 303);
    let groups = house.platform.store().libraries().groups().await.expect("groups");
    assert_eq!((groups[0].name.as_str(), groups[0].members.as_slice()), ("Coast", [east, west].as_slice()));
    assert!(operator.text("/operator/libraries").await.contains("<dt>Groups</dt><dd>Coast</dd>"));

    let change = format!("/operator/libraries/{east}");
    for (symbol, kept) in
        [("ISIL:X-EAST", "ISIL:X-EAST"), ("no symbol", "ISIL:X-EAST"), (&house.west.symbol, "ISIL:X-EAST")]
    {
        let body = format!("csrf={csrf}&name=Eastern&symbol={}", symbol.replace(' ', "+"));
        assert_eq!(operator.post(&change, &body, None).await.status(), 303, "{symbol}");
        let library = house.platform.store().libraries().by_id(east).await.expect("the library");
        assert_eq!((library.name.as_str(), library.symbol.as_str()), ("Eastern", kept), "{symbol}");
    }

    let remove = format!("/operator/groups/{}/remove", groups[0].id);
    assert_eq!(operator.post(&remove, &format!("csrf={csrf}"), None).await.status(), 303);
    assert!(house.platform.store().libraries().groups().await.expect("groups").is_empty());
    house.stop().await;
}

#[tokio::test]
async fn trouble_is_reported_and_a_bill_sent_and_marked_as_paid_on_the_pages() {
    let house = House::build().await;
    let mut facts = Facts::new(ServiceType::Loan);
    facts.suppliers_asked = 1;
    facts.items = vec![LentItem::with_barcode("39031000123")];
    let borrowed = house.loan("requester", "received", &facts, "p1", Vec::new()).await;
    let lent = house.loan("supplier", "completed", &facts, "", Vec::new()).await;
    let staff = Browser::sign_in(&house, "east-staff").await;
    let page = format!("/desk/requests/{}", borrowed.number);
    let csrf = staff.token(&page).await;
    let report = format!("{page}/commands/report_trouble");
    assert_eq!(staff.post(&report, &format!("csrf={csrf}&trouble=stolen"), None).await.status(), 422);
    let sent = staff.post(&report, &format!("csrf={csrf}&trouble=lost&note=on+a+train"), None).await;
    assert_eq!(sent.status(), 303, "{}", location(&sent));
    let shown = staff.text(&page).await;
    assert!(shown.contains("<dt>Reported</dt><dd>It is lost</dd>"), "{shown}");
    assert!(shown.contains("#lost# It is lost. on a train"), "{shown}");

    let page = format!("/desk/requests/{}", lent.number);
    let bill = format!("{page}/commands/bill");
    assert_eq!(staff.post(&bill, &format!("csrf={csrf}&amount=much&currency=EUR&why=x"), None).await.status(), 422);
    let body = format!("csrf={csrf}&amount=12%2C50&currency=eur&why=torn+%3Ccover%3E");
    assert_eq!(staff.post(&bill, &body, None).await.status(), 303);
    let shown = staff.text("/desk/bills?side=ours").await;
    assert!(shown.contains("<strong>12.50 EUR</strong> in 1 bill"), "{shown}");
    assert!(shown.contains("torn &#60;cover&#62;") && !shown.contains("<cover>"), "{shown}");
    let csv = staff.text("/desk/bills.csv?side=ours").await;
    assert!(csv.lines().nth(1).is_some_and(|line| line.contains("12.50,EUR,torn <cover>,")), "{csv}");

    let id = house.platform.store().bills().of_request(house.east.id, lent.id).await.expect("bills")[0].id;
    let paid = format!("/desk/bills/{id}/paid");
    assert_eq!(staff.post(&paid, "side=ours", None).await.status(), 403, "without the token of the session");
    let stranger = Browser::sign_in(&house, "west-staff").await;
    let foreign = csrf_of(&stranger.text("/desk/scan").await);
    assert_eq!(stranger.post(&paid, &format!("csrf={foreign}"), None).await.status(), 404);
    assert!(stranger.text("/desk/bills?side=ours&all=1").await.contains("There are no bills."));
    assert_eq!(staff.post(&paid, &format!("csrf={csrf}&side=ours"), None).await.status(), 303);
    assert!(staff.text("/desk/bills?side=ours").await.contains("Nothing is open."));
    assert!(staff.text("/desk/bills?side=ours&all=1").await.contains("Not paid after all"));
    house.stop().await;
}

#[tokio::test]
async fn a_library_system_that_does_not_answer_is_named_on_the_queue_and_everything_is_tried_again_by_one_button() {
    let house = House::with_pages_only().await;
    let row = NewOutboxRow {
        lane: "ils".into(),
        destination: "ils EAST".into(),
        kind: "ils".into(),
        payload: r#"{"call":"check_in_item","item":1}"#.into(),
        run_at: 0,
    };
    house.loan("supplier", "completed", &Facts::new(ServiceType::Loan), "", vec![row]).await;
    let outbox = house.platform.store().outbox();
    let staff = Browser::sign_in(&house, "east-staff").await;
    for _ in 0..6 {
        assert!(!staff.text("/desk").await.contains("does not answer as it should"));
        let leased = outbox.claim(1, 1_000, 1, &[]).await.expect("the outbox").pop().expect("a call");
        outbox.retry_later(leased.lease, 1, "no answer <yet>", 1).await.expect("it waits");
    }
    let shown = staff.text("/desk").await;
    assert!(shown.contains("does not answer as it should") && shown.contains("One call or message waits"), "{shown}");
    assert!(shown.contains("no answer &#60;yet&#62;"), "{shown}");
    let csrf = csrf_of(&shown);
    assert_eq!(staff.post("/desk/repeat", "side=supplier", None).await.status(), 403);
    let pressed = staff.post("/desk/repeat", &format!("csrf={csrf}&side=supplier"), None).await;
    assert_eq!((pressed.status().as_u16(), location(&pressed)), (303, "/desk?side=supplier".to_owned()));
    assert!(outbox.next_due(&[]).await.expect("the outbox").is_some_and(|due| due > 1), "it is due now");
    house.stop().await;
}

#[tokio::test]
async fn branches_get_the_names_that_people_know() {
    let house = House::build().await;
    let source = source_with_records(&house, "alma-900-995").await;
    let file = "=LDR  00000nam a2200000 a 4500\n=001  7\n=245  00$aSeven\n=995  \\\\$s31234000000077$hMAIN$aastk\n";
    let file = Content::Bytes(file.into());
    load_file(&house.platform, house.east.id, source, "seven.mrk", file).await.expect("the file is loaded");
    let administrator = Browser::sign_in(&house, "east-admin").await;
    let branches = house.platform.store().libraries().branches(house.east.id).await.expect("branches");
    let code = branches.first().expect("a branch").code.clone();
    let csrf = csrf_of(&administrator.text("/settings/branches").await);
    let body = format!("csrf={csrf}&name_{code}=Great+Hall");
    assert_eq!(administrator.post("/settings/branches", &body, None).await.status(), 303);
    let names = house.platform.store().libraries().branch_names(house.east.id).await.expect("names");
    assert_eq!(names.get(&code).map(String::as_str), Some("Great Hall"));
    house.stop().await;
}

#[tokio::test]
async fn a_mapping_is_tried_on_the_librarys_own_records_before_it_is_saved() {
    let house = House::build().await;
    let source = source_with_records(&house, "koha-952").await;
    let address = format!("/settings/harvest/{source}/mapping");
    let east = Browser::sign_in(&house, "east-admin").await;
    assert_eq!(Browser::sign_in(&house, "west-admin").await.get(&address).await.status(), 404);
    let shown = east.text(&address).await;
    assert!(shown.contains("No holdings."), "{shown}");
    let csrf = csrf_of(&shown);

    let found = east.post(&address, &format!("csrf={csrf}&action=find&mapping=koha-952"), None).await;
    let found = found.text().await.expect("a page");
    assert!(found.contains("Fits best: Alma, holdings in 900 and items in 995 (aa, bb, ff)"), "{found}");
    assert!(found.contains("995 $s (barcode): 4 of 4 values look like barcodes"), "{found}");

    let put = east.post(&address, &format!("csrf={csrf}&action=preset%3Aalma-900-995&mapping=koha-952"), None).await;
    assert!(put.text().await.expect("a page").contains("4 of 4 sampled copies would be lent, 0 not."));

    let bad = east.post(&address, &format!("csrf={csrf}&action=save&mapping=itms+995+barcode%3Ds"), None).await;
    assert_eq!(bad.status(), 422);
    assert!(bad.text().await.expect("a page").contains("did you mean `items`?"));

    let rules = "items+995+barcode%3Ds+location%3Daa%0D%0Alend+no+location+RES*+%22Reserves+stay+here%22%0D%0Alend+yes+otherwise";
    let tried = east.post(&address, &format!("csrf={csrf}&action=next&record=1&mapping={rules}"), None).await;
    let tried = tried.text().await.expect("a page");
    for words in ["2 of 4 sampled copies would be lent, 2 not", "Item 31234000000002", "Reserves stay here"] {
        assert!(tried.contains(words), "{words}: {tried}");
    }

    let saved = east.post(&address, &format!("csrf={csrf}&action=save&mapping={rules}"), None).await;
    assert_eq!((saved.status().as_u16(), location(&saved)), (303, address));
    let stored = house.platform.store().sources().by_id(house.east.id, source).await.expect("the source");
    assert!(stored.settings.mapping.contains("lend no location RES*"), "{}", stored.settings.mapping);
    house.stop().await;
}

/// A source of East with four records, each with one copy, every second one in the reserve.
async fn source_with_records(house: &House, mapping: &str) -> SourceId {
    let settings = SourceSettings {
        name: "catalogue".into(),
        url: "https://east.example/oai".into(),
        set_spec: None,
        prefix: "marc21".into(),
        mapping: mapping.into(),
        ..SourceSettings::default()
    };
    let store = house.platform.store();
    let source = store.sources().add(house.east.id, &settings, 0).await.expect("a source");
    let mapping = mapping_of(&settings.mapping);
    let record = |number: usize| {
        let mut record = marc::Record::new();
        record.push_data("245", "00", &[("a", &format!("Title {number}"))]);
        let (holding, item) = (format!("22{number:011}5231"), format!("23{number:011}5231"));
        let place = if number.is_multiple_of(2) { "RESERVE" } else { "STACKS" };
        record.push_data("900", "0 ", &[("b", "MAIN"), ("d", place), ("f", "QA76.B1"), ("8", &holding)]);
        let barcode = format!("3123400000000{number}");
        let item =
            [("ff", holding.as_str()), ("a", &item), ("s", &barcode), ("aa", place), ("t", "BOOK"), ("h", "MAIN")];
        record.push_data("995", "  ", &item);
        incoming(&number.to_string(), "", &record, &mapping)
    };
    let records: Vec<store::IncomingRecord> = (1..=4).map(record).collect();
    let batch = Batch::new(source, &records, 0);
    store.records().ingest(&batch).await.expect("the records are taken in");
    source
}

fn csrf_of(page: &str) -> String {
    let rest = page.split("name=\"csrf\" value=\"").nth(1).expect("a form");
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_the_same_and_are_slowed_down() {
    let house = House::build().await;
    let browser = Browser::stranger(&house);
    let wrong = sign_in_form(&browser, "east-staff", "no ferry").await.text().await.expect("a page");
    let unknown = sign_in_form(&browser, "nobody", "no ferry").await.text().await.expect("a page");
    assert_eq!(wrong.replace("east-staff", ""), unknown.replace("nobody", ""));
    for _ in 0..6 {
        sign_in_form(&browser, "east-staff", "no ferry").await;
    }
    let right = sign_in_form(&browser, "east-staff", PASSWORD).await;
    assert_ne!(right.status(), 303, "too many wrong passwords, and still the next one is looked at");
    house.stop().await;
}

#[tokio::test]
async fn after_signing_in_nobody_is_sent_to_another_site() {
    let house = House::build().await;
    for (next, expected) in
        [("/desk", "/desk"), ("https://evil.example/", "/"), ("//evil.example/", "/"), ("/\\evil.example", "/")]
    {
        let browser = Browser::stranger(&house);
        let form = format!("username=east-staff&password={}&next={next}", PASSWORD.replace(' ', "+"));
        let response = browser.post("/sign-in", &form, None).await;
        assert_eq!(response.status(), 303);
        let lands = location(&response);
        assert!(
            lands == expected || (expected == "/" && lands.starts_with('/') && !lands.contains("evil")),
            "{next} leads to {lands}"
        );
    }
    house.stop().await;
}

#[tokio::test]
async fn staff_promise_a_copy_by_its_place_and_no_copy_twice() {
    let house = House::build().await;
    for id in ["EAST-1", "EAST-2"] {
        partners::post(&house, &partners::request("ISIL:WEST", id, "Emma")).await;
    }
    let west = Browser::sign_in(&house, "west-admin").await;
    let csrf = csrf_of(&west.text("/settings/branches").await);
    let numbers: Vec<String> =
        partners::supplier_queue(&house).await.into_iter().map(|request| request.number).collect();
    let promise = async |number: &str| {
        let body = format!("csrf={csrf}&location=Stacks&call_number=PR4034&barcode=35680000000017");
        west.post(&format!("/desk/requests/{number}/commands/promise"), &body, None).await
    };
    assert_eq!(promise(&numbers[0]).await.status(), 303);
    let slip = west.text(&format!("/desk/requests/{}/slip", numbers[0])).await;
    for part in ["Stacks", "PR4034", "35680000000017"] {
        assert!(slip.contains(part), "{slip}");
    }
    let refused = promise(&numbers[1]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.expect("a page").contains("promised for another request"));
    house.stop().await;
}

async fn ask(house: &House) -> String {
    let new = NewAsk {
        library: house.east.id,
        patron: PatronData { patron_id: "p1".into(), name: "A patron".into(), ..PatronData::default() },
        service_type: ServiceType::Loan,
        description: Description { title: "Emma".into(), ..Description::default() },
        form_key: "one".into(),
        actor: "east-patron".into(),
    };
    house.platform.ask(new).await.expect("a request").number
}

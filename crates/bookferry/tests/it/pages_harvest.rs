//! The harvest pages: who may see them, and what they do with forms.

use store::{Batch, Guard, IncomingRecord, NewQuarantine, QuarantineId, Removals, SourceId, SourceSettings};

use super::browser::Browser;
use super::drop_house::{collection, put};
use super::house::House;
use super::sftp_server::{Lies, SftpServer, USER, private_key};

const PAGES: [&str; 6] = ["", "/connection", "/quarantine", "/removals", "/records?q=1", "/live"];
const FORMS: [&str; 9] = [
    "/now",
    "/stop",
    "/pause",
    "/resume",
    "/everything",
    "/schedule",
    "/removals/apply",
    "/removals/drop",
    "/quarantine/retry",
];

#[tokio::test]
async fn a_source_is_seen_by_administrators_of_its_library_only() {
    let house = House::build().await;
    let source = source_of_east(&house).await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let (staff, other) = (Browser::sign_in(&house, "east-staff").await, Browser::sign_in(&house, "west-admin").await);
    for page in PAGES {
        let address = format!("/settings/harvest/{source}{page}");
        assert_eq!(admin.get(&address).await.status(), 200, "{address}");
        assert_eq!(staff.get(&address).await.status(), 403, "{address} for staff");
        assert_eq!(other.get(&address).await.status(), 404, "{address} for another library");
        assert_eq!(Browser::stranger(&house).get(&address).await.status(), 303, "{address} for a stranger");
    }
    house.stop().await;
}

#[tokio::test]
async fn the_buttons_of_a_source_do_nothing_for_another_library_or_without_a_token() {
    let house = House::build().await;
    let source = source_of_east(&house).await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let other = Browser::sign_in(&house, "west-admin").await;
    let token = other.token("/settings/harvest").await;
    for form in FORMS {
        let address = format!("/settings/harvest/{source}{form}");
        assert_eq!(admin.post(&address, "csrf=0123456789", None).await.status(), 403, "{address} without a token");
        let foreign = other.post(&address, &format!("csrf={token}"), None).await;
        assert_eq!(foreign.status(), 404, "{address} for another library");
    }
    let source = house.platform.store().sources().by_id(house.east.id, source).await.expect("the source");
    assert!(!source.paused, "a source was paused by another library");
    house.stop().await;
}

#[tokio::test]
async fn a_schedule_that_cannot_be_is_refused_beside_its_fields_and_changes_nothing() {
    let house = House::build().await;
    let source = source_of_east(&house).await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let address = format!("/settings/harvest/{source}");
    let token = admin.token(&address).await;
    let form = format!(
        "csrf={token}&every_hours=soon&overlap_hours=24&removal_guard_percent=101&window_from=22&window_until=&headers=no+colon"
    );
    let answer = admin.post(&format!("{address}/schedule"), &form, None).await;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.expect("a page");
    for field in ["every_hours", "removal_guard_percent", "window_until", "headers"] {
        assert!(page.contains(&format!("id=\"{field}-error\"")), "nothing is said beside {field}");
    }
    assert!(page.contains("value=\"soon\""), "what was typed is gone");
    let kept = house.platform.store().sources().by_id(house.east.id, source).await.expect("the source");
    assert_eq!(kept.settings.fetch, "");
    house.stop().await;
}

#[tokio::test]
async fn passwords_and_header_values_are_kept_and_never_shown() {
    let house = House::build().await;
    let source = source_of_east(&house).await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let address = format!("/settings/harvest/{source}");
    let token = admin.token(&address).await;
    let first = format!(
        "csrf={token}&every_hours=12&overlap_hours=24&removal_guard_percent=10&user=reader&password=sesame&headers=X-Api-Key:+abracadabra"
    );
    assert_eq!(admin.post(&format!("{address}/schedule"), &first, None).await.status(), 303);
    let page = admin.text(&address).await;
    assert!(!page.contains("sesame") && !page.contains("abracadabra"), "a secret is on the page");
    let mask = "%E2%80%A2".repeat(8);
    let second = format!(
        "csrf={token}&every_hours=6&overlap_hours=24&removal_guard_percent=10&user=reader&password=&headers=X-Api-Key:+{mask}"
    );
    assert_eq!(admin.post(&format!("{address}/schedule"), &second, None).await.status(), 303);
    let kept = house.platform.store().sources().by_id(house.east.id, source).await.expect("the source").settings.fetch;
    for part in ["\"every_hours\":6", "sesame", "abracadabra"] {
        assert!(kept.contains(part), "{part} is not in {kept}");
    }
    house.stop().await;
}

#[tokio::test]
async fn what_is_in_quarantine_cannot_act_on_the_page_and_can_be_saved_as_it_came() {
    let house = House::build().await;
    let source = source_of_east(&house).await;
    let raw = b"<record><script>alert(1)</script>\x1e\xff</record>".to_vec();
    let bad = [NewQuarantine {
        source_record_id: "<b>991</b>".to_owned(),
        datestamp: String::new(),
        reason: "it is not <i>MARC</i>".to_owned(),
        raw: raw.clone(),
    }];
    let batch = Batch { bad: &bad, ..Batch::new(source, &[], house.platform.now()) };
    house.platform.store().records().ingest(&batch).await.expect("a batch");
    let list = house.platform.store().quarantine().of_source(house.east.id, source, QuarantineId(0), 10).await;
    let id = list.expect("a list").first().expect("a record").id;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let address = format!("/settings/harvest/{source}/quarantine");
    for page in [admin.text(&address).await, admin.text(&format!("{address}/{id}")).await] {
        assert!(!page.contains("<script>alert") && !page.contains("<b>991") && !page.contains("<i>MARC"), "{page}");
    }
    assert!(admin.text(&format!("{address}/{id}")).await.contains(r"\x1E\xFF"));
    let file = admin.get(&format!("{address}/{id}/raw")).await;
    let header = |name: &str| file.headers()[name].to_str().expect("a text").to_owned();
    assert!(header("content-disposition").starts_with("attachment") && header("x-content-type-options") == "nosniff");
    assert_eq!(file.bytes().await.expect("the bytes"), raw);
    let other = Browser::sign_in(&house, "west-admin").await;
    assert_eq!(other.get(&format!("{address}/{id}/raw")).await.status(), 404);
    let token = admin.token(&format!("{address}/{id}")).await;
    assert_eq!(admin.post(&format!("{address}/{id}/dismiss"), &format!("csrf={token}"), None).await.status(), 303);
    assert_eq!(admin.get(&format!("{address}/{id}")).await.status(), 404);
    house.stop().await;
}

#[tokio::test]
async fn a_connection_with_mistakes_is_refused_beside_its_fields() {
    let house = House::build().await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    for (address, form, fields) in [
        (
            "/settings/harvest/connect",
            "alma_domain=&institution_code=nonsense&set=&prefix=marc+21&mapping=my+own&hour=3&do=save",
            ["alma_domain", "institution_code", "set", "prefix", "mapping"].as_slice(),
        ),
        (
            "/settings/harvest/add",
            "name=&url=univ.example&prefix=&mapping=find&do=test",
            ["name", "url", "prefix"].as_slice(),
        ),
        (
            "/settings/harvest/add-folder",
            "name=&url=%2Fetc&content=changes&mapping=nonsense&do=test",
            ["name", "url", "mapping"].as_slice(),
        ),
        (
            "/settings/harvest/add-resourcesync",
            "name=&url=%2Fsrv&token=two+words&mapping=find&do=save",
            ["name", "url", "token"].as_slice(),
        ),
    ] {
        let token = admin.token(address).await;
        let answer = admin.post(address, &format!("csrf={token}&{form}"), None).await;
        assert_eq!(answer.status(), 422, "{address}");
        let page = answer.text().await.expect("a page");
        for field in fields {
            assert!(page.contains(&format!("id=\"{field}-error\"")), "nothing is said beside {field} on {address}");
        }
    }
    assert!(house.platform.store().sources().of_library(house.east.id).await.expect("sources").is_empty());
    house.stop().await;
}

#[tokio::test]
async fn a_folder_is_connected_on_its_page_and_its_files_are_told_one_by_one() {
    let house = House::build().await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    put(&house.drop, "books_new.xml", collection(&[("1", "Emma"), ("2", "Beowulf")]).as_bytes(), 1_700_000_000_000);
    put(&house.drop, "notes.pdf", b"%PDF", 1_700_000_000_000);
    let address = "/settings/harvest/add-folder";
    assert!(admin.text(address).await.contains(&house.drop.display().to_string()), "the open folder is not named");
    let west = Browser::sign_in(&house, "west-admin").await;
    assert!(!west.text(address).await.contains(&house.drop.display().to_string()), "it is East's alone");
    let typed = |token: &str, button: &str| {
        let folder = house.drop.display().to_string().replace('/', "%2F");
        format!("csrf={token}&name=drop&url={folder}&content=changes&files=&user=&password=&mapping=find&do={button}")
    };
    let token = admin.token(address).await;
    let test = admin.post(address, &typed(&token, "test"), None).await.text().await.expect("a page");
    assert!(test.contains("1 files of records; 1 would be read now") && test.contains("notes.pdf"), "{test}");
    let look = admin.post(address, &typed(&token, "look"), None).await.text().await.expect("a page");
    assert!(look.contains("books_new.xml begins with 2 records") && look.contains("Beowulf"), "{look}");
    let refused = west.post(address, &typed(&west.token(address).await, "save"), None).await;
    assert_eq!(refused.status(), 422, "another library's folder");
    let saved = admin.post(address, &typed(&token, "save"), None).await;
    assert_eq!(saved.status(), 303);
    let sources = house.platform.store().sources().of_library(house.east.id).await.expect("sources");
    let source = sources.first().expect("the source").id;
    while house.platform.store().sources().by_id(house.east.id, source).await.expect("it").completed_at.is_none() {
        tokio::task::yield_now().await;
    }
    let page = admin.text(&format!("/settings/harvest/{source}")).await;
    assert!(page.contains("Last files") && page.contains("books_new.xml") && page.contains("files in "), "{page}");
    assert!(!page.contains("Overlap in hours"), "a folder has no overlap");
    let record = admin.text(&format!("/settings/harvest/{source}/records?q=1")).await;
    assert!(record.contains("Emma") && !record.contains("Refresh from the source"), "{record}");
    house.stop().await;
}

#[tokio::test]
async fn an_access_token_is_kept_and_never_shown() {
    let house = House::build().await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let preset = admin.text("/settings/harvest/add-resourcesync?preset=pod").await;
    assert!(preset.contains("https://pod.stanford.edu/organizations/normalized_resourcelist/marcxml"), "{preset}");
    let address = "/settings/harvest/add-resourcesync";
    let form = |token: &str, secret: &str| {
        format!(
            "csrf={token}&name=POD&url=http%3A%2F%2F127.0.0.1%3A9%2Flist&set=east&token={secret}&mapping=marc-852-876&do=save"
        )
    };
    let token = admin.token(address).await;
    let tested = admin.post(address, &form(&token, "sesame").replace("do=save", "do=test"), None).await;
    let tested = tested.text().await.expect("a page");
    assert!(tested.contains("name=\"secrets_typed\" value=\"token\"") && !tested.contains("sesame"), "{tested}");
    let forgotten = admin.post(address, &format!("{}&secrets_typed=token", form(&token, "")), None).await;
    assert_eq!(forgotten.status(), 422, "the token would be lost without a word");
    assert_eq!(admin.post(address, &form(&token, "sesame"), None).await.status(), 303);
    let source = house.platform.store().sources().of_library(house.east.id).await.expect("sources")[0].clone();
    let connection = format!("/settings/harvest/{}/connection", source.id);
    for page in [connection.clone(), format!("/settings/harvest/{}", source.id)] {
        assert!(!admin.text(&page).await.contains("sesame"), "the token is on {page}");
    }
    let token = admin.token(&connection).await;
    assert_eq!(admin.post(&connection, &form(&token, ""), None).await.status(), 303);
    let kept = house.platform.store().sources().by_id(house.east.id, source.id).await.expect("it").settings;
    assert!(kept.fetch.contains("Bearer sesame") && kept.set_spec.as_deref() == Some("east"), "{}", kept.fetch);
    house.stop().await;
}

#[tokio::test]
async fn many_removals_are_shown_with_their_share_and_wait_for_the_answer() {
    let house = House::build().await;
    let source = source_of_east(&house).await;
    let records: Vec<IncomingRecord> = (0..30).map(record).collect();
    let gone: Vec<IncomingRecord> = (0..25).map(|number| IncomingRecord { deleted: true, ..record(number) }).collect();
    let (store, now) = (house.platform.store(), house.platform.now());
    store.records().ingest(&Batch::new(source, &records, now)).await.expect("a batch");
    let held = Batch { removals: Removals::Hold, ..Batch::new(source, &gone, now) };
    store.records().ingest(&held).await.expect("a batch");
    let guard = Guard { at_least: 20, percent: 10 };
    store.records().settle_removals(source, None, guard, now).await.expect("settled");
    let admin = Browser::sign_in(&house, "east-admin").await;
    let address = format!("/settings/harvest/{source}/removals");
    let page = admin.text(&address).await;
    assert!(page.contains("25 of 30 records would disappear."), "{page}");
    assert!(page.contains("Emma, part 7"), "the titles are not shown");
    let form = format!("csrf={}", admin.token(&address).await);
    assert_eq!(admin.post(&format!("{address}/drop"), &form, None).await.status(), 303);
    let kept = store.sources().by_id(house.east.id, source).await.expect("the source");
    assert_eq!((kept.record_count, kept.held_removals), (30, 0));
    house.stop().await;
}

fn record(number: u32) -> IncomingRecord {
    let title = format!("Emma, part {number}");
    let mut marc = marc::Record::new();
    marc.push_control("001", &format!("99{number}")).push_data("245", "10", &[("a", &title)]);
    IncomingRecord {
        source_record_id: format!("99{number}"),
        hash: title.clone(),
        marc: marc::marcxml::encode(&marc).into_bytes(),
        keys: vec![title],
        holdings: "[]".to_owned(),
        ..IncomingRecord::default()
    }
}

/// A source of East that nobody harvests.
async fn source_of_east(house: &House) -> SourceId {
    let settings = SourceSettings {
        name: "catalogue".to_owned(),
        url: "http://127.0.0.1:9/view/oai/01EAST_INST/request".to_owned(),
        set_spec: Some("BOOKFERRY".to_owned()),
        prefix: "marc21".to_owned(),
        mapping: "alma-900-995".to_owned(),
        ..SourceSettings::default()
    };
    house.platform.store().sources().add(house.east.id, &settings, house.platform.now()).await.expect("a source")
}

#[tokio::test]
async fn an_sftp_server_is_connected_on_its_page_after_its_key_was_compared() {
    let house = House::build().await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let server = SftpServer::open(1).await;
    server.wants_key(7);
    server.lay("/out/books.xml", Lies::file(collection(&[("1", "Emma")]), 1_700_000_000_000));
    let address = "/settings/harvest/add-folder";
    let token = admin.token(address).await;
    let key = form_text(&private_key(7));
    let typed = |more: &str, button: &str| {
        let url = form_text(&format!("{}/out", server.url));
        format!("csrf={token}&name=drop&url={url}&content=changes&files=&mapping=marc-852-876&do={button}&{more}")
    };
    let send = async |more: &str, button: &str| admin.post(address, &typed(more, button), None).await;

    let first = send("", "test").await.text().await.expect("a page");
    assert!(first.contains(&server.fingerprint) && first.contains("Nobody signed in yet"), "{first}");
    let early = send("", "save").await;
    assert_eq!(early.status(), 422);
    let early = early.text().await.expect("a page");
    assert!(early.contains("server_key-error") && early.contains("user-error"), "{early}");
    assert!(server.tried().is_empty());

    let known = format!("user={USER}&private_key={key}&server_key={}", form_text(&server.fingerprint));
    let tested = send(&known, "test").await.text().await.expect("a page");
    assert!(tested.contains("books.xml begins with 1 records"), "{tested}");
    assert!(tested.contains("name=\"secrets_typed\" value=\"private_key\""), "{tested}");
    assert!(
        !tested.contains("PRIVATE KEY-----\n") && !tested.contains(&private_key(7)[40..80]),
        "the key is on the page"
    );
    let forgotten = format!("user={USER}&server_key={}&secrets_typed=private_key", form_text(&server.fingerprint));
    assert_eq!(send(&forgotten, "save").await.status(), 422, "the key would be lost without a word");
    assert_eq!(send(&known, "save").await.status(), 303);

    let source = house.platform.store().sources().of_library(house.east.id).await.expect("sources")[0].clone();
    while house.platform.store().sources().by_id(house.east.id, source.id).await.expect("it").completed_at.is_none() {
        tokio::task::yield_now().await;
    }
    let page = admin.text(&format!("/settings/harvest/{}/connection", source.id)).await;
    assert!(page.contains(&server.fingerprint) && page.contains("One is kept."), "{page}");
    assert!(!page.contains(&private_key(7)[40..80]), "the key is on the page");
    house.stop().await;
}

#[tokio::test]
async fn addresses_keys_and_fingerprints_that_cannot_be_are_refused_beside_their_fields() {
    let house = House::build().await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let address = "/settings/harvest/add-folder";
    let token = admin.token(address).await;
    for (typed, field, words) in [
        ("url=sftp%3A%2F%2Feast%3Asesame%40files.example%2F", "url", "in their own fields"),
        ("url=sftp%3A%2F%2F%2Fout", "url", "names no server"),
        ("url=gopher%3A%2F%2Ffiles.example", "url", "sftp://"),
        ("url=sftp%3A%2F%2Ffiles.example&user=east&private_key=sesame", "private_key", "paste it whole"),
        ("url=sftp%3A%2F%2Ffiles.example&private_key=sesame", "user", "Enter the user"),
        ("url=sftp%3A%2F%2Ffiles.example&server_key=MD5%3A16%3A27", "server_key", "SHA256:"),
    ] {
        let form = format!("csrf={token}&name=drop&content=changes&files=&mapping=find&do=test&{typed}");
        let answer = admin.post(address, &form, None).await;
        assert_eq!(answer.status(), 422, "{typed}");
        let page = answer.text().await.expect("a page");
        let error = page.split(&format!("id=\"{field}-error\"")).nth(1).unwrap_or_default();
        assert!(error.split("</span>").next().is_some_and(|error| error.contains(words)), "{typed}: {page}");
        assert!(!typed.contains("private_key") || !page.contains("sesame"), "a secret is on the page");
    }
    house.stop().await;
}

/// As forms send it.
fn form_text(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

//! Files of FTP servers, in the clear and over TLS: read like those of a folder, whatever dialect the server speaks.

use bookferry::jobs::{self, FetchSettings, FileContent, SourceKind, SourceTest, TestOutcome, Wanted};

use super::drop_house::{DropHouse, HOUR, NOW, collection, many};
use super::ftp_server::{AUTHORITY, FtpServer, Lies, List, Manner};

const DAY: i64 = 24 * HOUR;

fn folder() -> FetchSettings {
    FetchSettings { kind: SourceKind::Folder, ..FetchSettings::default() }
}

/// A server of this manner, and a source of its folder.
async fn both(manner: Manner) -> (FtpServer, DropHouse) {
    let server = FtpServer::open(manner).await;
    let house = DropHouse::new(&format!("ftp://{}/out", server.host), folder()).await;
    (server, house)
}

async fn test(house: &DropHouse) -> SourceTest {
    jobs::test_source(&house.platform, house.library, &house.source().await.settings).await
}

fn aged(content: impl AsRef<[u8]>, days: i64) -> Lies {
    Lies::file(content, NOW - days * DAY)
}

/// The commands of files.
fn fetched(server: &FtpServer) -> Vec<String> {
    server.asked().into_iter().filter(|line| line.starts_with("RETR")).collect()
}

#[tokio::test]
async fn files_of_every_kind_of_ftp_server_are_read_in_the_order_of_their_time_and_each_once() {
    for list in [List::Machine, List::Unix, List::Windows] {
        let (server, house) = both(Manner { list, ..Manner::default() }).await;
        server.lay("z.xml", aged(collection(&[("1", "Old"), ("2", "Two")]), 9));
        server.lay("a b.xml", aged(collection(&[("1", "New"), ("3", "Three")]), 5));
        server.lay("notes.pdf", aged("not for us", 5));
        let tested = test(&house).await;
        assert!(
            tested.steps[0].seen.contains("2 would be read now, in this order: z.xml, a b.xml"),
            "{:?}",
            tested.steps
        );
        let advice = tested.steps[0].advice.clone().unwrap_or_default();
        assert!(advice.contains("notes.pdf (") && advice.contains("sub (it is no file"), "{advice}");
        assert!(tested.steps[1].seen.contains("z.xml begins with 2 records"), "{:?}", tested.steps);
        house.harvest(Wanted::Changes).await.expect("the first");
        assert_eq!(house.outcomes().await, ["z.xml read", "a b.xml read"], "{list:?}");
        let record = house.platform.store().records().of_source(house.source, "1").await.unwrap().unwrap();
        assert!(String::from_utf8_lossy(&record.marc).contains("New"), "the later file counts");
        server.asked();
        server.lay("b.xml", aged(collection(&[("4", "Four")]), 1));
        house.harvest(Wanted::Changes).await.expect("the second");
        assert_eq!(fetched(&server), ["RETR b.xml"], "files that were read are not fetched again");
        assert_eq!(house.records().await, ["1", "2", "3", "4"]);
    }
}

#[tokio::test]
async fn of_complete_exports_on_an_ftp_server_the_newest_replaces_all() {
    let server = FtpServer::open(Manner::default()).await;
    let fetch = FetchSettings { content: FileContent::Complete, ..folder() };
    let house = DropHouse::new(&format!("ftp://{}/out", server.host), fetch).await;
    server.lay("full_1.xml", aged(many(40, "A"), 9));
    server.lay("full_2.xml", aged(many(30, "B"), 5));
    house.harvest(Wanted::Changes).await.expect("the newest");
    assert_eq!(house.records().await.len(), 30);
    server.lay("full_3.xml", aged(many(29, "B"), 1));
    house.harvest(Wanted::Changes).await.expect("a smaller one");
    assert_eq!(house.records().await.len(), 29);
}

#[tokio::test]
async fn ftp_in_the_clear_is_read_with_a_warning_and_without_a_user_as_anybody() {
    let (server, house) = both(Manner::default()).await;
    server.lay("a.xml", aged(collection(&[("1", "One")]), 1));
    let tested = test(&house).await;
    assert_eq!(tested.steps[0].outcome, TestOutcome::Warning);
    assert!(
        tested.steps[0].advice.as_ref().is_some_and(|advice| advice.contains("in the clear")),
        "{:?}",
        tested.steps
    );
    let asked = server.asked();
    assert_eq!(asked[..2], ["USER anonymous", "PASS tests"], "the contact is told");
    assert!(asked.contains(&"EPSV".to_owned()) && !asked.contains(&"PASV".to_owned()), "{asked:?}");
}

#[tokio::test]
async fn over_tls_a_server_is_believed_only_with_its_authority_and_nothing_is_in_the_clear() {
    let server = FtpServer::open(Manner { user: Some(("east", "sesame")), ..Manner::default() }).await;
    server.lay("a.xml", aged(collection(&[("1", "One")]), 1));
    let fetch = FetchSettings { user: Some("east".into()), password: Some("sesame".into()), ..folder() };
    let house = DropHouse::new(&format!("ftps://{}/out", server.host), fetch.clone()).await;
    let words = house.failure().await;
    assert!(words.contains("no safe connection") && words.contains("Schedule and manners"), "{words}");
    assert!(!server.asked().iter().any(|line| line.contains("sesame")), "the password was sent to a stranger");
    let believing = FetchSettings { authority: Some(AUTHORITY.to_owned()), ..fetch };
    house.change(|settings| settings.fetch = believing.to_json()).await;
    let tested = test(&house).await;
    assert!(tested.steps.iter().all(|step| step.outcome != TestOutcome::Failed), "{:?}", tested.steps);
    assert!(tested.steps[0].advice.as_ref().is_none_or(|advice| !advice.contains("in the clear")));
    house.harvest(Wanted::Changes).await.expect("believed");
    assert_eq!(house.records().await, ["1"]);
    assert!(server.asked().contains(&"PROT P".to_owned()), "files are private as well");
    let nowhere = server.host.replace("127.0.0.1", "localhost");
    house.change(|settings| settings.url = format!("ftps://{nowhere}/out")).await;
    house.harvest(Wanted::Changes).await.expect("the certificate has that name too");
    server.behave(|manner| manner.knows_tls = false);
    assert!(house.failure().await.contains("does not begin TLS"));
}

#[tokio::test]
async fn data_come_from_the_server_itself_whatever_address_it_names() {
    let (server, house) = both(Manner { knows_epsv: false, passive: [192, 0, 2, 1], ..Manner::default() }).await;
    server.lay("a.xml", aged(collection(&[("1", "One")]), 1));
    house.harvest(Wanted::Changes).await.expect("the address is not followed");
    assert_eq!(house.records().await, ["1"]);
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|line| *line == "EPSV").count(), 1, "it is asked once a connection: {asked:?}");
}

#[tokio::test]
async fn who_is_not_let_in_or_finds_no_time_is_told_why() {
    let (server, house) = both(Manner { user: Some(("east", "sesame")), ..Manner::default() }).await;
    let words = house.failure().await;
    assert!(words.contains("530 Login incorrect") && words.contains("it wants a user and a password"), "{words}");
    let wrong = FetchSettings { user: Some("east".into()), password: Some("abracadabra".into()), ..folder() };
    house.change(|settings| settings.fetch = wrong.to_json()).await;
    let words = house.failure().await;
    assert!(words.contains("check user and password") && !words.contains("abracadabra"), "{words}");
    server.behave(|manner| manner.is_busy = true);
    let words = house.failure().await;
    assert!(words.contains("421 Too many users"), "{words}");
    house.change(|settings| settings.url = "ftp://127.0.0.1:9/out".into()).await;
    assert!(house.failure().await.contains("could not be reached"));
}

#[tokio::test]
async fn what_ftp_calls_550_is_told_apart() {
    let (server, house) = both(Manner::default()).await;
    let one = collection(&[("1", "One")]);
    server.lay("a.xml", Lies { refusal: Some("550 Permission denied"), ..aged(&one, 9) });
    server.lay("b.xml", aged(collection(&[("2", "Two")]), 1));
    let words = house.failure().await;
    assert!(words.contains("550 Permission denied") && words.contains("What comes behind it waits"), "{words}");
    assert!(house.records().await.is_empty());
    house.change(|settings| settings.url.push_str("/nowhere")).await;
    let words = house.failure().await;
    assert!(words.contains("/out/nowhere cannot be entered (550 No such folder)"), "{words}");
}

#[tokio::test]
async fn a_file_that_ends_before_its_end_keeps_nothing_and_is_read_the_next_time() {
    let whole = many(2_000, "A");
    for says in ["426 Connection closed; transfer aborted", "451 Local error", ""] {
        let (server, house) = both(Manner::default()).await;
        server.lay("a.xml", Lies { breaks: Some((100_000, says)), ..aged(&whole, 1) });
        let words = house.failure().await;
        assert!(words.contains("a.xml broke off") && words.contains(says), "{words}");
        assert!(house.records().await.is_empty(), "nothing of half a file");
        server.lay("a.xml", aged(&whole, 1));
        house.harvest(Wanted::Changes).await.expect("the server is well again");
        assert_eq!(house.records().await.len(), 2_000);
    }
}

#[tokio::test]
async fn a_file_on_an_ftp_server_that_may_still_grow_waits() {
    let one = collection(&[("1", "One")]);
    let (server, house) = both(Manner::default()).await;
    server.lay("a.xml", Lies { breaks: Some((100, "226 That is all")), ..aged(&one, 1) });
    house.harvest(Wanted::Changes).await.expect("other bytes than the list says");
    assert!(house.records().await.is_empty());
    assert_eq!(house.source().await.next_run_at, Some(NOW + 300_000));
    server.lay("a.xml", Lies::file(&one, NOW - 1_000));
    house.harvest(Wanted::Changes).await.expect("it is young");
    assert!(house.records().await.is_empty());

    for (knows_mdtm, modified, is_read) in
        [(true, NOW - HOUR, true), (true, NOW - 1_000, false), (false, NOW - DAY, false)]
    {
        let (server, house) = both(Manner { list: List::Unix, knows_mdtm, ..Manner::default() }).await;
        server.lay("a.xml", Lies::file(&one, modified));
        house.harvest(Wanted::Changes).await.expect("a list that tells no exact time");
        assert_eq!(house.records().await.len(), usize::from(is_read), "MDTM {knows_mdtm} {modified}");
        house.harvest(Wanted::Changes).await.expect("it was so before");
        assert_eq!(house.records().await, ["1"]);
    }
}

#[tokio::test]
async fn a_server_that_closes_the_connection_between_files_is_called_again() {
    let (server, house) = both(Manner { closes_after_files: true, ..Manner::default() }).await;
    for number in 1..=3 {
        server.lay(&format!("{number}.xml"), aged(collection(&[(&number.to_string(), "A")]), 9 - number));
    }
    house.harvest(Wanted::Changes).await.expect("all of them");
    assert_eq!(house.records().await, ["1", "2", "3"]);
}

#[tokio::test]
async fn a_single_file_of_an_ftp_server_is_read() {
    let (server, house) = both(Manner::default()).await;
    server.lay("a.xml", aged(collection(&[("1", "One")]), 1));
    server.lay("b.xml", aged(collection(&[("2", "Two")]), 1));
    house.change(|settings| settings.url.push_str("/a.xml")).await;
    house.harvest(Wanted::Changes).await.expect("the file");
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn a_folder_of_an_ftp_server_with_more_files_than_are_looked_at_is_refused() {
    let (server, house) = both(Manner::default()).await;
    // A folder within the folder counts as well.
    for number in 0..50_000 {
        server.lay(&format!("{number:05}.xml"), aged("", 9));
    }
    let words = house.failure().await;
    assert!(words.contains("more than 50000 files"), "{words}");
    server.remove("00000.xml");
    assert!(test(&house).await.steps[0].seen.contains("49999 files of records"));
}

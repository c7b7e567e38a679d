//! Files of SFTP servers: read like those of a folder, from the server whose key was entered and from no other.

use bookferry::jobs::{self, FetchSettings, SourceKind, SourceTest, TestOutcome, Wanted};
use russh_sftp::protocol::StatusCode;

use super::drop_house::{DropHouse, HOUR, NOW, collection, many};
use super::sftp_server::{FOLDER, LINK, Lies, SftpServer, USER, private_key};

const PASSWORD: &str = "sesame";

fn signed_in(server: &SftpServer) -> FetchSettings {
    FetchSettings {
        kind: SourceKind::Folder,
        user: Some(USER.to_owned()),
        password: Some(PASSWORD.to_owned()),
        server_key: Some(server.fingerprint.clone()),
        ..FetchSettings::default()
    }
}

/// A server that wants the password, and a source of its folder.
async fn both() -> (SftpServer, DropHouse) {
    let server = SftpServer::open(1).await;
    server.wants_password(PASSWORD);
    let house = DropHouse::new(&format!("{}/out", server.url), signed_in(&server)).await;
    (server, house)
}

async fn change(house: &DropHouse, change: impl FnOnce(&mut FetchSettings)) {
    house
        .change(|settings| {
            let mut fetch = FetchSettings::read(&settings.fetch);
            change(&mut fetch);
            settings.fetch = fetch.to_json();
        })
        .await;
}

async fn test(house: &DropHouse) -> SourceTest {
    jobs::test_source(&house.platform, house.library, &house.source().await.settings).await
}

fn old(content: impl AsRef<[u8]>) -> Lies {
    Lies::file(content, NOW - 9 * HOUR)
}

#[tokio::test]
async fn files_of_an_sftp_server_are_read_in_the_order_of_their_time_and_each_once() {
    let (server, house) = both().await;
    server.lay("/out/z.xml", Lies::file(collection(&[("1", "Old"), ("2", "Two")]), NOW - 9 * HOUR));
    server.lay("/out/a b.xml", Lies::file(collection(&[("1", "New"), ("3", "Three")]), NOW - 5 * HOUR));
    server.lay("/out/notes.pdf", old("not for us"));
    server.lay("/out/sub", Lies { mode: FOLDER, ..old("") });
    server.lay("/out/sub/x.xml", old(collection(&[("66", "Below")])));
    let tested = test(&house).await;
    assert!(tested.steps[0].seen.contains("2 files of records; 2 would be read now, in this order: z.xml, a b.xml"));
    let advice = tested.steps[0].advice.clone().unwrap_or_default();
    assert!(advice.contains("notes.pdf (its name has none") && advice.contains("sub ("), "{advice}");
    assert!(tested.steps[1].seen.contains("z.xml begins with 2 records"), "{:?}", tested.steps);
    assert!(house.records().await.is_empty(), "a test keeps nothing");

    house.harvest(Wanted::Changes).await.expect("the first");
    assert_eq!(house.outcomes().await, ["z.xml read", "a b.xml read"]);
    assert_eq!(house.records().await, ["1", "2", "3"]);
    let record = house.platform.store().records().of_source(house.source, "1").await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&record.marc).contains("New"), "the later file counts");
    server.opened();
    server.lay("/out/b.xml", Lies::file(collection(&[("4", "Four")]), NOW - HOUR));
    house.harvest(Wanted::Changes).await.expect("the second");
    assert_eq!(server.opened(), ["/out/b.xml"], "files that were read are not fetched again");
    house.harvest(Wanted::Everything).await.expect("everything");
    assert_eq!(house.outcomes().await.len(), 6);
}

#[tokio::test]
async fn a_large_file_arrives_whole_however_little_the_server_gives_at_once() {
    let (server, house) = both().await;
    server.lay("/out/a.xml", old(many(3_000, "A long title for a record of which there are very many here")));
    house.harvest(Wanted::Changes).await.expect("it is read");
    assert_eq!(house.records().await.len(), 3_000);
    assert!(server.connections() <= 2, "one connection is enough");
}

#[tokio::test]
async fn nobody_signs_in_before_the_key_of_the_server_was_entered() {
    let (server, house) = both().await;
    server.lay("/out/a.xml", old(collection(&[("1", "One")])));
    change(&house, |fetch| fetch.server_key = None).await;
    let tested = test(&house).await;
    assert_eq!((tested.steps.len(), tested.steps[0].outcome), (1, TestOutcome::Failed));
    assert!(tested.steps[0].seen.contains(&server.fingerprint), "{:?}", tested.steps);
    let words = house.failure().await;
    assert!(words.contains(&server.fingerprint) && words.contains("Nobody signed in"), "{words}");
    assert!(server.tried().is_empty(), "somebody tried to sign in");
    change(&house, |fetch| fetch.server_key = Some(format!("256 {} (ED25519)", server.fingerprint))).await;
    house.harvest(Wanted::Changes).await.expect("the key was entered");
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn another_server_at_the_same_place_learns_nothing() {
    let (server, house) = both().await;
    let other = SftpServer::open(2).await;
    other.wants_password(PASSWORD);
    other.lay("/out/a.xml", old(collection(&[("66", "Forged")])));
    house.change(|settings| settings.url = format!("{}/out", other.url)).await;
    let words = house.failure().await;
    assert!(words.contains(&other.fingerprint) && words.contains(&server.fingerprint), "{words}");
    assert!(words.contains("it is another server, or it has a new key"), "{words}");
    assert!(other.tried().is_empty() && house.records().await.is_empty());
}

#[tokio::test]
async fn one_signs_in_with_a_private_key_and_another_is_refused() {
    let server = SftpServer::open(1).await;
    server.wants_key(7);
    server.lay("/out/a.xml", old(collection(&[("1", "One")])));
    let with_key = FetchSettings { password: None, private_key: Some(private_key(8)), ..signed_in(&server) };
    let house = DropHouse::new(&format!("{}/out", server.url), with_key).await;
    let words = house.failure().await;
    assert!(words.contains("does not accept the private key of east (it takes publickey)"), "{words}");
    change(&house, |fetch| fetch.private_key = Some(private_key(7).replace('\n', "\r\n"))).await;
    house.harvest(Wanted::Changes).await.expect("the right key");
    assert_eq!(house.records().await, ["1"]);
    change(&house, |fetch| fetch.private_key = Some("sesame".into())).await;
    let words = house.failure().await;
    assert!(words.contains("paste it whole") && !words.contains("sesame"), "{words}");
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_one_is_given_where_the_server_asks_in_its_own_words() {
    let (server, house) = both().await;
    server.lay("/out/a.xml", old(collection(&[("1", "One")])));
    change(&house, |fetch| fetch.password = Some("abracadabra".into())).await;
    let words = house.failure().await;
    assert!(words.contains("does not accept east with this password") && !words.contains("abracadabra"), "{words}");
    change(&house, |fetch| fetch.password = None).await;
    assert!(house.failure().await.contains("enter the password of the user or a private key"));
    change(&house, |fetch| fetch.user = None).await;
    assert!(house.failure().await.contains("enter the user"));
    server.prompts();
    server.tried();
    change(&house, |fetch| *fetch = signed_in(&server)).await;
    house.harvest(Wanted::Changes).await.expect("it was asked in other words");
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn what_is_not_there_or_may_not_be_read_is_said() {
    let (server, house) = both().await;
    server.lay("/out/a.xml", Lies { refusal: Some(StatusCode::PermissionDenied), ..old(collection(&[("1", "One")])) });
    server.lay("/out/b.xml", Lies::file(collection(&[("2", "Two")]), NOW - HOUR));
    let words = house.failure().await;
    assert!(words.contains("east may not read /out/a.xml. What comes behind it waits"), "{words}");
    assert!(house.records().await.is_empty());
    server.lay("/out/a.xml", Lies { refusal: Some(StatusCode::NoSuchFile), ..old(collection(&[("1", "One")])) });
    house.harvest(Wanted::Changes).await.expect("what is gone holds nothing up");
    assert_eq!(house.records().await, ["2"]);
    server.lay("/out", Lies { mode: FOLDER, refusal: Some(StatusCode::PermissionDenied), ..old("") });
    assert!(house.failure().await.contains("east may not read /out"));
    server.remove("/out");
    let words = house.failure().await;
    assert!(words.contains("/out is not there"), "{words}");
    let advice = test(&house).await.steps[0].advice.clone().unwrap_or_default();
    assert!(advice.contains("letter by letter"), "{advice}");
    server.is_bare();
    assert!(house.failure().await.contains("gives no files over SFTP"));
    house.change(|settings| settings.url = "sftp://127.0.0.1:9/out".into()).await;
    assert!(house.failure().await.contains("could not be reached"));
}

#[tokio::test]
async fn a_file_in_the_middle_of_which_the_server_goes_is_read_whole_the_next_time() {
    let (server, house) = both().await;
    let whole = many(2_000, "A");
    server.lay("/out/a.xml", Lies { breaks_at: Some(100_000), ..old(&whole) });
    let words = house.failure().await;
    assert!(words.contains("/out/a.xml broke off"), "{words}");
    assert!(house.records().await.is_empty(), "nothing of half a file");
    server.lay("/out/a.xml", old(&whole));
    house.harvest(Wanted::Changes).await.expect("the server is back");
    assert_eq!(house.records().await.len(), 2_000);
}

#[tokio::test]
async fn a_file_with_other_bytes_than_the_list_says_is_still_being_written() {
    for size in [10, 1_000_000] {
        let (server, house) = both().await;
        server.lay("/out/a.xml", Lies { size: Some(size), ..old(collection(&[("1", "One")])) });
        server.lay("/out/b.xml", Lies::file(collection(&[("2", "Two")]), NOW - HOUR));
        let outcome = house.harvest(Wanted::Changes).await;
        assert_eq!(outcome.is_ok(), size == 10, "fewer bytes than there are is a failure of the server");
        assert!(house.records().await.is_empty());
    }
    let (server, house) = both().await;
    server.lay("/out/a.xml", Lies::file(collection(&[("1", "One")]), NOW - 1_000));
    house.harvest(Wanted::Changes).await.expect("left for later");
    assert!(house.records().await.is_empty() && server.opened().is_empty());
    assert_eq!(house.source().await.next_run_at, Some(NOW + 300_000));
    house.harvest(Wanted::Changes).await.expect("it was so before");
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn links_to_files_are_read_and_those_to_folders_or_nothing_are_not() {
    let (server, house) = both().await;
    let link = |to: &str| Lies { mode: LINK, ..old(to) };
    server.lay("/far/real.xml", old(collection(&[("1", "One")])));
    server.lay("/far", Lies { mode: FOLDER, ..old("") });
    server.lay("/out/file.xml", link("/far/real.xml"));
    server.lay("/out/folder.xml", link("/far"));
    server.lay("/out/nothing.xml", link("/nowhere"));
    let advice = test(&house).await.steps[0].advice.clone().unwrap_or_default();
    assert!(
        advice.contains("folder.xml (it is no file") && advice.contains("nothing.xml (it leads to nothing"),
        "{advice}"
    );
    house.harvest(Wanted::Changes).await.expect("the file");
    assert_eq!(house.outcomes().await, ["file.xml read"]);
}

#[tokio::test]
async fn a_single_file_and_the_folder_of_the_user_are_read() {
    let (server, house) = both().await;
    server.lay("/out/a.xml", old(collection(&[("1", "One")])));
    server.lay("/home", Lies { mode: FOLDER, ..old("") });
    server.lay("/home/b.xml", old(collection(&[("2", "Two")])));
    house.change(|settings| settings.url.push_str("/a.xml")).await;
    house.harvest(Wanted::Changes).await.expect("the file");
    assert_eq!(house.records().await, ["1"]);
    house.change(|settings| settings.url = format!("{}/~/", server.url)).await;
    house.harvest(Wanted::Changes).await.expect("the folder");
    assert_eq!(house.records().await, ["1", "2"]);
}

#[tokio::test]
async fn a_folder_with_more_files_than_are_looked_at_is_refused() {
    let (server, house) = both().await;
    for number in 0..50_000 {
        server.lay(&format!("/out/{number:05}.xml"), old(""));
    }
    server.lay("/out/last.xml", old(""));
    let words = house.failure().await;
    assert!(words.contains("more than 50000 files"), "{words}");
    server.remove("/out/last.xml");
    let tested = test(&house).await;
    assert!(tested.steps[0].seen.contains("50000 files of records"), "{:?}", tested.steps[0]);
}

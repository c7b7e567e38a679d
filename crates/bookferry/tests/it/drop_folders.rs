//! Files that somebody puts into a folder: read once, in order, and never from anywhere else.

use bookferry::jobs::{self, FetchSettings, FileContent, SourceKind, TestOutcome, Wanted};
use store::SourceSettings;

use super::drop_house::{DropHouse, HOUR, NOW, collection, gzip, many, put, tar};
use super::file_server::{FileServer, Lies};

fn folder() -> FetchSettings {
    FetchSettings { kind: SourceKind::Folder, ..FetchSettings::default() }
}

fn complete() -> FetchSettings {
    FetchSettings { content: FileContent::Complete, ..folder() }
}

/// A record whose leader says that it is deleted.
fn deleted(id: &str) -> String {
    collection(&[(id, "Gone")]).replace("00000nam", "00000dam")
}

#[tokio::test]
async fn files_are_read_in_the_order_of_their_time_and_each_once() {
    let house = DropHouse::new("", folder()).await;
    house.put("z.xml", collection(&[("1", "Old"), ("2", "Two")]), 9);
    house.put("a.xml.gz", gzip(collection(&[("1", "New"), ("3", "Three")]).as_bytes()), 5);
    house.put("README", "not for us", 5);
    house.harvest(Wanted::Changes).await.expect("the first");
    assert_eq!(house.records().await, ["1", "2", "3"]);
    assert_eq!(house.outcomes().await, ["z.xml read", "a.xml.gz read"]);
    let record = house.platform.store().records().of_source(house.source, "1").await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&record.marc).contains("New"), "the later file counts");
    assert_eq!(house.source().await.watermark.as_deref(), Some("2026-11-28T07:00:00Z"), "the age of the data");

    house.harvest(Wanted::Changes).await.expect("the second");
    assert_eq!(house.outcomes().await.len(), 2, "nothing is read twice");
    house.put("z.xml", collection(&[("1", "Old"), ("2", "Two")]), 2);
    house.put("b.xml", collection(&[("4", "Four")]), 1);
    house.harvest(Wanted::Changes).await.expect("the third");
    assert_eq!(house.outcomes().await[2..], ["z.xml skipped", "b.xml read"], "touched, and new");
    let record = house.platform.store().records().of_source(house.source, "1").await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&record.marc).contains("New"), "what was only touched brings nothing back");

    house.harvest(Wanted::Everything).await.expect("everything");
    assert_eq!(house.outcomes().await[4..], ["a.xml.gz read", "z.xml read", "b.xml read"]);
}

#[tokio::test]
async fn a_file_that_is_still_written_waits_and_is_looked_at_again_soon() {
    let house = DropHouse::new("", folder()).await;
    let whole = collection(&[("1", "One"), ("2", "Two")]);
    put(&house.folder, "a.xml", &whole.as_bytes()[..whole.len() / 2], NOW - 1_000);
    put(&house.folder, "b.xml.part", whole.as_bytes(), NOW - HOUR);
    house.harvest(Wanted::Changes).await.expect("nothing to do");
    assert!(house.records().await.is_empty() && house.outcomes().await.is_empty());
    assert_eq!(house.source().await.next_run_at, Some(NOW + 300_000));
    put(&house.folder, "a.xml", whole.as_bytes(), NOW + 1_000);
    house.clock.advance(60_000);
    house.harvest(Wanted::Changes).await.expect("it has grown");
    assert!(house.records().await.is_empty());
    house.clock.advance(1_000);
    house.harvest(Wanted::Changes).await.expect("it was so before");
    assert_eq!(house.records().await, ["1", "2"]);
    assert!(house.source().await.next_run_at > Some(NOW + 20 * HOUR), "the schedule goes on");
}

#[tokio::test]
async fn records_go_by_leader_by_a_file_of_deletions_and_by_a_list_of_numbers() {
    let house = DropHouse::new("", folder()).await;
    let alma = |part: &str| format!("books_23_2026112702{part}");
    house.put(&alma("_new.tar.gz"), gzip(&tar("books.xml", many(30, "A").as_bytes())), 30);
    house.harvest(Wanted::Changes).await.expect("the first");
    assert_eq!(house.records().await.len(), 30);
    house.put("changes.xml", deleted("90000"), 20);
    house.put(&alma("_delete.tar.gz"), gzip(&tar("books.xml", collection(&[("90001", "B")]).as_bytes())), 10);
    house.put("2026-11-28.del.txt", "90002\n90003\n\n77777\n", 5);
    house.harvest(Wanted::Changes).await.expect("the second");
    assert_eq!(house.records().await.first().map(String::as_str), Some("90004"));
    let gone: Vec<i64> = house.files().await.iter().rev().skip(1).map(|file| file.counts.deleted).collect();
    assert_eq!(gone, [1, 1, 2]);
    assert_eq!(house.run().await.counts.deleted, 4);
    let list: String = (90_004..90_030).map(|number| format!("{number}\n")).collect();
    house.put("all.delete.txt", list, 4);
    house.harvest(Wanted::Changes).await.expect("the third");
    assert_eq!((house.records().await.len(), house.source().await.held_removals), (26, 26), "so many need a person");
}

#[tokio::test]
async fn of_complete_exports_the_newest_replaces_all_and_asks_before_much_disappears() {
    let house = DropHouse::new("", complete()).await;
    house.put("full_1_20261120_new_1.xml", many(40, "A"), 90);
    house.put("full_2_20261121_new_1.xml", many(30, "B"), 50);
    house.put("full_2_20261121_new_2.xml", collection(&[("1", "One"), ("2", "Two")]), 50);
    house.put("full_2_20261121_delete.xml", collection(&[("1", "One")]), 49);
    house.harvest(Wanted::Changes).await.expect("the newest");
    assert_eq!(house.records().await.len(), 32, "both parts, and nothing of what is older");
    let skipped: Vec<String> = house.outcomes().await.into_iter().filter(|file| file.ends_with("skipped")).collect();
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    house.put("full_3_20261122_new.xml", many(29, "B"), 20);
    house.harvest(Wanted::Changes).await.expect("a smaller one");
    assert_eq!(house.records().await.len(), 29, "three went without a question");
    house.put("full_4_20261123_new.xml", many(2, "B"), 10);
    house.harvest(Wanted::Changes).await.expect("a much smaller one");
    assert_eq!((house.records().await.len(), house.source().await.held_removals), (29, 27));
    let before = house.outcomes().await.len();
    house.harvest(Wanted::Changes).await.expect("nothing new");
    assert_eq!(house.outcomes().await.len(), before);
}

#[tokio::test]
async fn a_damaged_export_removes_nothing() {
    let house = DropHouse::new("", complete()).await;
    house.put("a.xml.gz", gzip(many(2_000, "A").as_bytes()), 90);
    house.harvest(Wanted::Changes).await.expect("whole");
    let packed = gzip(many(1_990, "B").as_bytes());
    house.put("b.xml.gz", &packed[..packed.len() / 2], 50);
    let words = house.failure().await;
    assert!(words.contains("b.xml.gz: the file cannot be read"), "{words}");
    assert_eq!((house.records().await.len(), house.source().await.held_removals), (2_000, 0));
    assert_eq!(house.outcomes().await.last().map(String::as_str), Some("b.xml.gz failed"));
    house.put("b.xml.gz", packed, 40);
    house.harvest(Wanted::Changes).await.expect("mended");
    assert_eq!(house.records().await.len(), 1_990);
}

#[tokio::test]
async fn a_file_in_which_the_process_dies_goes_on_there_without_loss_or_doubles() {
    for (at, fetch) in [(1_000, folder()), (2_000, folder()), (1_000, complete())] {
        let house = DropHouse::new("", fetch).await;
        house.put("a.xml", many(2_500, "A"), 9);
        let house = house.die_at(at).await;
        let kept = house.records().await.len();
        assert!((at as usize..2_500).contains(&kept), "{kept} of {at}");
        house.harvest(Wanted::Changes).await.expect("it goes on");
        assert_eq!(house.records().await.len(), 2_500);
        let run = house.run().await;
        assert_eq!((run.counts.new, run.counts.unchanged), (2_500 - kept as i64, 0), "nothing is taken in twice");
        let note = &house.files().await[0].note;
        assert!(note.contains(&format!("behind {kept} records")), "{note}");
        assert_eq!(house.source().await.checkpoint, None);
    }
}

#[tokio::test]
async fn a_harvest_of_files_is_stopped_in_the_middle_and_goes_on() {
    let house = DropHouse::new("", folder()).await;
    house.put("a.xml", many(3_500, "A"), 9);
    let harvest = house.harvest(Wanted::Changes);
    let stop = async {
        while jobs::progress(&house.platform, house.source).is_none_or(|live| live.records == 0) {
            tokio::task::yield_now().await;
        }
        let live = jobs::progress(&house.platform, house.source).expect("it is under way");
        assert_eq!(live.file.as_deref(), Some("a.xml (1 of 1)"));
        jobs::stop(&house.platform, house.source)
    };
    let (outcome, stopped) = tokio::join!(harvest, stop);
    assert!(outcome.is_ok() && stopped);
    assert!(house.run().await.note.is_some_and(|note| note.contains("Stopped")));
    let kept = house.records().await.len();
    assert!(kept < 3_500, "it was stopped");
    house.harvest(Wanted::Changes).await.expect("it goes on");
    assert_eq!(house.run().await.counts.new, 3_500 - kept as i64);
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_outside_of_the_open_folder_is_read_by_any_name() {
    use std::os::unix::fs::symlink;

    let house = DropHouse::new("", folder()).await;
    let outside = house.folder.parent().expect("a folder above").to_owned();
    std::fs::create_dir_all(outside.join("west")).expect("a folder");
    put(&outside, "secret.xml", collection(&[("66", "Secret")]).as_bytes(), NOW - HOUR);
    put(&outside.join("west"), "west.xml", collection(&[("67", "West")]).as_bytes(), NOW - HOUR);
    symlink(outside.join("secret.xml"), house.folder.join("link.xml")).expect("a link");
    symlink(&outside, house.folder.join("up")).expect("a link");
    house.put("good.xml", collection(&[("1", "One")]), 1);
    house.harvest(Wanted::Changes).await.expect("the good one");
    assert_eq!(house.records().await, ["1"]);
    let open = house.folder.display().to_string();
    for path in [
        outside.display().to_string(),
        outside.join("west").display().to_string(),
        outside.join("nowhere").display().to_string(),
        format!("{open}/../west"),
        format!("{open}/up"),
        format!("{open}/up/west"),
        format!("{open}-other"),
        "/etc".to_owned(),
        "drop".to_owned(),
        "file:///etc".to_owned(),
    ] {
        house.change(|settings| settings.url.clone_from(&path)).await;
        let words = house.failure().await;
        assert!(
            words.contains("not open to this library") || words.contains("..") || words.contains("no place"),
            "{words}"
        );
        let settings = SourceSettings { url: path, ..house.source().await.settings };
        let test = jobs::test_source(&house.platform, house.library, &settings).await;
        assert_eq!(test.steps.last().map(|step| step.outcome), Some(TestOutcome::Failed));
    }
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn a_page_that_lists_files_is_read_and_nothing_that_it_links_elsewhere() {
    let server = FileServer::open().await;
    let elsewhere = FileServer::open().await;
    elsewhere.put("/x.xml", collection(&[("66", "Elsewhere")]));
    let house = DropHouse::new(&format!("{}/drop/", server.url), folder()).await;
    let foreign = format!("{}/x.xml", elsewhere.url);
    server.list(
        "/drop/",
        &[
            ("b.xml", "21-Nov-2026 02:00    7"),
            ("a%20b.xml", "20-Nov-2026 02:00    7"),
            (&foreign, "20-Nov-2026 02:00    7"),
            ("/up.xml", "20-Nov-2026 02:00    7"),
            ("sub/c.xml", "20-Nov-2026 02:00    7"),
        ],
    );
    server.put("/drop/a%20b.xml", collection(&[("1", "Old")]));
    server.put("/drop/b.xml", collection(&[("1", "New"), ("2", "Two")]));
    server.put("/up.xml", collection(&[("67", "Up")]));
    let settings = house.source().await.settings;
    let test = jobs::test_source(&house.platform, house.library, &settings).await;
    let advice = test.steps[0].advice.clone().unwrap_or_default();
    assert!(advice.contains("on another server") && advice.contains("outside of the folder"), "{:?}", test.steps);
    assert!(test.steps[1].seen.contains("a b.xml begins with 1 records"), "{:?}", test.steps);
    assert!(house.records().await.is_empty(), "a test keeps nothing");
    house.harvest(Wanted::Changes).await.expect("the files");
    assert_eq!(house.outcomes().await, ["a b.xml read", "b.xml read"]);
    assert_eq!(house.records().await, ["1", "2"]);
    assert!(elsewhere.asked().is_empty());
    server.asked();
    house.harvest(Wanted::Changes).await.expect("nothing new");
    assert_eq!(server.asked(), ["/drop/"], "files that were read are not fetched again");
}

#[tokio::test]
async fn a_single_file_is_asked_for_only_if_it_changed() {
    let server = FileServer::open().await;
    let house = DropHouse::new(&format!("{}/all.mrc", server.url), complete()).await;
    let lay = |etag: &str, records: &[(&str, &str)]| {
        let headers = vec![("etag", etag.to_owned()), ("last-modified", "Fri, 20 Nov 2026 02:00:00 GMT".to_owned())];
        server.lay("/all.mrc", Lies { status: 200, headers, body: collection(records).into_bytes() });
    };
    lay("\"1\"", &[("1", "One"), ("2", "Two")]);
    house.harvest(Wanted::Changes).await.expect("the first");
    server.asked();
    house.harvest(Wanted::Changes).await.expect("the second");
    assert_eq!(server.asked(), ["/all.mrc if changed"]);
    lay("\"2\"", &[("1", "One")]);
    house.harvest(Wanted::Changes).await.expect("the third");
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn what_a_web_server_does_wrong_is_said_and_stops_only_what_must_wait() {
    let server = FileServer::open().await;
    let elsewhere = FileServer::open().await;
    let house = DropHouse::new(&format!("{}/drop/", server.url), folder()).await;
    let words = house.failure().await;
    assert!(words.contains("HTTP status 404"), "{words}");
    server.list(
        "/drop/",
        &[("a.xml", "20-Nov-2026 02:00 7"), ("b.xml", "21-Nov-2026 02:00 7"), ("c.xml", "22-Nov-2026 02:00 7")],
    );
    server.put("/drop/c.xml", collection(&[("3", "Three")]));
    elsewhere.put("/b.xml", collection(&[("66", "Elsewhere")]));
    let away = vec![("location", format!("{}/b.xml", elsewhere.url))];
    server.lay("/drop/b.xml", Lies { status: 302, headers: away, body: Vec::new() });
    let words = house.failure().await;
    assert!(words.contains("another server") && words.contains("What comes behind it waits"), "{words}");
    assert_eq!(
        house.outcomes().await,
        ["a.xml failed", "b.xml failed"],
        "the first is not there any more, the second is not followed"
    );
    assert!(house.records().await.is_empty() && elsewhere.asked().is_empty());
    let young = vec![
        ("last-modified", "Sat, 28 Nov 2026 11:59:30 GMT".to_owned()),
        ("date", "Sat, 28 Nov 2026 12:00:00 GMT".to_owned()),
    ];
    server.lay("/drop/b.xml", Lies { status: 200, headers: young, body: collection(&[("2", "Two")]).into_bytes() });
    server.list("/drop/", &[("b.xml", "28-Nov-2026 11:59 7"), ("c.xml", "28-Nov-2026 12:00 7")]);
    house.harvest(Wanted::Changes).await.expect("left for later");
    assert!(house.records().await.is_empty(), "it may still be written, and the next waits for it");
    house.harvest(Wanted::Changes).await.expect("it was so before");
    assert_eq!(house.records().await, ["2", "3"]);
}

#[tokio::test]
async fn what_becomes_a_thousand_times_larger_when_it_is_unpacked_is_refused() {
    let house = DropHouse::new("", folder()).await;
    let bomb = gzip(&vec![b' '; 66 << 20]);
    house.put("bomb.xml.gz", bomb, 1);
    let words = house.failure().await;
    assert!(words.contains("200 times as large"), "{words}");
}

#[tokio::test]
async fn a_look_shows_the_first_records_and_what_is_new() {
    let house = DropHouse::new("", folder()).await;
    let settings = house.source().await.settings;
    assert!(jobs::dry_run(&house.platform, house.library, &settings).await.is_err(), "the folder is empty");
    house.put("a_delete.xml", collection(&[("9", "Gone")]), 3);
    house.put("b.xml", many(300, "Emma"), 2);
    let seen = jobs::dry_run(&house.platform, house.library, &settings).await.expect("a look");
    assert_eq!((seen.records, seen.sample.len(), seen.file.as_deref()), (200, 50, Some("b.xml")));
    let test = jobs::test_source(&house.platform, house.library, &settings).await;
    assert!(
        test.steps[0].seen.contains("2 files of records; 2 would be read now, in this order: a_delete.xml, b.xml"),
        "{:?}",
        test.steps
    );
    house.harvest(Wanted::Changes).await.expect("both");
    let test = jobs::test_source(&house.platform, house.library, &settings).await;
    assert!(test.steps[0].seen.contains("none of them is new"), "{:?}", test.steps);
}

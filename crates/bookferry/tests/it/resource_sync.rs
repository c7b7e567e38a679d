//! Sources of ResourceSync: what their lists name is read, what they no longer have goes.

use bookferry::jobs::{self, FetchSettings, SourceKind, TestOutcome, Wanted};

use super::drop_house::{DropHouse, collection, gzip, many};
use super::file_server::{FileServer, Lies};

const NAMESPACES: &str =
    "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:rs=\"http://www.openarchives.org/rs/terms/\"";

fn lists() -> FetchSettings {
    FetchSettings { kind: SourceKind::ResourceSync, ..FetchSettings::default() }
}

/// A source with its lists at the usual places.
struct Source {
    server: FileServer,
}

impl Source {
    async fn open() -> Self {
        Self { server: FileServer::open().await }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.server.url)
    }

    fn publish(&self, path: &str, root: &str, head: &str, entries: &str) {
        let text = format!("<?xml version=\"1.0\"?><{root} {NAMESPACES}><rs:md {head}/>{entries}</{root}>");
        self.server.put(path, text);
    }

    /// A description, a capability list with changes or without, and a resource list.
    fn describe(&self, tells_changes: bool, resources: &str) {
        let list = |path: &str, capability: &str| {
            format!("<url><loc>{}</loc><rs:md capability=\"{capability}\"/></url>", self.at(path))
        };
        let capabilities = list("/capabilities.xml", "capabilitylist");
        self.publish("/.well-known/resourcesync", "urlset", "capability=\"description\"", &capabilities);
        let mut lists = list("/resources.xml", "resourcelist") + &list("/dump.xml", "resourcedump");
        if tells_changes {
            lists += &list("/changes.xml", "changelist");
        }
        self.publish("/capabilities.xml", "urlset", "capability=\"capabilitylist\"", &lists);
        let head = "capability=\"resourcelist\" at=\"2026-11-20T02:00:00Z\"";
        self.publish("/resources.xml", "urlset", head, resources);
    }

    /// Puts a file there; the entry that lists it.
    fn file(&self, path: &str, content: impl AsRef<[u8]>, modified: &str) -> String {
        self.server.put(path, &content);
        let length = content.as_ref().len();
        let hash = bookferry::secrets::digest_bytes(content.as_ref());
        format!(
            "<url><loc>{}</loc><lastmod>{modified}</lastmod><rs:md hash=\"sha-256:{hash}\" length=\"{length}\"/></url>",
            self.at(path)
        )
    }

    async fn house(&self, path: &str) -> DropHouse {
        DropHouse::new(&self.at(path), lists()).await
    }
}

fn change(entry: &str, change: &str, at: &str) -> String {
    entry.replace("<rs:md ", &format!("<rs:md change=\"{change}\" datetime=\"{at}\" "))
}

#[tokio::test]
async fn everything_comes_first_and_changes_follow_from_the_source_s_own_time() {
    let source = Source::open().await;
    let one = source.file("/one.xml.gz", gzip(collection(&[("1", "One"), ("2", "Two")]).as_bytes()), "2026-11-19");
    let two = source.file("/two.xml", collection(&[("3", "Three")]), "2026-11-19");
    source.describe(true, &format!("{one}{two}"));
    let house = source.house("/.well-known/resourcesync").await;
    house.harvest(Wanted::Changes).await.expect("the first");
    assert_eq!(house.records().await, ["1", "2", "3"]);
    assert_eq!(house.source().await.watermark.as_deref(), Some("2026-11-20T02:00:00.000Z"));

    source.server.asked();
    let two_gone = change(&two, "deleted", "2026-11-22T00:00:00Z");
    let one_new = source.file("/one.xml.gz", gzip(collection(&[("1", "One, again")]).as_bytes()), "2026-11-21");
    let three = source.file("/three.mrc", iso2709("4"), "2026-11-21");
    let head = "capability=\"changelist\" from=\"2026-11-20T02:00:00Z\"";
    let changes = change(&one_new, "updated", "2026-11-21T00:00:00Z")
        + &change(&three, "created", "2026-11-21T01:00:00Z")
        + &two_gone;
    source.publish("/changes.xml", "urlset", head, &changes);
    house.harvest(Wanted::Changes).await.expect("the changes");
    assert_eq!(house.records().await, ["1", "4"], "2 is in its file no more, the file of 3 is gone");
    let asked = source.server.asked();
    assert!(!asked.contains(&"/resources.xml".to_owned()) && !asked.contains(&"/two.xml".to_owned()), "{asked:?}");
    assert_eq!(house.source().await.watermark.as_deref(), Some("2026-11-22T00:00:00.000Z"));
    assert_eq!(house.outcomes().await.last().map(String::as_str), Some("two.xml removed"));

    house.harvest(Wanted::Changes).await.expect("nothing new");
    assert_eq!(source.server.asked().iter().filter(|path| path.contains("one") || path.contains("three")).count(), 0);
    source.describe(true, &(one_new + &three));
    house.harvest(Wanted::Headers).await.expect("compared with the whole list");
    assert_eq!(house.records().await, ["1", "4"]);
}

#[tokio::test]
async fn without_changes_the_lists_are_compared_and_a_record_stays_while_some_file_has_it() {
    let source = Source::open().await;
    let one = source.file("/one.xml", collection(&[("1", "One"), ("2", "Two")]), "2026-11-18");
    let two = source.file("/two.xml", collection(&[("2", "Two"), ("3", "Three")]), "2026-11-19");
    source.describe(false, &format!("{one}{two}"));
    let house = source.house("/capabilities.xml").await;
    house.harvest(Wanted::Changes).await.expect("the first");
    assert_eq!(house.records().await, ["1", "2", "3"]);
    source.describe(false, &two);
    source.server.asked();
    house.harvest(Wanted::Changes).await.expect("one is gone");
    assert_eq!(house.records().await, ["2", "3"]);
    assert!(!source.server.asked().contains(&"/two.xml".to_owned()), "what is unchanged is not fetched");
    source.describe(false, "");
    house.change(|settings| settings.fetch = FetchSettings { removal_guard_percent: 0, ..lists() }.to_json()).await;
    house.harvest(Wanted::Changes).await.expect("all are gone");
    assert!(house.records().await.is_empty(), "two records go without a question");
}

#[tokio::test]
async fn much_that_disappears_with_its_file_waits_for_a_person() {
    let source = Source::open().await;
    let (one, two) = (
        source.file("/one.xml", many(30, "A"), "2026-11-18"),
        source.file("/two.xml", collection(&[("1", "One")]), "2026-11-19"),
    );
    source.describe(false, &format!("{one}{two}"));
    let house = source.house("/resources.xml").await;
    house.harvest(Wanted::Changes).await.expect("the first");
    source.describe(false, &two);
    house.harvest(Wanted::Changes).await.expect("the second");
    assert_eq!((house.records().await.len(), house.source().await.held_removals), (31, 30));
    assert_eq!(jobs::apply_removals(&house.platform, house.library, house.source).await.expect("applied"), 30);
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn a_file_that_is_not_what_the_list_says_is_refused_whole() {
    let source = Source::open().await;
    let right = collection(&[("1", "One")]);
    let one = source.file("/one.xml", &right, "2026-11-18");
    source.describe(false, &one);
    let house = source.house("/resources.xml").await;
    source.server.put("/one.xml", collection(&[("1", "0ne")]));
    let words = house.failure().await;
    assert!(words.contains("its sha-256 digest is not the one in the list"), "{words}");
    source.server.put("/one.xml", &right[..right.len() - 9]);
    let words = house.failure().await;
    assert!(words.contains("bytes where the list says"), "{words}");
    source.server.remove("/one.xml");
    let words = house.failure().await;
    assert!(words.contains("HTTP status 404"), "{words}");
    assert!(house.records().await.is_empty());
    assert_eq!(house.source().await.watermark, None, "nothing counts as seen");
    source.server.put("/one.xml", &right);
    house.harvest(Wanted::Changes).await.expect("mended");
    assert_eq!(house.records().await, ["1"]);
}

#[tokio::test]
async fn lists_and_files_of_other_servers_are_not_followed_and_said() {
    let source = Source::open().await;
    let elsewhere = FileServer::open().await;
    elsewhere.put("/x.xml", collection(&[("66", "Elsewhere")]));
    let foreign = format!("<url><loc>{}/x.xml</loc></url>", elsewhere.url);
    let one = source.file("/one.xml", collection(&[("1", "One")]), "2026-11-18");
    source.describe(false, &(one + &foreign));
    let house = source.house("/resources.xml").await;
    let test = jobs::test_source(&house.platform, house.library, &house.source().await.settings).await;
    let step = &test.steps[0];
    assert_eq!(step.outcome, TestOutcome::Warning);
    assert!(step.advice.as_ref().is_some_and(|advice| advice.contains("on another server")), "{step:?}");
    house.harvest(Wanted::Changes).await.expect("the one that is here");
    assert_eq!(house.records().await, ["1"]);
    let away = vec![("location", format!("{}/x.xml", elsewhere.url))];
    source.server.lay("/one.xml", Lies { status: 302, headers: away, body: Vec::new() });
    let words = source.house("/resources.xml").await.failure().await;
    assert!(words.contains("another server"), "{words}");
    assert!(elsewhere.asked().is_empty());
    source.server.put("/resources.xml", "<html><body>Please sign in</body></html>");
    let words = house.failure().await;
    assert!(words.contains("not a list of ResourceSync but a document <html>"), "{words}");
}

/// As the POD aggregator lays it out: an index of organisations, for each a full file, then changes and deletions in pairs.
#[tokio::test]
async fn one_organisation_of_an_aggregator_like_pod_is_read_with_a_token() {
    let source = Source::open().await;
    source.server.wants("sesame");
    let east = "/organizations/east/streams/7/normalized_resourcelist/marcxml";
    let west = "/organizations/west/streams/9/normalized_resourcelist/marcxml";
    let entry =
        |path: &str| format!("<sitemap><rs:md at=\"2026-11-20T00:00:00Z\"/><loc>{}</loc></sitemap>", source.at(path));
    let index = "/organizations/normalized_resourcelist/marcxml";
    let head = "capability=\"resourcelist\" at=\"2026-11-20T03:00:00Z\"";
    source.publish(index, "sitemapindex", head, &(entry(east) + &entry(west)));
    let removed =
        format!("<url><loc>{}</loc></url>", source.at("/organizations/east/streams/7/removed_since_previous_stream"));
    let full = source.file(
        "/file/1/east-2026-11-18-full-marcxml.xml.gz",
        gzip(many(30, "A").as_bytes()),
        "2026-11-18T02:00:00Z",
    );
    let delta = source.file(
        "/file/2/east-2026-11-19-delta-marcxml.xml.gz",
        gzip(collection(&[("90000", "B"), ("1", "One")]).as_bytes()),
        "2026-11-19T02:00:00Z",
    );
    let deletes =
        source.file("/file/3/east-2026-11-19-delta-deletes.del.txt", "90001\n90002\n", "2026-11-19T02:00:00Z");
    source.publish(east, "urlset", head, &[removed.clone(), full.clone(), delta, deletes].concat());
    let house = source.house(index).await;
    let words = house.failure().await;
    assert!(words.contains("token"), "{words}");
    let headers = vec![("Authorization".to_owned(), "Bearer sesame".to_owned())];
    house
        .change(|settings| {
            settings.set_spec = Some("east".to_owned());
            settings.fetch = FetchSettings { headers, ..lists() }.to_json();
        })
        .await;
    source.server.asked();
    house.harvest(Wanted::Changes).await.expect("the first");
    let asked = source.server.asked();
    assert!(asked.iter().all(|path| !path.contains("west") && !path.contains("removed")), "{asked:?}");
    assert_eq!((house.records().await.len(), house.records().await[0].as_str()), (29, "1"));
    assert!(!house.records().await.contains(&"90002".to_owned()));

    let full = source.file(
        "/file/4/east-2026-11-25-full-marcxml.xml.gz",
        gzip(many(28, "C").as_bytes()),
        "2026-11-25T02:00:00Z",
    );
    source.publish(east, "urlset", head, &(removed + &full));
    house.harvest(Wanted::Changes).await.expect("a new full file");
    assert_eq!(house.records().await.len(), 28, "what only the old files had is gone");
    let known = house.platform.store().files().of_source(house.source).await.expect("files");
    assert_eq!(known.len(), 1, "{known:?}");
}

#[tokio::test]
async fn a_listed_file_in_which_the_process_dies_goes_on_there_and_keeps_its_records() {
    let source = Source::open().await;
    let one = source.file("/one.xml", many(2_500, "A"), "2026-11-18");
    source.describe(false, &one);
    let house = source.house("/resources.xml").await.die_at(1_000).await;
    let kept = house.records().await.len() as i64;
    house.harvest(Wanted::Changes).await.expect("it goes on");
    assert_eq!((house.records().await.len(), house.run().await.counts.new), (2_500, 2_500 - kept));
    assert_eq!(house.source().await.held_removals, 0, "what came before it died belongs to the file as well");
    let smaller = source.file("/one.xml", many(2_490, "A"), "2026-11-19");
    source.describe(false, &smaller);
    house.harvest(Wanted::Changes).await.expect("the next");
    assert_eq!(house.records().await.len(), 2_490);
}

/// A record in ISO 2709.
fn iso2709(id: &str) -> Vec<u8> {
    let mut record = marc::Record::new();
    record.push_control("001", id).push_data("245", "10", &[("a", "Emma")]);
    marc::iso2709::encode(&record).expect("a short record")
}

//! From any list to all that belong to it.

use std::collections::BTreeMap;

use resource_sync::{Change, Discovery, Failure, Found, Moment, Step, Wanted};

use crate::fixtures::made;

const HOST: &str = "https://univ.example";

/// A source that answers from memory, and what it was asked.
struct Source {
    lists: BTreeMap<String, Vec<u8>>,
    asked: Vec<String>,
}

impl Source {
    fn new(lists: &[(&str, Vec<u8>)]) -> Self {
        let lists = lists.iter().map(|(path, bytes)| (format!("{HOST}{path}"), bytes.clone())).collect();
        Self { lists, asked: Vec::new() }
    }

    fn usual() -> Self {
        Self::new(&[
            ("/.well-known/resourcesync", made("description.xml")),
            ("/books/capabilitylist.xml", made("capabilitylist.xml")),
            ("/books/resourcelist.xml", made("resourcelist.xml")),
            ("/books/changelist.xml", made("changelist.xml")),
        ])
    }

    fn walk(&mut self, mut discovery: Discovery) -> Result<Found, Failure> {
        loop {
            match discovery.step() {
                Step::Fetch { url } => {
                    self.asked.push(url.strip_prefix(HOST).unwrap_or(&url).to_owned());
                    match self.lists.get(&url) {
                        Some(bytes) => discovery.answer(bytes),
                        None => discovery.absent("HTTP status 404"),
                    }
                }
                Step::Found(found) => return Ok(*found),
                Step::Failed(failure) => return Err(failure),
            }
        }
    }

    fn from(&mut self, path: &str, wanted: Wanted) -> Result<Found, Failure> {
        self.walk(Discovery::new(&format!("{HOST}{path}"), wanted))
    }
}

fn since(text: &str) -> Wanted {
    Wanted::ChangesSince(Moment::parse(text).unwrap())
}

fn names(entries: &[resource_sync::Entry]) -> Vec<&str> {
    entries.iter().map(|entry| resource_sync::last_segment(&entry.location)).collect()
}

#[test]
fn everything_is_found_from_the_well_known_address_and_the_changes_are_left_for_later() {
    let mut source = Source::usual();
    let found = source.from("/.well-known/resourcesync", Wanted::Everything).unwrap();
    assert_eq!(source.asked, ["/.well-known/resourcesync", "/books/capabilitylist.xml", "/books/resourcelist.xml"]);
    assert_eq!(names(&found.resources), ["part-1.xml.gz", "part-2.mrc"]);
    assert!(found.is_whole && found.tells_changes);
    assert_eq!(found.watermark, Some(Moment::parse("2026-11-20T02:00:00Z").unwrap()), "the source's own time");
    assert_eq!(found.offers, ["resourcedump", "oddlist"]);
}

#[test]
fn changes_are_found_without_the_list_of_resources_and_the_last_of_each_counts() {
    let mut source = Source::usual();
    let found = source.from("/.well-known/resourcesync", since("2026-11-21T00:00:00Z")).unwrap();
    assert!(!source.asked.contains(&"/books/resourcelist.xml".to_owned()));
    assert_eq!(names(&found.changes), ["part-1.xml.gz", "part-3.xml.gz", "part-2.mrc", "part-4.mrc"]);
    let changes: Vec<&Change> = found.changes.iter().filter_map(|entry| entry.change.as_ref()).collect();
    assert_eq!(changes[..3], [&Change::Updated, &Change::Created, &Change::Deleted]);
    assert_eq!(found.watermark, Some(Moment::parse("2026-11-22T08:00:00Z").unwrap()));
    let later = source.from("/books/changelist.xml", since("2026-11-22T08:00:00Z")).unwrap();
    assert_eq!(names(&later.changes), ["part-2.mrc", "part-4.mrc"], "a moment may go on: its changes come once more");
}

#[test]
fn closed_lists_of_an_index_that_end_before_are_not_fetched() {
    let mut source = Source::new(&[
        ("/index.xml", made("changelist-index.xml")),
        ("/books/changes-1.xml", made("changelist.xml")),
        ("/books/changes-2.xml", made("changelist.xml")),
    ]);
    source.from("/index.xml", since("2026-11-21T12:00:00Z")).unwrap();
    assert_eq!(source.asked, ["/index.xml", "/books/changes-2.xml"]);
    source.from("/index.xml", since("2026-11-20T12:00:00Z")).unwrap();
    assert_eq!(source.asked[2..], ["/index.xml", "/books/changes-1.xml", "/books/changes-2.xml"]);
}

#[test]
fn without_a_list_of_changes_everything_is_compared_every_time() {
    let capabilities = String::from_utf8(made("capabilitylist.xml")).unwrap();
    let without: String = capabilities.lines().filter(|line| !line.contains("changelist")).collect();
    let mut source = Source::usual();
    source.lists.insert(format!("{HOST}/books/capabilitylist.xml"), without.into_bytes());
    let found = source.from("/.well-known/resourcesync", since("2026-11-21T00:00:00Z")).unwrap();
    assert!(found.is_whole && !found.tells_changes);
    assert_eq!(names(&found.resources), ["part-1.xml.gz", "part-2.mrc"]);
}

#[test]
fn one_organisation_of_an_aggregator_is_read_and_the_others_are_not() {
    let mut lists = BTreeMap::new();
    lists.insert("https://pod.example/all".to_owned(), made("resourcelist-index.xml"));
    let east = "https://pod.example/organizations/east/streams/7/normalized_resourcelist/marcxml";
    let list = String::from_utf8(made("resourcelist.xml")).unwrap().replace("univ.example", "pod.example");
    lists.insert(east.to_owned(), list.into_bytes());
    let mut source = Source { lists, asked: Vec::new() };
    let found = source.walk(Discovery::new("https://pod.example/all", Wanted::Everything).only("east")).unwrap();
    assert_eq!(source.asked, ["https://pod.example/all", east]);
    assert_eq!(found.resources.len(), 2);
    let nobody = source.walk(Discovery::new("https://pod.example/all", Wanted::Everything).only("north"));
    assert!(matches!(nobody, Err(Failure::NothingToRead(_))), "{nobody:?}");
}

#[test]
fn a_walk_keeps_to_its_server_and_runs_in_no_circle() {
    let circle = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:rs=\"http://www.openarchives.org/rs/terms/\">\
        <rs:md capability=\"capabilitylist\"/>\
        <url><loc>https://univ.example/a</loc></url><url><loc>https://univ.example/list</loc></url>\
        <url><loc>https://evil.example/list</loc></url><url><loc>/relative</loc></url></urlset>";
    let mut source = Source::new(&[("/a", circle.as_bytes().to_vec()), ("/list", made("resourcelist.xml"))]);
    let found = source.from("/a", Wanted::Everything).unwrap();
    assert_eq!(source.asked, ["/a", "/list"]);
    let ignored: Vec<&str> = found.ignored.iter().map(|ignored| ignored.location.as_str()).collect();
    assert_eq!(ignored, ["https://evil.example/list", "/relative"]);
}

#[test]
fn what_does_not_come_or_cannot_be_read_ends_the_walk_with_its_address() {
    let mut source = Source::usual();
    source.lists.remove(&format!("{HOST}/books/resourcelist.xml"));
    let failure = source.from("/.well-known/resourcesync", Wanted::Everything).unwrap_err();
    assert_eq!(failure.to_string(), "https://univ.example/books/resourcelist.xml: HTTP status 404");
    source.lists.insert(format!("{HOST}/books/resourcelist.xml"), b"<html/>".to_vec());
    let failure = source.from("/.well-known/resourcesync", Wanted::Everything).unwrap_err();
    assert!(failure.to_string().contains("not a list of ResourceSync but a document <html>"), "{failure}");
}

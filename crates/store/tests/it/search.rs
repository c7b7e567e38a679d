//! The full text index: the same answers as the plain one, and never behind or ahead of the log.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};

use index::search::{
    Clause, Condition, FacetKind, Field, Hits, MemoryIndex, Order, Query, SearchDocument, SearchIndex, Summary, Terms,
};
use index::text::tokens;
use store::{ClusterId, MakeDocument, Record, SearchFeed, TantivyIndex};

use crate::catalogue::{ingest, source};
use crate::dice::Dice;
use crate::kit::Kit;

const WORDS: [&str; 12] =
    ["war", "peace", "Zauberberg", "O'Neill", "東京物語", "naïve", "history", "of", "the", "C++", "Łódź", "warfare"];

/// What patrons type, sensibly and not.
const TYPED: &[&str] = &[
    "",
    "war",
    "war peace",
    "\"war peace\"",
    "\"peace of\"",
    "title:war",
    "author:war",
    "subject:\"of the\"",
    "wa*",
    "w*",
    "title:war*",
    "oneill",
    "o'neill",
    "neill",
    "東京",
    "京物",
    "物語",
    "naive",
    "NAÏVE",
    "c++",
    "c",
    "lodz",
    "978-0-14-044793-4",
    "isbn:0140447938",
    "isbn:123",
    "id:x1",
    "\"war war\"",
    "war war",
    "nothing",
    "the history of war",
    "\"",
    "* ? :",
];

#[test]
fn it_answers_like_the_plain_index() {
    let directory = tempfile::tempdir().unwrap();
    let mut tantivy = TantivyIndex::open(&directory.path().join("search"), 0).unwrap();
    let mut plain = MemoryIndex::new();
    let mut dice = Dice::new(7);
    for position in 1..=3 {
        let documents: Vec<_> = (0..30).map(|_| document(&mut dice)).collect();
        let gone: Vec<i64> = (0..5).map(|_| dice.below(60) as i64).collect();
        tantivy.put(&documents).unwrap();
        tantivy.delete(&gone).unwrap();
        tantivy.commit(position).unwrap();
        let Ok(()) = plain.put(&documents);
        let Ok(()) = plain.delete(&gone);
        let Ok(()) = plain.commit(position);
        for typed in TYPED {
            compare(&tantivy, &plain, &Query::parse(typed), typed);
        }
        let narrowed = Query::parse("war").filtered(FacetKind::Library, "EAST").filtered(FacetKind::Library, "WEST");
        compare(&tantivy, &plain, &narrowed, "two libraries");
        compare(&tantivy, &plain, &narrowed.filtered(FacetKind::Decade, "1990"), "and a decade");
        let number = Clause { field: Field::Identifier, condition: Condition::Prefix("978".to_owned()) };
        compare(&tantivy, &plain, &Query { clauses: vec![number], ..Query::parse("") }, "beginning of a number");
    }
}

/// The same clusters, counts and facets; the same order where the order is not a matter of taste.
fn compare(tantivy: &TantivyIndex, plain: &MemoryIndex, query: &Query, words: &str) {
    for order in [Order::Relevance, Order::Newest, Order::Title] {
        let query = Query { order, limit: 100, ..query.clone() };
        let Ok(expected) = plain.search(&query);
        let found = tantivy.search(&query).unwrap();
        assert_eq!((found.total, &found.facets), (expected.total, &expected.facets), "{words} {order:?}");
        let list = |hits: &Hits| -> Vec<Summary> {
            let mut list: Vec<_> = hits.hits.iter().map(|hit| hit.summary.clone()).collect();
            if order == Order::Relevance {
                list.sort_by_key(|summary| summary.cluster_id);
            }
            list
        };
        assert_eq!(list(&found), list(&expected), "{words} {order:?}");
        let page = Query { offset: 2, limit: 3, ..query.clone() };
        let page = tantivy.search(&page).unwrap();
        let slice: Vec<_> = found.hits.iter().skip(2).take(3).map(|hit| hit.summary.cluster_id).collect();
        assert_eq!(page.hits.iter().map(|hit| hit.summary.cluster_id).collect::<Vec<_>>(), slice, "{words} {order:?}");
    }
}

#[test]
fn an_absurd_page_is_empty_and_still_counted() {
    let directory = tempfile::tempdir().unwrap();
    let mut index = TantivyIndex::open(&directory.path().join("search"), 0).unwrap();
    let query = |offset, limit| Query { offset, limit, ..Query::parse("") };
    assert_eq!(index.search(&query(0, 20)).unwrap().total, 0);
    index.put(&[titled(1, "War and peace")]).unwrap();
    assert_eq!(index.search(&query(0, 20)).unwrap().total, 0, "nothing is seen before the commit");
    index.commit(1).unwrap();
    for (offset, limit, hits) in [(0, 0, 0), (usize::MAX, 20, 0), (0, usize::MAX, 1), (1, 1, 0)] {
        let found = index.search(&query(offset, limit)).unwrap();
        assert_eq!((found.total, found.hits.len()), (1, hits), "offset {offset}, limit {limit}");
    }
}

#[test]
fn the_title_counts_most_and_filters_do_not_change_the_order() {
    let directory = tempfile::tempdir().unwrap();
    let mut index = TantivyIndex::open(&directory.path().join("search"), 0).unwrap();
    let mut in_subject = titled(1, "Letters");
    in_subject.terms.subject = tokens(["Whales"]);
    let mut in_author = titled(2, "Essays");
    in_author.terms.author = tokens(["Whales, Anna"]);
    index.put(&[in_subject, in_author, titled(3, "Whales"), titled(4, "Ships")]).unwrap();
    index.commit(1).unwrap();
    let order = |query: &Query| -> Vec<i64> {
        index.search(query).unwrap().hits.iter().map(|hit| hit.summary.cluster_id).collect()
    };
    assert_eq!(order(&Query::parse("whales")), [3, 2, 1]);
    assert_eq!(order(&Query::parse("whales").filtered(FacetKind::Format, "book")), [3, 2, 1]);
}

#[tokio::test]
async fn the_index_follows_the_log() {
    let kit = Kit::new().await;
    let alma = source(&kit, kit.east, "Alma").await;
    ingest(&kit, alma, &["a1: k1", "a2: k2", "a3: k3"]).await;
    let (feed, index) = feed(&kit).await;
    assert_eq!(feed.catch_up(&kit.store(), 1_000).await.unwrap(), 3);
    assert_eq!(titles(&index, "marc"), ["1: a1", "2: a2", "3: a3"]);
    assert_eq!(feed.catch_up(&kit.store(), 1_000).await.unwrap(), 0);

    ingest(&kit, alma, &["a4: k2 k3", "-a1"]).await;
    feed.catch_up(&kit.store(), 1_000).await.unwrap();
    assert_eq!(titles(&index, "marc"), ["2: a2 a3 a4"]);
    assert_eq!(titles(&index, "a4"), ["2: a2 a3 a4"]);
    feed.rest().await.unwrap();
    ingest(&kit, alma, &["a5/unreadable: k5", "a6: k6"]).await;
    feed.catch_up(&kit.store(), 1_000).await.unwrap();
    assert_eq!(titles(&index, "marc"), ["2: a2 a3 a4", "5: a6"], "it writes again after a rest");
}

#[tokio::test]
async fn many_changes_are_taken_in_parts() {
    let kit = Kit::new().await;
    let alma = source(&kit, kit.east, "Alma").await;
    let lines: Vec<String> = (0..1_200).map(|number| format!("a{number}: k{number}")).collect();
    ingest(&kit, alma, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let (feed, index) = feed(&kit).await;
    let mut parts = Vec::new();
    loop {
        match feed.catch_up(&kit.store(), 600).await.unwrap() {
            0 => break,
            taken => parts.push(taken),
        }
    }
    assert_eq!(parts.iter().sum::<usize>(), 1_200);
    assert!(parts.len() > 1, "{parts:?}");
    assert_eq!(index.lock().unwrap().search(&Query::parse("")).unwrap().total, 1_200);
}

/// The process dies after the store's commit and before, or in, the index's: the next start takes in what is missing.
#[tokio::test]
async fn an_index_that_died_reads_on_from_its_last_commit() {
    let kit = Kit::new().await;
    let alma = source(&kit, kit.east, "Alma").await;
    ingest(&kit, alma, &["a1: k1"]).await;
    let (first_feed, first) = feed(&kit).await;
    first_feed.catch_up(&kit.store(), 1_000).await.unwrap();
    ingest(&kit, alma, &["a2: k2"]).await;
    first.lock().unwrap().put(&[titled(2, "never committed")]).unwrap();
    drop((first_feed, first));

    let kit = kit.crash().await;
    let (feed, index) = feed(&kit).await;
    assert_eq!(index.lock().unwrap().position(), 1);
    assert_eq!(titles(&index, "marc"), ["1: a1"]);
    assert_eq!(feed.catch_up(&kit.store(), 1_000).await.unwrap(), 1);
    assert_eq!(titles(&index, ""), ["1: a1", "2: a2"]);
}

#[tokio::test]
async fn an_index_that_cannot_be_used_is_made_anew() {
    let kit = Kit::new().await;
    let alma = source(&kit, kit.east, "Alma").await;
    ingest(&kit, alma, &["a1: k1", "a2: k2"]).await;
    let directory = kit.directory.path().join("search");
    let damage: [Damage; 4] = [
        ("missing", |directory| std::fs::remove_dir_all(directory).unwrap()),
        ("empty", |directory| empty(directory)),
        ("unreadable", |directory| std::fs::write(directory.join("meta.json"), "{").unwrap()),
        ("ahead of the log", |directory| TantivyIndex::open(directory, 99).unwrap().commit(99).unwrap()),
    ];
    for (name, damage) in damage {
        let (feed, index) = feed(&kit).await;
        feed.catch_up(&kit.store(), 1_000).await.unwrap();
        assert_eq!(titles(&index, "marc"), ["1: a1", "2: a2"], "before it was {name}");
        drop((feed, index));
        damage(&directory);
        let opened = kit.open_search().await.unwrap();
        assert_eq!(opened.position(), 0, "{name}");
    }
}

/// What happened to the index, and how.
type Damage = (&'static str, fn(&Path));

fn empty(directory: &Path) {
    std::fs::remove_dir_all(directory).unwrap();
    std::fs::create_dir(directory).unwrap();
}

async fn feed(kit: &Kit) -> (SearchFeed<TantivyIndex>, Arc<Mutex<TantivyIndex>>) {
    let index = Arc::new(Mutex::new(kit.open_search().await.unwrap()));
    let make: Arc<MakeDocument> = Arc::new(make_document);
    (SearchFeed::new(Arc::clone(&index), make), index)
}

/// The title is the list of records; a record whose bytes say that it cannot be read makes no document.
fn make_document(cluster: ClusterId, records: &[Record]) -> Option<SearchDocument> {
    if records.iter().any(|record| record.marc.ends_with(b"unreadable")) {
        return None;
    }
    let title: Vec<&str> = records.iter().map(|record| record.source_record_id.as_str()).collect();
    let mut document = titled(cluster.0, &title.join(" "));
    let marc: Vec<_> = records.iter().map(|record| String::from_utf8_lossy(&record.marc)).collect();
    document.terms.title = tokens(marc.iter().map(AsRef::as_ref));
    Some(document)
}

fn titles(index: &Mutex<TantivyIndex>, typed: &str) -> Vec<String> {
    let query = Query { order: Order::Title, ..Query::parse(typed) };
    let hits = index.lock().unwrap().search(&query).unwrap().hits;
    hits.iter().map(|hit| format!("{}: {}", hit.summary.cluster_id, hit.summary.title)).collect()
}

fn titled(cluster_id: i64, title: &str) -> SearchDocument {
    let summary = Summary { cluster_id, title: title.to_owned(), format: "book".to_owned(), ..Summary::default() };
    SearchDocument { summary, terms: Terms { title: tokens([title]), ..Terms::default() } }
}

fn document(dice: &mut Dice) -> SearchDocument {
    let mut words =
        |most: usize| -> String { (0..=dice.below(most)).map(|_| *dice.pick(&WORDS)).collect::<Vec<_>>().join(" ") };
    let (title, author, second, subject, other) = (words(4), words(2), words(2), words(2), words(2));
    let members: BTreeSet<&str> = (0..=dice.below(3)).map(|_| *dice.pick(&["EAST", "WEST", "NORTH"])).collect();
    let identifiers =
        ["9780140447934", "x1", "9783161484100"].into_iter().filter(|_| dice.one_in(3)).map(str::to_owned);
    let identifiers = identifiers.collect();
    let summary = Summary {
        cluster_id: dice.below(60) as i64,
        title: title.clone(),
        vernacular_title: dice.one_in(3).then(|| "東京物語".to_owned()),
        authors: vec![author.clone(), second.clone()],
        edition: dice.one_in(2).then(|| "2nd ed.".to_owned()),
        publisher: dice.one_in(2).then(|| "Penguin".to_owned()),
        year: (!dice.one_in(4)).then(|| 1985 + dice.below(20) as u16),
        language: (!dice.one_in(4)).then(|| (*dice.pick(&["eng", "ger", "jpn"])).to_owned()),
        format: (*dice.pick(&["book", "e-book", "serial"])).to_owned(),
        members: members.into_iter().map(str::to_owned).collect(),
    };
    let terms = Terms {
        title: tokens([title.as_str()]),
        author: tokens([author.as_str(), second.as_str()]),
        subject: tokens([subject.as_str()]),
        other: tokens([other.as_str()]),
        identifiers,
    };
    SearchDocument { summary, terms }
}

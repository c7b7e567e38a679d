//! What a search finds, on the plain engine that defines it. Other engines are held to the same table.

use index::bibliographic::Bibliographic;
use index::search::{FacetKind, Hits, MemoryIndex, Order, Query, SearchDocument, SearchIndex};
use marc::{Leader, Record};

struct Book {
    id: i64,
    title: &'static str,
    vernacular: &'static str,
    author: &'static str,
    subject: &'static str,
    isbn: &'static str,
    coded: &'static str,
    members: &'static [&'static str],
}

const BOOK: Book =
    Book { id: 0, title: "", vernacular: "", author: "", subject: "", isbn: "", coded: "", members: &["EAST"] };

fn books() -> Vec<SearchDocument> {
    let books = [
        Book {
            id: 1,
            title: "War and peace",
            author: "Tolstoy, Leo",
            subject: "Napoleonic Wars, 1800-1815 -- Fiction",
            isbn: "9780140447934",
            coded: "2007eng",
            members: &["EAST", "WEST"],
            ..BOOK
        },
        Book { id: 2, title: "L'étranger", author: "Camus, Albert", isbn: "2070360024", coded: "1971fre", ..BOOK },
        Book {
            id: 3,
            title: "Noruwei no mori",
            vernacular: "ノルウェイの森",
            author: "Murakami, Haruki",
            coded: "1987jpn",
            members: &["WEST"],
            ..BOOK
        },
        Book {
            id: 4,
            title: "Tolstoy : a life in war and peacetime",
            author: "Wilson, A. N.",
            subject: "Tolstoy, Leo",
            coded: "1988eng",
            ..BOOK
        },
        Book { id: 5, title: "Příliš hlučná samota", author: "Hrabal, Bohumil", coded: "1989cze", ..BOOK },
        Book { id: 6, title: "C++ primer", author: "Lippman, Stanley B.", coded: "1998eng", ..BOOK },
    ];
    books.iter().map(document).collect()
}

fn document(book: &Book) -> SearchDocument {
    let (year, language) = book.coded.split_at(4);
    let mut record = Record::with_leader(Leader::default());
    record.push_control("008", &format!("010203s{year}    xx {:17}{language} d", ""));
    for (tag, code, text) in
        [("020", "a", book.isbn), ("100", "a", book.author), ("245", "a", book.title), ("650", "a", book.subject)]
    {
        if !text.is_empty() {
            record.push_data(tag, "  ", &[(code, text)]);
        }
    }
    if !book.vernacular.is_empty() {
        record.push_data("880", "  ", &[("6", "245-01/$1"), ("a", book.vernacular)]);
    }
    let facts = Bibliographic::from_record(&record);
    let members: Vec<(&str, &Bibliographic)> = book.members.iter().map(|member| (*member, &facts)).collect();
    SearchDocument::of_cluster(book.id, &members)
}

fn index() -> MemoryIndex {
    let mut index = MemoryIndex::new();
    index.put(&books()).unwrap();
    index.commit(6).unwrap();
    index
}

fn found(hits: &Hits) -> Vec<i64> {
    hits.hits.iter().map(|hit| hit.summary.cluster_id).collect()
}

#[test]
fn what_patrons_type_finds_what_they_mean() {
    let index = index();
    let cases: &[(&str, &[i64])] = &[
        ("war and peace", &[1]),
        ("Tolstoy", &[4, 1]),
        ("tolstoy war", &[1, 4]),
        ("author:tolstoy", &[1]),
        ("subject:tolstoy", &[4]),
        ("title:\"war and peace\"", &[1]),
        ("\"peace and war\"", &[]),
        ("war peace*", &[1, 4]),
        ("0-14-044793-8", &[1]),
        ("978 0 14 044793 4", &[1]),
        ("isbn:2070360024", &[2]),
        ("etranger", &[2]),
        ("l’Étranger camus", &[2]),
        ("letranger", &[2]),
        ("森", &[3]),
        ("ノルウェイの森", &[3]),
        ("murakami mori", &[3]),
        ("prilis hlucna", &[5]),
        ("C++", &[6]),
        ("1971", &[2]),
        ("nothing of the kind", &[]),
        ("", &[1, 2, 3, 4, 5, 6]),
    ];
    for (typed, expected) in cases {
        let mut ids = found(&index.search(&Query::parse(typed)).unwrap());
        let mut expected = expected.to_vec();
        if expected.len() > 2 || typed.contains('*') {
            ids.sort_unstable();
            expected.sort_unstable();
        }
        assert_eq!(ids, expected, "typed: {typed}");
    }
}

#[test]
fn facets_count_clusters_and_narrow_the_answer() {
    let index = index();
    let hits = index.search(&Query::parse("")).unwrap();
    let counts = |kind: FacetKind| hits.facets.iter().find(|facet| facet.kind == kind).unwrap().counts.clone();
    let pair = |value: &str, count| (value.to_owned(), count);
    assert_eq!(counts(FacetKind::Library), [pair("EAST", 5), pair("WEST", 2)]);
    assert_eq!(counts(FacetKind::Language), [pair("eng", 3), pair("cze", 1), pair("fre", 1), pair("jpn", 1)]);
    assert_eq!(counts(FacetKind::Decade), [pair("1980", 3), pair("1970", 1), pair("1990", 1), pair("2000", 1)]);
    assert_eq!(counts(FacetKind::Format), [pair("book", 6)]);
    let narrowed = |query: Query| found(&index.search(&query).unwrap());
    assert_eq!(narrowed(Query::parse("").filtered(FacetKind::Library, "WEST")), [1, 3]);
    assert_eq!(
        narrowed(Query::parse("").filtered(FacetKind::Language, "fre").filtered(FacetKind::Language, "cze")),
        [2, 5]
    );
    assert_eq!(
        narrowed(Query::parse("").filtered(FacetKind::Language, "fre").filtered(FacetKind::Library, "WEST")),
        [] as [i64; 0]
    );
}

#[test]
fn answers_come_in_pages_and_in_the_order_asked_for() {
    let index = index();
    let page = |order, offset, limit| {
        let hits = index.search(&Query { order, offset, limit, ..Query::parse("") }).unwrap();
        assert_eq!(hits.total, 6);
        found(&hits)
    };
    assert_eq!(page(Order::Newest, 0, 2), [1, 6]);
    assert_eq!(page(Order::Newest, 2, 10), [5, 4, 3, 2]);
    assert_eq!(page(Order::Title, 0, 3), [6, 2, 3]);
    assert_eq!(page(Order::Relevance, 6, 10), [] as [i64; 0]);
}

#[test]
fn nothing_is_seen_before_the_commit_and_the_position_is_kept() {
    let mut index = MemoryIndex::new();
    let total = |index: &MemoryIndex| index.search(&Query::parse("")).unwrap().total;
    index.put(&books()).unwrap();
    assert_eq!((total(&index), index.position()), (0, 0));
    index.commit(17).unwrap();
    assert_eq!((total(&index), index.position()), (6, 17));
    index.delete(&[1, 2, 99]).unwrap();
    assert_eq!(total(&index), 6);
    index.commit(18).unwrap();
    assert_eq!((total(&index), index.position()), (4, 18));
    index.put(&books()).unwrap();
    index.commit(19).unwrap();
    assert_eq!(total(&index), 6, "a document replaces the one of its cluster");
}

#[test]
fn a_cluster_shows_its_fullest_record_and_is_found_by_all() {
    let thin = Bibliographic::from_record(Record::new().push_data("245", "  ", &[("a", "Voĭna i mir")]));
    let mut record = Record::new();
    record.push_data("100", "1 ", &[("a", "Tolstoy, Leo.")]).push_data("245", "10", &[("a", "War and peace.")]);
    let full = Bibliographic::from_record(&record);
    let cluster = SearchDocument::of_cluster(9, &[("WEST", &thin), ("EAST", &full), ("WEST", &full)]);
    assert_eq!(cluster.summary.title, "War and peace");
    assert_eq!(cluster.summary.members, ["EAST", "WEST"]);
    let mut index = MemoryIndex::new();
    index.put(&[cluster]).unwrap();
    index.commit(1).unwrap();
    for typed in ["voina", "title:peace", "author:tolstoy"] {
        assert_eq!(found(&index.search(&Query::parse(typed)).unwrap()), [9], "{typed}");
    }
}

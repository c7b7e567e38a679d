//! The harvester against the provider, in memory, with faults between them.

use std::collections::BTreeMap;

use oai_pmh::{
    Checkpoint, Datestamp, Flavour, Granularity, Harvest, HttpAnswer, Provider, Record, Settings, Step, Summary,
    decode_query,
};

use crate::library::{BASE_URL, Library, record};

/// A line to a provider that does as its rule says.
struct Line<'a> {
    library: &'a Library,
    provider: Provider,
    asked: usize,
    before: Vec<u8>,
    fault: fn(usize) -> Fault,
}

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Busy,
    Reset,
    Truncated,
    Damaged,
    LoginPage,
    PageBeforeAgain,
    TokenRefused,
}

impl<'a> Line<'a> {
    fn new(library: &'a Library, flavour: Flavour, page_size: usize, fault: fn(usize) -> Fault) -> Self {
        let provider = Provider { flavour, page_size };
        Self { library, provider, asked: 0, before: Vec::new(), fault }
    }

    /// What comes back; `None` when the line breaks.
    fn get(&mut self, url: &str) -> Option<HttpAnswer> {
        let query = url.strip_prefix(BASE_URL).unwrap();
        self.asked += 1;
        let fault = (self.fault)(self.asked);
        if fault == Fault::Busy {
            return Some(HttpAnswer { status: 503, retry_after: Some(30), body: Vec::new() });
        }
        let refused = fault == Fault::TokenRefused && query.contains("resumptionToken");
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let query = if refused { "verb=ListRecords&resumptionToken=expired" } else { query };
        let Ok(response) = self.provider.respond(self.library, &decode_query(query), now);
        let mut body = response.encode().into_bytes();
        match fault {
            Fault::Reset => return None,
            Fault::Truncated => body.truncate(body.len() * 2 / 3),
            Fault::Damaged => body.splice(300..310, *b"<<&&\0\0>>").for_each(drop),
            Fault::LoginPage => body = b"<html><body>Please log in</body></html>".to_vec(),
            Fault::PageBeforeAgain if !self.before.is_empty() => body.clone_from(&self.before),
            _ => {}
        }
        self.before.clone_from(&body);
        Some(HttpAnswer { status: 200, retry_after: None, body })
    }
}

/// What a receiver keeps: the last state of each record, and the checkpoint stored with it.
#[derive(Default)]
struct Store {
    records: BTreeMap<String, Record>,
    received: usize,
    checkpoint: Option<String>,
}

impl Store {
    fn keep(&mut self, records: Vec<Record>, checkpoint: &Checkpoint) {
        self.received += records.len();
        self.records.extend(records.into_iter().map(|record| (record.header.identifier.clone(), record)));
        self.checkpoint = Some(checkpoint.to_text());
    }

    fn holds_exactly(&self, expected: &[Record]) -> bool {
        self.records.len() == expected.len()
            && expected.iter().all(|record| self.records.get(&record.header.identifier) == Some(record))
    }
}

fn settings() -> Settings {
    Settings { set: Some("EX_RESHARE".into()), ..Settings::new(BASE_URL, "marc21") }
}

/// Runs until the end, or until so many steps are done: then the machine dies.
fn run(mut harvest: Harvest, line: &mut Line<'_>, store: &mut Store, steps: usize) -> Option<Summary> {
    for _ in 0..steps {
        match harvest.next() {
            Step::Fetch { url } => match line.get(&url) {
                Some(answer) => harvest.answer(answer),
                None => harvest.transport_fault("connection reset by peer"),
            },
            Step::Wait { seconds, reason } => assert!((1..=3_600).contains(&seconds) && !reason.is_empty()),
            Step::Deliver(delivery) => store.keep(delivery.records, &delivery.checkpoint),
            Step::Finished(summary) => return Some(summary),
            Step::Failed(failure) => panic!("{} at {}", failure.kind, failure.url),
        }
    }
    None
}

const FOR_EVER: usize = 100_000;

#[test]
fn lists_of_every_size_arrive_whole_and_each_record_once() {
    for flavour in [Flavour::standard(), Flavour::alma()] {
        for (size, page_size) in
            (0..12).flat_map(|size| [(size, 1), (size, 3)]).chain([(250, 50), (251, 50), (100, 1_000)])
        {
            let library = Library::of(size);
            let mut store = Store::default();
            let mut line = Line::new(&library, flavour, page_size, |_| Fault::None);
            let summary = run(Harvest::new(settings()), &mut line, &mut store, FOR_EVER).unwrap();
            assert!(store.holds_exactly(&library.records), "{size} by {page_size}");
            assert_eq!(store.received, size, "{size} by {page_size}");
            assert_eq!(summary.watermark, library.records.iter().filter_map(|record| record.header.stamp()).max());
            assert_eq!(summary.pages, size.div_ceil(page_size) as u64);
            assert_eq!(summary.deleted, library.records.iter().filter(|record| record.header.deleted).count() as u64);
        }
    }
}

#[test]
fn faults_that_pass_leave_no_trace() {
    let faults: [fn(usize) -> Fault; 7] = [
        |n| if n.is_multiple_of(2) { Fault::Busy } else { Fault::None },
        |n| if n.is_multiple_of(3) { Fault::Reset } else { Fault::None },
        |n| if n % 3 == 1 { Fault::Truncated } else { Fault::None },
        |n| if n.is_multiple_of(4) { Fault::Damaged } else { Fault::None },
        |n| if n % 3 == 1 { Fault::LoginPage } else { Fault::None },
        |n| if n.is_multiple_of(3) { Fault::PageBeforeAgain } else { Fault::None },
        |n| {
            [Fault::Reset, Fault::None, Fault::PageBeforeAgain, Fault::Truncated, Fault::None, Fault::Busy, Fault::None]
                [n % 7]
        },
    ];
    let library = Library::of(40);
    for (n, fault) in faults.into_iter().enumerate() {
        let mut store = Store::default();
        let mut line = Line::new(&library, Flavour::alma(), 4, fault);
        assert!(run(Harvest::new(settings()), &mut line, &mut store, FOR_EVER).is_some());
        assert!(store.holds_exactly(&library.records), "fault {n}");
        assert_eq!(store.received, 40, "fault {n}");
    }
}

#[test]
fn a_refused_token_brings_every_record_all_the_same() {
    for flavour in [Flavour::standard(), Flavour::alma()] {
        let library = Library::of(40);
        let mut store = Store::default();
        let mut line =
            Line::new(&library, flavour, 4, |n| if [3, 9].contains(&n) { Fault::TokenRefused } else { Fault::None });
        assert!(run(Harvest::new(settings()), &mut line, &mut store, FOR_EVER).is_some());
        assert!(store.holds_exactly(&library.records));
        assert!(store.received > 40, "some came twice");
    }
}

#[test]
fn a_machine_that_dies_after_any_step_goes_on_where_it_was() {
    let library = Library::of(23);
    for steps in 1..24 {
        let mut store = Store::default();
        let mut line =
            Line::new(
                &library,
                Flavour::alma(),
                4,
                |n| if n.is_multiple_of(5) { Fault::Truncated } else { Fault::None },
            );
        let ended = run(Harvest::new(settings()), &mut line, &mut store, steps);
        let resumed = match &store.checkpoint {
            Some(text) => Harvest::resume(settings(), Checkpoint::from_text(text).unwrap()),
            None => Harvest::new(settings()),
        };
        let again = run(resumed, &mut line, &mut store, FOR_EVER).unwrap();
        assert!(store.holds_exactly(&library.records), "died after {steps} steps");
        assert_eq!((store.received, again.records), (23, 23), "died after {steps} steps");
        assert!(ended.is_none_or(|ended| ended == again));
    }
}

#[test]
fn a_machine_that_dies_again_and_again_still_comes_to_the_end() {
    let library = Library::of(50);
    let mut store = Store::default();
    let mut line =
        Line::new(&library, Flavour::standard(), 4, |n| if n % 9 == 8 { Fault::TokenRefused } else { Fault::None });
    let mut lives = 0;
    let summary = loop {
        lives += 1;
        let harvest = match &store.checkpoint {
            Some(text) => {
                Harvest::resume(Settings { restarts: 99, ..settings() }, Checkpoint::from_text(text).unwrap())
            }
            None => Harvest::new(settings()),
        };
        // Identify, its answer, a question, its answer, a delivery: about one page a life.
        if let Some(summary) = run(harvest, &mut line, &mut store, 8) {
            break summary;
        }
        assert!(lives < 500, "no end");
    };
    assert!(lives > 5 && store.holds_exactly(&library.records) && summary.records >= 50);
}

#[test]
fn an_incremental_harvest_brings_what_is_new_even_under_the_same_second() {
    for granularity in [Granularity::Second, Granularity::Day] {
        let mut library = Library::of(20);
        library.granularity = granularity;
        for record in &mut library.records {
            record.header.datestamp = record.header.stamp().unwrap().at(granularity).to_string();
        }
        let mut store = Store::default();
        let mut line = Line::new(&library, Flavour::alma(), 4, |_| Fault::None);
        let watermark = run(Harvest::new(settings()), &mut line, &mut store, FOR_EVER).unwrap().watermark.unwrap();
        library.records[5].header.datestamp = watermark.to_string();
        library.records[6] = Record { metadata: None, ..library.records[6].clone() };
        (library.records[6].header.deleted, library.records[6].header.datestamp) = (true, watermark.to_string());
        let mut late = record(20);
        late.header.datestamp = watermark.minus_seconds(60).to_string();
        library.records.push(late);
        let next = Settings { from: Some(watermark), overlap_seconds: 3_600, ..settings() };
        let mut line = Line::new(&library, Flavour::alma(), 4, |_| Fault::None);
        let received = store.received;
        run(Harvest::new(next), &mut line, &mut store, FOR_EVER).unwrap();
        assert!(store.holds_exactly(&library.records), "{granularity:?}");
        assert!(store.received - received < 10, "an increment is not the whole list");
    }
}

#[test]
fn a_closed_window_brings_only_what_is_in_it() {
    let library = Library::of(60);
    let (from, until): (Datestamp, Datestamp) = ("2024-02-01".parse().unwrap(), "2024-06-30".parse().unwrap());
    let mut store = Store::default();
    let mut line = Line::new(&library, Flavour::standard(), 7, |_| Fault::None);
    let window = Settings { from: Some(from), until: Some(until), ..settings() };
    run(Harvest::new(window), &mut line, &mut store, FOR_EVER).unwrap();
    let inside = |record: &Record| ("2024-02-01".."2024-07-01").contains(&&record.header.datestamp[..10]);
    let expected: Vec<Record> = library.records.iter().filter(|record| inside(record)).cloned().collect();
    assert!(!expected.is_empty() && expected.len() < 60 && store.holds_exactly(&expected));
}

#[test]
fn headers_alone_name_every_record() {
    let library = Library::of(15);
    let mut store = Store::default();
    let mut line = Line::new(&library, Flavour::alma(), 4, |_| Fault::None);
    run(Harvest::new(Settings { headers_only: true, ..settings() }), &mut line, &mut store, FOR_EVER).unwrap();
    let bare = |record: &Record| Record { header: record.header.clone(), ..Record::default() };
    assert!(store.holds_exactly(&library.records.iter().map(bare).collect::<Vec<_>>()));
}

//! The harvester against answers written by hand: one rule a test.

use oai_pmh::{
    AlmaFault, Checkpoint, Datestamp, Delivery, FailureKind, Harvest, HttpAnswer, Settings, Step, Summary,
    retry_after_seconds,
};

pub const BASE: &str = "https://alma.example/request";

pub fn settings() -> Settings {
    Settings { set: Some("EX".into()), attempts: 3, ..Settings::new(BASE, "marc21") }
}

pub fn stamp(text: &str) -> Datestamp {
    text.parse().unwrap()
}

pub fn ok(inside: &str) -> HttpAnswer {
    let body = format!(
        "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><responseDate>2024-06-01T00:00:00Z</responseDate>\
         <request>{BASE}</request>{inside}</OAI-PMH>"
    );
    HttpAnswer { status: 200, retry_after: None, body: body.into_bytes() }
}

pub fn identify(granularity: &str) -> HttpAnswer {
    ok(&format!("<Identify><granularity>{granularity}</granularity></Identify>"))
}

pub fn error(code: &str, text: &str) -> HttpAnswer {
    ok(&format!("<error code='{code}'>{text}</error>"))
}

/// A page of records `identifier datestamp`, and the token behind it.
pub fn page(records: &[(&str, &str)], token: &str) -> HttpAnswer {
    let record = |(identifier, datestamp): &(&str, &str)| {
        format!(
            "<record><header><identifier>{identifier}</identifier><datestamp>{datestamp}</datestamp></header></record>"
        )
    };
    let records: String = records.iter().map(record).collect();
    ok(&format!("<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords>"))
}

/// A harvest behind Identify, with seconds.
pub fn begun(settings: Settings) -> Harvest {
    let mut harvest = Harvest::new(settings);
    assert!(fetch(&mut harvest).ends_with("?verb=Identify"));
    harvest.answer(identify("YYYY-MM-DDThh:mm:ssZ"));
    harvest
}

pub fn fetch(harvest: &mut Harvest) -> String {
    match harvest.next() {
        Step::Fetch { url } => url,
        other => panic!("a question is expected: {other:?}"),
    }
}

pub fn wait(harvest: &mut Harvest) -> u64 {
    match harvest.next() {
        Step::Wait { seconds, .. } => seconds,
        other => panic!("a wait is expected: {other:?}"),
    }
}

pub fn delivery(harvest: &mut Harvest) -> Delivery {
    match harvest.next() {
        Step::Deliver(delivery) => *delivery,
        other => panic!("a page is expected: {other:?}"),
    }
}

pub fn finished(harvest: &mut Harvest) -> Summary {
    match harvest.next() {
        Step::Finished(summary) => summary,
        other => panic!("the end is expected: {other:?}"),
    }
}

pub fn failure(harvest: &mut Harvest) -> FailureKind {
    match harvest.next() {
        Step::Failed(failure) => failure.kind,
        other => panic!("a failure is expected: {other:?}"),
    }
}

#[test]
fn a_list_of_two_parts_is_read_to_its_end() {
    let mut harvest = begun(settings());
    assert_eq!(fetch(&mut harvest), format!("{BASE}?verb=ListRecords&metadataPrefix=marc21&set=EX"));
    assert_eq!(fetch(&mut harvest), fetch(&mut harvest), "until an answer comes, the question stands");
    harvest.answer(page(&[("1", "2024-05-02T00:00:00Z"), ("2", "2024-05-01T00:00:00Z")], "all@all@EX@marc21@7"));
    assert_eq!(delivery(&mut harvest).records.len(), 2);
    assert_eq!(fetch(&mut harvest), format!("{BASE}?verb=ListRecords&resumptionToken=all%40all%40EX%40marc21%407"));
    harvest.answer(page(&[("3", "2024-04-01T00:00:00Z")], ""));
    assert_eq!(delivery(&mut harvest).records[0].header.identifier, "3");
    let summary = finished(&mut harvest);
    assert_eq!(summary.watermark, Some(stamp("2024-05-02T00:00:00Z")), "the highest datestamp, not the last");
    assert_eq!((summary.pages, summary.records), (2, 3));
    assert_eq!(finished(&mut harvest), summary);
}

#[test]
fn the_next_harvest_begins_at_the_watermark_less_the_overlap() {
    for (granularity, from) in [("YYYY-MM-DDThh:mm:ssZ", "2024-05-01T23%3A00%3A00Z"), ("YYYY-MM-DD", "2024-05-01")] {
        let from_setting = Some(stamp("2024-05-02T00:00:00Z"));
        let mut harvest = Harvest::new(Settings { from: from_setting, overlap_seconds: 3_600, ..settings() });
        harvest.answer(identify(granularity));
        assert_eq!(fetch(&mut harvest), format!("{BASE}?verb=ListRecords&metadataPrefix=marc21&set=EX&from={from}"));
    }
}

#[test]
fn a_granularity_that_is_not_stated_exactly_means_days() {
    let mut harvest = Harvest::new(Settings { from: Some(stamp("2024-05-02T10:00:00Z")), ..settings() });
    harvest.answer(identify("seconds"));
    assert!(fetch(&mut harvest).ends_with("from=2024-05-02"));
}

#[test]
fn nothing_new_is_a_success_and_keeps_the_watermark() {
    let mut harvest = begun(Settings { from: Some(stamp("2024-05-02T00:00:00Z")), ..settings() });
    harvest.answer(error("noRecordsMatch", ""));
    let summary = finished(&mut harvest);
    assert_eq!((summary.records, summary.watermark), (0, Some(stamp("2024-05-02T00:00:00Z"))));
}

#[test]
fn a_datestamp_in_the_future_does_not_move_the_watermark_past_the_sources_clock() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2031-01-01T00:00:00Z")], ""));
    delivery(&mut harvest);
    assert_eq!(finished(&mut harvest).watermark, Some(stamp("2024-06-01T00:00:00Z")));
}

#[test]
fn a_refused_token_begins_the_same_list_again() {
    let mut harvest = begun(Settings { from: Some(stamp("2024-05-02T00:00:00Z")), restarts: 1, ..settings() });
    let first = fetch(&mut harvest);
    for refusal in [error("badResumptionToken", "expired"), error("noRecordsMatch", "")] {
        assert_eq!(fetch(&mut harvest), first);
        harvest.answer(page(&[("1", "2024-05-03T00:00:00Z")], "t"));
        delivery(&mut harvest);
        fetch(&mut harvest);
        harvest.answer(refusal);
    }
    assert!(matches!(failure(&mut harvest), FailureKind::TokensRefused(_)));
}

#[test]
fn an_empty_page_with_a_token_goes_on() {
    let mut harvest = begun(settings());
    for token in ["a", "b", "c"] {
        harvest.answer(page(&[], token));
        assert_eq!(delivery(&mut harvest).records.len(), 0);
        assert!(fetch(&mut harvest).ends_with(token));
    }
    harvest.answer(page(&[("1", "2024-05-03")], ""));
    assert_eq!(delivery(&mut harvest).records.len(), 1);
    assert_eq!(finished(&mut harvest).pages, 4);
}

#[test]
fn a_source_that_gives_the_same_page_for_ever_is_left() {
    let records = [("1", "2024-05-03")];
    let mut harvest = begun(settings());
    harvest.answer(page(&records, "t"));
    delivery(&mut harvest);
    for _ in 0..2 {
        harvest.answer(page(&records, "t"));
        wait(&mut harvest);
    }
    harvest.answer(page(&records, "t"));
    assert_eq!(failure(&mut harvest), FailureKind::SamePage);
    assert_eq!(failure(&mut harvest), FailureKind::SamePage, "the last step comes again");
}

#[test]
fn empty_pages_with_the_same_token_for_ever_are_left() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03")], "t"));
    delivery(&mut harvest);
    for _ in 0..2 {
        harvest.answer(page(&[], "t"));
        wait(&mut harvest);
    }
    harvest.answer(page(&[], "t"));
    assert_eq!(failure(&mut harvest), FailureKind::SamePage);
}

#[test]
fn a_circle_of_pages_of_any_length_is_left() {
    for length in 2..40 {
        let mut harvest = begun(settings());
        let mut asked = 0;
        let kind = loop {
            match harvest.next() {
                Step::Fetch { .. } => {
                    let n = asked % length;
                    harvest.answer(page(&[(&format!("r{n}"), "2024-05-03")], &format!("t{n}")));
                    asked += 1;
                }
                Step::Deliver(_) => {}
                Step::Failed(failure) => break failure.kind,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(kind, FailureKind::Circle, "length {length}");
        assert!(asked <= 4 * length + 4, "length {length} took {asked}");
    }
}

#[test]
fn a_token_that_never_changes_is_no_circle_while_the_pages_do() {
    let mut harvest = begun(settings());
    for n in 0..100 {
        harvest.answer(page(&[(&format!("r{n}"), "2024-05-03")], "session"));
        delivery(&mut harvest);
    }
    harvest.answer(page(&[("last", "2024-05-03")], ""));
    delivery(&mut harvest);
    assert_eq!(finished(&mut harvest).records, 101);
}

#[test]
fn a_busy_source_is_given_the_time_it_asks_for_within_reason() {
    let mut harvest = begun(Settings { longest_wait_seconds: 600, ..settings() });
    for (asked_for, given) in [(Some(120), 120), (Some(86_400), 600)] {
        harvest.answer(HttpAnswer { status: 503, retry_after: asked_for, body: Vec::new() });
        assert_eq!(wait(&mut harvest), given);
        fetch(&mut harvest);
    }
    harvest.answer(HttpAnswer { status: 429, ..HttpAnswer::default() });
    assert_eq!(failure(&mut harvest), FailureKind::Status(429));
}

#[test]
fn waits_double_and_begin_again_after_a_good_answer() {
    let mut harvest = begun(Settings { attempts: 20, longest_wait_seconds: 60, ..settings() });
    let waits = |harvest: &mut Harvest, count: usize| -> Vec<u64> {
        let one = |_| {
            harvest.transport_fault("connection reset");
            wait(harvest)
        };
        (0..count).map(one).collect()
    };
    assert_eq!(waits(&mut harvest, 6), [5, 10, 20, 40, 60, 60]);
    harvest.answer(page(&[("1", "2024-05-03")], "t"));
    delivery(&mut harvest);
    assert_eq!(waits(&mut harvest, 2), [5, 10]);
}

#[test]
fn a_broken_page_is_fetched_again_and_after_some_attempts_given_up_with_its_reason() {
    let mut harvest = begun(settings());
    let first = fetch(&mut harvest);
    let mut cut = page(&[("1", "2024-05-03")], "t");
    cut.body.truncate(200);
    let login = HttpAnswer { status: 200, retry_after: None, body: b"<html><body>Please log in".to_vec() };
    harvest.answer(cut);
    wait(&mut harvest);
    assert_eq!(fetch(&mut harvest), first);
    harvest.answer(login.clone());
    wait(&mut harvest);
    harvest.answer(login);
    let Step::Failed(failure) = harvest.next() else { panic!() };
    assert_eq!(failure.url, first);
    assert_eq!(
        failure.kind.to_string(),
        "the answer cannot be read: not an OAI-PMH answer but a document <html> (at /html, byte 6)"
    );
    assert!(failure.body.starts_with(b"<html>"));
}

#[test]
fn a_page_that_comes_broken_in_the_same_way_twice_gives_its_good_records() {
    let mut harvest = begun(settings());
    let mut broken = page(&[("1", "2024-05-03"), ("2", "2024-05-04"), ("3", "2024-05-05")], "t");
    broken.body = String::from_utf8(broken.body).unwrap().replace("<identifier>2", "<identifier>&eacute;").into_bytes();
    harvest.answer(broken.clone());
    wait(&mut harvest);
    harvest.answer(broken);
    let delivery = delivery(&mut harvest);
    let identifiers: Vec<_> = delivery.records.iter().map(|record| record.header.identifier.as_str()).collect();
    assert_eq!((identifiers, delivery.bad.len()), (vec!["1", "3"], 1));
    assert_eq!(delivery.bad[0].reason.to_string(), "unknown entity &eacute;");
    assert!(fetch(&mut harvest).ends_with("resumptionToken=t"));
}

#[test]
fn a_no_is_a_no_at_once() {
    for status in [401, 403, 404, 410, 301] {
        let mut harvest = Harvest::new(settings());
        harvest.answer(HttpAnswer { status, ..HttpAnswer::default() });
        assert_eq!(failure(&mut harvest), FailureKind::Status(status));
    }
}

#[test]
fn what_alma_refuses_comes_with_advice() {
    let refusal = AlmaFault::NoProfile;
    let mut harvest = begun(settings());
    harvest.answer(error("badArgument", refusal.text()));
    let Step::Failed(failure) = harvest.next() else { panic!() };
    assert_eq!(failure.advice, Some(refusal.advice()));
    assert!(failure.kind.to_string().contains(refusal.text()));
    let body = AlmaFault::Unauthorized.text().as_bytes().to_vec();
    let mut harvest = Harvest::new(settings());
    harvest.answer(HttpAnswer { status: 403, retry_after: None, body });
    let Step::Failed(failure) = harvest.next() else { panic!() };
    assert_eq!(failure.advice, Some(AlmaFault::Unauthorized.advice()), "Alma may say so on a plain page");
}

#[test]
fn an_error_condition_counts_under_any_status_that_blames_the_caller() {
    let mut harvest = begun(settings());
    harvest.answer(HttpAnswer { status: 404, ..error("noRecordsMatch", "") });
    assert_eq!(finished(&mut harvest).records, 0);
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03")], ""));
    harvest.answer(error("badArgument", "too late"));
    harvest.transport_fault("too late");
    assert_eq!(delivery(&mut harvest).records.len(), 1);
    finished(&mut harvest);
}

#[test]
fn headers_alone_can_be_harvested() {
    let mut harvest = begun(Settings { headers_only: true, ..settings() });
    assert!(fetch(&mut harvest).contains("verb=ListIdentifiers"));
    harvest.answer(ok(
        "<ListIdentifiers><header status='deleted'><identifier>1</identifier></header><header/></ListIdentifiers>",
    ));
    let delivery = delivery(&mut harvest);
    assert!(delivery.records[0].header.deleted && delivery.bad.len() == 1);
    let summary = finished(&mut harvest);
    assert_eq!((summary.records, summary.deleted, summary.bad), (1, 1, 1));
}

#[test]
fn a_checkpoint_of_another_list_is_not_used() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03")], "t"));
    let checkpoint = delivery(&mut harvest).checkpoint;
    let same = |settings: Settings| {
        let mut harvest = Harvest::resume(settings, checkpoint.clone());
        harvest.answer(identify("YYYY-MM-DD"));
        fetch(&mut harvest).ends_with("resumptionToken=t")
    };
    assert!(same(settings()));
    assert!(!same(Settings { set: Some("OTHER".into()), ..settings() }));
    assert!(!same(Settings { metadata_prefix: "oai_dc".into(), ..settings() }));
    assert!(!same(Settings { from: Some(stamp("2024-01-01")), ..settings() }));
    assert!(!same(Settings { headers_only: true, ..settings() }));
}

#[test]
fn a_harvest_that_had_ended_stays_so() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03")], ""));
    let stored = delivery(&mut harvest).checkpoint.to_text();
    let mut resumed = Harvest::resume(settings(), Checkpoint::from_text(&stored).unwrap());
    assert_eq!(finished(&mut resumed), finished(&mut harvest));
}

#[test]
fn retry_after_is_read_in_seconds_and_as_a_date() {
    let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(retry_after_seconds("120", None), Some(120));
    assert_eq!(retry_after_seconds("Sun, 06 Nov 1994 08:51:37 GMT", date), Some(120));
    assert_eq!(retry_after_seconds("Sun, 06 Nov 1994 08:00:00 GMT", date), Some(0));
    for text in ["", "soon", "-5", "Sun, 06 Nov"] {
        assert_eq!(retry_after_seconds(text, date), None, "{text}");
    }
    assert_eq!(retry_after_seconds("Sun, 06 Nov 1994 08:51:37 GMT", None), None);
}

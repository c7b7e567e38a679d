//! Behaviours that a harvester needs so that nothing is lost, each with the fault that asks for it. The tests that are not here:
//! plain lists, waits and checkpoints in `harvesting`, whole sessions with faults in `sessions`.

use oai_pmh::{
    Checkpoint, DeletedRecord, Delivery, FailureKind, Harvest, HttpAnswer, Refresh, Refreshed, Settings, Step, Summary,
};

use crate::harvesting::{
    BASE, begun, delivery, error, failure, fetch, finished, identify, ok, page, settings, stamp, wait,
};

const LOGIN: &[u8] = b"<!DOCTYPE html><html><body>Please log in</body></html>";

fn status(status: u16) -> HttpAnswer {
    HttpAnswer { status, ..HttpAnswer::default() }
}

fn identifiers(delivery: &Delivery) -> Vec<&str> {
    delivery.records.iter().map(|record| record.header.identifier.as_str()).collect()
}

#[test]
fn identify_tells_the_caller_granularity_earliest_date_and_deletions() {
    let mut harvest = Harvest::new(settings());
    assert_eq!(harvest.source(), None);
    harvest.answer(ok("<Identify><repositoryName>Alma of EX</repositoryName><earliestDatestamp>2012-02-03T04:05:06Z\
                       </earliestDatestamp><deletedRecord>transient</deletedRecord></Identify>"));
    let source = harvest.source().unwrap();
    assert_eq!((source.repository_name.as_str(), &source.deleted_record), ("Alma of EX", &DeletedRecord::Transient));
    assert_eq!(source.earliest_datestamp, "2012-02-03T04:05:06Z");
}

#[test]
fn a_resumed_harvest_asks_identify_again_and_then_the_token() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03T00:00:00Z")], "t"));
    let stored = delivery(&mut harvest).checkpoint.to_text();
    let mut resumed = Harvest::resume(settings(), Checkpoint::from_text(&stored).unwrap());
    assert!(fetch(&mut resumed).ends_with("?verb=Identify"));
    resumed.answer(identify("YYYY-MM-DD"));
    assert!(fetch(&mut resumed).ends_with("resumptionToken=t"));
    assert!(resumed.source().is_some());
}

#[test]
fn tokens_go_back_letter_by_letter() {
    for (token, sent) in [("a b+c", "a%20b%2Bc"), ("x&amp;y=%2B", "x%26y%3D%252B"), ("ü/?#", "%C3%BC%2F%3F%23")] {
        let mut harvest = begun(settings());
        harvest.answer(page(&[("1", "2024-05-03")], token));
        delivery(&mut harvest);
        assert_eq!(fetch(&mut harvest), format!("{BASE}?verb=ListRecords&resumptionToken={sent}"));
    }
}

#[test]
fn a_source_that_declares_seconds_but_takes_only_days_is_asked_by_days() {
    let from = Some(stamp("2024-05-02T10:11:12Z"));
    let until = Some(stamp("2024-05-03T10:11:12Z"));
    let mut harvest = begun(Settings { from, until, ..settings() });
    assert!(fetch(&mut harvest).ends_with("from=2024-05-02T10%3A11%3A12Z&until=2024-05-03T10%3A11%3A12Z"));
    harvest.answer(error("badArgument", "from: not a valid date"));
    assert!(fetch(&mut harvest).ends_with("from=2024-05-02&until=2024-05-03"));
    harvest.answer(page(&[("1", "2024-05-03")], ""));
    assert_eq!(delivery(&mut harvest).records.len(), 1);
    let mut harvest = begun(Settings { from, ..settings() });
    harvest.answer(error("badArgument", "from"));
    harvest.answer(error("badArgument", "from"));
    assert!(matches!(failure(&mut harvest), FailureKind::Refused(_)), "days are tried once");
    let mut harvest = begun(settings());
    harvest.answer(error("badArgument", "set"));
    assert!(matches!(failure(&mut harvest), FailureKind::Refused(_)), "without a date there is nothing to try");
}

#[test]
fn a_page_served_twice_under_another_token_is_taken_once() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03"), ("2", "2024-05-03")], "a"));
    assert_eq!(identifiers(&delivery(&mut harvest)), ["1", "2"]);
    harvest.answer(page(&[("1", "2024-05-03"), ("2", "2024-05-03")], "b"));
    assert_eq!(identifiers(&delivery(&mut harvest)), [""; 0]);
    assert!(fetch(&mut harvest).ends_with("resumptionToken=b"));
    harvest.answer(page(&[("3", "2024-05-03")], ""));
    assert_eq!(identifiers(&delivery(&mut harvest)), ["3"]);
    assert_eq!(finished(&mut harvest).records, 3);
}

#[test]
fn the_same_record_changed_within_the_same_second_is_delivered_again() {
    let with = |title: &str, token: &str| {
        ok(&format!(
            "<ListRecords><record><header><identifier>1</identifier><datestamp>2024-05-03T00:00:00Z</datestamp></header>\
             <metadata><t xmlns='urn:t'>{title}</t></metadata></record><resumptionToken>{token}</resumptionToken></ListRecords>"
        ))
    };
    let mut harvest = begun(settings());
    harvest.answer(with("old", "a"));
    delivery(&mut harvest);
    harvest.answer(with("new", ""));
    assert!(delivery(&mut harvest).records[0].metadata.as_ref().unwrap().xml.contains("new"));
}

#[test]
fn every_passing_fault_of_http_is_tried_again() {
    for code in [408, 425, 429, 500, 502, 503, 504, 520, 599] {
        let mut harvest = begun(settings());
        harvest.answer(status(code));
        assert_eq!(wait(&mut harvest), 5, "status {code}");
        harvest.answer(page(&[("1", "2024-05-03")], ""));
        assert_eq!(delivery(&mut harvest).records.len(), 1);
    }
}

#[test]
fn waits_are_uneven_by_a_seed_and_never_shorter() {
    let waits = |jitter| -> Vec<u64> {
        let mut harvest = begun(Settings { jitter, attempts: 9, first_wait_seconds: 100, ..settings() });
        let one = |_| {
            harvest.transport_fault("connection reset");
            wait(&mut harvest)
        };
        (0..5).map(one).collect()
    };
    let even = waits(None);
    assert_eq!(even, [100, 200, 400, 800, 1_600]);
    assert_eq!(waits(Some(7)), waits(Some(7)));
    assert_ne!(waits(Some(7)), waits(Some(8)));
    for seed in 0..50 {
        let within = |(uneven, even): (u64, &u64)| (*even..=even + even / 2).contains(&uneven);
        assert!(waits(Some(seed)).into_iter().zip(&even).all(within), "seed {seed}");
    }
    let mut harvest = begun(Settings { jitter: Some(1), ..settings() });
    harvest.answer(HttpAnswer { status: 503, retry_after: Some(17), body: Vec::new() });
    assert_eq!(wait(&mut harvest), 17, "what the source asks for is kept to");
}

#[test]
fn a_source_that_makes_us_wait_too_long_in_all_is_left_in_a_state_to_go_on() {
    let patience = Settings { longest_waits_seconds: 250, attempts: 100, ..settings() };
    let mut harvest = begun(patience.clone());
    harvest.answer(page(&[("1", "2024-05-03")], "t"));
    let kept = delivery(&mut harvest).checkpoint;
    for _ in 0..2 {
        harvest.answer(HttpAnswer { status: 503, retry_after: Some(120), body: Vec::new() });
        assert_eq!(wait(&mut harvest), 120);
    }
    harvest.answer(HttpAnswer { status: 503, retry_after: Some(120), body: Vec::new() });
    assert_eq!(failure(&mut harvest), FailureKind::OutOfPatience(Box::new(FailureKind::Status(503))));
    let mut resumed = Harvest::resume(patience, kept);
    resumed.answer(identify("YYYY-MM-DD"));
    assert!(fetch(&mut resumed).ends_with("resumptionToken=t"));
}

#[test]
fn a_login_page_with_status_200_is_no_end_of_a_list() {
    let mut harvest = begun(settings());
    for _ in 0..2 {
        harvest.answer(HttpAnswer { status: 200, retry_after: None, body: LOGIN.to_vec() });
        wait(&mut harvest);
    }
    harvest.answer(HttpAnswer { status: 200, retry_after: None, body: LOGIN.to_vec() });
    let Step::Failed(failure) = harvest.next() else { panic!() };
    assert!(failure.kind.to_string().contains("<html>") && failure.body == LOGIN);
}

#[test]
fn a_wrong_complete_list_size_is_passed_on_and_not_believed() {
    let mut harvest = begun(settings());
    for (n, size) in [(1, "1"), (2, "-5"), (3, "many"), (4, "99999999999999999999999")] {
        let record = format!("<record><header><identifier>{n}</identifier></header></record>");
        let token = format!("<resumptionToken completeListSize='{size}'>t{n}</resumptionToken>");
        harvest.answer(ok(&format!("<ListRecords>{record}{token}</ListRecords>")));
        assert_eq!(delivery(&mut harvest).complete_list_size, size.parse().ok());
    }
    harvest.answer(page(&[("5", "2024-05-03")], ""));
    delivery(&mut harvest);
    assert_eq!(finished(&mut harvest).records, 5);
}

#[test]
fn what_is_repaired_before_parsing_costs_a_character_and_no_record() {
    let title = |bytes: &[u8]| {
        let mut body =
            b"<OAI-PMH><ListRecords><record><header><identifier>1</identifier></header><metadata><t>".to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"</t></metadata></record></ListRecords></OAI-PMH>");
        body
    };
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(String::from_utf8(title(b"x")).unwrap().encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let with_head = |head: &[u8], bytes: &[u8]| [head, &title(bytes)].concat();
    for body in [
        with_head(b"\xEF\xBB\xBF<?xml version='1.0'?>", b"x"),
        with_head(b"<?xml version='1.0' encoding='UTF-16'?>", b"x"),
        with_head(b"<?xml version='1.0' encoding='ISO-8859-1'?>", "ü".as_bytes()),
        with_head(b"<?xml version='1.0' encoding='windows-1252'?>", b"\xFC"),
        title(b"\xE9\x0B&#x1;&#0011;\x00"),
        utf16,
    ] {
        let mut harvest = begun(settings());
        harvest.answer(HttpAnswer { status: 200, retry_after: None, body });
        let delivery = delivery(&mut harvest);
        let xml = &delivery.records[0].metadata.as_ref().unwrap().xml;
        assert!(xml::Element::parse(xml.as_bytes(), &xml::Limits::records()).is_ok(), "{xml:?}");
    }
}

#[test]
fn one_record_of_four_megabytes_is_a_record() {
    let long = "<t xmlns='urn:t'>".to_owned() + &"<s>title &amp; more</s>".repeat(200_000) + "</t>";
    let mut harvest = begun(settings());
    harvest.answer(ok(&format!(
        "<ListRecords><record><header><identifier>1</identifier></header><metadata>{long}</metadata></record></ListRecords>"
    )));
    assert_eq!(delivery(&mut harvest).records[0].metadata.as_ref().unwrap().xml, long);
}

/// A source that answers 500 for every page that holds one of its poisoned records. Tokens are `from/until/offset`.
struct Poisoned {
    records: Vec<(String, String)>,
    poison: Vec<usize>,
    asked: usize,
}

impl Poisoned {
    fn of(size: usize, poison: &[usize]) -> Self {
        let stamp = |n: usize| format!("2024-05-{:02}T{:02}:00:{:02}Z", 1 + n * 7 % 28, n % 24, n % 60);
        Self { records: (0..size).map(|n| (format!("r{n}"), stamp(n))).collect(), poison: poison.to_vec(), asked: 0 }
    }

    fn answer(&mut self, url: &str) -> HttpAnswer {
        self.asked += 1;
        let pairs = oai_pmh::decode_query(url.split_once('?').unwrap().1);
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        if get("verb").as_deref() == Some("Identify") {
            return ok("<Identify><earliestDatestamp>2024-01-01T00:00:00Z</earliestDatestamp>\
                       <granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>");
        }
        let place = get("resumptionToken")
            .unwrap_or_else(|| format!("{}/{}/0", get("from").unwrap_or_default(), get("until").unwrap_or("9".into())));
        let parts: Vec<&str> = place.split('/').collect();
        let inside =
            |(_, (_, stamp)): &(usize, &(String, String))| parts[0] <= stamp.as_str() && stamp.as_str() <= parts[1];
        let matching: Vec<_> = self.records.iter().enumerate().filter(inside).collect();
        let offset: usize = parts[2].parse().unwrap();
        let shown: Vec<_> = matching.iter().skip(offset).take(5).collect();
        if shown.iter().any(|(n, _)| self.poison.contains(n)) {
            return status(500);
        }
        if shown.is_empty() {
            return error("noRecordsMatch", "");
        }
        let more = matching.len() > offset + 5;
        let token = if more { format!("{}/{}/{}", parts[0], parts[1], offset + 5) } else { String::new() };
        let shown: Vec<_> = shown.iter().map(|(_, (id, stamp))| (id.as_str(), stamp.as_str())).collect();
        page(&shown, &token)
    }
}

/// Runs to the end, throwing away what is void, dying after every `dies_every`-th delivery.
fn run(
    source: &mut Poisoned,
    settings: &Settings,
    dies_every: usize,
) -> Result<(Vec<(u64, Delivery)>, Summary), FailureKind> {
    let mut kept: Vec<(u64, Delivery)> = Vec::new();
    let mut harvest = Harvest::new(settings.clone());
    let mut deliveries = 0;
    loop {
        match harvest.next() {
            Step::Fetch { url } => {
                let answer = source.answer(&url);
                harvest.answer(answer);
            }
            Step::Wait { .. } => {}
            Step::Deliver(delivery) => {
                if let Some(after) = delivery.void_after {
                    kept.retain(|(page, _)| *page <= after);
                }
                let checkpoint = delivery.checkpoint.to_text();
                kept.push((delivery.checkpoint.pages, *delivery));
                deliveries += 1;
                if deliveries % dies_every == 0 {
                    harvest = Harvest::resume(settings.clone(), Checkpoint::from_text(&checkpoint).unwrap());
                }
            }
            Step::Finished(summary) => return Ok((kept, summary)),
            Step::Failed(failure) => return Err(failure.kind),
        }
    }
}

#[test]
fn a_record_that_the_server_cannot_give_costs_its_second_only() {
    for dies_every in [1, 2, 1_000] {
        let mut source = Poisoned::of(60, &[33]);
        let (kept, summary) = run(&mut source, &settings(), dies_every).unwrap();
        let mut found: Vec<_> = kept.iter().flat_map(|(_, delivery)| identifiers(delivery)).collect();
        found.sort_unstable();
        let mut expected: Vec<_> = source.records.iter().map(|(id, _)| id.as_str()).filter(|id| *id != "r33").collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "dies every {dies_every}");
        let bad: Vec<_> = kept.iter().flat_map(|(_, delivery)| &delivery.bad).collect();
        assert_eq!(bad.len(), 1);
        let stamp = &source.records[33].1;
        assert_eq!(
            bad[0].reason.to_string(),
            format!(
                "the source cannot give its records from {stamp} until {stamp}: the source answers with HTTP status 500"
            )
        );
        assert!(source.asked < 400, "{} requests", source.asked);
        assert_eq!(summary.bad, 1);
    }
}

#[test]
fn two_records_that_cannot_be_given_cost_two_seconds() {
    let (kept, _) = run(&mut Poisoned::of(60, &[3, 44]), &settings(), 1_000).unwrap();
    assert_eq!(kept.iter().map(|(_, delivery)| delivery.records.len()).sum::<usize>(), 58);
    assert_eq!(kept.iter().map(|(_, delivery)| delivery.bad.len()).sum::<usize>(), 2);
}

#[test]
fn a_server_that_fails_everywhere_is_left_and_not_searched_second_by_second() {
    let all: Vec<usize> = (0..60).collect();
    let mut source = Poisoned::of(60, &all);
    assert_eq!(run(&mut source, &settings(), 1_000).unwrap_err(), FailureKind::Status(500));
    assert!(source.asked < 1_000, "{} requests", source.asked);
    let narrows_nothing = Settings { unavailable_moments: 0, ..settings() };
    let mut source = Poisoned::of(60, &[33]);
    assert_eq!(run(&mut source, &narrows_nothing, 1_000).unwrap_err(), FailureKind::Status(500));
}

#[test]
fn pages_of_a_list_that_begins_again_are_said_to_be_void() {
    let mut harvest = begun(settings());
    harvest.answer(page(&[("1", "2024-05-03")], "t"));
    assert_eq!(delivery(&mut harvest).void_after, None);
    harvest.answer(error("badResumptionToken", "expired"));
    harvest.answer(page(&[("1", "2024-05-03")], "t"));
    let second = delivery(&mut harvest);
    assert_eq!((second.void_after, second.checkpoint.pages), (Some(0), 2));
    harvest.answer(error("badResumptionToken", "expired"));
    harvest.answer(error("noRecordsMatch", ""));
    let third = delivery(&mut harvest);
    assert_eq!((third.void_after, third.records.len()), (Some(1), 0), "even when nothing comes instead");
    assert_eq!(finished(&mut harvest).pages, 3);
}

#[test]
fn a_single_record_can_be_asked_for_once_more() {
    let refresh = Refresh { base_url: BASE.into(), metadata_prefix: "marc21".into() };
    assert_eq!(
        refresh.url("oai:x:1&2"),
        format!("{BASE}?verb=GetRecord&identifier=oai%3Ax%3A1%262&metadataPrefix=marc21")
    );
    let record = |inside: &str| ok(&format!("<GetRecord><record>{inside}</record></GetRecord>"));
    let good = record("<header><identifier>1</identifier></header>");
    assert!(matches!(Refresh::read("1", &good), Ok(Refreshed::Record(_))));
    assert_eq!(Refresh::read("2", &good), Err(FailureKind::WrongAnswer), "another record is no answer");
    assert!(matches!(Refresh::read("1", &record("<header/>")), Ok(Refreshed::Bad(_))));
    for code in ["idDoesNotExist", "cannotDisseminateFormat"] {
        assert_eq!(Refresh::read("1", &error(code, "")), Ok(Refreshed::Gone));
        assert_eq!(Refresh::read("1", &HttpAnswer { status: 404, ..error(code, "") }), Ok(Refreshed::Gone));
    }
    assert!(matches!(Refresh::read("1", &error("badArgument", "")), Err(FailureKind::Refused(_))));
    assert_eq!(Refresh::read("1", &status(503)), Err(FailureKind::Status(503)));
    assert!(matches!(
        Refresh::read("1", &HttpAnswer { status: 200, retry_after: None, body: LOGIN.to_vec() }),
        Err(FailureKind::Unreadable(_))
    ));
}

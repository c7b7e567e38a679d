//! Removals that wait, quarantine, pieces and history: what harvests need to keep themselves right.

use store::{
    Batch, Error, Guard, IncomingRecord, LibraryId, NewQuarantine, QuarantineId, RecordItem, Removals, RunEnd,
    RunOutcome, Settled, SourceId,
};

use crate::catalogue::{incoming, ingest, source};
use crate::kit::{Kit, MINUTE, NOW};

const GUARD: Guard = Guard { at_least: 1, percent: 50 };

/// As [`ingest`], but removals are held.
async fn hold(kit: &Kit, source: SourceId, lines: &[&str]) -> store::IngestCounts {
    let records: Vec<IncomingRecord> = lines.iter().map(|line| incoming(line)).collect();
    let batch = Batch { removals: Removals::Hold, ..Batch::new(source, &records, NOW) };
    kit.records().ingest(&batch).await.unwrap()
}

async fn held(kit: &Kit, library: LibraryId, source: SourceId) -> Vec<String> {
    let held = kit.records().held_removals(library, source, 99).await.unwrap();
    held.into_iter().map(|held| held.source_record_id).collect()
}

#[tokio::test]
async fn a_removal_is_held_until_the_list_has_ended() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k2", "a3: k3"]).await;
    let counts = hold(&kit, east, &["-a1", "-a9"]).await;
    assert_eq!((counts.held, counts.deleted, counts.unchanged), (1, 0, 1));
    assert!(kit.records().by_source_record_id(kit.east, "a1").await.unwrap().is_some(), "still there");
    let settled = kit.records().settle_removals(east, None, GUARD, NOW).await.unwrap();
    assert_eq!(settled, Settled { removed: 1, waiting: 0 });
    assert!(kit.records().by_source_record_id(kit.east, "a1").await.unwrap().is_none());
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().record_count, 2);
}

#[tokio::test]
async fn many_removals_wait_for_a_person_who_applies_or_drops_them() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k2", "a3: k3"]).await;
    hold(&kit, east, &["-a1", "-a2"]).await;
    let waiting = Settled { removed: 0, waiting: 2 };
    assert_eq!(kit.records().settle_removals(east, None, GUARD, NOW).await.unwrap(), waiting);
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().held_removals, 2);
    assert!(matches!(kit.records().drop_removals(kit.west, east, NOW).await, Err(Error::NotFound(_))));

    assert_eq!(kit.records().drop_removals(kit.east, east, NOW).await.unwrap(), 2);
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().held_removals, 0);
    hold(&kit, east, &["-a1", "-a2"]).await;
    assert!(held(&kit, kit.east, east).await.is_empty(), "the same deletions do not ask twice");

    let anew = |id: &str| IncomingRecord { datestamp: "2026-12-01".to_owned(), ..incoming(id) };
    let records = [anew("-a1"), anew("-a2")];
    let batch = Batch { removals: Removals::Hold, ..Batch::new(east, &records, NOW) };
    kit.records().ingest(&batch).await.unwrap();
    assert_eq!(held(&kit, kit.east, east).await, ["a1", "a2"], "said anew, asked anew");
    assert_eq!(kit.records().apply_removals(kit.east, east, None, NOW).await.unwrap(), 2);
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().record_count, 1);
}

#[tokio::test]
async fn a_record_that_reappears_is_not_removed() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k2"]).await;
    hold(&kit, east, &["-a1", "-a2"]).await;
    hold(&kit, east, &["a1: k1"]).await;
    assert_eq!(held(&kit, kit.east, east).await, ["a2"]);
    let headers = ["a2".to_owned()];
    let batch = Batch { headers: &headers, ..Batch::new(east, &[], NOW) };
    kit.records().ingest(&batch).await.unwrap();
    assert!(held(&kit, kit.east, east).await.is_empty());
}

#[tokio::test]
async fn what_a_whole_list_has_not_met_is_held() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    ingest(&kit, east, &["a1: k1", "a2: k2", "a3: k3", "a4: k4"]).await;
    kit.sources().begin_list(east, NOW).await.unwrap();
    let (records, unchanged) = ([incoming("a1: k1")], ["a2".to_owned()]);
    let bad = [NewQuarantine {
        source_record_id: "a3".into(),
        datestamp: String::new(),
        reason: "broken".into(),
        raw: vec![1],
    }];
    let batch = Batch { is_sweep: true, unchanged: &unchanged, bad: &bad, ..Batch::new(east, &records, NOW) };
    kit.records().ingest(&batch).await.unwrap();
    assert_eq!(kit.records().hold_missing(east, "2026-11-28", "not found").await.unwrap(), 1);
    assert_eq!(held(&kit, kit.east, east).await, ["a4"], "a bad record is there all the same");
}

#[tokio::test]
async fn quarantine_fills_once_a_record_and_heals() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    let bad = |id: &str, reason: &str| NewQuarantine {
        source_record_id: id.into(),
        datestamp: String::new(),
        reason: reason.into(),
        raw: b"<record".to_vec(),
    };
    for reason in ["cut off", "still cut off"] {
        let parts = [bad("a1", reason), bad("sha256:77", "no number")];
        let batch = Batch { bad: &parts, ..Batch::new(east, &[], NOW) };
        kit.records().ingest(&batch).await.unwrap();
    }
    let rows = kit.quarantine().of_source(kit.east, east, QuarantineId(0), 9).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.reason.as_str()).collect::<Vec<_>>(), ["still cut off", "no number"]);
    assert_eq!(kit.quarantine().by_id(kit.east, rows[0].id).await.unwrap().raw, b"<record");
    assert!(matches!(kit.quarantine().by_id(kit.west, rows[0].id).await, Err(Error::NotFound(_))));
    assert!(matches!(kit.quarantine().dismiss(kit.west, rows[0].id).await, Err(Error::NotFound(_))));
    assert_eq!(kit.quarantine().nameless(east, NOW).await.unwrap(), 1);

    ingest(&kit, east, &["a1: k1"]).await;
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().quarantined, 1, "the good record took it out");
    kit.quarantine().dismiss(kit.east, rows[1].id).await.unwrap();
    assert_eq!(kit.sources().by_id(kit.east, east).await.unwrap().quarantined, 0);
}

#[tokio::test]
async fn a_record_tells_what_became_of_it() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    for line in ["a1: k1", "a1/2: k1", "a1/2: k2", "-a1", "a1: k1"] {
        ingest(&kit, east, &[line]).await;
    }
    let events = kit.records().history(kit.east, "a1").await.unwrap();
    let what: Vec<&str> = events.iter().map(|event| event.what.as_str()).collect();
    assert_eq!(what, ["holdings changed", "changed", "deleted", "restored"]);
    assert!(kit.records().history(kit.west, "a1").await.unwrap().is_empty());
}

#[tokio::test]
async fn pieces_are_found_by_their_labels_and_branches_are_learnt() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    let piece = |barcode: &str, location: &str| RecordItem {
        branch: "MAIN".into(),
        location: location.into(),
        barcode: barcode.into(),
        lendable: Some(location == "stacks"),
        ..RecordItem::default()
    };
    let items = vec![piece("39001", "stacks"), piece("39002", "stacks"), piece("", "reserve")];
    let record = IncomingRecord { items, ..incoming("a1: k1") };
    kit.records().ingest(&Batch::new(east, &[record], NOW)).await.unwrap();
    let found = kit.items().by_barcode(kit.east, "39002").await.unwrap();
    assert_eq!((found.len(), found[0].source_record_id.as_str()), (1, "a1"));
    assert!(kit.items().by_barcode(kit.west, "39002").await.unwrap().is_empty());
    assert!(kit.items().by_barcode(kit.east, "").await.unwrap().is_empty(), "no label is no label");
    let codes = kit.items().codes(east).await.unwrap();
    assert_eq!(
        codes.iter().map(|code| (code.location.as_str(), code.items, code.lendable)).collect::<Vec<_>>(),
        [("stacks", 2, 2), ("reserve", 1, 0)]
    );
    kit.libraries().name_branch(kit.east, "MAIN", Some("Main Library")).await.unwrap();
    let branches = kit.libraries().branches(kit.east).await.unwrap();
    assert_eq!((branches[0].name.as_deref(), branches[0].items), (Some("Main Library"), 3));
    ingest(&kit, east, &["a1/2: k1"]).await;
    assert!(kit.items().by_barcode(kit.east, "39001").await.unwrap().is_empty(), "replaced with the record");
}

#[tokio::test]
async fn groups_have_members() {
    let kit = Kit::new().await;
    let group = kit.libraries().put_group("North", &[kit.east, kit.west], NOW).await.unwrap();
    assert_eq!(kit.libraries().put_group("North", &[kit.west], NOW).await.unwrap(), group);
    assert_eq!(kit.libraries().groups().await.unwrap()[0].members, [kit.west]);
    assert!(matches!(kit.libraries().put_group("South", &[LibraryId(99)], NOW).await, Err(Error::Conflict(_))));
    kit.libraries().remove_group(group).await.unwrap();
    assert!(kit.libraries().groups().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_run_that_a_dead_process_left_open_is_closed_and_its_source_is_due() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    kit.sources().schedule(kit.east, east, Some(NOW + 99 * MINUTE)).await.unwrap();
    kit.sources().start_run(east, "changes", NOW).await.unwrap();
    let kit = kit.crash().await;
    assert_eq!(kit.sources().release_runs(NOW + MINUTE).await.unwrap(), 1);
    let run = kit.sources().runs(kit.east, east, 1).await.unwrap().remove(0);
    assert_eq!(run.finished_at, Some(NOW + MINUTE));
    assert!(run.note.is_some_and(|note| note.starts_with("The program ended during this harvest")));
    assert_eq!(kit.sources().due(NOW + MINUTE).await.unwrap().len(), 1);
    kit.sources().pause(kit.east, east, Some(NOW)).await.unwrap();
    assert!(kit.sources().due(NOW + MINUTE).await.unwrap().is_empty(), "paused");
}

#[tokio::test]
async fn an_order_is_done_when_a_run_of_its_kind_is_complete() {
    let kit = Kit::new().await;
    let east = source(&kit, kit.east, "Alma").await;
    kit.sources().want(kit.east, east, Some("everything")).await.unwrap();
    let fail = RunOutcome::Failed { error: "away".into(), body: vec![b'x'; 100_000] };
    for (kind, outcome, wants, failures) in [
        ("changes", RunOutcome::Complete { everything: false }, true, 0),
        ("everything", RunOutcome::Stopped("by hand".into()), true, 0),
        ("everything", fail, true, 1),
        ("everything", RunOutcome::Complete { everything: true }, false, 0),
    ] {
        let run = kit.sources().start_run(east, kind, NOW).await.unwrap();
        kit.sources().finish_run(run, &RunEnd { outcome, next_run_at: None, at: NOW }).await.unwrap();
        let source = kit.sources().by_id(kit.east, east).await.unwrap();
        assert_eq!((source.wants_everything(), source.failure_count), (wants, failures), "{kind}");
    }
    let runs = kit.sources().runs(kit.east, east, 9).await.unwrap();
    assert_eq!(runs[1].failure_body.as_ref().map(Vec::len), Some(64 << 10));
    let days = kit.sources().days(kit.east, east, 0).await.unwrap();
    assert_eq!((days.len(), days[0].runs, days[0].failures), (1, 4, 1));
}

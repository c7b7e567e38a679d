//! The process dies: nothing is half done, nothing is lost.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use store::{Error, OutboxState, Settlement, Step, Store};

use crate::kit::{Kit, MINUTE, NOW, event, row, step, to_state};

/// Lets a step go on for a number of turns, then drops it, and the store with it.
#[tokio::test]
async fn a_step_that_dies_in_the_middle_leaves_all_or_nothing() {
    let mut kit = Kit::new().await;
    for turns in (0..).step_by(3) {
        let request = kit.request_with(kit.east, Step { outbox: vec![row("ils", "look up")], ..step("created") }).await;
        let (lease, _) = kit.claim_one(NOW).await.unwrap();
        let step = Step {
            events: vec![event("sent"), event("told")],
            changes: to_state("sent"),
            outbox: vec![row("peer", "1"), row("peer", "2")],
            settles: Some(Settlement { lease, outcome: Ok("found".to_owned()) }),
            ..step("")
        };
        let finished = let_run(kit.requests().commit(&request, step), turns).await;

        kit = kit.crash().await;
        let after = kit.requests().by_id(kit.east, request.id).await.unwrap();
        let events = kit.requests().events(kit.east, request.id).await.unwrap().len();
        let rows = kit.outbox().of_request(kit.east, request.id).await.unwrap();
        if after.state == "new" {
            assert_eq!((after.version, events, rows.len()), (1, 1, 1), "after {turns} turns");
            assert!(!finished, "what was confirmed is lost");
            continue;
        }
        assert_eq!((after.version, events, rows.len()), (2, 3, 3), "after {turns} turns");
        assert_eq!(rows[0].result.as_deref(), Some("found"));
        assert!(turns > 0, "the crash came too late to show anything");
        if finished {
            break;
        }
        // Committed, but nobody was told: its messages would be claimed first in the next round.
        for row in rows.iter().filter(|row| row.state == OutboxState::Waiting) {
            kit.skip(&request, row.id, "").await.unwrap();
        }
    }
}

/// True when the future came to its end within this number of turns.
async fn let_run<F: Future>(future: F, turns: usize) -> bool {
    let (mut future, mut left) = (pin!(future), turns);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending if left == 0 => Poll::Ready(false),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[tokio::test]
async fn what_was_in_work_is_handed_out_again_after_a_crash_and_says_so() {
    let kit = Kit::new().await;
    let outbox = vec![row("peer", "1"), row("peer", "2")];
    kit.request_with(kit.east, Step { outbox, ..step("created") }).await;
    let (lost, _) = kit.claim_one(NOW).await.unwrap();

    let kit = kit.crash().await;
    assert_eq!(kit.claim_one(NOW).await, None, "the lease outlives the process");
    assert_eq!(kit.outbox().release_leases(NOW).await.unwrap(), 1);
    let leased = kit.outbox().claim(NOW, MINUTE, 9, &[]).await.unwrap();
    assert_eq!(leased.len(), 1);
    assert_eq!((leased[0].row.payload.as_str(), leased[0].row.attempts), ("1", 2), "it may have been sent before");
    assert!(kit.outbox().finish(lost, "", NOW).await.is_err(), "the dead process has no say any more");
}

#[tokio::test]
async fn everything_confirmed_is_there_after_a_crash() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let kit = kit.crash().await;
    assert_eq!(kit.requests().by_number(kit.east, "EAST-000001").await.unwrap(), request);
    assert_eq!(kit.requests().reserve_number(kit.east).await.unwrap(), "EAST-000002");
}

#[tokio::test]
async fn steps_at_the_same_time_are_ordered_and_only_one_wins() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let results = {
        let commits = (0..8).map(|_| {
            let (store, request) = (kit.store(), request.clone());
            tokio::spawn(async move { store.requests().commit(&request, step("sent")).await.is_ok() })
        });
        let commits: Vec<_> = commits.collect();
        let mut results = Vec::new();
        for commit in commits {
            results.push(commit.await.unwrap());
        }
        results
    };
    assert_eq!(results.iter().filter(|won| **won).count(), 1);
    assert_eq!(kit.requests().events(kit.east, request.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn one_process_at_a_time_serves_a_directory() {
    let kit = Kit::new().await;
    let lock = kit.lock_directory().unwrap();
    let second = Store::open(kit.directory.path()).await.unwrap();
    assert!(matches!(second.lock_directory(), Err(Error::Conflict(_))));
    drop(lock);
    assert!(second.lock_directory().is_ok());
}

#[tokio::test]
async fn a_backup_is_a_store_of_its_own() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("bookferry.sqlite3");
    kit.back_up(&file).await.unwrap();
    kit.request(kit.east).await;
    assert!(matches!(kit.back_up(&file).await, Err(Error::Broken(_))), "an older backup is not overwritten");

    let copy = Store::open(elsewhere.path()).await.unwrap();
    assert_eq!(copy.requests().by_id(kit.east, request.id).await.unwrap(), request);
    assert_eq!(copy.requests().totals().await.unwrap()[0].count, 1);
}

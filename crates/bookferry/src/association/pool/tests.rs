//! The pool against targets that do as they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use z3950::pdu::Query;
use z3950::server::{Session, Settings};
use z3950::{Oid, pqf};

use super::{Limits, Pool};
use crate::association::{AssociationError, Found, Target};

#[path = "../../../../z3950/examples/support/shelf.rs"]
#[allow(dead_code, clippy::indexing_slicing)]
mod shelf;

/// What a target does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// It answers.
    Serves,
    /// It answers this many messages of each association and closes.
    ClosesAfter(usize),
    /// It takes connections and says nothing.
    SaysNothing,
}

const PATIENT: Duration = Duration::from_secs(30);
const IMPATIENT: Duration = Duration::from_millis(50);

/// A target, and how many connections it had.
async fn target(manner: Manner) -> (Target, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::parse(&format!("{}/shelf", listener.local_addr().unwrap())).unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let (mut shelf, mut session) = (shelf::Shelf::classics(), Session::new(Settings::default()));
                let (mut buffer, mut answered) = (vec![0; 4096], 0);
                while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    if manner == Manner::SaysNothing {
                        continue;
                    }
                    let outcome = session.receive(buffer.get(..read).unwrap_or_default(), &mut shelf);
                    stream.write_all(&outcome.send).await.unwrap();
                    answered += 1;
                    if manner == Manner::ClosesAfter(answered) {
                        return;
                    }
                }
            });
        }
    });
    (target, connections)
}

async fn ask(pool: &Pool, target: &Target, query: &str, limit: Duration) -> Result<Found, AssociationError> {
    pool.search(target, Query::Rpn(pqf::parse(query).unwrap()), Oid::USMARC, 5, limit).await
}

fn quick() -> Limits {
    Limits { per_second: 1_000_000, failures: 2, rest: PATIENT, ..Limits::default() }
}

#[tokio::test]
async fn an_association_serves_many_questions_one_after_the_other() {
    let (target, connections) = target(Manner::Serves).await;
    let pool = Pool::new(quick());
    for _ in 0..5 {
        let found = ask(&pool, &target, "@attr 1=1003 kafka", PATIENT).await.unwrap();
        assert_eq!((found.hits, found.records.len()), (2, 2));
    }
    let refused = ask(&pool, &target, "@attr 1=9999 kafka", PATIENT).await.unwrap_err();
    assert!(matches!(refused, AssociationError::Diagnostics(_)), "{refused}");
    assert_eq!(ask(&pool, &target, "@attr 1=4 trial", PATIENT).await.unwrap().hits, 1);
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn no_more_questions_are_asked_at_once_than_allowed() {
    let (target, connections) = target(Manner::Serves).await;
    let pool = Arc::new(Pool::new(Limits { at_once: 2, ..quick() }));
    let mut questions = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (pool, target) = (Arc::clone(&pool), target.clone());
        questions.spawn(async move { ask(&pool, &target, "@attr 1=1003 kafka", PATIENT).await });
    }
    for answer in questions.join_all().await {
        assert_eq!(answer.unwrap().hits, 2);
    }
    assert!(connections.load(Ordering::SeqCst) <= 2);
}

#[tokio::test]
async fn an_association_that_the_target_has_closed_is_opened_again() {
    let (target, connections) = target(Manner::ClosesAfter(3)).await;
    let pool = Pool::new(quick());
    for _ in 0..3 {
        assert_eq!(ask(&pool, &target, "@attr 1=1003 kafka", PATIENT).await.unwrap().hits, 2);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_target_that_does_not_answer_rests_and_others_do_not_wait_for_it() {
    let (silent, connections) = target(Manner::SaysNothing).await;
    let (good, _) = target(Manner::Serves).await;
    let pool = Pool::new(quick());
    for _ in 0..2 {
        let fault = ask(&pool, &silent, "@attr 1=1003 kafka", IMPATIENT).await.unwrap_err();
        assert!(matches!(fault, AssociationError::TimedOut(..)), "{fault}");
    }
    let fault = ask(&pool, &silent, "@attr 1=1003 kafka", PATIENT).await.unwrap_err();
    assert!(matches!(fault, AssociationError::Resting(_, 1..=31)), "{fault}");
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    assert_eq!(ask(&pool, &good, "@attr 1=1003 kafka", PATIENT).await.unwrap().hits, 2);
}

#[tokio::test]
async fn a_question_that_is_dropped_half_way_takes_its_association_with_it() {
    let (target, connections) = target(Manner::Serves).await;
    let pool = Pool::new(quick());
    ask(&pool, &target, "@attr 1=1003 kafka", PATIENT).await.unwrap();
    // Polled once, the question is on its way; then it is dropped.
    let dropped = futures_util::FutureExt::now_or_never(ask(&pool, &target, "@attr 1=4 trial", PATIENT));
    assert!(dropped.is_none());
    let found = ask(&pool, &target, "@attr 1=1003 kafka", PATIENT).await.unwrap();
    assert_eq!(found.hits, 2);
    assert!(connections.load(Ordering::SeqCst) <= 2);
}

#[test]
fn questions_keep_their_distance() {
    let pool = Pool::new(Limits { per_second: 10, ..Limits::default() });
    let lane = pool.lane(&Target::parse("localhost/x").unwrap());
    let waits: Vec<Duration> = (0..4).map(|_| lane.pace(10)).collect();
    assert!(waits.is_sorted(), "{waits:?}");
    let last = waits.last().copied().unwrap_or_default();
    assert!((Duration::from_millis(200)..=Duration::from_millis(300)).contains(&last), "{waits:?}");
}

//! Messages leave in order.

use std::collections::BTreeMap;

use store::{Error, Lease, Millis, NewOutboxRow, OutboxState, Request, Settlement, Step};

use crate::dice::Dice;
use crate::kit::{Kit, MINUTE, NOW, row, step, to_state};

#[tokio::test]
async fn a_message_waits_until_the_one_before_it_in_its_lane_is_done() {
    let kit = Kit::new().await;
    let outbox = vec![row("peer", "request"), row("peer", "received"), row("ils", "accept")];
    let request = kit.request_with(kit.east, Step { outbox, ..step("created") }).await;

    let leased = kit.outbox().claim(NOW, MINUTE, 10, &[]).await.unwrap();
    assert_eq!(
        leased.iter().map(|l| l.row.payload.as_str()).collect::<Vec<_>>(),
        ["request", "accept"],
        "one of each lane"
    );
    assert!(kit.outbox().claim(NOW, MINUTE, 10, &[]).await.unwrap().is_empty());
    kit.outbox().finish(leased[0].lease, "confirmed", NOW).await.unwrap();
    let (received, payload) = kit.claim_one(NOW).await.unwrap();
    assert_eq!(payload, "received");
    kit.outbox().finish(received, "confirmed", NOW).await.unwrap();

    let rows = kit.outbox().of_request(kit.east, request.id).await.unwrap();
    assert_eq!(rows[0].state, OutboxState::Done);
    assert_eq!(rows[0].result.as_deref(), Some("confirmed"));
    assert_eq!(rows[2].state, OutboxState::Leased);
}

#[tokio::test]
async fn a_later_step_queues_behind_an_earlier_one() {
    let kit = Kit::new().await;
    let request = kit.request_with(kit.east, Step { outbox: vec![row("peer", "1")], ..step("created") }).await;
    kit.requests().commit(&request, Step { outbox: vec![row("peer", "2")], ..step("sent") }).await.unwrap();
    let (first, payload) = kit.claim_one(NOW).await.unwrap();
    assert_eq!(payload, "1");
    kit.outbox().retry_later(first, NOW + 9 * MINUTE, "no answer", NOW).await.unwrap();
    assert_eq!(kit.claim_one(NOW + MINUTE).await, None, "2 must not overtake 1");
    assert_eq!(kit.claim_one(NOW + 9 * MINUTE).await.unwrap().1, "1");
}

#[tokio::test]
async fn what_was_tried_in_vain_is_named_by_its_destination_and_tried_again_in_one_go() {
    let kit = Kit::new().await;
    let of = |lane: &str, payload: &str| NewOutboxRow { destination: format!("{lane} EAST"), ..row(lane, payload) };
    let outbox = vec![of("ils", "1"), of("ils", "2"), of("peer", "3")];
    kit.request_with(kit.east, Step { outbox, ..step("created") }).await;
    let (first, _) = kit.claim_one(NOW).await.unwrap();
    kit.outbox().retry_later(first, NOW + 9 * MINUTE, "no answer", NOW).await.unwrap();
    let (peer, payload) = kit.claim_one(NOW).await.unwrap();
    assert_eq!(payload, "3");
    kit.outbox().give_up(peer, "refused", NOW).await.unwrap();

    let silences = kit.outbox().silences(kit.east, 1).await.unwrap();
    let seen: Vec<_> = silences.iter().map(|s| (s.destination.as_str(), s.rows, s.last_error.as_str())).collect();
    assert_eq!(seen, [("ils EAST", 1, "no answer")], "what was given up is told elsewhere");
    assert!(kit.outbox().silences(kit.east, 2).await.unwrap().is_empty());
    assert!(kit.outbox().silences(kit.west, 1).await.unwrap().is_empty());

    assert_eq!(kit.outbox().repeat_all(kit.west, NOW).await.unwrap(), 0);
    assert_eq!(kit.outbox().repeat_all(kit.east, NOW).await.unwrap(), 2);
    let leased = kit.outbox().claim(NOW, MINUTE, 10, &[]).await.unwrap();
    let payloads: Vec<_> = leased.iter().map(|leased| leased.row.payload.as_str()).collect();
    assert_eq!(payloads, ["1", "3"], "2 waits for its turn");
}

#[tokio::test]
async fn a_failed_message_stops_its_lane_until_staff_repeat_or_skip_it() {
    let kit = Kit::new().await;
    let outbox = vec![row("peer", "1"), row("peer", "2"), row("peer", "3"), row("ils", "accept")];
    let request = kit.request_with(kit.east, Step { outbox, ..step("created") }).await;
    let (first, _) = kit.claim_one(NOW).await.unwrap();
    kit.outbox().give_up(first, "refused: unknown library", NOW).await.unwrap();
    assert_eq!(kit.claim_one(NOW).await.unwrap().1, "accept", "other lanes go on");
    assert_eq!(kit.claim_one(NOW).await, None);

    let failed = kit.outbox().failed(kit.east).await.unwrap();
    assert_eq!(failed[0].last_error.as_deref(), Some("refused: unknown library"));
    kit.outbox().repeat(kit.east, failed[0].id, NOW).await.unwrap();
    let (again, payload) = kit.claim_one(NOW).await.unwrap();
    assert_eq!((payload.as_str(), again.token), ("1", 2), "and it knows that it was tried before");
    kit.outbox().give_up(again, "refused again", NOW).await.unwrap();
    kit.skip(&request, failed[0].id, "done by telephone").await.unwrap();
    assert_eq!(kit.claim_one(NOW).await.unwrap().1, "2");
    let events = kit.requests().events(kit.east, request.id).await.unwrap().len();
    let done = kit.skip(&request, failed[0].id, "twice").await;
    assert!(matches!(done, Err(Error::NotFound(_))), "what is over cannot be skipped");
    assert_eq!(kit.requests().events(kit.east, request.id).await.unwrap().len(), events, "and nothing is noted of it");
}

#[tokio::test]
async fn rows_without_a_request_have_lanes_of_the_library() {
    let kit = Kit::new().await;
    kit.outbox().add(kit.east, &[row("mail", "e1"), row("mail", "e2"), row("harvest", "h")], NOW).await.unwrap();
    kit.outbox().add(kit.west, &[row("mail", "w1")], NOW).await.unwrap();
    let leased = kit.outbox().claim(NOW, MINUTE, 10, &[]).await.unwrap();
    assert_eq!(leased.iter().map(|l| l.row.payload.as_str()).collect::<Vec<_>>(), ["e1", "h", "w1"]);
    assert!(leased.iter().all(|l| l.row.request_id.is_none()));
}

#[tokio::test]
async fn the_runner_knows_how_long_it_may_sleep() {
    let kit = Kit::new().await;
    assert_eq!(kit.outbox().next_due(&[]).await.unwrap(), None);
    let later = |payload, run_at| NewOutboxRow { run_at, ..row("mail", payload) };
    let rows = [later("1", NOW + 5 * MINUTE), later("2", NOW)];
    kit.outbox().add(kit.east, &rows, NOW).await.unwrap();
    assert_eq!(kit.outbox().next_due(&[]).await.unwrap(), Some(NOW + 5 * MINUTE), "2 is due, but behind 1");
    let (lease, _) = kit.claim_one(NOW + 5 * MINUTE).await.unwrap();
    assert_eq!(kit.outbox().next_due(&[]).await.unwrap(), Some(NOW + 6 * MINUTE), "when the lease ends");
    kit.outbox().finish(lease, "", NOW + 5 * MINUTE).await.unwrap();
    assert_eq!(kit.outbox().next_due(&[]).await.unwrap(), Some(NOW));
}

#[tokio::test]
async fn a_sleeping_runner_wakes_when_a_step_adds_work() {
    let kit = Kit::new().await;
    let mut wake = kit.outbox().subscribe();
    kit.request_with(kit.east, Step { outbox: vec![row("peer", "1")], ..step("created") }).await;
    wake.wait().await; // the call came before the wait, and is not lost
    let mut sleeper = kit.outbox().subscribe();
    let woken = tokio::spawn(async move { sleeper.wait().await });
    tokio::task::yield_now().await;
    assert!(!woken.is_finished());
    kit.outbox().add(kit.east, &[row("mail", "2")], NOW).await.unwrap();
    woken.await.unwrap();
}

#[tokio::test]
async fn a_destination_that_is_busy_keeps_no_other_waiting() {
    let kit = Kit::new().await;
    let to = |lane: &str, destination: &str| NewOutboxRow { destination: destination.to_owned(), ..row(lane, lane) };
    let rows = [to("1", "slow"), to("2", "slow"), to("3", "quick")];
    kit.outbox().add(kit.east, &rows, NOW).await.unwrap();
    let busy = ["slow".to_owned(), "another".to_owned()];
    let leased = kit.outbox().claim(NOW, MINUTE, 9, &busy).await.unwrap();
    assert_eq!(leased.iter().map(|l| l.row.payload.as_str()).collect::<Vec<_>>(), ["3"]);
    kit.outbox().finish(leased[0].lease, "", NOW).await.unwrap();
    assert_eq!(
        kit.outbox().next_due(&busy).await.unwrap(),
        None,
        "nothing can be handed out until one is no longer busy"
    );
    assert_eq!(kit.outbox().next_due(&[]).await.unwrap(), Some(NOW));
    assert_eq!(kit.outbox().claim(NOW, MINUTE, 9, &[]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_backlog_counts_all_libraries() {
    let kit = Kit::new().await;
    kit.outbox().add(kit.east, &[row("a", "1"), row("b", "2")], NOW).await.unwrap();
    kit.outbox().add(kit.west, &[row("a", "3")], NOW).await.unwrap();
    let (lease, _) = kit.claim_one(NOW).await.unwrap();
    kit.outbox().give_up(lease, "no", NOW).await.unwrap();
    let backlog = kit.outbox().backlog().await.unwrap();
    assert_eq!((backlog.open, backlog.failed, backlog.oldest), (2, 1, Some(NOW)));
}

/// Random work by several runners, some of which die or come back late: no message leaves before the one in front of it is over.
#[tokio::test]
async fn whatever_the_runners_do_messages_leave_in_order() {
    for seed in 0..3 {
        let mut office = Office::open(seed).await;
        for _ in 0..120 {
            office.now += MINUTE / 4;
            match office.dice.below(6) {
                0 => office.write().await,
                1 | 2 => office.collect().await,
                3 => office.deliver().await,
                4 => office.postpone().await,
                _ => office.give_up().await,
            }
        }
        assert!(office.over.values().sum::<u32>() > 5, "seed {seed}: too little happened");
    }
}

/// Two requests with two lanes each, and what a right-minded observer knows of them.
struct Office {
    kit: Kit,
    dice: Dice,
    seed: u64,
    now: Millis,
    requests: [Request; 2],
    /// Messages in somebody's hands; the lease may have ended long ago.
    held: Vec<(Lease, Letter)>,
    /// Messages added to each lane.
    added: BTreeMap<Lane, u32>,
    /// Messages of each lane that were delivered or skipped.
    over: BTreeMap<Lane, u32>,
}

/// The place of the request, and the lane within it.
type Lane = (usize, &'static str);

/// The lane, and the place within it from 1.
type Letter = (Lane, u32);

const LANES: [&str; 2] = ["peer", "ils"];

impl Office {
    async fn open(seed: u64) -> Self {
        let kit = Kit::new().await;
        let requests = [kit.request(kit.east).await, kit.request(kit.west).await];
        let (added, over) = (BTreeMap::new(), BTreeMap::new());
        Self { kit, dice: Dice::new(seed), seed, now: NOW, requests, held: Vec::new(), added, over }
    }

    async fn write(&mut self) {
        let (which, lane) = (self.dice.below(2), *self.dice.pick(&LANES));
        let number = self.added.entry((which, lane)).or_default();
        *number += 1;
        let new = NewOutboxRow { run_at: self.now, ..row(lane, &format!("{which} {lane} {number}")) };
        let step = Step { at: self.now, outbox: vec![new], changes: to_state("sent"), ..Step::default() };
        self.requests[which] = self.kit.requests().commit(&self.requests[which], step).await.unwrap();
    }

    async fn collect(&mut self) {
        for leased in self.kit.outbox().claim(self.now, MINUTE, 2, &[]).await.unwrap() {
            let letter = letter(&leased.row.payload);
            let in_front = self.over.get(&letter.0).copied().unwrap_or(0);
            assert_eq!(letter.1, in_front + 1, "seed {}: {letter:?} left early", self.seed);
            self.held.push((leased.lease, letter));
        }
    }

    async fn deliver(&mut self) {
        let Some((lease, letter)) = self.any_held() else { return };
        let result = self.kit.outbox().finish(lease, "", self.now).await;
        if self.still_held(result) {
            *self.over.entry(letter.0).or_default() += 1;
        }
    }

    async fn postpone(&mut self) {
        let Some((lease, _)) = self.any_held() else { return };
        let result = self.kit.outbox().retry_later(lease, self.now + MINUTE, "busy", self.now).await;
        self.still_held(result);
    }

    async fn give_up(&mut self) {
        let Some((lease, letter)) = self.any_held() else { return };
        let result = self.kit.outbox().give_up(lease, "no", self.now).await;
        if !self.still_held(result) {
            return;
        }
        let request = &mut self.requests[letter.0.0];
        if self.dice.one_in(2) {
            self.kit.outbox().repeat(request.library_id, lease.id, self.now).await.unwrap();
        } else {
            *request = self.kit.skip(request, lease.id, "by hand").await.unwrap();
            *self.over.entry(letter.0).or_default() += 1;
        }
    }

    fn any_held(&mut self) -> Option<(Lease, Letter)> {
        if self.held.is_empty() {
            return None;
        }
        let which = self.dice.below(self.held.len());
        Some(self.held.swap_remove(which))
    }

    /// A lease that has passed to somebody else is refused, and for no other reason.
    fn still_held(&self, result: Result<(), Error>) -> bool {
        match result {
            Ok(()) => true,
            Err(Error::Conflict(_)) => false,
            Err(error) => panic!("seed {}: {error}", self.seed),
        }
    }
}

fn letter(payload: &str) -> Letter {
    let parts: Vec<&str> = payload.split(' ').collect();
    let lane = LANES.into_iter().find(|lane| *lane == parts[1]).unwrap();
    ((parts[0].parse().unwrap(), lane), parts[2].parse().unwrap())
}

#[tokio::test]
async fn a_step_that_gives_up_a_row_stops_the_lane_in_the_same_moment() {
    let kit = Kit::new().await;
    let outbox = vec![row("ils", "1"), row("ils", "2")];
    let request = kit.request_with(kit.east, Step { outbox, ..step("created") }).await;
    let (lease, _) = kit.claim_one(NOW).await.unwrap();
    let settles = Some(Settlement { lease, outcome: Err("no such patron".to_owned()) });
    kit.requests().commit(&request, Step { settles, changes: to_state("review"), ..step("failed") }).await.unwrap();
    assert_eq!(kit.claim_one(NOW).await, None);
    assert_eq!(kit.outbox().failed(kit.east).await.unwrap()[0].last_error.as_deref(), Some("no such patron"));
}

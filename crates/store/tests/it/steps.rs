//! A step is kept as a whole or not at all.

use store::{
    Attempt, Audience, Change, Error, Item, NewBill, NewConfirmation, NewDocument, NewNotice, PeerRequest,
    RequestChanges, Settlement, Step,
};

use crate::kit::{Kit, MINUTE, NOW, event, new_request, row, step, to_state};

#[tokio::test]
async fn a_step_keeps_everything_that_it_carries() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let after = kit.requests().commit(&request, full_step()).await.unwrap();

    assert_eq!(after, kit.requests().by_id(kit.east, request.id).await.unwrap());
    assert_eq!((after.version, after.state.as_str(), after.updated_at), (2, "shipped", NOW + MINUTE));
    assert_eq!(after.due_at, Some(NOW + 9 * MINUTE));
    assert_eq!(after.facts, request.facts, "what does not change stays");
    let events = kit.requests().events(kit.east, request.id).await.unwrap();
    assert_eq!(events.iter().map(|e| (e.seq, e.name.as_str())).collect::<Vec<_>>(), [(1, "created"), (2, "shipped")]);
    assert_eq!(kit.requests().attempts(kit.east, request.id).await.unwrap(), [attempt("asked")]);
    assert_eq!(kit.requests().items(kit.east, request.id).await.unwrap(), [item()]);
    assert_eq!(kit.requests().by_barcode(kit.east, "39001").await.unwrap(), std::slice::from_ref(&after));
    assert_eq!(kit.inbox().seen(kit.east, "ISIL:01WEST", "m1").await.unwrap(), Some(b"<ok/>".to_vec()));
    assert_eq!(kit.notices().for_patron(kit.east, "p-17", 9).await.unwrap()[0].words, "It is on its way.");
    let document = kit.documents().by_token("hash").await.unwrap();
    assert_eq!((document.request_id, document.size), (request.id, 4));
    assert_eq!(kit.documents().bytes(kit.east, document.id).await.unwrap(), b"%PDF");
    let bills = kit.bills().of_request(kit.east, request.id).await.unwrap();
    assert_eq!(bills.into_iter().map(|kept| kept.said).collect::<Vec<_>>(), [bill()]);
    let sent: Vec<_> = kit.outbox().of_request(kit.east, request.id).await.unwrap();
    assert_eq!(sent.iter().map(|r| r.payload.as_str()).collect::<Vec<_>>(), ["say received", "accept item"]);
}

#[tokio::test]
async fn a_step_on_a_request_that_has_changed_writes_nothing() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    kit.requests().commit(&request, Step { changes: to_state("sent"), ..step("sent") }).await.unwrap();
    let second = kit.requests().commit(&request, full_step()).await;
    assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
    nothing_of_the_full_step_is_there(&kit, &request).await;
}

#[tokio::test]
async fn a_step_that_fails_at_its_last_part_writes_nothing() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let confirmation = full_step().confirmation.unwrap();
    let first = NewConfirmation { confirmation: b"<first/>".to_vec(), ..confirmation };
    kit.inbox().keep(kit.east, &first, NOW).await.unwrap();

    let result = kit.requests().commit(&request, full_step()).await;
    assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}");
    assert_eq!(kit.requests().by_id(kit.east, request.id).await.unwrap(), request);
    assert_eq!(kit.inbox().seen(kit.east, "ISIL:01WEST", "m1").await.unwrap(), Some(b"<first/>".to_vec()));
    assert_eq!(kit.outbox().backlog().await.unwrap().open, 0);
}

#[tokio::test]
async fn a_result_that_comes_after_its_lease_changes_nothing() {
    let kit = Kit::new().await;
    let request = kit.request_with(kit.east, Step { outbox: vec![row("ils", "look up")], ..step("created") }).await;
    let (late, _) = kit.claim_one(NOW).await.unwrap();
    let (current, _) = kit.claim_one(NOW + 2 * MINUTE).await.unwrap();

    let settled = |lease| Step {
        settles: Some(Settlement { lease, outcome: Ok("found".to_owned()) }),
        changes: to_state("routing"),
        ..step("patron found")
    };
    assert!(matches!(kit.requests().commit(&request, settled(late)).await, Err(Error::Conflict(_))));
    assert_eq!(kit.requests().by_id(kit.east, request.id).await.unwrap().state, "new");
    let after = kit.requests().commit(&request, settled(current)).await.unwrap();
    assert_eq!(after.state, "routing");
    assert!(matches!(kit.requests().commit(&after, settled(current)).await, Err(Error::Conflict(_))), "settled once");
}

#[tokio::test]
async fn the_same_key_makes_one_request() {
    let kit = Kit::new().await;
    let number = kit.requests().reserve_number(kit.east).await.unwrap();
    assert_eq!(number, "EAST-000001");
    let first = kit.requests().create(new_request(kit.east, &number), step("created")).await.unwrap();
    assert!(first.is_new);
    let other = kit.requests().reserve_number(kit.east).await.unwrap();
    let again = store::NewRequest { idempotency_key: format!("key of {number}"), ..new_request(kit.east, &other) };
    let second = kit.requests().create(again.clone(), full_step()).await.unwrap();
    assert!(!second.is_new);
    assert_eq!(second.request, first.request);
    nothing_of_the_full_step_is_there(&kit, &first.request).await;

    let elsewhere = store::NewRequest { library_id: kit.west, ..again };
    assert!(kit.requests().create(elsewhere, step("created")).await.unwrap().is_new, "keys belong to a library");
    let taken = store::NewRequest { idempotency_key: "another".to_owned(), ..new_request(kit.east, &number) };
    assert!(matches!(kit.requests().create(taken, step("created")).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn an_attempt_is_replaced_by_position_and_an_item_is_added_once() {
    let kit = Kit::new().await;
    let request = kit.request_with(kit.east, full_step()).await;
    let again = Step {
        attempts: vec![attempt("answered")],
        items: vec![item()],
        confirmation: None,
        documents: vec![],
        ..full_step()
    };
    kit.requests().commit(&request, again).await.unwrap();
    assert_eq!(kit.requests().attempts(kit.east, request.id).await.unwrap(), [attempt("answered")]);
    assert_eq!(kit.requests().items(kit.east, request.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_column_is_kept_set_or_cleared() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let changes = |attention| RequestChanges { attention, ..RequestChanges::default() };
    let step = |attention| Step { changes: changes(attention), ..step("looked at") };
    let set = kit.requests().commit(&request, step(Change::Set("patron blocked".to_owned()))).await.unwrap();
    assert_eq!(set.attention.as_deref(), Some("patron blocked"));
    let kept = kit.requests().commit(&set, step(Change::Keep)).await.unwrap();
    assert_eq!(kept.attention.as_deref(), Some("patron blocked"));
    let cleared = kit.requests().commit(&kept, step(Change::Clear)).await.unwrap();
    assert_eq!(cleared.attention, None);
}

#[tokio::test]
async fn a_message_finds_its_request_by_the_identifiers_both_sides_share() {
    let kit = Kit::new().await;
    let mine = kit.request_with(kit.east, Step { attempts: vec![attempt("asked")], ..step("sent") }).await;
    let supplier = store::NewRequest {
        side: "supplier".to_owned(),
        requester_request_id: mine.number.clone(),
        supplier_symbol: Some("ISIL:01WEST".to_owned()),
        ..new_request(kit.west, "WEST-000001")
    };
    let theirs = kit.requests().create(supplier, step("asked")).await.unwrap().request;

    let peer = PeerRequest {
        requester_symbol: "ISIL:01EAST",
        requester_request_id: &mine.number,
        supplier_symbol: "ISIL:01WEST",
    };
    let requests = kit.requests();
    assert_eq!(requests.by_peer_request(kit.east, "requester", peer).await.unwrap(), Some(mine.clone()));
    assert_eq!(requests.by_peer_request(kit.west, "supplier", peer).await.unwrap(), Some(theirs));
    assert_eq!(requests.by_peer_request(kit.east, "supplier", peer).await.unwrap(), None);
    let stranger = PeerRequest { supplier_symbol: "ISIL:01NORTH", ..peer };
    assert_eq!(requests.by_peer_request(kit.east, "requester", stranger).await.unwrap(), None, "never asked");
}

#[tokio::test]
async fn patrons_are_forgotten_after_the_end_and_the_rest_stays() {
    let kit = Kit::new().await;
    let open = kit.request_with(kit.east, Step { documents: vec![], confirmation: None, ..full_step() }).await;
    let mut ending = full_step();
    ending.changes.outcome = Change::Set("supplied".to_owned());
    let ended = kit.request_with(kit.east, ending).await;
    let erase = async |before| kit.requests().erase_patrons(kit.east, before, NOW + 9 * MINUTE).await.unwrap();

    assert_eq!(erase(NOW + MINUTE).await, 0, "not yet");
    assert_eq!(erase(NOW + 2 * MINUTE).await, 1);
    assert_eq!(erase(NOW + 2 * MINUTE).await, 0, "once");
    let erased = kit.requests().by_id(kit.east, ended.id).await.unwrap();
    assert_eq!((erased.patron.as_str(), erased.patron_id), ("{}", None));
    assert_eq!((erased.outcome.as_deref(), erased.description), (Some("supplied"), ended.description));
    let events = kit.requests().events(kit.east, ended.id).await.unwrap();
    assert!(events.iter().all(|e| e.payload == "{}" && !e.words.is_empty()));
    assert!(matches!(kit.documents().by_token("hash").await, Err(Error::NotFound(_))));
    assert_eq!(kit.requests().by_id(kit.east, open.id).await.unwrap(), open);
    assert_eq!(kit.notices().for_patron(kit.east, "p-17", 9).await.unwrap().len(), 1, "of the open request");
}

fn full_step() -> Step {
    Step {
        at: NOW + MINUTE,
        events: vec![event("shipped")],
        changes: RequestChanges { due_at: Change::Set(NOW + 9 * MINUTE), ..to_state("shipped") },
        attempts: vec![attempt("asked")],
        items: vec![item()],
        outbox: vec![row("peer", "say received"), row("ils", "accept item")],
        confirmation: Some(NewConfirmation {
            partner: "ISIL:01WEST".to_owned(),
            message_key: "m1".to_owned(),
            confirmation: b"<ok/>".to_vec(),
        }),
        settles: None,
        skips: None,
        notices: vec![NewNotice { to: Audience::Patron("p-17".to_owned()), words: "It is on its way.".to_owned() }],
        documents: vec![NewDocument {
            token_hash: "hash".to_owned(),
            filename: "chapter.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"%PDF".to_vec(),
        }],
        bills: vec![bill()],
    }
}

fn bill() -> NewBill {
    NewBill {
        is_ours: false,
        partner: "ISIL:01WEST".to_owned(),
        amount: "40.00".to_owned(),
        hundredths: Some(4_000),
        currency: "EUR".to_owned(),
        why: "lost".to_owned(),
    }
}

fn attempt(state: &str) -> Attempt {
    Attempt {
        position: 1,
        supplier_symbol: "ISIL:01WEST".to_owned(),
        supplier_record_id: Some("991".to_owned()),
        state: state.to_owned(),
        reason: None,
        asked_at: Some(NOW),
        answered_at: None,
    }
}

fn item() -> Item {
    Item { barcode: "39001".to_owned(), role: "supplier".to_owned() }
}

async fn nothing_of_the_full_step_is_there(kit: &Kit, request: &store::Request) {
    let names: Vec<_> =
        kit.requests().events(kit.east, request.id).await.unwrap().into_iter().map(|e| e.name).collect();
    assert!(!names.contains(&"shipped".to_owned()));
    assert!(kit.requests().attempts(kit.east, request.id).await.unwrap().is_empty());
    assert!(kit.requests().items(kit.east, request.id).await.unwrap().is_empty());
    assert!(kit.outbox().of_request(kit.east, request.id).await.unwrap().is_empty());
    assert_eq!(kit.inbox().seen(kit.east, "ISIL:01WEST", "m1").await.unwrap(), None);
    assert!(kit.notices().for_patron(kit.east, "p-17", 9).await.unwrap().is_empty());
    assert!(kit.documents().by_token("hash").await.is_err());
}

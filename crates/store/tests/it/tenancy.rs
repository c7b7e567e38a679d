//! A library reads and changes its own rows only.

use store::{Error, NewConfirmation, NewDocument, NewNotice, QueueFilter, SourceSettings, Step};

use crate::kit::{Kit, NOW, new_request, row, step};

#[tokio::test]
async fn a_library_sees_nothing_of_anothers_requests() {
    let kit = Kit::new().await;
    let request = kit.request_with(kit.east, everything()).await;
    let (requests, west) = (kit.requests(), kit.west);

    assert!(matches!(requests.by_id(west, request.id).await, Err(Error::NotFound(_))));
    assert!(matches!(requests.by_number(west, &request.number).await, Err(Error::NotFound(_))));
    assert!(requests.events(west, request.id).await.unwrap().is_empty());
    assert!(requests.events_after(west, 0, 9).await.unwrap().is_empty());
    assert!(requests.attempts(west, request.id).await.unwrap().is_empty());
    assert!(requests.items(west, request.id).await.unwrap().is_empty());
    assert!(requests.by_barcode(west, "39001").await.unwrap().is_empty());
    assert!(requests.for_patron(west, "p-17").await.unwrap().is_empty());
    let peer = store::PeerRequest {
        requester_symbol: "ISIL:01EAST",
        requester_request_id: &request.number,
        supplier_symbol: "ISIL:01WEST",
    };
    assert_eq!(requests.by_peer_request(west, "requester", peer).await.unwrap(), None);
    let queue = QueueFilter { side: "requester".to_owned(), limit: 9, ..QueueFilter::default() };
    let queue = requests.queue(west, &queue).await.unwrap();
    assert!(queue.requests.is_empty() && queue.counts.is_empty());
    assert_eq!(requests.erase_patrons(west, i64::MAX, NOW).await.unwrap(), 0);

    assert!(kit.outbox().of_request(west, request.id).await.unwrap().is_empty());
    assert!(kit.documents().of_request(west, request.id).await.unwrap().is_empty());
    assert!(kit.notices().of_request(west, request.id, 9).await.unwrap().is_empty());
    assert!(kit.notices().unread_by_staff(west, 9).await.unwrap().is_empty());
    assert_eq!(kit.inbox().seen(west, "ISIL:01WEST", "m1").await.unwrap(), None);

    assert_eq!(requests.events_after(kit.east, 0, 9).await.unwrap().len(), 1, "its own library sees it all");
    assert_eq!(kit.documents().of_request(kit.east, request.id).await.unwrap().len(), 1);
    assert_eq!(kit.notices().unread_by_staff(kit.east, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_library_changes_nothing_of_anothers() {
    let kit = Kit::new().await;
    let request = kit.request_with(kit.east, everything()).await;
    let stolen = store::Request { library_id: kit.west, ..request.clone() };
    assert!(matches!(kit.requests().commit(&stolen, step("stolen")).await, Err(Error::NotFound(_))));
    let message = kit.outbox().of_request(kit.east, request.id).await.unwrap()[0].id;
    let ours = kit.request(kit.west).await;
    assert!(matches!(kit.skip(&ours, message, "").await, Err(Error::NotFound(_))));
    assert!(matches!(kit.outbox().repeat(kit.west, message, NOW).await, Err(Error::NotFound(_))));
    let document = kit.documents().by_token("hash").await.unwrap().id;
    assert!(matches!(kit.documents().bytes(kit.west, document).await, Err(Error::NotFound(_))));
    assert!(matches!(kit.documents().mark_downloaded(kit.west, document, NOW).await, Err(Error::NotFound(_))));
    let notice = kit.notices().unread_by_staff(kit.east, 1).await.unwrap()[0].id;
    assert!(matches!(kit.notices().mark_read(kit.west, notice, NOW).await, Err(Error::NotFound(_))));
    kit.notices().mark_read(kit.east, notice, NOW).await.unwrap();
    assert!(kit.notices().unread_by_staff(kit.east, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_library_sees_its_own_sources_only() {
    let kit = Kit::new().await;
    let settings = SourceSettings {
        name: "Alma".to_owned(),
        url: "https://east.example.edu/oai".to_owned(),
        set_spec: None,
        prefix: "marc21".to_owned(),
        mapping: "{}".to_owned(),
        ..SourceSettings::default()
    };
    let source = kit.sources().add(kit.east, &settings, NOW).await.unwrap();
    assert!(kit.sources().of_library(kit.west).await.unwrap().is_empty());
    assert!(matches!(kit.sources().by_id(kit.west, source).await, Err(Error::NotFound(_))));
    assert!(matches!(kit.sources().change(kit.west, source, &settings, true).await, Err(Error::NotFound(_))));
    assert!(matches!(kit.sources().schedule(kit.west, source, None).await, Err(Error::NotFound(_))));
    kit.sources().start_run(source, "changes", NOW).await.unwrap();
    assert!(kit.sources().runs(kit.west, source, 9).await.unwrap().is_empty());
    assert_eq!(kit.sources().runs(kit.east, source, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_number_cannot_be_used_by_two_libraries() {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let result = kit.requests().create(new_request(kit.west, &request.number), step("created")).await;
    assert!(matches!(result, Err(Error::Conflict(_))));
}

fn everything() -> Step {
    Step {
        items: vec![store::Item { barcode: "39001".to_owned(), role: "supplier".to_owned() }],
        outbox: vec![row("peer", "request")],
        confirmation: Some(NewConfirmation {
            partner: "ISIL:01WEST".to_owned(),
            message_key: "m1".to_owned(),
            confirmation: b"<ok/>".to_vec(),
        }),
        notices: vec![NewNotice { to: store::Audience::Staff, words: "Print the slip.".to_owned() }],
        documents: vec![NewDocument {
            token_hash: "hash".to_owned(),
            filename: "a.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: b"%PDF".to_vec(),
        }],
        attempts: vec![store::Attempt {
            position: 1,
            supplier_symbol: "ISIL:01WEST".to_owned(),
            supplier_record_id: None,
            state: "asked".to_owned(),
            reason: None,
            asked_at: Some(NOW),
            answered_at: None,
        }],
        ..step("created")
    }
}

//! What a supplier has promised is counted, and its copies are known.

use store::{Item, RequestChanges, Step};

use crate::kit::{Kit, MINUTE, NOW, new_request, step, to_state};

fn supplier(state: &str, barcode: &str) -> (RequestChanges, Vec<Item>) {
    let items = vec![Item { barcode: barcode.to_owned(), role: "chosen".to_owned() }];
    (to_state(state), items)
}

#[tokio::test]
async fn promises_of_today_are_counted_once_and_those_of_yesterday_not() {
    let kit = Kit::new().await;
    for (number, at) in [("E-1", NOW - 9 * MINUTE), ("E-2", NOW), ("E-3", NOW)] {
        let new = store::NewRequest { side: "supplier".into(), ..new_request(kit.east, number) };
        let request = kit.requests().create(new, step("created")).await.unwrap().request;
        let (changes, items) = supplier("will_supply", number);
        let promised = Step { at, changes, items, ..step("will_supply") };
        let request = kit.requests().commit(&request, promised).await.unwrap();
        let shipped = Step { changes: to_state("shipped"), ..step("shipped") };
        kit.requests().commit(&request, shipped).await.unwrap();
    }
    let states = ["will_supply", "shipped"];
    let loans = kit.requests().came_into(kit.east, "supplier", "loan", states, NOW).await.unwrap();
    assert_eq!(loans, 2, "the first one was promised before");
}

#[tokio::test]
async fn copies_of_open_requests_are_in_use_and_those_of_ended_ones_are_not() {
    let kit = Kit::new().await;
    let mut requests = Vec::new();
    for number in ["E-1", "E-2", "E-3"] {
        let new = store::NewRequest { side: "supplier".into(), ..new_request(kit.east, number) };
        let request = kit.requests().create(new, step("created")).await.unwrap().request;
        let (changes, items) = supplier("will_supply", number);
        requests.push(kit.requests().commit(&request, Step { changes, items, ..step("will_supply") }).await.unwrap());
    }
    let ended = RequestChanges { outcome: store::Change::Set("unfilled".into()), ..to_state("unfilled") };
    kit.requests().commit(&requests[2], Step { changes: ended, ..step("unfilled") }).await.unwrap();
    for (but, expected) in [(None, vec!["E-1", "E-2"]), (Some(requests[0].id), vec!["E-2"])] {
        let in_use = kit.requests().barcodes_in_use(kit.east, "supplier", "chosen", but).await.unwrap();
        assert_eq!(in_use, expected);
    }
    for (since, expected) in [(NOW + 1, 2), (NOW, 0)] {
        let unmoved = kit.requests().unmoved(kit.east, "supplier", ["new", "will_supply"], since).await.unwrap();
        assert_eq!(unmoved.len(), expected);
    }
}

//! The work queue.

use store::{Change, QueueFilter, QueueOrder, Request, RequestChanges, Step};

use crate::kit::{Kit, MINUTE, NOW, new_request, step, to_state};

async fn three(kit: &Kit) -> [Request; 3] {
    let mut made = Vec::new();
    for (minute, title) in [(1, "Middlemarch 100%"), (2, "Der Zauberberg"), (3, "Łąka")] {
        let number = kit.requests().reserve_number(kit.east).await.unwrap();
        let new = store::NewRequest { search_text: format!("{number} {title}"), ..new_request(kit.east, &number) };
        let step = Step { at: NOW + minute * MINUTE, ..step("created") };
        made.push(kit.requests().create(new, step).await.unwrap().request);
    }
    made.try_into().unwrap()
}

fn filter() -> QueueFilter {
    QueueFilter { side: "requester".to_owned(), limit: 10, ..QueueFilter::default() }
}

async fn numbers(kit: &Kit, filter: &QueueFilter) -> Vec<String> {
    kit.requests().queue(kit.east, filter).await.unwrap().requests.into_iter().map(|r| r.number).collect()
}

#[tokio::test]
async fn words_are_found_whatever_their_case_and_accents() {
    let kit = Kit::new().await;
    three(&kit).await;
    let search = async |text: &str| numbers(&kit, &QueueFilter { text: text.to_owned(), ..filter() }).await;
    assert_eq!(search("ZAUBER").await, ["EAST-000002"]);
    assert_eq!(search("laka").await, ["EAST-000003"]);
    assert_eq!(search("zauberberg 000002").await, ["EAST-000002"]);
    assert_eq!(search("zauberberg 000001").await, [""; 0], "all words must occur");
    assert_eq!(search("100%").await, ["EAST-000001"]);
    assert_eq!(search("%").await, ["EAST-000001"], "a percent sign is a character");
    assert_eq!(search("_").await, [""; 0]);
    assert_eq!(search("'; DROP TABLE request").await, [""; 0]);
    assert_eq!(search("").await.len(), 3);
}

#[tokio::test]
async fn states_attention_and_end_narrow_the_list_and_counts_stay() {
    let kit = Kit::new().await;
    let [first, second, _] = three(&kit).await;
    let attention = RequestChanges { attention: Change::Set("no answer".to_owned()), ..to_state("sent") };
    kit.requests().commit(&first, Step { changes: attention, ..step("sent") }).await.unwrap();
    let ended = RequestChanges { outcome: Change::Set("supplied".to_owned()), ..to_state("completed") };
    kit.requests().commit(&second, Step { changes: ended, ..step("completed") }).await.unwrap();

    assert_eq!(numbers(&kit, &QueueFilter { attention: true, ..filter() }).await, ["EAST-000001"]);
    assert_eq!(numbers(&kit, &QueueFilter { open: true, ..filter() }).await, ["EAST-000003", "EAST-000001"]);
    let states = vec!["new".to_owned(), "completed".to_owned()];
    let narrowed = QueueFilter { states, ..filter() };
    assert_eq!(numbers(&kit, &narrowed).await, ["EAST-000003", "EAST-000002"]);
    let counts = kit.requests().queue(kit.east, &narrowed).await.unwrap().counts;
    let counts: Vec<_> = counts.iter().map(|c| (c.state.as_str(), c.total, c.attention)).collect();
    assert_eq!(counts, [("completed", 1, 0), ("new", 1, 0), ("sent", 1, 1)]);
    assert!(numbers(&kit, &QueueFilter { side: "supplier".to_owned(), ..filter() }).await.is_empty());

    let totals = kit.requests().totals().await.unwrap();
    assert_eq!(totals.iter().map(|t| t.count).sum::<i64>(), 3);
    assert!(totals.iter().any(|t| t.state == "completed" && t.outcome.as_deref() == Some("supplied")));
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_overlap() {
    let kit = Kit::new().await;
    let [first, ..] = three(&kit).await;
    kit.requests().commit(&first, Step { at: NOW + 9 * MINUTE, ..step("looked at") }).await.unwrap();
    for (order, expected) in [
        (QueueOrder::Newest, ["EAST-000003", "EAST-000002", "EAST-000001"]),
        (QueueOrder::LongestWaiting, ["EAST-000002", "EAST-000003", "EAST-000001"]),
    ] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = QueueFilter { order, after, limit: 1, ..filter() };
            let page = kit.requests().queue(kit.east, &page).await.unwrap();
            seen.extend(page.requests.into_iter().map(|r| r.number));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, expected, "{order:?}");
    }
}

#[tokio::test]
async fn what_is_urgent_is_listed_apart_the_most_urgent_first_until_it_ends() {
    let kit = Kit::new().await;
    let mut made = Vec::new();
    for (minute, urgency) in [(1, 1), (2, 0), (3, 2), (4, 1)] {
        let number = kit.requests().reserve_number(kit.east).await.unwrap();
        let new = store::NewRequest { urgency, ..new_request(kit.east, &number) };
        let step = Step { at: NOW + minute * MINUTE, ..step("created") };
        made.push(kit.requests().create(new, step).await.unwrap().request);
    }
    let urgent = QueueFilter { urgent: true, order: QueueOrder::MostUrgent, ..filter() };
    assert_eq!(numbers(&kit, &urgent).await, ["EAST-000003", "EAST-000001", "EAST-000004"]);
    let first = QueueFilter { order: QueueOrder::MostUrgent, ..filter() };
    assert_eq!(numbers(&kit, &first).await.last().map(String::as_str), Some("EAST-000002"));
    let ended = RequestChanges { outcome: Change::Set("supplied".to_owned()), ..to_state("completed") };
    kit.requests().commit(&made[2], Step { changes: ended, ..step("completed") }).await.unwrap();
    assert_eq!(numbers(&kit, &urgent).await, ["EAST-000001", "EAST-000004"]);
}

#[tokio::test]
async fn a_barcode_finds_open_requests_first() {
    let kit = Kit::new().await;
    let [first, second, third] = three(&kit).await;
    let items = vec![store::Item { barcode: "39001".to_owned(), role: "supplier".to_owned() }];
    for request in [&first, &second] {
        kit.requests().commit(request, Step { items: items.clone(), ..step("shipped") }).await.unwrap();
    }
    let ended = RequestChanges { outcome: Change::Set("supplied".to_owned()), ..RequestChanges::default() };
    kit.requests().commit(&third, Step { items, changes: ended, ..step("completed") }).await.unwrap();
    let found: Vec<_> =
        kit.requests().by_barcode(kit.east, "39001").await.unwrap().into_iter().map(|r| r.number).collect();
    assert_eq!(found, ["EAST-000002", "EAST-000001", "EAST-000003"]);
    assert!(kit.requests().by_barcode(kit.east, "39002").await.unwrap().is_empty());
}

#[tokio::test]
async fn who_lends_to_whom_is_counted_from_what_was_supplied() {
    let kit = Kit::new().await;
    let [first, second, third] = three(&kit).await;
    let supplied = |at: i64, supplier: &str, outcome: &str| Step {
        at,
        changes: RequestChanges {
            supplier_symbol: Change::Set(supplier.to_owned()),
            outcome: Change::Set(outcome.to_owned()),
            ..RequestChanges::default()
        },
        ..Step::default()
    };
    kit.requests().commit(&first, supplied(NOW, "ISIL:01WEST", "supplied")).await.unwrap();
    kit.requests().commit(&second, supplied(NOW + MINUTE, "ISIL:01WEST", "supplied")).await.unwrap();
    kit.requests().commit(&third, supplied(NOW + MINUTE, "ISIL:01WEST", "unfilled")).await.unwrap();
    let count = async |library, since| -> Vec<(String, i64)> {
        let counts = kit.requests().pair_counts(library, "supplied", since).await.unwrap();
        counts.into_iter().map(|pair| (pair.supplier_symbol, pair.count)).collect()
    };
    assert_eq!(count(kit.east, NOW).await, [("ISIL:01WEST".to_owned(), 2)]);
    assert_eq!(count(kit.east, NOW + 1).await, [("ISIL:01WEST".to_owned(), 1)]);
    assert_eq!(count(kit.west, NOW).await, []);
}

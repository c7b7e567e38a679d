//! What libraries owe each other is kept with the step that says it, added up and settled.

use store::{BillFilter, Error, NewBill, OpenSum, Step};

use crate::kit::{Kit, NOW, step};

fn bill(is_ours: bool, partner: &str, amount: &str, hundredths: Option<i64>) -> NewBill {
    NewBill {
        is_ours,
        partner: partner.to_owned(),
        amount: amount.to_owned(),
        hundredths,
        currency: "EUR".to_owned(),
        why: "lost".to_owned(),
    }
}

async fn kit_with_bills() -> Kit {
    let kit = Kit::new().await;
    let request = kit.request(kit.east).await;
    let bills = vec![
        bill(false, "ISIL:01WEST", "40.00", Some(4_000)),
        bill(false, "ISIL:01WEST", "2.5", Some(250)),
        bill(false, "ISIL:01WEST", "much", None),
        bill(true, "ISIL:01NORTH", "7", Some(700)),
    ];
    kit.requests().commit(&request, Step { bills, ..step("billed") }).await.unwrap();
    kit
}

fn to_pay() -> BillFilter {
    BillFilter { limit: 9, ..BillFilter::default() }
}

#[tokio::test]
async fn bills_are_kept_with_their_step_and_added_up() {
    let kit = kit_with_bills().await;
    let bills = kit.bills().page(kit.east, &to_pay()).await.unwrap();
    let amounts: Vec<&str> = bills.iter().map(|bill| bill.said.amount.as_str()).collect();
    assert_eq!(amounts, ["much", "2.5", "40.00"], "the newest first");
    let sum = OpenSum { partner: "ISIL:01WEST".into(), currency: "EUR".into(), hundredths: 4_250, bills: 3, unread: 1 };
    assert_eq!(kit.bills().open_sums(kit.east, false).await.unwrap(), [sum]);
    assert_eq!(kit.bills().partners(kit.east, true).await.unwrap(), ["ISIL:01NORTH"]);
}

#[tokio::test]
async fn a_settled_bill_is_no_longer_open_until_that_is_taken_back() {
    let kit = kit_with_bills().await;
    let open = BillFilter { open: true, ..to_pay() };
    let first = kit.bills().page(kit.east, &open).await.unwrap()[0].id;
    kit.bills().settle(kit.east, first, "east.staff", NOW).await.unwrap();
    kit.bills().settle(kit.east, first, "another", NOW + 1).await.unwrap();
    assert_eq!(kit.bills().page(kit.east, &open).await.unwrap().len(), 2);
    let settled = kit.bills().page(kit.east, &to_pay()).await.unwrap().remove(0);
    assert_eq!((settled.settled_at, settled.settled_by.as_deref()), (Some(NOW), Some("east.staff")));
    kit.bills().reopen(kit.east, first).await.unwrap();
    assert_eq!(kit.bills().page(kit.east, &open).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_library_neither_sees_nor_settles_the_bills_of_another() {
    let kit = kit_with_bills().await;
    let bill = kit.bills().page(kit.east, &to_pay()).await.unwrap().remove(0);
    assert!(kit.bills().page(kit.west, &to_pay()).await.unwrap().is_empty());
    assert!(kit.bills().open_sums(kit.west, false).await.unwrap().is_empty());
    assert!(matches!(kit.bills().settle(kit.west, bill.id, "thief", NOW).await, Err(Error::NotFound(_))));
    assert!(matches!(kit.bills().reopen(kit.west, bill.id).await, Err(Error::NotFound(_))));
}

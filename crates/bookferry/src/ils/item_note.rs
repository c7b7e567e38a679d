//! The note to a borrowed item that the desk sees when it lends it. NCIP has no place for it; Alma's REST interface changes the temporary item:
//! `PUT /bibs/{mms_id}/holdings/{holding_id}/items/{item_pid}` with the whole item (Ex Libris Developer Network, Update Item information).

use lifecycle::Facts;
use reqwest::Method;
use serde_json::{Value, json};

use super::rest::{AlmaRest, RestFault};
use crate::settings::Borrowing;
use crate::work::PatronData;

/// More than this is no note, in characters.
const LONGEST: usize = 900;

/// What the note says.
pub(super) fn words(borrowing: &Borrowing, supplier: &str, facts: &Facts, patron: &PatronData) -> String {
    let conditions: Vec<String> = facts.conditions_agreed.iter().map(ToString::to_string).collect();
    let about = [
        ("", borrowing.item_note.as_str()),
        ("Borrowed from ", supplier),
        ("On condition: ", &conditions.join("; ")),
        ("To be collected: ", &patron.pickup_words),
    ];
    let said = about.iter().filter(|(_, words)| !words.is_empty());
    let sentences: Vec<String> =
        said.map(|(label, words)| format!("{label}{}.", words.trim().trim_end_matches('.'))).collect();
    sentences.join(" ").chars().take(LONGEST).collect()
}

/// Writes the note to the item with this barcode. An item that has it already is left alone.
///
/// # Errors
/// [`RestFault`].
pub(super) async fn write(rest: &AlmaRest<'_>, barcode: &str, note: &str) -> Result<(), RestFault> {
    let Some(mut item) = rest.item(barcode).await? else {
        let message = format!("No items found for barcode {barcode}.");
        return Err(RestFault::Refused { status: 400, code: "401689".into(), message });
    };
    if item.pointer("/item_data/fulfillment_note").and_then(Value::as_str) == Some(note) {
        return Ok(());
    }
    let id =
        |path: &str| item.pointer(path).and_then(Value::as_str).map(str::to_owned).ok_or(RestFault::Unreadable(200));
    let (bib, holding, pid) = (id("/bib_data/mms_id")?, id("/holding_data/holding_id")?, id("/item_data/pid")?);
    item["item_data"]["fulfillment_note"] = json!(note);
    rest.send(Method::PUT, &format!("bibs/{bib}/holdings/{holding}/items/{pid}"), &item).await.map(drop)
}

#[cfg(test)]
mod tests {
    use lifecycle::{Condition, ServiceType};

    use super::*;

    #[test]
    fn the_note_says_whose_it_is_on_which_conditions_and_where_it_is_collected() {
        let borrowing = Borrowing { item_note: "Interlibrary loan.".into(), ..Borrowing::default() };
        let mut facts = Facts::new(ServiceType::Loan);
        let patron = PatronData { pickup_words: "Locker 7".into(), ..PatronData::default() };
        facts.conditions_agreed = vec![Condition { code: "LibraryUseOnly".into(), ..Condition::default() }];
        assert_eq!(
            words(&borrowing, "West Library", &facts, &patron),
            "Interlibrary loan. Borrowed from West Library. On condition: library use only. To be collected: Locker 7."
        );
        let nothing = words(&Borrowing::default(), "", &Facts::new(ServiceType::Loan), &PatronData::default());
        assert_eq!(nothing, "");
    }
}

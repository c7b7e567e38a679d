//! Which of the copies that the catalogue shows is taken, and why not the others.

use lifecycle::{Reason, supplier};
use supplier::{ShelfAnswer, ShelfItem};
use z3950::opac::{CirculationRecord, HoldingsAndCirculation};

use crate::settings::Lending;
use crate::work::ChosenCopy;

/// The answer of the shelf, with the copy when one was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the request hears.
    pub answer: ShelfAnswer,
    /// The copy to fetch.
    pub copy: Option<ChosenCopy>,
}

/// Chooses a copy that stands on the shelf and may be lent; the wanted volume when one is named.
#[must_use]
pub fn choose(holdings: &[HoldingsAndCirculation], lending: &Lending, volume: &str) -> Choice {
    let copies: Vec<Copy<'_>> = holdings.iter().flat_map(copies).collect();
    if copies.is_empty() && holdings.is_empty() {
        return refused("NotHeld", "");
    }
    if copies.is_empty() {
        let why = "the catalogue shows holdings without saying whether a copy is on the shelf".to_owned();
        return Choice { answer: ShelfAnswer::Unclear { why }, copy: None };
    }
    let right_volume: Vec<&Copy<'_>> = copies.iter().filter(|copy| copy.is_volume(volume)).collect();
    if right_volume.is_empty() {
        return refused("NotHeld", &format!("volume {volume} is not among the copies"));
    }
    let lendable: Vec<&&Copy<'_>> = right_volume.iter().filter(|copy| copy.is_lent(lending)).collect();
    if lendable.is_empty() {
        return refused("NonCirculating", "");
    }
    match lendable.iter().find(|copy| copy.circulation.available_now && !copy.circulation.on_hold) {
        Some(copy) => taken(copy),
        None => refused("OnLoan", &due(&lendable)),
    }
}

/// One copy with the holdings it belongs to.
struct Copy<'a> {
    holdings: &'a HoldingsAndCirculation,
    circulation: &'a CirculationRecord,
}

fn copies(holdings: &HoldingsAndCirculation) -> impl Iterator<Item = Copy<'_>> {
    holdings.circulation_data.iter().map(move |circulation| Copy { holdings, circulation })
}

impl Copy<'_> {
    fn is_lent(&self, lending: &Lending) -> bool {
        let places = [
            self.holdings.local_location.as_deref(),
            self.holdings.shelving_location.as_deref(),
            self.circulation.temporary_location.as_deref(),
        ];
        let not_lent =
            |list: &[String], word: &str| list.iter().any(|entry| entry.trim().eq_ignore_ascii_case(word.trim()));
        let place_is_lent = !places.into_iter().flatten().any(|place| not_lent(&lending.locations_not_lent, place));
        let policy =
            self.circulation.available_thru.as_deref().or(self.circulation.restrictions.as_deref()).unwrap_or_default();
        place_is_lent && !not_lent(&lending.policies_not_lent, policy)
    }

    fn is_volume(&self, wanted: &str) -> bool {
        let wanted = numbers(wanted);
        let named = self.circulation.enum_and_chron.as_deref().or(self.holdings.enum_and_chron.as_deref());
        wanted.is_empty() || named.is_none_or(|named| numbers(named).first() == wanted.first())
    }

    fn location(&self) -> String {
        let parts = [self.holdings.local_location.as_deref(), self.holdings.shelving_location.as_deref()];
        parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

/// The runs of digits in a text: `v.2 (1998)` is 2 and 1998.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|character: char| !character.is_ascii_digit()).filter(|run| !run.is_empty()).collect()
}

fn taken(copy: &Copy<'_>) -> Choice {
    let text = |value: &Option<String>| value.clone().unwrap_or_default().trim().to_owned();
    let chosen = ChosenCopy {
        barcode: text(&copy.circulation.item_id),
        call_number: text(&copy.holdings.call_number),
        location: copy.location(),
        record_id: String::new(),
    };
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let item = ShelfItem {
        barcode: some(&chosen.barcode),
        call_number: some(&chosen.call_number),
        location: some(&chosen.location),
    };
    Choice { answer: ShelfAnswer::Available { item }, copy: Some(chosen) }
}

fn refused(code: &str, note: &str) -> Choice {
    let reason = Reason { code: code.to_owned(), note: note.to_owned() };
    Choice { answer: ShelfAnswer::NotAvailable { reason }, copy: None }
}

fn due(copies: &[&&Copy<'_>]) -> String {
    let dates = copies.iter().filter_map(|copy| copy.circulation.availability_date.as_deref());
    dates.min().map(|date| format!("expected back {date}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holdings(location: &str, copies: &[(&str, bool, &str, &str)]) -> HoldingsAndCirculation {
        let circulation = |(barcode, available_now, policy, volume): &(&str, bool, &str, &str)| CirculationRecord {
            available_now: *available_now,
            item_id: Some((*barcode).to_owned()),
            available_thru: Some((*policy).to_owned()),
            enum_and_chron: Some((*volume).to_owned()).filter(|volume| !volume.is_empty()),
            ..CirculationRecord::default()
        };
        HoldingsAndCirculation {
            local_location: Some("Main Library".into()),
            shelving_location: Some(location.to_owned()),
            call_number: Some("PR6000 .A1".into()),
            circulation_data: copies.iter().map(circulation).collect(),
            ..HoldingsAndCirculation::default()
        }
    }

    fn outcome(holdings: &[HoldingsAndCirculation], volume: &str) -> String {
        let lending = Lending {
            locations_not_lent: vec!["Reference".into()],
            policies_not_lent: vec!["Reserve".into()],
            ..Lending::default()
        };
        match choose(holdings, &lending, volume) {
            Choice { copy: Some(copy), .. } => copy.barcode,
            Choice { answer, .. } => answer.describe(),
        }
    }

    #[test]
    fn the_first_copy_that_stands_there_and_may_be_lent_is_taken() {
        let shelf = [
            holdings("Reference", &[("1", true, "Regular", "")]),
            holdings("Stacks", &[("2", false, "Regular", ""), ("3", true, "Reserve", ""), ("4", true, "Regular", "")]),
        ];
        assert_eq!(outcome(&shelf, ""), "4");
    }

    #[test]
    fn each_way_of_having_no_copy_is_told_apart() {
        assert_eq!(outcome(&[], ""), "No copy is on the shelf: not held.");
        assert_eq!(
            outcome(&[holdings("Stacks", &[("1", false, "Regular", "")])], ""),
            "No copy is on the shelf: on loan."
        );
        assert_eq!(
            outcome(&[holdings("Reference", &[("1", true, "Regular", "")])], ""),
            "No copy is on the shelf: non circulating."
        );
        assert!(outcome(&[holdings("Stacks", &[])], "").starts_with("The catalogue gave no clear answer"));
    }

    #[test]
    fn the_wanted_volume_is_taken() {
        let set = [holdings("Stacks", &[("1", true, "Regular", "v.1"), ("2", true, "Regular", "v.2 (1998)")])];
        assert_eq!(outcome(&set, "2"), "2");
        assert_eq!(
            outcome(&set, "vol. 3"),
            "No copy is on the shelf: not held; volume vol. 3 is not among the copies."
        );
    }
}

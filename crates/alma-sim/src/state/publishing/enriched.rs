//! The fields that enrichment adds to a record, packed as text: `tag ind ind 1F code 1D value ... 1E`.

use marc::Record;

use super::{Element, Enrichment, Enrichments};
use crate::moment;
use crate::state::{Bib, Holding, Id, Item, State};

const END_OF_FIELD: char = '\u{1e}';
const SUBFIELD: char = '\u{1f}';
const END_OF_CODE: char = '\u{1d}';

/// The fields of a title's holdings and items: all holdings, their summaries, all items.
pub(super) fn fields(state: &State, bib: &Bib, enrichments: &Enrichments, with_empty: bool) -> Box<str> {
    let mut packed = Packed { text: String::new(), with_empty };
    let inventory: Vec<_> = state.catalog.inventory(bib).collect();
    for table in [&enrichments.holdings, &enrichments.summary].into_iter().flatten() {
        for (id, holding, _) in &inventory {
            let value = |element| of_holding(*id, holding, element);
            let is_summary = table.rows.iter().any(|row| row.element == Element::SummaryText);
            if !is_summary || holding.summary.is_some() {
                packed.push(table, holding, value);
            }
        }
    }
    if let Some(table) = &enrichments.items {
        for (holding_id, holding, items) in &inventory {
            for (id, item) in items {
                packed.push(table, holding, |element| of_item(state, (*holding_id, holding), (*id, item), element));
            }
        }
    }
    packed.text.into_boxed_str()
}

/// Appends packed fields to a record.
pub(crate) fn append(record: &mut Record, packed: &str) {
    for field in packed.split_terminator(END_OF_FIELD) {
        let mut parts = field.split(SUBFIELD);
        let head = parts.next().unwrap_or_default();
        let subfields: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once(END_OF_CODE)).collect();
        let (tag, indicators) = head.split_at_checked(head.len().saturating_sub(2)).unwrap_or((head, ""));
        record.push_data(tag, indicators, &subfields);
    }
}

struct Packed {
    text: String,
    with_empty: bool,
}

impl Packed {
    fn push(&mut self, table: &Enrichment, holding: &Holding, value: impl Fn(Element) -> Option<String>) {
        let before = self.text.len();
        let first = if table.call_number_type_first { holding.call_number_type } else { table.first_indicator };
        self.text.push_str(&table.tag);
        self.text.extend([first, table.second_indicator].map(|one| if one.is_ascii_graphic() { one } else { ' ' }));
        let head = self.text.len();
        for row in &table.rows {
            let value = value(row.element).filter(|value| !value.is_empty());
            let Some(value) = value.or_else(|| self.with_empty.then(String::new)) else { continue };
            self.text.push(SUBFIELD);
            self.text.push_str(&row.subfield);
            self.text.push(END_OF_CODE);
            self.text.extend(value.chars().filter(|one| !matches!(one, '\u{1d}'..='\u{1f}')));
        }
        match self.text.len() == head {
            true => self.text.truncate(before),
            false => self.text.push(END_OF_FIELD),
        }
    }
}

fn of_holding(id: Id, holding: &Holding, element: Element) -> Option<String> {
    let (class, item) = holding.call_number.split_once(' ').unwrap_or((&holding.call_number, ""));
    Some(match element {
        Element::HoldingLibrary => holding.library.clone(),
        Element::HoldingLocation => holding.location.clone(),
        Element::HoldingCallNumber => holding.call_number.clone(),
        Element::ClassificationPart => class.to_owned(),
        Element::ItemPart => item.to_owned(),
        Element::HoldingCallNumberType => holding.call_number_type.to_string(),
        Element::HoldingsId | Element::SummaryHoldingsId => id.to_string(),
        Element::SummaryText => holding.summary.clone()?,
        _ => return None,
    })
}

fn of_item(
    state: &State,
    (holding_id, holding): (Id, &Holding),
    (id, item): (Id, &Item),
    element: Element,
) -> Option<String> {
    let (library, location) = state.catalog.place(item);
    let temporary = item.temporary.as_ref();
    Some(match element {
        Element::ItemHoldingsId => holding_id.to_string(),
        Element::ItemPid => id.to_string(),
        Element::Barcode => item.barcode.clone()?,
        Element::PermanentLibrary => holding.library.clone(),
        Element::PermanentLocation => holding.location.clone(),
        Element::CurrentLibrary => library.to_owned(),
        Element::CurrentLocation => location.to_owned(),
        Element::TemporaryLibrary => temporary?.library.clone(),
        Element::TemporaryLocation => temporary?.location.clone(),
        Element::InTemporaryLocation => temporary.is_some().to_string(),
        Element::ItemCallNumber => holding.call_number.clone(),
        Element::ItemCallNumberType => holding.call_number_type.to_string(),
        Element::ItemPolicy => item.policy.clone(),
        Element::TemporaryPolicy => temporary?.policy.clone()?,
        Element::MaterialType => item.material_type.clone(),
        // Alma's codes: 1 item in place, 0 item not in place.
        Element::BaseStatus => if item.is_available() { "1" } else { "0" }.to_owned(),
        Element::ProcessType => item.process.as_ref()?.code().to_owned(),
        Element::DueBackDate => moment::day(state.due_date(id)?),
        Element::Description => item.description(),
        Element::EnumerationA => item.enumeration.clone()?,
        Element::ChronologyI => item.chronology.clone()?,
        Element::CopyId => item.copy.clone()?,
        Element::PublicNote => item.public_note.clone()?,
        _ => return None,
    })
}

//! One record of the library as it is published, beside what the mapping reads from it.

use marc::holdings::{FieldMap, Holding, Item, Judge, Lendable, Mapping, holdings};
use marc::{Field, Record, Tag};

/// Fields from this tag on are shown when the mapping finds none of its own.
const FIRST_LOCAL_TAG: &str = "850";
/// Fields that are shown of a record; a long run of a journal has thousands.
const FIELDS: usize = 60;
/// Copies that are shown.
const COPIES: usize = 40;

/// The two sides.
pub struct Preview {
    /// The record's number at the source.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why it is not for the index.
    pub suppressed: Option<String>,
    /// The fields that the mapping reads; the local ones when it finds none.
    pub fields: Vec<String>,
    /// Fields that are not shown.
    pub more_fields: usize,
    /// Whether the mapping found its fields.
    pub is_read: bool,
    /// The copies.
    pub copies: Vec<CopyView>,
    /// Copies that are not shown.
    pub more_copies: usize,
}

/// An item, or a holding of which no items are known.
pub struct CopyView {
    /// What it is: its barcode or number.
    pub label: String,
    /// Where it belongs, what it is, as name and value.
    pub facts: Vec<(&'static str, String)>,
    /// Whether it is lent.
    pub lent: bool,
    /// Why.
    pub reason: String,
}

impl Preview {
    /// The preview of a stored record; `None` when it cannot be read.
    pub fn of(stored: &store::Record, mapping: &Mapping) -> Option<Self> {
        let record = marc::marcxml::decode(&stored.marc).ok()?.record;
        let maps: Vec<&FieldMap> =
            [&mapping.holdings, &mapping.items, &mapping.summaries].into_iter().flatten().collect();
        let is_mapped = |field: &Field<'_>| maps.iter().any(|map| map.fits(field));
        let is_read = record.all_fields().any(|field| is_mapped(&field));
        let is_shown = |field: &Field<'_>| match is_read {
            true => is_mapped(field),
            false => field.tag() >= Tag::from(FIRST_LOCAL_TAG),
        };
        let mut fields: Vec<String> = record.all_fields().filter(is_shown).map(|field| format!("{field:?}")).collect();
        let more_fields = fields.len().saturating_sub(FIELDS);
        fields.truncate(FIELDS);
        let mut copies = copies(&record, mapping);
        let more_copies = copies.len().saturating_sub(COPIES);
        copies.truncate(COPIES);
        let title = record.field("245").map(|field| field.join("abnp")).unwrap_or_default();
        let suppressed = mapping.suppression(&record);
        let id = stored.source_record_id.clone();
        Some(Self { id, title, suppressed, fields, more_fields, is_read, copies, more_copies })
    }
}

fn copies(record: &Record, mapping: &Mapping) -> Vec<CopyView> {
    let judge = mapping.judge(record);
    holdings(record, mapping).iter().flat_map(|holding| of_holding(holding, &judge)).collect()
}

fn of_holding(holding: &Holding, judge: &Judge<'_>) -> Vec<CopyView> {
    if holding.items.is_empty() {
        return vec![copy(holding, None, judge.holding(holding))];
    }
    holding.items.iter().map(|item| copy(holding, Some(item), judge.item(holding, item))).collect()
}

fn copy(holding: &Holding, item: Option<&Item>, answer: Lendable) -> CopyView {
    let of_item = |member: fn(&Item) -> &Option<String>| item.and_then(|item| member(item).as_ref());
    let label = of_item(|item| &item.barcode).or(of_item(|item| &item.id));
    let facts = [
        ("Library", of_item(|item| &item.library).or(holding.library.as_ref())),
        ("Location", of_item(|item| &item.location).or(holding.location.as_ref()).or(holding.location_name.as_ref())),
        ("Now at", of_item(|item| &item.temporary_location).or(of_item(|item| &item.temporary_library))),
        ("Call number", of_item(|item| &item.call_number).or(holding.call_number.as_ref())),
        (
            "Volume",
            of_item(|item| &item.description).or(of_item(|item| &item.enumeration)).or(holding.summary.as_ref()),
        ),
        ("Policy", of_item(|item| &item.policy)),
        ("Material", of_item(|item| &item.material_type)),
        ("Status", of_item(|item| &item.status).or(holding.availability.as_ref())),
        ("Note", of_item(|item| &item.public_note).or(of_item(|item| &item.internal_note))),
    ];
    CopyView {
        label: match (item, label) {
            (None, _) => "Holding without items".to_owned(),
            (Some(_), None) => "Item without a barcode".to_owned(),
            (Some(_), Some(label)) => format!("Item {label}"),
        },
        facts: facts.into_iter().filter_map(|(name, value)| Some((name, value?.clone()))).collect(),
        lent: answer.lent,
        reason: answer.reason,
    }
}

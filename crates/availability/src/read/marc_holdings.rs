//! Holdings in fields of a bibliographic record, by a mapping: the library's own, one of the presets of `marc`, or one of
//! [`crate::live`].

use marc::Record;
use marc::holdings::{Holding, Item, Mapping, Role, RoleMap, Translation, Values, holdings};

use crate::date::normal_date;
use crate::live;
use crate::read::{Reading, availability_fields, title};
use crate::shelf::{Absence, Copy, Counts, Hit, Named, Source, Standing, filled};
use crate::words::{Meaning, Understood};

/// What a value means that the mapping translates to nothing: the system's word for "nothing keeps it from the shelf".
const NOTHING_KEEPS_IT: &str = "Available";
/// Between the values of several status subfields.
const BETWEEN: &str = "\n";

pub(super) fn read(records: &[Record], reading: &Reading) -> Vec<Hit> {
    let mapping = reading.mapping.clone().or_else(|| {
        let others = records.iter().filter(|record| !availability_fields::has_any(record));
        live::recognise(&others.take(live::SAMPLE).cloned().collect::<Vec<_>>(), &reading.candidates)
    });
    let readers = mapping.map(|mapping| (telling(&mapping), mapping));
    records.iter().map(|record| hit(record, readers.as_ref(), reading)).collect()
}

fn hit(record: &Record, readers: Option<&(Mapping, Mapping)>, reading: &Reading) -> Hit {
    let mut hit = title::described(record);
    if availability_fields::has_any(record) {
        availability_fields::read_into(&mut hit, record, reading);
    } else if let Some((telling, mapping)) = readers {
        hit.source = Source::MarcHoldings(mapping.name.clone());
        renumber(&mut hit, mapping.record_id(record));
        hit.copies = copies(record, telling, mapping, reading);
    }
    hit
}

/// The number by which the system knows the record goes before 001, which stays as another number.
fn renumber(hit: &mut Hit, number: Option<String>) {
    let Some(number) = number.filter(|number| hit.record_id.as_ref() != Some(number)) else { return };
    hit.other_ids.extend(hit.record_id.replace(number));
}

/// The mapping with what it leaves out told: a harvest wants nothing where nothing keeps a copy away, here that is the answer.
/// All status subfields count, not the first that is filled.
fn telling(mapping: &Mapping) -> Mapping {
    let mut telling = mapping.clone();
    for translation in telling.translations.iter_mut().filter(|known| tells_nothing(known)) {
        translation.to = NOTHING_KEEPS_IT.to_owned();
    }
    for map in [&mut telling.items, &mut telling.holdings].into_iter().flatten() {
        map.roles.iter_mut().filter(|map| map.role == Role::Status).for_each(join);
    }
    telling
}

fn tells_nothing(translation: &Translation) -> bool {
    translation.role == Role::Status && translation.to.is_empty()
}

fn join(map: &mut RoleMap) {
    map.values = Values::Joined(BETWEEN.to_owned());
}

fn copies(record: &Record, telling: &Mapping, mapping: &Mapping, reading: &Reading) -> Vec<Copy> {
    let judge = mapping.judge(record);
    let mut copies = Vec::new();
    // Both mappings find the same holdings and items in the same order; they differ in the status only.
    for (told, plain) in holdings(record, telling).iter().zip(holdings(record, mapping)) {
        if told.items.is_empty() {
            copies.push(Copy { standing: holding_standing(told, reading), ..of_holding(told) });
        }
        for (item, plain_item) in told.items.iter().zip(&plain.items) {
            let mut copy = of_item(told, item);
            let answer = judge.item(&plain, plain_item);
            copy.not_lent = Some(answer.reason).filter(|_| !answer.lent);
            stand(&mut copy, item, reading);
            copies.push(copy);
        }
    }
    copies
}

fn holding_standing(holding: &Holding, reading: &Reading) -> Standing {
    let words = holding.availability.as_deref().unwrap_or_default();
    reading.words.understand(words).map_or_else(|| Standing::unknown(words), |understood| understood.standing())
}

fn of_holding(holding: &Holding) -> Copy {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse().ok());
    Copy {
        holdings_id: holding.id.clone(),
        institution: holding.institution.clone(),
        library: of_code(&holding.library),
        location: Named { code: holding.location.clone(), name: holding.location_name.clone() },
        call_number: holding.call_number.clone(),
        public_note: holding.public_note.clone(),
        summary: holding.summary.clone(),
        counts: Some(Counts { total: number(&holding.total_items), unavailable: number(&holding.unavailable_items) }),
        ..Copy::default()
    }
}

fn of_item(holding: &Holding, item: &Item) -> Copy {
    let location = item.location.clone().or_else(|| holding.location.clone());
    let name = holding.location_name.clone().filter(|_| location == holding.location);
    Copy {
        barcode: item.barcode.clone(),
        item_id: item.id.clone(),
        holdings_id: item.holdings_id.clone().or_else(|| holding.id.clone()),
        institution: holding.institution.clone(),
        library: of_code(&item.library.clone().or_else(|| holding.library.clone())),
        location: Named { code: location, name },
        temporary_library: of_code(&item.temporary_library),
        temporary_location: of_code(&item.temporary_location),
        policy: of_code(&item.policy),
        material: of_code(&item.material_type),
        call_number: item.call_number.clone().or_else(|| holding.call_number.clone()),
        enumeration: item.enumeration.clone().or_else(|| item.description.clone()),
        chronology: item.chronology.clone(),
        copy_number: item.copy.clone(),
        public_note: item.public_note.clone().or_else(|| holding.public_note.clone()),
        ..Copy::default()
    }
}

fn of_code(code: &Option<String>) -> Named {
    Named { code: code.clone(), name: None }
}

/// Status and due date make the standing. A record without any status subfield says nothing of it.
fn stand(copy: &mut Copy, item: &Item, reading: &Reading) {
    let due = item.due.as_deref().map(normal_date);
    let parts: Vec<&str> = item.status.iter().flat_map(|status| status.split(BETWEEN)).collect();
    let understood: Vec<Option<Understood>> = parts.iter().map(|part| reading.words.understand(part)).collect();
    let away = understood.iter().flatten().find(|found| matches!(found.meaning, Meaning::Away(_)));
    let unknown = parts.iter().zip(&understood).find(|(_, found)| found.is_none());
    copy.standing = match (away, unknown) {
        (Some(away), _) => with_due(away.standing(), due),
        (None, Some((words, _))) => Standing::unknown(words),
        (None, None) if due.is_some() => Standing::Away { reason: Absence::OnLoan, due },
        (None, None) if parts.is_empty() => Standing::default(),
        (None, None) => Standing::OnShelf,
    };
    let stays = understood.iter().flatten().any(|found| found.meaning == Meaning::Stays);
    if stays && copy.not_lent.is_none() {
        copy.not_lent = item.status.as_deref().and_then(filled);
    }
    copy.holds = understood.iter().flatten().find_map(|found| found.holds);
}

fn with_due(standing: Standing, stated: Option<String>) -> Standing {
    match standing {
        Standing::Away { reason, due } => Standing::Away { reason, due: stated.or(due) },
        other => other,
    }
}

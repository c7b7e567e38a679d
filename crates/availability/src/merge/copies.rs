//! The copies of one record, from two sources.

use std::collections::{BTreeSet, HashMap};

use index::text::letters;

use crate::places::same;
use crate::shelf::{Absence, Copy, Named, Standing};

/// One of the two sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    First,
    Second,
}

/// Copies without numbers, and holdings, that are compared one by one with all others.
const MOST_COMPARED: usize = 200;

/// Merges the copies. `wins` is right where the two contradict each other.
pub(super) fn merge_copies(first: Vec<Copy>, second: Vec<Copy>, wins: Side, notes: &mut Vec<String>) -> Vec<Copy> {
    let (first_single, first_counted) = apart(first);
    let (second_single, second_counted) = apart(second);
    let mut single = pair(first_single, second_single, is_same_copy, wins, notes);
    let counted_by = if first_counted.is_empty() { Side::Second } else { Side::First };
    let counted = pair(first_counted, second_counted, is_same_holding, wins, notes);
    let mut left = Vec::new();
    for (number, holding) in counted.into_iter().enumerate() {
        let is_spread = number < MOST_COMPARED && spread(&holding, &mut single, counted_by == wins, notes);
        if !is_spread {
            left.push(holding);
        }
    }
    single.extend(left);
    single
}

/// Single copies, and holdings that are only counted.
fn apart(copies: Vec<Copy>) -> (Vec<Copy>, Vec<Copy>) {
    copies.into_iter().partition(|copy| copy.counts.is_none())
}

/// Merges each of the second into the one of the first that is the same; each once.
///
/// Numbers find their like at once. Only copies without them are compared one by one, and no more than [`MOST_COMPARED`] of them.
fn pair(
    mut first: Vec<Copy>,
    second: Vec<Copy>,
    is_same: fn(&Copy, &Copy) -> bool,
    wins: Side,
    notes: &mut Vec<String>,
) -> Vec<Copy> {
    let numbers: HashMap<String, usize> =
        first.iter().enumerate().flat_map(|(place, copy)| keys(copy).map(move |key| (key, place))).collect();
    let mut free: BTreeSet<usize> = (0..first.len()).collect();
    let mut alone = Vec::new();
    for copy in second {
        let by_number = keys(&copy).find_map(|key| numbers.get(&key).copied()).filter(|place| free.contains(place));
        let is_like = |place: &usize| first.get(*place).is_some_and(|known| is_same(known, &copy));
        let found = by_number.or_else(|| free.iter().copied().take(MOST_COMPARED).find(is_like));
        match found.and_then(|place| first.get_mut(place).map(|known| (place, known))) {
            Some((place, known)) => {
                free.remove(&place);
                join(known, copy, wins, notes);
            }
            None => alone.push(copy),
        }
    }
    first.extend(alone);
    first
}

/// The numbers that name a copy or a holding, each with its kind.
fn keys(copy: &Copy) -> impl Iterator<Item = String> {
    let key = |kind: &str, number: Option<&String>| number.map(|number| format!("{kind} {}", letters(number)));
    let holding = copy.holdings_id.as_ref().filter(|_| copy.counts.is_some());
    [key("barcode", copy.barcode.as_ref()), key("item", copy.item_id.as_ref()), key("holding", holding)]
        .into_iter()
        .flatten()
}

/// Numbers decide where both have them; else place, call number, volume and copy number.
fn is_same_copy(one: &Copy, other: &Copy) -> bool {
    let barcodes = both(&one.barcode, &other.barcode);
    let items = both(&one.item_id, &other.item_id);
    barcodes.or(items).unwrap_or_else(|| {
        let agrees = |a: &Option<String>, b: &Option<String>| both(a, b).unwrap_or(true);
        is_same_place(one, other)
            && letters(&one.volume()) == letters(&other.volume())
            && agrees(&one.call_number, &other.call_number)
            && agrees(&one.copy_number, &other.copy_number)
            && agrees(&one.holdings_id, &other.holdings_id)
    })
}

fn is_same_holding(one: &Copy, other: &Copy) -> bool {
    let agrees = || is_same_place(one, other) && both(&one.call_number, &other.call_number).unwrap_or(true);
    both(&one.holdings_id, &other.holdings_id).unwrap_or_else(agrees)
}

/// Whether two values are the same; `None` where one is missing.
fn both(one: &Option<String>, other: &Option<String>) -> Option<bool> {
    let (one, other) = one.as_deref().zip(other.as_deref())?;
    Some(letters(one) == letters(other))
}

/// By their own places, or by where they are now: Alma counts a copy where it is.
fn is_same_place(one: &Copy, other: &Copy) -> bool {
    let at_home = meets(&one.library, &one.location, &other.library, &other.location);
    let now = meets(one.current_library(), one.current_location(), other.current_library(), other.current_location());
    at_home || now
}

/// Nothing contradicts, and something agrees.
fn meets(library: &Named, location: &Named, other_library: &Named, other_location: &Named) -> bool {
    let compared = [named_alike(library, other_library), named_alike(location, other_location)];
    compared.contains(&Some(true)) && !compared.contains(&Some(false))
}

/// `None` where they cannot be compared: one has a code only, the other a name only.
fn named_alike(one: &Named, other: &Named) -> Option<bool> {
    let compare = |a: &Option<String>, b: &Option<String>| Some(same(a.as_deref()?, b.as_deref()?));
    compare(&one.code, &other.code).or_else(|| compare(&one.name, &other.name))
}

/// Takes over what the other knows, and settles what contradicts.
fn join(known: &mut Copy, copy: Copy, wins: Side, notes: &mut Vec<String>) {
    let name = label(known);
    let is_moved = [&*known, &copy].iter().any(|copy| !copy.temporary_location.is_empty());
    known.standing = settle(known, &copy, wins, notes);
    let texts = [
        (&mut known.barcode, copy.barcode),
        (&mut known.item_id, copy.item_id),
        (&mut known.holdings_id, copy.holdings_id),
        (&mut known.institution, copy.institution),
        (&mut known.call_number, copy.call_number),
        (&mut known.enumeration, copy.enumeration),
        (&mut known.chronology, copy.chronology),
        (&mut known.copy_number, copy.copy_number),
        (&mut known.not_lent, copy.not_lent),
        (&mut known.public_note, copy.public_note),
        (&mut known.summary, copy.summary),
    ];
    for (ours, theirs) in texts {
        *ours = ours.take().or(theirs);
    }
    known.temporary_library.fill(&copy.temporary_library);
    known.temporary_location.fill(&copy.temporary_location);
    for (what, ours, theirs) in [
        ("library", &mut known.library, &copy.library),
        ("location", &mut known.location, &copy.location),
        ("item policy", &mut known.policy, &copy.policy),
        ("material", &mut known.material, &copy.material),
    ] {
        let note = settle_named(ours, theirs, is_moved, wins);
        notes.extend(note.map(|note| format!("{name}: {what} {note}")));
    }
    known.holds = known.holds.max(copy.holds);
    known.counts = known.counts.or(copy.counts);
}

/// Fills a code with its name and the reverse. Of two different values one counts, and the note says so. Where a copy is elsewhere
/// for the time being one source may mean that place: nothing is mixed then.
fn settle_named(ours: &mut Named, theirs: &Named, is_moved: bool, wins: Side) -> Option<String> {
    match named_alike(ours, theirs) {
        Some(true) => ours.fill(theirs),
        None if ours.is_empty() || !is_moved => ours.fill(theirs),
        Some(false) if !is_moved => {
            let note = format!("\"{ours}\" or \"{theirs}\"");
            if wins == Side::Second {
                *ours = theirs.clone();
            }
            return Some(note);
        }
        None | Some(false) => {}
    }
    None
}

/// What is known goes before what is not, a reason before none; a real contradiction is noted.
fn settle(known: &Copy, copy: &Copy, wins: Side, notes: &mut Vec<String>) -> Standing {
    let (ours, theirs) = (known.standing.clone(), copy.standing.clone());
    match (&ours, &theirs) {
        (Standing::Unknown { .. }, Standing::Unknown { .. }) => ours,
        (Standing::Unknown { .. }, _) => theirs,
        (_, Standing::Unknown { .. }) => ours,
        (Standing::OnShelf, Standing::OnShelf) => ours,
        (Standing::Away { reason, due }, Standing::Away { reason: other, due: other_due }) => {
            let reason = if *reason == Absence::Unstated { *other } else { *reason };
            Standing::Away { reason, due: due.clone().or_else(|| other_due.clone()) }
        }
        (Standing::OnShelf, Standing::Away { .. }) | (Standing::Away { .. }, Standing::OnShelf) => {
            notes.push(format!("{}: one says \"{ours}\", the other \"{theirs}\"", label(known)));
            match wins {
                Side::First => ours,
                Side::Second => theirs,
            }
        }
    }
}

fn label(copy: &Copy) -> String {
    match copy.barcode.as_deref().or(copy.item_id.as_deref()) {
        Some(id) => format!("copy {id}"),
        None => format!("copy at {}, {}", copy.current_library(), copy.current_location()),
    }
}

/// Gives what is known of a holding to its copies; false where none of the copies is of it.
fn spread(holding: &Copy, copies: &mut [Copy], counts_win: bool, notes: &mut Vec<String>) -> bool {
    let mut members: Vec<&mut Copy> = copies.iter_mut().filter(|copy| is_same_holding(holding, copy)).collect();
    if members.is_empty() {
        return false;
    }
    for copy in &mut members {
        copy.holdings_id = copy.holdings_id.take().or_else(|| holding.holdings_id.clone());
        copy.institution = copy.institution.take().or_else(|| holding.institution.clone());
        copy.call_number = copy.call_number.take().or_else(|| holding.call_number.clone());
        copy.summary = copy.summary.take().or_else(|| holding.summary.clone());
        // The counts of a holding are those of the place where its items are now.
        if copy.temporary_location.is_empty() {
            copy.library.fill(&holding.library);
            copy.location.fill(&holding.location);
        }
    }
    check_counts(holding, &mut members, counts_win, notes);
    true
}

/// Counts that do not add up are noted. Where the counts are the later word and say that nothing is left, nothing is.
fn check_counts(holding: &Copy, members: &mut [&mut Copy], counts_win: bool, notes: &mut Vec<String>) {
    let there = members.iter().filter(|copy| copy.standing == Standing::OnShelf).count();
    let place = format!("{}, {}", holding.library, holding.location);
    let listed = members.len();
    let total = holding.counts.and_then(|counts| counts.total).map(|total| total as usize);
    if let Some(total) = total.filter(|total| *total != listed) {
        notes.push(format!("{place}: {total} items are counted, {listed} are listed"));
    }
    let Some(available) = holding.available().map(|available| available as usize) else { return };
    // Fewer may be listed than counted; more that are there than counted is a contradiction.
    if total == Some(listed) && available != there {
        notes.push(format!("{place}: {available} items are counted as there, {there} are listed as there"));
        if counts_win && available == 0 {
            let away = members.iter_mut().filter(|copy| copy.standing == Standing::OnShelf);
            away.for_each(|copy| copy.standing = Standing::away(Absence::Unstated));
        }
    }
}

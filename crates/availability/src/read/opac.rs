//! OPAC records of Z39.50 (REC.2), as eight library systems fill them.
//!
//! `availableNow` decides; the words around it say why, and where they contradict it nothing is known. Systems put the same word
//! into different elements: the item policy into availableThru (Alma), the status into restrictions (FOLIO, Horizon), into
//! shelvingData or temporaryLocation (Horizon), into publicNote, without any circulation record (Sierra, Millennium).

use index::text::fold;
use marc::{Charset, Record};
use z3950::opac::{CirculationRecord, HoldingsAndCirculation, HoldingsRecord, OpacRecord};
use z3950::record::External;

use crate::date::normal_date;
use crate::read::{Reading, title};
use crate::shelf::{Absence, Copy, Hit, Named, Source, Standing, filled};
use crate::words::{Meaning, Understood};

pub(super) fn read(record: &OpacRecord, reading: &Reading) -> Hit {
    let description = record.bibliographic_record.as_ref().and_then(marc_record);
    let mut hit = description.as_ref().map(title::described).unwrap_or_default();
    hit.source = Source::Opac;
    let mut online = 0;
    for holdings in record.holdings_and_circulation() {
        if is_online(holdings) {
            online += 1;
            continue;
        }
        hit.copies.extend(copies(holdings, reading));
    }
    hit.copies.extend(marc_holdings(record, reading));
    hit.is_electronic = hit.copies.is_empty() && (hit.is_electronic || online > 0);
    hit
}

/// A MARC record, in ISO 2709 or as XML.
fn marc_record(external: &External) -> Option<Record> {
    let bytes = external.bytes()?;
    let found = match bytes.trim_ascii_start() {
        [b'<', ..] => marc::marcxml::decode(&bytes),
        _ => marc::iso2709::decode(&bytes, Charset::Auto),
    };
    found.ok().map(|found| found.record)
}

/// Holdings in MARC 21 instead of the protocol's own form.
fn marc_holdings(record: &OpacRecord, reading: &Reading) -> Vec<Copy> {
    let records = record.holdings.iter().filter_map(|holdings| match holdings {
        HoldingsRecord::Marc(external) => marc_record(external),
        HoldingsRecord::HoldingsAndCirculation(_) | HoldingsRecord::Other(_) => None,
    });
    let records: Vec<Record> = records.collect();
    reading.marc(&records).into_iter().flat_map(|hit| hit.copies).collect()
}

/// An address, not a copy: 007 begins with `cr` (FOLIO), or the place is called Internet (Horizon).
fn is_online(holdings: &HoldingsAndCirculation) -> bool {
    let begins = |text: &Option<String>, with: &str| text.as_deref().is_some_and(|text| text.starts_with(with));
    begins(&holdings.local_location, "Internet")
        || holdings.circulation_data.is_empty() && begins(&holdings.format, "cr")
}

fn copies(holdings: &HoldingsAndCirculation, reading: &Reading) -> Vec<Copy> {
    if holdings.circulation_data.is_empty() {
        return vec![without_circulation(holdings, reading)];
    }
    let circulations = holdings.circulation_data.iter().enumerate();
    circulations.map(|(place, circulation)| copy(holdings, circulation, place, reading)).collect()
}

fn text(value: &Option<String>) -> Option<String> {
    value.as_deref().and_then(filled)
}

fn of_holdings(holdings: &HoldingsAndCirculation) -> Copy {
    let institution = text(&holdings.nuc_code);
    let location = Named { code: None, name: text(&holdings.shelving_location) };
    // Voyager writes the code of its one place here, other systems the institution.
    let code = institution.clone().filter(|code| location.is_empty() && !code.contains(char::is_whitespace));
    Copy {
        library: Named { code, name: text(&holdings.local_location) },
        institution,
        location,
        call_number: text(&holdings.call_number),
        copy_number: text(&holdings.copy_number),
        public_note: text(&holdings.public_note),
        ..Copy::default()
    }
}

/// The note is all that speaks.
fn without_circulation(holdings: &HoldingsAndCirculation, reading: &Reading) -> Copy {
    let mut copy = Copy { enumeration: volume(holdings, None, 0), ..of_holdings(holdings) };
    let statements = [&holdings.public_note, &holdings.shelving_data].into_iter().filter_map(text);
    let statements: Vec<String> = statements.collect();
    let understood = statements.iter().find_map(|words| Some((words, reading.words.understand(words)?)));
    match understood {
        Some((words, found)) => {
            copy.standing = found.standing();
            copy.holds = found.holds;
            copy.not_lent = Some(words.clone()).filter(|_| found.meaning == Meaning::Stays);
            copy.public_note = copy.public_note.filter(|note| note != words);
        }
        None => copy.standing = Standing::unknown(statements.first().map(String::as_str).unwrap_or_default()),
    }
    copy
}

fn copy(holdings: &HoldingsAndCirculation, circulation: &CirculationRecord, place: usize, reading: &Reading) -> Copy {
    let item_id = text(&circulation.item_id);
    let (barcode, item_id) = if reading.item_ids_are_barcodes { (item_id, None) } else { (None, item_id) };
    let mut copy = Copy {
        barcode,
        item_id,
        enumeration: volume(holdings, Some(circulation), place),
        holds: circulation.on_hold.then_some(1),
        ..of_holdings(holdings)
    };
    let statements = statements(holdings, circulation, reading);
    copy.standing = standing(circulation, &statements);
    copy.not_lent = stays(&statements);
    copy.holds = copy.holds.max(statements.iter().find_map(|(_, found)| found.holds));
    let is_status = |words: &String| statements.iter().any(|(status, _)| status == words);
    copy.public_note = copy.public_note.filter(|note| !is_status(note));
    let is_place = |words: &String| [&copy.library, &copy.location].iter().any(|place| is_name(place, words));
    let temporary = text(&circulation.temporary_location).filter(|words| !is_status(words) && !is_place(words));
    copy.policy = policy(circulation, reading, |words| is_status(words) || is_place(words));
    if reading.shelving_data_is_policy && copy.policy.is_empty() {
        copy.policy = Named { code: None, name: text(&holdings.shelving_data).filter(|words| !is_status(words)) };
    }
    copy.temporary_location = Named { code: None, name: temporary };
    copy
}

fn is_name(place: &Named, words: &str) -> bool {
    place.values().any(|name| fold(name) == fold(words))
}

/// The words that are known to speak of the standing. availableThru holds policies, of which one may be called Loan.
fn statements(
    holdings: &HoldingsAndCirculation,
    circulation: &CirculationRecord,
    reading: &Reading,
) -> Vec<(String, Understood)> {
    let all =
        [&circulation.restrictions, &circulation.temporary_location, &holdings.shelving_data, &holdings.public_note];
    let all = all.into_iter().filter_map(text);
    all.filter_map(|words| Some((words.clone(), reading.words.understand(&words)?))).collect()
}

fn stays(statements: &[(String, Understood)]) -> Option<String> {
    statements.iter().find(|(_, found)| found.meaning == Meaning::Stays).map(|(words, _)| words.clone())
}

fn standing(circulation: &CirculationRecord, statements: &[(String, Understood)]) -> Standing {
    let away = statements.iter().find(|(_, found)| matches!(found.meaning, Meaning::Away(_)));
    let there = statements.iter().find(|(_, found)| found.meaning == Meaning::OnShelf);
    match (circulation.available_now, away, there) {
        (true, Some((words, _)), _) => Standing::unknown(&format!("available, but {words}")),
        (true, None, _) => Standing::OnShelf,
        (false, None, Some((words, _))) => Standing::unknown(&format!("not available, but {words}")),
        (false, away, _) => {
            let stated = text(&circulation.availability_date).map(|date| normal_date(&date));
            match away.map(|(_, found)| found.standing()) {
                Some(Standing::Away { reason, due }) => Standing::Away { reason, due: stated.or(due) },
                _ if stated.is_some() => Standing::Away { reason: Absence::OnLoan, due: stated },
                _ => Standing::away(Absence::Unstated),
            }
        }
    }
}

/// Alma's policy stands in availableThru; other systems write what is allowed into restrictions. Words of the standing are no
/// policy, and neither is the name of the place, which Horizon repeats.
fn policy(circulation: &CirculationRecord, reading: &Reading, is_other: impl Fn(&String) -> bool) -> Named {
    let is_there =
        |words: &String| reading.words.understand(words).is_some_and(|found| found.meaning == Meaning::OnShelf);
    let through = text(&circulation.available_thru).filter(|words| !is_there(words));
    let name = through.or_else(|| text(&circulation.restrictions).filter(|words| !is_other(words)));
    Named { code: None, name }
}

/// The volume of a piece: its own words; those of the holdings where there are as many volumes as pieces, or one piece.
fn volume(holdings: &HoldingsAndCirculation, circulation: Option<&CirculationRecord>, place: usize) -> Option<String> {
    let own = circulation.and_then(|circulation| text(&circulation.enum_and_chron));
    let pieces = holdings.circulation_data.len().max(1);
    let listed = holdings.volumes.get(place).filter(|_| holdings.volumes.len() == pieces);
    let listed = listed.and_then(|volume| {
        let parts: Vec<String> = [&volume.enumeration, &volume.chronology].into_iter().filter_map(text).collect();
        text(&volume.enum_and_chron).or_else(|| filled(&parts.join(" ")))
    });
    let shared = text(&holdings.enum_and_chron).filter(|_| pieces == 1);
    own.or(listed).or(shared)
}

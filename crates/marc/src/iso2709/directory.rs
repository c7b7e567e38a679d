//! Finding the fields of a damaged record: what the directory says, set against where the terminators stand.

use std::ops::Range;

use crate::leader::Leader;
use crate::record::{FIELD_TERMINATOR, RECORD_TERMINATOR, Tag};

use super::{ENTRY_LENGTH, number};

/// What was found of a damaged record's structure.
pub(super) struct Structure {
    /// Bytes before the directory; 24 in a sound record.
    pub(super) leader_length: usize,
    /// Where the data begin: behind the first field terminator.
    pub(super) base: usize,
    /// Whether bytes of the directory had to be skipped.
    pub(super) skipped: bool,
    /// The entries in the order of the directory.
    pub(super) listed: Vec<Listed>,
}

/// One entry as the directory states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    /// Where the entry stands in the record.
    pub(super) at: usize,
    /// Its tag; `None` when the three bytes are no tag.
    pub(super) tag: Option<Tag>,
    length: Option<usize>,
    start: Option<usize>,
}

impl Listed {
    fn read(entry: &[u8], at: usize) -> Self {
        let part = |range| entry.get(range).unwrap_or_default();
        Self { at, tag: Tag::parse(part(0..3)), length: number(part(3..7)), start: number(part(7..12)) }
    }

    /// Whether one of the pieces lies where the entry says.
    fn is_exact(&self, pieces: &[Range<usize>]) -> bool {
        let piece = self.start.and_then(|start| pieces.binary_search_by_key(&start, |piece| piece.start).ok());
        piece.and_then(|piece| pieces.get(piece)).is_some_and(|piece| self.length == Some(piece.len() + 1))
    }

    fn is_plausible(&self) -> bool {
        self.tag.is_some() && self.length.is_some() && self.start.is_some()
    }
}

/// The bytes of a field, behind the base address, and whether they lie where the directory says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) range: Range<usize>,
    pub(super) as_listed: bool,
}

/// Reads the directory. `None` when nothing in the record ends one.
pub(super) fn read(bytes: &[u8]) -> Option<Structure> {
    // A leader that lost characters still fills most of its place.
    let shortest_leader = Leader::LENGTH - 4;
    let end = shortest_leader + memchr::memchr(FIELD_TERMINATOR, bytes.get(shortest_leader..)?)?;
    let base = end + 1;
    let is_whole = end.checked_sub(Leader::LENGTH).is_some_and(|length| length % ENTRY_LENGTH == 0);
    if is_whole {
        let entries = bytes.get(Leader::LENGTH..end)?.chunks_exact(ENTRY_LENGTH).enumerate();
        let listed = entries.map(|(n, entry)| Listed::read(entry, Leader::LENGTH + n * ENTRY_LENGTH)).collect();
        return Some(Structure { leader_length: Leader::LENGTH, base, skipped: false, listed });
    }
    let worth = |structure: &Structure| {
        let data = bytes.get(structure.base..).unwrap_or_default();
        (found_exactly(&structure.listed, data), structure.listed.len())
    };
    let readings = [counted_on(bytes, end), not_terminated(bytes, end), counted_back(bytes, end)];
    readings.into_iter().max_by_key(worth)
}

/// A directory whose terminator was lost: the first one found is that of a field. Entries whose fields follow one another are
/// the directory, and the data begin behind them.
fn not_terminated(bytes: &[u8], end: usize) -> Structure {
    let mut listed: Vec<Listed> = Vec::new();
    let mut at = Leader::LENGTH;
    let mut expected = Some(0);
    while at + ENTRY_LENGTH <= end {
        let entry = Listed::read(bytes.get(at..at + ENTRY_LENGTH).unwrap_or_default(), at);
        if entry.tag.is_none() || entry.start != expected {
            break;
        }
        expected = entry.start.zip(entry.length).and_then(|(start, length)| start.checked_add(length));
        listed.push(entry);
        at += ENTRY_LENGTH;
    }
    Structure { leader_length: Leader::LENGTH, base: at, skipped: true, listed }
}

/// Entries whose fields lie where they say.
fn found_exactly(listed: &[Listed], data: &[u8]) -> usize {
    let pieces = pieces(data);
    listed.iter().filter(|entry| entry.is_exact(&pieces)).count()
}

/// A directory that is no multiple of 12 because bytes in it were lost or came in: entries are read from its beginning, and a
/// damaged one may be a byte shorter or longer.
fn counted_on(bytes: &[u8], end: usize) -> Structure {
    let entry_at = |at: usize| Listed::read(bytes.get(at..end.min(at + ENTRY_LENGTH)).unwrap_or_default(), at);
    let pieces = pieces(bytes.get(end + 1..).unwrap_or_default());
    let width_at = |at: usize| {
        let widths = || [ENTRY_LENGTH, ENTRY_LENGTH + 1, ENTRY_LENGTH - 1].into_iter();
        let exact = widths().find(|width| at + width == end || entry_at(at + width).is_exact(&pieces));
        exact.or_else(|| widths().find(|width| entry_at(at + width).is_plausible()))
    };
    let mut listed = Vec::new();
    let mut at = Leader::LENGTH;
    while at + ENTRY_LENGTH <= end + 1 {
        let entry = entry_at(at);
        let usual = entry.is_plausible().then_some(ENTRY_LENGTH);
        at += match width_at(at).or(usual) {
            Some(width) if entry.tag.is_some_and(Tag::is_numeric) => {
                listed.push(entry);
                width
            }
            _ => 1,
        };
    }
    Structure { leader_length: Leader::LENGTH, base: end + 1, skipped: true, listed }
}

/// A directory that is no multiple of 12 because of what stands before it: entries are counted back from its end, then looked
/// for from its beginning.
fn counted_back(bytes: &[u8], end: usize) -> Structure {
    let mut listed = Vec::new();
    let mut front = end;
    while let Some(at) = front.checked_sub(ENTRY_LENGTH) {
        let entry = Listed::read(bytes.get(at..front).unwrap_or_default(), at);
        if at + ENTRY_LENGTH <= Leader::LENGTH || !entry.is_plausible() {
            break;
        }
        listed.push(entry);
        front = at;
    }
    let leader_length = if front < Leader::LENGTH + ENTRY_LENGTH { front } else { Leader::LENGTH };
    let mut at = Leader::LENGTH;
    while at + ENTRY_LENGTH <= front {
        let entry = Listed::read(bytes.get(at..at + ENTRY_LENGTH).unwrap_or_default(), at);
        let plausible = entry.is_plausible();
        if plausible {
            listed.push(entry);
        }
        at += if plausible { ENTRY_LENGTH } else { 1 };
    }
    listed.sort_by_key(|entry| entry.at);
    Structure { leader_length, base: end + 1, skipped: leader_length == Leader::LENGTH, listed }
}

/// For each entry the bytes of its field, `None` where the field is not to be found; and the pieces that no entry claims.
/// No byte is given to two fields.
pub(super) fn locate(listed: &[Listed], data: &[u8]) -> (Vec<Option<Located>>, Vec<Range<usize>>) {
    let pieces = pieces(data);
    let mut free = vec![true; pieces.len()];
    let exact: Vec<Option<Range<usize>>> = listed.iter().map(|entry| claim(entry, &pieces, &mut free)).collect();
    let all_exact = exact.iter().all(Option::is_some);
    if !all_exact && listed.len() == pieces.len() {
        return (in_order(listed, &pieces), Vec::new());
    }
    let claimed = if all_exact { exact } else { between_anchors(&exact, &mut free) };
    let located = listed.iter().zip(&claimed).map(|(entry, claimed)| {
        let claimed = claimed.as_ref()?;
        let range = pieces.get(claimed.start)?.start..pieces.get(claimed.end.checked_sub(1)?)?.end;
        let as_listed = entry.start == Some(range.start) && entry.length == Some(range.len() + 1);
        Some(Located { range, as_listed })
    });
    let located = located.collect();
    let unclaimed = pieces.iter().zip(free).filter(|(piece, free)| *free && !piece.is_empty());
    (located, unclaimed.map(|(piece, _)| piece.clone()).collect())
}

/// The stretches between field terminators.
fn pieces(data: &[u8]) -> Vec<Range<usize>> {
    let data = data.strip_suffix(&[RECORD_TERMINATOR]).unwrap_or(data);
    let mut pieces = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(FIELD_TERMINATOR, data) {
        pieces.push(start..end);
        start = end + 1;
    }
    if start < data.len() {
        pieces.push(start..data.len());
    }
    pieces
}

/// The pieces that lie exactly where the entry says, or else the one piece that begins there.
fn claim(entry: &Listed, pieces: &[Range<usize>], free: &mut [bool]) -> Option<Range<usize>> {
    let start = entry.start?;
    let first = pieces.binary_search_by_key(&start, |piece| piece.start).ok()?;
    let stated_end = start.checked_add(entry.length?)?.checked_sub(1)?;
    let last = pieces.binary_search_by_key(&stated_end, |piece| piece.end).ok().filter(|&last| last >= first);
    let whole = first..last.unwrap_or(first) + 1;
    let alone = first..first + 1;
    let claimed = if free.get(whole.clone())?.iter().all(|free| *free) { whole } else { alone };
    let claimed_free = free.get_mut(claimed.clone())?;
    if !claimed_free.iter().all(|free| *free) {
        return None;
    }
    claimed_free.fill(false);
    Some(claimed)
}

/// As many entries as pieces: they belong together in the order of the addresses or of the directory, by which of the two more
/// lengths are right.
fn in_order(listed: &[Listed], pieces: &[Range<usize>]) -> Vec<Option<Located>> {
    let as_listed: Vec<usize> = (0..listed.len()).collect();
    let mut by_address = as_listed.clone();
    by_address.sort_by_key(|&n| listed.get(n).and_then(|entry| entry.start));
    let right_lengths = |order: &[usize]| {
        let pairs = order.iter().filter_map(|&n| listed.get(n)).zip(pieces);
        pairs.filter(|(entry, piece)| entry.length == Some(piece.len() + 1)).count()
    };
    let has_addresses = listed.iter().all(|entry| entry.start.is_some());
    let takes_addresses = has_addresses && right_lengths(&by_address) >= right_lengths(&as_listed);
    let order = if takes_addresses { by_address } else { as_listed };
    let mut located = vec![None; listed.len()];
    for (n, range) in order.into_iter().zip(pieces) {
        let Some(place) = located.get_mut(n) else { continue };
        *place = Some(Located { range: range.clone(), as_listed: is_listed(listed.get(n), range) });
    }
    located
}

fn is_listed(entry: Option<&Listed>, range: &Range<usize>) -> bool {
    entry.is_some_and(|entry| entry.start == Some(range.start) && entry.length == Some(range.len() + 1))
}

/// Runs of entries without a place get the pieces between their neighbours' when there are as many.
fn between_anchors(exact: &[Option<Range<usize>>], free: &mut [bool]) -> Vec<Option<Range<usize>>> {
    let mut claimed = exact.to_vec();
    let mut run = 0;
    let mut behind = 0;
    for n in 0..=exact.len() {
        let anchor = exact.get(n).and_then(Clone::clone);
        if n < exact.len() && anchor.is_none() {
            run += 1;
            continue;
        }
        let gap = behind..anchor.as_ref().map_or(free.len(), |anchor| anchor.start);
        if run > 0 && gap.len() == run && free.get(gap.clone()).is_some_and(|gap| gap.iter().all(|free| *free)) {
            for (place, piece) in claimed.iter_mut().skip(n - run).zip(gap.clone()) {
                *place = Some(piece..piece + 1);
            }
            free.get_mut(gap).unwrap_or_default().fill(false);
        }
        run = 0;
        behind = anchor.map_or(behind, |anchor| anchor.end);
    }
    claimed
}

//! What a provider puts into its resumption tokens (3.5): the whole position, so that it need not remember any list.

use crate::query::decode_component;
use crate::{Datestamp, Selection, encode_component};

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPosition {
    /// What the list is of.
    pub selection: Selection,
    /// The repository's own mark behind the last item given.
    pub after: String,
    /// How many items came before. Alma's form does not carry it.
    pub cursor: Option<u64>,
}

/// How a position is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenForm {
    /// `from@until@set@prefix@id` with `all` for an absent date, as Alma writes it (`all@all@PALCI_RESHARE@marc21@1965420530005231`).
    Alma,
    /// Hexadecimal digits with a checksum: nobody is tempted to take it apart, and a damaged one is known as such.
    Opaque,
}

const ABSENT: &str = "all";

impl TokenForm {
    /// The token for a position.
    #[must_use]
    pub fn write(self, position: &ListPosition) -> String {
        let selection = &position.selection;
        let date = |date: Option<Datestamp>| date.map_or(ABSENT.to_owned(), |date| date.to_string());
        let (from, until) = (date(selection.from), date(selection.until));
        let set = selection.set.as_deref();
        match self {
            Self::Alma => [&from, &until, set.unwrap_or(ABSENT), &selection.metadata_prefix, &position.after].join("@"),
            Self::Opaque => {
                let set = set.map_or(String::new(), encode_component);
                let cursor = position.cursor.map_or(String::new(), |cursor| cursor.to_string());
                let prefix = encode_component(&selection.metadata_prefix);
                let after = encode_component(&position.after);
                seal(&[from, until, set, prefix, after, cursor].join("&"))
            }
        }
    }

    /// The position that a token stands for; `None` when this form never wrote it.
    #[must_use]
    pub fn read(self, token: &str) -> Option<ListPosition> {
        match self {
            Self::Alma => read_alma(token),
            Self::Opaque => read_opaque(&unseal(token)?),
        }
    }
}

fn read_alma(token: &str) -> Option<ListPosition> {
    let mut parts = token.split('@');
    let (from, until) = (date_of(parts.next()?)?, date_of(parts.next()?)?);
    let set = parts.next().filter(|set| !set.is_empty())?;
    let prefix = parts.next().filter(|prefix| !prefix.is_empty())?;
    let after = parts.next().filter(|after| !after.is_empty() && after.bytes().all(|byte| byte.is_ascii_digit()))?;
    let selection =
        Selection { metadata_prefix: prefix.to_owned(), set: (set != ABSENT).then(|| set.to_owned()), from, until };
    parts.next().is_none().then(|| ListPosition { selection, after: after.to_owned(), cursor: None })
}

fn read_opaque(plain: &str) -> Option<ListPosition> {
    let mut parts = plain.split('&');
    let (from, until) = (date_of(parts.next()?)?, date_of(parts.next()?)?);
    let set = Some(decode_component(parts.next()?)).filter(|set| !set.is_empty());
    let metadata_prefix = decode_component(parts.next()?);
    let after = decode_component(parts.next()?);
    let cursor = parts.next()?.parse().ok();
    Some(ListPosition { selection: Selection { metadata_prefix, set, from, until }, after, cursor })
}

fn date_of(text: &str) -> Option<Option<Datestamp>> {
    match text {
        ABSENT => Some(None),
        date => date.parse().ok().map(Some),
    }
}

fn seal(plain: &str) -> String {
    let sum = fingerprint(plain.as_bytes()).to_be_bytes();
    let bytes = sum.iter().take(4).chain(plain.as_bytes());
    bytes.flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

fn unseal(token: &str) -> Option<String> {
    let digits: Option<Vec<u32>> = token.chars().map(|digit| digit.to_digit(16)).collect();
    let bytes: Vec<u8> = digits?
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high * 16 + low).ok(),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let (sum, plain) = bytes.split_at_checked(4)?;
    let right = fingerprint(plain).to_be_bytes();
    if right.get(..4) != Some(sum) {
        return None;
    }
    String::from_utf8(plain.to_vec()).ok()
}

/// FNV-1a with 64 bits (Fowler, Noll, Vo): short, and the same in every version of every program. No secret: it finds
/// accidents, not attacks.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// As [`fingerprint`], eight bytes at a time: another number, many times faster.
pub(crate) fn fingerprint_by_words(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let seed = fingerprint(rest) ^ bytes.len() as u64;
    words
        .iter()
        .fold(seed, |hash, word| (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23))
}

//! Reading what can be read of a page that is not well-formed.
//!
//! One record with a broken entity or tag must not hold up a library for ever, so the page is taken apart at its records and
//! each is read by itself.

use super::decode::as_text;
use super::{BadRecord, Body, Page, Record, Response, Token};
use crate::DecodeErrorKind;

const LIST_END: &str = "</ListRecords>";
const ROOT_END: &str = "</OAI-PMH>";

/// What stands before the list is read once a record, so it must be short; real ones have a few hundred bytes.
const LONGEST_HEAD: usize = 16 << 10;

impl Response {
    /// Reads a page of ListRecords record by record, for pages that [`Response::decode`] refuses time after time. Records that
    /// cannot be read are in [`Page::bad`]. `None` when the page is cut off, is no list of records in the usual writing
    /// (no prefixes), or holds no readable record: then nothing in it can be trusted.
    #[must_use]
    pub fn salvage(body: &[u8]) -> Option<Self> {
        let (text, replaced) = as_text(body);
        let parts = Parts::of(&text)?;
        let mut found = Page::default();
        let mut envelope = None;
        for (begin, record) in parts.records() {
            match parts.decode(record) {
                Ok((response, page)) => {
                    take(&mut found, page, begin as u64);
                    envelope = Some(response);
                }
                Err(reason) => {
                    let byte = (parts.head.len() + begin) as u64;
                    found.bad.push(BadRecord { byte, reason, xml: record.to_owned() });
                }
            }
        }
        found.token = parts.token()?;
        Some(Self { body: Body::ListRecords(found), replaced, ..envelope? })
    }
}

/// Moves the records of a piece into the page; `offset` is how much earlier they stood in the piece.
fn take(found: &mut Page<Record>, mut piece: Page<Record>, offset: u64) {
    for record in &mut piece.items {
        record.metadata.iter_mut().chain(&mut record.about).for_each(|fragment| fragment.byte += offset);
    }
    piece.bad.iter_mut().for_each(|bad| bad.byte += offset);
    found.items.append(&mut piece.items);
    found.bad.append(&mut piece.bad);
}

struct Parts<'a> {
    /// Up to and with the start tag of the list.
    head: &'a str,
    /// The records.
    records: &'a str,
    /// From the start tag of the token, if there is one.
    rest: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let inside = text.trim_end().strip_suffix(ROOT_END)?.trim_end().strip_suffix(LIST_END)?;
        let list = inside.find("<ListRecords")?;
        let (head, inside) = inside.split_at_checked(list + inside.get(list..)?.find('>')? + 1)?;
        let (records, rest) = match inside.rfind("<resumptionToken") {
            Some(token) => inside.split_at_checked(token)?,
            None => (inside, ""),
        };
        (head.len() <= LONGEST_HEAD).then_some(Self { head, records, rest })
    }

    /// Each record with its place behind the head. Records of other schemas have the same name, but no header.
    fn records(&self) -> Vec<(usize, &'a str)> {
        let has_header = |at: &usize| {
            let tag_end = self.records.get(*at..).and_then(|text| text.split_once('>'));
            tag_end.is_some_and(|(_, inside)| inside.trim_start().starts_with("<header"))
        };
        let begins: Vec<usize> = self.records.match_indices("<record").map(|(at, _)| at).filter(has_header).collect();
        let ends = begins.iter().skip(1).copied().chain([self.records.len()]);
        begins.iter().zip(ends).filter_map(|(&begin, end)| Some((begin, self.records.get(begin..end)?))).collect()
    }

    /// The token; the outer `None` when there is one that cannot be read.
    fn token(&self) -> Option<Option<Token>> {
        match self.rest.is_empty() {
            true => Some(None),
            false => self.decode(self.rest).ok()?.1.token.map(Some),
        }
    }

    fn decode(&self, piece: &str) -> Result<(Response, Page<Record>), DecodeErrorKind> {
        let alone = [self.head, piece, LIST_END, ROOT_END].concat();
        let mut response = Response::decode(alone.as_bytes()).map_err(|fault| fault.kind)?;
        match std::mem::replace(&mut response.body, Body::Errors(Vec::new())) {
            Body::ListRecords(page) => Ok((response, page)),
            _ => Err(DecodeErrorKind::Missing("ListRecords")),
        }
    }
}

//! What the faults of OAI-PMH make of an answer.

use oai_pmh::{Body, Datestamp, ErrorCode, ErrorCondition, Fragment, Header, Record, Response, Token};

use crate::fault::OaiFault;
use crate::moment;
use crate::skin::form::Fields;
use crate::skin::http::HttpResponse;

/// The refusal in place of an answer.
pub(super) fn refusal(fault: &OaiFault, fields: &Fields) -> Option<ErrorCondition> {
    let has_time = |name: &str| fields.get(name).is_some_and(|date| date.len() > "2026-09-30".len());
    match fault {
        OaiFault::Refusal(words) => Some(words.condition()),
        OaiFault::ExpiredToken => {
            let words = "the resumption token has expired";
            fields.get("resumptionToken").map(|_| ErrorCondition::new(ErrorCode::BadResumptionToken, words))
        }
        OaiFault::DaysOnly if has_time("from") || has_time("until") => {
            let words = "only dates of the form YYYY-MM-DD are accepted";
            Some(ErrorCondition::new(ErrorCode::BadArgument, words))
        }
        _ => None,
    }
}

/// Identifiers on a page or in a single answer.
pub(super) fn identifiers(response: &Response) -> impl Iterator<Item = &str> {
    let (records, headers) = match &response.body {
        Body::ListRecords(page) | Body::GetRecord(page) => (page.items.as_slice(), &[][..]),
        Body::ListIdentifiers(page) => (&[][..], page.items.as_slice()),
        _ => (&[][..], &[][..]),
    };
    let of_records = records.iter().map(|record: &Record| &record.header);
    of_records.chain(headers).map(|header: &Header| header.identifier.as_str())
}

/// Faults of meaning: the answer is good XML and says something wrong.
pub(super) fn answer(fault: &OaiFault, response: &mut Response, fields: &Fields, now: i64) {
    match fault {
        OaiFault::RepeatedToken => {
            if let (Some(token), Some(asked)) = (token(response), fields.get("resumptionToken")) {
                asked.clone_into(&mut token.value);
            }
        }
        OaiFault::WrongListSize(size) => {
            if let Some(token) = token(response) {
                (token.complete_list_size, token.cursor) = (Some(*size), Some(0));
            }
        }
        OaiFault::EmptyPage => match &mut response.body {
            Body::ListRecords(page) => page.items.clear(),
            Body::ListIdentifiers(page) => page.items.clear(),
            _ => {}
        },
        OaiFault::FutureDatestamps(days) => {
            let ahead = moment::datestamp(now + i64::from(*days) * moment::DAY).to_string();
            headers(response).into_iter().for_each(|header| header.datestamp.clone_from(&ahead));
        }
        OaiFault::UnorderedDatestamps => {
            for (header, turn) in headers(response).into_iter().zip(0_i64..) {
                // A step that is no divisor of a day goes up and down within it.
                let back = turn.wrapping_mul(35_003) % 86_400;
                let stamp = header.stamp().and_then(|stamp| Datestamp::from_unix_seconds(stamp.unix_seconds() - back));
                stamp.into_iter().for_each(|stamp| header.datestamp = stamp.to_string());
            }
        }
        OaiFault::BigRecord(bytes) => {
            if let Body::ListRecords(page) | Body::GetRecord(page) = &mut response.body {
                page.items.iter_mut().find_map(|record| record.metadata.as_mut()).into_iter().for_each(|metadata| {
                    grow(metadata, *bytes);
                });
            }
        }
        _ => {}
    }
}

/// Faults of bytes: what comes is no good XML, or not what its headers say.
pub(super) fn bytes(fault: &OaiFault, answer: &mut HttpResponse) {
    match fault {
        OaiFault::InvalidXml => insert_in_the_middle(&mut answer.body, b"</nothing-was-opened>"),
        OaiFault::ControlCharacter => insert_in_the_middle(&mut answer.body, b"\x0b"),
        OaiFault::BadUtf8 => insert_in_the_middle(&mut answer.body, b"\xe9"),
        OaiFault::GzipLie => answer.headers.push(("content-encoding".to_owned(), "gzip".to_owned())),
        _ => {}
    }
}

/// Behind the first tag that begins in the second half, so that it stands in text.
fn insert_in_the_middle(body: &mut Vec<u8>, inserted: &[u8]) {
    let half = body.len() / 2;
    let begins = body.iter().skip(half).position(|byte| *byte == b'<').map(|at| half + at);
    let ends = begins.and_then(|begin| Some(begin + body.iter().skip(begin).position(|byte| *byte == b'>')? + 1));
    // Behind the root element there is no text; a short answer may have no other tag there.
    let place = ends.filter(|end| *end < body.len()).unwrap_or(half);
    body.splice(place..place, inserted.iter().copied());
}

fn token(response: &mut Response) -> Option<&mut Token> {
    match &mut response.body {
        Body::ListRecords(page) => page.token.as_mut(),
        Body::ListIdentifiers(page) => page.token.as_mut(),
        _ => None,
    }
}

fn headers(response: &mut Response) -> Vec<&mut Header> {
    match &mut response.body {
        Body::ListRecords(page) | Body::GetRecord(page) => page.items.iter_mut().map(|one| &mut one.header).collect(),
        Body::ListIdentifiers(page) => page.items.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// A note of so many letters at the end of the metadata, in front of its last end tag.
fn grow(metadata: &mut Fragment, bytes: usize) {
    let Some(end) = metadata.xml.rfind("</") else { return };
    let letters = "long ".repeat(bytes / 5 + 1);
    let is_marc = metadata.xml.contains("http://www.loc.gov/MARC21/slim");
    let note = match is_marc {
        true => format!(
            "<datafield tag=\"520\" ind1=\" \" ind2=\" \"><subfield code=\"a\">{letters}</subfield></datafield>"
        ),
        false => format!("<dc:description>{letters}</dc:description>"),
    };
    metadata.xml.insert_str(end, &note);
}

//! The request that a scanned text belongs to.

use store::{LibraryId, Request};

use crate::platform::Platform;
use crate::web::desk_request::is_out;
use crate::web::error::PageError;

/// What a scanned text belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing here.
    Nothing,
    /// A request that has ended.
    Ended(Request),
    /// More than one open request.
    Several(Vec<Request>),
    /// One open request, by its number.
    ByNumber(Request),
    /// One open request, by the barcode of an item.
    ByItem(Request),
}

/// Finds the library's request by its number, or by the barcode of an item.
///
/// # Errors
/// When the store cannot be read.
pub async fn find(platform: &Platform, library: LibraryId, text: &str) -> Result<Found, PageError> {
    if let Some(request) = by_number(platform, library, text).await? {
        return Ok(if request.outcome.is_some() { Found::Ended(request) } else { Found::ByNumber(request) });
    }
    Ok(choose(platform.store().requests().by_barcode(library, text).await?))
}

/// The number as it was scanned; or in capitals; or as it stands in the temporary barcode of one of several pieces.
async fn by_number(platform: &Platform, library: LibraryId, text: &str) -> Result<Option<Request>, PageError> {
    let capitals = text.to_uppercase();
    for number in [text, capitals.as_str(), without_piece(&capitals)] {
        match platform.store().requests().by_number(library, number).await {
            Ok(request) => return Ok(Some(request)),
            Err(store::Error::NotFound(_)) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(None)
}

/// `EAST-000007-2` without the number of the piece.
fn without_piece(text: &str) -> &str {
    match text.rsplit_once('-') {
        Some((number, piece))
            if number.contains('-') && !piece.is_empty() && piece.bytes().all(|digit| digit.is_ascii_digit()) =>
        {
            number
        }
        _ => text,
    }
}

/// Requests with the item, open ones first. An item in the hand that is out for one of them has come home.
fn choose(requests: Vec<Request>) -> Found {
    let ended = requests.first().filter(|request| request.outcome.is_some()).cloned();
    let mut open: Vec<Request> = requests.into_iter().filter(|request| request.outcome.is_none()).collect();
    let out: Vec<Request> = open.iter().filter(|request| is_out(&request.state)).cloned().collect();
    if let [one] = out.as_slice() {
        return Found::ByItem(one.clone());
    }
    match (open.len(), ended) {
        (0, Some(ended)) => Found::Ended(ended),
        (0, None) => Found::Nothing,
        (1, _) => Found::ByItem(open.remove(0)),
        _ => Found::Several(open),
    }
}

#[cfg(test)]
mod tests {
    use store::RequestId;

    use super::*;

    fn request(id: i64, side: &str, state: &str, outcome: Option<&str>) -> Request {
        Request {
            id: RequestId(id),
            number: format!("WEST-{id:06}"),
            library_id: LibraryId(1),
            side: side.to_owned(),
            service_type: "loan".to_owned(),
            state: state.to_owned(),
            facts: String::new(),
            description: String::new(),
            patron: String::new(),
            patron_id: None,
            requester_symbol: String::new(),
            requester_request_id: String::new(),
            supplier_symbol: None,
            supplier_request_id: None,
            group_id: None,
            due_at: None,
            attention: None,
            outcome: outcome.map(str::to_owned),
            version: 1,
            created_at: 0,
            updated_at: 0,
        }
    }

    #[test]
    fn an_item_that_is_out_has_come_home_whoever_waits_for_it() {
        let (waits, out) = (request(2, "supplier", "will_supply", None), request(1, "supplier", "shipped", None));
        assert_eq!(choose(vec![waits, out.clone()]), Found::ByItem(out));
    }

    #[test]
    fn the_person_chooses_between_requests_that_wait_for_the_same_item() {
        let both = vec![request(2, "supplier", "will_supply", None), request(1, "supplier", "will_supply", None)];
        assert_eq!(choose(both.clone()), Found::Several(both));
    }

    #[test]
    fn a_request_that_has_ended_is_found_when_no_open_one_is() {
        let ended = request(1, "supplier", "completed", Some("supplied"));
        assert_eq!(choose(vec![ended.clone()]), Found::Ended(ended.clone()));
        let open = request(2, "supplier", "will_supply", None);
        assert_eq!(choose(vec![open.clone(), ended]), Found::ByItem(open));
        assert_eq!(choose(Vec::new()), Found::Nothing);
    }

    #[test]
    fn the_temporary_barcode_of_a_piece_leads_to_its_request() {
        for (text, number) in
            [("EAST-000007-2", "EAST-000007"), ("EAST-000007", "EAST-000007"), ("31234", "31234"), ("A-B-C", "A-B-C")]
        {
            assert_eq!(without_piece(text), number);
        }
    }
}

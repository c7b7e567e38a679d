//! AcceptItem: a stand-in for an item of another library, and a place on the hold shelf.

use marc::Record;
use ncip::{AcceptItem, AcceptItemResponse, BibliographicDescription, ItemId, RequestId};

use super::refusal::{BARCODE_EXISTS, DATA_MISSING, DUPLICATE_REQUEST, INELIGIBLE, UNKNOWN_PICKUP};
use super::{Call, Refused, receive, refuse};
use crate::moment;
use crate::state::{Audit, Bib, BorrowingRequest, Holding, Id, Item, Kind, ProcessType, RequestStatus, StoredRecord};

/// What a good message says.
struct Accepted<'a> {
    external_id: &'a str,
    barcode: &'a str,
    user: String,
    pickup_library: String,
}

impl Call<'_> {
    pub(super) fn accept_item(&mut self, message: &AcceptItem) -> Result<AcceptItemResponse, Refused> {
        let accepted = self.accepted(message)?;
        let request_id = self.borrowing_request(&accepted, message);
        let item = self.temporary_item(request_id, &accepted, message);
        if let Some(request) = self.state.borrowing.get_mut(&request_id) {
            request.items.push(item);
            request.barcodes.push(accepted.barcode.to_owned());
            request.due = message.date_for_return.as_ref().and_then(moment::of_date).or(request.due);
            request.pickup_library.clone_from(&accepted.pickup_library);
            request.turn(self.at, RequestStatus::ShippedPhysically, "Item accepted");
        }
        if let Some(fiscal) = message.fiscal_transaction.as_ref().filter(|_| self.partner.accepts_fees) {
            self.charge(&accepted.user, fiscal);
        }
        if self.partner.automatic_receive {
            let desk = self.state.places.desk(&self.partner.receive_desk);
            let library = desk.map_or(self.partner.default_library_owner.clone(), |desk| desk.library.clone());
            receive(self.state, item, &library, self.at);
        }
        Ok(AcceptItemResponse {
            request_id: Some(RequestId::new(accepted.external_id)),
            item_id: Some(ItemId::new(accepted.barcode)),
            ..AcceptItemResponse::default()
        })
    }

    fn accepted<'m>(&self, message: &'m AcceptItem) -> Result<Accepted<'m>, Refused> {
        self.borrows("AcceptItem")?;
        let missing = |element: &str| refuse(DATA_MISSING, element, "");
        let external_id = message.request_id.as_ref().map(|id| id.value.as_str()).filter(|id| !id.is_empty());
        let external_id = external_id.ok_or_else(|| missing("//AcceptItem/RequestId"))?;
        let barcode = message.item_id.as_ref().map(|id| id.value.as_str()).filter(|barcode| !barcode.is_empty());
        let barcode = barcode.ok_or_else(|| missing("//AcceptItem/ItemId"))?;
        let named = message.user_id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
        let user = self.user("AcceptItem", named)?;
        let owner = self.state.places.library(&self.partner.default_library_owner);
        let is_open = owner.is_some_and(|library| library.has_hours);
        if !user.may_borrow(self.at) || !is_open {
            return Err(refuse(INELIGIBLE, "//AcceptItem/UserId", named));
        }
        if self.state.catalog.by_barcode(barcode).is_some() {
            return Err(refuse(BARCODE_EXISTS, "Item", barcode));
        }
        let pickup_library = self.pickup_library(message)?;
        let user = user.primary_id.clone();
        let of_another = self.known_request(external_id).is_some_and(|(_, request)| request.user != user);
        if of_another {
            return Err(refuse(DUPLICATE_REQUEST, "//AcceptItem/RequestId", external_id));
        }
        Ok(Accepted { external_id, barcode, user, pickup_library })
    }

    fn pickup_library(&self, message: &AcceptItem) -> Result<String, Refused> {
        let asked = message.pickup_location.as_ref().map(|code| code.value.as_str());
        match asked {
            None => Ok(self.partner.default_pickup_library.clone()),
            Some(code) if self.state.places.library(code).is_some() => Ok(code.to_owned()),
            Some(code) => Err(refuse(UNKNOWN_PICKUP, "//AcceptItem/PickupLocation", code)),
        }
    }

    /// The borrowing request with this number of the same partner.
    pub(super) fn known_request(&self, external_id: &str) -> Option<(Id, &BorrowingRequest)> {
        let ours =
            |request: &BorrowingRequest| request.partner == self.partner.code && request.external_id == external_id;
        self.state.borrowing.iter().find(|(_, request)| ours(request)).map(|(id, request)| (*id, request))
    }

    /// The request that exists, or a new one.
    fn borrowing_request(&mut self, accepted: &Accepted<'_>, message: &AcceptItem) -> Id {
        if let Some((id, _)) = self.known_request(accepted.external_id) {
            return id;
        }
        let description = description_of(message);
        let title = description.and_then(|description| description.title.as_deref());
        let author = description.and_then(|description| description.author.as_deref());
        let id = self.state.next_id(Kind::Request);
        let request = BorrowingRequest {
            external_id: accepted.external_id.to_owned(),
            partner: self.partner.code.clone(),
            user: accepted.user.clone(),
            status: RequestStatus::CreatedBorrowing,
            title: title.unwrap_or(NO_TITLE).to_owned(),
            author: author.unwrap_or_default().to_owned(),
            bib: None,
            items: Vec::new(),
            barcodes: Vec::new(),
            pickup_library: accepted.pickup_library.clone(),
            due: None,
            created: self.at,
            audit: vec![Audit {
                at: self.at,
                status: RequestStatus::CreatedBorrowing,
                note: "Created by AcceptItem".to_owned(),
            }],
        };
        self.state.borrowing.insert(id, request);
        id
    }

    /// A temporary item; with the first of a request come a brief record, kept out of discovery, and its holdings.
    fn temporary_item(&mut self, request: Id, accepted: &Accepted<'_>, message: &AcceptItem) -> Id {
        let holding = self.brief_holding(request, message);
        let id = self.state.next_id(Kind::Item);
        let item = Item {
            holding,
            barcode: Some(accepted.barcode.to_owned()),
            policy: self.partner.accept_item_policy.clone(),
            material_type: "BOOK".to_owned(),
            enumeration: None,
            chronology: None,
            copy: None,
            public_note: None,
            fulfillment_note: None,
            process: Some(ProcessType::ResourceSharing),
            temporary: None,
            is_temporary: true,
        };
        self.state.catalog.add_item(id, item);
        id
    }

    fn brief_holding(&mut self, request: Id, message: &AcceptItem) -> Id {
        let known = self.state.borrowing.get(&request).and_then(|request| request.bib);
        let known = known.and_then(|bib| self.state.catalog.bibs.get(&bib)?.holdings.first().copied());
        if let Some(holding) = known {
            return holding;
        }
        let title = self.state.borrowing.get(&request).map(|request| request.title.clone()).unwrap_or_default();
        let bib_id = self.state.next_id(Kind::Bib);
        let record = brief_record(bib_id, &title, description_of(message));
        let marc = StoredRecord::new(&record);
        let (suppressed, brief) = (true, true);
        let bib = Bib { title, marc, holdings: Vec::new(), online: false, suppressed, brief };
        self.state.catalog.add_bib(bib_id, &record, bib);
        let id = self.state.next_id(Kind::Holding);
        let holding = Holding {
            bib: bib_id,
            library: self.partner.default_library_owner.clone(),
            location: self.partner.accept_item_location.clone(),
            call_number_type: '8',
            call_number: call_number(message).unwrap_or_default().to_owned(),
            summary: None,
            items: Vec::new(),
        };
        self.state.catalog.add_holding(id, holding);
        if let Some(request) = self.state.borrowing.get_mut(&request) {
            request.bib = Some(bib_id);
        }
        id
    }
}

const NO_TITLE: &str = "[no title]";

fn description_of(message: &AcceptItem) -> Option<&BibliographicDescription> {
    message.item_optional_fields.as_ref()?.bibliographic_description.as_ref()
}

fn call_number(message: &AcceptItem) -> Option<&str> {
    message.item_optional_fields.as_ref()?.item_description.as_ref()?.call_number.as_deref()
}

fn brief_record(id: Id, title: &str, description: Option<&BibliographicDescription>) -> Record {
    let mut record = Record::new();
    record.push_control("001", &id.to_string());
    let Some(description) = description else {
        record.push_data("245", "00", &[("a", title)]);
        return record;
    };
    for number in &description.item_ids {
        match &number.code {
            Some(code) if code.is("ISBN") => record.push_data("020", "  ", &[("a", &number.identifier)]),
            Some(code) if code.is("ISSN") => record.push_data("022", "  ", &[("a", &number.identifier)]),
            _ => &mut record,
        };
    }
    if let Some(author) = &description.author {
        record.push_data("100", "1 ", &[("a", author)]);
    }
    record.push_data("245", "00", &[("a", title)]);
    let imprint = [("b", &description.publisher), ("c", &description.publication_date)];
    let imprint: Vec<(&str, &str)> =
        imprint.iter().filter_map(|(code, text)| Some((*code, text.as_deref()?))).collect();
    if !imprint.is_empty() {
        record.push_data("264", " 1", &imprint);
    }
    record
}

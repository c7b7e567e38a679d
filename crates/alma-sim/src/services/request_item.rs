//! RequestItem and ItemRequested: another library wants an item of ours; or a user of ours wants one of another library
//! and the broker tells early.

use ncip::{ItemId, ItemRequested, RequestId, RequestItem, RequestItemResponse, UserId};

use super::refusal::{DATA_MISSING, DUPLICATE_REQUEST, INELIGIBLE, NOT_REQUESTABLE, UNKNOWN_ITEM, UNKNOWN_USER};
use super::{Call, Refused, refuse};
use crate::state::{Audit, BorrowingRequest, Id, Kind, ProcessType, RequestStatus, Searched};

impl Call<'_> {
    pub(super) fn request_item(&mut self, message: &RequestItem) -> Result<RequestItemResponse, Refused> {
        let external_id = message.request_id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
        if external_id.is_empty() {
            return Err(refuse(DATA_MISSING, "//RequestItem/RequestId", ""));
        }
        if self.open_lending(external_id).is_some() || self.known_request(external_id).is_some() {
            return Err(refuse(DUPLICATE_REQUEST, "//RequestItem/RequestId", external_id));
        }
        let named = message.user_id.as_ref().map(|id| id.value.as_str()).unwrap_or_default();
        let item = match self.user("RequestItem", named).map(|user| (user.primary_id.clone(), user.may_borrow(self.at)))
        {
            Ok((_, false)) => return Err(refuse(INELIGIBLE, "//RequestItem/UserId", named)),
            Ok((user, true)) => {
                self.borrows("RequestItem")?;
                self.borrow_early(external_id, &user, message);
                None
            }
            Err(unknown_user) => {
                self.lends("RequestItem")?;
                Some(self.lend_from(message, unknown_user)?)
            }
        };
        let barcode = item.and_then(|item| self.set_aside(item, external_id));
        Ok(RequestItemResponse {
            request_id: Some(RequestId::new(external_id)),
            item_id: barcode.map(|barcode| ItemId::new(&barcode)),
            user_id: message.user_id.as_ref().map(|user| UserId::new(&user.value)),
            request_type: message.request_type.clone(),
            request_scope: message.request_scope.clone(),
            ..RequestItemResponse::default()
        })
    }

    /// In version 1 only lending is told so.
    pub(super) fn item_requested(&mut self, report: &ItemRequested) -> Result<(), Refused> {
        self.lends("ItemRequested")?;
        let external_id = report.request_id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
        if !external_id.is_empty() && self.open_lending(&external_id).is_some() {
            return Err(refuse(DUPLICATE_REQUEST, "//ItemRequested/RequestId", &external_id));
        }
        let named = report.item_id.clone().unwrap_or_default();
        let (item, _) =
            self.item(&named).ok_or_else(|| refuse(UNKNOWN_ITEM, "//ItemRequested/ItemId", &named.value))?;
        self.set_aside(item, &external_id);
        Ok(())
    }

    fn borrow_early(&mut self, external_id: &str, user: &str, message: &RequestItem) {
        let fields = message.item_optional_fields.as_ref();
        let description = fields.and_then(|fields| fields.bibliographic_description.as_ref());
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        let pickup = message.pickup_location.as_ref().map(|code| code.value.clone());
        let status = RequestStatus::CreatedBorrowing;
        let request = BorrowingRequest {
            external_id: external_id.to_owned(),
            partner: self.partner.code.clone(),
            user: user.to_owned(),
            status,
            title: text(description.and_then(|description| description.title.as_ref())),
            author: text(description.and_then(|description| description.author.as_ref())),
            bib: None,
            items: Vec::new(),
            barcodes: Vec::new(),
            pickup_library: pickup.unwrap_or_else(|| self.partner.default_pickup_library.clone()),
            due: None,
            created: self.at,
            audit: vec![Audit { at: self.at, status, note: "Created by RequestItem".to_owned() }],
        };
        let id = self.state.next_id(Kind::Request);
        self.state.borrowing.insert(id, request);
    }

    /// The copy that a message asks for: the one that it names, or the first of the title that can be lent.
    fn lend_from(&self, message: &RequestItem, unknown_user: Refused) -> Result<Id, Refused> {
        let element = "//RequestItem/ItemId";
        if let Some(named) = message.item_ids.first() {
            let (id, item) = self.item(named).ok_or_else(|| refuse(UNKNOWN_ITEM, element, &named.value))?;
            let can_be_had = item.is_available() && !item.is_temporary;
            return can_be_had.then_some(id).ok_or_else(|| refuse(NOT_REQUESTABLE, element, &named.value));
        }
        let number = message.bibliographic_ids.iter().find_map(|id| id.record.as_ref()).map(|id| &id.identifier);
        let Some(number) = number else {
            // Neither a title nor a copy: then it was about a user whom nobody knows.
            let named = message.user_id.as_ref().is_some();
            return Err(if named { unknown_user } else { refuse(UNKNOWN_USER, "//RequestItem/UserId", "") });
        };
        let list = match self.partner.bibliographic_record_id_type.to_lowercase().contains("oclc") {
            true => Searched::Oclc,
            false => Searched::SystemNumber,
        };
        let titles = self.state.catalog.visible(self.state.catalog.index.search(list, number, false));
        if titles.is_empty() {
            return Err(refuse(UNKNOWN_ITEM, "//RequestItem/BibliographicId", number));
        }
        let copy = titles.into_iter().find_map(|title| self.copy_to_lend(title));
        copy.ok_or_else(|| refuse(NOT_REQUESTABLE, "//RequestItem/BibliographicId", number))
    }

    fn copy_to_lend(&self, title: Id) -> Option<Id> {
        let catalog = &self.state.catalog;
        let bib = catalog.bibs.get(&title)?;
        catalog.inventory(bib).find_map(|(_, holding, items)| {
            let lends = self.state.places.location(&holding.library, &holding.location);
            let lends = lends.is_none_or(|location| location.lending);
            items.into_iter().find(|(_, item)| lends && item.is_available()).map(|(id, _)| id)
        })
    }

    /// A lending request, and the copy to be fetched from its shelf.
    fn set_aside(&mut self, item: Id, external_id: &str) -> Option<String> {
        self.new_lending(Some(item), external_id, "Created by RequestItem");
        self.state.catalog.change_item(item, |item| {
            item.process.get_or_insert(ProcessType::Requested);
        });
        self.state.catalog.items.get(&item)?.barcode.clone()
    }
}

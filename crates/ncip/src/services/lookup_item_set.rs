//! LookupItemSet: everything that is held of a title, page by page (2.02; earlier, systems sent it inside `Ext`).
//!
//! Not in version 1, and not among the services of Alma's broker profile.

use xml::Element;

use crate::{
    BibliographicDescription, BibliographicId, Code, CurrentUser, DateTime, ItemId, ItemOptionalFields,
    ItemTransaction, Location, Problem, RequestId,
};

element! {
    /// Asks what is held.
    pub struct LookupItemSet {
        /// Of these titles.
        pub bibliographic_ids: Vec<BibliographicId> = "BibliographicId",
        /// Of these sets of holdings.
        pub holdings_set_ids: Vec<String> = "HoldingsSetId",
        /// These items.
        pub item_ids: Vec<ItemId> = "ItemId",
        /// What to tell.
        pub item_elements: Vec<Code> = "ItemElementType",
        /// Tell who has them.
        pub current_borrower_desired: bool = "CurrentBorrowerDesired",
        /// Tell who waits for them.
        pub current_requesters_desired: bool = "CurrentRequestersDesired",
        /// How many items at most; a whole number.
        pub maximum_items_count: Option<String> = "MaximumItemsCount",
        /// Where to go on, from an earlier answer.
        pub next_item_token: Option<String> = "NextItemToken",
        => one_of["BibliographicId" | "HoldingsSetId" | "ItemId"];
    }
}

element! {
    /// Tells what is held.
    pub struct LookupItemSetResponse {
        /// One a title.
        pub titles: Vec<BibInformation> = "BibInformation" required,
        /// Where to go on when there is more.
        pub next_item_token: Option<String> = "NextItemToken",
    }
}

element! {
    /// What is held of one title (`BibInformation`), or why that is not told.
    pub struct BibInformation {
        /// The title.
        pub bibliographic_id: Option<BibliographicId> = "BibliographicId",
        /// The title as it is cited.
        pub bibliographic_description: Option<BibliographicDescription> = "BibliographicDescription",
        /// How many wait for the title; a whole number.
        pub title_hold_queue_length: Option<String> = "TitleHoldQueueLength",
        /// Who waits for the title.
        pub current_requesters: Vec<CurrentUser> = "CurrentRequester",
        /// What is held, place by place.
        pub holdings_sets: Vec<HoldingsSet> = "HoldingsSet",
        /// Why nothing is told of this title.
        pub problems: Vec<Problem> = "Problem",
        => one_of["HoldingsSet" | "Problem"];
    }
}

element! {
    /// What is held of a title at one place (`HoldingsSet`), or why that is not told.
    pub struct HoldingsSet {
        /// The number of the set.
        pub holdings_set_id: Option<String> = "HoldingsSetId",
        /// The title as it is cited.
        pub bibliographic_description: Option<BibliographicDescription> = "BibliographicDescription",
        /// Where the set stands.
        pub location: Option<Location> = "Location",
        /// Call number.
        pub call_number: Option<String> = "CallNumber",
        /// Volumes and issues.
        pub summary_holdings: Option<Element> = "SummaryHoldingsInformation",
        /// A file, or where it is.
        pub electronic_resource: Option<Element> = "ElectronicResource",
        /// The items.
        pub items: Vec<ItemInformation> = "ItemInformation",
        /// Why nothing is told of this set.
        pub problems: Vec<Problem> = "Problem",
        => one_of["ItemInformation" | "Problem"];
    }
}

element! {
    /// One item of a set (`ItemInformation`), or why nothing is told of it.
    pub struct ItemInformation {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId",
        /// The requests for it.
        pub request_ids: Vec<RequestId> = "RequestId",
        /// Who has it.
        pub current_borrower: Option<CurrentUser> = "CurrentBorrower",
        /// Who waits for it.
        pub current_requesters: Vec<CurrentUser> = "CurrentRequester",
        /// When it is due.
        pub date_due: Option<DateTime> = "DateDue",
        /// When it was recalled.
        pub date_recalled: Option<DateTime> = "DateRecalled",
        /// When it can be collected.
        pub hold_pickup_date: Option<DateTime> = "HoldPickupDate",
        /// Who has it and who waits for it.
        pub item_transaction: Option<ItemTransaction> = "ItemTransaction",
        /// The title, the copy, the place.
        pub optional_fields: Option<ItemOptionalFields> = "ItemOptionalFields",
        /// Anything else, in words.
        pub note: Option<String> = "ItemNote",
        /// Why nothing is told of this item.
        pub problems: Vec<Problem> = "Problem",
    }
}

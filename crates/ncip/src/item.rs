//! What a message tells about an item: the title, the copy, where it stands.

use xml::Element;

use crate::{BibliographicItemId, BibliographicRecordId, Code, DateTime};

element! {
    /// What may be told about an item (`ItemOptionalFields`).
    pub struct ItemOptionalFields {
        /// The title.
        pub bibliographic_description: Option<BibliographicDescription> = "BibliographicDescription",
        /// What may be done with it.
        pub use_restrictions: Vec<Code> = "ItemUseRestrictionType",
        /// Whether it is on the shelf.
        pub circulation_status: Option<Code> = "CirculationStatus",
        /// How many wait for it; a whole number.
        pub hold_queue_length: Option<String> = "HoldQueueLength",
        /// The copy.
        pub item_description: Option<ItemDescription> = "ItemDescription",
        /// Where it stands.
        pub locations: Vec<Location> = "Location",
        /// How worn it is.
        pub physical_condition: Option<Element> = "PhysicalCondition",
        /// A file, or where it is.
        pub electronic_resource: Option<Element> = "ElectronicResource",
        /// The kind of theft protection.
        pub security_marker: Option<Code> = "SecurityMarker",
        /// Whether the theft protection can be switched.
        pub sensitization_flag: bool = "SensitizationFlag",
        /// When it is due (2.02).
        pub date_due: Option<DateTime> = "DateDue",
    }
}

element! {
    /// A title as it is cited (`BibliographicDescription`).
    pub struct BibliographicDescription {
        /// Author.
        pub author: Option<String> = "Author",
        /// Author of the article or chapter.
        pub author_of_component: Option<String> = "AuthorOfComponent",
        /// ISBN, ISSN and the like. The schema allows one; more are read and written.
        pub item_ids: Vec<BibliographicItemId> = "BibliographicItemId",
        /// Numbers of catalogue records.
        pub record_ids: Vec<BibliographicRecordId> = "BibliographicRecordId",
        /// Number of an article or chapter.
        pub component_id: Option<Element> = "ComponentId",
        /// Edition.
        pub edition: Option<String> = "Edition",
        /// Pages.
        pub pagination: Option<String> = "Pagination",
        /// Place.
        pub place_of_publication: Option<String> = "PlaceOfPublication",
        /// Year or date, in words.
        pub publication_date: Option<String> = "PublicationDate",
        /// Year or date of the article or chapter, in words.
        pub publication_date_of_component: Option<String> = "PublicationDateOfComponent",
        /// Publisher.
        pub publisher: Option<String> = "Publisher",
        /// Series and volume.
        pub series_title_number: Option<String> = "SeriesTitleNumber",
        /// Title.
        pub title: Option<String> = "Title",
        /// Title of the article or chapter.
        pub title_of_component: Option<String> = "TitleOfComponent",
        /// Monograph, serial and so on.
        pub level: Option<Code> = "BibliographicLevel",
        /// Body behind the work.
        pub sponsoring_body: Option<String> = "SponsoringBody",
        /// Media type of a file.
        pub electronic_data_format: Option<Code> = "ElectronicDataFormatType",
        /// Language.
        pub language: Option<Code> = "Language",
        /// Book, video and so on.
        pub medium_type: Option<Code> = "MediumType",
    }
}

element! {
    /// A copy (`ItemDescription`).
    pub struct ItemDescription {
        /// Numbers on the piece; version 1 sends them here.
        pub item_ids: Vec<crate::ItemId> = "ItemId",
        /// Call number.
        pub call_number: Option<String> = "CallNumber",
        /// Copy number.
        pub copy_number: Option<String> = "CopyNumber",
        /// Whether a set or a piece is described.
        pub level: Option<Code> = "ItemDescriptionLevel",
        /// Volumes and issues.
        pub holdings: Option<Element> = "HoldingsInformation",
        /// How many pieces; a whole number.
        pub number_of_pieces: Option<String> = "NumberOfPieces",
        => not_in_version_two["ItemId"];
    }
}

element! {
    /// Where an item stands (`Location`).
    pub struct Location {
        /// Permanent or temporary.
        pub location_type: Option<Code> = "LocationType" required,
        /// The names, from the building down to the shelf.
        pub name: Option<LocationName> = "LocationName" required,
        /// From when.
        pub valid_from: Option<DateTime> = "ValidFromDate",
        /// Until when.
        pub valid_to: Option<DateTime> = "ValidToDate",
    }
}

element! {
    /// The levels of a location (`LocationName`).
    pub struct LocationName {
        /// One name a level.
        pub levels: Vec<LocationNameInstance> = "LocationNameInstance" required,
    }
}

element! {
    /// One level of a location (`LocationNameInstance`).
    pub struct LocationNameInstance {
        /// The level; a positive whole number, 1 for the widest.
        pub level: String = "LocationNameLevel" required,
        /// The name.
        pub value: String = "LocationNameValue" required,
    }
}

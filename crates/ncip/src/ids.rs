//! The identifiers: of a patron, an item, a request and a bibliographic record.

use crate::Code;

element! {
    /// Whom it is about (`UserId`; in version 1 `UniqueUserId`, or `VisibleUserId` when there is a type).
    pub struct UserId {
        /// The agency in which the value is unique.
        pub agency_id: Option<Code> = "AgencyId",
        /// What kind of number the value is. Alma looks at its own configuration instead.
        pub identifier_type: Option<Code> = "UserIdentifierType",
        /// The value.
        pub value: String = "UserIdentifierValue" required,
        => at_least_one_in_version_one["AgencyId" | "UserIdentifierType"];
    }
}

element! {
    /// A piece on the shelf (`ItemId`; in version 1 `UniqueItemId`, or `VisibleItemId` when there is a type).
    pub struct ItemId {
        /// The agency in which the value is unique.
        pub agency_id: Option<Code> = "AgencyId",
        /// What kind of number the value is, such as `Barcode`.
        pub identifier_type: Option<Code> = "ItemIdentifierType",
        /// The value; for Alma always a barcode.
        pub value: String = "ItemIdentifierValue" required,
        => at_least_one_in_version_one["AgencyId" | "ItemIdentifierType"];
    }
}

element! {
    /// A request (`RequestId`; in version 1 `UniqueRequestId`).
    pub struct RequestId {
        /// The agency in which the value is unique.
        pub agency_id: Option<Code> = "AgencyId",
        /// What kind of number the value is.
        pub identifier_type: Option<Code> = "RequestIdentifierType",
        /// The value; Alma shows it as the external identifier.
        pub value: String = "RequestIdentifierValue" required,
        => at_least_one_in_version_one["AgencyId"];
    }
}

element! {
    /// A title, by its own number or by that of a record (`BibliographicId`).
    pub struct BibliographicId {
        /// A number printed on the piece.
        pub item: Option<BibliographicItemId> = "BibliographicItemId",
        /// A number of a catalogue record.
        pub record: Option<BibliographicRecordId> = "BibliographicRecordId",
        => one_of["BibliographicItemId" | "BibliographicRecordId"];
    }
}

element! {
    /// A number that a publication carries, such as an ISBN (`BibliographicItemId`).
    pub struct BibliographicItemId {
        /// The number.
        pub identifier: String = "BibliographicItemIdentifier" required,
        /// Which number it is.
        pub code: Option<Code> = "BibliographicItemIdentifierCode",
    }
}

element! {
    /// The number of a catalogue record (`BibliographicRecordId`): unique in an agency, or of a kind that is known by a code.
    pub struct BibliographicRecordId {
        /// The number.
        pub identifier: String = "BibliographicRecordIdentifier" required,
        /// The agency that gave it.
        pub agency_id: Option<Code> = "AgencyId",
        /// Which number it is. In Alma the partner record says what the number means ("Bibliographic record ID type").
        pub code: Option<Code> = "BibliographicRecordIdentifierCode",
        => one_of["AgencyId" | "BibliographicRecordIdentifierCode"];
    }
}

impl UserId {
    /// A patron by a value alone.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }
}

impl ItemId {
    /// An item by a value alone.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }
}

impl RequestId {
    /// A request by a value alone.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self { value: value.to_owned(), ..Self::default() }
    }
}

impl BibliographicId {
    /// A title by the number of a record and the code that says which number it is.
    #[must_use]
    pub fn record(identifier: &str, code: &str) -> Self {
        let record = BibliographicRecordId {
            identifier: identifier.to_owned(),
            code: Some(Code::new(code)),
            ..BibliographicRecordId::default()
        };
        Self { record: Some(record), ..Self::default() }
    }
}

impl BibliographicItemId {
    /// A number with the code that says which it is.
    #[must_use]
    pub fn new(identifier: &str, code: &str) -> Self {
        Self { identifier: identifier.to_owned(), code: Some(Code::new(code)), ..Self::default() }
    }
}

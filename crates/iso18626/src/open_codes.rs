//! Codes of the open lists that this platform knows by name. Any other value may stand in their place.
//!
//! The lists are kept by the maintenance agency outside the standard and grow; these are the ones in use in the field.

/// `bibliographicItemIdentifierCode`.
pub const ITEM_ID: &[&str] = &["ISBN", "ISSN", "ISMN"];

/// `bibliographicRecordIdentifierCode`.
pub const RECORD_ID: &[&str] =
    &["AMICUS", "BL", "FAUST", "JNB", "LA", "LCCN", "Medline", "NCID", "OCLC", "PID", "PMID", "TP"];

/// `serviceLevel`.
pub const SERVICE_LEVEL: &[&str] = &["Express", "Normal", "Rush", "SecondaryMail", "Standard", "Urgent"];

/// `publicationType`.
pub const PUBLICATION_TYPE: &[&str] = &[
    "ArchiveMaterial",
    "Article",
    "AudioBook",
    "Book",
    "Chapter",
    "ConferenceProc",
    "Game",
    "GovernmentPubl",
    "Image",
    "Journal",
    "Manuscript",
    "Map",
    "Movie",
    "MusicRecording",
    "MusicScore",
    "Newspaper",
    "Patent",
    "Report",
    "SoundRecording",
    "Thesis",
];

/// `sentVia` and `deliveryMethod`.
pub const DELIVERY_METHOD: &[&str] = &["Mail", "Email", "FTP", "URL"];

/// `preferredFormat`, `deliveredFormat` and `itemFormat`.
pub const ITEM_FORMAT: &[&str] = &["PDF", "Printed", "PaperCopy"];

/// `electronicAddressType`.
pub const ELECTRONIC_ADDRESS_TYPE: &[&str] = &["Email", "FTP"];

/// `loanCondition`.
pub const LOAN_CONDITION: &[&str] =
    &["LibraryUseOnly", "NoReproduction", "SignatureRequired", "SpecCollSupervReq", "WatchLibraryUseOnly"];

/// `reasonRetry`.
pub const REASON_RETRY: &[&str] = &["CostExceedsMaxCost", "LoanCondition", "NotFoundAsCited", "OnLoan"];

/// `reasonUnfilled`; the list is longer, this one has a meaning in the protocol between Alma and brokers.
pub const REASON_UNFILLED: &[&str] = &["Duplicate"];

//! What a subfield can say of a holding or an item.

macro_rules! roles {
    ($($(#[$about:meta])* $role:ident = $name:literal,)*) => {
        /// What a subfield says of a holding or an item.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Role {
            $($(#[$about])* $role,)*
        }

        impl Role {
            /// Every role.
            pub const ALL: &[Self] = &[$(Self::$role,)*];

            /// The stable name, for configuration files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$role => $name,)*
                }
            }

            /// The role of a name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|role| role.name() == name)
            }
        }
    };
}

roles! {
    /// Id of the holdings record; Alma's begin with 22.
    HoldingsId = "holdings_id",
    /// Id of the item; Alma's (item PID) begin with 23.
    ItemId = "item_id",
    /// The label on the piece.
    Barcode = "barcode",
    /// Code of the institution.
    Institution = "institution",
    /// Code of the library that owns it.
    Library = "library",
    /// Code of the shelf location.
    Location = "location",
    /// Name of the location, for people.
    LocationName = "location_name",
    /// Code of the library where it is for the time being.
    TemporaryLibrary = "temporary_library",
    /// Code of the location where it is for the time being.
    TemporaryLocation = "temporary_location",
    /// The call number.
    CallNumber = "call_number",
    /// Its scheme, as MARC 21 field 852 first indicator.
    CallNumberType = "call_number_type",
    /// The item policy, which decides whether it may be lent.
    Policy = "policy",
    /// Process type or status: on loan, missing, in transit, ...
    Status = "status",
    /// When a loan ends, as the system writes it.
    Due = "due",
    /// Book, issue, DVD, ...
    MaterialType = "material_type",
    /// Volume and part.
    Enumeration = "enumeration",
    /// Year and month of an issue.
    Chronology = "chronology",
    /// Enumeration and chronology in one text.
    Description = "description",
    /// Copy number.
    Copy = "copy",
    /// Number of pieces.
    Pieces = "pieces",
    /// A note for the public.
    PublicNote = "public_note",
    /// A note for staff.
    InternalNote = "internal_note",
    /// What a holding has, in words.
    Summary = "summary",
    /// `available`, `unavailable` or `check_holdings` (Alma's AVA field).
    Availability = "availability",
    /// Number of items of a holding.
    TotalItems = "total_items",
    /// Number of them that are not available.
    UnavailableItems = "unavailable_items",
}

//! Holdings and items as values, whatever fields they came from.

use super::role::Role;

/// A library's copies of a title at one location.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    /// Id of the holdings record.
    pub id: Option<String>,
    /// Code of the institution.
    pub institution: Option<String>,
    /// Code of the library.
    pub library: Option<String>,
    /// Code of the location.
    pub location: Option<String>,
    /// Name of the location.
    pub location_name: Option<String>,
    /// The call number.
    pub call_number: Option<String>,
    /// Its scheme.
    pub call_number_type: Option<String>,
    /// A note for the public.
    pub public_note: Option<String>,
    /// A note for staff.
    pub internal_note: Option<String>,
    /// What is held, in words.
    pub summary: Option<String>,
    /// Availability of the whole holding, as published.
    pub availability: Option<String>,
    /// Number of items, as published.
    pub total_items: Option<String>,
    /// Number of items that are not available, as published.
    pub unavailable_items: Option<String>,
    /// The items.
    pub items: Vec<Item>,
}

/// One physical piece.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Id of the item.
    pub id: Option<String>,
    /// Id of its holdings record, as the item states it.
    pub holdings_id: Option<String>,
    /// The label on the piece.
    pub barcode: Option<String>,
    /// Code of the library that owns it.
    pub library: Option<String>,
    /// Code of its location.
    pub location: Option<String>,
    /// Code of the library where it is for the time being; `None` when it is in its own.
    pub temporary_library: Option<String>,
    /// Code of the location where it is for the time being; `None` when it is in its own.
    pub temporary_location: Option<String>,
    /// The call number.
    pub call_number: Option<String>,
    /// Its scheme.
    pub call_number_type: Option<String>,
    /// The item policy.
    pub policy: Option<String>,
    /// Process type or status.
    pub status: Option<String>,
    /// When a loan ends, as the system writes it.
    pub due: Option<String>,
    /// Book, issue, DVD, ...
    pub material_type: Option<String>,
    /// Volume and part.
    pub enumeration: Option<String>,
    /// Year and month of an issue.
    pub chronology: Option<String>,
    /// Enumeration and chronology in one text.
    pub description: Option<String>,
    /// Copy number.
    pub copy: Option<String>,
    /// Number of pieces.
    pub pieces: Option<String>,
    /// A note for the public.
    pub public_note: Option<String>,
    /// A note for staff.
    pub internal_note: Option<String>,
}

/// Writes down once which member a role names, for reading and for writing.
macro_rules! slots {
    ($type:ident { $($role:ident => $member:ident,)* }) => {
        impl $type {
            /// The value that a role names; `None` for roles that this type does not have.
            #[must_use]
            pub fn value(&self, role: Role) -> Option<&str> {
                match role {
                    $(Role::$role => self.$member.as_deref(),)*
                    _ => None,
                }
            }

            pub(super) fn slot(&mut self, role: Role) -> Option<&mut Option<String>> {
                match role {
                    $(Role::$role => Some(&mut self.$member),)*
                    _ => None,
                }
            }
        }
    };
}

slots!(Holding {
    HoldingsId => id,
    Institution => institution,
    Library => library,
    Location => location,
    LocationName => location_name,
    CallNumber => call_number,
    CallNumberType => call_number_type,
    PublicNote => public_note,
    InternalNote => internal_note,
    Summary => summary,
    Availability => availability,
    TotalItems => total_items,
    UnavailableItems => unavailable_items,
});

slots!(Item {
    ItemId => id,
    HoldingsId => holdings_id,
    Barcode => barcode,
    Library => library,
    Location => location,
    TemporaryLibrary => temporary_library,
    TemporaryLocation => temporary_location,
    CallNumber => call_number,
    CallNumberType => call_number_type,
    Policy => policy,
    Status => status,
    Due => due,
    MaterialType => material_type,
    Enumeration => enumeration,
    Chronology => chronology,
    Description => description,
    Copy => copy,
    Pieces => pieces,
    PublicNote => public_note,
    InternalNote => internal_note,
});

//! UpdateItem: correct what is known of an item. Not among the services of Alma's broker profile.

use xml::Element;

use crate::{BibliographicDescription, Code, ItemDescription, ItemId, Location, MandatedAction};

element! {
    /// Corrects an item: first what is to go, then what is to come.
    pub struct UpdateItem {
        /// It has happened already and cannot be refused.
        pub mandated_action: Option<MandatedAction> = "MandatedAction",
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
        /// What is to go.
        pub delete: Option<ItemFields> = "DeleteItemFields",
        /// What is to come.
        pub add: Option<ItemFields> = "AddItemFields",
    }
}

element! {
    /// The item was corrected.
    pub struct UpdateItemResponse {
        /// The item.
        pub item_id: Option<ItemId> = "ItemId" required,
    }
}

element! {
    /// What can be corrected (`AddItemFields`, `DeleteItemFields`).
    pub struct ItemFields {
        /// The title.
        pub bibliographic_description: Option<BibliographicDescription> = "BibliographicDescription",
        /// What may be done with it.
        pub use_restrictions: Vec<Code> = "ItemUseRestrictionType",
        /// The copy.
        pub item_description: Option<ItemDescription> = "ItemDescription",
        /// Where it stands.
        pub locations: Vec<Location> = "Location",
        /// How worn it is.
        pub physical_condition: Option<Element> = "PhysicalCondition",
        /// The kind of theft protection.
        pub security_marker: Option<Code> = "SecurityMarker",
        /// Whether the theft protection can be switched.
        pub sensitization_flag: bool = "SensitizationFlag",
    }
}

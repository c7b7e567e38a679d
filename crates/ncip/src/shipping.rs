//! How an item travels, and who has it or waits for it.

use crate::{ElectronicAddress, PhysicalAddress, UserId};

element! {
    /// Where an item goes and how (`ShippingInformation`).
    pub struct ShippingInformation {
        /// How to send it.
        pub instructions: Option<String> = "ShippingInstructions",
        /// Anything else, in words.
        pub note: Option<String> = "ShippingNote",
        /// To a postal address.
        pub physical: Option<PhysicalAddress> = "PhysicalAddress",
        /// To an electronic address.
        pub electronic: Option<ElectronicAddress> = "ElectronicAddress",
        => one_of["PhysicalAddress" | "ElectronicAddress"];
    }
}

element! {
    /// Who has an item and who waits for it (`ItemTransaction`).
    pub struct ItemTransaction {
        /// Who has it.
        pub current_borrower: Option<CurrentUser> = "CurrentBorrower",
        /// Who waits for it.
        pub current_requesters: Vec<CurrentUser> = "CurrentRequester",
    }
}

element! {
    /// Somebody who has an item or waits for it (`CurrentBorrower`, `CurrentRequester`).
    pub struct CurrentUser {
        /// Who.
        pub user_id: Option<UserId> = "UserId" required,
    }
}

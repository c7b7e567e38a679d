//! Addresses, of paper and of bits.

use crate::structure::{at, structure};
use crate::{Code, Region};

structure! {
    /// An `address`. The schema has either part, never both; what came is kept.
    Address {
        /// An e-mail address, a URL and the like.
        electronic_address: Option<ElectronicAddress> = at("electronicAddress");
        /// A place where the post goes.
        physical_address: Option<PhysicalAddress> = at("physicalAddress");
    }
}

impl Address {
    /// An electronic address, such as `("Email", "ill@library.example")`.
    #[must_use]
    pub fn electronic(address_type: &str, data: &str) -> Self {
        let address = ElectronicAddress {
            electronic_address_type: address_type.into(),
            electronic_address_data: data.to_owned(),
            extra: Vec::new(),
        };
        Self { electronic_address: Some(address), ..Self::default() }
    }
}

impl From<PhysicalAddress> for Address {
    fn from(address: PhysicalAddress) -> Self {
        Self { physical_address: Some(address), ..Self::default() }
    }
}

structure! {
    /// An e-mail address, a URL and the like (`electronicAddress`).
    ElectronicAddress {
        /// The kind, such as Email.
        electronic_address_type: Code = at("electronicAddressType");
        /// The address itself.
        electronic_address_data: String = at("electronicAddressData");
    }
}

structure! {
    /// A postal address (`physicalAddress`).
    PhysicalAddress {
        /// Usually the name of the library.
        line1: Option<String> = at("line1");
        /// Usually the street.
        line2: Option<String> = at("line2");
        /// The town.
        locality: Option<String> = at("locality");
        /// The postal code.
        postal_code: Option<String> = at("postalCode");
        /// State, province or canton.
        region: Option<Region> = at("region");
        /// The country, ISO 3166-1.
        country: Option<Code> = at("country");
    }
}

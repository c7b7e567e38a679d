//! What Alma's REST interface tells of circulation: libraries with their desks, locations and hours, item policies, partner records. And
//! the partner record that we create or correct.

mod configuration;
mod partner;
mod proposal;

pub(crate) use configuration::text;
pub use configuration::{AlmaConfiguration, AlmaLibrary, CodeName, read_configuration};
pub use partner::{PartnerRecord, PartnerWish, save_partner};
pub use proposal::{Proposal, propose};

/// Where partners are set up in Alma.
pub const PARTNERS: &str = "Fulfillment > Resource Sharing > Partners";
/// Where libraries are set up in Alma, opening hours among the rest.
pub const LIBRARIES: &str = "Configuration > Fulfillment > Library Management > Opening Hours";

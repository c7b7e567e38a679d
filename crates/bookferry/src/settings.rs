//! The settings of one library, in the sections that its administrator sees. Stored as one JSON text a section.

mod calendar;
mod fees;
mod message_log;
mod patrons;
mod places;
mod responder;
mod shelf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use calendar::{Calendar, Period, WEEK};
pub use fees::{FeeWay, Fees};
pub use message_log::MessageLog;
pub use patrons::{GroupRule, PatronRules};
pub use places::{KnownPlace, KnownPlaces};
pub use responder::{AutoResponder, ResponderMode};
pub use shelf::{Availability, Locations, PlaceRule, PolicyRule, Way};

/// A section of the settings: its name in the store and its defaults.
pub trait Section: Serialize + DeserializeOwned + Default {
    /// The name in the store and in addresses of pages.
    const NAME: &'static str;
}

/// How one circulation service reaches the library system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ServiceRoute {
    /// By NCIP message.
    #[default]
    Ncip,
    /// Staff do it by hand in the library system; a task reminds them.
    Manual,
    /// Not at all.
    Off,
}

impl ServiceRoute {
    /// Every route, in the order of the settings page.
    pub const ALL: [Self; 3] = [Self::Ncip, Self::Manual, Self::Off];

    /// The value in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ncip => "ncip",
            Self::Manual => "manual",
            Self::Off => "off",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ncip => "NCIP",
            Self::Manual => "By hand",
            Self::Off => "Off",
        }
    }

    /// The route with this form value.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.name() == name)
    }
}

/// Host LMS integration: which library system, and how each service reaches it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostLms {
    /// The NCIP profile by name: `Alma`, `Generic NCIP 2`, or `None`.
    pub host_lms: String,
    /// Borrowing: is this patron valid?
    pub lookup_user: ServiceRoute,
    /// Borrowing: note the request as soon as it is made.
    pub note_request: ServiceRoute,
    /// Borrowing: the item has arrived; make the temporary item and the hold.
    pub accept_item: ServiceRoute,
    /// Lending: reserve the item as soon as it is promised.
    pub request_item: ServiceRoute,
    /// Lending: the item leaves.
    pub check_out_item: ServiceRoute,
    /// Both: the item goes back (borrowing) or is home again (lending).
    pub check_in_item: ServiceRoute,
}

impl Section for HostLms {
    const NAME: &'static str = "host-lms";
}

impl Default for HostLms {
    fn default() -> Self {
        Self {
            host_lms: "Alma".into(),
            lookup_user: ServiceRoute::Ncip,
            note_request: ServiceRoute::Off,
            accept_item: ServiceRoute::Ncip,
            request_item: ServiceRoute::Off,
            check_out_item: ServiceRoute::Ncip,
            check_in_item: ServiceRoute::Ncip,
        }
    }
}

/// Local NCIP: where the library system listens and who we say we are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LocalNcip {
    /// `https://<alma_domain>/view/NCIPServlet`.
    pub server_address: String,
    /// The Code of the resource sharing partner in Alma; case-sensitive.
    pub app_profile: String,
    /// The institution code.
    pub from_agency: String,
    /// The institution code again, or an ISIL.
    pub to_agency: String,
}

impl Section for LocalNcip {
    const NAME: &'static str = "local-ncip";
}

/// Webhooks of Alma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Webhooks {
    /// Whether they are taken.
    pub is_on: bool,
    /// The secret that signs them. Never shown. Empty: none is taken.
    pub secret: String,
}

impl Section for Webhooks {
    const NAME: &'static str = "webhooks";
}

/// Z39.50: where the catalogue can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Z3950 {
    /// `http://<alma_domain>:1921/01UNIV_INST`, or the same without `http://`.
    pub server_address: String,
}

impl Section for Z3950 {
    const NAME: &'static str = "z3950";
}

/// Lending: what leaves, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lending {
    /// Days that a lent item may stay away.
    pub loan_days: u16,
    /// Days after the due date on which the other library is reminded; `None`: staff remind it.
    pub reminds_after_days: Option<u16>,
    /// Locations, by code or name as the catalogue shows them, whose items never leave.
    pub locations_not_lent: Vec<String>,
    /// Item policies whose items never leave.
    pub policies_not_lent: Vec<String>,
}

impl Section for Lending {
    const NAME: &'static str = "lending";
}

impl Default for Lending {
    fn default() -> Self {
        Self {
            loan_days: 42,
            reminds_after_days: Some(1),
            locations_not_lent: Vec::new(),
            policies_not_lent: Vec::new(),
        }
    }
}

/// A place where patrons collect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct PickupLocation {
    /// The library code in Alma.
    pub code: String,
    /// The name that patrons know.
    pub name: String,
}

/// Borrowing: how requests of this library's patrons are treated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Borrowing {
    /// A request of a patron who may not borrow goes to staff instead of being refused.
    pub review_blocked_patrons: bool,
    /// Where patrons collect; the first is the default.
    pub pickup_locations: Vec<PickupLocation>,
    /// Requests that one patron may have open at a time.
    pub open_requests_per_patron: u16,
    /// Patrons may ask for rush and express.
    pub offers_service_levels: bool,
    /// Patrons may say in their own words where they want to collect.
    pub free_text_pickup: bool,
    /// A note is written to each borrowed item in Alma, over its REST interface.
    pub writes_item_note: bool,
    /// How that note begins.
    pub item_note: String,
}

impl Section for Borrowing {
    const NAME: &'static str = "borrowing";
}

impl Default for Borrowing {
    fn default() -> Self {
        Self {
            review_blocked_patrons: false,
            pickup_locations: Vec::new(),
            open_requests_per_patron: 25,
            offers_service_levels: false,
            free_text_pickup: false,
            writes_item_note: false,
            item_note: String::new(),
        }
    }
}

/// All sections of one library.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LibrarySettings {
    /// The code of the library, as it stands in addresses.
    pub code: String,
    /// Webhooks.
    pub webhooks: Webhooks,
    /// Host LMS integration.
    pub host_lms: HostLms,
    /// Local NCIP.
    pub local_ncip: LocalNcip,
    /// Z39.50.
    pub z3950: Z3950,
    /// Lending.
    pub lending: Lending,
    /// Borrowing.
    pub borrowing: Borrowing,
    /// Where the shelf is looked at beside Z39.50.
    pub availability: Availability,
    /// What is lent from where.
    pub locations: Locations,
    /// The places of the library system.
    pub known_places: KnownPlaces,
    /// What is answered without staff.
    pub auto_responder: AutoResponder,
    /// When the library works.
    pub calendar: Calendar,
    /// What patrons pay.
    pub fees: Fees,
    /// Who may ask.
    pub patrons: PatronRules,
}

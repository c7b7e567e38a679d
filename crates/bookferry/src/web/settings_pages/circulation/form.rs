//! The form of the proposal: filled in, and read back.

use super::Section;
use crate::alma::{AlmaConfiguration, AlmaLibrary, CodeName, PartnerWish, Proposal};
use crate::settings::{LocalNcip, Locations, PickupLocation};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::web::settings_pages::borrowing::{locations as read_pickup_locations, pickup_field};
use crate::web::settings_pages::section::FormSection;

/// Identifiers of users that messages can carry: Alma's code and the words on its form.
const IDENTIFIERS: [(&str, &str); 4] = [
    ("PRIMARY_ID", "Primary identifier"),
    ("BARCODE", "Barcode"),
    ("UNIV_ID", "University ID"),
    ("ANY", "Any identifier"),
];

/// What was confirmed.
pub(super) struct Sent {
    pub(super) local_ncip: LocalNcip,
    pub(super) pickup_locations: Vec<PickupLocation>,
    pub(super) locations: Locations,
    pub(super) partner: PartnerWish,
    /// Whether the partner record is to be made or corrected.
    pub(super) saves_partner: bool,
}

/// The proposal as fields.
pub(super) fn sections(proposal: &Proposal, configuration: &AlmaConfiguration) -> Vec<Section> {
    vec![
        Section {
            legend: "Local NCIP settings",
            about: "Where your Alma listens, and who we say we are.",
            fields: proposal.local_ncip.fields(),
        },
        Section {
            legend: "Where patrons collect",
            about: "The libraries that Alma has, apart from the resource sharing library. Take out those where nobody collects.",
            fields: vec![pickup_field(&proposal.pickup_locations)],
        },
        Section {
            legend: "What is lent from where",
            about: "Where the name of a place or policy sounds as if nothing is lent from it, “never” is proposed.",
            fields: proposal.locations.fields(),
        },
        Section {
            legend: "Partner record in Alma",
            about: "What stands for us in Alma: Fulfillment > Resource Sharing > Partners. Its Code is the NCIP app profile above.",
            fields: partner_fields(&proposal.partner, configuration),
        },
    ]
}

fn partner_fields(wish: &PartnerWish, configuration: &AlmaConfiguration) -> Vec<Field> {
    let sharing: Vec<&AlmaLibrary> = configuration.resource_sharing().collect();
    let owners = sharing.iter().map(|one| CodeName { code: one.code.clone(), name: one.name.clone() });
    let places: Vec<CodeName> = sharing.iter().flat_map(|library| library.locations.clone()).collect();
    let pickup = configuration.others().map(|one| CodeName { code: one.code.clone(), name: one.name.clone() });
    let desks: Vec<CodeName> = configuration.libraries.iter().flat_map(|library| library.desks.clone()).collect();
    let policies = &configuration.policies;
    vec![
        Field::switch("saves_partner", "Create the record in Alma, or correct the one with this Code", true),
        Field::line("partner_name", "Name").with_value(&wish.name).needed(),
        Field::choice("user_identifier_type", "User identifier type", IDENTIFIERS)
            .with_hint("The identifier that the accounts of your patrons here have.")
            .with_value(&wish.user_identifier_type)
            .needed(),
        choice("owner", "Default library owner", owners, &wish.owner).needed(),
        choice("lending_location", "Request Item and Check-Out Item: Default location", places.clone(), &wish.lending_location)
            .with_hint("Where items stand that are with other libraries.")
            .needed(),
        choice("lending_policy", "Check-Out Item: Default item policy", policies.clone(), &wish.lending_policy),
        choice("borrowing_location", "Accept Item: Default location", places, &wish.borrowing_location)
            .with_hint("Where items of other libraries stand while they are here.")
            .needed(),
        choice("borrowing_policy", "Accept Item: Default item policy", policies.clone(), &wish.borrowing_policy)
            .with_hint("It decides whether patrons may renew."),
        choice("pickup_library", "Accept Item: Default pickup library", pickup, &wish.pickup_library).needed(),
        choice("receive_desk", "Accept Item: Receive desk", desks, &wish.receive_desk)
            .with_hint("A desk of the library where patrons collect; else every item goes in transit.")
            .needed(),
        Field::line("borrowing_workflow", "Borrowing workflow")
            .with_hint("The code of a workflow profile, with the steps of a renewal. No interface lists them; as another partner has it.")
            .with_value(&wish.borrowing_workflow),
        Field::line("lending_workflow", "Lending workflow").with_value(&wish.lending_workflow),
    ]
}

/// A choice among codes; one that is empty stands for none.
fn choice(name: &'static str, label: &str, all: impl IntoIterator<Item = CodeName>, value: &str) -> Field {
    let mut options: Vec<(String, String)> =
        all.into_iter().map(|one| (one.code.clone(), format!("{} ({})", one.name, one.code))).collect();
    if value.is_empty() {
        options.insert(0, (String::new(), "none".to_owned()));
    }
    Field::choice(name, label, options).with_value(value)
}

impl Sent {
    pub(super) fn read(form: &Fields, broker_url: &str) -> Result<Self, FieldErrors> {
        let local_ncip = LocalNcip::read(form)?;
        let pickup_locations =
            read_pickup_locations(form).map_err(|words| FieldErrors::one("pickup_locations", words))?;
        let locations = Locations::read(form)?;
        let mut errors = FieldErrors::default();
        let saves_partner = form.is_ticked("saves_partner");
        if local_ncip.app_profile.is_empty() {
            errors.add("app_profile", "Enter the Code of the partner in Alma.");
        }
        for name in
            ["partner_name", "owner", "lending_location", "borrowing_location", "pickup_library", "receive_desk"]
        {
            if saves_partner && form.text(name).is_empty() {
                errors.add(name, "The partner record needs it.");
            }
        }
        let text = |name| form.text(name).to_owned();
        let partner = PartnerWish {
            code: local_ncip.app_profile.clone(),
            name: text("partner_name"),
            user_identifier_type: text("user_identifier_type"),
            broker_ncip_url: broker_url.to_owned(),
            owner: text("owner"),
            lending_location: text("lending_location"),
            borrowing_location: text("borrowing_location"),
            lending_policy: text("lending_policy"),
            borrowing_policy: text("borrowing_policy"),
            pickup_library: text("pickup_library"),
            receive_desk: text("receive_desk"),
            borrowing_workflow: text("borrowing_workflow"),
            lending_workflow: text("lending_workflow"),
        };
        errors.or(Self { local_ncip, pickup_locations, locations, partner, saves_partner })
    }
}

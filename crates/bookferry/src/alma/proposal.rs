//! What we propose to set, from what Alma has and from what is set already. A person confirms it.

use super::configuration::{AlmaConfiguration, AlmaLibrary, CodeName};
use super::partner::{PartnerRecord, PartnerWish};
use crate::settings::{LibrarySettings, LocalNcip, Locations, PickupLocation, PlaceRule, PolicyRule};

/// The Code of a partner that is made new.
const CODE: &str = "BOOKFERRY";
/// In names of places and policies: what is there is not lent to other libraries.
const NOT_LENT: &[&str] = &[
    "reserve",
    "reference",
    "special collection",
    "archive",
    "rare",
    "use only",
    "non-circ",
    "no loan",
    "not for loan",
    "hour",
];
/// In names of item policies: those for interlibrary loan.
const FOR_SHARING: &[&str] = &["resource sharing", "interlibrary"];

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Where Alma listens, and who we say we are.
    pub local_ncip: LocalNcip,
    /// Where patrons collect.
    pub pickup_locations: Vec<PickupLocation>,
    /// What is lent from where.
    pub locations: Locations,
    /// The partner record.
    pub partner: PartnerWish,
}

/// Makes a proposal. `addresses` are addresses of this Alma that are set already, such as that of the harvest: they tell its host.
#[must_use]
pub fn propose(
    settings: &LibrarySettings,
    configuration: &AlmaConfiguration,
    addresses: &[String],
    broker_url: &str,
) -> Proposal {
    let record = our_partner(settings, configuration, broker_url);
    let code = record.map_or_else(
        || Some(settings.local_ncip.app_profile.clone()).filter(|code| !code.is_empty()).unwrap_or(CODE.to_owned()),
        PartnerRecord::code,
    );
    Proposal {
        local_ncip: local_ncip(settings, configuration, addresses, &code),
        pickup_locations: pickup_locations(settings, configuration),
        locations: locations(settings, configuration),
        partner: wish(record, configuration, &code, broker_url),
    }
}

/// The record that the settings name, else the one that calls us, else the only one for NCIP.
fn our_partner<'a>(
    settings: &LibrarySettings,
    configuration: &'a AlmaConfiguration,
    broker_url: &str,
) -> Option<&'a PartnerRecord> {
    let partners = &configuration.partners;
    let calls_us = |partner: &&PartnerRecord| partner.parameter("broker_ncip_url").as_deref() == Some(broker_url);
    let code = &settings.local_ncip.app_profile;
    if !code.is_empty() {
        return partners.iter().find(|partner| partner.code().eq_ignore_ascii_case(code));
    }
    partners.iter().find(calls_us).or_else(|| {
        let mut ncip = partners.iter().filter(|partner| partner.profile_type() == "NCIP");
        ncip.next().filter(|_| ncip.next().is_none())
    })
}

fn local_ncip(
    settings: &LibrarySettings,
    configuration: &AlmaConfiguration,
    addresses: &[String],
    code: &str,
) -> LocalNcip {
    let known = &settings.local_ncip;
    let or = |known: &str, proposed: String| if known.is_empty() { proposed } else { known.to_owned() };
    let host = addresses.iter().find_map(|address| address.split_once("/view/").map(|(host, _)| host.to_owned()));
    let server = host.map(|host| format!("{host}/view/NCIPServlet")).unwrap_or_default();
    let from_agency = or(&known.from_agency, configuration.institution.clone());
    LocalNcip {
        server_address: or(&known.server_address, server),
        app_profile: code.to_owned(),
        to_agency: or(&known.to_agency, from_agency.clone()),
        from_agency,
    }
}

/// Those that are set and exist; where there are none, every library but the resource sharing library.
fn pickup_locations(settings: &LibrarySettings, configuration: &AlmaConfiguration) -> Vec<PickupLocation> {
    let known = settings.borrowing.pickup_locations.iter();
    let known: Vec<PickupLocation> =
        known.filter(|place| configuration.library(&place.code).is_some()).cloned().collect();
    if !known.is_empty() {
        return known;
    }
    let place = |library: &AlmaLibrary| PickupLocation { code: library.code.clone(), name: library.name.clone() };
    configuration.others().map(place).collect()
}

/// The rules that are set, and one for each place and policy that has none.
fn locations(settings: &LibrarySettings, configuration: &AlmaConfiguration) -> Locations {
    let mut rules = settings.locations.clone();
    for library in &configuration.libraries {
        let preference = if library.is_resource_sharing { -1 } else { 0 };
        let rule = PlaceRule { library: String::new(), place: library.code.clone(), preference: Some(preference) };
        add_place(&mut rules.libraries, rule, &library.name);
    }
    for library in configuration.others() {
        for location in &library.locations {
            let preference = if is_one_of(&location.name, NOT_LENT) { -1 } else { 0 };
            let place = location.code.clone();
            let rule = PlaceRule { library: library.code.clone(), place, preference: Some(preference) };
            add_place(&mut rules.shelving, rule, &location.name);
        }
    }
    for policy in &configuration.policies {
        let is_lent = !is_one_of(&policy.name, NOT_LENT);
        // A catalogue shows the code or the name of a policy, and no list tells which code has which name.
        for text in [&policy.code, &policy.name] {
            match rules.policies.iter_mut().find(|rule| rule.policy == *text) {
                Some(rule) => rule.is_lent = rule.is_lent.or(Some(is_lent)),
                None => rules.policies.push(PolicyRule { policy: text.clone(), is_lent: Some(is_lent) }),
            }
        }
    }
    rules
}

/// A rule that somebody decided stays; one that is undecided is decided.
fn add_place(rules: &mut Vec<PlaceRule>, proposed: PlaceRule, name: &str) {
    let is_same = |rule: &PlaceRule| {
        (rule.library.is_empty() || rule.library == proposed.library)
            && (rule.place == proposed.place || rule.place == name)
    };
    match rules.iter_mut().find(|rule| is_same(rule)) {
        Some(rule) => rule.preference = rule.preference.or(proposed.preference),
        None => rules.push(proposed),
    }
}

fn wish(
    record: Option<&PartnerRecord>,
    configuration: &AlmaConfiguration,
    code: &str,
    broker_url: &str,
) -> PartnerWish {
    let parameter = |name: &str| record.and_then(|record| record.parameter(name)).unwrap_or_default();
    let sharing: Vec<&AlmaLibrary> = configuration.resource_sharing().collect();
    let owner = sharing.iter().find(|library| library.code == parameter("default_library_owner"));
    let owner = owner.or(sharing.first());
    let location = |name: &str, word: &str| {
        let there = owner.map(|owner| owner.locations.as_slice()).unwrap_or_default();
        chosen(there, &parameter(name), |one| one.name.to_lowercase().contains(word))
    };
    let policy = |name: &str| chosen(&configuration.policies, &parameter(name), is_for_sharing);
    let others: Vec<&AlmaLibrary> = configuration.others().collect();
    let pickup = others.iter().find(|library| library.code == parameter("default_pickup_library"));
    let pickup = pickup.or(others.first());
    let desks = pickup.map(|library| library.desks.as_slice()).unwrap_or_default();
    let workflow = |name: &str| {
        let own = record.map(|record| record.general(name)).filter(|code| !code.is_empty());
        let of_others =
            configuration.partners.iter().map(|partner| partner.general(name)).find(|code| !code.is_empty());
        own.or(of_others).unwrap_or_default()
    };
    let name = record.map(|record| record.general("name")).unwrap_or_default();
    let identifier = parameter("user_identifier_type");
    PartnerWish {
        code: code.to_owned(),
        name: if name.is_empty() { "Bookferry".to_owned() } else { name },
        user_identifier_type: if identifier.is_empty() { "PRIMARY_ID".to_owned() } else { identifier },
        broker_ncip_url: broker_url.to_owned(),
        owner: owner.map(|owner| owner.code.clone()).unwrap_or_default(),
        lending_location: location("check_out_item_location", "lending"),
        borrowing_location: location("accept_item_location", "borrowing"),
        lending_policy: policy("check_out_item_policy"),
        borrowing_policy: policy("accept_item_policy"),
        pickup_library: pickup.map(|library| library.code.clone()).unwrap_or_default(),
        receive_desk: chosen(desks, &parameter("receive_desk"), |_| true),
        borrowing_workflow: workflow("borrowing_workflow"),
        lending_workflow: workflow("lending_workflow"),
    }
}

/// The code that is set if it exists, else the first that fits.
fn chosen(all: &[CodeName], known: &str, fits: impl Fn(&CodeName) -> bool) -> String {
    let known = all.iter().find(|one| one.code == known);
    known.or_else(|| all.iter().find(|one| fits(one))).map(|one| one.code.clone()).unwrap_or_default()
}

fn is_one_of(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words.iter().any(|word| name.contains(word))
}

fn is_for_sharing(policy: &CodeName) -> bool {
    policy.code.eq_ignore_ascii_case("ILL") || is_one_of(&policy.name, FOR_SHARING)
}

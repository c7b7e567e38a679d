//! The settings of a library, section by section, for its administrators.

mod auto_responder;
mod availability;
mod borrowing;
mod branches;
mod calendar;
mod circulation;
mod doctor;
mod fees;
mod harvest;
mod host_lms;
mod lending;
mod local_ncip;
mod locations;
mod mapping;
mod message_log;
mod patrons;
pub mod section;
mod switches;
mod webhooks;
mod z3950;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use super::desk::forms::page;
use super::error::PageError;
use super::layout::Layout;
use super::visitor::Administrator;
use crate::platform::Platform;
use crate::settings::{
    AutoResponder, Availability, Borrowing, Calendar, FeeWay, Fees, HostLms, Lending, LibrarySettings, LocalNcip,
    Locations, MessageLog, PatronRules, Way, Webhooks, Z3950,
};
pub use harvest::SourceView;
use section::section_routes;

/// The settings pages.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/settings", get(overview))
        .merge(section_routes::<HostLms>())
        .merge(section_routes::<LocalNcip>())
        .merge(section_routes::<Z3950>())
        .merge(section_routes::<Lending>())
        .merge(section_routes::<Borrowing>())
        .merge(section_routes::<Availability>())
        .merge(section_routes::<Locations>())
        .merge(section_routes::<AutoResponder>())
        .merge(section_routes::<Calendar>())
        .merge(section_routes::<Webhooks>())
        .merge(section_routes::<MessageLog>())
        .merge(section_routes::<PatronRules>())
        .merge(section_routes::<Fees>())
        .merge(branches::routes())
        .merge(circulation::routes())
        .merge(doctor::routes())
        .merge(locations::routes())
        .merge(harvest::routes())
        .merge(mapping::routes())
        .merge(switches::routes())
}

#[derive(Template)]
#[template(path = "settings/overview.html")]
struct Overview {
    layout: Layout,
    symbol: String,
    entries: Vec<Entry>,
}

/// One section in the overview.
struct Entry {
    href: &'static str,
    title: &'static str,
    about: &'static str,
    now: String,
    is_missing: bool,
}

async fn overview(administrator: Administrator, State(platform): State<Platform>) -> Result<Response, PageError> {
    let library = administrator.library_id();
    let settings = platform.settings(library).await?;
    let sources = platform.store().sources().of_library(library).await?;
    let records: i64 = sources.iter().map(|source| source.record_count).sum();
    let mut entries = entries(&settings);
    entries.push(Entry {
        href: "/settings/harvest",
        title: "Harvest",
        about: "Where the records of this library come from.",
        now: if sources.is_empty() { "no source".to_owned() } else { format!("{records} records") },
        is_missing: sources.is_empty(),
    });
    let branches = platform.store().libraries().branches(library).await?;
    entries.push(Entry {
        href: "/settings/branches",
        title: "Branches",
        about: "The libraries within your institution, and what people call them.",
        now: format!("{} of {} have a name", branches.iter().filter(|one| one.name.is_some()).count(), branches.len()),
        is_missing: false,
    });
    entries.push(Entry {
        href: "/settings/doctor",
        title: "Diagnosis",
        about: "Try every connection, and see what to change where one does not work.",
        now: String::new(),
        is_missing: false,
    });
    let log: MessageLog = platform.section(library).await?;
    entries.push(Entry {
        href: "/settings/message-log",
        title: "Message log",
        about: "How long messages and their answers are kept.",
        now: format!("{} days", log.keep_days),
        is_missing: false,
    });
    let template = Overview {
        layout: Layout::new(&administrator.visitor, "/settings"),
        symbol: administrator.library.symbol.clone(),
        entries,
    };
    page(StatusCode::OK, &template)
}

fn entries(settings: &LibrarySettings) -> Vec<Entry> {
    let needs_ncip = settings.host_lms.host_lms != "None";
    let has_key = settings.has_way(Way::Rest);
    let or_not_set = |text: &str| if text.is_empty() { "not set".to_owned() } else { text.to_owned() };
    vec![
        Entry {
            href: "/settings/circulation",
            title: "Set up circulation",
            about: "Read what Alma has, check it, and have settings and the partner record proposed.",
            now: if has_key { "with a key of Alma's REST interface" } else { "by hand, without a key" }.to_owned(),
            is_missing: false,
        },
        Entry {
            href: "/settings/host-lms",
            title: "Host LMS integration",
            about: "Which library system you have, and which of its services are used.",
            now: settings.host_lms.host_lms.clone(),
            is_missing: false,
        },
        Entry {
            href: "/settings/local-ncip",
            title: "Local NCIP settings",
            about: "Where your library system listens, and who we say we are.",
            now: or_not_set(&settings.local_ncip.server_address),
            is_missing: needs_ncip && settings.local_ncip.server_address.is_empty(),
        },
        Entry {
            href: "/settings/circulation-switches",
            title: "Circulation integration",
            about: "Temporary items, fees, check out and check in: on or off, by the names of Tipasa’s page.",
            now: String::new(),
            is_missing: false,
        },
        Entry {
            href: "/settings/webhooks",
            title: "Webhooks",
            about: "Alma tells when a patron takes a borrowed item and brings it back.",
            now: if settings.webhooks.is_on { "on".to_owned() } else { "off".to_owned() },
            is_missing: false,
        },
        Entry {
            href: "/settings/z3950",
            title: "Z39.50 settings",
            about: "Where we look whether an item is on your shelf.",
            now: or_not_set(&settings.z3950.server_address),
            is_missing: settings.z3950.server_address.is_empty(),
        },
        Entry {
            href: "/settings/availability",
            title: "Availability",
            about: "Other ways to look at your shelf, and which is asked first.",
            now: other_ways(&settings.availability),
            is_missing: false,
        },
        Entry {
            href: "/settings/locations",
            title: "Locations, shelving locations, item policies",
            about: "From where you lend first, from where never, and which items.",
            now: format!("new, to be decided: {}", settings.locations.undecided()),
            is_missing: settings.locations.undecided() > 0,
        },
        Entry {
            href: "/settings/auto-responder",
            title: "Auto-responder",
            about: "What is answered without staff, and how much of it.",
            now: settings.auto_responder.loans.label().to_owned(),
            is_missing: false,
        },
        Entry {
            href: "/settings/calendar",
            title: "Calendar",
            about: "Your time zone, on which days you work, and when you lend nothing.",
            now: calendar_now(&settings.calendar),
            is_missing: false,
        },
        Entry {
            href: "/settings/lending",
            title: "Lending",
            about: "How long items stay away, and what never leaves.",
            now: format!("{} days", settings.lending.loan_days),
            is_missing: false,
        },
        Entry {
            href: "/settings/borrowing",
            title: "Borrowing",
            about: "Where your patrons collect, and how much they may ask for.",
            now: format!("pickup locations: {}", settings.borrowing.pickup_locations.len()),
            is_missing: settings.borrowing.pickup_locations.is_empty(),
        },
        Entry {
            href: "/settings/patrons",
            title: "Patrons",
            about: "Which groups of patrons may ask, and whether an expired account may.",
            now: match settings.patrons.undecided() {
                0 => format!("{} groups", settings.patrons.groups.len()),
                new => format!("{} groups, {new} of them not decided", settings.patrons.groups.len()),
            },
            is_missing: false,
        },
        Entry {
            href: "/settings/fees",
            title: "Fees",
            about: "What patrons pay for what comes from another library.",
            now: if settings.fees.way == FeeWay::Off { "off".to_owned() } else { "on".to_owned() },
            is_missing: false,
        },
    ]
}

fn calendar_now(calendar: &Calendar) -> String {
    let open = calendar.open.iter().filter(|is_open| **is_open).count();
    match calendar.not_lending.len() {
        0 => format!("open on {open} days a week"),
        periods => format!("open on {open} days a week; lending suspended in {periods} periods"),
    }
}

fn other_ways(availability: &Availability) -> String {
    match (availability.rest_address.is_empty(), availability.sru_address.is_empty()) {
        (true, true) => "Z39.50 only",
        (false, true) => "Z39.50 and Alma's REST interface",
        (true, false) => "Z39.50 and SRU",
        (false, false) => "Z39.50, SRU and Alma's REST interface",
    }
    .to_owned()
}

//! Faulty states by name, each for a question that libraries ask those who support them: `unknown-partner`, `oai-unauthorized`,
//! `sru-off`. A state is a wrong setting where Alma has a setting for it, and a rule ([`crate::Rule`]) where it has none.
//!
//! The numbers of questions are those of the table in `docs/reference/simulator.md`.

use crate::Alma;
use crate::configuration::{Change, IntegrationChange, LibraryChange, PartnerChange};
use crate::desk::Action;
use crate::fault::Rule;
use crate::journal::Act;
use crate::setup::Setup;
use crate::state::publishing::{Element, Enrichments, PublishingProfile, Schedule};
use crate::state::{Library, Partner, State};

/// A faulty state.
#[derive(Debug, Clone, Copy)]
pub struct Trouble {
    /// Its name.
    pub name: &'static str,
    /// The number of the question.
    pub question: u8,
    /// Where it is met: `NCIP`, `OAI-PMH`, `Z39.50`, `SRU`, `REST` or `ISO 18626`.
    pub protocol: &'static str,
    /// What is wrong.
    pub words: &'static str,
    /// Rules that come into force.
    rules: &'static [&'static str],
    /// Settings that change.
    settings: fn(&State) -> Vec<Act>,
}

const fn by_rule(
    question: u8,
    protocol: &'static str,
    name: &'static str,
    words: &'static str,
    rules: &'static [&'static str],
) -> Trouble {
    Trouble { name, question, protocol, words, rules, settings: |_| Vec::new() }
}

const fn by_setting(
    question: u8,
    protocol: &'static str,
    name: &'static str,
    words: &'static str,
    settings: fn(&State) -> Vec<Act>,
) -> Trouble {
    Trouble { name, question, protocol, words, rules: &[], settings }
}

/// All of them, by question.
pub const TROUBLES: &[Trouble] = &[
    by_setting(1, "NCIP", "partner-inactive", "every partner is inactive: Unknown partner", |state| {
        on_partners(state, |code| Action::PartnerStatus { code, active: false })
    }),
    by_setting(1, "NCIP", "partner-of-another-type", "every partner has the profile type ISO 18626", |state| {
        field(state, "profile_type", "ISO_18626")
    }),
    by_setting(1, "NCIP", "partner-code-in-other-letters", "the codes of partners have small letters", |state| {
        state.partners.values().map(in_small_letters).collect()
    }),
    by_setting(2, "NCIP", "authentication-required", "Lookup User requires authentication", |state| {
        field(state, "authentication_required", "true")
    }),
    by_setting(3, "NCIP", "users-by-barcode", "the User identifier type of partners is Barcode", |state| {
        field(state, "user_identifier_type", "BARCODE")
    }),
    by_setting(3, "NCIP", "users-inactive", "every user is inactive", |state| {
        let users = state.users.keys().cloned();
        users.map(|user| Act::Desk(Action::UserStatus { user, active: false })).collect()
    }),
    by_rule(4, "NCIP", "ncip-html", "a web page in place of an answer", &["ncip:html"]),
    by_rule(4, "NCIP", "ncip-empty", "nothing in place of an answer", &["ncip:empty-body"]),
    Trouble {
        name: "pickup-ignored",
        question: 5,
        protocol: "NCIP",
        words: "AcceptItem ignores the pickup library; items go to the resource sharing library",
        rules: &["accept-item:pickup-ignored"],
        settings: |state| field(state, "default_pickup_library", crate::state::RESOURCE_SHARING),
    },
    by_setting(6, "NCIP", "always-in-transit", "the receive desk is that of the resource sharing library", |state| {
        field(state, "receive_desk", &crate::state::desk_of(crate::state::RESOURCE_SHARING))
    }),
    by_rule(
        8,
        "NCIP",
        "barcode-exists",
        "AcceptItem says that the barcode exists already",
        &["accept-item:problem=Item Barcode Already Exist"],
    ),
    by_rule(
        9,
        "NCIP",
        "user-ineligible",
        "AcceptItem says that the user may not borrow: no loan rule, no open hours",
        &["accept-item:problem=User is ineligible to borrow"],
    ),
    by_setting(9, "NCIP", "no-opening-hours", "the resource sharing library has no opening hours", |state| {
        let sharing = state.places.libraries.iter().filter(|library| library.is_resource_sharing);
        sharing.map(without_hours).collect()
    }),
    by_setting(10, "NCIP", "no-renewal-steps", "the borrowing workflow of partners has no renewal steps", |state| {
        field(state, "borrowing_workflow", crate::state::BORROWING_WORKFLOWS[1].0)
    }),
    by_setting(11, "NCIP", "closed-too-early", "staff have closed every borrowing request that is open now", |state| {
        let open = state.borrowing.values().filter(|request| !request.status.is_final());
        open.map(|request| Act::Desk(Action::CloseBorrowing { request: request.external_id.clone() })).collect()
    }),
    by_rule(
        12,
        "NCIP",
        "check-out-unknown-item",
        "CheckOutItem does not know the barcode",
        &["check-out-item:problem=Unknown Item"],
    ),
    by_rule(
        13,
        "NCIP",
        "no-change-in-due-date",
        "CheckOutItem says that the item has left with this date already",
        &["check-out-item:problem=Apply to circulation desk - Loan cannot be renewed (no change in due date)"],
    ),
    by_setting(16, "OAI-PMH", "oai-unauthorized", "another address than the harvester's is in the list", |_| {
        vec![Act::Desk(Action::OaiAddresses { addresses: "192.0.2.1".to_owned() })]
    }),
    by_setting(17, "OAI-PMH", "oai-no-sets", "there is no publishing profile", |state| {
        let profiles = state.publishing.profiles.iter();
        profiles.map(|profile| Act::Configuration(Change::DeleteProfile { number: profile.number })).collect()
    }),
    by_rule(17, "OAI-PMH", "oai-no-profile", "no profile fits the set and the prefix", &["oai:no-profile"]),
    by_setting(18, "OAI-PMH", "oai-without-items", "the data enrichment of profiles is empty", without_enrichment),
    by_setting(
        19,
        "OAI-PMH",
        "oai-permanent-location-only",
        "items are published without their current location",
        |state| {
            enriched(state, |enrichments| {
                let rows = enrichments.items.iter_mut().map(|items| &mut items.rows);
                rows.for_each(|rows| rows.retain(|row| !CURRENT.contains(&row.element)));
            })
        },
    ),
    by_setting(20, "OAI-PMH", "oai-not-scheduled", "no publishing profile runs by itself", not_scheduled),
    by_rule(20, "OAI-PMH", "oai-dates-ahead", "datestamps are 30 days ahead", &["oai:future-datestamps=30"]),
    by_rule(21, "Z39.50", "z3950-refused", "a connection ends before anything was said", &["z3950:refuses"]),
    by_setting(21, "Z39.50", "z3950-off", "there is no integration profile of the Z39.50 server", |state| {
        let delete = || Act::Configuration(Change::Integration(IntegrationChange::DeleteZ3950));
        state.z3950.iter().map(|_| delete()).collect()
    }),
    by_rule(21, "Z39.50", "z3950-wrong-database", "there is no database of any name", &["z3950:wrong-database"]),
    by_setting(23, "SRU", "sru-off", "there is no integration profile of the SRU server", |state| {
        let delete = || Act::Configuration(Change::Integration(IntegrationChange::DeleteSru));
        state.sru.iter().map(|_| delete()).collect()
    }),
    by_rule(23, "SRU", "sru-without-availability", "records without AVA and AVE", &["sru:no-availability"]),
    by_rule(31, "REST", "rest-rate-limit", "too many calls in this second", &["rest:rate-limit"]),
    by_rule(31, "REST", "rest-daily-quota", "the calls of this day are used up", &["rest:daily-quota"]),
    by_rule(
        32,
        "NCIP",
        "agency-unknown",
        "the agency of messages is not the institution",
        &["ncip:problem=Unknown Agency"],
    ),
    by_rule(33, "NCIP", "ncip-wrong-charset", "the header of answers names ISO-8859-1", &["ncip:wrong-charset"]),
    by_rule(33, "NCIP", "service-not-known", "messages cannot be read", &["ncip:problem=Service is not known"]),
    by_rule(
        34,
        "NCIP",
        "due-date-off",
        "times without a zone are read five hours west of UTC, so that a due date is one day off",
        &["ncip:library-time=-5"],
    ),
    by_rule(35, "ISO 18626", "iso18626-unreachable", "status 503 to every message", &["iso18626:http-503"]),
    by_rule(35, "ISO 18626", "iso18626-web-page", "a web page in place of a receipt", &["iso18626:html"]),
    by_rule(
        35,
        "ISO 18626",
        "iso18626-symbol-unknown",
        "receipts say that no library has the symbol",
        &["iso18626:problem=UnrecognisedDataValue: requestingAgencyId: no partner with this symbol"],
    ),
    by_rule(
        35,
        "ISO 18626",
        "iso18626-old-edition",
        "receipts say that messages do not fit the schema of edition 1.1",
        &["iso18626:problem=BadlyFormedMessage: not valid against ISO-18626-v1_1.xsd"],
    ),
    by_rule(
        36,
        "ISO 18626",
        "iso18626-notes-only",
        "receipts say that conditions are taken in a note of a Notification only",
        &["iso18626:problem=UnsupportedReasonForMessageType: use Notification"],
    ),
];

impl Trouble {
    /// The state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TROUBLES.iter().find(|trouble| trouble.name == name)
    }

    fn rules(&self) -> impl Iterator<Item = Rule> {
        // A test reads every one of them.
        self.rules.iter().filter_map(|text| text.parse().ok())
    }
}

impl Setup {
    /// Puts it into a faulty state.
    #[must_use]
    pub fn with_trouble(mut self, trouble: &Trouble) -> Self {
        self.faults.extend(trouble.rules());
        let (settings, now) = ((trouble.settings)(&self.state), self.founded);
        for act in settings {
            match act {
                Act::Desk(action) => drop(action.perform(&mut self.state, now)),
                Act::Configuration(change) => drop(change.perform(&mut self.state, now)),
                Act::Founding { .. } | Act::Ncip { .. } => {}
            }
        }
        self
    }
}

impl Alma {
    /// Puts it into a faulty state. Rules are forgotten when it stops; settings are in the journal and stay until somebody sets them
    /// right.
    pub fn trouble(&mut self, trouble: &Trouble, now: i64) {
        let mut rules = self.faults().to_vec();
        rules.extend(trouble.rules());
        self.set_faults(rules);
        for act in (trouble.settings)(&self.state) {
            // Refused where there is nothing to be set wrong.
            match act {
                Act::Desk(action) => drop(self.act(action, now)),
                Act::Configuration(change) => drop(self.configure(change, now)),
                Act::Founding { .. } | Act::Ncip { .. } => {}
            }
        }
    }
}

fn on_partners(state: &State, act: impl Fn(String) -> Action) -> Vec<Act> {
    state.partners.keys().map(|code| Act::Desk(act(code.clone()))).collect()
}

fn field(state: &State, field: &str, value: &str) -> Vec<Act> {
    on_partners(state, |code| Action::PartnerField { code, field: field.to_owned(), value: value.to_owned() })
}

fn without_hours(library: &Library) -> Act {
    Act::Configuration(Change::Library(LibraryChange {
        code: library.code.clone(),
        name: library.name.clone(),
        is_resource_sharing: library.is_resource_sharing,
        has_hours: false,
    }))
}

fn in_small_letters(partner: &Partner) -> Act {
    let renamed = Partner { code: partner.code.to_lowercase(), ..partner.clone() };
    let change = PartnerChange::Save { known: Some(partner.code.clone()), partner: Box::new(renamed) };
    Act::Configuration(Change::Partner(change))
}

/// What says where an item is for the time being.
const CURRENT: [Element; 5] = [
    Element::CurrentLibrary,
    Element::CurrentLocation,
    Element::TemporaryLibrary,
    Element::TemporaryLocation,
    Element::InTemporaryLocation,
];

fn without_enrichment(state: &State) -> Vec<Act> {
    enriched(state, |enrichments| *enrichments = Enrichments::default())
}

/// Changes the data enrichment of every profile, and republishes.
fn enriched(state: &State, change: impl Fn(&mut Enrichments)) -> Vec<Act> {
    let acts = |profile: &PublishingProfile| {
        let (number, mut enrichments) = (profile.number, profile.enrichments.clone());
        change(&mut enrichments);
        [Change::SaveEnrichment { number, enrichments }, Change::Republish { number }].map(Act::Configuration)
    };
    state.publishing.profiles.iter().flat_map(acts).collect()
}

fn not_scheduled(state: &State) -> Vec<Act> {
    let change = |profile: &PublishingProfile| {
        let mut details = profile.details.clone();
        (details.schedule, details.run_at_once) = (Schedule::NotScheduled, false);
        Act::Configuration(Change::SaveProfile { number: Some(profile.number), details })
    };
    state.publishing.profiles.iter().map(change).collect()
}

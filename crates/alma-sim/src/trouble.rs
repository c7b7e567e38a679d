//! Faulty states by name, each for a question that libraries ask those who support them: `unknown-partner`, `oai-unauthorized`,
//! `sru-off`. A state is a wrong setting where Alma has a setting for it, and a rule ([`crate::Rule`]) where it has none.
//!
//! The numbers of questions are those of the table in `docs/reference/simulator.md`.

use crate::Alma;
use crate::configuration::{Change, IntegrationChange, PartnerChange};
use crate::desk::Action;
use crate::fault::Rule;
use crate::journal::Act;
use crate::setup::Setup;
use crate::state::publishing::{Enrichments, Schedule};
use crate::state::{Partner, State};

/// A faulty state.
#[derive(Debug, Clone, Copy)]
pub struct Trouble {
    /// Its name.
    pub name: &'static str,
    /// The number of the question.
    pub question: u8,
    /// Where it is met: `NCIP`, `OAI-PMH`, `Z39.50`, `SRU` or `REST`.
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
    by_setting(10, "NCIP", "no-renewal-steps", "the borrowing workflow of partners has no renewal steps", |state| {
        field(state, "borrowing_workflow", crate::state::BORROWING_WORKFLOWS[1].0)
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
    by_setting(20, "OAI-PMH", "oai-not-scheduled", "no publishing profile runs by itself", not_scheduled),
    by_rule(20, "OAI-PMH", "oai-dates-ahead", "datestamps are 30 days ahead", &["oai:future-datestamps=30"]),
    by_rule(21, "Z39.50", "z3950-refused", "a connection ends before anything was said", &["z3950:refuses"]),
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

fn in_small_letters(partner: &Partner) -> Act {
    let renamed = Partner { code: partner.code.to_lowercase(), ..partner.clone() };
    let change = PartnerChange::Save { known: Some(partner.code.clone()), partner: Box::new(renamed) };
    Act::Configuration(Change::Partner(change))
}

fn without_enrichment(state: &State) -> Vec<Act> {
    let numbers = state.publishing.profiles.iter().map(|profile| profile.number);
    let acts = |number| {
        let empty = Change::SaveEnrichment { number, enrichments: Enrichments::default() };
        [empty, Change::Republish { number }].map(Act::Configuration)
    };
    numbers.flat_map(acts).collect()
}

fn not_scheduled(state: &State) -> Vec<Act> {
    let change = |profile: &crate::state::publishing::PublishingProfile| {
        let mut details = profile.details.clone();
        (details.schedule, details.run_at_once) = (Schedule::NotScheduled, false);
        Act::Configuration(Change::SaveProfile { number: Some(profile.number), details })
    };
    state.publishing.profiles.iter().map(change).collect()
}

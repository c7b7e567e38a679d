//! The pages under `/alma`: OAI-PMH, SRU and keys are configured there as in Alma, page by page and with Alma's labels, so that a systems
//! librarian can practise.

mod api_keys;
mod enrichment;
mod faults;
mod form;
mod harvester;
mod libraries;
mod partners;
mod profiles;
mod repository;
mod sets;
mod sru_server;
mod webhooks;
mod z3950_server;

use askama::Template;

use super::form::Fields;
use super::http::{HttpRequest, HttpResponse, servlet_page};
use super::layout::{Layout, rendered};
use crate::Alma;
use crate::configuration::{Change, FieldError};
use crate::moment::readable;
use crate::state::publishing::Job;
use form::{Form, Kind};

/// What these pages do otherwise than Alma. The page says it.
const DIFFERENCES: &[&str] = &[
    "Profiles can run after each change in the catalogue; in Alma they run at set hours or by hand.",
    "The two steps of a publishing profile are saved one by one, and so are the tabs of a partner; Alma saves them together.",
    "Step 1 offers MARC 21 and Dublin Core; Alma also publishes oai_qdc, mods, unimarc and kormarc.",
    "Of the data elements those are offered for which this catalogue has data.",
    "Sets are searched by four conditions; Alma searches by any index.",
    "Times are UTC; Alma's are those of the library.",
    "SRU gives MARCXML and Dublin Core and sorts nothing; Alma has more schemas, and sorts.",
    "SRU never shows suppressed records; Alma seems to show them, unless the query leaves them out.",
    "A library has opening hours or none, on one page; Alma has a calendar and many more settings for it.",
    "Keys of the REST interface are kept here; Alma's are on the site of the developer network.",
];

#[derive(Template)]
#[template(path = "alma/home.html")]
struct Home<'a> {
    layout: Layout<'a>,
    said: String,
    steps: Vec<HomeStep>,
    base_url: String,
    /// Addresses of those who ask whether something is on its shelf, with what is to be known of each.
    search_addresses: Vec<(&'static str, String, &'static str)>,
    sets: Vec<&'a str>,
    differences: &'static [&'static str],
}

struct HomeStep {
    address: &'static str,
    label: &'static str,
    menu: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "alma/form.html")]
struct FormPage<'a> {
    layout: Layout<'a>,
    menu: String,
    title: String,
    said: String,
    explanation: Vec<String>,
    form: Form,
    action: String,
    button: &'static str,
    back: &'static str,
    others: Vec<OtherAction>,
}

struct OtherAction {
    action: String,
    label: &'static str,
    danger: bool,
}

#[derive(Template)]
#[template(path = "alma/jobs.html")]
struct JobsPage<'a> {
    layout: Layout<'a>,
    jobs: Vec<&'a Job>,
}

impl Alma {
    /// Everything under `/alma`.
    pub(super) fn alma_page(&mut self, request: &HttpRequest, rest: &[&str], now: i64) -> HttpResponse {
        if request.is_post() {
            return self.alma_post(request, rest, now);
        }
        match rest {
            [] => rendered(&self.alma_home(request)),
            ["integration-profiles"] => self.integration_profiles(request),
            ["integration-profiles", "oai"] => self.repository_form(request, None),
            ["integration-profiles", "sru"] => self.sru_form(request, None),
            ["integration-profiles", "z3950"] => self.z3950_form(request, None),
            ["integration-profiles", "webhooks"] => self.webhooks_form(request, None),
            ["libraries"] => self.libraries_page(request),
            ["libraries", which] => self.library_form(request, which, None),
            ["api-keys"] => self.keys_page(request),
            ["api-keys", which] => self.key_form(request, which, None),
            ["partners"] => self.partners_page(request),
            ["partners", which] => self.partner_form(request, which, None),
            ["partners", which, "parameters"] => self.parameters_form(request, which, None),
            ["paging"] => self.paging_form(request, None),
            ["sets"] => self.sets_page(request),
            ["sets", which] => self.set_form(request, which, None),
            ["publishing-profiles"] => self.profiles_page(request),
            ["publishing-profiles", number, "enrichment"] => self.enrichment_form(request, number, None),
            ["publishing-profiles", number, "harvester"] => self.harvester_page(request, number),
            ["publishing-profiles", which] => self.details_form(request, which, None),
            ["jobs"] => {
                let jobs = self.state.publishing.jobs.iter().rev().collect();
                rendered(&JobsPage { layout: self.frame(request), jobs })
            }
            ["faults"] => self.faults_page(request, None),
            _ => servlet_page(404, "The simulator has no such page."),
        }
    }

    fn alma_post(&mut self, request: &HttpRequest, rest: &[&str], now: i64) -> HttpResponse {
        let number = |text: &str| text.parse::<u32>().unwrap_or(0);
        match rest {
            ["integration-profiles", "oai"] => self.save_repository(request, now),
            ["integration-profiles", "oai", "delete"] => {
                self.changed(request, Change::DeleteRepository, "/alma/integration-profiles", now)
            }
            ["integration-profiles", "sru"] => self.save_sru(request, now),
            ["integration-profiles", "sru", "delete"] => self.delete_sru(request, now),
            ["integration-profiles", "z3950"] => self.save_z3950(request, now),
            ["integration-profiles", "z3950", "delete"] => self.delete_z3950(request, now),
            ["libraries", which] => self.save_library(request, which, now),
            ["integration-profiles", "webhooks"] => self.save_webhooks(request, now),
            ["integration-profiles", "webhooks", "challenge"] => self.challenge_webhooks(request, now),
            ["integration-profiles", "webhooks", "delete"] => self.delete_webhooks(request, now),
            ["api-keys", "limits"] => self.save_daily_calls(request, now),
            ["api-keys", which] => self.save_key(request, which, now),
            ["api-keys", which, "delete"] => self.delete_key(request, which, now),
            ["partners", which] => self.save_partner(request, which, now),
            ["partners", which, "parameters"] => self.save_parameters(request, which, now),
            ["partners", which, "delete"] => self.delete_partner(request, which, now),
            ["paging"] => self.save_paging(request, now),
            ["sets", set, "delete"] => {
                self.changed(request, Change::DeleteSet { number: number(set) }, "/alma/sets", now)
            }
            ["sets", which] => self.save_set(request, which, now),
            ["publishing-profiles", profile, "enrichment"] => self.save_enrichment(request, profile, now),
            ["publishing-profiles", profile, action @ ("run" | "republish" | "delete")] => {
                let number = number(profile);
                let change = match *action {
                    "run" => Change::Run { number },
                    "republish" => Change::Republish { number },
                    _ => Change::DeleteProfile { number },
                };
                self.changed(request, change, "/alma/publishing-profiles", now)
            }
            ["publishing-profiles", which] => self.save_details(request, which, now),
            ["faults", "add"] => self.add_fault(request),
            ["faults", "trouble"] => self.make_trouble(request, now),
            ["faults", "clear"] => self.clear_faults(),
            _ => servlet_page(405, "HTTP method POST is not supported by this URL"),
        }
    }

    fn alma_home<'a>(&'a self, request: &'a HttpRequest) -> Home<'a> {
        let publishing = &self.state.publishing;
        let active = publishing.profiles.iter().filter(|profile| profile.details.active).count();
        let step = |address, label, menu, state| HomeStep { address, label, menu, state };
        let repository = match &publishing.repository {
            None => "There is none.",
            Some(repository) if !repository.active => "It is there, but not active.",
            Some(repository) if repository.open_to_all => "It is active and open to everybody.",
            Some(_) => "It is active, and open to the listed addresses.",
        };
        let steps = vec![
            step(
                "/alma/integration-profiles",
                "Set up the OAI integration and authorise IP addresses",
                "Configuration > General > External Systems > Integration Profiles",
                repository.to_owned(),
            ),
            step(
                "/alma/sets",
                "Create a set",
                "Admin > Manage Jobs and Sets > Manage Sets",
                format!("Sets: {}.", publishing.sets.len()),
            ),
            step(
                "/alma/publishing-profiles",
                "Create a publishing profile, and run it",
                "Resources > Publishing > Publishing Profiles",
                format!("Active profiles: {active}. Profiles that have run: {}.", publishing.published().count()),
            ),
        ];
        Home {
            layout: self.frame(request),
            said: request.fields().text("said"),
            steps,
            base_url: self.oai_address(request),
            search_addresses: self.search_addresses(request),
            sets: publishing.published().map(|profile| profile.published.set_spec.as_str()).collect(),
            differences: DIFFERENCES,
        }
    }

    fn search_addresses(&self, request: &HttpRequest) -> Vec<(&'static str, String, &'static str)> {
        let sru = match &self.state.sru {
            Some(server) if server.active && server.include_availability => "on, with availability",
            Some(server) if server.active => "on, without availability",
            _ => "off",
        };
        let keys = if self.state.rest.keys.is_empty() { "there are no keys" } else { "there are keys" };
        vec![("SRU", self.sru_address(request), sru), ("REST", self.rest_address(request), keys)]
    }

    fn frame<'a>(&'a self, request: &'a HttpRequest) -> Layout<'a> {
        Layout::of(self.state(), &request.path)
    }

    /// Makes a change that has no form of its own, and goes back to a page that says what came of it.
    fn changed(&mut self, request: &HttpRequest, change: Change, back: &str, now: i64) -> HttpResponse {
        let done = self.configure(change, now).map(|done| done.words);
        let done = done.map_err(|broken| broken.into_iter().map(|error| error.words).collect::<Vec<_>>().join(" "));
        told(request, done, back)
    }

    /// Makes the change of a form. `Err` carries the answer with the broken rules for a program, or the rules for the page.
    fn submitted(
        &mut self,
        request: &HttpRequest,
        change: Result<Change, Vec<FieldError>>,
        back: impl FnOnce(Option<u32>) -> String,
        now: i64,
    ) -> Result<HttpResponse, Vec<FieldError>> {
        let done = change.and_then(|change| self.configure(change, now));
        match done {
            Ok(done) => Ok(told(request, Ok(done.words), &back(done.number))),
            Err(broken) if is_program(request) => {
                let words: Vec<_> = broken.into_iter().map(|error| error.words).collect();
                Ok(told(request, Err(words.join(" ")), ""))
            }
            Err(broken) => Err(broken),
        }
    }
}

fn is_program(request: &HttpRequest) -> bool {
    let names_json = |header: &str| request.header(header).is_some_and(|value| value.contains("application/json"));
    names_json("content-type") || names_json("accept")
}

/// A person is led back to a page; a program is told in JSON, with status 409 for a refusal.
fn told(request: &HttpRequest, done: Result<String, String>, back: &str) -> HttpResponse {
    if is_program(request) {
        let (status, ok) = if done.is_ok() { (200, true) } else { (409, false) };
        let body = serde_json::json!({ "ok": ok, "message": done.unwrap_or_else(|refused| refused) });
        return HttpResponse::json(status, body.to_string());
    }
    let (name, words) = match done {
        Ok(words) => ("said", words),
        Err(words) => ("refused", words),
    };
    HttpResponse::see_other(&format!("{back}?{name}={}", oai_pmh::encode_component(&words)))
}

/// A form with errors has status 422, so that programs see it too.
fn form_page(page: &impl Template, has_errors: bool) -> HttpResponse {
    let mut response = rendered(page);
    if has_errors && response.status == 200 {
        response.status = 422;
    }
    response
}

/// What the form sent, or nothing on the first look.
fn sent(request: &HttpRequest) -> Option<Fields> {
    request.is_post().then(|| Fields::of_body(&request.body))
}

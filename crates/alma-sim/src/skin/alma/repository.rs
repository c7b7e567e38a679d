//! Configuration > General > External Systems > Integration Profiles; and the size of pages.

use askama::Template;

use super::form::{Field, Form, Section};
use super::{Change, FieldError, FormPage, HttpRequest, HttpResponse, Layout, OtherAction, form_page, rendered, sent};
use crate::Alma;
use crate::state::publishing::{AllowedAddress, NoAddress, OaiRepository};
use crate::state::{SruServer, WebhookProfile, Z3950Server};

pub(super) const MENU: &str = "Configuration > General > External Systems > Integration Profiles";
pub(super) const LIST: &str = "/alma/integration-profiles";

#[derive(Template)]
#[template(path = "alma/integration_profiles.html")]
struct IntegrationProfiles<'a> {
    layout: Layout<'a>,
    said: String,
    refused: String,
    rows: Vec<Row<'a>>,
    missing: Vec<Missing>,
}

/// A profile that is there.
struct Row<'a> {
    address: &'static str,
    code: &'a str,
    name: &'a str,
    kind: &'static str,
    active: bool,
    allows: String,
}

/// A profile that could be there.
struct Missing {
    address: &'static str,
    kind: &'static str,
    words: String,
}

const OAI: (&str, &str) = ("/alma/integration-profiles/oai", "OAI Repository Definition");
const SRU: (&str, &str) = ("/alma/integration-profiles/sru", "SRU Server");
const Z3950: (&str, &str) = ("/alma/integration-profiles/z3950", "Z39.50 Server");
const WEBHOOKS: (&str, &str) = ("/alma/integration-profiles/webhooks", "Webhooks");

impl Alma {
    pub(super) fn integration_profiles(&self, request: &HttpRequest) -> HttpResponse {
        let (repository, sru) = (self.state.publishing.repository.as_ref(), self.state.sru.as_ref());
        let missing = |(address, kind): (&'static str, &'static str), what_then: &str| Missing {
            address,
            kind,
            words: format!("There is none of the type {kind}. {what_then}"),
        };
        let refusal = oai_pmh::AlmaFault::NoRepository.text();
        let no_repository = repository.is_none().then(|| missing(OAI, &format!("A harvester is told: “{refusal}”.")));
        let no_sru = sru.is_none().then(|| missing(SRU, "SRU is off."));
        let z3950 = self.state.z3950.as_ref();
        let no_z3950 = z3950.is_none().then(|| missing(Z3950, "Nobody can search by Z39.50."));
        let webhooks = self.state.webhooks.as_ref();
        let no_webhooks =
            webhooks.is_none().then(|| missing(WEBHOOKS, "Nobody is told what happens to loans and requests."));
        let query = request.fields();
        rendered(&IntegrationProfiles {
            layout: self.frame(request),
            said: query.text("said"),
            refused: query.text("refused"),
            rows: [repository.map(repository_row), sru.map(sru_row), z3950.map(z3950_row), webhooks.map(webhooks_row)]
                .into_iter()
                .flatten()
                .collect(),
            missing: [no_repository, no_sru, no_z3950, no_webhooks].into_iter().flatten().collect(),
        })
    }

    pub(super) fn repository_form(&self, request: &HttpRequest, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let stored = self.state.publishing.repository.as_ref();
        let new =
            OaiRepository { code: String::new(), name: String::new(), open_to_all: false, ..OaiRepository::open() };
        let shown = stored.cloned().unwrap_or(new);
        let delete = OtherAction { action: format!("{LIST}/oai/delete"), label: "Delete", danger: true };
        let form = Form::new(sections(&shown, request), errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: "Integration Profile: OAI Repository Definition".to_owned(),
            said: String::new(),
            explanation: vec!["An institution has one profile of this type. Without it nobody can harvest.".to_owned()],
            form,
            action: format!("{LIST}/oai"),
            button: "Save",
            back: LIST,
            others: stored.map(|_| delete).into_iter().collect(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_repository(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let change = repository_of(request).map(|repository| Change::SaveRepository { repository });
        match self.submitted(request, change, |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.repository_form(request, Some(broken)),
        }
    }

    pub(super) fn paging_form(&self, request: &HttpRequest, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let (publishing, sent) = (&self.state.publishing, sent(request));
        let size = Field::text("page_size", "Records on a page", publishing.page_size.to_string());
        let empty = Field::check(
            "empty_token_at_end",
            "Empty resumption token on the last page",
            publishing.empty_token_at_end,
        );
        let fields = vec![
            size.hint("1 to 900. Captured pages of real Almas have 50 to 200.").or_sent(sent.as_ref()),
            empty.hint("Captured pages have none at all; the protocol asks for an empty one.").or_sent(sent.as_ref()),
        ];
        let form = Form::new(vec![Section::new("Lists over OAI-PMH", fields)], errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: "Not on a page of Alma: Ex Libris sets it for an institution".to_owned(),
            title: "Size of pages".to_owned(),
            said: String::new(),
            explanation: Vec::new(),
            form,
            action: "/alma/paging".to_owned(),
            button: "Save",
            back: "/alma",
            others: Vec::new(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_paging(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let fields = sent(request);
        let text = |name: &str| fields.as_ref().map(|fields| fields.text(name)).unwrap_or_default();
        // No number is none that fits, and the rule says which do.
        let page_size = text("page_size").parse().unwrap_or(0);
        let change = Change::SavePaging { page_size, empty_token_at_end: text("empty_token_at_end") == "true" };
        match self.submitted(request, Ok(change), |_| "/alma".to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.paging_form(request, Some(broken)),
        }
    }
}

fn repository_row(profile: &OaiRepository) -> Row<'_> {
    let allows = match profile.open_to_all {
        true => "everybody may harvest".to_owned(),
        false => format!("{} addresses may harvest", profile.addresses.len()),
    };
    let (address, kind) = OAI;
    Row { address, code: &profile.code, name: &profile.name, kind, active: profile.active, allows }
}

fn webhooks_row(profile: &WebhookProfile) -> Row<'_> {
    let (address, kind) = WEBHOOKS;
    let (code, name, active) = (&profile.details.code, &profile.details.name, profile.details.active);
    Row { address, code, name, kind, active, allows: format!("The listener: {}.", profile.challenge.words()) }
}

fn sru_row(profile: &SruServer) -> Row<'_> {
    let with = if profile.include_availability { "with" } else { "without" };
    let (address, kind) = SRU;
    let allows = format!("records {with} availability");
    Row { address, code: &profile.code, name: &profile.name, kind, active: profile.active, allows }
}

fn z3950_row(profile: &Z3950Server) -> Row<'_> {
    let (address, kind) = Z3950;
    let allows = "searches from everywhere".to_owned();
    Row { address, code: &profile.code, name: &profile.name, kind, active: profile.active, allows }
}

fn sections(shown: &OaiRepository, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let addresses: Vec<String> = shown.addresses.iter().map(ToString::to_string).collect();
    let general = vec![
        Field::text("code", "Code", &shown.code).hint("One word, such as OAI."),
        Field::text("name", "Name", &shown.name),
        Field::choice("type", "Integration Type", "oai", [("oai", "OAI Repository Definition")]),
        Field::check("default", "Default", false).hint("Has no function for this type, in Alma too."),
    ];
    let access = vec![
        Field::check("active", "Active", shown.active),
        Field::check("open_to_all", "Open to all IP addresses", shown.open_to_all),
        Field::area("addresses", "IP addresses that may harvest", addresses.join("\n"))
            .hint("One a line: an address (192.0.2.7), a range (192.0.2.1-192.0.2.20) or a network (192.0.2.0/24)."),
    ];
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent.as_ref())).collect();
    vec![Section::new("General Information", with_sent(general)), Section::new("OAI Details", with_sent(access))]
}

fn repository_of(request: &HttpRequest) -> Result<OaiRepository, Vec<FieldError>> {
    let Some(fields) = sent(request) else { return Err(Vec::new()) };
    let lines = fields.text("addresses");
    let lines = lines.split(['\n', ',', ';']).map(str::trim).filter(|line| !line.is_empty());
    let addresses: Result<Vec<AllowedAddress>, NoAddress> = lines.map(str::parse).collect();
    Ok(OaiRepository {
        code: fields.text("code"),
        name: fields.text("name"),
        active: fields.text("active") == "true",
        open_to_all: fields.text("open_to_all") == "true",
        addresses: addresses.map_err(|wrong| vec![FieldError::new("addresses", wrong.to_string())])?,
    })
}

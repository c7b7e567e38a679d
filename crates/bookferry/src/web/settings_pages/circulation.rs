//! Set up circulation: what Alma has is read, what is not right is said, settings and the partner record are proposed for a person to confirm,
//! and what no interface can do is left as a list with Alma's menus.

mod form;
mod remaining;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use store::LibraryId;

use crate::alma::{AlmaConfiguration, Proposal, propose, read_configuration, save_partner};
use crate::doctor::{Check, Expected, Finding, of_configuration};
use crate::ils::{RestFault, read_places};
use crate::platform::Platform;
use crate::settings::{HostLms, LibrarySettings};
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};
use form::{Sent, sections};
use remaining::{Remaining, by_hand, remaining};

/// Where the page is.
const ADDRESS: &str = "/settings/circulation";

/// The page and its form.
pub fn routes() -> Router<Platform> {
    Router::new().route(ADDRESS, get(show).post(confirm))
}

/// Fields under a heading.
struct Section {
    legend: &'static str,
    about: &'static str,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "settings/circulation.html")]
struct CirculationPage {
    layout: Layout,
    /// Why Alma could not be read.
    no_answer: Vec<String>,
    checks: Vec<Check>,
    sections: Vec<Section>,
    problems: Vec<Problem>,
    remaining: Vec<Remaining>,
}

/// What the page is made from.
struct Known {
    settings: LibrarySettings,
    configuration: Result<AlmaConfiguration, RestFault>,
    broker_url: String,
    addresses: Vec<String>,
}

impl Known {
    async fn read(platform: &Platform, library: LibraryId) -> Result<Self, PageError> {
        let settings = platform.settings(library).await?;
        let sources = platform.store().sources().of_library(library).await?;
        let mut addresses: Vec<String> = sources.into_iter().map(|source| source.settings.url).collect();
        addresses.push(settings.availability.sru_address.clone());
        Ok(Self {
            configuration: read_configuration(platform, library, &settings).await,
            broker_url: format!("{}/ncip/{}", platform.options().public_address, settings.code),
            settings,
            addresses,
        })
    }

    fn checks(&self, configuration: &AlmaConfiguration, proposal: &Proposal) -> Vec<Check> {
        let expected = Expected {
            code: &proposal.local_ncip.app_profile,
            broker_url: &self.broker_url,
            pickup_locations: &self.settings.borrowing.pickup_locations,
        };
        of_configuration(configuration, &expected)
    }

    fn page(&self, administrator: &Administrator) -> CirculationPage {
        let mut page = CirculationPage {
            layout: Layout::new(&administrator.visitor, ADDRESS),
            no_answer: Vec::new(),
            checks: Vec::new(),
            sections: Vec::new(),
            problems: Vec::new(),
            remaining: Vec::new(),
        };
        match &self.configuration {
            Ok(configuration) => {
                let proposal = propose(&self.settings, configuration, &self.addresses, &self.broker_url);
                page.checks = self.checks(configuration, &proposal);
                page.sections = sections(&proposal, configuration);
                page.remaining = remaining();
            }
            Err(RestFault::NotSet) => page.remaining = by_hand(&self.broker_url),
            Err(fault) => {
                page.no_answer = vec![format!("{fault}."), fault.advice().to_owned()];
                page.remaining = by_hand(&self.broker_url);
            }
        }
        page
    }
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
) -> Result<Response, PageError> {
    let known = Known::read(&platform, administrator.library_id()).await?;
    let mut template = known.page(&administrator);
    template.layout = said.on(template.layout);
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn confirm(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let known = Known::read(&platform, administrator.library_id()).await?;
    let Ok(configuration) = &known.configuration else {
        return Ok(not_done(ADDRESS, "Nothing was saved: Alma could not be read."));
    };
    let sent = match Sent::read(&form, &known.broker_url) {
        Ok(sent) => sent,
        Err(errors) => return again(&known, &administrator, &form, &errors),
    };
    save_settings(&platform, &administrator, &known, &sent).await?;
    if !sent.saves_partner {
        return Ok(done(ADDRESS, "The settings are saved. The partner record in Alma was left as it is."));
    }
    let settings = platform.settings(administrator.library_id()).await?;
    let record = configuration.partner(&sent.partner.code);
    match save_partner(&platform, administrator.library_id(), &settings, record, &sent.partner).await {
        Ok(_) => {
            let what = if record.is_some() { "corrected" } else { "created" };
            Ok(done(
                ADDRESS,
                &format!("The settings are saved, and the partner {} is {what} in Alma.", sent.partner.code),
            ))
        }
        Err(fault) => {
            let words = format!("The settings are saved; the partner record is not. {}", fault.explained());
            Ok(not_done(ADDRESS, &words))
        }
    }
}

/// The page with what was typed and what is wrong with it.
fn again(
    known: &Known,
    administrator: &Administrator,
    form: &Fields,
    errors: &FieldErrors,
) -> Result<Response, PageError> {
    let mut template = known.page(administrator);
    for section in &mut template.sections {
        section.fields = section.fields.drain(..).map(|field| field.answered(form, errors)).collect();
    }
    template.problems = template.sections.iter().flat_map(|section| problems(&section.fields)).collect();
    page(StatusCode::UNPROCESSABLE_ENTITY, &template)
}

async fn save_settings(
    platform: &Platform,
    administrator: &Administrator,
    known: &Known,
    sent: &Sent,
) -> Result<(), PageError> {
    let (library, author) = (administrator.library_id(), administrator.person.username.as_str());
    if known.settings.host_lms.host_lms != "Alma" {
        platform.put_section(library, &HostLms::default(), author).await?;
    }
    let mut borrowing = known.settings.borrowing.clone();
    borrowing.pickup_locations.clone_from(&sent.pickup_locations);
    platform.put_section(library, &borrowing, author).await?;
    platform.put_section(library, &sent.local_ncip, author).await?;
    platform.put_section(library, &sent.locations, author).await?;
    // With all the names that Alma has for them; the rules stand without.
    if let Ok(places) = read_places(platform, library, &known.settings).await {
        platform.put_section(library, &places, author).await?;
    }
    Ok(())
}

//! Harvest: where the records of this library come from, what the last harvests brought, and one at once.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use marc::holdings::Mapping;
use store::{HarvestRun, LibraryId, Source, SourceId, SourceSettings};

use super::local_ncip::wrong_address;
use crate::jobs;
use crate::platform::Platform;
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::desk::rows::When;
use crate::web::error::PageError;
use crate::web::forms::{Said, done, not_done};
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};

/// Runs shown for a source.
const RUNS: i64 = 10;
/// A small harvest ends within this time; the page that follows shows what it brought.
const QUICK: Duration = Duration::from_millis(300);
/// In place of a preset's name: the mapping that the library wrote stays as it is.
const OWN_MAPPING: &str = "own";
/// The address of the page.
const ADDRESS: &str = "/settings/harvest";

/// The harvest page and its forms.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route(ADDRESS, get(show).post(add))
        .route("/settings/harvest/{source}", post(change))
        .route("/settings/harvest/{source}/now", post(harvest))
}

#[derive(Template)]
#[template(path = "settings/harvest.html")]
struct HarvestPage {
    layout: Layout,
    sources: Vec<SourceCard>,
    new_source: Vec<Field>,
    problems: Vec<Problem>,
    is_running: bool,
}

/// A source as the page shows it.
struct SourceCard {
    id: i64,
    name: String,
    url: String,
    status: &'static str,
    is_running: bool,
    error: Option<String>,
    records: i64,
    next: Option<When>,
    runs: Vec<RunRow>,
    fields: Vec<Field>,
    is_open: bool,
}

/// One harvest in the table.
struct RunRow {
    started: When,
    finished: Option<When>,
    new: i64,
    changed: i64,
    unchanged: i64,
    deleted: i64,
    error: Option<String>,
}

/// A form that was not accepted: of this source, or of a new one.
struct Refused<'a> {
    source: Option<SourceId>,
    form: &'a Fields,
    errors: &'a FieldErrors,
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
) -> Result<Response, PageError> {
    let mut template = harvest_page(&platform, &administrator, None).await?;
    template.layout = said.on(template.layout);
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn add(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let settings = match read(&form, None) {
        Ok(settings) => settings,
        Err(errors) => {
            return refuse(&platform, &administrator, Refused { source: None, form: &form, errors: &errors }).await;
        }
    };
    match platform.store().sources().add(administrator.library_id(), &settings, platform.now()).await {
        Err(store::Error::Conflict(_)) => {
            let errors = FieldErrors::one("name", "There is a source of this name already.");
            refuse(&platform, &administrator, Refused { source: None, form: &form, errors: &errors }).await
        }
        added => {
            added?;
            Ok(done(ADDRESS, "The source was added. Start its first harvest below."))
        }
    }
}

async fn change(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path(source): Path<i64>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let library = administrator.library_id();
    let source = platform.store().sources().by_id(library, SourceId(source)).await?;
    let settings = match read(&form, Some(&source.settings)) {
        Ok(settings) => settings,
        Err(errors) => {
            return refuse(
                &platform,
                &administrator,
                Refused { source: Some(source.id), form: &form, errors: &errors },
            )
            .await;
        }
    };
    let settings = SourceSettings { fetch: source.settings.fetch.clone(), ..settings };
    let start_over = form.is_ticked("start_over") || is_another(&source.settings, &settings);
    platform.store().sources().change(library, source.id, &settings, start_over).await?;
    let words = if start_over { "Saved. The next harvest begins at the beginning." } else { "Saved." };
    Ok(done(ADDRESS, words))
}

async fn harvest(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path(source): Path<i64>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let library = administrator.library_id();
    let source = platform.store().sources().by_id(library, SourceId(source)).await?;
    if source.status == "running" {
        return Ok(not_done(ADDRESS, "This source is being harvested already."));
    }
    let platform = platform.clone();
    let work = tokio::spawn(async move {
        if let Err(fault) = jobs::harvest_now(&platform, library, source.id, jobs::Wanted::Changes).await {
            tracing::warn!(source = %source.id, %fault, "a harvest failed");
        }
    });
    // Not an error when it takes longer: it goes on by itself.
    let _ = tokio::time::timeout(QUICK, work).await;
    Ok(done(ADDRESS, "The harvest was started."))
}

async fn refuse(
    platform: &Platform,
    administrator: &Administrator,
    refused: Refused<'_>,
) -> Result<Response, PageError> {
    page(StatusCode::UNPROCESSABLE_ENTITY, &harvest_page(platform, administrator, Some(refused)).await?)
}

async fn harvest_page(
    platform: &Platform,
    administrator: &Administrator,
    refused: Option<Refused<'_>>,
) -> Result<HarvestPage, PageError> {
    let library = administrator.library_id();
    let mut sources = Vec::new();
    for source in platform.store().sources().of_library(library).await? {
        sources.push(card(platform, library, &source, refused.as_ref()).await?);
    }
    let mut new_source = fields("new", None);
    if !sources.is_empty() {
        // The usual name is taken.
        new_source.iter_mut().filter(|field| field.name == "name").for_each(|field| field.value.clear());
    }
    let new_source = answered(new_source, None, refused.as_ref());
    let shown: Vec<Field> = sources.iter().flat_map(|source| source.fields.clone()).chain(new_source.clone()).collect();
    Ok(HarvestPage {
        layout: Layout::new(&administrator.visitor, ADDRESS),
        is_running: sources.iter().any(|source| source.is_running),
        problems: problems(&shown),
        sources,
        new_source,
    })
}

async fn card(
    platform: &Platform,
    library: LibraryId,
    source: &Source,
    refused: Option<&Refused<'_>>,
) -> Result<SourceCard, PageError> {
    let runs = platform.store().sources().runs(library, source.id, RUNS).await?;
    let form = format!("source-{}", source.id);
    Ok(SourceCard {
        id: source.id.0,
        name: source.settings.name.clone(),
        url: source.settings.url.clone(),
        status: status_words(&source.status),
        is_running: source.status == "running",
        error: source.last_error.clone().filter(|_| source.status != "running"),
        records: source.record_count,
        next: source.next_run_at.map(When::minute),
        runs: runs.iter().map(run_row).collect(),
        fields: answered(fields(&form, Some(&source.settings)), Some(source.id), refused),
        is_open: refused.is_some_and(|refused| refused.source == Some(source.id)),
    })
}

fn run_row(run: &HarvestRun) -> RunRow {
    RunRow {
        started: When::minute(run.started_at),
        finished: run.finished_at.map(When::minute),
        new: run.counts.new,
        changed: run.counts.changed,
        unchanged: run.counts.unchanged,
        deleted: run.counts.deleted,
        error: run.error.clone(),
    }
}

/// The status of a source for people.
#[must_use]
pub fn status_words(status: &str) -> &'static str {
    match status {
        "running" => "being harvested",
        "failed" => "the last harvest failed",
        _ => "waits for its next harvest",
    }
}

fn fields(form: &str, settings: Option<&SourceSettings>) -> Vec<Field> {
    let text = |value: fn(&SourceSettings) -> &str, otherwise: &str| {
        settings.map_or(otherwise.to_owned(), |settings| value(settings).to_owned())
    };
    let own = settings.filter(|settings| !is_preset(&settings.mapping));
    let own = own.map(|_| (OWN_MAPPING.to_owned(), "The library\u{2019}s own mapping".to_owned()));
    let mapping =
        if own.is_some() { OWN_MAPPING } else { settings.map_or(jobs::DEFAULT_MAPPING, |settings| &settings.mapping) };
    let presets = Mapping::presets().into_iter().map(|mapping| (mapping.name, mapping.description));
    let mappings: Vec<(String, String)> = own.into_iter().chain(presets).collect();
    let mut fields = vec![
        Field::line("name", "Name").with_value(text(|settings| &settings.name, "catalogue")).needed(),
        Field::line("url", "OAI-PMH address")
            .with_hint("https://<alma_domain>/view/oai/01UNIV_INST/request, where 01UNIV_INST is your institution code.")
            .with_value(text(|settings| &settings.url, ""))
            .needed(),
        Field::line("set", "Set")
            .with_hint("The Set Spec of the publishing profile in Alma: Resources > Publishing > Publishing Profiles. Empty: all records.")
            .with_value(text(|settings| settings.set_spec.as_deref().unwrap_or_default(), "")),
        Field::line("prefix", "Metadata prefix").with_hint("marc21 for Alma.").with_value(text(|settings| &settings.prefix, "marc21")).needed(),
        Field::choice("mapping", "Where holdings and items stand in the records", mappings)
            .with_hint("As the enrichment step of the publishing profile writes them.")
            .with_value(mapping)
            .needed(),
    ];
    if settings.is_some() {
        fields.push(Field::switch("start_over", "Begin at the beginning with the next harvest", false));
    }
    fields.into_iter().map(|field| field.within(form)).collect()
}

fn answered(fields: Vec<Field>, source: Option<SourceId>, refused: Option<&Refused<'_>>) -> Vec<Field> {
    match refused.filter(|refused| refused.source == source) {
        Some(refused) => fields.into_iter().map(|field| field.answered(refused.form, refused.errors)).collect(),
        None => fields,
    }
}

fn read(form: &Fields, stored: Option<&SourceSettings>) -> Result<SourceSettings, FieldErrors> {
    let text = |name| form.text(name).to_owned();
    let own = stored.map(|stored| &stored.mapping).filter(|_| form.text("mapping") == OWN_MAPPING);
    let settings = SourceSettings {
        name: text("name"),
        url: text("url"),
        set_spec: Some(text("set")).filter(|set| !set.is_empty()),
        prefix: text("prefix"),
        mapping: own.cloned().unwrap_or_else(|| text("mapping")),
        ..SourceSettings::default()
    };
    let mut errors = FieldErrors::default();
    if settings.name.is_empty() {
        errors.add("name", "Enter a name.");
    }
    if let Some(words) = wrong_address(&settings.url) {
        errors.add("url", words);
    } else if settings.url.contains('?') {
        errors.add("url", "Enter the address without a question mark and what follows it.");
    }
    if settings.prefix.is_empty() || settings.prefix.contains(char::is_whitespace) {
        errors.add("prefix", "Enter a prefix such as marc21, without blanks.");
    }
    if own.is_none() && !is_preset(&settings.mapping) {
        errors.add("mapping", "Choose where holdings and items stand.");
    }
    errors.or(settings)
}

fn is_preset(mapping: &str) -> bool {
    Mapping::preset_names().contains(&mapping)
}

/// Whether the old place in the harvest means nothing for the new source.
fn is_another(old: &SourceSettings, new: &SourceSettings) -> bool {
    (&old.url, &old.set_spec, &old.prefix, &old.mapping) != (&new.url, &new.set_spec, &new.prefix, &new.mapping)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 4] = [
        ("name", "catalogue"),
        ("url", "https://univ.alma.example/view/oai/01UNIV_INST/request"),
        ("prefix", "marc21"),
        ("mapping", "alma-852-876"),
    ];

    #[test]
    fn a_source_without_a_set_harvests_everything() {
        assert_eq!(read(&Fields::from_pairs(&GOOD), None).unwrap().set_spec, None);
    }

    #[test]
    fn each_mistake_is_named_beside_its_field() {
        for (field, value) in [
            ("name", ""),
            ("url", "univ.alma.example"),
            ("url", "https://a.example/oai?verb=Identify"),
            ("prefix", "marc 21"),
            ("mapping", "my own"),
        ] {
            let typed: Vec<(&str, &str)> =
                GOOD.map(|(name, good)| (name, if name == field { value } else { good })).to_vec();
            assert!(read(&Fields::from_pairs(&typed), None).expect_err(field).of(field).is_some(), "{field} {value}");
        }
    }

    #[test]
    fn a_mapping_of_its_own_stays_as_it_is() {
        let stored =
            SourceSettings { mapping: "items 995 barcode=s".into(), ..read(&Fields::from_pairs(&GOOD), None).unwrap() };
        let typed = GOOD.map(|(name, good)| (name, if name == "mapping" { OWN_MAPPING } else { good }));
        let read = read(&Fields::from_pairs(&typed), Some(&stored)).unwrap();
        assert_eq!(read.mapping, stored.mapping);
        assert!(!is_another(&stored, &read));
        let shown = fields("form", Some(&stored)).into_iter().find(|field| field.name == "mapping").unwrap();
        assert_eq!(shown.value, OWN_MAPPING);
    }

    #[test]
    fn another_name_does_not_start_the_harvest_over_but_another_set_does() {
        let old = read(&Fields::from_pairs(&GOOD), None).unwrap();
        assert!(!is_another(&old, &SourceSettings { name: "books".into(), ..old.clone() }));
        assert!(is_another(&old, &SourceSettings { set_spec: Some("PHYSICAL".into()), ..old.clone() }));
    }
}

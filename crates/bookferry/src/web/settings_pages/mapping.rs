//! The holdings mapping of a source: chosen or written by a librarian, and tried on the library's own records before it is saved.

mod effect;
mod preview;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use marc::holdings::{Fit, Mapping};
use serde::Deserialize;
use store::{Direction, Record, Source, SourceId, SourceSettings};

use self::effect::Effect;
use self::preview::Preview;
use super::harvest::start_remap;
use crate::catalogue::mapping_of;
use crate::platform::Platform;
use crate::web::desk::forms::{Fields, page};
use crate::web::error::PageError;
use crate::web::forms::{Said, done};
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};

/// Records that a mapping is found by and tried on.
const SAMPLE: i64 = 500;
/// Mappings that are shown when they are searched for.
const SHOWN_FITS: usize = 4;
/// Below this score of the best preset a mapping is proposed as well.
const GOOD: f64 = 0.6;

/// The page and its form.
pub fn routes() -> Router<Platform> {
    Router::new().route("/settings/harvest/{source}/mapping", get(show).post(answer))
}

#[derive(Template)]
#[template(path = "settings/mapping.html")]
struct MappingPage {
    layout: Layout,
    address: String,
    source: String,
    /// The text in the form.
    text: String,
    /// What is wrong with it.
    error: Option<String>,
    presets: Vec<Preset>,
    fits: Vec<Fit>,
    searched: bool,
    sampled: usize,
    effect: Option<Effect>,
    change: Option<String>,
    preview: Option<Preview>,
}

/// A preset to choose.
struct Preset {
    name: String,
    about: String,
    is_chosen: bool,
}

/// Which record is shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Place {
    record: String,
}

async fn show(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
    Path(source): Path<i64>,
    Query(place): Query<Place>,
) -> Result<Response, PageError> {
    let source = platform.store().sources().by_id(administrator.library_id(), SourceId(source)).await?;
    let text = mapping_text(&source.settings.mapping);
    let wanted = Wanted { record: place.record, step: None };
    let mut template = mapping_page(&platform, &administrator, &source, text, &wanted).await?;
    template.layout = said.on(template.layout);
    Ok(said.once(page(StatusCode::OK, &template)?))
}

/// The text of a mapping: a preset's name becomes its text, so that it can be edited.
fn mapping_text(stored: &str) -> String {
    match Mapping::preset(stored.trim()) {
        Some(preset) => preset.to_string(),
        None => stored.to_owned(),
    }
}

/// The record to show: one by its number, or a neighbour of it.
struct Wanted {
    record: String,
    step: Option<Direction>,
}

async fn answer(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path(source): Path<i64>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let source = platform.store().sources().by_id(administrator.library_id(), SourceId(source)).await?;
    let typed = form.text("mapping").to_owned();
    let step = match form.text("action") {
        "next" => Some(Direction::Forward),
        "previous" => Some(Direction::Backward),
        _ => None,
    };
    let wanted = Wanted { record: form.text("record").to_owned(), step };
    match form.text("action") {
        "save" if typed.parse::<Mapping>().is_ok() => save(&platform, &administrator, &source, typed).await,
        "find" => {
            let template = mapping_page(&platform, &administrator, &source, typed, &wanted).await?;
            page(StatusCode::OK, &with_fits(template, &sample(&platform, &source).await?))
        }
        action => {
            let text = match action.strip_prefix("preset") {
                Some(name) => {
                    put_above(&platform, &source, name.strip_prefix(':').unwrap_or(form.text("preset"))).await?
                }
                None => typed,
            };
            let template = mapping_page(&platform, &administrator, &source, text, &wanted).await?;
            let status = if template.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            page(status, &template)
        }
    }
}

/// The text of a preset; anything else is the proposal, which is found anew.
async fn put_above(platform: &Platform, source: &Source, name: &str) -> Result<String, PageError> {
    if Mapping::preset_names().contains(&name) {
        return Ok(mapping_text(name));
    }
    let proposal = Mapping::discover(&sample(platform, source).await?);
    Ok(proposal.map(|mapping| mapping.to_string()).unwrap_or_default())
}

async fn save(
    platform: &Platform,
    administrator: &Administrator,
    source: &Source,
    text: String,
) -> Result<Response, PageError> {
    let records = sample(platform, source).await?;
    let words = Effect::of(&records, &mapping_of(&text)).words();
    let settings = SourceSettings { mapping: text, ..source.settings.clone() };
    let is_new = settings.mapping != source.settings.mapping;
    platform.store().sources().change(administrator.library_id(), source.id, &settings, false).await?;
    if is_new {
        start_remap(platform, administrator.library_id(), source.id);
    }
    let next = if is_new { " Holdings and items are read anew from the records that are here." } else { "" };
    Ok(done(&address(source), &format!("The mapping is saved. {words}{next}")))
}

fn address(source: &Source) -> String {
    format!("/settings/harvest/{}/mapping", source.id)
}

async fn mapping_page(
    platform: &Platform,
    administrator: &Administrator,
    source: &Source,
    text: String,
    wanted: &Wanted,
) -> Result<MappingPage, PageError> {
    let records = sample(platform, source).await?;
    let parsed = text.parse::<Mapping>();
    let mapping = parsed.as_ref().ok();
    let effect = mapping.filter(|_| !records.is_empty()).map(|mapping| Effect::of(&records, mapping));
    let saved = Effect::of(&records, &mapping_of(&source.settings.mapping));
    let shown = record(platform, source, wanted).await?;
    let name = mapping.map(|mapping| mapping.name.clone()).unwrap_or_default();
    let presets = Mapping::presets().into_iter();
    Ok(MappingPage {
        layout: Layout::new(&administrator.visitor, "/settings/harvest"),
        address: address(source),
        source: source.settings.name.clone(),
        presets: presets
            .map(|preset| Preset { is_chosen: preset.name == name, name: preset.name, about: preset.description })
            .collect(),
        fits: Vec::new(),
        searched: false,
        sampled: records.len(),
        change: effect.as_ref().and_then(|effect| effect.change_from(&saved)),
        effect,
        preview: mapping.zip(shown).and_then(|(mapping, record)| Preview::of(&record, mapping)),
        error: parsed.err().map(|error| format!("The mapping cannot be read: {error}")),
        text,
    })
}

/// The page with the presets that fit, and a proposal where none fits well.
fn with_fits(template: MappingPage, sample: &[marc::Record]) -> MappingPage {
    let mut fits = Mapping::detect(sample);
    fits.truncate(SHOWN_FITS);
    if fits.first().is_none_or(|fit| fit.score < GOOD) {
        fits.extend(Mapping::discover(sample).map(|mapping| mapping.measure(sample)));
    }
    MappingPage { fits, searched: true, ..template }
}

async fn sample(platform: &Platform, source: &Source) -> Result<Vec<marc::Record>, PageError> {
    let stored = platform.store().records().sample_of_source(source.id, SAMPLE).await?;
    Ok(stored.iter().filter_map(|record| marc::marcxml::decode(&record.marc).ok()).map(|found| found.record).collect())
}

async fn record(platform: &Platform, source: &Source, wanted: &Wanted) -> Result<Option<Record>, PageError> {
    let records = platform.store().records();
    let near = |id: String, direction| async move {
        Ok::<_, PageError>(records.neighbours_in_source(source.id, &id, direction, 1).await?.into_iter().next())
    };
    if let Some(direction) = wanted.step {
        let found = near(wanted.record.clone(), direction).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let records = platform.store().records();
    let exact = records.by_source_record_id(source.library_id, &wanted.record).await?;
    match exact.filter(|record| record.source_id == source.id) {
        Some(found) => Ok(Some(found)),
        None => Ok(records.neighbours_in_source(source.id, "", Direction::Forward, 1).await?.into_iter().next()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_shown_as_the_text_that_can_be_edited() {
        assert_eq!(mapping_text("koha-952").parse(), Ok(Mapping::preset("koha-952").unwrap()));
        assert_eq!(mapping_text("items 995 barcode=s"), "items 995 barcode=s");
    }
}

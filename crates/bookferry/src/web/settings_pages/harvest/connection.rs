//! Connecting a source: Alma by six settings, any OAI-PMH address, files in a folder, lists of ResourceSync. Tested and looked at
//! before anything is saved.

mod files_form;
mod form;
mod look;
mod report;
mod sent;

use std::path::PathBuf;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use store::{Source, SourceSettings};

use super::{ADDRESS, own_source, source_path};
use crate::jobs::{AlmaConnection, SourceKind};
use crate::platform::Platform;
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::error::PageError;
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};
use form::Kind;
use look::Look;
pub use look::title_of;
use report::Report;
use sent::Sent;

/// The form for Alma, those for others, and the connection of a source that is there.
pub fn routes() -> Router<Platform> {
    Router::new()
        .route("/settings/harvest/connect", get(new_alma).post(send_new_alma))
        .route("/settings/harvest/add", get(new_other).post(send_new_other))
        .route("/settings/harvest/add-folder", get(new_folder).post(send_new_folder))
        .route("/settings/harvest/add-resourcesync", get(new_lists).post(send_new_lists))
        .route("/settings/harvest/{source}/connection", get(existing).post(send_existing))
}

/// What a test and a look do.
const OF_PAGES: &str = "The first two save nothing: the test asks the source who it is and what it has, the look fetches its first page and shows what would be loaded.";
/// The same, where records come in files.
const OF_FILES: &str = "The first two save nothing: the test says which files are there and which are new, the look reads the beginning of the first and shows what would be loaded.";

#[derive(Template)]
#[template(path = "settings/harvest/connection.html")]
struct ConnectionPage {
    layout: Layout,
    heading: String,
    about: &'static [&'static str],
    /// The page above this one, when the source is there already.
    parent: Option<(String, String)>,
    is_alma: bool,
    action: String,
    fields: Vec<Field>,
    problems: Vec<Problem>,
    our_addresses: String,
    report: Option<Report>,
    look: Option<Look>,
    save_label: &'static str,
    /// What the first two buttons do.
    buttons: &'static str,
    /// Names of the secrets that were typed, which the page does not show again.
    secrets_typed: String,
}

/// Whose connection a form is about.
struct Subject {
    kind: Kind,
    source: Option<Source>,
    /// What the fields of a new source begin with.
    preset: Option<SourceSettings>,
}

/// What the address of a form asks for.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    preset: String,
}

async fn new_alma(administrator: Administrator, State(platform): State<Platform>) -> Result<Response, PageError> {
    show(&platform, &administrator, &Subject::new(Kind::Alma))
}

async fn send_new_alma(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    send(&platform, &administrator, Subject::new(Kind::Alma), form).await
}

async fn new_other(administrator: Administrator, State(platform): State<Platform>) -> Result<Response, PageError> {
    show(&platform, &administrator, &Subject::new(Kind::Other))
}

async fn send_new_other(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    send(&platform, &administrator, Subject::new(Kind::Other), form).await
}

async fn new_folder(administrator: Administrator, State(platform): State<Platform>) -> Result<Response, PageError> {
    show(&platform, &administrator, &Subject::new(Kind::Folder))
}

async fn send_new_folder(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    send(&platform, &administrator, Subject::new(Kind::Folder), form).await
}

/// With `preset=pod`, filled in for the Platform for Open Data.
async fn new_lists(
    administrator: Administrator,
    State(platform): State<Platform>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let preset = (asked.preset == "pod").then(files_form::pod);
    show(&platform, &administrator, &Subject { preset, ..Subject::new(Kind::Lists) })
}

async fn send_new_lists(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    send(&platform, &administrator, Subject::new(Kind::Lists), form).await
}

async fn existing(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path(source): Path<String>,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    show(&platform, &administrator, &Subject::of(source))
}

async fn send_existing(
    administrator: Administrator,
    State(platform): State<Platform>,
    Path(source): Path<String>,
    form: Fields,
) -> Result<Response, PageError> {
    let source = own_source(&platform, &administrator, &source).await?;
    send(&platform, &administrator, Subject::of(source), form).await
}

impl Subject {
    /// A source that is not there yet.
    fn new(kind: Kind) -> Self {
        Self { kind, source: None, preset: None }
    }

    fn of(source: Source) -> Self {
        let kind = match SourceKind::of(&source.settings) {
            SourceKind::Folder => Kind::Folder,
            SourceKind::ResourceSync => Kind::Lists,
            SourceKind::OaiPmh if AlmaConnection::of(&source.settings).is_some() => Kind::Alma,
            SourceKind::OaiPmh => Kind::Other,
        };
        Self { source: Some(source), ..Self::new(kind) }
    }

    fn settings(&self) -> Option<&SourceSettings> {
        self.source.as_ref().map(|source| &source.settings)
    }

    fn heading(&self) -> String {
        match (&self.source, self.kind) {
            (Some(source), _) => format!("Connection of {}", source.settings.name),
            (None, Kind::Alma) => "Connect Alma".to_owned(),
            (None, Kind::Other) => "Add another source".to_owned(),
            (None, Kind::Folder) => "Add files in a folder".to_owned(),
            (None, Kind::Lists) => "Add lists of ResourceSync".to_owned(),
        }
    }

    fn about(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Alma => &[
                "Alma publishes the records of a set with their holdings and items, and this platform fetches them every day. Six settings are enough.",
            ],
            Kind::Other => &[
                "Records come over OAI-PMH from any repository that gives MARC, or as files that you upload after the source was added.",
            ],
            Kind::Folder => &[
                "Somebody puts files of records into a folder: your library system, a publishing profile of Alma of type FTP, a job every night. This platform looks there as the schedule says, and reads each file once, in the order of their times. A file that is still being written is left for the next look.",
                "In ISO 2709, MARCXML, MARC-in-JSON or breaker text; plain, gzipped, or in a zip or tar archive. A record whose leader says d at position 5 is gone, and so is every record of a file with delete or del in its name.",
            ],
            Kind::Lists => &[
                "A source of ResourceSync (ANSI/NISO Z39.99) lists its files of records and what changed in them, as the Platform for Open Data (POD) does. A file that the lists no longer have takes its records with it.",
            ],
        }
    }

    fn action(&self) -> String {
        match (&self.source, self.kind) {
            (Some(source), _) => format!("{}/connection", source_path(source.id)),
            (None, Kind::Alma) => format!("{ADDRESS}/connect"),
            (None, Kind::Other) => format!("{ADDRESS}/add"),
            (None, Kind::Folder) => format!("{ADDRESS}/add-folder"),
            (None, Kind::Lists) => format!("{ADDRESS}/add-resourcesync"),
        }
    }
}

fn show(platform: &Platform, administrator: &Administrator, subject: &Subject) -> Result<Response, PageError> {
    page(StatusCode::OK, &ConnectionPage::new(platform, administrator, subject))
}

/// A button of the form was pressed: which one, its name or value says.
async fn send(
    platform: &Platform,
    administrator: &Administrator,
    subject: Subject,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let form = with_choice(form);
    let open = open_folders(platform, administrator);
    let settings = match form::read(subject.kind, &form, subject.settings(), open) {
        Ok(settings) => settings,
        Err(errors) => return refuse(platform, administrator, &subject, &form, &errors),
    };
    let button = form.text("do").to_owned();
    let sent = Sent { platform, administrator, subject: &subject, form, settings };
    match button.as_str() {
        "save" => sent.save().await,
        "look" => sent.look().await,
        _ => sent.test().await,
    }
}

/// A set or layout that was taken from a list stands in its field then, and the same button is pressed again.
fn with_choice(form: Fields) -> Fields {
    if !form.text("use_set").is_empty() {
        let set = form.text("use_set").to_owned();
        form.with("set", &set).with("do", "test")
    } else if !form.text("use_mapping").is_empty() {
        let mapping = form.text("use_mapping").to_owned();
        form.with("mapping", &mapping).with("do", "look")
    } else {
        form
    }
}

fn refuse(
    platform: &Platform,
    administrator: &Administrator,
    subject: &Subject,
    form: &Fields,
    errors: &FieldErrors,
) -> Result<Response, PageError> {
    let page_with_errors = ConnectionPage::new(platform, administrator, subject).answered(form, errors);
    page(StatusCode::UNPROCESSABLE_ENTITY, &page_with_errors)
}

/// Folders of this machine that are open to the library.
fn open_folders<'a>(platform: &'a Platform, administrator: &Administrator) -> &'a [PathBuf] {
    let open = platform.options().drop_folders.get(&administrator.library.code);
    open.map(Vec::as_slice).unwrap_or_default()
}

/// The addresses that the configuration names, for the list in Alma.
fn addresses_of(platform: &Platform) -> String {
    let addresses: Vec<String> = platform.options().outgoing_addresses.iter().map(ToString::to_string).collect();
    addresses.join(", ")
}

impl ConnectionPage {
    fn new(platform: &Platform, administrator: &Administrator, subject: &Subject) -> Self {
        let source = subject.source.as_ref();
        let described = subject.settings().or(subject.preset.as_ref());
        let action = subject.action();
        Self {
            layout: Layout::new(&administrator.visitor, &action),
            heading: subject.heading(),
            about: subject.about(),
            parent: source.map(|source| (source_path(source.id), source.settings.name.clone())),
            is_alma: subject.kind == Kind::Alma,
            action,
            fields: form::fields(subject.kind, described, open_folders(platform, administrator)),
            problems: Vec::new(),
            our_addresses: addresses_of(platform),
            report: None,
            look: None,
            secrets_typed: String::new(),
            buttons: if subject.kind.is_of_files() { OF_FILES } else { OF_PAGES },
            save_label: if source.is_some() { "Save" } else { "Save and start the first harvest" },
        }
    }

    /// With what was typed, and what is wrong with it.
    fn answered(mut self, form: &Fields, errors: &FieldErrors) -> Self {
        self.fields = self.fields.into_iter().map(|field| field.answered(form, errors)).collect();
        self.problems = problems(&self.fields);
        self.secrets_typed = files_form::secrets_in(form);
        self
    }
}

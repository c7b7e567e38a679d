//! What all sections of the settings have in common: a form with fields, saved with validation, perhaps with a test button.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use store::LibraryId;

use crate::ils::TryOut;
use crate::platform::Platform;
use crate::settings::{LibrarySettings, Section};
use crate::web::desk::field::{Field, Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::desk::pretty::pretty;
use crate::web::error::PageError;
use crate::web::forms::{Said, done};
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};

/// A section of the settings as a form.
pub trait FormSection: Section + Send + Sync + 'static {
    /// The heading of the page.
    const TITLE: &'static str;
    /// What the section is for, a paragraph each.
    const ABOUT: &'static [&'static str];

    /// The fields, filled in.
    fn fields(&self) -> Vec<Field>;

    /// The section as it was typed.
    ///
    /// # Errors
    /// What is wrong with the form, in clear words.
    fn read(form: &Fields) -> Result<Self, FieldErrors>;

    /// With the secrets that are kept: a page never shows them, so an empty field means that they stay.
    #[must_use]
    fn with_secrets_of(self, _kept: &Self) -> Self {
        self
    }

    /// What is known beside what is set, in a sentence.
    #[must_use]
    fn known(_platform: &Platform, _library: LibraryId, _settings: &LibrarySettings) -> Option<String> {
        None
    }

    /// A button that fills the section in by itself: the end of its address, and its words.
    #[must_use]
    fn filler() -> Option<(&'static str, &'static str)> {
        None
    }

    /// What the test button asks for, when the section has one.
    #[must_use]
    fn test() -> Option<TestForm> {
        None
    }
}

/// The test button of a section: one more field, whose value is never saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestForm {
    /// What the test needs.
    pub field: Field,
    /// Words for the button.
    pub label: &'static str,
}

/// The page of a section.
#[derive(Template)]
#[template(path = "settings/section.html")]
pub struct SectionPage {
    layout: Layout,
    title: &'static str,
    about: &'static [&'static str],
    known: Option<String>,
    filler: Option<(&'static str, &'static str)>,
    path: String,
    fields: Vec<Field>,
    problems: Vec<Problem>,
    test: Option<TestForm>,
    outcome: Option<TryOut>,
}

impl SectionPage {
    /// The page with these fields.
    #[must_use]
    pub fn new<S: FormSection>(administrator: &Administrator, fields: Vec<Field>) -> Self {
        let path = format!("/settings/{}", S::NAME);
        let page = Self::of_fields(administrator, S::TITLE, S::ABOUT, &path, fields);
        Self { filler: S::filler(), test: S::test(), ..page }
    }

    /// A page like that of a section, whose fields stand for settings of several.
    #[must_use]
    pub fn of_fields(
        administrator: &Administrator,
        title: &'static str,
        about: &'static [&'static str],
        path: &str,
        fields: Vec<Field>,
    ) -> Self {
        Self {
            layout: Layout::new(&administrator.visitor, path),
            title,
            about,
            known: None,
            filler: None,
            path: path.to_owned(),
            fields,
            problems: Vec::new(),
            test: None,
            outcome: None,
        }
    }

    /// With what the form before left to be said.
    #[must_use]
    pub fn said(mut self, said: &Said) -> Self {
        self.layout = said.on(self.layout);
        self
    }

    /// The page with what was typed and what is wrong with it.
    #[must_use]
    pub fn answered<S: FormSection>(administrator: &Administrator, form: &Fields, errors: &FieldErrors) -> Self {
        let fields = S::default().fields().into_iter().map(|field| field.answered(form, errors)).collect();
        let mut page = Self::new::<S>(administrator, fields);
        page.test = page.test.map(|test| TestForm { field: test.field.answered(form, errors), ..test });
        page.problems = problems(&page.fields);
        page.problems.extend(page.test.iter().flat_map(|test| problems(std::slice::from_ref(&test.field))));
        page
    }

    /// With what a test showed.
    #[must_use]
    pub fn with_outcome(mut self, outcome: TryOut) -> Self {
        self.outcome = Some(TryOut { sent: pretty(&outcome.sent), received: pretty(&outcome.received), ..outcome });
        self
    }
}

/// The routes of a section.
pub fn section_routes<S: FormSection>() -> Router<Platform> {
    Router::new().route(&format!("/settings/{}", S::NAME), get(show::<S>).post(save::<S>))
}

async fn show<S: FormSection>(
    administrator: Administrator,
    said: Said,
    State(platform): State<Platform>,
) -> Result<Response, PageError> {
    let section: S = platform.section(administrator.library_id()).await?;
    let mut template = SectionPage::new::<S>(&administrator, section.fields());
    template = template.said(&said);
    let settings = platform.settings(administrator.library_id()).await?;
    template.known = S::known(&platform, administrator.library_id(), &settings);
    Ok(said.once(page(StatusCode::OK, &template)?))
}

async fn save<S: FormSection>(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    match S::read(&form) {
        Ok(section) => {
            let section = section.with_secrets_of(&platform.section(administrator.library_id()).await?);
            platform.put_section(administrator.library_id(), &section, &administrator.person.username).await?;
            Ok(done(&format!("/settings/{}", S::NAME), "Saved. Calls and messages from now on follow these settings."))
        }
        Err(errors) => {
            page(StatusCode::UNPROCESSABLE_ENTITY, &SectionPage::answered::<S>(&administrator, &form, &errors))
        }
    }
}

//! What the buttons of a connection's form do: test, look, save.

use axum::http::StatusCode;
use axum::response::Response;
use store::SourceSettings;

use super::form::FIND;
use super::look::Look;
use super::report::Report;
use super::{ConnectionPage, Subject};
use crate::catalogue::mapping_of;
use crate::jobs::{self, DryRun, FetchSettings, Wanted};
use crate::platform::Platform;
use crate::web::desk::forms::{FieldErrors, Fields, page};
use crate::web::error::PageError;
use crate::web::forms::done;
use crate::web::settings_pages::harvest::actions::{start_harvest, start_remap};
use crate::web::settings_pages::harvest::source_path;
use crate::web::visitor::Administrator;

/// A form that can be read.
pub struct Sent<'a> {
    /// The platform.
    pub platform: &'a Platform,
    /// Who sent it.
    pub administrator: &'a Administrator,
    /// Whose connection it is about.
    pub subject: &'a Subject,
    /// What was typed.
    pub form: Fields,
    /// As typed; the mapping is not settled yet.
    pub settings: SourceSettings,
}

impl Sent<'_> {
    /// Asks the source who it is and what it has.
    pub async fn test(mut self) -> Result<Response, PageError> {
        if self.settings.url.is_empty() {
            return self.refuse(FieldErrors::one(
                "url",
                "Without an address there is nothing to test. Save the source, then upload a file.",
            ));
        }
        // What is judged is the layout that would be used.
        if self.form.text("mapping") == FIND
            && let Ok(page) = self.first_page().await
        {
            self.settings.mapping = best_fit(&page).unwrap_or_default();
        }
        let found = jobs::test_source(self.platform, self.administrator.library_id(), &self.settings).await;
        let report = Report::of(&found, self.form.text("set"));
        self.show(StatusCode::OK, |page| page.report = Some(report))
    }

    /// Fetches the first page and shows what would be loaded.
    pub async fn look(mut self) -> Result<Response, PageError> {
        let Ok(found) = self.first_page().await else { return self.test().await };
        if let Some(best) = best_fit(&found).filter(|_| self.form.text("mapping") == FIND) {
            self.form = self.form.with("mapping", &best);
            self.settings.mapping = best;
        }
        let mapping = mapping_of(&self.settings.mapping);
        let look = Look::of(&found, &mapping, self.form.text("mapping"));
        self.show(StatusCode::OK, |page| page.look = Some(look))
    }

    /// Keeps the connection. A new one is harvested at once.
    pub async fn save(mut self) -> Result<Response, PageError> {
        if self.form.text("mapping") == FIND {
            match self.found_mapping().await {
                Ok(mapping) => self.settings.mapping = mapping,
                // There may be no file yet: it is found in the first one that comes.
                Err(_) if self.subject.kind.is_of_files() => {}
                Err(words) => return self.refuse(FieldErrors::one("mapping", words)),
            }
        }
        let saved = match &self.subject.source {
            Some(_) => self.change().await,
            None => self.add().await,
        };
        match saved {
            Err(store::Error::Conflict(_)) => {
                self.refuse(FieldErrors::one("name", "There is a source of this name already. Choose another name."))
            }
            saved => Ok(saved?),
        }
    }
}

impl Sent<'_> {
    /// The page with what was typed and what is wrong with it.
    pub fn refuse(self, errors: FieldErrors) -> Result<Response, PageError> {
        let Self { platform, administrator, subject, form, .. } = self;
        page(
            StatusCode::UNPROCESSABLE_ENTITY,
            &ConnectionPage::new(platform, administrator, subject).answered(&form, &errors),
        )
    }

    /// The page with what was typed and what came of it. Nothing was changed, so there is no other page to go to.
    fn show(self, status: StatusCode, fill: impl FnOnce(&mut ConnectionPage)) -> Result<Response, PageError> {
        let Self { platform, administrator, subject, form, .. } = self;
        let mut template =
            ConnectionPage::new(platform, administrator, subject).answered(&form, &FieldErrors::default());
        fill(&mut template);
        page(status, &template)
    }

    async fn first_page(&self) -> Result<DryRun, String> {
        if self.settings.url.is_empty() {
            return Err("there is no address".to_owned());
        }
        jobs::dry_run(self.platform, self.administrator.library_id(), &self.settings).await.map_err(|step| step.seen)
    }

    /// The layout that fits the first page best; else the words for the field.
    async fn found_mapping(&self) -> Result<String, String> {
        if self.settings.url.is_empty() {
            return Err("Without an address there are no records to find it from yet. Choose a layout; it can be changed later.".to_owned());
        }
        let found = self.first_page().await.map_err(|fault| {
            format!("The records could not be fetched to find it ({fault}). Test the connection, or choose a layout.")
        })?;
        best_fit(&found).ok_or_else(|| {
            "No layout that we know fits the first records. Look before loading, and choose one.".to_owned()
        })
    }

    async fn add(&self) -> Result<Response, store::Error> {
        let library = self.administrator.library_id();
        let mut settings = self.settings.clone();
        if settings.name.is_empty() {
            settings.name = self.free_name().await?;
        }
        let sources = self.platform.store().sources();
        let id = sources.add(library, &settings, self.platform.now()).await?;
        if settings.url.is_empty() {
            return Ok(done(&source_path(id), "The source was added. Load its first file below."));
        }
        // It stays due until it is complete, whatever happens to this process.
        sources.schedule(library, id, Some(self.platform.now())).await?;
        start_harvest(self.platform, library, id, Wanted::Changes);
        Ok(done(&source_path(id), "The source was added, and its first harvest was started."))
    }

    async fn change(&self) -> Result<Response, store::Error> {
        let Some(source) = &self.subject.source else { return self.add().await };
        let starts_over = is_another(&source.settings, &self.settings);
        if starts_over {
            self.platform.store().files().forget_readings(source.id).await?;
        }
        self.platform.store().sources().change(source.library_id, source.id, &self.settings, starts_over).await?;
        let remapped = source.settings.mapping != self.settings.mapping;
        if remapped {
            start_remap(self.platform, source.library_id, source.id);
        }
        let words = match (starts_over, remapped) {
            (true, _) => "Saved. The next harvest begins at the beginning.",
            (false, true) => "Saved. Holdings and items are read anew from the records that are here.",
            (false, false) => "Saved.",
        };
        Ok(done(&source_path(source.id), words))
    }

    /// Alma, or Alma 2 and so on when there is one.
    async fn free_name(&self) -> Result<String, store::Error> {
        let sources = self.platform.store().sources().of_library(self.administrator.library_id()).await?;
        let is_free = |name: &String| sources.iter().all(|source| source.settings.name != *name);
        let numbered = (2..).map(|number| format!("Alma {number}"));
        Ok(std::iter::once("Alma".to_owned()).chain(numbered).find(is_free).unwrap_or_default())
    }
}

/// The name of the layout that fits best.
fn best_fit(found: &DryRun) -> Option<String> {
    found.fits.first().map(|fit| fit.mapping.name.clone())
}

/// Whether the old place in the harvest means nothing for the new source.
fn is_another(old: &SourceSettings, new: &SourceSettings) -> bool {
    let content = |settings: &SourceSettings| FetchSettings::read(&settings.fetch).content;
    (&old.url, &old.set_spec, &old.prefix, content(old)) != (&new.url, &new.set_spec, &new.prefix, content(new))
}

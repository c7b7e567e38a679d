//! Diagnosis: every connection of the library, tried once, with the likely cause of what does not work.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::doctor::{Check, Finding, Sample, examine};
use crate::platform::Platform;
use crate::web::desk::field::Field;
use crate::web::desk::forms::{Fields, page};
use crate::web::error::PageError;
use crate::web::layout::Layout;
use crate::web::visitor::{Administrator, check_form};

/// Where the page is.
const ADDRESS: &str = "/settings/doctor";

/// The page and its form.
pub fn routes() -> Router<Platform> {
    Router::new().route(ADDRESS, get(show).post(run))
}

#[derive(Template)]
#[template(path = "settings/doctor.html")]
struct DoctorPage {
    layout: Layout,
    fields: Vec<Field>,
    checks: Option<Vec<Check>>,
}

impl DoctorPage {
    fn new(administrator: &Administrator, sample: &Sample, checks: Option<Vec<Check>>) -> Self {
        let fields = vec![
            Field::line("patron", "Identifier of a patron who may borrow")
                .with_hint("One LookupUser is sent; nothing is changed.")
                .with_value(&sample.patron),
            Field::line("title", "ISBN or title of something on your shelf")
                .with_hint("Your catalogue is asked in each way that is set.")
                .with_value(&sample.title),
        ];
        Self { layout: Layout::new(&administrator.visitor, ADDRESS), fields, checks }
    }

    fn failed(&self) -> usize {
        self.checks.iter().flatten().filter(|check| check.finding == Finding::Failed).count()
    }
}

async fn show(administrator: Administrator) -> Result<Response, PageError> {
    page(StatusCode::OK, &DoctorPage::new(&administrator, &Sample::default(), None))
}

async fn run(
    administrator: Administrator,
    State(platform): State<Platform>,
    form: Fields,
) -> Result<Response, PageError> {
    check_form(&administrator.person, form.csrf())?;
    let sample = Sample { patron: form.text("patron").to_owned(), title: form.text("title").to_owned() };
    let checks = examine(&platform, &administrator.library, &sample).await?;
    page(StatusCode::OK, &DoctorPage::new(&administrator, &sample, Some(checks)))
}

//! Configuration > General > External Systems > Integration Profiles: the Z39.50 server.

use super::form::{Field, Form, Section};
use super::repository::{LIST, MENU};
use super::{FieldError, FormPage, HttpRequest, HttpResponse, OtherAction, form_page, sent};
use crate::Alma;
use crate::configuration::{Change, IntegrationChange};
use crate::skin::form::Fields;
use crate::state::Z3950Server;

impl Alma {
    pub(super) fn z3950_form(&self, request: &HttpRequest, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let stored = self.state.z3950.as_ref();
        let new = Z3950Server { code: String::new(), name: String::new(), active: true };
        let delete = OtherAction { action: format!("{LIST}/z3950/delete"), label: "Delete", danger: true };
        let form = Form::new(sections(stored.unwrap_or(&new), request), errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: "Integration Profile: Z39.50 Server".to_owned(),
            said: String::new(),
            explanation: vec![
                "An institution has one profile of this type. Without it nobody can search by Z39.50; there is no list of \
                 addresses."
                    .to_owned(),
                format!("The database for those who search: {}", self.state.institution),
            ],
            form,
            action: format!("{LIST}/z3950"),
            button: "Save",
            back: LIST,
            others: stored.map(|_| delete).into_iter().collect(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_z3950(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let Some(fields) = sent(request) else { return self.z3950_form(request, None) };
        let change = Change::Integration(IntegrationChange::SaveZ3950 { profile: typed(&fields) });
        match self.submitted(request, Ok(change), |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.z3950_form(request, Some(broken)),
        }
    }

    pub(super) fn delete_z3950(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        self.changed(request, Change::Integration(IntegrationChange::DeleteZ3950), LIST, now)
    }
}

fn sections(shown: &Z3950Server, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let general = vec![
        Field::text("code", "Code", &shown.code).hint("One word, such as Z3950."),
        Field::text("name", "Name", &shown.name),
        Field::choice("type", "Integration Type", "z3950", [("z3950", "Z39.50 Server")]),
        Field::check("active", "Active", shown.active),
    ];
    vec![Section::new("General Information", general.into_iter().map(|field| field.or_sent(sent.as_ref())).collect())]
}

fn typed(fields: &Fields) -> Z3950Server {
    Z3950Server { code: fields.text("code"), name: fields.text("name"), active: fields.text("active") == "true" }
}

//! Configuration > General > External Systems > Integration Profiles: the SRU server.

use super::form::{Field, Form, Section};
use super::repository::{LIST, MENU};
use super::{FieldError, FormPage, HttpRequest, HttpResponse, OtherAction, form_page, sent};
use crate::Alma;
use crate::configuration::{Change, IntegrationChange};
use crate::skin::form::Fields;
use crate::state::SruServer;

impl Alma {
    pub(super) fn sru_form(&self, request: &HttpRequest, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let stored = self.state.sru.as_ref();
        let new = SruServer { code: String::new(), name: String::new(), active: true, include_availability: false };
        let delete = OtherAction { action: format!("{LIST}/sru/delete"), label: "Delete", danger: true };
        let form = Form::new(sections(stored.unwrap_or(&new), request), errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: "Integration Profile: SRU Server".to_owned(),
            said: String::new(),
            explanation: vec![
                "An institution has one profile of this type. Without it SRU is off.".to_owned(),
                format!("The address for those who search: {}", self.sru_address(request)),
            ],
            form,
            action: format!("{LIST}/sru"),
            button: "Save",
            back: LIST,
            others: stored.map(|_| delete).into_iter().collect(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_sru(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let Some(fields) = sent(request) else { return self.sru_form(request, None) };
        let change = Change::Integration(IntegrationChange::SaveSru { profile: typed(&fields) });
        match self.submitted(request, Ok(change), |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.sru_form(request, Some(broken)),
        }
    }

    pub(super) fn delete_sru(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        self.changed(request, Change::Integration(IntegrationChange::DeleteSru), LIST, now)
    }
}

fn sections(shown: &SruServer, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let general = vec![
        Field::text("code", "Code", &shown.code).hint("One word, such as SRU."),
        Field::text("name", "Name", &shown.name),
        Field::choice("type", "Integration Type", "sru", [("sru", "SRU Server")]),
        Field::check("default", "Default", false).hint("Has no function for this type, in Alma too."),
    ];
    let details = vec![
        Field::check("active", "Active", shown.active),
        Field::check("include_availability", "Include availability", shown.include_availability)
            .hint("Records then have a field AVA for each holdings record and AVE for each portfolio."),
    ];
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent.as_ref())).collect();
    vec![Section::new("General Information", with_sent(general)), Section::new("SRU Details", with_sent(details))]
}

fn typed(fields: &Fields) -> SruServer {
    SruServer {
        code: fields.text("code"),
        name: fields.text("name"),
        active: fields.text("active") == "true",
        include_availability: fields.text("include_availability") == "true",
    }
}

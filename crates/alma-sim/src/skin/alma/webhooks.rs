//! Configuration > General > External Systems > Integration Profiles: webhooks.

use super::form::{Field, Form, Section};
use super::repository::{LIST, MENU};
use super::{FieldError, FormPage, HttpRequest, HttpResponse, OtherAction, form_page, sent};
use crate::Alma;
use crate::configuration::{Change, IntegrationChange};
use crate::skin::form::Fields;
use crate::state::Webhooks;

impl Alma {
    pub(super) fn webhooks_form(&self, request: &HttpRequest, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let stored = self.state.webhooks.as_ref();
        let form =
            Form::new(sections(&stored.map(|profile| profile.details.clone()).unwrap_or_default(), request), errors);
        let has_errors = form.has_errors();
        let challenge = OtherAction {
            action: format!("{LIST}/webhooks/challenge"),
            label: "Ask the listener for its echo",
            danger: false,
        };
        let delete = OtherAction { action: format!("{LIST}/webhooks/delete"), label: "Delete", danger: true };
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: "Integration Profile: Webhooks".to_owned(),
            said: request.fields().text("said"),
            explanation: vec![
                "The listener is asked to echo a challenge; until it has done so it is told nothing.".to_owned(),
                "What it is told is signed with the secret in the header X-Exl-Signature.".to_owned(),
                format!(
                    "State of the listener: {}.",
                    stored.map_or("there is none", |profile| profile.challenge.words())
                ),
            ],
            form,
            action: format!("{LIST}/webhooks"),
            button: "Save",
            back: LIST,
            others: stored.map(|_| [challenge, delete]).into_iter().flatten().collect(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_webhooks(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let Some(fields) = sent(request) else { return self.webhooks_form(request, None) };
        let change = Change::Integration(IntegrationChange::SaveWebhooks { profile: typed(&fields) });
        match self.submitted(request, Ok(change), |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.webhooks_form(request, Some(broken)),
        }
    }

    pub(super) fn challenge_webhooks(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let details = self.state.webhooks.as_ref().map(|profile| profile.details.clone());
        let change = Change::Integration(IntegrationChange::SaveWebhooks { profile: details.unwrap_or_default() });
        self.changed(request, change, LIST, now)
    }

    pub(super) fn delete_webhooks(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        self.changed(request, Change::Integration(IntegrationChange::DeleteWebhooks), LIST, now)
    }
}

fn sections(shown: &Webhooks, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let general = vec![
        Field::text("code", "Code", &shown.code).hint("One word, such as BOOKFERRY."),
        Field::text("name", "Name", &shown.name),
        Field::choice("type", "Integration Type", "webhooks", [("webhooks", "Webhooks")]),
        Field::check("active", "Active", shown.active),
    ];
    let listener = vec![
        Field::text("url", "Webhook listener URL", &shown.url),
        Field::text("secret", "Secret", &shown.secret).hint("The same text at the listener; it signs every message."),
        Field::choice("message_type", "Message type", "JSON", [("JSON", "JSON")]),
    ];
    let subscriptions = vec![
        Field::check("loans", "Loans", shown.loans).hint("Created, returned, renewed, due date changed."),
        Field::check("requests", "Requests", shown.requests).hint("Created, placed on hold shelf, closed."),
    ];
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent.as_ref())).collect();
    vec![
        Section::new("General Information", with_sent(general)),
        Section::new("Webhook Configuration", with_sent(listener)),
        Section::new("Subscriptions", with_sent(subscriptions)),
    ]
}

fn typed(fields: &Fields) -> Webhooks {
    let is_ticked = |name: &str| fields.text(name) == "true";
    Webhooks {
        code: fields.text("code"),
        name: fields.text("name"),
        active: is_ticked("active"),
        url: fields.text("url"),
        secret: fields.text("secret"),
        loans: is_ticked("loans"),
        requests: is_ticked("requests"),
    }
}

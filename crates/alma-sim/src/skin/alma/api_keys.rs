//! Keys of the REST interface, on pages like those of the developer network.

use askama::Template;

use super::form::{Field, Form, Kind, Section};
use super::{
    FieldError, FormPage, HttpRequest, HttpResponse, Layout, OtherAction, form_page, rendered, sent, servlet_page,
};
use crate::Alma;
use crate::configuration::{Change, IntegrationChange};
use crate::skin::form::Fields;
use crate::state::{Access, ApiKey, CirculationAccess, KeyDetails};

const LIST: &str = "/alma/api-keys";
const MENU: &str = "Developer Network > Build my APIs > API Keys";

#[derive(Template)]
#[template(path = "alma/api_keys.html")]
struct KeysPage<'a> {
    layout: Layout<'a>,
    said: String,
    refused: String,
    menu: &'static str,
    base_url: String,
    keys: &'a [ApiKey],
    institution: &'a str,
    left: u64,
    calls: Field,
}

impl Alma {
    pub(super) fn keys_page(&self, request: &HttpRequest) -> HttpResponse {
        let (query, rest) = (request.fields(), &self.state.rest);
        rendered(&KeysPage {
            layout: self.frame(request),
            said: query.text("said"),
            refused: query.text("refused"),
            menu: MENU,
            base_url: self.rest_address(request),
            keys: &rest.keys,
            institution: &self.state.institution,
            left: self.calls_left(),
            calls: Field::text("calls", "Calls a day", rest.daily_calls.to_string())
                .hint("All keys together, from midnight to midnight, UTC. Each second has 25."),
        })
    }

    pub(super) fn key_form(&self, request: &HttpRequest, which: &str, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let number = which.parse().unwrap_or(0);
        let stored = self.state.rest.key(number);
        if stored.is_none() && which != "new" {
            return servlet_page(404, "There is no such key.");
        }
        let new = KeyDetails {
            name: String::new(),
            institution: self.state.institution.clone(),
            bibs: Access::ReadOnly,
            configuration: Access::ReadOnly,
        };
        let delete = OtherAction { action: format!("{LIST}/{which}/delete"), label: "Delete", danger: true };
        let form = {
            let (details, circulation) =
                stored.map_or((&new, CirculationAccess::READ), |key| (&key.details, key.circulation));
            Form::new(sections(details, circulation, request), errors)
        };
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: "API Key".to_owned(),
            said: String::new(),
            explanation: stored.map(|key| format!("The key: {}", key.key)).into_iter().collect(),
            form,
            action: format!("{LIST}/{which}"),
            button: "Save",
            back: LIST,
            others: stored.map(|_| delete).into_iter().collect(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_key(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let Some(fields) = sent(request) else { return self.key_form(request, which, None) };
        // A number that no key has is refused by the rules.
        let number = (which != "new").then(|| which.parse().unwrap_or(0));
        let change = typed(&fields).map(|(details, circulation)| {
            Change::Integration(IntegrationChange::SaveKey { number, details, circulation })
        });
        match self.submitted(request, change, |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.key_form(request, which, Some(broken)),
        }
    }

    pub(super) fn delete_key(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let number = which.parse().unwrap_or(0);
        self.changed(request, Change::Integration(IntegrationChange::DeleteKey { number }), LIST, now)
    }

    pub(super) fn save_daily_calls(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        // No number is none that fits, and the rule says so.
        let calls = sent(request).and_then(|fields| fields.text("calls").parse().ok()).unwrap_or(0);
        self.changed(request, Change::Integration(IntegrationChange::SaveDailyCalls { calls }), LIST, now)
    }
}

fn sections(shown: &KeyDetails, circulation: CirculationAccess, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let access = |name: &str, label: &str, access: Access| {
        Field::choice(name, label, access.name(), Access::ALL.map(|(_, name, label)| (name, label)))
    };
    let general = vec![
        Field::text("name", "Name", &shown.name),
        Field::text("institution", "Institution", &shown.institution)
            .hint("With the code of another institution the key is refused here."),
    ];
    let permissions = vec![
        access("bibs", "Bibs", shown.bibs).hint("Records, holdings, items."),
        access("configuration", "Configuration", shown.configuration).hint("Libraries, locations, desks, code tables."),
        access("users", "Users", circulation.users).hint("Users, their loans and requests."),
        access("partners", "Resource Sharing Partners", circulation.partners),
    ];
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent.as_ref())).collect();
    vec![Section::new("Key", with_sent(general)), Section::new("API permissions", with_sent(permissions))]
}

fn typed(fields: &Fields) -> Result<(KeyDetails, CirculationAccess), Vec<FieldError>> {
    let access = |name: &str| {
        let chosen = Access::named(&fields.text(name));
        chosen.ok_or_else(|| vec![FieldError::new(name, "Choose none, read-only or read-write.")])
    };
    // Programs may leave out what they do not want.
    let wanted = |name: &str| fields.get(name).map_or(Ok(Access::None), |_| access(name));
    let circulation = CirculationAccess { users: wanted("users")?, partners: wanted("partners")? };
    let details = KeyDetails {
        name: fields.text("name"),
        institution: fields.text("institution"),
        bibs: access("bibs")?,
        configuration: access("configuration")?,
    };
    Ok((details, circulation))
}

//! Configuration > Fulfillment > Library Management > Opening Hours: what is set of a library.

use askama::Template;

use super::form::{Field, Form, Section};
use super::{FieldError, FormPage, HttpRequest, HttpResponse, Layout, form_page, rendered, sent, servlet_page};
use crate::Alma;
use crate::configuration::{Change, LibraryChange};
use crate::skin::form::{Fields, decoded};
use crate::state::Library;

const LIST: &str = "/alma/libraries";
const MENU: &str = "Configuration > Fulfillment > Library Management > Opening Hours";
/// What can be chosen of opening hours; Alma has a calendar.
const HOURS: [(&str, &str); 2] = [("weekdays", "Monday to Friday, 9:00 to 17:00"), ("none", "None")];

#[derive(Template)]
#[template(path = "alma/libraries.html")]
struct LibrariesPage<'a> {
    layout: Layout<'a>,
    said: String,
    menu: &'static str,
    libraries: &'a [Library],
}

impl Alma {
    pub(super) fn libraries_page(&self, request: &HttpRequest) -> HttpResponse {
        rendered(&LibrariesPage {
            layout: self.frame(request),
            said: request.fields().text("said"),
            menu: MENU,
            libraries: &self.state.places.libraries,
        })
    }

    pub(super) fn library_form(
        &self,
        request: &HttpRequest,
        which: &str,
        errors: Option<Vec<FieldError>>,
    ) -> HttpResponse {
        let Some(library) = self.state.places.library(&decoded(which)) else {
            return servlet_page(404, "There is no such library.");
        };
        let form = Form::new(sections(library, sent(request).as_ref()), errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: MENU.to_owned(),
            title: format!("Library {}", library.code),
            said: String::new(),
            explanation: vec![
                "Where a resource sharing library has no opening hours, nothing that was borrowed can be lent from it."
                    .to_owned(),
            ],
            form,
            action: format!("{LIST}/{which}"),
            button: "Save",
            back: LIST,
            others: Vec::new(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_library(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let Some(fields) = sent(request) else { return self.library_form(request, which, None) };
        let change = Change::Library(LibraryChange {
            code: decoded(which),
            name: fields.text("name"),
            is_resource_sharing: fields.text("is_resource_sharing") == "true",
            has_hours: fields.text("hours") == HOURS[0].0,
        });
        match self.submitted(request, Ok(change), |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.library_form(request, which, Some(broken)),
        }
    }
}

fn sections(shown: &Library, sent: Option<&Fields>) -> Vec<Section> {
    let hours = if shown.has_hours { HOURS[0].0 } else { HOURS[1].0 };
    let summary = vec![Field::text("name", "Organization Unit Name", &shown.name)];
    let sharing = vec![Field::check("is_resource_sharing", "Is Resource Sharing Library", shown.is_resource_sharing)];
    let open = vec![Field::choice("hours", "Opening Hours", hours, HOURS)];
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent)).collect();
    vec![
        Section::new("Summary", with_sent(summary)),
        Section::new("Resource Sharing Information", with_sent(sharing)),
        Section::new("Calendar Management", with_sent(open)),
    ]
}

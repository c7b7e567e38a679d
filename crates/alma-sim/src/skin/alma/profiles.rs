//! Resources > Publishing > Publishing Profiles: the list, and step 1 of a profile.

use askama::Template;

use super::form::{Field, Form, Section};
use super::{Change, FieldError, FormPage, HttpRequest, HttpResponse, Layout, form_page, rendered, sent, servlet_page};
use crate::Alma;
use crate::moment::readable;
use crate::skin::form::Fields;
use crate::state::publishing::{Format, ProfileDetails, Publishing, PublishingProfile, Schedule};

const LIST: &str = "/alma/publishing-profiles";

/// Metadata prefixes that Alma's own repository knows.
const PREFIXES: [&str; 6] = ["marc21", "oai_dc", "oai_qdc", "mods", "unimarc", "kormarc"];

#[derive(Template)]
#[template(path = "alma/profiles.html")]
struct ProfilesPage<'a> {
    layout: Layout<'a>,
    said: String,
    refused: String,
    rows: Vec<ProfileRow<'a>>,
}

struct ProfileRow<'a> {
    number: u32,
    name: &'a str,
    active: bool,
    set: &'a str,
    set_spec: &'a str,
    prefix: &'static str,
    schedule: String,
    last_run: String,
    next_run: String,
    live: usize,
    deleted: usize,
    warning: Option<String>,
}

impl Alma {
    pub(super) fn profiles_page(&self, request: &HttpRequest) -> HttpResponse {
        let publishing = &self.state.publishing;
        let rows = publishing.profiles.iter().map(|profile| row(publishing, profile)).collect();
        let fields = request.fields();
        let (said, refused) = (fields.text("said"), fields.text("refused"));
        rendered(&ProfilesPage { layout: self.frame(request), said, refused, rows })
    }

    pub(super) fn details_form(
        &self,
        request: &HttpRequest,
        which: &str,
        errors: Option<Vec<FieldError>>,
    ) -> HttpResponse {
        let stored = which.parse().ok().and_then(|number| self.state.publishing.profile(number));
        if stored.is_none() && which != "new" {
            return servlet_page(404, "There is no such publishing profile.");
        }
        let details = stored.map_or_else(|| beginning(&self.state.publishing), |profile| profile.details.clone());
        let form = Form::new(sections(&self.state.publishing, &details, request), errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: "Resources > Publishing > Publishing Profiles".to_owned(),
            title: "Publishing Profile Details: step 1 of 2".to_owned(),
            said: request.fields().text("said"),
            explanation: vec!["Step 2, Data Enrichment, follows.".to_owned()],
            form,
            action: format!("{LIST}/{which}"),
            button: "Next",
            back: LIST,
            others: Vec::new(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_details(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let number: Option<u32> = which.parse().ok();
        let Some(fields) = sent(request).filter(|_| number.is_some() || which == "new") else {
            return servlet_page(404, "There is no such publishing profile.");
        };
        let change = typed(&fields).map(|details| Change::SaveProfile { number, details });
        let enrichment = |number: Option<u32>| format!("{LIST}/{}/enrichment", number.unwrap_or_default());
        match self.submitted(request, change, enrichment, now) {
            Ok(response) => response,
            Err(broken) => self.details_form(request, which, Some(broken)),
        }
    }
}

fn row<'a>(publishing: &'a Publishing, profile: &'a PublishingProfile) -> ProfileRow<'a> {
    let (details, published) = (&profile.details, &profile.published);
    let at_once = if details.run_at_once { ", and after each change (no real Alma does that)" } else { "" };
    let warning = match (published.last_run, profile.changed_since_run) {
        (None, _) => Some("It has not run yet: a harvester does not see its set."),
        (_, true) => Some("It was changed since its last full run: republish, or titles stay as they were published."),
        _ => None,
    };
    ProfileRow {
        number: profile.number,
        name: &details.name,
        active: details.active,
        set: publishing.set(details.set).map_or("none", |known| known.set.name.as_str()),
        set_spec: &details.set_spec,
        prefix: details.format.prefix(),
        schedule: format!("{}{at_once}", details.schedule.label()),
        last_run: published.last_run.map_or_else(|| "never".to_owned(), readable),
        next_run: profile.next_run().map_or_else(|| "none by itself".to_owned(), readable),
        live: published.live(),
        deleted: published.deleted(),
        warning: warning.map(str::to_owned),
    }
}

/// What a new profile begins with: active, not scheduled, and the set that was made last.
fn beginning(publishing: &Publishing) -> ProfileDetails {
    ProfileDetails {
        name: String::new(),
        description: String::new(),
        active: true,
        schedule: Schedule::NotScheduled,
        set: publishing.sets.last().map_or(0, |set| set.number),
        set_spec: String::new(),
        set_name: String::new(),
        format: Format::Marc21,
        run_at_once: false,
    }
}

fn sections(publishing: &Publishing, details: &ProfileDetails, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let identity = vec![
        Field::text("name", "Profile name", &details.name),
        Field::text("description", "Profile description", &details.description),
        Field::check("active", "Active", details.active),
    ];
    let parts = [
        ("Profile Details", identity),
        ("Publishing Parameters", of_running(details)),
        ("Content", of_content(publishing, details)),
        ("Publishing Protocol: OAI", of_protocol(details)),
    ];
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent.as_ref())).collect();
    parts.into_iter().map(|(legend, fields)| Section::new(legend, with_sent(fields))).collect()
}

fn of_running(details: &ProfileDetails) -> Vec<Field> {
    let schedules = Schedule::ALL.map(|(_, code, label)| (code, label));
    let schedule = Schedule::ALL.iter().find(|(one, ..)| *one == details.schedule).map_or("", |(_, code, _)| code);
    vec![
        Field::choice("schedule", "Scheduling", schedule, schedules).hint("Once a day is usual for lending."),
        Field::check("run_at_once", "Simulator only: also run after each change", details.run_at_once)
            .hint("No real Alma does this. It spares waiting for the night while you try."),
    ]
}

fn of_content(publishing: &Publishing, details: &ProfileDetails) -> Vec<Field> {
    let sets = publishing.sets.iter().map(|known| {
        let words = format!("{} ({}, {})", known.set.name, known.set.content.label(), known.set.type_label());
        (known.number.to_string(), words)
    });
    let formats = Format::ALL.map(|(_, prefix, label)| (prefix, label));
    vec![
        Field::choice("set", "Set name", details.set.to_string(), sets).hint("The set that is published."),
        Field::choice("publish_on", "Publish on", "institution", [("institution", "Institution level")]),
        Field::choice("output", "Output format", details.format.prefix(), formats),
    ]
}

fn of_protocol(details: &ProfileDetails) -> Vec<Field> {
    let prefixes = PREFIXES.map(|prefix| (prefix, prefix));
    vec![
        Field::text("set_spec", "Set Spec", &details.set_spec)
            .hint("What the harvester asks for, letter by letter and case by case."),
        Field::text("set_name", "Set Name", &details.set_name).hint("Best the same word as Set Spec."),
        Field::choice("prefix", "OAI metadata prefix", details.format.prefix(), prefixes),
        Field::choice("physical_format", "Physical format", "xml", [("xml", "XML"), ("binary", "Binary")]),
    ]
}

fn typed(fields: &Fields) -> Result<ProfileDetails, Vec<FieldError>> {
    let mut broken = Vec::new();
    let (schedule, output) = (fields.text("schedule"), fields.text("output"));
    let format = Format::ALL.iter().find(|(_, prefix, _)| *prefix == output).map(|(format, ..)| *format);
    match format {
        None => broken.push(FieldError::new("output", "Choose MARC21 Bibliographic or Dublin Core.")),
        Some(format) if fields.text("prefix") != format.prefix() => {
            let words = format!("This output format is published under the prefix {}.", format.prefix());
            broken.push(FieldError::new("prefix", words));
        }
        Some(_) => {}
    }
    if fields.text("physical_format") != "xml" {
        broken.push(FieldError::new("physical_format", "OAI-PMH carries XML only: choose XML."));
    }
    let schedule = Schedule::ALL.iter().find(|(_, code, _)| *code == schedule).map(|(schedule, ..)| *schedule);
    if schedule.is_none() {
        broken.push(FieldError::new("schedule", "Choose when the profile runs."));
    }
    match (schedule, format) {
        (Some(schedule), Some(format)) if broken.is_empty() => Ok(ProfileDetails {
            name: fields.text("name"),
            description: fields.text("description"),
            active: fields.text("active") == "true",
            schedule,
            set: fields.text("set").parse().unwrap_or(0),
            set_spec: fields.text("set_spec"),
            set_name: fields.text("set_name"),
            format,
            run_at_once: fields.text("run_at_once") == "true",
        }),
        _ => Err(broken),
    }
}

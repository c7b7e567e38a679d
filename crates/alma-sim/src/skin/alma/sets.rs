//! Admin > Manage Jobs and Sets > Manage Sets.

use askama::Template;

use super::form::{Field, Form, Section};
use super::{Change, FieldError, FormPage, HttpRequest, HttpResponse, Layout, form_page, rendered, sent, servlet_page};
use crate::Alma;
use crate::skin::form::Fields;
use crate::state::State;
use crate::state::publishing::{ContentType, Members, NumberedSet, Query, TitleSet};

const LIST: &str = "/alma/sets";

#[derive(Template)]
#[template(path = "alma/sets.html")]
struct SetsPage<'a> {
    layout: Layout<'a>,
    said: String,
    refused: String,
    rows: Vec<SetRow<'a>>,
}

struct SetRow<'a> {
    number: u32,
    name: &'a str,
    kind: &'static str,
    content: &'static str,
    members: usize,
}

impl Alma {
    pub(super) fn sets_page(&self, request: &HttpRequest) -> HttpResponse {
        let state = &self.state;
        let row = |known: &'_ NumberedSet| (known.number, members_now(state, &known.set));
        let rows = state.publishing.sets.iter().map(|known| {
            let (number, members) = row(known);
            let (kind, content) = (known.set.type_label(), known.set.content.label());
            SetRow { number, name: &known.set.name, kind, content, members }
        });
        let fields = request.fields();
        let (said, refused) = (fields.text("said"), fields.text("refused"));
        rendered(&SetsPage { layout: self.frame(request), said, refused, rows: rows.collect() })
    }

    pub(super) fn set_form(&self, request: &HttpRequest, which: &str, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let Some(set) = self.set_of(which) else { return servlet_page(404, "There is no such set.") };
        let is_new = which.starts_with("new-");
        let count = format!("It has {} members now.", members_now(&self.state, &set));
        let form = Form::new(sections(&self.state, &set, request), errors);
        let has_errors = form.has_errors();
        let page = FormPage {
            layout: self.frame(request),
            menu: "Admin > Manage Jobs and Sets > Manage Sets".to_owned(),
            title: format!("Set Details: {}", set.type_label()),
            said: String::new(),
            explanation: if is_new { Vec::new() } else { vec![count] },
            form,
            action: format!("{LIST}/{which}"),
            button: "Save",
            back: LIST,
            others: Vec::new(),
        };
        form_page(&page, has_errors)
    }

    pub(super) fn save_set(&mut self, request: &HttpRequest, which: &str, now: i64) -> HttpResponse {
        let (Some(before), Some(fields)) = (self.set_of(which), sent(request)) else {
            return servlet_page(404, "There is no such set.");
        };
        let change = typed(&before, &fields).map(|set| Change::SaveSet { number: which.parse().ok(), set });
        match self.submitted(request, change, |_| LIST.to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.set_form(request, which, Some(broken)),
        }
    }

    /// A stored set, or what a new one begins with.
    fn set_of(&self, which: &str) -> Option<TitleSet> {
        let new = |members| TitleSet { members, ..TitleSet::logical("", ContentType::PhysicalTitles) };
        match which {
            "new-logical" => Some(new(Members::Logical(Query { without_suppressed: true, ..Query::default() }))),
            "new-itemized" => Some(new(Members::Itemized { titles: Default::default() })),
            number => self.state.publishing.set(number.parse().ok()?).map(|known| known.set.clone()),
        }
    }
}

fn members_now(state: &State, set: &TitleSet) -> usize {
    let catalog = &state.catalog;
    catalog.bibs.iter().filter(|(id, bib)| set.contains(catalog, **id, bib)).count()
}

fn sections(state: &State, set: &TitleSet, request: &HttpRequest) -> Vec<Section> {
    let sent = sent(request);
    let contents = ContentType::ALL.map(|(_, code, label)| (code, label));
    let content = ContentType::ALL.iter().find(|(one, ..)| *one == set.content).map_or("", |(_, code, _)| code);
    let general = vec![
        Field::text("name", "Set name", &set.name).hint("With a word by which you know it again, such as BOOKFERRY."),
        Field::text("description", "Description", &set.description),
        Field::choice("content", "Set content type", content, contents).hint("Physical titles for lending."),
    ];
    let members = match &set.members {
        Members::Logical(query) => ("Search conditions (all that are filled in)", of_query(state, query)),
        Members::Itemized { titles } => {
            let lines: Vec<&str> = titles.iter().map(String::as_str).collect();
            ("Members", vec![Field::area("titles", "MMS ids", lines.join("\n")).hint("One a line.")])
        }
    };
    let with_sent = |fields: Vec<Field>| fields.into_iter().map(|field| field.or_sent(sent.as_ref())).collect();
    vec![Section::new("Set Details", with_sent(general)), Section::new(members.0, with_sent(members.1))]
}

fn of_query(state: &State, query: &Query) -> Vec<Field> {
    let any = || std::iter::once((String::new(), "any".to_owned()));
    let libraries = state.places.libraries.iter();
    let libraries = libraries.map(|library| (library.code.clone(), format!("{} ({})", library.name, library.code)));
    vec![
        Field::text("title", "Title contains words", &query.title),
        Field::choice("library", "Library", &query.library, any().chain(libraries)),
        Field::text("location", "Location code", &query.location),
        Field::text("material_type", "Material type code", &query.material_type),
        Field::check("without_suppressed", "Tag Suppressed equals No", query.without_suppressed)
            .hint("Leaves suppressed titles out."),
    ]
}

fn typed(before: &TitleSet, fields: &Fields) -> Result<TitleSet, Vec<FieldError>> {
    let wanted = fields.text("content");
    let content = ContentType::ALL.iter().find(|(_, code, _)| *code == wanted).map(|(content, ..)| *content);
    let content = content.ok_or_else(|| vec![FieldError::new("content", "Choose a set content type.")])?;
    let members = match before.members {
        Members::Logical(_) => Members::Logical(Query {
            title: fields.text("title"),
            library: fields.text("library"),
            location: fields.text("location"),
            material_type: fields.text("material_type"),
            without_suppressed: fields.text("without_suppressed") == "true",
        }),
        Members::Itemized { .. } => {
            let lines = fields.text("titles");
            let titles = lines.split(|one: char| one.is_whitespace() || one == ',').filter(|id| !id.is_empty());
            Members::Itemized { titles: titles.map(str::to_owned).collect() }
        }
    };
    Ok(TitleSet { name: fields.text("name"), description: fields.text("description"), content, members })
}

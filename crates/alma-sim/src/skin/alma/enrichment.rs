//! Step 2 of a publishing profile: Data Enrichment.

use askama::Template;

use super::form::{Field, Kind};
use super::{Change, FieldError, HttpRequest, HttpResponse, Layout, form_page, sent, servlet_page};
use crate::Alma;
use crate::skin::form::Fields;
use crate::state::publishing::{Element, Enrichment, Enrichments, Preset, Row, Table};

#[derive(Template)]
#[template(path = "alma/enrichment.html")]
struct EnrichmentPage<'a> {
    layout: Layout<'a>,
    number: u32,
    name: &'a str,
    said: String,
    errors: Vec<FieldError>,
    presets: &'static [Preset],
    chosen: String,
    tables: Vec<TableForm>,
}

struct TableForm {
    label: &'static str,
    head: Vec<Field>,
    rows: Vec<Field>,
}

impl Alma {
    pub(super) fn enrichment_form(
        &self,
        request: &HttpRequest,
        number: &str,
        errors: Option<Vec<FieldError>>,
    ) -> HttpResponse {
        let Some(profile) = number.parse().ok().and_then(|number| self.state.publishing.profile(number)) else {
            return servlet_page(404, "There is no such publishing profile.");
        };
        let query = request.fields();
        let chosen = query.text("preset");
        let filled = Preset::named(&chosen).map(Preset::enrichments);
        let shown = filled.as_ref().unwrap_or(&profile.enrichments);
        let errors = errors.unwrap_or_default();
        let page = EnrichmentPage {
            layout: self.frame(request),
            number: profile.number,
            name: &profile.details.name,
            said: query.text("said"),
            presets: Preset::ALL,
            chosen: filled.as_ref().map(|_| chosen).unwrap_or_default(),
            tables: Table::ALL.into_iter().map(|table| table_form(table, shown, request, &errors)).collect(),
            errors,
        };
        let has_errors = !page.errors.is_empty();
        form_page(&page, has_errors)
    }

    pub(super) fn save_enrichment(&mut self, request: &HttpRequest, number: &str, now: i64) -> HttpResponse {
        let (Some(known), Some(fields)) = (number.parse().ok(), sent(request)) else {
            return servlet_page(404, "There is no such publishing profile.");
        };
        let change = Change::SaveEnrichment { number: known, enrichments: typed(&fields) };
        match self.submitted(request, Ok(change), |_| "/alma/publishing-profiles".to_owned(), now) {
            Ok(response) => response,
            Err(broken) => self.enrichment_form(request, number, Some(broken)),
        }
    }
}

fn table_form(
    (table, name, label): (Table, &'static str, &'static str),
    shown: &Enrichments,
    request: &HttpRequest,
    errors: &[FieldError],
) -> TableForm {
    let stored = shown.table(table);
    let rows = Element::of(table).map(|(element, code, label)| {
        let codes: Vec<&str> = stored.into_iter().flat_map(|stored| stored.subfields_of(element)).collect();
        Field::text(&format!("{name}.{code}"), label, codes.join(" "))
    });
    let sent = sent(request);
    let finished = |field: Field| {
        let mut field = field.or_sent(sent.as_ref());
        field.take_error(errors);
        field
    };
    let head = head_of(stored, name, label).into_iter().map(finished).collect();
    TableForm { label, head, rows: rows.map(finished).collect() }
}

/// The field of a table and its indicators.
fn head_of(stored: Option<&Enrichment>, name: &str, label: &str) -> Vec<Field> {
    let field = |part: &str| format!("{name}.{part}");
    let words = |words: &str| format!("{label}: {words}");
    let shown = |one: Option<char>| one.filter(|one| *one != ' ').map(String::from).unwrap_or_default();
    let first = shown(stored.map(|table| table.first_indicator));
    let second = shown(stored.map(|table| table.second_indicator));
    let by_type = stored.is_some_and(|table| table.call_number_type_first);
    vec![
        Field::text(&field("tag"), &words("field"), stored.map_or("", |table| &table.tag))
            .hint("Three digits or letters, such as 900, 995, HLD, ITM. Empty publishes none."),
        Field::text(&field("ind1"), &words("first indicator"), first),
        Field::text(&field("ind2"), &words("second indicator"), second),
        Field::check(&field("call-number-type-first"), &words("call number type as first indicator"), by_type),
    ]
}

/// The tables as typed. One without a tag and without subfields is none; one of both is for the rules to refuse.
fn typed(fields: &Fields) -> Enrichments {
    let mut typed = Enrichments::default();
    for (table, name, _) in Table::ALL {
        let value = |part: &str| fields.text(&format!("{name}.{part}"));
        let subfields = |(element, code, _)| {
            let text = value(code);
            text.split_whitespace().map(|subfield| Row { element, subfield: subfield.to_owned() }).collect::<Vec<_>>()
        };
        let rows: Vec<Row> = Element::of(table).flat_map(subfields).collect();
        let tag = value("tag");
        if tag.is_empty() && rows.is_empty() {
            continue;
        }
        let indicator = |part: &str| value(part).chars().next().unwrap_or(' ');
        *typed.table_mut(table) = Some(Enrichment {
            tag,
            first_indicator: indicator("ind1"),
            second_indicator: indicator("ind2"),
            call_number_type_first: value("call-number-type-first") == "true",
            rows,
        });
    }
    typed
}

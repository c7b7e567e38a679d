//! Faults on purpose, switched on and off from a page.

use askama::Template;

use super::form::{Field, Kind};
use super::{FieldError, HttpRequest, HttpResponse, Layout, form_page, sent, told};
use crate::Alma;
use crate::fault::{
    Fault, HTTP_FAULTS, NCIP_FAULTS, OAI_FAULTS, Offered, REST_FAULTS, Rule, RuleError, SRU_FAULTS, Z3950_FAULTS,
};
use crate::trouble::{TROUBLES, Trouble};

/// Rules that a page may add.
const MOST_RULES: usize = 50;

#[derive(Template)]
#[template(path = "alma/faults.html")]
struct FaultsPage<'a> {
    layout: Layout<'a>,
    said: String,
    refused: String,
    rules: Vec<(&'a str, u64)>,
    fields: Vec<Field>,
    troubles: &'static [Trouble],
}

/// What is offered: place in a rule, its name for people, its faults.
const OFFERED: [(&str, &str, Offered); 7] = [
    ("ncip", "NCIP", NCIP_FAULTS),
    ("oai", "OAI-PMH", OAI_FAULTS),
    ("z3950", "Z39.50", Z3950_FAULTS),
    ("sru", "SRU", HTTP_FAULTS),
    ("sru", "SRU", SRU_FAULTS),
    ("rest", "REST", HTTP_FAULTS),
    ("rest", "REST", REST_FAULTS),
];

fn offered() -> impl Iterator<Item = (String, String)> {
    OFFERED.into_iter().flat_map(|(place, protocol, faults)| {
        faults.iter().map(move |(name, words)| (format!("{place}:{name}"), format!("{protocol}: {name}: {words}")))
    })
}

impl Alma {
    pub(super) fn faults_page(&self, request: &HttpRequest, errors: Option<Vec<FieldError>>) -> HttpResponse {
        let (sent, errors) = (sent(request), errors.unwrap_or_default());
        let fields = [
            Field::choice("fault", "What goes wrong", "oai:slow=2000", offered()),
            Field::text("value", "Another value", "").hint("In place of the number behind the name, if it has one."),
            Field::text("which", "Which requests", "*")
                .hint("3 for the third from now, 3+ from the third on, 2-4, or * for every one."),
        ];
        let finished = |field: Field| {
            let mut field = field.or_sent(sent.as_ref());
            field.take_error(&errors);
            field
        };
        let page = FaultsPage {
            layout: self.frame(request),
            said: request.fields().text("said"),
            refused: request.fields().text("refused"),
            rules: self.faults().iter().map(Rule::told).collect(),
            fields: fields.into_iter().map(finished).collect(),
            troubles: TROUBLES,
        };
        form_page(&page, !errors.is_empty())
    }

    pub(super) fn add_fault(&mut self, request: &HttpRequest) -> HttpResponse {
        let Some(fields) = sent(request) else { return self.faults_page(request, None) };
        // Programs may leave out the place: OAI-PMH was the only one once.
        let chosen = fields.text("fault");
        let (place, fault) = chosen.split_once(':').unwrap_or(("oai", &chosen));
        let name = fault.split('=').next().unwrap_or_default();
        let fault = match fields.text("value") {
            value if value.is_empty() => fault.to_owned(),
            value => format!("{name}={value}"),
        };
        let mut rules = self.faults().to_vec();
        let rule = match fault.parse::<Fault>() {
            Ok(_) if rules.len() >= MOST_RULES => Err(("fault", "There are rules enough: take some away.".to_owned())),
            Ok(_) => {
                let which = fields.text("which");
                let rule = format!("{place}:{which}:{fault}").parse::<Rule>();
                rule.map_err(|wrong| match wrong {
                    RuleError::Place(_) => ("fault", wrong.to_string()),
                    _ => ("which", format!("Which requests, is written 3, 3+, 2-4 or *, not {which}.")),
                })
            }
            Err(_) => Err(("value", format!("{fault} is no fault with a value that fits."))),
        };
        match rule {
            Ok(rule) => {
                rules.push(rule);
                self.set_faults(rules);
                HttpResponse::see_other("/alma/faults?said=The%20rule%20is%20in%20force.")
            }
            Err((field, words)) => self.faults_page(request, Some(vec![FieldError::new(field, words)])),
        }
    }

    pub(super) fn make_trouble(&mut self, request: &HttpRequest, now: i64) -> HttpResponse {
        let name = sent(request).map(|fields| fields.text("name")).unwrap_or_default();
        let Some(trouble) = Trouble::named(&name) else {
            return told(request, Err(format!("There is no faulty state {name}.")), "/alma/faults");
        };
        self.trouble(trouble, now);
        told(request, Ok(format!("From now on: {}.", trouble.words)), "/alma/faults")
    }

    pub(super) fn clear_faults(&mut self) -> HttpResponse {
        self.set_faults(Vec::new());
        HttpResponse::see_other("/alma/faults?said=Nothing%20goes%20wrong%20on%20purpose%20now.")
    }
}

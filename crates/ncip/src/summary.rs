//! A message in one line, or in a few fields.

use xml::Element;

use crate::{Body, Code, Header, Message, Problem};

/// What a message is about, the same fields for every service. Holds no passwords.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// `1.0`, `2.0`, `2.01`, `2.02`, or that it is not known.
    pub version: String,
    /// The service; empty when there are problems only.
    pub service: String,
    /// Whether it is an answer.
    pub is_response: bool,
    /// Sending agency.
    pub from: Option<String>,
    /// Receiving agency.
    pub to: Option<String>,
    /// Application profile.
    pub profile: Option<String>,
    /// The patron.
    pub user_id: Option<String>,
    /// The items.
    pub item_ids: Vec<String>,
    /// The request.
    pub request_id: Option<String>,
    /// When it is due, or is wanted to be, as sent.
    pub due_date: Option<String>,
    /// The problems, one line each.
    pub problems: Vec<String>,
}

impl Summary {
    /// Sums a message up.
    #[must_use]
    pub fn of(message: &Message) -> Self {
        let root = message.element();
        let fallback = Element::default();
        let service = root.elements().next().unwrap_or(&fallback);
        let header = message.header.as_ref();
        let agency =
            |pick: fn(&Header) -> &Option<Code>| header.and_then(|h| pick(h).as_ref()).map(|c| c.value.clone());
        let (name, is_response, problems) = described(&message.body);
        Self {
            version: message.version.edition().to_string(),
            service: name,
            is_response,
            from: agency(|header| &header.from_agency),
            to: agency(|header| &header.to_agency),
            profile: agency(|header| &header.application_profile),
            user_id: service.child_text("UserId/UserIdentifierValue"),
            item_ids: service.all("ItemId").filter_map(|item| item.child_text("ItemIdentifierValue")).collect(),
            request_id: service.child_text("RequestId/RequestIdentifierValue"),
            due_date: DUE_DATES.iter().find_map(|name| service.child_text(name)),
            problems: problems.iter().map(Problem::line).collect(),
        }
    }
}

/// Where services put the due date, the decided before the desired.
const DUE_DATES: [&str; 4] = ["DateDue", "DateForReturn", "DesiredDateDue", "DesiredDateForReturn"];

fn described(body: &Body) -> (String, bool, Vec<Problem>) {
    match body {
        Body::Request(request) => (request.service().to_owned(), false, Vec::new()),
        Body::Response(response) => (response.service().to_owned(), true, response.problems()),
        Body::Problems(problems) => (String::new(), true, problems.clone()),
        Body::Other(element) => (element.name.local.clone(), false, Vec::new()),
    }
}

/// One plain line: version, service, agencies, identifiers, due date, problems.
#[must_use]
pub fn describe(message: &Message) -> String {
    let summary = Summary::of(message);
    let mut line = format!("NCIP {}", summary.version);
    let kind = match (summary.service.is_empty(), summary.is_response) {
        (true, _) => " answer".to_owned(),
        (false, true) => format!(" {} answer", summary.service),
        (false, false) => format!(" {}", summary.service),
    };
    line.push_str(&kind);
    let mut add = |label: &str, value: &str| {
        line.push_str(&format!(" {label} {value}"));
    };
    let named =
        [("from", &summary.from), ("to", &summary.to), ("profile", &summary.profile), ("user", &summary.user_id)];
    for (label, value) in named {
        value.iter().for_each(|value| add(label, value));
    }
    summary.item_ids.iter().for_each(|item| add("item", item));
    summary.request_id.iter().for_each(|request| add("request", request));
    summary.due_date.iter().for_each(|date| add("due", date));
    summary.problems.iter().for_each(|problem| add("problem:", problem));
    one_line(&line)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! The pages of a patron's requests.

use askama::Template;
use jiff::tz::TimeZone;
use lifecycle::{Facts, Phase, ServiceType, requester};
use store::{Notice, Request};

use crate::clock::{day_text, instant_text, people_day, people_time};
use crate::settings::Borrowing;
use crate::web::layout::Layout;
use crate::work::{AnyState, CommandView, Description, RequestView, description_of};

/// All requests of a patron.
#[derive(Template)]
#[template(path = "my_requests.html")]
pub struct ListPage {
    layout: Layout,
    open: Vec<Row>,
    finished: Vec<Row>,
}

/// One request in the list.
pub struct Row {
    number: String,
    title: String,
    service: &'static str,
    state: &'static str,
    badge: &'static str,
    asked: Day,
    due: Option<Day>,
    is_end: bool,
}

/// A day for machines and for people.
struct Day {
    text: String,
    people: String,
}

/// One request of a patron.
#[derive(Template)]
#[template(path = "my_request.html")]
pub struct RequestPage {
    layout: Layout,
    number: String,
    title: String,
    state: &'static str,
    explanation: &'static str,
    steps: Vec<Step>,
    alerts: Vec<(&'static str, String)>,
    facts: Vec<(&'static str, String)>,
    asked: Day,
    due: Option<Day>,
    document: bool,
    buttons: Vec<Button>,
    notices: Vec<NoticeView>,
}

/// One step of the strip.
struct Step {
    label: &'static str,
    /// `past`, `now` or empty.
    class: &'static str,
}

struct Button {
    command: &'static str,
    label: &'static str,
    hint: &'static str,
    class: &'static str,
}

struct NoticeView {
    at: String,
    people_at: String,
    words: String,
    is_new: bool,
}

impl Day {
    fn of(at: i64, zone: &TimeZone) -> Self {
        Self { text: day_text(at, zone), people: people_day(at, zone) }
    }
}

impl ListPage {
    /// The list, what goes on first.
    #[must_use]
    pub fn new(layout: Layout, rows: Vec<Row>) -> Self {
        let (finished, open) = rows.into_iter().partition(|row| row.is_end);
        Self { layout, open, finished }
    }

    /// The two tables, each with its heading.
    fn tables(&self) -> [(&'static str, &[Row]); 2] {
        [("Going on", &self.open), ("Finished", &self.finished)]
    }
}

impl Row {
    /// The row of a stored request of a library in this zone; `None` when its state cannot be read.
    #[must_use]
    pub fn of(request: &Request, zone: &TimeZone) -> Option<Self> {
        let state = requester::State::from_name(&request.state)?;
        Some(Self {
            number: request.number.clone(),
            title: description_of(request).line(),
            service: ServiceType::from_name(&request.service_type).map_or("", service),
            state: state.patron_label(),
            badge: badge(state),
            asked: Day::of(request.created_at, zone),
            due: request.due_at.filter(|_| !state.is_end()).map(|due| Day::of(due, zone)),
            is_end: state.is_end(),
        })
    }
}

impl RequestPage {
    /// The page of a request.
    #[must_use]
    pub fn new(layout: Layout, view: &RequestView, notices: &[Notice], borrowing: &Borrowing, now: i64) -> Self {
        let phase = view.state.phase();
        let has_item = matches!(phase, Phase::OnTheWay | Phase::WithUs);
        let due = view.facts.due.map(|due| due.0).or(view.request.due_at).filter(|_| has_item && view.facts.is_loan());
        Self {
            layout,
            number: view.request.number.clone(),
            title: view.description.line(),
            state: view.state.patron_label(),
            explanation: explanation(view.state, view.facts.service_type),
            steps: steps(view.state, view.facts.service_type),
            alerts: alerts(&view.facts, due, now),
            facts: facts(view, borrowing),
            asked: Day::of(view.request.created_at, &view.zone),
            due: due.map(|due| Day::of(due, &view.zone)),
            document: view.facts.document.is_some(),
            buttons: view.commands.iter().filter_map(button).collect(),
            notices: notices.iter().map(|told| notice(told, &view.zone)).collect(),
        }
    }
}

fn service(service_type: ServiceType) -> &'static str {
    match service_type {
        ServiceType::Loan => "Loan",
        ServiceType::Copy => "Copy",
    }
}

fn badge(state: requester::State) -> &'static str {
    use requester::State;
    match state {
        State::Received | State::CopyDelivered | State::Completed | State::FilledHere => "good",
        State::Unfilled | State::Refused | State::Lost => "bad",
        State::CancelPending => "warn",
        _ => "",
    }
}

/// The way of a usual request. One that ended early has none: its state says all.
fn steps(state: AnyState, service_type: ServiceType) -> Vec<Step> {
    let AnyState::Requester(at) = state else { return Vec::new() };
    if at.is_end() && at != requester::State::Completed {
        return Vec::new();
    }
    let way: &[(Phase, &'static str)] = match service_type {
        ServiceType::Loan => &[
            (Phase::Asking, "Asking libraries"),
            (Phase::Answered, "Being prepared"),
            (Phase::OnTheWay, "On its way"),
            (Phase::WithUs, "At your library or with you"),
            (Phase::GoingBack, "Going back"),
            (Phase::Done, "Finished"),
        ],
        ServiceType::Copy => &[
            (Phase::Asking, "Asking libraries"),
            (Phase::Answered, "Being prepared"),
            (Phase::OnTheWay, "On its way"),
            (Phase::WithUs, "Ready for you"),
            (Phase::Done, "Finished"),
        ],
    };
    let now = way.iter().position(|(phase, _)| *phase == at.phase());
    let class = |place: usize| match now {
        Some(now) if place < now => "past",
        Some(now) if place == now => "now",
        _ => "",
    };
    way.iter().enumerate().map(|(place, (_, label))| Step { label, class: class(place) }).collect()
}

/// What the patron may expect next.
fn explanation(state: AnyState, service_type: ServiceType) -> &'static str {
    use requester::State;
    let AnyState::Requester(state) = state else { return "" };
    match (state, service_type) {
        (State::New, _) => "Your library checks whether you may borrow. This usually takes a moment.",
        (State::NeedsReview, _) => "The staff of your library look at this request before it goes on.",
        (State::Routing | State::Sent | State::RetryPending, _) => {
            "Libraries that may have it are asked one after the other."
        }
        (State::Expected | State::WillSupply, _) => "A library has it and prepares it for you.",
        (State::ConditionPending, _) => {
            "A library would supply it on a condition. The staff of your library decide about that."
        }
        (State::CancelPending, _) => {
            "We asked the other library to cancel. If it has already sent the item, the request goes on."
        }
        (State::Shipped, _) => "It was sent to your library. You are told when you can collect it.",
        (State::Received, _) => "Collect it at your library. If you already have it, bring it back by the date below.",
        (State::CopyDelivered, _) => "Your copy is here.",
        (State::Returned | State::ReturnShipped, _) => "Thank you for bringing it back. You need not do anything more.",
        (State::Completed, ServiceType::Loan) => "It is back at the library that lent it.",
        (State::Completed, ServiceType::Copy) => "You have your copy.",
        (State::Unfilled, _) => {
            "All libraries that could have it were asked. The staff of your library can help you to find another way."
        }
        (State::Cancelled, _) => "The request was cancelled. Nothing more will happen.",
        (State::Refused, _) => "Ask the staff of your library for the reason.",
        (State::FilledHere, _) => "Your own library has it. Ask at the desk, or look at the shelf.",
        (State::Closed, _) => "The staff of your library closed this request. Ask them if you do not know why.",
        (State::Lost, _) => "Please talk to the staff of your library.",
    }
}

fn alerts(facts: &Facts, due: Option<i64>, now: i64) -> Vec<(&'static str, String)> {
    let mut alerts = Vec::new();
    if facts.recalled && due.is_some() {
        alerts.push(("bad", "The library that lent it needs it back. Please bring it back now.".to_owned()));
    } else if due.is_some_and(|due| facts.overdue || due < now) {
        alerts.push(("bad", "It is overdue. Please bring it back, or ask to keep it longer.".to_owned()));
    }
    if facts.renewal_asked {
        alerts.push(("", "You asked to keep it longer. The answer has not come yet.".to_owned()));
    }
    if due.is_some() {
        let conditions = facts
            .conditions_agreed
            .iter()
            .map(|condition| format!("A condition of the library that lends it: {condition}."));
        alerts.extend(conditions.map(|words| ("warn", words)));
    }
    alerts
}

fn facts(view: &RequestView, borrowing: &Borrowing) -> Vec<(&'static str, String)> {
    let about: &Description = &view.description;
    let pickup = borrowing.pickup_locations.iter().find(|location| location.code == view.patron.pickup_location);
    let supplied_by = match view.state.phase() {
        Phase::Asking | Phase::Answered => String::new(),
        _ => view.partner_name.clone(),
    };
    let within = if about.component_title.is_empty() { String::new() } else { about.title.clone() };
    let imprint = [about.place.as_str(), about.publisher.as_str(), about.date.as_str()];
    let all = [
        ("Service", service(view.facts.service_type).to_owned()),
        ("How soon", about.service_level.clone()),
        ("In", within),
        (
            "Author",
            if about.component_author.is_empty() { about.author.clone() } else { about.component_author.clone() },
        ),
        ("Edition", about.edition.clone()),
        ("Published", imprint.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")),
        ("Volume", about.volume.clone()),
        ("Issue", about.issue.clone()),
        ("Pages", about.pages.clone()),
        ("ISBN", about.isbn.clone()),
        ("ISSN", about.issn.clone()),
        (
            "Collect at",
            pickup.map(|location| location.name.clone()).filter(|_| view.facts.is_loan()).unwrap_or_default(),
        ),
        ("Where you want to collect it", view.patron.pickup_words.clone()),
        ("Supplied by", supplied_by),
        ("Your note", about.note.clone()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn button(command: &CommandView) -> Option<Button> {
    use requester::CommandKind;
    let (label, hint, class) = match CommandKind::from_name(command.name).filter(|_| command.for_patron)? {
        CommandKind::Renew => ("Ask to keep it longer", "", "primary"),
        CommandKind::Cancel => ("Cancel this request", "If a library has been asked already, it must agree.", "danger"),
        _ => return None,
    };
    Some(Button { command: command.name, label, hint, class })
}

fn notice(notice: &Notice, zone: &TimeZone) -> NoticeView {
    NoticeView {
        at: instant_text(notice.at),
        people_at: people_time(notice.at, zone),
        words: notice.words.clone(),
        is_new: notice.read_at.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lifecycle::Moment;
    use requester::State;

    fn classes(state: State, service_type: ServiceType) -> Vec<&'static str> {
        steps(AnyState::Requester(state), service_type).iter().map(|step| step.class).collect()
    }

    #[test]
    fn the_strip_shows_how_far_a_loan_is() {
        assert_eq!(classes(State::Shipped, ServiceType::Loan), ["past", "past", "now", "", "", ""]);
        assert_eq!(classes(State::Completed, ServiceType::Copy), ["past", "past", "past", "past", "now"]);
    }

    #[test]
    fn a_request_that_ended_early_has_no_strip_but_an_explanation() {
        for state in State::ALL {
            let explained =
                [ServiceType::Loan, ServiceType::Copy].map(|service| explanation(AnyState::Requester(*state), service));
            assert!(explained.iter().all(|words| !words.is_empty()), "{}", state.name());
        }
        for state in [State::Unfilled, State::Cancelled, State::Refused, State::FilledHere, State::Closed, State::Lost]
        {
            assert_eq!(classes(state, ServiceType::Loan), Vec::<&str>::new());
        }
    }

    #[test]
    fn an_overdue_loan_says_so_and_a_recalled_one_says_only_that() {
        let mut facts = Facts::new(ServiceType::Loan);
        facts.due = Some(Moment(1000));
        assert_eq!(alerts(&facts, Some(1000), 500), []);
        assert!(alerts(&facts, Some(1000), 1001)[0].1.starts_with("It is overdue"));
        facts.recalled = true;
        let recalled = alerts(&facts, Some(1000), 1001);
        assert!(recalled.len() == 1 && recalled[0].1.contains("needs it back"));
    }
}

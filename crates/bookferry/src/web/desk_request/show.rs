//! The request page put together from the view of the request.

use askama::Template;
use jiff::tz::TimeZone;
use lifecycle::{Outcome, Phase, ServiceType, Side};
use store::Attempt;

use super::context;
use super::details::{Detail, citation, items, request_facts};
use super::work::{WorkRow, work_rows};
use crate::platform::Platform;
use crate::settings::{HostLms, Lending};
use crate::web::bills::BillRow;
use crate::web::commands::{CommandContext, CommandForm};
use crate::web::desk::advice::advice;
use crate::web::desk::field::{Problem, problems};
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::web::desk::pretty::pretty;
use crate::web::desk::rows::{When, badge};
use crate::web::error::PageError;
use crate::web::layout::Layout;
use crate::web::visitor::Staff;
use crate::work::{AnyState, CommandView, RequestView, TimelineEntry};

/// A form that was not accepted, to be shown again.
#[derive(Debug, Clone, Copy)]
pub struct Refused<'a> {
    /// The command.
    pub command: &'a str,
    /// What was typed.
    pub form: &'a Fields,
    /// What is wrong with it.
    pub errors: &'a FieldErrors,
}

/// The page of a request.
#[derive(Template)]
#[template(path = "desk/request.html")]
pub struct RequestPage {
    /// The frame.
    pub layout: Layout,
    number: String,
    title: String,
    lending: bool,
    state: &'static str,
    badge: &'static str,
    urgent: Option<String>,
    attention: Option<String>,
    advice: &'static str,
    strip: Vec<StripStep>,
    primary: Option<CommandForm>,
    buttons: Vec<CommandForm>,
    folds: Vec<CommandForm>,
    problems: Vec<Problem>,
    work: Vec<WorkRow>,
    host_lms: String,
    citation: Vec<Detail>,
    request_facts: Vec<Detail>,
    items: Vec<Detail>,
    bills: Vec<BillRow>,
    has_slip: bool,
    rota: Vec<RotaRow>,
    timeline: Vec<Happening>,
}

/// One step of the state strip.
struct StripStep {
    label: &'static str,
    /// `past`, `now` or empty.
    class: &'static str,
}

/// One library of the rota.
struct RotaRow {
    position: i64,
    library: String,
    state: &'static str,
    reason: String,
    asked: Option<When>,
    answered: Option<When>,
}

/// One entry of the timeline.
struct Happening {
    at: When,
    actor: String,
    words: String,
    class: &'static str,
    message: Option<String>,
    told: Vec<Caused>,
    state: &'static str,
}

/// What an entry of the timeline caused.
struct Caused {
    words: String,
    message: Option<String>,
}

/// The page of a request, with a form that was not accepted if there is one.
///
/// # Errors
/// When the store cannot be read.
pub async fn request_page(
    platform: &Platform,
    staff: &Staff,
    view: &RequestView,
    refused: Option<Refused<'_>>,
) -> Result<RequestPage, PageError> {
    let library = staff.library_id();
    let lending: Lending = platform.section(library).await?;
    let host_lms: HostLms = platform.section(library).await?;
    let rows = platform.store().outbox().of_request(library, view.request.id).await?;
    let bills = platform.store().bills().of_request(library, view.request.id).await?;
    let (primary, others) = command_forms(view, &context(view, &lending, platform.now()), refused);
    let shown: Vec<_> = primary.iter().chain(&others).flat_map(|form| form.fields.clone()).collect();
    let (buttons, folds) = others.into_iter().partition(CommandForm::is_button);
    Ok(RequestPage {
        layout: Layout::new(&staff.visitor, "/desk"),
        number: view.request.number.clone(),
        title: view.description.line(),
        lending: view.side == Side::Supplier,
        state: view.state.label(),
        badge: badge(view.state, view.request.attention.is_some()),
        urgent: view.description.urgent_level().filter(|_| !view.state.is_end()),
        attention: view.request.attention.clone(),
        advice: advice(view.state, &view.facts),
        strip: strip(view),
        primary,
        buttons,
        folds,
        problems: problems(&shown),
        work: work_rows(view.side, &view.pending, &rows, &view.zone),
        host_lms: host_lms.host_lms,
        citation: citation(&view.description),
        request_facts: request_facts(view),
        items: items(view),
        bills: bills.iter().map(|bill| BillRow::of(bill, &view.partner_name, &view.zone)).collect(),
        has_slip: view.side == Side::Supplier && !view.state.is_end(),
        rota: view.attempts.iter().map(|(name, attempt)| rota_row(name, attempt, &view.zone)).collect(),
        timeline: view.timeline.iter().rev().map(|entry| happening(view, entry)).collect(),
    })
}

/// Commands that are wanted only when something is out of the ordinary.
const SELDOM: &[&str] = &["report_trouble", "bill", "send_note"];

/// The command that is most likely wanted, and the others. A form that was not accepted is shown open, as it was typed.
fn command_forms(
    view: &RequestView,
    context: &CommandContext<'_>,
    refused: Option<Refused<'_>>,
) -> (Option<CommandForm>, Vec<CommandForm>) {
    let form = |command: &CommandView| {
        let mut form = CommandForm::new(view.side, command, context);
        if let Some(refused) = refused.filter(|refused| refused.command == form.name) {
            form.is_open = true;
            form.fields = form.fields.into_iter().map(|field| field.answered(refused.form, refused.errors)).collect();
        }
        form
    };
    let mut forms: Vec<CommandForm> = view.commands.iter().map(form).collect();
    let first_is_wanted = forms.first().is_some_and(|form| !form.is_grave && !SELDOM.contains(&form.name));
    let primary = first_is_wanted.then(|| CommandForm { is_primary: true, ..forms.remove(0) });
    (primary, forms)
}

fn strip(view: &RequestView) -> Vec<StripStep> {
    let now = phase(view);
    let is_loan = view.facts.service_type == ServiceType::Loan;
    // A request that ended without a supply has not been through the phases between.
    let went_all_the_way = now != Phase::Done || view.facts.outcome == Some(Outcome::Supplied);
    let phases =
        Phase::ALL.iter().copied().filter(|phase| is_loan || !matches!(phase, Phase::OnTheWay | Phase::GoingBack));
    phases
        .map(|phase| StripStep {
            label: if phase == Phase::Done { end_label(view.state) } else { phase.label(view.side) },
            class: match phase.cmp(&now) {
                std::cmp::Ordering::Less if went_all_the_way => "past",
                std::cmp::Ordering::Equal => "now",
                _ => "",
            },
        })
        .collect()
}

/// The phase; the supplier's state does not tell whether the item has arrived, the facts do.
fn phase(view: &RequestView) -> Phase {
    match view.state.phase() {
        Phase::OnTheWay if view.facts.received => Phase::WithUs,
        phase => phase,
    }
}

fn end_label(state: AnyState) -> &'static str {
    if state.is_end() { state.label() } else { "Done" }
}

fn rota_row(name: &str, attempt: &Attempt, zone: &TimeZone) -> RotaRow {
    RotaRow {
        position: attempt.position,
        library: name.to_owned(),
        state: match attempt.state.as_str() {
            "waiting" => "not asked yet",
            "asked" => "asked",
            "unfilled" => "cannot supply",
            "cancelled" => "cancelled",
            "retry" => "asked to try again",
            "supplied" => "supplied",
            _ => "passed over",
        },
        reason: attempt.reason.clone().unwrap_or_default(),
        asked: attempt.asked_at.map(|at| When::minute(at, zone)),
        answered: attempt.answered_at.map(|at| When::minute(at, zone)),
    }
}

fn happening(view: &RequestView, entry: &TimelineEntry) -> Happening {
    Happening {
        at: When::minute(entry.at, &view.zone),
        actor: actor_name(view, &entry.actor).to_owned(),
        words: entry.words.clone(),
        class: entry.class,
        message: entry.message.as_deref().map(pretty),
        told: entry
            .told
            .iter()
            .map(|told| Caused { words: told.words.clone(), message: told.message.as_deref().map(pretty) })
            .collect(),
        state: entry.state,
    }
}

/// Libraries stand in the history by their symbols; people know them by their names.
fn actor_name<'a>(view: &'a RequestView, actor: &'a str) -> &'a str {
    let asked = view.attempts.iter().find(|(_, attempt)| attempt.supplier_symbol == actor);
    match asked {
        Some((name, _)) => name,
        None if view.side == Side::Supplier && view.request.requester_symbol == actor => &view.partner_name,
        None => actor,
    }
}

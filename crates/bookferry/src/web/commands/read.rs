//! What was typed into the form of a command, as a command of the lifecycle.

use lifecycle::{Condition, Cost, LentItem, Moment, Reason, Trouble, requester, supplier};

use super::CommandContext;
use crate::clock::{DAY, parse_instant};
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::work::ChosenCopy;

/// More pieces than this are not sent with one request.
const MOST_PIECES: usize = 99;
/// A loan beyond this is a slip of the finger.
const LONGEST_LOAN: i64 = 3 * 366 * DAY;

/// A copy that was handed in with the form: where the requesting library will find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCopy {
    /// The address.
    pub address: String,
}

/// The command of the requesting staff with what was typed.
///
/// # Errors
/// [`FieldErrors`] when something is missing.
pub fn requester_command(kind: requester::CommandKind, form: &Fields) -> Result<requester::Command, FieldErrors> {
    use requester::{Command, CommandKind as Kind};
    Ok(match kind {
        Kind::Approve => Command::Approve,
        Kind::CheckPatron => Command::CheckPatron,
        Kind::FillHere => Command::FillHere,
        Kind::Refuse => Command::Refuse { reason: Reason::noted(needed(form, "note", "Enter a reason.")?) },
        Kind::AcceptConditions => Command::AcceptConditions,
        Kind::RejectConditions => Command::RejectConditions,
        Kind::AskAgain => Command::AskAgain,
        Kind::Receive => Command::Receive,
        Kind::ShipReturn => Command::ShipReturn,
        Kind::TakeBack => Command::TakeBack,
        Kind::Renew => Command::Renew,
        Kind::ReportTrouble => report_trouble(form)?,
        Kind::Deliver => Command::Deliver,
        Kind::Downloaded => Command::Downloaded,
        Kind::TryNext => Command::TryNext,
        Kind::GiveUp => Command::GiveUp,
        Kind::Cancel => Command::Cancel,
        Kind::SendNote => Command::SendNote { note: needed(form, "note", "Enter the note.")? },
        Kind::Close => Command::Close,
    })
}

/// The command of the supplying staff with what was typed; `copy` is the file that was handed in, when one was.
///
/// # Errors
/// [`FieldErrors`] when something is missing or makes no sense.
pub fn supplier_command(
    kind: supplier::CommandKind,
    form: &Fields,
    copy: Option<SentCopy>,
    context: &CommandContext<'_>,
) -> Result<supplier::Command, FieldErrors> {
    use supplier::{Command, CommandKind as Kind};
    Ok(match kind {
        Kind::Promise => Command::Promise,
        Kind::Ship => ship(form, context)?,
        Kind::SendCopy => Command::SendCopy { document: copy.map(|copy| copy.address) },
        Kind::AddConditions => Command::AddConditions { condition: condition(form)? },
        Kind::AcceptCancel => Command::AcceptCancel,
        Kind::RejectCancel => Command::RejectCancel,
        Kind::ReceiveReturn => Command::ReceiveReturn,
        Kind::AllowRenew => Command::AllowRenew { due: Some(due_date(form, context)?) },
        Kind::ChangeDue => Command::ChangeDue { due: Some(due_date(form, context)?) },
        Kind::Fill => fill(form, context)?,
        Kind::UndoFill => Command::UndoFill,
        Kind::CorrectPiece => correct_piece(form)?,
        Kind::RefuseRenew => Command::RefuseRenew,
        Kind::SendOverdue => Command::SendOverdue,
        Kind::Recall => Command::Recall,
        Kind::LookAgain => Command::LookAgain,
        Kind::AskRetry => Command::AskRetry { reason: reason(form)?, after: day(form, "after", context)? },
        Kind::CannotSupply => Command::CannotSupply { reason: reason(form)? },
        Kind::Bill => bill(form)?,
        Kind::WriteOff => Command::WriteOff,
        Kind::SendNote => Command::SendNote { note: needed(form, "note", "Enter the note.")? },
    })
}

/// The copy that staff name where they promise it; `None`: they left it as it was.
#[must_use]
pub fn named_copy(form: &Fields, context: &CommandContext<'_>) -> Option<ChosenCopy> {
    let text = |name: &'static str| form.text(name).to_owned();
    let before = context.chosen_copy.cloned().unwrap_or_default();
    // The number of the record belongs to the copy that the catalogue showed.
    let record_id = if text("barcode") == before.barcode { before.record_id.clone() } else { String::new() };
    let named = ChosenCopy {
        barcode: text("barcode"),
        call_number: text("call_number"),
        location: text("location"),
        record_id,
    };
    let says_something = [&named.barcode, &named.call_number, &named.location].into_iter().any(|part| !part.is_empty());
    (says_something && named != before).then_some(named)
}

fn needed(form: &Fields, field: &'static str, words: &str) -> Result<String, FieldErrors> {
    match form.text(field) {
        "" => Err(FieldErrors::one(field, words)),
        text => Ok(text.to_owned()),
    }
}

fn reason(form: &Fields) -> Result<Reason, FieldErrors> {
    let reason = Reason { code: form.text("code").to_owned(), note: form.text("note").to_owned() };
    match (reason.code.as_str(), reason.note.as_str()) {
        ("", "") => Err(FieldErrors::one("code", "Choose a reason.")),
        ("Other", "") => Err(FieldErrors::one("note", "Say what the other reason is.")),
        _ => Ok(reason),
    }
}

fn condition(form: &Fields) -> Result<Condition, FieldErrors> {
    let cost = cost(form)?;
    let condition = Condition { code: form.text("code").to_owned(), cost, note: form.text("note").to_owned() };
    match condition == Condition::default() {
        true => Err(FieldErrors::one("code", "Choose a condition, or enter a cost or a note.")),
        false => Ok(condition),
    }
}

fn cost(form: &Fields) -> Result<Option<Cost>, FieldErrors> {
    let (amount, currency) = (form.text("amount").replace(',', "."), form.text("currency").to_uppercase());
    if amount.is_empty() {
        return Ok(None);
    }
    let mut errors = FieldErrors::default();
    if !is_amount(&amount) {
        errors.add("amount", "Enter the cost as a number, such as 12.50.");
    }
    if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
        errors.add("currency", "Enter the currency as three letters, such as EUR.");
    }
    errors.or(Some(Cost { amount, currency }))
}

fn bill(form: &Fields) -> Result<supplier::Command, FieldErrors> {
    let cost = cost(form)?.ok_or_else(|| FieldErrors::one("amount", "Enter the amount, such as 40.00."))?;
    Ok(supplier::Command::Bill { cost, why: needed(form, "why", "Say what it is for.")? })
}

fn report_trouble(form: &Fields) -> Result<requester::Command, FieldErrors> {
    let trouble = Trouble::from_name(form.text("trouble"));
    let trouble = trouble.ok_or_else(|| FieldErrors::one("trouble", "Choose what is wrong."))?;
    Ok(requester::Command::ReportTrouble { trouble, note: form.text("note").to_owned() })
}

fn is_amount(text: &str) -> bool {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "00"));
    let digits =
        |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit());
    digits(whole, 7) && digits(cents, 2)
}

fn fill(form: &Fields, context: &CommandContext<'_>) -> Result<supplier::Command, FieldErrors> {
    lent(form, context).map(|(items, due)| supplier::Command::Fill { items, due })
}

fn correct_piece(form: &Fields) -> Result<supplier::Command, FieldErrors> {
    let mut errors = FieldErrors::default();
    let item = form.text("item").parse().unwrap_or(0);
    if item == 0 {
        errors.add("item", "Enter the number of the piece, from 1.");
    }
    if form.text("barcode").is_empty() {
        errors.add("barcode", "Scan or enter the barcode.");
    }
    errors.or(supplier::Command::CorrectPiece { item, barcode: form.text("barcode").to_owned() })
}

fn ship(form: &Fields, context: &CommandContext<'_>) -> Result<supplier::Command, FieldErrors> {
    if !context.facts.items.is_empty() {
        // They are lent already, until the day on which they are due.
        return Ok(supplier::Command::Ship { items: context.facts.items.clone(), due: context.facts.due });
    }
    lent(form, context).map(|(items, due)| supplier::Command::Ship { items, due })
}

/// The pieces and the day on which they are due back.
fn lent(form: &Fields, context: &CommandContext<'_>) -> Result<(Vec<LentItem>, Option<Moment>), FieldErrors> {
    let items: Vec<LentItem> = form.lines("barcodes").map(|line| piece(line, context)).collect();
    let mut errors = FieldErrors::default();
    if let Some(words) = wrong_with(&items) {
        errors.add("barcodes", words);
    }
    let due = due_date(form, context).unwrap_or_else(|wrong| {
        errors.add("due", wrong.of("due").unwrap_or_default());
        Moment(0)
    });
    errors.or((items, Some(due)))
}

/// One line of the form: a barcode, and after a comma the name of the piece.
fn piece(line: &str, context: &CommandContext<'_>) -> LentItem {
    let (barcode, title) = line.split_once(',').unwrap_or((line, ""));
    let (barcode, title) = (barcode.trim(), title.trim());
    let copy = context.chosen_copy.filter(|copy| copy.barcode == barcode && !copy.call_number.is_empty());
    LentItem {
        barcode: barcode.to_owned(),
        call_number: copy.map(|copy| copy.call_number.clone()),
        title: Some(title.to_owned()).filter(|title| !title.is_empty()),
    }
}

fn wrong_with(items: &[LentItem]) -> Option<String> {
    let twice =
        items.iter().enumerate().find(|(at, item)| items.iter().take(*at).any(|other| other.barcode == item.barcode));
    match (items, twice) {
        ([], _) => Some("Scan at least one barcode.".to_owned()),
        (items, _) if items.iter().any(|item| item.barcode.is_empty()) => Some("A line has no barcode.".to_owned()),
        (_, Some((_, item))) => Some(format!("The barcode {} is there twice.", item.barcode)),
        (items, _) if items.len() > MOST_PIECES => {
            Some(format!("No more than {MOST_PIECES} pieces go with one request."))
        }
        _ => None,
    }
}

fn due_date(form: &Fields, context: &CommandContext<'_>) -> Result<Moment, FieldErrors> {
    match day(form, "due", context)? {
        None => Err(FieldErrors::one("due", "Enter the day on which it is due back.")),
        Some(due) if due.0 < context.now => Err(FieldErrors::one("due", "This day is over. Enter a later one.")),
        Some(due) if due.0 > context.now.saturating_add(LONGEST_LOAN) => {
            Err(FieldErrors::one("due", "This day is years away. Enter an earlier one."))
        }
        Some(due) => Ok(due),
    }
}

fn day(form: &Fields, field: &'static str, context: &CommandContext<'_>) -> Result<Option<Moment>, FieldErrors> {
    let text = form.text(field);
    if text.is_empty() {
        return Ok(None);
    }
    match parse_instant(text, context.zone).filter(|_| text.len() == "2026-12-24".len()) {
        Some(moment) => Ok(Some(Moment(moment))),
        None => Err(FieldErrors::one(field, "Enter the day as year-month-day, such as 2026-12-24.")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use lifecycle::{Facts, ServiceType};

    use super::*;

    const NOW: i64 = 1_795_219_200_000; // 2026-11-21

    fn supplier(name: &str, typed: &[(&str, &str)]) -> Result<supplier::Command, FieldErrors> {
        let facts = Facts::new(ServiceType::Loan);
        let copy = ChosenCopy { barcode: "311".into(), call_number: "QA 76".into(), ..ChosenCopy::default() };
        let context =
            CommandContext { facts: &facts, chosen_copy: Some(&copy), loan_days: 28, now: NOW, zone: &TimeZone::UTC };
        supplier_command(supplier::CommandKind::from_name(name).unwrap(), &Fields::from_pairs(typed), None, &context)
    }

    fn requester(name: &str, typed: &[(&str, &str)]) -> Result<requester::Command, FieldErrors> {
        requester_command(requester::CommandKind::from_name(name).unwrap(), &Fields::from_pairs(typed))
    }

    fn day(text: &str) -> Option<Moment> {
        parse_instant(text, &TimeZone::UTC).map(Moment)
    }

    #[test]
    fn a_form_filled_in_well_becomes_its_command() {
        use supplier::Command;
        let pieces = vec![
            LentItem { call_number: Some("QA 76".into()), ..LentItem::with_barcode("311") },
            LentItem { title: Some("Volume 2".into()), ..LentItem::with_barcode("312") },
        ];
        let cost = Some(Cost { amount: "12.50".into(), currency: "EUR".into() });
        let not_on_shelf = Reason { code: "NotOnShelf".into(), note: "since May".into() };
        for (name, typed, command) in [
            ("promise", &[][..], Command::Promise),
            (
                "ship",
                &[("barcodes", "311\n312, Volume 2"), ("due", "2026-12-24")],
                Command::Ship { items: pieces, due: day("2026-12-24") },
            ),
            (
                "add_conditions",
                &[("amount", "12,50"), ("currency", "eur")],
                Command::AddConditions { condition: Condition { cost, ..Condition::default() } },
            ),
            (
                "cannot_supply",
                &[("code", "NotOnShelf"), ("note", "since May")],
                Command::CannotSupply { reason: not_on_shelf },
            ),
            (
                "ask_retry",
                &[("code", "OnLoan"), ("after", "2027-01-01")],
                Command::AskRetry { reason: Reason::coded("OnLoan"), after: day("2027-01-01") },
            ),
            ("change_due", &[("due", "2026-12-31")], Command::ChangeDue { due: day("2026-12-31") }),
            ("undo_fill", &[], Command::UndoFill),
            ("allow_renew", &[("due", "2026-12-31")], Command::AllowRenew { due: day("2026-12-31") }),
            ("send_copy", &[], Command::SendCopy { document: None }),
            ("send_note", &[("note", "Hello")], Command::SendNote { note: "Hello".into() }),
        ] {
            assert_eq!(supplier(name, typed), Ok(command), "{name}");
        }
        let lost = requester::Command::ReportTrouble { trouble: Trouble::Lost, note: "on a train".into() };
        assert_eq!(requester("report_trouble", &[("trouble", "lost"), ("note", "on a train")]), Ok(lost));
        let cost = Cost { amount: "40.00".into(), currency: "EUR".into() };
        assert_eq!(
            supplier("bill", &[("amount", "40.00"), ("currency", "eur"), ("why", "lost")]),
            Ok(Command::Bill { cost, why: "lost".into() })
        );
        assert_eq!(
            requester("refuse", &[("note", "We have it")]),
            Ok(requester::Command::Refuse { reason: Reason::noted("We have it") })
        );
    }

    #[test]
    fn staff_name_the_copy_that_they_promise_or_leave_it_as_it_was() {
        let facts = Facts::new(ServiceType::Loan);
        let before = ChosenCopy { barcode: "311".into(), record_id: "99".into(), ..ChosenCopy::default() };
        let context =
            CommandContext { facts: &facts, chosen_copy: Some(&before), loan_days: 28, now: NOW, zone: &TimeZone::UTC };
        let named = |typed: &[(&str, &str)]| named_copy(&Fields::from_pairs(typed), &context);
        assert_eq!(named(&[]), None);
        assert_eq!(named(&[("barcode", "311")]), None);
        let placed = ChosenCopy { location: "Stacks".into(), ..before.clone() };
        assert_eq!(named(&[("barcode", "311"), ("location", "Stacks")]), Some(placed));
        let other = ChosenCopy { barcode: "312".into(), call_number: "QA 76".into(), ..ChosenCopy::default() };
        assert_eq!(named(&[("barcode", "312"), ("call_number", "QA 76")]), Some(other));
    }

    #[test]
    fn a_form_filled_in_badly_names_the_field() {
        for (name, typed, field) in [
            ("ship", &[("due", "2026-12-24")][..], "barcodes"),
            ("bill", &[("why", "lost")], "amount"),
            ("bill", &[("amount", "40"), ("currency", "euros"), ("why", "lost")], "currency"),
            ("bill", &[("amount", "40"), ("currency", "EUR")], "why"),
            ("ship", &[("barcodes", "311\n311"), ("due", "2026-12-24")], "barcodes"),
            ("ship", &[("barcodes", ", Volume 2"), ("due", "2026-12-24")], "barcodes"),
            ("ship", &[("barcodes", "311")], "due"),
            ("ship", &[("barcodes", "311"), ("due", "24.12.2026")], "due"),
            ("ship", &[("barcodes", "311"), ("due", "2026-11-20")], "due"),
            ("ship", &[("barcodes", "311"), ("due", "2096-11-20")], "due"),
            ("add_conditions", &[("code", "")], "code"),
            ("add_conditions", &[("amount", "much"), ("currency", "EUR")], "amount"),
            ("add_conditions", &[("amount", "3.5"), ("currency", "Euro")], "currency"),
            ("cannot_supply", &[], "code"),
            ("cannot_supply", &[("code", "Other")], "note"),
            ("ask_retry", &[("code", "OnLoan"), ("after", "soon")], "after"),
            ("allow_renew", &[], "due"),
            ("send_note", &[("note", "  ")], "note"),
        ] {
            let errors = supplier(name, typed).expect_err(name);
            assert!(errors.of(field).is_some(), "{name}: {errors:?}");
        }
        assert!(requester("refuse", &[]).unwrap_err().of("note").is_some());
    }

    #[test]
    fn every_command_comes_of_the_form_that_asks_for_it() {
        for kind in requester::CommandKind::ALL {
            let typed = Fields::from_pairs(&[("note", "words"), ("trouble", "lost")]);
            let done = requester_command(*kind, &typed);
            assert_eq!(done.map(|command| command.kind()), Ok(*kind));
        }
    }

    #[test]
    fn a_call_number_goes_with_the_copy_that_was_chosen_only() {
        let Ok(supplier::Command::Ship { items, .. }) =
            supplier("ship", &[("barcodes", "311\n312"), ("due", "2026-12-24")])
        else {
            panic!("the form is filled in well");
        };
        assert_eq!(items.iter().map(|item| item.call_number.as_deref()).collect::<Vec<_>>(), [Some("QA 76"), None]);
    }
}

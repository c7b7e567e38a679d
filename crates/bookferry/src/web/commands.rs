//! The forms of the commands: which fields a command asks for, and what was typed as a command of the lifecycle.

mod read;

pub use read::{SentCopy, named_copy, requester_command, supplier_command};

use jiff::tz::TimeZone;
use lifecycle::{Facts, Side, Trouble, requester, supplier};

use super::desk::field::Field;
use crate::clock::{day_text, end_of_day_after};
use crate::work::{ChosenCopy, CommandView};

/// Reasons for saying no, in the order in which staff need them: code and words (ISO 18626 reasonUnfilled, an open list).
pub const CANNOT_SUPPLY: &[(&str, &str)] = &[
    ("NotOnShelf", "Not on the shelf"),
    ("OnLoan", "On loan"),
    ("NonCirculating", "Does not leave the library"),
    ("NotHeld", "Not held by us"),
    ("NotFoundAsCited", "Not found as cited"),
    ("OnOrder", "On order"),
    ("InProcess", "In process"),
    ("Lost", "Lost or missing"),
    ("PoorCondition", "In poor condition"),
    ("LacksCopyrightCompliance", "Copyright does not allow it"),
    ("PolicyProblem", "Our rules do not allow it"),
    ("Duplicate", "Asked for twice"),
    ("Other", "Another reason: see the note"),
];

/// What an added condition may be: code and words (ISO 18626 loanCondition, an open list).
pub const CONDITIONS: &[(&str, &str)] = &[
    ("", "Only what the cost or the note says"),
    ("LibraryUseOnly", "Use in the library only"),
    ("NoReproduction", "No copying"),
    ("SignatureRequired", "Signature of the patron required"),
    ("SpecCollSupervReq", "Use under supervision of special collections"),
    ("WatchLibraryUseOnly", "Use in the library only, under supervision"),
];

/// What stands in the way of a request that may be asked again: code and words (ISO 18626 reasonRetry, an open list).
pub const ASK_RETRY: &[(&str, &str)] = &[
    ("NotFoundAsCited", "Not found as cited: check the citation"),
    ("OnLoan", "On loan now"),
    ("CostExceedsMaxCost", "Costs more than they offer"),
    ("LoanCondition", "Only under a condition"),
];

/// What the fields of a command are filled in with.
#[derive(Debug, Clone, Copy)]
pub struct CommandContext<'a> {
    /// What the lifecycle knows.
    pub facts: &'a Facts,
    /// Supplier: the copy that was chosen.
    pub chosen_copy: Option<&'a ChosenCopy>,
    /// Supplier: days that a lent item may stay away.
    pub loan_days: u16,
    /// The present moment in milliseconds since 1970-01-01T00:00Z.
    pub now: i64,
    /// The library's zone.
    pub zone: &'a TimeZone,
}

impl CommandContext<'_> {
    /// The day that a loan or renewal of today ends on.
    #[must_use]
    pub fn default_due_day(&self) -> String {
        let start = self.facts.due.map_or(self.now, |due| due.0.max(self.now));
        day_text(end_of_day_after(start, self.loan_days, self.zone), self.zone)
    }

    /// The day on which it is due back now.
    fn due_day(&self) -> String {
        self.facts.due.map(|due| day_text(due.0, self.zone)).unwrap_or_default()
    }
}

/// A command as the request page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandForm {
    /// The stable name, part of the form's address.
    pub name: &'static str,
    /// Words for the button.
    pub label: &'static str,
    /// What it does, where the button alone does not say it.
    pub explanation: &'static str,
    /// What must be known first.
    pub fields: Vec<Field>,
    /// Whether it ends the request or cannot be taken back.
    pub is_grave: bool,
    /// Whether its fields are to be seen at once.
    pub is_open: bool,
    /// Whether it is the one that is most likely wanted.
    pub is_primary: bool,
}

impl CommandForm {
    /// The form of a command.
    #[must_use]
    pub fn new(side: Side, command: &CommandView, context: &CommandContext<'_>) -> Self {
        let fields = match side {
            Side::Requester => requester::CommandKind::from_name(command.name).map(requester_fields),
            Side::Supplier => supplier::CommandKind::from_name(command.name).map(|kind| supplier_fields(kind, context)),
        };
        let fields: Vec<Field> =
            fields.unwrap_or_default().into_iter().map(|field| field.within(command.name)).collect();
        Self {
            name: command.name,
            label: command.label,
            explanation: explanation(command.name),
            is_grave: GRAVE.contains(&command.name),
            is_open: false,
            is_primary: false,
            fields,
        }
    }

    /// Whether one press of a button is enough: nothing to type, nothing that cannot be taken back.
    #[must_use]
    pub fn is_button(&self) -> bool {
        self.fields.is_empty() && !self.is_grave
    }

    /// Whether a file goes with it.
    #[must_use]
    pub fn has_file(&self) -> bool {
        self.fields.iter().any(Field::is_file)
    }
}

/// Commands that end a request or cannot be taken back: their buttons are behind a fold.
const GRAVE: &[&str] =
    &["refuse", "cannot_supply", "reject_conditions", "try_next", "give_up", "cancel", "write_off", "close"];

/// What a command does, where the words on its button leave a question open.
fn explanation(command: &str) -> &'static str {
    match command {
        "promise" => {
            "The requesting library is told that the item will come. A condition that was attached is taken back."
        }
        "ship" => {
            "The item is lent to the requesting library in the library system, and the requesting library is told."
        }
        "send_copy" => "The requesting library is told where its patron can fetch the copy.",
        "add_conditions" => "The requesting library must accept before anything is sent.",
        "cannot_supply" => "The request ends here, and the requesting library asks the next library.",
        "ask_retry" => "The request ends here. The requesting library may ask again.",
        "write_off" => {
            "The item is no longer waited for. The loan stays in the library system, which bills for lost items."
        }
        "report_trouble" => {
            "The supplying library is told. It decides whether it waits, or writes the item off and bills it."
        }
        "bill" => {
            "The requesting library is told. The bill stands under Bills on both sides until somebody marks it as paid."
        }
        "fill_here" => "The request ends, and the patron is told to ask at the desk. No other library is asked.",
        "refuse" => "The request ends and the patron is told.",
        "reject_conditions" => "The supplying library is asked to cancel, then the next library is asked.",
        "try_next" => "If a library is at work on the request, it is asked to cancel first.",
        "give_up" => "The request ends as not supplied and the patron is told.",
        "cancel" => "If a library was asked already, it must agree.",
        "close" => "Only when nothing else helps: the request ends here, whatever the other library does.",
        "ship_return" => "The temporary item is removed from the library system, and the supplying library is told.",
        "take_back" => {
            "The temporary item is removed from the library system at once; the supplying library is told when you send it."
        }
        "receive" => "The temporary item is made in the library system and put on hold for the patron.",
        _ => "",
    }
}

fn requester_fields(kind: requester::CommandKind) -> Vec<Field> {
    use requester::CommandKind as Kind;
    match kind {
        Kind::Refuse => vec![Field::lines("note", "Reason").with_hint("The patron may see it.").needed()],
        Kind::SendNote => vec![note_to("the supplying library")],
        Kind::ReportTrouble => vec![
            Field::choice(
                "trouble",
                "What is wrong",
                Trouble::ALL.iter().map(|trouble| (trouble.name(), trouble.label())),
            )
            .needed(),
            Field::lines("note", "More about it").with_hint("Staff of the supplying library read it."),
        ],
        Kind::Approve
        | Kind::CheckPatron
        | Kind::FillHere
        | Kind::AcceptConditions
        | Kind::RejectConditions
        | Kind::AskAgain
        | Kind::Receive
        | Kind::ShipReturn
        | Kind::TakeBack
        | Kind::Renew
        | Kind::Deliver
        | Kind::Downloaded
        | Kind::TryNext
        | Kind::GiveUp
        | Kind::Cancel
        | Kind::Close => Vec::new(),
    }
}

fn supplier_fields(kind: supplier::CommandKind, context: &CommandContext<'_>) -> Vec<Field> {
    use supplier::CommandKind as Kind;
    let note = || Field::lines("note", "Note to the requesting library");
    match kind {
        Kind::Promise => promise_fields(context),
        Kind::Ship if !context.facts.items.is_empty() => Vec::new(),
        Kind::Ship | Kind::Fill => ship_fields(context),
        Kind::CorrectPiece => vec![
            Field::number("item", "Number of the piece").with_value("1").needed(),
            Field::line("barcode", "Its barcode").needed(),
        ],
        Kind::SendCopy => vec![
            Field::file("copy", "The copy as a file")
                .with_hint("A PDF or an image, 50 MB at most. Leave it empty when the copy goes by post on paper."),
        ],
        Kind::AddConditions => vec![
            Field::choice("code", "Condition", CONDITIONS.iter().copied()).needed(),
            Field::line("amount", "Cost").with_hint("A number such as 12.50; leave empty when it costs nothing."),
            Field::line("currency", "Currency of the cost").with_hint("Three letters, such as EUR or USD."),
            note(),
        ],
        Kind::CannotSupply => vec![Field::choice("code", "Reason", CANNOT_SUPPLY.iter().copied()).needed(), note()],
        Kind::AskRetry => vec![
            Field::choice("code", "What stands in the way", ASK_RETRY.iter().copied()).needed(),
            Field::day("after", "Ask again after").with_hint("Empty: at once."),
            note(),
        ],
        Kind::AllowRenew => vec![Field::day("due", "New due date").with_value(context.default_due_day()).needed()],
        Kind::ChangeDue => vec![Field::day("due", "New due date").with_value(context.due_day()).needed()],
        Kind::SendNote => vec![note_to("the requesting library")],
        Kind::Bill => vec![
            Field::line("amount", "Amount").with_hint("A number such as 40.00.").needed(),
            Field::line("currency", "Currency").with_hint("Three letters, such as EUR or USD.").needed(),
            Field::lines("why", "What for").with_hint("Staff of the requesting library read it.").needed(),
        ],
        Kind::AcceptCancel
        | Kind::RejectCancel
        | Kind::ReceiveReturn
        | Kind::UndoFill
        | Kind::RefuseRenew
        | Kind::SendOverdue
        | Kind::Recall
        | Kind::LookAgain
        | Kind::WriteOff => Vec::new(),
    }
}

/// Which copy it is, for the slip and the hold; what the look on the shelf chose stands there already.
fn promise_fields(context: &CommandContext<'_>) -> Vec<Field> {
    let chosen = context.chosen_copy.cloned().unwrap_or_default();
    vec![
        Field::line("location", "Location").with_value(chosen.location),
        Field::line("call_number", "Call number").with_value(chosen.call_number),
        Field::line("barcode", "Barcode").with_hint("Of the copy that will be fetched.").with_value(chosen.barcode),
    ]
}

fn ship_fields(context: &CommandContext<'_>) -> Vec<Field> {
    let chosen = context.chosen_copy.map(|copy| copy.barcode.clone()).unwrap_or_default();
    vec![
        Field::lines("barcodes", "Barcodes of the items")
            .with_hint("One a line: scan each piece. After a comma you may name it: 31234000000012, Volume 2")
            .with_value(chosen)
            .needed(),
        Field::day("due", "Due back").with_value(context.default_due_day()).needed(),
    ]
}

fn note_to(whom: &str) -> Field {
    Field::lines("note", "Note").with_hint(format!("Staff of {whom} read it.")).needed()
}

#[cfg(test)]
mod tests {
    use lifecycle::ServiceType;

    use super::*;

    fn form(side: Side, name: &'static str) -> CommandForm {
        let mut facts = Facts::new(ServiceType::Loan);
        facts.due = Some(lifecycle::Moment(10 * crate::clock::DAY));
        let copy = ChosenCopy { barcode: "31234000000012".into(), ..ChosenCopy::default() };
        let context =
            CommandContext { facts: &facts, chosen_copy: Some(&copy), loan_days: 28, now: 0, zone: &TimeZone::UTC };
        CommandForm::new(side, &CommandView { name, label: "Do it", for_patron: false }, &context)
    }

    #[test]
    fn ship_is_filled_in_with_the_chosen_copy_and_the_usual_loan() {
        let values: Vec<String> = form(Side::Supplier, "ship").fields.into_iter().map(|field| field.value).collect();
        assert_eq!(values, ["31234000000012", "1970-02-08"]);
    }

    #[test]
    fn what_ends_a_request_is_never_a_bare_button() {
        for (side, name) in [(Side::Requester, "close"), (Side::Requester, "cancel"), (Side::Supplier, "write_off")] {
            assert!(!form(side, name).is_button(), "{name}");
        }
        assert!(form(Side::Requester, "receive").is_button());
        assert!(form(Side::Supplier, "send_copy").has_file());
    }

    #[test]
    fn every_grave_command_is_a_command_and_is_explained() {
        for name in GRAVE {
            let known =
                requester::CommandKind::from_name(name).is_some() || supplier::CommandKind::from_name(name).is_some();
            assert!(known && !explanation(name).is_empty(), "{name}");
        }
    }
}

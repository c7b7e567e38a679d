//! `bookferry ncip`: send one circulation message and explain the answer, or explain messages in files.

use std::time::Duration;

use clap::{Args, Subcommand};
use ncip::{
    AcceptItem, Answer, BibliographicDescription, Body, CancelRequestItem, CheckInItem, CheckOutItem, Code, Header,
    ItemId, ItemOptionalFields, LookupUser, Message, Outcome as Said, Patron, Profile, RenewItem, Request, RequestId,
    RequestItem, Response, Summary, UserId, answer_of, describe,
};
use serde_json::json;

use super::input::{self, Input};
use super::{DecodeArguments, End, Outcome, Stop, runtime};
use crate::outside::{CallFailure, Outside};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What each message says: version, service, ids, problem; one line a file
    Decode(DecodeArguments),
    /// Who is this patron, and may they borrow?
    LookupUser {
        #[command(flatten)]
        to: Address,
        /// The patron's identifier
        #[arg(long)]
        user: String,
    },
    /// An item from another library has come in: make a temporary item and hold it for the patron
    AcceptItem {
        #[command(flatten)]
        to: Address,
        /// The patron's identifier
        #[arg(long)]
        user: String,
        /// Barcode for the temporary item; it must not exist yet
        #[arg(long)]
        item: String,
        /// Our number of the request
        #[arg(long)]
        request: String,
        /// Title of the item
        #[arg(long)]
        title: Option<String>,
        /// Author of the item
        #[arg(long)]
        author: Option<String>,
        /// Due date, such as 2026-12-24
        #[arg(long)]
        due: Option<String>,
        /// Code of the library where the patron collects it
        #[arg(long)]
        pickup: Option<String>,
    },
    /// An item leaves for another library
    CheckOutItem {
        #[command(flatten)]
        to: Address,
        /// Barcode of the item
        #[arg(long)]
        item: String,
        /// Our number of the request
        #[arg(long)]
        request: Option<String>,
        /// Due date, such as 2026-12-24
        #[arg(long)]
        due: Option<String>,
    },
    /// An item goes back, or has come home
    CheckInItem {
        #[command(flatten)]
        to: Address,
        /// Barcode of the item, or of the temporary item
        #[arg(long)]
        item: String,
        /// Our number of the request
        #[arg(long)]
        request: Option<String>,
    },
    /// Reserve an item
    RequestItem {
        #[command(flatten)]
        to: Address,
        /// Barcode of the item
        #[arg(long)]
        item: String,
        /// Our number of the request
        #[arg(long)]
        request: String,
        /// The patron's identifier, when borrowing
        #[arg(long)]
        user: Option<String>,
    },
    /// Give a reservation up
    CancelRequestItem {
        #[command(flatten)]
        to: Address,
        /// Our number of the request
        #[arg(long)]
        request: String,
        /// The patron's identifier, when borrowing
        #[arg(long)]
        user: Option<String>,
    },
    /// Move the due date of a loan
    RenewItem {
        #[command(flatten)]
        to: Address,
        /// Barcode of the item
        #[arg(long)]
        item: String,
        /// The patron's identifier
        #[arg(long)]
        user: String,
        /// The new due date, such as 2026-12-24
        #[arg(long)]
        due: Option<String>,
    },
}

/// Where the message goes and who sends it.
#[derive(Debug, Args)]
pub struct Address {
    /// Address of the library system, such as `https://<alma_domain>/view/NCIPServlet`
    #[arg(long, required_unless_present = "dry_run", default_value = "")]
    url: String,
    /// Code of the resource sharing partner in Alma (application profile)
    #[arg(long)]
    profile: String,
    /// Institution code, used as sender and receiver
    #[arg(long)]
    agency: String,
    /// Receiver, where it differs from the sender
    #[arg(long)]
    to_agency: Option<String>,
    /// Which system's habits the message follows: alma or generic
    #[arg(long, default_value = "alma")]
    system: String,
    /// Print the message and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the answer as it came as well
    #[arg(long)]
    show: bool,
}

pub fn run(command: Command) -> Outcome {
    let (to, request) = match command {
        Command::Decode(arguments) => return decode(&arguments),
        Command::LookupUser { to, user } => {
            (to, Request::LookupUser(LookupUser { user_id: patron(&user), ..LookupUser::default() }))
        }
        Command::AcceptItem { to, user, item, request, title, author, due, pickup } => {
            let description = BibliographicDescription { title, author, ..BibliographicDescription::default() };
            let fields =
                ItemOptionalFields { bibliographic_description: Some(description), ..ItemOptionalFields::default() };
            let profile = profile(&to)?;
            let accept = AcceptItem {
                request_id: Some(RequestId::new(&request)),
                user_id: patron(&user),
                item_id: Some(ItemId::new(&item)),
                date_for_return: due.map(|due| profile.due_date(&due)),
                pickup_location: pickup.map(|code| Code::new(&code)),
                item_optional_fields: Some(fields),
                ..AcceptItem::default()
            };
            (to, Request::AcceptItem(accept))
        }
        Command::CheckOutItem { to, item, request, due } => {
            let desired_date_due = match due {
                Some(due) => Some(profile(&to)?.due_date(&due)),
                None => None,
            };
            let item_id = Some(ItemId::new(&item));
            (
                to,
                Request::CheckOutItem(CheckOutItem {
                    item_id,
                    request_id: number(request),
                    desired_date_due,
                    ..CheckOutItem::default()
                }),
            )
        }
        Command::CheckInItem { to, item, request } => (
            to,
            Request::CheckInItem(CheckInItem {
                item_id: Some(ItemId::new(&item)),
                request_id: number(request),
                ..CheckInItem::default()
            }),
        ),
        Command::RequestItem { to, item, request, user } => {
            let user_id = user.as_deref().and_then(patron);
            let item_ids = vec![ItemId::new(&item)];
            (
                to,
                Request::RequestItem(RequestItem {
                    item_ids,
                    request_id: number(Some(request)),
                    user_id,
                    ..RequestItem::default()
                }),
            )
        }
        Command::CancelRequestItem { to, request, user } => {
            let user_id = user.as_deref().and_then(patron);
            (
                to,
                Request::CancelRequestItem(CancelRequestItem {
                    request_id: number(Some(request)),
                    user_id,
                    ..CancelRequestItem::default()
                }),
            )
        }
        Command::RenewItem { to, item, user, due } => {
            let desired_date_due = match due {
                Some(due) => Some(profile(&to)?.due_date(&due)),
                None => None,
            };
            (
                to,
                Request::RenewItem(RenewItem {
                    item_id: Some(ItemId::new(&item)),
                    user_id: patron(&user),
                    desired_date_due,
                    ..RenewItem::default()
                }),
            )
        }
    };
    send(&to, request)
}

fn send(to: &Address, request: Request) -> Outcome {
    let profile = profile(to)?;
    let to_agency = to.to_agency.as_deref().unwrap_or(&to.agency);
    let message = profile.message(Header::between(&to.agency, to_agency).with_profile(&to.profile), request);
    let body = profile.encode(&message);
    if to.dry_run {
        println!("{body}");
        return Ok(End::Done);
    }
    let answer = runtime()?.block_on(async {
        let outside = Outside::new("command line").map_err(Stop::failed)?;
        outside.post_xml(&to.url, body, Duration::from_secs(60)).await.map_err(|fault| stop(&to.url, &fault))
    })?;
    if to.show {
        println!("{}", String::from_utf8_lossy(&answer.body));
    }
    let decoded = Message::decode(&answer.body).map_err(|fault| {
        Stop::Failed(format!("{} answered with HTTP status {}, and not in NCIP: {fault}", to.url, answer.status))
    })?;
    Ok(explain(&decoded.message))
}

fn stop(url: &str, fault: &CallFailure) -> Stop {
    match fault {
        CallFailure::Address(_) => Stop::Usage(format!("{url}: {fault}")),
        _ => Stop::Unreachable(format!("{url} {fault}")),
    }
}

fn explain(message: &Message) -> End {
    println!("{}", describe(message));
    if let Body::Response(Response::LookupUser(Answer::Done(response))) = &message.body {
        let patron = Patron::of(response);
        let may = if patron.blocked { "may not borrow" } else { "may borrow" };
        let group = patron.user_group.map(|group| format!(", user group {group}")).unwrap_or_default();
        println!("The patron is known and {may}{group}.");
    }
    match answer_of(message) {
        Said::Done => End::Done,
        Said::Pending => {
            println!("It will be decided later.");
            End::Done
        }
        Said::Refused(problems) => {
            for problem in problems {
                let explanation = problem.kind().explanation();
                println!("Refused: {}", problem.line());
                println!("Likely cause: {}", explanation.cause);
                println!("What to do: {}", explanation.remedy);
                if let Some(screen) = explanation.alma_screen {
                    println!("In Alma: {screen}");
                }
            }
            End::SomethingFailed
        }
        Said::NotAnAnswer => {
            println!("This is no answer to a request.");
            End::SomethingFailed
        }
    }
}

fn decode(arguments: &DecodeArguments) -> Outcome {
    let (mut messages, mut bad) = (0, 0);
    for path in &arguments.files {
        let content = Input::read_all(path)?;
        let file = input::name(path);
        match Message::decode(&content) {
            Ok(decoded) => {
                messages += 1;
                print(&file, &decoded, arguments.json);
            }
            Err(fault) => {
                bad += 1;
                match arguments.json {
                    true => println!("{}", json!({ "file": file, "error": fault.to_string() })),
                    false => println!("{file}: {fault}"),
                }
            }
        }
    }
    eprintln!("messages {messages}, bad {bad}");
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

fn print(file: &str, decoded: &ncip::Decoded, as_json: bool) {
    let warnings: Vec<String> =
        decoded.warnings.iter().map(|warning| format!("{}: {}", warning.path, warning.text)).collect();
    if !as_json {
        println!("{file}: {}", describe(&decoded.message));
        warnings.iter().for_each(|warning| eprintln!("{file}: warning: {warning}"));
        return;
    }
    let summary = Summary::of(&decoded.message);
    println!(
        "{}",
        json!({
            "file": file,
            "version": summary.version,
            "service": summary.service,
            "is_response": summary.is_response,
            "from": summary.from,
            "to": summary.to,
            "profile": summary.profile,
            "user_id": summary.user_id,
            "item_ids": summary.item_ids,
            "request_id": summary.request_id,
            "due_date": summary.due_date,
            "problems": summary.problems,
            "warnings": warnings,
        })
    );
}

fn profile(to: &Address) -> Result<Profile, Stop> {
    Profile::named(&to.system)
        .ok_or_else(|| Stop::Usage(format!("--system {} is not known; use alma or generic", to.system)))
}

fn patron(id: &str) -> Option<UserId> {
    Some(UserId::new(id))
}

fn number(request: Option<String>) -> Option<RequestId> {
    request.map(|request| RequestId::new(&request))
}

//! `bookferry iso18626`: what interlibrary loan messages say.

use clap::Subcommand;
use serde_json::json;

use super::input::{self, Input};
use super::{DecodeArguments, End, Outcome};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What each ISO 18626 message says: edition, kind, libraries, ids, status; one line a file
    Decode(DecodeArguments),
}

pub fn run(command: Command) -> Outcome {
    let Command::Decode(arguments) = command;
    let (mut messages, mut bad) = (0, 0);
    for path in &arguments.files {
        let content = Input::read_all(path)?;
        let file = input::name(path);
        match ::iso18626::decode(&content) {
            Ok(decoded) => {
                messages += 1;
                print(&file, &decoded, arguments.json);
            }
            Err(fault) => {
                bad += 1;
                let error = fault.error_data();
                match arguments.json {
                    true => println!(
                        "{}",
                        json!({ "file": file, "error_type": error.error_type.as_str(), "error": fault.to_string() })
                    ),
                    false => println!("{file}: {}: {fault}", error.error_type),
                }
            }
        }
    }
    eprintln!("messages {messages}, bad {bad}");
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

fn print(file: &str, decoded: &::iso18626::Decoded, as_json: bool) {
    let warnings: Vec<String> =
        decoded.warnings.iter().map(|warning| format!("{}: {}", warning.path, warning.text)).collect();
    if !as_json {
        println!("{file}: {}", decoded.message.describe());
        warnings.iter().for_each(|warning| eprintln!("{file}: warning: {warning}"));
        return;
    }
    let summary = decoded.message.summary(decoded.edition);
    println!(
        "{}",
        json!({
            "file": file,
            "kind": summary.kind,
            "edition": summary.edition,
            "version": decoded.version,
            "requesting_agency": summary.requesting_agency,
            "supplying_agency": summary.supplying_agency,
            "requesting_agency_request_id": summary.requesting_agency_request_id,
            "supplying_agency_request_id": summary.supplying_agency_request_id,
            "service_type": summary.service_type,
            "title": summary.title,
            "status": summary.status,
            "reason_for_message": summary.reason_for_message,
            "action": summary.action,
            "message_status": summary.message_status,
            "errors": summary.errors,
            "warnings": warnings,
        })
    );
}

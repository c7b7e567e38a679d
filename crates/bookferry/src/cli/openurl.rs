//! `bookferry openurl`: what OpenURL requests ask for.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::input::Input;
use super::{End, Outcome, Stop};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What each link asks for: genre, citation, numbers, what is missing; one line a request
    Decode(Decode),
}

#[derive(Debug, Args)]
pub struct Decode {
    /// Links, or files with one link a line; `-` is standard input
    #[arg(required = true)]
    links: Vec<String>,
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
}

pub fn run(command: Command) -> Outcome {
    let Command::Decode(arguments) = command;
    let (mut requests, mut bad) = (0, 0);
    for link in links(&arguments.links)? {
        match ::openurl::parse(&link) {
            Ok(request) => {
                requests += 1;
                print(&request, arguments.json);
            }
            Err(fault) => {
                bad += 1;
                match arguments.json {
                    true => println!("{}", json!({ "link": link, "error": fault.to_string() })),
                    false => println!("not an OpenURL: {fault}: {link}"),
                }
            }
        }
    }
    eprintln!("requests {requests}, bad {bad}");
    Ok(if bad == 0 { End::Done } else { End::SomethingFailed })
}

/// The arguments that are links as they are, and the lines of those that are files.
fn links(arguments: &[String]) -> Result<Vec<String>, Stop> {
    let mut links = Vec::new();
    for argument in arguments {
        let is_file = argument == "-" || Path::new(argument).is_file();
        if !is_file {
            links.push(argument.clone());
            continue;
        }
        let content = Input::read_all(&PathBuf::from(argument))?;
        let text = String::from_utf8_lossy(&content);
        links.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    }
    Ok(links)
}

fn print(request: &::openurl::Request, as_json: bool) {
    let genre = request.genre.as_ref().map(ToString::to_string);
    let missing = request.missing();
    if as_json {
        let citation = json!({
            "genre": genre,
            "title": request.title,
            "title_of_component": request.title_of_component,
            "authors": request.authors,
            "isbns": request.isbns,
            "issns": request.issns,
            "doi": request.doi,
            "pmid": request.pmid,
            "oclc_number": request.oclc_number,
            "lccn": request.lccn,
            "mms_id": request.mms_id,
            "year": request.year,
            "volume": request.volume,
            "issue": request.issue,
            "pages": request.pages,
            "edition": request.edition,
            "publisher": request.publisher,
            "place": request.place,
            "referrer": request.referrer,
            "missing": missing,
            "unknown": request.unknown,
        });
        println!("{citation}");
        return;
    }
    let title =
        request.title_of_component.as_ref().or(request.title.as_ref()).cloned().unwrap_or_else(|| "no title".into());
    let author = request.authors.first().map(|author| format!(" / {author}")).unwrap_or_default();
    let lacks = if missing.is_empty() { String::new() } else { format!("; missing: {}", missing.join(", ")) };
    println!("{}: {title}{author}{lacks}", genre.unwrap_or_else(|| "genre not said".into()));
}

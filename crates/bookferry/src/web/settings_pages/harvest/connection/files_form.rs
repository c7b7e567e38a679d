//! The forms for sources of files: a folder, and lists of ResourceSync.

use std::path::{Path, PathBuf};

use store::SourceSettings;

use super::super::super::local_ncip::wrong_address;
use super::form::Kind;
use crate::jobs::{self, FetchSettings, FileContent, SourceKind};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// Where the POD aggregator lists the records of all its members.
const POD: &str = "https://pod.stanford.edu/organizations/normalized_resourcelist/marcxml";
/// The header in which access tokens are sent.
const AUTHORIZATION: &str = "Authorization";

/// A new source of the Platform for Open Data.
#[must_use]
pub fn pod() -> SourceSettings {
    let fetch = FetchSettings { kind: SourceKind::ResourceSync, ..FetchSettings::default() };
    SourceSettings { name: "POD".to_owned(), url: POD.to_owned(), fetch: fetch.to_json(), ..SourceSettings::default() }
}

/// The fields of a folder; `open`: folders of this machine that are open to the library.
#[must_use]
pub fn folder_fields(source: Option<&SourceSettings>, open: &[PathBuf]) -> Vec<Field> {
    let fetch = source.map(|source| FetchSettings::read(&source.fetch)).unwrap_or_default();
    let contents = [
        ("changes", "What is new, changed or deleted since the file before"),
        ("complete", "All records: what is not in the newest export any more is gone"),
    ];
    let content = if fetch.content == FileContent::Complete { "complete" } else { "changes" };
    let mut fields = vec![
        Field::line("url", "Where the files are")
            .with_hint(place_hint(open))
            .with_value(source.map_or("", |source| &source.url))
            .needed(),
        Field::choice("content", "What a file holds", contents)
            .with_hint("Alma's publishing profiles of type FTP write what is new and what is deleted into separate files: choose the first.")
            .with_value(content)
            .needed(),
        Field::line("files", "Names of the files that are read")
            .with_hint("Such as east_*.xml.gz; * stands for any letters, several with commas between. Empty: all with the endings of files of records, such as .mrc, .xml, .json, .gz, .tar.gz, .zip.")
            .with_value(fetch.files.clone().unwrap_or_default()),
    ];
    fields.extend(user_fields(&fetch));
    fields
}

fn place_hint(open: &[PathBuf]) -> String {
    let web = "an address: https:// of a page that lists files, as Apache and nginx make them; sftp:// or ftps:// of a folder of such a server, as in sftp://files.example/out/east, with /~/ in front where the path begins in the user's own folder; or any of them of one file. ftp:// works as well, but whoever is on the way can read password and records";
    match open {
        [] => format!(
            "Enter {web}. Folders of this machine are opened to a library by the operator, in the configuration; none is open to yours."
        ),
        open => {
            let open: Vec<String> = open.iter().map(|open| open.display().to_string()).collect();
            format!("Enter {}, a folder in it, or {web}.", open.join(" or "))
        }
    }
}

fn user_fields(fetch: &FetchSettings) -> [Field; 4] {
    let hint = match &fetch.password {
        Some(_) => "One is kept. Leave this empty to keep it; without a user it is forgotten.",
        None => "Kept, never shown again, and sent to this server only.",
    };
    let key_hint = match &fetch.private_key {
        Some(_) => "One is kept. Leave this empty to keep it; without a user it is forgotten.",
        None => {
            "Only for sftp://, instead of a password or beside it. In OpenSSH's form and without a passphrase, as ssh-keygen -t ed25519 makes it; the public key that belongs to it goes to the operator of the server. Kept, and never shown again."
        }
    };
    [
        Field::line("user", "User")
            .with_hint("For servers that ask for one; SFTP always does. FTP without a user signs in as anonymous.")
            .with_value(fetch.user.clone().unwrap_or_default())
            .unmarked(),
        Field::password("password", "Password").with_hint(hint),
        Field::secret_lines("private_key", "Private key").with_hint(key_hint),
        Field::line("server_key", "Fingerprint of the server's key")
            .with_hint("Only for sftp://. Leave it empty at the first test, which shows it without signing in. Compare it with what the operator of the server tells you, then enter it here: SHA256:… A server with another key is never signed in to.")
            .with_value(fetch.server_key.clone().unwrap_or_default())
            .unmarked(),
    ]
}

/// The fields of lists of ResourceSync.
#[must_use]
pub fn list_fields(source: Option<&SourceSettings>) -> Vec<Field> {
    let fetch = source.map(|source| FetchSettings::read(&source.fetch)).unwrap_or_default();
    let has_token = fetch.headers.iter().any(|(name, _)| name == AUTHORIZATION);
    let token_hint = match has_token {
        true => "One is kept. Leave this empty to keep it.",
        false => {
            "Only for sources that ask for one, such as POD. Kept, never shown again, and sent to this server only."
        }
    };
    vec![
        Field::line("url", "Address of the lists")
            .with_hint("Of a source description (it ends in .well-known/resourcesync), a capability list, a resource list, a change list, or an index of them.")
            .with_value(source.map_or("", |source| &source.url))
            .needed(),
        Field::line("set", "Organisation")
            .with_hint("Of an aggregator that has a list for each of its members: the part of the list's address that names yours, such as east in …/organizations/east/streams/…. Empty: all lists.")
            .with_value(source.and_then(|source| source.set_spec.as_deref()).unwrap_or_default()),
        Field::password("token", "Access token").with_hint(token_hint),
    ]
}

/// What was typed, with what is kept of before. Name and layout are read elsewhere.
pub fn read(
    kind: Kind,
    form: &Fields,
    source: Option<&SourceSettings>,
    open: &[PathBuf],
    errors: &mut FieldErrors,
) -> SourceSettings {
    let mut fetch = source.map(|source| FetchSettings::read(&source.fetch)).unwrap_or_default();
    let url = form.text("url").to_owned();
    let text = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    let mut set_spec = None;
    if kind == Kind::Lists {
        fetch.kind = SourceKind::ResourceSync;
        set_spec = text("set");
        check_web(&url, errors);
        check_secret(form, "token", errors);
        if let Some(token) = text("token") {
            fetch.headers.retain(|(name, _)| name != AUTHORIZATION);
            fetch.headers.push((AUTHORIZATION.to_owned(), bearer(&token, errors)));
        }
    } else {
        fetch.kind = SourceKind::Folder;
        fetch.content = if form.text("content") == "complete" { FileContent::Complete } else { FileContent::Changes };
        fetch.files = text("files");
        read_identity(form, &mut fetch, errors);
        match wrong_place(&url, open) {
            Some(words) => errors.add("url", words),
            None => check_sftp(form, &url, &fetch, errors),
        }
    }
    SourceSettings { url, set_spec, prefix: "marc21".to_owned(), fetch: fetch.to_json(), ..SourceSettings::default() }
}

/// How to sign in to a server, and by what it is known.
fn read_identity(form: &Fields, fetch: &mut FetchSettings, errors: &mut FieldErrors) {
    let text = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    fetch.user = text("user");
    for name in ["password", "private_key"] {
        if fetch.user.is_some() {
            check_secret(form, name, errors);
        } else if text(name).is_some() {
            errors.add("user", "Enter the user that this belongs to.");
        }
    }
    if let Some(words) = text("private_key").and_then(|key| jobs::wrong_private_key(&key)) {
        errors.add("private_key", sentence(&words));
    }
    let has_user = fetch.user.is_some();
    fetch.password = text("password").or(fetch.password.take()).filter(|_| has_user);
    fetch.private_key = text("private_key").or(fetch.private_key.take()).filter(|_| has_user);
    let typed = text("server_key");
    fetch.server_key = typed.as_deref().and_then(jobs::fingerprint_in);
    if typed.is_some() && fetch.server_key.is_none() {
        errors.add("server_key", "Enter the fingerprint as the test shows it: SHA256: and 43 letters and digits.");
    }
}

/// What a source of SFTP must have before it is saved. A first test needs none of it: it shows the server's key.
fn check_sftp(form: &Fields, url: &str, fetch: &FetchSettings, errors: &mut FieldErrors) {
    if !jobs::is_sftp_address(url) || form.text("do") != "save" {
        return;
    }
    if fetch.server_key.is_none() && form.text("server_key").is_empty() {
        errors.add("server_key", "Test the connection: it shows the fingerprint. Compare it, and enter it here.");
    }
    if fetch.user.is_none() {
        errors.add("user", "Enter the user: SFTP knows no sign-in without one.");
    } else if fetch.password.is_none() && fetch.private_key.is_none() {
        errors.add("password", "Enter a password, or paste a private key.");
    }
}

/// With a large first letter and a full stop.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// The name under which a page says which secrets were typed before a test.
pub const TYPED: &str = "secrets_typed";
/// Fields whose content is in no page.
const SECRETS: [&str; 3] = ["token", "password", "private_key"];

/// Which secrets the form carries, now or before the test that was just made. They are in no page, so they are typed for each
/// button.
#[must_use]
pub fn secrets_in(form: &Fields) -> String {
    let typed = SECRETS.into_iter().filter(|name| was_typed(form, name) || !form.text(name).is_empty());
    typed.collect::<Vec<_>>().join(" ")
}

fn was_typed(form: &Fields, name: &str) -> bool {
    form.text(TYPED).split(' ').any(|typed| typed == name)
}

/// A secret that was typed for a test would be lost without a word when the source is saved.
fn check_secret(form: &Fields, name: &'static str, errors: &mut FieldErrors) {
    if was_typed(form, name) && form.text(name).is_empty() {
        errors.add(name, "Type it once more: it was used for the test, is in no page, and is not kept until you save.");
    }
}

fn bearer(token: &str, errors: &mut FieldErrors) -> String {
    let token = token.strip_prefix("Bearer ").unwrap_or(token);
    if !token.bytes().all(|byte| (b'!'..=b'~').contains(&byte)) {
        errors.add("token", "Paste the token as it was given to you, without blanks in it.");
    }
    format!("Bearer {token}")
}

fn check_web(url: &str, errors: &mut FieldErrors) {
    if url.is_empty() || wrong_address(url).is_some() {
        errors.add("url", "Enter the whole address with https:// in front.");
    }
}

/// What is wrong with the place of files.
fn wrong_place(url: &str, open: &[PathBuf]) -> Option<String> {
    if url.starts_with("http://") || url.starts_with("https://") {
        return wrong_address(url).map(|_| "Enter the whole address with https:// in front.".to_owned());
    }
    if jobs::is_server_address(url) {
        return jobs::wrong_server_address(url).map(|words| format!("{words}."));
    }
    let is_open = open.iter().any(|open| Path::new(url).starts_with(open)) && !url.split('/').any(|part| part == "..");
    (!is_open).then(|| match open {
        [] => {
            "Enter an address with https://, sftp:// or ftps:// in front; no folder of this machine is open to your library."
                .to_owned()
        }
        _ => {
            "Enter a folder that is open to your library, as the hint names them, or an address with https://, sftp:// or ftps:// in front."
                .to_owned()
        }
    })
}

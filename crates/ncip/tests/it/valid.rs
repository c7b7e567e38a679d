//! What we send follows the published schemas, and what others send that does not is named as such.
//!
//! Needs xmllint and `../shared/corpora` beside the repository; where they are missing the tests say so and pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use ncip::{Body, Edition, Message, Problem, Profile, Request, Response, Style, Version, Warning};

use crate::corpora::{FOLDER, samples};
use crate::samples;

/// One way to hold messages against a published text.
struct Schema {
    option: &'static str,
    file: &'static str,
}

const DTD: Schema = Schema { option: "--dtdvalid", file: "ncip_v1_0.dtd" };
const TWO: Schema = Schema { option: "--schema", file: "ncip_v2_0.xsd" };
const TWO_ONE: Schema = Schema { option: "--schema", file: "ncip_v2_01.xsd" };
const TWO_TWO: Schema = Schema { option: "--schema", file: "ncip_v2_02.xsd" };

impl Schema {
    fn of(version: &Version) -> Self {
        match version.edition() {
            Edition::One => DTD,
            Edition::Two => TWO,
            Edition::TwoOne => TWO_ONE,
            Edition::TwoTwo | Edition::Unknown => TWO_TWO,
        }
    }

    /// What xmllint says against these files, a line a fault; none when all are valid.
    fn faults(&self, files: &[PathBuf]) -> Vec<String> {
        assert!(!files.is_empty(), "there is nothing to hold against {}", self.file);
        let schema = Path::new(FOLDER).join("schemas").join(self.file);
        let output = Command::new("xmllint").args(["--noout", "--nonet", self.option]).arg(schema).args(files).output();
        let output = output.expect("xmllint runs");
        let said = String::from_utf8_lossy(&output.stderr);
        let faults = said.lines().filter(|line| line.contains("validity error")).map(str::to_owned);
        let faults: Vec<String> = faults.collect();
        assert_eq!(output.status.success(), faults.is_empty(), "{said}");
        faults
    }
}

/// Whether the tests of this module can say anything; says so when they cannot.
fn can_validate() -> bool {
    let here = Path::new(FOLDER).join("schemas").is_dir();
    let xmllint = Command::new("xmllint").arg("--version").output().is_ok();
    if !here || !xmllint {
        eprintln!("skipped: {}", if here { "xmllint is not here" } else { "../shared/corpora is not here" });
    }
    here && xmllint
}

/// A folder of this test for files that xmllint shall read.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ncip-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for scratch files");
    folder
}

#[test]
fn what_we_send_follows_the_schema_that_it_names() {
    if !can_validate() {
        return;
    }
    let folder = scratch("sent");
    let mut files: BTreeMap<&str, (Schema, Vec<PathBuf>)> = BTreeMap::new();
    for (name, bytes) in samples::every() {
        let path = folder.join(format!("{name}.xml"));
        let version = Message::decode(bytes.as_bytes()).expect(&name).message.version;
        fs::write(&path, bytes).expect("a scratch file");
        let schema = Schema::of(&version);
        files.entry(schema.file).or_insert((schema, Vec::new())).1.push(path);
    }
    assert_eq!(files.keys().copied().collect::<Vec<_>>(), [DTD.file, TWO.file, TWO_TWO.file]);
    for (schema, files) in files.values() {
        assert_eq!(schema.faults(files), [] as [String; 0], "{} files against {}", files.len(), schema.file);
    }
}

#[test]
fn our_messages_are_valid_in_every_edition_of_version_two_that_has_them() {
    if !can_validate() {
        return;
    }
    let editions = [(Version::TWO, TWO), (Version::TWO_ONE, TWO_ONE), (Version::TWO_TWO, TWO_TWO)];
    for (version, schema) in editions {
        let folder = scratch(schema.file);
        let mut files = Vec::new();
        for (name, bytes) in samples::every() {
            let message = Message::decode(bytes.as_bytes()).expect(&name).message;
            if message.version.edition() == Edition::One || is_only_in_the_last(&message) && version != Version::TWO_TWO
            {
                continue;
            }
            let path = folder.join(format!("{name}.xml"));
            let message = Message { version: Version::new(version), ..message };
            fs::write(&path, message.encode(&Style::PLAIN)).expect("a scratch file");
            files.push(path);
        }
        assert_eq!(schema.faults(&files), [] as [String; 0], "{} files against {}", files.len(), schema.file);
    }
}

/// What [`Request::done`] cannot know and leaves to the caller.
const INCOMPLETE: [&str; 3] = ["create-user-fiscal-transaction", "lookup-item-set", "lookup-user-with-pin"];

#[test]
fn answers_composed_from_a_request_are_valid() {
    if !can_validate() {
        return;
    }
    for (profile, schema) in [(Profile::GENERIC, TWO_TWO), (Profile::SYMPHONY, DTD)] {
        let folder = scratch(&format!("answers-{}", profile.name));
        let mut files = Vec::new();
        for (name, request) in samples::requests() {
            let question = profile.message(samples::header(), request.clone());
            let is_in_version_one = !["delete-item", "lookup-item-set", "lookup-request"].contains(&name);
            if schema.file == DTD.file && !is_in_version_one {
                continue;
            }
            let refused = question.refuse(Problem::new("Unknown Item", "No such item"));
            let done = Some(question.answer(request_of(&question).done())).filter(|_| !INCOMPLETE.contains(&name));
            for (kind, answer) in [("done", done), ("refused", Some(refused))] {
                let Some(answer) = answer else { continue };
                let path = folder.join(format!("{name}-{kind}.xml"));
                fs::write(&path, profile.encode(&answer)).expect("a scratch file");
                files.push(path);
            }
        }
        assert_eq!(schema.faults(&files), [] as [String; 0], "{} files against {}", files.len(), schema.file);
    }
}

fn request_of(message: &Message) -> &Request {
    let Body::Request(request) = &message.body else { panic!("{message:?}") };
    request
}

/// LookupItemSet came with 2.02.
fn is_only_in_the_last(message: &Message) -> bool {
    matches!(message.body, Body::Request(Request::LookupItemSet(_)) | Body::Response(Response::LookupItemSet(_)))
}

#[test]
fn of_every_invalid_sample_a_warning_names_the_element_that_the_schema_complains_about() {
    if !can_validate() {
        return;
    }
    let (mut valid, mut invalid) = (0, 0);
    for (path, bytes) in samples().unwrap_or_default() {
        let decoded = Message::decode(&bytes).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        let faults = faults_of(&decoded.message.version, &path);
        let warnings = &decoded.warnings;
        match faults.first() {
            Some(fault) => {
                invalid += 1;
                let is_named = warnings.iter().any(|warning| names(warning, fault));
                assert!(is_named, "{}: {fault}\n{warnings:#?}", path.display());
            }
            None => {
                valid += 1;
                let odd = warnings.iter().find(|warning| !warning.text.ends_with(" is empty"));
                assert_eq!(odd, None, "{} is valid", path.display());
            }
        }
    }
    assert!(valid >= 50 && invalid >= 20, "{valid} valid samples, {invalid} invalid ones");
}

/// What the schema says that the message names. Some send elements of a later edition inside `Ext`, so the last one counts too.
fn faults_of(version: &Version, path: &PathBuf) -> Vec<String> {
    let files = std::slice::from_ref(path);
    let faults = Schema::of(version).faults(files);
    let in_a_later_edition = || version.edition() != Edition::One && TWO_TWO.faults(files).is_empty();
    if !faults.is_empty() && in_a_later_edition() { Vec::new() } else { faults }
}

/// Whether the warning is about what a line of xmllint is about: `file:12: element Amount: ... Expected is ( {...}CurrencyCode )`.
fn names(warning: &Warning, fault: &str) -> bool {
    let said = fault.split_once(": element ").map(|(_, said)| said).expect("xmllint names the element");
    let (element, rest) = said.split_once(':').expect("xmllint says what is wrong");
    let expected = rest.split_once("Expected is").map_or("", |(_, expected)| expected);
    let place = warning.path.rsplit('/').next().unwrap_or_default();
    let told: Vec<&str> = words(place).chain(words(&warning.text)).collect();
    std::iter::once(element).chain(words(expected)).any(|word| told.contains(&word))
}

/// The words that can be names of elements.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

//! Links from the log of a live link resolver.

use std::path::Path;
use std::process::Command;

use openurl::parse;

#[test]
fn links_of_a_live_resolver_are_read() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpora"));
    if !root.is_dir() {
        eprintln!("skipped: ../shared/corpora is not here");
        return;
    }
    // This crate has no dependencies, not even for tests; every machine that has the corpora has gzip.
    let log = Command::new("gzip").arg("-dc").arg(root.join("openurl/nyu-getit-visible.txt.gz")).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    let mut found = (0, 0, 0, 0);
    for line in log.lines() {
        let request = parse(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let has_title = request.title.is_some() || request.title_of_component.is_some();
        let has_identifier = request.has_identifier();
        found.0 += 1;
        found.1 += usize::from(has_title);
        found.2 += usize::from(has_identifier);
        found.3 += usize::from(has_title || has_identifier);
    }
    let (links, with_title, with_identifier, with_either) = found;
    eprintln!("{links} links, {with_title} with a title, {with_identifier} with a number, {with_either} with either");
    // The eighteen others were looked at: they name nothing but a record of the sender.
    assert_eq!((links, with_either), (3833, 3815));
}

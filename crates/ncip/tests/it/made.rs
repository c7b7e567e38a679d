//! The bytes that we send are on file, so that a change shows in review and CI can hold them against the schema.

use std::collections::BTreeSet;
use std::{env, fs, path::PathBuf};

use ncip::Message;

use crate::samples;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made"))
}

#[test]
fn what_we_send_is_what_is_on_file() {
    let update = env::var_os("UPDATE").is_some();
    let mut expected = BTreeSet::new();
    for (name, bytes) in samples::every() {
        let path = folder().join(format!("{name}.xml"));
        let bytes = bytes + "\n";
        if update {
            fs::write(&path, &bytes).expect("the folder fixtures/made can be written");
        }
        let on_file = fs::read_to_string(&path).unwrap_or_default();
        assert!(on_file == bytes, "{} differs; UPDATE=1 accepts:\n{bytes}", path.display());
        expected.insert(format!("{name}.xml"));
    }
    let found: BTreeSet<String> = fs::read_dir(folder())
        .expect("the folder fixtures/made")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, expected, "fixtures/made holds exactly what the samples make");
}

#[test]
fn what_we_send_is_read_back_without_a_warning() {
    for (name, bytes) in samples::every() {
        let decoded = Message::decode(bytes.as_bytes()).expect(&name);
        assert_eq!(decoded.warnings, [], "{name}");
        let again = decoded.message.encode(&ncip::Style::PLAIN);
        assert_eq!(Message::decode(again.as_bytes()).expect(&name).message, decoded.message, "{name}");
    }
}

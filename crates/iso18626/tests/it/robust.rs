//! Broken input gives a value or an error, never a panic.

use iso18626::{confirm_unreadable, decode};

use crate::samples;

#[test]
fn every_prefix_of_a_message_is_refused_and_still_answered() {
    for (name, message) in samples::all() {
        let whole = message.encode(iso18626::Edition::V2021);
        let bytes = whole.as_bytes();
        // Every length of a short message, some lengths of the long ones.
        let step = if name == "requesting-notification" { 1 } else { 41 };
        for length in (0..bytes.len()).step_by(step) {
            let error = decode(&bytes[..length]).expect_err(name);
            let receipt = confirm_unreadable(&bytes[..length], &error, samples::NOW, samples::NOW);
            assert!(receipt.confirmation_header().is_some(), "{name} cut at {length}");
        }
    }
}

#[test]
fn a_message_with_one_byte_changed_gives_a_value_or_an_error() {
    for sample in ["request-loan", "supplying-loaned", "requesting-confirmation-error"] {
        let (_, message) = samples::all().into_iter().find(|(name, _)| *name == sample).unwrap();
        for edition in [iso18626::Edition::V1_2, iso18626::Edition::V2021] {
            let bytes = message.encode(edition).into_bytes();
            for place in (0..bytes.len()).step_by(19) {
                for value in [0x00, 0xFF, b'<', b'&', bytes[place] ^ 1] {
                    let mut changed = bytes.clone();
                    changed[place] = value;
                    check_stable(&changed);
                }
            }
        }
    }
}

/// What was written once is written the same again, whatever it came from.
fn check_stable(bytes: &[u8]) {
    let Ok(decoded) = decode(bytes) else { return };
    let written = decoded.message.encode(decoded.edition);
    let again = decode(written.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again.message.encode(again.edition), written);
}

#[test]
fn ten_thousand_unknown_elements_are_kept_with_fifty_warnings() {
    let whole = samples::all().swap_remove(0).1.encode(iso18626::Edition::V1_2);
    let many = whole.replace("</request>", &format!("{}</request>", "<x/>".repeat(10_000)));
    let decoded = decode(many.as_bytes()).unwrap();
    assert_eq!(decoded.warnings.len(), 50);
    assert_eq!(decoded.message.encode(decoded.edition).matches("<x/>").count(), 10_000);
}

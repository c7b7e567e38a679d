//! Any text gives a checkpoint, token or date, or none; what is read is written back so that it reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oai_pmh::{Checkpoint, Datestamp, TokenForm};

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = Checkpoint::from_text(text) {
        assert_eq!(Checkpoint::from_text(&checkpoint.to_text()), Ok(checkpoint));
    }
    for form in [TokenForm::Alma, TokenForm::Opaque] {
        if let Some(position) = form.read(text) {
            assert_eq!(form.read(&form.write(&position)), Some(position));
        }
    }
    if let Ok(stamp) = Datestamp::parse_leniently(text) {
        assert_eq!(stamp.to_string().parse(), Ok(stamp));
    }
});

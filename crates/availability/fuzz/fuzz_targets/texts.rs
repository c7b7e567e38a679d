//! Any text: a volume that is itself, words, a date that is stable, and queries in one piece.
#![no_main]

use availability::{
    SruIndexes, UseAttributes, Volume, VolumeFit, Wanted, Words, normal_date, rest_questions, sru_questions, z3950_questions,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let volume = Volume::parse(text);
    assert_eq!(volume.fit(&volume), VolumeFit::Fits);
    let _ = Words::default().understand(text);
    assert_eq!(normal_date(&normal_date(text)), normal_date(text));
    let wanted = Wanted { record_id: text.into(), isbn: text.into(), title: text.into(), author: text.into(), ..Wanted::default() };
    let _ = (z3950_questions(&wanted, &UseAttributes::default()), sru_questions(&wanted, &SruIndexes::alma()), rest_questions(&wanted));
});

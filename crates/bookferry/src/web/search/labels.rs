//! Codes of the shared index in words.

/// Kinds of material: the index's name and words for patrons.
const FORMATS: &[(&str, &str)] = &[
    ("book", "Book"),
    ("e-book", "E-book"),
    ("serial", "Journal or series"),
    ("e-serial", "Electronic journal"),
    ("thesis", "Thesis"),
    ("e-thesis", "Electronic thesis"),
    ("score", "Sheet music"),
    ("e-score", "Electronic sheet music"),
    ("map", "Map"),
    ("e-map", "Electronic map"),
    ("video", "Film"),
    ("e-video", "Streamed film"),
    ("audiobook", "Spoken recording"),
    ("e-audiobook", "Electronic audiobook"),
    ("music", "Music recording"),
    ("e-music", "Streamed music"),
    ("image", "Image"),
    ("software", "Software"),
    ("kit", "Kit"),
    ("object", "Object"),
    ("microform", "Microform"),
    ("braille", "Braille"),
    ("large-print", "Large print"),
    ("other", "Other"),
];

/// The commonest languages: MARC code (MARC Code List for Languages) and English name.
const LANGUAGES: &[(&str, &str)] = &[
    ("ara", "Arabic"),
    ("bul", "Bulgarian"),
    ("cat", "Catalan"),
    ("chi", "Chinese"),
    ("cze", "Czech"),
    ("dan", "Danish"),
    ("dut", "Dutch"),
    ("eng", "English"),
    ("est", "Estonian"),
    ("fin", "Finnish"),
    ("fre", "French"),
    ("ger", "German"),
    ("gle", "Irish"),
    ("grc", "Ancient Greek"),
    ("gre", "Greek"),
    ("heb", "Hebrew"),
    ("hin", "Hindi"),
    ("hrv", "Croatian"),
    ("hun", "Hungarian"),
    ("ice", "Icelandic"),
    ("ind", "Indonesian"),
    ("ita", "Italian"),
    ("jpn", "Japanese"),
    ("kor", "Korean"),
    ("lat", "Latin"),
    ("lav", "Latvian"),
    ("lit", "Lithuanian"),
    ("nor", "Norwegian"),
    ("per", "Persian"),
    ("pol", "Polish"),
    ("por", "Portuguese"),
    ("rum", "Romanian"),
    ("rus", "Russian"),
    ("san", "Sanskrit"),
    ("slo", "Slovak"),
    ("slv", "Slovenian"),
    ("spa", "Spanish"),
    ("srp", "Serbian"),
    ("swe", "Swedish"),
    ("tur", "Turkish"),
    ("ukr", "Ukrainian"),
    ("urd", "Urdu"),
    ("vie", "Vietnamese"),
    ("wel", "Welsh"),
    ("yid", "Yiddish"),
];

/// A kind of material in words.
#[must_use]
pub fn format(name: &str) -> String {
    in_words(FORMATS, name)
}

/// A language in words; its code when it is a rare one.
#[must_use]
pub fn language(code: &str) -> String {
    in_words(LANGUAGES, code)
}

fn in_words(table: &[(&str, &str)], code: &str) -> String {
    let found = table.iter().find(|(known, _)| *known == code);
    found.map_or(code, |(_, words)| words).to_owned()
}

//! Kinds of material by leader, 006, 007 and 008.

use super::*;
use crate::fixture::record;

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, name) in cases {
        assert_eq!(Format::of(&record(text)).name(), *name, "{text}");
    }
}

#[test]
fn leader_and_words_tell_the_format() {
    check(&[
        ("LDR 00000nam a2200000 a 4500\n300 $axii, 240 p. ;$c24 cm.", "book"),
        ("LDR 00000cas a2200000 a 4500\n300 $av. :$bill.", "serial"),
        ("LDR 00000cai a2200000 a 4500\n300 $a1 online resource", "e-serial"),
        ("LDR 00000nam a2200000 a 4500\n245 $aEmma$h[electronic resource] /$cJane Austen.", "e-book"),
        ("LDR 00000nam a2200000 i 4500\n300 $a1 Online-Ressource (VIII, 300 Seiten)", "e-book"),
        ("LDR 00000nam a2200000 i 4500\n338 $aonline resource$bcr$2rdacarrier", "e-book"),
        ("LDR 00000nam a2200000 a 4500\n008 010203s2007\\\\\\\\enk\\\\\\\\\\o\\\\\\\\\\000\\0\\eng\\d", "e-book"),
        ("LDR 00000nam a2200000 a 4500\n300 $a1 microfilm reel", "microform"),
        ("LDR 00000nam a2200000 a 4500\n300 $a200 p.\n533 $aMicrofiche.$bAnn Arbor", "microform"),
        ("LDR 00000nam a2200000 a 4500\n300 $a200 leaves\n502 $aThesis (Ph. D.)--1938.", "thesis"),
        ("LDR 00000ntm a2200000 a 4500\n502 $aThesis (Ph. D.)--1938.", "thesis"),
        ("LDR 00000ncm a2200000 a 4500", "score"),
        ("LDR 00000nem a2200000 a 4500", "map"),
        ("LDR 00000ngm a2200000 a 4500", "video"),
        ("LDR 00000njm a2200000 a 4500", "music"),
        ("LDR 00000nim a2200000 a 4500", "audiobook"),
        ("LDR 00000nam a2200000 a 4500\n300 $a328 p. (large print)", "large-print"),
        ("LDR 00000nam a2200000 a 4500\n250 $aGroßdruckausg.", "large-print"),
        ("LDR 00000nzm a2200000 a 4500", "other"),
    ]);
}

#[test]
fn a_printed_book_with_a_link_or_a_companion_edition_stays_a_book() {
    check(&[
        ("LDR 00000nam a2200000 a 4500\n300 $a240 p.\n856 $uhttps://example.org/toc.html", "book"),
        ("LDR 00000nam a2200000 i 4500\n338 $avolume$bnc\n338 $aonline resource$bcr", "book"),
        ("LDR 00000nam a2200000 a 4500\n007 ta\n007 cr\n300 $a240 p.", "book"),
    ]);
}

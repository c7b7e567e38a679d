//! Folding and words over scripts.

use super::*;

#[track_caller]
fn check_fold(cases: &[(&str, &str)]) {
    for (text, folded) in cases {
        assert_eq!(fold(text), *folded, "folding {text}");
    }
}

fn index(text: &str) -> String {
    tokens([text]).iter().map(|token| format!("{}@{}", token.text, token.position)).collect::<Vec<_>>().join(" ")
}

fn query(text: &str) -> String {
    query_terms(text).iter().map(|token| format!("{}@{}", token.text, token.position)).collect::<Vec<_>>().join(" ")
}

#[test]
fn letters_of_many_languages_fold_to_what_a_patron_types() {
    check_fold(&[
        ("Čapek, Bohumil Hrabal: Příliš hlučná samota", "capek, bohumil hrabal: prilis hlucna samota"),
        ("Łódź, źdźbło", "lodz, zdzblo"),
        ("İstanbul ve ılık", "istanbul ve ilik"),
        ("Đường về nhà", "duong ve nha"),
        ("Straße, Ähre", "strasse, ahre"),
        ("Œuvres complètes de l'Île", "oeuvres completes de l'ile"),
        ("Þórbergur Þórðarson", "thorbergur thordarson"),
        ("Smørrebrød på Ærø", "smorrebrod pa aero"),
        ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"),
        ("οδυσσεύς", "οδυσσευσ"),
        ("ﬁn de ſiècle ２１", "fin de siecle 21"),
        ("Ёлка", "елка"),
        ("שָׁלוֹם", "שלום"),
        ("كِتَابٌ", "كتاب"),
    ]);
}

#[test]
fn marks_of_romanisation_are_silent() {
    check_fold(&[
        (
            "Voĭna i mir : Tolstogo, Dostoevskiĭ pisʹmo obʺi͡avlenie",
            "voina i mir : tolstogo, dostoevskii pismo obiavlenie",
        ),
        ("al-Qurʼān ʻArabī", "al-quran arabi"),
        ("Kŭmgang ŭi Hanʼgŭl", "kumgang ui hangul"),
    ]);
}

#[test]
fn letters_of_kana_and_indic_scripts_are_kept() {
    check_fold(&[("がぎぐ", "がぎぐ"), ("ｶﾞｷﾞ", "ガギ"), ("한글", "한글"), ("हिन्दी", "हिन्दी")]);
}

#[test]
fn folding_is_idempotent_for_every_character() {
    let mut once = String::new();
    // Ideographs and Hangul are many and all alike; the planes behind the second hold nothing else.
    for character in ('\0'..='\u{1FFFF}').filter(|character| !matches!(character, '\u{3400}'..='\u{D7AF}')) {
        once.clear();
        once.push(character);
        let folded = fold(&once);
        assert_eq!(fold(&folded), folded, "U+{:04X}", character as u32);
    }
}

#[test]
fn words_are_split_at_punctuation_and_keep_their_places() {
    assert_eq!(index("War and peace /"), "war@0 and@1 peace@2");
    assert_eq!(index("E-mail: a write-it-well guide"), "e@0 mail@1 a@2 write@3 it@4 well@5 guide@6");
    assert_eq!(index("  "), "");
}

#[test]
fn apostrophes_are_found_in_parts_and_joined() {
    assert_eq!(index("O'Neill"), "o@0 oneill@0 neill@1");
    assert_eq!(index("L’étranger"), "l@0 letranger@0 etranger@1");
    assert_eq!(query("l'étranger"), "l@0 etranger@1");
    assert_eq!(query("oneill"), "oneill@0");
}

#[test]
fn signs_behind_single_letters_are_searchable() {
    assert_eq!(index("C++ primer"), "c@0 c++@0 primer@1");
    assert_eq!(index("C♯ in depth"), "c@0 c#@0 in@1 depth@2");
    assert_eq!(query("C++"), "c++@0");
}

#[test]
fn scripts_without_spaces_become_characters_and_pairs() {
    assert_eq!(index("東京都"), "東@0 東京@0 京@1 京都@1 都@2");
    assert_eq!(query("東京都"), "東京@0 京都@1");
    assert_eq!(query("都"), "都@0");
    assert_eq!(query("東京 ガイド 2020"), "東京@0 ガイ@2 イド@3 2020@5");
    assert_eq!(index("紅樓夢 Hong lou meng"), "紅@0 紅樓@0 樓@1 樓夢@1 夢@2 hong@3 lou@4 meng@5");
    assert_eq!(index("論語 孟子"), "論@0 論語@0 語@1 孟@2 孟子@2 子@3");
}

#[test]
fn phrases_do_not_run_from_one_value_into_the_next() {
    let positions: Vec<u32> = tokens(["Emma", "Persuasion"]).iter().map(|token| token.position).collect();
    assert_eq!(positions, [0, 1 + POSITION_GAP]);
}

#[test]
fn every_query_term_of_a_text_is_a_token_of_the_same_text() {
    let texts = [
        "L'Œuvre au noir",
        "C++ & F#",
        "東京 ガイド2020年版",
        "Hanʼgŭl 한글 맞춤법",
        "R.U.R.",
        "ภาษาไทย",
        "'tis",
        "a'東'b",
    ];
    for text in texts {
        let stored = tokens([text]);
        for term in query_terms(text) {
            assert!(stored.contains(&term), "{term:?} of {text}");
        }
    }
}

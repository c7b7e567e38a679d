//! Which records share a key and which must not.

use super::*;
use crate::fixture::record;

fn keys(text: &str) -> Vec<String> {
    match_keys(&Bibliographic::from_record(&record(text)))
}

#[track_caller]
fn meet(one: &str, other: &str) -> bool {
    let keys_of_one = keys(one);
    assert!(!keys_of_one.is_empty(), "no keys at all: {one}");
    keys(other).iter().any(|key| keys_of_one.contains(key))
}

const WAR_AND_PEACE: &str = "\
    LDR 00000nam a2200000 i 4500\n\
    008 010203s2007\\\\\\\\enk\\\\\\\\\\\\\\\\\\\\\\000\\0\\eng\\d\n\
    020 $a9780140447934\n\
    100 $aTolstoy, Leo,$d1828-1910.\n\
    245 $aWar and peace /$cLeo Tolstoy ; translated by Anthony Briggs.\n\
    264 $aLondon :$bPenguin,$c2007.\n\
    300 $a1392 p.";

#[test]
fn keys_come_surest_first() {
    assert_eq!(
        keys(WAR_AND_PEACE),
        [
            "isbn|9780140447934|warandpe|book|",
            "author|warandpeace|tolstoy|1|2007|1392+|book|",
            "author|warandpeace|tolstoy|1|2007|1384+|book|",
            "short|warandpeace|tolstoy|1392|2007|book|",
        ]
    );
}

#[test]
fn the_same_edition_meets_through_any_key() {
    for other in [
        "020 $a0140447938 (pbk.)\n245 $aWar & peace.",
        "020 $a0-14-044793-8 :$c£9.99\n245 $aWar and peace : a novel.",
        "008 010203s2007\n100 $aTOLSTOY, LEO\n245 $aThe War and Peace.\n300 $axx, 1390 p.",
        "008 010203s2007\n100 $aTolstoy, Leo\n245 $aWar and peace :$ba novel.\n250 $aNew ed.\n300 $axii, 1392 pages",
    ] {
        assert!(meet(WAR_AND_PEACE, other), "{other}");
    }
}

#[test]
fn other_editions_forms_and_volumes_stay_apart() {
    for other in [
        "008 010203s2008\n100 $aTolstoy, Leo\n245 $aWar and peace.\n300 $a1273 p.",
        "008 010203s2007\n100 $aTolstoy, Leo\n245 $aWar and peace.\n250 $a2nd ed.\n300 $a1400 p.",
        "020 $a9780140447934\n245 $aWar and peace$h[electronic resource].",
        "008 010203s2007\n100 $aTolstoy, Leo\n245 $aWar and peace.\n300 $a2000 p. (large print)",
        "020 $a9780140447934\n245 $aWar and peace.$nVolume 1.",
        "020 $a9780140447934\n245 $aAnna Karenina.",
        "008 010203s2007\n100 $aSmith, John\n245 $aWar and peace.",
    ] {
        assert!(!meet(WAR_AND_PEACE, other), "{other}");
    }
}

#[test]
fn editions_of_two_publishers_in_one_year_stay_apart_when_both_have_isbns() {
    let edition = |isbn: &str, pages: u32| {
        format!("008 010203s2000\n020 $a{isbn}\n100 $aHawthorne, N.\n245 $aThe scarlet letter.\n300 $a{pages} p.")
    };
    assert!(!meet(&edition("9780679783381", 260), &edition("9781582790770", 298)));
    assert!(meet(&edition("9780679783381", 260), &edition("", 264)), "one without ISBN meets by its extent");
}

#[test]
fn volumes_of_a_set_share_a_number_and_stay_apart() {
    let volume = |part: &str| format!("020 $a9780201896831\n245 $aThe art of computer programming.$n{part}");
    assert!(meet(&volume("Volume 1"), &volume("v. I")));
    assert!(!meet(&volume("Volume 1"), &volume("Volume 2")));
    assert!(!meet(&volume("Volume 1"), "020 $a9780201896831\n245 $aThe art of computer programming."));
}

#[test]
fn titles_meet_in_either_script() {
    let romanised =
        "020 $a9787536692930\n245 $6880-01$aSan ti /$cLiu Cixin zhu.\n880 $6245-01/{dollar}1$a三体 /$c刘慈欣著.";
    assert!(meet(romanised, "020 $a7536692935\n245 $aSan ti."));
    assert!(meet(romanised, "020 $a7536692935\n245 $a三体."));
}

#[test]
fn serials_meet_by_issn_and_never_with_their_online_edition() {
    let printed = "LDR 00000nas a2200000 a 4500\n008 010203c18699999\n022 $a0028-0836\n245 $aNature.";
    assert!(meet(printed, "LDR 00000cas a2200000 a 4500\n022 $a0028-0836\n245 $aNature (London)"));
    assert!(meet(printed, "LDR 00000cas a2200000 a 4500\n008 010203d18692010\n245 $aNature."));
    assert!(!meet(printed, "LDR 00000cas a2200000 a 4500\n022 $a0028-0836\n245 $aNature.\n300 $a1 online resource"));
    assert!(!meet(printed, "LDR 00000nam a2200000 a 4500\n022 $a0028-0836\n020 $a9780140447934\n245 $aNature."));
}

#[test]
fn short_titles_do_not_meet_by_pages_alone() {
    let book = |author: &str| format!("008 010203s2001\n100 $a{author}\n245 $aThe sun.\n300 $a32 p.");
    assert!(!meet(&book("Furniss, Tim"), &book("Walker, Niki")));
}

#[test]
fn a_record_without_title_or_year_gives_what_it_can() {
    assert_eq!(keys("020 $a9780140447934"), Vec::<String>::new());
    assert_eq!(keys("245 $aEmma."), Vec::<String>::new());
}

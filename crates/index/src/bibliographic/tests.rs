//! Bibliographic facts as cataloguers write them, and what is read out of them.

use super::*;
use crate::fixture::record;

fn read(text: &str) -> Bibliographic {
    Bibliographic::from_record(&record(text))
}

#[test]
fn a_translation_says_all_it_has_without_its_marks() {
    let book = read(
        "008 010203s2007\\\\\\\\enk\\\\\\\\\\\\\\\\\\\\\\000\\0\\eng\\d
        010 $a  2007000001
        020 $a9780140447934 (pbk.)
        020 $z0140447930
        035 $a(OCoLC)ocn00123456
        035 $a(EXL)99887
        100 $aTolstoy, Leo,$cgraf,$d1828-1910,$eauthor.
        240 $aVoĭna i mir.$lEnglish.
        245 $aWar and peace :$ba novel /$cLeo Tolstoy ; translated by Anthony Briggs.
        250 $a2nd ed.
        264 $aLondon ;$aNew York :$bPenguin Books,$c2007.
        300 $axxii, 1392 pages :$bmaps ;$c20 cm.
        490 $aPenguin classics
        651 $aRussia$xHistory$yAlexander I, 1801-1825$vFiction.
        700 $aBriggs, Anthony,$etranslator.
        700 $aTolstoy, Leo,$tHadji Murad.",
    );
    assert_eq!(book.title, "War and peace : a novel");
    assert_eq!(book.title_proper, "War and peace");
    assert_eq!(book.authors, ["Tolstoy, Leo, graf", "Briggs, Anthony"]);
    assert_eq!(book.other_titles, ["Voĭna i mir", "Hadji Murad"]);
    assert_eq!(book.responsibility.as_deref(), Some("Leo Tolstoy ; translated by Anthony Briggs"));
    assert_eq!(book.edition.as_deref(), Some("2nd ed."));
    assert_eq!((book.place.as_deref(), book.publisher.as_deref()), (Some("London ; New York"), Some("Penguin Books")));
    assert_eq!((book.year, book.language.as_deref()), (Some(2007), Some("eng")));
    assert_eq!((book.extent.as_deref(), book.pages), (Some("xxii, 1392 pages"), Some(1392)));
    assert_eq!(book.subjects, ["Russia -- History -- Alexander I, 1801-1825 -- Fiction"]);
    assert_eq!(book.series, ["Penguin classics"]);
    assert_eq!(book.isbns, ["9780140447934"]);
    assert_eq!(book.other_numbers, ["0140447930"]);
    assert_eq!((book.lccn.as_deref(), book.oclc_numbers.as_slice()), (Some("2007000001"), &["123456".to_owned()][..]));
    assert_eq!(book.format.name(), "book");
}

#[test]
fn a_title_in_another_script_stands_beside_the_romanised_one() {
    let book = read(
        "100 $6880-02$aMurakami, Haruki.
        245 $6880-01$aNoruwei no mori /$cMurakami Haruki.
        880 $6245-01/1$aノルウェイの森 /$c村上春樹.
        880 $6100-02/1$a村上春樹.",
    );
    assert_eq!(book.title, "Noruwei no mori");
    assert_eq!(book.vernacular_title.as_deref(), Some("ノルウェイの森"));
    assert_eq!(book.vernacular_authors, ["村上春樹"]);
}

#[test]
fn a_part_is_told_from_the_whole() {
    let volume = read("245 $aThe art of computer programming.$nVolume 1,$pFundamental algorithms /$cDonald E. Knuth.");
    assert_eq!(volume.title, "The art of computer programming. Volume 1, Fundamental algorithms");
    assert_eq!(volume.title_proper, "The art of computer programming");
    assert_eq!(volume.part.as_deref(), Some("Volume 1, Fundamental algorithms"));
}

#[test]
fn the_year_comes_from_the_coded_date_then_from_the_imprint() {
    let cases = [
        ("008 010203s2007", Some(2007)),
        ("008 010203r20071999", Some(2007)),
        ("008 010203q19901998", Some(1994)),
        ("008 010203q18001899\n260 $c1850.", Some(1850)),
        ("008 010203s19uu\n260 $c[1957?]", Some(1957)),
        ("008 010203c18699999", Some(1869)),
        ("264 $cc2001.", Some(2001)),
        ("260 $cHeisei 11 [1999]", Some(1999)),
        ("008 010203s9999", None),
        ("245 $aUndated.", None),
    ];
    for (text, year) in cases {
        assert_eq!(read(text).year, year, "{text}");
    }
}

#[test]
fn pages_are_the_largest_number_before_their_word() {
    let cases = [
        ("xxii, 1392 p.", Some(1392)),
        ("viii, 240 pages, 16 unnumbered pages of plates", Some(240)),
        ("136 S.", Some(136)),
        ("2 p. l., 3-284 p., 1 l.", Some(284)),
        ("204 tr.", Some(204)),
        ("1 online resource (viii, 685 pages)", Some(685)),
        ("1 v. (unpaged)", None),
        ("2 v.", None),
        ("320", Some(320)),
    ];
    for (text, pages) in cases {
        assert_eq!(read(&format!("300 $a{text}")).pages, pages, "{text}");
    }
}

#[test]
fn closing_marks_go_and_abbreviations_stay() {
    let cases = [
        ("Emma /", "Emma"),
        ("War and peace :", "War and peace"),
        ("Rowling, J. K.", "Rowling, J. K."),
        ("Rowling, J. K.,", "Rowling, J. K."),
        ("2nd ed.", "2nd ed."),
        ("King, Martin Luther, Jr.", "King, Martin Luther, Jr."),
        ("A history of the sea.", "A history of the sea"),
        ("Fiction.", "Fiction"),
        ("1999.", "1999"),
        ("[Neptune, N.J.?] :", "Neptune, N.J.?"),
        ("What happened ...", "What happened ..."),
        ("R.U.R. :", "R.U.R."),
        (" / ", ""),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(trimmed(text), expected, "{text}");
    }
}

#[test]
fn an_empty_record_gives_nothing_and_no_panic() {
    let nothing = Bibliographic::from_record(&marc::Record::new());
    assert_eq!(nothing.title, "");
    assert_eq!(nothing.author(), None);
    assert_eq!(nothing.year, None);
}

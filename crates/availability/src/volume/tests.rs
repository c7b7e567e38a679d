//! Which texts mean the same volume.

use super::*;

fn fit(wanted: &str, copy: &str) -> VolumeFit {
    Volume::parse(wanted).fit(&Volume::parse(copy))
}

#[test]
fn the_same_volume_is_recognised_however_it_is_written() {
    for (wanted, copy) in [
        ("2", "v.2"),
        ("2", "Bd. 2"),
        ("2", "t. II"),
        ("v. 2", "2 (1998)"),
        ("Volume Two", "v.2"),
        ("Zweiter Band", "Bd. 2"),
        ("2. Band", "v.2"),
        ("Teil 2", "v.2"),
        ("IV", "v.4"),
        ("vol. V", "5"),
        ("02", "v.2"),
        ("v.361", "v.361 JUL-AUG 2009"),
        ("v.152 (2008)", "v.152 (Jul.7-Sep.29, 2008)"),
        ("g. 2, br. 3", "g. 2, br. 3/4-g. 3, br. 5/6"),
        ("2", "v.1, 2"),
        ("v.2", "v.1 & 2"),
        ("42 29", "42, 29"),
        ("v.42 no.29", "42 29"),
        ("Bd. 3, Heft 2", "Jahrg. 3, Heft 2"),
        ("v.30", "v.1-43 1828-1851"),
        ("1998", "1998"),
        ("2002", "2001/02"),
        ("1970, pt. 3", "1970, pt.3-4"),
        ("Inferno", "Vol. 1, Inferno"),
        ("v.2", "v.2 c.3"),
        ("ser.1 v.2", "SER.1, V.2"),
        ("第3巻", "第3巻"),
        ("", "v.2"),
    ] {
        assert_eq!(fit(wanted, copy), VolumeFit::Fits, "{wanted:?} and {copy:?}");
    }
}

#[test]
fn another_volume_is_told_from_it() {
    for (wanted, copy) in [
        ("2", "v.12"),
        ("2", "Bd. 3"),
        ("t. II", "t. III"),
        ("v.2 (1998)", "v.2 (1999)"),
        ("1998", "1999"),
        ("v.2", "v.2 suppl."),
        ("v.3 no.2", "v.3 no.1"),
        ("v.3 no.2", "v.4 no.2"),
        ("ser.1 v.2", "SER.2, V.2"),
        ("29", "42 29"),
        ("7", "v.152 (Jul.7-Sep.29, 2008)"),
        ("v.1 12", "v.11 2"),
        ("v.50", "v.1-43 1828-1851"),
    ] {
        assert_eq!(fit(wanted, copy), VolumeFit::Another, "{wanted:?} and {copy:?}");
    }
}

#[test]
fn what_cannot_be_compared_is_not_known() {
    for (wanted, copy) in [
        ("2", ""),
        ("2", "1998"),
        ("1998", "v.2"),
        ("Inferno", "v.2"),
        ("no.5", "v.2"),
        ("v.7", "v.7 no.53"),
        ("no.53", "v.7 no.53"),
        ("42", "42 29"),
        ("v.2", "ser.1 v.2"),
        ("Bd. 2", "Bd. 2, Teil 1"),
        ("v.84", "v.83, no.12  v.84 (1967)"),
    ] {
        assert_eq!(fit(wanted, copy), VolumeFit::Unknown, "{wanted:?} and {copy:?}");
    }
}

#[test]
fn any_text_can_be_read_and_is_itself() {
    let long = "v.1 ".repeat(10_000);
    for text in ["", "-", "//", "99999999999999999999", "v.", "é²", "１２", "v.1-", "-1", "c.c.c", long.as_str()] {
        assert!(matches!(fit(text, text), VolumeFit::Fits), "{text:.20}");
    }
}

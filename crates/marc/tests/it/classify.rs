//! Material, carrier, language and years from the coded fields.

use marc::{Leader, Record, classify, identifiers};

/// A record from leader/06-07, 008 and some fields in breaker text.
fn record(kind: &str, fixed: &str, fields: &str) -> Record {
    let leader = Leader::from(format!("00000n{kind} a2200000 i 4500").as_str());
    let mut record = marc::breaker::decode(&format!("=LDR  {leader}\n=008  {fixed:<40}\n{fields}")).unwrap().record;
    record.set_leader(leader);
    record
}

#[test]
fn material_and_carrier_follow_the_coded_fields() {
    let plain = "040510s1957    ru a          000 1 rus d";
    let online = "040510s1957    ru a    o     000 1 rus d";
    for (kind, fixed, fields, name) in [
        ("am", plain, "", "book"),
        ("am", online, "", "e-book"),
        ("am", "040510s1957    ru a    b     000 1 rus d", "", "microform-book"),
        ("am", plain, "=007  cr\\unu", "e-book"),
        ("am", plain, "=007  ta\n=007  cr\\unu", "book"),
        ("am", plain, "=338  \\\\$aonline resource$bcr$2rdacarrier", "e-book"),
        ("am", plain, "=245  00$aX$h[electronic resource]", "e-book"),
        ("am", plain, "=007  hd\\afu", "microform-book"),
        ("am", plain, "=502  \\\\$aThesis (Ph. D.)--Leiden, 1957.", "thesis"),
        ("as", plain, "", "serial"),
        ("as", online, "", "e-serial"),
        ("aa", plain, "", "article"),
        ("ai", plain, "", "integrating_resource"),
        ("tm", plain, "", "manuscript"),
        ("cm", plain, "", "score"),
        ("em", plain, "", "map"),
        ("im", plain, "", "spoken_audio"),
        ("jm", plain, "", "music"),
        ("gm", "040510s1957    ru 120            vlrus d", "=007  vd\\cvaizq", "video"),
        ("gm", "040510s1957    ru 000            s rus d", "", "image"),
        ("gm", "040510s1957    ru 120        o   vlrus d", "", "e-video"),
        ("km", plain, "", "image"),
        ("mm", plain, "", "software"),
        ("om", plain, "", "kit"),
        ("pc", plain, "", "archive"),
        ("rm", plain, "", "object"),
        ("  ", plain, "", "other"),
    ] {
        assert_eq!(classify::classify(&record(kind, fixed, fields)).name(), name, "{kind} {fixed} {fields}");
    }
}

#[test]
fn the_language_is_that_of_008_or_else_the_first_of_041() {
    for (code, fields, language) in [
        ("rus", "", Some("rus")),
        ("   ", "=041  1\\$aengfre$hrus", Some("eng")),
        ("mul", "=041  0\\$afre$ager", Some("fre")),
        ("zxx", "", None),
        ("|||", "", None),
        ("ENG", "", Some("eng")),
    ] {
        let fixed = format!("040510s1957    ru a          000 1 {code} d");
        assert_eq!(classify::language(&record("am", &fixed, fields)).as_deref(), language, "{code} {fields}");
    }
}

#[test]
fn years_follow_the_type_of_date() {
    for (dates, fields, published, original, ended) in [
        ("s1957    ", "", Some(1957), None, None),
        ("s199u    ", "", Some(1994), None, None),
        ("s19uu    ", "", None, None, None),
        ("q19901995", "", Some(1992), None, None),
        ("q19001999", "", None, None, None),
        ("r19881899", "", Some(1988), Some(1899), None),
        ("r1988    ", "", Some(1988), None, None),
        ("p20011969", "", Some(2001), Some(1969), None),
        ("t20102009", "", Some(2010), None, None),
        ("c18699999", "", Some(1869), None, None),
        ("d18691999", "", Some(1869), None, Some(1999)),
        ("n        ", "=264  \\1$c[1957?]", Some(1957), None, None),
        ("|||||||||", "=264  \\4$c©1960\n=260  \\\\$cc1958.", Some(1958), None, None),
        ("|||||||||", "=264  \\4$c©1960", Some(1960), None, None),
        ("|||||||||", "=260  \\\\$c19--?, 5757 i.e. 1997", Some(1997), None, None),
        ("s9999    ", "", None, None, None),
    ] {
        let fixed = format!("040510{dates}ru a          000 1 rus d");
        let found = classify::dates(&record("am", &fixed, fields), 2030);
        assert_eq!((found.published, found.original, found.ended), (published, original, ended), "{dates} {fields}");
    }
}

#[test]
fn short_fixed_fields_are_no_trouble() {
    let mut record = Record::new();
    record.push_control("008", "é").push_data("041", "  ", &[("a", "é")]);
    assert_eq!(classify::classify(&record).name(), "book");
    assert_eq!((classify::language(&record), classify::dates(&record, 2030).published), (None, None));
}

#[test]
fn identifiers_come_from_their_fields() {
    let text = "=001  ocm00012345\n=010  \\\\$a   85000002 \n=019  \\\\$a111$a(OCoLC)222\n=020  \\\\$a0140449116 (pbk.)$z0140449117\n\
        =020  \\\\$a9780140449112 (set)\n=020  \\\\$z080442957X\n=022  0\\$a0028-0836$l0028-0836$y1476-4687\n=024  7\\$a10.1000/182$2doi\n\
        =024  3\\$a9780140449112\n=035  \\\\$a(OCoLC)ocm00012345$z(OCoLC)333\n=035  \\\\$a(DE-101)999";
    let record = marc::breaker::decode(text).unwrap().record;
    let text = |values: Vec<String>| values.join(" ");
    let shown = |values: &[identifiers::Isbn]| text(values.iter().map(ToString::to_string).collect());
    assert_eq!(shown(&identifiers::isbns(&record)), "9780140449112");
    assert_eq!(shown(&identifiers::cancelled_isbns(&record)), "9780804429573");
    assert_eq!(text(identifiers::issns(&record).iter().map(ToString::to_string).collect()), "0028-0836");
    assert_eq!(identifiers::lccn(&record).unwrap().as_str(), "85000002");
    assert_eq!(text(identifiers::oclc_numbers(&record).iter().map(ToString::to_string).collect()), "12345");
    assert_eq!(
        text(identifiers::former_oclc_numbers(&record).iter().map(ToString::to_string).collect()),
        "111 222 333"
    );
    assert_eq!(text(identifiers::dois(&record).iter().map(ToString::to_string).collect()), "10.1000/182");
}

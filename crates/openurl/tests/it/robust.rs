//! Broken links give a request or an error, never a panic.

use openurl::{Template, parse};

const LINK: &str = "https://ill.example/o?url_ver=Z39.88-2004&rft_id=info%3Adoi%2F10.1002%2Fgj.2426&rft.genre=article&rft.au=,\
                    &rft.atitle=Gr%C3%B6%DFe &amp; Ma%C3%9F: Üb.&rft.jtitle=A+B&rft.date=[c2013?]&rft.issn=0072-1050\
                    &rfe_dat=<accessionnumber>7</accessionnumber>&rft.isbn=0-7156-3040-7 (pbk.)&rft.spage=1&rft.aulast=Jagt.";

#[test]
fn every_prefix_of_a_link_is_read_or_refused() {
    for end in (0..LINK.len()).filter(|end| LINK.is_char_boundary(*end)) {
        let _ = parse(&LINK[..end]);
        let _ = Template::parse(&LINK[..end].replace('%', "{").replace('+', "}"));
    }
}

#[test]
fn a_link_with_any_character_changed_is_read_or_refused() {
    for (place, character) in LINK.char_indices() {
        for other in ["", "\0", "%", "&", "=", "+", "ß", "\u{FFFD}", "?", "]", ".", "<", "10.", ";", "%E9"] {
            let (before, after) = (&LINK[..place], &LINK[place + character.len_utf8()..]);
            let changed = format!("{before}{other}{after}");
            if let Ok(request) = parse(&changed) {
                assert_eq!(request.raw, changed);
            }
        }
    }
}

#[test]
fn the_longest_link_is_read_in_reasonable_work() {
    let many = "rft.isbn=0715630407&".repeat(3_000);
    assert_eq!(parse(&many).unwrap().isbns.len(), 1);
    let ampersands = format!("rft.title=a{}", "&b".repeat(30_000));
    assert!(parse(&ampersands).unwrap().title.is_some_and(|title| title.starts_with("a&b&b")));
}

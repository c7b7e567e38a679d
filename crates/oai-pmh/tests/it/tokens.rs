//! Resumption tokens in both forms.

use oai_pmh::{ListPosition, Selection, TokenForm};

fn position() -> ListPosition {
    let selection =
        Selection { metadata_prefix: "marc21".into(), set: Some("EDS:Set01".into()), from: None, until: None };
    ListPosition { selection, after: "1986985590003569".into(), cursor: None }
}

#[test]
fn alma_tokens_have_the_form_of_captured_ones() {
    let mut position = position();
    assert_eq!(TokenForm::Alma.write(&position), "all@all@EDS:Set01@marc21@1986985590003569");
    position.selection.from = Some("2021-01-05T20:23:37Z".parse().unwrap());
    position.selection.until = Some("2021-01-08T02:23:37Z".parse().unwrap());
    let token = TokenForm::Alma.write(&position);
    assert_eq!(token, "2021-01-05T20:23:37Z@2021-01-08T02:23:37Z@EDS:Set01@marc21@1986985590003569");
    assert_eq!(TokenForm::Alma.read(&token), Some(position));
}

#[test]
fn opaque_tokens_carry_everything_and_show_nothing() {
    let mut place = position();
    place.cursor = Some(400);
    place.selection.from = Some("2021-01-05".parse().unwrap());
    place.after = "2024-01-01T00:00:00Z/oai:x:ü&@1".into();
    for set in [None, Some("a:b".to_owned())] {
        place.selection.set = set;
        let token = TokenForm::Opaque.write(&place);
        assert!(token.bytes().all(|byte| byte.is_ascii_hexdigit()) && !token.contains("marc21"), "{token}");
        assert_eq!(TokenForm::Opaque.read(&token), Some(place.clone()));
    }
}

#[test]
fn a_damaged_token_is_refused() {
    let token = TokenForm::Opaque.write(&position());
    for at in 0..token.len() {
        assert_eq!(TokenForm::Opaque.read(&token[..at]), None, "cut at {at}");
        let other = if token.as_bytes()[at] == b'0' { "1" } else { "0" };
        let changed = [&token[..at], other, &token[at + 1..]].concat();
        assert_eq!(TokenForm::Opaque.read(&changed), None, "changed at {at}");
    }
    for token in [
        "",
        "x",
        "all@all@s@marc21",
        "all@all@s@marc21@1@2",
        "all@all@s@marc21@x",
        "soon@all@s@marc21@1",
        "all@all@@marc21@1",
        "all@all@s@@1",
    ] {
        assert_eq!(TokenForm::Alma.read(token), None, "{token}");
        assert_eq!(TokenForm::Opaque.read(token), None, "{token}");
    }
}

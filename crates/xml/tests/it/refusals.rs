//! What is not well-formed, or not wanted, is refused with a place that a person can find.

use xml::ErrorKind;

use crate::{parse, refusal};

const BILLION_LAUGHS: &str = concat!(
    "<!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY lol2 '&lol;&lol;&lol;&lol;'>",
    "<!ENTITY lol3 '&lol2;&lol2;&lol2;&lol2;'>]><lolz>&lol3;</lolz>",
);

#[test]
fn an_internal_subset_is_refused() {
    assert_eq!(refusal(BILLION_LAUGHS), ErrorKind::InternalSubset);
    assert_eq!(refusal("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"), ErrorKind::InternalSubset);
    assert_eq!(refusal("<!DOCTYPE a []><a/>"), ErrorKind::InternalSubset);
}

#[test]
fn a_document_type_without_internal_subset_is_read_over() {
    for declaration in
        ["<!DOCTYPE a>", "<!DOCTYPE a SYSTEM 'http://x.example/a.dtd'>", "<!DOCTYPE a PUBLIC '-//X//EN' 'a.dtd'>"]
    {
        assert!(parse(&format!("{declaration}<a/>")).unwrap().is("a"), "{declaration}");
    }
}

#[test]
fn defects_are_told_apart() {
    for (text, kind) in [
        ("", ErrorKind::Empty),
        (" \n ", ErrorKind::Empty),
        ("<?xml version='1.0'?><!-- nothing -->", ErrorKind::Empty),
        ("<a>", ErrorKind::Truncated),
        ("<a><b></b>", ErrorKind::Truncated),
        ("<a/><b/>", ErrorKind::TrailingContent),
        ("<a/>left over", ErrorKind::TrailingContent),
        ("<a/>&amp;", ErrorKind::TrailingContent),
    ] {
        assert_eq!(refusal(text), kind, "{text}");
    }
}

#[test]
fn broken_markup_is_malformed() {
    for text in [
        "junk",
        "junk<a/>",
        "<a></b>",
        "</a>",
        "<a b></a>",
        "<a b=c></a>",
        "<a b='1' b='2'/>",
        "<a b='1></a>",
        "<a b='<'/>",
        "<a><![CDATA[x</a>",
        "<a><!-- x</a>",
        "<a",
        "<>",
        "<a>&amp</a>",
    ] {
        assert!(matches!(refusal(text), ErrorKind::Malformed(_)), "{text}: {:?}", refusal(text));
    }
}

#[test]
fn an_error_names_the_path_and_the_byte() {
    let fault = parse("<NCIPMessage><LookupUser><UserId>x&nbsp;y</UserId></LookupUser></NCIPMessage>").unwrap_err();
    assert_eq!(fault.to_string(), "unknown entity &nbsp; (at /NCIPMessage/LookupUser/UserId, byte 40)");
}

#[test]
fn white_space_comments_and_instructions_around_the_root_are_fine() {
    assert!(parse("\n<!-- a -->\n<?pi?>\n<a/>\n<?pi?>\n<!-- b -->\n").unwrap().is("a"));
}

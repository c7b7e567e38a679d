//! Templates out and links back in.

use std::collections::BTreeMap;

use openurl::{Template, TemplateError, parse};

#[test]
fn a_template_is_filled_as_alma_fills_it() {
    let template =
        Template::parse("https://ill.example/openurl?rft.genre={rft.genre}&rft.title={rft.title}&rft.au={rft.au}");
    let attributes = BTreeMap::from([("rft.genre", "book"), ("rft.title", "Für Élise & more: 100%+")]);
    let link = template.unwrap().fill(|name| attributes.get(name));
    assert_eq!(
        link,
        "https://ill.example/openurl?rft.genre=book&rft.title=F%C3%BCr%20%C3%89lise%20%26%20more%3A%20100%25%2B&rft.au="
    );
    let request = parse(&link).unwrap();
    assert_eq!(request.title.as_deref(), Some("Für Élise & more: 100%+"));
}

#[test]
fn any_value_comes_back_as_it_was() {
    let template = Template::parse("?rft.volume={v}&url_ver=Z39.88-2004").unwrap();
    for value in ["a+b", "a b", "50%", "x&y=z", "?", "ä", "100%25", "\u{1F4DA}", "#7", "{v}"] {
        let link = template.fill(|_| Some(value));
        assert_eq!(parse(&link).unwrap().volume.as_deref(), Some(value), "{link}");
    }
}

#[test]
fn a_template_names_its_attributes() {
    let template = Template::parse("{a}{ b.c }text{a}").unwrap();
    assert_eq!(template.attributes().collect::<Vec<_>>(), ["a", "b.c", "a"]);
    assert_eq!(Template::parse("no braces").unwrap().fill(|_| Some("x")), "no braces");
}

#[test]
fn braces_that_do_not_match_are_refused_with_their_place() {
    assert_eq!(Template::parse("ab{c"), Err(TemplateError::Unclosed(2)));
    assert_eq!(Template::parse("{a}b{c{d}"), Err(TemplateError::Unclosed(4)));
    assert_eq!(Template::parse("a{ }"), Err(TemplateError::NoName(1)));
    assert_eq!(Template::parse("{a}}"), Err(TemplateError::Unopened(3)));
    assert_eq!(TemplateError::Unclosed(2).to_string(), "the brace at byte 2 of the template is not closed");
}

//! What patrons type and how it is understood.

use super::*;

/// Clauses in a notation of their own: `title:war`, `any:"war@0 peace@2"`, `any:librar*`.
fn shown(typed: &str) -> String {
    let clause = |clause: &Clause| {
        let condition = match &clause.condition {
            Condition::Word(word) => word.clone(),
            Condition::Prefix(start) => format!("{start}*"),
            Condition::Phrase(terms) => {
                let terms: Vec<String> = terms.iter().map(|term| format!("{}@{}", term.text, term.position)).collect();
                format!("\"{}\"", terms.join(" "))
            }
        };
        format!("{}:{condition}", format!("{:?}", clause.field).to_lowercase())
    };
    Query::parse(typed).clauses.iter().map(clause).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (typed, clauses) in cases {
        assert_eq!(shown(typed), *clauses, "typed: {typed}");
    }
}

#[test]
fn words_phrases_and_fields_are_recognised() {
    check(&[
        ("War and Peace", "any:war any:and any:peace"),
        ("\"War and Peace\" Tolstoy", "any:\"war@0 and@1 peace@2\" any:tolstoy"),
        ("author:Müller title:\"die winterreise\"", "author:muller title:\"die@0 winterreise@1\""),
        ("Titel:Faust Autor:Goethe Schlagwort:Drama", "title:faust author:goethe subject:drama"),
        ("librar* \"wild*\"", "any:librar* any:wild"),
        ("l'étranger", "any:\"l@0 etranger@1\""),
        ("東京都", "any:\"東京@0 京都@1\""),
        ("„Der Prozess“", "any:\"der@0 prozess@1\""),
        ("«Anna Karénine»", "any:\"anna@0 karenine@1\""),
    ]);
}

#[test]
fn numbers_are_recognised_in_every_spelling() {
    check(&[
        ("0140447938", "identifier:9780140447934"),
        ("0-14-044793-8 penguin", "identifier:9780140447934 any:penguin"),
        ("978 0 14 044793 4", "identifier:9780140447934"),
        ("978\u{2011}0\u{2011}14\u{2011}044793\u{2011}4", "identifier:9780140447934"),
        ("isbn:080442957X", "identifier:9780804429573"),
        ("isbn:0140447930", "identifier:0140447930"),
        ("0317-8471", "identifier:0317-8471"),
        ("issn:03178471", "identifier:0317-8471"),
        ("lccn:2001-627090 oclc:ocm12345", "identifier:2001627090 identifier:12345"),
        ("991000000000401234", "any:991000000000401234"),
    ]);
}

#[test]
fn a_span_of_years_is_not_an_issn() {
    assert!(identifier::issn("1900-1908").is_some(), "this span happens to carry the right check digit");
    check(&[("1900-1908", "any:\"1900@0 1908@1\""), ("1914-1918", "any:\"1914@0 1918@1\"")]);
}

#[test]
fn signs_without_meaning_are_passed_over() {
    check(&[
        ("", ""),
        (" - : \" ", ""),
        ("\"\"", ""),
        ("title: a life", "any:title any:a any:life"),
        ("title:", "any:title"),
        ("title:\"", ""),
        ("isbn:?", ""),
        ("\"never closed", "any:\"never@0 closed@1\""),
        ("ratio 3:4", "any:ratio any:\"3@0 4@1\""),
        ("*", ""),
    ]);
}

#[test]
fn every_beginning_and_every_changed_letter_of_a_query_is_a_query() {
    let typed = "title:\"l'étranger\" author:camus 0-14-044793-8 東京* „x“ isbn:080442957X 1900-1908";
    let letters: Vec<char> = typed.chars().collect();
    for end in 0..letters.len() {
        Query::parse(&letters[..end].iter().collect::<String>());
        for other in ['\0', '"', ':', '*', '-', '\u{FFFF}', '\u{300}', '字', ' '] {
            let mut changed = letters.clone();
            changed[end] = other;
            let query = Query::parse(&changed.iter().collect::<String>());
            let is_sound = |clause: &Clause| !matches!(&clause.condition, Condition::Phrase(terms) if terms.len() < 2);
            assert!(query.clauses.iter().all(is_sound), "{query:?}");
        }
    }
}

#[test]
fn a_pasted_page_is_cut() {
    assert_eq!(Query::parse(&"word ".repeat(10_000)).clauses.len(), Query::MAX_CLAUSES);
}

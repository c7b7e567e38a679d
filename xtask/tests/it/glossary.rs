//! The glossary speaks of the code: every term in its first column is a word of the sources.

use std::collections::BTreeSet;

use crate::documents::{root, words};

/// Terms of a row, and how many columns it has.
struct Row {
    terms: Vec<String>,
    columns: usize,
}

#[test]
fn every_term_of_the_glossary_is_a_word_of_the_crates() {
    let words = words_of_the_crates();
    let unknown: Vec<_> = rows().into_iter().flat_map(|row| row.terms).filter(|term| !words.contains(term)).collect();
    assert!(unknown.is_empty(), "in GLOSSARY.md and nowhere in crates/*/src: {unknown:#?}");
}

#[test]
fn a_term_has_one_row_and_every_row_is_complete() {
    let rows = rows();
    assert!(rows.len() > 40, "the glossary was not found");
    let mut seen = BTreeSet::new();
    for row in rows {
        assert!(!row.terms.is_empty(), "a row begins with its terms in backticks; after {seen:?}");
        assert_eq!(row.columns, 4, "columns of {:?}", row.terms);
        for term in row.terms {
            assert!(seen.insert(term.clone()), "{term} stands in two rows");
        }
    }
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("GLOSSARY.md")).expect("there is a glossary");
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = cells.map(|line| line.split(" | ").map(str::to_owned).collect::<Vec<_>>());
    let content = cells.filter(|cells| cells[0] != "our name" && !cells[0].starts_with("---"));
    content.map(|cells| Row { terms: in_backticks(&cells[0]), columns: cells.len() }).collect()
}

fn in_backticks(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The words of the product; tests and examples of a crate do not count.
fn words_of_the_crates() -> BTreeSet<String> {
    let crates = std::fs::read_dir(root().join("crates")).expect("there are crates").flatten();
    crates.flat_map(|entry| words(&entry.path().join("src"))).collect()
}

//! Every real answer and record of the corpora, as this crate reads it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use availability::{By, Copy, Hit, LendingRules, Named, Outcome, Places, Reading, Shelf, Wanted, decide};
use z3950::record::{Record, Records, Retrieved};
use z3950::{Limits, Pdu};

use crate::corpora;

/// Records that are read of a file of records.
const READ: usize = 100;
/// Copies that are shown of it.
const SHOWN: usize = 3;

/// Answers: every copy is on file.
#[test]
fn every_answer_reads_as_on_file() {
    let Some(root) = corpora::root() else { return };
    let mut text = String::new();
    for folder in [
        "z3950/opac-responses",
        "z3950/folio-z3950",
        "z3950/slsp-alma-sru",
        "z3950/gvi-sru",
        "alma/alma-rest-api",
        "alma/princeton-published/alma",
    ] {
        let extensions: &[&str] = if folder.starts_with("alma") { &["json"] } else { &["xml", "usmarc"] };
        for file in corpora::files(&root.join(folder), extensions) {
            write_file(&mut text, &root, &file);
        }
    }
    captured(&mut text, &root);
    corpora::compare("answers.txt", &text);
}

/// Records with holdings: what was recognised, how the copies stand, and a few of them.
#[test]
fn every_record_with_holdings_reads_as_on_file() {
    let Some(root) = corpora::root() else { return };
    let mut text = String::new();
    for folder in ["alma", "marc"] {
        for file in corpora::files(&root.join(folder), &["xml", "mrx", "mrc", "marc", "dat"]) {
            let is_bulk = ["lc-books", "codetables"].iter().any(|bulk| file.to_string_lossy().contains(bulk));
            if !is_bulk {
                write_records(&mut text, &root, &file);
            }
        }
    }
    corpora::compare("records.txt", &text);
}

fn write_file(text: &mut String, root: &Path, file: &Path) {
    let name = name(root, file);
    match Reading::default().read(&corpora::content(file)) {
        Ok(shelf) => write_shelf(text, &name, &shelf),
        Err(fault) => writeln!(text, "{name}: {fault}").unwrap(),
    }
}

/// The first records of a file, read as if they had come in one answer; files without copies are left out.
fn write_records(text: &mut String, root: &Path, file: &Path) {
    let bytes = corpora::content(file);
    let found = marc::Reader::open(&bytes[..], marc::Format::Auto, marc::Charset::Auto);
    let records: Vec<marc::Record> = found.filter_map(Result::ok).map(|found| found.record).take(READ).collect();
    let hits = Reading::default().marc(&records);
    let Some(source) = hits.iter().find(|hit| !hit.copies.is_empty()).map(|hit| &hit.source) else { return };
    writeln!(text, "{}: {} records, {source}", name(root, file), hits.len()).unwrap();
    writeln!(text, "  {:?}", standings(&hits)).unwrap();
    for copy in hits.iter().flat_map(|hit| &hit.copies).take(SHOWN) {
        writeln!(text, "    {}", copy_line(copy)).unwrap();
    }
}

fn name(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap().to_string_lossy().into_owned()
}

/// The OPAC records of the captured session.
fn captured(text: &mut String, root: &Path) {
    for file in corpora::files(&root.join("z3950/yaz-ztest-capture"), &["ber"]) {
        let pdu = Pdu::decode(&corpora::content(&file), &Limits::RESPONSE).unwrap();
        let records = match pdu {
            Pdu::PresentResponse(response) => response.records,
            Pdu::SearchResponse(response) => response.records,
            _ => None,
        };
        let Some(Records::Records(records)) = records else { continue };
        for record in records {
            let Retrieved::Record(external) = record.record else { continue };
            if let Ok(Record::Opac(opac)) = external.record() {
                let hits = vec![Reading::default().opac(&opac)];
                write_shelf(text, &name(root, &file), &Shelf { hits, ..Shelf::default() });
            }
        }
    }
}

fn write_shelf(text: &mut String, name: &str, shelf: &Shelf) {
    let total = shelf.total.map(|total| format!(" of {total}")).unwrap_or_default();
    writeln!(text, "{name}: {} hits{total}", shelf.hits.len()).unwrap();
    for note in &shelf.notes {
        writeln!(text, "  note: {note}").unwrap();
    }
    for hit in &shelf.hits {
        writeln!(text, "  {}", hit_line(hit)).unwrap();
        hit.copies.iter().for_each(|copy| writeln!(text, "    {}", copy_line(copy)).unwrap());
    }
    writeln!(text, "  => {}", answer(shelf)).unwrap();
}

/// What is answered to somebody who asks for the first record by its number, when nothing is set up.
fn answer(shelf: &Shelf) -> String {
    let record_id = shelf.hits.first().and_then(|hit| hit.record_id.clone()).unwrap_or_default();
    let wanted = Wanted { record_id, ..Wanted::default() };
    let shelf = Shelf { found_by: Some(By::RecordNumber), ..shelf.clone() };
    match decide(&shelf, &wanted, &LendingRules::default(), &Places::default()).outcome {
        Outcome::Take(taken) => format!("take {}, or {} others", copy_line(&taken.copy), taken.others),
        other => other.to_string(),
    }
}

/// How often each standing occurs.
fn standings(hits: &[Hit]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for hit in hits {
        for copy in &hit.copies {
            let not_lent = copy.not_lent.as_ref().map(|_| ", not lent").unwrap_or_default();
            *counts.entry(format!("{}{not_lent}", copy.standing)).or_insert(0) += 1;
        }
        if hit.copies.is_empty() {
            *counts.entry("without copies".to_owned()).or_insert(0) += 1;
        }
    }
    counts
}

fn hit_line(hit: &Hit) -> String {
    let electronic = if hit.is_electronic { ", electronic" } else { "" };
    let year = hit.year.map(|year| year.to_string()).unwrap_or_default();
    let title: String = hit.title.chars().take(40).collect();
    format!("{} \"{title}\" {year}, {}{electronic}", hit.record_id.as_deref().unwrap_or("-"), hit.source)
}

fn copy_line(copy: &Copy) -> String {
    let mut line = copy.standing.to_string();
    let mut push = |name: &str, value: String| {
        if !value.is_empty() {
            write!(line, "; {name} {value}").unwrap();
        }
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    push("institution", text(&copy.institution));
    push("at", named(&copy.library));
    push("in", named(&copy.location));
    push("now at", named(&copy.temporary_library));
    push("now in", named(&copy.temporary_location));
    push("policy", named(&copy.policy));
    push("material", named(&copy.material));
    push("barcode", text(&copy.barcode));
    push("item", text(&copy.item_id));
    push("holding", text(&copy.holdings_id));
    push("call", text(&copy.call_number));
    push("volume", copy.volume());
    push("copy", text(&copy.copy_number));
    push("not lent:", text(&copy.not_lent));
    push("holds", copy.holds.filter(|holds| *holds > 0).map(|holds| holds.to_string()).unwrap_or_default());
    push("note", text(&copy.public_note).replace('\n', " / "));
    push("summary", text(&copy.summary));
    push(
        "counts",
        copy.counts.map(|counts| format!("{:?}/{:?}", counts.total, counts.unavailable)).unwrap_or_default(),
    );
    line
}

fn named(named: &Named) -> String {
    named.values().collect::<Vec<_>>().join(" = ")
}

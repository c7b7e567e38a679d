//! Which preset fits the records of real libraries, and why, as a golden text; and what is proposed where none fits.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;

use marc::holdings::{Fit, Mapping};
use marc::{Charset, Format, Reader, Record};

use crate::corpora;

/// Records of a group that are looked at.
const SAMPLE: usize = 60;
/// A file with fewer records is looked at together with the others of its folder.
const OWN_GROUP: usize = 3;

fn sample(path: &Path) -> Vec<Record> {
    let found = Reader::open(Cursor::new(corpora::content(path)), Format::Auto, Charset::Auto);
    found.filter_map(Result::ok).map(|found| found.record).take(SAMPLE).collect()
}

/// The samples of the corpora: a file each, small files by folder.
fn groups(root: &Path) -> BTreeMap<String, Vec<Record>> {
    let mut groups: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for path in corpora::marc_files(root) {
        let records = sample(&path);
        let named = if records.len() < OWN_GROUP { path.parent().unwrap() } else { &path };
        let name = named.strip_prefix(root).unwrap().display().to_string();
        let group = groups.entry(name).or_default();
        let room = SAMPLE.saturating_sub(group.len());
        group.extend(records.into_iter().take(room));
    }
    groups
}

#[test]
fn each_library_of_the_corpora_gets_the_mapping_that_it_follows() {
    let Some(root) = corpora::path("") else { return };
    let mut text = String::new();
    for (name, records) in groups(&root) {
        write!(text, "{name}: {} records", records.len()).unwrap();
        let fits = Mapping::detect(&records);
        describe(&mut text, &fits);
        if let Some(proposed) = Mapping::discover(&records) {
            let fit = proposed.clone().measure(&records);
            let map = proposed.to_string().replace('\n', " | ");
            let map = map.split("link ").next().unwrap().split("guess.\" | ").last().unwrap().to_owned();
            writeln!(text, "  proposed {:.2}: {}", fit.score, map.trim_end_matches(" | ")).unwrap();
        }
    }
    corpora::compare("mappings.txt", &text);
}

fn describe(text: &mut String, fits: &[Fit]) {
    let Some(best) = fits.first() else {
        return text.push_str(", no holdings\n");
    };
    writeln!(text, ", {} {:.2}, {} lent, {} not", best.mapping.name, best.score, best.lent, best.not_lent).unwrap();
    for sentence in &best.evidence {
        writeln!(text, "  {sentence}").unwrap();
    }
    for sentence in &best.alerts {
        writeln!(text, "  alert: {sentence}").unwrap();
    }
    let others: Vec<String> =
        fits.iter().skip(1).take(3).map(|fit| format!("{} {:.2}", fit.mapping.name, fit.score)).collect();
    if !others.is_empty() {
        writeln!(text, "  then {}", others.join(", ")).unwrap();
    }
}

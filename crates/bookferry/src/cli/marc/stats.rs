//! `bookferry marc stats`: what is in files of MARC records, and the holdings mapping that fits them.

mod count;
mod report;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use marc::Record;
use marc::holdings::{Fit, Mapping};
use serde_json::{Value, json};

use self::count::Counts;
use super::records;
use crate::catalogue::StoredHolding;
use crate::cli::{End, Outcome, Progress, Stop, input};

/// Records that the mapping is found by, spread over the files.
const SAMPLE: usize = 500;
/// Records whose holdings are shown.
const PREVIEW: usize = 3;
/// Mappings that are told besides the best.
const RUNNERS_UP: usize = 3;
/// A mapping that scores less leaves so much unexplained that a proposal is shown too.
const GOOD: f64 = 0.6;

#[derive(Debug, Args)]
pub struct Stats {
    /// One JSON object a line instead of words
    #[arg(long)]
    json: bool,
    /// Files to read, gzip or not; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub fn run(arguments: &Stats) -> Outcome {
    let mut counts = Counts::new();
    let mut sample = Sample::default();
    let mut progress = Progress::new("records", None);
    for path in &arguments.files {
        for next in records(path)? {
            match next {
                Ok(found) => {
                    counts.take(&found);
                    sample.take(found.record);
                }
                Err(defect) => {
                    counts.bad += 1;
                    progress.say(&format!("{}: {defect}", input::name(path)));
                }
            }
            progress.at(counts.records);
        }
    }
    let mut objects = counts.objects();
    objects.extend(mapping_objects(&sample));
    write(&objects, arguments.json).map_err(Stop::failed)?;
    progress.finish(&format!("records {}, bad {}", counts.records, counts.bad));
    Ok(if counts.bad == 0 { End::Done } else { End::SomethingFailed })
}

fn write(objects: &[Value], as_json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if !as_json {
        return out.write_all(report::words(objects).as_bytes());
    }
    objects.iter().try_for_each(|object| writeln!(out, "{object}"))
}

/// Records spread evenly over the input, however long it is: when there is no more room every second one goes, and from then on
/// half as many are taken.
#[derive(Default)]
struct Sample {
    first: Vec<Record>,
    records: Vec<Record>,
    seen: usize,
    stride: usize,
}

impl Sample {
    fn take(&mut self, record: Record) {
        if self.first.len() < PREVIEW {
            self.first.push(record.clone());
        }
        self.stride = self.stride.max(1);
        if self.seen.is_multiple_of(self.stride) {
            self.records.push(record);
            if self.records.len() == SAMPLE {
                let mut place = 0;
                self.records.retain(|_| {
                    place += 1;
                    place % 2 == 1
                });
                self.stride *= 2;
            }
        }
        self.seen += 1;
    }
}

/// The mapping that fits best with its evidence, the runners-up, a proposal where none fits well, and the first records by it.
fn mapping_objects(sample: &Sample) -> Vec<Value> {
    let fits = Mapping::detect(&sample.records);
    let ranked = (1..).zip(fits.iter().take(1 + RUNNERS_UP));
    let mut objects: Vec<Value> = ranked.map(|(rank, fit)| fit_object("mapping", rank, fit)).collect();
    let best = fits.first();
    let is_good = best.is_some_and(|fit| fit.score >= GOOD);
    let proposed =
        Mapping::discover(&sample.records).filter(|_| !is_good).map(|mapping| mapping.measure(&sample.records));
    objects.extend(proposed.iter().map(|fit| fit_object("proposal", 1, fit)));
    let shown = best.or(proposed.as_ref()).map(|fit| &fit.mapping);
    objects.extend(
        shown
            .into_iter()
            .flat_map(|mapping| sample.first.iter().map(|record| preview_object(record, mapping)).collect::<Vec<_>>()),
    );
    objects
}

fn fit_object(kind: &str, rank: usize, fit: &Fit) -> Value {
    json!({
        "kind": kind,
        "rank": rank,
        "name": fit.mapping.name,
        "about": fit.mapping.description,
        "score": (fit.score * 1_000.0).round() / 1_000.0,
        "records": fit.records,
        "holdings": fit.holdings,
        "items": fit.items,
        "lent": fit.lent,
        "not_lent": fit.not_lent,
        "evidence": fit.evidence,
        "alerts": fit.alerts,
        "text": fit.mapping.to_string(),
    })
}

fn preview_object(record: &Record, mapping: &Mapping) -> Value {
    json!({
        "kind": "preview",
        "mapping": mapping.name,
        "record": mapping.record_id(record),
        "title": record.field("245").map(|field| field.join("abnp")),
        "suppressed": mapping.suppression(record),
        "holdings": StoredHolding::of(record, mapping),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_bounded_and_spread_over_the_whole_input() {
        let mut sample = Sample::default();
        for number in 0..10_000 {
            let mut record = Record::new();
            record.push_control("001", &number.to_string());
            sample.take(record);
        }
        let numbers: Vec<usize> =
            sample.records.iter().filter_map(|record| record.control("001")?.parse().ok()).collect();
        assert!((SAMPLE / 2..SAMPLE).contains(&numbers.len()), "{}", numbers.len());
        assert!(numbers.windows(2).all(|pair| pair[1] - pair[0] == sample.stride), "{numbers:?}");
        assert!(numbers.last().is_some_and(|last| *last > 9_900));
    }
}

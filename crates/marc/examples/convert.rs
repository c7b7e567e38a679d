//! Converts a file of records: `cargo run --release --example convert -- iso2709|marcxml|json|text|none FILE`.
//! `none` looks at every value and writes nothing. What was wrong goes to standard error.

use std::fs::File;
use std::io::{BufWriter, Write, stdout};

use marc::{Charset, Field, Format, Found, Reader, breaker, iso2709, json, marcxml};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, file] = arguments.as_slice() else { return Err("two arguments: a format and a file".into()) };
    let (mut records, mut bad, mut value_bytes) = (0u64, 0u64, 0usize);
    let mut out = BufWriter::new(stdout().lock());
    let mut text = String::new();
    let mut bytes = Vec::new();
    let mut reader = Reader::open(File::open(file)?, Format::Auto, Charset::Auto);
    let mut found = Found::default();
    while let Some(outcome) = reader.read_into(&mut found) {
        if let Err(defect) = outcome {
            bad += 1;
            eprintln!("{defect}");
            continue;
        }
        records += 1;
        found.defects.iter().for_each(|defect| eprintln!("repaired: {defect}"));
        text.clear();
        bytes.clear();
        match target.as_str() {
            "iso2709" => {
                for refused in iso2709::encode_what_fits(&found.record, &mut bytes) {
                    eprintln!("record {}: {refused}", found.place.record_number);
                }
            }
            "marcxml" => marcxml::encode_into(&found.record, &mut text),
            "json" => {
                json::encode_into(&found.record, &mut text);
                text.push('\n');
            }
            "text" => breaker::encode_into(&found.record, &mut text),
            _ => value_bytes += found.record.all_fields().map(value_length).sum::<usize>(),
        }
        out.write_all(text.as_bytes())?;
        out.write_all(&bytes)?;
    }
    eprintln!("records {records}, bad {bad}, bytes in values {value_bytes}");
    Ok(())
}

fn value_length(field: Field<'_>) -> usize {
    field.text().len() + field.subfields().map(|subfield| subfield.value.len()).sum::<usize>()
}

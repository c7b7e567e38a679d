//! Records to test with: real titles, invented libraries. Small, so that every byte of them can be changed.

use marc::Record;

/// A printed book with two scripts, an Alma holding and an item under long subfield codes.
pub fn alma_book() -> Record {
    let mut record = Record::new();
    record
        .push_control("001", "991000000000401234")
        .push_control("008", "040510s1957    ru a          000 1 rus d")
        .push_data("100", "1 ", &[("6", "880-01"), ("a", "Pasternak, Boris Leonidovich.")])
        .push_data(
            "245",
            "10",
            &[("6", "880-02"), ("a", "Doktor Zhivago :"), ("b", "roman <v dvukh knigakh> & $5 {stikhi}")],
        )
        .push_data("880", "1 ", &[("6", "100-01/(N"), ("a", "Пастернак, Борис Леонидович.")])
        .push_data("880", "10", &[("6", "245-02/(N"), ("a", "Доктор Живаго :"), ("b", "роман")])
        .push_data(
            "900",
            "0 ",
            &[("b", "MAIN"), ("d", "STACKS"), ("f", "PG3476"), ("f", ".P27"), ("8", "22100000000401234")],
        )
        .push_data(
            "995",
            "  ",
            &[("ff", "22100000000401234"), ("a", "23100000000401234"), ("s", "31234000000001"), ("aa", "STACKS")],
        );
    record
}

/// The same without what ISO 2709 cannot hold.
pub fn plain_book() -> Record {
    let mut record = alma_book();
    record.remove("995");
    record
}

/// A small book in MARC-8: "Les corps étrangers", with a combining acute before its letter and a Cyrillic subfield.
pub const MARC8_FIELD: &[u8] = b"10\x1faLes corps \xE2etrangers /\x1fc\x1b(NdEREWNQ\x1b(B &#x4E2D;\x1e";

/// One ISO 2709 record of these fields, given with indicators and field terminators.
pub fn iso2709(coding: u8, fields: &[(&str, &[u8])]) -> Vec<u8> {
    let base = 24 + 12 * fields.len() + 1;
    let length = base + fields.iter().map(|(_, field)| field.len()).sum::<usize>() + 1;
    let mut out = format!("{:05}nam {}22{base:05} i 4500", length % 100_000, char::from(coding)).into_bytes();
    out[9] = coding;
    let mut start = 0;
    for (tag, field) in fields {
        // What does not fit loses its first digits, as in records of careless writers.
        out.extend(format!("{tag}{:04}{:05}", field.len() % 10_000, start % 100_000).bytes());
        start += field.len();
    }
    out.push(0x1E);
    fields.iter().for_each(|(_, field)| out.extend_from_slice(field));
    out.push(0x1D);
    out
}

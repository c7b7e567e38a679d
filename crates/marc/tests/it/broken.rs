//! Files of three records of which the second is broken, one for each way in which records are broken in the world.

use marc::{Record, iso2709};

use crate::samples;

const TITLE: &[u8] = b"10\x1faTitle of the second\x1fb: a story\x1e";

/// Every way, with a name and the file.
pub fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let mut samples = wrong_numbers();
    samples.extend(wrong_pieces());
    samples.extend(wrong_characters());
    samples
        .into_iter()
        .map(|(name, second)| (name, [neighbour("1", "The first"), second, neighbour("3", "The third")].concat()))
        .collect()
}

fn neighbour(number: &str, title: &str) -> Vec<u8> {
    let mut record = Record::new();
    record.push_control("001", number).push_data("245", "10", &[("a", title)]);
    iso2709::encode(&record).unwrap()
}

fn second() -> Vec<u8> {
    samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", TITLE), ("500", b"  \x1faA note that is long enough\x1e")])
}

fn changed(change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut bytes = second();
    change(&mut bytes);
    bytes
}

fn put(bytes: &mut [u8], at: usize, new: &[u8]) {
    bytes[at..at + new.len()].copy_from_slice(new);
}

/// Lengths and addresses.
fn wrong_numbers() -> Vec<(&'static str, Vec<u8>)> {
    let note = b"  \x1faA note that goes on and on\x1e";
    let long = [b"  \x1fa".as_slice(), &b"x".repeat(12_000), b"\x1e"].concat();
    let mut oversize = samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", TITLE), ("500", b"\x1e")]);
    // The length has five digits where four belong, as from a writer that does not look.
    oversize.splice(48..60, format!("500{:05}00042", long.len()).into_bytes());
    oversize.truncate(oversize.len() - 2);
    oversize.extend_from_slice(&long);
    oversize.push(0x1D);
    let many: Vec<(&str, &[u8])> = [("001", b"2\x1e".as_slice()), ("245", TITLE)]
        .into_iter()
        .chain((0..4_000).map(|_| ("500", note.as_slice())))
        .collect();
    let mut too_long = samples::iso2709(b'a', &many);
    assert!(too_long.len() > 100_000);
    put(&mut too_long, 0, b"99999");
    vec![
        ("length too large", changed(|bytes| put(bytes, 0, b"00400"))),
        ("length too small", changed(|bytes| put(bytes, 0, b"00050"))),
        (
            "length of the next record added",
            changed(|bytes| {
                let length = bytes.len() + neighbour("3", "The third").len();
                put(bytes, 0, format!("{length:05}").as_bytes())
            }),
        ),
        ("length 00000", changed(|bytes| put(bytes, 0, b"00000"))),
        ("length 99999", changed(|bytes| put(bytes, 0, b"99999"))),
        ("length not a number", changed(|bytes| put(bytes, 0, b"     "))),
        ("base address too large", changed(|bytes| put(bytes, 12, b"00099"))),
        ("base address 00000", changed(|bytes| put(bytes, 12, b"00000"))),
        (
            "field over 9,999 bytes, length cut to four digits",
            samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", TITLE), ("500", &long)]),
        ),
        ("field over 9,999 bytes, directory no longer a multiple of 12", oversize),
        ("record over 99,999 bytes", too_long),
        ("addresses count characters, not bytes", {
            let title = "10\u{1F}aTitle of the second: Ünïcödé\u{1E}".as_bytes();
            let mut bytes = samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", title), ("500", b"  \x1faA note\x1e")]);
            put(&mut bytes, 36 + 3, format!("{:04}", title.len() - 4).as_bytes());
            put(&mut bytes, 48 + 7, format!("{:05}", title.len() - 2).as_bytes());
            bytes
        }),
        (
            "directory entries in another order",
            changed(|bytes| {
                let entry = bytes[24..36].to_vec();
                bytes.splice(60..60, entry);
                bytes.drain(24..36);
            }),
        ),
        (
            "entries name the wrong fields' lengths",
            changed(|bytes| {
                put(bytes, 27, b"0040");
                put(bytes, 39, b"0002");
            }),
        ),
    ]
}

/// Terminators, delimiters, directory bytes.
fn wrong_pieces() -> Vec<(&'static str, Vec<u8>)> {
    let end = second().len();
    vec![
        (
            "no record terminator",
            changed(|bytes| {
                bytes.pop();
            }),
        ),
        (
            "no field terminator at the end",
            changed(|bytes| {
                bytes.remove(end - 2);
            }),
        ),
        (
            "no terminator behind the directory",
            changed(|bytes| {
                bytes.remove(60);
            }),
        ),
        ("record terminator inside a field", changed(|bytes| put(bytes, end - 12, b"\x1d"))),
        ("field terminator inside a field", changed(|bytes| put(bytes, end - 12, b"\x1e"))),
        ("garbage before the record", [b"\0\0garbage\r\n".as_slice(), &second()].concat()),
        (
            "line ends inside the record",
            changed(|bytes| {
                bytes.insert(end - 12, b'\n');
                bytes.insert(end - 12, b'\r');
            }),
        ),
        (
            "a byte lost in the directory",
            changed(|bytes| {
                bytes.remove(53);
            }),
        ),
        ("a byte too many in the directory", changed(|bytes| bytes.insert(60, b'0'))),
        (
            "a two-byte letter in the directory",
            changed(|bytes| {
                bytes.splice(39..40, "ù".bytes());
            }),
        ),
        (
            "a byte lost in the leader",
            changed(|bytes| {
                bytes.remove(19);
            }),
        ),
        ("a byte too many in the leader", changed(|bytes| bytes.insert(19, b' '))),
        (
            "wrong constants in the leader",
            changed(|bytes| {
                put(bytes, 10, b"  ");
                put(bytes, 20, b"    ");
            }),
        ),
        ("no indicators", samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", b"\x1faTitle of the second\x1e")])),
        (
            "text before the first delimiter",
            samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", b"10Title of the second\x1fcx\x1e")]),
        ),
        ("no delimiter", samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", b"10Title of the second\x1e")])),
        (
            "empty subfields",
            samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", b"10\x1f\x1faTitle of the second\x1f\x1e")]),
        ),
        (
            "odd subfield codes",
            samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", b"10\x1fATitle of the second\x1f x\x1f[y\x1e")]),
        ),
        (
            "control characters",
            samples::iso2709(b'a', &[("001", b"2\x1e"), ("245", b"10\x1faTitle of the second\x00\x07\x1e")]),
        ),
    ]
}

/// Leader/09 and MARC-8.
fn wrong_characters() -> Vec<(&'static str, Vec<u8>)> {
    let with = |coding: u8, title: &[u8]| {
        samples::iso2709(coding, &[("001", b"2\x1e"), ("245", &[b"10\x1fa", title, b"\x1e"].concat())])
    };
    vec![
        ("leader claims MARC-8, text is UTF-8", with(b' ', "Title of the second: été".as_bytes())),
        ("leader claims UTF-8, text is MARC-8", with(b'a', b"Title of the second: \xE2et\xE2e")),
        ("leader claims UTF-8, text is Windows-1252", with(b'a', b"Title of the second \x96 \xE9t\xE9")),
        ("leader claims MARC-8, text is Windows-1252", with(b' ', b"Title of the second: h\xE5rdt \xF8rred \x96 fr\xE5n")),
        ("leader claims UTF-8, a few bytes are not", with(b'a', "Title of the second: été \u{E9}\u{E8}".as_bytes().iter().copied().chain([0xFF]).collect::<Vec<_>>().as_slice())),
        ("no escape back to ASCII", with(b' ', b"\x1b(NdEREWNQ\x1fbtitle")),
        ("escape sequence cut short", with(b' ', b"Title of the second \x1b and \x1b(")),
        ("East Asian code with a byte lost", with(b' ', b"Title of the second \x1b$1!0!!0!04!0!\x1b(B.")),
        ("East Asian codes cut off", with(b' ', b"Title of the second \x1b$1!0!!0")),
        ("mark without a letter", with(b' ', b"Title of the second \xE2")),
        ("Windows-1251", with(b' ', b"Title of the second: \xCE\xF1\xED\xEE\xE2\xFB \xE3\xE8\xE4\xF0\xE0\xE2\xEB\xE8\xF7\xE5\xF1\xEA\xEE\xE3\xEE \xF0\xE0\xF1\xF7\xE5\xF2\xE0")),
        ("code page 866", with(b' ', b"Title of the second: \x8C\xA5\xA6\xA4\xE3\xAD\xA0\xE0\xAE\xA4\xAD\xA0\xEF \xAD\xAE\xA2\xAE\xE1\xE2\xA8")),
        ("numeric references", with(b' ', b"Title of the second &#x4E2D; &#xZZ; &amp;")),
    ]
}

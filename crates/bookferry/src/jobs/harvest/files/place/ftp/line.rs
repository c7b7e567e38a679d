//! Lines of lists over FTP: those of MLSD (RFC 3659, 7), which tell size and time exactly, and those of LIST as Unix and Windows
//! servers write them for people, without a zone. Pure but for the year of a line of LIST that leaves it out.

use std::time::UNIX_EPOCH;

use suppaftp::list::{File, ListParser};

use crate::jobs::harvest::files::plan::Offered;

/// Letters of a line that cannot be read that are shown.
const SHOWN: usize = 100;

/// Which command gave a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// MLSD.
    Machine,
    /// LIST.
    Human,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// There is a file.
    File(Offered),
    /// There is something else: its name, and what it is.
    Other(String, &'static str),
    /// Nothing: the folder itself, the one above, a heading.
    Nothing,
}

/// Reads a line.
#[must_use]
pub fn read(form: Form, line: &str) -> Line {
    let line = line.trim_end_matches(['\r', '\n']);
    if line.trim().is_empty() || (form == Form::Human && line.starts_with("total ")) {
        return Line::Nothing;
    }
    let parsed = match form {
        Form::Machine => ListParser::parse_mlsd(line),
        Form::Human => ListParser::parse_posix(line).or_else(|_| ListParser::parse_dos(line)),
    };
    let Ok(entry) = parsed else {
        return Line::Other(line.chars().take(SHOWN).collect(), "its line in the list is not understood");
    };
    match entry.name() {
        "" | "." | ".." => Line::Nothing,
        name if entry.is_symlink() => Line::Other(name.to_owned(), "it is a link, and links are not followed"),
        name if !entry.is_file() => Line::Other(name.to_owned(), "it is no file; folders within a folder are not read"),
        _ => Line::File(offered(form, line, &entry)),
    }
}

fn offered(form: Form, line: &str, entry: &File) -> Offered {
    let time = entry.modified().duration_since(UNIX_EPOCH).ok();
    let time = time.and_then(|since| i64::try_from(since.as_millis()).ok());
    let size = u64::try_from(entry.size()).ok();
    let name = entry.name().to_owned();
    match form {
        // What a line of MLSD leaves out is unknown, and not nothing.
        Form::Machine => Offered {
            name,
            size: size.filter(|_| has_fact(line, "size")),
            modified: time.filter(|_| has_fact(line, "modify")),
            ..Offered::default()
        },
        Form::Human => Offered {
            name,
            size,
            listed: time,
            mark: time.map(|time| time.to_string()).unwrap_or_default(),
            ..Offered::default()
        },
    }
}

/// Whether the facts in front of a name have this one.
fn has_fact(line: &str, fact: &str) -> bool {
    let facts = line.split_once("; ").map_or(line, |(facts, _)| facts);
    facts.split(';').filter_map(|pair| pair.split_once('=')).any(|(name, _)| name.trim().eq_ignore_ascii_case(fact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::instant_text;

    fn file(form: Form, line: &str) -> (String, Option<u64>, Option<String>, Option<String>) {
        match read(form, line) {
            Line::File(file) => (file.name, file.size, file.modified.map(instant_text), file.listed.map(instant_text)),
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn lines_of_mlsd_tell_size_and_time_exactly_or_not_at_all() {
        let exact = file(Form::Machine, "type=file;size=1234;modify=20261120020000;UNIX.mode=0644; a; b.xml\r\n");
        assert_eq!(exact, ("a; b.xml".into(), Some(1234), Some("2026-11-20T02:00:00Z".into()), None));
        let vague = file(Form::Machine, "Type=file; modify=x.xml");
        assert_eq!(vague, ("modify=x.xml".into(), None, None, None));
        for line in ["type=cdir;modify=20261120020000; .", "type=pdir; ..", "", "\r\n"] {
            assert_eq!(read(Form::Machine, line), Line::Nothing, "{line}");
        }
        for (line, name) in [
            ("type=dir;modify=20261120020000; sub", "sub"),
            ("type=OS.unix=slink:/etc/passwd;size=7; x.xml", "type=OS.unix=slink:/etc/passwd;size=7; x.xml"),
            ("type=file;size=many; x.xml", "type=file;size=many; x.xml"),
        ] {
            assert!(matches!(read(Form::Machine, line), Line::Other(found, _) if found == name), "{line}");
        }
    }

    #[test]
    fn lines_of_list_are_read_as_unix_and_windows_write_them() {
        let unix = file(Form::Human, "-rw-r--r--    1 ftp      ftp          1234 Nov 20 2026 a b.xml\r\n");
        assert_eq!(unix, ("a b.xml".into(), Some(1234), None, Some("2026-11-20T00:00:00Z".into())));
        let windows = file(Form::Human, "11-20-26  02:30PM                 1234 a b.xml");
        assert_eq!(windows, ("a b.xml".into(), Some(1234), None, Some("2026-11-20T14:30:00Z".into())));
        for (line, what) in [
            ("drwxr-xr-x    2 ftp      ftp          4096 Nov 20 2026 sub", "no file"),
            ("lrwxrwxrwx    1 ftp      ftp             9 Nov 20 2026 x.xml -> /etc/passwd", "a link"),
            ("11-20-26  02:30PM       <DIR>          sub", "no file"),
            ("something else", "not understood"),
        ] {
            assert!(matches!(read(Form::Human, line), Line::Other(_, why) if why.contains(what)), "{line}");
        }
        assert_eq!(read(Form::Human, "total 12"), Line::Nothing);
    }

    #[test]
    fn every_prefix_and_every_changed_byte_of_a_line_gives_something() {
        for (form, line) in [
            (Form::Machine, "type=file;size=1234;modify=20261120020000; a.xml"),
            (Form::Human, "-rw-r--r--    1 ftp      ftp          1234 Nov 20 2026 é.xml"),
            (Form::Human, "11-20-26  02:30PM                 1234 a.xml"),
        ] {
            for length in (0..line.len()).filter(|length| line.is_char_boundary(*length)) {
                let _ = read(form, &line[..length]);
            }
            for at in 0..line.len() {
                let mut bytes = line.as_bytes().to_vec();
                bytes[at] = [b';', b'=', b' ', 0xFF, b'9', 0][at % 6];
                let _ = read(form, &String::from_utf8_lossy(&bytes));
            }
        }
    }
}

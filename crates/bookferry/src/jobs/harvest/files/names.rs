//! What names of files say: which are read, which tell what is gone, which belong together.
//!
//! Alma's publishing profiles of type FTP write `NAME_JOB_TIME_new.xml`, `…_new_1.tar.gz`, `…_new_2.tar.gz` and `…_delete.tar.gz`. That is
//! seen in the code of libraries that read such files; Ex Libris documents no names.

/// Endings of files of records, packed or not.
const ENDINGS: [&str; 14] = [
    ".mrc", ".marc", ".mrk", ".xml", ".json", ".jsonl", ".ndjson", ".txt", ".gz", ".tgz", ".tar", ".zip", ".dat",
    ".iso",
];
/// Endings of files that somebody is still writing.
const UNFINISHED: [&str; 7] = [".part", ".filepart", ".tmp", ".temp", ".crdownload", ".partial", "~"];
/// Words in the names of files that tell what is gone.
const GONE: [&str; 6] = ["delete", "deletes", "deleted", "del", "deletions", "removed"];

/// Why a file of this name is not read; `None`: it is.
#[must_use]
pub fn refusal(name: &str, patterns: Option<&str>) -> Option<&'static str> {
    let lower = name.to_lowercase();
    if name.starts_with('.') {
        return Some("it is hidden");
    }
    if UNFINISHED.iter().any(|ending| lower.ends_with(ending)) {
        return Some("its name says that somebody is still writing it");
    }
    let mut patterns = patterns.unwrap_or_default().split(',').map(str::trim).filter(|pattern| !pattern.is_empty());
    match patterns.next() {
        Some(first)
            if std::iter::once(first).chain(patterns).any(|pattern| matches(&lower, &pattern.to_lowercase())) =>
        {
            None
        }
        Some(_) => Some("its name is none of those that are asked for"),
        None if ENDINGS.iter().any(|ending| lower.ends_with(ending)) => None,
        None => Some("its name has none of the endings of files of records"),
    }
}

/// Whether a file of this name tells what is gone.
#[must_use]
pub fn tells_gone(name: &str) -> bool {
    name.to_lowercase().split(|letter: char| !letter.is_alphabetic()).any(|word| GONE.contains(&word))
}

/// The export that a file of this name is a part of: the name without the number of the part. Only numbers behind `new`, `delete`
/// or `part` count as such; every other number may be a date.
#[must_use]
pub fn export_of(name: &str) -> String {
    let stem_end = name.find('.').unwrap_or(name.len());
    let (stem, endings) = name.split_at(stem_end);
    let without = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let mark = without.trim_end_matches(['_', '-']);
    let is_part =
        ["_new", "-new", "_delete", "-delete", "_part", "-part"].iter().any(|word| mark.to_lowercase().ends_with(word));
    if is_part { format!("{mark}{endings}") } else { name.to_owned() }
}

/// Whether a name is of this form, in which `*` stands for any letters.
fn matches(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_records_are_read_and_unfinished_or_other_ones_are_not() {
        for name in ["books.mrc", "BOOKS.XML", "a_1_2026112002_new_1.xml.tar.gz", "del.txt", "x.zip"] {
            assert_eq!(refusal(name, None), None, "{name}");
        }
        for name in [".books.mrc", "books.mrc.part", "books.xml.filepart", "books.mrc~", "README", "manual.pdf"] {
            assert!(refusal(name, None).is_some(), "{name}");
        }
        for (pattern, name, is_read) in [
            ("east_*", "EAST_1.dat.7", true),
            ("east_*", "west_1.xml", false),
            ("a*.xml, b*.xml", "b1.xml", true),
            ("*new*.gz", "x_new_1.tar.gz", true),
            ("*new*.gz", "x_delete.tar.gz", false),
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a*a", "a", false),
            ("*", "manual.pdf", true),
            ("*", "manual.pdf.part", false),
        ] {
            assert_eq!(refusal(name, Some(pattern)).is_none(), is_read, "{pattern} {name}");
        }
    }

    #[test]
    fn deletions_and_parts_are_known_by_name() {
        for (name, gone) in [
            ("search_2022022506_21405138730006381_delete.tar.gz", true),
            ("x_delete_1.xml.tar.gz", true),
            ("2026-11-20.del.txt", true),
            ("Deletes.mrc", true),
            ("x_new_1.tar.gz", false),
            ("model.xml", false),
            ("delaware.mrc", false),
        ] {
            assert_eq!(tells_gone(name), gone, "{name}");
        }
        for (name, export) in [
            ("full_14_2026121520_new_1.xml.tar.gz", "full_14_2026121520_new.xml.tar.gz"),
            ("full_14_2026121520_new.xml.tar.gz", "full_14_2026121520_new.xml.tar.gz"),
            ("full_20261218_211210[050]_new_12.tar.gz", "full_20261218_211210[050]_new.tar.gz"),
            ("books-part-03.mrc", "books-part.mrc"),
            ("books_part4.mrc", "books_part.mrc"),
            ("books-2026-11-20.xml", "books-2026-11-20.xml"),
            ("renew_7.xml", "renew_7.xml"),
        ] {
            assert_eq!(export_of(name), export, "{name}");
        }
    }
}

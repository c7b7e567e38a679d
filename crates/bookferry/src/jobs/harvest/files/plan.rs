//! Which files are read now, in which order, and which wait. Pure: what is there, what is known and the time are arguments.

use std::collections::{BTreeMap, BTreeSet};

use store::SourceFile;

use super::names;
use crate::jobs::harvest::settings::FileContent;

/// A file that was not changed for so long is not written any more, in milliseconds. One that was seen in the same state by an
/// earlier harvest is not, whatever its time says.
const SETTLED: i64 = 120_000;

/// A file that a place offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    /// Within its folder; the whole address at a source of addresses.
    pub name: String,
    /// Bytes.
    pub size: Option<u64>,
    /// When it was changed last, in milliseconds since 1970, by a clock that can be compared with ours.
    pub modified: Option<i64>,
    /// What puts it in order among the others when that is not exact: the time that a listing shows.
    pub listed: Option<i64>,
    /// Whatever else tells two states of it apart: an ETag, a digest, the text of a listing.
    pub mark: String,
}

impl Offered {
    /// Stands for the state in which it is: equal versions are the same file unchanged. Empty: nothing tells.
    #[must_use]
    pub fn version(&self) -> String {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        match (self.size, self.modified, self.mark.as_str()) {
            (None, None, "") => String::new(),
            (size, modified, mark) => {
                format!("{};{};{mark}", number(size.and_then(|size| i64::try_from(size).ok())), number(modified))
            }
        }
    }

    fn order(&self) -> (i64, bool, &str) {
        // What tells what is gone comes behind what came at the same moment.
        (self.modified.or(self.listed).unwrap_or(0), names::tells_gone(&self.name), &self.name)
    }
}

/// What to do with the files of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// To read, in this order.
    pub read: Vec<Offered>,
    /// Left for the next time: somebody may still be writing them, or what comes before them.
    pub waiting: Vec<String>,
    /// Not read at all, and why.
    pub skipped: Vec<(Offered, &'static str)>,
    /// Where each file is the whole list: the name of the export that is read.
    pub export: Option<String>,
}

/// Decides. `before` is what was known before this look, `now` the time.
#[must_use]
pub fn plan(mut offered: Vec<Offered>, before: &[SourceFile], content: FileContent, now: i64) -> Plan {
    offered.sort_by(|one, other| one.order().cmp(&other.order()));
    let known: BTreeMap<&str, &SourceFile> = before.iter().map(|file| (file.name.as_str(), file)).collect();
    match content {
        FileContent::Changes => changes(offered, &known, now),
        FileContent::Complete => complete(offered, &known, now),
    }
}

/// Whether nobody writes a file any more; a place that only knows when it is fetched says so then.
#[must_use]
pub fn is_settled(file: &Offered, known: Option<&SourceFile>, now: i64) -> bool {
    let was_so = known.is_some_and(|known| known.version == file.version());
    was_so || file.modified.is_none_or(|modified| is_old(modified, now))
}

/// Whether a file that was changed then is not written any more.
#[must_use]
pub const fn is_old(modified: i64, now: i64) -> bool {
    modified <= now - SETTLED
}

fn is_read(file: &Offered, known: &BTreeMap<&str, &SourceFile>) -> bool {
    let version = file.version();
    !version.is_empty()
        && known.get(file.name.as_str()).is_some_and(|known| known.read_version.as_ref() == Some(&version))
}

/// All that was not read, up to the first that is still being written: the order of changes matters.
fn changes(offered: Vec<Offered>, known: &BTreeMap<&str, &SourceFile>, now: i64) -> Plan {
    let mut plan = Plan::default();
    for file in offered {
        if is_read(&file, known) {
            continue;
        }
        let settled = is_settled(&file, known.get(file.name.as_str()).copied(), now);
        match settled && plan.waiting.is_empty() {
            true => plan.read.push(file),
            false => plan.waiting.push(file.name),
        }
    }
    plan
}

/// The newest export of which nothing is still being written, all its parts; what is older is not read any more.
fn complete(offered: Vec<Offered>, known: &BTreeMap<&str, &SourceFile>, now: i64) -> Plan {
    let mut plan = Plan::default();
    let (gone, offered): (Vec<Offered>, Vec<Offered>) =
        offered.into_iter().partition(|file| names::tells_gone(&file.name));
    let note_skipped = |plan: &mut Plan, files: Vec<Offered>, why| {
        let fresh = files.into_iter().filter(|file| !is_read(file, known));
        plan.skipped.extend(fresh.map(|file| (file, why)));
    };
    note_skipped(&mut plan, gone, "each export here is complete, so a list of deletions tells nothing more");
    let unsettled: BTreeSet<String> = offered
        .iter()
        .filter(|file| !is_settled(file, known.get(file.name.as_str()).copied(), now))
        .map(|file| names::export_of(&file.name))
        .collect();
    let newest =
        offered.iter().rev().map(|file| names::export_of(&file.name)).find(|export| !unsettled.contains(export));
    let Some(newest) = newest else {
        plan.waiting = offered.into_iter().map(|file| file.name).collect();
        return plan;
    };
    let mut older = Vec::new();
    for file in offered {
        let export = names::export_of(&file.name);
        if export == newest {
            plan.read.push(file);
        } else if unsettled.contains(&export) {
            plan.waiting.push(file.name);
        } else {
            older.push(file);
        }
    }
    note_skipped(&mut plan, older, "a newer complete export is there");
    if plan.read.iter().all(|file| is_read(file, known)) {
        plan.read.clear();
    }
    plan.export = Some(newest);
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000_000;

    fn file(name: &str, modified: i64) -> Offered {
        Offered { name: name.into(), size: Some(7), modified: Some(modified), ..Offered::default() }
    }

    fn known(file: &Offered, is_read: bool) -> SourceFile {
        SourceFile {
            id: store::FileId(1),
            name: file.name.clone(),
            version: file.version(),
            seen_at: 0,
            read_version: is_read.then(|| file.version()),
            hash: String::new(),
        }
    }

    fn names(files: &[Offered]) -> Vec<&str> {
        files.iter().map(|file| file.name.as_str()).collect()
    }

    #[test]
    fn changes_are_read_in_the_order_of_their_time_and_deletions_behind_what_is_as_old() {
        let offered = vec![file("b.xml", 10), file("a_delete.xml", 5), file("a_new.xml", 5), file("z.xml", 1)];
        let plan = plan(offered.clone(), &[known(&offered[3], true)], FileContent::Changes, NOW);
        assert_eq!(names(&plan.read), ["a_new.xml", "a_delete.xml", "b.xml"]);
    }

    #[test]
    fn a_file_that_may_still_grow_waits_with_all_that_follow_until_it_is_old_or_was_seen_so_before() {
        let (old, young, next) = (file("a.xml", 1), file("b.xml", NOW - 1_000), file("c.xml", NOW - 500));
        let offered = vec![next.clone(), young.clone(), old];
        let first = plan(offered.clone(), &[], FileContent::Changes, NOW);
        assert_eq!((names(&first.read), first.waiting), (vec!["a.xml"], vec!["b.xml".to_owned(), "c.xml".to_owned()]));
        let second = plan(offered.clone(), &[known(&young, false)], FileContent::Changes, NOW);
        assert_eq!(names(&second.read), ["a.xml", "b.xml"], "it did not grow between two looks");
        let grown = Offered { size: Some(8), ..young.clone() };
        let third = plan(vec![grown, next], &[known(&young, false)], FileContent::Changes, NOW);
        assert!(third.read.is_empty(), "it has grown");
        let later = plan(offered, &[], FileContent::Changes, NOW + SETTLED);
        assert_eq!(later.read.len(), 3);
        let ahead = file("d.xml", NOW + 3_600_000);
        assert!(plan(vec![ahead], &[], FileContent::Changes, NOW).read.is_empty(), "a clock ahead of ours");
    }

    #[test]
    fn of_complete_exports_the_newest_is_read_with_all_its_parts_and_only_once() {
        let parts = [file("x_2_new_1.xml", 20), file("x_2_new_2.xml", 21)];
        let mut offered = vec![file("x_1_new_1.xml", 10), file("x_2_delete.xml", 22)];
        offered.extend(parts.clone());
        let first = plan(offered.clone(), &[], FileContent::Complete, NOW);
        assert_eq!(names(&first.read), ["x_2_new_1.xml", "x_2_new_2.xml"]);
        assert_eq!(first.skipped.len(), 2);
        let half = plan(offered.clone(), &[known(&parts[0], true)], FileContent::Complete, NOW);
        assert_eq!(half.read.len(), 2, "a part that is missing makes the export new");
        let done: Vec<SourceFile> = parts.iter().map(|part| known(part, true)).collect();
        assert!(plan(offered.clone(), &done, FileContent::Complete, NOW).read.is_empty());
        offered.push(file("x_3_new_1.xml", NOW));
        let growing = plan(offered, &done, FileContent::Complete, NOW);
        assert_eq!((growing.read.len(), growing.waiting), (0, vec!["x_3_new_1.xml".to_owned()]));
    }
}

//! Which of the records that a catalogue shows is the wanted one, and why.
//!
//! Record number first, then standard number, then title with author and year. All records are weighed: an e-book beside the
//! printed book, a second edition or two records with copies do not lose the supplier.

mod compare;

use index::text::letters;
use marc::identifiers::{Isbn, Issn};

use crate::question::By;
use crate::shelf::{Hit, Shelf};
use crate::wanted::{Wanted, oclc_number};
use compare::{Likeness, are_strangers, authors_alike, edition_number, titles_alike, year_of};

/// What one record is to the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// The judgement.
    pub verdict: Verdict,
    /// The reasons, in one sentence without its full stop.
    pub words: String,
}

/// The judgement of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is something else.
    Another,
    /// It may be the one: a person decides.
    Doubtful,
    /// It is the one.
    Same(Match),
}

/// By what a record is recognised; the later the surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    /// Title, with author or year.
    Title,
    /// ISBN, ISSN or WorldCat number.
    StandardNumber,
    /// Another number of the record, such as that of a former system.
    OtherNumber,
    /// The number of the record.
    RecordNumber,
}

/// A record with its weight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed<'a> {
    /// The record.
    pub hit: &'a Hit,
    /// What it is to the request.
    pub weight: Weight,
}

/// Weighs all records of an answer, the surest first; equal ones stay in order.
///
/// How they were found says something of a single printed record only: Alma finds by a record number also the records that mention
/// it.
#[must_use]
pub fn weigh_all<'a>(shelf: &'a Shelf, wanted: &Wanted) -> Vec<Weighed<'a>> {
    let printed = shelf.hits.iter().filter(|hit| !hit.is_electronic).count();
    let is_alone = printed == 1 && shelf.total.is_none_or(|total| total <= shelf.hits.len() as u64);
    let found_by = shelf.found_by.filter(|_| is_alone);
    let mut all: Vec<Weighed<'a>> =
        shelf.hits.iter().map(|hit| Weighed { hit, weight: weigh(hit, wanted, found_by) }).collect();
    all.sort_by_key(|weighed| std::cmp::Reverse(weighed.weight.verdict));
    all
}

/// Weighs one record. `found_by` is the question that found this record and no other.
#[must_use]
pub fn weigh(hit: &Hit, wanted: &Wanted, found_by: Option<By>) -> Weight {
    let mut scale = Scale::default();
    let verdict = if hit.is_electronic {
        scale.say("it is electronic, there is nothing to send");
        Verdict::Another
    } else {
        scale.verdict(hit, wanted, found_by)
    };
    Weight { verdict, words: scale.reasons.join(", ") }
}

#[derive(Default)]
struct Scale {
    reasons: Vec<String>,
}

impl Scale {
    fn say(&mut self, reason: impl Into<String>) {
        self.reasons.push(reason.into());
    }

    fn verdict(&mut self, hit: &Hit, wanted: &Wanted, found_by: Option<By>) -> Verdict {
        if self.is_same_record(hit, wanted) {
            return Verdict::Same(Match::RecordNumber);
        }
        let by_number = self.other_number(hit, wanted).or_else(|| self.standard_number(hit, wanted));
        match by_number.or_else(|| self.search(hit, found_by?)) {
            Some(found) => self.confirm(found, hit, wanted),
            None => self.by_title(titles_alike(&wanted.title, &hit.title), hit, wanted),
        }
    }

    fn is_same_record(&mut self, hit: &Hit, wanted: &Wanted) -> bool {
        let (Some(id), false) = (&hit.record_id, wanted.record_id.trim().is_empty()) else { return false };
        let is_same = same_number(id, &wanted.record_id);
        self.say(if is_same { "same record number".to_owned() } else { format!("another record number ({id})") });
        is_same
    }

    fn other_number(&mut self, hit: &Hit, wanted: &Wanted) -> Option<Match> {
        let is_known = |id: &&String| same_number(id, &wanted.record_id);
        let id = hit.other_ids.iter().find(is_known).filter(|_| !wanted.record_id.trim().is_empty())?;
        self.say(format!("the wanted record number is another number of it ({id})"));
        Some(Match::OtherNumber)
    }

    fn standard_number(&mut self, hit: &Hit, wanted: &Wanted) -> Option<Match> {
        let isbn = Isbn::parse(&wanted.isbn).map(|isbn| isbn.to_string());
        let issn = Issn::parse(&wanted.issn).map(|issn| issn.to_string());
        let agrees = [("ISBN", isbn, &hit.isbns), ("ISSN", issn, &hit.issns)].into_iter().any(|(name, number, has)| {
            let Some(number) = number else { return false };
            let agrees = has.contains(&number);
            if agrees {
                self.say(format!("{name} agrees"));
            } else if !has.is_empty() {
                self.say(format!("{name} differs"));
            }
            agrees
        });
        (agrees || self.oclc_number(hit, wanted)).then_some(Match::StandardNumber)
    }

    /// The number by which the library's system found it. A record number is good even if the record shows another one: Sierra
    /// keeps its own out of OPAC records. Standard numbers are, where the source describes nothing that could be compared.
    fn search(&mut self, hit: &Hit, found_by: By) -> Option<Match> {
        let is_described = !hit.title.is_empty() || !hit.isbns.is_empty() || !hit.issns.is_empty();
        let found = match found_by {
            By::RecordNumber => Match::OtherNumber,
            By::Isbn | By::Issn | By::OclcNumber if !is_described => Match::StandardNumber,
            By::Isbn | By::Issn | By::OclcNumber | By::Title => return None,
        };
        self.say(format!("the only one found by {}", found_by.words()));
        Some(found)
    }

    fn oclc_number(&mut self, hit: &Hit, wanted: &Wanted) -> bool {
        let Some(asked) = oclc_number(&wanted.oclc_number) else { return false };
        // Only numbers that say that they are WorldCat's: a bare number may be anybody's.
        let labelled = hit.other_ids.iter().filter(|id| id.chars().any(char::is_alphabetic));
        let agrees = labelled.filter_map(|id| oclc_number(id)).any(|theirs| theirs == asked);
        if agrees {
            self.say("WorldCat number agrees");
        }
        agrees
    }

    /// A number found: only another title speaks against it. Publishers use numbers twice, and years differ by printing.
    fn confirm(&mut self, found: Match, hit: &Hit, wanted: &Wanted) -> Verdict {
        if are_strangers(&wanted.title, &hit.title) {
            self.say(format!("title differs: {}; not taken without a person", hit.title));
            return Verdict::Doubtful;
        }
        self.year(hit, wanted, "");
        Verdict::Same(found)
    }

    fn by_title(&mut self, likeness: Likeness, hit: &Hit, wanted: &Wanted) -> Verdict {
        match likeness {
            Likeness::Unknown => {
                self.say("nothing to compare");
                return Verdict::Doubtful;
            }
            Likeness::Other => {
                self.say(format!("title differs: {}", hit.title));
                return Verdict::Another;
            }
            Likeness::Same => self.say("title agrees"),
            Likeness::Begins => self.say(format!("title begins alike: {}", hit.title)),
            Likeness::Near => self.say(format!("title nearly agrees: {}", hit.title)),
        }
        let author = self.author(hit, wanted);
        let year = self.year(hit, wanted, "; not taken");
        let edition = self.edition(hit, wanted);
        if [author, year, edition].contains(&Some(false)) {
            return Verdict::Another;
        }
        let confirmations = [author, year].iter().filter(|found| **found == Some(true)).count();
        let needed = if likeness == Likeness::Same { 1 } else { 2 };
        if confirmations >= needed {
            return Verdict::Same(Match::Title);
        }
        self.say("too little else to compare; not taken without a person");
        Verdict::Doubtful
    }

    fn author(&mut self, hit: &Hit, wanted: &Wanted) -> Option<bool> {
        let agrees = authors_alike(&wanted.author, &hit.authors)?;
        match agrees {
            true => self.say("author agrees"),
            false => self.say(format!("author differs: {}; not taken", hit.authors.join(" and "))),
        }
        Some(agrees)
    }

    /// Catalogues and requests may differ by a year: copyright and printing. The date of a request for a serial is that of an issue.
    fn year(&mut self, hit: &Hit, wanted: &Wanted, consequence: &str) -> Option<bool> {
        let (theirs, asked) = (hit.year.filter(|_| !hit.is_serial)?, year_of(&wanted.date)?);
        let agrees = theirs.abs_diff(asked) <= 1;
        match theirs == asked {
            true => self.say("year agrees"),
            false if agrees => self.say(format!("year {theirs} instead of {asked}")),
            false => self.say(format!("year differs: {theirs} instead of {asked}{consequence}")),
        }
        Some(agrees)
    }

    fn edition(&mut self, hit: &Hit, wanted: &Wanted) -> Option<bool> {
        let (theirs, asked) = (edition_number(hit.edition.as_deref()?)?, edition_number(&wanted.edition)?);
        if theirs != asked {
            self.say(format!("edition differs: {theirs} instead of {asked}; not taken"));
        }
        Some(theirs == asked)
    }
}

/// Numbers of records, compared without signs and case: Sierra's `.b11238938` and `b1123893`, the check digit dropped, are one.
fn same_number(one: &str, other: &str) -> bool {
    let (one, other) = (letters(one), letters(other));
    !one.is_empty() && (one == other || sierra(&one).is_some() && sierra(&one) == sierra(&other))
}

/// The digits of a bibliographic record number of Sierra or Millennium: `b`, seven digits, and perhaps a check character.
fn sierra(letters: &str) -> Option<&str> {
    let digits = letters.strip_prefix('b')?;
    let number = digits.get(..7)?;
    let check = digits.get(7..)?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let is_check = check.is_empty() || matches!(check.as_bytes(), [b'0'..=b'9' | b'x' | b'a']);
    (is_number && is_check).then_some(number)
}

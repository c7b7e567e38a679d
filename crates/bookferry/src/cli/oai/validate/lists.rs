//! Lists in parts: tokens, cursors, sizes, and the two ways of listing (3.5, 4.3, 4.5).

use std::collections::HashSet;
use std::str::FromStr;

use oai_pmh::{Datestamp, Granularity, Page, Record, Token};

use super::identity::Identity;
use super::probe::Probe;
use super::report::{Problem, Report, some};
use super::{Arguments, Stop};

/// Which list is read.
pub struct Asked {
    pub prefix: String,
    pub set: Option<String>,
}

impl Asked {
    /// The list of the command line; where a set is wanted and none is named, that of the first set.
    pub async fn find(
        arguments: &Arguments,
        identity: &Identity,
        probe: &mut Probe,
        report: &mut Report,
    ) -> Result<Self, Stop> {
        let first = || identity.formats.first().map(|format| format.metadata_prefix.clone());
        let prefix = arguments.prefix.clone().or_else(first).unwrap_or_else(|| "oai_dc".to_owned());
        let known = identity.formats.iter().any(|format| format.metadata_prefix == prefix);
        let outcome =
            if known { Ok(prefix.clone()) } else { Err(Problem::failed(format!("{prefix} is not among them"))) };
        report.tell("4.4", "the format of the lists is one of those offered", outcome);
        let mut asked = Self { prefix, set: None };
        let answer = probe.get(&asked.pairs("ListIdentifiers")).await?;
        let refused = answer.codes();
        let outcome = match refused.as_slice() {
            [] => Ok(answer.in_words()),
            [code] if code == "noRecordsMatch" => Ok("the list is empty".to_owned()),
            _ => Err(Problem::warning(answer.in_words())),
        };
        let needs_set = outcome.is_err();
        report.tell("2.6", "lists can be asked for without a set", outcome);
        let first = || identity.sets.first().map(|set| set.spec.clone()).filter(|_| needs_set);
        asked.set = arguments.set.clone().or_else(first);
        Ok(asked)
    }

    /// The arguments of the beginning of the list.
    pub fn pairs<'a>(&'a self, verb: &'a str) -> Vec<(&'a str, &'a str)> {
        let mut pairs = vec![("verb", verb), ("metadataPrefix", self.prefix.as_str())];
        pairs.extend(self.set.as_deref().map(|set| ("set", set)));
        pairs
    }
}

/// Parts of a list, in order.
#[derive(Default)]
pub struct Parts {
    pub pages: Vec<Page<Record>>,
    /// Whether the list was read to its end.
    pub ended: bool,
}

impl Parts {
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.pages.iter().flat_map(|page| &page.items)
    }

    fn tokens(&self) -> Vec<&Token> {
        self.pages.iter().filter_map(|page| page.token.as_ref()).collect()
    }
}

/// Reads a list from these arguments on; what came instead when something else came.
pub async fn read(probe: &mut Probe, pairs: &[(&str, &str)], most: u32) -> Result<(Parts, Option<String>), Stop> {
    let mut parts = Parts::default();
    let mut answer = probe.get(pairs).await?;
    loop {
        let words = answer.in_words();
        let Some(page) = answer.page() else { return Ok((parts, Some(words))) };
        let token = page.token.as_ref().map(|token| token.value.clone()).filter(|value| !value.is_empty());
        parts.pages.push(page);
        let Some(token) = token else {
            parts.ended = true;
            return Ok((parts, None));
        };
        if parts.pages.len() >= most as usize {
            return Ok((parts, None));
        }
        let verb = pairs.first().map_or("ListRecords", |(_, verb)| *verb);
        answer = probe.get(&[("verb", verb), ("resumptionToken", &token)]).await?;
    }
}

pub async fn check(
    asked: &Asked,
    identity: &Identity,
    most: u32,
    probe: &mut Probe,
    report: &mut Report,
) -> Result<Parts, Stop> {
    let (list, stopped) = read(probe, &asked.pairs("ListRecords"), most).await?;
    let seen = format!("{} records on {} pages", list.records().count(), list.pages.len());
    let fine = stopped.is_none();
    let outcome = stopped.map_or(Ok(seen.clone()), |words| Err(Problem::failed(format!("{seen}, then {words}"))));
    report.tell("4.5", "ListRecords is answered, page after page", outcome);
    tokens(&list, report);
    if fine {
        again(&list, probe, report).await?;
    }
    twice(&list, report);
    headers(asked, &list, most, probe, report).await?;
    if identity.finest() == Granularity::Second && !list.pages.is_empty() {
        expiry(&list, report);
    }
    Ok(list)
}

fn tokens(list: &Parts, report: &mut Report) {
    let in_parts = list.pages.len() > 1;
    if list.ended && in_parts {
        let has_empty = list.pages.last().is_some_and(|page| page.token.is_some());
        let outcome = if has_empty { Ok(String::new()) } else { Err(Problem::warning("the last part has none")) };
        report.tell("3.5", "the last part of a list has an empty token", outcome);
    }
    if list.tokens().is_empty() {
        return;
    }
    let mut before = 0;
    let (mut wrong, mut with_cursor) = (Vec::new(), 0);
    for page in &list.pages {
        if let Some(cursor) = page.token.as_ref().and_then(|token| token.cursor) {
            with_cursor += 1;
            if cursor != before {
                wrong.push(format!("{cursor} where {before} records came before"));
            }
        }
        before += page.items.len() as u64;
    }
    let outcome = match (wrong.is_empty(), with_cursor) {
        (false, _) => Err(Problem::failed(some(&wrong))),
        (true, 0) => Err(Problem::warning("tokens have no cursor")),
        (true, _) => Ok(String::new()),
    };
    report.tell("3.5", "cursor counts the records before a part", outcome);
    let sizes: HashSet<u64> = list.tokens().iter().filter_map(|token| token.complete_list_size).collect();
    let count = list.records().count() as u64;
    let outcome = match sizes.iter().collect::<Vec<_>>().as_slice() {
        [] => Err(Problem::warning("tokens have no completeListSize")),
        [size] if **size < count || (list.ended && **size != count) => {
            Err(Problem::warning(format!("{size}, and {count} records came")))
        }
        [size] => Ok(size.to_string()),
        _ => Err(Problem::warning("it changes from part to part")),
    };
    report.tell("3.5", "completeListSize is the size of the list", outcome);
}

/// The token that was given last can be used again (3.5).
async fn again(list: &Parts, probe: &mut Probe, report: &mut Report) -> Result<(), Stop> {
    let [first, second, ..] = list.pages.as_slice() else { return Ok(()) };
    let Some(token) = &first.token else { return Ok(()) };
    let answer = probe.get(&[("verb", "ListRecords"), ("resumptionToken", &token.value)]).await?;
    let words = answer.in_words();
    let ids =
        |page: &Page<Record>| page.items.iter().map(|record| record.header.identifier.clone()).collect::<Vec<_>>();
    let same = answer.page().is_some_and(|page| ids(&page) == ids(second));
    report.tell(
        "3.5",
        "a token used twice gives the same part",
        if same { Ok(words) } else { Err(Problem::warning(words)) },
    );
    Ok(())
}

fn twice(list: &Parts, report: &mut Report) {
    let mut seen = HashSet::new();
    let repeated: Vec<String> = list
        .records()
        .filter(|record| !seen.insert(&record.header.identifier))
        .map(|record| record.header.identifier.clone())
        .collect();
    let outcome = if repeated.is_empty() { Ok(String::new()) } else { Err(Problem::failed(some(&repeated))) };
    report.tell("3.5", "no record comes twice in a list", outcome);
}

/// Both verbs list the same.
async fn headers(asked: &Asked, list: &Parts, most: u32, probe: &mut Probe, report: &mut Report) -> Result<(), Stop> {
    let (headers, stopped) = read(probe, &asked.pairs("ListIdentifiers"), most).await?;
    let count = headers.records().count();
    let outcome = stopped.map_or(Ok(format!("{count} headers")), |words| Err(Problem::failed(words)));
    report.tell("4.3", "ListIdentifiers is answered, page after page", outcome);
    let common = count.min(list.records().count());
    let pairs = headers.records().zip(list.records()).take(common);
    let different = pairs.filter(|(one, other)| one.header != other.header).count();
    let both_ended = headers.ended && list.ended;
    let outcome = match different {
        0 if both_ended && count != list.records().count() => {
            Err(Problem::failed(format!("{count} headers and {} records", list.records().count())))
        }
        0 => Ok(format!("{common} compared")),
        n => Err(Problem::warning(format!("{n} of {common} are different, or in another order"))),
    };
    report.tell("4.3", "ListIdentifiers gives the headers of ListRecords", outcome);
    Ok(())
}

fn expiry(list: &Parts, report: &mut Report) {
    let dates: Vec<&String> = list.tokens().iter().filter_map(|token| token.expiration_date.as_ref()).collect();
    if dates.is_empty() {
        return;
    }
    let wrong: Vec<String> =
        dates.iter().filter(|date| Datestamp::from_str(date).is_err()).map(ToString::to_string).collect();
    let seen = dates.first().map(ToString::to_string).unwrap_or_default();
    report.tell(
        "3.3.2",
        "expirationDate is a date in UTC",
        if wrong.is_empty() { Ok(seen) } else { Err(Problem::failed(some(&wrong))) },
    );
}

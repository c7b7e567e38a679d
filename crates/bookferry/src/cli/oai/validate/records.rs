//! Records: heads, deletions, metadata, one alone, and windows of dates (2.4 to 2.7, 4.1).

use std::str::FromStr;

use oai_pmh::{Datestamp, DeletedRecord, Granularity, Record};
use xml::{Element, Limits};

use super::Stop;
use super::identity::Identity;
use super::lists::{self, Asked, Parts};
use super::probe::Probe;
use super::report::{Problem, Report, some};

/// Pages of a window that are read.
const WINDOW_PAGES: u32 = 3;

pub async fn check(
    asked: &Asked,
    identity: &Identity,
    list: &Parts,
    probe: &mut Probe,
    report: &mut Report,
) -> Result<(), Stop> {
    if list.records().next().is_none() {
        return Ok(());
    }
    heads(asked, identity, list, report);
    contents(asked, identity, list, report);
    let living = list.records().find(|record| !record.header.deleted);
    let deleted = list.records().find(|record| record.header.deleted);
    for record in living.into_iter().chain(deleted) {
        alone(asked, record, probe, report).await?;
    }
    if let Some(record) = living.or(deleted) {
        windows(asked, identity, record, probe, report).await?;
    }
    Ok(())
}

/// One requirement on every record: the identifiers of those that break it.
fn all(list: &Parts, fine: impl Fn(&Record) -> bool) -> Vec<String> {
    list.records().filter(|record| !fine(record)).map(|record| record.header.identifier.clone()).collect()
}

fn tell(report: &mut Report, section: &str, asks: &str, wrong: &[String], problem: fn(String) -> Problem) {
    report.tell(section, asks, if wrong.is_empty() { Ok(String::new()) } else { Err(problem(some(wrong))) });
}

fn heads(asked: &Asked, identity: &Identity, list: &Parts, report: &mut Report) {
    let bad: Vec<String> = list.pages.iter().flat_map(|page| &page.bad).map(|bad| bad.reason.to_string()).collect();
    tell(report, "2.5", "every record has a header with an identifier", &bad, Problem::failed);
    let is_uri = |id: &str| {
        id.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
            && !id.contains(char::is_whitespace)
    };
    let wrong = all(list, |record| is_uri(&record.header.identifier));
    tell(report, "2.4", "an identifier is a URI", &wrong, Problem::failed);
    let exact = |record: &Record| Datestamp::from_str(&record.header.datestamp).ok();
    let wrong = all(list, |record| exact(record).map(Datestamp::granularity) == Some(identity.finest()));
    tell(report, "2.7.1", "datestamps are in the granularity of the repository", &wrong, Problem::failed);
    let earliest = identity.earliest();
    let wrong = all(list, |record| match (exact(record), earliest) {
        (Some(stamp), Some(earliest)) => stamp >= earliest.at(stamp.granularity()),
        _ => true,
    });
    tell(report, "4.2", "no datestamp is before earliestDatestamp", &wrong, Problem::failed);
    let known = |spec: &String| identity.sets.iter().any(|set| set.spec == *spec);
    let wrong = all(list, |record| record.header.sets.iter().all(known));
    tell(report, "2.6", "the sets of a record are those of ListSets", &wrong, Problem::warning);
    if let Some(set) = &asked.set {
        let below = |spec: &String| {
            spec.strip_prefix(set.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        let wrong = all(list, |record| record.header.sets.iter().any(below));
        tell(report, "2.6", "every record of the list is in the set that was asked for", &wrong, Problem::failed);
    }
}

fn contents(asked: &Asked, identity: &Identity, list: &Parts, report: &mut Report) {
    let wrong = all(list, |record| record.header.deleted || record.metadata.is_some());
    tell(report, "2.5", "a record that is not deleted has metadata", &wrong, Problem::failed);
    let wrong = all(list, |record| !record.header.deleted || (record.metadata.is_none() && record.about.is_empty()));
    tell(report, "2.5.1", "a deleted record has neither metadata nor about", &wrong, Problem::failed);
    let tells = identity.said.deleted_record != DeletedRecord::No;
    let wrong = all(list, |record| tells || !record.header.deleted);
    tell(report, "2.5.1", "deleted records come only where Identify says so", &wrong, Problem::failed);
    let namespace = identity.formats.iter().find(|format| format.metadata_prefix == asked.prefix);
    if let Some(namespace) = namespace.map(|format| format.metadata_namespace.as_str()) {
        let root = |record: &Record| Element::parse(record.metadata.as_ref()?.xml.as_bytes(), &Limits::records()).ok();
        let wrong = all(list, |record| {
            record.metadata.is_none()
                || root(record).is_some_and(|root| root.name.namespace.as_deref() == Some(namespace))
        });
        tell(report, "4.4", "metadata is in the namespace that the format announces", &wrong, Problem::failed);
    }
}

/// GetRecord gives what the list gave.
async fn alone(asked: &Asked, record: &Record, probe: &mut Probe, report: &mut Report) -> Result<(), Stop> {
    let identifier = record.header.identifier.as_str();
    let pairs = [("verb", "GetRecord"), ("identifier", identifier), ("metadataPrefix", asked.prefix.as_str())];
    let answer = probe.get(&pairs).await?;
    let words = answer.in_words();
    let asks = match record.header.deleted {
        true => "GetRecord gives a deleted record as the list does",
        false => "GetRecord gives a record as the list does",
    };
    let found = answer.page().and_then(|page| page.items.into_iter().next());
    let outcome = match found {
        None => Err(Problem::failed(words)),
        Some(found) if found == *record => Ok(identifier.to_owned()),
        Some(found) if found.header == record.header => {
            Err(Problem::warning(format!("{identifier} has other metadata")))
        }
        Some(_) => Err(Problem::failed(format!("{identifier} has another header"))),
    };
    report.tell("4.1", asks, outcome);
    if record.header.deleted {
        return Ok(());
    }
    let answer = probe.get(&[("verb", "ListMetadataFormats"), ("identifier", identifier)]).await?;
    let words = answer.in_words();
    let fine = matches!(
        answer.response.map(|response| response.body),
        Some(oai_pmh::Body::ListMetadataFormats(formats)) if formats.iter().any(|format| format.metadata_prefix == asked.prefix)
    );
    report.tell("4.4", "the formats of a record are told", if fine { Ok(words) } else { Err(Problem::failed(words)) });
    Ok(())
}

/// Windows of one day and one second are inclusive at both ends (2.7.1).
async fn windows(
    asked: &Asked,
    identity: &Identity,
    record: &Record,
    probe: &mut Probe,
    report: &mut Report,
) -> Result<(), Stop> {
    let Some(stamp) = record.header.stamp() else { return Ok(()) };
    for granularity in [Granularity::Day, Granularity::Second] {
        if granularity == Granularity::Second && identity.finest() == Granularity::Day {
            continue;
        }
        let asks = match granularity {
            Granularity::Day => "from and until the same day: that day and nothing else",
            Granularity::Second => "from and until the same second: that second and nothing else",
        };
        let (from, until) = (stamp.at(granularity).to_string(), stamp.until_end(granularity).to_string());
        let pairs = [asked.pairs("ListIdentifiers"), vec![("from", from.as_str()), ("until", until.as_str())]].concat();
        let (list, stopped) = lists::read(probe, &pairs, WINDOW_PAGES).await?;
        report.tell("2.7.1", asks, window_of(record, &list, stopped, granularity));
    }
    Ok(())
}

fn window_of(
    record: &Record,
    list: &Parts,
    stopped: Option<String>,
    granularity: Granularity,
) -> Result<String, Problem> {
    if let Some(words) = stopped {
        return Err(Problem::failed(words));
    }
    let wanted = record.header.stamp().map(|stamp| stamp.at(granularity));
    let outside = all(list, |found| found.header.stamp().map(|stamp| stamp.at(granularity)) == wanted);
    if !outside.is_empty() {
        return Err(Problem::failed(format!("outside of it: {}", some(&outside))));
    }
    let identifier = &record.header.identifier;
    match list.records().any(|found| found.header.identifier == *identifier) {
        true => Ok(format!("{} records", list.records().count())),
        false if list.ended => Err(Problem::failed(format!("{identifier} of that date is missing"))),
        false => Err(Problem::warning(format!("{identifier} of that date is not on the first {WINDOW_PAGES} pages"))),
    }
}

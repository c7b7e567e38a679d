//! Bad questions and the error codes that they must get (3.6).

use oai_pmh::Granularity;

use super::Stop;
use super::identity::Identity;
use super::lists::Asked;
use super::probe::Probe;
use super::report::{Problem, Report};

/// A bad question: the section, what it asks, the arguments, the codes that are right.
type Question<'a> = (&'static str, &'static str, Vec<(&'a str, &'a str)>, &'static [&'static str]);

const NOWHERE: &str = "oai:bookferry.invalid:there-is-no-such-record";
const NO_TOKEN: &str = "bookferry-there-is-no-such-token";

pub async fn check(asked: &Asked, identity: &Identity, probe: &mut Probe, report: &mut Report) -> Result<(), Stop> {
    let earlier = identity.earliest().map(|earliest| earliest.minus_seconds(86_400).to_string()).unwrap_or_default();
    let mut questions = verbs();
    questions.extend(arguments(asked));
    questions.extend(dates(asked, identity.finest(), &earlier));
    questions.extend(names(asked, !identity.sets.is_empty()));
    for (section, asks, pairs, right) in questions {
        let answer = probe.get(&pairs).await?;
        let codes = answer.codes();
        report.tell(section, asks, judged(&codes, right, answer.in_words()));
    }
    Ok(())
}

/// Alma refuses a format that it does not publish as a bad argument: another code, but a refusal that stops nobody.
fn judged(codes: &[String], right: &[&str], seen: String) -> Result<String, Problem> {
    let only = |allowed: &[&str]| !codes.is_empty() && codes.iter().all(|code| allowed.contains(&code.as_str()));
    if only(right) {
        return Ok(seen);
    }
    let is_bearable = right.contains(&"cannotDisseminateFormat") && only(&["badArgument"]);
    Err(if is_bearable { Problem::warning(seen) } else { Problem::failed(seen) })
}

fn verbs() -> Vec<Question<'static>> {
    vec![
        ("3.6", "no verb: badVerb", vec![("metadataPrefix", "oai_dc")], &["badVerb"]),
        ("3.6", "an unknown verb: badVerb", vec![("verb", "ListNothing")], &["badVerb"]),
        ("3.6", "a verb in other letters: badVerb", vec![("verb", "identify")], &["badVerb"]),
        (
            "3.6",
            "a repeated verb: badVerb",
            vec![("verb", "Identify"), ("verb", "Identify")],
            &["badVerb", "badArgument"],
        ),
    ]
}

fn arguments(asked: &Asked) -> Vec<Question<'_>> {
    let prefix = ("metadataPrefix", asked.prefix.as_str());
    let list = asked.pairs("ListRecords");
    let mut repeated = list.clone();
    repeated.push(prefix);
    let mut with_token = list.clone();
    with_token.push(("resumptionToken", NO_TOKEN));
    let without_prefix: Vec<_> = list.iter().copied().filter(|(name, _)| *name != "metadataPrefix").collect();
    let bad: &[&str] = &["badArgument"];
    let token: &[&str] = &["badResumptionToken"];
    vec![
        ("3.6", "an argument that the verb does not have: badArgument", vec![("verb", "Identify"), prefix], bad),
        ("4.5", "ListRecords without metadataPrefix: badArgument", without_prefix, bad),
        ("3.6", "a repeated argument: badArgument", repeated, bad),
        ("4.1", "GetRecord without identifier: badArgument", vec![("verb", "GetRecord"), prefix], bad),
        (
            "4.1",
            "GetRecord without metadataPrefix: badArgument",
            vec![("verb", "GetRecord"), ("identifier", NOWHERE)],
            bad,
        ),
        ("3.5", "a token beside other arguments: badArgument", with_token, &["badArgument", "badResumptionToken"]),
        (
            "3.5",
            "ListRecords with a token of nobody: badResumptionToken",
            vec![("verb", "ListRecords"), ("resumptionToken", NO_TOKEN)],
            token,
        ),
        (
            "3.5",
            "ListIdentifiers with a token of nobody: badResumptionToken",
            vec![("verb", "ListIdentifiers"), ("resumptionToken", NO_TOKEN)],
            token,
        ),
    ]
}

fn dates<'a>(asked: &'a Asked, finest: Granularity, earlier: &'a str) -> Vec<Question<'a>> {
    let with = |dates: &[(&'a str, &'a str)]| [asked.pairs("ListRecords"), dates.to_vec()].concat();
    let bad: &[&str] = &["badArgument"];
    let mut questions: Vec<Question<'a>> = vec![
        ("3.3", "a date that is none: badArgument", with(&[("from", "yesterday")]), bad),
        ("3.3", "a day that does not exist: badArgument", with(&[("from", "2001-02-30")]), bad),
        ("2.7.1", "from later than until: badArgument", with(&[("from", "2001-01-02"), ("until", "2001-01-01")]), bad),
        (
            "2.7.1",
            "from and until in two granularities: badArgument",
            with(&[("from", "2001-01-01"), ("until", "2001-01-02T00:00:00Z")]),
            bad,
        ),
    ];
    if finest == Granularity::Day {
        let fine = with(&[("from", "2001-01-01T00:00:00Z")]);
        questions.push(("2.7.1", "a date finer than the granularity: badArgument", fine, bad));
    }
    if !earlier.is_empty() {
        let before = with(&[("until", earlier)]);
        let right: &[&str] = &["noRecordsMatch", "badArgument"];
        questions.push(("2.7.1", "until before the earliest datestamp: noRecordsMatch", before, right));
    }
    questions
}

fn names(asked: &Asked, has_sets: bool) -> Vec<Question<'_>> {
    let prefix = ("metadataPrefix", asked.prefix.as_str());
    let unknown_prefix: Vec<_> = asked
        .pairs("ListRecords")
        .into_iter()
        .map(|(name, value)| if name == "metadataPrefix" { (name, "bookferry_none") } else { (name, value) })
        .collect();
    let unknown_set = vec![("verb", "ListRecords"), prefix, ("set", "bookferry-there-is-no-such-set")];
    let no_identifier: &[&str] = &["idDoesNotExist"];
    let set_codes: &[&str] = if has_sets {
        &["noRecordsMatch", "badArgument"]
    } else {
        &["noSetHierarchy", "noRecordsMatch", "badArgument"]
    };
    vec![
        ("3.6", "an unknown metadataPrefix: cannotDisseminateFormat", unknown_prefix, &["cannotDisseminateFormat"]),
        ("3.6", "an unknown set: noRecordsMatch or badArgument", unknown_set, set_codes),
        (
            "4.1",
            "GetRecord of an unknown identifier: idDoesNotExist",
            vec![("verb", "GetRecord"), ("identifier", NOWHERE), prefix],
            no_identifier,
        ),
        (
            "4.4",
            "ListMetadataFormats of an unknown identifier: idDoesNotExist",
            vec![("verb", "ListMetadataFormats"), ("identifier", NOWHERE)],
            no_identifier,
        ),
        (
            "4.6",
            "ListSets with a token of nobody: badResumptionToken",
            vec![("verb", "ListSets"), ("resumptionToken", NO_TOKEN)],
            &["badResumptionToken", "noSetHierarchy"],
        ),
    ]
}

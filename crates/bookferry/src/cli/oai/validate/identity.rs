//! Identify, the metadata formats and the sets (4.2, 4.4, 4.6).

use std::collections::HashSet;
use std::str::FromStr;

use oai_pmh::{Body, Datestamp, DeletedRecord, Granularity, Identify, MetadataFormat, Set};

use super::Stop;
use super::probe::Probe;
use super::report::{Problem, Report, some};

/// What the repository says of itself.
pub struct Identity {
    pub said: Identify,
    pub formats: Vec<MetadataFormat>,
    pub sets: Vec<Set>,
}

impl Identity {
    /// `None` when there is no Identify: then nothing else can be asked.
    pub async fn check(probe: &mut Probe, report: &mut Report) -> Result<Option<Self>, Stop> {
        let answer = probe.get(&[("verb", "Identify")]).await?;
        let words = answer.in_words();
        let Some(Body::Identify(said)) = answer.response.map(|response| response.body) else {
            report.tell("4.2", "Identify is answered", Err(Problem::failed(words)));
            return Ok(None);
        };
        probe.envelope.known_base_url = Some(said.base_url.clone());
        elements(&said, &probe.base_url, report);
        let formats = formats(probe, report).await?;
        let sets = sets(probe, report).await?;
        Ok(Some(Self { said, formats, sets }))
    }

    pub fn finest(&self) -> Granularity {
        self.said.finest()
    }

    pub fn earliest(&self) -> Option<Datestamp> {
        Datestamp::parse_leniently(&self.said.earliest_datestamp).ok()
    }
}

fn elements(said: &Identify, url: &str, report: &mut Report) {
    let failed_unless = |fine: bool, seen: &str| if fine { Ok(seen.to_owned()) } else { Err(Problem::failed(seen)) };
    report.tell(
        "4.2",
        "repositoryName is a name",
        failed_unless(!said.repository_name.is_empty(), &said.repository_name),
    );
    let same = said.base_url == url;
    let base = said.base_url.clone();
    report.tell(
        "4.2",
        "baseURL is the address that is asked",
        if same { Ok(base) } else { Err(Problem::warning(base)) },
    );
    let version = &said.protocol_version;
    report.tell("4.2", "protocolVersion is 2.0", failed_unless(version == "2.0", version));
    let emails = said.admin_emails.join(", ");
    let fine = !said.admin_emails.is_empty() && said.admin_emails.iter().all(|email| is_email(email));
    report.tell("4.2", "adminEmail is a mail address", failed_unless(fine, &emails));
    let is_known = Granularity::Second.as_str() == said.granularity || Granularity::Day.as_str() == said.granularity;
    report.tell("4.2", "granularity is one of the two forms", failed_unless(is_known, &said.granularity));
    let earliest = Datestamp::from_str(&said.earliest_datestamp).ok().map(Datestamp::granularity);
    let seen = &said.earliest_datestamp;
    report.tell(
        "4.2",
        "earliestDatestamp is in that granularity",
        failed_unless(earliest == Some(said.finest()), seen),
    );
    let policy = said.deleted_record.as_str();
    let is_known = !matches!(said.deleted_record, DeletedRecord::Other(_));
    report.tell("2.5.1", "deletedRecord is no, persistent or transient", failed_unless(is_known, policy));
    let own = |encoding: &String| encoding == "identity" || encoding.is_empty();
    let fine = !said.compression.iter().any(own);
    report.tell("4.2", "compression names no identity", failed_unless(fine, &said.compression.join(", ")));
}

fn is_email(text: &str) -> bool {
    let address = text.strip_prefix("mailto:").unwrap_or(text);
    let parts = address.split_once('@');
    parts.is_some_and(|(name, domain)| {
        !name.is_empty() && domain.contains('.') && !address.contains(char::is_whitespace)
    })
}

async fn formats(probe: &mut Probe, report: &mut Report) -> Result<Vec<MetadataFormat>, Stop> {
    let answer = probe.get(&[("verb", "ListMetadataFormats")]).await?;
    let words = answer.in_words();
    let Some(Body::ListMetadataFormats(formats)) = answer.response.map(|response| response.body) else {
        report.tell("4.4", "ListMetadataFormats is answered", Err(Problem::failed(words)));
        return Ok(Vec::new());
    };
    let prefixes: Vec<String> = formats.iter().map(|format| format.metadata_prefix.clone()).collect();
    report.tell("4.4", "ListMetadataFormats is answered", Ok(prefixes.join(", ")));
    let is_unreserved = |letter: char| letter.is_ascii_alphanumeric() || "-_.!~*'()".contains(letter);
    let wrong: Vec<String> = formats
        .iter()
        .filter(|format| {
            let prefix = &format.metadata_prefix;
            prefix.is_empty()
                || !prefix.chars().all(is_unreserved)
                || format.schema.is_empty()
                || format.metadata_namespace.is_empty()
        })
        .map(|format| format!("{:?}", format.metadata_prefix))
        .collect();
    let outcome = if wrong.is_empty() { Ok(String::new()) } else { Err(Problem::failed(some(&wrong))) };
    report.tell("4.4", "formats have a prefix in the allowed letters, a schema and a namespace", outcome);
    let outcome = match prefixes.iter().any(|prefix| prefix == "oai_dc") {
        true => Ok(String::new()),
        false => Err(Problem::warning("it is not offered")),
    };
    report.tell("2.5", "oai_dc is offered", outcome);
    Ok(formats)
}

async fn sets(probe: &mut Probe, report: &mut Report) -> Result<Vec<Set>, Stop> {
    let answer = probe.get(&[("verb", "ListSets")]).await?;
    let (words, codes) = (answer.in_words(), answer.codes());
    let sets = match answer.response.map(|response| response.body) {
        Some(Body::ListSets(page)) => page.items,
        _ if codes == ["noSetHierarchy"] => {
            report.tell("4.6", "ListSets is answered, or noSetHierarchy", Ok("there are no sets".into()));
            return Ok(Vec::new());
        }
        _ => {
            report.tell("4.6", "ListSets is answered, or noSetHierarchy", Err(Problem::failed(words)));
            return Ok(Vec::new());
        }
    };
    report.tell("4.6", "ListSets is answered, or noSetHierarchy", Ok(words));
    let is_unreserved = |letter: char| letter.is_ascii_alphanumeric() || "-_.!~*'()".contains(letter);
    let is_spec = |spec: &str| spec.split(':').all(|part| !part.is_empty() && part.chars().all(is_unreserved));
    let wrong: Vec<String> =
        sets.iter().filter(|set| !is_spec(&set.spec)).map(|set| format!("{:?}", set.spec)).collect();
    let outcome = if wrong.is_empty() { Ok(String::new()) } else { Err(Problem::failed(some(&wrong))) };
    report.tell("2.6", "a setSpec is of the allowed letters, levels parted by colons", outcome);
    let mut seen = HashSet::new();
    let twice: Vec<String> = sets.iter().filter(|set| !seen.insert(&set.spec)).map(|set| set.spec.clone()).collect();
    let outcome = if twice.is_empty() { Ok(String::new()) } else { Err(Problem::failed(some(&twice))) };
    report.tell("2.6", "each set is listed once", outcome);
    let above = |set: &Set| set.spec.rsplit_once(':').map(|(above, _)| above.to_owned());
    let missing: Vec<String> = sets.iter().filter_map(above).filter(|above| !seen.contains(above)).collect();
    let outcome = if missing.is_empty() { Ok(String::new()) } else { Err(Problem::warning(some(&missing))) };
    report.tell("2.6", "the set above a set is listed, too", outcome);
    Ok(sets)
}

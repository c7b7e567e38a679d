//! Trying a source without keeping anything: does it answer, is the set there, what do its records look like.

mod nearest;

use std::net::IpAddr;

use marc::holdings::{Fit, Mapping};
use oai_pmh::{
    Body, ErrorCondition, Identify, List, MetadataFormat, Page, Record, Request, Response, Selection, Set, explain,
};
use store::{LibraryId, SourceSettings};

use self::nearest::nearest;
use super::harvest::{Asker, SourceKind, files_trial, sets_of};
use super::prepare::{Preparation, Prepared, local_id};
use crate::catalogue::StoredHolding;
use crate::platform::Platform;

/// Records of the page that are shown.
const SAMPLE: usize = 50;

/// How a step of a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestOutcome {
    /// As it should be.
    Ok,
    /// It works, and something deserves a look.
    Warning,
    /// It does not work.
    Failed,
}

/// One step of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestStep {
    /// What was tried.
    pub name: &'static str,
    /// How it went.
    pub outcome: TestOutcome,
    /// What was seen.
    pub seen: String,
    /// What to do about it, with the Alma screen where there is one.
    pub advice: Option<String>,
}

/// The result of a test.
#[derive(Debug, Clone, Default)]
pub struct SourceTest {
    /// Each step, in order; a step that failed for good is the last.
    pub steps: Vec<TestStep>,
    /// What the source says of itself.
    pub identify: Option<Identify>,
    /// The sets that it has.
    pub sets: Vec<Set>,
    /// The set whose name is nearest to one that it does not have.
    pub nearest_set: Option<String>,
    /// The formats that it has.
    pub formats: Vec<MetadataFormat>,
    /// The address that we call from, as the source sees it when nothing translates it: for Alma's list.
    pub our_address: Option<IpAddr>,
}

/// What one page of a source looks like.
#[derive(Debug, Clone, Default)]
pub struct DryRun {
    /// The file that they are in, where records come in files.
    pub file: Option<String>,
    /// Records that can be taken in.
    pub records: usize,
    /// Deleted ones.
    pub deleted: usize,
    /// What cannot be taken in: record number and reason.
    pub bad: Vec<(String, String)>,
    /// Records in which the mapping finds no items.
    pub without_items: usize,
    /// The first records with their numbers.
    pub sample: Vec<(String, marc::Record)>,
    /// The newest datestamp; empty when there is no record.
    pub newest: String,
    /// The mappings that fit them, best first.
    pub fits: Vec<Fit>,
}

impl DryRun {
    /// Adds a record as it would be taken in, and shows it.
    pub(super) fn add(&mut self, id: String, prepared: Prepared, shown: Option<marc::Record>) {
        match prepared {
            Prepared::Bad(bad) => self.bad.push((id, bad.reason)),
            Prepared::Good(good) if good.deleted => self.deleted += 1,
            Prepared::Good(good) => {
                self.records += 1;
                let holdings = StoredHolding::read(&good.holdings);
                self.without_items += usize::from(holdings.iter().all(|holding| holding.items.is_empty()));
                self.sample.extend(shown.map(|record| (id, record)));
            }
        }
    }
}

/// Asks a source of this library everything that a harvest depends on.
pub async fn test_source(platform: &Platform, library: LibraryId, settings: &SourceSettings) -> SourceTest {
    if SourceKind::of(settings) != SourceKind::OaiPmh {
        return files_trial::test(platform, library, settings).await;
    }
    let mut trial = Trial { asker: Asker::new(platform, settings), settings, test: SourceTest::default() };
    trial.test.our_address = our_address(platform, &settings.url).await;
    // The first step that fails for good ends the test: what follows could only fail as well.
    if trial.identify().await && trial.formats().await && trial.sets().await {
        trial.page().await;
    }
    trial.test
}

/// Fetches one page, or the beginning of one file, and keeps nothing.
///
/// # Errors
/// The step that failed.
pub async fn dry_run(platform: &Platform, library: LibraryId, settings: &SourceSettings) -> Result<DryRun, TestStep> {
    if SourceKind::of(settings) != SourceKind::OaiPmh {
        return files_trial::dry_run(platform, library, settings).await;
    }
    let mut trial = Trial { asker: Asker::new(platform, settings), settings, test: SourceTest::default() };
    let page = trial.first_page().await?;
    Ok(look_at(page, settings))
}

struct Trial<'a> {
    asker: Asker,
    settings: &'a SourceSettings,
    test: SourceTest,
}

impl Trial<'_> {
    async fn identify(&mut self) -> bool {
        let identify = match self.ask("Identify", &Request::Identify).await {
            Ok(Body::Identify(identify)) => identify,
            Ok(_) => return self.fail(wrong("Identify")),
            Err(step) => return self.fail(step),
        };
        let seen = format!(
            "{}, datestamps {}, deleted records: {}",
            identify.repository_name,
            identify.granularity,
            identify.deleted_record.as_str()
        );
        self.test.identify = Some(identify);
        self.pass("Identify", seen)
    }

    async fn formats(&mut self) -> bool {
        let request = Request::ListMetadataFormats { identifier: None };
        let formats = match self.ask("ListMetadataFormats", &request).await {
            Ok(Body::ListMetadataFormats(formats)) => formats,
            Ok(_) => return self.fail(wrong("ListMetadataFormats")),
            Err(step) => {
                let default = || {
                    "A harvest does not need this list. In Alma it is empty until a publishing profile has run."
                        .to_owned()
                };
                return self.warn("ListMetadataFormats", step.seen, step.advice.unwrap_or_else(default));
            }
        };
        let names: Vec<&str> = formats.iter().map(|format| format.metadata_prefix.as_str()).collect();
        let has = names.contains(&self.settings.prefix.as_str());
        let seen = format!("the source has {}", names.join(", "));
        self.test.formats = formats;
        if has {
            return self.pass("ListMetadataFormats", seen);
        }
        let advice = format!("Choose one of these as the metadata prefix instead of {}.", self.settings.prefix);
        self.warn("ListMetadataFormats", seen, advice)
    }

    async fn sets(&mut self) -> bool {
        let wanted: Vec<String> = sets_of(self.settings.set_spec.as_deref()).into_iter().flatten().collect();
        let sets = match self.ask("ListSets", &Request::ListSets { token: None }).await {
            Ok(Body::ListSets(page)) => page.items,
            Ok(_) => return self.fail(wrong("ListSets")),
            // A source without sets is none to fail when no set is wanted.
            Err(step) if wanted.is_empty() => return self.warn("ListSets", step.seen, "No set is needed.".to_owned()),
            Err(step) => return self.fail(step),
        };
        let specs: Vec<String> = sets.iter().map(|set| set.spec.clone()).collect();
        self.test.sets = sets;
        let Some(unknown) = wanted.iter().find(|set| !specs.contains(set)) else {
            return self.pass("ListSets", format!("{} sets", specs.len()));
        };
        self.test.nearest_set = nearest(unknown, &specs);
        let hint = self.test.nearest_set.as_ref().map(|set| format!(" Did you mean {set}?")).unwrap_or_default();
        let advice = format!(
            "Put the Set Spec of the publishing profile here, letter by letter.{hint} In Alma: Resources > Publishing > \
             Publishing Profiles, the profile's OAI details; the profile must have run once."
        );
        self.warn("ListSets", format!("there is no set {unknown}; there are {}", specs.join(", ")), advice)
    }

    async fn page(&mut self) -> bool {
        let page = match self.first_page().await {
            Ok(page) => page,
            Err(step) => return self.fail(step),
        };
        let seen = look_at(page, self.settings);
        let words =
            format!("{} records, {} deleted, {} that cannot be read", seen.records, seen.deleted, seen.bad.len());
        match (seen.bad.first(), seen.records, seen.without_items) {
            (Some((id, reason)), _, _) => self.warn("ListRecords", words, format!("The first, {id}: {reason}.")),
            (None, records, without) if records > 0 && without * 2 > records => {
                let advice = format!(
                    "{without} of them have no items by this mapping: choose another, or in Alma add physical inventory to the \
                     publishing profile (Data Enrichment) and republish."
                );
                self.warn("ListRecords", words, advice)
            }
            _ => self.pass("ListRecords", words),
        }
    }

    async fn first_page(&mut self) -> Result<Page<Record>, TestStep> {
        let selection = Selection {
            metadata_prefix: self.settings.prefix.clone(),
            set: sets_of(self.settings.set_spec.as_deref()).into_iter().flatten().next(),
            from: None,
            until: None,
        };
        match self.ask("ListRecords", &Request::ListRecords(List::First(selection))).await? {
            Body::ListRecords(page) => Ok(page),
            _ => Err(wrong("ListRecords")),
        }
    }

    async fn ask(&mut self, name: &'static str, request: &Request) -> Result<Body, TestStep> {
        let failed =
            |seen: String, advice: Option<String>| TestStep { name, outcome: TestOutcome::Failed, seen, advice };
        let answer = self.asker.get(&request.url(&self.settings.url)).await;
        let answer = answer.map_err(|fault| {
            let advice = "Check the address, and whether a firewall lets this machine out to it.";
            failed(fault.to_string(), Some(advice.to_owned()))
        })?;
        match Response::decode(&answer.body) {
            Ok(Response { body: Body::Errors(conditions), .. }) => {
                let seen: Vec<String> = conditions.iter().map(ToString::to_string).collect();
                Err(failed(seen.join("; "), conditions.iter().find_map(advice_of)))
            }
            Ok(response) if (200..300).contains(&answer.status) => Ok(response.body),
            _ => {
                let said = String::from_utf8_lossy(&answer.body);
                let condition =
                    ErrorCondition::new(oai_pmh::ErrorCode::BadArgument, said.chars().take(65_536).collect::<String>());
                let advice = advice_of(&condition).or_else(|| {
                    Some("This is no OAI-PMH address. Alma's ends in /view/oai/<institution code>/request.".to_owned())
                });
                Err(failed(format!("HTTP status {}, and no OAI-PMH answer", answer.status), advice))
            }
        }
    }

    fn pass(&mut self, name: &'static str, seen: String) -> bool {
        self.test.steps.push(TestStep { name, outcome: TestOutcome::Ok, seen, advice: None });
        true
    }

    fn warn(&mut self, name: &'static str, seen: String, advice: String) -> bool {
        self.test.steps.push(TestStep { name, outcome: TestOutcome::Warning, seen, advice: Some(advice) });
        true
    }

    fn fail(&mut self, step: TestStep) -> bool {
        self.test.steps.push(step);
        false
    }
}

fn wrong(name: &'static str) -> TestStep {
    let seen = "the source answers another question than the one asked".to_owned();
    TestStep { name, outcome: TestOutcome::Failed, seen, advice: None }
}

fn advice_of(condition: &ErrorCondition) -> Option<String> {
    explain(condition).map(|advice| format!("Likely: {}. In Alma: {}.", advice.cause, advice.alma_screen))
}

fn look_at(page: Page<Record>, settings: &SourceSettings) -> DryRun {
    let source = store::Source { settings: settings.clone(), ..store::Source::default() };
    let preparation = Preparation::of(&source);
    let mut seen = DryRun::default();
    seen.bad.extend(page.bad.iter().map(|part| (format!("byte {}", part.byte), part.reason.to_string())));
    for record in page.items {
        let id = local_id(&record.header.identifier).to_owned();
        seen.newest = seen.newest.max(record.header.datestamp.to_string());
        let Some(metadata) = record.metadata.filter(|_| !record.header.deleted) else {
            match record.header.deleted {
                true => seen.deleted += 1,
                false => seen.bad.push((id, "it came without metadata".to_owned())),
            }
            continue;
        };
        let prepared = preparation.marcxml(&id, &record.header.datestamp, metadata.xml.as_bytes(), String::new());
        let found = marc::marcxml::decode(metadata.xml.as_bytes()).ok().filter(|_| seen.sample.len() < SAMPLE);
        seen.add(id, prepared, found.map(|found| found.record));
    }
    let records: Vec<marc::Record> = seen.sample.iter().map(|(_, record)| record.clone()).collect();
    seen.fits = Mapping::detect(&records);
    seen
}

/// The address that a connection to the source leaves from; what the configuration says of outgoing addresses comes first.
async fn our_address(platform: &Platform, url: &str) -> Option<IpAddr> {
    if let Some(address) = platform.options().outgoing_addresses.first() {
        return Some(*address);
    }
    let (scheme, rest) = url.trim().split_once("://")?;
    let host = rest.split(['/', '?']).next()?;
    let port = if scheme == "http" { 80 } else { 443 };
    let target = if host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
        host.to_owned()
    } else {
        format!("{host}:{port}")
    };
    let target = tokio::net::lookup_host(target).await.ok()?.next()?;
    let any: IpAddr = if target.is_ipv4() { [0, 0, 0, 0].into() } else { [0u16; 8].into() };
    // Nothing is sent: connecting a datagram socket only chooses the way out.
    let socket = tokio::net::UdpSocket::bind((any, 0)).await.ok()?;
    socket.connect(target).await.ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

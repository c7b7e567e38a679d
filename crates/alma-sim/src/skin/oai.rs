//! OAI-PMH: the published sets of the state, in Alma's flavour.

mod dublin_core;
mod published;

use oai_pmh::{
    AlmaFault, DeletedRecord, ErrorCode, ErrorCondition, Flavour, Found, Identify, Listing, MetadataFormat, PageQuery,
    Provider, Repository, Response, Set,
};

use super::form::Fields;
use super::http::{HttpRequest, HttpResponse, Outcome};
use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, Place};
use crate::moment;
use crate::state::{Id, PublishingProfile, State};

impl Alma {
    /// `/view/oai/<institution>/request`
    pub(super) fn oai_request(&mut self, request: &HttpRequest, institution: Option<&str>, now: i64) -> Outcome {
        let fault = self.fault_of(request, &[Place::Oai]);
        let base_url = self.oai_address(request);
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.lets_happen() && **fault != Fault::Z3950Drop) {
            let condition = |words: &str| ErrorCondition::new(ErrorCode::BadArgument, words);
            return Outcome::refused(fault, |words| {
                xml(&Provider::refuse(&base_url, condition(words), moment::datestamp(now)))
            });
        }
        let fields = if request.is_post() { Fields::of_body(&request.body) } else { request.fields() };
        let response = self.oai_answer(&fields, institution, &request.peer_address, &base_url, now);
        let mut answer = xml(&response);
        let pairs: Vec<String> = fields.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let sent = format!("{} bytes", answer.body.len());
        self.remember(Exchange {
            at: now,
            protocol: "OAI-PMH",
            summary: pairs.join(" "),
            received: String::new(),
            sent,
        });
        if fields.get("verb").is_some_and(|verb| verb.starts_with("ListRecords") || verb.starts_with("ListIdentifiers"))
        {
            let page = std::mem::take(&mut answer.body);
            let before = self.last_page.replace(page.clone());
            answer.body = before.filter(|_| fault == Some(Fault::OaiRepeatedPage)).unwrap_or(page);
        }
        Outcome::spoilt(fault, answer)
    }

    fn oai_answer(&self, fields: &Fields, institution: Option<&str>, peer: &str, base_url: &str, now: i64) -> Response {
        let moment = moment::datestamp(now);
        if let Some(refusal) = self.oai_refusal(fields, institution, peer) {
            return Provider::refuse(base_url, refusal.condition(), moment);
        }
        let provider = Provider { flavour: Flavour::alma(), page_size: self.state.publishing.page_size };
        let repository = Published { state: &self.state, base_url };
        let Ok(response) = provider.respond(&repository, fields.pairs(), moment);
        response
    }

    /// What Alma says before the protocol begins.
    fn oai_refusal(&self, fields: &Fields, institution: Option<&str>, peer: &str) -> Option<AlmaFault> {
        let publishing = &self.state.publishing;
        let Some(institution) = institution else { return Some(AlmaFault::InstitutionMissing) };
        if institution != self.state.institution || !publishing.exists {
            return Some(AlmaFault::NoRepository);
        }
        if !publishing.active {
            return Some(AlmaFault::NotActive);
        }
        let allowed = &publishing.allowed_addresses;
        if !allowed.is_empty() && !allowed.iter().any(|beginning| peer.starts_with(beginning.as_str())) {
            return Some(AlmaFault::Unauthorized);
        }
        let (set, prefix) = (fields.get("set")?, fields.get("metadataPrefix")?);
        let is_published =
            publishing.profiles.iter().any(|profile| profile.set_spec == set && profile.prefix == prefix);
        (!publishing.profiles.is_empty() && !is_published).then_some(AlmaFault::NoProfile)
    }

    /// The base URL: that of the setup, or the one that the caller used.
    fn oai_address(&self, request: &HttpRequest) -> String {
        let host = || format!("http://{}", request.header("host").unwrap_or("alma.example"));
        let base = self.surroundings.base_url.clone().unwrap_or_else(host);
        format!("{base}/view/oai/{}/request", self.state.institution)
    }
}

fn xml(response: &Response) -> HttpResponse {
    HttpResponse::new(200, "text/xml;charset=UTF-8", response.encode())
}

/// The repository: what the publishing profiles give out of the catalogue.
struct Published<'a> {
    state: &'a State,
    base_url: &'a str,
}

/// A repository in memory does not fail.
enum Never {}

impl Published<'_> {
    fn identifier(&self, id: Id) -> String {
        format!("oai:alma.{}:{id}", self.state.institution)
    }

    fn id_of(&self, identifier: &str) -> Option<Id> {
        let number = identifier.strip_prefix(&format!("oai:alma.{}:", self.state.institution))?;
        number.parse().ok().filter(|id| published::is_known(self.state, *id))
    }

    fn profile(&self, set: Option<&str>, prefix: &str) -> Option<&PublishingProfile> {
        let fits =
            |profile: &&PublishingProfile| profile.prefix == prefix && set.is_none_or(|set| profile.set_spec == set);
        self.state.publishing.profiles.iter().find(fits)
    }
}

impl Repository for Published<'_> {
    type Error = Never;

    fn identify(&self) -> Result<Identify, Never> {
        let earliest = self.state.catalog.bibs.values().map(|bib| bib.changed).min().unwrap_or(0);
        Ok(Identify {
            repository_name: self.state.name.clone(),
            base_url: self.base_url.to_owned(),
            protocol_version: "2.0".to_owned(),
            admin_emails: vec!["systems@library.example".to_owned()],
            earliest_datestamp: moment::datestamp(earliest).to_string(),
            deleted_record: DeletedRecord::Transient,
            granularity: "YYYY-MM-DDThh:mm:ssZ".to_owned(),
            ..Identify::default()
        })
    }

    fn formats(&self, identifier: Option<&str>) -> Result<Option<Vec<MetadataFormat>>, Never> {
        if identifier.is_some_and(|identifier| self.id_of(identifier).is_none()) {
            return Ok(None);
        }
        let is_published = |format: &MetadataFormat| {
            self.state.publishing.profiles.iter().any(|profile| profile.prefix == format.metadata_prefix)
        };
        Ok(Some(published::formats().into_iter().filter(is_published).collect()))
    }

    fn sets(&self) -> Result<Vec<Set>, Never> {
        let set = |profile: &PublishingProfile| Set {
            spec: profile.set_spec.clone(),
            name: profile.set_name.clone(),
            descriptions: Vec::new(),
        };
        Ok(self.state.publishing.profiles.iter().map(set).collect())
    }

    fn record(&self, identifier: &str, metadata_prefix: &str) -> Result<Found, Never> {
        let Some(id) = self.id_of(identifier) else { return Ok(Found::NoSuchIdentifier) };
        let fits = |profile: &&PublishingProfile| {
            profile.prefix == metadata_prefix && published::is_in(self.state, id, profile)
        };
        Ok(match self.state.publishing.profiles.iter().find(fits) {
            Some(profile) => {
                Found::Record(Box::new(published::record(self.state, id, self.identifier(id), profile, false)))
            }
            None => Found::NoSuchFormat,
        })
    }

    fn page(&self, query: &PageQuery<'_>) -> Result<Listing, Never> {
        let Some(profile) = self.profile(query.set, query.metadata_prefix) else { return Ok(Listing::default()) };
        let after: Option<Id> = query.after.and_then(|after| after.parse().ok());
        let first = after.map_or_else(|| "0".parse().ok(), |after| Some(after.successor()));
        let Some(first) = first else { return Ok(Listing::default()) };
        let in_window = |changed: i64| {
            let stamp = moment::datestamp(changed);
            query.from.is_none_or(|from| stamp >= from) && query.until.is_none_or(|until| stamp <= until)
        };
        let wanted = self
            .state
            .catalog
            .bibs
            .range(first..)
            .filter(|(id, bib)| in_window(bib.changed) && published::is_in(self.state, **id, profile));
        let ids: Vec<Id> = wanted.map(|(id, _)| *id).take(query.limit + 1).collect();
        let more = ids.len() > query.limit;
        let shown = ids.get(..query.limit).unwrap_or(&ids);
        let record = |id: &Id| published::record(self.state, *id, self.identifier(*id), profile, query.headers_only);
        Ok(Listing {
            records: shown.iter().map(record).collect(),
            next: shown.last().filter(|_| more).map(ToString::to_string),
            complete_list_size: None,
        })
    }
}

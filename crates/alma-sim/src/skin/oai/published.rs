//! The repository: the published titles of all profiles.

use std::convert::Infallible;

use marc::dublin_core;
use oai_pmh::{
    Datestamp, DeletedRecord, Found, Fragment, Header, Identify, Listing, MetadataFormat, PageQuery, Record,
    Repository, Set,
};

use crate::moment;
use crate::state::publishing::{Content, Entry, Format, Published, Span};
use crate::state::{Id, State};

/// What a harvester sees.
pub(crate) struct View<'a> {
    state: &'a State,
    base_url: &'a str,
}

impl<'a> View<'a> {
    pub(crate) fn new(state: &'a State, base_url: &'a str) -> Self {
        Self { state, base_url }
    }

    /// A published title as OAI-PMH gives it.
    pub(crate) fn record_of(&self, published: &Published, id: Id, entry: &Entry, headers_only: bool) -> Record {
        let content = entry.content.as_ref();
        let header = Header {
            identifier: self.identifier(id),
            datestamp: stamp(entry.second).to_string(),
            sets: self.sets_of(published, id),
            deleted: content.is_none(),
        };
        let content = content.filter(|_| !headers_only);
        let metadata = content.map(|content| Fragment::from(metadata(content, published.format)));
        Record { header, metadata, about: Vec::new() }
    }

    fn identifier(&self, id: Id) -> String {
        format!("oai:alma.{}:{id}", self.state.institution)
    }

    fn views(&self) -> impl Iterator<Item = &'a Published> {
        self.state.publishing.published().map(|profile| &profile.published)
    }

    /// Every set that a title is in; that of the view always, which tells of deleted titles too.
    fn sets_of(&self, view: &Published, id: Id) -> Vec<String> {
        let is_in = |one: &&Published| one.entry(id).is_some_and(|entry| entry.content.is_some());
        let mut sets: Vec<String> = Vec::new();
        for published in self.views().filter(|one| std::ptr::eq(*one, view) || is_in(one)) {
            if !sets.contains(&published.set_spec) {
                sets.push(published.set_spec.clone());
            }
        }
        sets
    }

    fn id_of(&self, identifier: &str) -> Option<Id> {
        let number = identifier.strip_prefix(&format!("oai:alma.{}:", self.state.institution))?;
        number.parse().ok().filter(|id| self.views().any(|published| published.entry(*id).is_some()))
    }

    /// The number in a token: one digit, the serial number, and the end that all numbers of the institution have.
    fn token_number(&self, serial: u64) -> String {
        format!("1{serial:010}{}", self.state.suffix)
    }

    fn serial_of(&self, token_number: &str) -> Option<u64> {
        token_number.strip_prefix('1')?.strip_suffix(self.state.suffix.as_str())?.parse().ok()
    }
}

impl Repository for View<'_> {
    type Error = Infallible;

    fn identify(&self) -> Result<Identify, Infallible> {
        let earliest = self.views().filter_map(Published::earliest).min().unwrap_or(0);
        Ok(Identify {
            repository_name: self.state.name.clone(),
            base_url: self.base_url.to_owned(),
            protocol_version: "2.0".to_owned(),
            admin_emails: vec!["systems@library.example".to_owned()],
            earliest_datestamp: stamp(earliest).to_string(),
            deleted_record: DeletedRecord::Transient,
            granularity: "YYYY-MM-DDThh:mm:ssZ".to_owned(),
            ..Identify::default()
        })
    }

    fn formats(&self, identifier: Option<&str>) -> Result<Option<Vec<MetadataFormat>>, Infallible> {
        let id = identifier.map(|identifier| self.id_of(identifier));
        if id == Some(None) {
            return Ok(None);
        }
        let has = |published: &Published| id.flatten().is_none_or(|id| published.entry(id).is_some());
        let is_published = |format: Format| self.views().any(|one| one.format == format && has(one));
        let formats = Format::ALL.into_iter().map(|(format, ..)| format);
        Ok(Some(formats.filter(|format| is_published(*format)).map(description).collect()))
    }

    fn sets(&self) -> Result<Vec<Set>, Infallible> {
        let mut sets: Vec<Set> = Vec::new();
        for published in self.views() {
            if sets.iter().all(|set| set.spec != published.set_spec) {
                let (spec, name) = (published.set_spec.clone(), published.set_name.clone());
                sets.push(Set { spec, name, descriptions: Vec::new() });
            }
        }
        Ok(sets)
    }

    fn record(&self, identifier: &str, metadata_prefix: &str) -> Result<Found, Infallible> {
        let Some(id) = self.id_of(identifier) else { return Ok(Found::NoSuchIdentifier) };
        let views = self.views().filter(|published| published.format.prefix() == metadata_prefix);
        let mut found: Vec<_> = views.filter_map(|published| Some((published, published.entry(id)?))).collect();
        // A title that has left one set may still be in another.
        found.sort_by_key(|(_, entry)| entry.content.is_none());
        Ok(match found.first() {
            Some((published, entry)) => Found::Record(Box::new(self.record_of(published, id, entry, false))),
            None => Found::NoSuchFormat,
        })
    }

    fn page(&self, query: &PageQuery<'_>) -> Result<Listing, Infallible> {
        let fits = |published: &&Published| {
            published.format.prefix() == query.metadata_prefix && query.set.is_none_or(|set| published.set_spec == set)
        };
        let Some(published) = self.views().find(fits) else { return Ok(Listing::default()) };
        let after = match query.after.map(|after| self.serial_of(after)) {
            // A number that was never given out: the provider tells that the token is bad.
            Some(None) => return Ok(Listing::default()),
            after => after.flatten(),
        };
        let span = Span {
            from: query.from.map(Datestamp::unix_seconds),
            until: query.until.map(Datestamp::unix_seconds),
            after,
        };
        let mut titles = published.titles(span);
        let shown: Vec<_> = titles.by_ref().take(query.limit).collect();
        let more = titles.next().is_some();
        let record = |(id, entry): &(Id, &Entry)| self.record_of(published, *id, entry, query.headers_only);
        Ok(Listing {
            records: shown.iter().map(record).collect(),
            next: shown.last().filter(|_| more).map(|(_, entry)| self.token_number(entry.serial)),
            complete_list_size: None,
        })
    }
}

fn stamp(second: i64) -> Datestamp {
    moment::datestamp(second.saturating_mul(1_000))
}

fn metadata(content: &Content, format: Format) -> String {
    match format {
        Format::Marc21 => marc::marcxml::encode(&content.record()),
        Format::OaiDc => dublin_core::write(&content.record()),
    }
}

fn description(format: Format) -> MetadataFormat {
    let (schema, namespace) = match format {
        Format::Marc21 => {
            ("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", "http://www.loc.gov/MARC21/slim")
        }
        Format::OaiDc => ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", dublin_core::NAMESPACE),
    };
    MetadataFormat {
        metadata_prefix: format.prefix().to_owned(),
        schema: schema.to_owned(),
        metadata_namespace: namespace.to_owned(),
    }
}

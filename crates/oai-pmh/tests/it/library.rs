//! A repository in memory, and records to fill it.

use std::convert::Infallible;

use oai_pmh::{
    Datestamp, DeletedRecord, Found, Granularity, Header, Identify, Listing, MetadataFormat, PageQuery, Record,
    Repository, Set,
};

pub const BASE_URL: &str = "https://alma.example/view/oai/01EX_INST/request";

/// Items in the order of their numbers, which is not the order of their datestamps.
pub struct Library {
    pub granularity: Granularity,
    pub sets: Vec<Set>,
    pub records: Vec<Record>,
}

impl Library {
    /// So many items; every seventh is deleted, every second is in a second set.
    pub fn of(size: usize) -> Self {
        let spec = |spec: &str, name: &str| Set { spec: spec.into(), name: name.into(), descriptions: Vec::new() };
        Self {
            granularity: Granularity::Second,
            sets: vec![spec("EX_RESHARE", "Physical titles for ReShare"), spec("EDS:Set01", "Discovery")],
            records: (0..size).map(record).collect(),
        }
    }
}

pub fn record(n: usize) -> Record {
    let minutes = (n * 7_919) % 500_000;
    let datestamp = Datestamp::from_unix_seconds(1_704_067_200 + minutes as i64 * 60).unwrap().to_string();
    let mut sets = vec!["EX_RESHARE".to_owned()];
    sets.extend(n.is_multiple_of(2).then(|| "EDS:Set01".to_owned()));
    let identifier = format!("oai:alma.01EX_INST:99{n:010}1234");
    let deleted = n % 7 == 6;
    let header = Header { identifier, datestamp, sets, deleted };
    let metadata = (!deleted).then(|| marc(n).into());
    Record { header, metadata, about: Vec::new() }
}

fn marc(n: usize) -> String {
    format!(
        "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 a 4500</leader>\
         <controlfield tag=\"001\">99{n:010}1234</controlfield><datafield tag=\"245\" ind1=\"1\" ind2=\"0\">\
         <subfield code=\"a\">Die Verwandlung &amp; andere Erzählungen, {n}</subfield></datafield></record>"
    )
}

impl Repository for Library {
    type Error = Infallible;

    fn identify(&self) -> Result<Identify, Infallible> {
        Ok(Identify {
            repository_name: "Example library".into(),
            base_url: BASE_URL.into(),
            protocol_version: "2.0".into(),
            admin_emails: vec!["systems@library.example".into()],
            earliest_datestamp: Datestamp::from_unix_seconds(0).unwrap().at(self.granularity).to_string(),
            deleted_record: DeletedRecord::Transient,
            granularity: self.granularity.as_str().into(),
            compression: vec!["gzip".into()],
            descriptions: Vec::new(),
        })
    }

    fn formats(&self, identifier: Option<&str>) -> Result<Option<Vec<MetadataFormat>>, Infallible> {
        let known =
            identifier.is_none_or(|wanted| self.records.iter().any(|record| record.header.identifier == wanted));
        Ok(known.then(|| {
            vec![MetadataFormat {
                metadata_prefix: "marc21".into(),
                schema: "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd".into(),
                metadata_namespace: "http://www.loc.gov/MARC21/slim".into(),
            }]
        }))
    }

    fn sets(&self) -> Result<Vec<Set>, Infallible> {
        Ok(self.sets.clone())
    }

    fn record(&self, identifier: &str, metadata_prefix: &str) -> Result<Found, Infallible> {
        Ok(match self.records.iter().find(|record| record.header.identifier == identifier) {
            None => Found::NoSuchIdentifier,
            Some(_) if metadata_prefix != "marc21" => Found::NoSuchFormat,
            Some(record) => Found::Record(Box::new(record.clone())),
        })
    }

    fn page(&self, query: &PageQuery<'_>) -> Result<Listing, Infallible> {
        let after = query.after.map_or(0, |after| after.parse::<usize>().unwrap() + 1);
        let matching: Vec<_> =
            self.records.iter().enumerate().filter(|(_, record)| matches(&record.header, query)).collect();
        let rest: Vec<_> = matching.iter().filter(|(n, _)| *n >= after).collect();
        let part: Vec<_> = rest.iter().take(query.limit).collect();
        let next = part.last().filter(|_| rest.len() > query.limit).map(|(n, _)| n.to_string());
        let complete_list_size = Some(matching.len() as u64);
        Ok(Listing {
            records: part.into_iter().map(|(_, record)| (*record).clone()).collect(),
            next,
            complete_list_size,
        })
    }
}

fn matches(header: &Header, query: &PageQuery<'_>) -> bool {
    let stamp = header.stamp().unwrap();
    let in_set = query.set.is_none_or(|set| {
        header.sets.iter().any(|own| own == set || own.strip_prefix(set).is_some_and(|rest| rest.starts_with(':')))
    });
    in_set && query.from.is_none_or(|from| from <= stamp) && query.until.is_none_or(|until| stamp <= until)
}

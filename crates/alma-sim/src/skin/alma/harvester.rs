//! What a harvester sees of a profile: one published record, in words and as XML.

use askama::Template;
use oai_pmh::encode_component;

use super::{HttpRequest, HttpResponse, Layout, rendered, servlet_page};
use crate::Alma;
use crate::moment::readable;
use crate::skin::oai::View;
use crate::state::Id;
use crate::state::publishing::{Entry, Format, PublishingProfile, Span, Table};

#[derive(Template)]
#[template(path = "alma/harvester.html")]
struct HarvesterPage<'a> {
    layout: Layout<'a>,
    number: u32,
    name: &'a str,
    base_url: String,
    list_url: String,
    set_spec: &'a str,
    live: usize,
    deleted: usize,
    last_run: String,
    asked: String,
    record: Option<SampleRecord>,
}

struct SampleRecord {
    identifier: String,
    datestamp: String,
    sets: Vec<String>,
    deleted: bool,
    fields: Vec<SampleField>,
    xml: String,
}

struct SampleField {
    tag: String,
    indicators: String,
    /// Code and value; a control field has one part without a code.
    parts: Vec<(String, String)>,
    enriched: bool,
}

impl Alma {
    pub(super) fn harvester_page(&self, request: &HttpRequest, number: &str) -> HttpResponse {
        let Some(profile) = number.parse().ok().and_then(|number| self.state.publishing.profile(number)) else {
            return servlet_page(404, "There is no such publishing profile.");
        };
        let published = &profile.published;
        let base_url = self.oai_address(request);
        let asked = request.fields().text("title");
        let title = match asked.parse::<Id>() {
            Ok(id) => published.entry(id).map(|entry| (id, entry)),
            Err(_) => published.titles(Span::default()).find(|(_, entry)| entry.content.is_some()),
        };
        let (prefix, set) = (profile.details.format.prefix(), encode_component(&profile.details.set_spec));
        rendered(&HarvesterPage {
            layout: self.frame(request),
            number: profile.number,
            name: &profile.details.name,
            list_url: format!("{base_url}?verb=ListRecords&metadataPrefix={prefix}&set={set}"),
            set_spec: &profile.details.set_spec,
            live: published.live(),
            deleted: published.deleted(),
            last_run: published.last_run.map_or_else(|| "no day yet".to_owned(), readable),
            asked,
            record: title.map(|(id, entry)| self.sample(profile, id, entry, &base_url)),
            base_url,
        })
    }

    fn sample(&self, profile: &PublishingProfile, id: Id, entry: &Entry, base_url: &str) -> SampleRecord {
        let record = View::new(&self.state, base_url).record_of(&profile.published, id, entry, false);
        let tables = Table::ALL.iter().filter_map(|(table, ..)| profile.enrichments.table(*table));
        let tags: Vec<&str> = tables.map(|table| table.tag.as_str()).collect();
        let is_marc = profile.published.format == Format::Marc21;
        let marc = entry.content.as_ref().filter(|_| is_marc).map(|content| content.record());
        let fields = marc.iter().flat_map(marc::Record::all_fields).map(|field| sample_field(&field, &tags));
        SampleRecord {
            identifier: record.header.identifier,
            datestamp: record.header.datestamp,
            sets: record.header.sets,
            deleted: record.header.deleted,
            fields: fields.collect(),
            xml: record.metadata.map(|metadata| metadata.xml).unwrap_or_default(),
        }
    }
}

fn sample_field(field: &marc::Field<'_>, enriched: &[&str]) -> SampleField {
    let tag = field.tag().as_str().to_owned();
    // A blank indicator is written # in MARC documentation.
    let indicators = field.indicators().map(|one| if one == ' ' { '#' } else { one });
    let (indicators, parts) = match field.is_control() {
        true => (String::new(), vec![(String::new(), field.text().to_owned())]),
        false => {
            let parts = field.subfields().map(|part| (part.code.to_owned(), part.value.to_owned()));
            (indicators.iter().collect(), parts.collect())
        }
    };
    SampleField { enriched: enriched.contains(&tag.as_str()), tag, indicators, parts }
}

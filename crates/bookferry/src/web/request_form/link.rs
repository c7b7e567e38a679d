//! A link of a discovery system (OpenURL) as the texts of the request form.

use index::search::{Hits, Query};
use openurl::{Genre, Request, ServiceType};

use super::wish;
use crate::catalogue::TitleView;
use crate::platform::Platform;
use crate::web::desk::forms::Fields;
use crate::work::Description;

/// What a link brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// The texts for the form.
    pub fields: Fields,
    /// What it left out, in the words of a form.
    pub missing: Vec<&'static str>,
    /// What it said that has no field.
    pub others: Vec<(String, String)>,
    /// Why it cannot be read at all.
    pub unreadable: Option<String>,
}

impl Link {
    /// Reads the query of a link. A link that cannot be read gives a blank form and says so.
    #[must_use]
    pub fn read(query: &str) -> Self {
        match openurl::parse(query) {
            Ok(request) => Self::of(&request),
            Err(fault) => Self { unreadable: Some(fault.to_string()), ..Self::default() },
        }
    }

    fn of(request: &Request) -> Self {
        let texts = texts(request);
        let pairs: Vec<(&str, &str)> = texts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Self {
            fields: Fields::from_pairs(&pairs),
            missing: request.missing(),
            others: others(request),
            unreadable: None,
        }
    }

    /// What the link asks for.
    #[must_use]
    pub fn description(&self) -> Description {
        wish::description(&self.fields, None, wish::service_type(&self.fields))
    }
}

fn texts(request: &Request) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let first = |values: &[String]| values.first().cloned().unwrap_or_default();
    let authors = request.authors.join("; ");
    let is_part = request.genre.as_ref().is_some_and(Genre::is_part);
    let (author, component_author) = if is_part { (String::new(), authors) } else { (authors, String::new()) };
    let year = request.year.map(|year| year.to_string());
    vec![
        ("service", service(request).to_owned()),
        ("title", text(&request.title.clone().or_else(|| request.short_title.clone()))),
        ("author", author),
        ("edition", text(&request.edition)),
        ("publisher", text(&request.publisher)),
        ("place", text(&request.place)),
        ("date", text(&request.date.clone().or(year))),
        ("isbn", first(&request.isbns)),
        ("issn", first(&request.issns)),
        ("oclc_number", text(&request.oclc_number)),
        ("component_title", text(&request.title_of_component)),
        ("component_author", component_author),
        ("volume", text(&request.volume)),
        ("issue", text(&request.issue)),
        ("pages", text(&request.pages.clone().or_else(|| request.article_number.clone()))),
        ("pickup_location", text(&request.service.pickup_location)),
        ("note", note(request)),
    ]
}

/// Empty when the link does not tell: the form then decides by the title.
fn service(request: &Request) -> &'static str {
    match request.service_type() {
        Some(ServiceType::Copy) => "copy",
        Some(ServiceType::Loan) => "loan",
        None => "",
    }
}

/// The patron's own note, and numbers that help staff and have no field.
fn note(request: &Request) -> String {
    let labelled = |label: &str, value: &Option<String>| value.as_ref().map(|value| format!("{label} {value}"));
    let lines = [
        request.service.note.clone(),
        labelled("DOI", &request.doi),
        labelled("PubMed number", &request.pmid),
        labelled("Needed by", &request.service.needed_by),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn others(request: &Request) -> Vec<(String, String)> {
    let known = [
        ("Series", &request.series),
        ("Part", &request.part),
        ("Language", &request.language),
        ("Degree", &request.degree),
        ("Institution", &request.institution),
        ("LCCN", &request.lccn),
        ("Record number at the sender", &request.mms_id),
        ("Service level", &request.service.level),
        ("Sent by", &request.referrer),
    ];
    let known = known.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value.clone()?)));
    let further = |label: &str, values: &[String]| -> Vec<(String, String)> {
        values.iter().skip(1).map(|value| (label.to_owned(), value.clone())).collect()
    };
    let ids = request.other_ids.iter().map(|id| ("Identifier".to_owned(), id.clone()));
    known
        .chain(further("Further ISBN", &request.isbns))
        .chain(further("Further ISSN", &request.issns))
        .chain(ids)
        .chain([&request.unknown, &request.service.other, &request.requester.other].into_iter().flatten().cloned())
        .collect()
}

/// The title of the shared index that a citation means: the one with the same match keys, else the only one with its number.
///
/// # Errors
/// When the index cannot be read.
pub async fn matching_title(platform: &Platform, wanted: &Description) -> Result<Option<TitleView>, store::Error> {
    let (catalogue, store) = (platform.catalogue(), platform.store());
    if !wanted.title.is_empty()
        && let Some(cluster) = catalogue.clusters_of(store, wanted).await?.first()
    {
        return catalogue.title(store, cluster.0).await;
    }
    let numbers = [("isbn", &wanted.isbn), ("issn", &wanted.issn), ("oclc", &wanted.oclc_number)];
    for (name, number) in numbers.into_iter().filter(|(_, number)| !number.is_empty()) {
        let found = catalogue.search(Query::parse(&format!("{name}:{number}"))).await?;
        if let Some(cluster) = only_one(&found) {
            return catalogue.title(store, cluster).await;
        }
    }
    Ok(None)
}

fn only_one(found: &Hits) -> Option<i64> {
    match found.hits.as_slice() {
        [hit] => Some(hit.summary.cluster_id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_an_article_fills_the_fields_of_a_copy() {
        let link = Link::read(
            "url_ver=Z39.88-2004&rft.genre=article&rft.jtitle=The+Library+Quarterly&rft.atitle=On+ferries&rft.au=Nov%C3%A1k%2C+Jana\
             &rft.issn=0024-2519&rft.volume=12&rft.issue=3&rft.pages=23-47&rft.date=1942&rft_id=info:doi/10.1086/1&x-local=7",
        );
        let text = |name| link.fields.text(name);
        assert_eq!(
            (text("service"), text("title"), text("component_title")),
            ("copy", "The Library Quarterly", "On ferries")
        );
        assert_eq!((text("author"), text("component_author"), text("pages")), ("", "Novák, Jana", "23-47"));
        assert_eq!(text("note"), "DOI 10.1086/1");
        assert_eq!(link.missing, Vec::<&str>::new());
        assert!(link.others.iter().any(|(_, value)| value == "7"), "{:?}", link.others);
        assert_eq!(link.description().date, "1942");
    }

    #[test]
    fn a_link_that_says_too_little_says_what_it_left_out() {
        let link = Link::read("rft.genre=article&rft.atitle=On+ferries&rft.date=1942");
        assert_eq!(link.missing, ["journal title"]);
    }

    #[test]
    fn a_link_that_is_none_gives_a_blank_form_and_a_reason() {
        for query in ["", "nonsense", "a=b"] {
            let link = Link::read(query);
            assert_eq!(link.fields, Fields::default());
            assert!(link.unreadable.is_some(), "{query:?}");
        }
    }
}

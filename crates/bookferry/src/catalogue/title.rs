//! One title with everybody who holds it.

use std::collections::BTreeMap;

use index::bibliographic::Bibliographic;
use index::matchkey::match_keys;
use store::{ClusterId, Library, Record, Store};

use super::Catalogue;
use super::document::bibliographic;
use super::holdings::StoredHolding;
use crate::work::Description;

/// A title of the shared index.
#[derive(Debug, Clone)]
pub struct TitleView {
    /// Its cluster, after merges.
    pub cluster: i64,
    /// What the fullest record says.
    pub bibliographic: Bibliographic,
    /// Who holds it.
    pub members: Vec<Member>,
}

/// One member library's record of a title.
#[derive(Debug, Clone)]
pub struct Member {
    /// The library.
    pub library: Library,
    /// The record number in its catalogue.
    pub record_id: String,
    /// When the record was last taken in, in milliseconds since 1970.
    pub updated_at: i64,
    /// Its copies as they were then.
    pub holdings: Vec<StoredHolding>,
    /// What people call its branches, by their codes.
    pub branch_names: BTreeMap<String, String>,
}

/// A library that may have what is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its symbol.
    pub symbol: String,
    /// The record number in its catalogue.
    pub record_id: String,
    /// Copies that are lent and were on the shelf when they were harvested; `None` when the catalogue does not say.
    pub available_copies: Option<u16>,
    /// Why nothing of it is lent to other libraries; `None` when something is, as far as the catalogue tells.
    pub not_lent: Option<String>,
}

impl Catalogue {
    /// The title of a cluster; `None` when there is none. A cluster that was merged gives the one that took it in.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn title(&self, store: &Store, cluster: i64) -> Result<Option<TitleView>, store::Error> {
        let cluster = store.records().resolve(ClusterId(cluster)).await?;
        let records = store.records().of_clusters(&[cluster]).await?;
        let read: Vec<(Record, Bibliographic)> =
            records.into_iter().filter_map(|record| bibliographic(&record).map(|facts| (record, facts))).collect();
        let Some(fullest) = read.iter().max_by_key(|(_, facts)| facts.subjects.len() + facts.authors.len()) else {
            return Ok(None);
        };
        let facts = fullest.1.clone();
        let mut members = Vec::new();
        for (record, _) in read {
            members.push(Member {
                library: store.libraries().by_id(record.library_id).await?,
                branch_names: store.libraries().branch_names(record.library_id).await?,
                holdings: StoredHolding::read(&record.holdings),
                record_id: record.source_record_id,
                updated_at: record.updated_at,
            });
        }
        members.sort_by(|a, b| a.library.name.cmp(&b.library.name));
        Ok(Some(TitleView { cluster: cluster.0, bibliographic: facts, members }))
    }

    /// Who may have what is described: the members of the cluster that was chosen, or of every cluster that its numbers and words
    /// match.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn holders(&self, store: &Store, wanted: &Description) -> Result<Vec<Holder>, store::Error> {
        let clusters = match wanted.cluster_id {
            Some(cluster) => vec![store.records().resolve(ClusterId(cluster)).await?],
            None => self.clusters_of(store, wanted).await?,
        };
        let records = store.records().of_clusters(&clusters).await?;
        let mut holders = Vec::new();
        for record in records {
            let library = store.libraries().by_id(record.library_id).await?;
            holders.push(holder(&library, &record));
        }
        Ok(holders)
    }

    /// The clusters that a citation matches, by the keys that a record of it would have.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn clusters_of(&self, store: &Store, wanted: &Description) -> Result<Vec<ClusterId>, store::Error> {
        let record = as_record(wanted);
        let keys = match_keys(&Bibliographic::from_record(&record));
        store.records().by_keys(&keys).await
    }
}

fn holder(library: &Library, record: &Record) -> Holder {
    let holdings = StoredHolding::read(&record.holdings);
    let items: Vec<_> = holdings.iter().flat_map(|holding| &holding.items).collect();
    let available = items.iter().filter(|item| item.is_lent() && item.seems_available()).count();
    Holder {
        symbol: library.symbol.clone(),
        record_id: record.source_record_id.clone(),
        available_copies: (!items.is_empty()).then(|| u16::try_from(available).unwrap_or(u16::MAX)),
        not_lent: why_not_lent(&holdings),
    }
}

/// The reasons of all holdings when none is lent, each once. A record without any holdings may still have copies that the source
/// does not publish.
fn why_not_lent(holdings: &[StoredHolding]) -> Option<String> {
    let reasons: Option<Vec<&str>> = holdings.iter().map(StoredHolding::why_not_lent).collect();
    let mut reasons = reasons.filter(|reasons| !reasons.is_empty())?;
    reasons.sort_unstable();
    reasons.dedup();
    Some(reasons.join("; "))
}

/// The record that a cataloguer would make of a citation.
fn as_record(wanted: &Description) -> marc::Record {
    let mut record = marc::Record::new();
    let year: String = wanted.date.chars().filter(char::is_ascii_digit).take(4).collect();
    record.push_control("008", &format!("      s{year:<4}    xx                  und  "));
    if !wanted.isbn.is_empty() {
        record.push_data("020", "  ", &[("a", &wanted.isbn)]);
    }
    if !wanted.issn.is_empty() {
        record.push_data("022", "  ", &[("a", &wanted.issn)]);
    }
    if !wanted.oclc_number.is_empty() {
        record.push_data("035", "  ", &[("a", &format!("(OCoLC){}", wanted.oclc_number))]);
    }
    if !wanted.author.is_empty() {
        record.push_data("100", "1 ", &[("a", &wanted.author)]);
    }
    record.push_data("245", "10", &[("a", &wanted.title)]);
    if !wanted.edition.is_empty() {
        record.push_data("250", "  ", &[("a", &wanted.edition)]);
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::HeldItem;

    fn holding(reasons: &[&str]) -> StoredHolding {
        let item = |reason: &&str| HeldItem { not_lent: (*reason).to_owned(), ..HeldItem::default() };
        StoredHolding { items: reasons.iter().map(item).collect(), ..StoredHolding::default() }
    }

    #[test]
    fn one_copy_that_is_lent_is_enough_and_otherwise_every_reason_is_told_once() {
        for (holdings, reason) in [
            (vec![], None),
            (vec![holding(&["", "Reserve"])], None),
            (vec![holding(&["Reserve"]), holding(&[""])], None),
            (vec![holding(&["Reserve", "DVD"]), holding(&["Reserve"]), holding(&["Map"])], Some("Map; Reserve")),
        ] {
            assert_eq!(why_not_lent(&holdings).as_deref(), reason, "{holdings:?}");
        }
    }
}

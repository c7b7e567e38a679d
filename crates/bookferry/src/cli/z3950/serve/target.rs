//! The catalogue as Z39.50 and SRU see it.

use std::cmp::Ordering;
use std::sync::Arc;

use index::text::fold;
use marc::Record;
use z3950::cql::Mapping;
use z3950::pdu::{SortElement, SortKey, SortKeySpec, SortRelation, TermInfo};
use z3950::query::{AttributesPlusTerm, Term};
use z3950::record::External;
use z3950::server::{Found, ResultSet, Scan, Search, Sort, Target, Terms, Wanted};
use z3950::{Diagnostic, Oid};

use super::catalogue::Catalogue;
use super::matching::{Clause, Shape, find};
use super::shown::{self, ELEMENT_SETS, SYNTAXES};
use super::terms::{Index, Places, either, heading, none, year};

/// Records that are sorted at most.
const SORTED: usize = 50_000;

/// CQL beyond the built-in rules: words of `any` and `all` are lists, and all records can be asked for.
const RULES: &str = "structure.any = 4=105\nstructure.all = 4=6\nindex.cql.allRecords = 1=1016 2=103\n\
    index.dc.identifier = 1=1007\nindex.bath.standardIdentifier = 1=1007\nindex.rec.lccn = 1=9\nindex.rec.oclc = 1=1211\n";

/// One origin's view of the catalogue.
#[derive(Debug, Clone)]
pub struct Desk(pub Arc<Catalogue>);

/// The rules from CQL to the attributes that this catalogue understands.
pub fn rules() -> Mapping {
    Mapping::bath().with_rules(RULES).unwrap_or_else(|_| Mapping::bath())
}

impl Target for Desk {
    type Set = Places;

    fn check_database(&self, name: &str) -> Result<(), Diagnostic> {
        match name.eq_ignore_ascii_case(self.0.database()) {
            true => Ok(()),
            false => Err(Diagnostic::new(235, name)),
        }
    }

    fn syntaxes(&self) -> &[Oid] {
        &SYNTAXES
    }

    fn element_sets(&self) -> &[&str] {
        &ELEMENT_SETS
    }

    fn search(&mut self, search: &Search<'_, Places>) -> Result<ResultSet<Places>, Diagnostic> {
        find(&self.0, search.query, search.sets).map(result)
    }

    fn record(&mut self, set: &Places, position: u64, wanted: &Wanted<'_>) -> Result<Found, Diagnostic> {
        let place = usize::try_from(position).ok().and_then(|position| set.get(position.checked_sub(1)?));
        let place = *place.ok_or_else(|| Diagnostic::new(13, position.to_string()))?;
        let record: External = shown::record(&self.0, place, wanted)?;
        Ok(Found { database: self.0.database().to_owned(), record })
    }

    fn offers_scan(&self) -> bool {
        true
    }

    fn scan(&mut self, scan: &Scan<'_>) -> Result<Terms, Diagnostic> {
        let start = without_truncation(scan.start);
        let clause = Clause::read(&start, scan.attribute_set)?;
        let is_heading = matches!(clause.shape(), Shape::Phrase | Shape::WholeField);
        let list = match is_heading && clause.index.is_text() && clause.index != Index::Any {
            true => self.0.headings(clause.index),
            false => self.0.list(clause.index),
        };
        let list = list.ok_or_else(|| Diagnostic::new(232, ""))?;
        let term = if clause.index.is_text() { heading(&clause.text) } else { clause.text.trim().to_owned() };
        let (terms, position) = list.around(&term, scan.count as usize, scan.position as usize);
        let info =
            |(term, places): (&str, &Places)| TermInfo::new(term, i64::try_from(places.len()).unwrap_or(i64::MAX));
        Ok(Terms { terms: terms.map(info).collect(), position: u32::try_from(position).unwrap_or(u32::MAX) })
    }

    fn offers_sort(&self) -> bool {
        true
    }

    fn sort(&mut self, sort: &Sort<'_, Places>) -> Result<ResultSet<Places>, Diagnostic> {
        let all = match sort.sets {
            [only] => Places::clone(&only.set),
            sets => sets.iter().fold(none(), |all, set| either(&all, &ascending(&set.set))),
        };
        if all.len() > SORTED {
            return Err(Diagnostic::new(207, format!("more than {SORTED} records")));
        }
        let keys = sort.keys.iter().map(Key::of).collect::<Result<Vec<_>, _>>()?;
        let mut rows: Vec<(Vec<String>, u32)> = all.iter().map(|&place| (self.values(place, &keys), place)).collect();
        rows.sort_by(|(left, _), (right, _)| compare(left, right, &keys));
        Ok(result(rows.into_iter().map(|(_, place)| place).collect()))
    }
}

impl Desk {
    fn values(&self, place: u32, keys: &[Key]) -> Vec<String> {
        match self.0.record(place) {
            Some(record) => keys.iter().map(|key| value(&record, key.index)).collect(),
            None => keys.iter().map(|_| String::new()).collect(),
        }
    }
}

fn result(set: Places) -> ResultSet<Places> {
    ResultSet { hits: set.len() as u64, set }
}

/// A sorted set may stand in any order.
fn ascending(set: &Places) -> Places {
    let mut places = set.to_vec();
    places.sort_unstable();
    places.into()
}

/// A scan starts at its term, whatever the query would make of truncation; an empty term starts at the beginning.
fn without_truncation(start: &AttributesPlusTerm) -> AttributesPlusTerm {
    let attributes = start.attributes.iter().filter(|attribute| !matches!(attribute.attribute_type, 5)).cloned();
    let term = Term::General(start.term.text().replace('?', "").into_bytes());
    AttributesPlusTerm { attributes: attributes.collect(), term, unknown: Vec::new() }
}

struct Key {
    index: Index,
    is_descending: bool,
}

impl Key {
    fn of(specification: &SortKeySpec) -> Result<Self, Diagnostic> {
        let is_descending = match specification.relation {
            SortRelation::ASCENDING => false,
            SortRelation::DESCENDING => true,
            other => return Err(Diagnostic::new(214, other.0.to_string())),
        };
        let index = match &specification.element {
            SortElement::Generic(SortKey::Attributes(attributes)) => {
                let term = Term::General(Vec::new());
                let attributes = attributes.attributes.clone();
                let term = AttributesPlusTerm { attributes, term, unknown: Vec::new() };
                term.attribute(1).and_then(Index::of)
            }
            SortElement::Generic(SortKey::Field(name)) => named(name),
            SortElement::Generic(_) => None,
            SortElement::Other(_) => return Err(Diagnostic::new(210, "")),
        };
        let index = index.ok_or_else(|| Diagnostic::new(207, "sort by title, author, date or a number"))?;
        Ok(Self { index, is_descending })
    }
}

fn named(field: &str) -> Option<Index> {
    match field.to_lowercase().as_str() {
        "title" => Some(Index::Title),
        "author" | "creator" => Some(Index::Author),
        "subject" => Some(Index::Subject),
        "date" | "year" => Some(Index::Date),
        _ => None,
    }
}

/// What a record is sorted by: its own title without the article that the cataloguer marked, the first author, the year.
fn value(record: &Record, index: Index) -> String {
    match index {
        Index::Title => {
            let Some(field) = record.field("245") else { return String::new() };
            let skipped = field.indicator2().to_digit(10).unwrap_or(0) as usize;
            heading(&field.join("abnp").chars().skip(skipped).collect::<String>())
        }
        Index::Date => year(record).unwrap_or_default(),
        text if text.is_text() => text.texts(record).first().map(|text| fold(text)).unwrap_or_default(),
        number => number.numbers(record).into_iter().next().unwrap_or_default(),
    }
}

/// Records without a value come last, whatever the direction.
fn compare(left: &[String], right: &[String], keys: &[Key]) -> Ordering {
    let by_key = |((left, right), key): ((&String, &String), &Key)| {
        let order = match key.is_descending {
            true => right.cmp(left),
            false => left.cmp(right),
        };
        left.is_empty().cmp(&right.is_empty()).then(order)
    };
    left.iter().zip(right).zip(keys).map(by_key).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

//! Z39.50: the catalogue as a target with Alma's attributes, names in place of codes, and 852 merged into the record.

mod opac;

pub(super) use opac::split_call_number;

use std::time::Duration;

use ::z3950::bib1::{AttributeType, Profile, use_attribute};
use ::z3950::query::{AttributesPlusTerm, Operand, Operator};
use ::z3950::record::External;
use ::z3950::server::{Found, ResultSet, Search, Session, Settings, Target, Wanted};
use ::z3950::{Diagnostic, Oid};
use marc::iso2709;

use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, Place, SearchFault};
use crate::state::{Holding, Id, Searched, State};

/// One association. The host keeps it beside the connection.
#[derive(Debug)]
pub struct Z3950Session(Session<Vec<Id>>);

/// What the host is to do after bytes came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// Wait so long first.
    pub delay: Duration,
    /// Then send these, possibly none.
    pub send: Vec<u8>,
    /// Then close the connection.
    pub close: bool,
    /// Requests are left: send, then call again without bytes.
    pub more: bool,
}

impl Alma {
    /// An association before its first byte.
    #[must_use]
    pub fn z3950_session(&self) -> Z3950Session {
        let implementation = ("Simulated Alma".to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        Z3950Session(Session::new(Settings { implementation, ..Settings::default() }))
    }

    /// Whether a connection that just came is to be closed without a word, because a rule says so or there is no active server. To be
    /// asked once for each.
    pub fn z3950_refuses(&mut self) -> bool {
        let is_off = !self.state.z3950.as_ref().is_some_and(|server| server.active);
        self.fault_of_connection().is_some() || is_off
    }

    /// Takes bytes of an association and answers.
    pub fn z3950(&mut self, session: &mut Z3950Session, bytes: &[u8], now: i64) -> Reply {
        let fault = if bytes.is_empty() { None } else { self.fault_at(&[Place::Z3950]) };
        if fault.as_ref().is_some_and(ends_association) {
            return Reply { close: true, ..Reply::default() };
        }
        let is = |wanted| fault.as_ref().is_some_and(|fault| fault.is_search(wanted));
        let mut shelves = Shelves::new(&self.state);
        shelves.has_database = !is(SearchFault::WrongDatabase);
        let outcome = session.0.receive(bytes, &mut shelves);
        let last_record = shelves.last_record;
        for summary in shelves.searches {
            let (received, sent) = (String::new(), String::new());
            self.remember(Exchange { at: now, protocol: "Z39.50", summary, received, sent });
        }
        let reply = Reply { delay: Duration::ZERO, send: outcome.send, close: outcome.close, more: outcome.more };
        reply.spoilt(fault, last_record)
    }
}

/// Faults of HTTP, and a plain drop: there is nothing else that they could mean here.
fn ends_association(fault: &Fault) -> bool {
    match fault {
        Fault::Slow(_) | Fault::Truncated | Fault::Timeout(_) | Fault::Oai(_) => false,
        Fault::Search(fault) => *fault == SearchFault::Refuses,
        _ => true,
    }
}

impl Reply {
    /// What a fault makes of a reply whose last record has so many bytes.
    fn spoilt(mut self, fault: Option<Fault>, last_record: Option<usize>) -> Self {
        let cut = match (&fault, last_record) {
            (Some(Fault::Truncated), _) => Some(self.send.len() / 2),
            // A record ends a few bytes before the end of its answer.
            (Some(Fault::Search(SearchFault::DropInRecord)), Some(bytes)) => Some(self.send.len() - bytes / 2),
            _ => None,
        };
        if let Some(cut) = cut {
            self.send.truncate(cut);
            (self.close, self.more) = (true, false);
        }
        match fault {
            Some(Fault::Slow(milliseconds)) => Self { delay: Duration::from_millis(milliseconds), ..self },
            Some(Fault::Timeout(milliseconds)) => {
                Self { delay: Duration::from_millis(milliseconds), close: true, ..Self::default() }
            }
            _ => self,
        }
    }
}

/// The catalogue for the time of one call.
struct Shelves<'a> {
    state: &'a State,
    /// Whether the database can be searched.
    has_database: bool,
    /// What was searched, for the page.
    searches: Vec<String>,
    /// Bytes of the last record that was given out.
    last_record: Option<usize>,
}

const SYNTAXES: &[Oid] = &[Oid::USMARC, Oid::OPAC];

/// Database unavailable (Bib-1).
const UNAVAILABLE: i64 = 109;

impl Target for Shelves<'_> {
    type Set = Vec<Id>;

    fn check_database(&self, name: &str) -> Result<(), Diagnostic> {
        // A campus may stand behind the institution: INST/campus. Upper case and lower case differ.
        let institution = name.split('/').next().unwrap_or_default();
        match self.has_database && institution == self.state.institution {
            true => Ok(()),
            false => Err(Diagnostic::new(UNAVAILABLE, name)),
        }
    }

    fn syntaxes(&self) -> &[Oid] {
        SYNTAXES
    }

    fn search(&mut self, search: &Search<'_, Self::Set>) -> Result<ResultSet<Self::Set>, Diagnostic> {
        profile().check(search.query)?;
        let leaf = |operand: &Operand| match operand {
            Operand::Term(term) => Ok(self.find(term)),
            Operand::ResultSet(name) => search.sets.existing(name).map(|set| set.set.clone()),
            Operand::Restriction(_) | Operand::Other(_) => Err(Diagnostic::new(245, "")),
        };
        let join = |operator: &Operator, left: Vec<Id>, right: Vec<Id>| Ok(joined(operator, left, right));
        let mut set = search.query.rpn.fold(leaf, join)?.unwrap_or_default();
        let campuses: Vec<&str> = search.databases.iter().filter_map(|name| Some(name.split_once('/')?.1)).collect();
        if !campuses.is_empty() && self.state.places.has_campuses() {
            set.retain(|id| self.is_on(*id, &campuses));
        }
        let hits = set.len() as u64;
        self.searches.push(format!("{}, hits: {hits}", search.query));
        Ok(ResultSet { hits, set })
    }

    fn record(&mut self, set: &Self::Set, position: u64, wanted: &Wanted<'_>) -> Result<Found, Diagnostic> {
        let place = usize::try_from(position).ok().and_then(|position| position.checked_sub(1));
        let bib = place.and_then(|place| set.get(place)).and_then(|id| self.state.catalog.bibs.get(id));
        // The record was there when the search was done.
        let bib = bib.ok_or_else(|| Diagnostic::new(14, "the record is no longer there"))?;
        let record = opac::merged(self.state, bib);
        let mut bytes = Vec::new();
        iso2709::encode_what_fits(&record, &mut bytes);
        self.last_record = Some(bytes.len());
        let marc = External::octets(Oid::USMARC, bytes);
        let record = match *wanted.syntax == Oid::OPAC {
            true => External::opac(&opac::record(self.state, bib, marc)),
            false => marc,
        };
        Ok(Found { database: self.state.institution.clone(), record })
    }
}

impl<'a> Shelves<'a> {
    fn new(state: &'a State) -> Self {
        Self { state, has_database: true, searches: Vec::new(), last_record: None }
    }

    /// Whether a record has holdings on one of these campuses.
    fn is_on(&self, id: Id, campuses: &[&str]) -> bool {
        let Some(bib) = self.state.catalog.bibs.get(&id) else { return false };
        let campus = |holding: &Holding| self.state.places.campus_of(&holding.library);
        self.state
            .catalog
            .inventory(bib)
            .any(|(_, holding, _)| campus(holding).is_some_and(|one| campuses.contains(&one)))
    }

    fn find(&self, term: &AttributesPlusTerm) -> Vec<Id> {
        let searched = term.attribute(AttributeType::USE.0).and_then(list_of).unwrap_or(Searched::Anything);
        let truncated = term.attribute(AttributeType::TRUNCATION.0) == Some(1);
        let catalog = &self.state.catalog;
        catalog.visible(catalog.index.search(searched, &term.term.text(), truncated))
    }
}

/// The list behind a Use attribute; `None` for those that Alma does not have.
fn list_of(attribute: i64) -> Option<Searched> {
    Some(match attribute {
        use_attribute::ANY | use_attribute::SERVER_CHOICE => Searched::Anything,
        use_attribute::PERSONAL_NAME | use_attribute::AUTHOR | use_attribute::AUTHOR_NAME_PERSONAL => Searched::Author,
        use_attribute::SUBJECT_HEADING => Searched::Subject,
        use_attribute::TITLE => Searched::Title,
        use_attribute::ISBN => Searched::Isbn,
        use_attribute::ISSN => Searched::Issn,
        use_attribute::DATE_OF_PUBLICATION => Searched::Year,
        use_attribute::LOCAL_NUMBER => Searched::SystemNumber,
        use_attribute::OCLC_NUMBER => Searched::Oclc,
        _ => return None,
    })
}

/// The Use attributes are Alma's; of the other types it takes what clients usually send and makes little of it.
fn profile() -> Profile {
    let uses = vec![1, 4, 7, 8, 12, 21, 31, 1003, 1004, 1016, 1017, 1211];
    Profile {
        supported: vec![
            (AttributeType::USE, uses),
            (AttributeType::RELATION, vec![3, 102]),
            (AttributeType::POSITION, vec![1, 2, 3]),
            (AttributeType::STRUCTURE, vec![1, 2, 3, 4, 5, 6, 101, 108, 109]),
            (AttributeType::TRUNCATION, vec![1, 100]),
            (AttributeType::COMPLETENESS, vec![1, 2, 3]),
        ],
        proximity: false,
    }
}

/// Both lists are in the order of ids, and so is the result.
pub(super) fn joined(operator: &Operator, mut left: Vec<Id>, right: Vec<Id>) -> Vec<Id> {
    match operator {
        Operator::And => left.retain(|id| right.binary_search(id).is_ok()),
        Operator::AndNot => left.retain(|id| right.binary_search(id).is_err()),
        Operator::Or => {
            left.extend(right);
            left.sort_unstable();
            left.dedup();
        }
        // Refused by the profile.
        Operator::Proximity(_) | Operator::Other(_) => left.clear(),
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_supported_use_attribute_has_a_list() {
        let profile = profile();
        let (_, uses) = &profile.supported[0];
        assert!(uses.iter().all(|attribute| list_of(*attribute).is_some()));
        assert_eq!(list_of(1018), None);
    }
}

//! Z39.50: the catalogue as a target with Alma's attributes, names in place of codes, and 852 merged into the record.

mod opac;

use std::time::Duration;

use ::z3950::bib1::{AttributeType, Profile, use_attribute};
use ::z3950::query::{AttributesPlusTerm, Operand, Operator};
use ::z3950::record::External;
use ::z3950::server::{Found, ResultSet, Search, Session, Settings, Target, Wanted};
use ::z3950::{Diagnostic, Oid};
use marc::iso2709;

use crate::Alma;
use crate::alma::Exchange;
use crate::fault::{Fault, Place};
use crate::state::{Id, Searched, State};

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

    /// Takes bytes of an association and answers.
    pub fn z3950(&mut self, session: &mut Z3950Session, bytes: &[u8], now: i64) -> Reply {
        let fault = if bytes.is_empty() { None } else { self.fault_at(&[Place::Z3950]) };
        let ends = |fault: &Fault| !matches!(fault, Fault::Slow(_) | Fault::Truncated | Fault::Timeout(_));
        if fault.as_ref().is_some_and(ends) {
            return Reply { close: true, ..Reply::default() };
        }
        let mut shelves = Shelves { state: &self.state, searches: Vec::new() };
        let outcome = session.0.receive(bytes, &mut shelves);
        for summary in shelves.searches {
            let (received, sent) = (String::new(), String::new());
            self.remember(Exchange { at: now, protocol: "Z39.50", summary, received, sent });
        }
        let mut reply = Reply { delay: Duration::ZERO, send: outcome.send, close: outcome.close, more: outcome.more };
        match fault {
            Some(Fault::Slow(milliseconds)) => reply.delay = Duration::from_millis(milliseconds),
            Some(Fault::Timeout(milliseconds)) => {
                return Reply { delay: Duration::from_millis(milliseconds), close: true, ..Reply::default() };
            }
            Some(Fault::Truncated) => {
                reply.send.truncate(reply.send.len() / 2);
                reply.close = true;
            }
            _ => {}
        }
        reply
    }
}

/// The catalogue for the time of one call.
struct Shelves<'a> {
    state: &'a State,
    /// What was searched, for the page.
    searches: Vec<String>,
}

const SYNTAXES: &[Oid] = &[Oid::USMARC, Oid::OPAC];

/// No such database here, but there might be at another time (Bib-1 109), and none can have that name (235).
const UNAVAILABLE: i64 = 109;
const NO_SUCH_DATABASE: i64 = 235;

impl Target for Shelves<'_> {
    type Set = Vec<Id>;

    fn check_database(&self, name: &str) -> Result<(), Diagnostic> {
        // A campus may stand behind the institution: INST/campus.
        let institution = name.split('/').next().unwrap_or_default();
        if institution.eq_ignore_ascii_case(&self.state.institution) {
            return Ok(());
        }
        let could_be_one = institution.to_ascii_uppercase().ends_with("_INST");
        Err(Diagnostic::new(if could_be_one { UNAVAILABLE } else { NO_SUCH_DATABASE }, name))
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
        let set = search.query.rpn.fold(leaf, join)?.unwrap_or_default();
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
        let marc = External::octets(Oid::USMARC, bytes);
        let record = match *wanted.syntax == Oid::OPAC {
            true => External::opac(&opac::record(self.state, bib, marc)),
            false => marc,
        };
        Ok(Found { database: self.state.institution.clone(), record })
    }
}

impl Shelves<'_> {
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
fn joined(operator: &Operator, mut left: Vec<Id>, right: Vec<Id>) -> Vec<Id> {
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

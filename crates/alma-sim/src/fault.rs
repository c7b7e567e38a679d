//! Faults on purpose: which request goes wrong, and how.
//!
//! A rule is written `place:which:fault`, for example `accept-item:3:http-500` (the third AcceptItem gets HTTP status 500),
//! `lookup-user:slow=5000` (every LookupUser takes five seconds more), `oai:2-4:truncated`.
//!
//! - place: `any`, `ncip`, an NCIP service in kebab case (`check-out-item`), `oai`, `z3950`, `sru`, `rest`
//! - which: `3` (that one), `3+` (from that one on), `2-4`, `3/10` (the third of every ten), `*` or nothing (every one); counted for
//!   each rule from 1
//! - fault: see [`Fault`], [`OaiFault`] and [`SearchFault`]
//!
//! Over Z39.50 `slow`, `timeout`, `truncated` and its own faults do what they say, those of other protocols nothing; every other
//! fault ends the association. Over HTTP `z3950-drop` does nothing.
//!
//! The first rule that fits a request decides. Rules and their counts are no part of the state; the journal does not know them.

mod ncip;
mod oai;
mod search;

use std::fmt;
use std::str::FromStr;

pub(crate) use ncip::NCIP_FAULTS;
pub(crate) use oai::OAI_FAULTS;
pub use oai::OaiFault;
pub use search::SearchFault;
pub(crate) use search::{HTTP_FAULTS, Offered, REST_FAULTS, SRU_FAULTS, Z3950_FAULTS};

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `slow=2000`: all is done and answered, so many milliseconds late (2000 when no number is given).
    Slow(u64),
    /// `http-500`, `http-503=120` and other numbers: nothing is done; this status and a page, with the value as Retry-After in
    /// seconds.
    HttpStatus(u16, Option<u64>),
    /// `problem=Words`: nothing is done; an NCIP problem in these words (`Temporary Processing Failure` by default).
    Problem(String),
    /// `empty-body`: nothing is done; status 200 and nothing else.
    EmptyBody,
    /// `html`: nothing is done; status 200 and a web page.
    Html,
    /// `truncated`, `oai-truncated-page`: all is done; half of the answer comes.
    Truncated,
    /// `applied-then-no-answer`: all is done; the connection ends without an answer.
    AppliedThenNoAnswer,
    /// `no-answer`, `drop`: nothing is done; the connection ends without an answer.
    NoAnswer,
    /// `timeout=60000`: all is done; the connection stays silent so many milliseconds (60000 by default) and ends.
    Timeout(u64),
    /// One that only OAI-PMH knows; elsewhere it does nothing.
    Oai(OaiFault),
    /// One that only those meet who ask for availability; elsewhere it does nothing.
    Search(SearchFault),
    /// `wrong-charset`: all is done and answered over HTTP; the header names ISO-8859-1, the body is UTF-8.
    WrongCharset,
    /// `pickup-ignored`: AcceptItem is carried out as if it named no pickup library; elsewhere it does nothing.
    PickupIgnored,
    /// `library-time=-5`: NCIP messages are carried out as if times without a zone were so many hours off UTC (-5 by default);
    /// elsewhere it does nothing.
    LibraryTime(i8),
    /// `z3950-drop`: the association ends without a word.
    Z3950Drop,
}

/// Which requests a rule is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Every request of a protocol.
    Any,
    /// Every NCIP message.
    Ncip,
    /// An NCIP service, in kebab case.
    Service(String),
    /// OAI-PMH.
    Oai,
    /// A request of Z39.50.
    Z3950,
    /// A connection of Z39.50, for rules that refuse it.
    Z3950Connection,
    /// SRU.
    Sru,
    /// The REST interface.
    Rest,
    /// ISO 18626.
    Iso18626,
}

/// A rule, and how often its place was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As it was written.
    text: String,
    place: Place,
    which: Which,
    fault: Fault,
    met: u64,
}

/// Which of the requests at its place a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// From the first to the last.
    Range(u64, u64),
    /// One of so many, again and again.
    OneOf { place: u64, of: u64 },
}

impl Which {
    fn is(self, number: u64) -> bool {
        match self {
            Self::Range(first, last) => (first..=last).contains(&number),
            Self::OneOf { place, of } => number % of == place % of,
        }
    }
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleError {
    /// No such place.
    Place(String),
    /// Not a number, a range or `*`.
    Which(String),
    /// No such fault.
    Fault(String),
    /// Not of the form `place:which:fault`.
    Form(String),
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(text) => {
                write!(
                    f,
                    "a fault happens at any, ncip, an NCIP service such as accept-item, oai, z3950, sru, rest or iso18626, not at {text}"
                )
            }
            Self::Which(text) => write!(f, "which request it is, is written 3, 3+, 2-4, 3/10 or *, not {text}"),
            Self::Fault(text) => write!(
                f,
                "there is no fault {text}; there are slow, http-500, problem, empty-body, html, truncated, \
                 applied-then-no-answer, no-answer, timeout, wrong-charset, pickup-ignored, library-time, z3950-drop, for searches {}, and for oai {}",
                SearchFault::NAMES.join(", "),
                OAI_FAULTS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
            ),
            Self::Form(text) => {
                write!(f, "a fault rule is written place:which:fault, such as accept-item:3:http-500, not {text}")
            }
        }
    }
}

impl std::error::Error for RuleError {}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let form = || RuleError::Form(text.to_owned());
        let (place, rest) = text.trim().split_once(':').ok_or_else(form)?;
        // A problem text may hold colons, so the second part is "which" only where it looks like it.
        let (which, fault) = match rest.split_once(':') {
            Some((which, fault)) if !which.starts_with(|c: char| c.is_ascii_alphabetic()) => (which, fault),
            _ => ("*", rest),
        };
        let which = which_of(which).ok_or_else(|| RuleError::Which(which.to_owned()))?;
        let fault = fault.parse()?;
        let place = match (place.parse()?, &fault) {
            // Nothing was asked yet when a connection is refused.
            (Place::Z3950, Fault::Search(SearchFault::Refuses)) => Place::Z3950Connection,
            (place, _) => place,
        };
        Ok(Self { text: text.trim().to_owned(), place, which, fault, met: 0 })
    }
}

fn which_of(text: &str) -> Option<Which> {
    if matches!(text, "*" | "") {
        return Some(Which::Range(1, u64::MAX));
    }
    if let Some(first) = text.strip_suffix('+') {
        return Some(Which::Range(first.parse().ok()?, u64::MAX));
    }
    if let Some((place, of)) = text.split_once('/') {
        let (place, of) = (place.parse().ok()?, of.parse().ok()?);
        return (1..=of).contains(&place).then_some(Which::OneOf { place, of });
    }
    match text.split_once('-') {
        Some((first, last)) => Some(Which::Range(first.parse().ok()?, last.parse().ok()?)),
        None => text.parse().ok().map(|only| Which::Range(only, only)),
    }
}

const SERVICES: [&str; 13] = [
    "lookup-user",
    "accept-item",
    "check-out-item",
    "check-in-item",
    "request-item",
    "cancel-request-item",
    "renew-item",
    "recall-item",
    "circulation-status-updated",
    "create-user-fiscal-transaction",
    "item-checked-in",
    "item-requested",
    "item-request-cancelled",
];

impl FromStr for Place {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        match text {
            "any" => Ok(Self::Any),
            "ncip" => Ok(Self::Ncip),
            "oai" => Ok(Self::Oai),
            "z3950" => Ok(Self::Z3950),
            "sru" => Ok(Self::Sru),
            "rest" => Ok(Self::Rest),
            "iso18626" => Ok(Self::Iso18626),
            service if SERVICES.contains(&service) => Ok(Self::Service(service.to_owned())),
            other => Err(RuleError::Place(other.to_owned())),
        }
    }
}

impl FromStr for Fault {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let wrong = || RuleError::Fault(text.to_owned());
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let milliseconds = |otherwise: u64| value.map_or(Ok(otherwise), |value| value.parse().map_err(|_| wrong()));
        Ok(match name {
            "slow" => Self::Slow(milliseconds(2_000)?),
            "timeout" => Self::Timeout(milliseconds(60_000)?),
            "problem" => Self::Problem(value.unwrap_or("Temporary Processing Failure").to_owned()),
            "empty-body" => Self::EmptyBody,
            "html" => Self::Html,
            "truncated" | "oai-truncated-page" => Self::Truncated,
            "applied-then-no-answer" => Self::AppliedThenNoAnswer,
            "no-answer" | "drop" => Self::NoAnswer,
            "wrong-charset" => Self::WrongCharset,
            "pickup-ignored" => Self::PickupIgnored,
            "library-time" => Self::LibraryTime(value.map_or(Some(-5), hours).ok_or_else(wrong)?),
            "z3950-drop" => Self::Z3950Drop,
            _ => match name.strip_prefix("http-") {
                Some(status) => {
                    let status = status.parse().ok().filter(|status| (400..600).contains(status)).ok_or_else(wrong)?;
                    Self::HttpStatus(status, value.map(str::parse).transpose().map_err(|_| wrong())?)
                }
                None => match SearchFault::named(name).filter(|_| value.is_none()) {
                    Some(fault) => Self::Search(fault),
                    None => Self::Oai(OaiFault::named(name, value).ok_or_else(wrong)?),
                },
            },
        })
    }
}

/// A zone is at most 14 hours off.
fn hours(text: &str) -> Option<i8> {
    text.parse().ok().filter(|hours| (-14..=14).contains(hours))
}

impl Fault {
    /// Whether the request is carried out all the same.
    pub(crate) fn lets_happen(&self) -> bool {
        match self {
            Self::Search(fault) => *fault != SearchFault::Refuses,
            other => matches!(
                other,
                Self::Slow(_)
                    | Self::Truncated
                    | Self::AppliedThenNoAnswer
                    | Self::Timeout(_)
                    | Self::WrongCharset
                    | Self::PickupIgnored
                    | Self::LibraryTime(_)
                    | Self::Oai(_)
            ),
        }
    }

    /// Whether it is this fault of searches.
    pub(crate) fn is_search(&self, wanted: SearchFault) -> bool {
        *self == Self::Search(wanted)
    }
}

impl Rule {
    /// The rule as it was written, and how many requests it has counted.
    pub(crate) fn told(&self) -> (&str, u64) {
        (&self.text, self.met)
    }

    /// Whether it is for connections, which are no requests.
    pub(crate) fn is_for_connections(&self) -> bool {
        self.place == Place::Z3950Connection
    }

    /// Counts a request at these places, and tells whether it is one that goes wrong.
    pub(crate) fn meets(&mut self, places: &[Place]) -> Option<Fault> {
        if self.place != Place::Any && !places.contains(&self.place) {
            return None;
        }
        self.met += 1;
        self.which.is(self.met).then(|| self.fault.clone())
    }
}

/// `CheckOutItem` as `check-out-item`.
pub(crate) fn kebab(service: &str) -> String {
    let mut out = String::new();
    for character in service.chars() {
        if character.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(character.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_counts_the_requests_at_its_place() {
        let mut rule: Rule = "accept-item:3:http-503".parse().unwrap();
        let accept = [Place::Ncip, Place::Service("accept-item".to_owned())];
        let seen: Vec<_> = (0..4).map(|_| rule.meets(&accept)).collect();
        assert_eq!(seen, [None, None, Some(Fault::HttpStatus(503, None)), None]);
        assert_eq!(rule.meets(&[Place::Oai]), None);
    }

    #[test]
    fn every_form_of_a_rule_is_read() {
        let check = |text: &str, first: u64, last: u64, fault: Fault| {
            let rule: Rule = text.parse().unwrap();
            assert_eq!((rule.which, rule.fault), (Which::Range(first, last), fault), "{text}");
        };
        check("lookup-user:slow", 1, u64::MAX, Fault::Slow(2_000));
        check("lookup-user:*:slow=5", 1, u64::MAX, Fault::Slow(5));
        check("oai:2-4:oai-truncated-page", 2, 4, Fault::Truncated);
        check("oai:3+:http-503=120", 3, u64::MAX, Fault::HttpStatus(503, Some(120)));
        check("oai:1:big-record=9", 1, 1, Fault::Oai(OaiFault::BigRecord(9)));
        check("oai:drop", 1, u64::MAX, Fault::NoAnswer);
        check("sru:2:no-availability", 2, 2, Fault::Search(SearchFault::NoAvailability));
        check("rest:rate-limit", 1, u64::MAX, Fault::Search(SearchFault::RateLimit));
        check("z3950:2+:z3950-drop", 2, u64::MAX, Fault::Z3950Drop);
        check("ncip:1:problem=No: never", 1, 1, Fault::Problem("No: never".to_owned()));
        check("ncip:problem=No: never", 1, u64::MAX, Fault::Problem("No: never".to_owned()));
    }

    #[test]
    fn a_rule_is_for_one_of_so_many_again_and_again() {
        let mut rule: Rule = "ncip:3/10:http-500".parse().unwrap();
        let met: Vec<usize> = (1..=30).filter(|_| rule.meets(&[Place::Ncip]).is_some()).collect();
        assert_eq!(met, [3, 13, 23]);
        let mut rule: Rule = "ncip:2/2:http-500".parse().unwrap();
        let met: Vec<usize> = (1..=6).filter(|_| rule.meets(&[Place::Ncip]).is_some()).collect();
        assert_eq!(met, [2, 4, 6]);
    }

    #[test]
    fn what_is_no_rule_says_why() {
        for (text, part) in [
            ("slow", "place:which:fault"),
            ("moon:slow", "not at moon"),
            ("oai:x3:slow", "there is no fault x3:slow"),
            ("oai:3x:slow", "not 3x"),
            ("oai:0/10:slow", "not 0/10"),
            ("oai:11/10:slow", "not 11/10"),
            ("oai:1/0:slow", "not 1/0"),
            ("oai:http-200", "there is no fault http-200"),
            ("oai:http-503=soon", "there is no fault http-503=soon"),
            ("oai:big-record=999999999999", "there is no fault big-record"),
            ("oai:slow=soon", "there is no fault slow=soon"),
            ("sru:off=1", "there is no fault off=1"),
        ] {
            let error = text.parse::<Rule>().unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn every_fault_that_the_page_offers_is_read() {
        for (place, offered) in [
            ("ncip", NCIP_FAULTS),
            ("oai", OAI_FAULTS),
            ("z3950", Z3950_FAULTS),
            ("sru", HTTP_FAULTS),
            ("sru", SRU_FAULTS),
            ("rest", HTTP_FAULTS),
            ("rest", REST_FAULTS),
        ] {
            for (name, _) in offered {
                assert!(format!("{place}:1:{name}").parse::<Rule>().is_ok(), "{place} {name}");
            }
        }
        assert!(SearchFault::NAMES.into_iter().all(|name| SearchFault::named(name).is_some()));
    }

    #[test]
    fn a_service_has_one_name_on_the_wire_and_one_in_rules() {
        assert_eq!(kebab("CheckOutItem"), "check-out-item");
        assert!(SERVICES.iter().all(|service| service.parse::<Place>().is_ok()));
    }
}

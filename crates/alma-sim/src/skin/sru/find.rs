//! Queries in CQL over Alma's indexes.

use ::z3950::cql::{Boolean, BooleanKind, Clause, Query};
use ::z3950::query::Operator;
use ::z3950::sru::SruDiagnostic;
use marc::identifiers::OclcNumber;

use crate::skin::z3950::joined;
use crate::state::{Bib, Id, Searched, State, words};

/// An index: what it is called after `alma.`, for people, and what it searches.
pub(super) struct Index {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) kind: Kind,
}

/// What an index searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words, or numbers that a list has.
    List(Searched),
    /// The number of the record and no other.
    MmsId,
    /// The OCLC number in certain places: field and subfields.
    Oclc(&'static str, &'static str),
    /// Barcodes of items.
    Barcode,
    /// Whether there are holdings or a portfolio.
    HasInventory,
    /// Whether the record is kept out of discovery; only records that are not can be found here.
    Suppressed,
}

const fn index(name: &'static str, title: &'static str, kind: Kind) -> Index {
    Index { name, title, kind }
}

/// All of them. `rec.id` is the number of the record too.
pub(super) const INDEXES: &[Index] = &[
    index("all_for_ui", "Keywords", Kind::List(Searched::Anything)),
    index("all", "All", Kind::List(Searched::Anything)),
    index("title", "Title", Kind::List(Searched::Title)),
    index("creator", "Creator", Kind::List(Searched::Author)),
    index("subjects", "Subjects", Kind::List(Searched::Subject)),
    index("isbn", "ISBN", Kind::List(Searched::Isbn)),
    index("issn", "ISSN", Kind::List(Searched::Issn)),
    index("main_pub_date", "Publication Year", Kind::List(Searched::Year)),
    index("other_system_number", "Other System Number", Kind::List(Searched::SystemNumber)),
    index("oclc_control_number_035_a", "OCLC Control Number (035$a)", Kind::Oclc("035", "a")),
    index("oclc_control_number_035_z", "OCLC Control Number (035$z)", Kind::Oclc("035", "z")),
    index("oclc_control_number_035_az", "OCLC Control Number (035$a and $z)", Kind::Oclc("035", "az")),
    index("oclc_control_number_019_a", "OCLC Control Number (019$a)", Kind::Oclc("019", "a")),
    index("mms_id", "MMS ID", Kind::MmsId),
    index("barcode", "Barcode", Kind::Barcode),
    index("has_inventory", "Has Inventory", Kind::HasInventory),
    index("mms_tagSuppressed", "Tag Suppressed (Titles)", Kind::Suppressed),
    index("holding_tagSuppressed", "Tag Suppressed (Holdings)", Kind::Suppressed),
];

impl Kind {
    /// Relations that fit.
    pub(super) fn relations(self) -> &'static [&'static str] {
        match self {
            Self::List(Searched::Anything) => &["all", "="],
            Self::List(Searched::Title) => &["all", "=", "==", "<>"],
            Self::List(Searched::Author | Searched::Subject) => &["all", "=", "<>"],
            Self::List(Searched::Year) => &["=", "==", "<>", "<", "<=", ">", ">="],
            Self::List(_) | Self::Oclc(..) => &["all", "=", "==", "<>"],
            Self::MmsId | Self::Barcode => &["=", "==", "all"],
            Self::HasInventory | Self::Suppressed => &["=", "=="],
        }
    }
}

/// The records of a query, in the order of their numbers.
pub(super) fn records(state: &State, query: &Query) -> Result<Vec<Id>, SruDiagnostic> {
    if let Some(prefix) = query.prefixes.first() {
        return Err(SruDiagnostic::new(15, prefix.uri.as_str()));
    }
    let join = |boolean: &Boolean, left, right| Ok(joined(&operator(boolean)?, left, right));
    let found = query.expression.fold(|clause| of_clause(state, clause), join)?;
    Ok(found.unwrap_or_default())
}

fn operator(boolean: &Boolean) -> Result<Operator, SruDiagnostic> {
    if let Some(modifier) = boolean.modifiers.first() {
        return Err(SruDiagnostic::new(46, modifier.name.as_str()));
    }
    match boolean.kind {
        BooleanKind::And => Ok(Operator::And),
        BooleanKind::Or => Ok(Operator::Or),
        BooleanKind::Not => Ok(Operator::AndNot),
        BooleanKind::Prox => Err(SruDiagnostic::new(39, "prox")),
    }
}

fn of_clause(state: &State, clause: &Clause) -> Result<Vec<Id>, SruDiagnostic> {
    let (kind, relation) = match &clause.access {
        None => (Kind::List(Searched::Anything), "all"),
        Some((name, relation)) => {
            if let Some(modifier) = relation.modifiers.first() {
                return Err(SruDiagnostic::new(20, modifier.name.as_str()));
            }
            (named(name)?, relation.comparison.as_str())
        }
    };
    if !kind.relations().iter().any(|known| known.eq_ignore_ascii_case(relation)) {
        return Err(SruDiagnostic::new(19, relation));
    }
    let (term, truncated) = term(&clause.term)?;
    let catalog = &state.catalog;
    let found = match relation {
        "<>" => {
            let without = catalog.visible(with(state, kind, "=", &term, truncated)?);
            let all = catalog.bibs.iter().filter(|(_, bib)| !bib.brief).map(|(id, _)| *id);
            all.filter(|id| without.binary_search(id).is_err()).collect()
        }
        relation => with(state, kind, relation, &term, truncated)?,
    };
    Ok(catalog.visible(found))
}

/// `alma.title`, or `title` alone, which clients write too; `rec.id`.
fn named(name: &str) -> Result<Kind, SruDiagnostic> {
    let (set, local) = name.split_once('.').unwrap_or(("alma", name));
    match set.to_ascii_lowercase().as_str() {
        "rec" if local == "id" => return Ok(Kind::MmsId),
        "alma" => {}
        "rec" => return Err(SruDiagnostic::new(16, name)),
        _ => return Err(SruDiagnostic::new(15, set)),
    }
    let known = INDEXES.iter().find(|index| index.name == local);
    known.map(|index| index.kind).ok_or_else(|| SruDiagnostic::new(16, name))
}

/// The term without backslashes, and whether a star at its end truncates it. Other masks are not understood.
fn term(written: &str) -> Result<(String, bool), SruDiagnostic> {
    let (mut plain, mut truncated) = (String::new(), false);
    let mut rest = written.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' => plain.extend(rest.next()),
            '*' if rest.peek().is_none() => truncated = true,
            '*' | '?' => return Err(SruDiagnostic::new(28, character)),
            '^' => return Err(SruDiagnostic::new(31, character)),
            character => plain.push(character),
        }
    }
    match plain.trim().is_empty() {
        true => Err(SruDiagnostic::new(27, "")),
        false => Ok((plain, truncated)),
    }
}

fn with(state: &State, kind: Kind, relation: &str, term: &str, truncated: bool) -> Result<Vec<Id>, SruDiagnostic> {
    let catalog = &state.catalog;
    let bibs = || catalog.bibs.iter().filter(|(_, bib)| !bib.brief);
    let all = |fits: &dyn Fn(&Bib) -> bool| bibs().filter(|(_, bib)| fits(bib)).map(|(id, _)| *id).collect();
    Ok(match kind {
        Kind::List(Searched::Year) if !relation.starts_with("==") && relation != "=" => years(state, relation, term)?,
        Kind::List(Searched::Title) if relation == "==" => {
            let wanted = words(term);
            let mut found = catalog.index.search(Searched::Title, term, false);
            found.retain(|id| catalog.bibs.get(id).is_some_and(|bib| words(&bib.title) == wanted));
            found
        }
        Kind::List(list) => catalog.index.search(list, term, truncated),
        Kind::MmsId => term.trim().parse().ok().filter(|id| catalog.bibs.contains_key(id)).into_iter().collect(),
        Kind::Oclc(tag, codes) => {
            let mut found = catalog.index.search(Searched::Oclc, term, false);
            found.extend(catalog.index.search(Searched::FormerOclc, term, false));
            found.sort_unstable();
            found.dedup();
            found.retain(|id| catalog.bibs.get(id).is_some_and(|bib| has_oclc_number(bib, tag, codes, term)));
            found
        }
        Kind::Barcode => {
            let item = catalog.by_barcode(term.trim()).and_then(|(_, item)| catalog.parents(item));
            item.map(|(_, bib, _)| bib).into_iter().collect()
        }
        Kind::HasInventory => match flag(term)? {
            true => all(&|bib| bib.online || !bib.holdings.is_empty()),
            false => all(&|bib| !bib.online && bib.holdings.is_empty()),
        },
        Kind::Suppressed => match flag(term)? {
            true => Vec::new(),
            false => all(&|_| true),
        },
    })
}

fn flag(term: &str) -> Result<bool, SruDiagnostic> {
    term.trim().parse().map_err(|_| SruDiagnostic::new(36, term))
}

fn has_oclc_number(bib: &Bib, tag: &str, codes: &str, term: &str) -> bool {
    let Some(wanted) = OclcNumber::parse(term) else { return false };
    let record = bib.marc.record();
    // Field 035 has numbers of other systems too.
    let is_oclc = |value: &&str| tag != "035" || value.trim_start().starts_with("(OCoLC)");
    let mut values = codes.chars().flat_map(|code| record.values(tag, code)).filter(is_oclc);
    values.any(|value| OclcNumber::parse(value).as_ref() == Some(&wanted))
}

fn years(state: &State, relation: &str, term: &str) -> Result<Vec<Id>, SruDiagnostic> {
    let limit: u16 = term.trim().parse().map_err(|_| SruDiagnostic::new(36, term))?;
    let range = match relation {
        "<" => 0..limit,
        "<=" => 0..limit.saturating_add(1),
        ">" => limit.saturating_add(1)..u16::MAX,
        _ => limit..u16::MAX,
    };
    Ok(state.catalog.index.in_years(range))
}

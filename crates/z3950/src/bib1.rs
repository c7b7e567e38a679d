//! The Bib-1 attribute set and diagnostic set: what the numbers in queries and refusals mean.

mod diagnostics;
mod values;

pub use diagnostics::{DIAGNOSTICS, diagnostic_text};

use crate::query::{AttributeElement, AttributeValue, Operand, Operator, RpnQuery};
use crate::{Diagnostic, Oid};

/// A type of Bib-1 attribute (Z39.50-1995, appendix 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeType(pub i64);

impl AttributeType {
    /// What to search: title, author, ISBN.
    pub const USE: Self = Self(1);
    /// Less than, equal, greater than.
    pub const RELATION: Self = Self(2);
    /// First in the field, anywhere.
    pub const POSITION: Self = Self(3);
    /// Phrase, word, date.
    pub const STRUCTURE: Self = Self(4);
    /// Right, left, both, none.
    pub const TRUNCATION: Self = Self(5);
    /// Part of a subfield, all of it, all of the field.
    pub const COMPLETENESS: Self = Self(6);

    /// The standard's name of the type.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::USE => Some("Use"),
            Self::RELATION => Some("Relation"),
            Self::POSITION => Some("Position"),
            Self::STRUCTURE => Some("Structure"),
            Self::TRUNCATION => Some("Truncation"),
            Self::COMPLETENESS => Some("Completeness"),
            _ => None,
        }
    }

    /// The diagnostic for a value of this type that is not supported.
    const fn diagnostic(self) -> i64 {
        match self {
            Self::USE => 114,
            Self::RELATION => 117,
            Self::POSITION => 119,
            Self::STRUCTURE => 118,
            Self::TRUNCATION => 120,
            Self::COMPLETENESS => 122,
            _ => 113,
        }
    }
}

/// The standard's name of an attribute value, such as `ISBN` for type 1, value 7.
#[must_use]
pub fn value_name(kind: AttributeType, value: i64) -> Option<&'static str> {
    let (_, values) = values::VALUES.iter().find(|&&(number, _)| number == kind.0)?;
    let place = values.binary_search_by_key(&value, |&(number, _)| number).ok()?;
    values.get(place).map(|&(_, name)| name)
}

/// Use attributes that every library system is asked for.
pub mod use_attribute {
    /// Personal name.
    pub const PERSONAL_NAME: i64 = 1;
    /// Title.
    pub const TITLE: i64 = 4;
    /// ISBN.
    pub const ISBN: i64 = 7;
    /// ISSN.
    pub const ISSN: i64 = 8;
    /// Library of Congress card number.
    pub const LC_CARD_NUMBER: i64 = 9;
    /// The target's own record number; in Alma also other system numbers.
    pub const LOCAL_NUMBER: i64 = 12;
    /// Subject heading.
    pub const SUBJECT_HEADING: i64 = 21;
    /// Date of publication.
    pub const DATE_OF_PUBLICATION: i64 = 31;
    /// Author.
    pub const AUTHOR: i64 = 1003;
    /// Author, a person.
    pub const AUTHOR_NAME_PERSONAL: i64 = 1004;
    /// Standard identifier, whichever.
    pub const IDENTIFIER_STANDARD: i64 = 1007;
    /// Anything, over the indexes that the target has.
    pub const ANY: i64 = 1016;
    /// What the target thinks best.
    pub const SERVER_CHOICE: i64 = 1017;
    /// Publisher.
    pub const PUBLISHER: i64 = 1018;
    /// OCLC number.
    pub const OCLC_NUMBER: i64 = 1211;
}

/// Which Bib-1 attributes a target supports, to refuse all others with the right diagnostic.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Values by type; a type that is not listed is not supported at all.
    pub supported: Vec<(AttributeType, Vec<i64>)>,
    /// Whether proximity is supported.
    pub proximity: bool,
}

impl Profile {
    /// Checks every attribute and operator of a query.
    ///
    /// # Errors
    /// The diagnostic for the first thing that is not supported: 110 operator, 113 type, 114 and 117 to 122 value, 121
    /// set, 245 restriction of a result set, 246 value that is not a number.
    pub fn check(&self, query: &RpnQuery) -> Result<(), Diagnostic> {
        let operand = |operand: &Operand| match operand {
            Operand::Term(term) => {
                term.attributes.iter().try_for_each(|attribute| self.check_attribute(attribute, &query.attribute_set))
            }
            Operand::ResultSet(_) => Ok(()),
            Operand::Restriction(_) => Err(Diagnostic::new(245, "")),
            Operand::Other(_) => Err(Diagnostic::new(108, "unknown operand")),
        };
        let operator = |operator: &Operator, (), ()| match operator {
            Operator::And | Operator::Or | Operator::AndNot => Ok(()),
            Operator::Proximity(_) if self.proximity => Ok(()),
            Operator::Proximity(_) => Err(Diagnostic::new(110, "prox")),
            Operator::Other(_) => Err(Diagnostic::new(110, "")),
        };
        query.rpn.fold(operand, operator).map(|_| ())
    }

    fn check_attribute(&self, attribute: &AttributeElement, set: &Oid) -> Result<(), Diagnostic> {
        let set = attribute.attribute_set.as_ref().unwrap_or(set);
        if *set != Oid::BIB1 {
            return Err(Diagnostic::new(121, set.to_string()));
        }
        let kind = AttributeType(attribute.attribute_type);
        let supported = self.supported.iter().find(|(supported, _)| *supported == kind);
        let (_, values) = supported.ok_or_else(|| Diagnostic::new(113, kind.0.to_string()))?;
        match &attribute.value {
            AttributeValue::Numeric(value) if values.contains(value) => Ok(()),
            AttributeValue::Numeric(value) => Err(Diagnostic::new(kind.diagnostic(), value.to_string())),
            AttributeValue::Complex(_) | AttributeValue::Other(_) => Err(Diagnostic::new(246, "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(DIAGNOSTICS.is_sorted_by_key(|&(number, _)| number));
        for (_, values) in values::VALUES {
            assert!(values.is_sorted_by_key(|&(number, _)| number));
        }
    }

    #[test]
    fn numbers_have_names() {
        assert_eq!(value_name(AttributeType::USE, use_attribute::ISBN), Some("ISBN"));
        assert_eq!(value_name(AttributeType::TRUNCATION, 1), Some("Right truncation"));
        assert_eq!(value_name(AttributeType::USE, 424_242), None);
        assert_eq!(diagnostic_text(114), Some("Unsupported Use attribute"));
        assert_eq!(diagnostic_text(2), Some("Temporary system error"));
        assert_eq!(diagnostic_text(34), None);
    }

    #[test]
    fn what_is_not_in_the_profile_gets_its_diagnostic() {
        let profile = Profile {
            supported: vec![(AttributeType::USE, vec![4, 7]), (AttributeType::TRUNCATION, vec![1])],
            proximity: false,
        };
        let check = |pqf: &str| profile.check(&crate::pqf::parse(pqf).unwrap()).map_err(|refused| refused.condition);
        assert_eq!(check("@and @attr 1=7 123 @attr 1=4 @attr 5=1 fish"), Ok(()));
        assert_eq!(check("@attr 1=21 fish"), Err(114));
        assert_eq!(check("@attr 5=2 fish"), Err(120));
        assert_eq!(check("@attr 2=3 fish"), Err(113));
        assert_eq!(check("@attr 1=title fish"), Err(246));
        assert_eq!(check("@attrset exp-1 @attr 1=7 fish"), Err(121));
        assert_eq!(check("@prox 0 1 0 2 k 2 cat dog"), Err(110));
    }
}

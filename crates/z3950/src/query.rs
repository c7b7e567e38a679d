//! The type-1 query (Z39.50-1995, appendix and 3.7): terms with attributes, joined by operators.

mod wire;

use std::fmt;

use crate::Oid;
use crate::ber::Raw;
use crate::codec::{Implicit, Own, choice, codes, sequence};
use crate::expression::Expression;
use crate::record::External;

/// Operands and operators of a type-1 query in postfix order.
pub type Rpn = Expression<Operand, Operator>;

/// A type-1 query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpnQuery {
    /// The attribute set of attributes that do not name their own.
    pub attribute_set: Oid,
    /// The query itself.
    pub rpn: Rpn,
    /// Elements that this crate does not know, as they came.
    pub unknown: Vec<Raw>,
}

impl RpnQuery {
    /// A query with Bib-1 attributes.
    #[must_use]
    pub fn bib1(rpn: Rpn) -> Self {
        Self { attribute_set: Oid::BIB1, rpn, unknown: Vec::new() }
    }

    /// One term with Bib-1 attributes, given as pairs of type and value: `term(&[(1, 7)], "0140449116")` for an ISBN.
    #[must_use]
    pub fn term(attributes: &[(i64, i64)], term: &str) -> Self {
        let attributes = attributes.iter().map(|&(kind, value)| AttributeElement::numeric(kind, value)).collect();
        let term = Term::General(term.as_bytes().to_vec());
        Self::bib1(Rpn::leaf(Operand::Term(AttributesPlusTerm { attributes, term, unknown: Vec::new() })))
    }
}

/// In PQF; see [`crate::pqf`].
impl fmt::Display for RpnQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::pqf::print(self))
    }
}

choice! {
    /// An operand of a query.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Operand {
        /// A term with attributes.
        Term(AttributesPlusTerm) as Implicit<102>,
        /// The records of a result set.
        ResultSet(String) as Implicit<31>,
        /// The records of a result set that also fit attributes (type-101).
        Restriction(ResultSetPlusAttributes) as Implicit<214>,
    }
    /// Something else, as it came.
    else Other if |_| true
}

sequence! {
    /// A term and what it means.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AttributesPlusTerm {
        /// The attributes, in the order given.
        lenient attributes: Vec<AttributeElement> as Implicit<44>,
        /// The term.
        required term: Term as Own,
    }
}

impl AttributesPlusTerm {
    /// The numeric value of the first attribute of this type, such as 1 for Use, of whichever set.
    #[must_use]
    pub fn attribute(&self, kind: i64) -> Option<i64> {
        self.attributes.iter().find(|attribute| attribute.attribute_type == kind).and_then(|attribute| match attribute
            .value
        {
            AttributeValue::Numeric(value) => Some(value),
            _ => None,
        })
    }
}

sequence! {
    /// A result set, restricted.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ResultSetPlusAttributes {
        /// Its name.
        lenient result_set_id: String as Implicit<31>,
        /// The restriction.
        lenient attributes: Vec<AttributeElement> as Implicit<44>,
    }
}

sequence! {
    /// One attribute of a term.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AttributeElement {
        /// Its set, when it is not the query's (version 3).
        optional attribute_set: Oid as Implicit<1>,
        /// Its type; for Bib-1 see [`crate::bib1::AttributeType`].
        lenient attribute_type: i64 as Implicit<120>,
        /// Its value.
        required value: AttributeValue as Own,
    }
}

impl AttributeElement {
    /// An attribute of the query's own set with a number for a value.
    #[must_use]
    pub fn numeric(attribute_type: i64, value: i64) -> Self {
        Self::new(attribute_type, AttributeValue::Numeric(value))
    }

    /// An attribute of the query's own set with a word for a value (version 3).
    #[must_use]
    pub fn named(attribute_type: i64, value: &str) -> Self {
        let list = vec![StringOrNumeric::String(value.to_owned())];
        Self::new(attribute_type, AttributeValue::Complex(ComplexValue { list, ..ComplexValue::default() }))
    }

    fn new(attribute_type: i64, value: AttributeValue) -> Self {
        Self { attribute_set: None, attribute_type, value, unknown: Vec::new() }
    }
}

choice! {
    /// The value of an attribute.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum AttributeValue {
        /// A number.
        Numeric(i64) as Implicit<121>,
        /// Words or numbers to choose from (version 3).
        Complex(ComplexValue) as Implicit<224>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

sequence! {
    /// An attribute value that is not one number.
    #[derive(Debug, Clone, PartialEq, Eq, Default)]
    pub struct ComplexValue {
        /// The values, the best first.
        lenient list: Vec<StringOrNumeric> as Implicit<1>,
        /// What the target may do when it supports none of them.
        list semantic_action: Vec<i64> as Implicit<2>,
    }
}

choice! {
    /// A word or a number.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum StringOrNumeric {
        /// A word.
        String(String) as Implicit<1>,
        /// A number.
        Numeric(i64) as Implicit<2>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

choice! {
    /// What is searched for.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Term {
        /// Bytes in the character set of the association, the form that everybody uses.
        General(Vec<u8>) as Implicit<45>,
        /// A number.
        Numeric(i64) as Implicit<215>,
        /// Text.
        Characters(String) as Implicit<216>,
        /// An object identifier.
        Oid(Oid) as Implicit<217>,
        /// A GeneralizedTime.
        DateTime(Vec<u8>) as Implicit<218>,
        /// A value with its type.
        External(External) as Implicit<219>,
    }
    /// A number with a unit, or nothing; as it came.
    else Other if |tag| matches!(tag, crate::ber::Tag { class: crate::ber::Class::Context, number: 220 | 221 })
}

impl Term {
    /// The term as text, numbers in decimal. Bytes that are not UTF-8 are read as ISO 8859-1.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::General(bytes) | Self::DateTime(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
            },
            Self::Numeric(value) => value.to_string(),
            Self::Characters(text) => text.clone(),
            Self::Oid(oid) => oid.to_string(),
            Self::External(_) | Self::Other(_) => String::new(),
        }
    }
}

/// Joins two operands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operator {
    /// Records of both.
    And,
    /// Records of either.
    Or,
    /// Records of the left that are not in the right.
    AndNot,
    /// Records in which both occur near each other.
    Proximity(Proximity),
    /// Something else, as it came.
    Other(Raw),
}

sequence! {
    /// What "near" means (3.7.2).
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Proximity {
        /// Whether the relation must *not* hold.
        optional exclusion: bool as Implicit<1>,
        /// Units between the two operands.
        lenient distance: i64 as Implicit<2>,
        /// Whether the left operand must come first.
        lenient ordered: bool as Implicit<3>,
        /// How the real distance relates to `distance`.
        lenient relation: ProximityRelation as Implicit<4>,
        /// The unit.
        required unit: ProximityUnitCode as crate::codec::Explicit<5>,
    }
}

codes! {
    /// How the real distance relates to the one given.
    pub struct ProximityRelation {
        LESS = 1, "less than";
        LESS_OR_EQUAL = 2, "at most";
        EQUAL = 3, "exactly";
        GREATER_OR_EQUAL = 4, "at least";
        GREATER = 5, "more than";
        NOT_EQUAL = 6, "not";
    }
}

choice! {
    /// A unit of distance.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum ProximityUnitCode {
        /// One of the standard's.
        Known(ProximityUnit) as Implicit<1>,
        /// One of a private agreement.
        Private(i64) as Implicit<2>,
    }
    /// Something else, as it came.
    else Other if |_| false
}

codes! {
    /// The standard's units of distance.
    pub struct ProximityUnit {
        CHARACTER = 1, "character";
        WORD = 2, "word";
        SENTENCE = 3, "sentence";
        PARAGRAPH = 4, "paragraph";
        SECTION = 5, "section";
        CHAPTER = 6, "chapter";
        DOCUMENT = 7, "document";
        ELEMENT = 8, "element";
        SUBELEMENT = 9, "subelement";
        ELEMENT_TYPE = 10, "elementType";
        BYTE = 11, "byte";
    }
}

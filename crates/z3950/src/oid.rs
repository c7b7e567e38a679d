//! Object identifiers, and those that Z39.50 assigns.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::ber::base128;
use crate::{DecodeError, DecodeErrorKind};

/// An object identifier, kept in its encoded form, so that any arc survives.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Oid(Cow<'static, [u8]>);

/// `{Z39-50 arcs}`: 1.2.840.10003 followed by arcs given as encoded bytes.
macro_rules! z3950 {
    ($($byte:literal),+) => { Self(Cow::Borrowed(&[0x2A, 0x86, 0x48, 0xCE, 0x13, $($byte),+])) };
}

/// Attribute sets (OID.3), diagnostic sets (OID.4), record syntaxes (OID.5) and others; the register is OID of the
/// Z39.50 Maintenance Agency.
impl Oid {
    /// Bib-1 attribute set, 1.2.840.10003.3.1.
    pub const BIB1: Self = z3950!(3, 1);
    /// Bib-1 diagnostics, 1.2.840.10003.4.1.
    pub const BIB1_DIAGNOSTICS: Self = z3950!(4, 1);
    /// Diagnostic format diag-1, 1.2.840.10003.4.2.
    pub const DIAG1: Self = z3950!(4, 2);
    /// UNIMARC, 1.2.840.10003.5.1.
    pub const UNIMARC: Self = z3950!(5, 1);
    /// MARC 21 (USMARC), 1.2.840.10003.5.10.
    pub const USMARC: Self = z3950!(5, 10);
    /// UKMARC, 1.2.840.10003.5.11.
    pub const UKMARC: Self = z3950!(5, 11);
    /// NORMARC, 1.2.840.10003.5.12.
    pub const NORMARC: Self = z3950!(5, 12);
    /// danMARC, 1.2.840.10003.5.14.
    pub const DANMARC: Self = z3950!(5, 14);
    /// MAB, 1.2.840.10003.5.16.
    pub const MAB: Self = z3950!(5, 16);
    /// CAN/MARC, 1.2.840.10003.5.17.
    pub const CANMARC: Self = z3950!(5, 17);
    /// Pica, 1.2.840.10003.5.19.
    pub const PICA: Self = z3950!(5, 19);
    /// Explain, 1.2.840.10003.5.100.
    pub const EXPLAIN: Self = z3950!(5, 100);
    /// Simple unstructured text (SUTRS), 1.2.840.10003.5.101.
    pub const SUTRS: Self = z3950!(5, 101);
    /// OPAC, bibliographic record with holdings, 1.2.840.10003.5.102.
    pub const OPAC: Self = z3950!(5, 102);
    /// Summary, 1.2.840.10003.5.103.
    pub const SUMMARY: Self = z3950!(5, 103);
    /// GRS-1, 1.2.840.10003.5.105.
    pub const GRS1: Self = z3950!(5, 105);
    /// HTML, 1.2.840.10003.5.109.3.
    pub const HTML: Self = z3950!(5, 109, 3);
    /// XML, 1.2.840.10003.5.109.10.
    pub const XML: Self = z3950!(5, 109, 10);
    /// Other information as user information (UserInfo-1), 1.2.840.10003.10.3.
    pub const USER_INFO_1: Self = z3950!(10, 3);
    /// Character set and language negotiation 3, 1.2.840.10003.15.3.
    pub const CHARSET_NEGOTIATION: Self = z3950!(15, 3);
    /// A query in CQL, 1.2.840.10003.16.2.
    pub const CQL: Self = z3950!(16, 2);
    /// ISO 10646 in UTF-8, 1.0.10646.1.0.8.
    pub const UTF8: Self = Self(Cow::Borrowed(&[0x28, 0xD3, 0x16, 0x01, 0x00, 0x08]));

    /// The identifier with these encoded contents (X.690, 8.19), if they end with the end of an arc.
    pub(crate) fn from_contents(contents: &[u8]) -> Option<Self> {
        contents.last().filter(|&&last| last & 0x80 == 0)?;
        Some(Self(contents.to_vec().into()))
    }

    pub(crate) fn contents(&self) -> &[u8] {
        &self.0
    }

    /// The usual name of a record syntax or attribute set, such as `USmarc`.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        NAMES.iter().find(|(oid, _)| oid == self).map(|&(_, name)| name)
    }

    /// The identifier with this name, such as `usmarc` or `marc21`; case does not matter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(oid, _)| oid.clone())
    }

    fn arcs(&self) -> Vec<u128> {
        let mut arcs = Vec::new();
        let mut value = 0_u128;
        for &byte in self.contents() {
            value = value.saturating_mul(128) | u128::from(byte & 0x7F);
            if byte & 0x80 == 0 {
                match arcs.is_empty() {
                    true => arcs.extend([(value / 40).min(2), value - (value / 40).min(2) * 40]),
                    false => arcs.push(value),
                }
                value = 0;
            }
        }
        arcs
    }
}

/// Names as YAZ and its users write them; the first name of an identifier is the one shown.
const NAMES: &[(Oid, &str)] = &[
    (Oid::BIB1, "Bib-1"),
    (Oid::UNIMARC, "Unimarc"),
    (Oid::USMARC, "USmarc"),
    (Oid::USMARC, "MARC21"),
    (Oid::UKMARC, "UKmarc"),
    (Oid::NORMARC, "Normarc"),
    (Oid::DANMARC, "Danmarc"),
    (Oid::MAB, "MAB"),
    (Oid::CANMARC, "Canmarc"),
    (Oid::PICA, "Picamarc"),
    (Oid::EXPLAIN, "Explain"),
    (Oid::SUTRS, "SUTRS"),
    (Oid::OPAC, "OPAC"),
    (Oid::SUMMARY, "Summary"),
    (Oid::GRS1, "GRS-1"),
    (Oid::HTML, "html"),
    (Oid::XML, "XML"),
];

impl FromStr for Oid {
    type Err = DecodeError;

    /// Dotted decimal, such as `1.2.840.10003.5.10`.
    fn from_str(text: &str) -> Result<Self, DecodeError> {
        let wrong = || DecodeError::new(0, DecodeErrorKind::Value("an object identifier such as 1.2.840.10003.5.10"));
        let arcs: Vec<u128> = text.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        let (first, rest) = match arcs.as_slice() {
            [root @ 0..=1, second @ 0..=39, rest @ ..] => (root * 40 + second, rest),
            [2, second, rest @ ..] => (second.checked_add(80).ok_or_else(wrong)?, rest),
            _ => return Err(wrong()),
        };
        let mut contents = base128(first);
        rest.iter().for_each(|&arc| contents.extend(base128(arc)));
        Ok(Self(contents.into()))
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, arc) in self.arcs().iter().enumerate() {
            let dot = if place == 0 { "" } else { "." };
            write!(f, "{dot}{arc}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        assert_eq!(text.parse::<Oid>().unwrap().to_string(), text);
    }

    #[test]
    fn dotted_decimal_survives() {
        check("1.2.840.10003.5.10");
        check("1.0.10646.1.0.8");
        check("2.25.329800735698586629295641978511506172918");
        check("2.999");
        check("0.39");
    }

    #[test]
    fn constants_are_what_their_text_says() {
        assert_eq!(Oid::USMARC.to_string(), "1.2.840.10003.5.10");
        assert_eq!(Oid::XML.to_string(), "1.2.840.10003.5.109.10");
        assert_eq!(Oid::UTF8.to_string(), "1.0.10646.1.0.8");
        assert_eq!(Oid::CQL.to_string(), "1.2.840.10003.16.2");
    }

    #[test]
    fn names_lead_to_identifiers_and_back() {
        assert_eq!(Oid::named("marc21"), Some(Oid::USMARC));
        assert_eq!(Oid::USMARC.name(), Some("USmarc"));
        assert_eq!(Oid::named("nothing"), None);
    }

    #[test]
    fn text_that_is_no_identifier_is_refused() {
        for text in ["", "1", "1.2.x", "3.1", "1.40", "1..2"] {
            assert!(text.parse::<Oid>().is_err(), "{text}");
        }
    }
}

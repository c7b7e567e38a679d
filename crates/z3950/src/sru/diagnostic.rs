//! Diagnostics of SRU: `info:srw/diagnostic/1/NUMBER`.

use std::fmt;

use crate::Diagnostic;

/// What the numbers stand behind.
const PREFIX: &str = "info:srw/diagnostic/1/";

/// Why something was not done, or a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SruDiagnostic {
    /// The identifier, nearly always `info:srw/diagnostic/1/` and a number.
    pub uri: String,
    /// What exactly, such as the index that is not supported.
    pub details: Option<String>,
    /// The meaning in words.
    pub message: Option<String>,
}

impl SruDiagnostic {
    /// The diagnostic with this number of the standard's list.
    #[must_use]
    pub fn new(number: u16, details: impl Into<String>) -> Self {
        Self {
            uri: format!("{PREFIX}{number}"),
            details: Some(details.into()).filter(|details| !details.is_empty()),
            message: text(number).map(str::to_owned),
        }
    }

    /// The number, if it is one of the standard's list.
    #[must_use]
    pub fn number(&self) -> Option<u16> {
        self.uri.strip_prefix(PREFIX)?.parse().ok()
    }

    /// The diagnostic of SRU that comes nearest to one of Bib-1.
    #[must_use]
    pub fn from_bib1(diagnostic: &Diagnostic) -> Self {
        let place = FROM_BIB1.binary_search_by_key(&diagnostic.condition, |&(condition, _)| condition).ok();
        match place.and_then(|place| FROM_BIB1.get(place)) {
            Some(&(_, number)) => Self::new(number, diagnostic.addinfo.as_str()),
            None => Self::new(1, diagnostic.to_string()),
        }
    }
}

impl fmt::Display for SruDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.message.as_deref().or_else(|| self.number().and_then(text)).unwrap_or("diagnostic");
        match self.number() {
            Some(number) => write!(f, "{text} (SRU diagnostic {number})")?,
            None => write!(f, "{text} ({})", self.uri)?,
        }
        match &self.details {
            Some(details) => write!(f, ": {details}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SruDiagnostic {}

fn text(number: u16) -> Option<&'static str> {
    let place = DIAGNOSTICS.binary_search_by_key(&number, |&(number, _)| number).ok()?;
    DIAGNOSTICS.get(place).map(|&(_, text)| text)
}

/// Bib-1 condition, SRU number.
const FROM_BIB1: &[(i64, u16)] = &[
    (1, 1),
    (2, 2),
    (3, 48),
    (4, 35),
    (5, 12),
    (6, 38),
    (7, 30),
    (11, 12),
    (12, 60),
    (13, 61),
    (14, 63),
    (16, 70),
    (17, 70),
    (25, 66),
    (30, 51),
    (100, 1),
    (107, 11),
    (108, 10),
    (109, 236),
    (110, 37),
    (113, 48),
    (114, 16),
    (117, 19),
    (118, 24),
    (119, 32),
    (120, 28),
    (121, 15),
    (122, 24),
    (123, 22),
    (125, 10),
    (126, 36),
    (128, 51),
    (129, 39),
    (201, 44),
    (202, 41),
    (203, 43),
    (207, 80),
    (208, 82),
    (211, 84),
    (214, 82),
    (227, 67),
    (228, 10),
    (229, 36),
    (232, 16),
    (233, 120),
    (235, 235),
    (236, 236),
    (238, 67),
    (239, 67),
    (244, 48),
    (245, 55),
    (246, 48),
    (1029, 121),
];

/// The standard's diagnostics by number.
pub const DIAGNOSTICS: &[(u16, &str)] = &[
    (1, "Permanent system error"),
    (2, "System temporarily unavailable"),
    (3, "Authentication error"),
    (4, "Unsupported operation"),
    (5, "Unsupported version"),
    (6, "Unsupported parameter value"),
    (7, "Mandatory parameter not supplied"),
    (8, "Unsupported parameter"),
    (10, "Query syntax error"),
    (11, "Unsupported query type"),
    (12, "Too many characters in query"),
    (13, "Invalid or unsupported use of parentheses"),
    (14, "Invalid or unsupported use of quotes"),
    (15, "Unsupported context set"),
    (16, "Unsupported index"),
    (17, "Unsupported combination of index and context set"),
    (18, "Unsupported combination of indexes"),
    (19, "Unsupported relation"),
    (20, "Unsupported relation modifier"),
    (21, "Unsupported combination of relation modifiers"),
    (22, "Unsupported combination of relation and index"),
    (23, "Too many characters in term"),
    (24, "Unsupported combination of relation and term"),
    (25, "Special characters not quoted in term"),
    (26, "Non special character escaped in term"),
    (27, "Empty term unsupported"),
    (28, "Masking character not supported"),
    (29, "Masked words too short"),
    (30, "Too many masking characters in term"),
    (31, "Anchoring character not supported"),
    (32, "Anchoring character in unsupported position"),
    (33, "Combination of proximity/adjacency and masking characters not supported"),
    (34, "Combination of proximity/adjacency and anchoring characters not supported"),
    (35, "Term contains only stopwords"),
    (36, "Term in invalid format for index or relation"),
    (37, "Unsupported boolean operator"),
    (38, "Too many boolean operators in query"),
    (39, "Proximity not supported"),
    (40, "Unsupported proximity relation"),
    (41, "Unsupported proximity distance"),
    (42, "Unsupported proximity unit"),
    (43, "Unsupported proximity ordering"),
    (44, "Unsupported combination of proximity modifiers"),
    (45, "Prefix assigned to multiple identifiers"),
    (46, "Unsupported boolean modifier"),
    (47, "Cannot process query; reason unknown"),
    (48, "Query feature unsupported"),
    (49, "Masking character in unsupported position"),
    (50, "Result sets not supported"),
    (51, "Result set does not exist"),
    (52, "Result set temporarily unavailable"),
    (53, "Result sets only supported for retrieval"),
    (54, "Retrieval may only occur from an existing result set"),
    (55, "Combination of result sets with search terms not supported"),
    (56, "Only combination of single result set with search terms supported"),
    (57, "Result set created but no records available"),
    (58, "Result set created with unpredictable partial results available"),
    (59, "Result set created with valid partial results available"),
    (60, "Result set not created: too many matching records"),
    (61, "First record position out of range"),
    (62, "Negative number of records requested"),
    (63, "System error in retrieving records"),
    (64, "Record temporarily unavailable"),
    (65, "Record does not exist"),
    (66, "Unknown schema for retrieval"),
    (67, "Record not available in this schema"),
    (68, "Not authorised to send record"),
    (69, "Not authorised to send record in this schema"),
    (70, "Record too large to send"),
    (71, "Unsupported record packing"),
    (72, "XPath retrieval unsupported"),
    (73, "XPath expression contains unsupported feature"),
    (74, "Unable to evaluate XPath expression"),
    (80, "Sort not supported"),
    (81, "Unsupported sort type"),
    (82, "Unsupported sort sequence"),
    (83, "Too many records to sort"),
    (84, "Too many sort keys to sort"),
    (85, "Duplicate sort keys"),
    (86, "Cannot sort: incompatible record formats"),
    (87, "Unsupported schema for sort"),
    (88, "Unsupported path for sort"),
    (89, "Path unsupported for schema"),
    (90, "Unsupported direction value"),
    (91, "Unsupported case value"),
    (92, "Unsupported missing value action"),
    (93, "Sort ended due to missing value"),
    (100, "Explain not supported"),
    (101, "Explain request type not supported (SOAP vs GET)"),
    (102, "Explain record temporarily unavailable"),
    (110, "Stylesheets not supported"),
    (111, "Unsupported stylesheet"),
    (120, "Response position out of range"),
    (121, "Too many terms requested"),
    (235, "Database does not exist"),
    (236, "Access to specified database denied"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(DIAGNOSTICS.is_sorted_by_key(|&(number, _)| number));
        assert!(FROM_BIB1.is_sorted_by_key(|&(condition, _)| condition));
        assert!(FROM_BIB1.iter().all(|&(_, number)| text(number).is_some()));
    }

    #[test]
    fn a_diagnostic_reads_like_a_sentence() {
        let bib1 = Diagnostic::new(114, "9999");
        assert_eq!(SruDiagnostic::from_bib1(&bib1).to_string(), "Unsupported index (SRU diagnostic 16): 9999");
        let other = SruDiagnostic { uri: "http://example.org/7".to_owned(), details: None, message: None };
        assert_eq!(other.to_string(), "diagnostic (http://example.org/7)");
    }
}

//! The six verbs with their arguments (chapter 4), read from a query and written as a URL.

use std::str::FromStr;

use crate::{Datestamp, ErrorCode, ErrorCondition, encode_component};

/// The verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// 4.1
    GetRecord,
    /// 4.2
    Identify,
    /// 4.3
    ListIdentifiers,
    /// 4.4
    ListMetadataFormats,
    /// 4.5
    ListRecords,
    /// 4.6
    ListSets,
}

impl Verb {
    const ALL: [Self; 6] = [
        Self::GetRecord,
        Self::Identify,
        Self::ListIdentifiers,
        Self::ListMetadataFormats,
        Self::ListRecords,
        Self::ListSets,
    ];

    /// The verb of this name; upper and lower case count.
    #[must_use]
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.as_str() == text)
    }

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GetRecord => "GetRecord",
            Self::Identify => "Identify",
            Self::ListIdentifiers => "ListIdentifiers",
            Self::ListMetadataFormats => "ListMetadataFormats",
            Self::ListRecords => "ListRecords",
            Self::ListSets => "ListSets",
        }
    }

    /// The arguments that may stand beside it.
    const fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::GetRecord => &["identifier", "metadataPrefix"],
            Self::Identify => &[],
            Self::ListIdentifiers | Self::ListRecords => &["metadataPrefix", "from", "until", "set", "resumptionToken"],
            Self::ListMetadataFormats => &["identifier"],
            Self::ListSets => &["resumptionToken"],
        }
    }
}

/// A request with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// One record in one format.
    GetRecord {
        /// Of which item.
        identifier: String,
        /// In which format.
        metadata_prefix: String,
    },
    /// What the repository says of itself.
    Identify,
    /// The headers of a selection.
    ListIdentifiers(List),
    /// The formats of the repository, or of one item.
    ListMetadataFormats {
        /// The item, if only its formats are asked for.
        identifier: Option<String>,
    },
    /// The records of a selection.
    ListRecords(List),
    /// The sets.
    ListSets {
        /// The token of an earlier part of the list.
        token: Option<String>,
    },
}

/// The beginning or the continuation of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// The list from its beginning.
    First(Selection),
    /// What follows this token, which is sent back exactly as it came.
    Next(String),
}

/// What a list is of (2.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The metadata format.
    pub metadata_prefix: String,
    /// The set, as its setSpec.
    pub set: Option<String>,
    /// The earliest datestamp, included.
    pub from: Option<Datestamp>,
    /// The latest datestamp, included.
    pub until: Option<Datestamp>,
}

impl Request {
    /// The verb.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::GetRecord { .. } => Verb::GetRecord,
            Self::Identify => Verb::Identify,
            Self::ListIdentifiers(_) => Verb::ListIdentifiers,
            Self::ListMetadataFormats { .. } => Verb::ListMetadataFormats,
            Self::ListRecords(_) => Verb::ListRecords,
            Self::ListSets { .. } => Verb::ListSets,
        }
    }

    /// Reads the decoded pairs of a query, by the rules of 3.6 and chapter 4.
    ///
    /// # Errors
    /// The condition to answer with: `badVerb` or `badArgument`.
    pub fn from_pairs(pairs: &[(String, String)]) -> Result<Self, ErrorCondition> {
        let verb = verb_of(pairs)?;
        let arguments = Arguments::checked(verb, pairs)?;
        Ok(match verb {
            Verb::Identify => Self::Identify,
            Verb::ListMetadataFormats => Self::ListMetadataFormats { identifier: arguments.optional("identifier") },
            Verb::ListSets => Self::ListSets { token: arguments.optional("resumptionToken") },
            Verb::GetRecord => Self::GetRecord {
                identifier: arguments.required("identifier")?,
                metadata_prefix: arguments.metadata_prefix()?,
            },
            Verb::ListIdentifiers => Self::ListIdentifiers(arguments.list()?),
            Verb::ListRecords => Self::ListRecords(arguments.list()?),
        })
    }

    /// The pairs of the query, the verb first. They are also the attributes of `request` in an answer (3.2).
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("verb", self.verb().as_str().to_owned())];
        let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        match self {
            Self::Identify => {}
            Self::ListMetadataFormats { identifier } => add("identifier", identifier.clone()),
            Self::ListSets { token } => add("resumptionToken", token.clone()),
            Self::GetRecord { identifier, metadata_prefix } => {
                add("identifier", Some(identifier.clone()));
                add("metadataPrefix", Some(metadata_prefix.clone()));
            }
            Self::ListIdentifiers(List::Next(token)) | Self::ListRecords(List::Next(token)) => {
                add("resumptionToken", Some(token.clone()));
            }
            Self::ListIdentifiers(List::First(selection)) | Self::ListRecords(List::First(selection)) => {
                add("metadataPrefix", Some(selection.metadata_prefix.clone()));
                add("set", selection.set.clone());
                add("from", selection.from.map(|stamp| stamp.to_string()));
                add("until", selection.until.map(|stamp| stamp.to_string()));
            }
        }
        pairs
    }

    /// The URL of a GET request. A base URL that has a query of its own keeps it.
    #[must_use]
    pub fn url(&self, base_url: &str) -> String {
        let mut url = base_url.trim().to_owned();
        let mut separator = if url.contains('?') { '&' } else { '?' };
        for (name, value) in self.pairs() {
            url.push(separator);
            url.push_str(name);
            url.push('=');
            url.push_str(&encode_component(&value));
            separator = '&';
        }
        url
    }
}

fn verb_of(pairs: &[(String, String)]) -> Result<Verb, ErrorCondition> {
    let bad = |text: String| Err(ErrorCondition::new(ErrorCode::BadVerb, text));
    let mut verbs = pairs.iter().filter(|(name, _)| name == "verb").map(|(_, value)| value);
    match (verbs.next(), verbs.next()) {
        (None, _) => bad("the argument verb is missing".into()),
        (Some(_), Some(_)) => bad("the argument verb is repeated".into()),
        (Some(name), None) => match Verb::from_wire(name) {
            Some(verb) => Ok(verb),
            None => bad(format!("there is no verb {name:?}")),
        },
    }
}

/// The arguments of one request, known to be allowed and each given once.
struct Arguments<'a>(&'a [(String, String)]);

impl<'a> Arguments<'a> {
    fn checked(verb: Verb, pairs: &'a [(String, String)]) -> Result<Self, ErrorCondition> {
        for (n, (name, value)) in pairs.iter().enumerate().filter(|(_, (name, _))| name != "verb") {
            if !verb.arguments().contains(&name.as_str()) {
                return Err(bad_argument(format!("{} takes no argument {name:?}", verb.as_str())));
            }
            if pairs.iter().take(n).any(|(earlier, _)| earlier == name) {
                return Err(bad_argument(format!("the argument {name} is repeated")));
            }
            if value.is_empty() {
                return Err(bad_argument(format!("the argument {name} is empty")));
            }
            if name == "resumptionToken" && pairs.len() > 2 {
                return Err(bad_argument("resumptionToken excludes every other argument but verb".into()));
            }
        }
        Ok(Self(pairs))
    }

    fn optional(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone())
    }

    fn required(&self, name: &str) -> Result<String, ErrorCondition> {
        self.optional(name).ok_or_else(|| bad_argument(format!("the required argument {name} is missing")))
    }

    fn list(&self) -> Result<List, ErrorCondition> {
        if let Some(token) = self.optional("resumptionToken") {
            return Ok(List::Next(token));
        }
        let selection = Selection {
            metadata_prefix: self.metadata_prefix()?,
            set: self.set()?,
            from: self.datestamp("from")?,
            until: self.datestamp("until")?,
        };
        if let (Some(from), Some(until)) = (selection.from, selection.until) {
            if from.granularity() != until.granularity() {
                return Err(bad_argument("from and until differ in granularity".into()));
            }
            if from > until {
                return Err(bad_argument("from is later than until".into()));
            }
        }
        Ok(List::First(selection))
    }

    fn metadata_prefix(&self) -> Result<String, ErrorCondition> {
        let prefix = self.required("metadataPrefix")?;
        match prefix.chars().all(is_unreserved) {
            true => Ok(prefix),
            false => Err(bad_argument(format!("{prefix:?} is not a metadataPrefix"))),
        }
    }

    fn set(&self) -> Result<Option<String>, ErrorCondition> {
        let set = self.optional("set");
        match set.iter().flat_map(|set| set.split(':')).all(|part| !part.is_empty() && part.chars().all(is_unreserved))
        {
            true => Ok(set),
            false => Err(bad_argument(format!("{:?} is not a setSpec", set.unwrap_or_default()))),
        }
    }

    fn datestamp(&self, name: &str) -> Result<Option<Datestamp>, ErrorCondition> {
        let text = self.optional(name);
        text.map(|text| Datestamp::from_str(&text))
            .transpose()
            .map_err(|fault| bad_argument(format!("{name}: {fault}")))
    }
}

/// The URI "unreserved" characters that 2.5 and 2.6 allow in prefixes and set names.
fn is_unreserved(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_.!~*'()".contains(character)
}

fn bad_argument(text: String) -> ErrorCondition {
    ErrorCondition::new(ErrorCode::BadArgument, text)
}

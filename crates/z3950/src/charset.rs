//! Character set and language negotiation 3 (1.2.840.10003.15.3), carried in the other information of an Init.

use crate::ber::{Element, Raw, Tag};
use crate::pdu::{Information, OtherInformation};
use crate::record::{Encoding, External};
use crate::{DecodeError, Oid};

/// What is proposed (by the origin) or chosen (by the target).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CharsetNegotiation {
    /// Whether this is the target's choice.
    pub is_response: bool,
    /// Character sets, the best first; in a response at most one.
    pub character_sets: Vec<CharacterSet>,
    /// Languages of messages, the best first; codes of ANSI Z39.53 or whatever the peer says.
    pub languages: Vec<String>,
    /// Whether records come in the character set, too.
    pub records_in_selected_charsets: Option<bool>,
}

/// A character set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CharacterSet {
    /// ISO 10646 in this encoding, such as [`Oid::UTF8`].
    Iso10646(Oid),
    /// ISO 2022, a private one, or none; as it came.
    Other(Raw),
}

const PROPOSAL: Tag = Tag::context(1);
const RESPONSE: Tag = Tag::context(2);
const CHARACTER_SETS: Tag = Tag::context(1);
const LANGUAGES: Tag = Tag::context(2);
const RECORDS: Tag = Tag::context(3);
const ISO_10646: Tag = Tag::context(2);
const ENCODING_LEVEL: Tag = Tag::context(2);

impl CharsetNegotiation {
    /// UTF-8, proposed or chosen, for names, messages and records.
    #[must_use]
    pub fn utf8(is_response: bool) -> Self {
        Self {
            is_response,
            character_sets: vec![CharacterSet::Iso10646(Oid::UTF8)],
            languages: Vec::new(),
            records_in_selected_charsets: Some(true),
        }
    }

    /// Whether UTF-8 is among the character sets.
    #[must_use]
    pub fn has_utf8(&self) -> bool {
        self.character_sets.contains(&CharacterSet::Iso10646(Oid::UTF8))
    }

    /// The negotiation record among other information. One that cannot be read is as good as none: then nothing is
    /// negotiated.
    #[must_use]
    pub fn find(information: &[OtherInformation]) -> Option<Self> {
        information.iter().find_map(|item| match &item.information {
            Information::External(External { syntax: Some(syntax), encoding: Encoding::Single(raw), .. })
                if *syntax == Oid::CHARSET_NEGOTIATION =>
            {
                Self::read(&raw.message().ok()?.root()).ok()
            }
            _ => None,
        })
    }

    /// The record as other information.
    #[must_use]
    pub fn to_other_information(&self) -> Option<OtherInformation> {
        let external = External::single(Oid::CHARSET_NEGOTIATION, self.to_raw()?);
        Some(OtherInformation::new(Information::External(external)))
    }

    fn read(root: &Element<'_>) -> Result<Self, DecodeError> {
        let mut negotiation = Self { is_response: root.tag() == RESPONSE, ..Self::default() };
        for part in root.children()? {
            match part.tag() {
                CHARACTER_SETS => {
                    negotiation.character_sets =
                        part.children()?.map(|set| character_set(&set)).collect::<Result<_, _>>()?;
                }
                // A list in a proposal, one string in a response.
                LANGUAGES => match part.children() {
                    Ok(languages) => {
                        negotiation.languages = languages.map(|language| language.text()).collect::<Result<_, _>>()?;
                    }
                    Err(_) => negotiation.languages = vec![part.text()?],
                },
                RECORDS => negotiation.records_in_selected_charsets = Some(part.boolean()?),
                _ => {}
            }
        }
        Ok(negotiation)
    }

    fn to_raw(&self) -> Option<Raw> {
        Raw::build(|writer| {
            writer.begin(if self.is_response { RESPONSE } else { PROPOSAL });
            if !self.character_sets.is_empty() {
                writer.begin(CHARACTER_SETS);
                for set in &self.character_sets {
                    match set {
                        CharacterSet::Iso10646(encoding) => {
                            writer.begin(ISO_10646);
                            writer.oid(ENCODING_LEVEL, encoding);
                            writer.end();
                        }
                        CharacterSet::Other(raw) => writer.raw(raw),
                    }
                }
                writer.end();
            }
            match (self.is_response, self.languages.first()) {
                (_, None) => {}
                (true, Some(language)) => writer.primitive(LANGUAGES, language.as_bytes()),
                (false, Some(_)) => {
                    writer.begin(LANGUAGES);
                    self.languages.iter().for_each(|name| writer.primitive(Tag::GENERAL_STRING, name.as_bytes()));
                    writer.end();
                }
            }
            if let Some(records) = self.records_in_selected_charsets {
                writer.boolean(RECORDS, records);
            }
            writer.end();
        })
    }
}

fn character_set(element: &Element<'_>) -> Result<CharacterSet, DecodeError> {
    let level = match element.tag() {
        ISO_10646 => element.children()?.find(|part| part.tag() == ENCODING_LEVEL),
        _ => None,
    };
    match level {
        Some(level) => level.oid().map(CharacterSet::Iso10646),
        None => Ok(CharacterSet::Other(Raw::of(element))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(negotiation: &CharsetNegotiation) {
        let information = [negotiation.to_other_information().unwrap()];
        assert_eq!(CharsetNegotiation::find(&information).as_ref(), Some(negotiation));
    }

    #[test]
    fn proposals_and_choices_survive() {
        check(&CharsetNegotiation::utf8(false));
        check(&CharsetNegotiation::utf8(true));
        check(&CharsetNegotiation { languages: vec!["ger".into(), "eng".into()], ..CharsetNegotiation::utf8(false) });
        check(&CharsetNegotiation { languages: vec!["ger".into()], ..CharsetNegotiation::utf8(true) });
        check(&CharsetNegotiation::default());
    }
}

//! GRS-1, the generic record syntax: a tree of tagged elements (Z39.50-1995, appendix 5, REC.5).

use crate::ber::{Element, Raw, Tag, Writer};
use crate::codec::{Content, Explicit, Implicit, Tagged, sequence};
use crate::query::StringOrNumeric;
use crate::{DecodeError, DecodeErrorKind, Oid};

/// Levels of elements inside elements that are read; real records have three or four.
const DEPTH: usize = 16;

sequence! {
    /// One element of a record.
    #[derive(Debug, Clone, PartialEq)]
    pub struct TaggedElement {
        /// The tag set's number within the schema: 1 for tagSet-M, 2 for tagSet-G, 3 for tags of the record's own.
        optional tag_type: i64 as Implicit<1>,
        /// The tag.
        required tag_value: StringOrNumeric as Explicit<2>,
        /// Which of several elements with this tag.
        optional tag_occurrence: i64 as Implicit<3>,
        /// What the element holds.
        required content: ElementData as Explicit<4>,
        /// About the element; as it came.
        optional meta_data: Raw as Implicit<5>,
        /// Which variant this is; as it came.
        optional applied_variant: Raw as Implicit<6>,
    }
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq)]
pub enum ElementData {
    /// Bytes.
    Octets(Vec<u8>),
    /// A number.
    Numeric(i64),
    /// A GeneralizedTime.
    Date(Vec<u8>),
    /// Text.
    String(String),
    /// Yes or no.
    Boolean(bool),
    /// An object identifier.
    Oid(Oid),
    /// Elements inside this one.
    Subtree(Vec<TaggedElement>),
    /// A number with a unit, a value with its type, a diagnostic, or a reason why there is nothing; as it came.
    Other(Raw),
}

const SUBTREE: Tag = Tag::context(6);

/// The elements of a record. Trees deeper than the limit are refused before anything in them is read.
pub(crate) fn read(element: &Element<'_>) -> Result<Vec<TaggedElement>, DecodeError> {
    check_depth(element)?;
    Vec::read(element)
}

fn check_depth(root: &Element<'_>) -> Result<(), DecodeError> {
    // One level of elements is four of BER: element, content, subtree, sequence.
    let mut open = vec![root.children()?];
    while let Some(children) = open.last_mut() {
        match children.next() {
            Some(child) if open.len() > DEPTH * 4 => {
                return Err(DecodeError::new(child.byte(), DecodeErrorKind::Limit("levels of elements", DEPTH)));
            }
            Some(child) => open.extend(child.children()),
            None => {
                open.pop();
            }
        }
    }
    Ok(())
}

impl Tagged for ElementData {
    fn accepts_tag(_: Tag) -> bool {
        true
    }

    fn read_tagged(element: &Element<'_>) -> Result<Self, DecodeError> {
        Ok(match element.tag() {
            Tag::OCTET_STRING => Self::Octets(element.octets()?.into()),
            Tag::INTEGER => Self::Numeric(element.integer()?),
            Tag::GENERALIZED_TIME => Self::Date(element.octets()?.into()),
            Tag::BOOLEAN => Self::Boolean(element.boolean()?),
            Tag::OBJECT_IDENTIFIER => Self::Oid(element.oid()?),
            tag if tag.is_text() => Self::String(element.text()?),
            SUBTREE => Self::Subtree(Vec::read(&element.only_child()?)?),
            _ => Self::Other(Raw::of(element)),
        })
    }

    fn write_tagged(&self, writer: &mut Writer) {
        match self {
            Self::Octets(bytes) => bytes.write_tagged(writer),
            Self::Numeric(value) => value.write_tagged(writer),
            Self::Date(bytes) => bytes.write(writer, Tag::GENERALIZED_TIME),
            Self::String(text) => text.write_tagged(writer),
            Self::Boolean(value) => value.write_tagged(writer),
            Self::Oid(oid) => oid.write_tagged(writer),
            Self::Subtree(elements) => {
                writer.begin(SUBTREE);
                elements.write_tagged(writer);
                writer.end();
            }
            Self::Other(raw) => writer.raw(raw),
        }
    }
}

//! The basic types of ASN.1 and lists of anything.

use super::{Content, Tagged, read_tagged};
use crate::ber::{Element, Raw, Tag, Writer};
use crate::{DecodeError, Oid};

impl Content for i64 {
    const TAG: Tag = Tag::INTEGER;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        element.integer()
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.integer(tag, *self);
    }
}

impl Content for bool {
    const TAG: Tag = Tag::BOOLEAN;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        element.boolean()
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.boolean(tag, *self);
    }
}

impl Content for Vec<u8> {
    const TAG: Tag = Tag::OCTET_STRING;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        element.octets().map(Into::into)
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.primitive(tag, self);
    }
}

/// InternationalString, which is a GeneralString.
impl Content for String {
    const TAG: Tag = Tag::GENERAL_STRING;

    fn accepts(tag: Tag) -> bool {
        tag.is_text()
    }
    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        element.text()
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.primitive(tag, self.as_bytes());
    }
}

impl Content for Oid {
    const TAG: Tag = Tag::OBJECT_IDENTIFIER;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        element.oid()
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.oid(tag, self);
    }
}

/// NULL.
impl Content for () {
    const TAG: Tag = Tag::NULL;

    fn read(_: &Element<'_>) -> Result<Self, DecodeError> {
        Ok(())
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.null(tag);
    }
}

/// Anything, kept as it came; it brings its own tag when written.
impl Content for Raw {
    const TAG: Tag = Tag::NULL;

    fn accepts(_: Tag) -> bool {
        true
    }
    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        Ok(Self::of(element))
    }
    fn write(&self, writer: &mut Writer, _: Tag) {
        writer.raw(self);
    }
}

/// SEQUENCE OF.
impl<T: Tagged> Content for Vec<T> {
    const TAG: Tag = Tag::SEQUENCE;

    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        element.children()?.map(|item| read_tagged(&item)).collect()
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        writer.begin(tag);
        self.iter().for_each(|item| item.write_tagged(writer));
        writer.end();
    }
}

impl<T: Content> Content for Box<T> {
    const TAG: Tag = T::TAG;

    fn accepts(tag: Tag) -> bool {
        T::accepts(tag)
    }
    fn read(element: &Element<'_>) -> Result<Self, DecodeError> {
        T::read(element).map(Self::new)
    }
    fn write(&self, writer: &mut Writer, tag: Tag) {
        T::write(self, writer, tag);
    }
}

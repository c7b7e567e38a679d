//! Walking over a message whose structure was checked beforehand.

use std::borrow::Cow;

use super::{Header, Limits, Tag, malformed};
use crate::{DecodeError, DecodeErrorKind, Oid};

/// One well-formed message, borrowed.
///
/// Besides the bytes it holds the ends of the elements of indefinite length: at most four times the size of the input.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    bytes: &'a [u8],
    root: Header,
    /// Start and end of every element of indefinite length, by start.
    ends: Vec<(usize, usize)>,
}

impl<'a> Message<'a> {
    /// Checks that `bytes` are exactly one element and that everything nested in it fits.
    ///
    /// # Errors
    /// When they are not, or a limit is passed.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        if bytes.len() > limits.bytes {
            return Err(DecodeError::new(0, DecodeErrorKind::Limit("bytes in a message", limits.bytes)));
        }
        let root = Header::read(bytes, 0)?.ok_or(DecodeError::new(bytes.len(), DecodeErrorKind::Truncated))?;
        let mut check = Check { bytes, depth: limits.depth, at: 0, open: Vec::new(), ends: Vec::new() };
        check.run()?;
        Ok(Self { bytes, root, ends: check.ends })
    }

    /// The outermost element.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        Element::at(self.bytes, &self.ends, 0, &self.root)
    }
}

/// The pass over all headers that [`Message::parse`] makes.
struct Check<'a> {
    bytes: &'a [u8],
    depth: usize,
    at: usize,
    open: Vec<Open>,
    ends: Vec<(usize, usize)>,
}

struct Open {
    /// What is inside must end by here.
    limit: usize,
    /// Place in `ends` of an element of indefinite length.
    indefinite: Option<usize>,
}

impl Check<'_> {
    fn run(&mut self) -> Result<(), DecodeError> {
        loop {
            self.element()?;
            while self.open.last().is_some_and(|open| open.indefinite.is_none() && open.limit == self.at) {
                self.open.pop();
            }
            if self.open.is_empty() {
                break;
            }
        }
        match self.at == self.bytes.len() {
            true => Ok(()),
            false => Err(DecodeError::new(self.at, DecodeErrorKind::TrailingBytes)),
        }
    }

    /// Steps over one header, and over the contents if they are primitive.
    fn element(&mut self) -> Result<(), DecodeError> {
        let start = self.at;
        let limit = self.open.last().map_or(self.bytes.len(), |open| open.limit);
        let truncated = || DecodeError::new(start, DecodeErrorKind::Truncated);
        let header = Header::read(self.bytes, start)?.filter(|header| header.content <= limit).ok_or_else(truncated)?;
        self.at = header.content;
        if header.is_end_of_contents(start) {
            return self.end_of_contents(start);
        }
        match header.length {
            None => self.descend(start, limit, true),
            Some(length) => {
                let end = header.content.checked_add(length).filter(|&end| end <= limit).ok_or_else(truncated)?;
                if header.constructed {
                    return self.descend(start, end, false);
                }
                self.at = end;
                Ok(())
            }
        }
    }

    fn descend(&mut self, start: usize, limit: usize, indefinite: bool) -> Result<(), DecodeError> {
        if self.open.len() >= self.depth {
            return Err(DecodeError::new(start, DecodeErrorKind::Limit("nested elements", self.depth)));
        }
        let place = indefinite.then_some(self.ends.len());
        if indefinite {
            self.ends.push((start, start));
        }
        self.open.push(Open { limit, indefinite: place });
        Ok(())
    }

    fn end_of_contents(&mut self, start: usize) -> Result<(), DecodeError> {
        let place = self.open.pop().and_then(|open| open.indefinite);
        match place.and_then(|place| self.ends.get_mut(place)) {
            Some(ends) => {
                ends.1 = self.at;
                Ok(())
            }
            None => Err(malformed(start, "an end-of-contents mark where nothing is open")),
        }
    }
}

/// One element of a [`Message`].
#[derive(Debug, Clone, Copy)]
pub struct Element<'m> {
    bytes: &'m [u8],
    ends: &'m [(usize, usize)],
    tag: Tag,
    constructed: bool,
    start: usize,
    content: usize,
    content_end: usize,
    end: usize,
}

impl<'m> Element<'m> {
    fn at(bytes: &'m [u8], ends: &'m [(usize, usize)], start: usize, header: &Header) -> Self {
        let (content_end, end) = match header.length {
            Some(length) => (header.content + length, header.content + length),
            None => {
                let end = ends.binary_search_by_key(&start, |&(start, _)| start).ok().and_then(|place| ends.get(place));
                let end = end.map_or(header.content, |&(_, end)| end);
                (end.saturating_sub(2), end)
            }
        };
        let Header { tag, constructed, content, .. } = *header;
        Self { bytes, ends, tag, constructed, start, content, content_end, end }
    }

    /// The tag.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Offset of the element's first byte in the message.
    #[must_use]
    pub fn byte(&self) -> usize {
        self.start
    }

    /// The complete encoding, header included.
    #[must_use]
    pub fn encoding(&self) -> &'m [u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// The contents as they stand, without end-of-contents mark.
    #[must_use]
    pub fn contents(&self) -> &'m [u8] {
        self.bytes.get(self.content..self.content_end).unwrap_or_default()
    }

    /// The elements directly inside.
    ///
    /// # Errors
    /// When the element is primitive.
    pub fn children(&self) -> Result<Children<'m>, DecodeError> {
        match self.constructed {
            true => Ok(Children { bytes: self.bytes, ends: self.ends, at: self.content, end: self.content_end }),
            false => Err(self.wants("a structure")),
        }
    }

    /// The only element inside, as an explicit tag has it.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub fn only_child(&self) -> Result<Element<'m>, DecodeError> {
        let mut children = self.children()?;
        match (children.next(), children.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(self.wants("exactly one element inside")),
        }
    }

    /// An INTEGER or ENUMERATED.
    ///
    /// # Errors
    /// When empty, constructed or longer than eight bytes.
    pub fn integer(&self) -> Result<i64, DecodeError> {
        let digits = self.contents();
        let (Some(&first), 1..=8, false) = (digits.first(), digits.len(), self.constructed) else {
            return Err(self.wants("an integer of one to eight bytes"));
        };
        let sign = if first & 0x80 == 0 { 0 } else { -1 };
        Ok(digits.iter().fold(sign, |value, &digit| value << 8 | i64::from(digit)))
    }

    /// A BOOLEAN; any byte but zero is true (X.690, 8.2.2).
    ///
    /// # Errors
    /// When it is not one byte.
    pub fn boolean(&self) -> Result<bool, DecodeError> {
        match (self.contents(), self.constructed) {
            ([byte], false) => Ok(*byte != 0),
            _ => Err(self.wants("a boolean of one byte")),
        }
    }

    /// The bytes of an OCTET STRING or character string, whose parts (X.690, 8.7.3) are joined.
    ///
    /// # Errors
    /// When a part has parts of its own.
    pub fn octets(&self) -> Result<Cow<'m, [u8]>, DecodeError> {
        if !self.constructed {
            return Ok(self.contents().into());
        }
        let mut joined = Vec::new();
        for part in self.children()? {
            if part.constructed {
                return Err(part.wants("a part of a string"));
            }
            joined.extend_from_slice(part.contents());
        }
        Ok(joined.into())
    }

    /// A character string. Bytes that are not UTF-8 are read as ISO 8859-1, the usual case with old peers.
    ///
    /// # Errors
    /// As [`Element::octets`].
    pub fn text(&self) -> Result<String, DecodeError> {
        let octets = self.octets()?;
        Ok(match std::str::from_utf8(&octets) {
            Ok(text) => text.to_owned(),
            Err(_) => octets.iter().map(|&byte| char::from(byte)).collect(),
        })
    }

    /// An OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// When the last arc is cut off or there is none.
    pub fn oid(&self) -> Result<Oid, DecodeError> {
        let oid = if self.constructed { None } else { Oid::from_contents(self.contents()) };
        oid.ok_or_else(|| self.wants("an object identifier"))
    }

    /// A BIT STRING, bit 0 of the standard in bit 0 of the value; bits above 63 are dropped.
    ///
    /// # Errors
    /// When constructed, or the count of unused bits is missing.
    pub fn bits(&self) -> Result<u64, DecodeError> {
        let (Some((&unused @ 0..=7, octets)), false) = (self.contents().split_first(), self.constructed) else {
            return Err(self.wants("a bit string"));
        };
        let count = (octets.len() * 8).saturating_sub(usize::from(unused)).min(64);
        let is_set = |bit: usize| octets.get(bit / 8).is_some_and(|octet| octet & 0x80 >> (bit % 8) != 0);
        Ok((0..count).filter(|&bit| is_set(bit)).fold(0, |bits, bit| bits | 1 << bit))
    }

    /// An error at this element: something else was wanted.
    #[must_use]
    pub fn wants(&self, wanted: &'static str) -> DecodeError {
        DecodeError::new(self.start, DecodeErrorKind::Value(wanted))
    }

    pub(crate) fn unexpected(&self) -> DecodeError {
        DecodeError::new(self.start, DecodeErrorKind::UnexpectedTag(self.tag))
    }

    pub(crate) fn missing(&self, name: &'static str) -> DecodeError {
        DecodeError::new(self.start, DecodeErrorKind::Missing(name))
    }
}

/// The elements inside an element, in order.
#[derive(Debug, Clone)]
pub struct Children<'m> {
    bytes: &'m [u8],
    ends: &'m [(usize, usize)],
    at: usize,
    end: usize,
}

impl<'m> Iterator for Children<'m> {
    type Item = Element<'m>;

    fn next(&mut self) -> Option<Element<'m>> {
        if self.at >= self.end {
            return None;
        }
        let header = Header::read(self.bytes, self.at).ok().flatten()?;
        let element = Element::at(self.bytes, self.ends, self.at, &header);
        self.at = element.end;
        Some(element)
    }
}

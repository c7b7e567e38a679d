//! Tags written like earlier ones, as nearly all are: the same names, quotes and blanks around other values. What has been found
//! right once is compared only.

use super::tag::{Attributes, Tag};

/// Attributes that a tag may have for its shape to be kept.
const ATTRIBUTES: usize = 4;

/// Shapes kept at a time. A record in MARCXML has four, apart from the tag of the record itself.
const SHAPES: usize = 4;

/// The shapes met last.
#[derive(Default)]
pub(super) struct Shapes<'a> {
    kept: [Option<Shape<'a>>; SHAPES],
    /// The place to be given up next.
    next: usize,
}

/// A tag without the values of its attributes.
struct Shape<'a> {
    tag: Tag<'a>,
    /// The first bytes, no more than eight, and which bits of a word they are: they tell most shapes apart.
    word: u64,
    mask: u64,
    attributes: usize,
    /// What stands before each value, with its opening quote.
    before: [&'a [u8]; ATTRIBUTES],
    /// What stands behind the last value, or the whole tag.
    end: &'a [u8],
}

impl<'a> Shapes<'a> {
    /// The tag at the beginning of `text`, if it has a known shape and no reference in it. It declares nothing, and none of its
    /// attributes has a prefix.
    pub(super) fn tag(&self, text: &'a str) -> Option<Tag<'a>> {
        let bytes = text.as_bytes();
        let word = u64::from_le_bytes(*bytes.first_chunk()?);
        self.kept.iter().flatten().filter(|shape| word & shape.mask == shape.word).find_map(|shape| shape.fit(bytes))
    }

    /// Keeps the shape of a tag that was found right, in place of the oldest.
    pub(super) fn keep(&mut self, text: &'a str, tag: Tag<'a>, attributes: &Attributes<'a>) {
        let Some(shape) = Shape::new(text, tag, attributes) else { return };
        if let Some(place) = self.kept.get_mut(self.next) {
            *place = Some(shape);
        }
        self.next = (self.next + 1) % SHAPES;
    }
}

impl<'a> Shape<'a> {
    fn new(text: &'a str, tag: Tag<'a>, attributes: &Attributes<'a>) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut shape = Self { tag, word: 0, mask: 0, attributes: 0, before: [b""; ATTRIBUTES], end: b"" };
        let mut behind = 0;
        for attribute in attributes.iter() {
            if attribute.name == "xmlns" || attribute.name.contains(':') {
                return None;
            }
            *shape.before.get_mut(shape.attributes)? = bytes.get(behind..attribute.value_at)?;
            shape.attributes += 1;
            behind = attribute.value_at + attribute.value.len();
        }
        shape.end = bytes.get(behind..tag.length)?;
        let start = if shape.attributes > 0 { shape.before.first()? } else { shape.end };
        for (place, byte) in start.iter().take(8).enumerate() {
            shape.word |= u64::from(*byte) << (8 * place);
            shape.mask |= 0xFF << (8 * place);
        }
        Some(shape)
    }

    fn fit(&self, bytes: &[u8]) -> Option<Tag<'a>> {
        let mut rest = bytes;
        for before in self.before.get(..self.attributes)? {
            let value = rest.strip_prefix(*before)?;
            // Whatever else ends a value here, the shape goes on with the quote that it has.
            let length = value.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'<' | b'&'))?;
            rest = value.get(length..)?;
        }
        let behind = rest.strip_prefix(self.end)?;
        Some(Tag { length: bytes.len() - behind.len(), ..self.tag })
    }
}

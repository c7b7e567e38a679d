//! How a type is its own codec: the fields of a struct stand in the order of the schema, each with its element name.
//!
//! [`element!`] declares such a struct. Decoding takes the children that have a field and keeps the others in `extra`;
//! encoding writes the fields in the order they are declared, then `extra`. No service has code of its own for either.

use xml::{Element, Name, Node};

/// The namespace of NCIP 2; also used inside this crate for version 1, which has none on the wire.
pub(crate) const NAMESPACE: &str = "http://www.niso.org/2008/ncip";

const MOST_WARNINGS: usize = 100;

/// Elements that the schema gives a type of whole numbers. They are kept as texts, as they came.
const WHOLE_NUMBERS: &[&str] = &[
    "HoldQueueLength",
    "HoldQueuePosition",
    "LocationNameLevel",
    "MaximumItemsCount",
    "MonetaryValue",
    "NumberOfPieces",
    "RenewalCount",
    "TitleHoldQueueLength",
];

/// Something in a message that is not as the standard says, though the message could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Path of the element, such as `/NCIPMessage/CheckInItem`.
    pub path: String,
    /// What is odd there.
    pub text: String,
}

/// Declares a struct that is an NCIP element: `field: Type = "ElementName"`, and `required` where the schema demands it. Behind
/// the fields stand the choices of the schema, such as `=> one_of["UserId" | "AuthenticationInput"];` (see [`Children`]).
macro_rules! element {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident : $type:ty = $wire:literal $($required:ident)?, )*
            $( => $choice:ident [ $($alternative:literal)|+ ]; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
            /// Child elements without a field of their own, as they were sent.
            pub extra: Vec<xml::Element>,
        }

        impl $crate::element::Value for $name {
            fn decode(element: xml::Element, decoder: &mut $crate::element::Decoder) -> Result<Self, xml::Element> {
                decoder.inside(element, |children, decoder| {
                    children.in_order(&[ $($wire),* ], decoder);
                    $( children.$choice(&[ $($alternative),+ ], decoder); )*
                    $(
                        let $field: $type = $crate::element::Field::take(children, $wire, decoder);
                        $( children.$required(&$field, $wire, decoder); )?
                    )*
                    Self { $($field,)* extra: children.rest(decoder) }
                })
            }

            fn encode(&self, name: &str) -> xml::Element {
                let mut children = Vec::new();
                $( $crate::element::Field::put(&self.$field, $wire, &mut children); )*
                children.extend(self.extra.iter().cloned());
                $crate::element::parent(name, children)
            }
        }
    };
}

/// A value that is one element.
pub(crate) trait Value: Sized {
    /// The value, or the element back when it holds nothing that fits.
    fn decode(element: Element, decoder: &mut Decoder) -> Result<Self, Element>;
    /// The value as an element of this name.
    fn encode(&self, name: &str) -> Element;
}

/// A value that is any number of elements of one name.
pub(crate) trait Field: Sized {
    /// Takes what fits out of the children.
    fn take(children: &mut Children, name: &str, decoder: &mut Decoder) -> Self;
    /// Appends the value.
    fn put(&self, name: &str, out: &mut Vec<Element>);
    /// Whether there is nothing to write.
    fn is_absent(&self) -> bool;
}

/// What decoding carries along: where it is, and what it noticed.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    path: String,
    warnings: Vec<Warning>,
    version_one: bool,
}

impl Decoder {
    /// From here on the message is held against the DTD of version 1 instead of the schema of version 2.
    pub(crate) fn speak_version_one(&mut self) {
        self.version_one = true;
    }

    pub(crate) fn speaks_version_one(&self) -> bool {
        self.version_one
    }

    /// Notes an oddity at the present place. After a hundred nobody reads on, so no more are kept.
    pub(crate) fn warn(&mut self, text: String) {
        if self.warnings.len() < MOST_WARNINGS {
            let path = if self.path.is_empty() { "/".to_owned() } else { self.path.clone() };
            self.warnings.push(Warning { path, text });
        }
    }

    /// Reads the children of `element`. An element that holds only text is handed back.
    pub(crate) fn inside<T>(
        &mut self,
        element: Element,
        read: impl FnOnce(&mut Children, &mut Self) -> T,
    ) -> Result<T, Element> {
        let text = element.text();
        if !text.is_empty() && element.elements().next().is_none() {
            return Err(element);
        }
        let name = element.name.local.clone();
        Ok(self.within(&name, |decoder| {
            if !text.is_empty() {
                decoder.warn(format!("the text \"{}\" stands between elements and was left out", shortened(&text)));
            }
            read(&mut Children::of(element), decoder)
        }))
    }

    /// Does something one level further down, for elements that are taken apart by hand.
    pub(crate) fn within<T>(&mut self, name: &str, act: impl FnOnce(&mut Self) -> T) -> T {
        let outside = self.path.len();
        self.path.push('/');
        self.path.push_str(&shortened(name));
        let value = act(self);
        self.path.truncate(outside);
        value
    }

    pub(crate) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

/// The child elements of one element that nobody has taken yet.
#[derive(Debug)]
pub(crate) struct Children(Vec<Option<Element>>);

impl Children {
    fn of(element: Element) -> Self {
        let elements = element.children.into_iter().filter_map(|node| match node {
            Node::Element(child) => Some(Some(child)),
            Node::Text(_) => None,
        });
        Self(elements.collect())
    }

    /// The first child of this name that makes a `T`.
    pub(crate) fn first<T: Value>(&mut self, name: &str, decoder: &mut Decoder) -> Option<T> {
        self.0.iter_mut().find_map(|slot| taken(slot, name, decoder))
    }

    /// Every child of this name that makes a `T`.
    pub(crate) fn every<T: Value>(&mut self, name: &str, decoder: &mut Decoder) -> Vec<T> {
        self.0.iter_mut().filter_map(|slot| taken(slot, name, decoder)).collect()
    }

    /// The next child of any name.
    pub(crate) fn next(&mut self) -> Option<Element> {
        self.0.iter_mut().find_map(Option::take)
    }

    /// Notes the first child that stands before one that the schema has earlier. The DTD has some children elsewhere, so a message of
    /// version 1 is not held against this.
    pub(crate) fn in_order(&self, names: &[&str], decoder: &mut Decoder) {
        let place = |element: &Element| names.iter().position(|name| is(element, name));
        let known = self.0.iter().flatten().filter_map(|element| Some((place(element)?, element)));
        let pairs = known.clone().zip(known.skip(1));
        let wrong = pairs.into_iter().find(|((before, _), (after, _))| before > after);
        if let Some(((_, before), (_, after))) = wrong.filter(|_| !decoder.speaks_version_one()) {
            decoder.warn(format!("{} should stand before {}", after.name.local, before.name.local));
        }
    }

    /// Notes when not exactly one of these is there, each as often as it likes.
    pub(crate) fn one_of(&self, names: &[&str], decoder: &mut Decoder) {
        self.at_least_one(names, decoder);
        self.at_most_one(names, decoder);
    }

    /// Notes when none of these is there.
    pub(crate) fn at_least_one(&self, names: &[&str], decoder: &mut Decoder) {
        if self.present(names).is_empty() {
            decoder.warn(format!("{} is missing", names.join(" or ")));
        }
    }

    /// The same, for messages of version 1 only.
    pub(crate) fn at_least_one_in_version_one(&self, names: &[&str], decoder: &mut Decoder) {
        if decoder.speaks_version_one() {
            self.at_least_one(names, decoder);
        }
    }

    /// Notes when two of these are there that exclude each other.
    pub(crate) fn at_most_one(&self, names: &[&str], decoder: &mut Decoder) {
        let present = self.present(names);
        if present.len() > 1 {
            decoder.warn(format!("only one of {} is allowed", present.join(" and ")));
        }
    }

    /// Notes what only version 1 or only some clients have there.
    pub(crate) fn not_in_version_two(&self, names: &[&str], decoder: &mut Decoder) {
        let present = if decoder.speaks_version_one() { Vec::new() } else { self.present(names) };
        for name in present {
            decoder.warn(format!("{name} is not in the schema here"));
        }
    }

    fn present<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        let stands = |name: &&&str| self.0.iter().flatten().any(|element| is(element, name));
        names.iter().filter(stands).copied().collect()
    }

    /// Notes that an element which the schema demands did not come. One that came empty is noted by [`Children::rest`].
    pub(crate) fn required(&self, field: &impl Field, name: &str, decoder: &mut Decoder) {
        if field.is_absent() && !self.0.iter().flatten().any(|element| is(element, name)) {
            decoder.warn(format!("{name} is missing"));
        }
    }

    /// What nobody took, with a warning for each but the extension element.
    pub(crate) fn rest(&mut self, decoder: &mut Decoder) -> Vec<Element> {
        let rest: Vec<Element> = std::mem::take(&mut self.0).into_iter().flatten().collect();
        for element in rest.iter().filter(|element| !is(element, "Ext")) {
            let name = shortened(&element.name.local);
            match is_hollow(element) {
                true => decoder.warn(format!("{name} is empty")),
                false => decoder.warn(format!("{name} is not expected here; it is kept as it was sent")),
            }
        }
        rest
    }
}

/// Whether there is no text in the element nor in anything below it.
fn is_hollow(element: &Element) -> bool {
    element.text().is_empty() && element.elements().all(is_hollow)
}

fn taken<T: Value>(slot: &mut Option<Element>, name: &str, decoder: &mut Decoder) -> Option<T> {
    let element = slot.take_if(|element| is(element, name))?;
    match T::decode(element, decoder) {
        Ok(value) => Some(value),
        Err(element) => {
            *slot = Some(element);
            None
        }
    }
}

impl<T: Value> Field for Option<T> {
    fn take(children: &mut Children, name: &str, decoder: &mut Decoder) -> Self {
        children.first(name, decoder)
    }

    fn put(&self, name: &str, out: &mut Vec<Element>) {
        out.extend(self.as_ref().map(|value| value.encode(name)));
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Value> Field for Vec<T> {
    fn take(children: &mut Children, name: &str, decoder: &mut Decoder) -> Self {
        children.every(name, decoder)
    }

    fn put(&self, name: &str, out: &mut Vec<Element>) {
        out.extend(self.iter().map(|value| value.encode(name)));
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// A text that is always there for the reader; the empty text is not written.
impl Field for String {
    fn take(children: &mut Children, name: &str, decoder: &mut Decoder) -> Self {
        children.first(name, decoder).unwrap_or_default()
    }

    fn put(&self, name: &str, out: &mut Vec<Element>) {
        if !self.is_empty() {
            out.push(self.encode(name));
        }
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// A flag: true when the empty element stands there.
impl Field for bool {
    fn take(children: &mut Children, name: &str, decoder: &mut Decoder) -> Self {
        children.first::<Flag>(name, decoder).is_some()
    }

    fn put(&self, name: &str, out: &mut Vec<Element>) {
        if *self {
            out.push(parent(name, Vec::new()));
        }
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

struct Flag;

impl Value for Flag {
    fn decode(element: Element, _decoder: &mut Decoder) -> Result<Self, Element> {
        if element.children.is_empty() { Ok(Self) } else { Err(element) }
    }

    fn encode(&self, name: &str) -> Element {
        parent(name, Vec::new())
    }
}

impl Value for String {
    fn decode(element: Element, decoder: &mut Decoder) -> Result<Self, Element> {
        let Some(text) = leaf_text(&element) else { return Err(element) };
        let name = element.name.local.as_str();
        if WHOLE_NUMBERS.contains(&name) && text.parse::<i64>().is_err() {
            decoder.warn(format!("{name} is no whole number: \"{}\"", shortened(&text)));
        }
        Ok(text)
    }

    fn encode(&self, name: &str) -> Element {
        leaf(name, self)
    }
}

/// An element that is kept as it was sent.
impl Value for Element {
    fn decode(element: Element, _decoder: &mut Decoder) -> Result<Self, Element> {
        Ok(element)
    }

    fn encode(&self, _name: &str) -> Element {
        self.clone()
    }
}

/// The text of an element without child elements, if there is any.
pub(crate) fn leaf_text(element: &Element) -> Option<String> {
    if element.elements().next().is_some() {
        return None;
    }
    Some(element.text()).filter(|text| !text.is_empty())
}

/// Whether this is the NCIP element of that name.
pub(crate) fn is(element: &Element, name: &str) -> bool {
    element.is(name) && element.name.namespace.as_deref() == Some(NAMESPACE)
}

/// A name in the NCIP namespace.
pub(crate) fn ncip_name(local: &str) -> Name {
    Name { namespace: Some(NAMESPACE.to_owned()), local: local.to_owned() }
}

/// An NCIP element with child elements.
pub(crate) fn parent(name: &str, children: Vec<Element>) -> Element {
    let children = children.into_iter().map(Node::Element).collect();
    Element { name: ncip_name(name), attributes: Vec::new(), children }
}

/// An NCIP element with text.
pub(crate) fn leaf(name: &str, text: &str) -> Element {
    let children = if text.is_empty() { Vec::new() } else { vec![Node::Text(text.to_owned())] };
    Element { name: ncip_name(name), attributes: Vec::new(), children }
}

/// The first 60 characters, for messages to people.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

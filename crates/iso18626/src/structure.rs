//! How the structures of the standard are read and written: one row a field, in the order of the schema.
//!
//! `structure!` turns such rows into a type with its reader and its writer, so a structure in this crate reads like the
//! table in the standard. What differs between editions stands in the row, as a [`Rule`]. Reading goes by name and does
//! not mind the order; writing keeps the order of the schema.

use xml::{Element, Node, Writer};

use crate::{DecodeError, DecodeErrorKind, Edition, Kind, Warning};

/// More warnings than this say nothing new; a hostile message must not make a long list.
const WARNINGS_KEPT: usize = 50;

/// The message being read or written. Only the header depends on the kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    pub(crate) edition: Edition,
    pub(crate) kind: Kind,
}

/// A fact about a field that depends on edition and message.
type Condition = fn(Context) -> bool;

/// Where a field stands on the wire.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    name: &'static str,
    name_in_2021: &'static str,
    exists: Condition,
    demanded: Condition,
    single: Condition,
}

/// A field that has this element name in every edition.
pub(crate) const fn at(name: &'static str) -> Rule {
    Rule { name, name_in_2021: name, exists: always, demanded: never, single: never }
}

impl Rule {
    /// The edition of 2021 gave the element a new name.
    pub(crate) const fn renamed_in_2021(self, name_in_2021: &'static str) -> Self {
        Self { name_in_2021, ..self }
    }

    /// The element exists only under this condition.
    pub(crate) const fn when(self, exists: Condition) -> Self {
        Self { exists, ..self }
    }

    /// The schema wants the element even when there is nothing to say; it is then written empty.
    pub(crate) const fn demanded(self, demanded: Condition) -> Self {
        Self { demanded, ..self }
    }

    /// The element could not be repeated before 2021.
    pub(crate) const fn single_before_2021(self) -> Self {
        Self { single: before_2021, ..self }
    }

    fn name(&self, context: Context) -> &'static str {
        if since_2021(context) { self.name_in_2021 } else { self.name }
    }
}

fn always(_: Context) -> bool {
    true
}

fn never(_: Context) -> bool {
    false
}

/// New in the minor revision of 2017.
pub(crate) fn since_2017(context: Context) -> bool {
    context.edition >= Edition::V1_2
}

/// New in the edition of 2021.
pub(crate) fn since_2021(context: Context) -> bool {
    context.edition >= Edition::V2021
}

/// Gone in the edition of 2021.
pub(crate) fn before_2021(context: Context) -> bool {
    !since_2021(context)
}

/// What one element holds: a text, a code or a structure.
pub(crate) trait Value: Default + Clone {
    /// Whether a message without this element, though the schema demands it, is still worth reading.
    const MAY_BE_MISSING: bool = false;

    fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError>;

    /// Writes one element with this name.
    fn write(&self, name: &str, out: &mut Output);

    /// Whether an optional element with this value means the same as no element.
    fn is_blank(&self) -> bool {
        false
    }

    /// Several values where the edition has room for one.
    fn joined(values: &[Self]) -> Option<Self> {
        values.first().cloned()
    }
}

/// The fields between the tags of a structure.
pub(crate) trait Structure: Default + Clone {
    fn read_fields(fields: &mut Fields<'_>) -> Result<Self, DecodeError>;
    fn write_fields(&self, out: &mut Output);
}

impl<T: Structure> Value for T {
    fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
        Self::read_fields(&mut Fields::of(element, reading))
    }

    fn write(&self, name: &str, out: &mut Output) {
        out.element(name, |out| self.write_fields(out));
    }
}

/// One field of a structure: demanded, optional or repeatable.
pub(crate) trait Field: Sized {
    fn read(fields: &mut Fields<'_>, rule: Rule) -> Result<Self, DecodeError>;
    fn write(&self, rule: Rule, out: &mut Output);
}

impl<T: Value> Field for T {
    fn read(fields: &mut Fields<'_>, rule: Rule) -> Result<Self, DecodeError> {
        let name = rule.name(fields.reading.context);
        match fields.take(rule) {
            Some(element) => fields.value(element),
            None if T::MAY_BE_MISSING => {
                fields.reading.warn(format!("{name} is missing"));
                Ok(T::default())
            }
            None => Err(fields.reading.error(DecodeErrorKind::Missing(name))),
        }
    }

    fn write(&self, rule: Rule, out: &mut Output) {
        if (rule.exists)(out.context) {
            Value::write(self, rule.name(out.context), out);
        }
    }
}

impl<T: Value> Field for Option<T> {
    fn read(fields: &mut Fields<'_>, rule: Rule) -> Result<Self, DecodeError> {
        let Some(element) = fields.take(rule) else { return Ok(None) };
        Ok(Some(fields.value::<T>(element)?).filter(|value| !value.is_blank()))
    }

    fn write(&self, rule: Rule, out: &mut Output) {
        let name = rule.name(out.context);
        match self {
            _ if !(rule.exists)(out.context) => {}
            Some(value) => value.write(name, out),
            None if (rule.demanded)(out.context) => T::default().write(name, out),
            None => {}
        }
    }
}

impl<T: Value> Field for Vec<T> {
    fn read(fields: &mut Fields<'_>, rule: Rule) -> Result<Self, DecodeError> {
        if (rule.single)(fields.reading.context) {
            return Ok(Option::<T>::read(fields, rule)?.into_iter().collect());
        }
        let mut values = Self::new();
        for element in fields.take_all(rule) {
            values.push(fields.value::<T>(element)?);
        }
        values.retain(|value| !value.is_blank());
        Ok(values)
    }

    fn write(&self, rule: Rule, out: &mut Output) {
        if (rule.single)(out.context) {
            return T::joined(self).write(rule, out);
        }
        if (rule.exists)(out.context) {
            self.iter().for_each(|value| value.write(rule.name(out.context), out));
        }
    }
}

/// The state of one decoding.
pub(crate) struct Reading {
    pub(crate) context: Context,
    pub(crate) warnings: Vec<Warning>,
    path: String,
}

impl Reading {
    pub(crate) fn new(context: Context, warnings: Vec<Warning>) -> Self {
        Self { context, warnings, path: "/ISO18626Message".to_owned() }
    }

    /// Reads one child element under its own name in the path.
    pub(crate) fn child<T: Value>(&mut self, element: &Element) -> Result<T, DecodeError> {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&clipped(&element.name.local));
        let value = T::read(element, self)?;
        self.path.truncate(length);
        Ok(value)
    }

    pub(crate) fn warn(&mut self, text: String) {
        if self.warnings.len() < WARNINGS_KEPT {
            self.warnings.push(Warning { path: self.path.clone(), text });
        }
    }

    pub(crate) fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError { path: self.path.clone(), byte: None, kind }
    }

    /// The text of an element that should hold text only, ends trimmed.
    pub(crate) fn text_of(&mut self, element: &Element) -> String {
        if element.elements().next().is_none() {
            return element.text();
        }
        self.warn(format!("{} should hold text only; the text inside its elements was taken", element.name.local));
        let mut text = String::new();
        collect_text(element, &mut text);
        text.trim().to_owned()
    }
}

/// As deep as the XML reader lets elements nest.
fn collect_text(element: &Element, text: &mut String) {
    for node in &element.children {
        match node {
            Node::Element(child) => collect_text(child, text),
            Node::Text(piece) => text.push_str(piece),
        }
    }
}

/// A name from the wire, short enough for a message to people.
pub(crate) fn clipped(name: &str) -> String {
    name.chars().take(60).collect()
}

/// The children of one structure; what no field takes is the rest.
pub(crate) struct Fields<'a> {
    pub(crate) reading: &'a mut Reading,
    element: &'a Element,
    taken: Vec<bool>,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(element: &'a Element, reading: &'a mut Reading) -> Self {
        Self { reading, element, taken: vec![false; element.elements().count()] }
    }

    /// Reads the child structure at `rule` in a special way.
    pub(crate) fn inside<T>(
        &mut self,
        rule: Rule,
        read: impl FnOnce(&mut Fields<'_>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        let name = rule.name(self.reading.context);
        let Some(element) = self.take(rule) else { return Err(self.reading.error(DecodeErrorKind::Missing(name))) };
        read(&mut Fields::of(element, self.reading))
    }

    /// What is left: elements that this edition does not have here, to be kept as they are.
    pub(crate) fn rest(&mut self) -> Vec<Element> {
        if self.element.children.iter().any(|node| matches!(node, Node::Text(text) if !text.trim().is_empty())) {
            self.reading.warn("text between elements was left out".to_owned());
        }
        let mut rest = Vec::new();
        for (element, taken) in self.element.elements().zip(&self.taken) {
            if !taken {
                let edition = self.reading.context.edition;
                let name = clipped(&element.name.local);
                self.reading.warn(format!("{name} is not expected here in edition {edition}; kept as it is"));
                rest.push(element.clone());
            }
        }
        rest
    }

    fn take(&mut self, rule: Rule) -> Option<&'a Element> {
        self.matching(rule, 1).pop()
    }

    fn take_all(&mut self, rule: Rule) -> Vec<&'a Element> {
        self.matching(rule, usize::MAX)
    }

    /// Up to `limit` children with the name of the field in the namespace of the structure, now taken.
    fn matching(&mut self, rule: Rule, limit: usize) -> Vec<&'a Element> {
        if !(rule.exists)(self.reading.context) {
            return Vec::new();
        }
        let name = rule.name(self.reading.context);
        let children = self.element.elements().zip(&mut self.taken);
        children
            .filter(|(child, taken)| !**taken && child.is(name) && child.name.namespace == self.element.name.namespace)
            .take(limit)
            .map(|(child, taken)| {
                *taken = true;
                child
            })
            .collect()
    }

    fn value<T: Value>(&mut self, element: &Element) -> Result<T, DecodeError> {
        self.reading.child(element)
    }
}

/// A message being written.
pub(crate) struct Output {
    pub(crate) context: Context,
    pub(crate) writer: Writer,
}

impl Output {
    pub(crate) fn element(&mut self, name: &str, fields: impl FnOnce(&mut Self)) {
        self.writer.start(name, &[]);
        fields(self);
        self.writer.end();
    }

    /// Elements kept from reading, at the end of their structure.
    pub(crate) fn rest(&mut self, rest: &[Element]) {
        for element in rest {
            self.writer.element(element, Some(crate::NAMESPACE));
        }
    }
}

/// A structure of the standard: a row for each field, `name: Type = rule;`, in the order of the schema.
macro_rules! structure {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty = $rule:expr;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            /// Elements that the edition does not have here, kept as they came; written at the end of the structure.
            pub extra: Vec<xml::Element>,
        }

        impl $crate::structure::Structure for $name {
            fn read_fields(fields: &mut $crate::structure::Fields<'_>) -> Result<Self, $crate::DecodeError> {
                Ok(Self {
                    $($field: $crate::structure::Field::read(fields, $rule)?,)*
                    extra: fields.rest(),
                })
            }

            fn write_fields(&self, out: &mut $crate::structure::Output) {
                $($crate::structure::Field::write(&self.$field, $rule, out);)*
                out.rest(&self.extra);
            }
        }
    };
}
pub(crate) use structure;

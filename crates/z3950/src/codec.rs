//! How the standard's types are read and written: two small traits, the tagging modes, and the `sequence!` table.

mod basic;

use crate::DecodeError;
use crate::ber::{Element, Tag, Writer};

/// A type whose contents can stand under any tag, as IMPLICIT tagging asks.
pub(crate) trait Content: Sized {
    /// The type's own tag.
    const TAG: Tag;

    fn accepts(tag: Tag) -> bool {
        tag == Self::TAG
    }
    fn read(element: &Element<'_>) -> Result<Self, DecodeError>;
    fn write(&self, writer: &mut Writer, tag: Tag);
}

/// A type that brings its tag: any type in its own clothes, or a CHOICE.
pub(crate) trait Tagged: Sized {
    fn accepts_tag(tag: Tag) -> bool;
    fn read_tagged(element: &Element<'_>) -> Result<Self, DecodeError>;
    fn write_tagged(&self, writer: &mut Writer);
}

impl<T: Content> Tagged for T {
    fn accepts_tag(tag: Tag) -> bool {
        T::accepts(tag)
    }
    fn read_tagged(element: &Element<'_>) -> Result<Self, DecodeError> {
        T::read(element)
    }
    fn write_tagged(&self, writer: &mut Writer) {
        self.write(writer, T::TAG);
    }
}

/// How a field is tagged; the numbers are context tags.
pub(crate) trait Mode<T> {
    fn accepts(tag: Tag) -> bool;
    fn read(element: &Element<'_>) -> Result<T, DecodeError>;
    fn write(value: &T, writer: &mut Writer);
}

/// `[N] IMPLICIT T`
pub(crate) struct Implicit<const N: u32>;
/// `[N] T`: the tag goes around the type's own.
pub(crate) struct Explicit<const N: u32>;
/// `[N] IMPLICIT SEQUENCE OF [M] IMPLICIT T`
pub(crate) struct List<const N: u32, const M: u32>;
/// `SEQUENCE OF [M] IMPLICIT T`
pub(crate) struct UniversalList<const M: u32>;
/// `T`, nothing added.
pub(crate) struct Own;

impl<T: Content, const N: u32> Mode<T> for Implicit<N> {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::context(N)
    }
    fn read(element: &Element<'_>) -> Result<T, DecodeError> {
        T::read(element)
    }
    fn write(value: &T, writer: &mut Writer) {
        value.write(writer, Tag::context(N));
    }
}

impl<T: Tagged, const N: u32> Mode<T> for Explicit<N> {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::context(N)
    }
    fn read(element: &Element<'_>) -> Result<T, DecodeError> {
        read_tagged(&element.only_child()?)
    }
    fn write(value: &T, writer: &mut Writer) {
        writer.begin(Tag::context(N));
        value.write_tagged(writer);
        writer.end();
    }
}

impl<T: Content, const N: u32, const M: u32> Mode<Vec<T>> for List<N, M> {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::context(N)
    }
    fn read(element: &Element<'_>) -> Result<Vec<T>, DecodeError> {
        read_items(element, Tag::context(M))
    }
    fn write(values: &Vec<T>, writer: &mut Writer) {
        write_items(values, writer, Tag::context(N), Tag::context(M));
    }
}

impl<T: Content, const M: u32> Mode<Vec<T>> for UniversalList<M> {
    fn accepts(tag: Tag) -> bool {
        tag == Tag::SEQUENCE
    }
    fn read(element: &Element<'_>) -> Result<Vec<T>, DecodeError> {
        read_items(element, Tag::context(M))
    }
    fn write(values: &Vec<T>, writer: &mut Writer) {
        write_items(values, writer, Tag::SEQUENCE, Tag::context(M));
    }
}

fn read_items<T: Content>(element: &Element<'_>, tag: Tag) -> Result<Vec<T>, DecodeError> {
    let read = |item: Element<'_>| if item.tag() == tag { T::read(&item) } else { Err(item.unexpected()) };
    element.children()?.map(read).collect()
}

fn write_items<T: Content>(values: &[T], writer: &mut Writer, outer: Tag, inner: Tag) {
    writer.begin(outer);
    values.iter().for_each(|value| value.write(writer, inner));
    writer.end();
}

impl<T: Tagged> Mode<T> for Own {
    fn accepts(tag: Tag) -> bool {
        T::accepts_tag(tag)
    }
    fn read(element: &Element<'_>) -> Result<T, DecodeError> {
        T::read_tagged(element)
    }
    fn write(value: &T, writer: &mut Writer) {
        value.write_tagged(writer);
    }
}

/// The value of an element that must be a `T` in its own clothes.
pub(crate) fn read_tagged<T: Tagged>(element: &Element<'_>) -> Result<T, DecodeError> {
    match T::accepts_tag(element.tag()) {
        true => T::read_tagged(element),
        false => Err(element.unexpected()),
    }
}

/// A SEQUENCE as a struct, one line a field, in the standard's order.
///
/// A field is `required`, `optional` (an `Option`), `lenient` (the standard demands it, but peers leave it out:
/// default) or a
/// `list` (a `Vec`, absent when empty). Elements may come in any order; unknown and repeated ones are kept in
/// `unknown`.
macro_rules! sequence {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$doc:meta])* $presence:ident $field:ident : $type:ty as $mode:ty, )*
        }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $( $(#[$doc])* pub $field: $crate::codec::sequence!(@type $presence $type), )*
            /// Elements that this crate does not know, as they came; written last.
            pub unknown: Vec<$crate::ber::Raw>,
        }

        impl $crate::codec::Content for $name {
            const TAG: $crate::ber::Tag = $crate::ber::Tag::SEQUENCE;

            fn read(element: &$crate::ber::Element<'_>) -> Result<Self, $crate::DecodeError> {
                use $crate::codec::Mode;
                $( let mut $field: Option<$type> = None; )*
                let mut unknown = Vec::new();
                for part in element.children()? {
                    $(
                        if $field.is_none() && <$mode as Mode<$type>>::accepts(part.tag()) {
                            let value = <$mode as Mode<$type>>::read(&part);
                            let value = value.map_err(|error| error.within(stringify!($field)))?;
                            $field = $crate::codec::sequence!(@keep $presence value);
                            continue;
                        }
                    )*
                    unknown.push($crate::ber::Raw::of(&part));
                }
                Ok(Self { $( $field: $crate::codec::sequence!(@take $presence $field element), )* unknown })
            }

            fn write(&self, writer: &mut $crate::ber::Writer, tag: $crate::ber::Tag) {
                use $crate::codec::Mode;
                writer.begin(tag);
                $( $crate::codec::sequence!(@write $presence self.$field, writer, $type, $mode); )*
                self.unknown.iter().for_each(|raw| writer.raw(raw));
                writer.end();
            }
        }
    };
    (@type optional $type:ty) => { Option<$type> };
    (@type $presence:ident $type:ty) => { $type };
    // An empty list is as good as none, so that a second one is not taken for a repetition.
    (@keep list $value:ident) => { Some($value).filter(|value| !value.is_empty()) };
    (@keep $presence:ident $value:ident) => { Some($value) };
    (@take optional $field:ident $element:ident) => { $field };
    (@take required $field:ident $element:ident) => { $field.ok_or_else(|| $element.missing(stringify!($field)))? };
    (@take $presence:ident $field:ident $element:ident) => { $field.unwrap_or_default() };
    (@write optional $value:expr, $writer:ident, $type:ty, $mode:ty) => {
        if let Some(value) = &$value {
            <$mode as Mode<$type>>::write(value, $writer);
        }
    };
    (@write list $value:expr, $writer:ident, $type:ty, $mode:ty) => {
        if !$value.is_empty() {
            <$mode as Mode<$type>>::write(&$value, $writer);
        }
    };
    (@write $presence:ident $value:expr, $writer:ident, $type:ty, $mode:ty) => {
        <$mode as Mode<$type>>::write(&$value, $writer);
    };
}
pub(crate) use sequence;

/// A CHOICE as an enum, one line an alternative; `else` names the variant that keeps other elements, and says which
/// tags it takes.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$doc:meta])* $variant:ident($type:ty) as $mode:ty, )*
        }
        $(#[$other_doc:meta])*
        else $other:ident if $accepts:expr
    ) => {
        $(#[$meta])*
        pub enum $name {
            $( $(#[$doc])* $variant($type), )*
            $(#[$other_doc])* $other($crate::ber::Raw),
        }

        impl $crate::codec::Tagged for $name {
            fn accepts_tag(tag: $crate::ber::Tag) -> bool {
                use $crate::codec::Mode;
                let accepts: fn($crate::ber::Tag) -> bool = $accepts;
                $( <$mode as Mode<$type>>::accepts(tag) || )* accepts(tag)
            }

            fn read_tagged(element: &$crate::ber::Element<'_>) -> Result<Self, $crate::DecodeError> {
                use $crate::codec::Mode;
                $(
                    if <$mode as Mode<$type>>::accepts(element.tag()) {
                        let value = <$mode as Mode<$type>>::read(element);
                        return value.map(Self::$variant).map_err(|error| error.within(stringify!($variant)));
                    }
                )*
                Ok(Self::$other($crate::ber::Raw::of(element)))
            }

            fn write_tagged(&self, writer: &mut $crate::ber::Writer) {
                use $crate::codec::Mode;
                match self {
                    $( Self::$variant(value) => <$mode as Mode<$type>>::write(value, writer), )*
                    Self::$other(raw) => writer.raw(raw),
                }
            }
        }
    };
}
pub(crate) use choice;

/// An INTEGER with named values, none of which is the last word: other values are kept.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $constant:ident = $value:literal, $text:literal; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name(pub i64);

        impl $name {
            $( #[doc = concat!($text, " (", $value, ").")] pub const $constant: Self = Self($value); )*

            /// The meaning in words, for the values that the standard names.
            #[must_use]
            pub fn meaning(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some($text), )*
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.meaning() {
                    Some(text) => write!(f, "{text} ({})", self.0),
                    None => write!(f, "{}", self.0),
                }
            }
        }

        impl $crate::codec::Content for $name {
            const TAG: $crate::ber::Tag = $crate::ber::Tag::INTEGER;

            fn read(element: &$crate::ber::Element<'_>) -> Result<Self, $crate::DecodeError> {
                element.integer().map(Self)
            }
            fn write(&self, writer: &mut $crate::ber::Writer, tag: $crate::ber::Tag) {
                writer.integer(tag, self.0);
            }
        }
    };
}
pub(crate) use codes;

/// A BIT STRING with named bits; other bits up to 63 are kept.
macro_rules! bits {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $constant:ident = $bit:literal, $text:literal; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name(pub u64);

        impl $name {
            $( #[doc = concat!($text, " (bit ", $bit, ").")] pub const $constant: Self = Self(1 << $bit); )*

            /// Whether all bits of `other` are set.
            #[must_use]
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// The bits of both.
            #[must_use]
            pub const fn union(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }

            /// The bits that both have.
            #[must_use]
            pub const fn intersection(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut separator = "";
                $(
                    if self.contains(Self::$constant) {
                        write!(f, "{separator}{}", $text)?;
                        separator = ", ";
                    }
                )*
                write!(f, "{}", if separator.is_empty() { "none" } else { "" })
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({:#x}: {})"), self.0, self)
            }
        }

        impl $crate::codec::Content for $name {
            const TAG: $crate::ber::Tag = $crate::ber::Tag::BIT_STRING;

            fn read(element: &$crate::ber::Element<'_>) -> Result<Self, $crate::DecodeError> {
                element.bits().map(Self)
            }
            fn write(&self, writer: &mut $crate::ber::Writer, tag: $crate::ber::Tag) {
                writer.bits(tag, self.0);
            }
        }
    };
}
pub(crate) use bits;

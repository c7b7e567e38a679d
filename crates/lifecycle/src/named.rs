//! One table per closed list: the enum, its `ALL`, `name()` and `from_name()` come from the same lines.

/// Declares an enum without payload whose members have stable names.
///
/// Names are what databases and programs see, so a renamed member cannot corrupt stored data, and no member can be
/// forgotten in `ALL`.
macro_rules! named {
    ($(#[$about:meta])* pub enum $list:ident { $($(#[$member_about:meta])* $member:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $list { $($(#[$member_about])* $member,)+ }

        impl $list {
            /// Every member, in the order in which people meet them.
            pub const ALL: &'static [Self] = &[$(Self::$member,)+];

            /// The stable name, for storage and for programs.
            pub fn name(self) -> &'static str {
                match self { $(Self::$member => $name,)+ }
            }

            /// The member with this stable name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$member),)+ _ => None }
            }
        }
    };
}

pub(crate) use named;

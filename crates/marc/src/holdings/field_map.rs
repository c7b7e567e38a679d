//! Which subfields of a field mean what.

use super::role::Role;
use crate::record::{Field, Tag, TagPattern};

/// In place of a subfield code: the first indicator.
pub const FIRST_INDICATOR: &str = "ind1";
/// In place of a subfield code: the second indicator.
pub const SECOND_INDICATOR: &str = "ind2";

/// The meaning of the subfields of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMap {
    /// The field; `x` in it stands for any character.
    pub tag: Tag,
    /// The indicators that it must have; `None` for any.
    pub indicators: [Option<char>; 2],
    /// What its subfields mean.
    pub roles: Vec<RoleMap>,
}

/// The subfields that play one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMap {
    /// The role.
    pub role: Role,
    /// Subfield codes of any length; [`FIRST_INDICATOR`] and [`SECOND_INDICATOR`] stand for the indicators.
    pub codes: Vec<String>,
    /// How several values become one.
    pub values: Values,
}

/// How the values of a role's subfields become one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// The first that is not empty, in the order of the codes.
    First,
    /// All of them in the order of the field, with this between.
    Joined(String),
}

impl FieldMap {
    /// The subfields that play a role, if any do.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<&RoleMap> {
        self.roles.iter().find(|map| map.role == role)
    }

    /// Whether the map is about this field.
    #[must_use]
    pub fn fits(&self, field: &Field<'_>) -> bool {
        !field.is_control() && tag_fits(self.tag, field.tag()) && indicators_fit(self.indicators, field)
    }

    /// Whether some role has this subfield code.
    pub(super) fn knows(&self, code: &str) -> bool {
        self.roles.iter().any(|map| map.codes.iter().any(|known| known == code))
    }

    /// Tag and indicators as the text form has them.
    pub(super) fn heading(&self) -> String {
        heading(self.tag, self.indicators)
    }
}

pub(super) fn tag_fits(wanted: Tag, found: Tag) -> bool {
    wanted == found || wanted.as_str().contains('x') && TagPattern::from(wanted.as_str()).fits(found)
}

pub(super) fn indicators_fit(wanted: [Option<char>; 2], field: &Field<'_>) -> bool {
    wanted.iter().zip(field.indicators()).all(|(wanted, found)| wanted.is_none_or(|wanted| wanted == found))
}

/// A tag, with its indicators where they matter: `999 ff`, `852 0*`; a blank is written `_`.
pub(super) fn heading(tag: Tag, indicators: [Option<char>; 2]) -> String {
    if indicators == [None, None] {
        return tag.to_string();
    }
    let shown = indicators.map(|indicator| match indicator {
        None => '*',
        Some(' ') => '_',
        Some(other) => other,
    });
    format!("{tag} {}", shown.iter().collect::<String>())
}

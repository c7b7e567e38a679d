//! A patron in a few words, from the many shapes that LookupUser answers have.

use crate::codes::privilege;
use crate::{LookupUserResponse, NameInformation, UserOptionalFields, UserPrivilege};

/// What resource sharing wants to know about a patron. Personal data: to be kept no longer than the step needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patron {
    /// The identifier in the answering system; for Alma the primary identifier, whatever was asked with.
    pub user_id: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name, or the name of a body.
    pub surname: Option<String>,
    /// Status of the account as sent: `ACTIVE`, `OK`, `BLOCKED`.
    pub status: Option<String>,
    /// Code of the user group.
    pub user_group: Option<String>,
    /// Home library, where it is told.
    pub library: Option<String>,
    /// Whether the patron may not borrow: by the status, or by a block that is not a mere note to staff.
    pub blocked: bool,
    /// The blocks as sent.
    pub blocks: Vec<String>,
    /// First e-mail address.
    pub email: Option<String>,
    /// First telephone number.
    pub phone: Option<String>,
}

impl Patron {
    /// Sums an answer up.
    #[must_use]
    pub fn of(response: &LookupUserResponse) -> Self {
        let user_id = response.user_id.as_ref().map(|id| id.value.clone()).filter(|value| !value.is_empty());
        let Some(fields) = &response.optional_fields else {
            return Self { user_id, ..Self::default() };
        };
        let (given_name, surname) = fields.name.as_ref().map(names).unwrap_or_default();
        let status = privilege_status(fields, privilege::STATUS);
        let blocks: Vec<String> = blocks(fields);
        let blocked = status.as_deref().is_some_and(stops) || blocks.iter().any(|block| !is_note(block));
        Self {
            user_id,
            given_name,
            surname,
            user_group: user_group(fields),
            library: privilege_status(fields, privilege::LIBRARY),
            blocked,
            blocks,
            email: electronic(fields, is_email),
            phone: electronic(fields, is_phone),
            status,
        }
    }

    /// Given name and family name in reading order.
    #[must_use]
    pub fn full_name(&self) -> String {
        let names = [self.given_name.as_deref(), self.surname.as_deref()];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Given name and family name: from the parts, else from the whole, else the name of a body.
fn names(name: &NameInformation) -> (Option<String>, Option<String>) {
    let Some(personal) = &name.personal else {
        return (None, name.organization.first().map(|organization| organization.name.clone()));
    };
    if let Some(parts) = personal.structured.as_ref().filter(|parts| !parts.surname.is_empty()) {
        return (parts.given_name.clone(), Some(parts.surname.clone()));
    }
    personal.unstructured.as_deref().map(split_name).unwrap_or_default()
}

/// `Doe, Jane` and `Jane Doe`. A single word is a family name.
fn split_name(whole: &str) -> (Option<String>, Option<String>) {
    let (given, family) = match whole.split_once(',') {
        Some((family, given)) => (given, family),
        None => whole.trim().rsplit_once(char::is_whitespace).unwrap_or(("", whole)),
    };
    let present = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    (present(given), present(family))
}

fn type_of(privilege: &UserPrivilege) -> &str {
    privilege.privilege_type.as_ref().map_or("", |code| &code.value)
}

fn status_of(privilege: &UserPrivilege) -> Option<&str> {
    Some(privilege.status.as_ref()?.status_type.as_ref()?.value.as_str())
}

fn privilege_status(fields: &UserOptionalFields, name: &str) -> Option<String> {
    let named = |privilege: &&UserPrivilege| type_of(privilege).eq_ignore_ascii_case(name);
    fields.privileges.iter().find(named).and_then(status_of).map(str::to_owned)
}

/// The value of `PROFILE`; else the right that is active; else the only right there is.
fn user_group(fields: &UserOptionalFields) -> Option<String> {
    if let Some(group) = privilege_status(fields, privilege::PROFILE) {
        return Some(group);
    }
    let told_otherwise = [privilege::STATUS, privilege::LIBRARY, privilege::PROFILE];
    let mut others = fields.privileges.iter().filter(|privilege| {
        !type_of(privilege).is_empty()
            && !told_otherwise.iter().any(|name| type_of(privilege).eq_ignore_ascii_case(name))
    });
    let is_active = |privilege: &&UserPrivilege| {
        status_of(privilege).is_some_and(|status| ["active", "ok"].iter().any(|good| status.eq_ignore_ascii_case(good)))
    };
    let group = match others.clone().find(is_active) {
        Some(active) => active,
        None => others.next().filter(|_| others.next().is_none())?,
    };
    Some(type_of(group).to_owned())
}

/// The status values that mean no, as circulation systems send them. A delinquent patron may still borrow.
fn stops(status: &str) -> bool {
    ["BLOCKED", "BARRED", "EXPIRED", "INACTIVE", "N"].iter().any(|bad| status.eq_ignore_ascii_case(bad))
}

fn blocks(fields: &UserOptionalFields) -> Vec<String> {
    fields.blocks.iter().filter_map(|block| block.block_type.as_ref()).map(|code| code.value.clone()).collect()
}

/// A trap makes staff look up; it does not stop the patron.
fn is_note(block: &str) -> bool {
    block.to_ascii_lowercase().starts_with("trap")
}

fn electronic(fields: &UserOptionalFields, wanted: fn(&str, &str) -> bool) -> Option<String> {
    let addresses = fields.addresses.iter().filter_map(|address| address.electronic.as_ref());
    let mut wanted = addresses.filter(|address| {
        let kind = address.address_type.as_ref().map_or("", |code| &code.value);
        wanted(&kind.to_ascii_lowercase(), &address.data)
    });
    wanted.next().map(|address| address.data.clone())
}

/// Systems also put the word "none" there, so the text must look like an address.
fn is_email(_kind: &str, data: &str) -> bool {
    data.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !data.contains(' '))
}

fn is_phone(kind: &str, data: &str) -> bool {
    (kind.starts_with("tel") || kind.contains("phone")) && data.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_one_piece_is_split_at_the_comma_or_at_the_last_blank() {
        let check = |whole: &str, given: Option<&str>, family: Option<&str>| {
            assert_eq!(split_name(whole), (given.map(str::to_owned), family.map(str::to_owned)), "{whole}");
        };
        check("Doe, Jane", Some("Jane"), Some("Doe"));
        check("Jane Mary Doe", Some("Jane Mary"), Some("Doe"));
        check("Doe", None, Some("Doe"));
        check("Doe,", None, Some("Doe"));
        check("", None, None);
    }
}

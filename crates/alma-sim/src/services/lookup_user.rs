//! LookupUser: active users only, by the one type of identifier that the partner record names.

use ncip::codes::{authentication_input, privilege, user_element};
use ncip::{
    BlockOrTrap, Code, ElectronicAddress, LookupUser, LookupUserResponse, NameInformation, PersonalName,
    StructuredName, UserAddress, UserId, UserOptionalFields, UserPrivilege,
};

use super::refusal::{AUTHENTICATION_FAILED, UNKNOWN_USER};
use super::{Call, Refused, refuse};
use crate::state::User;

impl Call<'_> {
    pub(super) fn lookup_user(&mut self, request: &LookupUser) -> Result<LookupUserResponse, Refused> {
        let typed = |kinds: &[&str]| {
            let wanted = |kind: &Code| kinds.iter().any(|known| kind.is(known));
            request.authentication.iter().find(|input| input.input_type.as_ref().is_some_and(wanted))
        };
        let name = typed(&[authentication_input::USERNAME, authentication_input::BARCODE_ID]);
        let secret = typed(&[authentication_input::PIN, authentication_input::PASSWORD]).map(|input| &input.data);
        let value = request.user_id.as_ref().map(|id| &id.value).or_else(|| name.map(|input| &input.data));
        let value = value.map(String::as_str).unwrap_or_default();
        let failed = || refuse(AUTHENTICATION_FAILED, "//LookupUser/AuthenticationInput", value);
        if self.partner.authentication_required && secret.is_none() {
            return Err(failed());
        }
        let user = self.user("LookupUser", value)?;
        if secret.is_some_and(|secret| *secret != user.pin) {
            return Err(failed());
        }
        Ok(self.told(user, &request.user_elements))
    }

    /// The active user whom a message names.
    pub(super) fn user(&self, service: &str, value: &str) -> Result<&User, Refused> {
        let user = self.state.user_by(self.partner.user_identifier_type, value).filter(|user| user.active);
        user.ok_or_else(|| refuse(UNKNOWN_USER, &format!("//{service}/UserId"), value))
    }

    /// What is told of a user: what was asked for, or everything when nothing was.
    fn told(&self, user: &User, wanted: &[Code]) -> LookupUserResponse {
        let is_wanted = |element: &str| wanted.is_empty() || wanted.iter().any(|code| code.is(element));
        let mut fields = UserOptionalFields::default();
        if is_wanted(user_element::NAME_INFORMATION) {
            fields.name = Some(name_of(user));
        }
        if is_wanted(user_element::USER_ADDRESS_INFORMATION) {
            fields.addresses = vec![address_of(user)];
        }
        if is_wanted(user_element::USER_PRIVILEGE) {
            fields.privileges = self.privileges(user);
        }
        if is_wanted(user_element::BLOCK_OR_TRAP) && user.block.is_some() {
            fields.blocks = vec![BlockOrTrap {
                agency_id: Some(Code::new(&self.state.institution)),
                block_type: Some(Code::new("Block Check Out")),
                ..BlockOrTrap::default()
            }];
        }
        LookupUserResponse {
            user_id: Some(UserId::new(&user.primary_id)),
            optional_fields: Some(fields),
            ..LookupUserResponse::default()
        }
    }

    fn privileges(&self, user: &User) -> Vec<UserPrivilege> {
        let status = if user.may_borrow(self.at) { "ACTIVE" } else { "BLOCKED" };
        let agency = self.state.institution.as_str();
        let library = UserPrivilege {
            agency_id: Some(Code::new(agency)),
            privilege_type: Some(Code::new(privilege::LIBRARY)),
            ..UserPrivilege::default()
        };
        vec![
            UserPrivilege::new(agency, privilege::STATUS, status),
            UserPrivilege::new(agency, privilege::PROFILE, &user.group),
            library,
        ]
    }
}

fn name_of(user: &User) -> NameInformation {
    let structured = StructuredName {
        given_name: Some(user.first_name.clone()),
        surname: user.last_name.clone(),
        ..StructuredName::default()
    };
    let personal = PersonalName { structured: Some(structured), ..PersonalName::default() };
    NameInformation { personal: Some(personal), ..NameInformation::default() }
}

fn address_of(user: &User) -> UserAddress {
    let electronic = ElectronicAddress {
        address_type: Some(Code::new("mailto")),
        data: user.email.clone(),
        ..ElectronicAddress::default()
    };
    UserAddress { role: Some(Code::new("School")), electronic: Some(electronic), ..UserAddress::default() }
}

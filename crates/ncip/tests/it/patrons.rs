//! What is made of the answers to LookupUser.

use ncip::*;

use crate::samples;

fn patron(fields: &str) -> Patron {
    let message = format!(
        "<NCIPMessage xmlns='http://www.niso.org/2008/ncip' version='http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd'>\
         <LookupUserResponse><UserId><UserIdentifierValue>M1</UserIdentifierValue></UserId>\
         <UserOptionalFields>{fields}</UserOptionalFields></LookupUserResponse></NCIPMessage>"
    );
    match Message::decode(message.as_bytes()).expect("a message").message.body {
        Body::Response(Response::LookupUser(Answer::Done(response))) => Patron::of(&response),
        other => panic!("{other:?}"),
    }
}

fn privilege(kind: &str, status: &str) -> String {
    format!(
        "<UserPrivilege><AgencyId/><AgencyUserPrivilegeType>{kind}</AgencyUserPrivilegeType><UserPrivilegeStatus>\
         <UserPrivilegeStatusType>{status}</UserPrivilegeStatusType></UserPrivilegeStatus></UserPrivilege>"
    )
}

#[test]
fn a_patron_of_alma_has_status_group_and_addresses() {
    let patron = Patron::of(&samples::patron());
    assert_eq!(patron.full_name(), "Nelly Dean");
    assert_eq!(patron.user_id.as_deref(), Some("M00012345"));
    assert_eq!(patron.status.as_deref(), Some("ACTIVE"));
    assert_eq!(patron.user_group.as_deref(), Some("STA"));
    assert_eq!(patron.email.as_deref(), Some("nelly.dean@example.org"));
    assert_eq!(patron.phone.as_deref(), Some("555 0100"));
    assert!(!patron.blocked);
}

#[test]
fn status_and_blocks_stop_a_patron_but_a_trap_does_not() {
    for (status, blocked) in
        [("OK", false), ("Y", false), ("DELINQUENT", false), ("blocked", true), ("EXPIRED", true), ("N", true)]
    {
        assert_eq!(patron(&privilege("STATUS", status)).blocked, blocked, "{status}");
    }
    let block = |kind: &str| {
        format!("<BlockOrTrap><AgencyId>A</AgencyId><BlockOrTrapType>{kind}</BlockOrTrapType></BlockOrTrap>")
    };
    assert!(patron(&block("Block Request Item")).blocked);
    assert!(!patron(&block("Trap For Message")).blocked);
    assert_eq!(patron(&block("Trap For Message")).blocks, ["Trap For Message"]);
}

#[test]
fn the_group_is_the_profile_or_the_active_right_or_the_only_one() {
    let group = |fields: String| patron(&fields).user_group;
    assert_eq!(group(privilege("STATUS", "OK") + &privilege("PROFILE", "126")).as_deref(), Some("126"));
    assert_eq!(group(privilege("Guest", "gone") + &privilege("Faculty", "Active")).as_deref(), Some("Faculty"));
    assert_eq!(group(privilege("STATUS", "OK") + &privilege("Faculty", "?")).as_deref(), Some("Faculty"));
    assert_eq!(group(privilege("Guest", "?") + &privilege("Faculty", "?")), None);
}

#[test]
fn names_come_in_parts_in_one_piece_or_as_a_body() {
    let name = |inner: &str| {
        let patron = patron(&format!("<NameInformation>{inner}</NameInformation>"));
        (patron.given_name.unwrap_or_default(), patron.surname.unwrap_or_default())
    };
    let personal = |inner: &str| name(&format!("<PersonalNameInformation>{inner}</PersonalNameInformation>"));
    let pair = |given: &str, family: &str| (given.to_owned(), family.to_owned());
    let parts =
        "<StructuredPersonalUserName><GivenName></GivenName><Surname>Earnshaw</Surname></StructuredPersonalUserName>";
    assert_eq!(personal(parts), pair("", "Earnshaw"));
    let whole = "<UnstructuredPersonalUserName>Earnshaw, Catherine</UnstructuredPersonalUserName>";
    assert_eq!(personal(whole), pair("Catherine", "Earnshaw"));
    let empty = "<StructuredPersonalUserName><Surname/></StructuredPersonalUserName>";
    assert_eq!(personal(&format!("{empty}{whole}")), pair("Catherine", "Earnshaw"));
    let body = "<OrganizationNameInformation><OrganizationName>Thrushcross Library</OrganizationName></OrganizationNameInformation>";
    assert_eq!(name(body), pair("", "Thrushcross Library"));
}

#[test]
fn the_word_none_is_no_address() {
    let address = |kind: &str, data: &str| {
        format!(
            "<UserAddressInformation><UserAddressRoleType>Home</UserAddressRoleType><ElectronicAddress>\
             <ElectronicAddressType>{kind}</ElectronicAddressType><ElectronicAddressData>{data}</ElectronicAddressData>\
             </ElectronicAddress></UserAddressInformation>"
        )
    };
    let seen =
        patron(&(address("tel", "none") + &address("mailto", "none") + &address("emailAddress", "a@example.org")));
    assert_eq!((seen.phone, seen.email.as_deref()), (None, Some("a@example.org")));
}

//! Any prefix, any way of writing the namespace, the version inside it or not.

use ncip::*;

const TWO: &str = "http://www.niso.org/2008/ncip";
const VERSION: &str = "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd";

/// A LookupUser with a scheme, in a namespace that is declared as `declaration` says; `e:` and `a:` are what stands before elements
/// and attributes.
fn written(declaration: &str, e: &str, a: &str) -> Decoded {
    let bytes = format!(
        "<{e}NCIPMessage {declaration} {a}version='{VERSION}'><{e}LookupUser><{e}UserId>\
         <{e}AgencyId {a}Scheme='s'>A</{e}AgencyId><{e}UserIdentifierValue>7</{e}UserIdentifierValue></{e}UserId>\
         <{e}Ext><{e}Note>kept</{e}Note></{e}Ext></{e}LookupUser></{e}NCIPMessage>"
    );
    Message::decode(bytes.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {bytes}"))
}

#[test]
fn the_prefix_does_not_matter() {
    let plain = written(&format!("xmlns:ncip='{TWO}'"), "ncip:", "ncip:");
    assert_eq!(plain.warnings, []);
    assert_eq!(describe(&plain.message), "NCIP 2.0 LookupUser user 7");
    let Body::Request(Request::LookupUser(lookup)) = &plain.message.body else { panic!("{plain:?}") };
    assert_eq!(lookup.user_id.as_ref().and_then(|user| user.agency_id.clone()), Some(Code::with_scheme("A", "s")));
    for prefix in ["ns1", "ns2", "n", "_", "NCIP-2.0", "é", "xm"] {
        let seen = written(&format!("xmlns:{prefix}='{TWO}'"), &format!("{prefix}:"), &format!("{prefix}:"));
        assert_eq!(seen, plain, "{prefix}");
    }
    let mixed = written(&format!("xmlns='{TWO}' xmlns:v='{TWO}'"), "", "v:");
    assert_eq!(mixed, plain);
}

#[test]
fn attributes_outside_the_namespace_are_understood_and_named() {
    let plain = written(&format!("xmlns:ncip='{TWO}'"), "ncip:", "ncip:");
    for (declaration, prefix) in [(format!("xmlns='{TWO}'"), ""), (format!("xmlns:x='{TWO}'"), "x:")] {
        let seen = written(&declaration, prefix, "");
        assert_eq!(seen.message, plain.message, "{declaration}");
        let told: Vec<&str> = seen.warnings.iter().map(|warning| warning.text.as_str()).collect();
        assert_eq!(told, ["the attribute version of NCIPMessage is not in the namespace of the elements"]);
    }
}

#[test]
fn no_namespace_and_a_foreign_one_are_understood_and_named() {
    let plain = written(&format!("xmlns:ncip='{TWO}'"), "ncip:", "ncip:");
    let none = written("", "", "");
    let foreign = written("xmlns:o='http://www.niso.org/2007/ncip'", "o:", "o:");
    assert_eq!((&none.message, &foreign.message), (&plain.message, &plain.message));
    assert_eq!(none.warnings[0].text, "NCIPMessage is not in the namespace http://www.niso.org/2008/ncip");
    assert!(foreign.warnings[0].text.contains("http://www.niso.org/2007/ncip"), "{:?}", foreign.warnings);
}

#[test]
fn the_prefix_may_change_from_element_to_element() {
    let bytes = format!(
        "<a:NCIPMessage xmlns:a='{TWO}' a:version='{VERSION}'><LookupUser xmlns='{TWO}'><c:UserId xmlns:c='{TWO}'>\
         <a:AgencyId c:Scheme='s'>A</a:AgencyId><UserIdentifierValue>7</UserIdentifierValue></c:UserId>\
         <Ext><a:Note>kept</a:Note></Ext></LookupUser></a:NCIPMessage>"
    );
    let seen = Message::decode(bytes.as_bytes()).expect("a message");
    assert_eq!(seen, written(&format!("xmlns:ncip='{TWO}'"), "ncip:", "ncip:"));
}

#[test]
fn version_one_in_a_namespace_is_understood() {
    let bytes = "<x:NCIPMessage xmlns:x='urn:x' version='http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd'><x:LookupUser>\
        <x:UniqueUserId><x:UniqueAgencyId><x:Scheme>s</x:Scheme><x:Value>A</x:Value></x:UniqueAgencyId>\
        <x:UserIdentifierValue>7</x:UserIdentifierValue></x:UniqueUserId></x:LookupUser></x:NCIPMessage>";
    let message = Message::decode(bytes.as_bytes()).expect("a message").message;
    assert_eq!(describe(&message), "NCIP 1.0 LookupUser user 7");
}

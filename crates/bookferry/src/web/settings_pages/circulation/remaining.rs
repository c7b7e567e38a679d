//! What is left for a person, with Alma's menus.

/// One thing to do.
pub(super) struct Remaining {
    /// What.
    pub(super) what: String,
    /// Where in Alma; empty: here.
    pub(super) menu: &'static str,
    /// Why, or how.
    pub(super) how: &'static str,
}

const PARTNERS: &str = "Fulfillment > Resource Sharing > Partners";
const PROFILES: &str = "Configuration > General > External Systems > Integration Profiles";

fn todo(what: impl Into<String>, menu: &'static str, how: &'static str) -> Remaining {
    Remaining { what: what.into(), menu, how }
}

/// What no interface of Alma can do.
pub(super) fn remaining() -> Vec<Remaining> {
    vec![
        todo(
            "Opening hours of the resource sharing library",
            "Configuration > Fulfillment > Library Management > Opening Hours",
            "Without them nothing that was borrowed can be lent.",
        ),
        todo(
            "Relationships of the resource sharing library with the libraries where patrons collect",
            "Configuration > Fulfillment > Library Management > Relationships",
            "Without them an item cannot go to the pickup library.",
        ),
        todo(
            "A fulfillment unit with both locations of the resource sharing library, with rules for loans and a renewal",
            "Configuration > Fulfillment > Physical Fulfillment > Fulfillment Units",
            "Without a loan rule AcceptItem says that the patron is ineligible; the terms of use say whether patrons may renew.",
        ),
        todo(
            "Workflow profiles with the steps that you want, those of a renewal among them",
            "Configuration > Fulfillment > Resource Sharing > Workflow Profiles",
            "A step that is not there is missing for staff and in Primo.",
        ),
        todo(
            "Webhooks, so that it is known when a patron takes an item and brings it back",
            PROFILES,
            "Address and secret: Settings > Webhooks.",
        ),
        todo("Z39.50 Server and, if you like, SRU Server", PROFILES, "So that your shelf can be looked at."),
        todo(
            "Roles: Fulfillment Services Operator with the resource sharing library as scope",
            "Admin > User Management > Find and Manage Users",
            "Who does not have it sees no borrowing and lending requests; after it was given, sign out and in again.",
        ),
        todo(
            "Letters: either Alma or we tell the patron that an item has come",
            "Configuration > General > Letters > Letters Configuration",
            "Else patrons get two notices. The letter is Ful Place On Hold Shelf.",
        ),
    ]
}

/// Everything, where there is no key.
pub(super) fn by_hand(broker_url: &str) -> Vec<Remaining> {
    let mut all = vec![
        todo(
            "A key of the REST interface, which does the rest of this page: under Settings > Availability",
            "Developer Network > Build my APIs > API Keys",
            "Permissions: Bibs, Configuration and Users read-only, Resource Sharing Partners read/write. Without it, go on by hand:",
        ),
        todo(
            "The partner, General Information: Code BOOKFERRY, Profile type NCIP, Status Active, Supports borrowing and Supports lending with your workflows",
            PARTNERS,
            "The guide to Alma has every field, part 2, step 2.",
        ),
        todo(
            "The partner, Parameters: User identifier type, Default library owner, no authentication, locations, Automatic receive, Receive desk",
            PARTNERS,
            "Part 2, step 3.",
        ),
        todo(
            format!("The partner, Parameters, Broker System NCIP URL: {broker_url}"),
            PARTNERS,
            "For renewals in Primo.",
        ),
        todo("NCIP server address, app profile and agencies: Settings > Local NCIP settings", "", "Part 2, step 5."),
        todo("The library codes where patrons collect: Settings > Borrowing", "", "Part 2, step 6."),
        todo("What is lent from where: Settings > Locations", "", "Part 3, step 3."),
    ];
    all.extend(remaining());
    all
}

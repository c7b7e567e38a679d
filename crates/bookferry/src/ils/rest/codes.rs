//! What Alma's codes mean to a library, and where in Alma to change it.

/// A barcode that no item has.
pub(super) const NO_SUCH_ITEM: &str = "401689";

/// Codes with the usual cause and the remedy. Codes and texts: Alma's REST interface, as its documentation lists them a call.
const CODES: &[(&str, &str)] = &[
    (
        "401604",
        "The library has the title itself, and Alma lends it from there first. Override blocks, or fill the request from the own shelf.",
    ),
    (
        "401607",
        "The owner of the request is not a resource sharing library. In Alma: Configuration > Fulfillment > Library Management, Is Resource Sharing Library.",
    ),
    (
        "401608",
        "The owner of the request is not a resource sharing library of this patron. In Alma: the user's Resource Sharing Library.",
    ),
    (
        "401651",
        "The item policy or the terms of use do not let it be lent. In Alma: Configuration > Fulfillment > Terms of Use and Policies.",
    ),
    ("401664", "A field is missing that Alma demands."),
    ("401681", "The due date lies in the past."),
    (
        NO_SUCH_ITEM,
        "No item has this barcode in this institution. Check leading zeros, and that it is the barcode and not another number.",
    ),
    ("401768", "The patron has no resource sharing library. In Alma: the user's details, Resource Sharing Library."),
    (
        "401822",
        "The loan cannot be renewed: the terms of use, a recall, or the number of renewals. In Alma: Configuration > Fulfillment > Terms of Use and Policies.",
    ),
    ("401823", "The loan is not one of this patron."),
    ("401824", "The due date has not the form of a date."),
    ("401861", "Nobody has this identifier. Check which identifier the partner record names as User identifier type."),
    ("401890", "Nobody has this identifier. Check which identifier the partner record names as User identifier type."),
    ("401897", "A field has a value that Alma does not take."),
    ("401930", "A field that Alma needs is missing."),
    (
        "402039",
        "The resource sharing library has no default location for items. In Alma: the partner record, Parameters.",
    ),
    (
        "402113",
        "A partner with this Code is there, perhaps in other letters. In Alma: Fulfillment > Resource Sharing > Partners.",
    ),
    (
        "402118",
        "No partner has this code; upper and lower case matter. In Alma: Fulfillment > Resource Sharing > Partners.",
    ),
    ("402362", "The same request is there already."),
    (
        "411709",
        "Another partner has the same ISO symbol. In Alma: Fulfillment > Resource Sharing > Partners, find it, and change its ISO symbol on the tab Parameters, or delete it.",
    ),
    (
        "INVALID_REQUEST",
        "The key is not known. Check that it was copied whole, and that the address is that of the region of your Alma.",
    ),
    (
        "UNAUTHORIZED",
        "The key has no permission for this. In the Developer Network, Build my APIs > API Keys: Read-only for what is asked, Read/write for what is changed.",
    ),
    ("PER_SECOND_THRESHOLD", "All programs of an institution share its calls per second; it passes by itself."),
    (
        "DAILY_THRESHOLD",
        "The calls of this day are used up by all programs of the institution together; from midnight UTC on it works again.",
    ),
];

/// The usual cause and the remedy of one of Alma's codes.
pub(super) fn advice(code: &str) -> &'static str {
    let known = CODES.iter().find(|(known, _)| *known == code).map(|(_, words)| *words);
    known.unwrap_or("Check what the key may do in the Developer Network, or do it by hand in Alma.")
}

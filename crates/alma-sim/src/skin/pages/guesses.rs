//! What is not known of Alma and was decided here. The page shows it; `fixtures/SOURCE.md` repeats it.

/// One sentence each.
pub(super) const GUESSES: &[&str] = &[
    "NCIP: the words \"Item Already Checked Out\", \"Item Not Requestable\", \"Unknown Request\", \"Duplicate Request\", \
     \"Unknown Pickup Location\", \"Request Cannot Be Cancelled\", \"Needed Data Missing\" and \"(due date in the past)\".",
    "NCIP: every problem repeats its type in its detail, as the one captured problem does.",
    "NCIP: an expired or blocked user is found by LookupUser and told with the status BLOCKED.",
    "NCIP: a block is told as \"Block Check Out\".",
    "NCIP: an institution code that is not this one is answered with \"Unknown Agency\".",
    "NCIP: a request for the address with a method other than POST is answered with status 405 and a page.",
    "NCIP: RequestItem with a known user is a borrowing request, with any other user a lending request.",
    "NCIP: AcceptItem without automatic receive leaves the request in the status SHIPPED_PHYSICALLY.",
    "NCIP: CheckOutItem of an item that is away under another request number is refused.",
    "NCIP: a borrowed item that its user brought back is in transit to the resource sharing library, status LENDER_CHECK_IN.",
    "NCIP: RenewItem for another user than the one who has the item gives the captured refusal with Alma's item id.",
    "NCIP: a renewal in Primo goes to the broker as RenewItem of version 2.0, with the due date moved on by one loan period.",
    "OAI-PMH: the code of Alma's own refusals is badArgument (noSetHierarchy where there are no sets).",
    "OAI-PMH: the number in the resumption token is a serial number of publication; lists are in the order of publication.",
    "OAI-PMH: a set is shown once its profile has run, under the Set Spec and Set Name of that run.",
    "OAI-PMH: a profile that is made inactive no longer runs; what it published stays.",
    "OAI-PMH: an incremental run after a change of the profile leaves untouched titles as they were; a change of the set takes effect at the next run.",
    "OAI-PMH: a republish gives deleted titles no new datestamp.",
    "OAI-PMH: a suppressed title is published as deleted even where the set does not leave it out.",
    "OAI-PMH: a call number is parted into classification and item part at its first blank.",
    "OAI-PMH: on the pages, the order of the fields, the hours of schedules, and which fields are on which step.",
    "Z39.50: an unknown institution gives diagnostic 109, any other unknown name 235.",
    "Z39.50: words of a term are all wanted, in any order; relation, position, structure and completeness change nothing.",
    "Z39.50: an item at a temporary location is not available.",
];

//! Faults that the page offers for NCIP messages.

use super::Offered;

/// Each name, with a value where it has one, and what it does.
pub(crate) const NCIP_FAULTS: Offered = &[
    ("slow=2000", "the message is carried out, the answer comes so many milliseconds late"),
    ("timeout=60000", "the message is carried out, then silence for so many milliseconds"),
    ("applied-then-no-answer", "the message is carried out, the connection ends without an answer"),
    ("drop", "nothing is done, the connection ends without an answer"),
    ("http-500", "status 500 and a page"),
    ("http-503=120", "status 503 with Retry-After, in seconds"),
    ("html", "status 200 and a login page"),
    ("empty-body", "status 200 and nothing"),
    ("truncated", "the message is carried out, half of the answer comes"),
    ("wrong-charset", "the message is carried out, the header of the answer names another character set"),
    ("problem=Temporary Processing Failure", "a problem in these words"),
    ("pickup-ignored", "AcceptItem does not look at the pickup library of the message"),
    ("library-time=-5", "times without a zone are read so many hours off UTC"),
];

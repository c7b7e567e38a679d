//! Faults of those who ask whether something is on its shelf: by Z39.50, by SRU, by the REST interface.

/// What goes wrong with a search or with a question for holdings and items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchFault {
    /// `refuses`: over Z39.50 a connection ends before anything was said; over HTTP as `drop`.
    Refuses,
    /// `wrong-database`: Z39.50 knows no database of any name (diagnostic 109).
    WrongDatabase,
    /// `drop-in-record`: the connection of Z39.50 ends in the middle of the last record of an answer; answers without records
    /// are left alone.
    DropInRecord,
    /// `off`: SRU answers as if there were no integration profile.
    Off,
    /// `no-availability`: SRU leaves out AVA and AVE.
    NoAvailability,
    /// `rate-limit`: the REST interface says that there were too many calls in this second.
    RateLimit,
    /// `daily-quota`: the REST interface says that the calls of this day are used up.
    DailyQuota,
}

/// Faults that a page offers: each name, with a value where it has one, and what it does.
pub(crate) type Offered = &'static [(&'static str, &'static str)];

const SLOW: (&str, &str) = ("slow=2000", "the answer comes so many milliseconds late");
const TIMEOUT: (&str, &str) = ("timeout=60000", "silence for so many milliseconds, then the end of the connection");
const DROP: (&str, &str) = ("drop", "the connection ends without an answer");
const TRUNCATED: (&str, &str) = ("truncated", "half of the answer");

/// For Z39.50.
pub(crate) const Z3950_FAULTS: Offered = &[
    SLOW,
    TIMEOUT,
    ("refuses", "a connection ends before anything was said"),
    DROP,
    TRUNCATED,
    ("drop-in-record", "the connection ends in the middle of a record"),
    ("wrong-database", "there is no database of any name"),
];
/// For both that come over HTTP, SRU and the REST interface.
pub(crate) const HTTP_FAULTS: Offered = &[
    SLOW,
    TIMEOUT,
    DROP,
    ("http-500", "status 500 and a page"),
    ("http-503=120", "status 503 with Retry-After, in seconds"),
    ("html", "status 200 and a login page"),
    TRUNCATED,
];
/// For SRU alone.
pub(crate) const SRU_FAULTS: Offered =
    &[("off", "as if there were no integration profile"), ("no-availability", "records without AVA and AVE")];
/// For the REST interface alone.
pub(crate) const REST_FAULTS: Offered =
    &[("rate-limit", "too many calls in this second"), ("daily-quota", "the calls of this day are used up")];

impl SearchFault {
    /// Names of these faults.
    pub(super) const NAMES: [&str; 7] =
        ["refuses", "wrong-database", "drop-in-record", "off", "no-availability", "rate-limit", "daily-quota"];

    /// The fault of a name; none of them has a value.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "refuses" => Self::Refuses,
            "wrong-database" => Self::WrongDatabase,
            "drop-in-record" => Self::DropInRecord,
            "off" => Self::Off,
            "no-availability" => Self::NoAvailability,
            "rate-limit" => Self::RateLimit,
            "daily-quota" => Self::DailyQuota,
            _ => return None,
        })
    }
}

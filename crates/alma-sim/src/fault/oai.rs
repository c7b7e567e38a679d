//! Faults that only a harvester meets.

/// What goes wrong with an answer of OAI-PMH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OaiFault {
    /// `invalid-xml`: an end tag is misspelt.
    InvalidXml,
    /// `control-character`: a character that XML forbids, U+000B, in the middle.
    ControlCharacter,
    /// `bad-utf8`: a byte that is not UTF-8 in the middle.
    BadUtf8,
    /// `gzip-lie`: the header says gzip, the body is plain.
    GzipLie,
    /// `repeated-page`: the page before comes once more.
    RepeatedPage,
    /// `repeated-token`: the token of the answer is that of the question.
    RepeatedToken,
    /// `expired-token`: a token is refused.
    ExpiredToken,
    /// `empty-page`: no records, and a token.
    EmptyPage,
    /// `wrong-list-size=7`: the token says that the whole list has so many.
    WrongListSize(u64),
    /// `unauthorized`, `inactive`, `no-repository`, `no-profile`: Alma's refusal, whatever its configuration says.
    Refusal(oai_pmh::AlmaFault),
    /// `future-datestamps=30`: datestamps so many days ahead.
    FutureDatestamps(u32),
    /// `unordered-datestamps`: datestamps of a page rise and fall.
    UnorderedDatestamps,
    /// `big-record=4000000`: the first record of a page has so many bytes more.
    BigRecord(usize),
    /// `bad-record=991...`: status 500 for each page with this record; without a number, that in the middle of the list.
    BadRecord(Option<String>),
    /// `days-only`: Identify promises seconds, a date with a time is refused.
    DaysOnly,
}

/// Each name, how a person may write it with a value, and what it does.
pub(crate) const OAI_FAULTS: &[(&str, &str)] = &[
    ("slow=2000", "the answer comes so many milliseconds late"),
    ("timeout=60000", "silence for so many milliseconds, then the end of the connection"),
    ("drop", "the connection ends without an answer"),
    ("http-500", "status 500 and a page"),
    ("http-503=120", "status 503 with Retry-After, in seconds"),
    ("http-429=30", "status 429 with Retry-After, in seconds"),
    ("html", "status 200 and a login page"),
    ("empty-body", "status 200 and nothing"),
    ("truncated", "half of the answer"),
    ("invalid-xml", "an end tag is misspelt"),
    ("control-character", "a character that XML forbids in the middle"),
    ("bad-utf8", "a byte that is not UTF-8 in the middle"),
    ("gzip-lie", "the header says gzip, the body is plain"),
    ("repeated-page", "the page before once more"),
    ("repeated-token", "the token of the answer is that of the question"),
    ("expired-token", "a token is refused"),
    ("empty-page", "no records, and a token"),
    ("wrong-list-size=7", "the token tells a size that is not that of the list"),
    ("unauthorized", "Alma's refusal of an address that is not listed"),
    ("inactive", "Alma's refusal while the repository is switched off"),
    ("no-repository", "Alma's refusal when there is no integration profile"),
    ("no-profile", "Alma's refusal of an unknown set or prefix"),
    ("future-datestamps=30", "datestamps so many days ahead"),
    ("unordered-datestamps", "datestamps rise and fall within a page"),
    ("big-record=4000000", "the first record has so many bytes more"),
    ("bad-record", "status 500 for each page with one record, that in the middle of the list or one that is named"),
    ("days-only", "seconds are promised, and only days are accepted"),
];

impl OaiFault {
    /// The fault of a name. `None` when there is no such fault or the value does not fit.
    pub(super) fn named(name: &str, value: Option<&str>) -> Option<Self> {
        use oai_pmh::AlmaFault::{NoProfile, NoRepository, NotActive, Unauthorized};
        Some(match name {
            "invalid-xml" => Self::InvalidXml,
            "control-character" => Self::ControlCharacter,
            "bad-utf8" => Self::BadUtf8,
            "gzip-lie" => Self::GzipLie,
            "repeated-page" | "oai-repeated-page" => Self::RepeatedPage,
            "repeated-token" => Self::RepeatedToken,
            "expired-token" => Self::ExpiredToken,
            "empty-page" => Self::EmptyPage,
            "wrong-list-size" => Self::WrongListSize(number(value, 7)?),
            "unauthorized" => Self::Refusal(Unauthorized),
            "inactive" => Self::Refusal(NotActive),
            "no-repository" => Self::Refusal(NoRepository),
            "no-profile" => Self::Refusal(NoProfile),
            "future-datestamps" => Self::FutureDatestamps(number(value, 30)?),
            "unordered-datestamps" => Self::UnorderedDatestamps,
            "big-record" => Self::BigRecord(number(value, 4_000_000)?).within_bounds()?,
            "bad-record" => Self::BadRecord(value.map(str::to_owned)),
            "days-only" => Self::DaysOnly,
            _ => return None,
        })
    }

    /// A simulator does not fill the memory of its machine.
    fn within_bounds(self) -> Option<Self> {
        match self {
            Self::BigRecord(bytes) if bytes > 100_000_000 => None,
            fits => Some(fits),
        }
    }
}

fn number<N: std::str::FromStr>(value: Option<&str>, otherwise: N) -> Option<N> {
    value.map_or(Some(otherwise), |value| value.parse().ok())
}

//! Small words that both sides share. Text from partners is kept as it came.

use std::fmt;

use crate::named::named;

named! {
    /// Which of the two libraries we are in this request.
    pub enum Side {
        /// The library that asks (ISO 18626 requesting agency).
        Requester = "requester",
        /// The library that is asked (ISO 18626 supplying agency).
        Supplier = "supplier",
    }
}

named! {
    /// What is wanted (ISO 18626 serviceType; "CopyOrLoan" is decided before a request enters this crate).
    pub enum ServiceType {
        /// A piece that goes back.
        Loan = "loan",
        /// A copy that stays.
        Copy = "copy",
    }
}

named! {
    /// How far along a request is, told by the whereabouts of the item; the state strip of a page shows these.
    pub enum Phase {
        /// Nobody has promised anything yet.
        Asking = "asking",
        /// The supplier has answered and nothing has left it yet.
        Answered = "answered",
        /// The supplier has sent the item.
        OnTheWay = "on_the_way",
        /// The requester has the item, or the document.
        WithUs = "with_us",
        /// The requester has sent the item back.
        GoingBack = "going_back",
        /// Nothing more will happen.
        Done = "done",
    }
}

impl Phase {
    /// Words for the state strip, seen from the given side.
    pub fn label(self, side: Side) -> &'static str {
        match (self, side) {
            (Phase::Asking, Side::Requester) => "Asking",
            (Phase::Asking, Side::Supplier) => "Asked",
            (Phase::Answered, _) => "Answered",
            (Phase::OnTheWay, Side::Requester) => "On its way",
            (Phase::OnTheWay, Side::Supplier) => "Sent out",
            (Phase::WithUs, Side::Requester) => "With us",
            (Phase::WithUs, Side::Supplier) => "With them",
            (Phase::GoingBack, _) => "Going back",
            (Phase::Done, _) => "Done",
        }
    }
}

named! {
    /// What came of a request. Recorded apart from the state, so closing and cleaning never erase it.
    pub enum Outcome {
        /// The item or the copy was supplied.
        Supplied = "supplied",
        /// No library could supply it.
        Unfilled = "unfilled",
        /// It was cancelled before anything was sent.
        Cancelled = "cancelled",
        /// The requesting library did not let the patron ask.
        Refused = "refused",
        /// The requesting library had it itself.
        FilledHere = "filled_here",
        /// The item was sent and did not come back.
        Lost = "lost",
        /// It was closed by hand, or came back unused; nobody can tell from the messages.
        Unknown = "unknown",
    }
}

/// An instant: milliseconds since 1970-01-01T00:00Z. Comes in with events; this crate has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

/// Tells the day of a moment as `2026-11-21`, in the zone of the library whose history it is for: this crate knows no zones.
/// Where there is no library, [`utc_day`] will do.
pub type Days<'a> = &'a dyn Fn(Moment) -> String;

/// The day of a moment in UTC, as `2026-11-21`.
pub fn utc_day(moment: Moment) -> String {
    moment.to_string()
}

impl fmt::Display for Moment {
    /// The day in UTC, as `2026-11-21`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAY: i64 = 86_400_000;
        let (year, month, day) = civil_date(self.0.div_euclid(DAY));
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Proleptic Gregorian date of a day counted from 1970-01-01. Years are counted from March, so that a leap day is the last
/// of its year.
fn civil_date(day: i64) -> (i64, i64, i64) {
    let from_march_of_year_zero = day + 719_468;
    let era = from_march_of_year_zero.div_euclid(146_097);
    let day_of_era = from_march_of_year_zero.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_month)
}

/// One piece that the supplier sends: a volume, a disc.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LentItem {
    /// The supplier's barcode; empty when the supplier named none.
    pub barcode: String,
    /// The supplier's call number.
    pub call_number: Option<String>,
    /// Which piece it is, when there are several ("Volume 2").
    pub title: Option<String>,
}

impl LentItem {
    /// A piece known by its barcode alone.
    pub fn with_barcode(barcode: impl Into<String>) -> Self {
        Self { barcode: barcode.into(), call_number: None, title: None }
    }
}

/// An amount of money, as it stood in the message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost {
    /// A decimal number, such as `12.50` (ISO 18626 monetaryValue).
    pub amount: String,
    /// ISO 4217 code, such as `EUR`.
    pub currency: String,
}

named! {
    /// What the requesting library reports about an item that was sent. ISO 18626 has no codes for these; they travel as notes.
    pub enum Trouble {
        /// It has not arrived.
        NeverArrived = "never_arrived",
        /// It arrived damaged, or was damaged here.
        Damaged = "damaged",
        /// It cannot be found any more.
        Lost = "lost",
        /// It went home, they say, and its owner has not got it.
        ClaimsReturned = "claims_returned",
    }
}

impl Trouble {
    /// Words for staff who choose it.
    pub fn label(self) -> &'static str {
        match self {
            Self::NeverArrived => "It has not arrived",
            Self::Damaged => "It is damaged",
            Self::Lost => "It is lost",
            Self::ClaimsReturned => "It was returned, as far as we know",
        }
    }

    /// The end of a sentence that begins with who speaks: "reports that the item is damaged".
    pub(crate) fn report(self) -> &'static str {
        match self {
            Self::NeverArrived => "reports that the item has not arrived",
            Self::Damaged => "reports that the item is damaged",
            Self::Lost => "reports that the item is lost",
            Self::ClaimsReturned => "says that the item went home",
        }
    }
}

/// Strings attached to a promise (ISO 18626 loanCondition, offeredCosts).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    /// Code of the open list loanCondition, verbatim, such as `LibraryUseOnly`; empty when only a cost or a note is given.
    pub code: String,
    /// What the supplier wants to be paid.
    pub cost: Option<Cost>,
    /// Words of the supplying staff; may be empty.
    pub note: String,
}

impl Cost {
    /// The amount in hundredths, to be added up; `None` when it is no such number, or beyond all reason: a hundred thousand of the
    /// largest still add up to one number.
    pub fn hundredths(&self) -> Option<i64> {
        const MOST_DIGITS: usize = 12;
        let (whole, part) = self.amount.trim().split_once('.').unwrap_or((self.amount.trim(), ""));
        let is_number = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
        let part = part.trim_end_matches('0');
        if whole.is_empty() || whole.len() > MOST_DIGITS || part.len() > 2 || !is_number(whole) || !is_number(part) {
            return None;
        }
        format!("{whole}{part:0<2}").parse().ok()
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cost = self.cost.as_ref().map(|cost| format!("it costs {cost}"));
        let parts = [spelled_out(&self.code), cost.unwrap_or_default(), self.note.clone()];
        f.write_str(&joined(&parts, "no details given"))
    }
}

/// Why something is not done: a code of an open list (ISO 18626 reasonUnfilled, reasonRetry), a note, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reason {
    /// The code, verbatim, such as `NotOnShelf`; may be empty.
    pub code: String,
    /// Words of the staff; may be empty.
    pub note: String,
}

impl Reason {
    /// A reason given by its code alone.
    pub fn coded(code: impl Into<String>) -> Self {
        Self { code: code.into(), note: String::new() }
    }

    /// A reason given in words alone.
    pub fn noted(note: impl Into<String>) -> Self {
        Self { code: String::new(), note: note.into() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&[spelled_out(&self.code), self.note.clone()], "no reason given"))
    }
}

fn joined(parts: &[String], when_empty: &str) -> String {
    let said: Vec<&str> = parts.iter().map(|part| unended(part)).filter(|part| !part.is_empty()).collect();
    if said.is_empty() { when_empty.to_owned() } else { said.join("; ") }
}

/// Somebody's words without the full stop, to stand inside a sentence of ours.
pub(crate) fn unended(words: &str) -> &str {
    words.trim().trim_end_matches('.')
}

/// Somebody's words behind a sentence of ours; nothing when there are none.
pub(crate) fn remark(words: &str) -> String {
    match unended(words) {
        "" => String::new(),
        words => format!(": {words}"),
    }
}

/// `NotOnShelf` as "not on shelf"; codes of other shapes stay as they are.
fn spelled_out(code: &str) -> String {
    let is_camel = code.chars().all(|c| c.is_ascii_alphabetic()) && code.chars().any(|c| c.is_ascii_lowercase());
    if !is_camel {
        return code.to_owned();
    }
    let mut words = String::with_capacity(code.len() + 8);
    let mut previous_is_lower = false;
    for letter in code.chars() {
        if letter.is_ascii_uppercase() && previous_is_lower {
            words.push(' ');
        }
        previous_is_lower = letter.is_ascii_lowercase();
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_show_their_day_in_utc() {
        for (milliseconds, day) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400_000, "2000-02-29"),
            (951_868_799_999, "2000-02-29"),
            (951_868_800_000, "2000-03-01"),
            (1_795_219_200_000, "2026-11-21"),
            (4_107_542_400_000, "2100-03-01"),
        ] {
            assert_eq!(Moment(milliseconds).to_string(), day, "{milliseconds}");
        }
    }

    #[test]
    fn amounts_are_added_in_hundredths() {
        for (amount, hundredths) in [
            ("12.50", Some(1_250)),
            ("12.5", Some(1_250)),
            (" 12 ", Some(1_200)),
            ("0.05", Some(5)),
            ("1.500", Some(150)),
            ("1.505", None),
            ("-1", None),
            (".5", None),
            ("1e3", None),
            ("1,50", None),
            ("", None),
            ("999999999999.99", Some(99_999_999_999_999)),
            ("1000000000000", None),
        ] {
            let cost = Cost { amount: amount.into(), currency: "EUR".into() };
            assert_eq!(cost.hundredths(), hundredths, "{amount}");
        }
    }

    #[test]
    fn reasons_and_conditions_read_as_words() {
        assert_eq!(Reason::coded("NotOnShelf").to_string(), "not on shelf");
        assert_eq!(Reason { code: "OnLoan".into(), note: "back in May.".into() }.to_string(), "on loan; back in May");
        assert_eq!(Reason::coded("x-17").to_string(), "x-17");
        assert_eq!(Reason::default().to_string(), "no reason given");
        let cost = Some(Cost { amount: "12.50".into(), currency: "EUR".into() });
        let condition = Condition { code: "LibraryUseOnly".into(), cost, note: String::new() };
        assert_eq!(condition.to_string(), "library use only; it costs 12.50 EUR");
    }
}

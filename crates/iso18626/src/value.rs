//! The small values that structures are made of: text, open codes, time stamps, costs.

use std::fmt;

use xml::Element;

use crate::DecodeError;
use crate::structure::{Output, Reading, Value, at, since_2021, structure};

impl Value for String {
    fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
        Ok(reading.text_of(element))
    }

    fn write(&self, name: &str, out: &mut Output) {
        out.writer.leaf(name, self);
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }

    /// With a comma between, as ReShare and Alma write several barcodes into one `itemId`.
    fn joined(values: &[Self]) -> Option<Self> {
        if values.is_empty() { None } else { Some(values.join(",")) }
    }
}

/// A code of an open list (`type_schemeValuePair`): a value and perhaps the list that it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Code {
    /// The code, as it came.
    pub value: String,
    /// The `scheme` attribute: a name or address of the code list.
    pub scheme: Option<String>,
}

impl Code {
    /// A code without a scheme.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self { value: value.to_owned(), scheme: None }
    }

    /// A code from the list named by `scheme`.
    #[must_use]
    pub fn with_scheme(value: &str, scheme: &str) -> Self {
        Self { value: value.to_owned(), scheme: Some(scheme.to_owned()) }
    }
}

impl From<&str> for Code {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

impl Value for Code {
    fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
        let scheme = element.attribute("scheme").map(str::to_owned);
        Ok(Self { value: reading.text_of(element), scheme })
    }

    fn write(&self, name: &str, out: &mut Output) {
        match &self.scheme {
            // The schemas say attributeFormDefault="qualified", so the attribute carries the prefix.
            Some(scheme) => out.writer.leaf_with(name, &[("ill:scheme", scheme)], &self.value),
            None => out.writer.leaf(name, &self.value),
        }
    }

    fn is_blank(&self) -> bool {
        self.value.is_empty() && self.scheme.is_none()
    }
}

/// A part of a country: a code with scheme up to edition 1.2 (ISO 3166-2), plain text since 2021.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Region(pub Code);

impl From<&str> for Region {
    fn from(value: &str) -> Self {
        Self(Code::new(value))
    }
}

impl Value for Region {
    fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
        let mut code = Code::read(element, reading)?;
        if since_2021(reading.context) {
            code.scheme = None;
        }
        Ok(Self(code))
    }

    fn write(&self, name: &str, out: &mut Output) {
        if since_2021(out.context) {
            return self.0.value.write(name, out);
        }
        self.0.write(name, out);
    }

    fn is_blank(&self) -> bool {
        self.0.is_blank()
    }
}

/// A point in time as text (`xs:dateTime`). Any text is kept; [`Timestamp::is_valid`] tells whether it has the form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text as it came or as it shall be written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the text looks like `2026-03-01T09:30:00`, perhaps with a fraction and a zone. Days of the month are not
    /// counted.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let Some((date, time)) = self.0.split_once('T') else { return false };
        let (clock, zone) = match time.find(['Z', '+', '-']) {
            Some(place) => time.split_at(place),
            None => (time, ""),
        };
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
        has_numbers(date.trim_start_matches('-'), '-', &[(4, 0, 9999), (2, 1, 12), (2, 1, 31)])
            && has_numbers(clock, ':', &[(2, 0, 24), (2, 0, 59), (2, 0, 60)])
            && !fraction.is_empty()
            && fraction.bytes().all(|byte| byte.is_ascii_digit())
            && (zone.is_empty()
                || zone == "Z"
                || has_numbers(zone.get(1..).unwrap_or(""), ':', &[(2, 0, 14), (2, 0, 59)]))
    }
}

/// Whether `text` is these numbers with `separator` between: each with its digits, least and greatest value.
fn has_numbers(text: &str, separator: char, numbers: &[(usize, u32, u32)]) -> bool {
    let parts: Vec<&str> = text.split(separator).collect();
    parts.len() == numbers.len()
        && parts.iter().zip(numbers).all(|(part, (digits, least, greatest))| {
            part.len() == *digits
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse().is_ok_and(|number: u32| (*least..=*greatest).contains(&number))
        })
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for Timestamp {
    /// Nothing hangs on a time stamp that the receiver could not replace by its own clock.
    const MAY_BE_MISSING: bool = true;

    fn read(element: &Element, reading: &mut Reading) -> Result<Self, DecodeError> {
        let timestamp = Self(reading.text_of(element));
        if !timestamp.is_valid() {
            reading.warn("expected a date and time such as 2026-03-01T09:30:00Z; kept as it is".to_owned());
        }
        Ok(timestamp)
    }

    fn write(&self, name: &str, out: &mut Output) {
        out.writer.leaf(name, &self.0);
    }

    fn is_blank(&self) -> bool {
        self.is_empty()
    }
}

structure! {
    /// An amount of money (`type_costs`).
    Costs {
        /// The currency, ISO 4217, such as EUR.
        currency_code: Code = at("currencyCode");
        /// The amount, a decimal number as text, such as 10.61. Text, because money is not binary.
        monetary_value: String = at("monetaryValue");
    }
}

impl Costs {
    /// `amount` (such as `10.61`) in `currency` (ISO 4217).
    #[must_use]
    pub fn new(amount: &str, currency: &str) -> Self {
        Self { currency_code: currency.into(), monetary_value: amount.to_owned(), extra: Vec::new() }
    }
}

impl fmt::Display for Costs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.monetary_value, self.currency_code)
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn date_times_with_and_without_zone_are_valid() {
        for text in [
            "2026-03-01T09:30:00",
            "2026-03-01T09:30:00Z",
            "2024-12-12T20:12:00.62959771Z",
            "2026-03-01T24:00:00+13:45",
            "2026-03-01T09:30:00.5-05:00",
        ] {
            assert!(Timestamp::from(text).is_valid(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not() {
        for text in
            ["", "2026-03-01", "T", "2026-13-01T09:30:00Z", "2026-03-01T9:30Z", "2026-03-01T09:30:00.Z", "gestern"]
        {
            assert!(!Timestamp::from(text).is_valid(), "{text}");
        }
    }
}

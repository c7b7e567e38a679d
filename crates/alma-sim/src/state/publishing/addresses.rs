//! Addresses that may harvest: one, a range, a network, or the beginning of one.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A line of the list of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedAddress {
    /// From the first to the last, both included; one address is a range of one.
    Range(IpAddr, IpAddr),
    /// A network: `192.0.2.0/24`.
    Network(IpAddr, u8),
    /// The beginning of addresses as they are written: `192.0.2.`
    Beginning(String),
}

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoAddress(String);

impl fmt::Display for NoAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is no IP address. Write an address (192.0.2.7), a range (192.0.2.1-192.0.2.20) or a network (192.0.2.0/24).",
            self.0
        )
    }
}

impl std::error::Error for NoAddress {}

impl AllowedAddress {
    /// Whether a caller's address is one of them. IPv4 addresses inside IPv6 count as IPv4.
    #[must_use]
    pub fn fits(&self, caller: &str) -> bool {
        let Ok(caller) = caller.parse::<IpAddr>() else { return false };
        let caller = caller.to_canonical();
        match self {
            Self::Range(first, last) => caller.is_ipv4() == first.is_ipv4() && (*first..=*last).contains(&caller),
            Self::Network(network, bits) => {
                let ((one, width), (other, _)) = (number(*network), number(caller));
                let shift = width - u32::from(*bits).min(width);
                network.is_ipv4() == caller.is_ipv4()
                    && one.checked_shr(shift).unwrap_or(0) == other.checked_shr(shift).unwrap_or(0)
            }
            Self::Beginning(beginning) => caller.to_string().starts_with(beginning.as_str()),
        }
    }
}

/// An address as a number, and how many bits it has.
fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u32::from(address).into(), 32),
        IpAddr::V6(address) => (address.into(), 128),
    }
}

impl FromStr for AllowedAddress {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let wrong = || NoAddress(text.to_owned());
        let address = |text: &str| text.trim().parse::<IpAddr>().map_err(|_| wrong());
        if let Some((network, bits)) = text.split_once('/') {
            let network = address(network)?;
            let bits = bits.trim().parse().ok().filter(|bits| u32::from(*bits) <= number(network).1);
            return Ok(Self::Network(network, bits.ok_or_else(wrong)?));
        }
        if let Some((first, last)) = text.split_once('-') {
            let (first, last) = (address(first)?, address(last)?);
            let is_range = first.is_ipv4() == last.is_ipv4() && first <= last;
            return is_range.then_some(Self::Range(first, last)).ok_or_else(wrong);
        }
        let is_beginning = text.ends_with('.') && text.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
        match is_beginning && text.len() > 1 {
            true => Ok(Self::Beginning(text.to_owned())),
            false => address(text).map(|one| Self::Range(one, one)),
        }
    }
}

impl fmt::Display for AllowedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(first, last) if first == last => write!(f, "{first}"),
            Self::Range(first, last) => write!(f, "{first}-{last}"),
            Self::Network(network, bits) => write!(f, "{network}/{bits}"),
            Self::Beginning(beginning) => f.write_str(beginning),
        }
    }
}

impl Serialize for AllowedAddress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AllowedAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_its_range_network_or_beginning() {
        for (allowed, caller, fits) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.70", false),
            ("192.0.2.7", "::ffff:192.0.2.7", true),
            ("192.0.2.1-192.0.2.20", "192.0.2.20", true),
            ("192.0.2.1-192.0.2.20", "192.0.2.21", false),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.1", false),
            ("0.0.0.0/0", "198.51.100.1", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "192.0.2.1", false),
            ("10.1.", "10.1.2.3", true),
            ("10.1.", "10.11.2.3", false),
            ("10.1.", "not an address", false),
        ] {
            assert_eq!(allowed.parse::<AllowedAddress>().unwrap().fits(caller), fits, "{allowed} {caller}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for text in ["", ".", "proxy.univ.example", "192.0.2", "192.0.2.9-192.0.2.1", "192.0.2.0/33", "1.2.3.4-::1"] {
            let error = text.parse::<AllowedAddress>().unwrap_err().to_string();
            assert!(error.contains("192.0.2.0/24"), "{text}: {error}");
        }
    }
}

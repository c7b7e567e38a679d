//! Addresses, as far as lists need them: which host, and which name.

/// Whether two addresses are of the same server: the same host and port, or the same host by the safer scheme.
#[must_use]
pub fn same_place(one: &str, other: &str) -> bool {
    match (Parts::of(one), Parts::of(other)) {
        (Some(one), Some(other)) => {
            one.host.eq_ignore_ascii_case(other.host) && (one.port == other.port || (other.is_safe && !one.is_safe))
        }
        _ => false,
    }
}

/// The last part of the path, which is the name of a file at most servers; the whole address where the path has none.
#[must_use]
pub fn last_segment(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let rest = path.split_once("://").map_or(path, |(_, rest)| rest);
    match rest.trim_end_matches('/').rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => address,
    }
}

struct Parts<'a> {
    host: &'a str,
    port: &'a str,
    is_safe: bool,
}

impl<'a> Parts<'a> {
    /// `None`: not an HTTP address. One with a user in it is none: such addresses mislead more often than they help.
    fn of(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let is_safe = scheme.eq_ignore_ascii_case("https");
        if !is_safe && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        if authority.is_empty() || authority.contains('@') {
            return None;
        }
        let usual = if is_safe { "443" } else { "80" };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (authority, usual),
        };
        Some(Self { host, port, is_safe })
    }
}

//! The six things that a library says to have its Alma harvested, and the source that they make.

use std::fmt;

use store::SourceSettings;

use super::harvest::FetchSettings;

/// What a library says of its Alma.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlmaConnection {
    /// `univ.alma.exlibrisgroup.com`; a whole OAI address is understood, too.
    pub alma_domain: String,
    /// `01UNIV_INST`.
    pub institution_code: String,
    /// The Set Spec of the publishing profile.
    pub set_spec: String,
    /// The metadata prefix of the publishing profile; `marc21` when empty.
    pub metadata_prefix: String,
    /// How holdings are read.
    pub mapping: String,
    /// The hour of the day at which the harvest begins, 0 to 23.
    pub hour: u8,
}

/// Why no source can be made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlmaConnectionError {
    /// No domain.
    Domain,
    /// No institution code, or something else.
    InstitutionCode,
    /// No set: Alma lists nothing without one.
    SetSpec,
    /// No hour of a day.
    Hour,
}

impl fmt::Display for AlmaConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Domain => "Write the domain of your Alma, such as univ.alma.exlibrisgroup.com.",
            Self::InstitutionCode => {
                "Write the institution code as Alma shows it, such as 01UNIV_INST: two digits and letters, an underscore, letters."
            }
            Self::SetSpec => {
                "Write the Set Spec of the publishing profile (Resources > Publishing > Publishing Profiles): Alma lists nothing without it."
            }
            Self::Hour => "Choose an hour from 0 to 23.",
        })
    }
}

impl std::error::Error for AlmaConnectionError {}

impl AlmaConnection {
    /// The source that it makes, under this name.
    ///
    /// # Errors
    /// [`AlmaConnectionError`].
    pub fn settings(&self, name: &str, fetch: &FetchSettings) -> Result<SourceSettings, AlmaConnectionError> {
        let (scheme, domain, named) = parts(&self.alma_domain).ok_or(AlmaConnectionError::Domain)?;
        let given = self.institution_code.trim();
        let code = if given.is_empty() { named.unwrap_or_default() } else { given.to_owned() };
        if !is_institution_code(&code) {
            return Err(AlmaConnectionError::InstitutionCode);
        }
        let set = self.set_spec.trim();
        if set.is_empty() {
            return Err(AlmaConnectionError::SetSpec);
        }
        if self.hour > 23 {
            return Err(AlmaConnectionError::Hour);
        }
        let prefix = self.metadata_prefix.trim();
        Ok(SourceSettings {
            name: name.to_owned(),
            url: format!("{scheme}://{domain}/view/oai/{code}/request"),
            set_spec: Some(set.to_owned()),
            prefix: if prefix.is_empty() { "marc21".to_owned() } else { prefix.to_owned() },
            mapping: self.mapping.clone(),
            fetch: FetchSettings { window: Some((self.hour, self.hour)), ..fetch.clone() }.to_json(),
        })
    }

    /// What a source says of an Alma; `None`: its address is not one of Alma's.
    #[must_use]
    pub fn of(settings: &SourceSettings) -> Option<Self> {
        let (scheme, domain, code) = parts(&settings.url)?;
        Some(Self {
            alma_domain: if scheme == "https" { domain } else { format!("{scheme}://{domain}") },
            institution_code: code?,
            set_spec: settings.set_spec.clone().unwrap_or_default(),
            metadata_prefix: settings.prefix.clone(),
            mapping: settings.mapping.clone(),
            hour: FetchSettings::read(&settings.fetch).window.map_or(2, |(hour, _)| hour),
        })
    }
}

/// Scheme, host with port, and the institution code that the path names.
fn parts(address: &str) -> Option<(&'static str, String, Option<String>)> {
    let address = address.trim();
    let (scheme, rest) = match (address.strip_prefix("http://"), address.strip_prefix("https://")) {
        (Some(rest), _) => ("http", rest),
        (_, Some(rest)) => ("https", rest),
        _ => ("https", address),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || !host.chars().all(is_host) {
        return None;
    }
    let code = path.strip_prefix("view/oai/").and_then(|rest| rest.split('/').next());
    Some((scheme, host.to_ascii_lowercase(), code.filter(|code| !code.is_empty()).map(str::to_owned)))
}

/// Two digits first, then capital letters and digits, with one underscore: `01UNIV_INST`.
fn is_institution_code(code: &str) -> bool {
    let Some((institution, member)) = code.split_once('_') else { return false };
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    plain(institution) && plain(member) && institution.chars().take(2).all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(domain: &str, code: &str) -> AlmaConnection {
        AlmaConnection {
            alma_domain: domain.into(),
            institution_code: code.into(),
            set_spec: " BOOKFERRY ".into(),
            metadata_prefix: String::new(),
            mapping: "alma-900-995".into(),
            hour: 3,
        }
    }

    #[test]
    fn six_fields_make_a_source_and_come_back() {
        for (domain, code, url) in [
            (
                "univ.alma.exlibrisgroup.com",
                "01UNIV_INST",
                "https://univ.alma.exlibrisgroup.com/view/oai/01UNIV_INST/request",
            ),
            (
                " https://Univ.alma.example/mng/login ",
                "01UNIV_INST",
                "https://univ.alma.example/view/oai/01UNIV_INST/request",
            ),
            (
                "https://x.alma.example/view/oai/01X_INST/request?verb=Identify",
                "",
                "https://x.alma.example/view/oai/01X_INST/request",
            ),
            ("http://127.0.0.1:8123", "01EAST_INST", "http://127.0.0.1:8123/view/oai/01EAST_INST/request"),
        ] {
            let settings = connection(domain, code).settings("catalogue", &FetchSettings::default()).unwrap();
            assert_eq!((settings.url.as_str(), settings.prefix.as_str()), (url, "marc21"));
            let back = AlmaConnection::of(&settings).unwrap();
            assert_eq!((back.set_spec.as_str(), back.hour), ("BOOKFERRY", 3));
            assert_eq!(back.settings("catalogue", &FetchSettings::default()).unwrap(), settings);
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        use AlmaConnectionError::{Domain, Hour, InstitutionCode, SetSpec};
        let good = connection("x.alma.example", "01X_INST");
        for (wrong, expected) in [
            (connection("", "01X_INST"), Domain),
            (connection("two words", "01X_INST"), Domain),
            (connection("x.alma.example", "X_INST"), InstitutionCode),
            (connection("x.alma.example", "01x_inst"), InstitutionCode),
            (connection("x.alma.example", ""), InstitutionCode),
            (AlmaConnection { set_spec: " ".into(), ..good.clone() }, SetSpec),
            (AlmaConnection { hour: 24, ..good }, Hour),
        ] {
            assert_eq!(wrong.settings("catalogue", &FetchSettings::default()), Err(expected), "{wrong:?}");
        }
    }
}

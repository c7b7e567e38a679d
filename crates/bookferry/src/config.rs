//! The configuration file of `bookferry serve`. Read once, passed down as values.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::clock::zone_named;
use crate::jobs::{FileContent, SourceKind};
use crate::platform::{Options, Partner, Patience};

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where everything is kept; relative to the file.
    pub data: PathBuf,
    /// Where the platform listens.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// The address under which browsers and partners reach it.
    pub public_address: String,
    /// Whom operators of other servers may write to.
    pub contact: String,
    /// The addresses that others see this machine call from, where something translates them; shown to libraries for Alma's list.
    #[serde(default)]
    pub outgoing_addresses: Vec<IpAddr>,
    /// The zone of libraries that have set none, by its IANA name; without it, UTC.
    #[serde(default, deserialize_with = "zone")]
    pub time_zone: Option<TimeZone>,
    /// The member libraries.
    #[serde(default)]
    pub library: Vec<LibraryConfig>,
    /// Libraries elsewhere.
    #[serde(default)]
    pub partner: Vec<PartnerConfig>,
    /// The first account of the operator, made when there is none.
    pub operator: Option<FirstAccount>,
}

/// A member library. Its settings are changed on its pages; the file makes it and its first administrator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LibraryConfig {
    /// Short code, prefix of request numbers: `EAST`.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// Symbol, such as `ISIL:US-EAST`.
    pub symbol: String,
    /// The first administrator, made when the library is made.
    pub administrator: Option<FirstAccount>,
    /// Where its catalogue is harvested.
    pub harvest: Option<HarvestConfig>,
    /// Folders of this machine from which its administrators may have files of records read; whole paths.
    #[serde(default)]
    pub drop_folders: Vec<PathBuf>,
}

/// Where a catalogue is harvested.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HarvestConfig {
    /// How its records come: `oai_pmh`, `folder` or `resource_sync`.
    #[serde(default)]
    pub kind: SourceKind,
    /// OAI-PMH base address; the folder, or the address of the files or of the list of ResourceSync.
    pub url: String,
    /// What a file of a folder holds: `changes` or `complete`.
    #[serde(default)]
    pub content: FileContent,
    /// Names of the files of a folder that are read.
    pub files: Option<String>,
    /// User of a server of files. What is absent here is what was set on the page of the source.
    pub user: Option<String>,
    /// Its password.
    pub password: Option<String>,
    /// A private key for SFTP in OpenSSH's form, without a passphrase.
    pub private_key: Option<String>,
    /// Fingerprint (`SHA256:…`) of the key of an SFTP server.
    pub server_key: Option<String>,
    /// Set; of the lists of an aggregator, the organisation.
    pub set: Option<String>,
    /// Metadata format.
    #[serde(default = "default_prefix")]
    pub prefix: String,
    /// Name of the holdings mapping.
    #[serde(default = "default_mapping")]
    pub mapping: String,
}

/// A library elsewhere.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerConfig {
    /// Symbol.
    pub symbol: String,
    /// Name for people.
    pub name: String,
    /// Where its ISO 18626 messages go.
    pub address: String,
}

/// An account to begin with. The password is to be changed after the first sign-in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstAccount {
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
}

/// Why a configuration cannot be used; the words name the file and the place.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
    /// The file is not what it should be.
    #[error("{0}: {1}")]
    Content(PathBuf, toml::de::Error),
    /// The public address is not one.
    #[error("{0}: public_address must begin with http:// or https://")]
    Address(PathBuf),
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|fault| ConfigError::File(path.to_owned(), fault))?;
        let mut config: Self = toml::from_str(&text).map_err(|fault| ConfigError::Content(path.to_owned(), fault))?;
        if !config.public_address.starts_with("http://") && !config.public_address.starts_with("https://") {
            return Err(ConfigError::Address(path.to_owned()));
        }
        if let (true, Some(folder)) = (config.data.is_relative(), path.parent()) {
            config.data = folder.join(&config.data);
        }
        Ok(config)
    }

    /// What a platform is told at its start.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            data: self.data.clone(),
            public_address: self.public_address.trim_end_matches('/').to_owned(),
            contact: self.contact.clone(),
            partners: self.partner.iter().map(PartnerConfig::partner).collect(),
            patience: Patience::default(),
            outgoing_addresses: self.outgoing_addresses.clone(),
            time_zone: self.time_zone.clone().unwrap_or(TimeZone::UTC),
            drop_folders: self
                .library
                .iter()
                .map(|library| (library.code.clone(), library.drop_folders.clone()))
                .collect(),
            demo: None,
        }
    }
}

impl PartnerConfig {
    fn partner(&self) -> Partner {
        Partner { symbol: self.symbol.clone(), name: self.name.clone(), address: self.address.clone() }
    }
}

fn zone<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<TimeZone>, D::Error> {
    let name = String::deserialize(from)?;
    let zone = zone_named(&name).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "time_zone: there is no zone {name:?}; write one such as \"America/New_York\""
        ))
    })?;
    Ok(Some(zone))
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn default_prefix() -> String {
    "marc21".to_owned()
}

fn default_mapping() -> String {
    crate::jobs::DEFAULT_MAPPING.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_not_known_is_named() {
        let fault = toml::from_str::<Config>("data = 'x'\npublic_address = 'https://x'\ncontact = 'a@b'\nlisen = '1'")
            .unwrap_err();
        assert!(fault.to_string().contains("lisen"), "{fault}");
    }

    #[test]
    fn a_zone_is_known_by_its_name_or_refused() {
        let read = |zone: &str| {
            toml::from_str::<Config>(&format!(
                "data = 'x'\npublic_address = 'https://x'\ncontact = 'a@b'\ntime_zone = '{zone}'"
            ))
        };
        assert_eq!(read("Europe/Berlin").unwrap().options().time_zone, zone_named("Europe/Berlin").unwrap());
        let fault = read("Berlin time").unwrap_err();
        assert!(fault.to_string().contains("Berlin time"), "{fault}");
    }

    #[test]
    fn the_example_in_the_guide_is_read() {
        let example = include_str!("../../../docs/reference/bookferry.toml");
        let config: Config = toml::from_str(example).unwrap();
        assert_eq!(config.library[0].code, "EAST");
        assert!(config.library[0].harvest.is_some());
    }
}

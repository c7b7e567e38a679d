//! What servers of files over SFTP and FTP have in common: how their addresses are read (RFC 3986), how they are reached, and which
//! names of theirs are files.

use std::future::Future;
use std::time::Duration;

use reqwest::Url;
use tokio::net::TcpStream;

use super::PlaceError;
use super::listing::decoded;
use crate::jobs::harvest::files::names;

/// A connection is made within this time, or not at all.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Each answer, and each piece of a file, comes within this time. The same as from web servers.
pub const STEP_TIME: Duration = Duration::from_secs(60);
/// Letters of what a server says that are repeated to people.
const LONGEST_SAYING: usize = 200;

/// How a server of files is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// SFTP version 3 over SSH (draft-ietf-secsh-filexfer-02, RFC 4253).
    Sftp,
    /// FTP in the clear (RFC 959).
    Ftp,
    /// FTP over TLS (RFC 4217); on port 990 from the first byte on.
    Ftps,
}

impl Protocol {
    fn of(scheme: &str) -> Option<Self> {
        match scheme {
            "sftp" => Some(Self::Sftp),
            "ftp" => Some(Self::Ftp),
            "ftps" => Some(Self::Ftps),
            _ => None,
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Sftp => 22,
            Self::Ftp | Self::Ftps => 21,
        }
    }
}

/// Whether a text begins like an address of a server of files.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.trim().split_once("://").is_some_and(|(scheme, _)| Protocol::of(&scheme.to_ascii_lowercase()).is_some())
}

/// Whether a text is an address of SFTP.
#[must_use]
pub fn is_sftp(text: &str) -> bool {
    Address::parse(text).is_ok_and(|address| address.protocol == Protocol::Sftp)
}

/// What is wrong with an address of a server of files, in words that begin with it; a password in it is not repeated.
#[must_use]
pub fn wrong_address(text: &str) -> Option<String> {
    Address::parse(text).err().map(|fault| fault.to_string())
}

/// Where a folder of a server is, or one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// How it is spoken to.
    pub protocol: Protocol,
    /// Its name or number, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The path on the server: from its root on, or without a slash in front from the folder in which the user begins.
    pub path: String,
    /// As it was typed.
    pub text: String,
}

impl Address {
    /// Reads `sftp://host[:port]/path`, `ftp://…` or `ftps://…`. A path that begins with `/~/` begins in the user's own folder.
    ///
    /// # Errors
    /// [`PlaceError::Refused`]: what to change, in words.
    pub fn parse(text: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        let refused = |words: &str| Err(PlaceError::Refused(format!("{} {words}", without_secrets(text))));
        let Ok(url) = Url::parse(text) else { return refused("is no address") };
        let Some(protocol) = Protocol::of(url.scheme()) else { return refused("begins with none of sftp, ftp, ftps") };
        if !url.username().is_empty() || url.password().is_some() {
            return refused("names a user: enter user and password in their own fields, not in the address");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refused("has a question mark or # in it: write %3F for ? and %23 for # in names");
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        if host.is_empty() || host.contains('%') {
            return refused("names no server");
        }
        let Some(path) = path_of(url.path()) else { return refused("has a path that is no text") };
        let port = url.port().unwrap_or(protocol.port());
        Ok(Self { protocol, host, port, path, text: text.to_owned() })
    }

    /// A connection to the server, at the first of its addresses that answers.
    ///
    /// # Errors
    /// [`PlaceError::Unreachable`].
    pub async fn dial(&self) -> Result<TcpStream, PlaceError> {
        let unreachable =
            |words: String| PlaceError::Unreachable(format!("{} could not be reached: {words}", self.text));
        let connecting = TcpStream::connect((self.host.as_str(), self.port));
        match tokio::time::timeout(CONNECT_TIME, connecting).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(fault)) => Err(unreachable(fault.to_string())),
            Err(_) => Err(unreachable(format!("no answer within {} seconds", CONNECT_TIME.as_secs()))),
        }
    }

    /// What does not come in time is given up.
    ///
    /// # Errors
    /// [`PlaceError::Unreachable`]
    pub async fn within<T>(&self, step: impl Future<Output = T>) -> Result<T, PlaceError> {
        let done = tokio::time::timeout(STEP_TIME, step).await;
        done.map_err(|_| PlaceError::Unreachable(format!("{}: no answer in time", self.text)))
    }

    /// The folder of the path and the last name in it.
    pub fn parent(&self) -> (String, String) {
        let (folder, name) = match self.path.rsplit_once('/') {
            Some(("", name)) => ("/", name),
            Some(pair) => pair,
            None => (".", self.path.as_str()),
        };
        (folder.to_owned(), name.to_owned())
    }
}

/// The path without percent signs, and without a slash at its end.
fn path_of(path: &str) -> Option<String> {
    let names = path.split('/').filter(|name| !name.is_empty()).map(decoded).collect::<Option<Vec<_>>>()?;
    Some(match names.as_slice() {
        [home] if home == "~" => ".".to_owned(),
        [home, below @ ..] if home == "~" => below.join("/"),
        names => format!("/{}", names.join("/")),
    })
}

/// An address is repeated in words, a password that somebody typed into it is not.
fn without_secrets(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, behind))) => format!("{scheme}://…@{behind}"),
        _ => text.to_owned(),
    }
}

/// Why an entry of this name is not read; `None`: it is, when it is a file.
pub fn refusal(name: &str, patterns: Option<&str>) -> Option<&'static str> {
    // What stands for bytes that are no text cannot be asked for again.
    let is_text = !name.contains(['/', '\\', '\u{FFFD}']) && !name.chars().any(char::is_control);
    if is_text { names::refusal(name, patterns) } else { Some("its name is no text in UTF-8") }
}

/// What a server says, fit to be shown.
pub fn saying(text: &str) -> String {
    let plain =
        text.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty());
    plain.collect::<Vec<_>>().join(" ").chars().take(LONGEST_SAYING).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_a_server_and_a_path_from_its_root_or_from_the_users_folder() {
        for (text, protocol, host, port, path) in [
            ("sftp://files.example/out/east", Protocol::Sftp, "files.example", 22, "/out/east"),
            ("sftp://files.example:2222/out/a%20b/", Protocol::Sftp, "files.example", 2222, "/out/a b"),
            ("sftp://files.example", Protocol::Sftp, "files.example", 22, "/"),
            ("sftp://files.example/~/east", Protocol::Sftp, "files.example", 22, "east"),
            ("sftp://files.example/~/", Protocol::Sftp, "files.example", 22, "."),
            ("ftp://files.example/../out", Protocol::Ftp, "files.example", 21, "/out"),
            ("ftp://files.example:21/out", Protocol::Ftp, "files.example", 21, "/out"),
            ("ftps://[2001:db8::7]:990/", Protocol::Ftps, "2001:db8::7", 990, "/"),
        ] {
            let address = Address::parse(text).expect(text);
            let found = (address.protocol, address.host.as_str(), address.port, address.path.as_str());
            assert_eq!(found, (protocol, host, port, path), "{text}");
        }
    }

    #[test]
    fn addresses_that_cannot_be_used_are_refused_without_repeating_a_password() {
        for (text, words) in [
            ("sftp://reader:sesame@files.example/", "in their own fields"),
            ("sftp://files.example/?x", "question mark"),
            ("sftp://files.example/#x", "question mark"),
            ("sftp:///out", "names no server"),
            ("sftp://files.example/a%2Fb", "no text"),
            ("sftp://files.example/%FF", "no text"),
            ("sftp://files.example/a%0Ab", "no text"),
            ("gopher://files.example/", "none of sftp"),
            ("sftp://files.example:port/", "no address"),
        ] {
            let refused = Address::parse(text).expect_err(text).to_string();
            assert!(refused.contains(words) && !refused.contains("sesame"), "{refused}");
        }
    }

    #[test]
    fn what_a_server_says_is_one_short_line() {
        assert_eq!(saying("550 No\r\n such \u{1b}[31m file\r\n"), "550 No such [31m file");
        assert_eq!(saying(&"x".repeat(500)).len(), LONGEST_SAYING);
    }

    #[test]
    fn names_that_cannot_be_asked_for_are_refused() {
        for name in ["a/b.xml", "..\\b.xml", "a\r\nDELE b.xml", "caf\u{FFFD}.xml"] {
            assert_eq!(refusal(name, None), Some("its name is no text in UTF-8"), "{name:?}");
        }
        assert_eq!(refusal("café.xml", None), None);
        assert!(refusal("café.pdf", None).is_some());
    }
}

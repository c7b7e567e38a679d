//! The connection to an SFTP server: its key is compared with the one that was entered before anything is said about who we are
//! (RFC 4251, 4.1), then we sign in with a key or a password (RFC 4252, RFC 4256). Nothing is signed with SHA-1.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use russh::client::{AuthResult, Config, Handle, Handler, KeyboardInteractiveAuthResponse, connect_stream};
use russh::keys::{
    Algorithm, EcdsaCurve, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate, decode_secret_key,
};
use russh::{Channel, ChannelMsg, MethodKind, MethodSet, Preferred};
use russh_sftp::client::{RawSftpSession, SftpSession};

use super::super::PlaceError;
use super::super::server::{Address, STEP_TIME, saying};
use crate::jobs::harvest::settings::FetchSettings;

/// A server that says nothing is asked whether it is there.
const KEEPALIVE: Duration = Duration::from_secs(15);
/// The largest answer that lists files, in bytes.
const LARGEST_LIST: u32 = 4 << 20;
/// Letters of a fingerprint: 32 bytes in base64 without padding.
const FINGERPRINT: usize = 43;
/// Times that a server asks for the password in its own words (RFC 4256).
const PROMPTS: usize = 4;

/// Keys of servers that are taken, the best first: all but RSA with SHA-1.
const SERVER_KEYS: [Algorithm; 6] = [
    Algorithm::Ed25519,
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 },
    Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 },
    Algorithm::Rsa { hash: Some(HashAlg::Sha512) },
    Algorithm::Rsa { hash: Some(HashAlg::Sha256) },
];

/// Who we are, and by what the server is known.
pub struct Identity {
    /// The name with which we sign in.
    pub user: String,
    password: Option<String>,
    private_key: Option<String>,
    /// `SHA256:…` of the server's key; `None`: nobody compared it yet.
    server_key: Option<String>,
}

impl Identity {
    pub fn of(fetch: FetchSettings) -> Self {
        Self {
            user: fetch.user.unwrap_or_default(),
            password: fetch.password,
            private_key: fetch.private_key,
            server_key: fetch.server_key.map(|key| fingerprint_in(&key).unwrap_or(key)),
        }
    }
}

/// A server on which we are signed in.
pub struct Session {
    ssh: Handle<Doorkeeper>,
    /// Its files.
    pub files: SftpSession,
}

impl Session {
    /// Connects and signs in.
    ///
    /// # Errors
    /// [`PlaceError::Unknown`]: no key was entered; [`PlaceError::Refused`]: the server's key is not the one that was entered, or
    /// the server does not let us in; [`PlaceError::Unreachable`].
    pub async fn open(address: &Address, identity: &Identity) -> Result<Self, PlaceError> {
        let mut ssh = shake_hands(address, identity).await?;
        address.within(sign_in(&mut ssh, address, identity)).await??;
        let channel = sftp_channel(&ssh, address).await?;
        let config = russh_sftp::client::Config { request_timeout_secs: STEP_TIME.as_secs(), ..Default::default() };
        let files = address.within(SftpSession::new_with_config(channel.into_stream(), config)).await?;
        let files = files.map_err(|fault| no_sftp(address, &fault.to_string()))?;
        Ok(Self { ssh, files })
    }

    /// Whether the server has gone.
    pub fn is_closed(&self) -> bool {
        self.ssh.is_closed()
    }

    /// A second channel, over which lists come entry by entry.
    pub async fn lister(&self, address: &Address) -> Result<RawSftpSession, PlaceError> {
        let channel = sftp_channel(&self.ssh, address).await?;
        let config = russh_sftp::client::Config {
            max_packet_len: LARGEST_LIST,
            request_timeout_secs: STEP_TIME.as_secs(),
            ..Default::default()
        };
        let lister = RawSftpSession::new_with_config(channel.into_stream(), config);
        address.within(lister.init()).await?.map_err(|fault| no_sftp(address, &fault.to_string()))?;
        Ok(lister)
    }
}

/// Lets nobody in but the server whose key was entered.
struct Doorkeeper {
    wanted: Option<String>,
    /// The fingerprint of the key that the server showed.
    seen: Arc<OnceLock<String>>,
}

impl Handler for Doorkeeper {
    type Error = russh::Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        let seen = key.public_key().fingerprint(HashAlg::Sha256).to_string();
        let is_wanted = self.wanted.as_ref() == Some(&seen);
        self.seen.get_or_init(|| seen);
        Ok(is_wanted)
    }
}

/// A connection with the server whose key was entered. A server may have keys of several kinds, and people are told the fingerprint
/// of any of them: all kinds are asked for, before it counts as another server.
async fn shake_hands(address: &Address, identity: &Identity) -> Result<Handle<Doorkeeper>, PlaceError> {
    let first = match greet(address, identity, &SERVER_KEYS).await {
        Err(Greeting::OtherKey(seen)) if identity.server_key.is_some() => seen,
        Err(Greeting::OtherKey(seen)) => return Err(PlaceError::Unknown(seen)),
        Err(Greeting::Failed(fault)) => return Err(fault),
        Ok(ssh) => return Ok(ssh),
    };
    for others in [SERVER_KEYS.get(1..4), SERVER_KEYS.get(4..)].into_iter().flatten() {
        if let Ok(ssh) = greet(address, identity, others).await {
            return Ok(ssh);
        }
    }
    Err(changed_key(address, &first, identity.server_key.as_deref().unwrap_or_default()))
}

/// Why there is no connection.
enum Greeting {
    /// The server showed a key of this fingerprint.
    OtherKey(String),
    Failed(PlaceError),
}

async fn greet(
    address: &Address,
    identity: &Identity,
    keys: &'static [Algorithm],
) -> Result<Handle<Doorkeeper>, Greeting> {
    let stream = address.dial().await.map_err(Greeting::Failed)?;
    let seen = Arc::new(OnceLock::new());
    let doorkeeper = Doorkeeper { wanted: identity.server_key.clone(), seen: Arc::clone(&seen) };
    let config = Config {
        keepalive_interval: Some(KEEPALIVE),
        preferred: Preferred { key: Cow::Borrowed(keys), ..Preferred::DEFAULT },
        ..Config::default()
    };
    let met = address.within(connect_stream(Arc::new(config), stream, doorkeeper)).await.map_err(Greeting::Failed)?;
    met.map_err(|fault| match seen.get() {
        Some(seen) if Some(seen) != identity.server_key.as_ref() => Greeting::OtherKey(seen.clone()),
        _ => Greeting::Failed(PlaceError::Unreachable(format!(
            "{} does not answer as an SSH server: {fault}",
            address.text
        ))),
    })
}

fn changed_key(address: &Address, seen: &str, wanted: &str) -> PlaceError {
    PlaceError::Refused(format!(
        "{}: the server's key is {seen}, and not {wanted}, which was entered: it is another server, or it has a new key. Ask the operator of the server, and enter the new fingerprint only when it is confirmed. Nobody signed in",
        address.text
    ))
}

fn no_sftp(address: &Address, words: &str) -> PlaceError {
    PlaceError::Refused(format!(
        "{}: the server lets us in, but gives no files over SFTP: {}",
        address.text,
        saying(words)
    ))
}

async fn sign_in(ssh: &mut Handle<Doorkeeper>, address: &Address, identity: &Identity) -> Result<(), PlaceError> {
    let refused = |words: &str| PlaceError::Refused(format!("{}: {words}", address.text));
    if identity.user.is_empty() {
        return Err(refused("enter the user with which to sign in: SFTP knows no sign-in without one"));
    }
    let broke =
        |fault: russh::Error| PlaceError::Unreachable(format!("{} broke off at sign-in: {fault}", address.text));
    let mut remaining = None;
    if let Some(text) = &identity.private_key {
        let key = read_key(text).map_err(|words| refused(&words))?;
        match with_key(ssh, &identity.user, key).await.map_err(broke)? {
            AuthResult::Success => return Ok(()),
            AuthResult::Failure { remaining_methods, .. } => remaining = Some(remaining_methods),
        }
    }
    if let Some(password) = &identity.password {
        match with_password(ssh, &identity.user, password).await.map_err(broke)? {
            AuthResult::Success => return Ok(()),
            AuthResult::Failure { remaining_methods, .. } => remaining = Some(remaining_methods),
        }
    }
    Err(match remaining {
        None => refused("enter the password of the user or a private key"),
        Some(_) if ssh.is_closed() => refused(&format!(
            "the server closed the connection when {} signed in: check user, password and key",
            identity.user
        )),
        Some(remaining) => refused(&not_let_in(identity, &remaining)),
    })
}

fn not_let_in(identity: &Identity, remaining: &MethodSet) -> String {
    let user = &identity.user;
    let methods: Vec<&str> = remaining.iter().map(<&'static str>::from).collect();
    let takes = if methods.is_empty() { String::new() } else { format!(" (it takes {})", methods.join(", ")) };
    match (&identity.private_key, &identity.password) {
        (Some(_), None) => format!(
            "the server does not accept the private key of {user}{takes}: the public key that belongs to it must be entered there"
        ),
        (Some(_), Some(_)) => format!("the server accepts neither the private key nor the password of {user}{takes}"),
        _ => format!("the server does not accept {user} with this password{takes}"),
    }
}

async fn with_key(ssh: &mut Handle<Doorkeeper>, user: &str, key: PrivateKey) -> Result<AuthResult, russh::Error> {
    let hash = match key.algorithm() {
        Algorithm::Rsa { .. } => ssh.best_supported_rsa_hash().await?.flatten().or(Some(HashAlg::Sha512)),
        _ => None,
    };
    ssh.authenticate_publickey(user, PrivateKeyWithHashAlg::new(Arc::new(key), hash)).await
}

/// With the password; where the server asks for it in its own words only, as the answer to each question that hides what is typed.
async fn with_password(ssh: &mut Handle<Doorkeeper>, user: &str, password: &str) -> Result<AuthResult, russh::Error> {
    let asked = ssh.authenticate_password(user, password).await?;
    let AuthResult::Failure { remaining_methods, .. } = &asked else { return Ok(asked) };
    if remaining_methods.contains(&MethodKind::Password)
        || !remaining_methods.contains(&MethodKind::KeyboardInteractive)
    {
        return Ok(asked);
    }
    let mut answer = ssh.authenticate_keyboard_interactive_start(user, None).await?;
    for _ in 0..PROMPTS {
        let KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } = answer else { break };
        let typed = prompts.iter().map(|prompt| if prompt.echo { String::new() } else { password.to_owned() });
        answer = ssh.authenticate_keyboard_interactive_respond(typed.collect()).await?;
    }
    Ok(match answer {
        KeyboardInteractiveAuthResponse::Success => AuthResult::Success,
        _ => asked,
    })
}

/// A channel in which the server speaks SFTP.
async fn sftp_channel(ssh: &Handle<Doorkeeper>, address: &Address) -> Result<Channel<russh::client::Msg>, PlaceError> {
    let opening = async {
        let mut channel = ssh.channel_open_session().await.map_err(|fault| no_sftp(address, &fault.to_string()))?;
        channel.request_subsystem(true, "sftp").await.map_err(|fault| no_sftp(address, &fault.to_string()))?;
        loop {
            match channel.wait().await {
                Some(ChannelMsg::Success) => return Ok(channel),
                Some(ChannelMsg::Failure) => return Err(no_sftp(address, "it refuses the subsystem sftp")),
                Some(_) => {}
                None => return Err(no_sftp(address, "it closed the connection")),
            }
        }
    };
    address.within(opening).await?
}

/// Why a private key cannot be used, as it was pasted; nothing of the key is in the words.
#[must_use]
pub fn wrong_key(text: &str) -> Option<String> {
    read_key(text).err()
}

fn read_key(text: &str) -> Result<PrivateKey, String> {
    use russh::keys::Error;
    const PROTECTED: &str =
        "the private key is protected by a passphrase: make a key of its own for this purpose, without one";
    const UNREADABLE: &str = "the private key cannot be read: paste it whole, from -----BEGIN OPENSSH PRIVATE KEY----- to -----END OPENSSH PRIVATE KEY-----";
    match decode_secret_key(text, None) {
        Ok(key) if !key.is_encrypted() => Ok(key),
        Ok(_) | Err(Error::KeyIsEncrypted) => Err(PROTECTED.to_owned()),
        Err(_) => Err(UNREADABLE.to_owned()),
    }
}

/// The fingerprint `SHA256:…` in a text: alone, or in a line of `ssh-keygen -l`.
#[must_use]
pub fn fingerprint_in(text: &str) -> Option<String> {
    let is_digest = |digest: &str| {
        digest.len() == FINGERPRINT && digest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(&byte))
    };
    let bare = |word: &str| word.trim_start_matches("SHA256:").trim_end_matches('=').to_owned();
    text.split_whitespace().map(bare).find(|digest| is_digest(digest)).map(|digest| format!("SHA256:{digest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8";

    #[test]
    fn fingerprints_are_found_as_people_paste_them() {
        let whole = format!("SHA256:{DIGEST}");
        for text in
            [whole.clone(), DIGEST.to_owned(), format!("256 {whole} files.example (ED25519)"), format!(" {whole}= ")]
        {
            assert_eq!(fingerprint_in(&text).as_ref(), Some(&whole), "{text}");
        }
        for text in ["", "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", "SHA256:short", "ssh-ed25519"] {
            assert_eq!(fingerprint_in(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_private_key_is_refused_without_repeating_it() {
        for text in ["", "sesame", "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VzYW1l\n-----END OPENSSH PRIVATE KEY-----"] {
            let words = read_key(text).expect_err(text);
            assert!(words.contains("paste it whole") && !words.contains("c2VzYW1l"), "{words}");
        }
    }
}

//! The control connection of FTP: sign-in, TLS (RFC 4217), and data connections that we open (EPSV of RFC 2428, else PASV of RFC 959).
//! A data connection goes to the server itself and to nobody else, whatever address a server names.

use suppaftp::tokio::{AsyncRustlsConnector, AsyncRustlsFtpStream, AsyncRustlsStream, TransferStream};
use suppaftp::tokio_rustls::TlsConnector;
use suppaftp::types::FileType;
use suppaftp::{FtpError, Mode, Status};

use super::super::PlaceError;
use super::super::server::{Address, Protocol, saying};
use crate::jobs::harvest::settings::FetchSettings;
use crate::outside::client_tls;

/// On this port TLS begins with the first byte.
const IMPLICIT_PORT: u16 = 990;
/// Who signs in where nobody in particular is asked for (RFC 1635).
const ANYBODY: &str = "anonymous";
/// Answers by which a server says that it does not know a command.
const UNKNOWN_COMMAND: [Status; 5] = [
    Status::BadCommand,
    Status::BadArguments,
    Status::NotImplemented,
    Status::NotImplementedParameter,
    Status::Unknown,
];

/// A file or list on its way.
pub type Transfer = TransferStream<AsyncRustlsStream>;

/// Who we are, and whom we believe.
pub struct Identity {
    user: String,
    password: String,
    authority: Option<String>,
}

impl Identity {
    /// Without a user, it is nobody in particular, with the address to write to as password.
    pub fn of(fetch: FetchSettings, contact: &str) -> Self {
        let (user, password) = match fetch.user.filter(|user| !user.is_empty()) {
            Some(user) => (user, fetch.password.unwrap_or_default()),
            None => (ANYBODY.to_owned(), fetch.contact.unwrap_or_else(|| contact.to_owned())),
        };
        Self { user, password, authority: fetch.authority }
    }
}

/// A server on which we are signed in.
pub struct Control {
    stream: AsyncRustlsFtpStream,
    address: Address,
    /// Whether it gives lists for machines (MLSD).
    pub has_mlsd: bool,
    /// Data connections are asked for with EPSV, as long as nothing says that the server does not know it.
    is_extended: bool,
}

impl Control {
    /// Connects, makes sure of the server where TLS is asked for, and signs in.
    ///
    /// # Errors
    /// [`PlaceError::Refused`]: the server's certificate is not believed, it has no TLS, or it does not let us in;
    /// [`PlaceError::Unreachable`].
    pub async fn open(address: &Address, identity: &Identity) -> Result<Self, PlaceError> {
        let mut stream = match address.protocol {
            Protocol::Ftps => over_tls(address, identity).await?,
            _ => in_the_clear(address).await?,
        };
        let signed_in = address.within(stream.login(identity.user.as_str(), identity.password.as_str())).await?;
        signed_in.map_err(|fault| not_let_in(address, identity, &fault))?;
        stream.set_mode(Mode::ExtendedPassive);
        // Only the port of an answer to PASV counts.
        stream.set_passive_nat_workaround(true);
        let binary = address.within(stream.transfer_type(FileType::Binary)).await?;
        binary.map_err(|fault| failure(address, "files cannot be read byte by byte", &fault))?;
        // Servers that write names in UTF-8 only when asked; those that always do may not know the question.
        let asked = address.within(stream.opts("UTF8", Some("ON"))).await?;
        if let Err(fault @ (FtpError::ConnectionError(_) | FtpError::BadResponse)) = asked {
            return Err(failure(address, "the sign-in broke off", &fault));
        }
        let has_mlsd = has_mlsd(&mut stream, address).await?;
        Ok(Self { stream, address: address.clone(), has_mlsd, is_extended: true })
    }

    /// Whether the server still answers.
    pub async fn is_alive(&mut self) -> bool {
        matches!(self.address.within(self.stream.noop()).await, Ok(Ok(())))
    }

    /// Goes into a folder.
    ///
    /// # Errors
    /// [`PlaceError`].
    pub async fn enter(&mut self, folder: &str) -> Result<(), PlaceError> {
        if folder == "." {
            return Ok(());
        }
        let entered = self.address.within(self.stream.cwd(folder)).await?;
        entered.map_err(|fault| failure(&self.address, &format!("{folder} cannot be entered"), &fault))
    }

    /// When a file was changed last (MDTM of RFC 3659), in milliseconds since 1970; `None`: the server does not say.
    ///
    /// # Errors
    /// [`PlaceError::Unreachable`].
    pub async fn modified(&mut self, name: &str) -> Result<Option<i64>, PlaceError> {
        let asked = self.address.within(self.stream.mdtm(name)).await?;
        let told = asked.map(|time| time.and_utc().timestamp_millis());
        self.told(told)
    }

    /// How many bytes a file has (SIZE of RFC 3659); `None`: the server does not say, or it is no file.
    ///
    /// # Errors
    /// [`PlaceError::Unreachable`].
    pub async fn size(&mut self, name: &str) -> Result<Option<u64>, PlaceError> {
        let asked = self.address.within(self.stream.size(name)).await?;
        self.told(asked.map(|size| size as u64))
    }

    fn told<T>(&self, told: Result<T, FtpError>) -> Result<Option<T>, PlaceError> {
        match told {
            Ok(told) => Ok(Some(told)),
            Err(fault @ FtpError::ConnectionError(_)) => {
                Err(failure(&self.address, "the connection broke off", &fault))
            }
            Err(_) => Ok(None),
        }
    }

    /// Has the server send a file or a list.
    ///
    /// # Errors
    /// [`FtpError`].
    pub async fn transfer(&mut self, command: &str) -> Result<Transfer, FtpError> {
        match self.try_transfer(command).await {
            Err(FtpError::UnexpectedResponse(answer))
                if self.is_extended && UNKNOWN_COMMAND.contains(&answer.status) =>
            {
                self.is_extended = false;
                self.stream.set_mode(Mode::Passive);
                self.try_transfer(command).await
            }
            outcome => outcome,
        }
    }

    async fn try_transfer(&mut self, command: &str) -> Result<Transfer, FtpError> {
        let opening = self.stream.custom_data_command(command, &[Status::AboutToSend, Status::AlreadyOpen]);
        match self.address.within(opening).await {
            Ok(opened) => opened.map(|(_, transfer)| transfer),
            Err(_) => Err(FtpError::ConnectionError(std::io::ErrorKind::TimedOut.into())),
        }
    }
}

/// Whether the server names MLST among its features (FEAT of RFC 2389), which MLSD belongs to.
async fn has_mlsd(stream: &mut AsyncRustlsFtpStream, address: &Address) -> Result<bool, PlaceError> {
    // No answer is expected, so that suppaftp reads every one to its end: its own question for features waits for ever where the
    // answer is a single line.
    match address.within(stream.custom_command("FEAT", &[])).await? {
        Err(FtpError::UnexpectedResponse(answer)) if answer.status == Status::System => {
            let features = String::from_utf8_lossy(&answer.body).to_ascii_uppercase();
            Ok(features.lines().any(|line| line.trim_start().starts_with("MLST")))
        }
        Err(fault @ FtpError::ConnectionError(_)) => Err(failure(address, "the sign-in broke off", &fault)),
        _ => Ok(false),
    }
}

async fn in_the_clear(address: &Address) -> Result<AsyncRustlsFtpStream, PlaceError> {
    let socket = address.dial().await?;
    let greeted = address.within(AsyncRustlsFtpStream::connect_with_stream(socket)).await?;
    greeted.map_err(|fault| failure(address, "the server does not greet", &fault))
}

async fn over_tls(address: &Address, identity: &Identity) -> Result<AsyncRustlsFtpStream, PlaceError> {
    let config = client_tls(identity.authority.as_deref().map(str::as_bytes));
    let config = config.map_err(|words| PlaceError::Refused(format!("{}: {words}", address.text)))?;
    let connector = AsyncRustlsConnector::from(TlsConnector::from(config));
    if address.port != IMPLICIT_PORT {
        let stream = in_the_clear(address).await?;
        let secured = address.within(stream.into_secure(connector, &address.host)).await?;
        return secured.map_err(|fault| not_secured(address, &fault));
    }
    let server = (address.host.clone(), address.port);
    let greeted = AsyncRustlsFtpStream::connect_secure_implicit(server, connector, &address.host);
    let mut stream = address.within(greeted).await?.map_err(|fault| not_secured(address, &fault))?;
    for command in ["PBSZ 0", "PROT P"] {
        let agreed = address.within(stream.custom_command(command, &[Status::CommandOk])).await?;
        agreed.map_err(|fault| not_secured(address, &fault))?;
    }
    Ok(stream)
}

fn not_secured(address: &Address, fault: &FtpError) -> PlaceError {
    let refused = |words: String| PlaceError::Refused(format!("{}: {words}", address.text));
    match fault {
        FtpError::SecureError(words) => refused(format!(
            "no safe connection: {}. A certificate must be valid for {}, and signed by a public authority or by one that is entered under Schedule and manners of the source",
            saying(words),
            address.host
        )),
        FtpError::UnexpectedResponse(answer) => refused(format!(
            "the server does not begin TLS ({}): ask whether it has FTPS, and on which port",
            said(answer)
        )),
        fault => failure(address, "no safe connection", fault),
    }
}

fn not_let_in(address: &Address, identity: &Identity, fault: &FtpError) -> PlaceError {
    match fault {
        FtpError::UnexpectedResponse(answer) if answer.status != Status::NotAvailable => {
            let asks =
                if identity.user == ANYBODY { "it wants a user and a password" } else { "check user and password" };
            let words =
                format!("{}: the server does not let {} in ({}): {asks}", address.text, identity.user, said(answer));
            PlaceError::Refused(words)
        }
        fault => failure(address, "the sign-in broke off", fault),
    }
}

/// What the server answers, sorted by who can do something about it.
pub fn failure(address: &Address, what: &str, fault: &FtpError) -> PlaceError {
    let server = &address.text;
    match fault {
        FtpError::UnexpectedResponse(answer) => {
            let words = format!("{server}: {what} ({})", said(answer));
            match answer.status {
                Status::FileUnavailable => PlaceError::Gone(words),
                Status::NotLoggedIn | Status::InvalidCredentials => PlaceError::Refused(words),
                _ => PlaceError::Unreachable(words),
            }
        }
        FtpError::BadResponse => PlaceError::Unreachable(format!("{server}: {what}: the answer is none of FTP")),
        fault => PlaceError::Unreachable(format!("{server}: {what}: {}", saying(&fault.to_string()))),
    }
}

/// A file or list ended before its end.
pub fn broke_off(address: &Address, what: &str, fault: &FtpError) -> PlaceError {
    let words = match fault {
        FtpError::UnexpectedResponse(answer) => said(answer),
        fault => saying(&fault.to_string()),
    };
    PlaceError::Unreachable(format!("{}: {what} broke off: {words}", address.text))
}

/// The server's own words, with their number.
fn said(answer: &suppaftp::types::Response) -> String {
    saying(&String::from_utf8_lossy(&answer.body))
}

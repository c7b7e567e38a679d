//! A little SFTP server: what lies where, who may come in, and how it misbehaves.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::keys::ssh_key::{HashAlg, LineEnding};
use russh::keys::{PrivateKey, PublicKey};
use russh::server::{self, Auth, ChannelOpenHandle, Msg, Response, Session, VerifiedPublicKey};
use russh::{Channel, ChannelId, Disconnect, MethodKind, MethodSet};
use russh_sftp::protocol::{Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Status, StatusCode};
use tokio::net::TcpListener;

/// The name with which one signs in.
pub const USER: &str = "east";
/// The bits of a mode that make a file, a folder, a link.
pub const FILE: u32 = 0o100_644;
pub const FOLDER: u32 = 0o040_755;
pub const LINK: u32 = 0o120_777;

/// Entries that are sent at once.
const AT_ONCE: usize = 1_000;

/// A server on loopback.
pub struct SftpServer {
    /// Its address, without a slash at the end.
    pub url: String,
    /// `SHA256:…` of its key.
    pub fingerprint: String,
    state: Arc<Mutex<Inside>>,
}

/// What lies at a path.
#[derive(Clone)]
pub struct Lies {
    pub mode: u32,
    /// Milliseconds since 1970.
    pub modified: i64,
    pub bytes: Vec<u8>,
    /// Bytes that lists tell; `None`: as many as there are.
    pub size: Option<u64>,
    /// What the server answers instead of opening it.
    pub refusal: Option<StatusCode>,
    /// The connection ends when this byte is asked for.
    pub breaks_at: Option<u64>,
}

impl Lies {
    pub fn file(bytes: impl AsRef<[u8]>, modified: i64) -> Self {
        let bytes = bytes.as_ref().to_vec();
        Self { mode: FILE, modified, bytes, size: None, refusal: None, breaks_at: None }
    }

    fn attributes(&self) -> FileAttributes {
        FileAttributes {
            size: Some(self.size.unwrap_or(self.bytes.len() as u64)),
            permissions: Some(self.mode),
            mtime: Some(u32::try_from(self.modified / 1_000).expect("a time before 2106")),
            atime: Some(0),
            ..FileAttributes::default()
        }
    }
}

#[derive(Default)]
struct Inside {
    paths: BTreeMap<String, Lies>,
    password: Option<String>,
    key: Option<PublicKey>,
    /// The password is asked for in the server's own words only.
    prompts: bool,
    /// There is no SFTP.
    is_bare: bool,
    /// Users and passwords that somebody tried.
    tried: Vec<String>,
    connections: usize,
    /// Files that were opened.
    opened: Vec<String>,
}

impl SftpServer {
    /// Opens it, with one folder `/out` and a key that is made of this number.
    pub async fn open(key: u8) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("sftp://{}", listener.local_addr().expect("the port has a number"));
        let key = key_of(key);
        let fingerprint = key.public_key().fingerprint(HashAlg::Sha256).to_string();
        let state = Arc::new(Mutex::new(Inside::default()));
        tokio::spawn(serve(listener, key, Arc::clone(&state)));
        let server = Self { url, fingerprint, state };
        server.lay("/out", Lies { mode: FOLDER, ..Lies::file("", 0) });
        server
    }

    /// Puts anything at a path.
    pub fn lay(&self, path: &str, lies: Lies) {
        self.inside(|inside| inside.paths.insert(path.to_owned(), lies));
    }

    /// Takes away what lies at a path.
    pub fn remove(&self, path: &str) {
        self.inside(|inside| inside.paths.remove(path));
    }

    /// Whoever signs in as [`USER`] must know this password.
    pub fn wants_password(&self, password: &str) {
        self.inside(|inside| inside.password = Some(password.to_owned()));
    }

    /// The password is asked for in the server's own words only (keyboard-interactive).
    pub fn prompts(&self) {
        self.inside(|inside| inside.prompts = true);
    }

    /// Whoever signs in as [`USER`] must have the private key of this number.
    pub fn wants_key(&self, number: u8) {
        self.inside(|inside| inside.key = Some(key_of(number).public_key().clone()));
    }

    /// It lets people in and gives no files.
    pub fn is_bare(&self) {
        self.inside(|inside| inside.is_bare = true);
    }

    /// Users and passwords that somebody tried since the last time.
    pub fn tried(&self) -> Vec<String> {
        self.inside(|inside| std::mem::take(&mut inside.tried))
    }

    /// Files that were opened since the last time.
    pub fn opened(&self) -> Vec<String> {
        self.inside(|inside| std::mem::take(&mut inside.opened))
    }

    /// Connections so far.
    pub fn connections(&self) -> usize {
        self.inside(|inside| inside.connections)
    }

    fn inside<T>(&self, look: impl FnOnce(&mut Inside) -> T) -> T {
        look(&mut self.state.lock().unwrap())
    }
}

fn key_of(number: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[number; 32]))
}

/// A private key as people paste it.
pub fn private_key(number: u8) -> String {
    key_of(number).to_openssh(LineEnding::LF).expect("a key").to_string()
}

async fn serve(listener: TcpListener, key: PrivateKey, state: Arc<Mutex<Inside>>) {
    let config = Arc::new(server::Config {
        keys: vec![key],
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        ..server::Config::default()
    });
    while let Ok((stream, _)) = listener.accept().await {
        state.lock().unwrap().connections += 1;
        let visitor = Visitor { state: Arc::clone(&state), channels: HashMap::new() };
        let config = Arc::clone(&config);
        tokio::spawn(async move {
            if let Ok(session) = server::run_stream(config, stream, visitor).await {
                let _ = session.await;
            }
        });
    }
}

/// One connection.
struct Visitor {
    state: Arc<Mutex<Inside>>,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Visitor {
    fn try_password(&self, user: &str, password: &str) -> bool {
        let mut inside = self.state.lock().unwrap();
        inside.tried.push(format!("{user} {password}"));
        user == USER && inside.password.as_deref() == Some(password)
    }

    fn refuse(&self) -> Auth {
        let inside = self.state.lock().unwrap();
        let mut methods = Vec::new();
        if inside.password.is_some() {
            methods.push(if inside.prompts { MethodKind::KeyboardInteractive } else { MethodKind::Password });
        }
        if inside.key.is_some() {
            methods.push(MethodKind::PublicKey);
        }
        Auth::Reject { proceed_with_methods: Some(MethodSet::from(methods.as_slice())), partial_success: false }
    }
}

impl server::Handler for Visitor {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, Self::Error> {
        let prompts = self.state.lock().unwrap().prompts;
        let is_right = self.try_password(user, password) && !prompts;
        Ok(if is_right { Auth::Accept } else { self.refuse() })
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        let is_right = {
            let mut inside = self.state.lock().unwrap();
            inside.tried.push(format!("{user} with a key"));
            user == USER && inside.key.as_ref().is_some_and(|known| known.key_data() == key.public_key.key_data())
        };
        Ok(if is_right { Auth::Accept } else { self.refuse() })
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, Self::Error> {
        let Some(mut response) = response else {
            let prompts = vec![("Your password for today: ".into(), false)];
            return Ok(Auth::Partial { name: "".into(), instructions: "".into(), prompts: prompts.into() });
        };
        let answer = response.next().unwrap_or_default();
        let is_right = self.try_password(user, &String::from_utf8_lossy(&answer));
        Ok(if is_right { Auth::Accept } else { self.refuse() })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), Self::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(&mut self, id: ChannelId, name: &str, session: &mut Session) -> Result<(), Self::Error> {
        let is_bare = self.state.lock().unwrap().is_bare;
        match self.channels.remove(&id) {
            Some(channel) if name == "sftp" && !is_bare => {
                session.channel_success(id)?;
                let files = Files { state: Arc::clone(&self.state), listed: HashMap::new(), ssh: session.handle() };
                russh_sftp::server::run(channel.into_stream(), files).await;
            }
            _ => session.channel_failure(id)?,
        }
        Ok(())
    }
}

/// One channel of SFTP. A handle is the path.
struct Files {
    state: Arc<Mutex<Inside>>,
    /// The entries of a folder that were not sent yet.
    listed: HashMap<String, std::vec::IntoIter<File>>,
    ssh: server::Handle,
}

impl Files {
    fn entries(&self, folder: &str) -> Vec<File> {
        let below = format!("{}/", folder.trim_end_matches('/'));
        let inside = self.state.lock().unwrap();
        let names = inside.paths.iter().filter_map(|(path, lies)| Some((path.strip_prefix(&below)?, lies)));
        let names = names.filter(|(name, _)| !name.is_empty() && !name.contains('/'));
        let names = names.map(|(name, lies)| (name, lies.attributes()));
        let own = FileAttributes { permissions: Some(FOLDER), ..FileAttributes::default() };
        [(".", own.clone()), ("..", own)]
            .into_iter()
            .chain(names)
            .map(|(name, attrs)| File { filename: name.to_owned(), longname: String::new(), attrs })
            .collect()
    }

    fn at(&self, path: &str) -> Result<Lies, StatusCode> {
        let path = if path == "." { "/home" } else { path };
        let inside = self.state.lock().unwrap();
        inside
            .paths
            .get(path)
            .or_else(|| inside.paths.get(&format!("/home/{path}")))
            .cloned()
            .ok_or(StatusCode::NoSuchFile)
    }

    fn target(&self, path: &str) -> Result<Lies, StatusCode> {
        let lies = self.at(path)?;
        match lies.mode {
            LINK => self.at(&String::from_utf8_lossy(&lies.bytes)),
            _ => Ok(lies),
        }
    }
}

impl russh_sftp::server::Handler for Files {
    type Error = StatusCode;

    fn unimplemented(&self) -> Self::Error {
        StatusCode::OpUnsupported
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, Self::Error> {
        Ok(Attrs { id, attrs: self.target(&path)?.attributes() })
    }

    async fn fstat(&mut self, id: u32, handle: String) -> Result<Attrs, Self::Error> {
        Ok(Attrs { id, attrs: self.target(&handle)?.attributes() })
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, Self::Error> {
        if let Some(refusal) = self.at(&path)?.refusal {
            return Err(refusal);
        }
        let entries = self.entries(if path == "." { "/home" } else { &path });
        self.listed.insert(path.clone(), entries.into_iter());
        Ok(Handle { id, handle: path })
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Result<Name, Self::Error> {
        let entries = self.listed.get_mut(&handle).ok_or(StatusCode::Failure)?;
        let files: Vec<File> = entries.take(AT_ONCE).collect();
        if files.is_empty() { Err(StatusCode::Eof) } else { Ok(Name { id, files }) }
    }

    async fn open(
        &mut self,
        id: u32,
        path: String,
        flags: OpenFlags,
        _: FileAttributes,
    ) -> Result<Handle, Self::Error> {
        assert_eq!(flags.bits(), OpenFlags::READ.bits(), "files are only read");
        self.state.lock().unwrap().opened.push(path.clone());
        self.target(&path)?.refusal.map_or(Ok(Handle { id, handle: path }), Err)
    }

    async fn read(&mut self, id: u32, handle: String, offset: u64, length: u32) -> Result<Data, Self::Error> {
        let lies = self.target(&handle)?;
        if lies.breaks_at.is_some_and(|at| offset + u64::from(length) > at) {
            let goodbye = ("the machine is switched off".to_owned(), "en".to_owned());
            let _ = self.ssh.disconnect(Disconnect::ByApplication, goodbye.0, goodbye.1).await;
            return std::future::pending().await;
        }
        // As many servers do, it gives less than it is asked for.
        let rest = lies.bytes.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
        let piece = &rest[..rest.len().min(length as usize).min(30_000)];
        if piece.is_empty() { Err(StatusCode::Eof) } else { Ok(Data { id, data: piece.to_vec() }) }
    }

    async fn close(&mut self, id: u32, _: String) -> Result<Status, Self::Error> {
        Ok(Status { id, status_code: StatusCode::Ok, error_message: String::new(), language_tag: String::new() })
    }
}

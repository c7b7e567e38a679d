//! A little FTP server with one folder, `/out`: what lies there, which commands it knows, and how it misbehaves.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use bookferry::clock::instant_text;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use suppaftp::tokio_rustls::TlsAcceptor;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The authority that signed the server's certificate, as PEM.
pub const AUTHORITY: &str = include_str!("certificates/authority.pem");

/// How a folder is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// With MLSD, exactly.
    Machine,
    /// With LIST, as Unix servers do.
    Unix,
    /// With LIST, as Windows servers do.
    Windows,
}

/// How the server behaves.
#[derive(Clone)]
pub struct Manner {
    pub list: List,
    /// User and password; `None`: everybody may come in.
    pub user: Option<(&'static str, &'static str)>,
    pub knows_epsv: bool,
    /// Whether it tells times with MDTM.
    pub knows_mdtm: bool,
    pub knows_tls: bool,
    /// Answers to PASV name this address.
    pub passive: [u8; 4],
    /// It has no time for anybody.
    pub is_busy: bool,
    /// The connection is closed after each file.
    pub closes_after_files: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            list: List::Machine,
            user: None,
            knows_epsv: true,
            knows_mdtm: true,
            knows_tls: true,
            passive: [127, 0, 0, 1],
            is_busy: false,
            closes_after_files: false,
        }
    }
}

/// A file.
#[derive(Clone)]
pub struct Lies {
    pub bytes: Vec<u8>,
    /// Milliseconds since 1970.
    pub modified: i64,
    /// Bytes that lists tell; `None`: as many as there are.
    pub size: Option<usize>,
    /// The answer instead of its content.
    pub refusal: Option<&'static str>,
    /// So many bytes are sent, then this is said.
    pub breaks: Option<(usize, &'static str)>,
}

impl Lies {
    pub fn file(bytes: impl AsRef<[u8]>, modified: i64) -> Self {
        Self { bytes: bytes.as_ref().to_vec(), modified, size: None, refusal: None, breaks: None }
    }
}

/// A server on loopback.
#[derive(Clone)]
pub struct FtpServer {
    /// Where it listens: number and port.
    pub host: String,
    state: Arc<Inside>,
}

struct Inside {
    manner: Mutex<Manner>,
    files: Mutex<BTreeMap<String, Lies>>,
    asked: Mutex<Vec<String>>,
    tls: TlsAcceptor,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl FtpServer {
    pub async fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("the port has a number").to_string();
        let state = Arc::new(Inside {
            manner: Mutex::new(manner),
            files: Mutex::default(),
            asked: Mutex::default(),
            tls: acceptor(),
        });
        let inside = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Visit::new(Arc::clone(&inside), stream).run());
            }
        });
        Self { host, state }
    }

    /// From now on it behaves so.
    pub fn behave(&self, change: impl FnOnce(&mut Manner)) {
        change(&mut self.state.manner.lock().unwrap());
    }

    /// Puts a file there.
    pub fn lay(&self, name: &str, lies: Lies) {
        self.state.files.lock().unwrap().insert(name.to_owned(), lies);
    }

    /// Takes a file away.
    pub fn remove(&self, name: &str) {
        self.state.files.lock().unwrap().remove(name);
    }

    /// What it was told since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.state.asked.lock().unwrap())
    }
}

fn acceptor() -> TlsAcceptor {
    let certificate = include_bytes!("certificates/server.pem");
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate).flatten().collect();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("certificates/server.key")).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("TLS").with_no_client_auth();
    TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).expect("a certificate")))
}

/// One connection.
struct Visit {
    inside: Arc<Inside>,
    control: BufReader<Box<dyn Stream>>,
    user: String,
    folder: String,
    data: Option<TcpListener>,
    is_private: bool,
    is_over: bool,
}

impl Visit {
    fn new(inside: Arc<Inside>, stream: TcpStream) -> Self {
        let control: Box<dyn Stream> = Box::new(stream);
        Self {
            inside,
            control: BufReader::new(control),
            user: String::new(),
            folder: "/".to_owned(),
            data: None,
            is_private: false,
            is_over: false,
        }
    }

    async fn run(mut self) {
        let manner = self.manner();
        self.say(if manner.is_busy {
            "421 Too many users, come back later"
        } else {
            "220-Welcome\r\n220 to the files"
        })
        .await;
        self.is_over = manner.is_busy;
        while !self.is_over {
            let mut line = String::new();
            match self.control.read_line(&mut line).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let line = line.trim_end().to_owned();
            self.inside.asked.lock().unwrap().push(line.clone());
            let (command, argument) = line.split_once(' ').unwrap_or((&line, ""));
            self.answer(command, argument).await;
        }
    }

    fn manner(&self) -> Manner {
        self.inside.manner.lock().unwrap().clone()
    }

    fn file(&self, name: &str) -> Option<Lies> {
        let is_there = self.folder == "/out";
        self.inside.files.lock().unwrap().get(name).filter(|_| is_there).cloned()
    }

    async fn say(&mut self, words: &str) {
        let _ = self.control.get_mut().write_all(format!("{words}\r\n").as_bytes()).await;
        let _ = self.control.get_mut().flush().await;
    }

    async fn answer(&mut self, command: &str, argument: &str) {
        let manner = self.manner();
        match command {
            "USER" => {
                self.user = argument.to_owned();
                self.say("331 And the password?").await;
            }
            "PASS" => {
                let is_right = manner.user.is_none_or(|known| known == (self.user.as_str(), argument));
                self.say(if is_right { "230 Come in" } else { "530 Login incorrect" }).await;
            }
            "AUTH" if manner.knows_tls => self.begin_tls().await,
            "PBSZ" | "TYPE" | "NOOP" => self.say("200 Very well").await,
            "PROT" => {
                self.is_private = argument == "P";
                self.say("200 Very well").await;
            }
            "FEAT" if manner.list == List::Machine => {
                self.say("211-Features:\r\n MDTM\r\n MLST type*;size*;modify*;\r\n211 End").await;
            }
            "FEAT" => self.say("211 none").await,
            "CWD" => self.enter(argument).await,
            "EPSV" if manner.knows_epsv => {
                let port = self.listen().await;
                self.say(&format!("229 Entering Extended Passive Mode (|||{port}|)")).await;
            }
            "PASV" => {
                let (port, [a, b, c, d]) = (self.listen().await, manner.passive);
                self.say(&format!("227 Entering Passive Mode ({a},{b},{c},{d},{},{})", port / 256, port % 256)).await;
            }
            "SIZE" => match self.file(argument) {
                Some(file) => self.say(&format!("213 {}", file.bytes.len())).await,
                None => self.say("550 No such file").await,
            },
            "MDTM" if manner.knows_mdtm => match self.file(argument) {
                Some(file) => self.say(&format!("213 {}", compact(file.modified))).await,
                None => self.say("550 No such file").await,
            },
            "MLSD" if manner.list == List::Machine => self.list(List::Machine).await,
            "LIST" => self.list(manner.list).await,
            "RETR" => self.send(argument).await,
            _ => self.say("500 What?").await,
        }
    }

    async fn begin_tls(&mut self) {
        self.say("234 Begin").await;
        let nothing: Box<dyn Stream> = Box::new(tokio::io::empty());
        let plain = std::mem::replace(&mut self.control, BufReader::new(nothing)).into_inner();
        match self.inside.tls.accept(plain).await {
            Ok(secure) => self.control = BufReader::new(Box::new(secure)),
            Err(_) => self.is_over = true,
        }
    }

    async fn enter(&mut self, folder: &str) {
        match folder {
            "/" | "/out" => {
                self.folder = folder.to_owned();
                self.say("250 Here we are").await;
            }
            _ => self.say("550 No such folder").await,
        }
    }

    async fn listen(&mut self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("the port has a number").port();
        self.data = Some(listener);
        port
    }

    async fn list(&mut self, form: List) {
        let lines: String = self
            .inside
            .files
            .lock()
            .unwrap()
            .iter()
            .map(|(name, file)| format!("{}\r\n", line(form, name, file)))
            .collect();
        let frame = match form {
            List::Machine => "type=cdir;modify=20261120020000; .\r\ntype=dir;modify=20261120020000; sub\r\n",
            List::Unix => "total 7\r\ndrwxr-xr-x 2 ftp ftp 4096 Nov 20 2026 sub\r\n",
            List::Windows => "11-20-26  02:00AM       <DIR>          sub\r\n",
        };
        self.transfer(format!("{frame}{lines}").as_bytes(), "226 That is all").await;
    }

    async fn send(&mut self, name: &str) {
        let Some(file) = self.file(name) else { return self.say("550 No such file").await };
        if let Some(refusal) = file.refusal {
            return self.say(refusal).await;
        }
        let (length, words) = file.breaks.unwrap_or((file.bytes.len(), "226 That is all"));
        self.transfer(&file.bytes[..length], words).await;
        self.is_over = self.is_over || self.manner().closes_after_files;
    }

    /// Sends over the data connection. Without words at its end, the control connection is closed as well.
    async fn transfer(&mut self, bytes: &[u8], words: &str) {
        let Some(listener) = self.data.take() else { return self.say("425 Say EPSV first").await };
        let Ok((data, _)) = listener.accept().await else { return };
        self.say("150 Here it comes").await;
        let mut data: Box<dyn Stream> = match self.is_private {
            true => match self.inside.tls.accept(data).await {
                Ok(secure) => Box::new(secure),
                Err(_) => return self.say("522 No TLS").await,
            },
            false => Box::new(data),
        };
        let _ = data.write_all(bytes).await;
        let _ = data.shutdown().await;
        drop(data);
        match words {
            "" => self.is_over = true,
            words => self.say(words).await,
        }
    }
}

/// `20261120020000`
fn compact(time: i64) -> String {
    instant_text(time).chars().filter(char::is_ascii_digit).take(14).collect()
}

fn line(form: List, name: &str, file: &Lies) -> String {
    let size = file.size.unwrap_or(file.bytes.len());
    let time = compact(file.modified);
    let (year, month, day) = (&time[..4], &time[4..6], &time[6..8]);
    match form {
        List::Machine => format!("type=file;size={size};modify={time}; {name}"),
        List::Unix => format!("-rw-r--r-- 1 ftp ftp {size} Nov {day} {year} {name}"),
        List::Windows => format!("{month}-{day}-{}  02:00PM {size:>20} {name}", &year[2..]),
    }
}

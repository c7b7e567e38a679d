//! A little web server of files: what lies where, what it was asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

/// A server on loopback.
#[derive(Clone)]
pub struct FileServer {
    /// Its address, without a slash at the end.
    pub url: String,
    state: Arc<Inside>,
}

/// What lies at a path.
#[derive(Clone)]
pub struct Lies {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

#[derive(Default)]
struct Inside {
    paths: Mutex<BTreeMap<String, Lies>>,
    asked: Mutex<Vec<String>>,
    /// What the header Authorization must say.
    token: Mutex<Option<String>>,
}

impl FileServer {
    /// Opens it, empty.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("the port has a number"));
        let state = Arc::new(Inside::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// Puts a file of long ago there.
    pub fn put(&self, path: &str, body: impl AsRef<[u8]>) {
        let modified = ("last-modified", "Fri, 20 Nov 2026 02:00:00 GMT".to_owned());
        self.lay(path, Lies { status: 200, headers: vec![modified], body: body.as_ref().to_vec() });
    }

    /// Puts anything there.
    pub fn lay(&self, path: &str, lies: Lies) {
        self.state.paths.lock().unwrap().insert(path.to_owned(), lies);
    }

    /// Puts a page there that lists these files: name and what stands behind it.
    pub fn list(&self, path: &str, files: &[(&str, &str)]) {
        let links: String =
            files.iter().map(|(name, shown)| format!("<a href=\"{name}\">{name}</a>   {shown}\n")).collect();
        let body =
            format!("<html><body><h1>Index of {path}</h1><pre><a href=\"../\">../</a>\n{links}</pre></body></html>");
        let headers = vec![("content-type", "text/html".to_owned())];
        self.lay(path, Lies { status: 200, headers, body: body.into_bytes() });
    }

    /// Takes a file away.
    pub fn remove(&self, path: &str) {
        self.state.paths.lock().unwrap().remove(path);
    }

    /// Whoever asks must have this token.
    pub fn wants(&self, token: &str) {
        *self.state.token.lock().unwrap() = Some(format!("Bearer {token}"));
    }

    /// The paths that were asked for since the last time.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.state.asked.lock().unwrap())
    }
}

async fn answer(State(state): State<Arc<Inside>>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().to_owned();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let etag = header("if-none-match");
    state.asked.lock().unwrap().push(if etag.is_some() { format!("{path} if changed") } else { path.clone() });
    let token = state.token.lock().unwrap().clone();
    if token.is_some() && header("authorization") != token {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(lies) = state.paths.lock().unwrap().get(&path).cloned() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if etag.is_some() && lies.headers.iter().any(|(name, value)| *name == "etag" && Some(value) == etag.as_ref()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = (StatusCode::from_u16(lies.status).expect("a status"), lies.body).into_response();
    // The server has its own clock, which stands still as well.
    response.headers_mut().insert("date", "Sat, 28 Nov 2026 12:00:00 GMT".parse().expect("a header"));
    for (name, value) in lies.headers {
        response.headers_mut().insert(name, value.parse().expect("a header"));
    }
    response
}

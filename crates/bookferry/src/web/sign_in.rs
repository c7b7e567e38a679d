//! Signing in and out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use store::Account;
use tokio::sync::Semaphore;

use super::desk::forms::{Fields, page};
use super::error::PageError;
use super::forms::{self, Said};
use super::layout::Layout;
use super::visitor::{self, Role, Visitor, check_form};
use crate::platform::Platform;
use crate::secrets;

/// Wrong passwords of one user name before it must wait.
const FAILURES_ALLOWED: i64 = 5;
/// How long it must wait, in milliseconds.
const WAIT: i64 = 15 * 60_000;
/// Longer user names and passwords are nobody's, in characters.
const LONGEST: usize = 200;

/// A password check takes 19 MiB; strangers who try many at once must not take all memory.
static CHECKS: Semaphore = Semaphore::const_new(4);

/// The addresses.
pub fn routes() -> Router<Platform> {
    Router::new().route("/sign-in", get(form).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    layout: Layout,
    username: String,
    next: String,
    problem: Option<&'static str>,
    /// In the demonstration: the password of every account.
    password_hint: Option<String>,
}

impl SignInPage {
    fn new(platform: &Platform, layout: Layout, username: &str, next: &str) -> Self {
        let password_hint = platform.options().demo.as_ref().map(|tour| tour.password.clone());
        Self { layout, username: username.to_owned(), next: next.to_owned(), problem: None, password_hint }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    user: String,
    next: String,
}

async fn form(
    State(platform): State<Platform>,
    visitor: Visitor,
    said: Said,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    let mut layout = said.on(Layout::new(&visitor, "/sign-in"));
    if let Some(person) = visitor.person() {
        layout = layout.with_message(
            "",
            format!("You are signed in as {}. When you sign in here, somebody else takes your place.", person.name),
        );
    }
    Ok(said.once(page(StatusCode::OK, &SignInPage::new(&platform, layout, &wanted.user, &wanted.next))?))
}

/// What was typed. The password as it is: it may begin or end with a blank.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Credentials {
    username: String,
    password: String,
    next: String,
}

async fn sign_in(
    State(platform): State<Platform>,
    headers: HeaderMap,
    Form(typed): Form<Credentials>,
) -> Result<Response, PageError> {
    let username: String = typed.username.trim().chars().take(LONGEST).collect();
    let password: String = typed.password.chars().take(LONGEST).collect();
    match check(&platform, &username, password).await? {
        Checked::Right(account) => {
            if let Some(old) = visitor::session_token(&headers) {
                platform.store().sessions().remove(&secrets::digest(&old)).await?;
            }
            let next = local_page(&typed.next).unwrap_or_else(|| home(&account));
            let mut response = Redirect::to(next).into_response();
            start_session(&platform, &account, &mut response).await?;
            Ok(response)
        }
        refused => {
            let (status, problem) = refused.answer();
            let layout = Layout::new(&Visitor::default(), "/sign-in");
            let form =
                SignInPage { problem: Some(problem), ..SignInPage::new(&platform, layout, &username, &typed.next) };
            page(status, &form)
        }
    }
}

enum Checked {
    Right(Box<Account>),
    Wrong,
    MustWait,
}

impl Checked {
    /// The same words for a wrong user name and a wrong password: nobody learns here which names exist.
    fn answer(self) -> (StatusCode, &'static str) {
        match self {
            Self::MustWait => (
                StatusCode::TOO_MANY_REQUESTS,
                "There were too many wrong passwords for this user name. Wait 15 minutes, then try again.",
            ),
            Self::Wrong | Self::Right(_) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The user name and the password do not belong together. Check both and try again.",
            ),
        }
    }
}

async fn check(platform: &Platform, username: &str, password: String) -> Result<Checked, PageError> {
    let _turn = CHECKS.acquire().await.map_err(|fault| PageError::Broken(fault.to_string()))?;
    let subject = format!("user:{}", username.to_lowercase());
    let now = platform.now();
    let sessions = platform.store().sessions();
    if sessions.failures(&subject, now - WAIT).await?.count >= FAILURES_ALLOWED {
        return Ok(Checked::MustWait);
    }
    let account =
        platform.store().accounts().by_username(username).await?.filter(|account| account.disabled_at.is_none());
    let hash = account.as_ref().map(|account| account.password_hash.clone()).unwrap_or_default();
    let matches = tokio::task::spawn_blocking(move || secrets::password_matches(&password, &hash));
    let matches = matches.await.map_err(|fault| PageError::Broken(fault.to_string()))?;
    match account.filter(|_| matches) {
        Some(account) => {
            sessions.clear_failures(&subject).await?;
            Ok(Checked::Right(Box::new(account)))
        }
        None => {
            sessions.record_failure(&subject, now, now - WAIT).await?;
            Ok(Checked::Wrong)
        }
    }
}

async fn start_session(platform: &Platform, account: &Account, response: &mut Response) -> Result<(), PageError> {
    let token = secrets::token();
    let now = platform.now();
    let sessions = platform.store().sessions();
    sessions.sweep(now).await?;
    sessions.add(&secrets::digest(&token), account.id, &secrets::token(), now, now + visitor::IDLE).await?;
    forms::set_cookie(response, &session_cookie(platform, &token, None));
    Ok(())
}

/// The session cookie; with an age of 0 it takes itself away.
fn session_cookie(platform: &Platform, token: &str, age: Option<u32>) -> String {
    let age = age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if platform.options().public_address.starts_with("https://") { "; Secure" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", visitor::COOKIE)
}

async fn sign_out(
    State(platform): State<Platform>,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    if let Some(person) = visitor.person() {
        check_form(person, fields.csrf())?;
    }
    if let Some(token) = visitor::session_token(&headers) {
        platform.store().sessions().remove(&secrets::digest(&token)).await?;
    }
    let mut response = forms::done("/", "You are signed out.");
    forms::set_cookie(&mut response, &session_cookie(&platform, "", Some(0)));
    Ok(response)
}

/// Where people begin.
fn home(account: &Account) -> &'static str {
    match Role::from_name(&account.role) {
        Some(Role::Staff | Role::Administrator) => "/desk",
        Some(Role::Operator) => "/operator",
        Some(Role::Patron) | None => "/search",
    }
}

/// The page that was asked for, if it is one of ours: `//elsewhere` and `/\elsewhere` are other sites to a browser.
fn local_page(next: &str) -> Option<&str> {
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_local = next.starts_with('/') && !next.starts_with("//");
    (is_plain && is_local && !next.starts_with("/sign-")).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_are_gone_to() {
        for (next, expected) in [
            ("/search?q=a%20b", Some("/search?q=a%20b")),
            ("/", Some("/")),
            ("", None),
            ("//elsewhere.example/", None),
            (r"/\elsewhere.example/", None),
            ("https://elsewhere.example/", None),
            ("/a\r\nSet-Cookie: x", None),
            ("/sign-in?next=/sign-in", None),
            ("/ž", None),
        ] {
            assert_eq!(local_page(next), expected, "{next:?}");
        }
    }
}

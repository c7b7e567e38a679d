//! What a page says when it cannot be shown.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::layout::Layout;
use super::visitor::Visitor;
use crate::work::AdvanceError;

/// Why a page cannot be shown.
#[derive(Debug)]
pub enum PageError {
    /// Somebody must sign in first; where to go then.
    SignIn(String),
    /// The account may not see this.
    Forbidden,
    /// There is no such thing, or it is another library's.
    NotFound,
    /// The form came from another site, or its session has ended.
    ForeignForm,
    /// The form cannot be read; the words say why.
    BadForm(String),
    /// The step cannot be done now; the words say why.
    Refused(String),
    /// Something broke here.
    Broken(String),
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    heading: &'static str,
    words: String,
}

impl PageError {
    fn parts(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::SignIn(_) => (StatusCode::UNAUTHORIZED, "Sign in", "Please sign in first.".into()),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                "Not for this account",
                "Your account may not see this page. Sign in with another account, or ask your administrator.".into(),
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Not found",
                "There is nothing at this address, or it belongs to another library. Go back, or start from the menu.".into(),
            ),
            Self::ForeignForm => (
                StatusCode::FORBIDDEN,
                "The form has expired",
                "The form was not sent from a page of this session, so nothing was done. Go back, reload the page, and send it again.".into(),
            ),
            Self::BadForm(words) => (StatusCode::BAD_REQUEST, "The form cannot be read", words),
            Self::Refused(words) => (StatusCode::CONFLICT, "Not possible now", words),
            Self::Broken(words) => {
                tracing::error!(%words, "a page could not be made");
                let words = "Something went wrong on our side and nothing was changed. Try again; if it happens again, tell the operator the time.";
                (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", words.into())
            }
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        if let Self::SignIn(wanted) = &self {
            return Redirect::to(&format!("/sign-in?next={}", super::encode(wanted))).into_response();
        }
        let (status, heading, words) = self.parts();
        let page = ErrorPage { layout: Layout::new(&Visitor::default(), ""), heading, words };
        match page.render() {
            Ok(html) => (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response(),
            Err(_) => (status, heading).into_response(),
        }
    }
}

impl From<store::Error> for PageError {
    fn from(fault: store::Error) -> Self {
        match fault {
            store::Error::NotFound(_) => Self::NotFound,
            store::Error::Conflict(words) => {
                Self::Refused(format!("Somebody else was faster: {words}. Reload the page."))
            }
            store::Error::Broken(cause) => Self::Broken(cause.to_string()),
        }
    }
}

impl From<AdvanceError> for PageError {
    fn from(fault: AdvanceError) -> Self {
        match fault {
            AdvanceError::Refused(refusal) => Self::Refused(refusal.words().to_owned()),
            AdvanceError::Store(fault) => fault.into(),
            AdvanceError::Unreadable(fault) => Self::Broken(fault.to_string()),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(fault: askama::Error) -> Self {
        Self::Broken(fault.to_string())
    }
}

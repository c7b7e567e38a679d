//! What follows a form that was done: another page, which says once what happened.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::layout::Layout;

/// The cookie that carries the words to the next page.
const COOKIE: &str = "bookferry_said";
/// Seconds after which words that no page has shown are forgotten.
const SHORT: u32 = 60;
/// Longer words are cut, in characters: a cookie is no place for a letter.
const LONGEST: usize = 600;
/// The kinds of messages, as the design system names them.
const KINDS: [&str; 3] = ["good", "warn", "bad"];

/// Sends the browser on to a page (303 See Other), which says once that it was done.
#[must_use]
pub fn done(to: &str, words: &str) -> Response {
    see_other(to, "good", words)
}

/// Sends the browser on to a page (303 See Other), which says once why it was not done.
#[must_use]
pub fn not_done(to: &str, words: &str) -> Response {
    see_other(to, "warn", words)
}

fn see_other(to: &str, kind: &'static str, words: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    let words: String = words.chars().take(LONGEST).collect();
    set_cookie(
        &mut response,
        &format!("{COOKIE}={kind}={}; Path=/; Max-Age={SHORT}; HttpOnly; SameSite=Lax", super::encode(&words)),
    );
    response
}

/// Adds a cookie to an answer. Text that is not fit for a header is left out.
pub fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What the form before this page left to be said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said(Option<(&'static str, String)>);

impl Said {
    /// The words in the cookies of a request.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let sent = pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| oai_pmh::decode_query(value));
        let Some((kind, words)) = sent.and_then(|pairs| pairs.into_iter().next()) else { return Self(None) };
        Self(KINDS.into_iter().find(|known| *known == kind).map(|kind| (kind, words)))
    }

    /// The frame of the page, with the words.
    #[must_use]
    pub fn on(&self, layout: Layout) -> Layout {
        match &self.0 {
            Some((kind, words)) => layout.with_message(kind, words.clone()),
            None => layout,
        }
    }

    /// The page, which was shown with the words: the next one does not say them again.
    #[must_use]
    pub fn once(&self, mut page: Response) -> Response {
        if self.0.is_some() {
            set_cookie(&mut page, &format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"));
        }
        page
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Said {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the next page reads when the browser brings back the cookie of an answer.
    fn brought_back(response: &Response) -> Said {
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("other=1; {cookie}")).unwrap());
        Said::of(&headers)
    }

    #[test]
    fn words_reach_the_next_page_and_only_that() {
        let said = brought_back(&done("/my/requests", "„Příliš“ = done; 100 %"));
        assert_eq!(said, Said(Some(("good", "„Příliš“ = done; 100 %".to_owned()))));
        let page = said.once("page".into_response());
        assert_eq!(brought_back(&page), Said(None));
    }

    #[test]
    fn a_kind_that_no_page_uses_is_not_shown() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("bookferry_said=evil=words"));
        assert_eq!(Said::of(&headers), Said(None));
        headers.insert(header::COOKIE, HeaderValue::from_static("bookferry_said"));
        assert_eq!(Said::of(&headers), Said(None));
    }
}

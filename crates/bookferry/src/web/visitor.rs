//! Who is looking at a page: the session behind the cookie, the role, the token that every form carries.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use jiff::tz::TimeZone;
use store::{AccountId, Library, LibraryId};

use super::error::PageError;
use crate::platform::Platform;
use crate::secrets;

/// The name of the session cookie.
pub const COOKIE: &str = "bookferry_session";
/// A session ends this long after it was last used.
pub const IDLE: i64 = 12 * 3_600_000;

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Asks for books.
    Patron,
    /// Works on requests.
    Staff,
    /// Staff who also change settings.
    Administrator,
    /// Runs the installation; sees no library's requests.
    Operator,
}

impl Role {
    /// The role with this stored name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Patron, Self::Staff, Self::Administrator, Self::Operator].into_iter().find(|role| role.name() == name)
    }

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patron => "patron",
            Self::Staff => "staff",
            Self::Administrator => "administrator",
            Self::Operator => "operator",
        }
    }
}

/// Whoever looks at a page, signed in or not.
#[derive(Debug, Clone, Default)]
pub struct Visitor(Option<Person>);

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The user name, for the history.
    pub username: String,
    /// The name on the page.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The library, for everybody but operators.
    pub library: Option<Library>,
    /// The id in the library system, for patrons.
    pub patron_id: Option<String>,
    /// The token of forms.
    pub csrf: String,
    /// The zone in which times are shown.
    pub zone: TimeZone,
}

impl Visitor {
    /// The person, if somebody is signed in.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        self.0.as_ref()
    }

    /// The role, if somebody is signed in.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.person().map(|person| person.role)
    }

    /// The person's name, or nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        self.person().map(|person| person.name.as_str()).unwrap_or_default()
    }

    /// The library's name, or nothing.
    #[must_use]
    pub fn library_name(&self) -> &str {
        self.person()
            .and_then(|person| person.library.as_ref())
            .map(|library| library.name.as_str())
            .unwrap_or_default()
    }

    /// The zone in which times are shown: that of the person's library, or of the installation.
    #[must_use]
    pub fn zone(&self, platform: &Platform) -> TimeZone {
        self.person().map_or(&platform.options().time_zone, |person| &person.zone).clone()
    }

    /// The token of forms, or nothing.
    #[must_use]
    pub fn csrf(&self) -> &str {
        self.person().map(|person| person.csrf.as_str()).unwrap_or_default()
    }
}

impl FromRequestParts<Platform> for Visitor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, platform: &Platform) -> Result<Self, PageError> {
        let Some(token) = session_token(&parts.headers) else { return Ok(Self(None)) };
        let now = platform.now();
        let hash = secrets::digest(&token);
        let Some(session) = platform.store().sessions().find(&hash, now).await? else { return Ok(Self(None)) };
        // Written once in a while, not with every page.
        if now - session.last_seen_at > 60_000 {
            platform.store().sessions().touch(&hash, now, now + IDLE).await?;
        }
        let account = session.account;
        let library = match account.library_id {
            Some(id) => Some(platform.store().libraries().by_id(id).await?),
            None => None,
        };
        let Some(role) = Role::from_name(&account.role) else { return Ok(Self(None)) };
        let zone = match &library {
            Some(library) => platform.zone_of(library.id).await?,
            None => platform.options().time_zone.clone(),
        };
        Ok(Self(Some(Person {
            account: account.id,
            username: account.username,
            name: account.display_name,
            role,
            library,
            patron_id: account.patron_id,
            csrf: session.csrf,
            zone,
        })))
    }
}

/// The token in the session cookie.
#[must_use]
pub fn session_token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == COOKIE).map(|(_, token)| token.to_owned())
}

/// Somebody signed in who may do the work of a role, with their library.
macro_rules! member {
    ($name:ident, $what:literal, $($role:ident)|+) => {
        #[doc = $what]
        #[derive(Debug, Clone)]
        pub struct $name {
            /// The person.
            pub person: Person,
            /// Their library.
            pub library: Library,
            /// The frame of pages needs it.
            pub visitor: Visitor,
        }

        impl $name {
            /// The library's row number.
            #[must_use]
            pub fn library_id(&self) -> LibraryId {
                self.library.id
            }

            /// The library's zone.
            #[must_use]
            pub fn zone(&self) -> &TimeZone {
                &self.person.zone
            }
        }

        impl FromRequestParts<Platform> for $name {
            type Rejection = PageError;

            async fn from_request_parts(parts: &mut Parts, platform: &Platform) -> Result<Self, PageError> {
                let visitor = Visitor::from_request_parts(parts, platform).await?;
                let Some(person) = visitor.person().cloned() else { return Err(PageError::SignIn(wanted_page(parts))) };
                let allowed = matches!(person.role, $(Role::$role)|+);
                match person.library.clone().filter(|_| allowed) {
                    Some(library) => Ok(Self { person, library, visitor }),
                    None => Err(PageError::Forbidden),
                }
            }
        }
    };
}

member!(Patron, "A patron of a library.", Patron);
member!(Staff, "Staff or an administrator of a library.", Staff | Administrator);
member!(Administrator, "An administrator of a library.", Administrator);

/// An operator of the installation.
#[derive(Debug, Clone)]
pub struct Operator {
    /// The person.
    pub person: Person,
    /// The frame of pages needs it.
    pub visitor: Visitor,
}

impl FromRequestParts<Platform> for Operator {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, platform: &Platform) -> Result<Self, PageError> {
        let visitor = Visitor::from_request_parts(parts, platform).await?;
        match visitor.person().cloned() {
            Some(person) if person.role == Role::Operator => Ok(Self { person, visitor }),
            Some(_) => Err(PageError::Forbidden),
            None => Err(PageError::SignIn(wanted_page(parts))),
        }
    }
}

/// Where to go after signing in: the page that was asked for, unless a form was being sent.
fn wanted_page(parts: &Parts) -> String {
    match parts.method == Method::GET {
        true => parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        false => String::new(),
    }
}

/// Refuses a form that another site sent, or that does not carry the session's token.
///
/// # Errors
/// The page that says so, with the way back to the form.
pub fn check_form(person: &Person, token: &str) -> Result<(), PageError> {
    match !token.is_empty() && secrets::same(&person.csrf, token) {
        true => Ok(()),
        false => Err(PageError::ForeignForm),
    }
}

/// Refuses unsafe requests that a browser says come from another site (Fetch Metadata, then Origin).
///
/// # Errors
/// The page that says so, with the way back to the form.
pub fn check_origin(method: &Method, headers: &HeaderMap) -> Result<(), PageError> {
    if method.is_safe() {
        return Ok(());
    }
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if let Some(site) = site {
        return if matches!(site, "same-origin" | "none") { Ok(()) } else { Err(PageError::ForeignForm) };
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (Some(origin), Some(host)) if origin.split("://").nth(1) != Some(host.as_str()) => Err(PageError::ForeignForm),
        _ => Ok(()),
    }
}

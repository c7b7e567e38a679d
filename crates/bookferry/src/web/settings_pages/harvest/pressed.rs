//! A button of a source, pressed by an administrator of the library that it belongs to.

use std::collections::HashMap;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use store::Source;

use super::own_source;
use crate::platform::Platform;
use crate::web::desk::forms::Fields;
use crate::web::error::PageError;
use crate::web::visitor::{Administrator, check_form};

/// What every button of a source needs: somebody who may press it, a form of a page of ours, and the library's own source.
pub struct Pressed {
    /// Who pressed it.
    pub administrator: Administrator,
    /// The source that `{source}` in the address names.
    pub source: Source,
    /// What was typed beside it.
    pub form: Fields,
}

impl FromRequest<Platform> for Pressed {
    type Rejection = PageError;

    async fn from_request(request: Request, platform: &Platform) -> Result<Self, PageError> {
        let (mut parts, body) = request.into_parts();
        let administrator = Administrator::from_request_parts(&mut parts, platform).await?;
        let places: Path<HashMap<String, String>> =
            Path::from_request_parts(&mut parts, platform).await.map_err(|_| PageError::NotFound)?;
        let form = Fields::from_request(Request::from_parts(parts, body), platform).await?;
        check_form(&administrator.person, form.csrf())?;
        let number = places.get("source").map(String::as_str).unwrap_or_default();
        let source = own_source(platform, &administrator, number).await?;
        Ok(Self { administrator, source, form })
    }
}

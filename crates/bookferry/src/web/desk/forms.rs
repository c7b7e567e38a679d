//! What the forms of the staff pages carry: the fields that were sent, a file with them perhaps, and what is wrong with them.

use axum::Form;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::web::error::PageError;

/// The largest copy that can be handed in, in bytes.
pub const LARGEST_COPY: usize = 50 * 1024 * 1024;
/// The longest text of a single field, in bytes; longer ones are not typed by people.
const LONGEST_TEXT: usize = 20_000;

/// The fields of a form as they were sent, plain or with a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    texts: Vec<(String, String)>,
    upload: Option<Upload>,
}

/// A file that came with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name of the file, without folders.
    pub filename: String,
    /// The media type as the browser names it.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Fields {
    /// Fields from pairs of name and value.
    #[must_use]
    pub fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        let texts = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { texts, upload: None }
    }

    /// With another value in a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.texts.retain(|(field, _)| field != name);
        self.texts.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The value of a field without blanks around it; empty when it was not sent.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// What was typed into a field, perhaps nothing; `None` when the form has no such field.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// The lines of a field that say something.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.text(name).lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// The token that every form carries.
    #[must_use]
    pub fn csrf(&self) -> &str {
        self.text("csrf")
    }

    /// The file, if one came.
    #[must_use]
    pub fn upload(&self) -> Option<&Upload> {
        self.upload.as_ref()
    }

    /// The file itself, if one came.
    #[must_use]
    pub fn into_upload(self) -> Option<Upload> {
        self.upload
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let media_type =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let fields = match media_type.starts_with("multipart/form-data") {
            true => {
                read_multipart(Multipart::from_request(request, state).await.map_err(|fault| bad_form(&fault))?).await?
            }
            false => {
                let Form(texts) = Form::from_request(request, state).await.map_err(|fault| bad_form(&fault))?;
                Self { texts, upload: None }
            }
        };
        match fields.texts.iter().find(|(_, value)| value.len() > LONGEST_TEXT) {
            Some((name, _)) => Err(PageError::BadForm(format!(
                "The text in the field “{name}” is too long. Shorten it and send the form again."
            ))),
            None => Ok(fields),
        }
    }
}

async fn read_multipart(mut parts: Multipart) -> Result<Fields, PageError> {
    let mut fields = Fields::default();
    while let Some(part) = parts.next_field().await.map_err(|fault| bad_part(&fault))? {
        let name = part.name().unwrap_or_default().to_owned();
        match part.file_name().map(bare_filename) {
            Some(filename) => {
                let media_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
                let bytes = part.bytes().await.map_err(|fault| bad_part(&fault))?;
                // A browser sends an empty part when no file was chosen.
                if !bytes.is_empty() || !filename.is_empty() {
                    fields.upload = Some(Upload { filename, media_type, bytes: bytes.to_vec() });
                }
            }
            None => fields.texts.push((name, part.text().await.map_err(|fault| bad_part(&fault))?)),
        }
    }
    Ok(fields)
}

/// Some browsers and scanners send the whole path.
fn bare_filename(name: &str) -> String {
    let bare = name.rsplit(['/', '\\']).next().unwrap_or_default();
    bare.chars().filter(|character| !character.is_control()).take(200).collect()
}

fn bad_form(fault: &impl std::fmt::Display) -> PageError {
    PageError::BadForm(format!("The form did not arrive whole ({fault}). Go back and send it again."))
}

fn bad_part(fault: &MultipartError) -> PageError {
    match fault.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let megabytes = LARGEST_COPY / (1024 * 1024);
            PageError::BadForm(format!(
                "The file is larger than {megabytes} MB. Go back and choose a smaller one, or scan at a lower resolution."
            ))
        }
        _ => bad_form(&fault.body_text()),
    }
}

/// What is wrong with a form, field by field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(&'static str, String)>);

impl FieldErrors {
    /// One field is wrong; the words say what to do.
    #[must_use]
    pub fn one(field: &'static str, words: impl Into<String>) -> Self {
        Self(vec![(field, words.into())])
    }

    /// Another field is wrong; the words say what to do.
    pub fn add(&mut self, field: &'static str, words: impl Into<String>) {
        self.0.push((field, words.into()));
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, words)| words.as_str())
    }

    /// `value` when nothing is wrong.
    ///
    /// # Errors
    /// The errors, when there are any.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// A page as an answer that no cache keeps.
///
/// # Errors
/// When the template fails.
pub fn page(status: StatusCode, template: &impl askama::Template) -> Result<Response, PageError> {
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Html(template.render()?)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_without_blanks_and_empty_lines() {
        let fields = Fields::from_pairs(&[("note", "  hello "), ("barcodes", "\n31 \n\n 32\n"), ("box", "1")]);
        assert_eq!(fields.text("note"), "hello");
        assert_eq!(fields.lines("barcodes").collect::<Vec<_>>(), ["31", "32"]);
        assert!(fields.is_ticked("box"));
        assert!(!fields.is_ticked("another"));
    }

    #[test]
    fn a_file_name_loses_its_folders() {
        assert_eq!(bare_filename(r"C:\scans\chapter 3.pdf"), "chapter 3.pdf");
        assert_eq!(bare_filename("/tmp/a\nb.pdf"), "ab.pdf");
        assert_eq!(bare_filename("čl.pdf"), "čl.pdf");
    }
}

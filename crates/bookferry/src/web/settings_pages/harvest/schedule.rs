//! When and how a source is read: the form, and what it says.

use axum::extract::State;
use axum::response::Response;
use store::{Source, SourceSettings};

use super::pressed::Pressed;
use super::source::refuse_schedule;
use super::source_path;
use crate::jobs::{self, FetchSettings, SourceKind};
use crate::outside::{Introduction, Visitor};
use crate::platform::Platform;
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};
use crate::web::error::PageError;
use crate::web::forms::done;

/// Stands for a value that is kept and never shown.
const MASK: &str = "••••••••";

/// Keeps the schedule that was typed.
pub async fn save(
    State(platform): State<Platform>,
    Pressed { administrator, source, form }: Pressed,
) -> Result<Response, PageError> {
    let fetch = match read(&form, &FetchSettings::read(&source.settings.fetch)) {
        Ok(fetch) => fetch,
        Err(errors) => return refuse_schedule(&platform, &administrator, &source, &form, &errors).await,
    };
    let settings = SourceSettings { fetch: fetch.to_json(), ..source.settings.clone() };
    platform.store().sources().change(source.library_id, source.id, &settings, false).await?;
    // A harvest that was stopped or has never begun stays due; all others follow the new schedule from the last one.
    if let Some(completed) = source.completed_at {
        let next = jobs::next_run(completed, &fetch, source.id, administrator.zone());
        platform.store().sources().schedule(source.library_id, source.id, next).await?;
    }
    Ok(done(&source_path(source.id), "Saved. The next harvest follows this schedule."))
}

/// The fields, filled in. Passwords and the values of headers are masked.
#[must_use]
pub fn fields(source: &Source) -> Vec<Field> {
    let fetch = FetchSettings::read(&source.settings.fetch);
    let mut fields = times(&fetch);
    fields.extend(care(&fetch));
    fields.extend(identity(&fetch));
    let absent = absent(fetch.kind);
    fields.retain(|field| !absent.contains(&field.name));
    fields
}

/// Fields that mean nothing for a kind of source.
const fn absent(kind: SourceKind) -> &'static [&'static str] {
    match kind {
        SourceKind::OaiPmh => &[],
        SourceKind::Folder => &["overlap_hours", "full_every_days"],
        SourceKind::ResourceSync => &["overlap_hours"],
    }
}

fn times(fetch: &FetchSettings) -> Vec<Field> {
    let (from, until) =
        fetch.window.map_or_else(Default::default, |(from, until)| (from.to_string(), until.to_string()));
    vec![
        Field::number("every_hours", "Hours between two harvests")
            .with_hint("24: once a day, as often as Alma publishes. 0: only when you press Harvest now.")
            .with_value(fetch.every_hours.to_string())
            .needed(),
        hour("window_from", "Harvest only from", &from)
            .with_hint("A harvest begins only between these two hours, in the time of your library (Calendar). It may end later. Twice the same hour: it begins at that hour."),
        hour("window_until", "until", &until),
        Field::number("full_every_days", "Days after which everything is compared")
            .with_hint("The list of record numbers is read and what is gone is found. Empty: every 7 days for sources that do not tell all deletions. 0: never.")
            .with_value(fetch.full_every_days.map(|days| days.to_string()).unwrap_or_default()),
    ]
}

fn hour(name: &'static str, label: &str, value: &str) -> Field {
    let hours = (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00")));
    let options = std::iter::once((String::new(), "any time".to_owned())).chain(hours);
    Field::choice(name, label, options).with_value(value).unmarked()
}

fn care(fetch: &FetchSettings) -> Vec<Field> {
    vec![
        Field::number("requests_per_minute", "Requests a minute, at most")
            .with_hint("Empty: as fast as the source answers.")
            .with_value(some_number(fetch.requests_per_minute)),
        Field::number("overlap_hours", "Overlap in hours")
            .with_hint("Each harvest looks back so far behind the newest record that it has, for records that were published late under an old date. What came already is not loaded twice.")
            .with_value(fetch.overlap_hours.to_string())
            .needed(),
        Field::number("removal_guard_percent", "Ask before more than so many percent of the records disappear")
            .with_hint("Up to 20 records always go without asking. 100: never ask.")
            .with_value(fetch.removal_guard_percent.to_string())
            .needed(),
    ]
}

fn identity(fetch: &FetchSettings) -> Vec<Field> {
    let headers: Vec<String> = fetch.headers.iter().map(|(name, _)| format!("{name}: {MASK}")).collect();
    let password_hint = match &fetch.password {
        Some(_) => "One is kept. Leave this empty to keep it; without a user it is forgotten.",
        None => "Only for sources that ask for one. Alma does not.",
    };
    vec![
        Field::line("contact", "Contact")
            .with_hint("Told to the source, so that its operator can write to somebody. Empty: the contact of this installation.")
            .with_value(fetch.contact.clone().unwrap_or_default()),
        Field::line("user", "User")
            .with_hint("Only for sources that ask for user and password.")
            .with_value(fetch.user.clone().unwrap_or_default()),
        Field::password("password", "Password").with_hint(password_hint),
        Field::lines("headers", "More HTTP headers")
            .with_hint(format!("One a line, such as X-Api-Key: 12345. A value shown as {MASK} is kept as it is."))
            .with_value(headers.join("\n")),
        Field::lines("authority", "Certificates of the source's own authority")
            .with_hint("Only for sources whose certificate is not signed by a public authority: the authority's certificates as PEM, from -----BEGIN CERTIFICATE----- on. Certificates are always checked.")
            .with_value(fetch.authority.clone().unwrap_or_default()),
    ]
}

/// A number that is shown as nothing when it is 0.
fn some_number(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// The schedule as it was typed; what is masked stays as it was.
fn read(form: &Fields, known: &FetchSettings) -> Result<FetchSettings, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut number = |name, least: u32, most: u32| whole(form, name, least, most, &mut errors);
    let mut fetch = known.clone();
    fetch.every_hours = number("every_hours", 0, 24 * 31).unwrap_or(known.every_hours);
    if !absent(known.kind).contains(&"overlap_hours") {
        fetch.overlap_hours = number("overlap_hours", 0, 24 * 31).unwrap_or(known.overlap_hours);
    }
    let percent = number("removal_guard_percent", 0, 100).and_then(|percent| u8::try_from(percent).ok());
    fetch.removal_guard_percent = percent.unwrap_or(known.removal_guard_percent);
    let rate = optional(form, "requests_per_minute").and_then(|name| number(name, 1, 6_000));
    fetch.requests_per_minute = rate.unwrap_or_default();
    fetch.full_every_days = optional(form, "full_every_days").and_then(|name| number(name, 0, 366));
    fetch.window = window(form, &mut errors);
    fetch.contact = some_text(form, "contact");
    fetch.user = some_text(form, "user");
    fetch.password = some_text(form, "password").or_else(|| known.password.clone()).filter(|_| fetch.user.is_some());
    fetch.private_key = known.private_key.clone().filter(|_| fetch.user.is_some());
    fetch.headers = headers(form, known, &mut errors);
    fetch.authority = authority(form, &mut errors);
    errors.or(fetch)
}

fn some_text(form: &Fields, name: &str) -> Option<String> {
    Some(form.text(name).to_owned()).filter(|text| !text.is_empty())
}

/// The name of a field that may stay empty, when it does not.
fn optional(form: &Fields, name: &'static str) -> Option<&'static str> {
    (!form.text(name).is_empty()).then_some(name)
}

fn whole(form: &Fields, name: &'static str, least: u32, most: u32, errors: &mut FieldErrors) -> Option<u32> {
    let number = form.text(name).parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        errors.add(name, format!("Enter a whole number from {least} to {most}."));
    }
    number
}

fn window(form: &Fields, errors: &mut FieldErrors) -> Option<(u8, u8)> {
    let hour = |name| form.text(name).parse::<u8>().ok().filter(|hour| *hour < 24);
    match (hour("window_from"), hour("window_until")) {
        (Some(from), Some(until)) => Some((from, until)),
        (None, None) => None,
        (Some(_), None) => {
            errors.add("window_until", "Choose the hour until which a harvest may begin, or any time for both.");
            None
        }
        (None, Some(_)) => {
            errors.add("window_from", "Choose the hour from which a harvest may begin, or any time for both.");
            None
        }
    }
}

fn authority(form: &Fields, errors: &mut FieldErrors) -> Option<String> {
    let authority = some_text(form, "authority")?;
    let introduction = Introduction { authority: Some(authority.clone().into_bytes()), ..Introduction::default() };
    if Visitor::new(&introduction).is_err() {
        errors.add("authority", "Paste at least one certificate in PEM form, with its first and last line.");
    }
    Some(authority)
}

fn headers(form: &Fields, known: &FetchSettings, errors: &mut FieldErrors) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    for line in form.lines("headers") {
        let (name, value) = line.split_once(':').map(|(name, value)| (name.trim(), value.trim())).unwrap_or((line, ""));
        let kept =
            known.headers.iter().find(|(kept, _)| kept == name && value == MASK).map(|(_, value)| value.as_str());
        match is_header_name(name) && is_header_value(kept.unwrap_or(value)) {
            true => headers.push((name.to_owned(), kept.unwrap_or(value).to_owned())),
            false => errors.add("headers", format!("“{line}” is no header. Write the name, a colon, and the value.")),
        }
    }
    headers
}

/// A token (RFC 9110, 5.6.2).
fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A mask without a known value behind it is no value.
fn is_header_value(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_or_refused_beside_its_field() {
        let known = FetchSettings { headers: vec![("X-Key".into(), "secret".into())], ..FetchSettings::default() };
        let usual =
            Fields::from_pairs(&[("every_hours", "24"), ("overlap_hours", "24"), ("removal_guard_percent", "10")]);
        let kept = read(&usual.clone().with("headers", &format!("X-Key: {MASK}")), &known).expect("a schedule");
        assert_eq!(kept.headers, known.headers, "a masked value stays as it was");
        for (field, typed) in [
            ("every_hours", "soon"),
            ("window_from", "22"),
            ("headers", "no header"),
            ("headers", "X-Other: ••••••••"),
            ("authority", "-----BEGIN CERTIFICATE-----"),
        ] {
            let errors = read(&usual.clone().with(field, typed), &known).expect_err(typed);
            let beside = if field == "window_from" { "window_until" } else { field };
            assert!(errors.of(beside).is_some(), "{field}: {typed}");
        }
    }
}

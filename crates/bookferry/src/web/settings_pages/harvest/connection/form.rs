//! The forms of a connection: Alma's six fields, any OAI-PMH address, and what sources of files have in common with them.

use std::path::PathBuf;

use marc::holdings::Mapping;
use store::SourceSettings;

use super::super::super::local_ncip::wrong_address;
use super::files_form;
use crate::jobs::{AlmaConnection, AlmaConnectionError, FetchSettings};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

/// The layout is to be found in the records of the first page.
pub const FIND: &str = "find";
/// The layout stays as it is: it was edited on its own page.
pub const KEEP: &str = "keep";

/// The hour that a new connection proposes: publishing profiles usually run in the evening.
const USUAL_HOUR: u8 = 4;

/// Which form a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Alma's six fields.
    Alma,
    /// Any OAI-PMH address.
    Other,
    /// Files in a folder.
    Folder,
    /// Files that lists of ResourceSync name.
    Lists,
}

impl Kind {
    /// Whether records come in files.
    #[must_use]
    pub const fn is_of_files(self) -> bool {
        matches!(self, Self::Folder | Self::Lists)
    }
}

/// The fields of a form, filled in: with a source, or with what a new one usually is. `open`: folders that the library may read.
#[must_use]
pub fn fields(kind: Kind, source: Option<&SourceSettings>, open: &[PathBuf]) -> Vec<Field> {
    let mut fields = Vec::new();
    if kind != Kind::Alma || source.is_some() {
        fields.push(
            Field::line("name", "Name")
                .with_hint("How you call this source, such as catalogue or e-books.")
                .with_value(source.map_or("", |source| &source.name))
                .needed(),
        );
    }
    match kind {
        Kind::Alma => fields.extend(alma_fields(source.and_then(AlmaConnection::of))),
        Kind::Other => fields.extend(other_fields(source)),
        Kind::Folder => fields.extend(files_form::folder_fields(source, open)),
        Kind::Lists => fields.extend(files_form::list_fields(source)),
    }
    let hour = fields.iter().position(|field| field.name == "hour").unwrap_or(fields.len());
    fields.insert(hour, mapping_field(source));
    fields
}

fn alma_fields(connection: Option<AlmaConnection>) -> Vec<Field> {
    let known = connection.unwrap_or_else(|| AlmaConnection {
        metadata_prefix: "marc21".to_owned(),
        hour: USUAL_HOUR,
        ..AlmaConnection::default()
    });
    vec![
        Field::line("alma_domain", "Alma domain")
            .with_hint("The host in the address bar when you work in Alma (not in Primo), such as univ.alma.exlibrisgroup.com. A whole address is understood too.")
            .with_value(known.alma_domain)
            .needed(),
        Field::line("institution_code", "Institution code")
            .with_hint("Such as 01UNIV_INST. In Alma: Configuration > General > General Configuration > Institution; in Primo VE, the part of vid before the colon.")
            .with_value(known.institution_code)
            .needed(),
        Field::line("set", "Set Spec")
            .with_hint("In Alma: Resources > Publishing > Publishing Profiles, the profile's Set Spec (not its Set Name). Upper and lower case count. The test lists the sets that there are.")
            .with_value(known.set_spec)
            .needed(),
        prefix_field(&known.metadata_prefix),
        Field::choice("hour", "Hour of the daily harvest", (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))))
            .with_hint("A few hours after the publishing profile runs in Alma, and not while people search most.")
            .with_value(known.hour.to_string())
            .needed(),
    ]
}

fn other_fields(source: Option<&SourceSettings>) -> Vec<Field> {
    vec![
        Field::line("url", "OAI-PMH address")
            .with_hint("The base address, without a question mark and what follows it. Leave it empty when the records come as files that you upload.")
            .with_value(source.map_or("", |source| &source.url))
            .unmarked(),
        Field::line("set", "Set")
            .with_hint("Empty: all records. The test lists the sets that there are.")
            .with_value(source.and_then(|source| source.set_spec.as_deref()).unwrap_or_default()),
        prefix_field(source.map_or("marc21", |source| &source.prefix)),
    ]
}

fn prefix_field(value: &str) -> Field {
    Field::line("prefix", "Metadata prefix")
        .with_hint("marc21 for Alma; marcxml or marc21 elsewhere. It must be a form of MARC.")
        .with_value(value)
        .needed()
}

fn mapping_field(source: Option<&SourceSettings>) -> Field {
    let presets = Mapping::presets();
    // A source that is still being described has no layout yet.
    let own = source
        .filter(|source| !source.mapping.is_empty() && presets.iter().all(|preset| preset.name != source.mapping));
    let first = match own {
        Some(_) => (KEEP.to_owned(), "As it is now (edited under Holdings and items)".to_owned()),
        None => (FIND.to_owned(), "Find it from my records".to_owned()),
    };
    let value = match source {
        Some(source) if own.is_none() && !source.mapping.is_empty() => source.mapping.clone(),
        _ => first.0.clone(),
    };
    let options = std::iter::once(first).chain(presets.into_iter().map(|preset| (preset.name, preset.description)));
    Field::choice("mapping", "Where holdings and items stand in the records", options)
        .with_hint("As the step Data Enrichment of the publishing profile writes them. When in doubt, let it be found.")
        .with_value(value)
        .needed()
}

/// The settings as they were typed. `mapping` is what was chosen: a preset's name, [`FIND`] or [`KEEP`].
///
/// # Errors
/// What is wrong with the form, in clear words.
pub fn read(
    kind: Kind,
    form: &Fields,
    source: Option<&SourceSettings>,
    open: &[PathBuf],
) -> Result<SourceSettings, FieldErrors> {
    let mut errors = FieldErrors::default();
    check_common(kind, form, source, &mut errors);
    let typed = match kind {
        Kind::Alma => read_alma(form, &mut errors),
        Kind::Other => read_other(form, &mut errors),
        Kind::Folder | Kind::Lists => files_form::read(kind, form, source, open, &mut errors),
    };
    let settings = SourceSettings { name: form.text("name").to_owned(), mapping: read_mapping(form, source), ..typed };
    let fetch = match source {
        Some(source) if !kind.is_of_files() => with_hour_of(&settings.fetch, &source.fetch),
        _ => settings.fetch.clone(),
    };
    errors.or(SourceSettings { fetch, ..settings })
}

/// The schedule of a source that is there already; only the hour comes from the form, when it has one.
fn with_hour_of(typed: &str, known: &str) -> String {
    match FetchSettings::read(typed).window {
        Some(window) => FetchSettings { window: Some(window), ..FetchSettings::read(known) }.to_json(),
        None => known.to_owned(),
    }
}

fn check_common(kind: Kind, form: &Fields, source: Option<&SourceSettings>, errors: &mut FieldErrors) {
    if (kind != Kind::Alma || source.is_some()) && form.text("name").is_empty() {
        errors.add("name", "Enter a name.");
    }
    let prefix = form.text("prefix");
    if !kind.is_of_files() && (prefix.is_empty() || prefix.contains(char::is_whitespace)) {
        errors.add("prefix", "Enter a prefix such as marc21, without blanks.");
    }
    let mapping = form.text("mapping");
    if mapping != FIND && mapping != KEEP && Mapping::preset(mapping).is_none() {
        errors.add("mapping", "Choose where holdings and items stand.");
    }
}

/// The layout that was chosen; one that is still to be found has no name yet.
fn read_mapping(form: &Fields, source: Option<&SourceSettings>) -> String {
    match (form.text("mapping"), source) {
        (KEEP, Some(source)) => source.mapping.clone(),
        (FIND | KEEP, _) => String::new(),
        (preset, _) => preset.to_owned(),
    }
}

fn read_alma(form: &Fields, errors: &mut FieldErrors) -> SourceSettings {
    let text = |name| form.text(name).to_owned();
    let mut connection = AlmaConnection {
        alma_domain: text("alma_domain"),
        institution_code: text("institution_code"),
        set_spec: text("set"),
        metadata_prefix: text("prefix"),
        mapping: String::new(),
        hour: form.text("hour").parse().unwrap_or(u8::MAX),
    };
    loop {
        match connection.settings(form.text("name"), &FetchSettings::default()) {
            Ok(settings) => return settings,
            Err(fault) => {
                errors.add(field_of(fault), fault.to_string());
                mend(&mut connection, fault);
            }
        }
    }
}

fn field_of(fault: AlmaConnectionError) -> &'static str {
    match fault {
        AlmaConnectionError::Domain => "alma_domain",
        AlmaConnectionError::InstitutionCode => "institution_code",
        AlmaConnectionError::SetSpec => "set",
        AlmaConnectionError::Hour => "hour",
    }
}

/// Puts an example in the place of what is wrong, so that the next mistake is found too.
fn mend(connection: &mut AlmaConnection, fault: AlmaConnectionError) {
    match fault {
        AlmaConnectionError::Domain => connection.alma_domain = "univ.alma.example".to_owned(),
        AlmaConnectionError::InstitutionCode => connection.institution_code = "01UNIV_INST".to_owned(),
        AlmaConnectionError::SetSpec => connection.set_spec = "EXAMPLE".to_owned(),
        AlmaConnectionError::Hour => connection.hour = 0,
    }
}

fn read_other(form: &Fields, errors: &mut FieldErrors) -> SourceSettings {
    let url = form.text("url");
    if !url.is_empty() && wrong_address(url).is_some() {
        errors.add("url", "Enter the whole address with https:// in front.");
    } else if url.contains('?') {
        errors.add("url", "Enter the address without a question mark and what follows it.");
    }
    SourceSettings {
        url: url.to_owned(),
        set_spec: Some(form.text("set").to_owned()).filter(|set| !set.is_empty()),
        prefix: form.text("prefix").to_owned(),
        ..SourceSettings::default()
    }
}

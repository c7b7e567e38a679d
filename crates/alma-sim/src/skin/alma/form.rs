//! Forms as data: sections of labelled fields, each with its value, hint and error.

use crate::configuration::FieldError;
use crate::skin::form::Fields;

/// A form with what was typed and what is wrong with it.
pub(super) struct Form {
    pub(super) sections: Vec<Section>,
    errors: Vec<FieldError>,
}

/// Fields under a legend.
pub(super) struct Section {
    pub(super) legend: &'static str,
    pub(super) fields: Vec<Field>,
}

/// A field.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: &'static str,
    pub(super) value: String,
    pub(super) error: Option<String>,
    pub(super) kind: Kind,
}

/// How a field is filled in.
pub(super) enum Kind {
    Text,
    Area,
    /// Its value is `true` when it is ticked.
    Check,
    /// Values with their labels.
    Choice(Vec<(String, String)>),
}

impl Form {
    /// A form; errors are put beside their fields.
    pub(super) fn new(mut sections: Vec<Section>, errors: Option<Vec<FieldError>>) -> Self {
        let errors = errors.unwrap_or_default();
        sections.iter_mut().flat_map(|section| &mut section.fields).for_each(|field| field.take_error(&errors));
        Self { sections, errors }
    }

    pub(super) fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }
}

impl Section {
    pub(super) fn new(legend: &'static str, fields: Vec<Field>) -> Self {
        Self { legend, fields }
    }
}

impl Field {
    pub(super) fn text(name: &str, label: &str, value: impl Into<String>) -> Self {
        Self::of(Kind::Text, name, label, value.into())
    }

    pub(super) fn area(name: &str, label: &str, value: impl Into<String>) -> Self {
        Self::of(Kind::Area, name, label, value.into())
    }

    pub(super) fn check(name: &str, label: &str, value: bool) -> Self {
        Self::of(Kind::Check, name, label, value.to_string())
    }

    pub(super) fn choice<V: Into<String>, L: Into<String>>(
        name: &str,
        label: &str,
        value: impl Into<String>,
        options: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let options = options.into_iter().map(|(value, label)| (value.into(), label.into())).collect();
        Self::of(Kind::Choice(options), name, label, value.into())
    }

    pub(super) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// What was typed in place of what is stored.
    pub(super) fn or_sent(mut self, sent: Option<&Fields>) -> Self {
        if let Some(sent) = sent {
            self.value = sent.get(&self.name).unwrap_or_default().to_owned();
        }
        self
    }

    pub(super) fn take_error(&mut self, errors: &[FieldError]) {
        self.error = errors.iter().find(|error| error.field == self.name).map(|error| error.words.clone());
    }

    /// The attributes that tie hint and error to the field. Names are our own words and need no escaping.
    pub(super) fn attributes(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.name));
        let error = self.error.is_some().then(|| format!("{}-error", self.name));
        let described: Vec<String> = hint.into_iter().chain(error).collect();
        let mut attributes = String::new();
        if !described.is_empty() {
            attributes.push_str(&format!(" aria-describedby=\"{}\"", described.join(" ")));
        }
        if self.error.is_some() {
            attributes.push_str(" aria-invalid=\"true\"");
        }
        attributes
    }

    fn of(kind: Kind, name: &str, label: &str, value: String) -> Self {
        Self { name: name.to_owned(), label: label.to_owned(), hint: "", value, error: None, kind }
    }
}

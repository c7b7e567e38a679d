//! The fields of a form as templates show them: label, hint, the value typed so far, the error beside it.

use super::forms::{FieldErrors, Fields};

/// One field of a form. `desk/field.html` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Unique in the page.
    pub id: String,
    /// Its name in the form.
    pub name: &'static str,
    /// What it is.
    pub label: String,
    /// What to type, and where to find it.
    pub hint: String,
    /// What is in it.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Whether something must be typed.
    pub required: bool,
    /// Whether the label says that it may stay empty.
    pub says_optional: bool,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Input(&'static str),
    /// A line with suggestions, of which one is usually wanted.
    Suggested(Vec<String>),
    Lines,
    /// Several lines that are never shown again.
    SecretLines,
    Choice(Vec<FieldOption>),
    Switch,
}

/// One option of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldOption {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Field {
    fn new(name: &'static str, label: &str, kind: Kind) -> Self {
        Self {
            id: name.to_owned(),
            name,
            label: label.to_owned(),
            hint: String::new(),
            value: String::new(),
            error: None,
            required: false,
            says_optional: true,
            kind,
        }
    }

    /// One line of text.
    #[must_use]
    pub fn line(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Input("text"))
    }

    /// One line of text that is most often one of these.
    #[must_use]
    pub fn suggested(name: &'static str, label: &str, suggestions: Vec<String>) -> Self {
        Self::new(name, label, Kind::Suggested(suggestions))
    }

    /// A whole number.
    #[must_use]
    pub fn number(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Input("number"))
    }

    /// A day.
    #[must_use]
    pub fn day(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Input("date"))
    }

    /// A password. It is never shown again, so it begins empty.
    #[must_use]
    pub fn password(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Input("password"))
    }

    /// A file.
    #[must_use]
    pub fn file(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Input("file"))
    }

    /// Several lines of text.
    #[must_use]
    pub fn lines(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::Lines)
    }

    /// Several lines of text that are never shown again, so they begin empty.
    #[must_use]
    pub fn secret_lines(name: &'static str, label: &str) -> Self {
        Self::new(name, label, Kind::SecretLines)
    }

    /// One of several options: pairs of what is sent and what people read.
    #[must_use]
    pub fn choice<V: Into<String>, L: Into<String>>(
        name: &'static str,
        label: &str,
        options: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let options =
            options.into_iter().map(|(value, label)| FieldOption { value: value.into(), label: label.into() });
        Self::new(name, label, Kind::Choice(options.collect()))
    }

    /// A box to tick.
    #[must_use]
    pub fn switch(name: &'static str, label: &str, on: bool) -> Self {
        Self::new(name, label, Kind::Switch).with_value(if on { "1" } else { "" })
    }

    /// With a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With a value.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.required = true;
        self.says_optional = false;
        self
    }

    /// May stay empty in some cases, which its hint or the page explains better than a mark would.
    #[must_use]
    pub fn unmarked(mut self) -> Self {
        self.says_optional = false;
        self
    }

    /// With an id that begins with the name of its form, for pages with several forms.
    #[must_use]
    pub fn within(mut self, form: &str) -> Self {
        self.id = format!("{form}-{}", self.name);
        self
    }

    /// With what was sent in it, and what is wrong with that. Files must be chosen again, passwords typed again.
    #[must_use]
    pub fn answered(mut self, sent: &Fields, errors: &FieldErrors) -> Self {
        if !self.is_secret() {
            self.value = sent.text(self.name).to_owned();
        }
        self.error = errors.of(self.name).map(str::to_owned);
        self
    }

    /// The type of the input element; empty when it is another element.
    #[must_use]
    pub fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Input(input_type) => input_type,
            Kind::Suggested(_) => "text",
            Kind::Lines | Kind::SecretLines | Kind::Choice(_) | Kind::Switch => "",
        }
    }

    /// Whether it is a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.input_type() == "file"
    }

    /// Whether what is typed is never shown again.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        self.input_type() == "password" || self.kind == Kind::SecretLines
    }

    /// Whether it has several lines.
    #[must_use]
    pub fn is_lines(&self) -> bool {
        matches!(self.kind, Kind::Lines | Kind::SecretLines)
    }

    /// Whether it is a box to tick.
    #[must_use]
    pub fn is_switch(&self) -> bool {
        self.kind == Kind::Switch
    }

    /// The options, when there are any to choose from.
    #[must_use]
    pub fn options(&self) -> &[FieldOption] {
        match &self.kind {
            Kind::Choice(options) => options,
            Kind::Input(_) | Kind::Suggested(_) | Kind::Lines | Kind::SecretLines | Kind::Switch => &[],
        }
    }

    /// What is offered while a line is typed.
    #[must_use]
    pub fn suggestions(&self) -> &[String] {
        match &self.kind {
            Kind::Suggested(suggestions) => suggestions,
            _ => &[],
        }
    }

    /// Whether an option is the chosen one.
    #[must_use]
    pub fn is_chosen(&self, option: &FieldOption) -> bool {
        self.value == option.value
    }

    /// The ids of the texts that explain it, for `aria-describedby`.
    #[must_use]
    pub fn described_by(&self) -> Option<String> {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-hint", self.id));
        let error = self.error.is_some().then(|| format!("{}-error", self.id));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// One line of the summary above a form that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field that it leads to.
    pub id: String,
    /// What to do.
    pub words: String,
}

/// The summary of what is wrong in these fields.
#[must_use]
pub fn problems(fields: &[Field]) -> Vec<Problem> {
    let wrong = fields.iter().filter_map(|field| Some((field, field.error.as_ref()?)));
    wrong.map(|(field, words)| Problem { id: field.id.clone(), words: words.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_was_refused_keeps_what_was_typed_and_names_its_error() {
        let sent = Fields::from_pairs(&[("due", "yesterday")]);
        let errors = FieldErrors::one("due", "Enter a day.");
        let field = Field::day("due", "Due date")
            .with_hint("As 2026-12-24.")
            .with_value("2026-12-24")
            .within("ship")
            .answered(&sent, &errors);
        assert_eq!((field.id.as_str(), field.value.as_str()), ("ship-due", "yesterday"));
        assert_eq!(field.described_by().as_deref(), Some("ship-due-hint ship-due-error"));
        assert_eq!(problems(&[field]), [Problem { id: "ship-due".into(), words: "Enter a day.".into() }]);
    }

    #[test]
    fn what_is_secret_is_not_in_the_page_that_answers() {
        let sent = Fields::from_pairs(&[("key", "sesame"), ("password", "sesame")]);
        for field in [Field::secret_lines("key", "Key"), Field::password("password", "Password")] {
            assert_eq!(field.answered(&sent, &FieldErrors::default()).value, "");
        }
    }

    #[test]
    fn a_field_without_hint_and_error_is_described_by_nothing() {
        assert_eq!(Field::line("note", "Note").described_by(), None);
    }
}

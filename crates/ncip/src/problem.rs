//! Problems, and what a librarian can do about them.

mod kind;

pub use kind::{Explanation, ProblemKind};

use crate::Code;

element! {
    /// Why something was not done (`Problem`; in version 1 `ProcessingError` and `MessagingError`).
    pub struct Problem {
        /// What kind, as the other side words it; see [`Problem::kind`].
        pub problem_type: Option<Code> = "ProblemType" required,
        /// In words.
        pub detail: Option<String> = "ProblemDetail",
        /// Path of the element that it is about, such as `//RenewItem/ItemId`.
        pub element: Option<String> = "ProblemElement",
        /// The value that it is about. Alma sometimes names its own item id here instead of the barcode.
        pub value: Option<String> = "ProblemValue",
    }
}

impl Problem {
    /// A problem with a type and an explanation in words.
    #[must_use]
    pub fn new(problem_type: &str, detail: &str) -> Self {
        let detail = Some(detail.to_owned()).filter(|detail| !detail.is_empty());
        Self { problem_type: Some(Code::new(problem_type)), detail, ..Self::default() }
    }

    /// A problem as Alma words it: type and detail are the same text, the element is a path such as `//RenewItem/ItemId`. `None`
    /// when it is not known how Alma words it; see [`ProblemKind::alma_words`].
    #[must_use]
    pub fn in_alma(kind: ProblemKind, element: &str, value: &str) -> Option<Self> {
        kind.alma_words().map(|words| Self::new(words, words).about(element, value))
    }

    /// The same problem with the element and the value that it is about.
    #[must_use]
    pub fn about(mut self, element: &str, value: &str) -> Self {
        self.element = Some(element.to_owned());
        self.value = Some(value.to_owned()).filter(|value| !value.is_empty());
        self
    }

    /// What kind of problem it is, by its type; where that says nothing, by its detail, then by its value.
    #[must_use]
    pub fn kind(&self) -> ProblemKind {
        let problem_type = self.problem_type.as_ref().map(|code| code.value.as_str());
        let texts = [problem_type, self.detail.as_deref(), self.value.as_deref()];
        let known = texts.into_iter().flatten().map(ProblemKind::of_text);
        known.into_iter().find(|kind| *kind != ProblemKind::Other).unwrap_or(ProblemKind::Other)
    }

    /// One line: the type, the detail when it says more, the element and the value.
    #[must_use]
    pub fn line(&self) -> String {
        let problem_type = self.problem_type.as_ref().map_or("problem of no type", |code| code.value.as_str());
        let mut line = problem_type.to_owned();
        if let Some(detail) = self.detail.as_deref().filter(|detail| *detail != problem_type) {
            line.push_str(": ");
            line.push_str(detail);
        }
        match (self.element.as_deref(), self.value.as_deref()) {
            (Some(element), Some(value)) => line.push_str(&format!(" ({element} {value})")),
            (Some(one), None) | (None, Some(one)) => line.push_str(&format!(" ({one})")),
            (None, None) => {}
        }
        line
    }
}

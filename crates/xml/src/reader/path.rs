//! Where a reader stands.

/// The open elements as one text, so that going in and out costs no allocation.
#[derive(Default)]
pub(super) struct Path {
    text: String,
    lengths: Vec<usize>,
}

impl Path {
    pub(super) fn enter(&mut self, local: &str) {
        self.lengths.push(self.text.len());
        self.text.push('/');
        self.text.push_str(local);
    }

    pub(super) fn leave(&mut self) {
        if let Some(length) = self.lengths.pop() {
            self.text.truncate(length);
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.lengths.len()
    }

    pub(super) fn as_str(&self) -> &str {
        if self.text.is_empty() { "/" } else { &self.text }
    }
}

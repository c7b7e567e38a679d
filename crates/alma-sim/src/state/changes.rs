//! In what order titles were changed last, removed ones too.

use std::collections::BTreeMap;

use super::Id;

/// The last change of each title.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Changes {
    last: BTreeMap<Id, u64>,
    order: BTreeMap<u64, Id>,
    count: u64,
}

impl Changes {
    /// A title, or its holdings or items, changed.
    pub(crate) fn note(&mut self, id: Id) {
        self.count += 1;
        self.order.insert(self.count, id);
        if let Some(before) = self.last.insert(id, self.count) {
            self.order.remove(&before);
        }
    }

    /// The number of the latest change.
    pub(crate) fn latest(&self) -> u64 {
        self.count
    }

    /// The titles that changed after a change.
    pub(crate) fn since(&self, change: u64) -> impl Iterator<Item = Id> {
        self.order.range(change.saturating_add(1)..).map(|(_, id)| *id)
    }
}

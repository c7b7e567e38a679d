//! The result sets of an association.

use std::collections::BTreeMap;

use super::ResultSet;
use crate::Diagnostic;
use crate::pdu::{DeleteFunction, DeleteResultSetRequest, DeleteResultSetResponse, DeleteSetStatus, ListStatus};

/// Result sets by name.
#[derive(Debug)]
pub struct ResultSets<S> {
    sets: BTreeMap<String, ResultSet<S>>,
    limit: usize,
}

impl<S> ResultSets<S> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { sets: BTreeMap::new(), limit }
    }

    /// The result set with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ResultSet<S>> {
        self.sets.get(name)
    }

    /// As [`ResultSets::get`], with the diagnostic (30) for one that does not exist.
    ///
    /// # Errors
    /// When there is no such result set.
    pub fn existing(&self, name: &str) -> Result<&ResultSet<S>, Diagnostic> {
        self.get(name).ok_or_else(|| Diagnostic::new(30, name))
    }

    /// Whether a set with this name may be made.
    pub(super) fn check_room(&self, name: &str, replace: bool) -> Result<(), Diagnostic> {
        match self.sets.contains_key(name) {
            true if !replace => Err(Diagnostic::new(21, name)),
            false if self.sets.len() >= self.limit => Err(Diagnostic::new(112, self.limit.to_string())),
            true | false => Ok(()),
        }
    }

    pub(super) fn insert(&mut self, name: String, set: ResultSet<S>) {
        self.sets.insert(name, set);
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.sets.remove(name);
    }

    pub(super) fn delete(&mut self, request: DeleteResultSetRequest) -> DeleteResultSetResponse {
        let mut response =
            DeleteResultSetResponse { reference_id: request.reference_id, ..DeleteResultSetResponse::default() };
        if request.function == DeleteFunction::ALL {
            self.sets.clear();
            return response;
        }
        for name in request.result_sets {
            let status = match self.sets.remove(&name) {
                Some(_) => DeleteSetStatus::SUCCESS,
                None => {
                    response.status = DeleteSetStatus::NOT_ALL_REQUESTED_DELETED;
                    DeleteSetStatus::DID_NOT_EXIST
                }
            };
            response.list_statuses.push(ListStatus { result_set_id: name, status, unknown: Vec::new() });
        }
        response
    }
}

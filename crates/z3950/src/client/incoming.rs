//! What comes from the target: answers, each to the request it belongs to, and questions in the middle of an operation.

use super::{Answer, Client, ClientError, Operation, Pending, Referenced, State, answer};
use crate::pdu::{AccessControlResponse, ResourceControlResponse};
use crate::record::DiagnosticRecord;
use crate::{Diagnostic, Pdu};

impl Client {
    pub(super) fn handle(&mut self, pdu: Pdu) -> Result<Option<Referenced>, ClientError> {
        if let Pdu::Close(close) = pdu {
            self.state = State::Closed;
            return Ok(Some((None, Answer::Closed(close))));
        }
        if matches!(self.state, State::Closing | State::Closed) {
            return Ok(None);
        }
        let answer = match pdu {
            Pdu::InitializeResponse(response) => {
                let pending = self.due(Operation::Initialize, None, "Initialize response")?;
                (pending.reference_id, self.connected(response)?)
            }
            Pdu::SearchResponse(response) => {
                let pending = self.due(Operation::Search, response.reference_id.as_ref(), "Search response")?;
                (pending.reference_id, answer::found(response))
            }
            Pdu::Segment(segment) => {
                self.expecting(Operation::Present, segment.reference_id.as_ref(), "Segment request")?
                    .segments
                    .extend(segment.records);
                return Ok(None);
            }
            Pdu::PresentResponse(response) => {
                let pending = self.due(Operation::Present, response.reference_id.as_ref(), "Present response")?;
                (pending.reference_id, answer::delivered(pending.segments, response))
            }
            Pdu::ScanResponse(response) => {
                let pending = self.due(Operation::Scan, response.reference_id.as_ref(), "Scan response")?;
                (pending.reference_id, answer::scanned(response))
            }
            Pdu::SortResponse(response) => {
                let pending = self.due(Operation::Sort, response.reference_id.as_ref(), "Sort response")?;
                (pending.reference_id, answer::sorted(response))
            }
            Pdu::DeleteResultSetResponse(response) => {
                let pending = self.due(Operation::Delete, response.reference_id.as_ref(), "Delete response")?;
                (pending.reference_id, Answer::Deleted(response))
            }
            other => return self.asked(other).map(|()| None),
        };
        Ok(Some(answer))
    }

    /// A question of the target in the middle of an operation.
    fn asked(&mut self, pdu: Pdu) -> Result<(), ClientError> {
        let operation = self.pending.first().map(|pending| pending.operation);
        let reply = match pdu {
            // Costs are a matter of the contract with the target; to stop an operation half way helps nobody.
            Pdu::ResourceControlRequest(request) if operation.is_some() => {
                let reply = ResourceControlResponse {
                    reference_id: request.reference_id,
                    continues: true,
                    ..ResourceControlResponse::default()
                };
                request.response_required.then_some(Pdu::ResourceControlResponse(reply))
            }
            Pdu::AccessControlRequest(request) if operation.is_some() => {
                let diagnostic = Diagnostic::new(NO_CREDENTIALS, "");
                let reply = AccessControlResponse {
                    reference_id: request.reference_id,
                    diagnostic: Some(DiagnosticRecord::Default(diagnostic)),
                    ..AccessControlResponse::default()
                };
                Some(Pdu::AccessControlResponse(reply))
            }
            other => return Err(ClientError::Unexpected(other.name(), operation)),
        };
        if let Some(reply) = reply {
            reply.encode_into(&mut self.replies);
        }
        Ok(())
    }

    fn due(
        &mut self,
        operation: Operation,
        reference_id: Option<&Vec<u8>>,
        name: &'static str,
    ) -> Result<Pending, ClientError> {
        let place = self.place_of(operation, reference_id, name)?;
        Ok(self.pending.remove(place))
    }

    fn expecting(
        &mut self,
        operation: Operation,
        reference_id: Option<&Vec<u8>>,
        name: &'static str,
    ) -> Result<&mut Pending, ClientError> {
        let place = self.place_of(operation, reference_id, name)?;
        let first = self.pending.first().map(|pending| pending.operation);
        self.pending.get_mut(place).ok_or(ClientError::Unexpected(name, first))
    }

    /// The request that an answer belongs to: by its reference, or the oldest one when the target does not echo it.
    fn place_of(
        &self,
        operation: Operation,
        reference_id: Option<&Vec<u8>>,
        name: &'static str,
    ) -> Result<usize, ClientError> {
        let same = |pending: &Pending| pending.operation == operation && pending.reference_id.as_ref() == reference_id;
        let place = self.pending.iter().position(same).or_else(|| match self.pending.as_slice() {
            [only] if only.operation == operation => Some(0),
            _ => None,
        });
        place.ok_or_else(|| ClientError::Unexpected(name, self.pending.first().map(|pending| pending.operation)))
    }
}

/// Bib-1: access-control failure.
const NO_CREDENTIALS: i64 = 1010;

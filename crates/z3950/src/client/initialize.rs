//! Opening an association.

use super::{Answer, Client, ClientError, Connection, State};
use crate::charset::CharsetNegotiation;
use crate::diag1;
use crate::pdu::{InitializeRequest, InitializeResponse, Options, ProtocolVersion};

impl Client {
    pub(super) fn introduction(&self) -> InitializeRequest {
        let proposal =
            self.settings.propose_utf8.then(|| CharsetNegotiation::utf8(false).to_other_information()).flatten();
        let (name, version) = self.settings.implementation.clone();
        InitializeRequest {
            protocol_version: VERSIONS,
            options: if proposal.is_some() { OPTIONS.union(Options::NEGOTIATION_MODEL) } else { OPTIONS },
            preferred_message_size: self.settings.message_size.into(),
            exceptional_record_size: self.settings.message_size.into(),
            id_authentication: self.settings.authentication.clone(),
            implementation_name: Some(name),
            implementation_version: Some(version),
            other_information: proposal.into_iter().collect(),
            ..InitializeRequest::default()
        }
    }

    pub(super) fn connected(&mut self, response: InitializeResponse) -> Result<Answer, ClientError> {
        if !response.result {
            let reasons = response.user_information.as_ref().map(diag1::reasons).unwrap_or_default();
            return Err(ClientError::Refused(reasons.join("; ")));
        }
        self.state = State::Open;
        self.options = response.options;
        Ok(Answer::Connected(Connection::new(response)))
    }
}

const VERSIONS: ProtocolVersion =
    ProtocolVersion::VERSION_1.union(ProtocolVersion::VERSION_2).union(ProtocolVersion::VERSION_3);

const OPTIONS: Options = Options::SEARCH
    .union(Options::PRESENT)
    .union(Options::DELETE_RESULT_SET)
    .union(Options::SCAN)
    .union(Options::SORT)
    .union(Options::LEVEL_1_SEGMENTATION)
    .union(Options::CONCURRENT_OPERATIONS)
    .union(Options::NAMED_RESULT_SETS);

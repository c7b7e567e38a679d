//! Opening an association.

use super::{Agreement, Origin, Reply, Session, State, Target};
use crate::charset::CharsetNegotiation;
use crate::pdu::{InitializeRequest, InitializeResponse, Options, OtherInformation, ProtocolVersion};
use crate::{Pdu, diag1};

impl<S> Session<S> {
    pub(super) fn initialize<T: Target<Set = S>>(&mut self, request: InitializeRequest, target: &mut T) -> Reply {
        let refused = target.open(&Origin {
            authentication: request.id_authentication.as_ref(),
            implementation_name: request.implementation_name.as_deref(),
            implementation_version: request.implementation_version.as_deref(),
        });
        let other_information = charset(&request.other_information);
        let mut agreement = self.agree(&request, target);
        if !other_information.is_empty() {
            agreement.options = agreement.options.union(Options::NEGOTIATION_MODEL.intersection(request.options));
        }
        let (name, version) = self.settings.implementation.clone();
        let response = InitializeResponse {
            reference_id: request.reference_id,
            protocol_version: VERSIONS.intersection(request.protocol_version).union(ProtocolVersion::VERSION_1),
            options: agreement.options,
            preferred_message_size: i64::try_from(agreement.preferred).unwrap_or(i64::MAX),
            exceptional_record_size: i64::try_from(agreement.exceptional).unwrap_or(i64::MAX),
            result: refused.is_ok(),
            implementation_name: Some(name),
            implementation_version: Some(version),
            user_information: refused.as_ref().err().and_then(diag1::user_information),
            other_information,
            ..InitializeResponse::default()
        };
        match refused {
            Ok(()) => {
                self.state = State::Open(agreement);
                Reply::Answer(Pdu::InitializeResponse(response))
            }
            Err(_) => Reply::Close(Pdu::InitializeResponse(response)),
        }
    }

    fn agree<T: Target<Set = S>>(&self, request: &InitializeRequest, target: &T) -> Agreement {
        let mut offered = OPTIONS;
        for (option, is_offered) in [
            (Options::SCAN, target.offers_scan()),
            (Options::SORT, target.offers_sort()),
            (Options::QUERY_TYPE_104, self.settings.cql.is_some()),
        ] {
            offered = if is_offered { offered.union(option) } else { offered };
        }
        let most = self.settings.message_size as usize;
        let size = |wanted: i64| usize::try_from(wanted).ok().filter(|&wanted| wanted > 0).unwrap_or(most).min(most);
        let preferred = size(request.preferred_message_size);
        let exceptional = size(request.exceptional_record_size).max(preferred);
        Agreement { options: offered.intersection(request.options), preferred, exceptional }
    }
}

const VERSIONS: ProtocolVersion =
    ProtocolVersion::VERSION_1.union(ProtocolVersion::VERSION_2).union(ProtocolVersion::VERSION_3);

/// What every server of this crate offers.
const OPTIONS: Options = Options::SEARCH
    .union(Options::PRESENT)
    .union(Options::DELETE_RESULT_SET)
    .union(Options::TRIGGER_RESOURCE_CONTROL)
    .union(Options::NAMED_RESULT_SETS)
    .union(Options::LEVEL_1_SEGMENTATION)
    // Requests are answered one after the other, each with its reference; an origin need not wait in between.
    .union(Options::CONCURRENT_OPERATIONS);

/// UTF-8, when a character set is proposed and UTF-8 is among the proposals. Otherwise nothing is negotiated.
fn charset(proposed: &[OtherInformation]) -> Vec<OtherInformation> {
    let proposal = CharsetNegotiation::find(proposed).filter(|proposal| !proposal.is_response && proposal.has_utf8());
    let answer = proposal.and_then(|proposal| {
        let records = proposal.records_in_selected_charsets;
        let choice = CharsetNegotiation { records_in_selected_charsets: records, ..CharsetNegotiation::utf8(true) };
        choice.to_other_information()
    });
    answer.into_iter().collect()
}

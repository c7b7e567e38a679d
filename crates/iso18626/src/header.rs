//! Who writes to whom about which request: `header` and `confirmationHeader`.

use std::fmt;

use crate::structure::{Context, at, before_2021, since_2017, since_2021, structure};
use crate::{Code, Edition, Kind, MessageStatus, Timestamp};

structure! {
    /// A library or broker: a symbol in some scheme (`type_agencyId`).
    AgencyId {
        /// The kind of symbol, such as ISIL.
        agency_id_type: Code = at("agencyIdType");
        /// The symbol, such as DE-1.
        agency_id_value: String = at("agencyIdValue");
    }
}

impl AgencyId {
    /// The agency with symbol `value` of the kind `id_type`.
    #[must_use]
    pub fn new(id_type: &str, value: &str) -> Self {
        Self { agency_id_type: id_type.into(), agency_id_value: value.to_owned(), extra: Vec::new() }
    }

    /// The symbol in one word, such as `ISIL:DE-1`.
    #[must_use]
    pub fn symbol(&self) -> String {
        match self.agency_id_type.value.as_str() {
            "" => self.agency_id_value.clone(),
            id_type => format!("{id_type}:{}", self.agency_id_value),
        }
    }
}

impl fmt::Display for AgencyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.symbol())
    }
}

structure! {
    /// The account that the requester has with the supplier (`requestingAgencyAuthentication`).
    RequestingAgencyAuthentication {
        /// The account.
        account_id: Option<String> = at("accountId");
        /// The password. Never to be logged.
        security_code: Option<String> = at("securityCode");
    }
}

structure! {
    /// The `header` of a request, a supplying agency message or a requesting agency message.
    Header {
        /// The supplier. Only a request of the edition of 2021 may leave it out (any supplier will do).
        supplying_agency_id: Option<AgencyId> = at("supplyingAgencyId").demanded(names_its_supplier);
        /// The requester.
        requesting_agency_id: AgencyId = at("requestingAgencyId");
        /// The consortium whose rules apply. Since 2021; not in a supplying agency message.
        consortial_id: Option<AgencyId> = at("consortialId").when(may_name_a_consortium);
        /// Ties together requests for several items. Edition 1.2 wants the element even when empty; since 2021 it is
        /// only in a request.
        multiple_item_request_id: Option<String> =
            at("multipleItemRequestId").when(may_be_one_of_many).demanded(before_2021);
        /// When the message was sent.
        timestamp: Timestamp = at("timestamp");
        /// The requester's number of the request.
        requesting_agency_request_id: String = at("requestingAgencyRequestId");
        /// The supplier's number of the request. Since 2021 not in a request.
        supplying_agency_request_id: Option<String> = at("supplyingAgencyRequestId").when(may_be_known_to_the_supplier);
        /// The requester's account. Since 2021 not in a supplying agency message.
        requesting_agency_authentication: Option<RequestingAgencyAuthentication> =
            at("requestingAgencyAuthentication").when(may_carry_an_account);
    }
}

impl Header {
    /// The header that every message needs.
    #[must_use]
    pub fn new(supplying: AgencyId, requesting: AgencyId, requesting_agency_request_id: &str, timestamp: &str) -> Self {
        Self {
            supplying_agency_id: Some(supplying),
            requesting_agency_id: requesting,
            timestamp: timestamp.into(),
            requesting_agency_request_id: requesting_agency_request_id.to_owned(),
            ..Self::default()
        }
    }
}

fn names_its_supplier(context: Context) -> bool {
    before_2021(context) || context.kind != Kind::Request
}

fn may_name_a_consortium(context: Context) -> bool {
    since_2021(context) && context.kind != Kind::SupplyingAgencyMessage
}

fn may_be_one_of_many(context: Context) -> bool {
    context.edition == Edition::V1_2 || (since_2021(context) && context.kind == Kind::Request)
}

fn may_be_known_to_the_supplier(context: Context) -> bool {
    before_2021(context) || context.kind != Kind::Request
}

fn may_carry_an_account(context: Context) -> bool {
    before_2021(context) || context.kind != Kind::SupplyingAgencyMessage
}

structure! {
    /// The `confirmationHeader` of the three confirmations.
    ConfirmationHeader {
        /// The supplier.
        supplying_agency_id: Option<AgencyId> = at("supplyingAgencyId");
        /// The requester.
        requesting_agency_id: Option<AgencyId> = at("requestingAgencyId");
        /// When the confirmation was sent.
        timestamp: Timestamp = at("timestamp");
        /// The requester's number of the request.
        requesting_agency_request_id: Option<String> = at("requestingAgencyRequestId");
        /// As in the message. Edition 1.2 only.
        multiple_item_request_id: Option<String> = at("multipleItemRequestId").when(is_edition_1_2);
        /// When the message was received. CrossLink and ReShare repeat the time stamp of the message here.
        timestamp_received: Timestamp = at("timestampReceived");
        /// Taken or refused.
        message_status: MessageStatus = at("messageStatus");
    }
}

fn is_edition_1_2(context: Context) -> bool {
    since_2017(context) && before_2021(context)
}

//! What staff do in this Alma: at a desk (lend, take back, scan) and in its configuration (users, partners, publishing).

mod circulate;
mod configure;
mod renewal;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::state::{Fee, Kind, State};

/// An act of staff. Its name in the journal and in addresses is in kebab case (`loan`, `partner-field`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// Lends an item at a desk. An item that came for a user is lent to that user only.
    Loan {
        /// The item.
        barcode: String,
        /// The user, by any identifier.
        user: String,
        /// Due date, `2026-09-30`; for borrowed items otherwise what the lender said, else in 28 days.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
    },
    /// Takes an item back at a desk, by default that of the item's own library (for borrowed items the pickup library).
    Return {
        /// The item.
        barcode: String,
        /// Code of the desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk: Option<String>,
    },
    /// Scans an item in at a desk, by default that of the library to which it is on its way.
    Scan {
        /// The item.
        barcode: String,
        /// Code of the desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk: Option<String>,
    },
    /// Receives a borrowed item by hand, where the partner does not receive automatically.
    Receive {
        /// The temporary item.
        barcode: String,
        /// Code of the desk.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        desk: Option<String>,
    },
    /// A user asks in Primo for more time with a borrowed item. Alma then asks the broker; see [`crate::Outgoing`].
    Renew {
        /// The temporary item.
        barcode: String,
    },
    /// What the broker said to that.
    BrokerAnswered {
        /// The temporary item.
        barcode: String,
        /// The answer.
        answer: BrokerAnswer,
    },
    /// Closes the borrowing request with this number of the partner, as staff do by mistake; item and loan stay.
    CloseBorrowing {
        /// The number of the partner.
        request: String,
    },
    /// Sets an item missing.
    Missing {
        /// The item.
        barcode: String,
    },
    /// Changes the notes of an item; an empty one goes.
    NoteItem {
        /// Its number.
        pid: String,
        /// The note for the public.
        public: String,
        /// The note that the desk sees when it lends the item.
        fulfillment: String,
    },
    /// Sets or lifts a block.
    BlockUser {
        /// The user, by any identifier.
        user: String,
        /// Its text; empty lifts it.
        block: String,
    },
    /// Charges a user a fee.
    Charge {
        /// The user's primary identifier.
        user: String,
        /// The sum in the smallest unit of the currency.
        minor_units: i64,
        /// Code of the fee type.
        kind: String,
        /// Code of the library that it belongs to.
        owner: String,
        /// In words.
        comment: String,
    },
    /// Makes an account active or inactive.
    UserStatus {
        /// The user, by any identifier.
        user: String,
        /// Active or not.
        active: bool,
    },
    /// Makes a partner active or inactive.
    PartnerStatus {
        /// Its code.
        code: String,
        /// Active or not.
        active: bool,
    },
    /// Changes a field of a partner record; the names are those of `state.json`.
    PartnerField {
        /// Its code.
        code: String,
        /// The field.
        field: String,
        /// The new value.
        value: String,
    },
    /// Keeps a record out of discovery and publishing, or lets it back.
    Suppress {
        /// Its number.
        mms_id: String,
        /// Out or back.
        suppressed: bool,
    },
    /// Saves a record as the editor does: 005 changes, and with a note field 590 is added. Without one nothing is changed that
    /// publishing looks at.
    SaveTitle {
        /// Its number.
        mms_id: String,
        /// A local note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Deletes a record with its holdings and items, unless one is lent.
    DeleteTitle {
        /// Its number.
        mms_id: String,
    },
    /// Switches the OAI repository on or off.
    OaiStatus {
        /// On or off.
        active: bool,
    },
    /// Lists the addresses that may harvest, parted by commas; empty lets everybody.
    OaiAddresses {
        /// Addresses, ranges, networks or beginnings of addresses.
        addresses: String,
    },
}

/// What a broker said to a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BrokerAnswer {
    /// It will be decided; a RenewItem or a CirculationStatusUpdated is to come.
    Pending,
    /// It is granted until this moment, in milliseconds since 1970.
    Granted(i64),
    /// It is refused.
    Refused,
    /// Nothing that could be read came.
    Silence,
    /// It was sent, and nothing came in time.
    TimedOut,
    /// Nobody was there to take it.
    NotReached,
}

/// Why an act was refused, in words for the person at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRefused(pub String);

impl fmt::Display for ActionRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ActionRefused {}

impl ActionRefused {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl Action {
    /// The act with this name and these fields, as a form or a JSON object gives them.
    ///
    /// # Errors
    /// When there is no such act or a field is missing.
    pub fn from_fields(name: &str, field: impl Fn(&str) -> Option<String>) -> Result<Self, ActionRefused> {
        let optional = |name: &str| field(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let text = |name: &str| optional(name).ok_or_else(|| ActionRefused::new(format!("The field {name} is empty.")));
        let flag = |name: &str| match optional(name).as_deref() {
            Some("true" | "on" | "yes" | "1") => Ok(true),
            Some("false" | "off" | "no" | "0") | None => Ok(false),
            Some(other) => Err(ActionRefused::new(format!("The field {name} is true or false, not {other}."))),
        };
        Ok(match name {
            "loan" => Self::Loan { barcode: text("barcode")?, user: text("user")?, due: optional("due") },
            "return" => Self::Return { barcode: text("barcode")?, desk: optional("desk") },
            "scan" => Self::Scan { barcode: text("barcode")?, desk: optional("desk") },
            "receive" => Self::Receive { barcode: text("barcode")?, desk: optional("desk") },
            "renew" => Self::Renew { barcode: text("barcode")? },
            "close-borrowing" => Self::CloseBorrowing { request: text("request")? },
            "missing" => Self::Missing { barcode: text("barcode")? },
            "block-user" => Self::BlockUser { user: text("user")?, block: optional("block").unwrap_or_default() },
            "user-status" => Self::UserStatus { user: text("user")?, active: flag("active")? },
            "partner-status" => Self::PartnerStatus { code: text("code")?, active: flag("active")? },
            "partner-field" => Self::PartnerField {
                code: text("code")?,
                field: text("field")?,
                value: optional("value").unwrap_or_default(),
            },
            "suppress" => Self::Suppress { mms_id: text("mms_id")?, suppressed: flag("suppressed")? },
            "save-title" => Self::SaveTitle { mms_id: text("mms_id")?, note: optional("note") },
            "delete-title" => Self::DeleteTitle { mms_id: text("mms_id")? },
            "oai-status" => Self::OaiStatus { active: flag("active")? },
            "oai-addresses" => Self::OaiAddresses { addresses: optional("addresses").unwrap_or_default() },
            other => return Err(ActionRefused::new(format!("There is no act called {other}."))),
        })
    }

    /// Does it; the words tell what was done.
    pub(crate) fn perform(&self, state: &mut State, at: i64) -> Result<String, ActionRefused> {
        match self {
            Self::Loan { barcode, user, due } => circulate::lend(state, barcode, user, due.as_deref(), at),
            Self::Return { barcode, desk } => circulate::take_back(state, barcode, desk.as_deref(), at),
            Self::Scan { barcode, desk } => circulate::scan(state, barcode, desk.as_deref(), at),
            Self::Receive { barcode, desk } => circulate::receive_by_hand(state, barcode, desk.as_deref(), at),
            Self::Renew { barcode } => renewal::ask(state, barcode, at),
            Self::BrokerAnswered { barcode, answer } => renewal::note(state, barcode, *answer, at),
            Self::CloseBorrowing { request } => circulate::close_borrowing(state, request, at),
            Self::Missing { barcode } => circulate::set_missing(state, barcode),
            Self::BlockUser { user, block } => configure::block_user(state, user, block),
            Self::NoteItem { pid, public, fulfillment } => circulate::note(state, pid, public, fulfillment),
            Self::Charge { user, minor_units, kind, owner, comment } => {
                let id = state.next_id(Kind::Request);
                let (user, kind, owner) = (user.clone(), kind.clone(), owner.clone());
                let (currency, external_id) = ("USD".to_owned(), comment.clone());
                state.fees.push(Fee { id, at, user, minor_units: *minor_units, currency, kind, external_id, owner });
                Ok("The fee was charged.".to_owned())
            }
            Self::UserStatus { user, active } => configure::set_user_status(state, user, *active),
            Self::PartnerStatus { code, active } => configure::set_partner_status(state, code, *active),
            Self::PartnerField { code, field, value } => configure::set_partner_field(state, code, field, value),
            Self::Suppress { mms_id, suppressed } => configure::suppress(state, mms_id, *suppressed),
            Self::SaveTitle { mms_id, note } => configure::save_title(state, mms_id, note.as_deref(), at),
            Self::DeleteTitle { mms_id } => configure::delete_title(state, mms_id),
            Self::OaiStatus { active } => configure::set_oai_status(state, *active),
            Self::OaiAddresses { addresses } => configure::set_oai_addresses(state, addresses),
        }
    }
}

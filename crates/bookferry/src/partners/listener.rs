//! Messages that come in: each is answered with a confirmation on the same connection, and a message that comes again gets the same one.

use iso18626::{
    ErrorData, ErrorType, Message, Request as WireRequest, RequestType, RequestingAgencyMessage,
    SupplyingAgencyMessage, confirm_error, confirm_ok, confirm_unreadable,
};
use lifecycle::{Facts, FromSupplier, PartyEvent, Refusal, Side, requester, supplier};
use store::{Library, LibraryId, MessageDirection, MessageOutcome, NewConfirmation, NewRequest, PeerRequest, Request};

use super::{EDITION, Symbol, incoming};
use crate::clock::precise_instant_text;
use crate::message_log::{self, Exchange, Protocol};
use crate::platform::Platform;
use crate::secrets::digest_bytes;
use crate::work::{AdvanceError, Cause, Party, PatronData, Urgency, codec, policy_of, unborn_step};

/// The answer to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// A confirmation; HTTP status 200 also when it says ERROR.
    Confirmation(String),
    /// The store failed: the partner shall send the message again.
    TryAgain,
}

/// Why a message is not acted on.
enum Fault {
    /// Said in a confirmation with status ERROR.
    Told(ErrorData),
    /// The store failed.
    Store(String),
}

impl From<store::Error> for Fault {
    fn from(fault: store::Error) -> Self {
        Self::Store(fault.to_string())
    }
}

impl From<AdvanceError> for Fault {
    fn from(fault: AdvanceError) -> Self {
        match fault {
            AdvanceError::Refused(refusal) => Self::Told(refused(refusal)),
            other => Self::Store(other.to_string()),
        }
    }
}

fn told(error_type: ErrorType, words: impl AsRef<str>) -> Fault {
    Fault::Told(ErrorData::new(error_type, words.as_ref()))
}

fn refused(refusal: Refusal) -> ErrorData {
    ErrorData::new(ErrorType::UnrecognisedDataValue, &format!("status change not allowed: {}", refusal.words()))
}

/// A message with what its confirmation needs.
struct Incoming<'a> {
    platform: &'a Platform,
    message: &'a Message,
    text: String,
    key: String,
    received: String,
}

/// Receives the bytes of one message.
pub async fn receive(platform: &Platform, body: &[u8]) -> Receipt {
    let at = platform.now();
    let received = precise_instant_text(at);
    let decoded = match iso18626::decode(body) {
        Ok(decoded) => decoded,
        Err(fault) => {
            return Receipt::Confirmation(confirm_unreadable(body, &fault, &received, &received).encode(EDITION));
        }
    };
    let text = String::from_utf8_lossy(body).into_owned();
    let incoming = Incoming { platform, message: &decoded.message, text, key: digest_bytes(body), received };
    let (receipt, outcome, words) = match incoming.handle().await {
        Ok(confirmation) => (Receipt::Confirmation(confirmation), MessageOutcome::Done, "Confirmed.".to_owned()),
        Err(Fault::Told(error)) => {
            let words = error.to_string();
            (incoming.refuse(error), MessageOutcome::Refused, words)
        }
        Err(Fault::Store(words)) => {
            tracing::error!(%words, "a message could not be stored");
            (Receipt::TryAgain, MessageOutcome::NoAnswer, words)
        }
    };
    incoming.keep(at, &receipt, outcome, &words).await;
    receipt
}

impl Incoming<'_> {
    async fn handle(&self) -> Result<String, Fault> {
        let library = self.receiving_library().await?;
        let partner = self.partner();
        if let Some(before) = self.platform.store().inbox().seen(library.id, &partner, &self.key).await? {
            return Ok(String::from_utf8_lossy(&before).into_owned());
        }
        match self.message {
            Message::Request(request) => self.new_request(&library, request).await,
            Message::SupplyingAgencyMessage(message) => self.hear_supplier(&library, message).await,
            Message::RequestingAgencyMessage(message) => self.hear_requester(&library, message).await,
            _ => Err(told(ErrorType::UnrecognisedDataElement, "a confirmation was sent where a message was expected")),
        }
    }

    /// Puts the message into the log of the library that it is for; one that is for nobody here is in no log.
    async fn keep(&self, at: i64, receipt: &Receipt, outcome: MessageOutcome, words: &str) {
        let Ok(library) = self.receiving_library().await else { return };
        let partner = self.partner();
        let request = match self.message {
            Message::SupplyingAgencyMessage(_) => {
                self.request_of(library.id, Side::Requester, &library.symbol, &partner).await
            }
            _ => self.request_of(library.id, Side::Supplier, &partner, &library.symbol).await,
        };
        let sent = match receipt {
            Receipt::Confirmation(xml) => xml.as_str(),
            Receipt::TryAgain => "",
        };
        let exchange = Exchange {
            request: request.ok().flatten().map(|request| request.id),
            at,
            protocol: Protocol::Iso18626,
            service: self.message.kind().element(),
            partner: &partner,
            outcome,
            words,
            sent,
            received: &self.text,
            ..Exchange::of(library.id, MessageDirection::In)
        };
        message_log::keep(self.platform, exchange).await;
    }

    /// The member library that the message is for.
    async fn receiving_library(&self) -> Result<Library, Fault> {
        let header = self
            .message
            .header()
            .ok_or_else(|| told(ErrorType::UnrecognisedDataElement, "a confirmation is not expected here"))?;
        if header.requesting_agency_request_id.trim().is_empty() {
            return Err(told(ErrorType::UnrecognisedDataValue, "requestingAgencyRequestId: cannot be empty"));
        }
        let (name, agency) = match self.message {
            Message::SupplyingAgencyMessage(_) => ("requestingAgencyId", Some(&header.requesting_agency_id)),
            _ => ("supplyingAgencyId", header.supplying_agency_id.as_ref()),
        };
        let symbol = agency.map(|agency| Symbol::from(agency).to_string()).unwrap_or_default();
        let library = self.platform.store().libraries().by_symbol(&symbol).await?;
        library.ok_or_else(|| {
            told(ErrorType::UnrecognisedDataValue, format!("{name}: no library with the symbol {symbol} here"))
        })
    }

    /// The symbol of the library that sent the message.
    fn partner(&self) -> String {
        let Some(header) = self.message.header() else { return String::new() };
        let agency = match self.message {
            Message::SupplyingAgencyMessage(_) => header.supplying_agency_id.as_ref(),
            _ => Some(&header.requesting_agency_id),
        };
        agency.map(|agency| Symbol::from(agency).to_string()).unwrap_or_default()
    }

    async fn new_request(&self, library: &Library, wanted: &WireRequest) -> Result<String, Fault> {
        let partner = self.partner();
        if self.platform.message_address(&partner).await?.is_none() {
            return Err(told(
                ErrorType::UnrecognisedDataValue,
                format!("requestingAgencyId: {partner} is not known here"),
            ));
        }
        let request_type = wanted.service_info.as_ref().and_then(|service| service.request_type.clone());
        if request_type == Some(RequestType::Reminder) {
            return Err(told(ErrorType::UnrecognisedDataValue, "requestType: Reminder is not supported"));
        }
        let existing = self.request_of(library.id, Side::Supplier, &partner, &library.symbol).await?;
        if existing.is_some_and(|existing| existing.outcome.is_none()) {
            let words = "requestingAgencyRequestId: request with a given ID already exists";
            return Err(told(ErrorType::UnrecognisedDataValue, words));
        }
        self.create(library, wanted, partner).await
    }

    async fn create(&self, library: &Library, wanted: &WireRequest, partner: String) -> Result<String, Fault> {
        let settings = self.platform.settings(library.id).await?;
        let (description, service_type) = (incoming::description(wanted), incoming::service_type(wanted));
        let decision =
            supplier::Event::start(&policy_of(&settings, self.platform.today(&settings.calendar)), service_type);
        let new = NewRequest {
            library_id: library.id,
            number: self.platform.store().requests().reserve_number(library.id).await?,
            idempotency_key: format!("iso18626:{partner}:{}", self.key),
            side: Side::Supplier.name().to_owned(),
            service_type: service_type.name().to_owned(),
            state: decision.next.name().to_owned(),
            facts: codec::facts_json(&Facts::new(service_type)).to_string(),
            description: serde_json::to_string(&description).unwrap_or_default(),
            patron: "{}".to_owned(),
            patron_id: None,
            requester_symbol: partner.clone(),
            requester_request_id: wanted.header.requesting_agency_request_id.trim().to_owned(),
            supplier_symbol: Some(library.symbol.clone()),
            supplier_request_id: None,
            group_id: wanted.header.multiple_item_request_id.clone().filter(|id| !id.is_empty()),
            urgency: Urgency::of(&description.service_level).rank(),
            search_text: description.search_text(),
        };
        let confirmation = self.confirmation(&partner)?;
        let text = confirmation_text(&confirmation);
        let cause = Cause {
            actor: partner,
            message: Some(self.text.clone()),
            confirmation: Some(confirmation),
            ..Cause::default()
        };
        let words = format!("{} asks for this.", self.platform.library_name(&new.requester_symbol).await?);
        let patron = PatronData::default();
        let step = unborn_step::<supplier::Event>(
            library,
            &new,
            &description,
            &patron,
            &decision,
            words,
            cause,
            self.platform.now(),
        );
        self.platform.store().requests().create(new, step).await?;
        Ok(text)
    }

    async fn hear_supplier(&self, library: &Library, message: &SupplyingAgencyMessage) -> Result<String, Fault> {
        let heard = incoming::from_supplier(message, &self.platform.zone_of(library.id).await?).map_err(Fault::Told)?;
        let partner = self.partner();
        let request = self.request_of(library.id, Side::Requester, &library.symbol, &partner).await?;
        let request = request.ok_or_else(unknown_request)?;
        let mut cause = self.cause(&partner)?;
        let text = cause.confirmation.as_ref().map(confirmation_text).unwrap_or_default();
        if request.supplier_symbol.as_deref() != Some(partner.as_str()) {
            self.hear_earlier_supplier(&request, heard.as_ref(), &partner, cause).await?;
            return Ok(text);
        }
        cause.supplier_request_id = message.header.supplying_agency_request_id.clone().filter(|id| !id.is_empty());
        match heard {
            Some(heard) => self.tell(&request, requester::Event::Heard(heard), cause).await?,
            None => {
                self.platform
                    .note(&request, "heard.receipt", "The supplying library has received the request.", false, cause)
                    .await?
            }
        }
        Ok(text)
    }

    /// A library that was asked before and is no longer the one we wait for: staff must know, the request does not move.
    async fn hear_earlier_supplier(
        &self,
        request: &Request,
        heard: Option<&FromSupplier>,
        partner: &str,
        cause: Cause,
    ) -> Result<(), Fault> {
        let name = self.platform.library_name(partner).await?;
        let sent = matches!(
            heard,
            Some(FromSupplier::Loaned { .. } | FromSupplier::CopyCompleted { .. } | FromSupplier::WillSupply)
        );
        let words = match sent {
            true => format!("{name}, asked earlier, now wants to supply or has sent something. Please write to them."),
            false => format!("A message came from {name}, which was asked earlier; nothing changes."),
        };
        Ok(self.platform.note(request, "heard.earlier_supplier", &words, sent, cause).await?)
    }

    async fn hear_requester(&self, library: &Library, message: &RequestingAgencyMessage) -> Result<String, Fault> {
        let heard = incoming::from_requester(message).map_err(Fault::Told)?;
        let partner = self.partner();
        let request = self.request_of(library.id, Side::Supplier, &partner, &library.symbol).await?;
        let request = request.ok_or_else(unknown_request)?;
        let cause = self.cause(&partner)?;
        let text = cause.confirmation.as_ref().map(confirmation_text).unwrap_or_default();
        self.tell(&request, supplier::Event::Heard(heard), cause).await?;
        Ok(text)
    }

    async fn tell<E: Party>(&self, request: &Request, event: E, cause: Cause) -> Result<(), Fault> {
        Ok(self.platform.advance(request.library_id, request.id, &event, cause).await.map(drop)?)
    }

    async fn request_of(
        &self,
        library: LibraryId,
        side: Side,
        requester_symbol: &str,
        supplier_symbol: &str,
    ) -> Result<Option<Request>, Fault> {
        let id = self
            .message
            .header()
            .map(|header| header.requesting_agency_request_id.trim().to_owned())
            .unwrap_or_default();
        let peer = PeerRequest { requester_symbol, requester_request_id: &id, supplier_symbol };
        Ok(self.platform.store().requests().by_peer_request(library, side.name(), peer).await?)
    }

    fn cause(&self, partner: &str) -> Result<Cause, Fault> {
        Ok(Cause {
            actor: partner.to_owned(),
            message: Some(self.text.clone()),
            confirmation: Some(self.confirmation(partner)?),
            ..Cause::default()
        })
    }

    fn confirmation(&self, partner: &str) -> Result<NewConfirmation, Fault> {
        let confirmation = confirm_ok(self.message, &self.received, &self.received);
        let confirmation = confirmation
            .ok_or_else(|| told(ErrorType::UnrecognisedDataElement, "a confirmation is not expected here"))?;
        Ok(NewConfirmation {
            partner: partner.to_owned(),
            message_key: self.key.clone(),
            confirmation: confirmation.encode(EDITION).into_bytes(),
        })
    }

    /// An error changes nothing, so it need not be kept: the message may come again when it can be acted on.
    fn refuse(&self, error: ErrorData) -> Receipt {
        match confirm_error(self.message, &self.received, &self.received, vec![error]) {
            Some(confirmation) => Receipt::Confirmation(confirmation.encode(EDITION)),
            None => Receipt::Confirmation(String::new()),
        }
    }
}

fn unknown_request() -> Fault {
    told(ErrorType::UnrecognisedDataValue, "requestingAgencyRequestId: request with a given ID not found")
}

fn confirmation_text(confirmation: &NewConfirmation) -> String {
    String::from_utf8_lossy(&confirmation.confirmation).into_owned()
}

//! A message in short: one line for people, a flat record for programs. Patrons and notes are never in it.

use crate::{AgencyId, BibliographicInfo, Edition, Message};

/// The gist of a message, flat and without personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Which of the six messages: the name of its element.
    pub kind: String,
    /// The edition, such as `1.2`.
    pub edition: String,
    /// Symbol of the requester, such as `ISIL:DE-1`.
    pub requesting_agency: Option<String>,
    /// Symbol of the supplier.
    pub supplying_agency: Option<String>,
    /// The requester's number of the request.
    pub requesting_agency_request_id: Option<String>,
    /// The supplier's number of the request.
    pub supplying_agency_request_id: Option<String>,
    /// Loan, copy or either.
    pub service_type: Option<String>,
    /// Title, and of a part its own title first.
    pub title: Option<String>,
    /// Where the request stands, in a message of the supplier.
    pub status: Option<String>,
    /// Why the supplier writes.
    pub reason_for_message: Option<String>,
    /// What the requester does or wants.
    pub action: Option<String>,
    /// OK or ERROR, in a confirmation.
    pub message_status: Option<String>,
    /// What was wrong, in a confirmation.
    pub errors: Vec<String>,
}

impl Message {
    /// The gist of the message, read or written in this edition.
    #[must_use]
    pub fn summary(&self, edition: Edition) -> Summary {
        let mut summary = Summary {
            kind: self.kind().to_string(),
            edition: edition.to_string(),
            errors: self.error_data().iter().map(ToString::to_string).collect(),
            ..Summary::default()
        };
        summary.add_headers(self);
        match self {
            Self::Request(request) => {
                summary.title = title(&request.bibliographic_info);
                summary.service_type = request.service_info.as_ref().map(|service| service.service_type.to_string());
            }
            Self::SupplyingAgencyMessage(message) => {
                summary.status = Some(message.status_info.status.to_string());
                summary.reason_for_message = Some(message.message_info.reason_for_message.to_string());
            }
            Self::RequestingAgencyMessage(message) => summary.action = Some(message.action.to_string()),
            Self::SupplyingAgencyMessageConfirmation(receipt) => {
                summary.reason_for_message = receipt.reason_for_message.as_ref().map(ToString::to_string);
            }
            Self::RequestingAgencyMessageConfirmation(receipt) => {
                summary.action = receipt.action.as_ref().map(ToString::to_string);
            }
            Self::RequestConfirmation(_) => {}
        }
        summary
    }

    /// One plain line about the message, such as `Request R-1 from ISIL:DE-1 to ISIL:DE-2: Loan, "Faust"`.
    #[must_use]
    pub fn describe(&self) -> String {
        let summary = self.summary(Edition::V1_2);
        let parties = summary.parties(matches!(self, Self::SupplyingAgencyMessage(_)));
        match self {
            Self::Request(_) => {
                let service = shown(summary.service_type.as_deref(), "service not said");
                let title = summary.title.map_or("no title".to_owned(), |title| format!("\"{title}\""));
                format!("Request {parties}: {service}, {title}")
            }
            Self::SupplyingAgencyMessage(_) => {
                let status = shown(summary.status.as_deref(), "no change of status");
                let reason = shown(summary.reason_for_message.as_deref(), "no reason");
                format!("Supplier's message on {parties}: {status} ({reason})")
            }
            Self::RequestingAgencyMessage(_) => {
                format!("Requester's message on {parties}: {}", shown(summary.action.as_deref(), "no action"))
            }
            _ => summary.describe_receipt(),
        }
    }
}

impl Summary {
    fn add_headers(&mut self, message: &Message) {
        let symbol = |id: &AgencyId| Some(id.symbol()).filter(|symbol| !symbol.is_empty());
        if let Some(header) = message.header() {
            self.requesting_agency = symbol(&header.requesting_agency_id);
            self.supplying_agency = header.supplying_agency_id.as_ref().and_then(symbol);
            self.requesting_agency_request_id =
                Some(header.requesting_agency_request_id.clone()).filter(|id| !id.is_empty());
            self.supplying_agency_request_id.clone_from(&header.supplying_agency_request_id);
        }
        if let Some(header) = message.confirmation_header() {
            self.requesting_agency = header.requesting_agency_id.as_ref().and_then(symbol);
            self.supplying_agency = header.supplying_agency_id.as_ref().and_then(symbol);
            self.requesting_agency_request_id.clone_from(&header.requesting_agency_request_id);
            self.message_status = Some(header.message_status.to_string());
        }
    }

    /// The request and who writes to whom.
    fn parties(&self, supplier_writes: bool) -> String {
        let id = shown(self.requesting_agency_request_id.as_deref(), "(no request id)");
        let requester = shown(self.requesting_agency.as_deref(), "an unnamed requester");
        let supplier = shown(self.supplying_agency.as_deref(), "any supplier");
        let (from, to) = if supplier_writes { (supplier, requester) } else { (requester, supplier) };
        format!("{id} from {from} to {to}")
    }

    fn describe_receipt(&self) -> String {
        let what = match self.kind.as_str() {
            "requestConfirmation" => "request",
            "supplyingAgencyMessageConfirmation" => "supplier's message",
            _ => "requester's message",
        };
        let id = shown(self.requesting_agency_request_id.as_deref(), "(no request id)");
        let about = self.action.as_deref().or(self.reason_for_message.as_deref());
        let about = about.map(|about| format!(" ({about})")).unwrap_or_default();
        let status = shown(self.message_status.as_deref(), "no status");
        let errors: String = self.errors.iter().map(|error| format!("; {error}")).collect();
        format!("Confirmation of the {what} {id}{about}: {status}{errors}")
    }
}

fn title(info: &BibliographicInfo) -> Option<String> {
    let whole = match (&info.title, &info.subtitle) {
        (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
        (title, subtitle) => title.clone().or_else(|| subtitle.clone()),
    };
    match (&info.title_of_component, whole) {
        (Some(part), Some(whole)) => Some(format!("{part}. In: {whole}")),
        (part, whole) => part.clone().or(whole),
    }
}

fn shown<'a>(text: Option<&'a str>, otherwise: &'a str) -> &'a str {
    text.filter(|text| !text.is_empty()).unwrap_or(otherwise)
}

//! What can still be made out of a message that cannot be read: enough to address the receipt.

use xml::{Event, Limits, Reader};

use crate::{AgencyId, ConfirmationHeader, Kind};

/// The readable part.
#[derive(Default)]
pub(crate) struct Salvaged {
    pub(crate) kind: Option<Kind>,
    pub(crate) header: ConfirmationHeader,
}

/// Reads up to the fault and keeps what the header said before it.
pub(crate) fn salvage(bytes: &[u8]) -> Salvaged {
    let mut salvaged = Salvaged::default();
    let mut reader = Reader::new(bytes, Limits::message());
    let mut text = String::new();
    loop {
        let path = reader.path().to_owned();
        match reader.next() {
            Ok(Some(Event::Start { local, .. })) => {
                salvaged.kind = salvaged.kind.or_else(|| Kind::from_element(local));
                text.clear();
            }
            Ok(Some(Event::Text(piece))) => text.push_str(&piece),
            Ok(Some(Event::End)) => {
                salvaged.keep(&path, text.trim());
                text.clear();
            }
            Ok(None) | Err(_) => return salvaged,
        }
    }
}

impl Salvaged {
    fn keep(&mut self, path: &str, text: &str) {
        let Some((_, field)) = path.split_once("/header/") else { return };
        let header = &mut self.header;
        match field {
            "requestingAgencyRequestId" => header.requesting_agency_request_id = Some(text.to_owned()),
            "requestingAgencyId/agencyIdType" => agency(&mut header.requesting_agency_id).agency_id_type = text.into(),
            "requestingAgencyId/agencyIdValue" => {
                agency(&mut header.requesting_agency_id).agency_id_value = text.to_owned();
            }
            "supplyingAgencyId/agencyIdType" => agency(&mut header.supplying_agency_id).agency_id_type = text.into(),
            "supplyingAgencyId/agencyIdValue" => {
                agency(&mut header.supplying_agency_id).agency_id_value = text.to_owned();
            }
            _ => {}
        }
    }
}

fn agency(id: &mut Option<AgencyId>) -> &mut AgencyId {
    id.get_or_insert_default()
}

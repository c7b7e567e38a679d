//! Who speaks to whom (`InitiationHeader`, `ResponseHeader`).

use xml::Element;

use crate::Code;
use crate::element::{Decoder, Field, Value, leaf_text, parent};

/// The header of a request or a response; the body of the message decides which of the two it is on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Sending system, `FromSystemId`.
    pub from_system: Option<Code>,
    /// Password of the sending system.
    pub from_system_authentication: Option<String>,
    /// Sending agency, `FromAgencyId/AgencyId`. For Alma the institution code.
    pub from_agency: Option<Code>,
    /// Password of the sending agency.
    pub from_agency_authentication: Option<String>,
    /// Agency for which the sender acts, `OnBehalfOfAgency/AgencyId`. Requests only.
    pub on_behalf_of_agency: Option<Code>,
    /// Receiving system, `ToSystemId`.
    pub to_system: Option<Code>,
    /// Receiving agency, `ToAgencyId/AgencyId`. For Alma the institution code or an ISIL that it knows.
    pub to_agency: Option<Code>,
    /// `ApplicationProfileType`. For Alma the code of the resource sharing partner, upper and lower case as there. Requests only.
    pub application_profile: Option<Code>,
    /// Child elements without a field of their own, as they were sent.
    pub extra: Vec<Element>,
}

impl Header {
    /// A header with both agencies.
    #[must_use]
    pub fn between(from_agency: &str, to_agency: &str) -> Self {
        Self { from_agency: Some(Code::new(from_agency)), to_agency: Some(Code::new(to_agency)), ..Self::default() }
    }

    /// The same header with an application profile.
    #[must_use]
    pub fn with_profile(mut self, application_profile: &str) -> Self {
        self.application_profile = Some(Code::new(application_profile));
        self
    }

    /// The header of the answer: agencies and systems change places, passwords and profile stay behind.
    #[must_use]
    pub fn reply(&self) -> Self {
        Self {
            from_system: self.to_system.clone(),
            from_agency: self.to_agency.clone(),
            to_system: self.from_system.clone(),
            to_agency: self.from_agency.clone(),
            ..Self::default()
        }
    }
}

impl Value for Header {
    fn decode(element: Element, decoder: &mut Decoder) -> Result<Self, Element> {
        decoder.inside(element, |children, decoder| {
            let from = children.first("FromAgencyId", decoder);
            let on_behalf_of = children.first("OnBehalfOfAgency", decoder);
            let to = children.first("ToAgencyId", decoder);
            let mut header = Self {
                from_system: Field::take(children, "FromSystemId", decoder),
                from_system_authentication: Field::take(children, "FromSystemAuthentication", decoder),
                from_agency_authentication: Field::take(children, "FromAgencyAuthentication", decoder),
                to_system: Field::take(children, "ToSystemId", decoder),
                application_profile: Field::take(children, "ApplicationProfileType", decoder),
                extra: children.rest(decoder),
                ..Self::default()
            };
            header.from_agency = unwrapped(from, "FromAgencyId", &mut header.extra);
            header.on_behalf_of_agency = unwrapped(on_behalf_of, "OnBehalfOfAgency", &mut header.extra);
            header.to_agency = unwrapped(to, "ToAgencyId", &mut header.extra);
            header
        })
    }

    fn encode(&self, name: &str) -> Element {
        let mut out = Vec::new();
        self.from_system.put("FromSystemId", &mut out);
        self.from_system_authentication.put("FromSystemAuthentication", &mut out);
        put_agency(&self.from_agency, "FromAgencyId", &mut out);
        self.from_agency_authentication.put("FromAgencyAuthentication", &mut out);
        put_agency(&self.on_behalf_of_agency, "OnBehalfOfAgency", &mut out);
        self.to_system.put("ToSystemId", &mut out);
        put_agency(&self.to_agency, "ToAgencyId", &mut out);
        self.application_profile.put("ApplicationProfileType", &mut out);
        out.extend(self.extra.iter().cloned());
        parent(name, out)
    }
}

/// `FromAgencyId` and its like: a wrapper around one agency, which [`Header`] shows without the wrapper.
struct Wrapper {
    agency: Option<Code>,
    extra: Vec<Element>,
}

impl Value for Wrapper {
    fn decode(element: Element, decoder: &mut Decoder) -> Result<Self, Element> {
        if element.child("AgencyId").and_then(leaf_text).is_none() {
            return Err(element);
        }
        decoder.inside(element, |children, decoder| Self {
            agency: children.first("AgencyId", decoder),
            extra: children.rest(decoder),
        })
    }

    fn encode(&self, name: &str) -> Element {
        let agency = self.agency.iter().map(|agency| agency.encode("AgencyId"));
        parent(name, agency.chain(self.extra.iter().cloned()).collect())
    }
}

/// The agency out of its wrapper; what else stood in the wrapper goes to `extra`, still wrapped.
fn unwrapped(wrapper: Option<Wrapper>, name: &str, extra: &mut Vec<Element>) -> Option<Code> {
    let wrapper = wrapper?;
    if !wrapper.extra.is_empty() {
        extra.push(parent(name, wrapper.extra));
    }
    wrapper.agency
}

fn put_agency(agency: &Option<Code>, name: &str, out: &mut Vec<Element>) {
    if let Some(agency) = agency {
        out.push(Wrapper { agency: Some(agency.clone()), extra: Vec::new() }.encode(name));
    }
}

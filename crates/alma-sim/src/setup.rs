//! How an Alma begins.

mod collection;
mod marc_file;
mod noise;
mod people;

use crate::fault::Rule;
use crate::sample::Institution;
use crate::state::publishing::{ContentType, Format, Mode, Preset, ProfileDetails, Published, Publishing, TitleSet};
use crate::state::{CirculationAccess, KeyDetails, SruServer, State};

/// The first state and what surrounds it. The same setup at the same moment gives the same state, which the journal builds on.
#[derive(Debug, Clone)]
pub struct Setup {
    pub(crate) state: State,
    pub(crate) surroundings: Surroundings,
    pub(crate) faults: Vec<Rule>,
    pub(crate) founded: i64,
}

/// What the state does not remember, because it may be another one after a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// `http://127.0.0.1:8081`, for addresses in answers; otherwise the Host header of the request decides.
    pub(crate) base_url: Option<String>,
    /// The template of the General Electronic Service.
    pub(crate) service_template: String,
    /// Its name for patrons.
    pub(crate) service_name: String,
}

/// What follows the address of the service: the attributes of a General Electronic Service, Alma's way.
const SERVICE_QUERY: &str = "?ctx_ver=Z39.88-2004&rft.genre={rft.genre}&rft.title={rft.title}&rft.atitle={rft.atitle}\
    &rft.au={rft.aulast},{rft.aufirst}&rft.isbn={rft.isbn}&rft.issn={rft.issn}&rft.date={rft.date}&rft.pub={rft.pub}\
    &rft.place={rft.place}&rft.edition={rft.edition}&rft.volume={rft.volume}&rft.oclcnum={rft.oclcnum}\
    &rft.mms_id={rft.mms_id}&rfr_id={rfr_id}";

impl Setup {
    /// One of the three libraries of the sample collection.
    #[must_use]
    pub fn sample(institution: Institution, now: i64) -> Self {
        Self::of_state(collection::state(institution, now), now)
    }

    /// An Alma out of MARC records of any origin: MMS ids are kept from 001 where they have Alma's shape; holdings and items
    /// come from the fields of a mapping that is found out, or one item is made a record. Partner and set are called
    /// `BOOKFERRY`.
    #[must_use]
    pub fn from_marc(institution: &str, records: impl IntoIterator<Item = marc::Record>, now: i64) -> Self {
        Self::of_state(marc_file::state(institution, records, now), now)
    }

    fn of_state(mut state: State, founded: i64) -> Self {
        publish_all(&mut state, founded);
        let surroundings = Surroundings {
            base_url: None,
            service_template: format!("http://127.0.0.1:8080/openurl{SERVICE_QUERY}"),
            service_name: "Request from another library".to_owned(),
        };
        Self { state, surroundings, faults: Vec::new(), founded }
    }

    /// The address under which it can be reached, `http://127.0.0.1:8081`.
    #[must_use]
    pub fn with_base_url(mut self, base_url: &str) -> Self {
        self.surroundings.base_url = Some(base_url.trim_end_matches('/').to_owned());
        self
    }

    /// The address to which Primo's link "request from another library" leads, without a query:
    /// `http://127.0.0.1:8080/openurl`.
    #[must_use]
    pub fn with_service_address(mut self, address: &str) -> Self {
        self.surroundings.service_template = format!("{address}{SERVICE_QUERY}");
        self
    }

    /// The Broker System NCIP URL of every partner.
    #[must_use]
    pub fn with_broker_ncip_url(mut self, url: &str) -> Self {
        for partner in self.state.partners.values_mut() {
            partner.broker_ncip_url = url.to_owned();
        }
        self
    }

    /// Records as real Almas publish them: fields of former systems, 001 behind 005 and 008, fill characters as indicators,
    /// items without barcode, empty subfields.
    #[must_use]
    pub fn with_noise(mut self) -> Self {
        noise::add(&mut self.state);
        for profile in &mut self.state.publishing.profiles {
            profile.published = Published::default();
        }
        self.state.publishing.jobs.clear();
        publish_all(&mut self.state, self.founded);
        self
    }

    /// Nothing is set up for OAI-PMH, as in an Alma where nobody has begun: to practise all steps.
    #[must_use]
    pub fn without_publishing(mut self) -> Self {
        self.state.publishing = Publishing::default();
        self.state.publishing.repository = None;
        self
    }

    /// Nothing is set up at all, as in an Alma where nobody has begun: no publishing, no partner, no Z39.50 server, and no opening hours of
    /// the resource sharing library.
    #[must_use]
    pub fn unconfigured(self) -> Self {
        let mut setup = self.without_publishing().without_partners();
        setup.state.z3950 = None;
        setup
            .state
            .places
            .libraries
            .iter_mut()
            .filter(|one| one.is_resource_sharing)
            .for_each(|one| one.has_hours = false);
        setup
    }

    /// An SRU server, which is off otherwise, as in every Alma where nobody has set it up.
    #[must_use]
    pub fn with_sru_server(mut self, include_availability: bool) -> Self {
        self.state.sru = Some(SruServer::active(include_availability));
        self
    }

    /// A key for the REST interface. Its text follows from the institution and from how many there were before: see
    /// [`crate::state::RestApi`].
    #[must_use]
    pub fn with_api_key(mut self, details: KeyDetails) -> Self {
        self.state.rest.add_key(details, CirculationAccess::default());
        self
    }

    /// As [`Setup::with_api_key`], with a key that also opens users or partners.
    #[must_use]
    pub fn with_circulation_key(mut self, details: KeyDetails, circulation: CirculationAccess) -> Self {
        self.state.rest.add_key(details, circulation);
        self
    }

    /// No resource sharing partner, as where nobody has begun: to practise its steps.
    #[must_use]
    pub fn without_partners(mut self) -> Self {
        self.state.partners.clear();
        self
    }

    /// Rules by which requests go wrong.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Rule>) -> Self {
        self.faults = faults;
        self
    }

    /// The state, to change what the builders above do not reach.
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

/// A set of physical titles and the profile that publishes it with holdings and items in a known layout.
fn publish_physical(publishing: &mut Publishing, set_spec: &str, set_name: &str, preset: &str, now: i64) {
    let set = publishing.add_set(TitleSet::logical(set_name, ContentType::PhysicalTitles));
    let enrichments = Preset::named(preset).map(Preset::enrichments).unwrap_or_default();
    publishing.add_profile(ProfileDetails::at_once(set, set_spec, set_name, Format::Marc21), enrichments, now);
}

/// The first run of every profile.
fn publish_all(state: &mut State, now: i64) {
    let numbers: Vec<u32> = state.publishing.profiles.iter().map(|profile| profile.number).collect();
    for number in numbers {
        state.publish(number, Mode::Run, now);
    }
}

//! The demonstration: three simulated Alma libraries and the platform, connected and filled, with real protocols on loopback.

mod accounts;
pub mod libraries;
pub mod script;
mod tour;

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use alma_sim::Setup;
use alma_sim::state::{Access, CirculationAccess, KeyDetails};
use tokio::net::TcpListener;

pub use tour::{Actor, Tour, TourLibrary};

use crate::clock::{Clock, people_time};
use crate::config::HarvestConfig;
use crate::platform::{Options, Patience, Platform, StartError};
use crate::seed::{self, SeedError};
use crate::server::Server;
use crate::settings::{Availability, Borrowing, HostLms, Lending, LocalNcip, PickupLocation, ServiceRoute, Way, Z3950};
use crate::simulators::{JournalError, Simulator, found};
use libraries::{MEMBERS, Member, NoSuchMember};

/// Who changes the settings of the demonstration.
const AUTHOR: &str = "demo";

/// A demonstration at work.
pub struct Demo {
    /// The platform.
    pub platform: Platform,
    /// Where everything is and who can sign in.
    pub tour: Tour,
    server: Server,
    almas: Vec<Simulator>,
}

/// Why the demonstration cannot start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A port cannot be listened on, a file cannot be written.
    #[error("{0}: {1}")]
    Io(String, std::io::Error),
    /// The platform.
    #[error(transparent)]
    Start(#[from] StartError),
    /// A simulated Alma.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Libraries and accounts.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Demo {
    /// Starts everything: the platform at `listen`, the simulated Almas on free ports. What an earlier run left in `data` goes on.
    ///
    /// # Errors
    /// [`DemoError`].
    pub async fn start(data: &Path, listen: SocketAddr) -> Result<Self, DemoError> {
        std::fs::create_dir_all(data).map_err(|fault| DemoError::Io(data.display().to_string(), fault))?;
        let listener = bind(listen).await?;
        let address = listener.local_addr().map_err(|fault| DemoError::Io(listen.to_string(), fault))?;
        let mut almas = Vec::new();
        for member in MEMBERS {
            almas.push(start_alma(data, member, address).await?);
        }
        let tour = Tour::new(MEMBERS, &almas);
        let platform = Platform::open(options(data, address, tour.clone()), Clock::System).await?;
        connect(&platform, &almas).await?;
        let server =
            Server::start(platform.clone(), listener).map_err(|fault| DemoError::Io(address.to_string(), fault))?;
        Ok(Self { platform, tour, server, almas })
    }

    /// The address of the platform.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// The address of the simulated Alma of a library.
    ///
    /// # Errors
    /// [`NoSuchMember`].
    pub fn alma_address(&self, code: &str) -> Result<String, NoSuchMember> {
        let member = libraries::member(code)?;
        let place = MEMBERS.iter().position(|other| other == member);
        let alma = place.and_then(|place| self.almas.get(place));
        Ok(alma.map(|alma| format!("http://{}", alma.http)).unwrap_or_default())
    }

    /// Stops everything in order.
    pub async fn stop(self) {
        self.server.stop().await;
        self.almas.into_iter().for_each(Simulator::stop);
        self.platform.store().close().await;
    }
}

async fn start_alma(data: &Path, member: &Member, platform: SocketAddr) -> Result<Simulator, DemoError> {
    let institution = member.institution;
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let (http, z3950) = (bind(any).await?, bind(any).await?);
    let address = http.local_addr().map_err(|fault| DemoError::Io(institution.code().into(), fault))?;
    let setup = |now| {
        let form = format!("http://{platform}/openurl/{}", member.code);
        let broker = format!("http://{platform}/ncip/{}", member.code);
        let setup = furnished(member, now).with_base_url(&format!("http://{address}"));
        setup.with_service_address(&form).with_broker_ncip_url(&broker)
    };
    let journal = data.join(format!("alma-{}.journal", institution.code()));
    let (alma, journal) = found(&journal, Clock::System.now(), setup)?;
    Simulator::start(alma, Some(journal), Clock::System, http, z3950)
        .map_err(|fault| DemoError::Io(institution.code().into(), fault))
}

/// The library of a member, whose Alma answers SRU and lets the platform ask its REST interface.
fn furnished(member: &Member, now: i64) -> Setup {
    let key = KeyDetails {
        name: "Bookferry".to_owned(),
        institution: member.institution.code().to_owned(),
        bibs: Access::ReadOnly,
        configuration: Access::ReadOnly,
    };
    let circulation = CirculationAccess { users: Access::ReadOnly, partners: Access::ReadWrite };
    Setup::sample(member.institution, now).with_sru_server(true).with_circulation_key(key, circulation)
}

async fn bind(address: SocketAddr) -> Result<TcpListener, DemoError> {
    TcpListener::bind(address).await.map_err(|fault| DemoError::Io(format!("cannot listen on {address}"), fault))
}

fn options(data: &Path, address: SocketAddr, tour: Tour) -> Options {
    Options {
        data: data.join("platform"),
        public_address: format!("http://{address}"),
        contact: "demonstration on loopback".to_owned(),
        partners: Vec::new(),
        patience: Patience {
            call: Duration::from_secs(15),
            first_wait: Duration::from_millis(200),
            ..Patience::default()
        },
        outgoing_addresses: Vec::new(),
        time_zone: jiff::tz::TimeZone::system(),
        drop_folders: Default::default(),
        demo: Some(tour),
    }
}

/// Makes the libraries with their accounts, and writes the addresses of this run into their settings.
async fn connect(platform: &Platform, almas: &[Simulator]) -> Result<(), DemoError> {
    for (member, alma) in MEMBERS.iter().zip(almas) {
        let library = seed::library(platform, member.code, member.institution.name(), member.symbol).await?;
        settings(platform, library.id, member, alma).await?;
        let harvest = HarvestConfig {
            url: format!("http://{}/view/oai/{}/request", alma.http, member.institution.code()),
            set: Some(member.set.to_owned()),
            prefix: "marc21".to_owned(),
            mapping: member.mapping.to_owned(),
            ..HarvestConfig::default()
        };
        seed::source(platform, library.id, &harvest).await?;
    }
    accounts::make(platform).await?;
    tracing::info!(at = people_time(platform.now(), &platform.options().time_zone), "the demonstration is connected");
    Ok(())
}

/// Each of the three has its shelf looked at in another way first.
fn availability(member: &Member, alma: &Simulator) -> Availability {
    let order = match member.code {
        "WEST" => [Way::Rest, Way::Z3950, Way::Sru],
        "NORTH" => [Way::Sru, Way::Z3950, Way::Rest],
        _ => [Way::Z3950, Way::Sru, Way::Rest],
    };
    let key = furnished(member, 0).state_mut().rest.keys.first().map(|key| key.key.clone());
    Availability {
        order: order.to_vec(),
        sru_address: format!("http://{}/view/sru/{}", alma.http, member.institution.code()),
        rest_address: format!("http://{}/almaws/v1", alma.http),
        rest_key: key.unwrap_or_default(),
    }
}

async fn settings(
    platform: &Platform,
    library: store::LibraryId,
    member: &Member,
    alma: &Simulator,
) -> Result<(), store::Error> {
    let institution = member.institution.code().to_owned();
    let ncip = LocalNcip {
        server_address: format!("http://{}/view/NCIPServlet", alma.http),
        app_profile: member.partner.to_owned(),
        from_agency: institution.clone(),
        to_agency: institution.clone(),
    };
    let z3950 = Z3950 { server_address: format!("http://{}/{institution}", alma.z3950) };
    platform.put_section(library, &ncip, AUTHOR).await?;
    platform.put_section(library, &z3950, AUTHOR).await?;
    platform.put_section(library, &availability(member, alma), AUTHOR).await?;
    if platform.store().settings().of(Some(library), <Lending as crate::settings::Section>::NAME).await?.is_some() {
        return Ok(());
    }
    let places = alma_sim::sample::locations(member.institution);
    let lending = Lending {
        locations_not_lent: places
            .into_iter()
            .filter(|place| !place.lending)
            .map(|place| place.location_name)
            .collect(),
        policies_not_lent: member.policies_not_lent.iter().map(|(_, name)| (*name).to_owned()).collect(),
        ..Lending::default()
    };
    let pickup = PickupLocation { code: member.pickup_library.to_owned(), name: member.pickup_name.to_owned() };
    platform.put_section(library, &lending, AUTHOR).await?;
    platform
        .put_section(
            library,
            &Borrowing { pickup_locations: vec![pickup], offers_service_levels: true, ..Borrowing::default() },
            AUTHOR,
        )
        .await?;
    // West places holds in its Alma as soon as it promises; the others only lend when they send.
    let request_item = if member.code == "WEST" { ServiceRoute::Ncip } else { ServiceRoute::Off };
    platform.put_section(library, &HostLms { request_item, ..HostLms::default() }, AUTHOR).await
}

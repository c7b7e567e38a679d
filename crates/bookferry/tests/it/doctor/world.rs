//! East with a simulated Alma, sound or in a faulty state, and everything connected to it.

use alma_sim::state::CirculationAccess;
use alma_sim::{Institution, Setup, Trouble};
use bookferry::clock::Clock;
use bookferry::doctor::{Check, Finding, Sample, examine};
use bookferry::settings::{Availability, Borrowing, HostLms, LocalNcip, PickupLocation, Section, Z3950};
use bookferry::simulators::Simulator;
use store::SourceSettings;

use crate::almas;
use crate::house::House;

/// What East's Alma publishes, and how its holdings are read.
const SET: &str = "BOOKFERRY";
const MAPPING: &str = "alma-900-995";

/// A house whose East library has an Alma.
pub struct World<'a> {
    pub house: &'a House,
    alma: Simulator,
    key: String,
}

impl<'a> World<'a> {
    /// East with an Alma in a faulty state, or in none.
    pub async fn with(house: &'a House, trouble: Option<&str>) -> World<'a> {
        Self::by(house, &Clock::System, trouble).await
    }

    /// The same by a clock that the test moves.
    pub async fn by(house: &'a House, clock: &Clock, trouble: Option<&str>) -> World<'a> {
        let broker = format!("{}/ncip/EAST", house.address);
        let (alma, key) = start(clock, trouble, &broker).await;
        let world = Self { house, alma, key };
        world.connect().await;
        world
    }

    /// An Alma alone.
    pub async fn alma(clock: &Clock, trouble: Option<&str>) -> Simulator {
        start(clock, trouble, "").await.0
    }

    pub fn stop(self) {
        self.alma.stop();
    }

    /// What the doctor says.
    pub async fn diagnosis(&self) -> Vec<Check> {
        let sample = Sample { patron: "afontenoy".into(), title: "9780375757426".into() };
        examine(&self.house.platform, &self.house.east, &sample).await.expect("the store answers")
    }

    /// Staff do something in Alma.
    pub async fn staff(&self, path: &str, form: &str) {
        let request = reqwest::Client::new().post(format!("http://{}{path}", self.alma.http));
        let request =
            request.header("Content-Type", "application/x-www-form-urlencoded").header("Accept", "application/json");
        let answer = request.body(form.to_owned()).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path} {form}: {}", answer.text().await.unwrap_or_default());
    }

    /// A librarian saves a record.
    pub async fn change_a_title(&self) {
        let items = format!("http://{}/almaws/v1/items?item_barcode=31210000011005", self.alma.http);
        let request = reqwest::Client::new().get(items).header("Authorization", format!("apikey {}", self.key));
        let item = request.header("Accept", "application/json").send().await.expect("an answer");
        let item: serde_json::Value = serde_json::from_str(&item.text().await.expect("a text")).expect("an item");
        let mms_id = item["bib_data"]["mms_id"].as_str().expect("a number").to_owned();
        self.staff("/simulator/desk/save-title", &format!("mms_id={mms_id}&note=changed")).await;
    }

    async fn connect(&self) {
        let institution = Institution::East.code().to_owned();
        let http = self.alma.http;
        self.set(&HostLms::default()).await;
        self.set(&LocalNcip {
            server_address: format!("http://{http}/view/NCIPServlet"),
            app_profile: "BOOKFERRY".into(),
            from_agency: institution.clone(),
            to_agency: institution.clone(),
        })
        .await;
        self.set(&Availability {
            sru_address: format!("http://{http}/view/sru/{institution}"),
            rest_address: format!("http://{http}/almaws/v1"),
            rest_key: self.key.clone(),
            ..Availability::default()
        })
        .await;
        self.set(&Z3950 { server_address: format!("{}/{institution}", self.alma.z3950) }).await;
        let pickup = PickupLocation { code: "MAIN".into(), name: "Main Library".into() };
        self.set(&Borrowing { pickup_locations: vec![pickup], ..Borrowing::default() }).await;
        self.source(&institution).await;
    }

    async fn source(&self, institution: &str) {
        let http = self.alma.http;
        let source = SourceSettings {
            name: format!("catalogue {http}"),
            url: format!("http://{http}/view/oai/{institution}/request"),
            set_spec: Some(SET.into()),
            prefix: "marc21".into(),
            mapping: MAPPING.into(),
            ..SourceSettings::default()
        };
        let (platform, id) = (&self.house.platform, self.house.east.id);
        let sources = platform.store().sources();
        let known = sources.of_library(id).await.expect("sources").into_iter().next();
        if let Some(known) = known {
            sources.change(id, known.id, &source, false).await.expect("a source");
        } else {
            sources.add(id, &source, platform.now()).await.expect("a source");
        }
    }

    async fn set<S: Section>(&self, section: &S) {
        self.house.platform.put_section(self.house.east.id, section, "tests").await.expect("settings");
    }
}

async fn start(clock: &Clock, trouble: Option<&str>, broker: &str) -> (Simulator, String) {
    let setup = Setup::sample(Institution::East, clock.now()).with_sru_server(true);
    let mut setup =
        setup.with_circulation_key(almas::key(Institution::East), CirculationAccess::READ).with_broker_ncip_url(broker);
    if let Some(name) = trouble {
        setup = setup.with_trouble(Trouble::named(name).expect("a faulty state"));
    }
    let key = almas::first_key(&mut setup);
    (almas::start(setup, clock).await, key)
}

/// What is said of a connection that is not in order.
pub fn said(checks: &[Check], connection: &str) -> String {
    let bad = checks.iter().filter(|check| check.finding != Finding::Ok && check.connection.starts_with(connection));
    let bad = bad.filter(|check| check.seen != "no harvest was completed yet");
    bad.map(|check| format!("{} {}\n", check.seen, check.advice.join("\n"))).collect()
}

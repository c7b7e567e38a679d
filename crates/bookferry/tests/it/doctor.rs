//! The diagnosis names the cause: a simulated Alma is put into a faulty state by its name, and what the doctor says is read.

use std::net::SocketAddr;

use alma_sim::sample::Institution;
use alma_sim::state::{Access, KeyDetails};
use alma_sim::{Alma, Setup, Trouble};
use bookferry::clock::Clock;
use bookferry::doctor::{Check, Finding, Sample, examine};
use bookferry::settings::{Availability, Borrowing, LocalNcip, PickupLocation, Z3950};
use bookferry::simulators::Simulator;
use store::SourceSettings;
use tokio::net::TcpListener;

use super::house::House;

/// What East's Alma publishes, and how its holdings are read.
const SET: &str = "BOOKFERRY";
const MAPPING: &str = "alma-900-995";

/// What the doctor says of an Alma in a faulty state, or in none.
async fn diagnosis(house: &House, trouble: Option<&str>) -> Vec<Check> {
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let (http, z3950) = (TcpListener::bind(any).await.expect("a port"), TcpListener::bind(any).await.expect("a port"));
    let key = KeyDetails {
        name: "tests".to_owned(),
        institution: Institution::East.code().to_owned(),
        bibs: Access::ReadOnly,
        configuration: Access::ReadOnly,
    };
    let now = Clock::System.now();
    let mut setup = Setup::sample(Institution::East, now).with_sru_server(true).with_api_key(key);
    if let Some(name) = trouble {
        setup = setup.with_trouble(Trouble::named(name).expect("a faulty state"));
    }
    let rest_key = setup.state_mut().rest.keys[0].key.clone();
    let alma = Simulator::start(Alma::new(setup), None, Clock::System, http, z3950).expect("it listens");
    connect(house, &alma, rest_key).await;
    let sample = Sample { patron: "afontenoy".into(), title: "9780375757426".into() };
    let checks = examine(&house.platform, &house.east, &sample).await.expect("the store answers");
    alma.stop();
    checks
}

async fn connect(house: &House, alma: &Simulator, rest_key: String) {
    let (platform, id) = (&house.platform, house.east.id);
    let institution = Institution::East.code().to_owned();
    let ncip = LocalNcip {
        server_address: format!("http://{}/view/NCIPServlet", alma.http),
        app_profile: "BOOKFERRY".into(),
        from_agency: institution.clone(),
        to_agency: institution.clone(),
    };
    let availability = Availability {
        sru_address: format!("http://{}/view/sru/{institution}", alma.http),
        rest_address: format!("http://{}/almaws/v1", alma.http),
        rest_key,
        ..Availability::default()
    };
    let pickup = PickupLocation { code: "MAIN".into(), name: "Main Library".into() };
    platform.put_section(id, &bookferry::settings::HostLms::default(), "tests").await.expect("settings");
    platform.put_section(id, &ncip, "tests").await.expect("settings");
    platform.put_section(id, &availability, "tests").await.expect("settings");
    platform
        .put_section(id, &Z3950 { server_address: format!("{}/{institution}", alma.z3950) }, "tests")
        .await
        .expect("settings");
    let borrowing = Borrowing { pickup_locations: vec![pickup], ..Borrowing::default() };
    platform.put_section(id, &borrowing, "tests").await.expect("settings");
    let source = SourceSettings {
        name: format!("catalogue {}", alma.http),
        url: format!("http://{}/view/oai/{institution}/request", alma.http),
        set_spec: Some(SET.into()),
        prefix: "marc21".into(),
        mapping: MAPPING.into(),
        ..SourceSettings::default()
    };
    let sources = platform.store().sources();
    let known = sources.of_library(id).await.expect("sources").into_iter().next();
    if let Some(known) = known {
        sources.change(id, known.id, &source, false).await.expect("a source");
    } else {
        sources.add(id, &source, platform.now()).await.expect("a source");
    }
}

/// Faulty states that one probe of each connection can see: where, and words of the cause and of the screen.
const CAUSES: &[(&str, &str, &[&str])] = &[
    ("partner-inactive", "NCIP", &["Unknown partner", "active", "Resource Sharing > Partners"]),
    ("partner-of-another-type", "NCIP", &["Unknown partner", "NCIP profile"]),
    ("partner-code-in-other-letters", "NCIP", &["Unknown partner", "Upper and lower case"]),
    ("authentication-required", "NCIP", &["require authentication", "Resource Sharing > Partners"]),
    ("users-by-barcode", "NCIP", &["User identifier type", "Resource Sharing > Partners"]),
    ("users-inactive", "NCIP", &["account is inactive"]),
    ("ncip-html", "NCIP", &["web page", "/view/NCIPServlet"]),
    ("ncip-empty", "NCIP", &["sent nothing", "/view/NCIPServlet"]),
    ("agency-unknown", "NCIP", &["institution code", "General Configuration > Institution"]),
    ("service-not-known", "NCIP", &["could not be read"]),
    ("oai-unauthorized", "OAI-PMH", &["public IP address", "the profile of type OAI", "127.0.0.1"]),
    ("oai-no-sets", "OAI-PMH", &["no publishing profile", "Publishing Profiles"]),
    ("oai-no-profile", "OAI-PMH", &["letter by letter", "Publishing Profiles"]),
    ("oai-without-items", "OAI-PMH", &["no items", "Data Enrichment"]),
    ("z3950-refused", "Z39.50", &["connection ended", "type Z39.50 Server"]),
    ("z3950-wrong-database", "Z39.50", &["institution code in capitals"]),
    ("sru-off", "SRU", &["SRU must be active", "type SRU Server"]),
    ("sru-without-availability", "SRU", &["says nothing of copies", "option to give availability"]),
    ("rest-rate-limit", "Alma's REST interface", &["per second", "share its calls"]),
    ("rest-daily-quota", "Alma's REST interface", &["per day", "share its calls"]),
];

#[tokio::test]
async fn the_doctor_names_the_cause_and_the_screen_of_a_faulty_alma() {
    let house = House::build().await;
    for (trouble, connection, words) in CAUSES {
        let checks = diagnosis(&house, Some(trouble)).await;
        let bad =
            checks.iter().filter(|check| check.finding != Finding::Ok && check.connection.starts_with(connection));
        let said: String = bad.map(|check| format!("{} {}\n", check.seen, check.advice.join("\n"))).collect();
        for words in *words {
            assert!(said.contains(words), "{trouble}: “{words}” is not in\n{said}");
        }
    }
    house.stop().await;
}

#[tokio::test]
async fn the_doctor_finds_nothing_wrong_with_an_alma_in_order() {
    let house = House::build().await;
    let checks = diagnosis(&house, None).await;
    let bad: Vec<&Check> = checks.iter().filter(|check| check.finding != Finding::Ok).collect();
    assert!(matches!(bad.as_slice(), [check] if check.seen == "no harvest was completed yet"), "{bad:#?}");
    assert!(checks.len() > 10, "{checks:#?}");
    house.stop().await;
}

//! The page "Set up circulation": what Alma has is read and checked, settings and the partner record are proposed, and made when confirmed.

use alma_sim::state::{Access, CirculationAccess};
use alma_sim::{Institution, Setup, Trouble};
use bookferry::alma::{propose, read_configuration};
use bookferry::clock::Clock;
use bookferry::doctor::{Check, Expected, Finding, of_configuration};
use bookferry::ils::try_ncip;
use bookferry::settings::{Availability, Borrowing, LibrarySettings, LocalNcip, PickupLocation};
use bookferry::simulators::Simulator;

use super::almas;
use super::browser::{Browser, location};
use super::house::House;

const PAGE: &str = "/settings/circulation";

/// East's Alma with a key, and East's settings with its address and nothing else.
async fn connected(house: &House, partners: Access, setup: impl FnOnce(Setup) -> Setup) -> Simulator {
    let access = CirculationAccess { users: Access::ReadOnly, partners };
    let now = Clock::System.now();
    let mut setup =
        setup(Setup::sample(Institution::East, now).with_circulation_key(almas::key(Institution::East), access));
    let rest_key = almas::first_key(&mut setup);
    let alma = almas::start(setup, &Clock::System).await;
    let availability = Availability {
        rest_address: format!("http://{}/almaws/v1", alma.http),
        sru_address: format!("http://{}/view/sru/01EAST_INST", alma.http),
        rest_key,
        ..Availability::default()
    };
    house.platform.put_section(house.east.id, &availability, "tests").await.expect("settings");
    alma
}

/// The form as a browser would send it: what is proposed for an Alma without a partner, and a changed name.
fn confirmed(alma: &Simulator, token: &str, saves_partner: bool) -> String {
    let server = format!("http://{}/view/NCIPServlet", alma.http);
    let mut pairs = vec![
        ("csrf", token),
        ("server_address", &server),
        ("app_profile", "BOOKFERRY"),
        ("from_agency", "01EAST_INST"),
        ("to_agency", "01EAST_INST"),
        ("pickup_locations", "MAIN = Main Library"),
        ("libraries", "MAIN = 10"),
        ("shelving", "MAIN / rsv = -1"),
        ("policies", "2-hour = no"),
        ("partner_name", "All other libraries"),
        ("user_identifier_type", "PRIMARY_ID"),
        ("owner", "RES_SHARE"),
        ("lending_location", "IN_RS_REQ"),
        ("lending_policy", "ILL"),
        ("borrowing_location", "OUT_RS_REQ"),
        ("borrowing_policy", "ILL"),
        ("pickup_library", "MAIN"),
        ("receive_desk", "MAIN_CIRC"),
        ("borrowing_workflow", "BORROWING"),
        ("lending_workflow", "LENDING"),
    ];
    if saves_partner {
        pairs.push(("saves_partner", "1"));
    }
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", oai_pmh::encode_component(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn a_partner_record_is_proposed_made_and_works_at_once() {
    let house = House::build().await;
    let alma = connected(&house, Access::ReadWrite, Setup::unconfigured).await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let page = admin.text(PAGE).await;
    for words in [
        "Alma has no partner with the Code BOOKFERRY",
        "RES_SHARE has no opening hours this week",
        &format!("http://{}/view/NCIPServlet", alma.http),
        "MAIN = Main Library",
        "RES_SHARE = -1",
        "2-hour = no",
        "What no interface can do",
        "Workflow Profiles",
    ] {
        assert!(page.contains(words), "“{words}” is not on the page:\n{page}");
    }
    let token = admin.token(PAGE).await;
    let answer = admin.post(PAGE, &confirmed(&alma, &token, true), None).await;
    assert_eq!((answer.status().as_u16(), location(&answer).as_str()), (303, PAGE));
    let settings = house.platform.settings(house.east.id).await.expect("settings");
    assert_eq!(settings.local_ncip.app_profile, "BOOKFERRY");
    assert_eq!(settings.borrowing.pickup_locations.len(), 1);
    assert!(settings.known_places.read_at > 0 && settings.host_lms.host_lms == "Alma");
    let found = try_ncip(&house.platform, &settings.host_lms, &settings.local_ncip, "afontenoy").await;
    assert!(found.ok, "{found:?}");
    let page = admin.text(PAGE).await;
    assert!(page.contains("BOOKFERRY is as it should be"), "{page}");
    alma.stop();
    house.stop().await;
}

#[tokio::test]
async fn a_key_that_may_not_change_partners_saves_our_side_and_says_what_to_do() {
    let house = House::build().await;
    let alma = connected(&house, Access::ReadOnly, Setup::unconfigured).await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let token = admin.token(PAGE).await;
    let answer = admin.post(PAGE, &confirmed(&alma, &token, true), None).await;
    assert_eq!(location(&answer), PAGE);
    let cookie = answer.headers().get("set-cookie").expect("a message").to_str().expect("a text").to_owned();
    assert!(cookie.contains("Read"), "{cookie}");
    let settings = house.platform.settings(house.east.id).await.expect("settings");
    assert_eq!(settings.local_ncip.app_profile, "BOOKFERRY");
    let answer = admin.post(PAGE, &confirmed(&alma, &token, true).replace("owner=RES_SHARE", "owner="), None).await;
    assert_eq!(answer.status(), 422, "a missing owner is told beside its field");
    alma.stop();
    house.stop().await;
}

#[tokio::test]
async fn without_a_key_the_page_is_a_list_to_do_by_hand() {
    let house = House::build().await;
    let admin = Browser::sign_in(&house, "east-admin").await;
    let page = admin.text(PAGE).await;
    assert!(
        page.contains("Fulfillment &#62; Resource Sharing &#62; Partners")
            || page.contains("Fulfillment > Resource Sharing > Partners"),
        "{page}"
    );
    assert!(page.contains(&format!("{}/ncip/EAST", house.address)) && !page.contains("Confirm and save"), "{page}");
    assert_eq!(Browser::sign_in(&house, "east-staff").await.get(PAGE).await.status(), 403);
    house.stop().await;
}

/// What is said of East's Alma in a state, with settings that fit the sound one.
async fn checks(house: &House, change: impl FnOnce(Setup) -> Setup, pickup: &str) -> Vec<Check> {
    let broker = format!("{}/ncip/EAST", house.address);
    let alma = connected(house, Access::ReadOnly, |setup| change(setup.with_broker_ncip_url(&broker))).await;
    let settings = house.platform.settings(house.east.id).await.expect("settings");
    let configuration = read_configuration(&house.platform, house.east.id, &settings).await.expect("it is read");
    alma.stop();
    let place = PickupLocation { code: pickup.to_owned(), name: pickup.to_owned() };
    of_configuration(&configuration, &Expected { code: "BOOKFERRY", broker_url: &broker, pickup_locations: &[place] })
}

fn with_field(field: &'static str, value: &'static str) -> impl FnOnce(Setup) -> Setup {
    move |mut setup| {
        let partner = setup.state_mut().partners.get_mut("BOOKFERRY").expect("the partner");
        match field {
            "owner" => value.clone_into(&mut partner.default_library_owner),
            "pickup" => value.clone_into(&mut partner.default_pickup_library),
            "broker" => value.clone_into(&mut partner.broker_ncip_url),
            "receive" => partner.automatic_receive = false,
            "lending" => partner.supports_lending = false,
            _ => panic!("{field}"),
        }
        setup
    }
}

fn trouble(name: &'static str) -> impl FnOnce(Setup) -> Setup {
    move |setup| setup.with_trouble(Trouble::named(name).expect(name))
}

#[tokio::test]
async fn each_thing_that_is_wrong_is_named_with_its_screen() {
    let house = House::build().await;
    let sound = checks(&house, |setup| setup, "MAIN").await;
    assert!(sound.iter().all(|check| check.finding == Finding::Ok), "{sound:#?}");
    let wrong: Vec<(Vec<Check>, &str)> = vec![
        (checks(&house, trouble("partner-inactive"), "MAIN").await, "BOOKFERRY is inactive"),
        (checks(&house, trouble("partner-of-another-type"), "MAIN").await, "the profile type ISO_18626"),
        (checks(&house, trouble("partner-code-in-other-letters"), "MAIN").await, "Upper and lower case count"),
        (checks(&house, trouble("authentication-required"), "MAIN").await, "requires authentication"),
        (checks(&house, trouble("always-in-transit"), "MAIN").await, "in transit"),
        (checks(&house, with_field("broker", ""), "MAIN").await, "cannot renew in Primo"),
        (checks(&house, with_field("broker", "http://other/ncip"), "MAIN").await, "not ours"),
        (checks(&house, with_field("owner", ""), "MAIN").await, "Nothing can be borrowed or lent"),
        (checks(&house, with_field("pickup", ""), "MAIN").await, "names no library"),
        (checks(&house, with_field("receive", ""), "MAIN").await, "Staff must receive"),
        (checks(&house, with_field("lending", ""), "MAIN").await, "does not support lending"),
        (checks(&house, |setup| setup.without_partners(), "MAIN").await, "Add Partner"),
        (checks(&house, |setup| setup.unconfigured(), "MAIN").await, "no opening hours"),
    ];
    for (checks, words) in wrong {
        let bad = checks.iter().filter(|check| check.finding != Finding::Ok);
        let said: String = bad.map(|check| format!("{} {}\n", check.seen, check.advice.join("\n"))).collect();
        assert!(said.contains(words) && said.contains("Alma"), "“{words}” is not in\n{said}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_proposal_keeps_what_was_decided_and_proposes_the_rest() {
    let house = House::build().await;
    let alma = connected(&house, Access::ReadOnly, |setup| setup).await;
    let known = house.platform.settings(house.east.id).await.expect("settings");
    let configuration = read_configuration(&house.platform, house.east.id, &known).await.expect("it is read");
    let place = |code: &str| PickupLocation { code: code.to_owned(), name: "as people say".to_owned() };
    let settings = LibrarySettings {
        local_ncip: LocalNcip {
            app_profile: "bookferry".into(),
            from_agency: "ISIL-EAST".into(),
            ..LocalNcip::default()
        },
        borrowing: Borrowing { pickup_locations: vec![place("SCI"), place("GONE")], ..Borrowing::default() },
        ..known
    };
    let proposal = propose(&settings, &configuration, &[], "http://ferry.example/ncip/EAST");
    assert_eq!(proposal.pickup_locations, [place("SCI")], "the library that is gone is left out");
    assert_eq!(proposal.local_ncip.app_profile, "BOOKFERRY", "the letters of Alma");
    assert_eq!(proposal.local_ncip.to_agency, "ISIL-EAST");
    assert_eq!(proposal.local_ncip.server_address, "", "no address tells the host");
    assert_eq!(proposal.partner.receive_desk, "MAIN_CIRC");
    assert_eq!(proposal.partner.broker_ncip_url, "http://ferry.example/ncip/EAST");
    alma.stop();
    house.stop().await;
}

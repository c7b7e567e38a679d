//! The look on the shelf of a simulated Alma, in each way and across faults.

use std::collections::BTreeSet;

use alma_sim::sample::Institution;
use alma_sim::{Alma, HttpRequest, Setup};
use availability::{Outcome, Reading, Standing, Wanted};
use bookferry::clock::Clock;
use bookferry::ils::{Inquiry, Look, ShelfError, look_for, read_places};
use bookferry::settings::{Availability, HostLms, LibrarySettings, Locations, PlaceRule, PolicyRule, Way, Z3950};
use bookferry::simulators::Simulator;
use store::LibraryId;

use super::almas;
use super::house::House;

/// Two copies in the stacks of the main library.
const EMMA: &str = "9780375757426";

/// A simulated Alma with all ways open, and the settings that know them.
struct Shelf {
    house: House,
    alma: Simulator,
    settings: LibrarySettings,
    record_id: String,
    /// Copies that are promised to others.
    promised: Vec<String>,
}

impl Shelf {
    /// With rules by which requests go wrong.
    async fn with_faults(faults: &[&str]) -> Self {
        let faults = faults.iter().map(|rule| rule.parse().expect("a rule")).collect();
        let mut setup = Setup::sample(Institution::East, 0)
            .with_sru_server(true)
            .with_api_key(almas::key(Institution::East))
            .with_faults(faults);
        let rest_key = almas::first_key(&mut setup);
        let alma = almas::start(setup, &Clock::System).await;
        let settings = LibrarySettings {
            host_lms: HostLms { host_lms: "Alma".into(), ..HostLms::default() },
            z3950: Z3950 { server_address: format!("{}/01EAST_INST", alma.z3950) },
            availability: Availability {
                order: Vec::new(),
                sru_address: format!("http://{}/view/sru/01EAST_INST", alma.http),
                rest_address: format!("http://{}/almaws/v1", alma.http),
                rest_key,
            },
            ..LibrarySettings::default()
        };
        let mut shelf =
            Self { house: House::build().await, alma, settings, record_id: String::new(), promised: Vec::new() };
        if let Outcome::Take(taken) = shelf.look(&[Way::Z3950], &isbn(EMMA)).await.decision.outcome {
            shelf.record_id = taken.record_id.unwrap_or_default();
        }
        shelf
    }

    async fn try_look(&self, order: &[Way], wanted: &Wanted) -> Result<Look, ShelfError> {
        let mut settings = self.settings.clone();
        settings.availability.order = order.to_vec();
        let inquiry = Inquiry {
            library: LibraryId(1),
            settings: &settings,
            wanted: wanted.clone(),
            promised: self.promised.clone(),
            oldest: 0,
        };
        look_for(&self.house.platform, &inquiry).await
    }

    async fn look(&self, order: &[Way], wanted: &Wanted) -> Look {
        self.try_look(order, wanted).await.expect("an answer")
    }

    async fn stop(self) {
        self.alma.stop();
        self.house.stop().await;
    }
}

fn isbn(isbn: &str) -> Wanted {
    Wanted { isbn: isbn.to_owned(), ..Wanted::default() }
}

fn taken(look: &Look) -> &availability::Taken {
    match &look.decision.outcome {
        Outcome::Take(taken) => taken,
        other => panic!("{other}\n{}", look.account()),
    }
}

#[tokio::test]
async fn every_way_finds_the_copy_and_says_so() {
    let shelf = Shelf::with_faults(&[]).await;
    let wanted = Wanted { record_id: shelf.record_id.clone(), ..isbn(EMMA) };
    for way in Way::ALL {
        let look = shelf.look(&[way], &wanted).await;
        let copy = &taken(&look).copy;
        assert_eq!(taken(&look).record_id.as_deref(), Some(shelf.record_id.as_str()), "{way:?}");
        assert_eq!(copy.call_number.as_deref(), Some("PR4034 .E5 2001"), "{way:?}");
        assert_eq!(copy.barcode.is_some(), way != Way::Sru, "{way:?}: SRU counts copies and names none");
        assert!(look.account().contains(way.label()), "{}", look.account());
    }
    shelf.stop().await;
}

#[tokio::test]
async fn what_sru_does_not_know_is_asked_elsewhere_and_put_together() {
    let shelf = Shelf::with_faults(&[]).await;
    let look = shelf.look(&[Way::Sru, Way::Z3950], &isbn(EMMA)).await;
    let copy = &taken(&look).copy;
    assert!(copy.barcode.is_some(), "{}", look.account());
    assert_eq!(copy.library.code.as_deref(), Some("MAIN"), "the code is from SRU: {}", look.account());
    assert_eq!(copy.library.name.as_deref(), Some("Main Library"));
    assert_eq!(look.asked.len(), 2, "{:?}", look.asked);
    shelf.stop().await;
}

#[tokio::test]
async fn a_way_that_fails_does_not_keep_the_answer_from_coming() {
    for faults in [vec!["rest:daily-quota"], vec!["rest:http-503", "sru:off"], vec!["rest:drop", "sru:no-availability"]]
    {
        let shelf = Shelf::with_faults(&faults).await;
        let wanted = Wanted { record_id: shelf.record_id.clone(), ..isbn(EMMA) };
        let look = shelf.look(&[Way::Rest, Way::Sru, Way::Z3950], &wanted).await;
        assert!(taken(&look).copy.barcode.is_some(), "{faults:?}: {}", look.account());
        let alone = shelf.try_look(&[Way::Rest], &wanted).await;
        assert!(alone.is_err(), "{faults:?}");
        shelf.stop().await;
    }
}

#[tokio::test]
async fn rules_choose_the_copy_and_what_no_rule_knows_is_learnt() {
    let mut shelf = Shelf::with_faults(&[]).await;
    let learned = shelf.look(&[Way::Z3950], &isbn(EMMA)).await.decision.learned;
    let mut locations = Locations::default();
    assert!(!locations.learn(&learned).is_empty());
    assert!(locations.libraries.iter().any(|rule| rule.place == "Main Library"), "{locations:?}");
    assert!(!locations.policies.is_empty(), "{locations:?}");
    shelf.settings.locations = locations.clone();
    assert!(shelf.look(&[Way::Z3950], &isbn(EMMA)).await.decision.learned.is_empty(), "all is known now");

    let never = PlaceRule { library: String::new(), place: "Stacks".into(), preference: Some(-1) };
    shelf.settings.locations = Locations { shelving: vec![never], ..Locations::default() };
    let look = shelf.look(&[Way::Z3950], &isbn(EMMA)).await;
    assert!(matches!(look.decision.outcome, Outcome::NonCirculating { .. }), "{}", look.account());

    let policies = locations.policies.iter();
    let stays = policies.map(|rule| PolicyRule { policy: rule.policy.clone(), is_lent: Some(false) }).collect();
    shelf.settings.locations = Locations { policies: stays, ..Locations::default() };
    let look = shelf.look(&[Way::Z3950], &isbn(EMMA)).await;
    assert!(matches!(look.decision.outcome, Outcome::NonCirculating { .. }), "{}", look.account());
    shelf.stop().await;
}

#[tokio::test]
async fn without_an_address_nobody_is_asked() {
    let mut shelf = Shelf::with_faults(&[]).await;
    shelf.settings.availability.rest_key.clear();
    let fault = shelf.try_look(&[Way::Rest], &isbn(EMMA)).await.expect_err("no way");
    assert!(matches!(fault, ShelfError::NoWay), "{fault}");
    shelf.stop().await;
}

#[tokio::test]
async fn not_held_is_said_only_when_every_question_had_an_answer() {
    let shelf = Shelf::with_faults(&["sru:http-503"]).await;
    let wanted = isbn("9780000000002");
    let look = shelf.look(&[Way::Z3950], &wanted).await;
    assert!(matches!(look.decision.outcome, Outcome::NotHeld { .. }), "{}", look.account());
    let fault = shelf.try_look(&[Way::Z3950, Way::Sru], &wanted).await.expect_err("SRU might have found it");
    assert!(matches!(fault, ShelfError::Status(Way::Sru, 503)), "{fault}");
    let fault = shelf.try_look(&[Way::Rest], &wanted).await.expect_err("REST does not find ISBNs");
    assert!(matches!(fault, ShelfError::NothingToAsk(_)), "{fault}");
    shelf.stop().await;
}

#[tokio::test]
async fn a_copy_that_is_promised_is_passed_over_until_none_is_left() {
    let mut shelf = Shelf::with_faults(&[]).await;
    for _ in 0..2 {
        let look = shelf.look(&[Way::Z3950], &isbn(EMMA)).await;
        shelf.promised.push(taken(&look).copy.barcode.clone().expect("a barcode"));
    }
    assert_ne!(shelf.promised[0], shelf.promised[1]);
    let look = shelf.look(&[Way::Z3950], &isbn(EMMA)).await;
    assert!(matches!(look.decision.outcome, Outcome::Awaited), "{}", look.account());
    shelf.stop().await;
}

#[tokio::test]
async fn codes_and_names_of_alma_s_configuration_mean_the_same_place_in_rules() {
    let mut shelf = Shelf::with_faults(&[]).await;
    let never = |place: &str| PlaceRule { library: String::new(), place: place.into(), preference: Some(-1) };
    shelf.settings.locations = Locations { libraries: vec![never("MAIN")], ..Locations::default() };
    let look = shelf.look(&[Way::Z3950], &isbn(EMMA)).await;
    assert!(matches!(look.decision.outcome, Outcome::Take(_)), "Z39.50 shows names only: {}", look.account());
    shelf.settings.known_places =
        read_places(&shelf.house.platform, LibraryId(1), &shelf.settings).await.expect("Alma tells its places");
    let look = shelf.look(&[Way::Z3950], &isbn(EMMA)).await;
    assert!(matches!(look.decision.outcome, Outcome::NonCirculating { .. }), "{}", look.account());
    shelf.stop().await;
}

#[tokio::test]
async fn an_answer_is_used_again_as_long_as_it_is_young_enough() {
    let shelf = Shelf::with_faults(&[]).await;
    let wanted = Wanted { record_id: shelf.record_id.clone(), ..isbn(EMMA) };
    shelf.look(&[Way::Sru], &wanted).await;
    shelf.alma.stop();
    let mut settings = shelf.settings.clone();
    settings.availability.order = vec![Way::Sru];
    let again = |oldest| Inquiry {
        library: LibraryId(1),
        settings: &settings,
        wanted: wanted.clone(),
        promised: Vec::new(),
        oldest,
    };
    let platform = &shelf.house.platform;
    assert!(look_for(platform, &again(60_000)).await.is_ok(), "nobody was asked");
    assert!(look_for(platform, &again(0)).await.is_err(), "nobody answers any more");
    shelf.house.stop().await;
}

#[test]
fn holdings_by_iso_20775_of_a_simulated_alma_are_read_copy_by_copy() {
    for institution in Institution::ALL {
        let mut alma = Alma::new(Setup::sample(institution, 0).with_sru_server(true));
        let catalog = alma.state().catalog.clone();
        let path = format!("/view/sru/{}", institution.code());
        for (id, bib) in &catalog.bibs {
            let query = format!("version=1.2&operation=searchRetrieve&recordSchema=isohold&query=alma.mms_id={id}");
            let answer = alma.http(&HttpRequest::get(&path, &query), 0).response.expect("an answer").body;
            let shelf = Reading::default().read(&answer).expect("it can be read");
            let hit = &shelf.hits[0];
            assert_eq!(hit.record_id.as_deref(), Some(id.to_string().as_str()));
            let told: BTreeSet<(&str, bool)> = hit
                .copies
                .iter()
                .filter_map(|copy| Some((copy.barcode.as_deref()?, copy.standing == Standing::OnShelf)))
                .collect();
            let items = catalog.inventory(bib).flat_map(|(.., items)| items);
            let there = items.filter_map(|(_, item)| Some((item.barcode.as_deref()?, item.is_available()))).collect();
            assert_eq!(told, there, "{institution:?} {id}");
        }
    }
}

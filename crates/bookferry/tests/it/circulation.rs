//! Circulation with a simulated Alma, one library: what a patron check looks at, what is corrected and sent again, what is asked where
//! no webhooks tell, and what the log of messages keeps.

use alma_sim::desk::Action;
use alma_sim::sample::Institution;
use alma_sim::state::{Access, CirculationAccess, KeyDetails};
use alma_sim::{Alma, Setup};
use bookferry::clock::{Clock, DAY};
use bookferry::jobs::{poll_loans, run_until_idle};
use bookferry::message_log::forget_old;
use bookferry::settings::{
    Availability, Borrowing, FeeWay, Fees, GroupRule, HostLms, LocalNcip, MessageLog, PatronRules, Section,
    ServiceRoute,
};
use bookferry::simulators::Simulator;
use bookferry::work::{Cause, Description, NewAsk, PatronData, codec};
use lifecycle::{Facts, LentItem, Moment, ServiceType, requester, supplier};
use ncip::{DateTime, Header, ItemId, Profile, RenewItem};
use store::{MessageFilter, MessageOutcome, Request};

use super::almas;
use super::browser::Browser;
use super::house::House;

/// A patron of East's Alma who may borrow.
const PATRON: &str = "afontenoy";

/// A house whose East library has a simulated Alma.
struct World {
    house: House,
    alma: Simulator,
    /// A key that may change nothing but users.
    reading_key: String,
}

impl World {
    async fn build() -> Self {
        let house = House::with_pages_only().await;
        let circulation = CirculationAccess { users: Access::ReadWrite, ..CirculationAccess::default() };
        let may_change = KeyDetails { bibs: Access::ReadWrite, ..almas::key(Institution::East) };
        let mut setup = Setup::sample(Institution::East, Clock::System.now())
            .with_circulation_key(may_change, circulation)
            .with_circulation_key(almas::key(Institution::East), circulation);
        let rest_key = almas::first_key(&mut setup);
        let reading_key = setup.state_mut().rest.keys[1].key.clone();
        let alma = almas::start(setup, &Clock::System).await;
        let world = Self { house, alma, reading_key };
        let code = Institution::East.code().to_owned();
        let ncip = LocalNcip {
            server_address: format!("http://{}/view/NCIPServlet", world.alma.http),
            app_profile: "BOOKFERRY".into(),
            from_agency: code.clone(),
            to_agency: code,
        };
        let rest_address = format!("http://{}/almaws/v1", world.alma.http);
        world.set(ncip).await;
        world.set(HostLms::default()).await;
        world.set(Borrowing { review_blocked_patrons: true, ..Borrowing::default() }).await;
        world.set(Availability { rest_address, rest_key, ..Availability::default() }).await;
        world
    }

    async fn set<S: Section>(&self, section: S) {
        self.house.platform.put_section(self.house.east.id, &section, "tests").await.expect("settings");
    }

    /// A patron asks; everything that follows by itself has happened when this returns.
    async fn asked(&self, patron_id: &str, title: &str) -> Request {
        let ask = NewAsk {
            library: self.house.east.id,
            patron: PatronData { patron_id: patron_id.to_owned(), ..PatronData::default() },
            service_type: ServiceType::Loan,
            description: Description { title: title.to_owned(), ..Description::default() },
            form_key: format!("{patron_id} {title}"),
            actor: "tests".to_owned(),
        };
        let request = self.house.platform.ask(ask).await.expect("a request");
        self.worked(&request).await
    }

    async fn worked(&self, request: &Request) -> Request {
        run_until_idle(&self.house.platform).await;
        self.house.platform.store().requests().by_id(request.library_id, request.id).await.expect("the request")
    }

    /// Everything that the history of a request says.
    async fn history(&self, request: &Request) -> String {
        let events = self.house.platform.store().requests().events(request.library_id, request.id).await;
        let told = |event: &store::RequestEvent| format!("{} {}\n", event.words, event.payload);
        events.expect("events").iter().map(told).collect()
    }

    async fn made(&self, side: &str, state: &str, facts: &Facts) -> Request {
        self.house.loan(side, state, facts, PATRON, Vec::new()).await
    }

    async fn requester(&self, request: &Request, command: requester::Command) -> Request {
        let cause = Cause::person("tests");
        let (library, id) = (request.library_id, request.id);
        self.house.platform.command_requester(library, id, command, cause).await.expect("it can be done");
        self.worked(request).await
    }

    async fn supplier(&self, request: &Request, command: supplier::Command) -> Request {
        let cause = Cause::person("tests");
        let (library, id) = (request.library_id, request.id);
        self.house.platform.command_supplier(library, id, command, cause).await.expect("it can be done");
        self.worked(request).await
    }

    /// Somebody moves the due date of a lent item in Alma, past us.
    async fn renew_in_alma(&self, barcode: &str, due: &str) {
        let code = Institution::East.code();
        let header = Header::between(code, code).with_profile("BOOKFERRY");
        let renew = RenewItem {
            item_id: Some(ItemId::new(barcode)),
            desired_date_due: Some(DateTime::as_sent(due)),
            ..RenewItem::default()
        };
        let body = Profile::ALMA.encode(&Profile::ALMA.message(header, ncip::Request::RenewItem(renew)));
        let address = format!("http://{}/view/NCIPServlet", self.alma.http);
        let answer = reqwest::Client::new().post(address).body(body).send().await.expect("an answer");
        let answer = answer.text().await.expect("a text");
        assert!(answer.contains("DateDue") && !answer.contains("Problem"), "{answer}");
    }

    /// The barcode of a book that stands on its shelf.
    fn book(&self) -> String {
        let of_shelf = |alma: &Alma| {
            let items = alma.state().catalog.items.values();
            items
                .filter(|item| item.process.is_none() && item.material_type == "BOOK")
                .find_map(|item| item.barcode.clone())
        };
        self.alma.look(of_shelf).expect("a book")
    }

    /// Why the item with a barcode is not in its place: Alma's code.
    fn process(&self, barcode: &str) -> Option<&'static str> {
        let process =
            |alma: &Alma| alma.state().catalog.by_barcode(barcode)?.1.process.as_ref().map(|kind| kind.code());
        self.alma.look(process)
    }

    async fn messages(&self, filter: MessageFilter) -> Vec<store::KeptMessage> {
        let filter = MessageFilter { limit: 100, ..filter };
        self.house.platform.store().messages().page(self.house.east.id, &filter).await.expect("the log")
    }

    async fn stop(self) {
        self.alma.stop();
        self.house.platform.store().close().await;
    }
}

/// One piece that the other library has sent.
fn sent() -> Facts {
    let mut facts = Facts::new(ServiceType::Loan);
    facts.suppliers_asked = 1;
    facts.items = vec![LentItem::with_barcode("39031000123")];
    facts.due = Some(Moment(Clock::System.now() + 28 * DAY));
    facts
}

#[tokio::test]
async fn a_patron_is_measured_by_the_rules_of_the_library_and_the_history_says_what_was_looked_at() {
    let world = World::build().await;
    let request = world.asked(PATRON, "Emma").await;
    let history = world.history(&request).await;
    for words in [
        "who may borrow",
        "Status of the account: ACTIVE.",
        "Blocks: none.",
        "User group: ",
        "The account lasts until ",
    ] {
        assert!(history.contains(words), "{words}: {history}");
    }
    let rules: PatronRules = world.house.platform.section(world.house.east.id).await.expect("settings");
    assert_eq!(rules.groups.len(), 1, "the group is learnt: {rules:?}");
    assert_eq!(rules.undecided(), 1);
    let notices =
        world.house.platform.store().notices().unread_by_staff(world.house.east.id, 9).await.expect("notices");
    assert!(notices.iter().any(|notice| notice.words.contains("New group of patrons")), "{notices:?}");

    let groups = vec![GroupRule { may_ask: Some(false), ..rules.groups[0].clone() }];
    world.set(PatronRules { groups, ..rules }).await;
    let refused = world.asked(PATRON, "Persuasion").await;
    assert_eq!(refused.state, "needs_review");
    assert!(world.history(&refused).await.contains("may not ask (Settings, Patrons)"));
    world.stop().await;
}

#[tokio::test]
async fn a_wrong_barcode_is_corrected_on_a_page_and_the_loan_is_made_with_the_right_one() {
    let world = World::build().await;
    let request = world.made("supplier", "will_supply", &Facts::new(ServiceType::Loan)).await;
    let items = vec![LentItem::with_barcode("31234999999999")];
    let due = Some(Moment(Clock::System.now() + 28 * DAY));
    let request = world.supplier(&request, supplier::Command::Ship { items, due }).await;
    let failed = world.house.platform.store().outbox().failed(world.house.east.id).await.expect("the outbox");
    // Nobody at West knows the request, so the message to it waits for staff as well.
    let row = failed.iter().find(|row| row.kind == "ils").expect("a call that was refused");
    assert!(row.last_error.as_deref().is_some_and(|words| words.contains("Unknown Item")), "{row:?}");

    let barcode = world.book();
    let browser = Browser::sign_in(&world.house, "east-staff").await;
    let path = format!("/desk/requests/{}/calls/{}/correct", request.number, row.id.0);
    let page = browser.text(&path).await;
    assert!(page.contains("31234999999999") && page.contains("CheckOutItem"), "{page}");
    let form = format!("csrf={}&barcode={barcode}", browser.token(&path).await);
    assert_eq!(browser.post(&path, &form, None).await.status(), 303);
    let request = world.worked(&request).await;
    assert_eq!(world.process(&barcode), Some("ILL"));
    assert!(codec::facts(&request.facts).expect("facts").ils_out_of_step.is_empty());
    world.supplier(&request, supplier::Command::ReceiveReturn).await;
    assert_eq!(world.process(&barcode), Some("TRANSIT"), "the check-in names the right piece as well");
    world.stop().await;
}

#[tokio::test]
async fn what_was_filled_is_taken_back_and_another_piece_is_sent() {
    let world = World::build().await;
    let (wrong, due) = (world.book(), Some(Moment(Clock::System.now() + 28 * DAY)));
    let request = world.made("supplier", "will_supply", &Facts::new(ServiceType::Loan)).await;
    let fill = supplier::Command::Fill { items: vec![LentItem::with_barcode(&wrong)], due };
    let request = world.supplier(&request, fill).await;
    assert_eq!((request.state.as_str(), world.process(&wrong)), ("will_supply", Some("ILL")));
    let right = world.book();
    assert_ne!(wrong, right);
    let request = world.supplier(&request, supplier::Command::UndoFill).await;
    let items = vec![LentItem::with_barcode(&right)];
    let request = world.supplier(&request, supplier::Command::Ship { items, due }).await;
    assert_eq!((world.process(&wrong), world.process(&right)), (Some("TRANSIT"), Some("ILL")));
    assert_eq!(request.state, "shipped");
    world.stop().await;
}

#[tokio::test]
async fn the_fee_of_a_loan_is_charged_once_over_rest() {
    let world = World::build().await;
    world.set(Fees { way: FeeWay::Rest, loan: 250, ..Fees::default() }).await;
    let request = world.made("requester", "shipped", &sent()).await;
    let request = world.requester(&request, requester::Command::Receive).await;
    let fees = world.alma.look(|alma| alma.state().fees.clone());
    let [fee] = fees.as_slice() else { panic!("{fees:#?}") };
    assert_eq!((fee.user.as_str(), fee.minor_units), (PATRON, 250));
    assert!(fee.external_id.ends_with(&request.number), "{fee:?}");
    world.stop().await;
}

#[tokio::test]
async fn a_request_that_is_noted_early_is_one_request_in_alma_and_goes_when_nobody_supplies() {
    let world = World::build().await;
    world.set(HostLms { note_request: ServiceRoute::Ncip, ..HostLms::default() }).await;
    let request = world.asked(PATRON, "Nobody has this").await;
    assert_eq!(request.state, "unfilled", "no library has it");
    let noted = world.alma.look(|alma| alma.state().borrowing.values().cloned().collect::<Vec<_>>());
    let [noted] = noted.as_slice() else { panic!("{noted:#?}") };
    assert_eq!(noted.external_id, request.number);
    assert!(noted.status.is_final(), "{noted:?}");
    world.stop().await;
}

#[tokio::test]
async fn where_no_webhooks_tell_it_alma_is_asked_whether_the_patron_has_the_item() {
    let world = World::build().await;
    let request = world.made("requester", "shipped", &sent()).await;
    let request = world.requester(&request, requester::Command::Receive).await;
    let with_patron = |request: &Request| codec::facts(&request.facts).expect("facts").with_patron;
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 0, "it waits on the hold shelf");
    let act = |action: Action| world.alma.act(action, Clock::System.now()).expect("it can be done");
    // At its receive desk the item was sent on to the pickup library.
    let barcode = request.number.clone();
    let _ = world.alma.act(Action::Scan { barcode: barcode.clone(), desk: None }, Clock::System.now());
    act(Action::Loan { barcode: barcode.clone(), user: PATRON.into(), due: None });
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 1);
    assert!(with_patron(&world.worked(&request).await));
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 0, "nothing is told twice");
    act(Action::Return { barcode, desk: None });
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 1);
    assert!(!with_patron(&world.worked(&request).await));
    world.stop().await;
}

#[tokio::test]
async fn what_the_patron_brings_back_leaves_alma_before_it_is_sent_home() {
    let world = World::build().await;
    let request = world.made("requester", "shipped", &sent()).await;
    let request = world.requester(&request, requester::Command::Receive).await;
    let is_there = |alma: &Alma| alma.state().catalog.by_barcode(&request.number).is_some();
    assert!(world.alma.look(is_there));
    let request = world.requester(&request, requester::Command::TakeBack).await;
    assert_eq!((request.state.as_str(), world.alma.look(is_there)), ("returned", false));
    let browser = Browser::sign_in(&world.house, "east-staff").await;
    let page = browser.text(&format!("/desk/requests/{}", request.number)).await;
    assert!(page.contains("Back from the patron") && page.contains("Send it home, then scan it."), "{page}");
    let request = world.requester(&request, requester::Command::ShipReturn).await;
    assert_eq!(request.state, "return_shipped");
    assert!(codec::facts(&request.facts).expect("facts").ils_out_of_step.is_empty(), "Alma is asked once");
    world.stop().await;
}

#[tokio::test]
async fn a_borrowed_item_gets_a_note_for_the_desk_that_lends_it() {
    let world = World::build().await;
    let borrowing = Borrowing { writes_item_note: true, item_note: "Interlibrary loan".into(), ..Borrowing::default() };
    world.set(borrowing).await;
    let request = world.made("requester", "shipped", &sent()).await;
    let request = world.requester(&request, requester::Command::Receive).await;
    let note = "Interlibrary loan. Borrowed from West Library.";
    let of_item = |alma: &Alma| {
        let (_, item) = alma.state().catalog.by_barcode(&request.number).expect("the temporary item");
        item.fulfillment_note.clone()
    };
    assert_eq!(world.alma.look(of_item).as_deref(), Some(note));
    assert!(world.history(&request).await.contains(&format!("Its note in Alma: {note}")));
    assert!(codec::facts(&request.facts).expect("facts").ils_out_of_step.is_empty());

    // A key that may only read bibs.
    let rest_key = world.reading_key.clone();
    let rest_address = format!("http://{}/almaws/v1", world.alma.http);
    world.set(Availability { rest_address, rest_key, ..Availability::default() }).await;
    let request = world.made("requester", "shipped", &sent()).await;
    let request = world.requester(&request, requester::Command::Receive).await;
    assert!(world.history(&request).await.contains("Its note could not be written"));
    assert_eq!(request.state, "received", "nobody waits for it");
    assert!(codec::facts(&request.facts).expect("facts").ils_out_of_step.is_empty());
    world.stop().await;
}

#[tokio::test]
async fn a_due_date_that_is_moved_in_alma_is_told_to_the_borrower_once() {
    let world = World::build().await;
    let barcode = world.book();
    let mut facts = Facts::new(ServiceType::Loan);
    facts.suppliers_asked = 1;
    let request = world.made("supplier", "will_supply", &facts).await;
    let due = Some(Moment(Clock::System.now() + 28 * DAY));
    let ship = supplier::Command::Ship { items: vec![LentItem::with_barcode(&barcode)], due };
    let request = world.supplier(&request, ship).await;
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 0, "both have the same day");

    let later = bookferry::clock::instant_text(Clock::System.now() + 56 * DAY);
    world.renew_in_alma(&barcode, &later).await;
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 1);
    let request = world.worked(&request).await;
    let told = world.history(&request).await;
    assert!(told.contains("The library system has set") && told.contains("RenewResponse"), "{told}");
    let known = codec::facts(&request.facts).expect("facts").due.expect("a day").0;
    assert!((known - Clock::System.now() - 56 * DAY).abs() <= 2 * DAY, "{known}");
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 0, "once");

    // Ours moves, and the call waits: Alma's old day is no news.
    let due = Some(Moment(Clock::System.now() + 84 * DAY));
    let change = supplier::Command::ChangeDue { due };
    let moved = world.house.platform.command_supplier(request.library_id, request.id, change, Cause::person("tests"));
    moved.await.expect("it can be done");
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 0);
    world.worked(&request).await;
    assert_eq!(poll_loans(&world.house.platform).await.expect("a round"), 0, "now Alma has ours");
    world.stop().await;
}

#[tokio::test]
async fn the_log_of_messages_is_searched_masks_patrons_and_forgets() {
    let world = World::build().await;
    let request = world.asked(PATRON, "Emma").await;
    let unknown = world.asked("nobody77", "Persuasion").await;
    let all = world.messages(MessageFilter::default()).await;
    let text =
        |kept: &store::KeptMessage| format!("{} {} {}", kept.message.sent, kept.message.received, kept.message.words);
    assert!(!all.is_empty() && all.iter().all(|kept| !text(kept).contains(PATRON) && !text(kept).contains("nobody77")));
    assert!(all.iter().any(|kept| kept.message.sent.contains(">xxxxxxxxx<")), "the shape of the identifier is left");
    let of = |text: &str| MessageFilter { text: text.to_owned(), ..MessageFilter::default() };
    let found = world.messages(of(&format!("{} lookupuser", request.number.to_lowercase()))).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].request_number.as_deref(), Some(request.number.as_str()));
    let refused =
        MessageFilter { outcome: Some(MessageOutcome::Done), request: Some(unknown.id), ..MessageFilter::default() };
    assert_eq!(world.messages(refused).await.len(), 1, "an unknown patron is an answer");

    let browser = Browser::sign_in(&world.house, "east-staff").await;
    let page = browser.text(&format!("/desk/messages?q={}", request.number)).await;
    assert!(page.contains("LookupUser") && page.contains(&request.number), "{page}");
    let one = browser.text(&format!("/desk/messages/{}", found[0].id.0)).await;
    assert!(one.contains("What we sent") && one.contains("LookupUserResponse"), "{one}");
    let neighbour = Browser::sign_in(&world.house, "west-staff").await;
    assert_eq!(neighbour.get(&format!("/desk/messages/{}", found[0].id.0)).await.status(), 404);

    world.set(MessageLog { keep_days: 1 }).await;
    assert_eq!(forget_old(&world.house.platform).await.expect("a round"), 0, "nothing is a day old");
    world.stop().await;
}

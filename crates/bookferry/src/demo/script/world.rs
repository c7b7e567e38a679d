//! What the script sees: the platform from inside, the library systems only through what they publish about their state.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use store::{Library, PeerRequest, Request};

use super::{Checked, Unmet};
use crate::demo::Demo;
use crate::platform::Platform;
use crate::work::{Cause, Description, RequestView, description_of};

/// A step that is not as expected after this time has failed.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at the world.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The world of the script.
pub struct World<'a> {
    demo: &'a Demo,
}

impl<'a> World<'a> {
    pub(super) fn new(demo: &'a Demo) -> Self {
        Self { demo }
    }

    /// The platform.
    pub fn platform(&self) -> &Platform {
        &self.demo.platform
    }

    /// The member library with this code.
    pub async fn library(&self, code: &str) -> Result<Library, Unmet> {
        let library = self.platform().store().libraries().by_code(code).await?;
        library.ok_or_else(|| Unmet(format!("there is no library {code}")))
    }

    /// Looks until a check is met, or patience ends.
    pub(super) async fn until<C>(&self, check: &C) -> Checked
    where
        C: AsyncFn(&World<'a>) -> Checked,
    {
        let begin = Instant::now();
        loop {
            match check(self).await {
                Ok(words) => return Ok(words),
                Err(unmet) if begin.elapsed() > PATIENCE => return Err(unmet),
                Err(_) => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }

    /// The request that the form with this key made at a library.
    pub async fn asked(&self, code: &str, form_key: &str) -> Result<Request, Unmet> {
        let library = self.library(code).await?;
        let request =
            self.platform().store().requests().by_idempotency_key(library.id, &format!("form:{form_key}")).await?;
        request.ok_or_else(|| Unmet(format!("no request was made by the form {form_key}")))
    }

    /// The other side of a request at a supplier.
    pub async fn supplied(&self, asked: &Request, supplier: &str) -> Result<Request, Unmet> {
        let library = self.library(supplier).await?;
        let peer = PeerRequest {
            requester_symbol: &asked.requester_symbol,
            requester_request_id: &asked.requester_request_id,
            supplier_symbol: &library.symbol,
        };
        let request = self.platform().store().requests().by_peer_request(library.id, "supplier", peer).await?;
        request.ok_or_else(|| Unmet(format!("{supplier} has no request {}", asked.requester_request_id)))
    }

    /// Both sides in these states.
    pub async fn both(&self, code: &str, form_key: &str, state: &str, supplier: &str, supplier_state: &str) -> Checked {
        let asked = self.asked(code, form_key).await?;
        in_state(code, &asked, state)?;
        let supplied = self.supplied(&asked, supplier).await?;
        in_state(supplier, &supplied, supplier_state)?;
        Ok(format!("{code} says {state}, {supplier} says {supplier_state}"))
    }

    /// The page of a request.
    pub async fn view(&self, request: &Request) -> Result<RequestView, Unmet> {
        Ok(self.platform().request_view(request.library_id, &request.number).await?)
    }

    /// What a request is about.
    pub fn description(&self, request: &Request) -> Description {
        description_of(request)
    }

    /// A cause for what staff of a library do.
    pub fn staff(&self, code: &str) -> Cause {
        Cause::person(&format!("{}-staff", code.to_lowercase()))
    }

    /// Everything that a simulated Alma says of itself.
    pub async fn alma(&self, code: &str) -> Result<AlmaView, Unmet> {
        let url = format!("{}/simulator/state.json", self.demo.alma_address(code)?);
        let answer = self.platform().outside().get(&url, Duration::from_secs(10)).await?;
        Ok(AlmaView { state: serde_json::from_slice(&answer.body)? })
    }

    /// Staff of a library do something in their Alma.
    pub async fn at_desk(&self, code: &str, action: &str, fields: Value) -> Result<(), Unmet> {
        let url = format!("{}/simulator/desk/{action}", self.demo.alma_address(code)?);
        let answer = self.platform().outside().post_json(&url, fields.to_string(), Duration::from_secs(10)).await?;
        match answer.status {
            200..=399 => Ok(()),
            status => {
                Err(Unmet(format!("the desk of {code} refuses ({status}): {}", String::from_utf8_lossy(&answer.body))))
            }
        }
    }

    /// A patron borrows what waits for them.
    pub async fn loan(&self, code: &str, barcode: &str, user: &str) -> Result<(), Unmet> {
        self.at_desk(code, "loan", json!({ "barcode": barcode, "user": user })).await
    }

    /// A patron brings something back.
    pub async fn bring_back(&self, code: &str, barcode: &str) -> Result<(), Unmet> {
        self.at_desk(code, "return", json!({ "barcode": barcode })).await
    }

    /// An item that came home is scanned in.
    pub async fn scan_in(&self, code: &str, barcode: &str) -> Result<(), Unmet> {
        self.at_desk(code, "scan", json!({ "barcode": barcode })).await
    }
}

/// Whether a request is in a state, in words for a failed step.
pub(super) fn in_state(who: &str, request: &Request, state: &str) -> Result<(), Unmet> {
    match request.state == state {
        true => Ok(()),
        false => {
            let why = request.attention.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
            Err(Unmet(format!("{who} says {} about {} instead of {state}{why}", request.state, request.number)))
        }
    }
}

/// What a simulated Alma holds.
pub struct AlmaView {
    state: Value,
}

/// Statuses after which Alma does nothing more with a request.
const ENDED: [&str; 5] = ["REQUEST_COMPLETED", "CANCELLED", "DELETED", "EXPIRED", "REJECTED"];

impl AlmaView {
    /// An item is with another library: where it stands, in words.
    pub fn lent_out(&self, barcode: &str) -> Checked {
        let item = self.item(barcode)?;
        let (location, process) = (text(item, "location"), text(item, "process_type"));
        match location == "IN_RS_REQ" && process == "ILL" {
            true => Ok(format!("in the resource sharing location {location}, process type {process}")),
            false => Err(Unmet(format!("item {barcode} is in {location}, process type {process:?}"))),
        }
    }

    /// A temporary item waits for a user: where.
    pub fn waits_for(&self, barcode: &str, user: &str) -> Checked {
        let item = self.item(barcode)?;
        if item["temporary_item"] != true {
            return Err(Unmet(format!("item {barcode} is not a temporary item")));
        }
        let user = self.primary_id(user);
        let hold = self.list("holds").find(|hold| text(hold, "barcode") == barcode && text(hold, "user") == user);
        let hold = hold.ok_or_else(|| Unmet(format!("item {barcode} does not wait for {user}")))?;
        Ok(format!("waiting for its patron: {}", text(hold, "place").replace('_', " ")))
    }

    /// An item is on loan to a user: until when.
    pub fn on_loan_to(&self, barcode: &str, user: &str) -> Checked {
        let user = self.primary_id(user);
        let loan = self.list("loans").find(|loan| text(loan, "barcode") == barcode && text(loan, "user") == user);
        loan.map(|loan| text(loan, "due_date").chars().take(10).collect())
            .ok_or_else(|| Unmet(format!("{barcode} is not on loan to {user}")))
    }

    /// There is no such item any more.
    pub fn is_gone(&self, barcode: &str) -> Checked {
        match self.item(barcode) {
            Ok(item) => Err(Unmet(format!("item {barcode} still exists, in {}", text(item, "location")))),
            Err(_) => Ok(format!("there is no item {barcode}")),
        }
    }

    /// An item has left the resource sharing location and is at its own library, or on its way there.
    pub fn came_home(&self, barcode: &str) -> Checked {
        let item = self.item(barcode)?;
        let location = text(item, "location");
        match location == text(item, "permanent_location") && text(item, "process_type") != "ILL" {
            true => Ok(format!("item {barcode} belongs to {location} again")),
            false => {
                Err(Unmet(format!("item {barcode} is in {location}, process type {}", text(item, "process_type"))))
            }
        }
    }

    /// An item stands on its shelf.
    pub fn on_shelf(&self, barcode: &str) -> Checked {
        let item = self.item(barcode)?;
        match item["available"] == true && item["temporary_location"] == false {
            true => Ok(format!("item {barcode} stands in {}", text(item, "location"))),
            false => {
                Err(Unmet(format!("item {barcode} is not on its shelf: process type {}", text(item, "process_type"))))
            }
        }
    }

    /// What interlibrary loan has left in this Alma, in words; empty when nothing.
    pub fn left_over(&self) -> String {
        let mut left = Vec::new();
        for (list, what) in [("borrowing_requests", "borrowing request"), ("lending_requests", "lending request")] {
            let open = self.list(list).filter(|request| !ENDED.contains(&text(request, "status").as_str()));
            left.extend(
                open.map(|request| format!("{what} {} in {}", text(request, "external_id"), text(request, "status"))),
            );
        }
        left.extend(self.list("holds").map(|hold| format!("hold of {}", text(hold, "barcode"))));
        let loans = self.list("loans").filter(|loan| loan["resource_sharing"] == true);
        left.extend(loans.map(|loan| format!("loan of {}", text(loan, "barcode"))));
        let temporary = self.state["counts"]["temporary_items"].as_u64().unwrap_or(0);
        if temporary > 0 {
            left.push(format!("{temporary} temporary items"));
        }
        left.join(", ")
    }

    /// What is to be the same after every run: items with their places, requests with their ends, loans; no ids and no times.
    pub fn normalised(&self) -> Value {
        let items = self.state["items"].as_object().into_iter().flatten();
        let items: Vec<String> = items
            .map(|(barcode, item)| format!("{barcode} {} {}", text(item, "location"), text(item, "process_type")))
            .collect();
        let ends = |list: &str| {
            let mut ends: Vec<String> = self
                .list(list)
                .map(|request| format!("{} {}", text(request, "title"), text(request, "status")))
                .collect();
            ends.sort();
            ends
        };
        let mut loans: Vec<String> =
            self.list("loans").map(|loan| format!("{} {}", text(loan, "barcode"), text(loan, "user"))).collect();
        loans.sort();
        serde_json::json!({
            "counts": self.state["counts"],
            "items": items,
            "borrowing_requests": ends("borrowing_requests"),
            "lending_requests": ends("lending_requests"),
            "loans": loans,
        })
    }

    fn item(&self, barcode: &str) -> Result<&Value, Unmet> {
        self.state["items"].get(barcode).ok_or_else(|| Unmet(format!("there is no item {barcode}")))
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.state[name].as_array().into_iter().flatten()
    }

    /// The primary identifier of a user who is named by any identifier.
    fn primary_id(&self, id: &str) -> String {
        let users = self.state["users"].as_object().into_iter().flatten();
        let named = |user: &Value| text(user, "barcode") == id || text(user, "university_id") == id;
        users.into_iter().find(|(_, user)| named(user)).map_or_else(|| id.to_owned(), |(primary, _)| primary.clone())
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

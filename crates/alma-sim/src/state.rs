//! What this Alma knows: places, people, the catalogue, partners, requests, loans. Plain values; the rules are in
//! the services of NCIP and in [`crate::desk`].

mod catalog;
mod changes;
mod circulation;
mod id;
mod index;
mod integration;
mod partner;
pub(crate) mod places;
pub mod publishing;
mod requests;
mod stored;
mod user;
mod webhooks;

use std::collections::BTreeMap;

pub use catalog::{Bib, Catalog, Holding, Item, ProcessType, TemporaryPlace};
pub(crate) use changes::Changes;
pub use circulation::{Fee, Letter, Loan};
pub use id::{Id, Kind};
pub(crate) use index::words;
pub use index::{Index, Searched};
pub use integration::{Access, ApiKey, CirculationAccess, KeyDetails, RestApi, SruServer, Z3950Server};
pub use partner::{
    BORROWING_WORKFLOWS, LENDING_WORKFLOWS, LOCATE_PROFILES, NoRenewal, PUSHING_METHODS, Partner, ProfileType,
    SYSTEM_TYPES,
};
pub use places::{Desk, ItemPolicy, Library, Location, Places};
pub(crate) use places::{RESOURCE_SHARING, desk_of};
pub use publishing::Publishing;
pub use requests::{Audit, BorrowingRequest, LendingRequest, RequestStatus};
pub use stored::StoredRecord;
pub use user::{IdentifierType, User};
pub use webhooks::{Challenge, WebhookProfile, Webhooks};

/// Letters that are kept; older ones are forgotten.
const MOST_LETTERS: usize = 500;

/// Everything that is remembered and that the journal can bring back.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Institution code, such as `01EAST_INST`.
    pub institution: String,
    /// Name of the institution.
    pub name: String,
    /// The four digits that end every number.
    pub suffix: String,
    /// Libraries, locations, desks, item policies.
    pub places: Places,
    /// Users by primary identifier.
    pub users: BTreeMap<String, User>,
    /// Bibliographic records, holdings, items.
    pub catalog: Catalog,
    /// Resource sharing partners by code.
    pub partners: BTreeMap<String, Partner>,
    /// Borrowing requests by their number in Alma.
    pub borrowing: BTreeMap<Id, BorrowingRequest>,
    /// Lending requests by their number in Alma.
    pub lending: BTreeMap<Id, LendingRequest>,
    /// Loans by item.
    pub loans: BTreeMap<Id, Loan>,
    /// Letters that would have gone out, the latest last.
    pub letters: Vec<Letter>,
    /// What users owe.
    pub fees: Vec<Fee>,
    /// What OAI-PMH gives out.
    pub publishing: Publishing,
    /// The SRU server; there is none until somebody sets it up.
    pub sru: Option<SruServer>,
    /// The Z39.50 server.
    pub z3950: Option<Z3950Server>,
    /// Who is told what happens to loans and requests.
    pub webhooks: Option<WebhookProfile>,
    /// Keys and limits of the REST interface.
    pub rest: RestApi,
    /// The last number given; ids are never random, so that the journal gives the same ones again.
    pub(crate) counter: u64,
}

impl State {
    /// An institution with nothing in it but its resource sharing library.
    #[must_use]
    pub fn new(institution: &str, name: &str, suffix: &str) -> Self {
        Self {
            institution: institution.to_owned(),
            name: name.to_owned(),
            suffix: suffix.to_owned(),
            places: Places::with_resource_sharing(),
            users: BTreeMap::new(),
            catalog: Catalog::default(),
            partners: BTreeMap::new(),
            borrowing: BTreeMap::new(),
            lending: BTreeMap::new(),
            loans: BTreeMap::new(),
            letters: Vec::new(),
            fees: Vec::new(),
            publishing: Publishing::default(),
            sru: None,
            z3950: Some(Z3950Server::active()),
            webhooks: None,
            rest: RestApi::default(),
            counter: 0,
        }
    }

    /// A number that nothing has yet.
    pub(crate) fn next_id(&mut self, kind: Kind) -> Id {
        loop {
            self.counter += 1;
            let id = Id::new(kind, self.counter, &self.suffix);
            let is_taken = self.catalog.bibs.contains_key(&id)
                || self.catalog.holdings.contains_key(&id)
                || self.catalog.items.contains_key(&id);
            if !is_taken {
                return id;
            }
        }
    }

    /// The user whom this value names in this type of identifier.
    #[must_use]
    pub fn user_by(&self, kind: IdentifierType, value: &str) -> Option<&User> {
        match kind {
            IdentifierType::PrimaryId => self.users.get(value),
            _ => self.users.values().find(|user| user.has(kind, value)),
        }
    }

    /// Records a letter.
    pub(crate) fn send_letter(&mut self, at: i64, name: &str, user: &str, about: &str) {
        if self.letters.len() >= MOST_LETTERS {
            self.letters.remove(0);
        }
        self.letters.push(Letter { at, name: name.to_owned(), user: user.to_owned(), about: about.to_owned() });
    }

    /// The borrowing request that an item was received for.
    #[must_use]
    pub fn borrowing_of(&self, item: Id) -> Option<&BorrowingRequest> {
        self.borrowing.values().find(|request| request.items.contains(&item))
    }

    /// As [`State::borrowing_of`], to change it.
    pub(crate) fn borrowing_of_mut(&mut self, item: Id) -> Option<&mut BorrowingRequest> {
        self.borrowing.values_mut().find(|request| request.items.contains(&item))
    }

    /// The lending request under which an item is away or wanted.
    #[must_use]
    pub fn lending_of(&self, item: Id) -> Option<&LendingRequest> {
        self.lending.values().find(|request| request.item == Some(item) && !request.status.is_final())
    }

    /// As [`State::lending_of`], to change it.
    pub(crate) fn lending_of_mut(&mut self, item: Id) -> Option<&mut LendingRequest> {
        self.lending.values_mut().find(|request| request.item == Some(item) && !request.status.is_final())
    }

    /// When an item is due, whether it is lent to a user or to another library.
    #[must_use]
    pub fn due_date(&self, item: Id) -> Option<i64> {
        let lent = || self.lending_of(item).filter(|request| request.status.is_shipped());
        self.loans.get(&item).map(|loan| loan.due).or_else(|| lent().map(|request| request.due))
    }
}

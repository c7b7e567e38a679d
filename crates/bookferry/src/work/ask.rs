//! A patron asks: checks at our own desk, then a request that the lifecycle takes over.

use lifecycle::{Facts, PartyEvent, ServiceType, Side, requester};
use store::{LibraryId, NewRequest, Request};

use super::advance::description_of;
use super::step::unborn_step;
use super::{Cause, Description, PatronData, Urgency, codec, policy_of};
use crate::platform::Platform;

/// What a patron asks for.
#[derive(Debug, Clone)]
pub struct NewAsk {
    /// The patron's library.
    pub library: LibraryId,
    /// Who asks.
    pub patron: PatronData,
    /// Loan or copy.
    pub service_type: ServiceType,
    /// What is wanted.
    pub description: Description,
    /// Made with the form: sending the form twice makes one request.
    pub form_key: String,
    /// The user name of whoever sent the form.
    pub actor: String,
}

/// Why a request was not made.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Something that every request needs is missing: the name of the form field and what to do.
    #[error("{words}")]
    Missing {
        /// The form field.
        field: &'static str,
        /// What to do.
        words: &'static str,
    },
    /// The patron has an open request for the same thing.
    #[error("You have already asked for this: request {0}.")]
    Duplicate(String),
    /// The patron has as many open requests as the library allows.
    #[error(
        "You have {0} open requests, as many as your library allows at a time. Wait for one to end, or ask at the desk."
    )]
    TooMany(u16),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Platform {
    /// Makes a patron's request and takes its first step. The same form sent again gives the request that it made.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn ask(&self, ask: NewAsk) -> Result<Request, AskError> {
        check_form(&ask)?;
        let settings = self.settings(ask.library).await?;
        if self.made_by(&ask).await?.is_none() {
            self.check_open_requests(&ask, settings.borrowing.open_requests_per_patron).await?;
        }
        let library = self.store().libraries().by_id(ask.library).await?;
        let number = self.store().requests().reserve_number(ask.library).await?;
        let decision = requester::Event::start(&policy_of(&settings, self.today(&settings.calendar)), ask.service_type);
        let new = NewRequest {
            library_id: ask.library,
            idempotency_key: form_key(&ask),
            side: Side::Requester.name().to_owned(),
            service_type: ask.service_type.name().to_owned(),
            state: decision.next.name().to_owned(),
            facts: codec::facts_json(&Facts::new(ask.service_type)).to_string(),
            description: serde_json::to_string(&ask.description).unwrap_or_default(),
            patron: serde_json::to_string(&ask.patron).unwrap_or_default(),
            patron_id: Some(ask.patron.patron_id.clone()),
            requester_symbol: library.symbol.clone(),
            requester_request_id: number.clone(),
            supplier_symbol: None,
            supplier_request_id: None,
            group_id: None,
            urgency: Urgency::of(&ask.description.service_level).rank(),
            search_text: ask.description.search_text(),
            number,
        };
        let words = "The patron asked for this.".to_owned();
        let cause = Cause::person(&ask.actor);
        let step = unborn_step::<requester::Event>(
            &library,
            &new,
            &ask.description,
            &ask.patron,
            &decision,
            words,
            cause,
            self.now(),
        );
        Ok(self.store().requests().create(new, step).await?.request)
    }

    async fn made_by(&self, ask: &NewAsk) -> Result<Option<Request>, store::Error> {
        self.store().requests().by_idempotency_key(ask.library, &form_key(ask)).await
    }

    async fn check_open_requests(&self, ask: &NewAsk, limit: u16) -> Result<(), AskError> {
        let open = self.store().requests().for_patron(ask.library, &ask.patron.patron_id).await?;
        let open: Vec<Request> = open.into_iter().filter(|request| request.outcome.is_none()).collect();
        let same = open.iter().find(|request| same_wish(&description_of(request), &ask.description));
        if let Some(same) = same.filter(|same| same.service_type == ask.service_type.name()) {
            return Err(AskError::Duplicate(same.number.clone()));
        }
        match open.len() >= usize::from(limit) {
            true => Err(AskError::TooMany(limit)),
            false => Ok(()),
        }
    }
}

fn check_form(ask: &NewAsk) -> Result<(), AskError> {
    let wanted = &ask.description;
    if wanted.title.trim().is_empty() {
        return Err(AskError::Missing { field: "title", words: "Enter the title of the book or journal." });
    }
    let has_part = !wanted.component_title.is_empty() || !wanted.pages.is_empty();
    if ask.service_type == ServiceType::Copy && !has_part {
        return Err(AskError::Missing {
            field: "component_title",
            words: "Enter the title of the article or chapter, or the pages.",
        });
    }
    if ask.patron.patron_id.is_empty() {
        return Err(AskError::Missing { field: "patron_id", words: "Sign in with the account of a patron." });
    }
    Ok(())
}

/// Whether two descriptions ask for the same thing: the same title of the index, or the same words.
fn same_wish(a: &Description, b: &Description) -> bool {
    let part = |d: &Description| (d.component_title.to_lowercase(), d.volume.clone(), d.issue.clone(), d.pages.clone());
    let whole =
        |d: &Description| (d.title.to_lowercase(), d.author.to_lowercase(), d.edition.to_lowercase(), d.date.clone());
    let same_whole = match (a.cluster_id, b.cluster_id) {
        (Some(a), Some(b)) => a == b,
        _ => whole(a) == whole(b),
    };
    same_whole && part(a) == part(b)
}

fn form_key(ask: &NewAsk) -> String {
    format!("form:{}", ask.form_key)
}

/// The row that is about to be made, for those who compose its first messages.
pub(super) fn unborn(new: &NewRequest) -> Request {
    Request {
        id: store::RequestId(0),
        number: new.number.clone(),
        library_id: new.library_id,
        side: new.side.clone(),
        service_type: new.service_type.clone(),
        state: new.state.clone(),
        facts: new.facts.clone(),
        description: new.description.clone(),
        patron: new.patron.clone(),
        patron_id: new.patron_id.clone(),
        requester_symbol: new.requester_symbol.clone(),
        requester_request_id: new.requester_request_id.clone(),
        supplier_symbol: new.supplier_symbol.clone(),
        supplier_request_id: new.supplier_request_id.clone(),
        group_id: new.group_id.clone(),
        due_at: None,
        attention: None,
        outcome: None,
        version: 0,
        created_at: 0,
        updated_at: 0,
    }
}

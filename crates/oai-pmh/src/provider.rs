//! The provider: a query in, an answer out, over a repository that the caller brings.

mod flavour;

pub use flavour::Flavour;

use crate::{
    AlmaFault, Body, Datestamp, ErrorCode, ErrorCondition, Granularity, Header, Identify, List, ListPosition,
    MetadataFormat, Page, Record, Request, Response, Selection, Set, Token, TokenForm,
};

/// Where the records are. Each method answers from the present state; a provider keeps none.
pub trait Repository {
    /// What can go wrong in the repository itself; it becomes HTTP status 500, not an OAI-PMH error.
    type Error;

    /// What the repository says of itself. Its granularity must be one of the two of the protocol.
    ///
    /// # Errors
    /// When the repository fails.
    fn identify(&self) -> Result<Identify, Self::Error>;

    /// The formats of the repository, or of one item; `None` when there is no such item.
    ///
    /// # Errors
    /// When the repository fails.
    fn formats(&self, identifier: Option<&str>) -> Result<Option<Vec<MetadataFormat>>, Self::Error>;

    /// The sets; none when the repository has no sets.
    ///
    /// # Errors
    /// When the repository fails.
    fn sets(&self) -> Result<Vec<Set>, Self::Error>;

    /// One record.
    ///
    /// # Errors
    /// When the repository fails.
    fn record(&self, identifier: &str, metadata_prefix: &str) -> Result<Found, Self::Error>;

    /// One part of a list, in an order that stays the same while the list is read.
    ///
    /// # Errors
    /// When the repository fails.
    fn page(&self, query: &PageQuery<'_>) -> Result<Listing, Self::Error>;
}

/// Which part of which list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery<'a> {
    /// The format.
    pub metadata_prefix: &'a str,
    /// The set, as its setSpec; an item in `a:b` is also in `a`.
    pub set: Option<&'a str>,
    /// The earliest datestamp, included, in the repository's granularity.
    pub from: Option<Datestamp>,
    /// The latest datestamp, included, in the repository's granularity.
    pub until: Option<Datestamp>,
    /// The mark that [`Listing::next`] gave for the part before.
    pub after: Option<&'a str>,
    /// How many at most.
    pub limit: usize,
    /// Whether metadata is not wanted.
    pub headers_only: bool,
}

/// One part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The records in order, deleted ones among them.
    pub records: Vec<Record>,
    /// The mark behind the last of them, when more follow. For [`Flavour::alma`] it consists of digits.
    pub next: Option<String>,
    /// How many the whole list has, if that is known.
    pub complete_list_size: Option<u64>,
}

/// The answer to a question for one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Here it is.
    Record(Box<Record>),
    /// There is no such item.
    NoSuchIdentifier,
    /// There is, but not in this format.
    NoSuchFormat,
}

/// Answers queries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// What differs between repositories.
    pub flavour: Flavour,
    /// Records or headers on a page; at least 1.
    pub page_size: usize,
}

/// A condition to answer with, or a fault of the repository.
enum Stop<E> {
    Condition(ErrorCondition),
    Repository(E),
}

impl<E> From<ErrorCondition> for Stop<E> {
    fn from(condition: ErrorCondition) -> Self {
        Self::Condition(condition)
    }
}

impl Provider {
    /// Answers the decoded pairs of a query ([`crate::decode_query`]). `now` is the time of the answer.
    ///
    /// # Errors
    /// When the repository fails; everything else is an answer.
    pub fn respond<R: Repository>(
        &self,
        repository: &R,
        pairs: &[(String, String)],
        now: Datestamp,
    ) -> Result<Response, R::Error> {
        let identify = repository.identify()?;
        let parsed = self.flavour.refusal(pairs).map_or_else(|| Request::from_pairs(pairs), Err);
        let (echo, outcome) = match parsed {
            Ok(request) => (echo_of(&request), self.body(repository, &identify, request, now)),
            Err(condition) => (Vec::new(), Err(condition.into())),
        };
        let (request, body) = match outcome {
            Ok(body) => (echo, body),
            Err(Stop::Repository(fault)) => return Err(fault),
            // The arguments of a bad request are not given back (3.6).
            Err(Stop::Condition(condition)) => {
                let bad = matches!(condition.code, ErrorCode::BadArgument | ErrorCode::BadVerb);
                (if bad { Vec::new() } else { echo }, Body::Errors(vec![condition]))
            }
        };
        let response_date = now.at(Granularity::Second).to_string();
        Ok(Response { response_date, base_url: identify.base_url, request, body, replaced: 0 })
    }

    /// An answer that refuses, whatever was asked: for a simulated repository that is switched off or does not know the
    /// caller ([`AlmaFault::condition`]).
    #[must_use]
    pub fn refuse(base_url: &str, condition: ErrorCondition, now: Datestamp) -> Response {
        Response {
            response_date: now.at(Granularity::Second).to_string(),
            base_url: base_url.to_owned(),
            request: Vec::new(),
            body: Body::Errors(vec![condition]),
            replaced: 0,
        }
    }

    fn body<R: Repository>(
        &self,
        repository: &R,
        identify: &Identify,
        request: Request,
        now: Datestamp,
    ) -> Result<Body, Stop<R::Error>> {
        match request {
            Request::Identify => Ok(Body::Identify(identify.clone())),
            Request::ListMetadataFormats { identifier } => formats(repository, identifier.as_deref()),
            Request::ListSets { token } => self.sets(repository, token.as_deref()),
            Request::GetRecord { identifier, metadata_prefix } => record(repository, &identifier, &metadata_prefix),
            Request::ListRecords(list) => self.list(repository, identify, list, false, now).map(Body::ListRecords),
            Request::ListIdentifiers(list) => {
                let page = self.list(repository, identify, list, true, now)?;
                let items: Vec<Header> = page.items.into_iter().map(|record| record.header).collect();
                Ok(Body::ListIdentifiers(Page { items, bad: Vec::new(), token: page.token }))
            }
        }
    }

    fn sets<R: Repository>(&self, repository: &R, token: Option<&str>) -> Result<Body, Stop<R::Error>> {
        if token.is_some() {
            return Err(bad_token("the list of sets comes in one part").into());
        }
        let items = repository.sets().map_err(Stop::Repository)?;
        if items.is_empty() {
            return Err(self.no_sets().into());
        }
        Ok(Body::ListSets(Page { items, ..Page::default() }))
    }

    fn list<R: Repository>(
        &self,
        repository: &R,
        identify: &Identify,
        list: List,
        headers_only: bool,
        now: Datestamp,
    ) -> Result<Page<Record>, Stop<R::Error>> {
        let position = self.position(repository, list)?;
        let (from, until) = window(identify.finest(), &position)?;
        let query = PageQuery {
            metadata_prefix: &position.selection.metadata_prefix,
            set: position.selection.set.as_deref(),
            from,
            until,
            after: Some(position.after.as_str()).filter(|after| !after.is_empty()),
            limit: self.page_size.max(1),
            headers_only,
        };
        let listing = repository.page(&query).map_err(Stop::Repository)?;
        match (listing.records.is_empty(), query.after) {
            (true, None) => Err(ErrorCondition::new(ErrorCode::NoRecordsMatch, "the list is empty").into()),
            (true, Some(_)) => Err(bad_token("the list has changed; begin it again").into()),
            (false, _) => Ok(self.part(listing, position, now)),
        }
    }

    fn part(&self, listing: Listing, position: ListPosition, now: Datestamp) -> Page<Record> {
        let before = position.cursor.unwrap_or(0);
        let count = listing.records.len() as u64;
        let began_in_the_middle = !position.after.is_empty();
        let value = listing.next.map(|after| {
            let cursor = Some(before + count);
            self.flavour.token_form.write(&ListPosition { after, cursor, ..position })
        });
        let at_end = began_in_the_middle && self.flavour.empty_token_at_end;
        let expires = || {
            let lifetime = i64::from(self.flavour.token_lifetime_seconds?);
            Some(Datestamp::from_unix_seconds(now.unix_seconds().saturating_add(lifetime))?.to_string())
        };
        let token = value.or_else(|| at_end.then(String::new)).map(|value| Token {
            expiration_date: if value.is_empty() { None } else { expires() },
            value,
            complete_list_size: listing.complete_list_size.filter(|_| self.flavour.token_attributes),
            cursor: Some(before).filter(|_| self.flavour.token_attributes),
        });
        Page { items: listing.records, bad: Vec::new(), token }
    }

    /// Where the asked part begins, once format and set are known to exist.
    fn position<R: Repository>(&self, repository: &R, list: List) -> Result<ListPosition, Stop<R::Error>> {
        let formats = repository.formats(None).map_err(Stop::Repository)?.unwrap_or_default();
        let sets = repository.sets().map_err(Stop::Repository)?;
        let position = match list {
            List::Next(token) => self.continuation(&token, &formats, &sets),
            List::First(selection) => self.beginning(selection, &formats, &sets),
        };
        Ok(position?)
    }

    fn continuation(
        &self,
        token: &str,
        formats: &[MetadataFormat],
        sets: &[Set],
    ) -> Result<ListPosition, ErrorCondition> {
        let form = self.flavour.token_form;
        // An opaque token is known by its checksum; Alma's could be typed by hand.
        let known = form.read(token).filter(|ListPosition { selection, .. }| {
            has_format(formats, selection) && (form == TokenForm::Opaque || has_set(sets, selection))
        });
        known.ok_or_else(|| bad_token("the token is not one of this repository, or no longer"))
    }

    fn beginning(
        &self,
        selection: Selection,
        formats: &[MetadataFormat],
        sets: &[Set],
    ) -> Result<ListPosition, ErrorCondition> {
        if selection.set.is_some() && sets.is_empty() {
            return Err(self.no_sets());
        }
        if self.flavour.set_required && selection.set.is_none() {
            return Err(AlmaFault::ArgumentsMissing.condition());
        }
        if self.flavour.alma_texts && !(has_format(formats, &selection) && has_set(sets, &selection)) {
            return Err(AlmaFault::NoProfile.condition());
        }
        match has_format(formats, &selection) {
            true => Ok(ListPosition { selection, after: String::new(), cursor: Some(0) }),
            false => Err(cannot_disseminate(&selection.metadata_prefix)),
        }
    }

    fn no_sets(&self) -> ErrorCondition {
        match self.flavour.alma_texts {
            true => AlmaFault::NoSets.condition(),
            false => ErrorCondition::new(ErrorCode::NoSetHierarchy, "this repository has no sets"),
        }
    }
}

fn has_format(formats: &[MetadataFormat], selection: &Selection) -> bool {
    formats.iter().any(|format| format.metadata_prefix == selection.metadata_prefix)
}

fn has_set(sets: &[Set], selection: &Selection) -> bool {
    selection.set.iter().all(|set| sets.iter().any(|own| own.spec == *set))
}

fn echo_of(request: &Request) -> Vec<(String, String)> {
    request.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn formats<R: Repository>(repository: &R, identifier: Option<&str>) -> Result<Body, Stop<R::Error>> {
    match repository.formats(identifier).map_err(Stop::Repository)? {
        None => Err(no_such_identifier(identifier.unwrap_or_default()).into()),
        Some(none) if none.is_empty() => {
            Err(ErrorCondition::new(ErrorCode::NoMetadataFormats, "there are no formats for this item").into())
        }
        Some(formats) => Ok(Body::ListMetadataFormats(formats)),
    }
}

fn record<R: Repository>(repository: &R, identifier: &str, prefix: &str) -> Result<Body, Stop<R::Error>> {
    match repository.record(identifier, prefix).map_err(Stop::Repository)? {
        Found::Record(record) => Ok(Body::GetRecord(Page { items: vec![*record], ..Page::default() })),
        Found::NoSuchIdentifier => Err(no_such_identifier(identifier).into()),
        Found::NoSuchFormat => Err(cannot_disseminate(prefix).into()),
    }
}

/// The window in the repository's granularity. Dates finer than that are refused (2.7.1), coarser ones mean whole days.
fn window(
    finest: Granularity,
    position: &ListPosition,
) -> Result<(Option<Datestamp>, Option<Datestamp>), ErrorCondition> {
    let Selection { from, until, .. } = position.selection;
    let seconds = [from, until].into_iter().flatten().any(|date| date.granularity() == Granularity::Second);
    if seconds && finest == Granularity::Day {
        return Err(ErrorCondition::new(ErrorCode::BadArgument, "this repository knows only days (YYYY-MM-DD)"));
    }
    Ok((from.map(|from| from.at(finest)), until.map(|until| until.until_end(finest))))
}

fn bad_token(text: &str) -> ErrorCondition {
    ErrorCondition::new(ErrorCode::BadResumptionToken, text)
}

fn no_such_identifier(identifier: &str) -> ErrorCondition {
    ErrorCondition::new(ErrorCode::IdDoesNotExist, format!("there is no item {identifier}"))
}

fn cannot_disseminate(prefix: &str) -> ErrorCondition {
    ErrorCondition::new(ErrorCode::CannotDisseminateFormat, format!("there is no metadata format {prefix} here"))
}

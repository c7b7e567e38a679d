//! The harvester (2.7, 3.5): says what to fetch, is told what came, and hands out page after page until the list has ended.
//!
//! Rules, each learnt from a harvester that lost records without it:
//! - `from` is inclusive and is the highest datestamp that the source itself gave, never a time of ours; a record that the
//!   source publishes late under an old datestamp is met again through the overlap.
//! - The watermark counts only when the list has ended, because no source promises an order.
//! - A token that is refused means: the same list from its beginning. Receivers must take a record twice.
//! - A page that is cut off, broken, or the one before once more is fetched again; after some attempts a broken page is read
//!   record by record, and otherwise the harvest stops with the reason and can be taken up later where it stopped.

mod checkpoint;
mod pacing;

use std::fmt;
use std::mem;

pub use checkpoint::{Checkpoint, CheckpointError, Position};
pub use pacing::retry_after_seconds;

use crate::token::fingerprint;
use crate::{
    Advice, BadRecord, Body, Datestamp, DecodeError, ErrorCode, ErrorCondition, Granularity, Header, List, Page,
    Record, Request, Response, Selection, Token, explain,
};

/// What to harvest, and how patiently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The repository.
    pub base_url: String,
    /// The metadata format, `marc21` at Alma.
    pub metadata_prefix: String,
    /// The set; Alma refuses a list without one.
    pub set: Option<String>,
    /// The watermark of the harvest before ([`Summary::watermark`]); `None` for everything.
    pub from: Option<Datestamp>,
    /// The latest datestamp, for a closed window only: a running harvest leaves it out.
    pub until: Option<Datestamp>,
    /// How far before `from` to begin, in seconds, for records that the source publishes late. Whole days at sources that
    /// know only days.
    pub overlap_seconds: u64,
    /// Only headers, to learn what is still there ([`Request::ListIdentifiers`]).
    pub headers_only: bool,
    /// How often a question is asked before the harvest fails.
    pub attempts: u32,
    /// How often a list may begin again because the source refused its token.
    pub restarts: u32,
    /// The wait after the first fault, in seconds; it doubles with each.
    pub first_wait_seconds: u64,
    /// No wait is longer, whatever the source asks for.
    pub longest_wait_seconds: u64,
}

impl Settings {
    /// Everything in this format, with the usual patience: 8 attempts, waits from 5 seconds to an hour, 3 restarts.
    #[must_use]
    pub fn new(base_url: impl Into<String>, metadata_prefix: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            metadata_prefix: metadata_prefix.into(),
            set: None,
            from: None,
            until: None,
            overlap_seconds: 0,
            headers_only: false,
            attempts: 8,
            restarts: 3,
            first_wait_seconds: 5,
            longest_wait_seconds: 3_600,
        }
    }
}

/// What the harvester wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// GET this URL (follow redirects, accept gzip) and report with [`Harvest::answer`] or [`Harvest::transport_fault`].
    Fetch {
        /// The whole URL.
        url: String,
    },
    /// Let time pass, then ask again.
    Wait {
        /// How long.
        seconds: u64,
        /// What went wrong, for the log and the status page.
        reason: String,
    },
    /// Store these records and the checkpoint together, then ask again.
    Deliver(Box<Delivery>),
    /// The list has ended.
    Finished(Summary),
    /// The harvest cannot go on. The last checkpoint stays good.
    Failed(Box<Failure>),
}

/// What came back over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpAnswer {
    /// The status code.
    pub status: u16,
    /// The header Retry-After in seconds; see [`retry_after_seconds`].
    pub retry_after: Option<u64>,
    /// The body, uncompressed.
    pub body: Vec<u8>,
}

/// One page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The records, deleted ones among them. With [`Settings::headers_only`] they have headers only.
    pub records: Vec<Record>,
    /// Parts of the page that are no records: keep them aside and tell the operator.
    pub bad: Vec<BadRecord>,
    /// How many runs of bytes in the page were not UTF-8 and became U+FFFD.
    pub replaced: usize,
    /// How long the source says the whole list is.
    pub complete_list_size: Option<u64>,
    /// Where to take up the harvest once these records are stored.
    pub checkpoint: Checkpoint,
}

/// The end of a harvest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// [`Settings::from`] of the next harvest: the highest datestamp seen, no later than the source's own clock said when
    /// the list began. `None` when nothing was ever seen.
    pub watermark: Option<Datestamp>,
    /// Pages read.
    pub pages: u64,
    /// Records delivered, deleted ones included.
    pub records: u64,
    /// Deleted records delivered.
    pub deleted: u64,
    /// Parts that were no records.
    pub bad: u64,
}

/// Why a harvest stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The URL of the question.
    pub url: String,
    /// The reason.
    pub kind: FailureKind,
    /// What to do about it, where the source is an Alma that said why.
    pub advice: Option<Advice>,
    /// The first 64 KiB of the last answer.
    pub body: Vec<u8>,
}

/// The reasons to stop.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// No connection, or one that broke; the last reason.
    Transport(String),
    /// An HTTP status that says no.
    Status(u16),
    /// An answer that could not be read, time after time.
    Unreadable(DecodeError),
    /// The answer to another question, such as a list instead of Identify.
    WrongAnswer,
    /// The source refuses the question.
    Refused(Vec<ErrorCondition>),
    /// The source gives the same page again and again.
    SamePage,
    /// The source leads through the same pages in a circle.
    Circle,
    /// The source refused its own tokens more often than [`Settings::restarts`] allows.
    TokensRefused(Vec<ErrorCondition>),
}

impl fmt::Display for FailureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed =
            |conditions: &[ErrorCondition]| conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        match self {
            Self::Transport(reason) => write!(f, "the source could not be reached: {reason}"),
            Self::Status(status) => write!(f, "the source answers with HTTP status {status}"),
            Self::Unreadable(fault) => write!(f, "the answer cannot be read: {fault}"),
            Self::WrongAnswer => f.write_str("the source answers another question than the one asked"),
            Self::Refused(conditions) => write!(f, "the source refuses: {}", listed(conditions)),
            Self::SamePage => f.write_str("the source gives the same page again and again"),
            Self::Circle => f.write_str("the source leads through the same pages in a circle"),
            Self::TokensRefused(conditions) => {
                write!(f, "the source keeps refusing the tokens that it gave: {}", listed(conditions))
            }
        }
    }
}

/// One harvest of one list.
#[derive(Debug, Clone)]
pub struct Harvest {
    settings: Settings,
    checkpoint: Checkpoint,
    granularity: Granularity,
    faults: u32,
    next: Next,
}

/// What [`Harvest::next`] will say.
#[derive(Debug, Clone)]
enum Next {
    Identify,
    List,
    Wait { seconds: u64, reason: String, then: Box<Next> },
    Deliver(Box<Delivery>),
    Finished,
    Failed(Box<Failure>),
}

impl Harvest {
    /// A harvest from the beginning of its list.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let checkpoint = Checkpoint::start(&settings);
        Self { settings, checkpoint, granularity: Granularity::Day, faults: 0, next: Next::Identify }
    }

    /// A harvest that goes on where a stored checkpoint stands. A checkpoint of another list (set, format, window) is not
    /// used: the new list begins.
    #[must_use]
    pub fn resume(settings: Settings, checkpoint: Checkpoint) -> Self {
        let mut harvest = Self::new(settings);
        if checkpoint.is_of_same_list(&harvest.checkpoint) {
            if checkpoint.position == Position::End {
                harvest.next = Next::Finished;
            }
            harvest.checkpoint = checkpoint;
        }
        harvest
    }

    /// Where the harvest stands; what [`Delivery::checkpoint`] said last.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The next step. Until an answer is reported, the same question comes again.
    #[allow(clippy::should_implement_trait)] // it never ends by itself: the last step comes again
    pub fn next(&mut self) -> Step {
        match mem::replace(&mut self.next, Next::Finished) {
            Next::Wait { seconds, reason, then } => {
                self.next = *then;
                Step::Wait { seconds, reason }
            }
            Next::Deliver(delivery) => {
                self.checkpoint = delivery.checkpoint.clone();
                self.next = if self.checkpoint.position == Position::End { Next::Finished } else { Next::List };
                Step::Deliver(delivery)
            }
            Next::Finished => Step::Finished(self.checkpoint.summary()),
            Next::Failed(failure) => {
                self.next = Next::Failed(failure.clone());
                Step::Failed(failure)
            }
            asking => {
                self.next = asking;
                Step::Fetch { url: self.url() }
            }
        }
    }

    /// What came back for the last [`Step::Fetch`]; without one it is not looked at.
    pub fn answer(&mut self, answer: HttpAnswer) {
        if !matches!(self.next, Next::Identify | Next::List) {
            return;
        }
        match (answer.status, Response::decode(&answer.body)) {
            (200..=299, Ok(response)) => self.read(response, &answer),
            // Some repositories send their error conditions with a status of 400 or 404.
            (400..=499, Ok(response)) if matches!(response.body, Body::Errors(_)) => self.read(response, &answer),
            (200..=299, Err(fault)) => self.unreadable(fault, &answer),
            (408 | 429 | 500 | 502 | 503 | 504, _) => self.try_again(FailureKind::Status(answer.status), &answer),
            (status, _) => self.fail(FailureKind::Status(status), &answer),
        }
    }

    /// The last [`Step::Fetch`] got no answer: no connection, time-out, a line that broke.
    pub fn transport_fault(&mut self, reason: &str) {
        if matches!(self.next, Next::Identify | Next::List) {
            self.try_again(FailureKind::Transport(reason.to_owned()), &HttpAnswer::default());
        }
    }

    fn url(&self) -> String {
        self.request().url(&self.settings.base_url)
    }

    fn request(&self) -> Request {
        if matches!(self.next, Next::Identify) {
            return Request::Identify;
        }
        let list = match &self.checkpoint.position {
            Position::Token(token) => List::Next(token.clone()),
            Position::Start | Position::End => List::First(Selection {
                metadata_prefix: self.checkpoint.metadata_prefix.clone(),
                set: self.checkpoint.set.clone(),
                from: self.begin(),
                until: self.checkpoint.until.map(|until| until.until_end(self.granularity)),
            }),
        };
        match self.settings.headers_only {
            true => Request::ListIdentifiers(list),
            false => Request::ListRecords(list),
        }
    }

    fn begin(&self) -> Option<Datestamp> {
        let from = self.checkpoint.from?.at(self.granularity);
        Some(from.minus_seconds(self.settings.overlap_seconds))
    }

    fn read(&mut self, response: Response, answer: &HttpAnswer) {
        let Response { response_date, body, replaced, .. } = response;
        match (body, &self.next) {
            (Body::Errors(conditions), _) => self.refused(conditions, answer),
            (Body::Identify(identify), Next::Identify) => {
                self.granularity = identify.finest();
                self.faults = 0;
                self.next = Next::List;
            }
            (Body::ListRecords(page), Next::List) => self.page(page, &response_date, replaced, answer),
            (Body::ListIdentifiers(page), Next::List) => {
                let bare = |header: Header| Record { header, ..Record::default() };
                let items = page.items.into_iter().map(bare).collect();
                self.page(Page { items, bad: page.bad, token: page.token }, &response_date, replaced, answer);
            }
            _ => self.try_again(FailureKind::WrongAnswer, answer),
        }
    }

    fn page(&mut self, page: Page<Record>, response_date: &str, replaced: usize, answer: &HttpAnswer) {
        let Page { items: records, bad, token } = page;
        let content = content_of(&records, &bad);
        let rest = token.as_ref().map(|token| token.value.clone()).filter(|value| !value.is_empty());
        let empty = records.is_empty() && bad.is_empty();
        let same_token = rest.as_deref().is_some_and(|rest| self.checkpoint.position.is_token(rest));
        if (!empty && self.checkpoint.content == content) || (empty && same_token) {
            return self.try_again(FailureKind::SamePage, answer);
        }
        let mut checkpoint = self.checkpoint.clone();
        checkpoint.count(&records, bad.len() as u64, content);
        if self.checkpoint.position == Position::Start {
            checkpoint.source_time = Datestamp::parse_leniently(response_date).ok();
        }
        if !checkpoint.note_mark(rest.as_deref()) {
            return self.fail(FailureKind::Circle, answer);
        }
        checkpoint.position = rest.map_or(Position::End, Position::Token);
        self.faults = 0;
        let complete_list_size = token.and_then(|token: Token| token.complete_list_size);
        self.next = Next::Deliver(Box::new(Delivery { records, bad, replaced, complete_list_size, checkpoint }));
    }

    fn refused(&mut self, conditions: Vec<ErrorCondition>, answer: &HttpAnswer) {
        let has = |code| conditions.iter().any(|condition| condition.code == code);
        let in_mid_list = matches!((&self.next, &self.checkpoint.position), (Next::List, Position::Token(_)));
        let nothing = has(ErrorCode::NoRecordsMatch);
        // "Nothing matches" behind a token means that the source has lost the list, as surely as a refused token does.
        if in_mid_list && (nothing || has(ErrorCode::BadResumptionToken)) {
            return match self.checkpoint.restarts < self.settings.restarts {
                true => self.begin_again(),
                false => self.fail(FailureKind::TokensRefused(conditions), answer),
            };
        }
        if nothing && matches!(self.next, Next::List) {
            self.checkpoint.position = Position::End;
            self.next = Next::Finished;
            return;
        }
        self.fail(FailureKind::Refused(conditions), answer);
    }

    fn begin_again(&mut self) {
        self.checkpoint.begin_again();
        self.faults = 0;
        self.next = Next::List;
    }

    /// A page that stays broken is read record by record at the last attempt, so that one bad record costs only itself.
    fn unreadable(&mut self, fault: DecodeError, answer: &HttpAnswer) {
        let is_last = self.faults + 1 >= self.settings.attempts;
        let salvaged = if is_last { Response::salvage(&answer.body) } else { None };
        match (salvaged, &self.next) {
            (Some(response), Next::List) => self.read(response, answer),
            _ => self.try_again(FailureKind::Unreadable(fault), answer),
        }
    }

    fn try_again(&mut self, kind: FailureKind, answer: &HttpAnswer) {
        self.faults += 1;
        if self.faults >= self.settings.attempts {
            return self.fail(kind, answer);
        }
        let seconds = pacing::wait(&self.settings, self.faults, answer.retry_after);
        let then = Box::new(mem::replace(&mut self.next, Next::Finished));
        self.next = Next::Wait { seconds, reason: kind.to_string(), then };
    }

    fn fail(&mut self, kind: FailureKind, answer: &HttpAnswer) {
        let body: Vec<u8> = answer.body.iter().copied().take(64 << 10).collect();
        let advice = match &kind {
            FailureKind::Refused(conditions) | FailureKind::TokensRefused(conditions) => {
                conditions.iter().find_map(explain)
            }
            // Alma may say why on a plain page, too.
            _ => explain(&ErrorCondition::new(ErrorCode::BadArgument, String::from_utf8_lossy(&body))),
        };
        self.next = Next::Failed(Box::new(Failure { url: self.url(), kind, advice, body }));
    }
}

/// Stands for what is on a page: the same records with the same datestamps give the same number.
fn content_of(records: &[Record], bad: &[BadRecord]) -> u64 {
    let mut text = String::new();
    for Record { header, .. } in records {
        let status = if header.deleted { "-\n" } else { "+\n" };
        text.extend([header.identifier.as_str(), "\n", header.datestamp.as_str(), status]);
    }
    bad.iter().for_each(|bad| text.push_str(&bad.xml));
    fingerprint(text.as_bytes())
}

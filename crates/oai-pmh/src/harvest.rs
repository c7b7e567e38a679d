//! The harvester (2.7, 3.5): says what to fetch, is told what came, and hands out page after page until the list has ended.
//!
//! Rules, each learnt from a harvester that lost records without it:
//! - `from` is inclusive and is the highest datestamp that the source itself gave, never a time of ours; a record that the
//!   source publishes late under an old datestamp is met again through the overlap.
//! - The watermark counts only when the list has ended, because no source promises an order.
//! - A token that is refused means: the same list from its beginning. Receivers must take a record twice.
//! - A page that is cut off, broken, or the one before once more is fetched again. One that comes broken in the same way twice
//!   is read record by record; otherwise the harvest stops with the reason and can be taken up later where it stopped.
//! - A list that ends in a server error again and again is halved by datestamps until a single moment is left, which is
//!   reported as a bad part; everything around it is harvested.

mod checkpoint;
mod pacing;
mod settings;
mod step;
mod window;

use std::mem;

pub use checkpoint::{Checkpoint, CheckpointError, Position};
pub use pacing::retry_after_seconds;
pub use settings::Settings;
pub use step::{Delivery, Failure, FailureKind, HttpAnswer, Step, Summary};

use window::Window;

use crate::token::{fingerprint, fingerprint_by_words};
use crate::{
    BadRecord, Body, Datestamp, DecodeError, DecodeErrorKind, ErrorCode, ErrorCondition, Granularity, Header, Identify,
    List, Page, Record, Request, Response, Selection, explain,
};

/// One harvest of one list.
///
/// Narrowing: when a page ends in HTTP status 500, 502 or 504 at every attempt, the window of datestamps is halved and each half
/// is harvested as a list of its own, and so on. A single second (or day) that still cannot be had becomes a [`BadRecord`], and
/// the harvest goes on behind it, as long as there are no more of them than [`Settings::unavailable_moments`].
#[derive(Debug, Clone)]
pub struct Harvest {
    settings: Settings,
    checkpoint: Checkpoint,
    source: Option<Identify>,
    /// What the source's clock said with Identify.
    source_time: Option<Datestamp>,
    granularity: Granularity,
    faults: u32,
    /// All waits of this run, in seconds.
    waited: u64,
    /// Stands for the answer that could not be read last.
    unreadable: Option<u64>,
    void_after: Option<u64>,
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

/// Attempts at a page of a narrowed window: that the server fails there is known already.
const ATTEMPTS_WHEN_NARROWED: u32 = 2;

impl Harvest {
    /// A harvest from the beginning of its list.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let checkpoint = Checkpoint::start(&settings);
        Self {
            settings,
            checkpoint,
            source: None,
            source_time: None,
            granularity: Granularity::Day,
            faults: 0,
            waited: 0,
            unreadable: None,
            void_after: None,
            next: Next::Identify,
        }
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

    /// What the source says of itself, as soon as it has said it: its name, its earliest datestamp, how it tells deletions.
    /// Where that is not [`crate::DeletedRecord::Persistent`], only a full list ([`Settings::headers_only`]) shows what is gone.
    #[must_use]
    pub fn source(&self) -> Option<&Identify> {
        self.source.as_ref()
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
            (408 | 425 | 429 | 500..=599, _) => self.try_again(FailureKind::Status(answer.status), &answer),
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
            Position::Start | Position::End => List::First(self.selection()),
        };
        match self.settings.headers_only {
            true => Request::ListIdentifiers(list),
            false => Request::ListRecords(list),
        }
    }

    fn selection(&self) -> Selection {
        let (from, until) = match self.checkpoint.windows.first() {
            Some(window) => (Some(window.from), Some(window.until)),
            None => (self.begin(), self.checkpoint.until.map(|until| until.until_end(self.granularity))),
        };
        Selection {
            metadata_prefix: self.checkpoint.metadata_prefix.clone(),
            set: self.checkpoint.set.clone(),
            from,
            until,
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
                self.source_time = Datestamp::parse_leniently(&response_date).ok();
                self.source = Some(identify);
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

    fn page(&mut self, mut page: Page<Record>, response_date: &str, replaced: usize, answer: &HttpAnswer) {
        let content = content_of(&page.items, &page.bad);
        let rest = page.token.as_ref().map(|token| token.value.clone()).filter(|value| !value.is_empty());
        let empty = page.items.is_empty() && page.bad.is_empty();
        let same_content = !empty && self.checkpoint.content == content;
        let same_token = rest.as_deref().is_some_and(|rest| self.checkpoint.position.is_token(rest));
        if same_token && (same_content || empty) {
            return self.try_again(FailureKind::SamePage, answer);
        }
        if same_content {
            // The page before once more, but the list goes on behind it: the records are there already.
            (page.items, page.bad) = Default::default();
        }
        let mut checkpoint = self.checkpoint.clone();
        checkpoint.count(&page.items, page.bad.len() as u64, content);
        checkpoint.source_time = checkpoint.source_time.or_else(|| Datestamp::parse_leniently(response_date).ok());
        if !checkpoint.note_mark(rest.as_deref()) {
            return self.fail(FailureKind::Circle, answer);
        }
        match rest {
            Some(token) => checkpoint.position = Position::Token(token),
            None => checkpoint.end_window(),
        }
        let complete_list_size = page.token.and_then(|token| token.complete_list_size);
        self.deliver(Delivery {
            records: page.items,
            bad: page.bad,
            replaced,
            complete_list_size: complete_list_size.filter(|_| checkpoint.windows.is_empty()),
            checkpoint,
            void_after: None,
        });
    }

    fn deliver(&mut self, mut delivery: Delivery) {
        delivery.void_after = self.void_after.take();
        self.faults = 0;
        self.unreadable = None;
        self.next = Next::Deliver(Box::new(delivery));
    }

    fn refused(&mut self, conditions: Vec<ErrorCondition>, answer: &HttpAnswer) {
        let has = |code| conditions.iter().any(|condition| condition.code == code);
        let in_list = matches!(self.next, Next::List);
        let in_mid_list = in_list && matches!(self.checkpoint.position, Position::Token(_));
        let nothing = has(ErrorCode::NoRecordsMatch);
        // "Nothing matches" behind a token means that the source has lost the list, as surely as a refused token does.
        if in_mid_list && (nothing || has(ErrorCode::BadResumptionToken)) {
            return match self.checkpoint.restarts < self.settings.restarts {
                true => self.begin_again(),
                false => self.fail(FailureKind::TokensRefused(conditions), answer),
            };
        }
        if nothing && in_list {
            return self.nothing_matches();
        }
        if in_list && has(ErrorCode::BadArgument) && self.retreats_to_days() {
            return;
        }
        self.fail(FailureKind::Refused(conditions), answer);
    }

    /// The list or window is empty. Pages that were void are told so all the same.
    fn nothing_matches(&mut self) {
        let mut checkpoint = self.checkpoint.clone();
        checkpoint.end_window();
        if self.void_after.is_some() {
            checkpoint.pages += 1;
            return self.deliver(Delivery::without_records(checkpoint));
        }
        self.next = if checkpoint.position == Position::End { Next::Finished } else { Next::List };
        self.checkpoint = checkpoint;
    }

    /// Some sources declare seconds and take only days: the same list is asked for once more by days.
    fn retreats_to_days(&mut self) -> bool {
        let selection = self.selection();
        let seconds = [selection.from, selection.until].into_iter().flatten();
        let has_seconds = seconds.map(Datestamp::granularity).any(|granularity| granularity == Granularity::Second);
        let at_start = self.checkpoint.position == Position::Start && self.checkpoint.windows.is_empty();
        let retreats = at_start && has_seconds && self.granularity == Granularity::Second;
        if retreats {
            self.granularity = Granularity::Day;
            self.faults = 0;
        }
        retreats
    }

    fn begin_again(&mut self) {
        self.void_after = self.void_after.or(Some(self.checkpoint.list_began));
        self.checkpoint.begin_again();
        self.checkpoint.restarts += 1;
        self.faults = 0;
        self.next = Next::List;
    }

    /// Halves the window around a page that the server cannot give; false when it cannot be halved or reported.
    fn narrow(&mut self, kind: &FailureKind) -> bool {
        if !matches!((kind, &self.next), (FailureKind::Status(500 | 502 | 504), Next::List)) {
            return false;
        }
        let Some(window) = self.window().filter(|_| self.settings.unavailable_moments > 0) else { return false };
        match window.halves() {
            Some(halves) => {
                self.void_after = self.void_after.or(Some(self.checkpoint.list_began));
                self.checkpoint.narrow(halves);
                self.checkpoint.begin_again();
                self.faults = 0;
            }
            None if self.checkpoint.unavailable < self.settings.unavailable_moments => self.leave_out(window, kind),
            None => return false,
        }
        true
    }

    /// The window of the present list; `None` when the source has not said enough of itself to know it.
    fn window(&self) -> Option<Window> {
        let source = self.source.as_ref()?;
        let earliest = || Datestamp::parse_leniently(&source.earliest_datestamp).ok();
        let now = || self.checkpoint.source_time.or(self.source_time);
        let whole = || {
            let from = self.begin().or_else(earliest)?;
            Window::new(from, self.checkpoint.until.or_else(now)?, self.granularity)
        };
        self.checkpoint.windows.first().copied().or_else(whole)
    }

    /// Reports a moment that cannot be had, and goes on behind it.
    fn leave_out(&mut self, window: Window, kind: &FailureKind) {
        let reason = DecodeErrorKind::Unavailable(format!("from {} until {}: {kind}", window.from, window.until));
        let mut checkpoint = self.checkpoint.clone();
        checkpoint.unavailable += 1;
        checkpoint.bad += 1;
        checkpoint.pages += 1;
        checkpoint.end_window();
        let bad = vec![BadRecord { byte: 0, reason, xml: String::new() }];
        self.deliver(Delivery { bad, ..Delivery::without_records(checkpoint) });
    }

    /// A page that comes broken in the same way twice, or at the last attempt, is read record by record, so that one bad
    /// record costs only itself.
    fn unreadable(&mut self, fault: DecodeError, answer: &HttpAnswer) {
        let as_before = self.unreadable.replace(fingerprint(&answer.body)) == Some(fingerprint(&answer.body));
        let is_last = self.faults + 1 >= self.settings.attempts;
        let salvaged = if as_before || is_last { Response::salvage(&answer.body) } else { None };
        match (salvaged, &self.next) {
            (Some(response), Next::List) => self.read(response, answer),
            _ => self.try_again(FailureKind::Unreadable(fault), answer),
        }
    }

    fn try_again(&mut self, kind: FailureKind, answer: &HttpAnswer) {
        self.faults += 1;
        let is_narrowed = !self.checkpoint.windows.is_empty() && matches!(kind, FailureKind::Status(_));
        let attempts = if is_narrowed { ATTEMPTS_WHEN_NARROWED } else { self.settings.attempts };
        if self.faults >= attempts.min(self.settings.attempts) {
            if !self.narrow(&kind) {
                self.fail(kind, answer);
            }
            return;
        }
        let seconds = pacing::wait(&self.settings, self.faults, self.waited, answer.retry_after);
        self.waited = self.waited.saturating_add(seconds);
        if self.waited > self.settings.longest_waits_seconds {
            return self.fail(FailureKind::OutOfPatience(Box::new(kind)), answer);
        }
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

/// Stands for what is on a page: the same records with the same datestamps and contents give the same number.
fn content_of(records: &[Record], bad: &[BadRecord]) -> u64 {
    let mut text = String::new();
    for Record { header, metadata, .. } in records {
        let status = if header.deleted { "-\n" } else { "+\n" };
        text.extend([header.identifier.as_str(), "\n", header.datestamp.as_str(), status]);
        let inside = metadata.as_ref().map_or(0, |fragment| fingerprint_by_words(fragment.xml.as_bytes()));
        text.push_str(&inside.to_string());
    }
    bad.iter().for_each(|bad| text.push_str(&bad.xml));
    fingerprint(text.as_bytes())
}

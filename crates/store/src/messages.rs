//! What was said to other systems and by them, for whoever must find out why something did not work.

use index::text::fold;
use sqlx::FromRow;
use sqlx::Row as _;

use crate::db::{Builder, Db, Row};
use crate::{Error, LibraryId, MessageId, Millis, RequestId};

/// More words than this are not looked for.
const MAX_WORDS: usize = 8;

/// One exchange to be kept: a message and the answer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// Whose it is.
    pub library_id: LibraryId,
    /// The request it belongs to, if it belongs to one.
    pub request_id: Option<RequestId>,
    /// When the message was sent or came in.
    pub at: Millis,
    /// How long the answer took, in milliseconds.
    pub took: i64,
    /// Who began.
    pub direction: MessageDirection,
    /// NCIP, ISO 18626 and so on, in the caller's words.
    pub protocol: String,
    /// What the protocol calls the message.
    pub service: String,
    /// The other side: an address, or the symbol of a library.
    pub partner: String,
    /// How it ended.
    pub outcome: MessageOutcome,
    /// What came of it, in a sentence.
    pub words: String,
    /// What we sent. The caller has masked the data of patrons.
    pub sent: String,
    /// What came back, or came in. Masked as well.
    pub received: String,
}

/// An exchange as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// The row's number; a later exchange has a greater one.
    pub id: MessageId,
    /// The number of the request it belongs to.
    pub request_number: Option<String>,
    /// As given.
    pub message: NewMessage,
}

/// Who began an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageDirection {
    /// We asked.
    Out,
    /// We were asked.
    In,
}

/// How an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageOutcome {
    /// What was asked for was done.
    Done,
    /// It was refused.
    Refused,
    /// There was no answer, or none that could be read.
    NoAnswer,
}

impl MessageDirection {
    /// The name in the database and in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Out, Self::In].into_iter().find(|direction| direction.name() == name)
    }
}

impl MessageOutcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::NoAnswer];

    /// The name in the database and in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::NoAnswer => "no_answer",
        }
    }

    /// The outcome with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Which exchanges to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// Those in which each of these words or parts of words occurs: number of the request, barcode, service, partner, answer.
    pub text: String,
    /// This protocol; empty: all.
    pub protocol: String,
    /// This outcome; none: all.
    pub outcome: Option<MessageOutcome>,
    /// This request.
    pub request: Option<RequestId>,
    /// Older than this one: the last of the page before.
    pub before: Option<MessageId>,
    /// Page size; at least 1.
    pub limit: i64,
}

/// The log of messages.
#[derive(Debug)]
pub struct Messages<'a> {
    db: &'a Db,
}

impl<'a> Messages<'a> {
    pub(crate) fn new(db: &'a Db) -> Self {
        Self { db }
    }

    /// Keeps an exchange.
    pub async fn add(&self, new: &NewMessage) -> Result<MessageId, Error> {
        let number: Option<String> = match new.request_id {
            None => None,
            Some(id) => {
                let query = sqlx::query_scalar("SELECT number FROM request WHERE id = $1");
                query.bind(id).fetch_optional(self.db.reader()).await?
            }
        };
        let folded = fold(&searchable(new, number.as_deref().unwrap_or_default()));
        let id = sqlx::query_scalar(
            "INSERT INTO message (library_id, request_id, at, took, direction, protocol, service, partner, outcome, words,
                                  sent, received, folded)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id",
        )
        .bind(new.library_id)
        .bind(new.request_id)
        .bind(new.at)
        .bind(new.took)
        .bind(new.direction.name())
        .bind(&new.protocol)
        .bind(&new.service)
        .bind(&new.partner)
        .bind(new.outcome.name())
        .bind(&new.words)
        .bind(&new.sent)
        .bind(&new.received)
        .bind(folded)
        .fetch_one(self.db.writer())
        .await?;
        Ok(id)
    }

    /// A page of exchanges, the newest first.
    pub async fn page(&self, library: LibraryId, filter: &MessageFilter) -> Result<Vec<KeptMessage>, Error> {
        let mut query = Builder::new(
            "SELECT m.*, r.number FROM message m LEFT JOIN request r ON r.id = m.request_id WHERE m.library_id = ",
        );
        query.push_bind(library);
        if !filter.protocol.is_empty() {
            query.push(" AND m.protocol = ").push_bind(filter.protocol.clone());
        }
        if let Some(outcome) = filter.outcome {
            query.push(" AND m.outcome = ").push_bind(outcome.name());
        }
        if let Some(request) = filter.request {
            query.push(" AND m.request_id = ").push_bind(request);
        }
        if let Some(before) = filter.before {
            query.push(" AND m.id < ").push_bind(before);
        }
        for word in fold(&filter.text).split_whitespace().take(MAX_WORDS) {
            query.push(" AND INSTR(m.folded, ").push_bind(word.to_owned()).push(") > 0");
        }
        query.push(" ORDER BY m.id DESC LIMIT ").push_bind(filter.limit.max(1));
        Ok(query.build_query_as().fetch_all(self.db.reader()).await?)
    }

    /// One exchange.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the library has none with this number.
    pub async fn by_id(&self, library: LibraryId, id: MessageId) -> Result<KeptMessage, Error> {
        let query = sqlx::query_as(
            "SELECT m.*, r.number FROM message m LEFT JOIN request r ON r.id = m.request_id
             WHERE m.library_id = $1 AND m.id = $2",
        );
        query.bind(library).bind(id).fetch_optional(self.db.reader()).await?.ok_or(Error::NotFound("message"))
    }

    /// Forgets a library's exchanges from before this time. Returns how many.
    pub async fn forget(&self, library: LibraryId, before: Millis) -> Result<u64, Error> {
        let done = sqlx::query("DELETE FROM message WHERE library_id = $1 AND at < $2").bind(library).bind(before);
        Ok(done.execute(self.db.writer()).await?.rows_affected())
    }
}

/// What the search box looks in: everything but the names of elements, by which every message would be found.
fn searchable(new: &NewMessage, number: &str) -> String {
    let mut text = [number, &new.service, &new.partner, &new.words].join(" ");
    for body in [&new.sent, &new.received] {
        text.push(' ');
        push_content(&mut text, body);
    }
    text
}

/// The text between the tags of XML; of anything else, all of it.
fn push_content(text: &mut String, body: &str) {
    let mut in_tag = false;
    for character in body.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            other if !in_tag => text.push(other),
            _ => {}
        }
    }
}

impl FromRow<'_, Row> for KeptMessage {
    fn from_row(row: &Row) -> Result<Self, sqlx::Error> {
        let unknown = |what: &str| sqlx::Error::Decode(format!("unknown {what} of a message").into());
        let message = NewMessage {
            library_id: row.try_get("library_id")?,
            request_id: row.try_get("request_id")?,
            at: row.try_get("at")?,
            took: row.try_get("took")?,
            direction: MessageDirection::from_name(row.try_get("direction")?).ok_or_else(|| unknown("direction"))?,
            protocol: row.try_get("protocol")?,
            service: row.try_get("service")?,
            partner: row.try_get("partner")?,
            outcome: MessageOutcome::from_name(row.try_get("outcome")?).ok_or_else(|| unknown("outcome"))?,
            words: row.try_get("words")?,
            sent: row.try_get("sent")?,
            received: row.try_get("received")?,
        };
        Ok(Self { id: row.try_get("id")?, request_number: row.try_get("number")?, message })
    }
}

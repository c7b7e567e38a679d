//! The log of messages: what was said to other systems and by them, with patrons' data masked, for as many days as the library keeps it.

mod mask;

use store::{LibraryId, MessageDirection, MessageOutcome, NewMessage, RequestId};

use crate::clock::DAY;
use crate::platform::Platform;
use crate::settings::MessageLog;
use mask::Mask;

/// Longer messages are cut, in characters. The longest of NCIP and ISO 18626 are a few thousand.
const LONGEST: usize = 60_000;

/// Which protocol a message is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// NCIP, with the own library system.
    Ncip,
    /// Alma's REST interface.
    Rest,
    /// Alma's webhooks.
    Webhook,
    /// ISO 18626, with other libraries.
    Iso18626,
}

impl Protocol {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Ncip, Self::Iso18626, Self::Rest, Self::Webhook];

    /// The name as people write it; the same in the store.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ncip => "NCIP",
            Self::Rest => "REST",
            Self::Webhook => "Webhook",
            Self::Iso18626 => "ISO 18626",
        }
    }
}

/// One exchange as it happened.
#[derive(Debug, Clone)]
pub struct Exchange<'a> {
    /// Whose it is.
    pub library: LibraryId,
    /// The request it belongs to.
    pub request: Option<RequestId>,
    /// When it began, in milliseconds since 1970.
    pub at: i64,
    /// Who began.
    pub direction: MessageDirection,
    /// Its protocol.
    pub protocol: Protocol,
    /// What the protocol calls the message.
    pub service: &'a str,
    /// The other side.
    pub partner: &'a str,
    /// How it ended.
    pub outcome: MessageOutcome,
    /// What came of it.
    pub words: &'a str,
    /// What we sent.
    pub sent: &'a str,
    /// What came.
    pub received: &'a str,
    /// Identifiers of patrons that stand in it outside of the elements for them, such as in an address.
    pub patrons: &'a [&'a str],
}

impl Exchange<'_> {
    /// An exchange of a library, about which nothing else is known yet.
    #[must_use]
    pub fn of(library: LibraryId, direction: MessageDirection) -> Self {
        Self {
            library,
            request: None,
            at: 0,
            direction,
            protocol: Protocol::Ncip,
            service: "",
            partner: "",
            outcome: MessageOutcome::Done,
            words: "",
            sent: "",
            received: "",
            patrons: &[],
        }
    }
}

/// Keeps an exchange. Work goes on when it cannot be kept: the log explains what happened and decides nothing.
pub async fn keep(platform: &Platform, exchange: Exchange<'_>) {
    let took = platform.now().saturating_sub(exchange.at);
    if let Err(fault) = platform.store().messages().add(&masked(exchange, took)).await {
        tracing::error!(%fault, "a message could not be kept in the log");
    }
}

fn masked(exchange: Exchange<'_>, took: i64) -> NewMessage {
    let mut mask = Mask::knowing(exchange.patrons);
    // Cut afterwards: of half a message nobody can tell what is a patron's.
    let (sent, received) = (mask.body(exchange.sent), mask.body(exchange.received));
    NewMessage {
        library_id: exchange.library,
        request_id: exchange.request,
        at: exchange.at,
        took,
        direction: exchange.direction,
        protocol: exchange.protocol.name().to_owned(),
        service: exchange.service.to_owned(),
        partner: mask.words(exchange.partner),
        outcome: exchange.outcome,
        words: mask.words(exchange.words),
        sent: mask.words(cut(&sent)),
        received: mask.words(cut(&received)),
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// Forgets what is older than each library keeps. Returns how many exchanges went.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn forget_old(platform: &Platform) -> Result<u64, store::Error> {
    let mut forgotten = 0;
    for library in platform.store().libraries().all().await? {
        let settings: MessageLog = platform.section(library.id).await?;
        let oldest = platform.now() - i64::from(settings.keep_days) * DAY;
        forgotten += platform.store().messages().forget(library.id, oldest).await?;
    }
    Ok(forgotten)
}

//! The auto-responder: what a library answers without its staff.

use serde::{Deserialize, Serialize};

use super::Section;

/// How far the auto-responder may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ResponderMode {
    /// Staff answer everything.
    Off,
    /// Answers when the item can be supplied; leaves the rest to staff.
    WillSupplyOnly,
    /// Answers both ways.
    #[default]
    WillAndCannotSupply,
    /// Answers both ways, and lends at once what is on the shelf.
    LoanedAndCannotSupply,
}

impl ResponderMode {
    /// Every mode, in the order of the settings page.
    pub const ALL: [Self; 4] =
        [Self::Off, Self::WillSupplyOnly, Self::WillAndCannotSupply, Self::LoanedAndCannotSupply];
    /// The modes for copies, which nobody can send before they are made.
    pub const OF_COPIES: [Self; 3] = [Self::Off, Self::WillSupplyOnly, Self::WillAndCannotSupply];

    /// The value in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::WillSupplyOnly => "will_supply_only",
            Self::WillAndCannotSupply => "will_and_cannot_supply",
            Self::LoanedAndCannotSupply => "loaned_and_cannot_supply",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Off => "Off: staff answer every request",
            Self::WillSupplyOnly => "Will supply only: staff answer when no copy is on the shelf",
            Self::WillAndCannotSupply => "Will supply and cannot supply",
            Self::LoanedAndCannotSupply => {
                "Loaned and cannot supply: what is on the shelf is lent at once, staff fetch and send it"
            }
        }
    }

    /// The mode with this form value.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// Auto-responder: what is answered without staff, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AutoResponder {
    /// How far it may go for loans.
    pub loans: ResponderMode,
    /// How far it may go for copies.
    pub copies: ResponderMode,
    /// A catalogue that does not answer, or not clearly, leads to "cannot supply" instead of to staff.
    pub unclear_is_no: bool,
    /// A cancel that comes before shipping is answered with yes at once.
    pub accepts_cancels: bool,
    /// The own shelf is looked at before one of our patrons' requests goes to another library.
    pub reviews_own_shelf: bool,
    /// Nothing is answered on days on which the library is closed; the look waits for the next open day.
    pub waits_when_closed: bool,
    /// Loans that are promised a day without staff; `None`: no limit.
    pub loans_a_day: Option<u32>,
    /// The same for copies.
    pub copies_a_day: Option<u32>,
    /// Open days after which a request that nobody has answered, or a promised item that nobody has sent, is declined; `None`: never.
    pub declines_after_days: Option<u32>,
    /// The same for rush requests, in hours of open days; `None`: as for others.
    pub declines_rush_after_hours: Option<u32>,
    /// The same for express requests.
    pub declines_express_after_hours: Option<u32>,
    /// How old an answer of the catalogue may be, in seconds.
    pub answers_kept: u32,
}

impl Section for AutoResponder {
    const NAME: &'static str = "auto-responder";
}

impl Default for AutoResponder {
    /// Both answers for loans and for copies, without limits.
    fn default() -> Self {
        Self {
            loans: ResponderMode::default(),
            copies: ResponderMode::default(),
            unclear_is_no: false,
            accepts_cancels: true,
            reviews_own_shelf: false,
            waits_when_closed: false,
            loans_a_day: None,
            copies_a_day: None,
            declines_after_days: None,
            declines_rush_after_hours: None,
            declines_express_after_hours: None,
            answers_kept: 60,
        }
    }
}

//! Fees: what patrons pay for what comes from elsewhere.

use serde::{Deserialize, Serialize};

use super::Section;

/// How a fee reaches the patron's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum FeeWay {
    /// Nobody is charged.
    #[default]
    Off,
    /// By Alma's REST interface.
    Rest,
    /// By NCIP CreateUserFiscalTransaction.
    Ncip,
}

impl FeeWay {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Off, Self::Rest, Self::Ncip];

    /// The value in forms.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Rest => "rest",
            Self::Ncip => "ncip",
        }
    }

    /// The words on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Off => "Off: patrons pay nothing",
            Self::Rest => "Alma’s REST interface",
            Self::Ncip => "NCIP (CreateUserFiscalTransaction)",
        }
    }

    /// The way with this form value.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
}

/// Fees of patrons. Sums are in the smallest unit of the currency (cents).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fees {
    /// How patrons are charged.
    pub way: FeeWay,
    /// For a loan that has arrived.
    pub loan: u32,
    /// For a copy that was delivered.
    pub copy: u32,
    /// ISO 4217 code.
    pub currency: String,
    /// What the library system calls the fee: Alma's code of the fee type.
    pub kind: String,
    /// Code of the library to which the fee belongs, in Alma.
    pub owner: String,
}

impl Section for Fees {
    const NAME: &'static str = "fees";
}

impl Default for Fees {
    fn default() -> Self {
        Self {
            way: FeeWay::Off,
            loan: 0,
            copy: 0,
            currency: "USD".into(),
            kind: "OTHER".into(),
            owner: "RES_SHARE".into(),
        }
    }
}

//! The log of messages: how long it is kept.

use serde::{Deserialize, Serialize};

use super::Section;

/// Message log: how long it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageLog {
    /// Days that a message stays.
    pub keep_days: u16,
}

impl Section for MessageLog {
    const NAME: &'static str = "message-log";
}

impl Default for MessageLog {
    fn default() -> Self {
        Self { keep_days: 30 }
    }
}

//! ISO 18626 messages in editions 1.1, 1.2 and 2021.

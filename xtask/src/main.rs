//! Checks and generators that no test can do.
fn main() {}

//! The Bookferry binary.
fn main() {}

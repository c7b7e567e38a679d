//! Lists as sources publish them, and the walk from one to the others.

mod discovery;
mod fixtures;
mod laws;
mod moments;

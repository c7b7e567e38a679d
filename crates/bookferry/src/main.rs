//! The `bookferry` program: see [`bookferry::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    bookferry::cli::main()
}

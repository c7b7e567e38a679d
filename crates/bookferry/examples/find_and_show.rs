//! The client inside the platform, to be measured: finds and fetches one record of a Z39.50 target so many times in kept associations.
//!
//!     cargo run --release -p bookferry --example find_and_show -- HOST:PORT/DATABASE PQF TIMES

use std::error::Error;
use std::time::Duration;

use bookferry::association::{Limits, Pool, Target};
use z3950::pdu::Query;
use z3950::{Oid, pqf};

const LIMIT: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, query, times] = arguments.as_slice() else {
        return Err("usage: find_and_show HOST:PORT/DATABASE PQF TIMES".into());
    };
    let target = Target::parse(target)?;
    // What holds a target's questions back is not to be measured.
    let pool = Pool::new(Limits { per_second: u32::MAX, ..Limits::default() });
    let mut records = 0;
    for _ in 0..times.parse()? {
        let found = pool.search(&target, Query::Rpn(pqf::parse(query)?), Oid::USMARC, 1, LIMIT).await?;
        records += found.records.len();
    }
    println!("{records} records");
    Ok(())
}

//! Searches and shows records: `cargo run -p z3950 --example origin -- HOST:PORT DATABASE PQF [SYNTAX] [COUNT] [TIMES]`.
//! With TIMES it searches, fetches and shows so often in one association, to be measured.

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpStream;

use z3950::client::{Answer, Client, Settings};
use z3950::pdu::{PresentRequest, Query, SearchRequest};
use z3950::record::{Record, Retrieved};
use z3950::{Oid, pqf};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, database, query, options @ ..] = arguments.as_slice() else {
        return Err("usage: origin HOST:PORT DATABASE PQF [SYNTAX] [COUNT] [TIMES]".into());
    };
    let syntax = options.first().and_then(|name| Oid::named(name)).unwrap_or(Oid::USMARC);
    let count: u32 = options.get(1).map_or(Ok(1), |count| count.parse())?;
    let mut peer = Peer { stream: TcpStream::connect(address)?, client: Client::new(Settings::default()) };

    let bytes = peer.client.connect()?;
    println!("{:?}", peer.ask(&bytes)?);
    let bytes = peer.client.search(SearchRequest::new(&[database], Query::Rpn(pqf::parse(query)?)))?;
    let found = match peer.ask(&bytes)? {
        Answer::Found(found) => found,
        Answer::Failed(operation, diagnostics) => {
            diagnostics.iter().for_each(|diagnostic| println!("{diagnostic}"));
            return Err(format!("{operation} failed").into());
        }
        other => return Err(format!("unexpected: {other:?}").into()),
    };
    println!("hits {}", found.hits);
    let count = count.min(u32::try_from(found.hits)?);
    if let Some(times) = options.get(2) {
        return repeat(&mut peer, times.parse()?, database, query, count, &syntax);
    }
    let bytes = peer.client.present(PresentRequest::new("default", 1, count, syntax, "F"))?;
    match peer.ask(&bytes)? {
        Answer::Delivered(delivery) => delivery.records.iter().try_for_each(|record| show(&record.record))?,
        other => println!("{other:?}"),
    }
    let bytes = peer.client.close();
    println!("{:?}", peer.ask(&bytes)?);
    Ok(())
}

fn repeat(
    peer: &mut Peer,
    times: u32,
    database: &str,
    query: &str,
    count: u32,
    syntax: &Oid,
) -> Result<(), Box<dyn Error>> {
    for _ in 0..times {
        let query = Query::Rpn(pqf::parse(query)?);
        let bytes = peer.client.search(SearchRequest::new(&[database], query))?;
        peer.ask(&bytes)?;
        let bytes = peer.client.present(PresentRequest::new("default", 1, count, syntax.clone(), "F"))?;
        match peer.ask(&bytes)? {
            Answer::Delivered(delivery) => delivery.records.iter().try_for_each(|record| show(&record.record))?,
            other => return Err(format!("unexpected: {other:?}").into()),
        }
    }
    Ok(())
}

struct Peer {
    stream: TcpStream,
    client: Client,
}

impl Peer {
    fn ask(&mut self, bytes: &[u8]) -> Result<Answer, Box<dyn Error>> {
        self.stream.write_all(bytes)?;
        let mut buffer = [0; 16 * 1024];
        loop {
            let length = self.stream.read(&mut buffer)?;
            if length == 0 {
                self.client.ended()?;
                return Err("the connection ended".into());
            }
            if let Some(answer) = self.client.receive(buffer.get(..length).unwrap_or_default())?.pop() {
                return Ok(answer);
            }
        }
    }
}

fn show(retrieved: &Retrieved) -> Result<(), z3950::DecodeError> {
    match retrieved {
        Retrieved::Record(external) => match external.record()? {
            Record::Marc(bytes) | Record::Xml(bytes) => println!("{}", String::from_utf8_lossy(&bytes)),
            Record::Sutrs(text) => println!("{text}"),
            other => println!("{other:#?}"),
        },
        Retrieved::Diagnostic(record) => println!("{}", record.diagnostic()),
        Retrieved::Fragment(_) => println!("a fragment"),
    }
    Ok(())
}

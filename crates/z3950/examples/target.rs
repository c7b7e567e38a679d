//! A server with a thread for each connection, over blocking sockets: `cargo run -p z3950 --example target --
//! 127.0.0.1:9999`.
//!
//! Try it with `yaz-client localhost:9999/shelf`, `find @attr 1=4 odyssey`, `format opac`, `show 1`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use z3950::cql::Mapping;
use z3950::server::{Session, Settings};

#[path = "support/shelf.rs"]
#[allow(missing_docs)]
mod shelf;

fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9999".to_owned());
    let listener = TcpListener::bind(address)?;
    eprintln!("listening on {}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        std::thread::spawn(move || {
            if let Err(error) = serve(stream) {
                eprintln!("connection lost: {error}");
            }
        });
    }
    Ok(())
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut target = shelf::Shelf::classics();
    let mut session = Session::new(Settings { cql: Some(Mapping::bath()), ..Settings::default() });
    let mut buffer = [0; 16 * 1024];
    loop {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let mut outcome = session.receive(buffer.get(..length).unwrap_or_default(), &mut target);
        while outcome.more {
            stream.write_all(&outcome.send)?;
            outcome = session.receive(&[], &mut target);
        }
        stream.write_all(&outcome.send)?;
        if outcome.close {
            return Ok(());
        }
    }
}

//! One binary for all tests of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod content;
mod laws;
mod limits;
mod names;
mod random;
mod refusals;
mod streams;
mod text;
mod writing;

use xml::{Element, Error, ErrorKind, Event, Limits, Reader};

/// A message with everything in it that the reader treats specially.
const SAMPLE: &str = concat!(
    "<?xml version='1.0' encoding='UTF-8'?>\n",
    "<!DOCTYPE NCIPMessage PUBLIC '-//NISO//NCIP DTD Version 1//EN' 'ncip_v1_0.dtd'>\n",
    "<!-- sent by a test -->\n",
    "<n:NCIPMessage xmlns:n='http://www.niso.org/2008/ncip' n:version='2.02'>\n",
    "  <n:LookupUser><n:UserId scheme=\"a&amp;b&#x41;\">Müller &lt;&#228;&gt;</n:UserId>\n",
    "  <note xmlns='urn:note' xml:lang='de'><![CDATA[<not> & markup]]> <?pi data?>after<empty/></note></n:LookupUser>\n",
    "</n:NCIPMessage>\n",
);

fn parse(text: &str) -> Result<Element, Error> {
    Element::parse(text.as_bytes(), &Limits::message())
}

fn refusal(text: &str) -> ErrorKind {
    parse(text).expect_err(text).kind
}

/// Every event of a document, one line each.
fn events(source: impl std::io::BufRead, limits: Limits) -> Result<Vec<String>, Error> {
    let mut reader = Reader::new(source, limits);
    let mut out = Vec::new();
    while let Some(event) = reader.next()? {
        match event {
            Event::Start { namespace, local, attributes } => {
                out.push(format!("start {{{}}}{local} {attributes:?}", namespace.unwrap_or_default()))
            }
            Event::Text(text) => out.push(format!("text {text}")),
            Event::End => out.push("end".to_owned()),
        }
    }
    Ok(out)
}

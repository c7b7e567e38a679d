//! Answers of library systems, read into one model whatever form they have.
//!
//! Each form has its own file. What is known of the library in advance is in [`Reading`].

mod alma_bibs;
mod alma_items;
mod availability_fields;
mod iso20775;
mod marc_holdings;
mod opac;
mod title;

use marc::Record;
use marc::holdings::Mapping;
use serde_json::Value;
use xml::{Element, Event, Limits};
use z3950::opac::OpacRecord;
use z3950::sru::{Response, SearchRetrieveResponse};

use crate::error::ReadError;
use crate::live;
use crate::shelf::{Hit, Shelf};
use crate::words::Words;

pub(crate) use alma_items::year_in;

/// What is known of a library's answers in advance. Made once and kept: it holds the tables of words and mappings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Which MARC fields hold its holdings; recognised by the records themselves when there is none.
    pub mapping: Option<Mapping>,
    /// The mappings among which the records' own is looked for.
    pub candidates: Vec<Mapping>,
    /// What its words mean.
    pub words: Words,
    /// Whether the item id of an OPAC record is the barcode. Voyager puts its own item number there.
    pub item_ids_are_barcodes: bool,
    /// Whether the shelving data of an OPAC record are the item policy, as in Horizon.
    pub shelving_data_is_policy: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            mapping: None,
            candidates: live::all(),
            words: Words::default(),
            item_ids_are_barcodes: true,
            shelving_data_is_policy: false,
        }
    }
}

/// What an answer in XML may cost: 16 MiB, 64 levels.
const LIMITS: Limits = Limits { bytes: 16 << 20, token_bytes: 4 << 20, depth: 64, attributes: 64 };
/// Bytes of an answer in JSON; a hundred items of Alma take 300,000.
const LARGEST_JSON: usize = 16 << 20;
/// Records of an answer that are kept; nobody asks for more than 50 at once.
const MOST_HITS: usize = 500;
/// Copies of a record that are kept; the longest serials have some thousands.
const MOST_COPIES: usize = 10_000;
/// Characters of an answer that are shown when it is none.
const SHOWN: usize = 60;

impl Reading {
    /// What is known of a system by the name that settings know it by: only its own mappings are tried, where it has any.
    #[must_use]
    pub fn of_system(name: &str) -> Self {
        let name = match name.trim().to_ascii_lowercase().as_str() {
            "ncsu" => "symphony".to_owned(),
            "millennium" => "sierra".to_owned(),
            other => other.to_owned(),
        };
        let mut reading = Self {
            item_ids_are_barcodes: name != "voyager",
            shelving_data_is_policy: name == "horizon",
            ..Self::default()
        };
        let is_of_system = |mapping: &Mapping| mapping.name.split('-').any(|part| part == name);
        if reading.candidates.iter().any(is_of_system) {
            reading.candidates.retain(is_of_system);
        }
        reading
    }

    /// Reads an answer of any form, recognised by its content: SRU with MARCXML, OPAC records or ISO 20775 in it; one of these
    /// alone, in XML or (OPAC) in BER; Alma's items and bibliographic records in JSON, these also in XML; MARC in ISO 2709.
    ///
    /// # Errors
    /// [`ReadError`]; also when the answer is a refusal.
    pub fn read(&self, answer: &[u8]) -> Result<Shelf, ReadError> {
        self.whole(answer).map(bounded)
    }

    fn whole(&self, answer: &[u8]) -> Result<Shelf, ReadError> {
        let text = answer.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(answer).trim_ascii_start();
        match text {
            [b'<', ..] => self.xml(text),
            [b'{' | b'[', ..] => self.json(text),
            // The tag of a sequence in BER.
            [0x30, length, ..] if *length >= 0x80 || !length.is_ascii_digit() => {
                let record = OpacRecord::decode(text).map_err(|fault| ReadError::Opac(fault.to_string()))?;
                Ok(Shelf { hits: vec![self.opac(&record)], ..Shelf::default() })
            }
            [b'0'..=b'9', ..] => self.marc_file(text),
            _ => Err(unknown_form(text)),
        }
    }

    /// Reads an OPAC record.
    #[must_use]
    pub fn opac(&self, record: &OpacRecord) -> Hit {
        opac::read(record, self)
    }

    /// Reads the holdings of MARC records that came together: their availability fields where there are any, else the fields of
    /// the library's mapping. Without a mapping the records themselves show which fields those are, all of them together.
    #[must_use]
    pub fn marc(&self, records: &[Record]) -> Vec<Hit> {
        marc_holdings::read(records, self)
    }

    fn marc_file(&self, bytes: &[u8]) -> Result<Shelf, ReadError> {
        let mut shelf = Shelf::default();
        let mut records = Vec::new();
        for found in marc::Reader::open(bytes, marc::Format::Auto, marc::Charset::Auto) {
            match found {
                Ok(found) => records.push(found.record),
                Err(defect) => shelf.notes.push(defect.to_string()),
            }
        }
        if records.is_empty() {
            return Err(ReadError::Marc(shelf.notes.first().cloned().unwrap_or_default()));
        }
        shelf.hits = self.marc(&records);
        Ok(shelf)
    }

    fn json(&self, text: &[u8]) -> Result<Shelf, ReadError> {
        if text.len() > LARGEST_JSON {
            return Err(ReadError::TooLarge(text.len()));
        }
        let value: Value = serde_json::from_slice(text).map_err(|fault| ReadError::Json(fault.to_string()))?;
        if let Some(refusal) = alma_items::refusal(&value) {
            return Err(refusal);
        }
        if value.get("item").is_some() || value.get("item_data").is_some() {
            return Ok(alma_items::read(&value, self));
        }
        if value.get("bib").is_some() || value.get("mms_id").is_some() {
            return Ok(alma_bibs::read_json(&value, self));
        }
        // Alma leaves out the list when it is empty.
        match value.get("total_record_count").and_then(Value::as_u64) {
            Some(0) => Ok(Shelf { total: Some(0), ..Shelf::default() }),
            _ => Err(ReadError::Missing("item or bib of Alma's REST interface")),
        }
    }

    fn xml(&self, text: &[u8]) -> Result<Shelf, ReadError> {
        match root_name(text)?.as_str() {
            "searchRetrieveResponse" => self.sru(text),
            "web_service_result" => Err(alma_bibs::refusal(&parse(text)?)),
            "bib" | "bibs" => Ok(alma_bibs::read_xml(&parse(text)?, self)),
            "record" | "collection" => self.marcxml(&parse(text)?),
            name => self.record_in_xml(name, text).map(|hit| Shelf { hits: vec![hit], ..Shelf::default() }),
        }
    }

    fn sru(&self, text: &[u8]) -> Result<Shelf, ReadError> {
        let response = Response::decode(text).map_err(|fault| ReadError::Xml(fault.to_string()))?;
        let Response::SearchRetrieve(response) = response else {
            return Err(ReadError::Missing("answer to a search"));
        };
        let refusals: Vec<String> = response.diagnostics.iter().map(ToString::to_string).collect();
        if response.records.is_empty() && !refusals.is_empty() {
            return Err(ReadError::Diagnostics(refusals));
        }
        let mut shelf = Shelf { total: response.number_of_records, notes: refusals, ..Shelf::default() };
        self.sru_records(&response, &mut shelf);
        Ok(shelf)
    }

    /// MARC records are kept back until all are there, since they are recognised together.
    fn sru_records(&self, response: &SearchRetrieveResponse, shelf: &mut Shelf) {
        let mut records = Vec::new();
        for (record, number) in response.records.iter().zip(1..) {
            if let Some(diagnostic) = record.diagnostic() {
                shelf.notes.push(format!("record {number}: {diagnostic}"));
                continue;
            }
            let data = record.data.as_bytes();
            let outcome = root_name(data).and_then(|name| match name.as_str() {
                "record" => marc_record(data).map(|record| records.push(record)),
                name => self.record_in_xml(name, data).map(|mut hit| {
                    // Holdings by ISO 20775 may come without the number of their record.
                    hit.record_id = hit.record_id.or_else(|| record.identifier.clone());
                    shelf.hits.push(hit);
                }),
            });
            if let Err(fault) = outcome {
                shelf.notes.push(format!("record {number}: {fault}"));
            }
        }
        shelf.hits.extend(self.marc(&records));
    }

    fn record_in_xml(&self, name: &str, text: &[u8]) -> Result<Hit, ReadError> {
        match name {
            "opacRecord" => match OpacRecord::from_xml(text) {
                Ok(Some(record)) => Ok(self.opac(&record)),
                Ok(None) => Err(ReadError::Missing("OPAC record")),
                Err(fault) => Err(ReadError::Opac(fault.to_string())),
            },
            "holdings" | "holding" => Ok(iso20775::read(&parse(text)?, self)),
            other => Err(ReadError::UnknownForm(format!("<{other}>"))),
        }
    }

    fn marcxml(&self, root: &Element) -> Result<Shelf, ReadError> {
        let mut shelf = Shelf::default();
        let mut records = Vec::new();
        let elements: Vec<&Element> = if root.is("collection") { root.all("record").collect() } else { vec![root] };
        for element in elements {
            match marc::marcxml::from_element(element) {
                Ok(found) => records.push(found.record),
                Err(defect) => shelf.notes.push(defect.to_string()),
            }
        }
        shelf.hits = self.marc(&records);
        Ok(shelf)
    }
}

/// Cuts off what no library has, so that the comparison of copies stays affordable whatever an answer holds.
fn bounded(mut shelf: Shelf) -> Shelf {
    if shelf.hits.len() > MOST_HITS {
        shelf.notes.push(format!("{} records came, the first {MOST_HITS} are looked at", shelf.hits.len()));
        shelf.hits.truncate(MOST_HITS);
    }
    for hit in shelf.hits.iter_mut().filter(|hit| hit.copies.len() > MOST_COPIES) {
        let id = hit.record_id.as_deref().unwrap_or_default();
        shelf.notes.push(format!("record {id} has {} copies, the first {MOST_COPIES} are looked at", hit.copies.len()));
        hit.copies.truncate(MOST_COPIES);
    }
    shelf
}

fn parse(text: &[u8]) -> Result<Element, ReadError> {
    Element::parse(text, &LIMITS).map_err(|fault| ReadError::Xml(fault.to_string()))
}

/// The local name of the document's element, without reading on.
fn root_name(text: &[u8]) -> Result<String, ReadError> {
    let mut reader = xml::Reader::new(text, LIMITS);
    loop {
        match reader.next() {
            Ok(Some(Event::Start { local, .. })) => return Ok(local.to_owned()),
            Ok(Some(Event::Text(_))) => {}
            Ok(_) => return Err(ReadError::Missing("XML element")),
            Err(fault) => return Err(ReadError::Xml(fault.to_string())),
        }
    }
}

fn marc_record(text: &[u8]) -> Result<Record, ReadError> {
    let found = marc::marcxml::decode(text).map_err(|defect| ReadError::Marc(defect.to_string()))?;
    Ok(found.record)
}

fn unknown_form(text: &[u8]) -> ReadError {
    ReadError::UnknownForm(String::from_utf8_lossy(text).chars().take(SHOWN).collect())
}

//! What a target says, in terms of what was asked.

use super::Operation;
use crate::Diagnostic;
use crate::charset::CharsetNegotiation;
use crate::pdu::{
    Close, DeleteResultSetResponse, InitializeResponse, Options, PresentResponse, PresentStatus, ProtocolVersion,
    ScanResponse, ScanStatus, SearchResponse, SortResponse, SortStatus,
};
use crate::record::{DiagnosticRecord, NamePlusRecord, Records};

/// The answer to a request, or the end of the association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The association is open.
    Connected(Connection),
    /// A search was done.
    Found(Found),
    /// Records.
    Delivered(Delivery),
    /// Terms.
    Scanned(ScanResponse),
    /// A result set was sorted.
    Sorted(SortResponse),
    /// What became of result sets.
    Deleted(DeleteResultSetResponse),
    /// The target did not do what was asked, and why; sometimes it does not say.
    Failed(Operation, Vec<Diagnostic>),
    /// The target ended the association.
    Closed(Close),
}

/// What both sides agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Versions in force.
    pub protocol_version: ProtocolVersion,
    /// Services in force.
    pub options: Options,
    /// Name of the target's software.
    pub implementation_name: Option<String>,
    /// Version of the target's software.
    pub implementation_version: Option<String>,
    /// Bytes of records that the target will put in one response.
    pub preferred_message_size: i64,
    /// The character set that was chosen, when one was proposed.
    pub charset: Option<CharsetNegotiation>,
}

impl Connection {
    pub(super) fn new(response: InitializeResponse) -> Self {
        Self {
            protocol_version: response.protocol_version,
            options: response.options,
            implementation_name: response.implementation_name,
            implementation_version: response.implementation_version,
            preferred_message_size: response.preferred_message_size,
            charset: CharsetNegotiation::find(&response.other_information),
        }
    }
}

/// A search that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Records found.
    pub hits: u64,
    /// Records that came along.
    pub delivery: Delivery,
}

/// Records, as many as came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delivery {
    /// The records, diagnostics in place of some.
    pub records: Vec<NamePlusRecord>,
    /// Position of the first record that did not come; 0 after the last.
    pub next_position: i64,
    /// Whether all came that were asked for.
    pub status: PresentStatus,
    /// Why none came, or not all.
    pub diagnostics: Vec<Diagnostic>,
}

impl Delivery {
    fn new(segments: Vec<NamePlusRecord>, records: Option<Records>, next_position: i64, status: PresentStatus) -> Self {
        let mut delivery = Self { records: segments, next_position, status, diagnostics: Vec::new() };
        match records {
            Some(Records::Records(records)) => delivery.records.extend(records),
            Some(other) => delivery.diagnostics = other.diagnostics(),
            None => {}
        }
        delivery
    }
}

pub(super) fn found(response: SearchResponse) -> Answer {
    let status = response.present_status.unwrap_or_default();
    let delivery = Delivery::new(Vec::new(), response.records, response.next_result_set_position, status);
    match response.search_status {
        true => Answer::Found(Found { hits: u64::try_from(response.result_count).unwrap_or(0), delivery }),
        false => Answer::Failed(Operation::Search, delivery.diagnostics),
    }
}

pub(super) fn delivered(segments: Vec<NamePlusRecord>, response: PresentResponse) -> Answer {
    let (next, status) = (response.next_result_set_position, response.present_status);
    let delivery = Delivery::new(segments, response.records, next, status);
    match delivery.records.is_empty() && (status == PresentStatus::FAILURE || !delivery.diagnostics.is_empty()) {
        true => Answer::Failed(Operation::Present, delivery.diagnostics),
        false => Answer::Delivered(delivery),
    }
}

pub(super) fn scanned(response: ScanResponse) -> Answer {
    match response.status {
        ScanStatus::FAILURE => {
            let entries = response.entries.as_ref().map(|entries| entries.diagnostics.as_slice());
            Answer::Failed(Operation::Scan, all(entries.unwrap_or_default()))
        }
        _ => Answer::Scanned(response),
    }
}

pub(super) fn sorted(response: SortResponse) -> Answer {
    match response.status {
        SortStatus::FAILURE => Answer::Failed(Operation::Sort, all(&response.diagnostics)),
        _ => Answer::Sorted(response),
    }
}

fn all(diagnostics: &[DiagnosticRecord]) -> Vec<Diagnostic> {
    diagnostics.iter().map(DiagnosticRecord::diagnostic).collect()
}

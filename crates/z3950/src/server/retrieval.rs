//! Delivering records, as many as fit.

use super::{Agreement, Reply, Session, Target, Wanted};
use crate::ber::Writer;
use crate::codec::Tagged;
use crate::pdu::{
    CompSpec, ElementSetNames, ElementSpec, Options, PresentRequest, PresentResponse, PresentStatus, RecordComposition,
    Schema, Segment,
};
use crate::record::{DiagnosticRecord, NamePlusRecord, Records, Retrieved};
use crate::{Diagnostic, Oid, Pdu};

/// Records wanted, from a present request or along with a search.
pub(super) struct Request<'a> {
    pub(super) set: &'a str,
    pub(super) start: u64,
    pub(super) count: u64,
    /// Whether the origin asked for one record and no more, which may then be larger than a message should be.
    pub(super) single: bool,
    pub(super) composition: Option<&'a RecordComposition>,
    pub(super) syntax: Option<&'a Oid>,
}

/// Records delivered.
pub(super) struct Batch {
    pub(super) returned: i64,
    pub(super) next: i64,
    pub(super) status: PresentStatus,
    pub(super) records: Records,
    /// Encoded size of the records.
    pub(super) bytes: usize,
}

impl Batch {
    pub(super) fn failed(diagnostic: Diagnostic) -> Self {
        let records = Records::Diagnostic(diagnostic);
        Self { returned: 0, next: 0, status: PresentStatus::FAILURE, records, bytes: 0 }
    }
}

impl<S> Session<S> {
    /// The records; those that do not fit into the response go ahead of it in segments, if that was agreed on.
    pub(super) fn present<T: Target<Set = S>>(
        &self,
        request: PresentRequest,
        agreement: Agreement,
        target: &mut T,
    ) -> Reply {
        let mut segments = Vec::new();
        let batch = self.requested(&request).and_then(|wanted| {
            let most = if agreement.options.contains(Options::LEVEL_1_SEGMENTATION) {
                request.max_segment_count.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
            } else {
                1
            };
            self.segmented(wanted, most, agreement, target, &mut segments)
        });
        let batch = batch.unwrap_or_else(Batch::failed);
        for segment in &mut segments {
            segment.reference_id.clone_from(&request.reference_id);
        }
        let ahead: i64 = segments.iter().map(|segment| segment.number_of_records_returned).sum();
        let response = PresentResponse {
            reference_id: request.reference_id,
            number_of_records_returned: ahead + batch.returned,
            next_result_set_position: batch.next,
            present_status: batch.status,
            records: Some(batch.records),
            ..PresentResponse::default()
        };
        Reply::Segmented(segments, Pdu::PresentResponse(response))
    }

    /// At most `most` pieces, the last of which is returned; together not more than the server's own message size and
    /// one piece.
    fn segmented<T: Target<Set = S>>(
        &self,
        mut wanted: Request<'_>,
        most: usize,
        agreement: Agreement,
        target: &mut T,
        segments: &mut Vec<Segment>,
    ) -> Result<Batch, Diagnostic> {
        let mut room = self.settings.message_size as usize;
        loop {
            let batch = self.fetch(&wanted, agreement, target)?;
            room = room.saturating_sub(batch.bytes);
            let is_last =
                batch.status != PresentStatus::PARTIAL_2 || segments.len().saturating_add(1) >= most || room == 0;
            match (batch.records, is_last) {
                (Records::Records(records), false) => {
                    let returned = records.len() as u64;
                    (wanted.start, wanted.count) = (wanted.start + returned, wanted.count.saturating_sub(returned));
                    segments.push(Segment {
                        number_of_records_returned: batch.returned,
                        records,
                        ..Segment::default()
                    });
                }
                (records, _) => return Ok(Batch { records, ..batch }),
            }
        }
    }

    fn requested<'a>(&self, request: &'a PresentRequest) -> Result<Request<'a>, Diagnostic> {
        self.sets.existing(&request.result_set_id)?;
        if !request.additional_ranges.is_empty() {
            return Err(Diagnostic::new(243, ""));
        }
        let out_of_range = |_| Diagnostic::new(13, request.start.to_string());
        Ok(Request {
            set: &request.result_set_id,
            start: u64::try_from(request.start).map_err(out_of_range)?,
            count: u64::try_from(request.number_of_records).map_err(out_of_range)?,
            single: request.number_of_records == 1,
            composition: request.record_composition.as_ref(),
            syntax: request.preferred_record_syntax.as_ref(),
        })
    }

    /// The records, up to the agreed message size.
    pub(super) fn fetch<T: Target<Set = S>>(
        &self,
        request: &Request<'_>,
        agreement: Agreement,
        target: &mut T,
    ) -> Result<Batch, Diagnostic> {
        let result = self.sets.existing(request.set)?;
        let end = request
            .start
            .checked_add(request.count)
            .filter(|&end| request.start >= 1 && end <= result.hits.saturating_add(1));
        let end = end.ok_or_else(|| Diagnostic::new(13, request.start.to_string()))?;
        let (syntax, element_set, schema) = composition(request, target)?;
        let wanted = Wanted { syntax: &syntax, element_set, schema };
        let mut records = Vec::new();
        let mut room = agreement.preferred;
        let mut position = request.start;
        let mut scale = Scale::default();
        while position < end {
            let mut record = place(target.record(&result.set, position, &wanted));
            let mut size = scale.weigh(&record);
            if size > room {
                if !records.is_empty() {
                    break;
                }
                record = alone(record, size, request.single, agreement);
                size = scale.weigh(&record);
            }
            room = room.saturating_sub(size);
            records.push(record);
            position += 1;
        }
        Ok(Batch {
            returned: i64::try_from(records.len()).unwrap_or(i64::MAX),
            next: if position > result.hits { 0 } else { i64::try_from(position).unwrap_or(i64::MAX) },
            status: if position < end { PresentStatus::PARTIAL_2 } else { PresentStatus::SUCCESS },
            records: Records::Records(records),
            bytes: agreement.preferred.saturating_sub(room),
        })
    }
}

fn place(found: Result<super::Found, Diagnostic>) -> NamePlusRecord {
    match found {
        Ok(found) => NamePlusRecord::new(Some(found.database), Retrieved::Record(found.record)),
        Err(diagnostic) => surrogate(None, diagnostic),
    }
}

fn surrogate(database: Option<String>, diagnostic: Diagnostic) -> NamePlusRecord {
    NamePlusRecord::new(database, Retrieved::Diagnostic(DiagnosticRecord::Default(diagnostic)))
}

/// A record that is larger than a message should be: sent when it is the only one wanted and not beyond the exceptional
/// size, else replaced by a diagnostic (3.3.1).
fn alone(record: NamePlusRecord, size: usize, single: bool, agreement: Agreement) -> NamePlusRecord {
    match (size > agreement.exceptional, single) {
        (true, _) => surrogate(record.database, Diagnostic::new(17, size.to_string())),
        (false, true) => record,
        (false, false) => surrogate(record.database, Diagnostic::new(16, size.to_string())),
    }
}

/// Finds the encoded size of one record after the other in one buffer.
#[derive(Default)]
struct Scale(Vec<u8>);

impl Scale {
    fn weigh(&mut self, record: &NamePlusRecord) -> usize {
        let mut buffer = std::mem::take(&mut self.0);
        buffer.clear();
        let mut writer = Writer::appending(buffer);
        record.write_tagged(&mut writer);
        self.0 = writer.finish();
        self.0.len()
    }
}

type Composition<'a> = (Oid, Option<&'a str>, Option<&'a Schema>);

/// Syntax, element set name and schema of the request, if the target has them.
fn composition<'a, T: Target>(request: &Request<'a>, target: &T) -> Result<Composition<'a>, Diagnostic> {
    match request.composition {
        None => Ok((syntax(request.syntax, target)?, None, None)),
        Some(RecordComposition::Simple(names)) => {
            let name = match names {
                ElementSetNames::Generic(name) => Some(name.as_str()),
                ElementSetNames::DatabaseSpecific(names) => names.first().map(|name| name.element_set_name.as_str()),
                ElementSetNames::Other(_) => return Err(Diagnostic::new(24, "")),
            };
            Ok((syntax(request.syntax, target)?, element_set(name, target)?, None))
        }
        Some(RecordComposition::Complex(spec)) => specification(spec, request.syntax, target),
        Some(RecordComposition::Other(_)) => Err(Diagnostic::new(244, "")),
    }
}

fn specification<'a, T: Target>(
    spec: &'a CompSpec,
    preferred: Option<&Oid>,
    target: &T,
) -> Result<Composition<'a>, Diagnostic> {
    let listed = spec.record_syntaxes.iter().find(|&syntax| target.syntaxes().contains(syntax));
    let syntax = match (listed, spec.record_syntaxes.first()) {
        (Some(listed), _) => listed.clone(),
        (None, Some(first)) if !spec.select_alternative_syntax => return Err(Diagnostic::new(239, first.to_string())),
        (None, Some(_)) => syntax(None, target)?,
        (None, None) => syntax(preferred, target)?,
    };
    let generic = spec.generic.as_ref();
    let name = match generic.and_then(|generic| generic.element_spec.as_ref()) {
        Some(ElementSpec::Name(name)) => Some(name.as_str()),
        Some(ElementSpec::External(_) | ElementSpec::Other(_)) => return Err(Diagnostic::new(244, "")),
        None => None,
    };
    Ok((syntax, element_set(name, target)?, generic.and_then(|generic| generic.schema.as_ref())))
}

fn syntax<T: Target>(preferred: Option<&Oid>, target: &T) -> Result<Oid, Diagnostic> {
    let offered = target.syntaxes();
    match preferred {
        Some(preferred) if !offered.contains(preferred) => Err(Diagnostic::new(239, preferred.to_string())),
        Some(preferred) => Ok(preferred.clone()),
        None => offered.first().cloned().ok_or_else(|| Diagnostic::new(1071, "")),
    }
}

fn element_set<'a, T: Target>(name: Option<&'a str>, target: &T) -> Result<Option<&'a str>, Diagnostic> {
    match name {
        Some(name) if !target.element_sets().iter().any(|known| known.eq_ignore_ascii_case(name)) => {
            Err(Diagnostic::new(25, name))
        }
        name => Ok(name),
    }
}

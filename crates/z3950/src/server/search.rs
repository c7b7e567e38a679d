//! Searching, browsing and sorting.

use std::borrow::Cow;

use super::retrieval::{Batch, Request};
use super::{Agreement, Scan, Search, Session, Sort, Target, Terms};
use crate::cql::Unsupported;
use crate::pdu::{
    Entry, ListEntries, Options, PresentStatus, Query, RecordComposition, ResultSetStatus, ScanRequest, ScanResponse,
    ScanStatus, SearchRequest, SearchResponse, SortRequest, SortResponse, SortResultSetStatus, SortStatus,
};
use crate::query::{Operand, RpnQuery};
use crate::record::{DiagnosticRecord, Records};
use crate::{Diagnostic, Oid, cql};

impl<S> Session<S> {
    pub(super) fn search<T: Target<Set = S>>(
        &mut self,
        request: SearchRequest,
        agreement: Agreement,
        target: &mut T,
    ) -> SearchResponse {
        let reference_id = request.reference_id.clone();
        match self.find(&request, agreement, target) {
            Ok(hits) => SearchResponse { reference_id, ..self.with_records(&request, hits, agreement, target) },
            Err(diagnostic) => SearchResponse {
                reference_id,
                search_status: false,
                result_set_status: Some(ResultSetStatus::NONE),
                records: Some(Records::Diagnostic(diagnostic)),
                ..SearchResponse::default()
            },
        }
    }

    /// Does the search and keeps its result; the number of hits.
    fn find<T: Target<Set = S>>(
        &mut self,
        request: &SearchRequest,
        agreement: Agreement,
        target: &mut T,
    ) -> Result<u64, Diagnostic> {
        let name = request.result_set_name.as_str();
        if name != "default" && !agreement.options.contains(Options::NAMED_RESULT_SETS) {
            return Err(Diagnostic::new(22, name));
        }
        self.sets.check_room(name, request.replace_indicator)?;
        let result = self.evaluate(request, target);
        // A failed search leaves no result set behind, not even the old one of that name (3.2.2.1.4).
        self.sets.remove(name);
        let set = result?;
        let hits = set.hits;
        self.sets.insert(name.to_owned(), set);
        Ok(hits)
    }

    fn evaluate<T: Target<Set = S>>(
        &self,
        request: &SearchRequest,
        target: &mut T,
    ) -> Result<super::ResultSet<S>, Diagnostic> {
        check_databases(&request.database_names, target)?;
        let query = self.type_1(&request.query)?;
        if query.rpn.operators() > self.settings.operators {
            return Err(Diagnostic::new(6, self.settings.operators.to_string()));
        }
        for operand in query.rpn.leaves() {
            match operand {
                Operand::ResultSet(name) => self.sets.existing(name).map(|_| ())?,
                Operand::Restriction(restricted) => self.sets.existing(&restricted.result_set_id).map(|_| ())?,
                Operand::Term(_) | Operand::Other(_) => {}
            }
        }
        target.search(&Search { databases: &request.database_names, query: &query, sets: &self.sets })
    }

    /// The query as a type-1 query, translated if it is in CQL and that is offered.
    fn type_1<'a>(&self, query: &'a Query) -> Result<Cow<'a, RpnQuery>, Diagnostic> {
        match (query, query.as_cql(), &self.settings.cql) {
            (Query::Rpn(rpn) | Query::ExtendedRpn(rpn), ..) => Ok(Cow::Borrowed(rpn)),
            (_, Some(text), Some(mapping)) => {
                let query = cql::parse(&text).map_err(|fault| Diagnostic::new(108, fault.to_string()))?;
                query.to_rpn(mapping).map(Cow::Owned).map_err(|refused| unsupported(&refused))
            }
            _ => Err(Diagnostic::new(107, "")),
        }
    }

    /// Records come along as the three bounds of the request say (3.2.2.1.6).
    fn with_records<T: Target<Set = S>>(
        &self,
        request: &SearchRequest,
        hits: u64,
        agreement: Agreement,
        target: &mut T,
    ) -> SearchResponse {
        let found = i64::try_from(hits).unwrap_or(i64::MAX);
        let mut response = SearchResponse {
            result_count: found,
            next_result_set_position: i64::from(hits > 0),
            search_status: true,
            ..SearchResponse::default()
        };
        let (count, names) = match found {
            _ if found <= request.small_set_upper_bound => (found, &request.small_set_element_set_names),
            _ if found >= request.large_set_lower_bound => (0, &None),
            _ => (request.medium_set_present_number.min(found), &request.medium_set_element_set_names),
        };
        let Some(count) = u64::try_from(count).ok().filter(|&count| count > 0) else { return response };
        let composition = names.clone().map(RecordComposition::Simple);
        let wanted = Request {
            set: &request.result_set_name,
            start: 1,
            count,
            single: count == 1,
            composition: composition.as_ref(),
            syntax: request.preferred_record_syntax.as_ref(),
        };
        let batch = self.fetch(&wanted, agreement, target).unwrap_or_else(Batch::failed);
        response.number_of_records_returned = batch.returned;
        response.next_result_set_position = if batch.status == PresentStatus::FAILURE { 1 } else { batch.next };
        response.present_status = Some(batch.status);
        response.records = Some(batch.records);
        response
    }

    pub(super) fn scan<T: Target<Set = S>>(&self, request: ScanRequest, target: &mut T) -> ScanResponse {
        let response = ScanResponse { reference_id: request.reference_id.clone(), ..ScanResponse::default() };
        match self.browse(&request, target) {
            Ok(terms) => {
                let count = i64::try_from(terms.terms.len()).unwrap_or(i64::MAX);
                let complete = count >= request.number_of_terms_requested;
                let entries = terms.terms.into_iter().map(Entry::Term).collect();
                ScanResponse {
                    step_size: request.step_size,
                    status: if complete { ScanStatus::SUCCESS } else { ScanStatus::PARTIAL_5 },
                    number_of_entries_returned: count,
                    position_of_term: Some(terms.position.into()),
                    entries: Some(ListEntries { entries, ..ListEntries::default() }),
                    ..response
                }
            }
            Err(diagnostic) => {
                let diagnostics = vec![DiagnosticRecord::Default(diagnostic)];
                let entries = Some(ListEntries { diagnostics, ..ListEntries::default() });
                ScanResponse { status: ScanStatus::FAILURE, entries, ..response }
            }
        }
    }

    fn browse<T: Target<Set = S>>(&self, request: &ScanRequest, target: &mut T) -> Result<Terms, Diagnostic> {
        check_databases(&request.database_names, target)?;
        if request.step_size.is_some_and(|step| step != 0) {
            return Err(Diagnostic::new(205, ""));
        }
        let most = self.settings.scan_terms;
        let count = u32::try_from(request.number_of_terms_requested).ok().filter(|&count| count <= most);
        let count = count.ok_or_else(|| Diagnostic::new(1029, most.to_string()))?;
        let position = u32::try_from(request.preferred_position_in_response.unwrap_or(1));
        target.scan(&Scan {
            databases: &request.database_names,
            attribute_set: request.attribute_set.as_ref().unwrap_or(&Oid::BIB1),
            start: &request.term_list_and_start_point,
            count,
            position: position.map_err(|_| Diagnostic::new(233, ""))?,
        })
    }

    pub(super) fn sort<T: Target<Set = S>>(&mut self, request: SortRequest, target: &mut T) -> SortResponse {
        let response = SortResponse { reference_id: request.reference_id.clone(), ..SortResponse::default() };
        match self.sorted(&request, target) {
            Ok(count) => SortResponse { result_count: Some(count), ..response },
            Err(diagnostic) => SortResponse {
                status: SortStatus::FAILURE,
                result_set_status: Some(SortResultSetStatus::UNCHANGED),
                diagnostics: vec![DiagnosticRecord::Default(diagnostic)],
                ..response
            },
        }
    }

    fn sorted<T: Target<Set = S>>(&mut self, request: &SortRequest, target: &mut T) -> Result<i64, Diagnostic> {
        self.sets.check_room(&request.sorted_result_set, true)?;
        let sets: Result<Vec<_>, _> = request.input_result_sets.iter().map(|name| self.sets.existing(name)).collect();
        let sorted = match sets?.as_slice() {
            [] => return Err(Diagnostic::new(208, "")),
            sets => target.sort(&Sort { sets, keys: &request.sequence })?,
        };
        let hits = i64::try_from(sorted.hits).unwrap_or(i64::MAX);
        self.sets.insert(request.sorted_result_set.clone(), sorted);
        Ok(hits)
    }
}

fn check_databases<T: Target>(names: &[String], target: &T) -> Result<(), Diagnostic> {
    match names {
        [] => Err(Diagnostic::new(235, "no database was named")),
        names => names.iter().try_for_each(|name| target.check_database(name)),
    }
}

/// An SRU diagnostic of the translation as the Bib-1 one that comes nearest.
fn unsupported(refused: &Unsupported) -> Diagnostic {
    let condition = match refused.diagnostic {
        15 => 121,
        16 => 114,
        19 | 20 => 117,
        41 => 202,
        42 => 132,
        _ => 110,
    };
    Diagnostic::new(condition, refused.details.as_str())
}

//! Services that no server of this crate has: they are refused with a diagnostic, and the association goes on.

use crate::Diagnostic;
use crate::pdu::{
    DuplicateDetectionRequest, DuplicateDetectionResponse, DuplicateDetectionStatus, ExtendedServicesRequest,
    ExtendedServicesResponse, OperationStatus, ResourceReportRequest, ResourceReportResponse, ResourceReportStatus,
};
use crate::record::DiagnosticRecord;

/// Bib-1: ES: extended service type not supported.
const PACKAGE_TYPE: i64 = 221;
/// Bib-1: unspecified error, for a service without diagnostics of its own.
const UNSPECIFIED: i64 = 100;

pub(super) fn task(request: ExtendedServicesRequest) -> ExtendedServicesResponse {
    let diagnostic = Diagnostic::new(PACKAGE_TYPE, request.package_type.to_string());
    ExtendedServicesResponse {
        reference_id: request.reference_id,
        operation_status: OperationStatus::FAILURE,
        diagnostics: vec![DiagnosticRecord::Default(diagnostic)],
        ..ExtendedServicesResponse::default()
    }
}

pub(super) fn duplicates(request: DuplicateDetectionRequest) -> DuplicateDetectionResponse {
    let diagnostic = Diagnostic::new(UNSPECIFIED, "duplicate detection is not offered");
    DuplicateDetectionResponse {
        reference_id: request.reference_id,
        status: DuplicateDetectionStatus::FAILURE,
        diagnostics: vec![DiagnosticRecord::Default(diagnostic)],
        ..DuplicateDetectionResponse::default()
    }
}

pub(super) fn report(request: ResourceReportRequest) -> ResourceReportResponse {
    ResourceReportResponse {
        reference_id: request.reference_id,
        status: ResourceReportStatus::NO_REPORT,
        ..ResourceReportResponse::default()
    }
}

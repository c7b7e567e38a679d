//! One message of every kind, with as much in it as the kind allows.

use z3950::ber::Writer;
use z3950::charset::CharsetNegotiation;
use z3950::opac::{CirculationRecord, HoldingsAndCirculation, HoldingsRecord, OpacRecord, Volume};
use z3950::pdu::*;
use z3950::query::{AttributeElement, Term};
use z3950::record::{DiagnosticRecord, External, NamePlusRecord, Records, Retrieved};
use z3950::{Diagnostic, Oid, Pdu, Raw, Tag, pqf};

/// An element that the standard does not have.
pub fn unknown() -> Raw {
    let mut writer = Writer::new();
    writer.begin(Tag::context(4_000));
    writer.integer(Tag::universal(2), 7);
    writer.end();
    Raw::new(writer.finish()).unwrap()
}

pub fn opac() -> OpacRecord {
    let item = CirculationRecord {
        available_now: true,
        availability_date: Some("20260401".to_owned()),
        available_thru: Some("Gen".to_owned()),
        restrictions: Some("use in the library".to_owned()),
        item_id: Some("32101034358281".to_owned()),
        renewable: true,
        on_hold: false,
        enum_and_chron: Some("v.2 (1869)".to_owned()),
        midspine: Some("2".to_owned()),
        temporary_location: Some("Reserve".to_owned()),
        unknown: vec![unknown()],
    };
    let volume =
        Volume { enumeration: Some("v.2".to_owned()), chronology: Some("1869".to_owned()), ..Volume::default() };
    let holdings = HoldingsAndCirculation {
        encoding_level: Some("z".to_owned()),
        local_location: Some("Bibliothèque centrale".to_owned()),
        shelving_location: Some("stacks".to_owned()),
        call_number: Some("PG3366 .V6".to_owned()),
        volumes: vec![volume],
        circulation_data: vec![item.clone(), CirculationRecord { available_now: false, ..item }],
        ..HoldingsAndCirculation::default()
    };
    OpacRecord {
        bibliographic_record: Some(External::octets(Oid::USMARC, *b"00024nam a2200000   4500")),
        holdings: vec![
            HoldingsRecord::HoldingsAndCirculation(Box::new(holdings)),
            HoldingsRecord::Marc(External::octets(Oid::USMARC, *b"00024nx  a2200000   4500")),
        ],
        unknown: vec![unknown()],
    }
}

fn records() -> Vec<NamePlusRecord> {
    let diagnostic = Retrieved::Diagnostic(DiagnosticRecord::Default(Diagnostic::new(238, "nicht in dieser Form: ä")));
    vec![
        NamePlusRecord::new(Some("Default".to_owned()), Retrieved::Record(External::opac(&opac()))),
        NamePlusRecord::new(None, Retrieved::Record(External::text(Oid::SUTRS, "War and peace"))),
        NamePlusRecord::new(None, Retrieved::Record(External::octets(Oid::XML, *b"<record/>"))),
        NamePlusRecord::new(None, diagnostic),
        NamePlusRecord::new(
            None,
            Retrieved::Diagnostic(DiagnosticRecord::External(External::octets(Oid::DIAG1, *b"x"))),
        ),
    ]
}

fn reference() -> Option<Vec<u8>> {
    Some(b"ref-1".to_vec())
}

fn initialize() -> InitializeRequest {
    InitializeRequest {
        reference_id: reference(),
        protocol_version: ProtocolVersion(0b111),
        options: Options::SEARCH.union(Options::NAMED_RESULT_SETS).union(Options(1 << 40)),
        preferred_message_size: 1 << 20,
        exceptional_record_size: 1 << 21,
        id_authentication: Some(IdAuthentication::IdPass(IdPass {
            user_id: Some("bref".to_owned()),
            password: Some("geheim".to_owned()),
            ..IdPass::default()
        })),
        implementation_id: Some("81".to_owned()),
        implementation_name: Some("Bookferry".to_owned()),
        implementation_version: Some("1".to_owned()),
        user_information: Some(External::text(Oid::SUTRS, "hello")),
        other_information: vec![
            CharsetNegotiation::utf8(false).to_other_information().unwrap(),
            OtherInformation {
                category: Some(InfoCategory { category_type_id: Some(Oid::BIB1), ..InfoCategory::default() }),
                ..OtherInformation::new(Information::Characters("für Köln".to_owned()))
            },
        ],
        unknown: vec![unknown()],
    }
}

fn search(query: Query) -> SearchRequest {
    SearchRequest {
        reference_id: reference(),
        additional_search_information: vec![OtherInformation::new(Information::Oid(Oid::XML))],
        unknown: vec![unknown()],
        ..SearchRequest::new(&["01UNIV_INST", "attic"], query).with_records(10, Oid::OPAC, "F")
    }
}

fn rpn(text: &str) -> Query {
    Query::Rpn(pqf::parse(text).unwrap())
}

fn searches() -> Vec<Pdu> {
    let queries = [
        rpn("@attr 1=7 0140449116"),
        rpn("@or @and @attr 1=4 a @attr exp-1 1=title b @not @set x @prox 1 2 1 3 k 2 c @term numeric -5"),
        rpn("@attr 1=4 @set old"),
        rpn("@prox void 0 0 2 p 77 @term oid 1.2.3 @term string ö"),
        Query::ExtendedRpn(pqf::parse("@term datetime 20260101000000Z").unwrap()),
        Query::Ccl(b"find fish".to_vec()),
        Query::Z3958(b"fish".to_vec()),
        Query::cql("dc.title = \"fish\""),
        Query::Other(unknown()),
    ];
    queries.into_iter().map(|query| Pdu::SearchRequest(search(query))).collect()
}

fn present() -> PresentRequest {
    let specification = Specification {
        schema: Some(Schema::Uri("marcxml".to_owned())),
        element_spec: Some(ElementSpec::Name("F".to_owned())),
        unknown: Vec::new(),
    };
    PresentRequest {
        reference_id: reference(),
        additional_ranges: vec![Range { start: 20, number_of_records: 2, ..Range::default() }],
        record_composition: Some(RecordComposition::Complex(CompSpec {
            generic: Some(specification),
            record_syntaxes: vec![Oid::XML, Oid::USMARC],
            ..CompSpec::default()
        })),
        max_segment_count: Some(3),
        ..PresentRequest::new("default", 1, 10, Oid::XML, "F")
    }
}

fn scan() -> (ScanRequest, ScanResponse) {
    let z3950::query::Operand::Term(start) = pqf::parse("@attr 1=4 war").unwrap().rpn.leaves().next().unwrap().clone()
    else {
        panic!("a term");
    };
    let request = ScanRequest {
        reference_id: reference(),
        database_names: vec!["Default".to_owned()],
        attribute_set: Some(Oid::BIB1),
        term_list_and_start_point: start,
        step_size: Some(0),
        number_of_terms_requested: 20,
        preferred_position_in_response: Some(3),
        other_information: Vec::new(),
        unknown: Vec::new(),
    };
    let info = TermInfo {
        display_term: Some("War".to_owned()),
        suggested_attributes: vec![AttributeElement::numeric(1, 4)],
        ..TermInfo::new("war", 17)
    };
    let entries = vec![
        Entry::Term(info),
        Entry::Term(TermInfo { term: Term::Numeric(5), ..TermInfo::new("", 1) }),
        Entry::Diagnostic(Diagnostic::new(241, "").into()),
    ];
    let response = ScanResponse {
        status: ScanStatus::PARTIAL_5,
        number_of_entries_returned: 3,
        position_of_term: Some(1),
        entries: Some(ListEntries {
            entries,
            diagnostics: vec![Diagnostic::new(234, "x").into()],
            unknown: Vec::new(),
        }),
        attribute_set: Some(Oid::BIB1),
        ..ScanResponse::default()
    };
    (request, response)
}

fn sort() -> SortRequest {
    let attributes = SortAttributes {
        attribute_set: Oid::BIB1,
        attributes: vec![AttributeElement::numeric(1, 4)],
        unknown: Vec::new(),
    };
    let key = |key, action| SortKeySpec {
        element: SortElement::Generic(key),
        relation: SortRelation::DESCENDING,
        case_sensitivity: CaseSensitivity::INSENSITIVE,
        missing_value_action: action,
        unknown: Vec::new(),
    };
    SortRequest {
        input_result_sets: vec!["a".to_owned(), "b".to_owned()],
        sorted_result_set: "c".to_owned(),
        sequence: vec![
            key(SortKey::Attributes(attributes), Some(MissingValueAction::Null(()))),
            key(SortKey::Field("title".to_owned()), Some(MissingValueAction::Value(b"zzz".to_vec()))),
            key(SortKey::Elements(Specification::default()), None),
        ],
        ..SortRequest::default()
    }
}

fn delete_response() -> DeleteResultSetResponse {
    let status = |name: &str, status| ListStatus { result_set_id: name.to_owned(), status, unknown: Vec::new() };
    DeleteResultSetResponse {
        status: DeleteSetStatus::NOT_ALL_REQUESTED_DELETED,
        list_statuses: vec![status("a", DeleteSetStatus::SUCCESS), status("b", DeleteSetStatus(99))],
        number_not_deleted: Some(1),
        message: Some("b is gone".to_owned()),
        ..DeleteResultSetResponse::default()
    }
}

/// All of them.
/// Access control, resource control, extended services, duplicate detection.
fn seldom() -> Vec<Pdu> {
    let report = || Some(External::text(Oid::SUTRS, "2 cents"));
    let diagnostics = vec![DiagnosticRecord::Default(Diagnostic::new(221, "1.2"))];
    vec![
        Pdu::AccessControlRequest(AccessControlRequest {
            reference_id: reference(),
            challenge: Challenge::Simple(b"who?".to_vec()),
            other_information: Vec::new(),
            unknown: vec![unknown()],
        }),
        Pdu::AccessControlResponse(AccessControlResponse {
            reference_id: reference(),
            response: Some(ChallengeResponse::External(External::text(Oid::SUTRS, "me"))),
            diagnostic: Some(DiagnosticRecord::Default(Diagnostic::new(1010, ""))),
            ..AccessControlResponse::default()
        }),
        Pdu::ResourceControlRequest(ResourceControlRequest {
            suspended: Some(true),
            resource_report: report(),
            partial_results: Some(1),
            response_required: true,
            triggered: Some(false),
            ..ResourceControlRequest::default()
        }),
        Pdu::ResourceControlResponse(ResourceControlResponse {
            continues: true,
            result_set_wanted: Some(true),
            ..ResourceControlResponse::default()
        }),
        Pdu::TriggerResourceControlRequest(TriggerResourceControlRequest {
            action: TriggeredAction::CANCEL,
            report_format: Some(Oid::SUTRS),
            result_set_wanted: Some(false),
            ..TriggerResourceControlRequest::default()
        }),
        Pdu::ResourceReportRequest(ResourceReportRequest { operation: reference(), ..Default::default() }),
        Pdu::ResourceReportResponse(ResourceReportResponse { resource_report: report(), ..Default::default() }),
        Pdu::ExtendedServicesRequest(order()),
        Pdu::ExtendedServicesResponse(ExtendedServicesResponse {
            operation_status: OperationStatus::FAILURE,
            diagnostics: diagnostics.clone(),
            task_package: report(),
            ..ExtendedServicesResponse::default()
        }),
        Pdu::DuplicateDetectionRequest(DuplicateDetectionRequest {
            input_result_sets: vec!["a".to_owned(), "b".to_owned()],
            output_result_set: "c".to_owned(),
            retention_criteria: vec![Raw::new(vec![0x81, 1, 1]).unwrap()],
            clustering: Some(false),
            ..DuplicateDetectionRequest::default()
        }),
        Pdu::DuplicateDetectionResponse(DuplicateDetectionResponse {
            status: DuplicateDetectionStatus::FAILURE,
            result_set_count: Some(3),
            diagnostics,
            ..DuplicateDetectionResponse::default()
        }),
    ]
}

/// A copy is ordered.
pub fn order() -> ExtendedServicesRequest {
    ExtendedServicesRequest {
        reference_id: reference(),
        function: PackageFunction::CREATE,
        package_type: "1.2.840.10003.9.4".parse().unwrap(),
        package_name: Some("order".to_owned()),
        user_id: Some("hans".to_owned()),
        retention_time: Some(Raw::new(vec![0xA7, 3, 0x81, 1, 7]).unwrap()),
        permissions: None,
        description: Some("a copy".to_owned()),
        task_specific_parameters: Some(External::text(Oid::SUTRS, "chapter 1")),
        wait_action: 2,
        elements: Some("F".to_owned()),
        other_information: Vec::new(),
        unknown: Vec::new(),
    }
}

pub fn pdus() -> Vec<Pdu> {
    let (scan_request, scan_response) = scan();
    let mut pdus = searches();
    pdus.extend(seldom());
    pdus.extend([
        Pdu::InitializeRequest(initialize()),
        Pdu::InitializeRequest(InitializeRequest {
            id_authentication: Some(IdAuthentication::Open("hans/geheim".to_owned())),
            ..InitializeRequest::default()
        }),
        Pdu::InitializeResponse(InitializeResponse {
            result: true,
            other_information: vec![CharsetNegotiation::utf8(true).to_other_information().unwrap()],
            ..InitializeResponse::default()
        }),
        Pdu::SearchResponse(SearchResponse {
            reference_id: reference(),
            result_count: 1 << 33,
            number_of_records_returned: 5,
            search_status: true,
            present_status: Some(PresentStatus::PARTIAL_2),
            records: Some(Records::Records(records())),
            ..SearchResponse::default()
        }),
        Pdu::SearchResponse(SearchResponse {
            result_set_status: Some(ResultSetStatus::NONE),
            records: Some(Records::Diagnostic(Diagnostic::new(114, "21"))),
            ..SearchResponse::default()
        }),
        Pdu::PresentRequest(present()),
        Pdu::PresentResponse(PresentResponse {
            present_status: PresentStatus::FAILURE,
            records: Some(Records::Diagnostics(vec![
                Diagnostic::new(13, "100").into(),
                Diagnostic::new(14, "").into(),
            ])),
            ..PresentResponse::default()
        }),
        Pdu::Segment(Segment { number_of_records_returned: 5, records: records(), ..Segment::default() }),
        Pdu::DeleteResultSetRequest(DeleteResultSetRequest {
            result_sets: vec!["a".to_owned(), "b".to_owned()],
            ..DeleteResultSetRequest::default()
        }),
        Pdu::DeleteResultSetRequest(DeleteResultSetRequest { function: DeleteFunction::ALL, ..Default::default() }),
        Pdu::DeleteResultSetResponse(delete_response()),
        Pdu::ScanRequest(scan_request),
        Pdu::ScanResponse(scan_response),
        Pdu::SortRequest(sort()),
        Pdu::SortResponse(SortResponse {
            status: SortStatus::FAILURE,
            result_set_status: Some(SortResultSetStatus::UNCHANGED),
            diagnostics: vec![Diagnostic::new(207, "colour").into()],
            ..SortResponse::default()
        }),
        Pdu::Close(Close {
            reason: CloseReason(77),
            diagnostic_information: Some("gute Nacht".to_owned()),
            resource_report: Some(External::text(Oid::SUTRS, "3 searches")),
            ..Close::default()
        }),
    ]);
    pdus
}

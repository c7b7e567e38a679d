//! The request as the server understood it, repeated in the answer in the order that the schemas demand.

use xml::{Element, Name, Node};

use super::super::{Escaping, ExplainRequest, ScanRequest, SearchRetrieveRequest, Version};

pub(super) fn explain(request: &ExplainRequest) -> Element {
    let mut echo = Echo::new("echoedExplainRequest", request.version, request.version.namespace());
    echo.add(request.version.escaping_name(), Escaping::echoed(request.escaping));
    echo.element
}

pub(super) fn search_retrieve(request: &SearchRetrieveRequest) -> Element {
    let mut echo = Echo::new("echoedSearchRetrieveRequest", request.version, request.version.namespace());
    echo.add("queryType", request.query_type.clone());
    echo.add("query", Some(request.query.clone()).filter(|query| !query.is_empty()));
    echo.add("startRecord", request.start_record);
    echo.add("maximumRecords", request.maximum_records);
    echo.add(request.version.escaping_name(), Escaping::echoed(request.escaping));
    echo.add("recordSchema", request.record_schema.clone());
    echo.add("resultSetTTL", request.result_set_ttl);
    echo.add("sortKeys", request.sort_keys.clone());
    echo.add("stylesheet", request.stylesheet.clone());
    echo.element
}

pub(super) fn scan(request: &ScanRequest) -> Element {
    let mut echo = Echo::new("echoedScanRequest", request.version, request.version.scan_namespace());
    echo.add("scanClause", Some(request.scan_clause.clone()));
    echo.add("responsePosition", request.response_position);
    echo.add("maximumTerms", request.maximum_terms);
    echo.add("stylesheet", request.stylesheet.clone());
    echo.element
}

struct Echo {
    element: Element,
    namespace: &'static str,
}

impl Echo {
    fn new(name: &str, version: Version, namespace: &'static str) -> Self {
        let element = Element { name: qualified(name, namespace), ..Element::default() };
        let mut echo = Self { element, namespace };
        echo.add("version", Some(version.number()).filter(|_| version < Version::V2_0));
        echo
    }

    fn add<T: ToString>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            let children = vec![Node::Text(value.to_string())];
            let child = Element { name: qualified(name, self.namespace), attributes: Vec::new(), children };
            self.element.children.push(Node::Element(child));
        }
    }
}

fn qualified(name: &str, namespace: &str) -> Name {
    Name { namespace: Some(namespace.to_owned()), local: name.to_owned() }
}

//! What the server says of itself: ZeeRex with Alma's indexes and the relations that fit each.

use ::z3950::sru::{ExplainResponse, Record, Response, Version};
use xml::Writer;

use super::find::{INDEXES, Index};
use super::schema::Schema;
use super::sort::is_sortable;
use super::{DEFAULT_RECORDS, MAXIMUM_RECORDS};
use crate::state::State;

const ZEEREX: &str = "http://explain.z3950.org/dtd/2.0/";
const ALMA_SET: &str = "http://www.exlibrisgroup.com/sru/alma";

/// The answer to a caller who reached the server under this host name and port.
pub(super) fn answer(state: &State, host: &str, version: Version) -> Response {
    let mut writer = Writer::fragment();
    writer.start("explain", &[("xmlns", ZEEREX)]);
    server(state, host, version, &mut writer);
    writer.start("indexInfo", &[]);
    writer.leaf_with("set", &[("name", "alma"), ("identifier", ALMA_SET)], "");
    writer.leaf_with("set", &[("name", "rec"), ("identifier", "info:srw/cql-context-set/2/rec-1.1")], "");
    INDEXES.iter().for_each(|one| index("alma", one.name, one, &mut writer));
    let record_number = INDEXES.iter().find(|index| index.name == "mms_id");
    record_number.into_iter().for_each(|one| index("rec", "id", one, &mut writer));
    writer.end();
    writer.start("schemaInfo", &[]);
    for schema in Schema::ALL {
        writer.start("schema", &[("identifier", schema.identifier()), ("name", schema.name()), ("sort", "true")]);
        writer.leaf("title", schema.name());
        writer.end();
    }
    writer.end();
    writer.start("configInfo", &[]);
    writer.leaf_with("default", &[("type", "numberOfRecords")], &DEFAULT_RECORDS.to_string());
    writer.leaf_with("setting", &[("type", "maximumRecords")], &MAXIMUM_RECORDS.to_string());
    writer.end();
    writer.end();
    let record = Record { schema: ZEEREX.to_owned(), data: writer.finish(), ..Record::default() };
    Response::Explain(ExplainResponse { version, record: Some(record), ..ExplainResponse::default() })
}

fn server(state: &State, address: &str, version: Version, writer: &mut Writer) {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, "80"));
    let protocol = [("protocol", "SRU"), ("version", version.number()), ("transport", "http"), ("method", "GET POST")];
    writer.start("serverInfo", &protocol);
    writer.leaf("host", host);
    writer.leaf("port", port);
    writer.leaf("database", &format!("view/sru/{}", state.institution));
    writer.end();
    writer.start("databaseInfo", &[]);
    writer.leaf_with("title", &[("lang", "en"), ("primary", "true")], &state.name);
    writer.end();
}

fn index(set: &str, name: &str, index: &Index, writer: &mut Writer) {
    let sortable = if is_sortable(index.name) && set == "alma" { "true" } else { "false" };
    writer.start("index", &[("search", "true"), ("scan", "false"), ("sort", sortable)]);
    writer.leaf_with("title", &[("lang", "en")], index.title);
    writer.start("map", &[]);
    writer.leaf_with("name", &[("set", set)], name);
    writer.end();
    writer.start("configInfo", &[]);
    index.kind.relations().iter().for_each(|one| writer.leaf_with("supports", &[("type", "relation")], one));
    writer.end();
    writer.end();
}

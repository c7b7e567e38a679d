//! The description of a server in ZeeRex (`http://explain.z3950.org/dtd/2.0/`).

use std::collections::BTreeMap;

use xml::Writer;

use super::{Record, Version};
use crate::cql::Mapping;

/// Namespace and schema of the description.
const ZEEREX: &str = "http://explain.z3950.org/dtd/2.0/";

/// Where a server is and how it is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Explain {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Path of the address, the database.
    pub database: String,
    /// Title for people.
    pub title: String,
}

/// What a server can do.
pub(super) struct Abilities<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) use_attributes: &'a [i64],
    pub(super) schemas: &'a [(String, String)],
    pub(super) scan: bool,
    pub(super) sort: bool,
    pub(super) default_records: u64,
    pub(super) maximum_records: u64,
}

pub(super) fn record(explain: &Explain, abilities: &Abilities<'_>, version: Version) -> Record {
    let mut writer = Writer::fragment();
    writer.start("explain", &[("xmlns", ZEEREX)]);
    let server = [("protocol", "SRU"), ("version", version.number()), ("transport", "http"), ("method", "GET POST")];
    writer.start("serverInfo", &server);
    writer.leaf("host", &explain.host);
    writer.leaf("port", &explain.port.to_string());
    writer.leaf("database", &explain.database);
    writer.end();
    writer.start("databaseInfo", &[]);
    writer.leaf_with("title", &[("lang", "en"), ("primary", "true")], &explain.title);
    writer.end();
    indexes(abilities, &mut writer);
    schemas(abilities, &mut writer);
    writer.start("configInfo", &[]);
    writer.leaf_with("default", &[("type", "numberOfRecords")], &abilities.default_records.to_string());
    writer.leaf_with("setting", &[("type", "maximumRecords")], &abilities.maximum_records.to_string());
    writer.end();
    writer.end();
    Record { schema: ZEEREX.to_owned(), data: writer.finish(), ..Record::default() }
}

/// One entry a Use attribute, with all the names that lead to it.
fn indexes(abilities: &Abilities<'_>, writer: &mut Writer) {
    let mut names: BTreeMap<i64, Vec<(&str, &str)>> = BTreeMap::new();
    for (set, name, use_attribute) in abilities.mapping.indexes() {
        if abilities.use_attributes.contains(&use_attribute) {
            names.entry(use_attribute).or_default().push((set, name));
        }
    }
    writer.start("indexInfo", &[]);
    for (prefix, uri) in abilities.mapping.sets() {
        if names.values().flatten().any(|(set, _)| *set == prefix) {
            writer.start("set", &[("name", prefix), ("identifier", uri)]);
            writer.end();
        }
    }
    let yes = |yes| if yes { "true" } else { "false" };
    for (use_attribute, mut names) in names {
        names.sort_unstable();
        let abilities = [("search", "true"), ("scan", yes(abilities.scan)), ("sort", yes(abilities.sort))];
        writer.start("index", &abilities);
        writer
            .leaf("title", crate::bib1::value_name(crate::bib1::AttributeType::USE, use_attribute).unwrap_or("index"));
        for (set, name) in names {
            writer.start("map", &[]);
            writer.leaf_with("name", &[("set", set)], name);
            writer.end();
        }
        writer.end();
    }
    writer.end();
}

fn schemas(abilities: &Abilities<'_>, writer: &mut Writer) {
    writer.start("schemaInfo", &[]);
    for (identifier, name) in abilities.schemas {
        writer.start("schema", &[("identifier", identifier), ("name", name)]);
        writer.leaf("title", name);
        writer.end();
    }
    writer.end();
}

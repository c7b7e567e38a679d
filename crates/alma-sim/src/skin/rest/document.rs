//! Objects of the REST interface, written in JSON or in XML. The two differ in more than signs: a code with its words is
//! `{"value": "MAIN", "desc": "Main Library"}` and `<library desc="Main Library">MAIN</library>`, a list is a member beside its
//! count and an element with it, a MARC record is text and XML.

use serde_json::{Map, Value as Json, json};
use xml::Writer;

/// A member's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Text, possibly empty.
    Text(String),
    /// Nothing: `null`, or no element.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A code and its words.
    Coded(String, Option<String>),
    /// A code that is not there: `null` for both, or no element.
    NoCode,
    /// A code with its words under another name than `desc`: `name` of a location, `description` of a policy.
    Named(String, &'static str, String),
    /// A whole number.
    Number(u64),
    /// A sum of money: digits, a point, two digits.
    Sum(String),
    /// How many there are behind an address.
    Count(usize, String),
    /// What is behind an address.
    Link(String),
    /// Texts under one name.
    Texts(Vec<String>),
    /// A MARC record as XML without namespace.
    Record(String),
    /// Members of their own.
    Object(Object),
    /// Objects under one name; in XML inside an element with the first name.
    Objects(&'static str, Vec<Object>),
}

/// Members in the order of the XML schema, and the address of the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Object {
    pub(super) members: Vec<(&'static str, Value)>,
    pub(super) link: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Document {
    /// One object, under its name in XML.
    One(&'static str, Object),
    /// Some of many.
    Many(List),
}

/// Some of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    /// Name of the whole in XML.
    pub(super) plural: &'static str,
    /// Name of each.
    pub(super) singular: &'static str,
    pub(super) objects: Vec<Object>,
    /// How many there are.
    pub(super) total: usize,
    /// What stands beside them.
    pub(super) beside: Option<(&'static str, Object)>,
}

impl Value {
    /// A code with words; an empty code has none.
    pub(super) fn code(code: &str, words: &str) -> Self {
        Self::Coded(code.to_owned(), Some(words.to_owned()).filter(|_| !code.is_empty()))
    }

    pub(super) fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    pub(super) fn optional(text: Option<&str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    fn json(&self) -> Json {
        match self {
            Self::Text(text) => json!(text),
            Self::Null => Json::Null,
            Self::Flag(flag) => json!(flag),
            Self::Coded(code, words) => json!({ "value": code, "desc": words }),
            Self::NoCode => json!({ "value": null, "desc": null }),
            Self::Named(code, name, words) => json!({ "value": code, *name: words }),
            Self::Number(number) => json!(number),
            Self::Sum(sum) => sum.parse::<f64>().map_or(Json::Null, |sum| json!(sum)),
            Self::Count(count, address) => json!({ "value": count, "link": address }),
            Self::Link(address) => json!({ "value": null, "link": address }),
            Self::Texts(texts) => json!(texts),
            Self::Record(xml) => json!([format!("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n{xml}")]),
            Self::Object(object) => object.json(),
            Self::Objects(_, objects) => objects.iter().map(Object::json).collect(),
        }
    }

    fn xml(&self, name: &str, writer: &mut Writer) {
        match self {
            Self::Text(text) | Self::Sum(text) => writer.leaf(name, text),
            Self::Null | Self::NoCode => {}
            Self::Flag(flag) => writer.leaf(name, if *flag { "true" } else { "false" }),
            Self::Coded(code, Some(words)) => writer.leaf_with(name, &[("desc", words)], code),
            Self::Coded(code, None) => writer.leaf(name, code),
            Self::Named(code, attribute, words) => writer.leaf_with(name, &[(*attribute, words)], code),
            Self::Number(number) => writer.leaf(name, &number.to_string()),
            Self::Count(count, address) => writer.leaf_with(name, &[("link", address)], &count.to_string()),
            Self::Link(address) => writer.leaf_with(name, &[("link", address)], ""),
            Self::Texts(texts) => {
                writer.start(&format!("{name}s"), &[]);
                texts.iter().for_each(|text| writer.leaf(name, text));
                writer.end();
            }
            Self::Record(xml) => writer.raw(xml),
            Self::Object(object) => object.xml(name, writer),
            Self::Objects(plural, objects) => {
                writer.start(plural, &[]);
                objects.iter().for_each(|object| object.xml(name, writer));
                writer.end();
            }
        }
    }
}

impl Object {
    pub(super) fn new(members: Vec<(&'static str, Value)>, link: Option<String>) -> Self {
        Self { members, link }
    }

    pub(super) fn json(&self) -> Json {
        let mut members: Map<String, Json> =
            self.members.iter().map(|(name, value)| ((*name).to_owned(), value.json())).collect();
        members.extend(self.link.iter().map(|link| ("link".to_owned(), json!(link))));
        Json::Object(members)
    }

    fn xml(&self, name: &str, writer: &mut Writer) {
        let link: Vec<(&str, &str)> = self.link.iter().map(|link| ("link", link.as_str())).collect();
        writer.start(name, &link);
        self.members.iter().for_each(|(name, value)| value.xml(name, writer));
        writer.end();
    }
}

impl Document {
    pub(super) fn json(&self) -> String {
        match self {
            Self::One(_, object) => object.json().to_string(),
            Self::Many(list) => list.json().to_string(),
        }
    }

    pub(super) fn xml(&self) -> String {
        let mut writer = Writer::standalone();
        match self {
            Self::One(name, object) => object.xml(name, &mut writer),
            Self::Many(list) => list.xml(&mut writer),
        }
        writer.finish()
    }
}

impl List {
    /// Where there is nothing at all, captured answers have the count alone.
    fn json(&self) -> Json {
        let mut members = Map::new();
        if self.total > 0 {
            let objects = self.objects.iter().map(Object::json).collect();
            members.insert(self.singular.to_owned(), Json::Array(objects));
        }
        members.insert("total_record_count".to_owned(), json!(self.total));
        members.extend(self.beside.iter().map(|(name, object)| ((*name).to_owned(), object.json())));
        Json::Object(members)
    }

    fn xml(&self, writer: &mut Writer) {
        writer.start(self.plural, &[("total_record_count", &self.total.to_string())]);
        self.objects.iter().for_each(|object| object.xml(self.singular, writer));
        self.beside.iter().for_each(|(name, object)| object.xml(name, writer));
        writer.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object() -> Object {
        let members = vec![
            ("pid", Value::text("23")),
            ("library", Value::code("MAIN", "Main & more")),
            ("policy", Value::code("", "")),
            ("temp_library", Value::NoCode),
            ("isbn", Value::Null),
            ("in_temp_location", Value::Flag(false)),
            ("network_number", Value::Texts(vec!["(OCoLC)7".to_owned()])),
            ("anies", Value::Record("<record><leader/></record>".to_owned())),
            ("holdings", Value::Link("http://alma/holdings".to_owned())),
            ("location_code", Value::Named("stk".to_owned(), "name", "Stacks".to_owned())),
            ("place_in_queue", Value::Number(1)),
            ("loans", Value::Count(2, "http://alma/loans".to_owned())),
            ("row", Value::Objects("rows", vec![Object::new(vec![("code", Value::text("A"))], None)])),
        ];
        Object::new(members, Some("http://alma/x".to_owned()))
    }

    #[test]
    fn one_object_has_two_forms() {
        let document = Document::One("item", object());
        assert_eq!(
            document.xml().lines().last().unwrap(),
            "<item link=\"http://alma/x\"><pid>23</pid><library desc=\"Main &amp; more\">MAIN</library><policy/>\
             <in_temp_location>false</in_temp_location><network_numbers><network_number>(OCoLC)7</network_number>\
             </network_numbers><record><leader/></record><holdings link=\"http://alma/holdings\"/>\
             <location_code name=\"Stacks\">stk</location_code><place_in_queue>1</place_in_queue>\
             <loans link=\"http://alma/loans\">2</loans><rows><row><code>A</code></row></rows></item>"
        );
        let expected = json!({
            "pid": "23", "library": { "value": "MAIN", "desc": "Main & more" }, "policy": { "value": "", "desc": null },
            "temp_library": { "value": null, "desc": null }, "isbn": null, "in_temp_location": false,
            "network_number": ["(OCoLC)7"],
            "anies": ["<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<record><leader/></record>"],
            "holdings": { "value": null, "link": "http://alma/holdings" }, "link": "http://alma/x",
            "location_code": { "value": "stk", "name": "Stacks" }, "place_in_queue": 1,
            "loans": { "value": 2, "link": "http://alma/loans" }, "row": [{ "code": "A" }],
        });
        assert_eq!(serde_json::from_str::<Json>(&document.json()).unwrap(), expected);
    }

    #[test]
    fn a_list_tells_how_many_there_are_of_which_it_shows_some() {
        let list = |objects: Vec<Object>, total| {
            Document::Many(List { plural: "items", singular: "item", objects, total, beside: None })
        };
        assert_eq!(list(vec![], 0).json(), "{\"total_record_count\":0}");
        assert_eq!(list(vec![], 290).json(), "{\"item\":[],\"total_record_count\":290}");
        let xml = list(vec![Object::default()], 2).xml();
        assert!(xml.ends_with("<items total_record_count=\"2\"><item/></items>"), "{xml}");
    }
}

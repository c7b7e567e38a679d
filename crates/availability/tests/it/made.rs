//! Answers written for a test, in the shapes that library systems give.

use marc::Record;

/// An SRU answer around records in XML.
pub fn sru(records: &[&str]) -> String {
    let record = |data: &&str| {
        format!("<record><recordSchema/><recordPacking>xml</recordPacking><recordData>{data}</recordData></record>")
    };
    let records: String = records.iter().map(record).collect();
    format!(
        "<searchRetrieveResponse xmlns='http://www.loc.gov/zing/srw/'><version>1.2</version><numberOfRecords>7</numberOfRecords>\
         <records>{records}</records></searchRetrieveResponse>"
    )
}

/// A MARCXML record out of breaker text.
pub fn marcxml(text: &str) -> String {
    let xml = marc::marcxml::encode(&record(text));
    xml.split_once("?>").map_or(xml.clone(), |(_, body)| body.to_owned())
}

/// A record out of breaker text.
pub fn record(text: &str) -> Record {
    let text = format!("=LDR  01000cam a2200300 i 4500\n{text}\n");
    let mut found = marc::Reader::open(text.as_bytes(), marc::Format::Text, marc::Charset::Auto);
    found.next().unwrap().unwrap().record
}

/// The description of one book, as breaker text.
pub const BOOK: &str = "=001  991234\n=008  970101s1997\\\\\\\\nyu\\\\\\\\\\\\\\\\\\\\\\000\\0\\eng\\d\n=020  \\\\$a9780140447934\n\
                        =035  \\\\$a(OCoLC)ocm00012345\n=100  1\\$aTolstoy, Leo,\n=245  10$aWar and peace /$cLeo Tolstoy.\n\
                        =250  \\\\$a2nd ed.";

/// An OPAC record around holdings in XML, with the book's description.
pub fn opac(holdings: &str) -> String {
    let book = marcxml(BOOK);
    format!("<opacRecord><bibliographicRecord>{book}</bibliographicRecord><holdings>{holdings}</holdings></opacRecord>")
}

/// A page of Alma's items. Each item: PID, process type, base status, rest of the members of `item_data`.
pub fn items(total: u32, items: &[(&str, &str, &str, &str)]) -> String {
    let item = |(pid, process, status, more): &(&str, &str, &str, &str)| {
        format!(
            r#"{{"bib_data":{{"mms_id":"991234","title":"War and peace /","author":"Tolstoy, Leo,","isbn":"0140447938 :","date_of_publication":"c1997."}},
              "holding_data":{{"holding_id":"2290","call_number":"PG3366 .V6","copy_id":"1","in_temp_location":false}},
              "item_data":{{"pid":"{pid}","barcode":"B{pid}","base_status":{{"value":"{status}"}},"process_type":{{"value":"{process}","desc":null}},
              "policy":{{"value":"Gen","desc":"General"}},"library":{{"value":"MAIN","desc":"Main Library"}},
              "location":{{"value":"stk","desc":"Stacks"}},"requested":false{more}}}}}"#
        )
    };
    let items: Vec<String> = items.iter().map(item).collect();
    format!(r#"{{"item":[{}],"total_record_count":{total}}}"#, items.join(","))
}

//! The data enrichment of a profile: which MARC field and subfield each piece of inventory data goes to.

use serde::{Deserialize, Serialize};

/// The table of one kind of data on the page "Data Enrichment".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// One field for each holdings record.
    Holdings,
    /// One field for each holdings record that says in words what is held.
    Summary,
    /// One field for each item.
    Items,
}

/// All three tables; those that are absent are not published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Enrichments {
    /// [`Table::Holdings`].
    pub holdings: Option<Enrichment>,
    /// [`Table::Summary`].
    pub summary: Option<Enrichment>,
    /// [`Table::Items`].
    pub items: Option<Enrichment>,
}

/// One table: the field and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrichment {
    /// Tag, such as `900` or `ITM`.
    pub tag: String,
    /// First indicator.
    pub first_indicator: char,
    /// Second indicator.
    pub second_indicator: char,
    /// Whether the call number type stands in place of the first indicator.
    pub call_number_type_first: bool,
    /// Data element and subfield, in the order of the subfields.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What.
    pub element: Element,
    /// Subfield code, of one character or more: `a`, `aa`.
    pub subfield: String,
}

macro_rules! elements {
    ($($element:ident $table:ident $code:literal $label:literal;)*) => {
        /// A piece of data that a table can publish.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs)] // the labels say what they are
        pub enum Element {
            $($element,)*
        }

        impl Element {
            /// Each with its table, its code in forms, and its words on the page.
            pub const ALL: &[(Self, Table, &str, &str)] =
                &[$((Self::$element, Table::$table, $code, $label),)*];
        }
    };
}

elements! {
    HoldingLibrary Holdings "holding-library" "Library code";
    HoldingLocation Holdings "holding-location" "Location code";
    HoldingCallNumber Holdings "holding-call-number" "Call number";
    ClassificationPart Holdings "classification-part" "Call number: classification part";
    ItemPart Holdings "item-part" "Call number: item part";
    HoldingCallNumberType Holdings "holding-call-number-type" "Call number type";
    HoldingsId Holdings "holdings-id" "Holdings ID";
    SummaryHoldingsId Summary "summary-holdings-id" "Holdings ID";
    SummaryText Summary "summary-text" "Textual holdings";
    ItemHoldingsId Items "item-holdings-id" "Holdings ID";
    ItemPid Items "item-pid" "Item PID";
    Barcode Items "barcode" "Barcode";
    PermanentLibrary Items "permanent-library" "Permanent library";
    PermanentLocation Items "permanent-location" "Permanent location";
    CurrentLibrary Items "current-library" "Current library";
    CurrentLocation Items "current-location" "Current location";
    TemporaryLibrary Items "temporary-library" "Temporary library";
    TemporaryLocation Items "temporary-location" "Temporary location";
    InTemporaryLocation Items "in-temporary-location" "Item is in temporary location";
    ItemCallNumber Items "item-call-number" "Call number";
    ItemCallNumberType Items "item-call-number-type" "Call number type";
    ItemPolicy Items "item-policy" "Item policy";
    TemporaryPolicy Items "temporary-policy" "Temporary item policy";
    MaterialType Items "material-type" "Material type";
    BaseStatus Items "base-status" "Base status";
    ProcessType Items "process-type" "Process type";
    DueBackDate Items "due-back-date" "Due back date";
    Description Items "description" "Description";
    EnumerationA Items "enumeration-a" "Enumeration A";
    ChronologyI Items "chronology-i" "Chronology I";
    CopyId Items "copy-id" "Copy ID";
    PublicNote Items "public-note" "Public note";
}

impl Element {
    /// The elements of a table: element, code, words.
    pub fn of(table: Table) -> impl Iterator<Item = (Self, &'static str, &'static str)> {
        Self::ALL
            .iter()
            .filter(move |(_, own, ..)| *own == table)
            .map(|(element, _, code, label)| (*element, *code, *label))
    }

    fn from_code(text: &str) -> Option<(Self, Table)> {
        Self::ALL.iter().find(|(_, _, code, _)| *code == text).map(|(element, table, ..)| (*element, *table))
    }
}

impl Table {
    /// Each with its name in forms and its words on the page.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Holdings, "holdings", "Holdings information"),
        (Self::Summary, "summary", "Textual holdings"),
        (Self::Items, "items", "Item information"),
    ];
}

impl Enrichment {
    /// An empty table for a tag.
    fn for_tag(tag: &str) -> Self {
        Self {
            tag: tag.to_owned(),
            first_indicator: ' ',
            second_indicator: ' ',
            call_number_type_first: false,
            rows: Vec::new(),
        }
    }

    /// The subfields of an element.
    pub fn subfields_of(&self, element: Element) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(move |row| row.element == element).map(|row| row.subfield.as_str())
    }
}

impl Enrichments {
    /// One of the tables.
    #[must_use]
    pub fn table(&self, table: Table) -> Option<&Enrichment> {
        match table {
            Table::Holdings => self.holdings.as_ref(),
            Table::Summary => self.summary.as_ref(),
            Table::Items => self.items.as_ref(),
        }
    }

    /// One of the tables, to change it.
    pub fn table_mut(&mut self, table: Table) -> &mut Option<Enrichment> {
        match table {
            Table::Holdings => &mut self.holdings,
            Table::Summary => &mut self.summary,
            Table::Items => &mut self.items,
        }
    }
}

/// A layout that a library uses: what the button fills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The name of the holdings mapping that reads it.
    pub name: &'static str,
    /// Where it is used.
    pub description: &'static str,
    /// Tag and rows of each table, `^` behind a tag for the call number type as first indicator.
    tables: &'static str,
}

impl Preset {
    /// Layouts of published Alma records.
    pub const ALL: &[Self] = &[
        Self {
            name: "alma-900-995",
            description: "Holdings in 900, items in 995 with codes of two letters: Millersville, Jefferson, Geneseo",
            tables: "900^ holding-library=b holding-location=d classification-part=f item-part=f holdings-id=8 \
                995 item-holdings-id=ff item-pid=a barcode=s permanent-location=aa current-location=z material-type=t \
                item-call-number-type=j item-call-number=bb permanent-library=h current-library=i item-policy=c \
                in-temporary-location=v enumeration-a=e chronology-i=f description=g copy-id=u public-note=p",
        },
        Self {
            name: "alma-900-995-b",
            description: "Holdings in 900, items in 995 in another order: Gettysburg",
            tables: "900^ holding-library=b holding-location=d holding-call-number=f holdings-id=8 \
                995 item-holdings-id=cc item-pid=a barcode=b permanent-library=o current-library=q permanent-location=r \
                current-location=p item-call-number-type=s item-call-number=t item-policy=e material-type=d enumeration-a=i \
                chronology-i=k description=m copy-id=f in-temporary-location=h",
        },
        Self {
            name: "alma-995",
            description: "Items in 995 only: Stockton",
            tables: "995 item-pid=a barcode=b permanent-location=p item-call-number=c item-call-number-type=d material-type=t \
                enumeration-a=i chronology-i=k",
        },
        Self {
            name: "alma-852-876",
            description: "Holdings in 852 and 866, items in 876: Princeton",
            tables: "852^ holding-library=b holding-location=c classification-part=h item-part=i holdings-id=8 \
                866 summary-holdings-id=8 summary-text=a \
                876 item-holdings-id=0 item-pid=a description=3 barcode=p copy-id=t permanent-library=y permanent-location=z \
                process-type=j item-policy=h",
        },
        Self {
            name: "alma-995-nyu",
            description: "Items in 995: New York University, the New School",
            tables: "995 item-pid=a barcode=b permanent-library=n permanent-location=o item-call-number=z \
                item-call-number-type=y material-type=t enumeration-a=f chronology-i=i",
        },
        Self {
            name: "alma-909",
            description: "Items in 909, call numbers in the bibliographic record: MNLINK",
            tables: "909 item-pid=a barcode=b permanent-location=l enumeration-a=e chronology-i=c material-type=m",
        },
        Self {
            name: "alma-hld-itm",
            description: "Holdings in HLD and HLD866, items in ITM: Temple",
            tables: "HLD^ holding-library=b holding-location=c classification-part=h item-part=i holdings-id=8 \
                HLD866 summary-holdings-id=8 summary-text=a \
                ITM item-holdings-id=r item-pid=8 barcode=9 permanent-library=d permanent-location=e current-library=f \
                current-location=g item-call-number=i material-type=t process-type=u description=c public-note=z",
        },
    ];

    /// The preset of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|preset| preset.name == name)
    }

    /// What it fills in.
    #[must_use]
    pub fn enrichments(&self) -> Enrichments {
        let mut filled = Enrichments::default();
        let mut tag = "";
        for word in self.tables.split_whitespace() {
            let Some((code, subfield)) = word.split_once('=') else {
                tag = word;
                continue;
            };
            let Some((element, table)) = Element::from_code(code) else { continue };
            let plain = tag.trim_end_matches('^');
            let enrichment = filled.table_mut(table).get_or_insert_with(|| Enrichment::for_tag(plain));
            enrichment.call_number_type_first = tag.ends_with('^');
            enrichment.rows.push(Row { element, subfield: subfield.to_owned() });
        }
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_presets_names_a_data_element() {
        for preset in Preset::ALL {
            let filled = preset.enrichments();
            let tables = Table::ALL.iter().filter_map(|(table, ..)| filled.table(*table));
            let rows: usize = tables.map(|table| table.rows.len()).sum();
            assert_eq!(rows, preset.tables.matches('=').count(), "{}", preset.name);
            assert!(filled.items.is_some(), "{}", preset.name);
        }
        let first = Preset::named("alma-900-995").unwrap().enrichments();
        let holdings = first.holdings.unwrap();
        assert_eq!((holdings.tag.as_str(), holdings.call_number_type_first), ("900", true));
        assert_eq!(first.items.unwrap().subfields_of(Element::ItemHoldingsId).collect::<Vec<_>>(), ["ff"]);
    }
}

//! A shelf of books behind [`Target`]: enough of a catalogue to show and to test a server.

use std::collections::BTreeSet;
use std::convert::Infallible;

use z3950::bib1::{AttributeType, Profile};
use z3950::opac::{CirculationRecord, HoldingsAndCirculation, HoldingsRecord, OpacRecord};
use z3950::pdu::{IdAuthentication, SortElement, SortKey, SortRelation, TermInfo};
use z3950::query::{AttributesPlusTerm, Operand, Operator};
use z3950::record::External;
use z3950::server::{Found, Origin, ResultSet, Scan, Search, Sort, Target, Terms, Wanted};
use z3950::{Diagnostic, Oid};

/// A book.
#[derive(Debug, Clone)]
pub struct Book {
    pub number: String,
    pub title: String,
    pub author: String,
    pub isbn: String,
    pub barcode: String,
    pub available: bool,
}

/// Books, under the database name `shelf`.
pub struct Shelf {
    books: Vec<Book>,
    profile: Profile,
}

const SYNTAXES: [Oid; 4] = [Oid::USMARC, Oid::XML, Oid::OPAC, Oid::SUTRS];

/// Type of attribute, and the values of it that the shelf understands.
const ATTRIBUTES: [(AttributeType, &[i64]); 6] = [
    (AttributeType::USE, &[4, 7, 12, 1003, 1016]),
    (AttributeType::RELATION, &[3]),
    (AttributeType::POSITION, &[1, 3]),
    (AttributeType::STRUCTURE, &[1, 2, 6]),
    (AttributeType::TRUNCATION, &[1, 100]),
    (AttributeType::COMPLETENESS, &[1, 2, 3]),
];

impl Shelf {
    /// Four books that everybody knows.
    pub fn classics() -> Self {
        Self::new(vec![
            book("990001", "War and peace", "Tolstoy, Leo", "9780140447934", true),
            book("990002", "The Odyssey", "Homer", "0140449116", true),
            book("990003", "Die Verwandlung", "Kafka, Franz", "9783150099001", false),
            book("990004", "The trial", "Kafka, Franz", "9780805209990", true),
        ])
    }

    pub fn new(books: Vec<Book>) -> Self {
        let supported = ATTRIBUTES.iter().map(|(kind, values)| (*kind, values.to_vec())).collect();
        Self { books, profile: Profile { supported, proximity: false } }
    }

    fn matching(&self, term: &AttributesPlusTerm) -> BTreeSet<usize> {
        let wanted = term.term.text().to_lowercase();
        let truncated = term.attribute(5) == Some(1);
        let fits = |text: &str| match truncated {
            true => text.to_lowercase().split(' ').any(|word| word.starts_with(&wanted)),
            false => format!(" {} ", text.to_lowercase().replace(',', "")).contains(&format!(" {wanted} ")),
        };
        let found = |book: &Book| match term.attribute(1) {
            Some(4) => fits(&book.title),
            Some(7) => fits(&book.isbn),
            Some(12) => book.number == wanted,
            Some(1003) => fits(&book.author),
            _ => fits(&book.title) || fits(&book.author) || fits(&book.isbn),
        };
        self.books.iter().enumerate().filter(|(_, book)| found(book)).map(|(place, _)| place).collect()
    }
}

impl Target for Shelf {
    type Set = Vec<usize>;

    /// The password `wrong` is wrong.
    fn open(&mut self, origin: &Origin<'_>) -> Result<(), Diagnostic> {
        match origin.authentication {
            Some(IdAuthentication::IdPass(given)) if given.password.as_deref() == Some("wrong") => {
                Err(Diagnostic::new(1011, "hans"))
            }
            Some(IdAuthentication::Open(given)) if given.ends_with("/wrong") => Err(Diagnostic::new(1011, "hans")),
            _ => Ok(()),
        }
    }

    fn check_database(&self, name: &str) -> Result<(), Diagnostic> {
        match name {
            _ if name.eq_ignore_ascii_case("shelf") => Ok(()),
            "attic" => Err(Diagnostic::new(109, name)),
            _ => Err(Diagnostic::new(235, name)),
        }
    }

    fn syntaxes(&self) -> &[Oid] {
        &SYNTAXES
    }

    fn search(&mut self, search: &Search<'_, Vec<usize>>) -> Result<ResultSet<Vec<usize>>, Diagnostic> {
        self.profile.check(search.query)?;
        let operand = |operand: &Operand| {
            Ok::<_, Infallible>(match operand {
                Operand::Term(term) => self.matching(term),
                Operand::ResultSet(name) => {
                    search.sets.get(name).map(|found| found.set.iter().copied().collect()).unwrap_or_default()
                }
                Operand::Restriction(_) | Operand::Other(_) => BTreeSet::new(),
            })
        };
        let join = |operator: &Operator, left: BTreeSet<usize>, right: BTreeSet<usize>| {
            Ok(match operator {
                Operator::Or => &left | &right,
                Operator::AndNot => &left - &right,
                _ => &left & &right,
            })
        };
        let Ok(found) = search.query.rpn.fold(operand, join);
        let set: Vec<usize> = found.unwrap_or_default().into_iter().collect();
        Ok(ResultSet { hits: set.len() as u64, set })
    }

    fn record(&mut self, set: &Vec<usize>, position: u64, wanted: &Wanted<'_>) -> Result<Found, Diagnostic> {
        let place = usize::try_from(position).ok().and_then(|position| set.get(position.checked_sub(1)?));
        let book = place.and_then(|&place| self.books.get(place)).ok_or_else(|| Diagnostic::new(14, ""))?;
        let record = match wanted.syntax {
            syntax if *syntax == Oid::XML => External::octets(Oid::XML, book.xml()),
            syntax if *syntax == Oid::OPAC => External::opac(&book.opac()),
            syntax if *syntax == Oid::SUTRS => External::text(Oid::SUTRS, &format!("{}: {}", book.author, book.title)),
            _ => External::octets(Oid::USMARC, book.marc()),
        };
        Ok(Found { database: "shelf".to_owned(), record })
    }

    fn offers_scan(&self) -> bool {
        true
    }

    /// Titles.
    fn scan(&mut self, scan: &Scan<'_>) -> Result<Terms, Diagnostic> {
        if scan.start.attribute(1) != Some(4) {
            return Err(Diagnostic::new(232, ""));
        }
        let start = scan.start.term.text().to_lowercase();
        let mut titles: Vec<String> = self.books.iter().map(|book| book.title.to_lowercase()).collect();
        titles.sort();
        let from = titles.iter().position(|title| *title >= start).unwrap_or(titles.len());
        let before = (scan.position.saturating_sub(1) as usize).min(from);
        let terms = titles.iter().skip(from - before).take(scan.count as usize);
        Ok(Terms { terms: terms.map(|title| TermInfo::new(title, 1)).collect(), position: before as u32 + 1 })
    }

    fn offers_sort(&self) -> bool {
        true
    }

    /// By title, whatever attributes say so.
    fn sort(&mut self, sort: &Sort<'_, Vec<usize>>) -> Result<ResultSet<Vec<usize>>, Diagnostic> {
        let [key] = sort.keys else { return Err(Diagnostic::new(211, "")) };
        if !matches!(key.element, SortElement::Generic(SortKey::Attributes(_) | SortKey::Field(_))) {
            return Err(Diagnostic::new(210, ""));
        }
        let mut set: Vec<usize> = sort.sets.iter().flat_map(|found| found.set.iter().copied()).collect();
        set.sort_by_key(|&place| self.books.get(place).map(|book| book.title.clone()));
        if key.relation == SortRelation::DESCENDING {
            set.reverse();
        }
        Ok(ResultSet { hits: set.len() as u64, set })
    }
}

pub fn book(number: &str, title: &str, author: &str, isbn: &str, available: bool) -> Book {
    let owned = str::to_owned;
    let barcode = format!("B{number}");
    Book { number: owned(number), title: owned(title), author: owned(author), isbn: owned(isbn), barcode, available }
}

impl Book {
    /// A MARC 21 record in ISO 2709, UTF-8.
    fn marc(&self) -> Vec<u8> {
        let fields = [
            ("001", self.number.clone()),
            ("020", format!("  \u{1F}a{}", self.isbn)),
            ("100", format!("1 \u{1F}a{}", self.author)),
            ("245", format!("10\u{1F}a{}", self.title)),
        ];
        let (mut directory, mut data) = (String::new(), String::new());
        for (tag, field) in fields {
            directory += &format!("{tag}{:04}{:05}", field.len() + 1, data.len());
            data += &format!("{field}\u{1E}");
        }
        let base = 24 + directory.len() + 1;
        let length = base + data.len() + 1;
        format!("{length:05}nam a22{base:05}   4500{directory}\u{1E}{data}\u{1D}").into_bytes()
    }

    fn xml(&self) -> String {
        let mut writer = xml::Writer::fragment();
        writer.start("record", &[("xmlns", "http://www.loc.gov/MARC21/slim")]);
        writer.leaf_with("controlfield", &[("tag", "001")], &self.number);
        writer.start("datafield", &[("tag", "245"), ("ind1", "1"), ("ind2", "0")]);
        writer.leaf_with("subfield", &[("code", "a")], &self.title);
        writer.end();
        writer.end();
        writer.finish()
    }

    /// As Alma gives it: names of library and location, item policy under `availableThru`.
    fn opac(&self) -> OpacRecord {
        let item = CirculationRecord {
            available_now: self.available,
            availability_date: (!self.available).then(|| "20260630".to_owned()),
            available_thru: Some("Standard loan".to_owned()),
            item_id: Some(self.barcode.clone()),
            ..CirculationRecord::default()
        };
        let holdings = HoldingsAndCirculation {
            local_location: Some("Main Library".to_owned()),
            shelving_location: Some("Stacks".to_owned()),
            call_number: Some(format!("PA {}", self.number)),
            circulation_data: vec![item],
            ..HoldingsAndCirculation::default()
        };
        OpacRecord {
            bibliographic_record: Some(External::octets(Oid::USMARC, self.marc())),
            holdings: vec![HoldingsRecord::HoldingsAndCirculation(Box::new(holdings))],
            unknown: Vec::new(),
        }
    }
}

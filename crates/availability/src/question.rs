//! The questions to a library's system: what is asked first, in which words, quoted as the protocol wants.
//!
//! Surest first: record number, standard numbers, WorldCat number, title. Nothing is sent from here.

use marc::identifiers::{Isbn, Issn};

use crate::wanted::{Wanted, oclc_number};

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is asked by.
    pub by: By,
    /// The question for people: `record number 991234`.
    pub words: String,
    /// The query: PQF, CQL, or the path behind the base address of Alma's REST interface.
    pub query: String,
}

/// What a question asks by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The record's number in the system that is asked.
    RecordNumber,
    /// ISBN.
    Isbn,
    /// ISSN.
    Issn,
    /// WorldCat number.
    OclcNumber,
    /// Title, with the author where one is known.
    Title,
}

/// The questions that can be put, and what cannot be asked, in sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    /// Surest first.
    pub ask: Vec<Question>,
    /// What this way of asking cannot ask by, though it is known.
    pub cannot: Vec<String>,
}

/// Bib-1 use attributes of a Z39.50 server (Z39.50 attribute set bib-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseAttributes {
    /// Of the record number: 12 local number; Symphony and Evergreen 1016.
    pub record_id: u32,
    /// What stands before a record number in place of its own letters: Symphony finds `a12145126` as `^C12145126`.
    pub record_id_prefix: Option<String>,
    /// Of the ISBN: 7.
    pub isbn: u32,
    /// Of the ISSN: 8.
    pub issn: u32,
    /// Of the WorldCat number; Alma has 1211, most others none.
    pub oclc_number: Option<u32>,
    /// Of the title: 4.
    pub title: u32,
    /// Of the author: 1003.
    pub author: u32,
}

impl Default for UseAttributes {
    fn default() -> Self {
        Self { record_id: 12, record_id_prefix: None, isbn: 7, issn: 8, oclc_number: None, title: 4, author: 1003 }
    }
}

impl UseAttributes {
    /// Those of a system by the name that settings know it by; the usual ones for names that are not known.
    ///
    /// Alma: Ex Libris, "Z39.50 Search". Symphony and Evergreen: the queries that ReShare's adapters send.
    #[must_use]
    pub fn of_system(name: &str) -> Self {
        let usual = Self::default();
        match name.trim().to_ascii_lowercase().as_str() {
            "alma" => Self { oclc_number: Some(1211), ..usual },
            "symphony" | "ncsu" => Self { record_id: 1016, record_id_prefix: Some("^C".to_owned()), ..usual },
            "evergreen" => Self { record_id: 1016, ..usual },
            _ => usual,
        }
    }
}

/// The indexes of an SRU server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SruIndexes {
    /// Of the record number.
    pub record_id: String,
    /// Of the ISBN.
    pub isbn: String,
    /// Of the ISSN.
    pub issn: String,
    /// Of the WorldCat number, if there is one.
    pub oclc_number: Option<String>,
    /// Of the title.
    pub title: String,
    /// Of the author.
    pub author: String,
}

impl SruIndexes {
    /// Those of Alma, as its explain record has them.
    #[must_use]
    pub fn alma() -> Self {
        Self::named(["alma.mms_id", "alma.isbn", "alma.issn", "alma.title", "alma.creator"])
            .with_oclc_number("alma.oclc_control_number_035_a")
    }

    /// Those of the Bath profile and Dublin Core, which most other servers know.
    #[must_use]
    pub fn bath() -> Self {
        Self::named(["rec.id", "bath.isbn", "bath.issn", "dc.title", "dc.creator"])
    }

    fn named([record_id, isbn, issn, title, author]: [&str; 5]) -> Self {
        let [record_id, isbn, issn, title, author] = [record_id, isbn, issn, title, author].map(str::to_owned);
        Self { record_id, isbn, issn, oclc_number: None, title, author }
    }

    fn with_oclc_number(self, index: &str) -> Self {
        Self { oclc_number: Some(index.to_owned()), ..self }
    }
}

/// The questions to a Z39.50 server, in PQF.
#[must_use]
pub fn z3950_questions(wanted: &Wanted, attributes: &UseAttributes) -> Questions {
    let term = |attribute: u32, value: &str| format!("@attr 1={attribute} {}", pqf_quoted(value));
    let known = Known::of(wanted);
    let mut questions = Questions::default();
    if let Some(id) = &known.record_id {
        let value = match &attributes.record_id_prefix {
            Some(prefix) => format!("{prefix}{}", id.trim_start_matches(|letter: char| letter.is_ascii_alphabetic())),
            None => id.clone(),
        };
        questions.push(By::RecordNumber, id, term(attributes.record_id, &value));
    }
    let either = |attribute: u32, forms: &[String]| {
        let terms: Vec<String> = forms.iter().map(|form| term(attribute, form)).collect();
        format!("{}{}", "@or ".repeat(terms.len().saturating_sub(1)), terms.join(" "))
    };
    known.isbns(|label, forms| questions.push(By::Isbn, label, either(attributes.isbn, forms)));
    known.issns(|label, forms| questions.push(By::Issn, label, either(attributes.issn, forms)));
    match (&known.oclc_number, attributes.oclc_number) {
        (Some(number), Some(attribute)) => questions.push(By::OclcNumber, number, term(attribute, number)),
        (Some(number), None) => questions.cannot("WorldCat number", number, "the server has no use attribute for it"),
        (None, _) => {}
    }
    known.title(|title, author| {
        let title_term = term(attributes.title, title);
        let query = match author {
            Some(author) => format!("@and {title_term} {}", term(attributes.author, author)),
            None => title_term,
        };
        questions.push(By::Title, &shown(title, author), query);
    });
    questions
}

/// The questions to an SRU server, in CQL.
#[must_use]
pub fn sru_questions(wanted: &Wanted, indexes: &SruIndexes) -> Questions {
    let term = |index: &str, relation: &str, value: &str| format!("{index} {relation} {}", cql_quoted(value));
    let known = Known::of(wanted);
    let mut questions = Questions::default();
    if let Some(id) = &known.record_id {
        questions.push(By::RecordNumber, id, term(&indexes.record_id, "=", id));
    }
    let either = |index: &str, forms: &[String]| {
        forms.iter().map(|form| term(index, "=", form)).collect::<Vec<_>>().join(" or ")
    };
    known.isbns(|label, forms| questions.push(By::Isbn, label, either(&indexes.isbn, forms)));
    known.issns(|label, forms| questions.push(By::Issn, label, either(&indexes.issn, forms)));
    match (&known.oclc_number, &indexes.oclc_number) {
        (Some(number), Some(index)) => questions.push(By::OclcNumber, number, term(index, "=", number)),
        (Some(number), None) => questions.cannot("WorldCat number", number, "the server has no index of them"),
        (None, _) => {}
    }
    known.title(|title, author| {
        let title_term = term(&indexes.title, "all", title);
        let query = match author {
            Some(author) => format!("{title_term} and {}", term(&indexes.author, "all", author)),
            None => title_term,
        };
        questions.push(By::Title, &shown(title, author), query);
    });
    questions
}

/// The questions to Alma's REST interface: paths behind its base address. It has the items of a record by its MMS id and
/// finds records by another system's number; by ISBN, ISSN or title it finds nothing.
#[must_use]
pub fn rest_questions(wanted: &Wanted) -> Questions {
    let known = Known::of(wanted);
    let mut questions = Questions::default();
    match &known.record_id {
        Some(id) if is_mms_id(id) => questions.push(By::RecordNumber, id, items_path(id, 0)),
        Some(id) => {
            let path = format!("bibs?other_system_id={}&view=full&expand=p_avail,e_avail,d_avail", percent_encoded(id));
            questions.push(By::RecordNumber, id, path);
        }
        None => {}
    }
    if let Some(number) = &known.oclc_number {
        let id = percent_encoded(&format!("(OCoLC){number}"));
        questions.push(
            By::OclcNumber,
            number,
            format!("bibs?other_system_id={id}&view=full&expand=p_avail,e_avail,d_avail"),
        );
    }
    let cannot = "Alma's REST interface does not search by it; SRU or Z39.50 does";
    known.isbns(|label, _| questions.cannot("ISBN", label, cannot));
    known.issns(|label, _| questions.cannot("ISSN", label, cannot));
    known.title(|title, _| questions.cannot("title", title, cannot));
    questions
}

/// The path of one page of the items of a record: 100 items from `offset` on, which is the most that Alma gives at once.
#[must_use]
pub fn items_path(mms_id: &str, offset: usize) -> String {
    let id = percent_encoded(mms_id);
    format!("bibs/{id}/holdings/ALL/items?expand=due_date&limit=100&offset={offset}")
}

/// The path of a record with its availability fields.
#[must_use]
pub fn bib_path(mms_id: &str) -> String {
    format!("bibs?mms_id={}&view=full&expand=p_avail,e_avail,d_avail", percent_encoded(mms_id))
}

/// Whether a number has the form of an MMS id: digits that begin with 99.
#[must_use]
pub fn is_mms_id(id: &str) -> bool {
    (8..=19).contains(&id.len()) && id.starts_with("99") && id.bytes().all(|byte| byte.is_ascii_digit())
}

impl Questions {
    fn push(&mut self, by: By, label: &str, query: String) {
        self.ask.push(Question { by, words: format!("{} {label}", by.words()), query });
    }

    fn cannot(&mut self, what: &str, value: &str, why: &str) {
        self.cannot.push(format!("not asked by {what} {value}: {why}"));
    }
}

impl By {
    /// The words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::RecordNumber => "record number",
            Self::Isbn => "ISBN",
            Self::Issn => "ISSN",
            Self::OclcNumber => "WorldCat number",
            Self::Title => "title",
        }
    }
}

/// What is known, each in the forms that catalogues have.
struct Known<'a> {
    wanted: &'a Wanted,
    record_id: Option<String>,
    oclc_number: Option<String>,
}

impl<'a> Known<'a> {
    fn of(wanted: &'a Wanted) -> Self {
        Self {
            wanted,
            record_id: crate::shelf::filled(&wanted.record_id),
            oclc_number: oclc_number(&wanted.oclc_number),
        }
    }

    /// Both lengths, since catalogues keep what is printed in the book; a number with a wrong check digit as it is.
    fn isbns(&self, mut ask: impl FnMut(&str, &[String])) {
        let stated = self.wanted.isbn.trim();
        match Isbn::parse(stated) {
            Some(isbn) => {
                let forms: Vec<String> = [Some(isbn.to_string()), isbn.isbn10()].into_iter().flatten().collect();
                ask(isbn.as_str(), &forms);
            }
            None if !stated.is_empty() => ask(stated, &[compact(stated)]),
            None => {}
        }
    }

    fn issns(&self, mut ask: impl FnMut(&str, &[String])) {
        let stated = self.wanted.issn.trim();
        match Issn::parse(stated) {
            Some(issn) => ask(issn.as_str(), &[issn.to_string()]),
            None if !stated.is_empty() => ask(stated, &[stated.to_owned()]),
            None => {}
        }
    }

    fn title(&self, mut ask: impl FnMut(&str, Option<&str>)) {
        let (title, author) = (self.wanted.title_proper(), self.wanted.family_name());
        if !title.is_empty() {
            ask(title, Some(author).filter(|author| !author.is_empty()));
        }
    }
}

fn compact(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn shown(title: &str, author: Option<&str>) -> String {
    author.map_or_else(|| title.to_owned(), |author| format!("{title} by {author}"))
}

/// A term of PQF in quotation marks; control characters, which no catalogue has, become blanks.
fn pqf_quoted(term: &str) -> String {
    let mut quoted = String::from("\"");
    for character in term.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A term of CQL in quotation marks. `*`, `?` and `^` would be masks (CQL 1.2, "Masking Rules").
fn cql_quoted(term: &str) -> String {
    let mut quoted = String::from("\"");
    for character in term.chars() {
        match character {
            '"' | '\\' | '*' | '?' | '^' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Everything but letters, digits and `-._~` in percent form (RFC 3986, 2.3).
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

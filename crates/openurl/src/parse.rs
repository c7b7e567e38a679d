//! From keys to a request: which key means what, and which of two keys wins.

use std::fmt;

use crate::query::{Pair, pairs};
use crate::tidy;
use crate::{Genre, Request, Requester, Service, Version};

/// Why a text is no OpenURL.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseError {
    /// Longer than any honest link, in bytes.
    TooLong {
        /// Its length.
        bytes: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// Not one `key=value` in it.
    NoKeys,
    /// Keys, but none of OpenURL's.
    NoOpenUrlKeys,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { bytes, limit } => write!(f, "the link has {bytes} bytes; at most {limit} are read"),
            Self::NoKeys => f.write_str("no key=value found in the link; expected keys such as rft.title=..."),
            Self::NoOpenUrlKeys => f.write_str("none of the keys in the link is an OpenURL key such as rft.title"),
        }
    }
}

impl std::error::Error for ParseError {}

/// Reads an OpenURL 0.1 or 1.0: a full link, a bare query string, or the body of a form.
///
/// # Errors
/// When the text is too long or has no key of OpenURL in it. Anything else is made the best of.
pub fn parse(text: &str) -> Result<Request, ParseError> {
    let mut keys = Keys::of(pairs(text)?)?;
    let mut request = Request { version: keys.version(), raw: text.to_owned(), ..Request::default() };
    read_identifiers(&mut keys, &mut request);
    read_publication(&mut keys, &mut request);
    read_part(&mut keys, &mut request);
    read_authors(&mut keys, &mut request);
    read_genre_and_titles(&mut keys, &mut request);
    read_people(&mut keys, &mut request);
    request.unknown = keys.rest();
    Ok(request)
}

/// The pairs of a link; each is taken once.
struct Keys {
    pairs: Vec<(Pair, bool)>,
}

/// Keys that say how the link is made and nothing about the request.
const ENVELOPE: [&str; 12] = [
    "url_ver",
    "url_tim",
    "url_ctx_fmt",
    "ctx_ver",
    "ctx_enc",
    "ctx_id",
    "ctx_tim",
    "ctx_dat",
    "rft_val_fmt",
    "svc_val_fmt",
    "rfr_val_fmt",
    "req_val_fmt",
];

/// Keys of OpenURL 0.1 by which a link is recognised.
const OLD_KEYS: [&str; 14] = [
    "genre", "title", "stitle", "atitle", "aulast", "aufirst", "issn", "eissn", "isbn", "date", "volume", "spage",
    "sid", "id",
];

impl Keys {
    fn of(pairs: Vec<Pair>) -> Result<Self, ParseError> {
        if pairs.is_empty() {
            return Err(ParseError::NoKeys);
        }
        let keys = Self { pairs: pairs.into_iter().map(|pair| (pair, false)).collect() };
        let has_old_key = keys.pairs.iter().any(|(pair, _)| OLD_KEYS.contains(&pair.key.as_str()));
        if keys.version() == Version::V0_1 && !has_old_key {
            return Err(ParseError::NoOpenUrlKeys);
        }
        Ok(keys)
    }

    fn version(&self) -> Version {
        let is_new = |(pair, _): &(Pair, bool)| {
            pair.key.starts_with("rft.") || ["rft_id", "rft_val_fmt", "url_ver", "ctx_ver"].contains(&pair.key.as_str())
        };
        if self.pairs.iter().any(is_new) { Version::V1_0 } else { Version::V0_1 }
    }

    /// The format that the citation is written in, such as `book`: the last part of `rft_val_fmt`.
    fn format(&self) -> Option<String> {
        let (pair, _) = self.pairs.iter().find(|(pair, _)| pair.key == "rft_val_fmt")?;
        pair.value.rsplit(':').next().map(|format| format.trim().to_ascii_lowercase())
    }

    /// All values of exactly this key, now taken.
    fn exactly(&mut self, key: &str) -> Vec<String> {
        let taken = self.pairs.iter_mut().filter(|(pair, _)| pair.key == key);
        taken
            .map(|(pair, taken)| {
                *taken = true;
                pair.value.clone()
            })
            .collect()
    }

    /// All values of a citation key: with the prefix of 1.0 first, then as in 0.1.
    fn all(&mut self, name: &str) -> Vec<String> {
        let mut values = self.exactly(&format!("rft.{name}"));
        values.extend(self.exactly(name));
        values
    }

    /// The first value under any of these citation keys that has something left after tidying.
    fn first(&mut self, names: &[&str], tidy: fn(&str) -> Option<String>) -> Option<String> {
        // All are taken, also those that lose.
        let values: Vec<String> = names.iter().flat_map(|name| self.all(name)).collect();
        values.iter().find_map(|value| tidy(value))
    }

    /// What no field has taken and that has a value.
    fn rest(&self) -> Vec<(String, String)> {
        let left = self.pairs.iter().filter(|(pair, taken)| !taken && !ENVELOPE.contains(&pair.key.as_str()));
        left.filter(|(pair, _)| !pair.value.trim().is_empty())
            .map(|(pair, _)| (pair.key.clone(), pair.value.clone()))
            .collect()
    }

    /// Gives back a value that is not what its key promises.
    fn give_back(&mut self, name: &str, value: &str) {
        let is_it = |pair: &Pair| pair.value == value && pair.key.strip_prefix("rft.").unwrap_or(&pair.key) == name;
        if let Some((_, taken)) = self.pairs.iter_mut().find(|(pair, taken)| *taken && is_it(pair)) {
            *taken = false;
        }
    }
}

fn read_identifiers(keys: &mut Keys, request: &mut Request) {
    let mut ids = keys.exactly("rft_id");
    ids.extend(keys.all("id"));
    for id in ids {
        keep_identifier(id.trim(), request);
    }
    for key in
        ["isbn", "eisbn", "isbn_list", "eisbn_list", "isbn_additional", "eisbn_additional", "issn", "eissn", "lissn"]
    {
        read_standard_numbers(keys, key, request);
    }
    let doi = keys.first(&["doi"], |value| bare_doi(value).map(str::to_owned));
    request.doi = doi.or(request.doi.take());
    request.pmid = keys.first(&["pmid"], digits).or(request.pmid.take());
    request.lccn = keys.first(&["lccn"], tidy::plain).or(request.lccn.take());
    request.mms_id = keys.first(&["mms_id"], digits);
    request.oclc_number = keys.first(&["oclcnum", "oclc"], digits).or(request.oclc_number.take());
    // FirstSearch and the Alma templates for ILLiad put the OCLC number here.
    if request.oclc_number.is_none() {
        let found = keys.exactly("rfe_dat");
        request.oclc_number = found.iter().find_map(|value| accession_number(value));
        if request.oclc_number.is_none() {
            found.iter().for_each(|value| keys.give_back("rfe_dat", value));
        }
    }
}

/// ISBNs and ISSNs, told apart by their form: link resolvers put an ISBN under `eissn`. A value without any goes to the
/// unknown ones.
fn read_standard_numbers(keys: &mut Keys, key: &str, request: &mut Request) {
    for value in keys.all(key) {
        let mut is_known = false;
        for number in value.split([',', ';', '|']) {
            let (isbn, issn) = (tidy::isbn(number), tidy::issn(number));
            is_known |= isbn.is_some() || issn.is_some();
            isbn.into_iter().for_each(|isbn| push_new(&mut request.isbns, isbn));
            issn.into_iter().for_each(|issn| push_new(&mut request.issns, issn));
        }
        if !is_known {
            keys.give_back(key, &value);
        }
    }
}

fn push_new(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// An identifier with its kind in front: `info:doi/10...`, `urn:ISBN:...`, `doi:10...`, `https://doi.org/10...`.
fn keep_identifier(id: &str, request: &mut Request) {
    let lower = id.to_ascii_lowercase();
    // ASCII lower case keeps every byte in its place.
    let behind = |prefixes: &[&str]| {
        prefixes.iter().find(|prefix| lower.starts_with(**prefix)).and_then(|prefix| id.get(prefix.len()..))
    };
    if let Some(doi) = bare_doi(id) {
        request.doi.get_or_insert(doi.to_owned());
    } else if let Some(pmid) = behind(&["info:pmid/", "pmid:"]) {
        request.pmid = request.pmid.take().or(digits(pmid));
    } else if let Some(number) = behind(&["info:oclcnum/", "oclcnum:", "ocn:", "http://www.worldcat.org/oclc/"]) {
        request.oclc_number = request.oclc_number.take().or(digits(number));
    } else if let Some(lccn) = behind(&["info:lccn/", "lccn:"]) {
        request.lccn = request.lccn.take().or(tidy::plain(lccn));
    } else if let Some(isbn) = behind(&["urn:isbn:", "isbn:"]).and_then(tidy::isbn) {
        push_new(&mut request.isbns, isbn);
    } else if let Some(issn) = behind(&["urn:issn:", "issn:"]).and_then(tidy::issn) {
        push_new(&mut request.issns, issn);
    } else if !id.is_empty() && !id.ends_with(['/', ':']) {
        push_new(&mut request.other_ids, id.to_owned());
    }
}

/// The DOI in `info:doi/10.1000/1`, `doi:10.1000/1`, `https://doi.org/10.1000/1` or `10.1000/1`.
fn bare_doi(text: &str) -> Option<&str> {
    let text = text.trim();
    let start = if text.starts_with("10.") { 0 } else { doi_start(text)? };
    let doi = text.get(start..)?;
    let (prefix, suffix) = doi.split_once('/')?;
    (prefix.starts_with("10.") && prefix.len() > 4 && !suffix.is_empty()).then_some(doi)
}

fn doi_start(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let prefixes =
        ["info:doi/", "doi:", "http://doi.org/", "https://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/"];
    prefixes.iter().find(|prefix| lower.starts_with(**prefix)).map(|prefix| prefix.len())
}

/// A number without `(OCoLC)`, `ocm` and leading zeros.
fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.rsplit([')', ':', '/']).next().unwrap_or(text);
    let text = text.trim_start_matches(|character: char| character.is_ascii_alphabetic()).trim_start_matches('0');
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

/// The number in `44786349` or `<accessionnumber>44786349</accessionnumber>`.
fn accession_number(text: &str) -> Option<String> {
    let inner = text.trim().strip_prefix("<accessionnumber>").and_then(|inner| inner.split('<').next());
    digits(inner.unwrap_or(text))
}

fn read_publication(keys: &mut Keys, request: &mut Request) {
    let dates: Vec<String> = ["date", "year"].iter().flat_map(|name| keys.all(name)).collect();
    request.date = dates.iter().find_map(|date| tidy::plain(date));
    request.year = dates.iter().find_map(|date| tidy::year(date));
    request.edition = keys.first(&["edition"], tidy::plain);
    request.publisher = keys.first(&["pub", "publisher"], tidy::name);
    request.place = keys.first(&["place"], tidy::name);
    request.series = keys.first(&["series"], tidy::phrase);
    request.language = keys.first(&["language"], tidy::plain);
    request.degree = keys.first(&["degree"], tidy::plain);
    request.institution = keys.first(&["inst"], tidy::name);
}

fn read_part(keys: &mut Keys, request: &mut Request) {
    request.volume = keys.first(&["volume"], tidy::plain);
    request.issue = keys.first(&["issue", "number"], tidy::plain);
    request.part = keys.first(&["part"], tidy::plain);
    request.article_number = keys.first(&["artnum"], tidy::plain);
    let pages = keys.first(&["pages"], tidy::plain);
    let start = keys.first(&["spage"], tidy::plain);
    let end = keys.first(&["epage"], tidy::plain).filter(|end| Some(end) != start.as_ref());
    request.pages = pages.or(match (start, end) {
        (Some(start), Some(end)) => Some(format!("{start}-{end}")),
        (start, end) => start.or(end),
    });
}

fn read_authors(keys: &mut Keys, request: &mut Request) {
    let names = |keys: &mut Keys, keys_of_names: &[&str]| -> Vec<String> {
        let values = keys_of_names.iter().flat_map(|key| keys.all(key)).collect::<Vec<_>>();
        values.iter().filter_map(|name| tidy::name(name)).collect()
    };
    let whole = names(keys, &["au", "creator"]);
    // The same author is often given whole and in pieces.
    let in_pieces =
        authors_in_pieces(keys).into_iter().filter(|author| !whole.iter().any(|whole| is_same(whole, author)));
    let in_pieces: Vec<String> = in_pieces.collect();
    let others = names(keys, &["addau", "aucorp", "contributor"]);
    for author in whole.into_iter().chain(in_pieces).chain(others) {
        push_new(&mut request.authors, author);
    }
}

/// The authors given in pieces: the n-th last name goes with the n-th first name.
fn authors_in_pieces(keys: &mut Keys) -> Vec<String> {
    let last_names = keys.all("aulast");
    let [first, initials, first_initial, middle_initial, suffix] =
        ["aufirst", "auinit", "auinit1", "auinitm", "ausuffix"].map(|key| keys.all(key));
    let nth = |names: &[String], n: usize| names.get(n).and_then(|name| tidy::plain(name));
    let author = |(n, last): (usize, &String)| {
        let last = tidy::name(last)?;
        // Some write the whole name into the last name.
        if last.contains(',') {
            return Some(last);
        }
        let two_initials: Vec<String> =
            [&first_initial, &middle_initial].into_iter().filter_map(|names| nth(names, n)).collect();
        let given = nth(&first, n).or_else(|| nth(&initials, n)).or_else(|| tidy::plain(&two_initials.join(" ")));
        Some([Some(last), given, nth(&suffix, n)].into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    last_names.iter().enumerate().filter_map(author).collect()
}

/// Whether the last name of `author` (`Last, First`) is that of `whole`, which may be written either way round.
fn is_same(whole: &str, author: &str) -> bool {
    let last_name = |name: &str| name.split(',').next().unwrap_or_default().to_lowercase();
    let last = last_name(author);
    last_name(whole) == last || whole.to_lowercase().ends_with(&format!(" {last}"))
}

fn read_genre_and_titles(keys: &mut Keys, request: &mut Request) {
    let stated = keys.first(&["genre"], tidy::plain).map(|word| Genre::from(word.as_str()));
    let part = keys.first(&["atitle"], tidy::phrase);
    let book = keys.first(&["btitle"], tidy::phrase);
    let journal = keys.first(&["jtitle"], tidy::phrase);
    let title = keys.first(&["title"], tidy::phrase);
    let short = keys.first(&["stitle"], tidy::phrase);
    let genre = genre(stated, keys.format().as_deref(), request, part.is_some(), journal.is_some());
    let is_serial = genre.as_ref().is_some_and(Genre::is_serial);
    request.title = if is_serial { journal.or(title).or(book) } else { book.or(title).or(journal) };
    let whole = request.title.clone().or_else(|| short.clone());
    // Some write the title of the book into both places.
    request.title_of_component = part.filter(|part| is_serial || Some(part) != whole.as_ref());
    request.title = whole;
    request.short_title = short.filter(|short| Some(short) != request.title.as_ref());
    // EBSCO says bookitem for whole books too.
    let is_whole = request.title_of_component.is_none() && request.pages.is_none() && !request.isbns.is_empty();
    request.genre = genre.map(|genre| if genre == Genre::BookItem && is_whole { Genre::Book } else { genre });
}

/// The genre as stated, unless the numbers say otherwise; else by the format; else by the numbers.
fn genre(
    stated: Option<Genre>,
    format: Option<&str>,
    request: &Request,
    has_part: bool,
    has_journal: bool,
) -> Option<Genre> {
    let is_book_part = has_part && !request.isbns.is_empty() && request.issns.is_empty() && !has_journal;
    let is_findable_article = request.pages.is_some() || request.pmid.is_some() || request.doi.is_some();
    match (stated, format.unwrap_or_default()) {
        (Some(Genre::Book | Genre::Article | Genre::Unknown) | None, _) if is_book_part => Some(Genre::BookItem),
        (Some(stated), _) if stated != Genre::Unknown => Some(stated),
        (_, "journal") if has_part || request.pages.is_some() => Some(Genre::Article),
        (_, format) if Genre::from(format).is_telling() => Some(Genre::from(format)),
        _ if has_part => Some(Genre::Article),
        _ if !request.isbns.is_empty() => Some(Genre::Book),
        _ if is_findable_article => Some(Genre::Article),
        _ if !request.issns.is_empty() => Some(Genre::Journal),
        (stated, _) => stated,
    }
}

fn read_people(keys: &mut Keys, request: &mut Request) {
    request.requester = Requester {
        id: first_of(keys, &["req_id", "req.id"]),
        barcode: first_of(keys, &["req.barcode"]),
        other: with_prefix(keys, "req."),
    };
    request.service = Service {
        id: first_of(keys, &["svc_id", "svc.id"]),
        note: first_of(keys, &["svc.note"]),
        pickup_location: first_of(keys, &["svc.pickuplocation"]),
        level: first_of(keys, &["svc.level"]),
        needed_by: first_of(keys, &["svc.neededby"]),
        other: with_prefix(keys, "svc."),
    };
    let referrer = first_of(keys, &["rfr_id", "sid"]);
    request.referrer = referrer.map(|id| id.strip_prefix("info:sid/").unwrap_or(&id).to_owned());
}

fn first_of(keys: &mut Keys, names: &[&str]) -> Option<String> {
    let values: Vec<String> = names.iter().flat_map(|name| keys.exactly(name)).collect();
    values.iter().find_map(|value| tidy::plain(value))
}

/// The keys with this prefix that are still there, with a value.
fn with_prefix(keys: &mut Keys, prefix: &str) -> Vec<(String, String)> {
    let left = keys.pairs.iter_mut().filter(|(pair, taken)| !taken && pair.key.starts_with(prefix));
    let taken = left.map(|(pair, taken)| {
        *taken = true;
        (pair.key.clone(), pair.value.trim().to_owned())
    });
    taken.filter(|(_, value)| !value.is_empty()).collect()
}

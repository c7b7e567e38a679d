//! A scanner for one `record` element: the few elements of MARCXML, without namespaces, over text that lies in memory.
//! General XML goes through the `xml` crate; this exists because record files are large and simple.

use std::borrow::Cow;

use crate::defect::{Defect, Found, Place, Reason};

use super::assemble::Assembler;

/// Elements that may be open at the same time inside a record.
const DEPTH: usize = 16;

/// Reads a record from the text of its element into `found`; `None` when it is no MARC record.
pub(super) fn record(
    text: &str,
    place: Place,
    watches_replacements: bool,
    found: &mut Found,
) -> Result<Option<()>, Defect> {
    let mut assembler = Assembler::new(place, found);
    assembler.watches_replacements = watches_replacements;
    let mut scanner = Scanner { text, at: 0, assembler, open: Vec::new() };
    scanner.run().map_err(|(offset, fault)| place.defect(offset, Reason::Xml(fault)))?;
    Ok(scanner.assembler.finish().then_some(()))
}

/// What is wrong, and at which byte of the record.
type Fault = (usize, String);

enum Token<'a> {
    Start { name: &'a str, attributes: &'a str, is_empty: bool },
    End { name: &'a str },
    Text(Cow<'a, str>),
    Skipped,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    assembler: Assembler<'a>,
    /// Names of the open elements.
    open: Vec<&'a str>,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) -> Result<(), Fault> {
        loop {
            self.usual_fields();
            let Some(token) = self.token()? else { break };
            match token {
                Token::Start { name, attributes, is_empty } => self.start(name, attributes, is_empty)?,
                Token::End { name } => self.close(name)?,
                Token::Text(text) if self.is_in("datafield") => self.assembler.text_in_data(&text, self.at),
                Token::Text(_) | Token::Skipped => {}
            }
        }
        match self.open.pop() {
            Some(name) => Err(self.fault(format!("element {name} is not closed"))),
            None => Ok(()),
        }
    }

    fn start(&mut self, name: &'a str, attributes: &'a str, is_empty: bool) -> Result<(), Fault> {
        if self.open.len() >= DEPTH {
            return Err(self.fault(format!("more than {DEPTH} elements inside one another")));
        }
        let at = self.at;
        self.open.push(name);
        let attribute = |wanted| attribute(attributes, wanted);
        let (local, around) = (local(name), self.open.len());
        match local {
            "leader" if around == 2 => {
                let text = self.content(name, is_empty)?;
                self.assembler.leader(&text, at);
            }
            "controlfield" if around == 2 => {
                let text = self.content(name, is_empty)?;
                self.assembler.control(attribute("tag").as_deref(), &text, at);
            }
            "datafield" if around == 2 => {
                let (tag, ind1, ind2) = (attribute("tag"), attribute("ind1"), attribute("ind2"));
                self.assembler.start_data(tag.as_deref(), ind1.as_deref(), ind2.as_deref(), at);
                if is_empty {
                    self.open.pop();
                } else {
                    self.usual_subfields(name.strip_suffix(local).unwrap_or_default());
                }
            }
            "subfield" if self.is_in_data() => {
                let text = self.content(name, is_empty)?;
                self.assembler.subfield(attribute("code").as_deref(), &text, at);
            }
            _ => self.leave_if(is_empty),
        }
        Ok(())
    }

    /// Takes data fields that are written as nearly all are, `<datafield tag="245" ind1="1" ind2="0">` with the prefix of the
    /// record. Stops before whatever is otherwise; the tokens see to that.
    fn usual_fields(&mut self) {
        let [record] = self.open.as_slice() else { return };
        let prefix = record.strip_suffix(local(record)).unwrap_or_default();
        while let Some((name, [tag, ind1, ind2], behind)) = usual_field(self.rest(), prefix) {
            self.at = self.text.len() - behind.len();
            self.assembler.start_data(Some(tag), Some(ind1), Some(ind2), self.at);
            self.usual_subfields(prefix);
            let Some(behind) = usual_end(self.rest(), prefix, "datafield>") else {
                self.open.push(name);
                return;
            };
            self.at = self.text.len() - behind.len();
        }
    }

    /// Takes subfields that are written as nearly all are, `<subfield code="a">text</subfield>` with the prefix of their field and
    /// without references. Stops before whatever is otherwise.
    fn usual_subfields(&mut self, prefix: &str) {
        while let Some((code, value, behind)) = usual_subfield(self.rest(), prefix) {
            let at = self.at;
            self.at = self.text.len() - behind.len();
            self.assembler.subfield(Some(code), value, at);
        }
    }

    /// The text of the element just opened, up to and with its end tag. Elements inside are read over.
    fn content(&mut self, name: &'a str, is_empty: bool) -> Result<Cow<'a, str>, Fault> {
        let depth = self.open.len();
        self.leave_if(is_empty);
        let mut content = Cow::Borrowed("");
        while self.open.len() >= depth {
            match self.token()? {
                Some(Token::Text(text)) if self.open.len() == depth && content.is_empty() => content = text,
                Some(Token::Text(text)) if self.open.len() == depth => content.to_mut().push_str(&text),
                Some(Token::End { name }) => self.close(name)?,
                Some(Token::Start { name, is_empty: false, .. }) if self.open.len() < DEPTH => self.open.push(name),
                Some(Token::Start { is_empty: false, .. }) => return Err(self.fault("too many levels".to_owned())),
                Some(_) => {}
                None => return Err(self.fault(format!("element {name} is not closed"))),
            }
        }
        Ok(content)
    }

    fn leave_if(&mut self, is_empty: bool) {
        if is_empty {
            self.open.pop();
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Fault> {
        match self.open.pop() {
            Some(open) if open == name => Ok(()),
            Some(open) => Err(self.fault(format!("element {open} is closed as {name}"))),
            None => Err(self.fault(format!("element {name} is closed but not open"))),
        }
    }

    fn is_in(&self, wanted: &str) -> bool {
        self.open.last().is_some_and(|name| local(name) == wanted)
    }

    fn is_in_data(&self) -> bool {
        matches!(self.open.as_slice(), [_, around, _] if local(around) == "datafield")
    }

    fn fault(&self, fault: String) -> Fault {
        (self.at, fault)
    }

    fn token(&mut self) -> Result<Option<Token<'a>>, Fault> {
        let rest = self.rest();
        if rest.is_empty() {
            return Ok(None);
        }
        if !rest.starts_with('<') {
            let length = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            let raw = self.take(length);
            return Ok(Some(Token::Text(self.unescape(raw))));
        }
        if rest.starts_with("<!--") {
            return self.up_to(rest, "-->").map(|_| Some(Token::Skipped));
        }
        if rest.starts_with("<?") {
            return self.up_to(rest, "?>").map(|_| Some(Token::Skipped));
        }
        if rest.starts_with("<![CDATA[") {
            let whole = self.up_to(rest, "]]>")?;
            let text = whole.strip_prefix("<![CDATA[").and_then(|text| text.strip_suffix("]]>")).unwrap_or_default();
            return Ok(Some(Token::Text(Cow::Borrowed(text))));
        }
        self.tag(rest).map(Some)
    }

    fn tag(&mut self, rest: &'a str) -> Result<Token<'a>, Fault> {
        let length = tag_length(rest.as_bytes()).ok_or_else(|| self.fault("a tag is not closed".to_owned()))?;
        let inside = self.take(length);
        let inside = inside.strip_prefix('<').and_then(|inside| inside.strip_suffix('>')).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            return Ok(Token::End { name: name.trim_ascii_end() });
        }
        let (inside, is_empty) = match inside.strip_suffix('/') {
            Some(inside) => (inside, true),
            None => (inside, false),
        };
        let width = inside.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at_checked(width).unwrap_or_default();
        if name.is_empty() {
            return Err(self.fault("a tag without a name".to_owned()));
        }
        Ok(Token::Start { name, attributes, is_empty })
    }

    fn up_to(&mut self, rest: &'a str, end: &str) -> Result<&'a str, Fault> {
        let found = memchr::memmem::find(rest.as_bytes(), end.as_bytes());
        let found = found.ok_or_else(|| self.fault(format!("no {end} follows")))?;
        Ok(self.take(found + end.len()))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, length: usize) -> &'a str {
        let taken = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        taken
    }

    fn unescape(&mut self, raw: &'a str) -> Cow<'a, str> {
        let (text, unknown) = unescape(raw);
        if let Some(unknown) = unknown {
            self.assembler
                .note(self.at, Reason::Xml(format!("{unknown} is not an entity of XML and is kept as it stands")));
        }
        text
    }
}

/// Name, tag and indicators of the data field at the beginning, and what is behind its start tag; blanks before it are layout.
fn usual_field<'a>(text: &'a str, prefix: &str) -> Option<(&'a str, [&'a str; 3], &'a str)> {
    let element = after_layout(text).strip_prefix('<')?;
    let attributes = element.strip_prefix(prefix)?.strip_prefix("datafield tag=\"")?;
    let (tag, rest) = attributes.split_at_checked(3)?;
    let (ind1, rest) = rest.strip_prefix("\" ind1=\"")?.split_at_checked(1)?;
    let (ind2, rest) = rest.strip_prefix("\" ind2=\"")?.split_at_checked(1)?;
    let behind = rest.strip_prefix("\">")?;
    let name = element.get(..prefix.len() + "datafield".len())?;
    (is_plain(tag) && is_plain(ind1) && is_plain(ind2)).then_some((name, [tag, ind1, ind2], behind))
}

/// Code and value of the subfield at the beginning, and what is behind it; blanks before it are layout.
fn usual_subfield<'a>(text: &'a str, prefix: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let element = after_layout(text).strip_prefix('<')?.strip_prefix(prefix)?.strip_prefix("subfield code=\"")?;
    let (code, content) = element.split_at_checked(1)?;
    let content = content.strip_prefix("\">")?;
    let (value, behind) = content.split_at_checked(plain_length(content.as_bytes())?)?;
    let behind = usual_end(behind, prefix, "subfield>")?;
    is_plain(code).then_some((code, value, behind))
}

/// Whether the value of an attribute is what it looks like.
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| !matches!(byte, b'"' | b'&' | b'<' | b'\r'))
}

/// What is behind the end tag of this name at the beginning.
fn usual_end<'a>(text: &'a str, prefix: &str, name: &str) -> Option<&'a str> {
    text.strip_prefix("</")?.strip_prefix(prefix)?.strip_prefix(name)
}

/// Most records are without any.
fn after_layout(text: &str) -> &str {
    if text.starts_with('<') { text } else { text.trim_ascii_start() }
}

/// Bytes of text before the next `<`, when they hold nothing that has to be resolved: no reference, no carriage return. Most
/// texts are so short that looking at eight bytes at a time is the quickest way.
fn plain_length(bytes: &[u8]) -> Option<usize> {
    let (words, _) = bytes.as_chunks::<8>();
    let marks = words.iter().map(|word| {
        let word = u64::from_le_bytes(*word);
        [b'<', b'&', b'\r']
            .map(|wanted| zero_bytes(word ^ (EACH * u64::from(wanted))))
            .into_iter()
            .fold(0, |all, one| all | one)
    });
    let length = match marks.enumerate().find(|(_, mark)| *mark != 0) {
        Some((whole, mark)) => whole * 8 + mark.trailing_zeros() as usize / 8,
        None => memchr::memchr3(b'<', b'&', b'\r', bytes)?,
    };
    (bytes.get(length) == Some(&b'<')).then_some(length)
}

/// A word with 1 in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// Sets the highest bit of each zero byte. Bytes above the lowest zero byte may be marked as well; none below it is.
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH) & !word & (EACH << 7)
}

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.bytes().rposition(|byte| byte == b':').and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

/// Bytes of a tag up to and with its `>`; quoted values may hold one.
fn tag_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + memchr::memchr3(b'>', b'"', b'\'', bytes.get(at..)?)?;
        match *bytes.get(found)? {
            b'>' => return Some(found + 1),
            quote => at = found + 2 + memchr::memchr(quote, bytes.get(found + 1..)?)?,
        }
    }
}

/// The value of an attribute by its local name.
fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<Cow<'a, str>> {
    let mut at = 0;
    loop {
        let rest = attributes.as_bytes().get(at..)?;
        let equals = memchr::memchr(b'=', rest)?;
        let opening = equals + 1 + rest.get(equals + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = rest.get(opening).copied().filter(|quote| matches!(quote, b'"' | b'\''))?;
        let closing = opening + 1 + memchr::memchr(quote, rest.get(opening + 1..)?)?;
        if is_named(rest.get(..equals)?, wanted.as_bytes()) {
            return Some(unescape(attributes.get(at + opening + 1..at + closing)?).0);
        }
        at += closing + 1;
    }
}

/// Whether the text before an equals sign is this name, with or without a prefix.
fn is_named(name: &[u8], wanted: &[u8]) -> bool {
    let before = name.trim_ascii_end().strip_suffix(wanted);
    before.is_some_and(|before| before.last().is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b':'))
}

/// Text with its references resolved and its line ends as XML 1.0 section 2.11 wants them; and the first reference that is none.
fn unescape(raw: &str) -> (Cow<'_, str>, Option<&str>) {
    if memchr::memchr2(b'&', b'\r', raw.as_bytes()).is_none() {
        return (Cow::Borrowed(raw), None);
    }
    let mut out = String::with_capacity(raw.len());
    let mut unknown = None;
    let mut rest = raw;
    while let Some(found) = memchr::memchr2(b'&', b'\r', rest.as_bytes()) {
        let (before, special) = rest.split_at_checked(found).unwrap_or_default();
        out.push_str(before);
        let (character, length) = if special.starts_with('\r') { line_end(special) } else { reference(special) };
        out.push(character);
        if character == '&' && length == 1 {
            unknown = unknown.or_else(|| special.split_inclusive(ends_a_name).next().map(str::trim_ascii_end));
        }
        rest = special.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    (Cow::Owned(out), unknown)
}

fn ends_a_name(character: char) -> bool {
    character == ';' || character.is_whitespace()
}

fn line_end(text: &str) -> (char, usize) {
    ('\n', if text.starts_with("\r\n") { 2 } else { 1 })
}

/// The character that a reference stands for, and its length; the ampersand alone when it begins no reference.
fn reference(text: &str) -> (char, usize) {
    const NAMED: [(&str, char); 5] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];
    if let Some((name, character)) = NAMED.iter().find(|(name, _)| text.starts_with(name)) {
        return (*character, name.len());
    }
    numeric(text).unwrap_or(('&', 1))
}

fn numeric(text: &str) -> Option<(char, usize)> {
    let length = text.bytes().take(12).position(|byte| byte == b';')? + 1;
    let digits = text.get(..length)?.strip_prefix("&#")?.strip_suffix(';')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some((char::from_u32(code)?, length))
}

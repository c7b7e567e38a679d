//! The content of an element as it was written: checked, but taken apart no further than that needs.
//!
//! For pages with thousands of records whose inside belongs to another schema: the reader of that schema will look at every
//! field of them, so this pass only makes sure that what is cut out is well-formed. It refuses what [`Reader::next`] refuses.

mod plain;
mod references;
mod scopes;
mod shapes;
mod tag;

use scopes::Scopes;
use shapes::Shapes;
use tag::{Attributes, Tag};

use crate::reader::is_name;
use crate::{Error, ErrorKind, Limits, Reader};

/// What stands between the tags of an element. Positions are bytes from the start of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content<'a> {
    /// All of it, as written.
    pub text: &'a str,
    /// Where it begins.
    pub byte: u64,
    /// The first child element, if there is one.
    pub first: Option<Child<'a>>,
}

/// A child element as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Child<'a> {
    /// From `<` of its start tag to `>` of its end tag.
    pub text: &'a str,
    /// Where it begins.
    pub byte: u64,
    /// Length of its start tag.
    pub tag_length: usize,
    /// Whether an element in it, or it itself, is without prefix and outside every default namespace that is declared in it:
    /// such a one is in the default namespace of the surroundings.
    pub uses_default: bool,
}

impl Child<'_> {
    /// Whether `prefix:` stands anywhere in it, in a name or in a value: a qualified name may be either.
    #[must_use]
    pub fn mentions(&self, prefix: &str) -> bool {
        let text = self.text.as_bytes();
        memchr::memmem::find_iter(text, prefix.as_bytes()).any(|at| text.get(at + prefix.len()) == Some(&b':'))
    }
}

impl<'a> Reader<&'a [u8]> {
    /// Reads over the content of the element whose start was taken last; its [`crate::Event::End`] comes next. `document` is
    /// the text that this reader reads.
    ///
    /// # Errors
    /// As [`Reader::next`]; [`ErrorKind::Encoding`] when `document` is another text.
    pub fn content(&mut self, document: &'a str) -> Result<Content<'a>, Error> {
        let byte = self.byte();
        if self.end_is_due() {
            return Ok(Content { text: "", byte, first: None });
        }
        let begin = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = document.get(begin..).filter(|rest| std::ptr::eq(rest.as_bytes(), self.rest()));
        let rest = rest.ok_or_else(|| self.error(ErrorKind::Encoding))?;
        let mut scan = Scan::new(rest, self.limits(), self.depth(), Scopes::around(self.prefixes()));
        match scan.run() {
            Ok(length) => {
                let first = scan.first(byte);
                self.pass_over(length)?;
                Ok(Content { text: rest.get(..length).unwrap_or_default(), byte, first })
            }
            Err(kind) => Err(Error { path: scan.path(self.path()), byte: byte + scan.at as u64, kind }),
        }
    }
}

/// One pass over the content.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    token_bytes: usize,
    depth_limit: usize,
    depth_left: usize,
    attributes: Attributes<'a>,
    shapes: Shapes<'a>,
    scopes: Scopes<'a>,
    open: Vec<&'a str>,
    first: FirstChild,
}

/// The first child, as far as it has been seen.
#[derive(Default)]
struct FirstChild {
    begin: Option<usize>,
    tag_end: usize,
    end: Option<usize>,
    uses_default: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, limits: &Limits, depth: usize, scopes: Scopes<'a>) -> Self {
        Self {
            text,
            at: 0,
            token_bytes: usize::try_from(limits.token_bytes).unwrap_or(usize::MAX),
            depth_limit: limits.depth,
            depth_left: limits.depth.saturating_sub(depth),
            attributes: Attributes::new(limits.attributes),
            shapes: Shapes::default(),
            scopes,
            open: Vec::new(),
            first: FirstChild::default(),
        }
    }

    /// The length of the content: up to the end tag that closes none of its own elements.
    fn run(&mut self) -> Result<usize, ErrorKind> {
        loop {
            let [b'<', behind @ ..] = self.bytes() else {
                self.text()?;
                continue;
            };
            match behind.first() {
                Some(b'/') if self.open.is_empty() => return Ok(self.at),
                Some(b'/') => self.end_tag()?,
                Some(b'!') => self.declaration()?,
                Some(b'?') if self.rest().starts_with("<?>") => {
                    return Err(ErrorKind::Malformed("a processing instruction without a name".into()));
                }
                Some(b'?') => self.pass("<?", "?>")?,
                Some(_) => self.start_tag()?,
                None => return Err(ErrorKind::Truncated),
            }
        }
    }

    fn text(&mut self) -> Result<(), ErrorKind> {
        if let Some(length) = plain::text_length(self.bytes()) {
            self.within_limit(length)?;
            self.at += length;
            return Ok(());
        }
        let rest = self.rest();
        let length = memchr::memchr(b'<', rest.as_bytes()).ok_or(ErrorKind::Truncated)?;
        self.within_limit(length)?;
        references::check(rest.get(..length).unwrap_or_default())?;
        self.at += length;
        Ok(())
    }

    fn start_tag(&mut self) -> Result<(), ErrorKind> {
        let tag = self.tag()?;
        self.within_limit(tag.length)?;
        if self.depth_left == self.open.len() {
            return Err(ErrorKind::Limit("levels of elements", self.depth_limit as u64));
        }
        self.scopes.enter(&tag, &self.attributes)?;
        if self.open.is_empty() && self.first.begin.is_none() {
            self.first.begin = Some(self.at);
            self.first.tag_end = self.at + tag.length;
        }
        if self.first.end.is_none() {
            self.first.uses_default |= self.scopes.is_default_of_surroundings(&tag);
        }
        self.at += tag.length;
        self.open.push(tag.name);
        if tag.is_empty {
            self.leave();
        }
        Ok(())
    }

    /// The tag at the present place, with those of its attributes that matter to the scopes.
    fn tag(&mut self) -> Result<Tag<'a>, ErrorKind> {
        let rest = self.rest();
        if let Some(tag) = self.shapes.tag(rest) {
            self.attributes.clear();
            return Ok(tag);
        }
        let tag = Tag::read(rest, &mut self.attributes)?;
        self.shapes.keep(rest, tag, &self.attributes);
        Ok(tag)
    }

    fn end_tag(&mut self) -> Result<(), ErrorKind> {
        let length = match self.usual_end() {
            Some(length) => length,
            None => self.end_of_other_writing()?,
        };
        self.within_limit(length)?;
        self.at += length + 1;
        self.leave();
        Ok(())
    }

    /// Bytes before the `>` of an end tag without blanks that closes the innermost element.
    fn usual_end(&self) -> Option<usize> {
        let name = self.open.last()?;
        let behind = self.bytes().get(2..)?.strip_prefix(name.as_bytes())?;
        behind.starts_with(b">").then_some(2 + name.len())
    }

    fn end_of_other_writing(&self) -> Result<usize, ErrorKind> {
        let rest = self.rest();
        let length = memchr::memchr(b'>', rest.as_bytes()).ok_or(ErrorKind::Truncated)?;
        self.within_limit(length)?;
        // The blanks of XML 1.0 (2.3), among which the form feed is not.
        let name = rest.get(2..length).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']);
        if self.open.last() != Some(&name) {
            let expected = self.open.last().copied().unwrap_or_default();
            return Err(ErrorKind::Malformed(format!("expected `</{expected}>`, but `</{name}>` was found")));
        }
        Ok(length)
    }

    /// Behind the end of an element.
    fn leave(&mut self) {
        self.open.pop();
        self.scopes.leave();
        if self.open.is_empty() && self.first.end.is_none() {
            self.first.end = Some(self.at);
        }
    }

    /// A comment, a CDATA section, or what has no place inside an element.
    fn declaration(&mut self) -> Result<(), ErrorKind> {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            return self.pass("<!--", "-->");
        }
        if rest.starts_with("<![CDATA[") {
            return self.pass("<![CDATA[", "]]>");
        }
        match "<!--".starts_with(rest) || "<![CDATA[".starts_with(rest) {
            true => Err(ErrorKind::Truncated),
            false => Err(ErrorKind::Malformed("a declaration inside an element".into())),
        }
    }

    /// Goes behind the next `end`.
    fn pass(&mut self, start: &str, end: &str) -> Result<(), ErrorKind> {
        let rest = self.rest().as_bytes();
        let inside = rest.get(start.len()..).unwrap_or_default();
        let length = memchr::memmem::find(inside, end.as_bytes()).ok_or(ErrorKind::Truncated)?;
        let length = start.len() + length + end.len();
        self.within_limit(length)?;
        self.at += length;
        Ok(())
    }

    fn within_limit(&self, length: usize) -> Result<(), ErrorKind> {
        match length > self.token_bytes {
            true => Err(ErrorKind::Limit("bytes in one tag or text", self.token_bytes as u64)),
            false => Ok(()),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn first(&self, byte: u64) -> Option<Child<'a>> {
        let (begin, end) = (self.first.begin?, self.first.end?);
        Some(Child {
            text: self.text.get(begin..end)?,
            byte: byte + begin as u64,
            tag_length: self.first.tag_end - begin,
            uses_default: self.first.uses_default,
        })
    }

    /// The path of the open elements, below the one whose content this is.
    fn path(&self, outer: &str) -> String {
        let local = |name: &&'a str| name.rsplit(':').next().unwrap_or_default();
        self.open.iter().map(local).fold(outer.to_owned(), |path, name| path + "/" + name)
    }
}

/// A name with or without a prefix: both parts of it.
fn split_name(name: &str) -> (Option<&str>, &str) {
    // Names are short: a plain loop is quicker than a search.
    let colon = name.bytes().position(|byte| byte == b':');
    match colon.and_then(|at| Some((name.get(..at)?, name.get(at + 1..)?))) {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    }
}

fn check_name(name: &str) -> Result<(), ErrorKind> {
    // Nearly every name is letters and digits only.
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain && name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) {
        return Ok(());
    }
    let (prefix, local) = split_name(name);
    match is_name(local) && prefix.is_none_or(is_name) {
        true => Ok(()),
        false => Err(ErrorKind::Malformed(format!("{name:?} is not a name"))),
    }
}

//! Walking JSON text without building a tree (RFC 8259).

/// Arrays and objects that may stand inside one another.
const DEPTH: usize = 32;

/// What is wrong, and at which byte.
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) what: String,
}

pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Whether a string comes next.
    pub(super) fn is_string(&mut self) -> bool {
        self.next() == Some(b'"')
    }

    /// Walks an object, handing each member's name to `member`, which must take the value.
    pub(super) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, String) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.group(b'{', b'}', |cursor| {
            let name = cursor.string()?;
            cursor.expect(b':')?;
            member(cursor, name)
        })
    }

    /// Walks an array; `element` must take one value.
    pub(super) fn array(&mut self, element: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.group(b'[', b']', element)
    }

    /// Reads over one value.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        match self.next() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => self.object(|cursor, _| cursor.skip()),
            Some(b'[') => self.array(Self::skip),
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z') => {
                let word = self
                    .rest()
                    .bytes()
                    .take_while(|byte| matches!(byte, b'-' | b'+' | b'.') || byte.is_ascii_alphanumeric());
                self.at += word.count();
                Ok(())
            }
            _ => Err(self.fault("a value is missing")),
        }
    }

    /// Takes a string; numbers and words are taken as text, since some programs write indicators so.
    pub(super) fn string(&mut self) -> Result<String, Fault> {
        if self.next() != Some(b'"') {
            let begin = self.at;
            return match self.next() {
                Some(b'-' | b'0'..=b'9') => {
                    self.skip()?;
                    Ok(self.text.get(begin..self.at).unwrap_or_default().to_owned())
                }
                _ => Err(self.fault("text in quotes is missing")),
            };
        }
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(found) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) else {
                return Err(self.fault("a quote is not closed"));
            };
            out.push_str(rest.get(..found).unwrap_or_default());
            self.at += found + 1;
            if rest.as_bytes().get(found) == Some(&b'"') {
                return Ok(out);
            }
            out.push(self.escape()?);
        }
    }

    /// Insists that nothing but blanks is left.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        match self.next() {
            None => Ok(()),
            Some(_) => Err(self.fault("something stands behind the record")),
        }
    }

    fn group(
        &mut self,
        open: u8,
        close: u8,
        mut element: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.expect(open)?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.fault("too many levels"));
        }
        if self.next() == Some(close) {
            self.at += 1;
        } else {
            loop {
                element(self)?;
                match self.next() {
                    Some(b',') => self.at += 1,
                    _ => break self.expect(close)?,
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// The character behind a backslash.
    fn escape(&mut self) -> Result<char, Fault> {
        let letter = self.rest().chars().next().ok_or_else(|| self.fault("a quote is not closed"))?;
        self.at += letter.len_utf8();
        match letter {
            'n' => Ok('\n'),
            't' => Ok('\t'),
            'r' => Ok('\r'),
            'b' => Ok('\u{8}'),
            'f' => Ok('\u{C}'),
            '"' | '\\' | '/' => Ok(letter),
            'u' => self.unicode_escape(),
            _ => Err(self.fault("an unknown escape")),
        }
    }

    /// Four hexadecimal digits, or eight in two escapes for a character beyond U+FFFF. Half a pair becomes U+FFFD.
    fn unicode_escape(&mut self) -> Result<char, Fault> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if !self.rest().starts_with("\\u") {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let before = self.at;
        self.at += 2;
        let second = self.four_digits()?;
        if !(0xDC00..0xE000).contains(&second) {
            self.at = before;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let code = code.ok_or_else(|| self.fault("four hexadecimal digits are missing"))?;
        self.at += 4;
        Ok(code)
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Fault> {
        if self.next() != Some(wanted) {
            return Err(self.fault(&format!("\"{}\" is missing", char::from(wanted))));
        }
        self.at += 1;
        Ok(())
    }

    /// The next byte that is not a blank.
    fn next(&mut self) -> Option<u8> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_ascii_start().len();
        self.rest().bytes().next()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fault(&self, what: &str) -> Fault {
        Fault { at: self.at, what: what.to_owned() }
    }
}

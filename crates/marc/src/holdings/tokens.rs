//! The words of one line of a mapping's text form.

use std::iter::Peekable;
use std::str::Chars;

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A run of other characters.
    Bare(String),
    /// What stood between quotes, without them.
    Quoted(String),
    /// What stood between braces: a subfield code with characters that mean something here.
    Braced(String),
    /// `,`, `=` or `+`.
    Mark(char),
    /// One or more blanks.
    Blank,
}

/// The rest of a line that is being read.
pub(super) struct Tokens {
    tokens: Peekable<std::vec::IntoIter<Token>>,
}

impl Tokens {
    /// Takes a line apart.
    ///
    /// # Errors
    /// A sentence, when quotes or braces are not closed.
    pub fn of(line: &str) -> Result<Self, String> {
        let mut characters = line.trim().chars().peekable();
        let mut tokens = Vec::new();
        while let Some(character) = characters.next() {
            tokens.push(match character {
                blank if blank.is_whitespace() => {
                    while characters.next_if(|next| next.is_whitespace()).is_some() {}
                    Token::Blank
                }
                ',' | '=' | '+' => Token::Mark(character),
                '"' => Token::Quoted(quoted(&mut characters)?),
                '{' => Token::Braced(braced(&mut characters)?),
                other => {
                    let mut text = String::from(other);
                    while let Some(next) = characters.next_if(|next| is_plain(*next)) {
                        text.push(next);
                    }
                    Token::Bare(text)
                }
            });
        }
        Ok(Self { tokens: tokens.into_iter().peekable() })
    }

    /// The next token without taking it.
    pub fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek()
    }

    /// Takes the next token.
    pub fn next(&mut self) -> Option<Token> {
        self.tokens.next()
    }

    /// Takes the next token if it is this mark.
    pub fn takes(&mut self, mark: char) -> bool {
        self.tokens.next_if_eq(&Token::Mark(mark)).is_some()
    }

    /// Leaves out blanks; whether there were any.
    pub fn skip_blank(&mut self) -> bool {
        self.tokens.next_if_eq(&Token::Blank).is_some()
    }

    /// The next word without quotes, when there is one.
    pub fn word(&mut self) -> Option<String> {
        self.skip_blank();
        match self.tokens.next_if(|token| matches!(token, Token::Bare(_)))? {
            Token::Bare(word) => Some(word),
            _ => None,
        }
    }

    /// Takes the next word if it is this one.
    pub fn takes_word(&mut self, word: &str) -> bool {
        self.skip_blank();
        self.tokens.next_if(|token| matches!(token, Token::Bare(found) if found == word)).is_some()
    }

    /// A text in quotes, when that is next.
    pub fn text(&mut self) -> Option<String> {
        self.skip_blank();
        match self.tokens.next_if(|token| matches!(token, Token::Quoted(_)))? {
            Token::Quoted(text) => Some(text),
            _ => None,
        }
    }

    /// One value of a list: everything up to a comma or blank. `None` when nothing is there.
    pub fn value(&mut self) -> Option<String> {
        let mut value: Option<String> = None;
        while let Some(token) = self.tokens.next_if(|token| !matches!(token, Token::Blank | Token::Mark(','))) {
            let value = value.get_or_insert_default();
            match token {
                Token::Bare(text) | Token::Quoted(text) => value.push_str(&text),
                Token::Braced(text) => {
                    value.push('{');
                    value.push_str(&text);
                    value.push('}');
                }
                Token::Mark(mark) => value.push(mark),
                Token::Blank => {}
            }
        }
        value
    }

    /// Whether nothing more is there.
    pub fn is_at_end(&mut self) -> bool {
        self.skip_blank();
        self.tokens.peek().is_none()
    }

    /// What is left, for a complaint.
    pub fn rest(&mut self) -> String {
        self.skip_blank();
        self.tokens.by_ref().map(|token| token.to_string()).collect()
    }
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bare(text) => f.write_str(text),
            Self::Quoted(text) => write!(f, "\"{text}\""),
            Self::Braced(text) => write!(f, "{{{text}}}"),
            Self::Mark(mark) => write!(f, "{mark}"),
            Self::Blank => f.write_str(" "),
        }
    }
}

fn is_plain(character: char) -> bool {
    !character.is_whitespace() && !matches!(character, ',' | '=' | '+' | '"' | '{')
}

fn quoted(characters: &mut impl Iterator<Item = char>) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match characters.next().ok_or("a quote is opened and not closed; expected \" at the end of the text")? {
            '"' => return Ok(text),
            '\\' => match characters.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
}

/// Up to the closing brace; two of them stand for one in the code.
fn braced(characters: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match characters.next().ok_or("a brace is opened and not closed; expected } behind the subfield code")? {
            '}' if characters.next_if_eq(&'}').is_none() => return Ok(text),
            other => text.push(other),
        }
    }
}

/// A value as it must be written so that it is read again as the same.
pub(super) fn written(value: &str) -> String {
    const RESERVED: [&str; 3] = ["and", "is", "otherwise"];
    let is_bare = value.chars().all(is_plain) && !value.is_empty() && !RESERVED.contains(&value);
    if is_bare { value.to_owned() } else { quote(value) }
}

/// A text in quotes.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

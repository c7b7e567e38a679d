//! A mapping from its text form. Small and forgiving about blanks; strict about words, for what is not understood would be lost.

use std::str::FromStr;

use super::field_map::{FieldMap, RoleMap, Values};
use super::lending::{Condition, Rule, Subject};
use super::mapping_error::{MappingError, suggestion};
use super::pattern::Pattern;
use super::role::Role;
use super::suppression::Suppression;
use super::tokens::{Token, Tokens};
use super::{Link, Mapping, Translation};
use crate::record::Tag;
use crate::spec::Spec;

/// Bytes of the longest text that is read.
const LONGEST: usize = 256 << 10;

/// The words that begin a line.
const KEYWORDS: [&str; 11] =
    ["name", "about", "source", "holdings", "items", "summaries", "link", "record", "call", "suppress", "translate"];

impl FromStr for Mapping {
    type Err = MappingError;

    /// Reads the text form, or the name of a preset.
    fn from_str(text: &str) -> Result<Self, MappingError> {
        let whole = |problem: String| MappingError { line: 0, problem };
        if text.len() > LONGEST {
            return Err(whole(format!("a mapping has at most {LONGEST} bytes, this text has {}", text.len())));
        }
        let text = text.trim_end();
        if let Some(word) = single_word(text) {
            let names = Self::preset_names();
            return Self::preset(word).ok_or_else(|| {
                whole(format!("there is no preset of the name {word:?}{}", suggestion(word, names.iter().copied())))
            });
        }
        Self::from_lines(text)
    }
}

/// The only word of a text that cannot be a mapping of its own.
fn single_word(text: &str) -> Option<&str> {
    let word = text.trim();
    (!word.is_empty() && !word.contains(char::is_whitespace) && !word.starts_with('#')).then_some(word)
}

impl Mapping {
    /// Reads the text form only; presets are kept in it.
    pub(super) fn from_lines(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                mapping.read_line(line).map_err(|problem| MappingError { line: number, problem })?;
            }
        }
        if mapping.holdings.is_none() && mapping.items.is_none() {
            let problem = "a mapping needs a line that begins with `holdings` or `items`".to_owned();
            return Err(MappingError { line: 0, problem });
        }
        Ok(mapping)
    }

    fn read_line(&mut self, line: &str) -> Result<(), String> {
        let mut tokens = Tokens::of(line)?;
        let keyword = tokens.word().ok_or("a line begins with a word such as `items` or `lend`")?;
        match keyword.as_str() {
            "name" => self.name = text(&mut tokens)?,
            "about" => self.description = text(&mut tokens)?,
            "source" => self.source = text(&mut tokens)?,
            "holdings" => once(&mut self.holdings, "holdings", field_map(&mut tokens)?)?,
            "items" => once(&mut self.items, "items", field_map(&mut tokens)?)?,
            "summaries" => once(&mut self.summaries, "summaries", field_map(&mut tokens)?)?,
            "link" => self.link = link(&mut tokens)?,
            "record" => once(&mut self.record_id_from, "record id from", record_id(&mut tokens)?)?,
            "call" => self.call_number_from.extend(call_numbers(&mut tokens)?),
            "suppress" => self.suppressed.push(suppression(&mut tokens)?),
            "translate" => self.translations.extend(translations(&mut tokens)?),
            "lend" => {
                if self.lending.last().is_some_and(|rule| rule.conditions.is_empty()) {
                    return Err("nothing comes behind the line with `otherwise`; move this rule before it".to_owned());
                }
                self.lending.push(rule(&mut tokens)?);
            }
            other => {
                let known = KEYWORDS.iter().copied().chain(["lend"]);
                return Err(format!("a line cannot begin with {other:?}{}", suggestion(other, known)));
            }
        }
        match tokens.is_at_end() {
            true => Ok(()),
            false => Err(format!("{:?} is too much here; expected the end of the line", tokens.rest())),
        }
    }
}

fn once<T>(slot: &mut Option<T>, keyword: &str, value: T) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("there is a second line `{keyword}`; a mapping has one")),
    }
}

/// A text in quotes, or the words of the line as they stand.
fn text(tokens: &mut Tokens) -> Result<String, String> {
    let text = match tokens.text() {
        Some(text) => text,
        None => tokens.rest(),
    };
    if text.is_empty() { Err("expected a text".to_owned()) } else { Ok(text) }
}

fn link(tokens: &mut Tokens) -> Result<Link, String> {
    let word = tokens.word().unwrap_or_default();
    [Link::HoldingsId, Link::Order]
        .into_iter()
        .find(|link| super::print::link_name(*link) == word)
        .ok_or_else(|| format!("items find their holding by `holdings_id` or by `order`, not by {word:?}"))
}

fn field_map(tokens: &mut Tokens) -> Result<FieldMap, String> {
    let (tag, indicators) = field(tokens)?;
    let mut roles: Vec<RoleMap> = Vec::new();
    while !tokens.is_at_end() {
        let map = role_map(tokens)?;
        if roles.iter().any(|known| known.role == map.role) {
            return Err(format!(
                "`{}` stands twice; write its subfields together: {0}=a,b or {0}=a+b",
                map.role.name()
            ));
        }
        roles.push(map);
    }
    if roles.is_empty() {
        return Err("expected what the subfields mean, such as location=c barcode=p".to_owned());
    }
    Ok(FieldMap { tag, indicators, roles })
}

/// A tag and, where they follow, two indicators.
fn field(tokens: &mut Tokens) -> Result<(Tag, [Option<char>; 2]), String> {
    let word = tokens.word().ok_or("expected a tag, such as 852 or ITM")?;
    let tag = Tag::parse(word.as_bytes()).filter(|tag| *tag != Tag::NONE && word.len() >= 3).ok_or_else(|| {
        format!(
            "{word:?} is no tag; expected three to eight letters or digits, x for any character, such as 852 or ITM"
        )
    })?;
    tokens.skip_blank();
    let indicators = match tokens.peek() {
        Some(Token::Bare(word)) => indicators(word),
        _ => None,
    };
    if indicators.is_some() {
        tokens.next();
    }
    Ok((tag, indicators.unwrap_or_default()))
}

/// Two indicators: `_` for a blank, `*` for any.
fn indicators(word: &str) -> Option<[Option<char>; 2]> {
    const WORDS: [&str; 1] = ["is"];
    let mut characters = word.chars();
    let pair = [characters.next()?, characters.next()?];
    let is_code = word.starts_with('$');
    if characters.next().is_some() || is_code || WORDS.contains(&word) || !pair.iter().all(char::is_ascii_graphic) {
        return None;
    }
    Some(pair.map(|character| match character {
        '*' => None,
        '_' => Some(' '),
        other => Some(other),
    }))
}

fn role_map(tokens: &mut Tokens) -> Result<RoleMap, String> {
    let name = tokens.word().ok_or_else(|| "expected a meaning and its subfield, such as location=c".to_owned())?;
    let role = Role::from_name(&name).ok_or_else(|| {
        format!(
            "{name:?} is nothing that a subfield can mean{}",
            suggestion(&name, Role::ALL.iter().map(|role| role.name()))
        )
    })?;
    if !tokens.takes('=') {
        return Err(format!("expected `=` and a subfield code behind {name}, such as {name}=a"));
    }
    let mut codes = vec![code(tokens, &name)?];
    let mark = [',', '+'].into_iter().find(|mark| tokens.takes(*mark));
    let Some(mark) = mark else { return Ok(RoleMap { role, codes, values: Values::First }) };
    // One code with a plus: all its repetitions.
    let is_alone = mark == '+' && matches!(tokens.peek(), None | Some(Token::Blank | Token::Quoted(_)));
    if !is_alone {
        codes.push(code(tokens, &name)?);
        while tokens.takes(mark) {
            codes.push(code(tokens, &name)?);
        }
    }
    if let Some(Token::Mark(_)) = tokens.peek() {
        return Err(format!("{name} has both `,` (the first that is there) and `+` (all together); use one of them"));
    }
    let values = match (mark, tokens.peek()) {
        (',', _) => Values::First,
        (_, Some(Token::Quoted(_))) => Values::Joined(tokens.text().unwrap_or_default()),
        _ => Values::Joined(" ".to_owned()),
    };
    Ok(RoleMap { role, codes, values })
}

fn code(tokens: &mut Tokens, name: &str) -> Result<String, String> {
    match tokens.next() {
        Some(Token::Braced(code)) if !code.is_empty() => Ok(code),
        // People write $a as cataloguers do.
        Some(Token::Bare(code)) => {
            Ok(code.strip_prefix('$').filter(|code| !code.is_empty()).unwrap_or(&code).to_owned())
        }
        _ => Err(format!("expected a subfield code behind {name}=, such as {name}=a")),
    }
}

fn record_id(tokens: &mut Tokens) -> Result<String, String> {
    if !(tokens.takes_word("id") && tokens.takes_word("from")) {
        return Err("expected `record id from` and a field, such as record id from 907a".to_owned());
    }
    spec(tokens)?.ok_or_else(|| "expected a field behind `record id from`, such as 001 or 907a".to_owned())
}

fn call_numbers(tokens: &mut Tokens) -> Result<Vec<String>, String> {
    if !(tokens.takes_word("number") && tokens.takes_word("from")) {
        return Err("expected `call number from` and fields, such as call number from 050ab 090".to_owned());
    }
    let mut specs = Vec::new();
    while let Some(found) = spec(tokens)? {
        specs.push(found);
    }
    if specs.is_empty() {
        Err("expected fields behind `call number from`, such as 050ab 090".to_owned())
    } else {
        Ok(specs)
    }
}

fn spec(tokens: &mut Tokens) -> Result<Option<String>, String> {
    tokens.skip_blank();
    let Some(text) = tokens.value() else { return Ok(None) };
    match Spec::parse(&text) {
        Some(_) => Ok(Some(text)),
        None => Err(format!("{text:?} is no field; expected a tag and its subfields, such as 050ab")),
    }
}

fn suppression(tokens: &mut Tokens) -> Result<Suppression, String> {
    let (tag, indicators) = field(tokens)?;
    let code = match tokens.takes_word("is") {
        true => None,
        false => {
            let code = suppressing_code(tokens)?;
            if !tokens.takes_word("is") {
                return Err("expected `is` and the values that mean \"not for the index\"".to_owned());
            }
            Some(code)
        }
    };
    Ok(Suppression { tag, indicators, code, values: patterns(tokens)? })
}

/// A subfield code with its dollar sign: `$t`, `${+}`.
fn suppressing_code(tokens: &mut Tokens) -> Result<String, String> {
    let expected = || "expected a subfield such as $t, or `is` and values; example: suppress 999 ff $t is 1".to_owned();
    tokens.skip_blank();
    let word = match tokens.next() {
        Some(Token::Bare(word)) => word,
        _ => return Err(expected()),
    };
    let code = word.strip_prefix('$').ok_or_else(expected)?;
    match (code, tokens.peek()) {
        ("", Some(Token::Braced(_))) => match tokens.next() {
            Some(Token::Braced(code)) => Ok(code),
            _ => Err(expected()),
        },
        ("", _) => Err(expected()),
        (code, _) => Ok(code.to_owned()),
    }
}

fn translations(tokens: &mut Tokens) -> Result<Vec<Translation>, String> {
    let name = tokens.word().unwrap_or_default();
    let role = Role::from_name(&name).ok_or_else(|| {
        format!("{name:?} has no values to translate{}", suggestion(&name, Role::ALL.iter().map(|role| role.name())))
    })?;
    let mut found = Vec::new();
    while !tokens.is_at_end() {
        found.push(translation(tokens, role)?);
    }
    if found.is_empty() {
        Err(format!("expected values and their meaning, such as translate {name} 0=\"\" 1=lost"))
    } else {
        Ok(found)
    }
}

fn translation(tokens: &mut Tokens, role: Role) -> Result<Translation, String> {
    let expected = || "expected a value, `=` and its meaning, such as 1=\"not for loan\" or EMPTY=\"\"".to_owned();
    let mut from = String::new();
    let mut is_there = false;
    while !matches!(tokens.peek(), None | Some(Token::Blank | Token::Mark('='))) {
        is_there = true;
        from.extend(tokens.next().iter().map(plain));
    }
    if !is_there || !tokens.takes('=') {
        return Err(expected());
    }
    let to = tokens.value().ok_or_else(expected)?;
    Ok(Translation { role, from: Pattern::new(&from), to })
}

fn plain(token: &Token) -> String {
    match token {
        Token::Quoted(text) => text.clone(),
        other => other.to_string(),
    }
}

fn rule(tokens: &mut Tokens) -> Result<Rule, String> {
    let lent = match tokens.word().as_deref() {
        Some("yes") => true,
        Some("no") => false,
        other => return Err(format!("expected `lend yes` or `lend no`, not {:?}", other.unwrap_or_default())),
    };
    let mut conditions = Vec::new();
    if !tokens.takes_word("otherwise") {
        conditions.push(condition(tokens)?);
        while tokens.takes_word("and") {
            conditions.push(condition(tokens)?);
        }
    }
    Ok(Rule { lent, conditions, reason: tokens.text() })
}

fn condition(tokens: &mut Tokens) -> Result<Condition, String> {
    let name = tokens.word().unwrap_or_default();
    let subject = Subject::from_name(&name).ok_or_else(|| {
        let known = Subject::ALL.iter().map(|subject| subject.name()).chain(["otherwise"]);
        format!("{name:?} is nothing that a rule can look at{}", suggestion(&name, known))
    })?;
    Ok(Condition { subject, patterns: patterns(tokens)? })
}

/// Values with commas between.
fn patterns(tokens: &mut Tokens) -> Result<Vec<Pattern>, String> {
    let mut patterns = Vec::new();
    loop {
        tokens.skip_blank();
        let value = tokens
            .value()
            .ok_or("expected a value, such as RES* or \"Main Stacks\"; \"\" is the value that is not there")?;
        patterns.push(Pattern::new(&value));
        let is_blank = tokens.skip_blank();
        match tokens.takes(',') {
            true => {}
            false if is_blank || tokens.is_at_end() => return Ok(patterns),
            false => return Err(format!("expected a comma or a blank before {:?}", tokens.rest())),
        }
    }
}

//! Patrons' data in messages, masked: letters become `x`, digits `9`. What is left shows the shape of an identifier (a leading zero
//! that was lost, a domain that was added) and nothing of the person.

use std::collections::BTreeSet;

use serde_json::Value;

/// Elements whose whole content says who a patron is, in NCIP 1 and 2, ISO 18626 and Alma's REST interface.
const PRIVATE_ELEMENTS: [&str; 22] = [
    "UserIdentifierValue",
    "VisibleUserId",
    "AuthenticationInputData",
    "NameInformation",
    "PersonalNameInformation",
    "UserAddressInformation",
    "DateOfBirth",
    "PhysicalAddress",
    "ElectronicAddress",
    "patronInfo",
    "patronId",
    "user_id",
    "user_name",
    "primary_id",
    "first_name",
    "middle_name",
    "last_name",
    "full_name",
    "birth_date",
    "contact_info",
    "user_identifiers",
    "user_notes",
];
/// Those of them that hold an identifier. It is masked wherever else it stands, too: a problem repeats it.
const IDENTIFIERS: [&str; 5] = ["UserIdentifierValue", "VisibleUserId", "patronId", "user_id", "primary_id"];
/// Shorter identifiers are left alone elsewhere: `-`, which some lenders send, stands everywhere.
const SHORTEST: usize = 3;

/// The texts of one exchange without patrons' data.
#[derive(Debug, Default)]
pub(super) struct Mask {
    identifiers: BTreeSet<String>,
}

impl Mask {
    /// Knows these identifiers of patrons already.
    pub(super) fn knowing(identifiers: &[&str]) -> Self {
        let identifiers = identifiers.iter().map(|identifier| identifier.trim());
        Self { identifiers: identifiers.filter(|text| text.chars().count() >= SHORTEST).map(str::to_owned).collect() }
    }

    /// A message without patrons' data. Its identifiers are remembered for [`Mask::words`].
    pub(super) fn body(&mut self, text: &str) -> String {
        match serde_json::from_str::<Value>(text) {
            Ok(mut value @ (Value::Object(_) | Value::Array(_))) => {
                self.json(&mut value, false);
                format!("{value:#}")
            }
            // What of broken JSON is a patron's cannot be told.
            Err(_) if text.trim_start().starts_with(['{', '[']) => shape(text),
            _ => self.xml(text),
        }
    }

    /// A text in which the identifiers met so far are masked where they stand as words of their own.
    pub(super) fn words(&self, text: &str) -> String {
        self.identifiers.iter().fold(text.to_owned(), |text, identifier| replace_word(&text, identifier))
    }

    /// Not a parser: what a broken message says of a patron is masked as well.
    fn xml(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut private: Vec<&str> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = match tag(rest) {
                Some(end) => {
                    let (tag, after) = rest.split_at(end);
                    follow(&mut private, tag);
                    out.push_str(tag);
                    // Within character data nothing is a tag.
                    let is_data = tag == DATA_BEGINS;
                    after.split_at(if is_data { after.find(DATA_ENDS).unwrap_or(after.len()) } else { 0 })
                }
                None => rest.split_at(next_tag(rest)),
            };
            match private.last() {
                Some(element) => {
                    self.remember(element, part);
                    out.push_str(&shape(part));
                }
                None => out.push_str(part),
            }
            rest = after;
        }
        out
    }

    fn json(&mut self, value: &mut Value, is_private: bool) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    if let (true, Value::String(text)) = (IDENTIFIERS.contains(&name.as_str()), &*member) {
                        self.remember(name, text);
                    }
                    self.json(member, is_private || PRIVATE_ELEMENTS.contains(&name.as_str()));
                }
            }
            Value::Array(members) => members.iter_mut().for_each(|member| self.json(member, is_private)),
            Value::String(text) if is_private => *text = shape(text),
            Value::Number(number) if is_private => *value = Value::String(shape(&number.to_string())),
            Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
        }
    }

    fn remember(&mut self, element: &str, content: &str) {
        let content = content.trim();
        if IDENTIFIERS.contains(&element) && content.chars().count() >= SHORTEST {
            self.identifiers.insert(content.to_owned());
        }
    }
}

const DATA_BEGINS: &str = "<![CDATA[";
const DATA_ENDS: &str = "]]>";

/// Where the tag ends with which the text begins; one without an end is none.
fn tag(text: &str) -> Option<usize> {
    match text.starts_with(DATA_BEGINS) {
        true => Some(DATA_BEGINS.len()),
        false => text.strip_prefix('<').and_then(|_| text.find('>')).map(|end| end + 1),
    }
}

/// Where the next tag may begin, behind the first character.
fn next_tag(text: &str) -> usize {
    text.char_indices().skip(1).find(|(_, character)| *character == '<').map_or(text.len(), |(at, _)| at)
}

/// Which private element the text after this tag stands in.
fn follow<'a>(private: &mut Vec<&'a str>, tag: &'a str) {
    let mut names = tag.trim_matches(['<', '>']).split(|c: char| c.is_whitespace() || c == '/');
    let Some(name) = names.find(|name| !name.is_empty()) else { return };
    let name = name.rsplit(':').next().unwrap_or(name);
    if !PRIVATE_ELEMENTS.contains(&name) || tag.ends_with("/>") {
        return;
    }
    match tag.starts_with("</") {
        // An end that does not belong to it ends nothing.
        true => drop(private.pop_if(|open| *open == name)),
        false => private.push(name),
    }
}

/// Letters as `x`, digits as `9`, everything else as it is.
fn shape(text: &str) -> String {
    let masked = |character: char| match character {
        digit if digit.is_numeric() => '9',
        letter if letter.is_alphabetic() => 'x',
        other => other,
    };
    text.chars().map(masked).collect()
}

fn replace_word(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(word) {
        let word_goes_on = if before.is_empty() { out.chars().next_back() } else { before.chars().next_back() };
        let begins = !word_goes_on.is_some_and(char::is_alphanumeric);
        let ends = !after.starts_with(char::is_alphanumeric);
        out.push_str(before);
        out.push_str(&if begins && ends { shape(word) } else { word.to_owned() });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_who_a_patron_is_becomes_a_shape() {
        let cases = [
            (
                "<n:UserId><n:UserIdentifierValue>0a12@ex.edu</n:UserIdentifierValue></n:UserId><n:Title>Emma</n:Title>",
                "<n:UserId><n:UserIdentifierValue>9x99@xx.xxx</n:UserIdentifierValue></n:UserId><n:Title>Emma</n:Title>",
            ),
            (
                "<patronInfo><patronId>77</patronId><surname>Ž</surname></patronInfo><title>Emma</title>",
                "<patronInfo><patronId>99</patronId><surname>x</surname></patronInfo><title>Emma</title>",
            ),
            ("<NameInformation/><Title>Emma</Title>", "<NameInformation/><Title>Emma</Title>"),
            ("<user_id><![CDATA[ann]]></user_id>", "<user_id><![CDATA[xxx]]></user_id>"),
            ("<user_id><![CDATA[a<n>n]]></user_id>", "<user_id><![CDATA[x<x>x]]></user_id>"),
            ("<UserIdentifierValue>cut sho", "<UserIdentifierValue>xxx xxx"),
            ("<patronId>cut <sho", "<patronId>xxx <xxx"),
            (
                "<patronInfo>ann</patronId>ann</patronInfo><title>Emma",
                "<patronInfo>xxx</patronId>xxx</patronInfo><title>Emma",
            ),
            ("{\"user_id\": \"ann", "{\"xxxx_xx\": \"xxx"),
            ("no message at all", "no message at all"),
        ];
        for (plain, masked) in cases {
            assert_eq!(Mask::default().body(plain), masked);
        }
    }

    #[test]
    fn json_keeps_its_structure() {
        let plain =
            r#"{"item_loan":{"user_id":"ann7","item_barcode":"EAST-000012","user_identifiers":[{"value":12}]}}"#;
        let masked: Value = serde_json::from_str(&Mask::default().body(plain)).unwrap();
        assert_eq!(masked.pointer("/item_loan/user_id").unwrap(), "xxx9");
        assert_eq!(masked.pointer("/item_loan/item_barcode").unwrap(), "EAST-000012");
        assert_eq!(masked.pointer("/item_loan/user_identifiers/0/value").unwrap(), "99");
    }

    #[test]
    fn an_identifier_is_masked_where_an_answer_repeats_it() {
        let mut mask = Mask::default();
        mask.body("<UserIdentifierValue>ann7</UserIdentifierValue>");
        assert_eq!(mask.words("Unknown User (ann7), not ann77 or joann7"), "Unknown User (xxx9), not ann77 or joann7");
        assert_eq!(Mask::knowing(&["ann7", "-"]).words("users/ann7 - ann7"), "users/xxx9 - xxx9");
    }

    #[test]
    fn every_beginning_of_a_message_is_masked() {
        let message =
            "<a><UserIdentifierValue>secret</UserIdentifierValue><NameInformation><x>secret</x></NameInformation></a>";
        for end in 0..=message.len() {
            assert!(!Mask::default().body(&message[..end]).contains("secre"), "{}", &message[..end]);
        }
    }
}

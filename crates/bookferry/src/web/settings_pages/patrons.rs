//! Patrons: who may ask for things from elsewhere.

use super::section::FormSection;
use crate::settings::{GroupRule, PatronRules};
use crate::web::desk::field::Field;
use crate::web::desk::forms::{FieldErrors, Fields};

impl FormSection for PatronRules {
    const TITLE: &'static str = "Patrons";
    const ABOUT: &'static [&'static str] = &[
        "Before a request leaves, your library system is asked about the patron (LookupUser). A patron who is blocked there may not ask; here you decide about the rest. What was looked at stands in the history of each request.",
        "Groups that are met for the first time are added to the list by themselves, and staff are told. Their members may ask until you write no.",
    ];

    fn fields(&self) -> Vec<Field> {
        let lines: Vec<String> = self.groups.iter().map(line).collect();
        vec![
            Field::lines("groups", "Groups of patrons")
                .with_hint("One a line: the code of the group, an equals sign, yes or no, such as VISITOR = no. Nothing after the sign: not decided, they may ask. In Alma: Configuration > User Management > User Groups.")
                .with_value(lines.join("\n")),
            Field::switch("checks_expiry", "Patrons whose account has expired may not ask", self.checks_expiry)
                .with_hint("NCIP does not tell the day: it is asked over Alma’s REST interface, where a key is set (Settings, Availability)."),
        ]
    }

    fn read(form: &Fields) -> Result<Self, FieldErrors> {
        match groups(form) {
            Ok(groups) => Ok(Self { groups, checks_expiry: form.is_ticked("checks_expiry") }),
            Err(words) => Err(FieldErrors::one("groups", words)),
        }
    }
}

fn line(rule: &GroupRule) -> String {
    let decision = match rule.may_ask {
        None => "",
        Some(true) => " yes",
        Some(false) => " no",
    };
    format!("{} ={decision}", rule.group)
}

fn groups(form: &Fields) -> Result<Vec<GroupRule>, String> {
    let mut rules: Vec<GroupRule> = Vec::new();
    for line in form.lines("groups") {
        let wrong = || format!("Write the line “{line}” as code = yes or code = no, such as VISITOR = no.");
        let (group, decision) = line.split_once('=').ok_or_else(wrong)?;
        let may_ask = match decision.trim().to_lowercase().as_str() {
            "" => None,
            "yes" => Some(true),
            "no" => Some(false),
            _ => return Err(wrong()),
        };
        let group = group.trim().to_owned();
        if group.is_empty() {
            return Err(wrong());
        }
        if rules.iter().any(|rule| rule.group.eq_ignore_ascii_case(&group)) {
            return Err(format!("The group {group} is there twice."));
        }
        rules.push(GroupRule { group, may_ask });
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_gives_back_what_it_shows() {
        let rule = |group: &str, may_ask| GroupRule { group: group.to_owned(), may_ask };
        let groups = vec![rule("STA", Some(true)), rule("VISITOR", Some(false)), rule("NEW", None)];
        let before = PatronRules { groups, checks_expiry: true };
        let fields = before.fields();
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (field.name, field.value.as_str())).collect();
        assert_eq!(PatronRules::read(&Fields::from_pairs(&pairs)), Ok(before));
    }

    #[test]
    fn a_line_that_says_neither_yes_nor_no_is_quoted_in_the_error() {
        for wrong in ["VISITOR", "= no", "VISITOR = maybe", "A = no\na = yes"] {
            let errors = PatronRules::read(&Fields::from_pairs(&[("groups", wrong)])).unwrap_err();
            assert!(errors.of("groups").is_some(), "{wrong}");
        }
    }
}

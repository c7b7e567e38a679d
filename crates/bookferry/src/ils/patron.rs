//! May this patron ask? What the library system tells, measured by the library's own rules, and an account of it in words.

use jiff::civil::Date;
use lifecycle::IlsAnswer;
use ncip::{LookupUserResponse, Patron};
use serde_json::Value;

use super::rest::{AlmaRest, RestFault};
use crate::settings::PatronRules;

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PatronCheck {
    /// What the request hears.
    pub(super) answer: IlsAnswer,
    /// What was looked at, a sentence each.
    pub(super) account: Vec<String>,
    /// The patron's name, where the library system told it.
    pub(super) name: String,
    /// The patron's group.
    pub(super) group: String,
}

/// Measures what LookupUser told. `expiry`: the last day of the account, where it is known.
pub(super) fn check(
    response: &LookupUserResponse,
    rules: &PatronRules,
    expiry: Option<Date>,
    today: Date,
) -> PatronCheck {
    let patron = Patron::of(response);
    let group = patron.user_group.clone().unwrap_or_default();
    let has_expired = rules.checks_expiry && expiry.is_some_and(|last| last < today);
    let answer = match () {
        () if patron.blocked => IlsAnswer::PatronBlocked { why: why_blocked(&patron) },
        () if !rules.may_ask(&group) => {
            IlsAnswer::PatronBlocked { why: format!("patrons of the group {group} may not ask (Settings, Patrons)") }
        }
        () if has_expired => {
            let last = expiry.map(|last| last.to_string()).unwrap_or_default();
            IlsAnswer::PatronBlocked { why: format!("the account has expired on {last}") }
        }
        () => IlsAnswer::PatronFound,
    };
    let account = account(&patron, rules, expiry);
    PatronCheck { answer, account, name: patron.full_name(), group }
}

fn account(patron: &Patron, rules: &PatronRules, expiry: Option<Date>) -> Vec<String> {
    let group = patron.user_group.as_deref();
    let verdict = |group: &str| if rules.may_ask(group) { "may ask" } else { "may not ask" };
    vec![
        format!("Status of the account: {}.", patron.status.as_deref().unwrap_or("not told")),
        match patron.blocks.as_slice() {
            [] => "Blocks: none.".to_owned(),
            blocks => format!("Blocks: {}.", blocks.join(", ")),
        },
        group.map_or("User group: not told.".to_owned(), |group| {
            format!("User group: {group}, which {}.", verdict(group))
        }),
        match (expiry, rules.checks_expiry) {
            (Some(last), true) => format!("The account lasts until {last}."),
            (Some(last), false) => format!("The account lasts until {last}, which this library does not check."),
            (None, _) => "When the account expires was not told.".to_owned(),
        },
    ]
}

fn why_blocked(patron: &Patron) -> String {
    match (patron.blocks.is_empty(), &patron.status) {
        (false, _) => patron.blocks.join(", "),
        (true, Some(status)) => format!("status {status}"),
        (true, None) => "blocked".to_owned(),
    }
}

/// The last day of a patron's account, over Alma's REST interface: NCIP does not tell it.
///
/// # Errors
/// [`RestFault`].
pub(super) async fn expiry(rest: &AlmaRest<'_>, patron_id: &str) -> Result<Option<Date>, RestFault> {
    let user = rest.get(&format!("users/{}?view=brief", oai_pmh::encode_component(patron_id))).await?;
    Ok(user.get("expiry_date").and_then(Value::as_str).and_then(day))
}

/// `2027-06-30Z`, as Alma writes days.
fn day(text: &str) -> Option<Date> {
    text.trim_end_matches('Z').parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use ncip::{BlockOrTrap, Code, UserOptionalFields, UserPrivilege};

    use super::*;
    use crate::settings::GroupRule;

    fn response(status: &str, group: &str, block: Option<&str>) -> LookupUserResponse {
        let blocks = block.map(|block| BlockOrTrap { block_type: Some(Code::new(block)), ..BlockOrTrap::default() });
        let fields = UserOptionalFields {
            privileges: vec![
                UserPrivilege::new("01EX_INST", "STATUS", status),
                UserPrivilege::new("01EX_INST", "PROFILE", group),
            ],
            blocks: blocks.into_iter().collect(),
            ..UserOptionalFields::default()
        };
        LookupUserResponse { optional_fields: Some(fields), ..LookupUserResponse::default() }
    }

    #[test]
    fn each_rule_alone_keeps_a_patron_from_asking_and_says_so() {
        let today = date(2026, 11, 29);
        let rules = PatronRules {
            groups: vec![GroupRule { group: "VISITOR".into(), may_ask: Some(false) }],
            ..PatronRules::default()
        };
        let cases = [
            (response("ACTIVE", "STA", None), None, None),
            (response("ACTIVE", "STA", None), Some(today), None),
            (response("BLOCKED", "STA", None), None, Some("status BLOCKED")),
            (response("ACTIVE", "STA", Some("Block Check Out")), None, Some("Block Check Out")),
            (
                response("ACTIVE", "VISITOR", None),
                None,
                Some("patrons of the group VISITOR may not ask (Settings, Patrons)"),
            ),
            (response("ACTIVE", "STA", None), Some(date(2026, 11, 28)), Some("the account has expired on 2026-11-28")),
        ];
        for (response, expiry, why) in cases {
            let expected = why.map_or(IlsAnswer::PatronFound, |why| IlsAnswer::PatronBlocked { why: why.into() });
            assert_eq!(check(&response, &rules, expiry, today).answer, expected);
        }
        let lenient = PatronRules { checks_expiry: false, ..PatronRules::default() };
        let expired = check(&response("ACTIVE", "STA", None), &lenient, Some(date(2020, 1, 1)), today);
        assert_eq!(expired.answer, IlsAnswer::PatronFound);
    }

    #[test]
    fn what_was_looked_at_is_told() {
        let check =
            check(&response("ACTIVE", "STA", None), &PatronRules::default(), day("2027-06-30Z"), date(2026, 11, 29));
        assert_eq!(
            check.account,
            [
                "Status of the account: ACTIVE.",
                "Blocks: none.",
                "User group: STA, which may ask.",
                "The account lasts until 2027-06-30."
            ]
        );
        assert_eq!(check.group, "STA");
    }
}

//! Lifecycle values as the JSON text that the store keeps. Written by hand: a renamed member of the lifecycle must not be able to
//! change what is stored, and what cannot be read back must say so.

use lifecycle::{CancelIntent, Condition, Cost, Facts, IlsCall, LentItem, Moment, Outcome, ServiceType, Trouble};
use serde_json::{Map, Value, json};

/// A stored value that this version cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl Unreadable {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the stored request cannot be read: {}", self.0)
    }
}

impl std::error::Error for Unreadable {}

type Read<T> = Result<T, Unreadable>;

/// Facts as JSON.
#[must_use]
pub fn facts_json(facts: &Facts) -> Value {
    json!({
        "service_type": facts.service_type.name(),
        "suppliers_asked": facts.suppliers_asked,
        "suppliers_left": facts.suppliers_left,
        "cancel_intent": facts.cancel_intent.map(CancelIntent::name),
        "conditions_open": facts.conditions_open.iter().map(condition_json).collect::<Vec<_>>(),
        "conditions_agreed": facts.conditions_agreed.iter().map(condition_json).collect::<Vec<_>>(),
        "items": facts.items.iter().map(item_json).collect::<Vec<_>>(),
        "hold": facts.hold,
        "on_loan": facts.on_loan,
        "temporary_items": facts.temporary_items,
        "received": facts.received,
        "due": facts.due.map(|moment| moment.0),
        "renewal_asked": facts.renewal_asked,
        "renewal_from_ils": facts.renewal_from_ils,
        "with_patron": facts.with_patron,
        "renewals": facts.renewals,
        "overdue": facts.overdue,
        "recalled": facts.recalled,
        "trouble": facts.trouble.map(Trouble::name),
        "document": facts.document,
        "ils_out_of_step": facts.ils_out_of_step.iter().map(call_json).collect::<Vec<_>>(),
        "outcome": facts.outcome.map(Outcome::name),
    })
}

/// Facts from JSON text.
///
/// # Errors
/// [`Unreadable`] when something is missing or unknown.
pub fn facts(text: &str) -> Read<Facts> {
    let object = Object::parse(text)?;
    Ok(Facts {
        service_type: object.named("service_type", ServiceType::from_name)?,
        suppliers_asked: object.number("suppliers_asked")?,
        suppliers_left: object.number("suppliers_left")?,
        cancel_intent: object.optional_named("cancel_intent", CancelIntent::from_name)?,
        conditions_open: object.list("conditions_open", condition)?,
        conditions_agreed: object.list("conditions_agreed", condition)?,
        items: object.list("items", item)?,
        hold: object.flag("hold")?,
        on_loan: object.list("on_loan", whole_number)?,
        temporary_items: object.list("temporary_items", whole_number)?,
        received: object.flag("received")?,
        due: object.moment("due")?,
        renewal_asked: object.flag("renewal_asked")?,
        renewal_from_ils: object.later_flag("renewal_from_ils")?,
        with_patron: object.later_flag("with_patron")?,
        renewals: object.number("renewals")?,
        overdue: object.flag("overdue")?,
        recalled: object.flag("recalled")?,
        trouble: object.later_named("trouble", Trouble::from_name)?,
        document: object.optional_text("document"),
        ils_out_of_step: object.list("ils_out_of_step", call)?,
        outcome: object.optional_named("outcome", Outcome::from_name)?,
    })
}

/// A call to the library system as JSON.
#[must_use]
pub fn call_json(call: &IlsCall) -> Value {
    let name = call.name();
    match call {
        IlsCall::LookupUser | IlsCall::RequestItem | IlsCall::CancelRequestItem | IlsCall::ChargePatron => {
            json!({ "call": name })
        }
        IlsCall::AcceptItem { item }
        | IlsCall::CheckInItem { item }
        | IlsCall::RenewalPending { item }
        | IlsCall::RenewalRefused { item }
        | IlsCall::RecallItem { item } => json!({ "call": name, "item": item }),
        IlsCall::CheckOutItem { item, due } | IlsCall::RenewItem { item, due } => {
            json!({ "call": name, "item": item, "due": due.map(|moment| moment.0) })
        }
    }
}

/// A call to the library system from JSON.
///
/// # Errors
/// [`Unreadable`] when the call is unknown or a number is missing.
pub fn call(value: &Value) -> Read<IlsCall> {
    let object = Object::of(value)?;
    Ok(match object.text("call")? {
        "lookup_user" => IlsCall::LookupUser,
        "request_item" => IlsCall::RequestItem,
        "cancel_request_item" => IlsCall::CancelRequestItem,
        "accept_item" => IlsCall::AcceptItem { item: object.number("item")? },
        "check_in_item" => IlsCall::CheckInItem { item: object.number("item")? },
        "check_out_item" => IlsCall::CheckOutItem { item: object.number("item")?, due: object.moment("due")? },
        "renewal_pending" => IlsCall::RenewalPending { item: object.number("item")? },
        "renewal_refused" => IlsCall::RenewalRefused { item: object.number("item")? },
        "charge_patron" => IlsCall::ChargePatron,
        "recall_item" => IlsCall::RecallItem { item: object.number("item")? },
        "renew_item" => IlsCall::RenewItem { item: object.number("item")?, due: object.moment("due")? },
        other => return Err(Unreadable(format!("unknown call {other}"))),
    })
}

fn item_json(item: &LentItem) -> Value {
    json!({ "barcode": item.barcode, "call_number": item.call_number, "title": item.title })
}

fn item(value: &Value) -> Read<LentItem> {
    let object = Object::of(value)?;
    Ok(LentItem {
        barcode: object.text("barcode")?.to_owned(),
        call_number: object.optional_text("call_number"),
        title: object.optional_text("title"),
    })
}

fn condition_json(condition: &Condition) -> Value {
    let cost = condition.cost.as_ref().map(|cost| json!({ "amount": cost.amount, "currency": cost.currency }));
    json!({ "code": condition.code, "cost": cost, "note": condition.note })
}

fn condition(value: &Value) -> Read<Condition> {
    let object = Object::of(value)?;
    let cost = match value.get("cost") {
        Some(cost) if !cost.is_null() => {
            let cost = Object::of(cost)?;
            Some(Cost { amount: cost.text("amount")?.to_owned(), currency: cost.text("currency")?.to_owned() })
        }
        _ => None,
    };
    Ok(Condition { code: object.text("code")?.to_owned(), cost, note: object.text("note")?.to_owned() })
}

fn whole_number(value: &Value) -> Read<u16> {
    value
        .as_u64()
        .and_then(|number| u16::try_from(number).ok())
        .ok_or_else(|| Unreadable(format!("{value} is no number")))
}

/// A JSON object that says which member is missing.
struct Object(Map<String, Value>);

impl Object {
    fn parse(text: &str) -> Read<Self> {
        let value: Value = serde_json::from_str(text).map_err(|fault| Unreadable(fault.to_string()))?;
        Self::of(&value)
    }

    fn of(value: &Value) -> Read<Self> {
        value.as_object().cloned().map(Self).ok_or_else(|| Unreadable(format!("{value} is no object")))
    }

    fn member(&self, name: &str) -> Read<&Value> {
        self.0.get(name).ok_or_else(|| Unreadable(format!("{name} is missing")))
    }

    fn text(&self, name: &str) -> Read<&str> {
        self.member(name)?.as_str().ok_or_else(|| Unreadable(format!("{name} is no text")))
    }

    fn optional_text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    fn flag(&self, name: &str) -> Read<bool> {
        self.member(name)?.as_bool().ok_or_else(|| Unreadable(format!("{name} is neither true nor false")))
    }

    /// A flag that came later: what was stored before has it not, and then it is false.
    fn later_flag(&self, name: &str) -> Read<bool> {
        if self.0.contains_key(name) { self.flag(name) } else { Ok(false) }
    }

    fn number(&self, name: &str) -> Read<u16> {
        whole_number(self.member(name)?)
    }

    fn moment(&self, name: &str) -> Read<Option<Moment>> {
        Ok(self.member(name)?.as_i64().map(Moment))
    }

    fn named<T>(&self, name: &str, find: impl Fn(&str) -> Option<T>) -> Read<T> {
        let text = self.text(name)?;
        find(text).ok_or_else(|| Unreadable(format!("unknown {name} {text}")))
    }

    fn optional_named<T>(&self, name: &str, find: impl Fn(&str) -> Option<T>) -> Read<Option<T>> {
        match self.member(name)?.is_null() {
            true => Ok(None),
            false => self.named(name, find).map(Some),
        }
    }

    /// A member that came later: what was stored before has it not.
    fn later_named<T>(&self, name: &str, find: impl Fn(&str) -> Option<T>) -> Read<Option<T>> {
        if self.0.contains_key(name) { self.optional_named(name, find) } else { Ok(None) }
    }

    fn list<T>(&self, name: &str, read: impl Fn(&Value) -> Read<T>) -> Read<Vec<T>> {
        let members = self.member(name)?.as_array().ok_or_else(|| Unreadable(format!("{name} is no list")))?;
        members.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_back_as_they_were_stored() {
        let mut before = Facts::new(ServiceType::Loan);
        before.suppliers_left = 3;
        before.cancel_intent = Some(CancelIntent::TryNext);
        before.conditions_open = vec![Condition {
            code: "LibraryUseOnly".into(),
            cost: Some(Cost { amount: "12.50".into(), currency: "EUR".into() }),
            note: "reading room".into(),
        }];
        before.items =
            vec![LentItem { barcode: "31234000000012".into(), call_number: Some("QA 76".into()), title: None }];
        before.temporary_items = vec![1];
        before.due = Some(Moment(1_800_000_000_000));
        before.trouble = Some(Trouble::ClaimsReturned);
        before.ils_out_of_step = vec![IlsCall::LookupUser, IlsCall::CheckOutItem { item: 1, due: None }];
        before.outcome = Some(Outcome::Supplied);
        assert_eq!(facts(&facts_json(&before).to_string()), Ok(before));
    }

    #[test]
    fn facts_of_an_earlier_version_are_read() {
        let before = Facts::new(ServiceType::Loan);
        let mut stored = facts_json(&before);
        for later in ["renewal_from_ils", "with_patron", "trouble"] {
            stored.as_object_mut().unwrap().remove(later).unwrap();
        }
        assert_eq!(facts(&stored.to_string()), Ok(before));
    }

    #[test]
    fn every_call_comes_back_as_it_was_stored() {
        let due = Some(Moment(1));
        for before in [
            IlsCall::LookupUser,
            IlsCall::RequestItem,
            IlsCall::CancelRequestItem,
            IlsCall::AcceptItem { item: 1 },
            IlsCall::CheckOutItem { item: 2, due },
            IlsCall::CheckInItem { item: 3 },
            IlsCall::RenewItem { item: 4, due: None },
            IlsCall::RenewalPending { item: 5 },
            IlsCall::RenewalRefused { item: 6 },
            IlsCall::RecallItem { item: 7 },
            IlsCall::ChargePatron,
        ] {
            assert_eq!(call(&call_json(&before)), Ok(before));
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_is_wrong() {
        assert_eq!(facts("{}").unwrap_err().to_string(), "the stored request cannot be read: service_type is missing");
        assert!(call(&json!({ "call": "fetch_coffee" })).unwrap_err().to_string().contains("fetch_coffee"));
    }
}

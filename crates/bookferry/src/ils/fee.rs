//! A fee in the patron's account, over Alma's REST interface: Alma's NCIP profile has no message for it.

use reqwest::Method;
use serde_json::{Value, json};

use super::compose::{self, CallContext};
use super::rest::{AlmaRest, RestFault};

/// Charges the patron once, however often it is tried: the comment of the fee names the request.
///
/// # Errors
/// [`RestFault`].
pub(super) async fn charge(rest: &AlmaRest<'_>, context: &CallContext<'_>, attempts: i64) -> Result<Value, RestFault> {
    let path = format!("users/{}/fees", oai_pmh::encode_component(&context.patron.patron_id));
    if attempts > 1 {
        let fees = rest.get(&path).await?;
        if let Some(fee) = charged_before(&fees, context.number) {
            return Ok(fee.clone());
        }
    }
    rest.send(Method::POST, &path, &body(context)).await
}

/// The fee as Alma takes it.
pub(super) fn body(context: &CallContext<'_>) -> Value {
    let fees = context.fees;
    json!({
        "type": { "value": fees.kind },
        "original_amount": f64::from(compose::fee(context)) / 100.0,
        "owner": { "value": fees.owner },
        "comment": comment(context.number),
    })
}

fn charged_before<'a>(fees: &'a Value, number: &str) -> Option<&'a Value> {
    let all = fees.get("fee").and_then(Value::as_array)?;
    all.iter().find(|fee| fee.get("comment").and_then(Value::as_str) == Some(comment(number).as_str()))
}

fn comment(number: &str) -> String {
    format!("Interlibrary loan {number}")
}

//! Acts in the configuration.

use super::ActionRefused;
use crate::state::{IdentifierType, Partner, State, User};

type Done = Result<String, ActionRefused>;

pub(super) fn block_user(state: &mut State, user: &str, block: &str) -> Done {
    let user = user_mut(state, user)?;
    user.block = Some(block.to_owned()).filter(|block| !block.is_empty());
    let what = if user.block.is_some() { "is blocked" } else { "has no block" };
    Ok(format!("{} {what}.", user.full_name()))
}

pub(super) fn set_user_status(state: &mut State, user: &str, active: bool) -> Done {
    let user = user_mut(state, user)?;
    user.active = active;
    Ok(format!("{} is {}.", user.full_name(), if active { "active" } else { "inactive" }))
}

fn user_mut<'s>(state: &'s mut State, user: &str) -> Result<&'s mut User, ActionRefused> {
    let id = state.user_by(IdentifierType::Any, user).map(|user| user.primary_id.clone());
    let found = id.and_then(|id| state.users.get_mut(&id));
    found.ok_or_else(|| ActionRefused::new(format!("No user has the identifier {user}.")))
}

pub(super) fn set_partner_status(state: &mut State, code: &str, active: bool) -> Done {
    partner_mut(state, code)?.active = active;
    Ok(format!("Partner {code} is {}.", if active { "active" } else { "inactive" }))
}

pub(super) fn set_partner_field(state: &mut State, code: &str, field: &str, value: &str) -> Done {
    check_place(state, field, value)?;
    let partner = partner_mut(state, code)?;
    let wrong = || ActionRefused::new(format!("{value} is no value for {field}."));
    match field {
        "user_identifier_type" => {
            partner.user_identifier_type = IdentifierType::from_code(value).ok_or_else(wrong)?;
        }
        "authentication_required" => partner.authentication_required = value.parse().map_err(|_| wrong())?,
        "automatic_receive" => partner.automatic_receive = value.parse().map_err(|_| wrong())?,
        "loan_days" => partner.loan_days = value.parse().map_err(|_| wrong())?,
        "broker_ncip_url" => partner.broker_ncip_url = value.to_owned(),
        "default_pickup_library" => partner.default_pickup_library = value.to_owned(),
        "receive_desk" => partner.receive_desk = value.to_owned(),
        "bibliographic_record_id_type" => partner.bibliographic_record_id_type = value.to_owned(),
        _ => return Err(ActionRefused::new(format!("A partner has no field {field} that can be changed."))),
    }
    Ok(format!("Partner {code}: {field} is {value}."))
}

/// Fields that name a place must name one that exists.
fn check_place(state: &State, field: &str, value: &str) -> Result<(), ActionRefused> {
    let exists = match field {
        "default_pickup_library" => state.places.library(value).is_some(),
        "receive_desk" => state.places.desk(value).is_some(),
        _ => true,
    };
    exists.then_some(()).ok_or_else(|| ActionRefused::new(format!("There is no {value} for {field}.")))
}

fn partner_mut<'s>(state: &'s mut State, code: &str) -> Result<&'s mut Partner, ActionRefused> {
    let found = state.partners.get_mut(code);
    found.ok_or_else(|| ActionRefused::new(format!("No partner has the code {code}.")))
}

pub(super) fn suppress(state: &mut State, mms_id: &str, suppressed: bool, at: i64) -> Done {
    let bib = mms_id.parse().ok().and_then(|id| state.catalog.bibs.get_mut(&id)).filter(|bib| !bib.brief);
    let bib = bib.ok_or_else(|| ActionRefused::new(format!("No record has the number {mms_id}.")))?;
    bib.suppressed = suppressed;
    bib.changed = at;
    Ok(format!("{mms_id} is {}.", if suppressed { "suppressed" } else { "shown" }))
}

pub(super) fn set_oai_status(state: &mut State, active: bool) -> Done {
    state.publishing.active = active;
    Ok(format!("The OAI repository is {}.", if active { "active" } else { "inactive" }))
}

pub(super) fn set_oai_addresses(state: &mut State, addresses: &str) -> Done {
    let beginnings = addresses.split(',').map(str::trim).filter(|beginning| !beginning.is_empty());
    state.publishing.allowed_addresses = beginnings.map(str::to_owned).collect();
    let count = state.publishing.allowed_addresses.len();
    Ok(if count == 0 { "Everybody may harvest.".to_owned() } else { format!("{count} addresses may harvest.") })
}

//! Acts in the configuration.

use super::ActionRefused;
use crate::moment::compact;
use crate::state::publishing::{AllowedAddress, NoAddress, OaiRepository};
use crate::state::{BORROWING_WORKFLOWS, Id, IdentifierType, Partner, ProfileType, State, StoredRecord, User};

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
        "supports_borrowing" => partner.supports_borrowing = value.parse().map_err(|_| wrong())?,
        "supports_lending" => partner.supports_lending = value.parse().map_err(|_| wrong())?,
        "accepts_fees" => partner.accepts_fees = value.parse().map_err(|_| wrong())?,
        "profile_type" => partner.profile_type = ProfileType::from_code(value).ok_or_else(wrong)?,
        "borrowing_workflow" => {
            let known = BORROWING_WORKFLOWS.iter().any(|(code, _)| *code == value);
            partner.borrowing_workflow = known.then(|| value.to_owned()).ok_or_else(wrong)?;
        }
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

pub(super) fn suppress(state: &mut State, mms_id: &str, suppressed: bool) -> Done {
    let id = title(state, mms_id)?;
    state.catalog.change_bib(id, |bib| bib.suppressed = suppressed);
    Ok(format!("{mms_id} is {}.", if suppressed { "suppressed" } else { "shown" }))
}

/// Opens a record in the editor and saves it: 005 gets the time, and a note goes to the local field 590.
pub(super) fn save_title(state: &mut State, mms_id: &str, note: Option<&str>, at: i64) -> Done {
    let id = title(state, mms_id)?;
    state.catalog.change_bib(id, |bib| {
        let mut record = bib.marc.record();
        record.remove("005");
        record.push_control("005", &compact(at));
        if let Some(note) = note {
            record.push_data("590", "  ", &[("a", note)]);
        }
        record.sort_by_tag();
        bib.marc = StoredRecord::new(&record);
    });
    Ok(format!("{mms_id} is saved{}.", if note.is_some() { " with a note" } else { " without a change" }))
}

pub(super) fn delete_title(state: &mut State, mms_id: &str) -> Done {
    let id = title(state, mms_id)?;
    let bib = state.catalog.bibs.get(&id);
    let holdings = bib.into_iter().flat_map(|bib| &bib.holdings).filter_map(|id| state.catalog.holdings.get(id));
    let mut items = holdings.flat_map(|holding| &holding.items);
    let is_away = |item: &Id| state.loans.contains_key(item) || state.lending_of(*item).is_some();
    if items.any(is_away) {
        return Err(ActionRefused::new(format!("{mms_id} has items that are lent.")));
    }
    state.catalog.remove_bib(id);
    Ok(format!("{mms_id} is deleted with its holdings and items."))
}

fn title(state: &State, mms_id: &str) -> Result<Id, ActionRefused> {
    let id = mms_id.parse().ok().filter(|id| state.catalog.bibs.get(id).is_some_and(|bib| !bib.brief));
    id.ok_or_else(|| ActionRefused::new(format!("No record has the number {mms_id}.")))
}

pub(super) fn set_oai_status(state: &mut State, active: bool) -> Done {
    state.publishing.repository.get_or_insert_with(OaiRepository::open).active = active;
    Ok(format!("The OAI repository is {}.", if active { "active" } else { "inactive" }))
}

pub(super) fn set_oai_addresses(state: &mut State, addresses: &str) -> Done {
    let parts = addresses.split(',').map(str::trim).filter(|part| !part.is_empty());
    let parsed: Result<Vec<AllowedAddress>, _> = parts.map(str::parse).collect();
    let addresses = parsed.map_err(|wrong: NoAddress| ActionRefused::new(wrong.to_string()))?;
    let count = addresses.len();
    let repository = state.publishing.repository.get_or_insert_with(OaiRepository::open);
    repository.open_to_all = addresses.is_empty();
    repository.addresses = addresses;
    Ok(if count == 0 { "Everybody may harvest.".to_owned() } else { format!("{count} addresses may harvest.") })
}

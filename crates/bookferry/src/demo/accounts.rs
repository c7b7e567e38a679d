//! Who can sign in to the demonstration.

use store::NewAccount;

use super::libraries::{MEMBERS, Member};
use super::tour::{OPERATOR, PASSWORD};
use crate::platform::Platform;
use crate::secrets;
use crate::seed::{SeedError, account};
use crate::web::visitor::Role;

/// Makes the accounts that are not there yet. All have the one password that the start page tells, so it is hashed once a run.
///
/// # Errors
/// [`SeedError`].
pub(super) async fn make(platform: &Platform) -> Result<(), SeedError> {
    if platform.store().accounts().by_username(OPERATOR).await?.is_some() {
        return Ok(());
    }
    let hashed = tokio::task::spawn_blocking(|| secrets::hash_password(PASSWORD)).await;
    let hash = hashed
        .map_err(|fault| SeedError::Password(fault.to_string()))?
        .map_err(|fault| SeedError::Password(fault.to_string()))?;
    for member in MEMBERS {
        let library = platform.store().libraries().by_code(member.code).await?;
        let Some(library) = library else { continue };
        for actor in actors(member) {
            let new = NewAccount {
                library_id: Some(library.id),
                username: actor.username,
                password_hash: hash.clone(),
                role: actor.role.name().to_owned(),
                display_name: actor.name,
                patron_id: actor.patron_id,
            };
            account(platform, new).await?;
        }
    }
    let operator = NewAccount {
        library_id: None,
        username: OPERATOR.to_owned(),
        password_hash: hash,
        role: Role::Operator.name().to_owned(),
        display_name: "Operator".to_owned(),
        patron_id: None,
    };
    account(platform, operator).await
}

/// Somebody who can sign in.
pub(super) struct Account {
    pub(super) username: String,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) patron_id: Option<String>,
    pub(super) note: &'static str,
}

/// The accounts of a library.
pub(super) fn actors(member: &Member) -> Vec<Account> {
    let prefix = member.code.to_lowercase();
    let patron = |word: &str, blocked: bool, note: &'static str| {
        let patron = member.patron(blocked)?;
        Some(Account {
            username: format!("{prefix}-{word}"),
            name: format!("{} {}", patron.first_name, patron.last_name),
            role: Role::Patron,
            patron_id: Some(member.id_of(&patron)),
            note,
        })
    };
    let worker = |word: &str, name: &str, role: Role, note: &'static str| {
        Some(Account { username: format!("{prefix}-{word}"), name: name.to_owned(), role, patron_id: None, note })
    };
    let institution = member.institution.name();
    [
        patron("patron", false, "may borrow"),
        patron("blocked", true, "has a block and is refused"),
        worker("staff", &format!("Interlibrary loan desk, {institution}"), Role::Staff, "works on requests"),
        worker("admin", &format!("Systems librarian, {institution}"), Role::Administrator, "changes settings as well"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

//! Makes what a configuration or the demonstration asks for, once: libraries, accounts, sources. What is there already stays.

use store::{Library, LibraryId, NewAccount, SourceSettings};

use crate::config::{Config, FirstAccount, HarvestConfig};
use crate::jobs::FetchSettings;
use crate::platform::Platform;
use crate::secrets;
use crate::web::visitor::Role;

/// Why something could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The store failed, or refuses (two libraries with one symbol).
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A password cannot be hashed.
    #[error("a password cannot be used: {0}")]
    Password(String),
}

/// Makes the libraries, accounts and sources of a configuration.
///
/// # Errors
/// [`SeedError`].
pub async fn seed(platform: &Platform, config: &Config) -> Result<(), SeedError> {
    for wanted in &config.library {
        let library = library(platform, &wanted.code, &wanted.name, &wanted.symbol).await?;
        if let Some(account) = &wanted.administrator {
            first_account(platform, Some(library.id), account, Role::Administrator).await?;
        }
        if let Some(harvest) = &wanted.harvest {
            source(platform, library.id, harvest).await?;
        }
    }
    if let Some(account) = &config.operator {
        first_account(platform, None, account, Role::Operator).await?;
    }
    Ok(())
}

/// The library with this code, made when it is not there.
///
/// # Errors
/// [`SeedError::Store`].
pub async fn library(platform: &Platform, code: &str, name: &str, symbol: &str) -> Result<Library, SeedError> {
    match platform.store().libraries().by_code(code).await? {
        Some(library) => Ok(library),
        None => Ok(platform.store().libraries().add(code, name, symbol, platform.now()).await?),
    }
}

/// The source of a library, made when it is not there, brought to this address when it is.
///
/// # Errors
/// [`SeedError::Store`].
pub async fn source(
    platform: &Platform,
    library: LibraryId,
    harvest: &HarvestConfig,
) -> Result<store::SourceId, SeedError> {
    let settings = SourceSettings {
        name: "catalogue".to_owned(),
        url: harvest.url.clone(),
        set_spec: harvest.set.clone(),
        prefix: harvest.prefix.clone(),
        mapping: harvest.mapping.clone(),
        fetch: fetch_of(harvest, FetchSettings::default()),
    };
    let sources = platform.store().sources();
    let known = sources.of_library(library).await?.into_iter().find(|source| source.settings.name == settings.name);
    match known {
        Some(source) => {
            // How it is fetched is set on its page.
            let fetch = fetch_of(harvest, FetchSettings::read(&source.settings.fetch));
            let settings = SourceSettings { fetch, ..settings };
            sources.change(library, source.id, &settings, false).await?;
            Ok(source.id)
        }
        None => {
            let id = sources.add(library, &settings, platform.now()).await?;
            sources.schedule(library, id, Some(platform.now())).await?;
            Ok(id)
        }
    }
}

/// How its records come is said in the file, all else on its page; how to sign in, on either.
fn fetch_of(harvest: &HarvestConfig, known: FetchSettings) -> String {
    let HarvestConfig { kind, content, files, user, password, private_key, server_key, .. } = harvest.clone();
    let user = user.or(known.user);
    let password = password.or(known.password);
    let private_key = private_key.or(known.private_key);
    let server_key = server_key.or(known.server_key);
    FetchSettings { kind, content, files, user, password, private_key, server_key, ..known }.to_json()
}

/// An account, made when the user name is free.
///
/// # Errors
/// [`SeedError`].
pub async fn account(platform: &Platform, new: NewAccount) -> Result<(), SeedError> {
    if platform.store().accounts().by_username(&new.username).await?.is_some() {
        return Ok(());
    }
    platform.store().accounts().add(&new, platform.now()).await?;
    Ok(())
}

async fn first_account(
    platform: &Platform,
    library_id: Option<LibraryId>,
    first: &FirstAccount,
    role: Role,
) -> Result<(), SeedError> {
    let password_hash =
        secrets::hash_password(&first.password).map_err(|fault| SeedError::Password(fault.to_string()))?;
    let new = NewAccount {
        library_id,
        username: first.username.clone(),
        password_hash,
        role: role.name().to_owned(),
        display_name: first.username.clone(),
        patron_id: None,
    };
    account(platform, new).await
}

//! Libraries, settings, accounts, sessions.

use store::{Account, AccountId, Error, Failures, LibraryId, NewAccount};

use crate::kit::{Kit, MINUTE, NOW};

#[tokio::test]
async fn a_library_is_found_by_code_and_by_symbol() {
    let kit = Kit::new().await;
    let east = kit.libraries().by_id(kit.east).await.unwrap();
    assert_eq!(kit.libraries().by_code("EAST").await.unwrap(), Some(east.clone()));
    assert_eq!(kit.libraries().by_symbol("ISIL:01EAST").await.unwrap(), Some(east));
    assert_eq!(kit.libraries().by_symbol("ISIL:01NORTH").await.unwrap(), None);
    let codes: Vec<_> = kit.libraries().all().await.unwrap().into_iter().map(|l| l.code).collect();
    assert_eq!(codes, ["EAST", "WEST"]);
    let twice = kit.libraries().add("EAST", "Another", "ISIL:02EAST", NOW).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    let taken = kit.libraries().change(kit.west, "West", "ISIL:01EAST").await;
    assert!(matches!(taken, Err(Error::Conflict(_))));
    kit.libraries().change(kit.west, "West End Library", "ISIL:01WESTEND").await.unwrap();
    assert_eq!(kit.libraries().by_id(kit.west).await.unwrap().name, "West End Library");
}

#[tokio::test]
async fn a_setting_remembers_what_it_was() {
    let kit = Kit::new().await;
    let settings = kit.settings();
    assert_eq!(settings.of(Some(kit.east), "ncip").await.unwrap(), None);
    settings.put(Some(kit.east), "ncip", r#"{"url":"a"}"#, "vera", NOW).await.unwrap();
    settings.put(Some(kit.east), "ncip", r#"{"url":"b"}"#, "otto", NOW + 1).await.unwrap();
    settings.put(None, "mail", "{}", "root", NOW).await.unwrap();
    let now = settings.of(Some(kit.east), "ncip").await.unwrap().unwrap();
    assert_eq!((now.value.as_str(), now.updated_by.as_str(), now.updated_at), (r#"{"url":"b"}"#, "otto", NOW + 1));
    let history: Vec<_> =
        settings.history(Some(kit.east), "ncip").await.unwrap().into_iter().map(|s| s.updated_by).collect();
    assert_eq!(history, ["otto", "vera"]);
    assert_eq!(settings.of(Some(kit.west), "ncip").await.unwrap(), None);
    assert_eq!(settings.all(None).await.unwrap().len(), 1);
    assert_eq!(settings.all(Some(kit.east)).await.unwrap(), [now]);
}

#[tokio::test]
async fn a_session_ends_by_time_by_sign_out_and_with_its_account() {
    let kit = Kit::new().await;
    let vera = account(&kit, Some(kit.east), "vera").await;
    let sessions = kit.sessions();
    sessions.add("t1", vera, "c1", NOW, NOW + 10 * MINUTE).await.unwrap();
    let session = sessions.find("t1", NOW).await.unwrap().unwrap();
    assert_eq!((session.account.username.as_str(), session.csrf.as_str()), ("vera", "c1"));
    assert_eq!(sessions.find("t1", NOW + 10 * MINUTE).await.unwrap(), None);
    sessions.touch("t1", NOW + MINUTE, NOW + 20 * MINUTE).await.unwrap();
    assert!(sessions.find("t1", NOW + 10 * MINUTE).await.unwrap().is_some());
    sessions.remove("t1").await.unwrap();
    assert_eq!(sessions.find("t1", NOW).await.unwrap(), None);

    sessions.add("t2", vera, "c2", NOW, NOW + 10 * MINUTE).await.unwrap();
    kit.accounts().change_password(vera, "hash2").await.unwrap();
    assert_eq!(sessions.find("t2", NOW).await.unwrap(), None, "a new password signs out everywhere");
    sessions.add("t3", vera, "c3", NOW, NOW + 10 * MINUTE).await.unwrap();
    kit.accounts().disable(Some(kit.east), vera, NOW).await.unwrap();
    assert_eq!(sessions.find("t3", NOW).await.unwrap(), None);
    sessions.add("t4", vera, "c4", NOW, NOW + MINUTE).await.unwrap();
    assert_eq!(sessions.find("t4", NOW).await.unwrap(), None, "a disabled account has no sessions");
    assert_eq!(sessions.sweep(NOW + MINUTE).await.unwrap(), 1);
}

#[tokio::test]
async fn accounts_belong_to_their_library() {
    let kit = Kit::new().await;
    let vera = account(&kit, Some(kit.east), "vera").await;
    let root = account(&kit, None, "root").await;
    let names = async |library| -> Vec<String> {
        kit.accounts().of_library(library).await.unwrap().into_iter().map(|a: Account| a.username).collect()
    };
    assert_eq!(names(Some(kit.east)).await, ["vera"]);
    assert_eq!(names(None).await, ["root"]);
    assert!(names(Some(kit.west)).await.is_empty());
    let (accounts, west) = (kit.accounts(), Some(kit.west));
    assert!(matches!(accounts.disable(west, vera, NOW).await, Err(Error::NotFound(_))));
    assert!(matches!(accounts.change_role(west, vera, "admin", "V").await, Err(Error::NotFound(_))));
    assert!(matches!(accounts.disable(west, root, NOW).await, Err(Error::NotFound(_))));
    accounts.change_role(Some(kit.east), vera, "admin", "Vera K.").await.unwrap();
    assert_eq!(accounts.by_username("vera").await.unwrap().unwrap().role, "admin");
    let twice = accounts.add(&new_account(west, "vera"), NOW).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn failed_sign_ins_add_up_until_they_are_old() {
    let kit = Kit::new().await;
    let sessions = kit.sessions();
    assert_eq!(sessions.failures("vera", 0).await.unwrap(), Failures::default());
    sessions.record_failure("vera", NOW, NOW - MINUTE).await.unwrap();
    let second = sessions.record_failure("vera", NOW + 1, NOW - MINUTE).await.unwrap();
    assert_eq!(second, Failures { count: 2, last_at: NOW + 1 });
    assert_eq!(sessions.failures("vera", NOW).await.unwrap(), second);
    assert_eq!(sessions.failures("vera", NOW + 2).await.unwrap().count, 0);
    let later = sessions.record_failure("vera", NOW + 9 * MINUTE, NOW + 8 * MINUTE).await.unwrap();
    assert_eq!(later.count, 1);
    sessions.clear_failures("vera").await.unwrap();
    assert_eq!(sessions.failures("vera", 0).await.unwrap().count, 0);
}

async fn account(kit: &Kit, library: Option<LibraryId>, username: &str) -> AccountId {
    kit.accounts().add(&new_account(library, username), NOW).await.unwrap()
}

fn new_account(library: Option<LibraryId>, username: &str) -> NewAccount {
    NewAccount {
        library_id: library,
        username: username.to_owned(),
        password_hash: "hash".to_owned(),
        role: "staff".to_owned(),
        display_name: "Vera Kowalczyk".to_owned(),
        patron_id: None,
    }
}

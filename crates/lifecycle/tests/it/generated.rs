//! The diagrams and tables in `docs/lifecycle/` are what the rules say now. `UPDATE=1` writes them anew.

use std::path::PathBuf;
use std::{env, fs};

use lifecycle::Side;
use lifecycle::draw::{View, answer_table, diagram};

#[test]
fn diagrams_and_answer_tables_are_up_to_date() {
    let mut expected = Vec::new();
    for &side in Side::ALL {
        check(&format!("{}.txt", side.name()), &answer_table(side), &mut expected);
        for &view in View::ALL {
            check(&format!("{}-{}.mmd", side.name(), view.name()), &diagram(side, view), &mut expected);
        }
    }
    let stale: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !expected.contains(name))
        .collect();
    assert!(stale.is_empty(), "nothing makes these files any more: {stale:?}");
}

fn check(name: &str, fresh: &str, expected: &mut Vec<String>) {
    expected.push(name.to_owned());
    let path = folder().join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, fresh).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    let difference = stored.lines().zip(fresh.lines()).find(|(old, new)| old != new);
    assert!(
        stored == fresh,
        "docs/lifecycle/{name} is out of date (UPDATE=1 rewrites it); first difference: {difference:#?}"
    );
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/lifecycle"))
}

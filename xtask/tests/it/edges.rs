//! One way only: see the map in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Which of our crates a crate may depend on (outside tests).
const ALLOWED: &[(&str, &[&str])] = &[
    ("xml", &[]),
    ("openurl", &[]),
    ("lifecycle", &[]),
    ("marc", &["xml"]),
    ("oai-pmh", &["xml"]),
    ("ncip", &["xml"]),
    ("resource-sync", &["xml"]),
    ("z3950", &["xml"]),
    ("iso18626", &["xml"]),
    ("index", &["marc"]),
    ("availability", &["xml", "marc", "z3950", "index"]),
    ("store", &["lifecycle", "index"]),
    ("alma-sim", &["xml", "marc", "oai-pmh", "ncip", "z3950", "iso18626", "openurl"]),
    (
        "bookferry",
        &[
            "alma-sim",
            "availability",
            "index",
            "iso18626",
            "lifecycle",
            "marc",
            "ncip",
            "oai-pmh",
            "openurl",
            "resource-sync",
            "store",
            "xml",
            "z3950",
        ],
    ),
    ("xtask", &["xml", "marc"]),
];

/// Crates that do I/O: an async runtime, HTTP, SQL, a search engine. Only `bookferry` and `store` may have them anywhere below.
const HEAVY: &[&str] = &[
    "tokio",
    "async-std",
    "smol",
    "mio",
    "hyper",
    "axum",
    "reqwest",
    "ureq",
    "tiny_http",
    "sqlx",
    "sqlx-core",
    "rusqlite",
    "libsqlite3-sys",
    "tantivy",
    "rustls",
];

/// What must not be anywhere in the program: a second TLS provider, a second database layer.
const BANNED: &[&str] = &["aws-lc-sys", "aws-lc-rs", "openssl-sys", "native-tls", "rusqlite"];

/// What only these crates of others may bring: a second library for times (decision 13).
const BROUGHT: &[(&str, &[&str])] = &[("chrono", &["russh-sftp", "suppaftp"])];

struct Workspace {
    /// Package id to name.
    names: BTreeMap<String, String>,
    ours: BTreeSet<String>,
    /// Normal and build dependencies, by package id.
    edges: BTreeMap<String, Vec<String>>,
}

#[test]
fn our_crates_depend_in_one_direction_only() {
    let workspace = workspace();
    for (id, below) in workspace.edges.iter().filter(|(id, _)| workspace.ours.contains(*id)) {
        let name = &workspace.names[id];
        let allowed = ALLOWED.iter().find(|(crate_name, _)| crate_name == name).map(|(_, allowed)| *allowed);
        let allowed =
            allowed.unwrap_or_else(|| panic!("crate {name} is not in the map; add it to ARCHITECTURE.md and here"));
        for below in below.iter().filter(|below| workspace.ours.contains(*below)) {
            let below = &workspace.names[below];
            assert!(allowed.contains(&below.as_str()), "{name} must not depend on {below}");
        }
    }
}

#[test]
fn only_the_binary_and_the_store_can_reach_sockets_and_databases() {
    let workspace = workspace();
    for id in &workspace.ours {
        let name = workspace.names[id].as_str();
        if matches!(name, "bookferry" | "store") {
            continue;
        }
        let heavy: Vec<_> = workspace.below(id).into_iter().filter(|below| HEAVY.contains(&below.as_str())).collect();
        assert!(heavy.is_empty(), "{name} reaches {heavy:?}");
    }
}

#[test]
fn nothing_brings_in_what_the_decision_records_exclude() {
    let workspace = workspace();
    let binary = workspace.ours.iter().find(|id| workspace.names[*id] == "bookferry").expect("the binary exists");
    let banned: Vec<_> = workspace.below(binary).into_iter().filter(|below| BANNED.contains(&below.as_str())).collect();
    assert!(banned.is_empty(), "{banned:?}");
    for (name, bringers) in BROUGHT {
        let brings = |id: &&String| workspace.edges[*id].iter().any(|below| workspace.names[below] == *name);
        let found: BTreeSet<&str> =
            workspace.edges.keys().filter(brings).map(|id| workspace.names[id].as_str()).collect();
        assert_eq!(found, bringers.iter().copied().collect(), "who depends on {name}");
    }
}

impl Workspace {
    /// The names of everything below a package.
    fn below(&self, id: &str) -> BTreeSet<String> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![id.to_owned()]);
        while let Some(next) = open.pop() {
            for below in self.edges.get(&next).into_iter().flatten() {
                if seen.insert(below.clone()) {
                    open.push(below.clone());
                }
            }
        }
        seen.into_iter().map(|id| self.names[&id].clone()).collect()
    }
}

fn workspace() -> Workspace {
    // Only this machine's packages are sure to be there; other platforms' may never have been fetched.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform", &host()])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let list = |value: &Value| value.as_array().expect("a list").clone();

    let names =
        list(&metadata["packages"]).iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let ours = list(&metadata["workspace_members"]).iter().map(text).collect();
    let edges = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let below = list(&node["deps"]).iter().filter(|dep| is_built(dep)).map(|dep| text(&dep["pkg"])).collect();
            (text(&node["id"]), below)
        })
        .collect();
    Workspace { names, ours, edges }
}

/// The platform that the compiler builds for.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("rustc writes text");
    let line = text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host");
    line.to_owned()
}

/// Whether a dependency ends up in the program or its build, not only in its tests.
fn is_built(dependency: &Value) -> bool {
    dependency["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"] != "dev"))
}

//! The contract of the command line: exit codes and last lines.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output};

const RECORD: &str =
    "=LDR  00000nam a2200000 i 4500\n=001  1\n=020  \\\\$a9780141439587\n=245  10$aEmma /$cJane Austen.\n\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::File::create(&path).and_then(|mut file| file.write_all(content)).expect("the file is written");
        path
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bookferry")).args(arguments).output().expect("the program starts")
}

fn last_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

#[test]
fn records_are_converted_and_bad_ones_are_counted() {
    let folder = Folder::new();
    let good = folder.file("good.txt", RECORD.as_bytes());
    let converted = run(&["marc", "convert", "--to", "iso2709", good.to_str().unwrap()]);
    assert_eq!(code(&converted), 0, "{}", last_line(&converted));
    let mut broken = converted.stdout.clone();
    broken.extend_from_slice(b"no record at all\x1D");
    broken.extend_from_slice(&converted.stdout);
    let broken = folder.file("broken.mrc", &broken);
    let checked = run(&["marc", "convert", "--to", "none", broken.to_str().unwrap()]);
    assert_eq!(code(&checked), 1, "{}", last_line(&checked));
    assert!(last_line(&checked).starts_with("records 2, bad "), "{}", last_line(&checked));
}

#[test]
fn a_file_is_counted_and_its_mapping_found() {
    let folder = Folder::new();
    let item = "=001  1\n=245  00$aEmma\n=945  \\\\$i31234000000001$lmain $s-$t1$y.i1\n=945  \\\\$i31234000000002$lref  $so$t1$y.i2\n\n";
    let file = folder.file("a.mrk", format!("=LDR  00000nam a2200000 a 4500\n{item}").as_bytes());
    let file = file.to_str().unwrap();
    let output = run(&["marc", "stats", file, "--json"]);
    assert_eq!((code(&output), last_line(&output).as_str()), (0, "records 1, bad 0"));
    let lines = String::from_utf8(output.stdout).unwrap();
    let objects: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of =
        |kind: &str| objects.iter().find(|object| object["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {lines}"));
    assert_eq!((&of("format")["value"], &of("format")["records"]), (&"book".into(), &1.into()));
    assert_eq!(of("mapping")["name"], "sierra-945");
    assert_eq!(of("preview")["holdings"][1]["items"][0]["not_lent"], "Library use only");
    let words = String::from_utf8(run(&["marc", "stats", file]).stdout).unwrap();
    assert!(words.contains("945 $i (barcode): 2 of 2 values look like barcodes"), "{words}");
}

#[test]
fn an_index_is_loaded_and_searched() {
    let folder = Folder::new();
    let file = folder.file("books.txt", RECORD.as_bytes());
    let data = folder.0.path().join("index");
    let data = data.to_str().unwrap();
    let loaded = run(&["index", "load", "--library", "Test", "--data", data, file.to_str().unwrap()]);
    assert_eq!(code(&loaded), 0, "{}", last_line(&loaded));
    assert!(last_line(&loaded).starts_with("records 1, clusters 1, bad 0, "), "{}", last_line(&loaded));
    let found = run(&["index", "search", "--json", "--data", data, "0-14-143958-0"]);
    assert_eq!((code(&found), last_line(&found).as_str()), (0, "hits 1"));
    let hit: serde_json::Value = serde_json::from_slice(&found.stdout).expect("one JSON object a line");
    assert_eq!(hit["title"], "Emma");
    assert!(hit["cluster"].is_number() && hit["score"].is_number() && hit["members"].is_array(), "{hit}");
}

#[test]
fn a_folder_is_harvested_from_the_command_line() {
    let folder = Folder::new();
    let drop = folder.0.path().join("drop");
    std::fs::create_dir(&drop).expect("a folder");
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let put = |name: &str, content: &str| {
        std::fs::write(drop.join(name), content).expect("the file is written");
        let file = std::fs::File::options().write(true).open(drop.join(name)).expect("the file is there");
        file.set_modified(long_ago).expect("its time is set");
    };
    let config = format!(
        "data = \"data\"\npublic_address = \"http://127.0.0.1\"\ncontact = \"tests\"\n[[library]]\ncode = \"EAST\"\nname = \"East\"\n\
         symbol = \"ISIL:EAST\"\ndrop_folders = [\"{0}\"]\n[library.harvest]\nkind = \"folder\"\nurl = \"{0}\"\nfiles = \"*.mrk\"\n",
        drop.display()
    );
    let config = folder.file("bookferry.toml", config.as_bytes());
    let harvest = |more: &[&str]| run(&[&["harvest", "--config", config.to_str().unwrap(), "EAST"], more].concat());
    put("a.mrk", RECORD);
    put("b.xml", "not asked for");
    let look = harvest(&["--dry-run"]);
    assert_eq!(
        (code(&look), last_line(&look).as_str()),
        (0, "catalogue: records 1, deleted 0, without items 1, bad 0")
    );
    let first = harvest(&[]);
    let expected = "catalogue: new 1, changed 0, unchanged 0, deleted 0, held 0, bad 0, pages 1";
    assert_eq!((code(&first), last_line(&first).as_str()), (0, expected));
    put("c_delete.mrk", RECORD);
    assert!(last_line(&harvest(&[])).contains("deleted 1"));
    let everything = last_line(&harvest(&["--everything"]));
    assert!(everything.contains("new 1") && everything.contains("deleted 1"), "{everything}");
    let status = run(&["harvest", "status", "--config", config.to_str().unwrap()]);
    assert_eq!((code(&status), last_line(&status).as_str()), (0, "sources 1, failed 0"));
}

#[test]
fn messages_are_explained_and_bad_ones_are_counted() {
    let folder = Folder::new();
    let message =
        run(&["ncip", "lookup-user", "--dry-run", "--profile", "BOOKFERRY", "--agency", "01EX_INST", "--user", "p1"]);
    assert_eq!(code(&message), 0);
    let good = folder.file("good.xml", &message.stdout);
    let bad = folder.file("bad.xml", b"<html>");
    let both = run(&["ncip", "decode", "--json", good.to_str().unwrap(), bad.to_str().unwrap()]);
    assert_eq!((code(&both), last_line(&both).as_str()), (1, "messages 1, bad 1"));
    let first = String::from_utf8_lossy(&both.stdout).lines().next().unwrap_or_default().to_owned();
    let first: serde_json::Value = serde_json::from_str(&first).expect("one JSON object a line");
    assert_eq!(first["service"], "LookupUser");
    let other = run(&["iso18626", "decode", bad.to_str().unwrap()]);
    assert_eq!((code(&other), last_line(&other).as_str()), (1, "messages 0, bad 1"));
    let link = run(&["openurl", "decode", "https://x.example/?rft.title=Emma&rft.genre=book"]);
    assert_eq!((code(&link), last_line(&link).as_str()), (0, "requests 1, bad 0"));
}

#[test]
fn exit_codes_tell_wrong_usage_from_nobody_there() {
    for (arguments, expected) in [
        (vec!["z3950", "search", "127.0.0.1:1/DB", "@attr 1=4 emma"], 3),
        (vec!["z3950", "search", "127.0.0.1:1/DB", "@attr 1="], 2),
        (vec!["z3950", "search", "127.0.0.1:many/DB", "emma"], 2),
        (vec!["oai", "harvest", "http://127.0.0.1:1/oai", "--set", "x"], 3),
        (
            vec![
                "ncip",
                "lookup-user",
                "--url",
                "http://127.0.0.1:1/",
                "--profile",
                "P",
                "--agency",
                "A",
                "--user",
                "u",
            ],
            3,
        ),
        (vec!["marc", "convert", "no-such-file.mrc"], 2),
        (vec!["serve", "--config", "no-such-file.toml"], 2),
        (vec!["no-such-command"], 2),
    ] {
        let output = run(&arguments);
        assert_eq!(code(&output), expected, "{arguments:?}: {}", last_line(&output));
    }
}

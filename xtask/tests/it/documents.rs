//! What the Markdown of the repository promises: its links lead somewhere, its paths exist, its commands are the ones that are run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders in which a path of a document may begin, besides its own: the top of the repository, and the crate that most pages are about.
const BASES: [&str; 2] = ["", "crates/bookferry/src"];

/// The ends of names that make a text with a slash a path.
const EXTENSIONS: [&str; 14] =
    ["rs", "md", "toml", "html", "css", "js", "mjs", "tsv", "txt", "xml", "mmd", "sql", "png", "sh"];

/// A Markdown file.
struct Document {
    path: PathBuf,
    /// The lines outside code blocks.
    prose: Vec<String>,
    /// The lines inside code blocks.
    code: Vec<String>,
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for document in documents() {
        for target in document.paragraphs().flat_map(|text| links(&text)).filter(|target| !leads_outside(target)) {
            seen += 1;
            if let Some(why) = document.why_broken(&target) {
                broken.push(format!("{}: {target}: {why}", document.path.display()));
            }
        }
    }
    assert!(seen > 20, "the links were not found");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_path_in_a_document_exists() {
    let top = top_folders();
    let mut missing = BTreeSet::new();
    let mut seen = 0;
    for document in documents() {
        for path in document.paragraphs().flat_map(|text| code_spans(&text)).filter(|text| is_path(text, &top)) {
            seen += 1;
            for alternative in alternatives(&path).into_iter().filter(|path| !document.has(path)) {
                missing.insert(format!("{}: {alternative}", document.path.display()));
            }
        }
    }
    assert!(seen > 50, "the paths were not found");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_long_name_in_a_document_is_a_name_of_the_code() {
    let words = words(&root().join("crates")).into_iter().chain(words(&root().join("xtask"))).collect::<BTreeSet<_>>();
    let mut unknown = BTreeSet::new();
    let mut seen = 0;
    for document in documents() {
        for name in document.paragraphs().flat_map(|text| code_spans(&text)).filter(|text| is_name(text)) {
            seen += 1;
            if name.split("::").any(|part| !words.contains(part)) {
                unknown.insert(format!("{}: {name}", document.path.display()));
            }
        }
    }
    assert!(seen > 30, "the names were not found");
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn the_readme_names_the_test_command_that_ci_runs() {
    let readme = Document::read(&root().join("README.md"));
    let commands: Vec<&str> =
        readme.code.iter().map(|line| line.trim()).filter(|line| line.starts_with("cargo test")).collect();
    let [command] = commands.as_slice() else { panic!("the README names one test command, not {commands:?}") };
    let ci = std::fs::read_to_string(root().join(".ci/run")).expect(".ci/run is a script");
    let is_run = ci.lines().any(|line| !line.trim_start().starts_with('#') && line.contains(command));
    assert!(is_run, ".ci/run does not run {command}");
}

#[test]
fn every_crate_has_a_readme_under_its_own_name() {
    let crates = std::fs::read_dir(root().join("crates")).expect("there are crates");
    let mut seen = 0;
    for folder in crates.flatten().map(|entry| entry.path()).filter(|path| path.join("Cargo.toml").is_file()) {
        seen += 1;
        let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        assert_eq!(readme.lines().next(), Some(format!("# {name}").as_str()), "first line of the README of {name}");
    }
    assert!(seen > 10, "the crates were not found");
}

#[test]
fn paths_are_told_from_other_words_with_a_slash() {
    let top = ["crates", "docs"].map(str::to_owned);
    for path in ["crates/ncip/src/lib.rs", "docs/decisions/", "web/desk.rs", "src/{a,b}.rs", "crates/*/fuzz"] {
        assert!(is_path(path, &top), "{path}");
    }
    for other in [
        "application/xml",
        "/healthz",
        "../shared/corpora",
        "852/876",
        "a b/c.rs",
        "https://x.example/a.md",
        "README.md",
    ] {
        assert!(!is_path(other, &top), "{other}");
    }
    assert_eq!(alternatives("src/{a,b}.rs"), ["src/a.rs", "src/b.rs"]);
    assert!(fits("*.rs", "lib.rs") && fits("000*-x*", "0001-xy") && !fits("*.rs", "lib.md"));
    assert_eq!(links("see [a](b.md#c), [d](<e>) and ![f](g.png)"), ["b.md#c", "e", "g.png"]);
    assert_eq!(anchor("## What `decide` does, and why"), Some("what-decide-does-and-why".to_owned()));
}

impl Document {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).expect("a document is text");
        let (mut prose, mut code, mut in_code) = (Vec::new(), Vec::new(), false);
        for line in text.lines() {
            let is_fence = line.trim_start().starts_with("```");
            match (is_fence, in_code) {
                (true, _) => in_code = !in_code,
                (false, true) => code.push(line.to_owned()),
                (false, false) => prose.push(line.to_owned()),
            }
        }
        Self { path: path.to_owned(), prose, code }
    }

    /// Prose with its line ends gone: links and code may run over them.
    fn paragraphs(&self) -> impl Iterator<Item = String> {
        self.prose.split(String::is_empty).map(|lines| lines.join(" "))
    }

    fn folder(&self) -> &Path {
        self.path.parent().expect("a file stands in a folder")
    }

    fn why_broken(&self, target: &str) -> Option<&'static str> {
        let (file, heading) = target.split_once('#').unwrap_or((target, ""));
        let path = if file.is_empty() { self.path.clone() } else { self.folder().join(file) };
        if !path.exists() {
            return Some("no such file");
        }
        if heading.is_empty() || path.extension().is_none_or(|extension| extension != "md") {
            return None;
        }
        let found = Self::read(&path).prose.iter().any(|line| anchor(line).as_deref() == Some(heading));
        (!found).then_some("no such heading")
    }

    /// Whether a path exists, seen from one of the bases or from the document.
    fn has(&self, path: &str) -> bool {
        let bases = BASES.map(|base| root().join(base));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        bases.iter().map(PathBuf::as_path).chain([self.folder()]).any(|base| exists(base, &parts))
    }
}

fn documents() -> Vec<Document> {
    files(&root(), "md").iter().map(|path| Document::read(path)).collect()
}

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files of a kind in a folder and below, in order; what was fetched or built is left out.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found = Vec::new();
    for path in entries {
        let is_ours = !["target", ".git", "node_modules"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && is_ours {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|ending| ending == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn top_folders() -> Vec<String> {
    let entries = std::fs::read_dir(root()).expect("the repository can be listed").flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| !matches!(name.as_str(), "target" | ".git")).collect()
}

fn leads_outside(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// The targets of the links and images of a text.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.trim_matches(['<', '>']).to_owned()).collect()
}

/// The texts between single backticks.
fn code_spans(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A text with a slash that begins with one of our folders, or ends like a file.
fn is_path(text: &str, top: &[String]) -> bool {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "._-/{},*".contains(sign);
    if !text.contains('/') || text.starts_with(['/', '*']) || text.starts_with("..") || !text.chars().all(is_sign) {
        return false;
    }
    let first = text.split('/').next().unwrap_or_default();
    let extension = text.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default();
    top.iter().any(|folder| folder == first) || EXTENSIONS.contains(&extension)
}

/// A path of the language, such as `Platform::advance`, or a name of four words or more, as tests have them.
fn is_name(text: &str) -> bool {
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "_:".contains(sign);
    text.chars().all(is_sign) && (text.contains("::") || text.matches('_').count() > 2)
}

/// Every word of the sources in a folder.
pub(crate) fn words(folder: &Path) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for path in files(folder, "rs") {
        let text = std::fs::read_to_string(path).expect("a source file is text");
        let found = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
        words.extend(found.filter(|word| !word.is_empty()).map(str::to_owned));
    }
    words
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn alternatives(path: &str) -> Vec<String> {
    let Some((before, (inside, after))) =
        path.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return vec![path.to_owned()];
    };
    inside.split(',').flat_map(|choice| alternatives(&format!("{before}{choice}{after}"))).collect()
}

fn exists(base: &Path, parts: &[&str]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return base.exists() };
    if !first.contains('*') {
        return exists(&base.join(first), rest);
    }
    let entries = std::fs::read_dir(base).into_iter().flatten().flatten();
    entries.filter(|entry| fits(first, &entry.file_name().to_string_lossy())).any(|entry| exists(&entry.path(), rest))
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => name.strip_prefix(before).is_some_and(|rest| {
            rest.char_indices()
                .map(|(at, _)| at)
                .chain([rest.len()])
                .any(|at| rest.get(at..).is_some_and(|tail| fits(after, tail)))
        }),
    }
}

/// The anchor of a heading, as GitHub makes it; `None` for other lines.
fn anchor(line: &str) -> Option<String> {
    let words = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = words
        .trim()
        .to_lowercase()
        .chars()
        .filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign))
        .collect::<String>();
    Some(kept.replace(' ', "-"))
}

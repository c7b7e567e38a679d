//! `bookferry oai` as a process: what it leaves behind when it is killed, and how it speaks HTTP.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

use flate2::Compression;
use flate2::write::GzEncoder;

const PAGES: usize = 6;
const ON_A_PAGE: usize = 4;

/// What a source does with a request: its head, and how many came before it. Nothing to send means that it hangs up.
type Rule = fn(&str, usize) -> Option<Vec<u8>>;

/// A source on loopback; each head of a request comes out of the channel.
fn source(rule: Rule) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/oai", listener.local_addr().expect("an address"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || answer_all(&listener, rule, &sender));
    (url, receiver)
}

fn answer_all(listener: &TcpListener, rule: Rule, heads: &Sender<String>) {
    for (n, stream) in listener.incoming().enumerate() {
        let Ok(mut stream) = stream else { return };
        let head = head_of(&stream);
        let answer = rule(&head, n);
        let _ = heads.send(head);
        let _ = answer.map(|answer| stream.write_all(&answer));
    }
}

fn head_of(stream: &TcpStream) -> String {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.take_while(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

/// The answer to the question in a head: Identify, or a page of a list whose tokens are the numbers of its pages.
fn answer(head: &str) -> String {
    let query = head.split(' ').nth(1).and_then(|target| target.split_once('?')).map_or("", |(_, query)| query);
    let inside = match query.split_once("resumptionToken=") {
        _ if query.contains("Identify") => {
            "<Identify><repositoryName>Test</repositoryName><granularity>YYYY-MM-DD</granularity></Identify>".to_owned()
        }
        Some((_, page)) => page_of(page.parse().unwrap_or(0)),
        None => page_of(0),
    };
    format!(
        "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><responseDate>2026-01-01T00:00:00Z</responseDate>{inside}</OAI-PMH>"
    )
}

fn page_of(page: usize) -> String {
    let record = |n: usize| {
        format!(
            "<record><header><identifier>oai:x:{n}</identifier><datestamp>2026-01-01</datestamp></header><metadata>\
             <record xmlns='http://www.loc.gov/MARC21/slim'><leader>00000nam a2200000 a 4500</leader>\
             <controlfield tag='001'>{n}</controlfield></record></metadata></record>"
        )
    };
    let records: String = (page * ON_A_PAGE..(page + 1) * ON_A_PAGE).map(record).collect();
    let token = if page + 1 < PAGES { (page + 1).to_string() } else { String::new() };
    format!("<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords>")
}

fn plainly(head: &str, _: usize) -> Option<Vec<u8>> {
    Some(http("200 OK", "", answer(head).as_bytes()))
}

/// One page of the list comes empty, and all tell its whole length.
fn with_an_empty_page(head: &str, _: usize) -> Option<Vec<u8>> {
    let told = answer(head).replace("<resumptionToken>", "<resumptionToken completeListSize='24'>");
    let is_third = head.contains("resumptionToken=2");
    let told = match told.split_once("<record>").zip(told.rsplit_once("</record>")) {
        Some(((before, _), (_, after))) if is_third => format!("{before}{after}"),
        _ => told,
    };
    Some(http("200 OK", "", told.as_bytes()))
}

#[test]
fn a_list_that_is_shorter_than_its_source_says_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    for (rule, words) in [(plainly as Rule, None), (with_an_empty_page, Some("announced 24 records and gave 20"))] {
        let (url, _heads) = source(rule);
        let output = harvest(&url, &folder.path().join("out.xml"), &[]).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(words.map_or(!said.contains("announced"), |words| said.contains(words)), "{said}");
    }
}

fn harvest(url: &str, output: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bookferry"));
    command.args(["oai", "harvest", url, "-o"]).arg(output).args(more).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn last_line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned()
}

/// Every identifier that lies in the pages of a directory.
fn kept(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten().filter(|entry| entry.path().is_file()) {
        let text = std::fs::read_to_string(entry.path()).expect("a page");
        if entry.path().extension().is_some_and(|extension| extension == "xml") {
            found.extend(text.split("<identifier>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()));
        }
    }
    found.sort_unstable();
    found
}

fn all() -> Vec<String> {
    let mut all: Vec<String> = (0..PAGES * ON_A_PAGE).map(|n| format!("oai:x:{n}")).collect();
    all.sort_unstable();
    all
}

#[test]
fn a_harvest_killed_at_every_page_has_each_record_once_in_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("records");
    let (url, heads) = source(plainly);
    for run in 1..=PAGES {
        let mut child: Child = harvest(&url, &output, &[]).spawn().expect("the program starts");
        // Identify and one page more than before have been asked for: the kill falls somewhere in or behind that page.
        for _ in 0..=run.min(2) {
            heads.recv().expect("a request");
        }
        child.kill().expect("it is killed");
        child.wait().expect("it has ended");
        while heads.try_recv().is_ok() {}
    }
    let ended = harvest(&url, &output, &[]).output().expect("the program starts");
    assert_eq!(last_line(&ended), "records 24, deleted 0, bad 0, pages 6");
    assert_eq!(kept(&output), all());
}

#[test]
fn a_directory_that_is_whole_stays_so_and_another_list_is_kept_out_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("records");
    let (url, _heads) = source(plainly);
    for _ in 0..2 {
        let ended = harvest(&url, &output, &[]).output().expect("the program starts");
        assert_eq!(
            (ended.status.code(), last_line(&ended).as_str()),
            (Some(0), "records 24, deleted 0, bad 0, pages 6")
        );
        assert_eq!(kept(&output), all());
    }
    let other = harvest(&url, &output, &["--set", "other"]).output().expect("the program starts");
    assert_eq!(other.status.code(), Some(2));
    assert!(last_line(&other).contains("holds another harvest"), "{}", last_line(&other));
}

/// Once, in the middle, the source does not know its own token.
fn forgets(head: &str, n: usize) -> Option<Vec<u8>> {
    let refusal = "<OAI-PMH><error code='badResumptionToken'/></OAI-PMH>";
    if n == 4 { Some(http("200 OK", "", refusal.as_bytes())) } else { plainly(head, n) }
}

#[test]
fn a_list_that_begins_again_leaves_each_record_once_in_every_kind_of_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, _heads) = source(forgets);
    let ended = harvest(&url, &folder.path().join("records"), &[]).output().expect("the program starts");
    assert_eq!(last_line(&ended), "records 24, deleted 0, bad 0, pages 6");
    assert_eq!(kept(&folder.path().join("records")), all());
    let (url, _heads) = source(forgets);
    harvest(&url, &folder.path().join("records.xml"), &[]).output().expect("the program starts");
    assert_eq!(kept(folder.path()), all());
}

/// A page holds something that is no MARC record.
fn spoilt(head: &str, _: usize) -> Option<Vec<u8>> {
    let text = answer(head).replace("<controlfield tag='001'>9</controlfield>", "");
    let text =
        text.replace("<leader>00000nam a2200000 a 4500</leader><controlfield tag='001'>13</controlfield>", "<x/>");
    Some(http("200 OK", "", text.as_bytes()))
}

#[test]
fn records_that_nobody_can_use_are_put_aside_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, _heads) = source(spoilt);
    let ended = harvest(&url, &folder.path().join("records"), &[]).output().expect("the program starts");
    assert_eq!((ended.status.code(), last_line(&ended).as_str()), (Some(1), "records 22, deleted 0, bad 2, pages 6"));
    let bad = folder.path().join("records/bad");
    let reason = std::fs::read_to_string(bad.join("page-000003-1.txt")).expect("a reason");
    assert!(reason.contains("no number (001)"), "{reason}");
    let raw = std::fs::read_to_string(bad.join("page-000004-1.xml")).expect("the record");
    assert!(raw.contains("<identifier>oai:x:13</identifier>") && raw.contains("<x/>"), "{raw}");
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("it is packed");
    encoder.finish().expect("it is packed")
}

/// Gzip without a word, gzip announced, and gzip announced where there is none.
fn packs(head: &str, n: usize) -> Option<Vec<u8>> {
    let text = answer(head);
    let says = "Content-Encoding: gzip\r\n";
    Some(match n % 3 {
        0 => http("200 OK", "", &gzip(&text)),
        1 => http("200 OK", says, &gzip(&text)),
        _ => http("200 OK", says, text.as_bytes()),
    })
}

/// Moved: the first address leads to a second one, without the query.
fn moves(head: &str, _: usize) -> Option<Vec<u8>> {
    match head.starts_with("GET /oai?") {
        true => Some(http("301 Moved Permanently", "Location: /new\r\n", b"")),
        false => plainly(head, 0),
    }
}

#[test]
fn packed_answers_and_moved_addresses_are_followed() {
    for rule in [packs as Rule, moves] {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, heads) = source(rule);
        let ended = harvest(&url, &folder.path().join("records"), &[]).output().expect("the program starts");
        assert_eq!(last_line(&ended), "records 24, deleted 0, bad 0, pages 6");
        let head = heads.recv().expect("a request").to_lowercase();
        assert!(head.contains("accept-encoding: gzip"), "{head}");
    }
}

#[test]
fn a_source_learns_who_asks_and_gets_the_keys_it_wants() {
    let folder = tempfile::tempdir().expect("a folder");
    let (url, heads) = source(plainly);
    let keys = ["--contact", "ill@library.example", "--user", "reader:se:cret", "--header", "X-Key: 4711"];
    harvest(&url, &folder.path().join("records"), &keys).output().expect("the program starts");
    for head in heads.try_iter() {
        let head = head.to_lowercase();
        for expected in ["(ill@library.example)", "authorization: basic cmvhzgvyonnlomnyzxq=", "x-key: 4711"] {
            assert!(head.contains(expected), "{head}");
        }
    }
}

/// Publishes MARC files until it is dropped.
struct Published(Child, String);

impl Published {
    fn start(folder: &Path) -> Self {
        let record = |n: usize| {
            let status = if n.is_multiple_of(5) { 'd' } else { 'n' };
            format!("=LDR  00000{status}am a2200000 i 4500\n=001  n {n}\n=245  10$aEmma & <Co.> {n}\n\n")
        };
        let file = folder.join("books.mrk");
        std::fs::write(&file, (1..=30).map(record).collect::<String>()).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_bookferry"));
        command.args(["oai", "serve", "--listen", "127.0.0.1:0", "--page-size", "7", "--set", "a:b"]).arg(file);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines().map_while(Result::ok);
        let url = lines.find_map(|line| Some(line.split_once("OAI-PMH  ")?.1.to_owned())).expect("its address");
        std::thread::spawn(move || lines.for_each(drop));
        Self(child, url)
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_we_publish_passes_our_own_validator_without_a_warning_and_is_harvested_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let published = Published::start(folder.path());
    for prefix in ["marc21", "oai_dc"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bookferry"));
        let checked = command.args(["oai", "validate", &published.1, "--prefix", prefix]).output().expect("it runs");
        let findings = String::from_utf8_lossy(&checked.stdout).into_owned();
        let not_ok: Vec<_> = findings.lines().filter(|line| !line.starts_with("ok ")).collect();
        assert_eq!(not_ok, [""; 0]);
        assert_eq!(last_line(&checked), format!("{} passed, 0 failed", findings.lines().count()));
        assert_eq!(checked.status.code(), Some(0));
    }
    let output = folder.path().join("records");
    let ended = harvest(&published.1, &output, &["--set", "a"]).output().expect("the program starts");
    assert_eq!(last_line(&ended), "records 30, deleted 6, bad 0, pages 5");
    assert_eq!(kept(&output).len(), 30);
}

/// Breaks the protocol wherever a single page can.
fn breaks(head: &str, _: usize) -> Option<Vec<u8>> {
    Some(http("200 OK", "Content-Type: text/html\r\n", answer(head).as_bytes()))
}

#[test]
fn a_repository_that_breaks_the_protocol_is_told_what_and_where() {
    let (url, _heads) = source(breaks);
    let mut command = Command::new(env!("CARGO_BIN_EXE_bookferry"));
    let checked = command.args(["oai", "validate", "--json", &url]).output().expect("it runs");
    assert_eq!(checked.status.code(), Some(1));
    let findings: Vec<serde_json::Value> = String::from_utf8_lossy(&checked.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("one JSON object a line"))
        .collect();
    for (section, asks, result) in [
        ("3.6", "an unknown verb: badVerb", "FAILED"),
        ("4.2", "adminEmail is a mail address", "FAILED"),
        ("3.1.2.1", "the media type is text/xml", "warning"),
        ("3.2", "elements are those of the schema, in its order", "FAILED"),
        ("3.2", "answers are well-formed XML", "ok"),
    ] {
        let found = findings.iter().find(|finding| finding["section"] == section && finding["asks"] == asks);
        assert_eq!(found.map(|finding| &finding["result"]), Some(&result.into()), "{section} {asks}");
    }
}

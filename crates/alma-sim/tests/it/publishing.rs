//! Publishing: what runs do, and the steps of a librarian from nothing to a harvest.

use alma_sim::{Alma, HttpRequest, Institution, Setup};
use oai_pmh::{Body, Header, Response};

use crate::world::*;

const DAY: i64 = 24 * HOUR;
const PROFILE: &str = "name=Bookferry&active=true&schedule=not-scheduled&output=marc21&prefix=marc21&physical_format=xml\
    &set_spec=LENDING&set_name=LENDING";

/// Nothing but the catalogue.
fn unconfigured() -> Alma {
    Alma::new(Setup::sample(Institution::East, NOW).without_publishing())
}

/// Repository, set and a profile that runs by hand only; it has run once.
fn by_hand() -> Alma {
    let mut alma = unconfigured();
    submit(&mut alma, "/alma/integration-profiles/oai", "code=OAI&name=OAI&active=true&open_to_all=true");
    submit(&mut alma, "/alma/sets/new-logical", "name=LENDING&content=physical-titles&without_suppressed=true");
    assert_eq!(
        submit(&mut alma, "/alma/publishing-profiles/new", &format!("{PROFILE}&set=1")),
        "The profile details are saved."
    );
    submit(&mut alma, "/alma/publishing-profiles/2/enrichment", ENRICHMENT);
    let words = submit(&mut alma, "/alma/publishing-profiles/2/run", "");
    assert!(
        words.starts_with("Run of Bookferry: ") && words.ends_with(" new, 0 changed, 0 deleted, 0 unchanged."),
        "{words}"
    );
    alma
}

const ENRICHMENT: &str = "holdings.tag=900&holdings.holding-library=b&holdings.holdings-id=8&items.tag=995&items.item-holdings-id=ff\
    &items.barcode=s&items.process-type=st";

fn run(alma: &mut Alma, at: i64) -> String {
    submit_at(alma, "/alma/publishing-profiles/2/run", "", at)
}

/// Headers from a moment on.
fn headers_since(alma: &mut Alma, at: i64, now: i64) -> Vec<Header> {
    let from = oai_pmh::Datestamp::from_unix_seconds(at / 1_000).unwrap();
    let body = oai_at(alma, &format!("verb=ListIdentifiers&metadataPrefix=marc21&set=LENDING&from={from}"), now);
    match Response::decode(&body).unwrap().body {
        Body::ListIdentifiers(page) => page.items,
        Body::Errors(_) => Vec::new(),
        other => panic!("{other:?}"),
    }
}

fn title_of(alma: &Alma, barcode: &str) -> String {
    look(alma).items[barcode].mms_id.unwrap().to_string()
}

#[test]
fn a_harvester_sees_the_last_run_and_not_the_catalogue() {
    let mut alma = by_hand();
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    assert_eq!(headers_since(&mut alma, NOW + 1_000, NOW + HOUR), []);
    let record = |alma: &mut Alma| {
        let id = title_of(alma, BOOK);
        let query = format!("verb=GetRecord&metadataPrefix=marc21&identifier=oai:alma.01EAST_INST:{id}");
        String::from_utf8(oai_at(alma, &query, NOW + 3 * HOUR)).unwrap()
    };
    assert!(!record(&mut alma).contains("<subfield code=\"st\">LOAN"));
    assert_eq!(run(&mut alma, NOW + 2 * HOUR), "Run of Bookferry: 0 new, 1 changed, 0 deleted, 0 unchanged.");
    let seen = headers_since(&mut alma, NOW + 1_000, NOW + 3 * HOUR);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].datestamp, "2026-03-02T11:00:00Z");
    assert!(record(&mut alma).contains("<subfield code=\"st\">LOAN"));
}

#[test]
fn a_record_that_was_only_saved_is_not_published_again() {
    let mut alma = by_hand();
    let title = title_of(&alma, BOOK);
    desk(&mut alma, "save-title", &format!("mms_id={title}"));
    assert_eq!(run(&mut alma, NOW + HOUR), "Run of Bookferry: 0 new, 0 changed, 0 deleted, 1 unchanged.");
    desk(&mut alma, "save-title", &format!("mms_id={title}&note=Gift"));
    assert_eq!(run(&mut alma, NOW + HOUR), "Run of Bookferry: 0 new, 1 changed, 0 deleted, 0 unchanged.");
    assert_eq!(run(&mut alma, NOW + HOUR), "Run of Bookferry: 0 new, 0 changed, 0 deleted, 0 unchanged.");
}

#[test]
fn what_left_the_set_was_suppressed_or_deleted_is_told_as_deleted() {
    let mut alma = by_hand();
    let (suppressed, deleted) = (title_of(&alma, BOOK), title_of(&alma, SCIENCE_BOOK));
    desk(&mut alma, "suppress", &format!("mms_id={suppressed}&suppressed=true"));
    desk(&mut alma, "delete-title", &format!("mms_id={deleted}"));
    assert_eq!(run(&mut alma, NOW + HOUR), "Run of Bookferry: 0 new, 0 changed, 2 deleted, 0 unchanged.");
    let gone = headers_since(&mut alma, NOW + HOUR, NOW + HOUR);
    assert!(gone.iter().all(|header| header.deleted));
    let mut ids: Vec<_> = gone.iter().filter_map(|header| header.identifier.rsplit(':').next()).collect();
    ids.sort_unstable();
    let mut expected = [suppressed.as_str(), deleted.as_str()];
    expected.sort_unstable();
    assert_eq!(ids, expected);
    desk(&mut alma, "suppress", &format!("mms_id={suppressed}&suppressed=false"));
    assert_eq!(run(&mut alma, NOW + HOUR), "Run of Bookferry: 1 new, 0 changed, 0 deleted, 0 unchanged.");
    submit(&mut alma, "/alma/sets/1", "name=LENDING&content=physical-titles&library=SCI");
    let words = run(&mut alma, NOW + 2 * HOUR);
    let left = headers_since(&mut alma, NOW + 2 * HOUR, NOW + 2 * HOUR);
    assert!(
        words.contains("0 new, 0 changed") && left.len() > 2 && left.iter().all(|header| header.deleted),
        "{words}"
    );
}

#[test]
fn a_republish_gives_every_title_a_new_datestamp_and_brings_a_changed_profile_to_all() {
    let mut alma = by_hand();
    let words = submit(&mut alma, "/alma/publishing-profiles/2/enrichment", &ENRICHMENT.replace("=995", "=ITM"));
    assert!(words.contains("Republish"), "{words}");
    let page = |alma: &mut Alma| {
        String::from_utf8(oai_at(alma, "verb=ListRecords&metadataPrefix=marc21&set=LENDING", NOW + DAY)).unwrap()
    };
    run(&mut alma, NOW + HOUR);
    assert!(page(&mut alma).contains("tag=\"995\""));
    let before = headers_since(&mut alma, NOW, NOW).len();
    let words = submit_at(&mut alma, "/alma/publishing-profiles/2/republish", "", NOW + 2 * HOUR);
    assert!(words.starts_with("Republish of Bookferry: 0 new, "), "{words}");
    let page = page(&mut alma);
    assert!(page.contains("tag=\"ITM\"") && !page.contains("tag=\"995\""));
    assert_eq!(headers_since(&mut alma, NOW + 2 * HOUR, NOW + 2 * HOUR).len(), before);
}

#[test]
fn a_title_that_is_published_again_in_the_middle_of_a_harvest_is_met_again_and_none_is_missed() {
    let mut alma = by_hand();
    submit(&mut alma, "/alma/paging", "page_size=10");
    let mut seen = Vec::new();
    let mut query = "verb=ListIdentifiers&metadataPrefix=marc21&set=LENDING".to_owned();
    for turn in 0..1_000 {
        let body = oai_at(&mut alma, &query, NOW + HOUR);
        let Body::ListIdentifiers(page) = Response::decode(&body).unwrap().body else { panic!("no page") };
        seen.extend(page.items.into_iter().map(|header| header.identifier));
        if turn == 2 {
            submit_at(&mut alma, "/alma/publishing-profiles/2/republish", "", NOW + HOUR);
        }
        let Some(token) = page.token else { break };
        query = format!("verb=ListIdentifiers&resumptionToken={}", oai_pmh::encode_component(&token.value));
    }
    let listed = seen.len();
    seen.sort();
    seen.dedup();
    let titles = alma.state().catalog.bibs.values().filter(|bib| !bib.holdings.is_empty()).count();
    assert_eq!((seen.len(), listed), (titles, titles + 30));
}

#[test]
fn a_schedule_runs_when_its_hour_has_come() {
    let mut alma = by_hand();
    let every_day = PROFILE.replace("not-scheduled", "every-day");
    submit(&mut alma, "/alma/publishing-profiles/2", &format!("{every_day}&set=1"));
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    assert_eq!(headers_since(&mut alma, NOW + HOUR, NOW + 17 * HOUR).len(), 0);
    let seen = headers_since(&mut alma, NOW + HOUR, NOW + 20 * HOUR);
    assert_eq!(seen.len(), 1);
    assert_eq!(headers_since(&mut alma, NOW + HOUR, NOW + 41 * HOUR), seen);
    let runs: Vec<_> = alma.state().publishing.jobs.iter().map(|job| job.mode.label()).collect();
    assert_eq!(runs, ["Run", "Scheduled run"]);
    headers_since(&mut alma, NOW, NOW + 43 * HOUR);
    assert_eq!(alma.state().publishing.jobs.len(), 3);
}

#[test]
fn the_steps_from_nothing_to_a_harvest_each_take_one_refusal_away() {
    let mut alma = unconfigured();
    let query = "verb=ListRecords&metadataPrefix=marc21&set=LENDING";
    let says = |alma: &mut Alma| String::from_utf8(oai_at(alma, query, NOW)).unwrap();
    assert!(says(&mut alma).contains("OAI Repository definition doesnt exist for this Institution"));
    submit(&mut alma, "/alma/integration-profiles/oai", "code=OAI&name=OAI&addresses=198.51.100.1");
    assert!(says(&mut alma).contains("OAI Repository is not active for this Institution"));
    submit(&mut alma, "/alma/integration-profiles/oai", "code=OAI&name=OAI&active=true&addresses=198.51.100.1");
    assert!(says(&mut alma).contains("Unauthorized access to the OAI services"));
    let listed = "code=OAI&name=OAI&active=true&addresses=198.51.100.1%0D%0A192.0.2.0/24";
    submit(&mut alma, "/alma/integration-profiles/oai", listed);
    assert!(says(&mut alma).contains("The repository does not support sets"));
    submit(&mut alma, "/alma/sets/new-logical", "name=LENDING&content=physical-titles");
    submit(&mut alma, "/alma/publishing-profiles/new", &format!("{PROFILE}&set=1"));
    assert!(says(&mut alma).contains("The repository does not support sets"), "it has not run");
    run(&mut alma, NOW);
    let bare = says(&mut alma);
    assert!(bare.contains("<record>") && !bare.contains("tag=\"995\""));
    submit(&mut alma, "/alma/publishing-profiles/2/enrichment", ENRICHMENT);
    submit(&mut alma, "/alma/publishing-profiles/2/republish", "");
    assert!(says(&mut alma).contains("tag=\"995\""));
    let other = String::from_utf8(oai_at(&mut alma, &query.replace("LENDING", "Lending"), NOW)).unwrap();
    assert!(other.contains("No Publishing profile exists for given set and metadataPrefix"));
    let mods = String::from_utf8(oai_at(&mut alma, &query.replace("marc21", "mods"), NOW)).unwrap();
    assert!(mods.contains("No Publishing profile exists for given set and metadataPrefix"));
}

#[test]
fn what_a_form_lacks_is_said_in_words() {
    let mut alma = by_hand();
    let profile = format!("{PROFILE}&set=1");
    for (path, fields, words) in [
        ("integration-profiles/oai", "code=&name=OAI", "Code is empty."),
        ("integration-profiles/oai", "code=my oai&name=OAI", "one word"),
        ("integration-profiles/oai", "code=OAI&name=OAI&addresses=proxy.univ.example", "is no IP address"),
        ("paging", "page_size=901", "from 1 to 900"),
        ("paging", "page_size=many", "from 1 to 900"),
        ("sets/new-logical", "name=&content=physical-titles", "Set name is empty."),
        ("sets/new-logical", "name=LENDING&content=physical-titles", "Another set has this name."),
        ("sets/new-logical", "name=A&content=physical-items", "Choose a set content type."),
        ("sets/new-logical", "name=A&content=all-titles&library=NONE", "no library with the code NONE"),
        ("sets/new-logical", "name=A&content=all-titles&library=MAIN&location=moon", "no location with the code moon"),
        ("sets/new-itemized", "name=A&content=all-titles", "needs MMS ids"),
        ("sets/new-itemized", "name=A&content=all-titles&titles=12", "12 is not the MMS id"),
        ("sets/1/delete", "", "The publishing profile Bookferry publishes this set."),
        ("publishing-profiles/new", &profile, "Another profile has this name."),
        ("publishing-profiles/new", &profile.replace("=Bookferry", "=Other"), "has this Set Spec in this format"),
        ("publishing-profiles/2", &profile.replace("=LENDING", "=Lending books"), "no blanks"),
        ("publishing-profiles/2", PROFILE, "Choose a set."),
        (
            "publishing-profiles/2",
            &profile.replace("prefix=marc21", "prefix=mods"),
            "published under the prefix marc21",
        ),
        ("publishing-profiles/2", &profile.replace("=xml", "=binary"), "XML only"),
        ("publishing-profiles/2/enrichment", "items.tag=9 5&items.barcode=s", "three digits or letters"),
        ("publishing-profiles/2/enrichment", "items.tag=001&items.barcode=s", "belongs to the bibliographic record"),
        ("publishing-profiles/2/enrichment", "items.tag=995", "at least one data element"),
        ("publishing-profiles/2/enrichment", "items.tag=995&items.barcode=ä", "A subfield is a letter or digit"),
        ("publishing-profiles/9/run", "", "no such profile"),
    ] {
        let said = submit(&mut alma, &format!("/alma/{path}"), fields);
        assert!(said.starts_with("refused: ") && said.contains(words), "{path} {fields}: {said}");
    }
    submit(&mut alma, "/alma/publishing-profiles/2", &profile.replace("active=true", "active=false"));
    assert!(run(&mut alma, NOW).contains("refused: The profile is not active"));
}

#[test]
fn an_error_stands_beside_its_field_with_what_was_typed() {
    let mut alma = by_hand();
    let request = HttpRequest::post("/alma/paging", "application/x-www-form-urlencoded", "page_size=1000");
    let response = answered(&mut alma, &request, NOW);
    let html = String::from_utf8(response.body).unwrap();
    assert_eq!(response.status, 422);
    for part in
        ["id=\"page_size-error\">A page has from 1 to 900", "value=\"1000\"", "aria-invalid=\"true\"", "role=\"alert\""]
    {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn an_itemized_set_holds_what_was_listed() {
    let mut alma = by_hand();
    let (one, other) = (title_of(&alma, BOOK), title_of(&alma, SCIENCE_BOOK));
    submit(&mut alma, "/alma/sets/new-itemized", &format!("name=Two&content=physical-titles&titles={one}%0A{other}"));
    let number = alma.state().publishing.sets.last().unwrap().number;
    submit(&mut alma, "/alma/publishing-profiles/2", &format!("{PROFILE}&set={number}"));
    run(&mut alma, NOW);
    let live = alma.state().publishing.profile(2).unwrap().published.live();
    assert_eq!(live, 2);
}

#[test]
fn configuration_and_runs_come_back_from_the_journal() {
    let mut alma = by_hand();
    desk(&mut alma, "loan", &format!("barcode={BOOK}&user={PATRON}"));
    run(&mut alma, NOW + HOUR);
    submit_at(&mut alma, "/alma/publishing-profiles/2/republish", "", NOW + 2 * HOUR);
    let title = title_of(&alma, SCIENCE_BOOK);
    desk(&mut alma, "delete-title", &format!("mms_id={title}"));
    let lines = alma.take_journal();
    let mut again = unconfigured();
    lines.iter().for_each(|line| again.replay(line).unwrap());
    assert!(again.state() == alma.state());
    assert!(again.replay("{\"at\":1,\"what\":\"configuration\",\"change\":\"run\",\"number\":77}").is_err());
}

#[test]
fn pages_show_what_a_harvester_sees_and_what_ran() {
    let mut alma = by_hand();
    let page = |alma: &mut Alma, path: &str, query: &str| {
        String::from_utf8(answered(alma, &HttpRequest::get(path, query), NOW).body).unwrap()
    };
    let asked = format!("title={}", title_of(&alma, BOOK));
    let html = page(&mut alma, "/alma/publishing-profiles/2/harvester", &asked);
    for part in ["<code>$ff</code>", BOOK, "verb=ListRecords", "badge good\">enrichment"] {
        assert!(html.contains(part), "{part}");
    }
    assert!(page(&mut alma, "/alma/jobs", "").contains("2026-03-02 09:00"));
    let html = page(&mut alma, "/alma/publishing-profiles/2/enrichment", "preset=alma-900-995");
    assert!(html.contains("name=\"items.item-call-number\" value=\"bb\""), "{html}");
    assert!(html.contains("not saved yet"));
}

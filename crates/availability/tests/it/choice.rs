//! Which copy is taken, and what is answered where none is.

use availability::{
    Absence, Copy, Counts, Decision, Hit, Lendable, LendingRules, Named, Outcome, PairPreference, Places, Preference,
    Shelf, Source, Standing, Wanted, decide,
};

fn copy(barcode: &str, library: &str, location: &str, policy: &str) -> Copy {
    Copy {
        barcode: Some(barcode.into()),
        library: Named::name(library),
        location: Named::name(location),
        policy: Named::name(policy),
        standing: Standing::OnShelf,
        ..Copy::default()
    }
}

fn loan(due: &str) -> Standing {
    Standing::Away { reason: Absence::OnLoan, due: Some(due.to_owned()).filter(|due| !due.is_empty()) }
}

fn shelf(copies: Vec<Copy>) -> Shelf {
    Shelf { hits: vec![hit("991", copies)], ..Shelf::default() }
}

fn hit(record_id: &str, copies: Vec<Copy>) -> Hit {
    Hit { source: Source::Opac, record_id: Some(record_id.into()), title: "Emma".into(), copies, ..Hit::default() }
}

fn wanted(volume: &str) -> Wanted {
    Wanted { record_id: "991".into(), volume: volume.into(), ..Wanted::default() }
}

fn prefer(place: &str, preference: i32) -> Preference {
    Preference { place: place.into(), preference }
}

fn policy(value: &str, is_lent: bool) -> Lendable {
    Lendable { value: value.into(), is_lent }
}

/// The barcode that is taken, or the answer.
fn answer(decision: &Decision) -> String {
    match &decision.outcome {
        Outcome::Take(taken) => taken.copy.barcode.clone().unwrap_or_else(|| "a copy".into()),
        other => format!("{other:?}"),
    }
}

fn decided(copies: Vec<Copy>, rules: &LendingRules) -> Decision {
    decide(&shelf(copies), &wanted(""), rules, &Places::default())
}

#[test]
fn a_copy_that_is_promised_to_another_is_not_promised_twice() {
    let copies = || vec![copy("1", "Main", "Stacks", ""), copy("2", "Main", "Stacks", "")];
    let promised = |barcodes: &[&str]| LendingRules {
        promised: barcodes.iter().map(|barcode| (*barcode).to_owned()).collect(),
        ..LendingRules::default()
    };
    assert_eq!(answer(&decided(copies(), &promised(&["1"]))), "2");
    let decision = decided(copies(), &promised(&["1", "2"]));
    assert_eq!(decision.outcome, Outcome::Awaited);
    assert!(decision.steps[1].ends_with("not taken, it is promised for another request."), "{:?}", decision.steps);
}

#[test]
fn the_copy_of_the_most_preferred_place_is_taken() {
    let copies =
        || vec![copy("1", "Branch", "Stacks", ""), copy("2", "Main", "Stacks", ""), copy("3", "Main", "Annex", "")];
    let with = |rules: LendingRules| answer(&decided(copies(), &rules));
    assert_eq!(with(LendingRules::default()), "1");
    let libraries = vec![prefer("main", 5)];
    assert_eq!(with(LendingRules { libraries: libraries.clone(), ..LendingRules::default() }), "2");
    let locations = vec![prefer("Annex", 3)];
    assert_eq!(
        with(LendingRules { libraries: libraries.clone(), locations: locations.clone(), ..LendingRules::default() }),
        "3"
    );
    // The library counts before the shelf, and a pair before the shelf alone.
    assert_eq!(
        with(LendingRules {
            libraries: vec![prefer("Branch", 1)],
            locations: locations.clone(),
            ..LendingRules::default()
        }),
        "1"
    );
    let pairs = vec![PairPreference { library: "Main".into(), location: "Annex".into(), preference: -1 }];
    assert_eq!(with(LendingRules { libraries, locations, pairs, ..LendingRules::default() }), "2");
}

#[test]
fn call_numbers_decide_among_equals() {
    let with_call =
        |barcode, call: &str| Copy { call_number: Some(call.into()), ..copy(barcode, "Main", "Stacks", "") };
    assert_eq!(answer(&decided(vec![with_call("1", "PZ7"), with_call("2", "PR4")], &LendingRules::default())), "2");
}

#[test]
fn what_is_never_lent_is_not_taken_whatever_says_so() {
    let rules = LendingRules {
        libraries: vec![prefer("Rare Books", -1)],
        locations: vec![prefer("Reference", -1)],
        policies: vec![policy("In-house", false), policy("Gen", true)],
        materials: vec![policy("DVD", false)],
        ..LendingRules::default()
    };
    let dvd = Copy { material: Named::both("DVD", "Video disc"), ..copy("4", "Main", "Stacks", "Gen") };
    let said = Copy { not_lent: Some("Does not circulate".into()), ..copy("5", "Main", "Stacks", "Gen") };
    for (copy, why) in [
        (copy("1", "Rare Books", "Stacks", "Gen"), "Rare Books never lends"),
        (copy("2", "Main", "Reference", "Gen"), "Reference never lends"),
        (copy("3", "Main", "Stacks", "In-house"), "item policy In-house is not lent"),
        (dvd, "material Video disc is not lent"),
        (said, "the library system says: Does not circulate"),
    ] {
        let decision = decided(vec![copy], &rules);
        assert_eq!(decision.outcome, Outcome::NonCirculating { why: why.into() });
        assert!(decision.steps[1].contains(why), "{:?}", decision.steps);
    }
}

#[test]
fn a_copy_counts_where_it_is_now() {
    let reserve = Copy { temporary_location: Named::name("Reserve"), ..copy("1", "Main", "Stacks", "") };
    let rules = LendingRules { locations: vec![prefer("Reserve", -1), prefer("Stacks", 5)], ..LendingRules::default() };
    assert_eq!(decided(vec![reserve], &rules).outcome, Outcome::NonCirculating { why: "Reserve never lends".into() });
}

#[test]
fn each_way_of_having_no_copy_is_told_apart() {
    let standing = |standing| Copy { standing, ..copy("1", "Main", "Stacks", "") };
    let awaited = Copy { holds: Some(1), ..copy("2", "Main", "Stacks", "") };
    let rules = LendingRules::default();
    for (copies, expected) in [
        (
            vec![standing(loan("2026-03-01")), standing(loan("2026-02-01")), standing(loan("soon"))],
            Outcome::OnLoan { due: Some("2026-02-01".into()) },
        ),
        (vec![standing(loan(""))], Outcome::OnLoan { due: None }),
        (vec![awaited.clone()], Outcome::Awaited),
        (vec![awaited.clone(), standing(loan(""))], Outcome::OnLoan { due: None }),
        (vec![standing(Standing::away(Absence::Missing))], Outcome::NotOnShelf { reason: Absence::Missing }),
        (vec![standing(Standing::away(Absence::Missing)), standing(loan(""))], Outcome::OnLoan { due: None }),
        (
            vec![standing(Standing::unknown("Ask")), standing(loan(""))],
            Outcome::Unclear { why: "not known what \"Ask\" means".into() },
        ),
        (vec![], Outcome::NotHeld { why: "the record is there, without copies".into() }),
    ] {
        assert_eq!(decided(copies, &rules).outcome, expected);
    }
    let takes = LendingRules { takes_awaited_copies: true, ..rules };
    assert_eq!(answer(&decided(vec![awaited], &takes)), "2");
}

#[test]
fn the_wanted_volume_is_taken_and_no_other() {
    let volume = |barcode: &str, text: &str| Copy {
        enumeration: Some(text.to_owned()).filter(|text| !text.is_empty()),
        ..copy(barcode, "Main", "Stacks", "")
    };
    let take = |volume: &str, copies: Vec<Copy>| {
        answer(&decide(&shelf(copies), &wanted(volume), &LendingRules::default(), &Places::default()))
    };
    let set = || vec![volume("1", "v.1"), volume("2", "v.2 (1998)"), volume("3", "v.3")];
    assert_eq!(take("Bd. 2", set()), "2");
    assert_eq!(take("9", set()), "NotHeld { why: \"it is another volume (v.1)\" }");
    assert!(take("", set()).contains("v.1 is one of several volumes, and the request names none"));
    assert!(take("2", vec![volume("1", "")]).contains("which volume it is is not said"));
    assert_eq!(take("", vec![volume("1", "v.1"), volume("2", "v.1")]), "1", "one volume, held twice, is no set");
    let with_any = take("", vec![volume("3", ""), volume("1", "v.1"), volume("2", "v.2")]);
    assert!(with_any.contains("it is one of several volumes"), "{with_any}");
    assert_eq!(take("", vec![volume("1", "c.1"), volume("2", "c.2")]), "1", "copies are no volumes");
    assert_eq!(take("", vec![volume("1", "Suppl."), volume("2", "")]), "2", "a supplement is not the book");
}

#[test]
fn the_beginning_of_a_longer_answer_is_no_refusal() {
    let away = Copy { standing: loan(""), ..copy("1", "Main", "Stacks", "") };
    let part = |source: Source, copy: Copy| Shelf {
        hits: vec![Hit { source, authors: vec!["Austen, Jane".into()], ..hit("991", vec![copy]) }],
        total: Some(3),
        ..Shelf::default()
    };
    let title = Wanted { title: "Emma".into(), author: "Jane Austen".into(), ..Wanted::default() };
    let decide =
        |shelf: &Shelf, wanted: &Wanted| decide(shelf, wanted, &LendingRules::default(), &Places::default()).outcome;
    let unclear = Outcome::Unclear { why: "there is more in the catalogue: 2 were not looked at".into() };
    assert_eq!(decide(&part(Source::Opac, away.clone()), &title), unclear);
    assert_eq!(
        decide(&Shelf { total: Some(1), ..part(Source::Opac, away.clone()) }, &title),
        Outcome::OnLoan { due: None }
    );
    assert_eq!(
        decide(&part(Source::Opac, away.clone()), &wanted("")),
        Outcome::OnLoan { due: None },
        "the very record"
    );
    assert_eq!(decide(&part(Source::AlmaItems, away), &wanted("")), unclear, "some of its items");
    let there = part(Source::Opac, copy("1", "Main", "Stacks", ""));
    assert!(matches!(decide(&there, &title), Outcome::Take(_)), "what is there is there");
}

#[test]
fn a_counted_holding_is_taken_without_a_barcode_as_long_as_enough_are_there() {
    let holding = |total, unavailable, holds| Copy {
        barcode: None,
        counts: Some(Counts { total: Some(total), unavailable: Some(unavailable) }),
        holds,
        ..copy("", "Main", "Stacks", "")
    };
    let rules = LendingRules::default();
    let decision = decided(vec![holding(3, 1, None)], &rules);
    assert_eq!(answer(&decision), "a copy");
    assert!(decision.steps[1].starts_with("Holding with 2 copies there (Main, Stacks): taken"), "{:?}", decision.steps);
    assert_eq!(answer(&decided(vec![holding(3, 1, Some(1))], &rules)), "a copy");
    assert_eq!(decided(vec![holding(3, 1, Some(2))], &rules).outcome, Outcome::Awaited);
}

#[test]
fn several_records_with_copies_do_not_lose_the_supplier() {
    let other = Hit { isbns: vec!["9780140447934".into()], ..hit("992", vec![copy("9", "Main", "Stacks", "")]) };
    let same = hit("991", vec![Copy { standing: loan(""), ..copy("1", "Main", "Stacks", "") }]);
    let electronic = Hit { is_electronic: true, ..hit("993", Vec::new()) };
    let mut shelf = Shelf { hits: vec![electronic, other, same], ..Shelf::default() };
    let wanted = Wanted { isbn: "9780140447934".into(), ..wanted("") };
    let decide = |shelf: &Shelf| decide(shelf, &wanted, &LendingRules::default(), &Places::default());
    assert_eq!(answer(&decide(&shelf)), "9", "the copy of the second record is there");
    shelf.hits[2].copies[0].standing = Standing::OnShelf;
    assert_eq!(answer(&decide(&shelf)), "1", "the record that was asked for comes first");
}

#[test]
fn other_libraries_in_the_same_system_are_left_alone() {
    let rules = LendingRules { sites: vec!["EAST".into()], ..LendingRules::default() };
    let mut places = Places::default();
    places.add_library("EAST", &["East Library"]);
    let copies = || vec![copy("1", "West Library", "Stacks", "w"), copy("2", "East Library", "Stacks", "e")];
    let decision = decide(&shelf(copies()), &wanted(""), &rules, &places);
    assert_eq!(answer(&decision), "2");
    assert_eq!(decision.learned.policies, [Named::name("e")], "what others have is not learnt");
    assert!(decision.steps.iter().any(|step| step.contains("it belongs to another library")), "{:?}", decision.steps);
    let decision = decide(&shelf(copies().drain(..1).collect()), &wanted(""), &rules, &places);
    assert_eq!(decision.outcome, Outcome::NotHeld { why: "it belongs to another library".into() });
}

#[test]
fn rules_in_codes_fit_names_and_unknown_codes_are_learnt() {
    let mut places = Places::default();
    places.add_library("MAIN", &["Main Library"]);
    places.add_location("MAIN", "stk", &["stacks: Main", "Stacks"]);
    let rules = LendingRules {
        libraries: vec![prefer("MAIN", 1)],
        locations: vec![prefer("stk", 2)],
        policies: vec![policy("Gen", true)],
        ..LendingRules::default()
    };
    let known = copy("1", "Main Library", "stacks: Main", "gen");
    let new = copy("2", "Law Library", "Desk", "3 hours");
    let decision = decide(&shelf(vec![new, known]), &wanted(""), &rules, &places);
    let Outcome::Take(taken) = &decision.outcome else { panic!("{:?}", decision.outcome) };
    assert_eq!((taken.copy.library.code.as_deref(), taken.copy.location.code.as_deref()), (Some("MAIN"), Some("stk")));
    assert_eq!((taken.record_id.as_deref(), taken.others), (Some("991"), 1));
    let law = Named::name("Law Library");
    assert_eq!(decision.learned.libraries, std::slice::from_ref(&law));
    assert_eq!(decision.learned.locations, [(law, Named::name("Desk"))]);
    assert_eq!(decision.learned.policies, [Named::name("3 hours")]);
}

#[test]
fn the_choice_is_explained_step_by_step() {
    let away = Copy { standing: loan("2026-02-01"), ..copy("1", "Main", "Stacks", "Gen") };
    let rules = LendingRules { libraries: vec![prefer("Main", 4)], ..LendingRules::default() };
    let other = Hit { record_id: Some("992".into()), ..hit("992", vec![]) };
    let shelf =
        Shelf { hits: vec![other, hit("991", vec![away, copy("2", "Main", "Stacks", "Gen")])], ..Shelf::default() };
    let wanted = Wanted { title: "Persuasion".into(), ..wanted("") };
    assert_eq!(
        decide(&shelf, &wanted, &rules, &Places::default()).steps,
        [
            "Record 991 (Emma) is the wanted one: same record number.",
            "Record 992 (Emma) is not the wanted one: another record number (992), title differs: Emma.",
            "Copy 1 (Main, Stacks, policy Gen): not taken, on loan, expected 2026-02-01.",
            "Copy 2 (Main, Stacks, policy Gen): taken (library preference 4, location preference 0).",
        ]
    );
}

#[test]
fn a_record_that_is_not_there_or_not_sure_is_no_promise() {
    let rules = LendingRules::default();
    let decide = |shelf: &Shelf, wanted: &Wanted| decide(shelf, wanted, &rules, &Places::default()).outcome;
    let nothing = decide(&Shelf::default(), &wanted(""));
    assert_eq!(nothing, Outcome::NotHeld { why: "the catalogue shows no such record".into() });
    let title = Wanted { title: "Emma".into(), ..Wanted::default() };
    let unsure = decide(&shelf(vec![copy("1", "Main", "Stacks", "")]), &title);
    assert!(matches!(unsure, Outcome::Unclear { .. }), "{unsure:?}");
    let other = Wanted { title: "Persuasion".into(), ..Wanted::default() };
    assert_eq!(decide(&shelf(vec![]), &other), Outcome::NotHeld { why: "title differs: Emma".into() });
    let silent = Shelf { hits: vec![Hit { source: Source::Record, ..hit("991", vec![]) }], ..Shelf::default() };
    assert!(matches!(decide(&silent, &wanted("")), Outcome::Unclear { .. }));
}

#[test]
fn every_answer_is_a_sentence_and_every_refusal_has_a_reason() {
    let why = || "why not".to_owned();
    let taken = decided(vec![copy("31", "Main", "Stacks", "Gen")], &LendingRules::default()).outcome;
    for (outcome, reason, words) in [
        (taken, None, "A copy is on the shelf: Main, Stacks, 31."),
        (
            Outcome::OnLoan { due: Some("2026-02-01".into()) },
            Some("OnLoan"),
            "All copies are away; the first is expected 2026-02-01.",
        ),
        (Outcome::OnLoan { due: None }, Some("OnLoan"), "All copies are away."),
        (Outcome::Awaited, Some("OnLoan"), "Others wait for all copies that are there."),
        (Outcome::NotOnShelf { reason: Absence::Missing }, Some("Lost"), "No copy can be fetched: missing."),
        (Outcome::NotOnShelf { reason: Absence::OnOrder }, Some("OnOrder"), "No copy can be fetched: on order."),
        (
            Outcome::NotOnShelf { reason: Absence::InRepair },
            Some("InProcess"),
            "No copy can be fetched: being repaired.",
        ),
        (Outcome::NotOnShelf { reason: Absence::Withdrawn }, Some("NotOnShelf"), "No copy can be fetched: withdrawn."),
        (Outcome::NonCirculating { why: why() }, Some("NonCirculating"), "No copy is lent: why not."),
        (Outcome::NotHeld { why: why() }, Some("NotHeld"), "It is not held: why not."),
        (Outcome::Unclear { why: why() }, None, "A person has to look: why not."),
    ] {
        assert_eq!((outcome.reason_unfilled(), outcome.to_string().as_str()), (reason, words));
    }
}

//! Two answers about one shelf.

use availability::{Absence, Copy, Hit, Named, Places, Reading, Shelf, Source, Standing, merge};

use crate::made::{BOOK, items, marcxml, opac, sru};

/// SRU of Alma: codes, names and counts.
fn by_sru(available: u32, total: u32) -> Shelf {
    let word = if available == 0 { "unavailable" } else { "available" };
    let away = total - available;
    let fields =
        format!("=AVA  \\\\$0991234$82290$bMAIN$qMain Library$jstk$cStacks$dPG3366 .V6$e{word}$f{total}$g{away}");
    Reading::default().read(sru(&[&marcxml(&format!("{BOOK}\n{fields}"))]).as_bytes()).unwrap()
}

/// Z39.50 of the same Alma: names, barcodes and policies.
fn by_opac(available: &[bool]) -> Shelf {
    let piece = |(place, available): (usize, &bool)| {
        format!(
            "<circulation><availableNow value='{}'/><availableThru>General</availableThru><itemId>B2{place}</itemId></circulation>",
            u8::from(*available)
        )
    };
    let pieces: String = available.iter().enumerate().map(piece).collect();
    let holding = format!(
        "<holding><localLocation>Main Library</localLocation><shelvingLocation>Stacks</shelvingLocation>\
         <callNumber>PG3366 .V6</callNumber><circulations>{pieces}</circulations></holding>"
    );
    Reading::default().read(opac(&holding).as_bytes()).unwrap()
}

fn told_at(shelf: Shelf, told_at: i64) -> Shelf {
    Shelf { told_at: Some(told_at), ..shelf }
}

#[test]
fn codes_of_one_and_barcodes_of_the_other_become_one_copy() {
    for (first, second) in [(by_sru(1, 2), by_opac(&[true, false])), (by_opac(&[true, false]), by_sru(1, 2))] {
        let merged = merge(first, second, &Places::default());
        assert_eq!((merged.hits.len(), merged.copies(), merged.notes.len()), (1, 2, 0), "{:?}", merged.notes);
        let hit = &merged.hits[0];
        assert_eq!((&hit.source, hit.record_id.as_deref()), (&Source::Several, Some("991234")));
        let copy = &hit.copies[0];
        assert_eq!((copy.barcode.as_deref(), copy.holdings_id.as_deref()), (Some("B20"), Some("2290")));
        assert_eq!(
            (&copy.library, &copy.location),
            (&Named::both("MAIN", "Main Library"), &Named::both("stk", "Stacks"))
        );
        assert_eq!((&copy.policy, &copy.standing), (&Named::name("General"), &Standing::OnShelf));
    }
}

#[test]
fn items_of_rest_and_opac_are_paired_by_barcode() {
    let rest = Reading::default().read(items(2, &[("20", "", "1", ""), ("21", "LOAN", "0", "")]).as_bytes()).unwrap();
    let merged = merge(by_opac(&[true, false]), rest, &Places::default());
    let copies = &merged.hits[0].copies;
    assert_eq!((copies.len(), merged.notes.len()), (2, 0), "{:?}", merged.notes);
    assert_eq!((copies[1].item_id.as_deref(), &copies[1].standing), (Some("21"), &Standing::away(Absence::OnLoan)));
    assert_eq!(copies[0].policy, Named::both("Gen", "General"));
}

#[test]
fn a_contradiction_goes_to_the_later_word_else_to_the_closer_look_and_is_noted() {
    let rest = || Reading::default().read(items(1, &[("20", "LOAN", "0", "")]).as_bytes()).unwrap();
    let standing = |shelf: Shelf| {
        assert_eq!(shelf.notes.len(), 1, "{:?}", shelf.notes);
        assert!(shelf.notes[0].contains("copy B20: one says \""), "{:?}", shelf.notes);
        shelf.hits[0].copies[0].standing.clone()
    };
    let away = Standing::away(Absence::OnLoan);
    assert_eq!(standing(merge(by_opac(&[true]), rest(), &Places::default())), away);
    assert_eq!(standing(merge(rest(), by_opac(&[true]), &Places::default())), away);
    let later =
        |first: i64, second: i64| merge(told_at(by_opac(&[true]), first), told_at(rest(), second), &Places::default());
    assert_eq!(standing(later(1_000, 2_000)), away);
    assert_eq!(standing(later(2_000, 1_000)), Standing::OnShelf);
    assert_eq!(standing(later(2_010, 2_000)), away, "ten seconds are the same moment");
    assert_eq!(later(2_000, 1_000).told_at, Some(2_000));
}

#[test]
fn counts_that_do_not_add_up_are_noted_and_a_later_zero_counts() {
    let merged = merge(by_sru(3, 3), by_opac(&[true]), &Places::default());
    assert_eq!(merged.notes.len(), 1);
    assert!(merged.notes[0].ends_with("Main Library, Stacks: 3 items are counted, 1 are listed"), "{:?}", merged.notes);
    let later =
        |sru: i64, opac: i64| merge(told_at(by_sru(0, 1), sru), told_at(by_opac(&[true]), opac), &Places::default());
    assert_eq!(later(2_000, 1_000).hits[0].copies[0].standing, Standing::away(Absence::Unstated));
    assert_eq!(later(1_000, 2_000).hits[0].copies[0].standing, Standing::OnShelf);
    assert_eq!(later(1_000, 2_000).notes.len(), 1);
}

#[test]
fn what_only_one_knows_stays() {
    let mut second = by_opac(&[true]);
    second.hits[0].copies[0].library = Named::name("Law Library");
    second.hits.push(Hit { record_id: Some("992".into()), ..Hit::default() });
    let merged = merge(by_sru(1, 1), second, &Places::default());
    assert_eq!(merged.hits.len(), 2);
    let counted: Vec<bool> = merged.hits[0].copies.iter().map(|copy| copy.counts.is_some()).collect();
    assert_eq!(counted, [false, true]);
}

#[test]
fn records_without_numbers_are_paired_by_isbn_and_title() {
    let hit = |record_id: Option<&str>, title: &str| Hit {
        record_id: record_id.map(str::to_owned),
        isbns: vec!["9780140447934".into()],
        title: title.into(),
        copies: vec![Copy::default()],
        ..Hit::default()
    };
    let shelf = |hit: Hit| Shelf { hits: vec![hit], ..Shelf::default() };
    let merged =
        |second: Hit| merge(shelf(hit(Some("1"), "War & peace")), shelf(second), &Places::default()).hits.len();
    assert_eq!(merged(hit(None, "War & Peace.")), 1);
    assert_eq!(merged(hit(None, "Anna Karenina")), 2);
    assert_eq!(merged(hit(Some("2"), "War & peace")), 2);
}

#[test]
fn merging_an_answer_with_itself_changes_no_copy() {
    for shelf in [by_sru(1, 2), by_opac(&[true, false, true])] {
        let merged = merge(shelf.clone(), shelf.clone(), &Places::default());
        assert_eq!((&merged.hits[0].copies, merged.notes.len()), (&shelf.hits[0].copies, 0));
    }
}

/// A thousand copies on each side, in another order on the other: each finds its own.
#[test]
fn long_series_are_paired_by_their_numbers() {
    let copy = |number: usize| Copy { barcode: Some(format!("B{number}")), ..Copy::default() };
    let shelf = |copies: Vec<Copy>| Shelf {
        hits: vec![Hit { record_id: Some("1".into()), source: Source::Opac, copies, ..Hit::default() }],
        ..Shelf::default()
    };
    let with_item = |number: usize| Copy { item_id: Some(format!("23{number}")), ..copy(number) };
    let (first, second) = (shelf((0..1000).map(copy).collect()), shelf((0..1000).rev().map(with_item).collect()));
    let merged = merge(first, second, &Places::default());
    assert_eq!(merged.copies(), 1000);
    assert!(
        merged.hits[0]
            .copies
            .iter()
            .all(|copy| copy.barcode.as_ref().unwrap()[1..] == copy.item_id.as_ref().unwrap()[2..])
    );
}

#[test]
fn the_place_of_a_moved_copy_is_not_mixed_with_its_own() {
    let mut moved = by_opac(&[true]);
    moved.hits[0].copies[0].location = Named::name("Annex");
    moved.hits[0].copies[0].temporary_location = Named::name("Stacks");
    let merged = merge(by_sru(1, 1), moved.clone(), &Places::default());
    let [copy] = merged.hits[0].copies.as_slice() else { panic!("one copy: {merged:?}") };
    assert_eq!((&copy.location, &copy.temporary_location), (&Named::name("Annex"), &Named::both("stk", "Stacks")));
    let merged = merge(moved, by_opac(&[true]), &Places::default());
    assert_eq!(
        (&merged.hits[0].copies[0].location, merged.notes.len()),
        (&Named::name("Annex"), 0),
        "{:?}",
        merged.notes
    );
}

#[test]
fn another_policy_or_place_is_a_contradiction_like_any_other() {
    let rest = Reading::default().read(items(1, &[("20", "", "1", "")]).as_bytes()).unwrap();
    let mut other = by_opac(&[true]);
    other.hits[0].copies[0].policy = Named::name("3 hours");
    other.hits[0].copies[0].location = Named::name("Reserve");
    let merged = merge(other, rest, &Places::default());
    let copy = &merged.hits[0].copies[0];
    assert_eq!((&copy.policy, &copy.location), (&Named::both("Gen", "General"), &Named::both("stk", "Stacks")));
    let told: Vec<&str> = merged.notes.iter().filter_map(|note| note.split_once(": ")).map(|(_, note)| note).collect();
    assert_eq!(
        told,
        ["copy B20: location \"Reserve\" or \"Stacks\"", "copy B20: item policy \"3 hours\" or \"General\""]
    );
}

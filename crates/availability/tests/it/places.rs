//! Codes against names.

use availability::{Copy, Named, Places, Reading};

use crate::corpora;
use crate::made::items;

fn resolved(places: &Places, library: Named, location: Named) -> (Named, Named) {
    let mut copy = Copy { library, location, ..Copy::default() };
    places.resolve(&mut copy);
    (copy.library, copy.location)
}

fn table() -> Places {
    let mut places = Places::default();
    places.add_library("MAIN", &["Main Library"]);
    places.add_library("LAW", &["Law Library"]);
    places.add_location("MAIN", "stk", &["Stacks", "Main stacks"]);
    places.add_location("LAW", "stk", &["Stacks"]);
    places.add_location("LAW", "res", &["Reserve desk"]);
    places
}

#[test]
fn codes_and_names_follow_from_each_other_within_a_library() {
    let places = table();
    let main = Named::both("MAIN", "Main Library");
    for (library, location, expected) in [
        (Named::code("MAIN"), Named::code("stk"), (main.clone(), Named::both("stk", "Stacks"))),
        (
            Named::name("main library"),
            Named::name("Main stacks"),
            (Named::both("MAIN", "main library"), Named::both("stk", "Main stacks")),
        ),
        (
            Named::default(),
            Named::name("Reserve desk"),
            (Named::both("LAW", "Law Library"), Named::both("res", "Reserve desk")),
        ),
        (Named::default(), Named::name("Stacks"), (Named::default(), Named::name("Stacks"))),
        (
            Named::name("Reserve desk"),
            Named::default(),
            (Named::both("LAW", "Law Library"), Named::both("res", "Reserve desk")),
        ),
        (Named::name("Elsewhere"), Named::name("Attic"), (Named::name("Elsewhere"), Named::name("Attic"))),
        (Named::code("MAIN"), Named::code("res"), (main, Named::code("res"))),
    ] {
        assert_eq!(resolved(&places, library, location), expected);
    }
}

#[test]
fn a_temporary_location_is_looked_up_in_the_copys_own_library() {
    let mut copy = Copy { library: Named::code("LAW"), temporary_location: Named::name("Stacks"), ..Copy::default() };
    table().resolve(&mut copy);
    assert_eq!(copy.temporary_location, Named::both("stk", "Stacks"));
    assert!(copy.temporary_library.is_empty());
}

#[test]
fn places_are_learnt_from_answers_that_have_both() {
    let shelf = Reading::default().read(items(1, &[("23", "", "1", "")]).as_bytes()).unwrap();
    let mut places = Places::default();
    places.learn(&shelf);
    places.learn(&shelf);
    let expected = (Named::both("MAIN", "Main Library"), Named::both("stk", "Stacks"));
    assert_eq!(resolved(&places, Named::name("Main Library"), Named::name("Stacks")), expected);
}

#[test]
fn the_configuration_of_alma_is_read() {
    let Some(root) = corpora::root() else { return };
    let file = |name: &str| corpora::content(&root.join("alma/alma-rest-api").join(name));
    let mut places = Places::default();
    assert!(places.read_libraries(&file("libraries.json")).unwrap() > 1);
    assert_eq!(places.read_libraries(&file("library.json")), Ok(1));
    assert!(places.read_locations("main", &file("locations.json")).unwrap() > 2);
    assert_eq!(places.read_locations("main", &file("location.json")), Ok(1));
    let found = resolved(&places, Named::name("Main Library"), Named::name("Building 9"));
    assert_eq!(found, (Named::both("main", "Main Library"), Named::both("offsite", "Building 9")));
    assert!(places.read_libraries(b"[]").is_err() && places.read_locations("main", b"{").is_err());
}

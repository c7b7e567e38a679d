//! The sample collection keeps what it promises: numbers, check digits, scripts, copies.

use std::collections::{HashMap, HashSet};

use super::*;

fn luhn(digits: &str) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let digits = digits.chars().rev().map(|digit| digit.to_digit(10).unwrap()).enumerate();
    digits.map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit }).sum::<u32>().is_multiple_of(10)
}

fn isbn_is_valid(isbn: &str) -> bool {
    let weighted =
        isbn.chars().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight);
    isbn.len() == 13 && weighted.sum::<u32>().is_multiple_of(10)
}

fn issn_is_valid(issn: &str) -> bool {
    let digit = |character: char| if character == 'X' { 10 } else { character.to_digit(10).unwrap() };
    let sum: u32 =
        issn.replace('-', "").chars().zip((1..=8).rev()).map(|(character, weight)| digit(character) * weight).sum();
    issn.len() == 9 && sum.is_multiple_of(11)
}

fn by_key() -> HashMap<String, Title> {
    titles().into_iter().map(|title| (title.key.clone(), title)).collect()
}

#[test]
fn keys_and_isbns_are_unique_and_every_check_digit_is_right() {
    let mut seen = HashSet::new();
    for title in titles() {
        assert!(seen.insert(title.key.clone()), "{} appears twice", title.key);
        for isbn in &title.isbns {
            assert!(isbn_is_valid(isbn), "{isbn} of {}", title.key);
            assert!(seen.insert(isbn.clone()), "{isbn} of {} belongs to another title too", title.key);
        }
        if let Some(issn) = &title.issn {
            assert!(issn_is_valid(issn), "{issn} of {}", title.key);
            assert!(seen.insert(issn.clone()), "{issn} of {} belongs to another title too", title.key);
        }
    }
}

#[test]
fn the_collection_is_as_large_and_as_varied_as_promised() {
    let titles = titles();
    let count = |material| titles.iter().filter(|title| title.material == material).count();
    assert!(titles.len() >= 320, "{} titles", titles.len());
    assert!(count(Material::Serial) + count(Material::ESerial) >= 8);
    assert!(count(Material::EBook) >= 4);
    for material in [Material::Score, Material::Map, Material::Video, Material::Audio, Material::Thesis] {
        assert!(count(material) >= 1, "{material:?}");
    }
    let languages: HashSet<&str> = titles.iter().map(|title| title.language.as_str()).collect();
    for language in ["eng", "fre", "ger", "pol", "cze", "tur", "vie", "chi", "jpn", "kor", "rus", "heb", "ara"] {
        assert!(languages.contains(language), "{language}");
    }
    assert!(titles.iter().filter(|title| title.own_script.is_some()).count() >= 20);
    assert!(titles.iter().filter(|title| title.volumes.len() > 1 && !title.material.is_serial()).count() >= 5);
}

#[test]
fn libraries_overlap_enough_to_make_clusters() {
    let mut libraries: HashMap<String, usize> = HashMap::new();
    for (institution, least) in Institution::ALL.into_iter().zip([195, 185, 165]) {
        let bibs = collection(institution);
        assert!(bibs.len() >= least, "{}: {}", institution.code(), bibs.len());
        bibs.into_iter().for_each(|bib| *libraries.entry(bib.key).or_default() += 1);
    }
    assert!(libraries.values().filter(|count| **count == 3).count() >= 25);
    assert!(libraries.values().filter(|count| **count == 2).count() >= 60);
    assert_eq!(libraries.len(), titles().len(), "every title is somewhere");
}

#[test]
fn every_copy_stands_at_a_known_location_under_unique_numbers() {
    let titles = by_key();
    for institution in Institution::ALL {
        let places: HashSet<(String, String)> =
            locations(institution).into_iter().map(|place| (place.library, place.location)).collect();
        let mut seen = HashSet::new();
        for bib in collection(institution) {
            assert!(titles.contains_key(&bib.key), "{} is no title", bib.key);
            assert!(seen.insert(bib.mms_id.clone()), "{}", bib.mms_id);
            for holding in &bib.holdings {
                assert!(places.contains(&(holding.library.clone(), holding.location.clone())), "{holding:?}");
                assert!(seen.insert(holding.holdings_id.clone()), "{holding:?}");
                for item in &holding.items {
                    assert!(seen.insert(item.item_id.clone()), "{item:?}");
                    if let Some(place) = &item.temporary_location {
                        assert!(places.contains(&(holding.library.clone(), place.clone())), "{item:?}");
                    }
                    if let Some(barcode) = &item.barcode {
                        assert!(barcode.len() == 14 && luhn(barcode) && seen.insert(barcode.clone()), "{item:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_institution_has_copies_in_every_state_and_places_that_do_not_lend() {
    for institution in Institution::ALL {
        let states: Vec<Status> = collection(institution)
            .iter()
            .flat_map(|bib| bib.holdings.iter().flat_map(|holding| holding.items.iter().map(|item| item.status)))
            .collect();
        for state in [Status::InPlace, Status::Lost, Status::Missing, Status::InTransit] {
            assert!(states.contains(&state), "{} has nothing {state:?}", institution.code());
        }
        assert!(states.iter().any(|state| matches!(state, Status::OnLoan { due_in_days } if *due_in_days > 0)));
        assert!(locations(institution).iter().any(|place| !place.lending));
        assert!(locations(institution).iter().any(|place| place.lending));
    }
}

#[test]
fn every_set_has_its_volumes_as_items() {
    let titles = by_key();
    let mut sets = 0;
    for institution in Institution::ALL {
        for bib in collection(institution) {
            let volumes = &titles.get(&bib.key).unwrap().volumes;
            if volumes.len() > 1 && bib.key.starts_with(|first: char| first.is_ascii_lowercase()) {
                let items = bib.holdings.iter().flat_map(|holding| &holding.items);
                assert!(
                    items.clone().count() > 0 && items.clone().all(|item| item.enumeration.is_some()),
                    "{}",
                    bib.key
                );
                sets += 1;
            }
        }
    }
    assert!(sets >= 15, "{sets}");
}

#[test]
fn patrons_have_valid_cards_and_one_of_each_trouble() {
    let mut seen = HashSet::new();
    for institution in Institution::ALL {
        let patrons = patrons(institution);
        assert_eq!(patrons.len(), 12);
        for patron in &patrons {
            assert!(luhn(&patron.barcode) && patron.barcode.len() == 14, "{patron:?}");
            assert!(patron.email.ends_with(".example.edu"), "{patron:?}");
            for number in [&patron.barcode, &patron.primary_id, &patron.university_id, &patron.email] {
                assert!(seen.insert(number.clone()), "{number} is used twice");
            }
        }
        assert_eq!(patrons.iter().filter(|patron| patron.block.is_some()).count(), 1);
        assert_eq!(patrons.iter().filter(|patron| patron.expires_in_days < 0).count(), 1);
        assert_eq!(patrons.iter().filter(|patron| !patron.active).count(), 1);
    }
}

#[test]
fn records_are_complete_marc_21() {
    for institution in Institution::ALL {
        for bib in collection(institution) {
            let record = &bib.record;
            assert_eq!(record.control("001"), Some(bib.mms_id.as_str()));
            let coded = record.control("008").unwrap();
            assert_eq!(coded.chars().count(), 40, "008 of {}: {coded:?}", bib.key);
            assert_eq!(record.fields("245").count(), 1, "{}", bib.key);
            assert!(record.value("245", 'a').is_some_and(|title| !title.is_empty()), "{}", bib.key);
            assert!(record.field("260").is_some() || record.field("264").is_some(), "{}", bib.key);
            assert_eq!(bib.online, bib.holdings.is_empty(), "{}", bib.key);
            let tags: Vec<String> = record.all_fields().map(|field| field.tag().to_string()).collect();
            assert!(tags.is_sorted(), "{}: {tags:?}", bib.key);
        }
    }
}

#[track_caller]
fn check(key: &str, expected: &[&str]) {
    let title = by_key().remove(key).unwrap();
    let text = format!("{:?}", title.record());
    for line in expected {
        assert!(text.lines().any(|found| found == *line), "no line {line} in\n{text}");
    }
}

#[test]
fn a_translation_is_described_as_a_cataloguer_would() {
    check(
        "tolstoy-war-and-peace-2007",
        &[
            r"=008  010203s2007\\\\enk\\\\\\\\\\\000\0\eng\d",
            "=020  \\\\$a9780140447934",
            "=100  1\\$aTolstoy, Leo,$d1828-1910.",
            "=240  10$aVoĭna i mir.$lEnglish.",
            "=245  10$aWar and peace /$cLeo Tolstoy ; translated by Anthony Briggs.",
            "=264  \\1$aLondon :$bPenguin,$c2007.",
            "=300  \\\\$a1392 p. :$bmaps ;$c20 cm.",
            "=651  \\0$aRussia$xHistory$yAlexander I, 1801-1825$vFiction.",
            "=700  1\\$aBriggs, Anthony.",
        ],
    );
}

#[test]
fn a_part_of_a_set_names_its_volume() {
    check(
        "knuth-art-of-computer-programming-volume-1-1997",
        &["=245  14$aThe art of computer programming.$nVolume 1,$pFundamental algorithms /$cDonald E. Knuth."],
    );
}

#[test]
fn a_book_in_another_script_has_paired_fields() {
    check(
        "murakami-noruwei-no-mori-1987",
        &[
            "=100  1\\$6880-02$aMurakami, Haruki.",
            "=245  10$6880-01$aNoruwei no mori /$cMurakami Haruki.",
            "=880  10$6245-01/{dollar}1$aノルウェイの森 /$c村上春樹.",
            "=880  1\\$6100-02/{dollar}1$a村上春樹",
        ],
    );
}

#[test]
fn the_same_edition_differs_between_libraries_as_it_does_in_life() {
    let shared = |institution| {
        collection(institution).into_iter().map(|bib| (bib.key, bib.record)).collect::<HashMap<String, Record>>()
    };
    let (east, west) = (shared(Institution::East), shared(Institution::West));
    let both: Vec<&String> = east.keys().filter(|key| west.contains_key(*key)).collect();
    assert!(both.len() >= 60);
    let ten = |record: &Record| record.value("020", 'a').is_some_and(|isbn| isbn.ends_with("(pbk.)"));
    assert!(both.iter().any(|key| ten(&west[*key]) && !ten(&east[*key])));
}

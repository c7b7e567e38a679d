//! Holdings and items by mappings, both ways, and their detection.

use std::io::Cursor;

use marc::holdings::{FieldMap, Fit, Holding, Item, Link, Mapping, Role, holdings, write_holdings};
use marc::{Charset, Format, Reader, Record, breaker};

use crate::corpora;

fn record(text: &str) -> Record {
    breaker::decode(text).unwrap().record
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn alma_items_find_their_holding_by_its_id() {
    let record = record(
        "=900  0\\$bMAIN$dSTACKS$fQC16.E5$fB4$822100000000001234\n=900  0\\$bMAIN$cREF$hQC16$i.X1$822200000000001234\n\
         =995  \\\\${ff}22200000000001234$u1${aa}REF$tBOOK$s31234000000002$zREF$a23200000000001234$cREFERENCE${bb}QC16 .X1$hMAIN$iMAIN\n\
         =995  \\\\${ff}22100000000001234${aa}STACKS$zRESERVE$s31234000000001$a23100000000001234$hMAIN$iLAW$ev.1$wno.2$f1999\n\
         =995  \\\\$a23300000000001234${aa}STACKS$hMAIN",
    );
    let found = holdings(&record, &Mapping::preset("alma-900-995").unwrap());
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].call_number, some("QC16.E5 B4"));
    assert_eq!((&found[1].location, &found[1].call_number), (&some("REF"), &some("QC16 .X1")));
    let [away, unlinked] = &found[0].items[..] else { panic!("{found:?}") };
    assert_eq!(away.barcode, some("31234000000001"));
    assert_eq!((&away.temporary_library, &away.temporary_location), (&some("LAW"), &some("RESERVE")));
    assert_eq!((&away.enumeration, &away.chronology), (&some("v.1 no.2"), &some("1999")));
    assert_eq!((&unlinked.id, &unlinked.barcode), (&some("23300000000001234"), &None));
    let at_home = &found[1].items[0];
    assert_eq!(
        (&at_home.temporary_library, &at_home.temporary_location, &at_home.policy),
        (&None, &None, &some("REFERENCE"))
    );
}

#[test]
fn items_without_a_holding_make_one() {
    let mapping = Mapping::preset("alma-909").unwrap();
    let found = holdings(
        &record(
            "=050  00$aQA76$b.B1\n=909  \\\\$lSTACKS$b31234000000001$p1$mBOOK\n=909  \\\\$lSTACKS$b31234000000002\n=909  \\\\$lREF$b3",
        ),
        &mapping,
    );
    let shape: Vec<_> =
        found.iter().map(|holding| (holding.location.as_deref().unwrap(), holding.items.len())).collect();
    assert_eq!(shape, [("STACKS", 2), ("REF", 1)]);
    assert!(found.iter().all(|holding| holding.call_number.as_deref() == Some("QA76 .B1")));
}

#[test]
fn sequence_numbers_link_as_marc_lays_down() {
    let text = "=852  0\\$81$bMAIN$cA$hX$iY\n=852  0\\$82$bMAIN$cB\n=876  \\\\$82.1$p31\n=876  \\\\$81.1$p32\n=876  \\\\$81.2$p33";
    let found = holdings(&record(text), &Mapping::preset("marc-852-876").unwrap());
    let barcodes =
        |holding: &Holding| holding.items.iter().filter_map(|item| item.barcode.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(found.iter().map(barcodes).collect::<Vec<_>>(), ["32 33", "31"]);
}

#[test]
fn an_item_that_contradicts_the_only_holding_is_kept_apart() {
    let text = "=900  0\\$bMAIN$dSTACKS$822100000000001234\n=995  \\\\${ff}22900000000001234$s31234000000009$hLAW";
    let found = holdings(&record(text), &Mapping::preset("alma-900-995").unwrap());
    assert_eq!(found.len(), 2);
    assert_eq!((&found[1].id, &found[1].library), (&some("22900000000001234"), &some("LAW")));
}

#[test]
fn order_links_where_a_mapping_says_so() {
    let mapping = Mapping { link: Link::Order, ..Mapping::preset("marc-852-876").unwrap() };
    let found =
        holdings(&record("=852  \\\\$bA\n=876  \\\\$p1\n=852  \\\\$bB\n=876  \\\\$p2\n=876  \\\\$p3"), &mapping);
    assert_eq!(found.iter().map(|holding| holding.items.len()).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn summaries_go_to_the_holding_they_name() {
    let text = "=852  0\\$8221$bA\n=866  \\0$8222$av.1-3\n=852  0\\$8222$bB\n=866  \\0$8222$av.5\n=866  \\0$aunnamed\n=866  \\0$8229$alost";
    let found = holdings(&record(text), &Mapping::preset("alma-852-876").unwrap());
    assert_eq!(
        found.iter().map(|holding| holding.summary.as_deref()).collect::<Vec<_>>(),
        [None, Some("v.1-3; v.5; unnamed")]
    );
}

#[test]
fn availability_counts_are_holdings_without_items() {
    let text =
        "=AVA  \\\\$0991$822100000000001234$a01EX_INST$bMAIN$cMain Stacks$dQA76 .B1$eavailable$f2$g0$jSTACKS$k0$p1";
    let found = holdings(&record(text), &Mapping::preset("alma-ava").unwrap());
    assert_eq!((&found[0].location, &found[0].location_name), (&some("STACKS"), &some("Main Stacks")));
    assert_eq!((&found[0].availability, &found[0].total_items), (&some("available"), &some("2")));
}

/// Every preset writes what it can read back.
#[test]
fn what_a_mapping_writes_it_reads() {
    for mapping in Mapping::presets() {
        let mut item = Item::default();
        let mut holding = Holding::default();
        for role in Role::ALL {
            let maps = |map: &Option<FieldMap>| map.as_ref().is_some_and(|map| map.role(*role).is_some());
            let value = Some(if *role == Role::CallNumberType { "4".into() } else { format!("{} 1", role.name()) });
            let in_holding = maps(&mapping.holdings) || maps(&mapping.summaries);
            set(&mut holding, &mut item, *role, value, in_holding, maps(&mapping.items));
        }
        item.holdings_id =
            item.holdings_id.and(holding.id.clone()).or_else(|| mapping.holdings.is_none().then(|| "1".into()));
        if mapping.holdings.is_none() {
            holding = Holding { library: item.library.clone(), location: item.location.clone(), ..holding };
            (holding.call_number, holding.call_number_type) = (item.call_number.clone(), item.call_number_type.clone());
            item.holdings_id = None;
        }
        if mapping.items.is_some() {
            holding.items = vec![item];
        }
        let mut record = Record::new();
        write_holdings(&mut record, std::slice::from_ref(&holding), &mapping);
        assert_eq!(holdings(&record, &mapping), [holding], "{}\n{record:?}", mapping.name);
    }
}

/// Sets a role in the holding, in the item, or in both.
fn set(holding: &mut Holding, item: &mut Item, role: Role, value: Option<String>, in_holding: bool, in_item: bool) {
    macro_rules! both {
        ($($role:ident $member:ident)*) => {
            match role {
                $(Role::$role => {
                    if in_holding { holding.$member = value.clone(); }
                    if in_item { item.$member = value; }
                })*
                Role::HoldingsId => {
                    if in_holding { holding.id = value.clone(); }
                    if in_item { item.holdings_id = value; }
                }
                Role::ItemId if in_item => item.id = value,
                Role::Barcode if in_item => item.barcode = value,
                Role::TemporaryLibrary if in_item => item.temporary_library = value,
                Role::TemporaryLocation if in_item => item.temporary_location = value,
                Role::Policy if in_item => item.policy = value,
                Role::Status if in_item => item.status = value,
                Role::Due if in_item => item.due = value,
                Role::MaterialType if in_item => item.material_type = value,
                Role::Enumeration if in_item => item.enumeration = value,
                Role::Chronology if in_item => item.chronology = value,
                Role::Description if in_item => item.description = value,
                Role::Copy if in_item => item.copy = value,
                Role::Pieces if in_item => item.pieces = value,
                Role::LocationName if in_holding => holding.location_name = value,
                Role::Summary if in_holding => holding.summary = value,
                Role::Availability if in_holding => holding.availability = value,
                Role::TotalItems if in_holding => holding.total_items = value,
                Role::UnavailableItems if in_holding => holding.unavailable_items = value,
                Role::Institution if in_holding => holding.institution = value,
                _ => {}
            }
        };
    }
    both!(Library library Location location CallNumber call_number CallNumberType call_number_type
        PublicNote public_note InternalNote internal_note);
}

#[test]
fn items_inherit_what_they_do_not_say() {
    let mapping = Mapping::preset("alma-900-995").unwrap();
    let item = Item { barcode: some("31234000000001"), ..Item::default() };
    let holding = Holding {
        id: some("22100000000001234"),
        library: some("MAIN"),
        location: some("STACKS"),
        call_number: some("QA76 .B1 2001"),
        items: vec![item],
        ..Holding::default()
    };
    let mut record = Record::new();
    write_holdings(&mut record, &[holding], &mapping);
    let lines: Vec<String> = record.all_fields().map(|field| format!("{field:?}")).collect();
    assert_eq!(
        lines,
        [
            "=900  \\\\$bMAIN$dSTACKS$fQA76$h.B1 2001$822100000000001234",
            "=995  \\\\$s31234000000001${ff}22100000000001234$hMAIN$iMAIN${aa}STACKS$zSTACKS${bb}QA76 .B1 2001",
        ]
    );
}

fn sample(file: &str) -> Option<Vec<Record>> {
    let bytes = corpora::content(&corpora::path(file)?);
    let found = Reader::open(Cursor::new(bytes), Format::Auto, Charset::Auto);
    Some(found.filter_map(Result::ok).map(|found| found.record).take(100).collect())
}

#[test]
fn the_mapping_of_real_libraries_is_detected() {
    for (file, name) in [
        ("alma/millersville-oai/alma_millersville_hold_item_physical_titles-7fa3668.xml.gz", "alma-900-995"),
        ("alma/temple-oai/alma_bibs__boundwith_new_1.xml", "alma-hld-itm"),
        ("alma/princeton-published/alma/incremental_11_records.xml", "alma-852-876"),
        ("alma/millersville-oai/alma_millersville_oai_sample-8e0515d.xml.gz", "alma-900-995"),
        ("alma/localindices-oai/alma_oai_pmh_east_town-31e6995.xml", "alma-900-995"),
        ("alma/localindices-oai/alma_oai_pmh_west_town-9776a60.xml", "alma-900-995"),
        ("alma/seton-hall-bundle.xml.gz", "marc-852-876"),
        ("marc/solrmarc-tests/uva_001_2000.mrc.gz", "symphony-999"),
        ("marc/solrmarc-tests/datos-20161010-ajob.mrc", "koha-952"),
        ("marc/evergreen/map_data.mrc", "evergreen-852"),
        ("marc/evergreen/lul_fre_500.mrc.gz", "symphony-949"),
        ("z3950/folio-z3950/generated-opac-record.xml", "sierra-945"),
    ] {
        let Some(sample) = sample(file) else { return };
        let fits = Mapping::detect(&sample);
        let ranked: Vec<(&str, f64)> = fits.iter().map(|fit| (fit.mapping.name.as_str(), fit.score)).collect();
        assert_eq!(ranked.first().map(|(name, _)| *name), Some(name), "{file}: {ranked:?}\n{:#?}", evidence(&fits));
    }
}

fn evidence(fits: &[Fit]) -> Vec<&String> {
    fits.iter().take(2).flat_map(|fit| &fit.evidence).collect()
}

/// What a library that follows a preset publishes: thirty titles, a copy or two each.
fn published_by(mapping: &Mapping) -> Vec<Record> {
    let place = |number: usize, places: [&str; 3]| some(places[number % 3]);
    (0..30)
        .map(|number| {
            let item = |copy: usize| Item {
                id: some(&format!("23{:011}5231", number * 10 + copy)),
                holdings_id: some(&format!("22{number:011}5231")),
                barcode: some(&format!("31234{:09}", number * 10 + copy)),
                library: some("MAIN"),
                location: place(number, ["STACKS", "JUVENILE", "OVERSIZE"]),
                call_number: some(&format!("QA{number}.B7 {}", 1950 + number)),
                call_number_type: some("0"),
                policy: place(number, ["regular", "week", "regular"]),
                material_type: place(number, ["BOOK", "DVD", "BOOK"]),
                copy: some("1"),
                pieces: some("1"),
                ..Item::default()
            };
            let holding = Holding {
                id: some(&format!("22{number:011}5231")),
                library: some("MAIN"),
                location: place(number, ["STACKS", "JUVENILE", "OVERSIZE"]),
                call_number: some(&format!("QA{number}.B7 {}", 1950 + number)),
                items: (0..1 + number % 2).map(item).collect(),
                ..Holding::default()
            };
            let mut record = record("=LDR  00000nam a2200000 a 4500\n=245  00$aEmma");
            write_holdings(&mut record, &[holding], mapping);
            record
        })
        .collect()
}

#[test]
fn a_library_that_follows_a_preset_is_recognised() {
    for mapping in Mapping::presets() {
        let fits = Mapping::detect(&published_by(&mapping));
        let ranked: Vec<(&str, f64)> = fits.iter().take(3).map(|fit| (fit.mapping.name.as_str(), fit.score)).collect();
        // Their difference is in what is done with it, not in the records.
        let twins = [["marc-852", "polaris-852"], ["marc-852-876", "alma-852-876"]];
        let is_twin =
            |found: &str| twins.iter().any(|pair| pair.contains(&found) && pair.contains(&mapping.name.as_str()));
        let found = ranked.first().map_or("", |(name, _)| name);
        assert!(found == mapping.name || is_twin(found), "{}: {ranked:?}", mapping.name);
    }
}

#[test]
fn a_library_of_its_own_gets_a_proposal_that_reads_it() {
    let own = "holdings 960 library=b location=l call_number=k+ holdings_id=id\n\
        items 970 item_id=pid holdings_id=hid barcode=bc call_number=k+ policy=pol material_type=mat location=loc library=b";
    let own: Mapping = own.parse().unwrap();
    let sample = published_by(&own);
    let proposed = Mapping::discover(&sample).unwrap();
    assert_eq!(proposed.holdings, own.holdings.map(sorted), "{proposed}");
    assert_eq!(proposed.items, own.items.map(sorted), "{proposed}");
}

/// In the order in which roles are found.
fn sorted(mut map: FieldMap) -> FieldMap {
    let order = [Role::ItemId, Role::HoldingsId, Role::Barcode, Role::CallNumber, Role::MaterialType, Role::Location];
    map.roles.sort_by_key(|role| order.iter().position(|known| *known == role.role).unwrap_or(order.len()));
    map.roles.sort_by_key(|role| role.role == Role::Policy);
    map
}

#[test]
fn what_is_missing_or_strange_is_told() {
    let mapping = Mapping::preset("alma-900-995").unwrap();
    let mut sample = published_by(&mapping);
    sample.truncate(3);
    sample.push(record("=LDR  00000nam a2200000 a 4500\n=900  \\\\$bMAIN$dSTACKS$8229999999999999999"));
    sample.push(record("=LDR  00000nam a2200000 a 4500\n=995  \\\\$a1$hMAIN"));
    let alerts = mapping.measure(&sample).alerts.join("\n");
    for part in [
        "1 of 5 records that are not online have no items",
        "1 of 5 items have no barcode",
        "1 of 5 items name no location",
        "1 of 8 Alma ids do not end with 5231, such as 229999999999999999: they belong to another institution",
    ] {
        assert!(alerts.contains(part), "{part}\n{alerts}");
    }
}

#[test]
fn a_sample_without_holdings_fits_nothing() {
    assert!(Mapping::detect(&[record("=245  00$aEmma")]).is_empty());
    assert!(Mapping::detect(&[]).is_empty());
}

#[test]
fn a_mapping_of_its_own_is_discovered_by_the_look_of_the_values() {
    let text = "=245  00$aEmma$b31234000000009\n=960  \\\\$x22100000000001234$yMAIN\n=961  \\\\${zz}23100000000001234$n31234000000001${hh}22100000000001234$cx";
    let mapping = Mapping::discover(&[record(text)]).unwrap();
    let found = holdings(&record(text), &mapping);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, some("22100000000001234"));
    assert_eq!(
        (&found[0].items[0].id, &found[0].items[0].barcode),
        (&some("23100000000001234"), &some("31234000000001"))
    );
    assert!(Mapping::discover(&[record("=245  00$aEmma")]).is_none());
}

#[test]
fn discovery_agrees_with_the_preset_of_a_real_library() {
    let file = "alma/millersville-oai/alma_millersville_hold_item_physical_titles-7fa3668.xml.gz";
    let Some(sample) = sample(file) else { return };
    let (preset, discovered) = (Mapping::preset("alma-900-995").unwrap(), Mapping::discover(&sample).unwrap());
    for record in &sample {
        let barcodes = |mapping| {
            holdings(record, mapping).iter().map(|holding| holding.items.clone()).map(barcodes).collect::<Vec<_>>()
        };
        assert_eq!(barcodes(&preset), barcodes(&discovered));
    }
}

fn barcodes(items: Vec<Item>) -> Vec<Option<String>> {
    items.into_iter().map(|item| item.barcode).collect()
}

//! The text form of mappings: read, printed, refused with advice; and what its rules decide.

use marc::Record;
use marc::breaker;
use marc::holdings::{Holding, Item, Link, Mapping, Role, Subject, Values, holdings};

const EXAMPLE: &str = "\
# How Example University publishes.
holdings 900  library=b location=c,d call_number=f+h holdings_id=8
items    995  item_id=a barcode=s policy=c material_type=t location=aa
link     holdings_id
call number from 050ab 090
record id from 907a
suppress 999 ff $t is 1
suppress 919 is \"exclude*\"
translate policy EMPTY=\"\" 7=\"seven days\"
lend no  location RES*, \"Reading Room\" \"Reserves stay here\"
lend no  policy non-circ,\"\" and format book
lend yes otherwise
";

fn mapping(text: &str) -> Mapping {
    text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn record(text: &str) -> Record {
    breaker::decode(text).unwrap().record
}

#[test]
fn a_person_writes_what_the_program_reads() {
    let mapping = mapping(EXAMPLE);
    let holdings = mapping.holdings.as_ref().unwrap();
    assert_eq!(holdings.role(Role::Location).unwrap().codes, ["c", "d"]);
    assert_eq!(holdings.role(Role::CallNumber).unwrap().values, Values::Joined(" ".into()));
    assert_eq!(mapping.items.as_ref().unwrap().role(Role::Location).unwrap().codes, ["aa"]);
    assert_eq!(mapping.link, Link::HoldingsId);
    assert_eq!((mapping.call_number_from.len(), mapping.record_id_from.as_deref()), (2, Some("907a")));
    assert_eq!((mapping.suppressed.len(), mapping.translations.len(), mapping.lending.len()), (2, 2, 3));
    assert_eq!(mapping.lending[1].conditions[1].subject, Subject::Format);
}

#[test]
fn what_is_printed_is_read_again_as_the_same() {
    let odd = "items 9xx f_ barcode={+},{=},p}q,{}}} call_number=a+b\" / \" copy=t+ note=x\nlend no location \"a \\\"b\\\"\",\"and\",\"x,y\" and note *,\"\"";
    let odd = odd.replace(" note=x", " public_note=x");
    for text in Mapping::preset_names().into_iter().chain([EXAMPLE, &odd, "holdings 852 0* location=c"]) {
        let made = mapping(text);
        assert_eq!(mapping(&made.to_string()), made, "{made}");
    }
}

#[test]
fn the_name_of_a_preset_is_a_mapping() {
    assert_eq!(mapping("alma-909"), Mapping::preset("alma-909").unwrap());
    assert_eq!(mapping(" koha-952\n").name, "koha-952");
}

#[test]
fn errors_name_the_line_and_what_is_expected() {
    for (text, error) in [
        ("alma-900-99", "there is no preset of the name \"alma-900-99\"; did you mean `alma-900-995`?"),
        ("", "a mapping needs a line that begins with `holdings` or `items`"),
        ("link order", "a mapping needs a line that begins with `holdings` or `items`"),
        ("\nitem 995 barcode=s", "line 2: a line cannot begin with \"item\"; did you mean `items`?"),
        ("items 995 barcod=s", "line 1: \"barcod\" is nothing that a subfield can mean; did you mean `barcode`?"),
        (
            "items 99 barcode=s",
            "line 1: \"99\" is no tag; expected three to eight letters or digits, x for any character, such as 852 or ITM",
        ),
        ("items 995 barcode", "line 1: expected `=` and a subfield code behind barcode, such as barcode=a"),
        ("items 995 barcode=", "line 1: expected a subfield code behind barcode=, such as barcode=a"),
        ("items 995", "line 1: expected what the subfields mean, such as location=c barcode=p"),
        (
            "items 995 barcode=a,b+c",
            "line 1: barcode has both `,` (the first that is there) and `+` (all together); use one of them",
        ),
        (
            "items 995 barcode=a barcode=b",
            "line 1: `barcode` stands twice; write its subfields together: barcode=a,b or barcode=a+b",
        ),
        ("items 995 barcode=a\nitems 996 barcode=a", "line 2: there is a second line `items`; a mapping has one"),
        (
            "items 995 barcode=a\nlink id",
            "line 2: items find their holding by `holdings_id` or by `order`, not by \"id\"",
        ),
        ("items 995 barcode=a\nlend maybe", "line 2: expected `lend yes` or `lend no`, not \"maybe\""),
        (
            "items 995 barcode=a\nlend no locaton X",
            "line 2: \"locaton\" is nothing that a rule can look at; did you mean `location`?",
        ),
        (
            "items 995 barcode=a\nlend no location",
            "line 2: expected a value, such as RES* or \"Main Stacks\"; \"\" is the value that is not there",
        ),
        ("items 995 barcode=a\nlend no location X Y", "line 2: \"Y\" is too much here; expected the end of the line"),
        (
            "items 995 barcode=a\nlend no location \"X",
            "line 2: a quote is opened and not closed; expected \" at the end of the text",
        ),
        (
            "items 995 barcode=a\nlend yes otherwise\nlend no location X",
            "line 3: nothing comes behind the line with `otherwise`; move this rule before it",
        ),
        (
            "items 995 barcode=a\ncall number from 05",
            "line 2: \"05\" is no field; expected a tag and its subfields, such as 050ab",
        ),
        (
            "items 995 barcode=a\nsuppress 999 ff t is 1",
            "line 2: expected a subfield such as $t, or `is` and values; example: suppress 999 ff $t is 1",
        ),
        (
            "items 995 barcode=a\ntranslate status 1",
            "line 2: expected a value, `=` and its meaning, such as 1=\"not for loan\" or EMPTY=\"\"",
        ),
    ] {
        assert_eq!(text.parse::<Mapping>().expect_err(text).to_string(), error, "{text}");
    }
}

/// The decoder law: no text makes it panic, and what it accepts it prints and reads again.
#[test]
fn every_prefix_and_every_changed_byte_of_a_mapping_gives_a_value_or_an_error() {
    for text in [EXAMPLE.to_owned(), Mapping::preset("evergreen-852").unwrap().to_string()] {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            check(&text[..end]);
        }
        for place in 0..text.len() {
            for byte in [b' ', b'"', b'{', b'=', b',', b'+', b'*', b'\n', b'x', 0] {
                let mut bytes = text.clone().into_bytes();
                bytes[place] = byte;
                check(&String::from_utf8(bytes).unwrap());
            }
        }
    }
    assert!("items 995 barcode=s\n".repeat(20_000).parse::<Mapping>().unwrap_err().to_string().contains("at most"));
}

fn check(text: &str) {
    if let Ok(read) = text.parse::<Mapping>() {
        assert_eq!(read.to_string().parse::<Mapping>().as_ref(), Ok(&read), "{text}\n-> {read}");
    }
}

/// A rule list, the copy (as breaker text of an item under 995), and what is decided.
#[test]
fn the_first_rule_that_fits_decides() {
    let fields = "items 995 barcode=b library=l temporary_library=i location=a temporary_location=z policy=p material_type=m status=s call_number=c public_note=n internal_note=q\n";
    for (rules, item, lent, reason) in [
        ("", "$b1$aMAIN", true, "Lent: no rule speaks against it"),
        ("lend no location RES*", "$b1$aReserve", false, "Not lent: location Reserve"),
        ("lend no location RES*\nlend no otherwise", "$b1$aMAIN", false, "Not lent: no rule allows it"),
        ("lend yes location MAIN\nlend no otherwise", "$b1$aMAIN", true, "Lent: location MAIN"),
        ("lend yes location MAIN\nlend no location *", "$b1$aMAIN", true, "Lent: location MAIN"),
        ("lend no location *\nlend yes location MAIN", "$b1$aMAIN", false, "Not lent: location MAIN"),
        ("lend no location RES \"Reserves stay here\"", "$b1$aMAIN$zRES", false, "Reserves stay here"),
        ("lend no home_location REF", "$b1$aREF$zMAIN", false, "Not lent: home location REF"),
        ("lend no location REF", "$b1$aREF$zMAIN", true, "Lent: no rule speaks against it"),
        ("lend no library LAW", "$b1$lMAIN$iLAW", false, "Not lent: library LAW"),
        ("lend no home_library LAW", "$b1$lMAIN$iLAW", true, "Lent: no rule speaks against it"),
        (
            "lend yes library MAIN and location A,B\nlend no otherwise",
            "$b1$lMAIN$aB",
            true,
            "Lent: library MAIN, location B",
        ),
        (
            "lend yes library MAIN and location A,B\nlend no otherwise",
            "$b1$lLAW$aB",
            false,
            "Not lent: no rule allows it",
        ),
        ("lend no policy non-circ,EMPTY", "$b1$pEMPTY", false, "Not lent: policy EMPTY"),
        ("lend no policy \"\"", "$b1", false, "Not lent: no policy"),
        ("lend no material_type DVD", "$b1$mdvd", false, "Not lent: material type dvd"),
        ("lend no status MISSING", "$b1$sMISSING", false, "Not lent: status MISSING"),
        ("lend no call_number REF*", "$b1$cRef QA76", false, "Not lent: call number Ref QA76"),
        ("lend no note *not*lent*", "$b1$qmay not be lent", false, "Not lent: note may not be lent"),
        ("lend no format e-*,serial", "$b1", true, "Lent: no rule speaks against it"),
        ("lend no format book", "$b1", false, "Not lent: format book"),
        ("lend no barcode \"\" \"No label, no loan\"", "$aMAIN", false, "No label, no loan"),
    ] {
        let mapping = mapping(&format!("{fields}{rules}"));
        let record = record(&format!("=LDR  00000nam a2200000 a 4500\n=995  \\\\{item}"));
        let found = holdings(&record, &mapping);
        let answer = mapping.judge(&record).item(&found[0], &found[0].items[0]);
        assert_eq!((answer.lent, answer.reason.as_str()), (lent, reason), "{rules}: {item}");
    }
}

#[test]
fn a_holding_without_items_is_judged_by_itself() {
    let mapping = mapping("holdings 852 location=c\nlend no items none \"Nothing to send\"\nlend yes otherwise");
    let record = record("=852  \\\\$cMAIN");
    let answer = mapping.judge(&record).holding(&holdings(&record, &mapping)[0]);
    assert_eq!((answer.lent, answer.rule, answer.reason.as_str()), (false, Some(0), "Nothing to send"));
}

#[test]
fn an_item_without_a_place_is_asked_for_that_of_its_holding() {
    let mapping =
        mapping("holdings 900 location=c holdings_id=8\nitems 995 barcode=b holdings_id=h\nlend no location RES");
    let record = record("=900  \\\\$cRES$81\n=995  \\\\$b2$h1");
    let found = holdings(&record, &mapping);
    assert!(!mapping.judge(&record).item(&found[0], &found[0].items[0]).lent);
}

#[test]
fn records_say_that_they_are_not_for_the_index() {
    let mapping = mapping(EXAMPLE);
    for (text, reason) in [
        ("=LDR  00000dam a2200000 a 4500\n=245  00$aX", Some("the leader says deleted (position 05 is d)")),
        ("=999  ff$t1", Some("the record says so: 999 ff $t is 1")),
        ("=999  ff$t0", None),
        ("=999  \\\\$t1", None),
        ("=919  \\\\$aexclude from BorrowDirect", Some("the record says so: 919 is exclude*")),
    ] {
        assert_eq!(mapping.suppression(&record(text)).as_deref(), reason, "{text}");
    }
}

#[test]
fn values_are_translated_and_what_means_nothing_is_absent() {
    let mapping = mapping("koha-952");
    let read = |item: &str| holdings(&record(item), &mapping)[0].items[0].clone();
    assert_eq!(read("=952  \\\\$00$10$70$p1").status, None);
    assert_eq!(read("=952  \\\\$00$12$70$p1").status.as_deref(), Some("2"));
    let wildcard = mapping_with_wildcard();
    assert_eq!(holdings(&record("=9A5  \\\\$b1"), &wildcard).len(), 1);
    assert_eq!(holdings(&record("=8A5  \\\\$b1"), &wildcard).len(), 0);
}

fn mapping_with_wildcard() -> Mapping {
    mapping("items 9xx barcode=b")
}

#[test]
fn the_number_of_a_record_is_where_the_mapping_says() {
    let text = record("=001  ocm1\n=907  \\\\$a.b1234");
    assert_eq!(mapping("sierra-945").record_id(&text).as_deref(), Some(".b1234"));
    assert_eq!(mapping("alma-909").record_id(&text).as_deref(), Some("ocm1"));
    assert_eq!(mapping("koha-952").record_id(&text), None);
}

#[test]
fn an_item_at_the_place_of_its_holding_is_not_away() {
    let mapping = mapping("alma-852-876");
    let text = "=852  0\\$822100000000001234$bmain$cstacks\n=876  \\\\$022100000000001234$a23100000000001234$ymain$zstacks\n\
         =876  \\\\$022100000000001234$a23200000000001234$yRES_SHARE$zIN_RS_REQ";
    let Holding { items, .. } = holdings(&record(text), &mapping).remove(0);
    let away = |item: &Item| item.temporary_location.clone();
    assert_eq!(items.iter().map(away).collect::<Vec<_>>(), [None, Some("IN_RS_REQ".to_owned())]);
}

/// Copies that Sierra, Symphony and Koha keep at home by their own codes.
#[test]
fn presets_know_what_their_system_does_not_lend() {
    for (preset, record_text, lent) in [
        ("sierra-945", "=945  \\\\$i31234000000001$lmain$s-", true),
        ("sierra-945", "=945  \\\\$i31234000000001$lmain$so", false),
        ("symphony-999", "=999  \\\\$i31234000000001$lSTACKS$mMAIN$rY", true),
        ("symphony-999", "=999  \\\\$i31234000000001$lSTACKS$mMAIN$rN", false),
        ("symphony-999", "=999  \\\\$i31234000000001$lSTACKS$mMAIN$kMISSING", false),
        ("symphony-999", "=999  \\\\$i31234000000001$lSTACKS$mMAIN$kCHECKEDOUT", true),
        ("koha-952", "=952  \\\\$p31234000000001$aMAIN$70", true),
        ("koha-952", "=952  \\\\$p31234000000001$aMAIN$71", false),
        ("polaris-852", "=852  \\\\$p31234000000001$bMAIN$7False", false),
        ("evergreen-852", "=852  4\\$p31234000000001$bMAIN$xnonreference$xholdable$xcirculating", true),
        ("evergreen-852", "=852  4\\$p31234000000001$bMAIN$xreference$xholdable$xcirculating", false),
        ("reservoir-999", "=999  11$b31234000000001$aMAIN$pUNLOANABLE", false),
    ] {
        let (mapping, record) = (mapping(preset), record(record_text));
        let found = holdings(&record, &mapping);
        assert_eq!(mapping.judge(&record).item(&found[0], &found[0].items[0]).lent, lent, "{preset} {record_text}");
    }
}

/// The reference page tells of every preset, and its examples are mappings.
#[test]
fn the_reference_page_is_up_to_date() {
    let page = include_str!("../../../../docs/reference/holdings-mapping.md");
    for mapping in Mapping::presets() {
        let row = format!("| `{}` | {} | {} |", mapping.name, mapping.description, mapping.source);
        assert!(page.contains(&row), "missing: {row}");
    }
    for name in Role::ALL.iter().map(|role| role.name()).chain(Subject::ALL.iter().map(|subject| subject.name())) {
        assert!(page.contains(&format!("`{name}`")), "missing: {name}");
    }
    let examples: Vec<&str> = page.split("```mapping\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 1);
    examples.into_iter().for_each(|example| drop(mapping(example)));
}

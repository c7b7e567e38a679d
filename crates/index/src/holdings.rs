//! What a member library holds, short enough to stand beside every cluster and to choose suppliers by.

use std::collections::BTreeMap;

use marc::holdings::{Holding, Item};

/// One library's copies of a title at one place under one call number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemberHolding {
    /// The member library, by the platform's code.
    pub member: String,
    /// Its own record number (Alma: MMS id), for live checks and requests.
    pub record_id: String,
    /// Library code inside the member.
    pub library: Option<String>,
    /// Location code where the copies stand now: the temporary one while there is one.
    pub location: Option<String>,
    /// Call number.
    pub call_number: Option<String>,
    /// Volumes, each once, in the order of the record; empty for a work in one volume.
    pub volumes: Vec<String>,
    /// Item policies of the copies, each once, sorted.
    pub policies: Vec<String>,
    /// Copies.
    pub items: u32,
    /// Copies that nothing in the harvested record speaks against. A hint: harvests are hours old.
    pub perhaps_available: u32,
}

/// The holdings of one record, in the order of library, location and call number. Holdings without items count no copies.
pub fn member_holdings(member: &str, record_id: &str, holdings: &[Holding]) -> Vec<MemberHolding> {
    let mut places: BTreeMap<Place, MemberHolding> = BTreeMap::new();
    for holding in holdings {
        if holding.items.is_empty() {
            let summary = entry(&mut places, member, record_id, Place::of(holding, None));
            summary.items += count(holding.total_items.as_deref());
            summary.perhaps_available += available_without_items(holding);
        }
        for item in &holding.items {
            add(entry(&mut places, member, record_id, Place::of(holding, Some(item))), item);
        }
    }
    places.into_values().collect()
}

/// What makes copies one holding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    library: Option<String>,
    location: Option<String>,
    call_number: Option<String>,
}

impl Place {
    fn of(holding: &Holding, item: Option<&Item>) -> Place {
        let first =
            |values: [Option<&String>; 3]| values.into_iter().flatten().find(|value| !value.is_empty()).cloned();
        let of_item = |get: fn(&Item) -> &Option<String>| item.and_then(|item| get(item).as_ref());
        Place {
            library: first([
                of_item(|item| &item.temporary_library),
                of_item(|item| &item.library),
                holding.library.as_ref(),
            ]),
            location: first([
                of_item(|item| &item.temporary_location),
                of_item(|item| &item.location),
                holding.location.as_ref(),
            ]),
            call_number: first([of_item(|item| &item.call_number), holding.call_number.as_ref(), None]),
        }
    }
}

fn entry<'a>(
    places: &'a mut BTreeMap<Place, MemberHolding>,
    member: &str,
    record_id: &str,
    place: Place,
) -> &'a mut MemberHolding {
    places.entry(place.clone()).or_insert_with(|| MemberHolding {
        member: member.to_owned(),
        record_id: record_id.to_owned(),
        library: place.library,
        location: place.location,
        call_number: place.call_number,
        ..MemberHolding::default()
    })
}

fn add(summary: &mut MemberHolding, item: &Item) {
    summary.items += 1;
    summary.perhaps_available += u32::from(perhaps_available(item.status.as_deref()));
    for volume in item.enumeration.iter().chain(item.description.iter().filter(|_| item.enumeration.is_none())) {
        if !volume.is_empty() && !summary.volumes.contains(volume) {
            summary.volumes.push(volume.clone());
        }
    }
    let policy = item.policy.iter().find(|policy| !policy.is_empty() && !summary.policies.contains(policy));
    summary.policies.extend(policy.cloned());
    summary.policies.sort_unstable();
}

/// Alma's process types and base status, and the words of other systems. An item of which nothing is said may well be there.
fn perhaps_available(status: Option<&str>) -> bool {
    let status = crate::text::letters(status.unwrap_or_default());
    matches!(
        status.as_str(),
        "" | "1" | "none" | "available" | "iteminplace" | "inplace" | "onshelf" | "notcheckedout" | "in"
    )
}

/// AVA fields give numbers instead of items.
fn available_without_items(holding: &Holding) -> u32 {
    if holding.availability.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("unavailable")) {
        return 0;
    }
    count(holding.total_items.as_deref()).saturating_sub(count(holding.unavailable_items.as_deref()))
}

fn count(text: Option<&str>) -> u32 {
    text.and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(location: &str, enumeration: &str, status: &str, policy: &str) -> Item {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Item {
            location: text(location),
            enumeration: text(enumeration),
            status: text(status),
            policy: text(policy),
            ..Item::default()
        }
    }

    fn holding(items: Vec<Item>) -> Holding {
        Holding { library: Some("MAIN".into()), location: Some("stk".into()), items, ..Holding::default() }
    }

    fn shown(holdings: &[MemberHolding]) -> Vec<String> {
        let place = |holding: &MemberHolding| {
            let location = holding.location.as_deref().unwrap_or("-");
            format!(
                "{location} {}/{} {:?} {:?}",
                holding.perhaps_available, holding.items, holding.volumes, holding.policies
            )
        };
        holdings.iter().map(place).collect()
    }

    #[test]
    fn copies_at_one_place_are_counted_together() {
        let items = vec![
            item("stk", "v. 1", "", "reg"),
            item("stk", "v. 2", "LOAN", "reg"),
            item("", "v. 2", "Item in place", "7day"),
            item("ref", "", "MISSING", ""),
        ];
        let found = member_holdings("EAST", "991", &[holding(items)]);
        assert_eq!(shown(&found), [r#"ref 0/1 [] []"#, r#"stk 2/3 ["v. 1", "v. 2"] ["7day", "reg"]"#]);
        assert!(found.iter().all(|place| place.member == "EAST" && place.record_id == "991"));
    }

    #[test]
    fn an_item_counts_where_it_stands_now() {
        let moved = Item { temporary_location: Some("rsv".into()), ..item("stk", "", "", "") };
        assert_eq!(shown(&member_holdings("EAST", "991", &[holding(vec![moved])])), ["rsv 1/1 [] []"]);
    }

    #[test]
    fn numbers_without_items_are_taken_as_they_are() {
        let counted = |availability: &str| Holding {
            availability: Some(availability.into()),
            total_items: Some("3".into()),
            unavailable_items: Some("1".into()),
            ..holding(Vec::new())
        };
        assert_eq!(shown(&member_holdings("EAST", "991", &[counted("available")])), ["stk 2/3 [] []"]);
        assert_eq!(shown(&member_holdings("EAST", "991", &[counted("unavailable")])), ["stk 0/3 [] []"]);
        assert_eq!(shown(&member_holdings("EAST", "991", &[holding(Vec::new())])), ["stk 0/0 [] []"]);
    }
}

//! Mappings seen in the field, each with where it is used.

use super::role::Role::{self, *};
use super::{FieldMap, Link, Mapping, RoleMap, Values};
use crate::record::Tag;

impl Mapping {
    /// All presets. Where two fit a sample equally well the one that stands first is the safer guess.
    #[must_use]
    pub fn presets() -> Vec<Self> {
        vec![
            alma_900_995(),
            alma_900_995_b(),
            alma_995(),
            marc_852_876(),
            alma_852_876(),
            alma_995_nyu(),
            alma_909(),
            alma_hld_itm(),
            alma_ava(),
            folio_952(),
            koha_952(),
        ]
    }
}

/// PALCI, first variant: Millersville, Jefferson, Shippensburg, Lebanon Valley, Geneseo, Brandeis.
fn alma_900_995() -> Mapping {
    let holdings = "library=b location=d,c call_number=f+h+i call_number_type=ind1 holdings_id=8";
    let items = "item_id=a barcode=s holdings_id=ff library=h temporary_library=i location=aa temporary_location=z \
        call_number=bb call_number_type=j policy=c material_type=t enumeration=e+w chronology=f+x description=g copy=u pieces=b \
        public_note=p internal_note=q";
    mapping("alma-900-995", "Alma, holdings in 900 and items in 995 (aa, bb, ff)", ("900", holdings), ("995", items))
}

/// PALCI, second variant: Gettysburg.
fn alma_900_995_b() -> Mapping {
    let holdings = "library=b location=d call_number=f call_number_type=ind1 holdings_id=8";
    let items = "item_id=a barcode=b holdings_id=cc library=o temporary_library=q location=r temporary_location=p \
        call_number=t call_number_type=s policy=e material_type=d enumeration=i+j chronology=k+l description=m copy=f pieces=c";
    mapping("alma-900-995-b", "Alma, holdings in 900 and items in 995 (cc)", ("900", holdings), ("995", items))
}

/// PALCI, third variant: Stockton.
fn alma_995() -> Mapping {
    let items = "item_id=a barcode=b location=p call_number=c call_number_type=d material_type=t pieces=x enumeration=i+j chronology=k+l";
    mapping("alma-995", "Alma, items in 995 only", ("", ""), ("995", items))
}

/// Alma's own defaults for holdings, and 876 for items: Princeton.
fn alma_852_876() -> Mapping {
    let holdings =
        "library=b location=c call_number=h+i call_number_type=ind1 holdings_id=8 public_note=z internal_note=x";
    let items = "holdings_id=0 item_id=a description=3 barcode=p copy=t library=y location=z status=j policy=h";
    let mapping =
        mapping("alma-852-876", "Alma, holdings in 852 and items in 876 (0, y, z)", ("852", holdings), ("876", items));
    Mapping { summaries: field_map("866", "holdings_id=8 summary=a"), ..mapping }
}

/// MARC 21 Format for Holdings Data, fields 852 and 876, embedded in the bibliographic record.
fn marc_852_876() -> Mapping {
    let holdings = "institution=a library=b location=c call_number=k+h+i+m call_number_type=ind1 holdings_id=8,9 public_note=z internal_note=x";
    let items = "item_id=a holdings_id=8,9 barcode=p policy=h status=j temporary_location=l description=3 copy=t \
        public_note=z internal_note=x";
    let mapping = mapping("marc-852-876", "MARC 21 holdings, 852 and 876", ("852", holdings), ("876", items));
    Mapping { summaries: field_map("866", "holdings_id=8 summary=a"), ..mapping }
}

/// New York University and the New School.
fn alma_995_nyu() -> Mapping {
    let items = "item_id=a barcode=b library=n location=o call_number=z call_number_type=y material_type=t \
        enumeration=f+g chronology=i+j pieces=p";
    mapping("alma-995-nyu", "Alma, items in 995 (n, o)", ("", ""), ("995", items))
}

/// MNLINK: the call number is the bibliographic one.
fn alma_909() -> Mapping {
    let items = "item_id=a barcode=b location=l pieces=p enumeration=e chronology=c material_type=m";
    let mapping = mapping("alma-909", "Alma, items in 909", ("", ""), ("909", items));
    Mapping { call_number_from: ["050ab", "090ab", "082a", "092ab", "099a"].map(str::to_owned).into(), ..mapping }
}

/// Temple and others with general publishing under lettered tags.
fn alma_hld_itm() -> Mapping {
    let holdings = "library=b location=c call_number=h+i call_number_type=ind1 holdings_id=8 public_note=z";
    let items = "holdings_id=r item_id=8 barcode=9 library=d location=e temporary_library=f temporary_location=g \
        call_number=i material_type=t status=u description=c public_note=z";
    let mapping = mapping("alma-hld-itm", "Alma, holdings in HLD and items in ITM", ("HLD", holdings), ("ITM", items));
    Mapping { summaries: field_map("HLD866", "holdings_id=8 summary=a"), ..mapping }
}

/// Real-time availability of SRU and of the REST interface: counts only.
fn alma_ava() -> Mapping {
    let holdings = "holdings_id=8 institution=a library=b location=j location_name=c call_number=d call_number_type=k \
        availability=e total_items=f unavailable_items=g summary=v public_note=t";
    mapping("alma-ava", "Alma, availability in AVA", ("AVA", holdings), ("", ""))
}

/// FOLIO's OAI-PMH module.
fn folio_952() -> Mapping {
    let items = "institution=a library=c location=d call_number=e call_number_type=h material_type=i description=j \
        enumeration=k chronology=l barcode=m copy=n policy=p";
    mapping("folio-952", "FOLIO, items in 952", ("", ""), ("952", items))
}

/// Koha.
fn koha_952() -> Mapping {
    let items = "library=a temporary_library=b location=c call_number=o barcode=p item_id=9 material_type=y \
        description=h copy=t public_note=z internal_note=x status=7";
    mapping("koha-952", "Koha, items in 952", ("", ""), ("952", items))
}

fn mapping(name: &str, description: &str, holdings: (&str, &str), items: (&str, &str)) -> Mapping {
    let has_ids = items.1.contains("holdings_id=");
    Mapping {
        name: name.to_owned(),
        description: description.to_owned(),
        holdings: field_map(holdings.0, holdings.1),
        items: field_map(items.0, items.1),
        summaries: None,
        link: if has_ids { Link::HoldingsId } else { Link::Order },
        call_number_from: Vec::new(),
    }
}

/// The notation above: `role=code`, `role=preferred,other`, `role=first+second` for values that are joined.
fn field_map(tag: &str, roles: &str) -> Option<FieldMap> {
    let roles = roles.split_whitespace().filter_map(|word| {
        let (name, codes) = word.split_once('=')?;
        Some(role_map(Role::from_name(name)?, codes))
    });
    Some(FieldMap { tag: Tag::parse(tag.as_bytes())?, roles: roles.collect() })
}

fn role_map(role: Role, codes: &str) -> RoleMap {
    // Alma repeats the subfield of a call number for its parts.
    let is_joined = codes.contains('+') || role == CallNumber;
    let codes = codes.split(['+', ',']).map(str::to_owned).collect();
    RoleMap { role, codes, values: if is_joined { Values::Joined } else { Values::First } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::holdings::FIRST_INDICATOR;

    #[test]
    fn every_word_of_the_presets_names_a_role_and_codes() {
        for mapping in Mapping::presets() {
            let maps = [&mapping.holdings, &mapping.items].into_iter().flatten();
            let roles: Vec<&RoleMap> = maps.flat_map(|map| &map.roles).collect();
            assert!(!roles.is_empty(), "{}", mapping.name);
            assert!(roles.iter().all(|map| map.codes.iter().all(|code| !code.is_empty())), "{}", mapping.name);
        }
        let first = Mapping::preset("alma-900-995").unwrap();
        assert_eq!(first.items.as_ref().unwrap().roles.len(), 18);
        assert_eq!(first.holdings.unwrap().role(CallNumberType).unwrap().codes, [FIRST_INDICATOR]);
        assert_eq!(first.items.unwrap().role(HoldingsId).unwrap().codes, ["ff"]);
    }
}

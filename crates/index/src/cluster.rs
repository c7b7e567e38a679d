//! Which records belong together, and which cluster keeps its number when they move.
//!
//! The rule: records that share a match key, directly or through other records, are one cluster. It does not depend on the order in
//! which records arrive. When keys change, clusters merge and split; a cluster's number stays with most of its records, so that links
//! to it stay good.

use std::collections::{BTreeMap, HashMap};

/// A record and its match keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRecord {
    /// The record.
    pub record_id: i64,
    /// Its keys, see [`crate::matchkey::match_keys`]. Without keys it is a cluster of its own.
    pub keys: Vec<String>,
    /// The cluster in which it is now; `None` for a new record.
    pub cluster_id: Option<i64>,
}

/// A cluster as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The number it keeps; `None` when it needs a new one.
    pub cluster_id: Option<i64>,
    /// Its records, ascending.
    pub record_ids: Vec<i64>,
}

/// The clusters that these records form, by their first record.
///
/// `records` must hold every record of every cluster that is touched: the changed ones, those that share a key with them, and those now
/// in the same clusters. A present cluster number goes to the new cluster that holds most of its records (of equals, the one with the
/// lowest record number). A new cluster with a claim to several numbers keeps the one that brings most records (of equals, the lowest).
pub fn form_clusters(records: &[KeyedRecord]) -> Vec<Cluster> {
    let mut clusters: Vec<Vec<&KeyedRecord>> = connected(records);
    clusters.sort_by_key(|members| members.iter().map(|record| record.record_id).min());
    let numbers = numbers(&clusters);
    let cluster = |(members, cluster_id): (Vec<&KeyedRecord>, Option<i64>)| {
        let mut record_ids: Vec<i64> = members.iter().map(|record| record.record_id).collect();
        record_ids.sort_unstable();
        Cluster { cluster_id, record_ids }
    };
    clusters.into_iter().zip(numbers).map(cluster).collect()
}

/// The number that each cluster keeps.
fn numbers(clusters: &[Vec<&KeyedRecord>]) -> Vec<Option<i64>> {
    let mut claims: BTreeMap<(i64, usize), usize> = BTreeMap::new();
    for (place, members) in clusters.iter().enumerate() {
        for cluster_id in members.iter().filter_map(|record| record.cluster_id) {
            *claims.entry((cluster_id, place)).or_default() += 1;
        }
    }
    let mut claims: Vec<(usize, i64, usize)> =
        claims.into_iter().map(|((cluster_id, place), count)| (count, cluster_id, place)).collect();
    claims.sort_by_key(|(count, cluster_id, place)| (std::cmp::Reverse(*count), *cluster_id, *place));
    let mut kept: Vec<Option<i64>> = vec![None; clusters.len()];
    let mut given: Vec<i64> = Vec::new();
    for (_, cluster_id, place) in claims {
        if let Some(free) = kept.get_mut(place).filter(|kept| kept.is_none() && !given.contains(&cluster_id)) {
            *free = Some(cluster_id);
            given.push(cluster_id);
        }
    }
    kept
}

/// Records grouped by shared keys (union and find).
fn connected(records: &[KeyedRecord]) -> Vec<Vec<&KeyedRecord>> {
    let mut leaders: Vec<usize> = (0..records.len()).collect();
    let mut first_with: HashMap<&str, usize> = HashMap::new();
    for (place, record) in records.iter().enumerate() {
        for key in &record.keys {
            let first = *first_with.entry(key).or_insert(place);
            let (one, other) = (leader(&mut leaders, first), leader(&mut leaders, place));
            if let Some(slot) = leaders.get_mut(one.max(other)) {
                *slot = one.min(other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&KeyedRecord>> = BTreeMap::new();
    for (place, record) in records.iter().enumerate() {
        groups.entry(leader(&mut leaders, place)).or_default().push(record);
    }
    groups.into_values().collect()
}

/// The leader of a place's group; halves the way for the next who asks.
fn leader(leaders: &mut [usize], mut place: usize) -> usize {
    while let Some(&above) = leaders.get(place) {
        if above == place {
            break;
        }
        let further = leaders.get(above).copied().unwrap_or(above);
        if let Some(slot) = leaders.get_mut(place) {
            *slot = further;
        }
        place = further;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `1 @7 isbn:a author:b`: record 1, now in cluster 7, with two keys.
    fn parse(text: &str) -> Vec<KeyedRecord> {
        let record = |line: &str| {
            let mut words = line.split_whitespace();
            let record_id = words.next().unwrap().parse().unwrap();
            let (clusters, keys): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('@'));
            let cluster_id = clusters.first().map(|word| word.trim_start_matches('@').parse().unwrap());
            KeyedRecord { record_id, cluster_id, keys: keys.into_iter().map(str::to_owned).collect() }
        };
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(record).collect()
    }

    fn shown(clusters: &[Cluster]) -> String {
        let cluster = |cluster: &Cluster| {
            let number = cluster.cluster_id.map_or("new".to_owned(), |number| format!("@{number}"));
            format!("{number} {:?}", cluster.record_ids)
        };
        clusters.iter().map(cluster).collect::<Vec<_>>().join("; ")
    }

    #[track_caller]
    fn check(records: &str, expected: &str) {
        let mut records = parse(records);
        assert_eq!(shown(&form_clusters(&records)), expected);
        records.reverse();
        assert_eq!(shown(&form_clusters(&records)), expected, "in reverse order");
    }

    #[test]
    fn new_records_join_through_any_shared_key() {
        check("1 a b\n2 c\n3 b d\n4", "new [1, 3]; new [2]; new [4]");
    }

    #[test]
    fn a_record_between_two_clusters_merges_them_under_the_larger_number_of_records() {
        check("1 @5 a\n2 @9 b\n3 @9 b\n4 a b", "@9 [1, 2, 3, 4]");
        check("1 @5 a\n2 @9 b\n4 a b", "@5 [1, 2, 4]");
    }

    #[test]
    fn a_cluster_that_splits_leaves_its_number_to_the_larger_part() {
        check("1 @5 a\n2 @5 b\n3 @5 b", "new [1]; @5 [2, 3]");
        check("1 @5 a\n2 @5 b", "@5 [1]; new [2]");
    }

    #[test]
    fn a_record_that_moves_does_not_take_its_number_along() {
        check("1 @5 b\n2 @5 a\n3 @5 a\n4 @9 b\n6 @9 b", "@9 [1, 4, 6]; @5 [2, 3]");
    }

    #[test]
    fn no_number_is_given_twice_whatever_happens() {
        let keys = ["a", "b", "c", "d", "e"];
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..500 {
            let mut record = |record_id| KeyedRecord {
                record_id,
                keys: (0..random(3)).map(|_| keys[random(5) as usize].to_owned()).collect(),
                cluster_id: (random(4) > 0).then(|| random(4) as i64),
            };
            let records: Vec<KeyedRecord> = (0..8).map(&mut record).collect();
            let clusters = form_clusters(&records);
            let mut numbers: Vec<i64> = clusters.iter().filter_map(|cluster| cluster.cluster_id).collect();
            numbers.sort_unstable();
            let given = numbers.len();
            numbers.dedup();
            assert_eq!(numbers.len(), given, "{records:?}");
            let mut all: Vec<i64> = clusters.iter().flat_map(|cluster| cluster.record_ids.clone()).collect();
            all.sort_unstable();
            assert_eq!(all, (0..8).collect::<Vec<i64>>(), "every record is in one cluster");
        }
    }
}

//! Whatever comes in whatever order: two records are in one cluster exactly when a chain of shared keys joins them.

use std::collections::{BTreeMap, BTreeSet};

use store::{ClusterId, LibraryId};

use crate::catalogue::{ingest, source};
use crate::dice::Dice;
use crate::kit::Kit;

/// Live records with their keys, by library and number: what the clusters must follow from.
type Truth = BTreeMap<(LibraryId, String), BTreeSet<String>>;

#[tokio::test]
async fn clusters_follow_from_the_records_alone() {
    for seed in 0..3 {
        let kit = Kit::new().await;
        let sources =
            [(kit.east, source(&kit, kit.east, "Alma").await), (kit.west, source(&kit, kit.west, "Alma").await)];
        let mut dice = Dice::new(seed);
        let mut truth = Truth::new();
        for round in 0..30 {
            let (library, source) = *dice.pick(&sources);
            let lines: Vec<String> =
                (0..=dice.below(4)).map(|_| change(&mut dice, &mut truth, library, round)).collect();
            ingest(&kit, source, &lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
            assert_eq!(stored(&kit).await, joined(&truth), "seed {seed}, round {round}, after {lines:?}");
        }
    }
}

/// A new, changed or deleted record, in the notation of `incoming`.
fn change(dice: &mut Dice, truth: &mut Truth, library: LibraryId, round: usize) -> String {
    let id = format!("r{}", dice.below(12));
    if dice.one_in(4) {
        truth.remove(&(library, id.clone()));
        return format!("-{id}");
    }
    let keys: BTreeSet<String> = (0..dice.below(4)).map(|_| format!("k{}", dice.below(14))).collect();
    let line = format!("{id}/{round}: {}", keys.iter().map(String::as_str).collect::<Vec<_>>().join(" "));
    truth.insert((library, id), keys);
    line
}

type Partition = BTreeSet<BTreeSet<(LibraryId, String)>>;

async fn stored(kit: &Kit) -> Partition {
    let changes = kit.records().changes_after(0, 1_000).await.unwrap();
    let live: Vec<ClusterId> =
        changes.iter().filter(|change| !change.removed).map(|change| change.cluster_id).collect();
    let mut clusters: BTreeMap<ClusterId, BTreeSet<_>> =
        live.iter().map(|cluster| (*cluster, BTreeSet::new())).collect();
    for record in kit.records().of_clusters(&live).await.unwrap() {
        clusters.get_mut(&record.cluster_id).unwrap().insert((record.library_id, record.source_record_id));
    }
    let gone: Vec<ClusterId> = changes.iter().filter(|change| change.removed).map(|change| change.cluster_id).collect();
    assert!(kit.records().of_clusters(&gone).await.unwrap().is_empty(), "a removed cluster has no records");
    clusters.into_values().collect()
}

/// Joins sets that share a key until none do: slow, and plainly right.
fn joined(truth: &Truth) -> Partition {
    let mut groups: Vec<(BTreeSet<_>, BTreeSet<&String>)> =
        truth.iter().map(|(record, keys)| (BTreeSet::from([record.clone()]), keys.iter().collect())).collect();
    let mut i = 0;
    while i < groups.len() {
        match (i + 1..groups.len()).find(|j| !groups[i].1.is_disjoint(&groups[*j].1)) {
            Some(j) => {
                let (records, keys) = groups.swap_remove(j);
                groups[i].0.extend(records);
                groups[i].1.extend(keys);
                i = 0;
            }
            None => i += 1,
        }
    }
    groups.into_iter().map(|(records, _)| records).collect()
}

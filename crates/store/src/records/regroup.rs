//! Which records belong together. Pure.
//!
//! The rule: two live records are in one cluster exactly when a chain of shared match keys joins them. So the clusters do not depend
//! on the order in which records came. Only their numbers do:
//! - a record that joins several clusters merges them under the lowest number;
//! - when a cluster falls apart, the number stays with the part that holds its oldest record whose keys did not just change (or the
//!   oldest record of all, when they all changed); the other parts get new numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{ClusterId, RecordId};

/// A live record whose cluster is to be found.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub record: RecordId,
    pub keys: Vec<String>,
    /// Where it was until now.
    pub was_in: Option<ClusterId>,
    /// Its keys have just changed, or it is new.
    pub fresh: bool,
}

/// A key of a cluster that stays whole, whatever happens.
#[derive(Debug, Clone)]
pub(crate) struct KnownKey {
    pub key: String,
    pub cluster: ClusterId,
}

/// Records that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The number that they keep; `None`: a new one is needed.
    pub cluster: Option<ClusterId>,
    pub records: Vec<RecordId>,
    /// Clusters that end here, with all their other records.
    pub absorbed: Vec<ClusterId>,
}

/// Groups the nodes, together with the whole clusters that they touch. Ordered by each group's first record.
pub(crate) fn regroup(nodes: &[Node], known: &[KnownKey]) -> Vec<Group> {
    let clusters: Vec<ClusterId> = known.iter().map(|k| k.cluster).collect::<BTreeSet<_>>().into_iter().collect();
    let mut forest = Forest::new(nodes.len() + clusters.len());
    join_by_keys(&mut forest, nodes, known, &clusters);

    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    let mut numbers: BTreeMap<usize, BTreeSet<ClusterId>> = BTreeMap::new();
    for (place, cluster) in clusters.iter().enumerate() {
        numbers.entry(forest.root(nodes.len() + place)).or_default().insert(*cluster);
    }
    for (cluster, heir) in heirs(nodes) {
        numbers.entry(forest.root(heir)).or_default().insert(cluster);
    }
    for (place, node) in nodes.iter().enumerate() {
        let empty = || Group { cluster: None, records: Vec::new(), absorbed: Vec::new() };
        groups.entry(forest.root(place)).or_insert_with(empty).records.push(node.record);
    }
    for (root, group) in &mut groups {
        let mut numbers = numbers.remove(root).unwrap_or_default().into_iter();
        group.cluster = numbers.next();
        group.absorbed = numbers.collect();
        group.records.sort();
    }
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by(|a, b| a.records.cmp(&b.records));
    groups
}

fn join_by_keys(forest: &mut Forest, nodes: &[Node], known: &[KnownKey], clusters: &[ClusterId]) {
    let mut owner: HashMap<&str, usize> = HashMap::new();
    let of_nodes = nodes.iter().enumerate().flat_map(|(place, node)| node.keys.iter().map(move |key| (key, place)));
    let of_clusters = known.iter().filter_map(|known| {
        let place = clusters.binary_search(&known.cluster).ok()?;
        Some((&known.key, nodes.len() + place))
    });
    for (key, place) in of_nodes.chain(of_clusters) {
        let first = *owner.entry(key).or_insert(place);
        forest.join(first, place);
    }
}

/// For each cluster that may fall apart, the node that takes its number along.
fn heirs(nodes: &[Node]) -> BTreeMap<ClusterId, usize> {
    let mut heirs: BTreeMap<ClusterId, (bool, RecordId, usize)> = BTreeMap::new();
    for (place, node) in nodes.iter().enumerate() {
        let Some(cluster) = node.was_in else { continue };
        let claim = (node.fresh, node.record, place);
        heirs.entry(cluster).and_modify(|best| *best = claim.min(*best)).or_insert(claim);
    }
    heirs.into_iter().map(|(cluster, (_, _, place))| (cluster, place)).collect()
}

/// Disjoint sets of the numbers below a limit.
struct Forest(Vec<usize>);

impl Forest {
    fn new(size: usize) -> Self {
        Self((0..size).collect())
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(parent) = self.0.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }

    /// Shortens the way while walking it, so that long chains stay cheap.
    fn root(&mut self, mut place: usize) -> usize {
        while let Some(parent) = self.0.get(place).copied().filter(|parent| *parent != place) {
            let grandparent = self.0.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.0.get_mut(place) {
                *slot = grandparent;
            }
            place = grandparent;
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `1 a b` is a new record with keys; `1@7 a` was in cluster 7; `1@7! a` was there and has just changed; `#5 a` is a key of the
    /// whole cluster 5. Result: `5: 1 2 (7)` keeps 5 and absorbs 7; `new: 3`.
    fn check(input: &[&str], expected: &[&str]) {
        let (mut nodes, mut known) = (Vec::new(), Vec::new());
        for line in input {
            let (head, keys) = line.split_once(' ').unwrap_or((line, ""));
            let keys: Vec<String> = keys.split_whitespace().map(str::to_owned).collect();
            if let Some(cluster) = head.strip_prefix('#') {
                let cluster = ClusterId(cluster.parse().unwrap());
                known.extend(keys.into_iter().map(|key| KnownKey { key, cluster }));
                continue;
            }
            let fresh = head.ends_with('!') || !head.contains('@');
            let (record, was_in) = match head.trim_end_matches('!').split_once('@') {
                Some((record, cluster)) => (record, Some(ClusterId(cluster.parse().unwrap()))),
                None => (head, None),
            };
            nodes.push(Node { record: RecordId(record.parse().unwrap()), keys, was_in, fresh });
        }
        let found: Vec<String> = regroup(&nodes, &known).iter().map(show).collect();
        assert_eq!(found, expected, "{input:?}");
    }

    fn show(group: &Group) -> String {
        let number = group.cluster.map_or("new".to_owned(), |c| c.to_string());
        let records: String = group.records.iter().map(|r| format!(" {r}")).collect();
        let absorbed: Vec<String> = group.absorbed.iter().map(ToString::to_string).collect();
        let absorbed = if absorbed.is_empty() { String::new() } else { format!(" ({})", absorbed.join(" ")) };
        format!("{number}:{records}{absorbed}")
    }

    #[test]
    fn records_group_by_chains_of_shared_keys() {
        check(&["1 a", "2 b", "3"], &["new: 1", "new: 2", "new: 3"]);
        check(&["1 a b", "2 c", "3 b c"], &["new: 1 2 3"]);
        check(&["4 a", "#7 a"], &["7: 4"]);
        check(&["4 a b", "#7 a", "#5 b", "#6 x"], &["5: 4 (7)"]);
        check(&["8 a", "9 a", "#7 a"], &["7: 8 9"]);
    }

    #[test]
    fn the_part_with_the_oldest_unchanged_record_keeps_the_number() {
        check(&["1@5! x", "2@5 a", "3@5 a"], &["new: 1", "5: 2 3"]);
        check(&["1@5! x"], &["5: 1"]);
        check(&["1@5! x", "2@5! y"], &["5: 1", "new: 2"]);
        check(&["1@5! x", "2@5 a", "#3 x"], &["3: 1", "5: 2"]);
        check(&["1@5! a", "2@5 a", "#3 a"], &["3: 1 2 (5)"]);
        check(&["2@5 a", "3@5 b"], &["5: 2", "new: 3"]);
    }
}

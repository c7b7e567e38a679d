//! The name that somebody may have meant.

/// The set whose name takes the fewest changes to become this one; case counts little.
pub(super) fn nearest(wanted: &str, sets: &[String]) -> Option<String> {
    let distance = |set: &String| edits(&wanted.to_lowercase(), &set.to_lowercase());
    let best = sets.iter().min_by_key(|set| distance(set))?;
    (distance(best) <= wanted.chars().count().max(4) / 2).then(|| best.clone())
}

/// The number of letters to insert, delete or replace (Levenshtein).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(200).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(200).enumerate() {
        let mut next = vec![i + 1];
        for ((y, above), diagonal) in b.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((left + 1).min(above + 1).min(diagonal + usize::from(x != *y)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_set_is_suggested_and_a_far_one_is_not() {
        let sets = ["BOOKFERRY", "PALCI_RESHARE", "maps"].map(str::to_owned);
        for (wanted, expected) in [
            ("bookferry", Some("BOOKFERRY")),
            ("BOKFERRY", Some("BOOKFERRY")),
            ("palci-reshare", Some("PALCI_RESHARE")),
            ("map", Some("maps")),
            ("something else", None),
        ] {
            assert_eq!(nearest(wanted, &sets).as_deref(), expected, "{wanted}");
        }
    }
}

//! In which order possible suppliers are asked, and why.

use std::cmp::Reverse;
use std::collections::HashSet;

/// A library that may have the item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The library's symbol, such as `ISIL:DE-1`.
    pub symbol: String,
    /// How many copies stand on its shelf now; none when nobody knows.
    pub available_copies: Option<u16>,
    /// Whether its holding is lent to other libraries at all.
    pub lendable: bool,
    /// What it has lent less what it has borrowed, lately. Who has borrowed more is asked before who has lent more.
    pub loan_balance: i32,
    /// What it asks for the service, in hundredths of the consortium's currency.
    pub cost: u32,
    /// Kilometres from the requesting library; none when unknown.
    pub distance: Option<u32>,
    /// The requesting library's liking for it; higher is better, 0 is usual.
    pub preference: i32,
    /// Why it stands where it stands, in words; written by [`rank`] and [`left_out`].
    pub reason: String,
}

/// What the requesting library and its consortium want of suppliers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RotaPolicy {
    /// Our own symbols: never asked.
    pub own_symbols: Vec<String>,
    /// The most that may be asked for, in hundredths of the consortium's currency; none: no limit.
    pub maximum_cost: Option<u32>,
    /// Libraries that are asked after all others, in this order.
    pub last_resort: Vec<String>,
}

/// The libraries to ask, first one first, each with the reason for its place. One place for each symbol.
///
/// What decides, in this order: not a last resort; a copy on the shelf, then unknown, then none on the shelf; preference;
/// cost; distance; loan balance; the symbol. The last makes the order the same every time.
pub fn rank(mut candidates: Vec<Candidate>, policy: &RotaPolicy) -> Vec<Candidate> {
    candidates.retain(|candidate| objection(candidate, policy).is_none());
    candidates.sort_by(|a, b| sort_key(a, policy).cmp(&sort_key(b, policy)));
    let mut symbols = HashSet::new();
    candidates.retain(|candidate| symbols.insert(candidate.symbol.clone()));
    let number = candidates.len();
    for (place, candidate) in (1..).zip(&mut candidates) {
        candidate.reason = format!("Place {place} of {number}: {}.", merits(candidate, policy).join(", "));
    }
    candidates
}

/// The libraries that [`rank`] leaves out, by symbol, each with the reason.
pub fn left_out(mut candidates: Vec<Candidate>, policy: &RotaPolicy) -> Vec<Candidate> {
    for candidate in &mut candidates {
        candidate.reason = objection(candidate, policy).unwrap_or_default();
    }
    candidates.retain(|candidate| !candidate.reason.is_empty());
    candidates.sort_by(|a, b| a.symbol.cmp(&b.symbol));
    candidates
}

fn objection(candidate: &Candidate, policy: &RotaPolicy) -> Option<String> {
    if policy.own_symbols.contains(&candidate.symbol) {
        return Some("Not asked: this is our own library.".into());
    }
    if !candidate.lendable {
        return Some("Not asked: its copy is not lent to other libraries.".into());
    }
    let limit = policy.maximum_cost.filter(|&limit| candidate.cost > limit)?;
    Some(format!("Not asked: it costs {}, and our limit is {}.", money(candidate.cost), money(limit)))
}

type SortKey<'a> = (usize, u8, Reverse<i32>, u32, u32, i32, &'a str);

fn sort_key<'a>(candidate: &'a Candidate, policy: &RotaPolicy) -> SortKey<'a> {
    let shelf = match candidate.available_copies {
        Some(1..) => 0,
        None => 1,
        Some(0) => 2,
    };
    (
        last_resort(candidate, policy).map_or(0, |place| place + 1),
        shelf,
        Reverse(candidate.preference),
        candidate.cost,
        candidate.distance.unwrap_or(u32::MAX),
        candidate.loan_balance,
        &candidate.symbol,
    )
}

fn last_resort(candidate: &Candidate, policy: &RotaPolicy) -> Option<usize> {
    policy.last_resort.iter().position(|symbol| *symbol == candidate.symbol)
}

/// What speaks for a library and against it, in the order in which it counts.
fn merits(candidate: &Candidate, policy: &RotaPolicy) -> Vec<String> {
    let mut merits = Vec::new();
    if last_resort(candidate, policy).is_some() {
        merits.push("asked last by agreement".into());
    }
    merits.push(match candidate.available_copies {
        Some(0) => "no copy on the shelf now".into(),
        Some(1) => "1 copy on the shelf".into(),
        Some(copies) => format!("{copies} copies on the shelf"),
        None => "not known whether a copy is on the shelf".into(),
    });
    if candidate.preference != 0 {
        merits.push(format!("preference {}", candidate.preference));
    }
    merits.push(match candidate.cost {
        0 => "free of charge".into(),
        cost => format!("costs {}", money(cost)),
    });
    merits.extend(candidate.distance.map(|kilometres| format!("{kilometres} km away")));
    merits.push(match candidate.loan_balance {
        0 => "has lent as much as it has borrowed".into(),
        more @ 1.. => format!("has lent {more} more than it has borrowed"),
        fewer => format!("has borrowed {} more than it has lent", fewer.unsigned_abs()),
    });
    merits
}

fn money(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quality_decides_when_all_before_it_are_equal() {
        check(&["A last", "B"], &["B", "A last"]);
        check(&["A copies=0", "B", "C copies=2"], &["C copies=2", "B", "A copies=0"]);
        check(&["A copies=1", "B copies=9"], &["A copies=1", "B copies=9"]);
        check(&["A", "B preference=1"], &["B preference=1", "A"]);
        check(&["A cost=500", "B"], &["B", "A cost=500"]);
        check(&["A", "B distance=40", "C distance=7"], &["C distance=7", "B distance=40", "A"]);
        check(&["A balance=3", "B balance=-14"], &["B balance=-14", "A balance=3"]);
        check(&["B", "A"], &["A", "B"]);
        check(&["A preference=9 last", "B copies=0 cost=900"], &["B copies=0 cost=900", "A preference=9 last"]);
    }

    #[test]
    fn a_library_listed_twice_keeps_its_better_place() {
        check(&["A copies=0", "B", "A copies=1"], &["A copies=1", "B"]);
    }

    #[test]
    fn order_does_not_depend_on_the_order_of_the_list() {
        let lines = ["A", "B copies=1", "C cost=3", "D last", "E balance=2"];
        let ranked = |lines: &[&str]| rank(candidates(lines), &policy());
        let mut turned = lines;
        for _ in 0..lines.len() {
            turned.rotate_left(1);
            assert_eq!(ranked(&turned), ranked(&lines));
        }
    }

    #[test]
    fn own_library_unlendable_and_too_dear_ones_are_left_out_with_a_reason() {
        let list = ["OWN", "A", "C unlendable", "D cost=1001", "E cost=1000"];
        let asked: Vec<String> = rank(candidates(&list), &policy()).into_iter().map(|one| one.symbol).collect();
        assert_eq!(asked, ["A", "E"]);
        let reasons: Vec<String> = left_out(candidates(&list), &policy()).into_iter().map(|one| one.reason).collect();
        assert_eq!(
            reasons,
            [
                "Not asked: its copy is not lent to other libraries.",
                "Not asked: it costs 10.01, and our limit is 10.00.",
                "Not asked: this is our own library.",
            ]
        );
    }

    #[test]
    fn every_place_is_explained() {
        let ranked = rank(candidates(&["A copies=2 distance=12 balance=-14", "B cost=250 balance=1 last"]), &policy());
        assert_eq!(
            ranked.into_iter().map(|one| one.reason).collect::<Vec<_>>(),
            [
                "Place 1 of 2: 2 copies on the shelf, free of charge, 12 km away, has borrowed 14 more than it has lent.",
                "Place 2 of 2: asked last by agreement, not known whether a copy is on the shelf, costs 2.50, \
                 has lent 1 more than it has borrowed.",
            ]
        );
    }

    fn check(given: &[&str], expected: &[&str]) {
        let last = given.iter().filter_map(|line| line.strip_suffix(" last")?.split(' ').next());
        let last = last.map(str::to_owned).collect();
        let policy = RotaPolicy { last_resort: last, ..policy() };
        let mut ranked = rank(candidates(given), &policy);
        ranked.iter_mut().for_each(|one| one.reason.clear());
        assert_eq!(ranked, candidates(expected), "{given:?}");
    }

    fn policy() -> RotaPolicy {
        RotaPolicy {
            own_symbols: vec!["OWN".into()],
            maximum_cost: Some(1000),
            last_resort: vec!["B".into(), "D".into()],
        }
    }

    fn candidates(lines: &[&str]) -> Vec<Candidate> {
        lines.iter().map(|line| candidate(line)).collect()
    }

    /// `A copies=2 cost=500`: a symbol and what is unusual about it.
    fn candidate(line: &str) -> Candidate {
        let mut words = line.split(' ');
        let symbol = words.next().unwrap().to_owned();
        let mut candidate = Candidate { symbol, lendable: true, ..Candidate::default() };
        for word in words {
            let (key, value) = word.split_once('=').unwrap_or((word, "0"));
            let value: i32 = value.parse().unwrap();
            match key {
                "copies" => candidate.available_copies = Some(value as u16),
                "cost" => candidate.cost = value as u32,
                "distance" => candidate.distance = Some(value as u32),
                "balance" => candidate.loan_balance = value,
                "preference" => candidate.preference = value,
                "unlendable" => candidate.lendable = false,
                "last" => {}
                other => panic!("{other}?"),
            }
        }
        candidate
    }
}

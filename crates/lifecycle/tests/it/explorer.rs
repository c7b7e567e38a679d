//! Nothing that one library says ever finds the other without an answer, and no pair of libraries is ever stuck.

use std::collections::HashSet;

use lifecycle::{Policy, ServiceType, requester, supplier, walk};

use crate::pair::{Rules, explore};

#[test]
fn two_sides_never_get_stuck_and_can_come_to_every_end() {
    let mut requester_ends = HashSet::new();
    let mut supplier_ends = HashSet::new();
    for policy in walk::policies() {
        for &service_type in ServiceType::ALL {
            for (requester, supplier) in ends(service_type, &policy) {
                requester_ends.insert(requester);
                supplier_ends.extend(supplier);
            }
        }
    }
    assert_eq!(requester_ends, requester::State::ALL.iter().copied().filter(|state| state.is_end()).collect());
    assert_eq!(supplier_ends, supplier::State::ALL.iter().copied().filter(|state| state.is_end()).collect());
}

fn ends(service_type: ServiceType, policy: &Policy) -> HashSet<(requester::State, Option<supplier::State>)> {
    let findings = explore(service_type, policy, Rules::default());
    assert!(findings.faults.is_empty(), "{policy:?}\n{}", findings.faults.join("\n"));
    assert!(findings.configurations > 1_000, "the explorer went nowhere: {} configurations", findings.configurations);
    findings.ends
}

//! Nothing that one library says ever finds the other without an answer, and no pair of libraries is ever stuck.

use std::collections::HashSet;

use lifecycle::{PartyState, ServiceType, requester, supplier, walk};

use crate::pair::{Rules, explore};

#[test]
fn the_two_sides_never_get_stuck() {
    for policy in walk::policies() {
        for &service_type in ServiceType::ALL {
            let findings = explore(service_type, &policy, Rules::default());
            eprintln!("{}: {} configurations, {} pairs of ends", service_type.name(), findings.configurations, findings.ends.len());
            assert!(findings.faults.is_empty(), "{policy:?}\n{}", findings.faults.join("\n"));
            assert!(findings.configurations > 100);
        }
    }
}

#[test]
fn two_libraries_can_come_to_every_end() {
    let mut requester_ends = HashSet::new();
    let mut supplier_ends = HashSet::new();
    for policy in walk::policies() {
        for &service_type in ServiceType::ALL {
            for (requester, supplier) in explore(service_type, &policy, Rules::default()).ends {
                requester_ends.insert(requester);
                supplier_ends.extend(supplier);
            }
        }
    }
    assert_eq!(requester_ends, requester::State::ALL.iter().copied().filter(|state| state.is_end()).collect());
    assert_eq!(supplier_ends, supplier::State::all().iter().copied().filter(|state| state.is_end()).collect());
}

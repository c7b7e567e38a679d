//! The explorer bites: each rule that is taken away is missed.

use lifecycle::Refusal::{Late, NotNow};
use lifecycle::Side::{Requester, Supplier};
use lifecycle::{Policy, ServiceType};

use crate::pair::{Missing, Rules, explore};

#[test]
fn a_message_that_nobody_handles_is_found() {
    for missing in [
        Missing(Supplier, "shipped", "heard.cancel", NotNow),
        Missing(Supplier, "unfilled", "heard.cancel", NotNow),
        Missing(Supplier, "condition_pending", "heard.accept_conditions", NotNow),
        Missing(Supplier, "completed", "heard.renew", NotNow),
        Missing(Requester, "cancel_pending", "heard.loaned", NotNow),
        Missing(Requester, "cancel_pending", "heard.conditional", NotNow),
        Missing(Requester, "received", "heard.loan_completed", NotNow),
        Missing(Requester, "return_shipped", "heard.recalled", NotNow),
        Missing(Requester, "closed", "heard.loaned", NotNow),
    ] {
        let fault = format!("{}: {} is not_now", missing.0.name(), missing.2);
        bites(ServiceType::Loan, missing, &fault);
    }
}

#[test]
fn a_dead_end_is_found() {
    for missing in [
        Missing(Requester, "cancel_pending", "heard.unfilled", Late),
        Missing(Requester, "cancel_pending", "heard.cancel_accepted", Late),
        Missing(Requester, "sent", "heard.retry_possible", Late),
    ] {
        bites(ServiceType::Copy, missing, "have no way to an end");
    }
}

fn bites(service_type: ServiceType, missing: Missing, expected: &str) {
    let policy = Policy { answer_cancels: false, renewals: 1, ..Policy::default() };
    let findings = explore(service_type, &policy, Rules { missing: Some(missing) });
    let found = findings.faults.iter().any(|fault| fault.contains(expected));
    assert!(found, "without {} in {}: {}", missing.2, missing.1, findings.faults.join("\n"));
}

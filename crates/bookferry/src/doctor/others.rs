//! Other libraries: can they reach us, can we reach them?

use super::{Check, Finding, Patient};

const ISO: &str = "ISO 18626";

pub(super) async fn examine(patient: &Patient<'_>) -> Result<Vec<Check>, store::Error> {
    let options = patient.platform.options();
    let own = format!("{}/healthz", options.public_address);
    let mut checks = vec![
        reach(
            patient,
            "our own address",
            &own,
            "It is what partners and Alma call: `public_address` of the configuration, and the proxy in front of it.",
        )
        .await,
    ];
    for partner in &options.partners {
        checks.push(super::iso::ask(patient, partner).await);
    }
    let backlog = patient.platform.store().outbox().backlog().await?;
    let waits = backlog.oldest.map_or(0, |oldest| (patient.platform.now() - oldest).max(0) / 60_000);
    let seen = format!("{} waiting, the oldest for {waits} minutes", backlog.open);
    checks.push(match waits {
        0..=60 => Check::ok(ISO, "messages and calls that wait", seen),
        _ => Check::new(ISO, "messages and calls that wait", Finding::Warning, seen)
            .advise("Somebody does not answer; the desk shows for which requests."),
    });
    Ok(checks)
}

/// Whether anything answers over HTTP; what, is another question.
async fn reach(patient: &Patient<'_>, name: &str, address: &str, advice: &str) -> Check {
    match patient.platform.outside().get(address, patient.platform.patience().call).await {
        Ok(answer) if answer.status < 500 => Check::ok(ISO, name, format!("{address} answers")),
        Ok(answer) => {
            Check::new(ISO, name, Finding::Failed, format!("{address} answers with HTTP status {}", answer.status))
                .advise(advice)
        }
        Err(fault) => Check::new(ISO, name, Finding::Failed, format!("{address} {fault}")).advise(advice),
    }
}

//! Circulation: does the library system take our NCIP messages, and what was given up?

use super::open::OpenRequest;
use super::{Check, Finding, Patient, calls};
use crate::ils::{TryOut, try_ncip};

const NCIP: &str = "NCIP";

pub(super) async fn examine(patient: &Patient<'_>, requests: &[OpenRequest]) -> Result<Vec<Check>, store::Error> {
    if patient.settings.host_lms.host_lms == "None" {
        return Ok(vec![Check::ok(NCIP, "library system", "none is set, so none is told anything")]);
    }
    let mut checks = vec![address(patient)];
    if checks[0].finding == Finding::Ok {
        checks.extend(patron(patient).await);
    }
    checks.extend(calls::troubled(requests));
    checks.push(given_up(patient).await?);
    Ok(checks)
}

/// What can be said of the address without calling it.
fn address(patient: &Patient<'_>) -> Check {
    let (name, address) = ("address", patient.settings.local_ncip.server_address.as_str());
    let failed = |seen: String| Check::new(NCIP, name, Finding::Failed, seen);
    if address.is_empty() {
        return failed("no server address is set".into())
            .advise("Settings > Local NCIP settings: https://<alma_domain>/view/NCIPServlet.");
    }
    let is_alma = patient.settings.host_lms.host_lms == "Alma";
    match is_alma && !address.trim_end_matches("/v1").ends_with("/view/NCIPServlet") {
        true => failed(format!("{address} is no address of Alma's NCIP"))
            .advise("It ends with /view/NCIPServlet, and the host is that of Alma, not of Primo."),
        false => Check::ok(NCIP, name, address),
    }
}

async fn patron(patient: &Patient<'_>) -> Vec<Check> {
    let name = "LookupUser";
    if patient.sample.patron.is_empty() {
        let check = Check::new(NCIP, name, Finding::Warning, "not tried: no patron was named");
        return vec![check.advise("Name the identifier of a patron who may borrow.")];
    }
    let settings = patient.settings;
    let outcome = try_ncip(patient.platform, &settings.host_lms, &settings.local_ncip, &patient.sample.patron).await;
    let charset = another_charset(&outcome);
    [Some(tried(NCIP, name, outcome)), charset].into_iter().flatten().collect()
}

/// XML says by itself in which characters it is written; a header that says otherwise makes programs in between spoil it.
fn another_charset(outcome: &TryOut) -> Option<Check> {
    let charset = outcome.charset.as_ref().filter(|charset| !charset.eq_ignore_ascii_case("utf-8"))?;
    let check = Check::new(NCIP, "character set", Finding::Warning, format!("the header of answers names {charset}"));
    Some(
        check
            .advise("The message itself is in UTF-8, and we go by that; letters with accents may be broken for others, and “Service is not known” may come back.")
            .advise("A proxy in front of Alma adds the header: have it leave Content-Type as Alma sends it. Is there none, write to Ex Libris; no screen of Alma sets it."),
    )
}

/// A test as a check: its headline, and everything that explains it.
fn tried(connection: &str, name: &str, outcome: TryOut) -> Check {
    let finding = if outcome.ok { Finding::Ok } else { Finding::Failed };
    Check { advice: outcome.explanation, ..Check::new(connection, name, finding, outcome.headline) }
}

/// Calls that nobody has repeated or skipped.
async fn given_up(patient: &Patient<'_>) -> Result<Check, store::Error> {
    let failed = patient.platform.store().outbox().failed(patient.id()).await?;
    let name = "calls that were given up";
    let Some(last) = failed.last() else { return Ok(Check::ok(NCIP, name, "none")) };
    let check = Check::new(NCIP, name, Finding::Warning, format!("{} wait for staff", failed.len()));
    let why = last.last_error.clone().unwrap_or_default();
    Ok(check.advise(format!("The last one: {why}")).advise("Desk: have them tried again, or skip them."))
}

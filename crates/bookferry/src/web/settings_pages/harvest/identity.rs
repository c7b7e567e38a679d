//! What a source says of itself, as facts for people.

use store::Source;

use crate::jobs::Description;

/// The facts, with their labels; none before the source has been asked.
#[must_use]
pub fn facts(source: &Source) -> Vec<(&'static str, String)> {
    let said = Description::of(source);
    if said.repository_name.is_empty() && said.deleted_record.is_empty() {
        return Vec::new();
    }
    let facts = vec![
        ("Name", said.repository_name),
        ("Tells deletions", deletions(&said.deleted_record).to_owned()),
        ("Precision of its times", precision(&said.granularity).to_owned()),
        ("Earliest date", said.earliest_datestamp),
        ("Contact", said.admin_emails.join(", ")),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// What the deletion policy of a repository means for the library.
fn deletions(policy: &str) -> &'static str {
    match policy {
        "persistent" => "always",
        "transient" => "for some time only, so now and then the whole list is compared",
        "no" => "never, so now and then the whole list is compared",
        _ => "in a way that the protocol does not know",
    }
}

fn precision(granularity: &str) -> &'static str {
    if granularity.len() > "YYYY-MM-DD".len() { "seconds" } else { "days" }
}

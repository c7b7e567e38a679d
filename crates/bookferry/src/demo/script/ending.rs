//! The state of the world after the script, without what differs from run to run (times, ports, random tokens), for comparisons.

use std::path::Path;

use serde_json::{Value, json};
use store::{QueueFilter, QueueOrder};

use super::Unmet;
use super::world::World;

/// Writes the final state beside the data.
///
/// # Errors
/// [`Unmet`] when it cannot be read or written.
pub(super) async fn write(world: &World<'_>, data: &Path) -> Result<(), Unmet> {
    let mut libraries = Vec::new();
    for code in ["EAST", "WEST", "NORTH"] {
        libraries.push(json!({ "library": code, "requests": requests(world, code).await?, "alma": world.alma(code).await?.normalised() }));
    }
    std::fs::write(data.join("final.json"), format!("{:#}\n", Value::from(libraries)))?;
    Ok(())
}

/// Every request of a library with its history, by number.
async fn requests(world: &World<'_>, code: &str) -> Result<Vec<Value>, Unmet> {
    let library = world.library(code).await?;
    let mut found = Vec::new();
    for side in ["requester", "supplier"] {
        let filter =
            QueueFilter { side: side.to_owned(), limit: 1_000, order: QueueOrder::Newest, ..QueueFilter::default() };
        for request in world.platform().store().requests().queue(library.id, &filter).await?.requests {
            let attempts = world.platform().store().requests().attempts(library.id, request.id).await?;
            let attempts: Vec<String> =
                attempts.iter().map(|attempt| format!("{} {}", attempt.supplier_symbol, attempt.state)).collect();
            let title = world.description(&request).title;
            found.push(json!({
                "side": side,
                "title": title,
                "state": request.state,
                "outcome": request.outcome,
                "attempts": attempts,
            }));
        }
    }
    found.sort_by_key(Value::to_string);
    Ok(found)
}

//! A condition is offered and accepted; then the patron no longer wants the book, before it is sent.

use alma_sim::Institution;
use lifecycle::{Condition, ServiceType, requester, supplier};

use super::{ask, patron, requester_does, supplier_does};
use crate::demo::script::choice::Shelves;
use crate::demo::script::{Script, Unmet};

const KEY: &str = "story-condition";

pub(super) async fn walk(script: &mut Script<'_>, shelves: &Shelves) -> Result<(), Unmet> {
    let pick = shelves.book_of(&[Institution::East], 0)?;
    let user = patron("NORTH")?;
    script
        .step(
            "condition: a patron of North asks for a book that only East has",
            async |world| ask(world, "NORTH", &user, KEY, &pick, ServiceType::Loan).await,
            async |world| world.both("NORTH", KEY, "will_supply", "EAST", "will_supply").await,
        )
        .await?;
    script
        .step(
            "condition: East lends it for use in the library only",
            async |world| {
                let condition = Condition { code: "LibraryUseOnly".into(), cost: None, note: "fragile binding".into() };
                supplier_does(world, "NORTH", KEY, "EAST", supplier::Command::AddConditions { condition }).await
            },
            async |world| world.both("NORTH", KEY, "condition_pending", "EAST", "condition_pending").await,
        )
        .await?;
    script
        .step(
            "condition: North accepts",
            async |world| requester_does(world, "NORTH", KEY, requester::Command::AcceptConditions).await,
            async |world| world.both("NORTH", KEY, "will_supply", "EAST", "will_supply").await,
        )
        .await?;
    script
        .step(
            "cancel: the patron of North no longer wants it; East agrees, for nothing was sent",
            async |world| requester_does(world, "NORTH", KEY, requester::Command::Cancel).await,
            async |world| world.both("NORTH", KEY, "cancelled", "EAST", "cancelled").await,
        )
        .await
}

//! The first library cannot supply, the second can: a copy went out on loan after the catalogue was harvested.

use alma_sim::Institution;
use lifecycle::{ServiceType, requester, supplier};

use super::{ask, chosen_barcode, find, patron, requester_does, ship, supplier_does};
use crate::demo::script::choice::{Pick, Shelves};
use crate::demo::script::world::World;
use crate::demo::script::{Script, Unmet};

const KEY: &str = "story-second";

pub(super) async fn walk(script: &mut Script<'_>, shelves: &Shelves) -> Result<(), Unmet> {
    // North has borrowed and lent nothing, West has lent: North is asked first.
    let pick = shelves.book_of(&[Institution::West, Institution::North], 0)?;
    let user = patron("EAST")?;
    script
        .step(
            "second supplier: a reader of North borrows the copy that the index shows on the shelf",
            async |world| world.loan("NORTH", &barcode_at(world, "NORTH", &pick).await?, &patron("NORTH")?).await,
            async |world| {
                let barcode = barcode_at(world, "NORTH", &pick).await?;
                world.alma("NORTH").await?.on_loan_to(&barcode, &patron("NORTH")?)
            },
        )
        .await?;
    script
        .step(
            "second supplier: the patron of East asks; North looks on its shelf and says Unfilled, West says WillSupply",
            async |world| ask(world, "EAST", &user, KEY, &pick, ServiceType::Loan).await,
            async |world| {
                let asked = world.asked("EAST", KEY).await?;
                let refused = world.supplied(&asked, "NORTH").await?;
                crate::demo::script::world::in_state("NORTH", &refused, "unfilled")?;
                world.both("EAST", KEY, "will_supply", "WEST", "will_supply").await
            },
        )
        .await?;
    script
        .step(
            "second supplier: West sends the book",
            async |world| ship(world, "EAST", KEY, "WEST").await,
            async |world| world.both("EAST", KEY, "shipped", "WEST", "shipped").await,
        )
        .await?;
    script
        .step(
            "second supplier: East receives it",
            async |world| requester_does(world, "EAST", KEY, requester::Command::Receive).await,
            async |world| {
                world.alma("EAST").await?.waits_for(&world.asked("EAST", KEY).await?.number, &user)?;
                world.both("EAST", KEY, "received", "WEST", "shipped").await
            },
        )
        .await?;
    home(script, &pick).await
}

async fn home(script: &mut Script<'_>, pick: &Pick) -> Result<(), Unmet> {
    script
        .step(
            "second supplier: the patron never came; East sends it home",
            async |world| requester_does(world, "EAST", KEY, requester::Command::ShipReturn).await,
            async |world| {
                world.alma("EAST").await?.is_gone(&world.asked("EAST", KEY).await?.number)?;
                world.both("EAST", KEY, "return_shipped", "WEST", "return_shipped").await
            },
        )
        .await?;
    script
        .step(
            "second supplier: West has it back",
            async |world| supplier_does(world, "EAST", KEY, "WEST", supplier::Command::ReceiveReturn).await,
            async |world| {
                world.alma("WEST").await?.came_home(&chosen_barcode(world, "EAST", KEY, "WEST").await?)?;
                world.both("EAST", KEY, "completed", "WEST", "completed").await
            },
        )
        .await?;
    script
        .step(
            "second supplier: both copies stand on their shelves again",
            async |world| {
                world.scan_in("WEST", &chosen_barcode(world, "EAST", KEY, "WEST").await?).await?;
                world.bring_back("NORTH", &barcode_at(world, "NORTH", pick).await?).await
            },
            async |world| {
                world.alma("WEST").await?.on_shelf(&chosen_barcode(world, "EAST", KEY, "WEST").await?)?;
                world.alma("NORTH").await?.on_shelf(&barcode_at(world, "NORTH", pick).await?)
            },
        )
        .await
}

/// The barcode of a library's only copy, as the index has it.
async fn barcode_at(world: &World<'_>, code: &str, pick: &Pick) -> Result<String, Unmet> {
    let cluster = find(world, pick).await?;
    let title = world.platform().catalogue().title(world.platform().store(), cluster).await?;
    let members = title.into_iter().flat_map(|title| title.members).filter(|member| member.library.code == code);
    let mut items = members.flat_map(|member| member.holdings).flat_map(|holding| holding.items);
    items.next().map(|item| item.barcode).ok_or_else(|| Unmet(format!("{code} has no copy in the index")))
}

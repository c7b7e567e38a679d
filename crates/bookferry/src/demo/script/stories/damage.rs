//! A book arrives damaged: its owner is told, has it back, and bills the damage it finds.

use alma_sim::Institution;
use lifecycle::{Cost, ServiceType, Trouble, requester, supplier};
use store::{BillFilter, NewBill};

use super::{ask, patron, requester_does, ship, supplier_does};
use crate::demo::script::choice::Shelves;
use crate::demo::script::{Checked, Script, Unmet, World};

const KEY: &str = "story-damage";

pub(super) async fn walk(script: &mut Script<'_>, shelves: &Shelves) -> Result<(), Unmet> {
    let pick = shelves.book_of(&[Institution::West], 1)?;
    let user = patron("EAST")?;
    script
        .step(
            "damage: the patron of East asks for another book of West",
            async |world| ask(world, "EAST", &user, KEY, &pick, ServiceType::Loan).await,
            async |world| world.both("EAST", KEY, "will_supply", "WEST", "will_supply").await,
        )
        .await?;
    script
        .step(
            "damage: West sends it",
            async |world| ship(world, "EAST", KEY, "WEST").await,
            async |world| world.both("EAST", KEY, "shipped", "WEST", "shipped").await,
        )
        .await?;
    reported(script).await?;
    home(script).await?;
    billed(script).await
}

async fn reported(script: &mut Script<'_>) -> Result<(), Unmet> {
    script
        .step(
            "damage: East finds a torn cover and tells West by ISO 18626 Notification",
            async |world| {
                let (trouble, note) = (Trouble::Damaged, "The cover is torn.".to_owned());
                requester_does(world, "EAST", KEY, requester::Command::ReportTrouble { trouble, note }).await
            },
            async |world| {
                let supplied = world.supplied(&world.asked("EAST", KEY).await?, "WEST").await?;
                match world.view(&supplied).await?.facts.trouble {
                    Some(Trouble::Damaged) => Ok("staff of West see it with the request".into()),
                    other => Err(Unmet(format!("West has heard of {other:?}"))),
                }
            },
        )
        .await
}

async fn home(script: &mut Script<'_>) -> Result<(), Unmet> {
    script
        .step(
            "damage: East sends it back without lending it",
            async |world| requester_does(world, "EAST", KEY, requester::Command::ShipReturn).await,
            async |world| world.both("EAST", KEY, "return_shipped", "WEST", "return_shipped").await,
        )
        .await?;
    script
        .step(
            "damage: West has it back",
            async |world| supplier_does(world, "EAST", KEY, "WEST", supplier::Command::ReceiveReturn).await,
            async |world| world.both("EAST", KEY, "completed", "WEST", "completed").await,
        )
        .await
}

async fn billed(script: &mut Script<'_>) -> Result<(), Unmet> {
    script
        .step(
            "damage: West bills the new binding",
            async |world| {
                let cost = Cost { amount: "12.50".into(), currency: "EUR".into() };
                let bill = supplier::Command::Bill { cost, why: "new binding".into() };
                supplier_does(world, "EAST", KEY, "WEST", bill).await
            },
            async |world| one_bill(world, "WEST", true).await,
        )
        .await?;
    script
        .step(
            "damage: the bill has arrived at East, and is noted as paid",
            async |world| {
                world.until(&async |world| one_bill(world, "EAST", false).await).await?;
                let (east, bills) = (world.library("EAST").await?, world.platform().store().bills());
                for bill in bills.page(east.id, &BillFilter { limit: 9, ..BillFilter::default() }).await? {
                    bills.settle(east.id, bill.id, &world.staff("EAST").actor, world.platform().now()).await?;
                }
                Ok(())
            },
            async |world| {
                let east = world.library("EAST").await?;
                match world.platform().store().bills().open_sums(east.id, false).await?.is_empty() {
                    true => one_bill(world, "EAST", false).await,
                    false => Err(Unmet("East still owes something".into())),
                }
            },
        )
        .await
}

/// The library has this one bill.
async fn one_bill(world: &World<'_>, code: &str, is_ours: bool) -> Checked {
    let library = world.library(code).await?;
    let filter = BillFilter { is_ours, limit: 9, ..BillFilter::default() };
    let bills = world.platform().store().bills().page(library.id, &filter).await?;
    match bills.as_slice() {
        [store::Bill { said: NewBill { amount, currency, why, .. }, .. }] => Ok(format!("{amount} {currency}, {why}")),
        bills => Err(Unmet(format!("{code} has {} bills", bills.len()))),
    }
}

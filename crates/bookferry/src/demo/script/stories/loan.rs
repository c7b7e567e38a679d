//! A loan from the wish to the return: East asks, West lends.

use alma_sim::Institution;
use lifecycle::{ServiceType, requester, supplier};

use super::{ask, chosen_barcode, find, nothing, patron, requester_does, ship, supplier_does};
use crate::demo::script::choice::Shelves;
use crate::demo::script::{Script, Unmet};
use crate::slip;

const KEY: &str = "story-loan";

pub(super) async fn walk(script: &mut Script<'_>, shelves: &Shelves) -> Result<(), Unmet> {
    let pick = shelves.book_of(&[Institution::West], 0)?;
    let user = patron("EAST")?;
    asked_and_promised(script, &pick, &user).await?;
    out(script, &user).await?;
    back(script, &user).await
}

async fn asked_and_promised(script: &mut Script<'_>, pick: &super::Pick, user: &str) -> Result<(), Unmet> {
    script
        .step("loan: the patron of East finds a book that only West has", nothing, async |world| {
            let cluster = find(world, pick).await?;
            Ok(format!("title {cluster}: {}", pick.title))
        })
        .await?;
    script
        .step(
            "loan: the patron asks; NCIP LookupUser, routing, ISO 18626 Request, Z39.50 look on West's shelf, WillSupply",
            async |world| ask(world, "EAST", user, KEY, pick, ServiceType::Loan).await,
            async |world| {
                let both = world.both("EAST", KEY, "will_supply", "WEST", "will_supply").await?;
                Ok(format!("{both}; West chose {}", chosen_barcode(world, "EAST", KEY, "WEST").await?))
            },
        )
        .await?;
    script
        .step("loan: West prints the pull slip", nothing, async |world| {
            let asked = world.asked("EAST", KEY).await?;
            let view = world.view(&world.supplied(&asked, "WEST").await?).await?;
            let pdf = slip::pdf(&[slip::of_view(&view, "West", world.platform().now())])?;
            match pdf.starts_with(b"%PDF-") {
                true => Ok(format!("a PDF of {} bytes for {}", pdf.len(), view.request.number)),
                false => Err(Unmet("the slip is no PDF".into())),
            }
        })
        .await
}

async fn out(script: &mut Script<'_>, user: &str) -> Result<(), Unmet> {
    script
        .step(
            "loan: West scans the book and sends it; NCIP CheckOutItem, ISO 18626 Loaned",
            async |world| ship(world, "EAST", KEY, "WEST").await,
            async |world| {
                let both = world.both("EAST", KEY, "shipped", "WEST", "shipped").await?;
                let barcode = chosen_barcode(world, "EAST", KEY, "WEST").await?;
                let place = world.alma("WEST").await?.lent_out(&barcode)?;
                Ok(format!("{both}; West's Alma has {barcode} {place}"))
            },
        )
        .await?;
    script
        .step(
            "loan: East scans the parcel; NCIP AcceptItem, ISO 18626 Received",
            async |world| requester_does(world, "EAST", KEY, requester::Command::Receive).await,
            async |world| {
                let both = world.both("EAST", KEY, "received", "WEST", "shipped").await?;
                let barcode = world.asked("EAST", KEY).await?.number;
                let place = world.alma("EAST").await?.waits_for(&barcode, user)?;
                Ok(format!("{both}; East's Alma has the temporary item {barcode} {place}"))
            },
        )
        .await?;
    script
        .step(
            "loan: the patron borrows it at East's desk",
            async |world| world.loan("EAST", &world.asked("EAST", KEY).await?.number, user).await,
            async |world| {
                let barcode = world.asked("EAST", KEY).await?.number;
                let due = world.alma("EAST").await?.on_loan_to(&barcode, user)?;
                Ok(format!("My Account lists {barcode}, due {due}"))
            },
        )
        .await
}

async fn back(script: &mut Script<'_>, user: &str) -> Result<(), Unmet> {
    script
        .step(
            "loan: the patron brings it back to East's desk",
            async |world| world.bring_back("EAST", &world.asked("EAST", KEY).await?.number).await,
            async |world| {
                let barcode = world.asked("EAST", KEY).await?.number;
                match world.alma("EAST").await?.on_loan_to(&barcode, user) {
                    Ok(due) => Err(Unmet(format!("My Account still lists {barcode}, due {due}"))),
                    Err(_) => Ok("My Account no longer lists it".into()),
                }
            },
        )
        .await?;
    script
        .step(
            "loan: East sends it home; NCIP CheckInItem, ISO 18626 ShippedReturn",
            async |world| requester_does(world, "EAST", KEY, requester::Command::ShipReturn).await,
            async |world| {
                let both = world.both("EAST", KEY, "return_shipped", "WEST", "return_shipped").await?;
                let barcode = world.asked("EAST", KEY).await?.number;
                world.alma("EAST").await?.is_gone(&barcode)?;
                Ok(format!("{both}; the temporary item is gone from East's Alma"))
            },
        )
        .await?;
    script
        .step(
            "loan: West scans it in; NCIP CheckInItem, ISO 18626 LoanCompleted",
            async |world| supplier_does(world, "EAST", KEY, "WEST", supplier::Command::ReceiveReturn).await,
            async |world| {
                let both = world.both("EAST", KEY, "completed", "WEST", "completed").await?;
                let barcode = chosen_barcode(world, "EAST", KEY, "WEST").await?;
                world.alma("WEST").await?.came_home(&barcode)?;
                Ok(format!("{both}; West's Alma has {barcode} back"))
            },
        )
        .await?;
    script
        .step(
            "loan: the book is scanned at its own library and stands on the shelf again",
            async |world| world.scan_in("WEST", &chosen_barcode(world, "EAST", KEY, "WEST").await?).await,
            async |world| world.alma("WEST").await?.on_shelf(&chosen_barcode(world, "EAST", KEY, "WEST").await?),
        )
        .await
}

//! A chapter as a copy: East asks, West delivers a file, the patron fetches it.

use alma_sim::Institution;
use lifecycle::{ServiceType, requester, supplier};
use store::NewDocument;

use super::{ask, patron};
use crate::demo::script::choice::Shelves;
use crate::demo::script::world::World;
use crate::demo::script::{Script, Unmet};
use crate::secrets;

const KEY: &str = "story-copy";
const FILE: &[u8] = b"%PDF-1.4\n% a scanned chapter\n";

pub(super) async fn walk(script: &mut Script<'_>, shelves: &Shelves) -> Result<(), Unmet> {
    let pick = shelves.book_of(&[Institution::West], 1)?;
    let user = patron("EAST")?;
    script
        .step(
            "copy: the patron of East asks for a chapter",
            async |world| ask(world, "EAST", &user, KEY, &pick, ServiceType::Copy).await,
            async |world| world.both("EAST", KEY, "will_supply", "WEST", "will_supply").await,
        )
        .await?;
    script
        .step(
            "copy: West delivers a file; ISO 18626 CopyCompleted",
            async |world| deliver(world).await,
            async |world| world.both("EAST", KEY, "copy_delivered", "WEST", "completed").await,
        )
        .await?;
    script
        .step(
            "copy: the patron fetches the file",
            async |world| fetch(world).await,
            async |world| world.both("EAST", KEY, "completed", "WEST", "completed").await,
        )
        .await
}

async fn deliver(world: &World<'_>) -> Result<(), Unmet> {
    let supplied = world.supplied(&world.asked("EAST", KEY).await?, "WEST").await?;
    let token = secrets::token();
    let document = NewDocument {
        token_hash: secrets::digest(&token),
        filename: "chapter.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: FILE.to_vec(),
    };
    let address = format!("{}/documents/{token}", world.platform().options().public_address);
    let cause = crate::work::Cause { documents: vec![document], ..world.staff("WEST") };
    let command = supplier::Command::SendCopy { document: Some(address) };
    world.platform().command_supplier(supplied.library_id, supplied.id, command, cause).await?;
    Ok(())
}

async fn fetch(world: &World<'_>) -> Result<(), Unmet> {
    let asked = world.asked("EAST", KEY).await?;
    let document = world.view(&asked).await?.facts.document;
    let address = document.ok_or_else(|| Unmet("the delivered copy has no address".into()))?;
    // A killed run may have told the address when the platform listened on another port.
    let path = reqwest::Url::parse(&address)?.path().to_owned();
    let address = format!("{}{path}", world.platform().options().public_address);
    let answer = world.platform().outside().get(&address, world.platform().patience().call).await?;
    if answer.body != FILE {
        return Err(Unmet(format!("the file that came has {} bytes", answer.body.len())));
    }
    let command = requester::Command::Downloaded;
    world.platform().command_requester(asked.library_id, asked.id, command, world.staff("EAST")).await?;
    Ok(())
}

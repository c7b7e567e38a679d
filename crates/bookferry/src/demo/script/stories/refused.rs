//! A patron with a block is refused before any library is asked.

use alma_sim::Institution;
use lifecycle::ServiceType;

use super::{ask, blocked_patron};
use crate::demo::script::choice::Shelves;
use crate::demo::script::world::in_state;
use crate::demo::script::{Script, Unmet};

const KEY: &str = "story-blocked";

pub(super) async fn walk(script: &mut Script<'_>, shelves: &Shelves) -> Result<(), Unmet> {
    let pick = shelves.book_of(&[Institution::West], 2)?;
    let user = blocked_patron("EAST")?;
    script
        .step(
            "blocked patron: a patron of East with a block asks; NCIP LookupUser says no",
            async |world| ask(world, "EAST", &user, KEY, &pick, ServiceType::Loan).await,
            async |world| {
                let asked = world.asked("EAST", KEY).await?;
                in_state("EAST", &asked, "refused")?;
                let attempts = world.platform().store().requests().attempts(asked.library_id, asked.id).await?;
                match attempts.is_empty() {
                    true => Ok("refused, and no library was asked".into()),
                    false => Err(Unmet("a library was asked all the same".into())),
                }
            },
        )
        .await
}

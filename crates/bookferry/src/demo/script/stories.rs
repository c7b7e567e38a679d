//! The stories, in the words of the people in them.

mod conditions;
mod copy;
mod damage;
mod loan;
mod refused;
mod second_supplier;

use index::search::Query;
use lifecycle::{LentItem, Moment, ServiceType, requester, supplier};

use super::choice::{Pick, Shelves};
use super::world::World;
use super::{Script, Unmet};
use crate::clock::DAY;
use crate::demo::libraries::{Member, member};
use crate::work::{Description, NewAsk, PatronData};

/// Walks all stories.
///
/// # Errors
/// [`Unmet`] at the first step that is not as expected.
pub(super) async fn walk(script: &mut Script<'_>) -> Result<(), Unmet> {
    let shelves = Shelves::new();
    harvest(script).await?;
    loan::walk(script, &shelves).await?;
    copy::walk(script, &shelves).await?;
    second_supplier::walk(script, &shelves).await?;
    conditions::walk(script, &shelves).await?;
    damage::walk(script, &shelves).await?;
    refused::walk(script, &shelves).await?;
    script.step("end: nothing is left over", nothing, async |world| nothing_left_over(world).await).await
}

async fn harvest(script: &mut Script<'_>) -> Result<(), Unmet> {
    script
        .step("harvest: the catalogues are in the shared index (OAI-PMH ListRecords)", nothing, async |world| {
            let records = world.platform().store().records();
            let counts = records.record_counts().await?;
            let empty = counts.len() < 3 || counts.iter().any(|count| count.records < 100);
            let sources = harvests_at_work(world).await?;
            let clusters = records.cluster_count().await?;
            let total: i64 = counts.iter().map(|count| count.records).sum();
            match empty || sources > 0 {
                true => Err(Unmet(format!("{total} records so far, {sources} harvests at work"))),
                false => Ok(format!("{total} records of {} libraries are {clusters} titles", counts.len())),
            }
        })
        .await
}

async fn harvests_at_work(world: &World<'_>) -> Result<usize, Unmet> {
    let mut at_work = 0;
    for library in world.platform().store().libraries().all().await? {
        let sources = world.platform().store().sources().of_library(library.id).await?;
        at_work += sources.iter().filter(|source| source.status == "running").count();
    }
    Ok(at_work)
}

/// For steps that only look.
async fn nothing(_: &World<'_>) -> Result<(), Unmet> {
    Ok(())
}

/// A patron finds a title by its ISBN.
async fn find(world: &World<'_>, pick: &Pick) -> Result<i64, Unmet> {
    let hits = world.platform().catalogue().search(Query::parse(&pick.isbn)).await?;
    match hits.hits.as_slice() {
        [hit] => Ok(hit.summary.cluster_id),
        other => Err(Unmet(format!("a search for {} finds {} titles", pick.isbn, other.len()))),
    }
}

/// A patron of a library asks for a title.
async fn ask(
    world: &World<'_>,
    code: &str,
    patron_id: &str,
    key: &str,
    pick: &Pick,
    service_type: ServiceType,
) -> Result<(), Unmet> {
    let cluster = find(world, pick).await?;
    let component_title = if service_type == ServiceType::Copy { "Introduction".to_owned() } else { String::new() };
    let pages = if service_type == ServiceType::Copy { "1-12".to_owned() } else { String::new() };
    let description = Description {
        title: pick.title.clone(),
        author: pick.author.clone(),
        isbn: pick.isbn.clone(),
        cluster_id: Some(cluster),
        component_title,
        pages,
        ..Description::default()
    };
    let pickup_location = member(code)?.pickup_library.to_owned();
    let patron = PatronData {
        patron_id: patron_id.to_owned(),
        name: "A patron".into(),
        pickup_location,
        ..PatronData::default()
    };
    let actor = format!("{}-patron", code.to_lowercase());
    let library = world.library(code).await?.id;
    let new = NewAsk { library, patron, service_type, description, form_key: key.to_owned(), actor };
    world.platform().ask(new).await?;
    Ok(())
}

/// Staff of the requesting library do something.
async fn requester_does(world: &World<'_>, code: &str, key: &str, command: requester::Command) -> Result<(), Unmet> {
    let asked = world.asked(code, key).await?;
    world.platform().command_requester(asked.library_id, asked.id, command, world.staff(code)).await?;
    Ok(())
}

/// Staff of the supplying library do something.
async fn supplier_does(
    world: &World<'_>,
    code: &str,
    key: &str,
    supplier: &str,
    command: supplier::Command,
) -> Result<(), Unmet> {
    let asked = world.asked(code, key).await?;
    let supplied = world.supplied(&asked, supplier).await?;
    world.platform().command_supplier(supplied.library_id, supplied.id, command, world.staff(supplier)).await?;
    Ok(())
}

/// The barcode of the copy that the supplier's catalogue offered.
async fn chosen_barcode(world: &World<'_>, code: &str, key: &str, supplier: &str) -> Result<String, Unmet> {
    let asked = world.asked(code, key).await?;
    let supplied = world.supplied(&asked, supplier).await?;
    let copy = world.description(&supplied).chosen_copy;
    copy.map(|copy| copy.barcode)
        .filter(|barcode| !barcode.is_empty())
        .ok_or_else(|| Unmet(format!("{supplier} has not chosen a copy")))
}

/// The supplier scans the chosen copy and sends it.
async fn ship(world: &World<'_>, code: &str, key: &str, supplier: &str) -> Result<(), Unmet> {
    let barcode = chosen_barcode(world, code, key, supplier).await?;
    let due = Some(Moment(world.platform().now() + 42 * DAY));
    let command = supplier::Command::Ship { items: vec![LentItem::with_barcode(barcode)], due };
    supplier_does(world, code, key, supplier, command).await
}

/// The patron of a library who may borrow.
fn patron(code: &str) -> Result<String, Unmet> {
    Ok(patron_of(member(code)?, false))
}

/// The patron of a library who may not.
fn blocked_patron(code: &str) -> Result<String, Unmet> {
    Ok(patron_of(member(code)?, true))
}

fn patron_of(member: &Member, blocked: bool) -> String {
    member.patron_id(blocked)
}

/// Every Alma is as it was before the first story, and nothing waits on the platform.
async fn nothing_left_over(world: &World<'_>) -> super::Checked {
    for code in ["EAST", "WEST", "NORTH"] {
        let left = world.alma(code).await?.left_over();
        if !left.is_empty() {
            return Err(Unmet(format!("{code} still holds {left}")));
        }
    }
    let backlog = world.platform().store().outbox().backlog().await?;
    match backlog.open + backlog.failed {
        0 => Ok("no temporary item, no open request, no loan, nothing waiting".into()),
        _ => Err(Unmet(format!("{} calls wait and {} were given up", backlog.open, backlog.failed))),
    }
}

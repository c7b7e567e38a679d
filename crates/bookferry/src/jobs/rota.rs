//! Which libraries may supply, and in which order they are asked.

use lifecycle::{requester, rota};
use store::{Attempt, Leased, Request, Settlement};

use crate::catalogue::Holder;
use crate::platform::Platform;
use crate::work::{AdvanceError, Cause, description_of};

/// More libraries than this are not asked for one request.
const LONGEST_ROTA: usize = 50;

/// Builds the rota of a request and lets the request hear of it.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored.
pub async fn build(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let holders = platform.catalogue().holders(platform.store(), &description_of(request)).await?;
    let ranked = rank(platform, request, &holders).await?;
    let attempts: Vec<Attempt> =
        (1..).zip(&ranked).map(|(position, candidate)| attempt(position, candidate, &holders)).collect();
    let answer = match u16::try_from(attempts.len()) {
        Ok(suppliers @ 1..) => requester::RotaAnswer::Found { suppliers },
        _ => requester::RotaAnswer::Empty,
    };
    let cause = Cause {
        actor: "routing".to_owned(),
        settles: Some(Settlement { lease: leased.lease, outcome: Ok(format!("{} libraries", attempts.len())) }),
        attempts: Some(attempts),
        ..Cause::default()
    };
    platform.advance(request.library_id, request.id, &requester::Event::Rota(answer), cause).await.map(drop)
}

async fn rank(
    platform: &Platform,
    request: &Request,
    holders: &[Holder],
) -> Result<Vec<rota::Candidate>, store::Error> {
    let mut candidates = Vec::new();
    for holder in holders {
        candidates.push(rota::Candidate {
            symbol: holder.symbol.clone(),
            available_copies: holder.available_copies,
            lendable: holder.lendable,
            loan_balance: balance(platform, &holder.symbol).await?,
            ..rota::Candidate::default()
        });
    }
    let policy =
        rota::RotaPolicy { own_symbols: vec![request.requester_symbol.clone()], ..rota::RotaPolicy::default() };
    let mut ranked = rota::rank(candidates, &policy);
    ranked.truncate(LONGEST_ROTA);
    Ok(ranked)
}

/// What a member has lent less what it has borrowed, by the requests on this platform that were supplied.
async fn balance(platform: &Platform, symbol: &str) -> Result<i32, store::Error> {
    let Some(library) = platform.store().libraries().by_symbol(symbol).await? else { return Ok(0) };
    let totals = platform.store().requests().totals().await?;
    let supplied = totals.iter().filter(|total| total.library_id == library.id && is_supplied(&total.state));
    Ok(supplied
        .map(|total| {
            let count = i32::try_from(total.count).unwrap_or(i32::MAX);
            if total.side == "supplier" { count } else { -count }
        })
        .fold(0, i32::saturating_add))
}

fn is_supplied(state: &str) -> bool {
    let requester = requester::State::from_name(state).map(|state| state.phase() >= lifecycle::Phase::OnTheWay);
    let supplier =
        lifecycle::supplier::State::from_name(state).map(|state| state.phase() >= lifecycle::Phase::OnTheWay);
    let never = ["unfilled", "cancelled", "refused", "retry_asked"].contains(&state);
    !never && (requester == Some(true) || supplier == Some(true))
}

fn attempt(position: i64, candidate: &rota::Candidate, holders: &[Holder]) -> Attempt {
    let record = holders.iter().find(|holder| holder.symbol == candidate.symbol).map(|holder| holder.record_id.clone());
    Attempt {
        position,
        supplier_symbol: candidate.symbol.clone(),
        supplier_record_id: record,
        state: "waiting".to_owned(),
        reason: Some(candidate.reason.clone()),
        asked_at: None,
        answered_at: None,
    }
}

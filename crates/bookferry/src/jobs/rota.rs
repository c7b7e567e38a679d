//! Which libraries may supply, and in which order they are asked.

use lifecycle::{requester, rota};
use store::{Attempt, Leased, Request, Settlement, Total};

use crate::catalogue::Holder;
use crate::ils::suspended;
use crate::platform::Platform;
use crate::settings::Calendar;
use crate::work::{AdvanceError, Cause, description_of};

/// More libraries than this are not asked for one request.
const LONGEST_ROTA: usize = 50;

/// Builds the rota of a request and lets the request hear of it.
///
/// # Errors
/// [`AdvanceError`] when the outcome cannot be stored.
pub async fn build(platform: &Platform, leased: &Leased, request: &Request) -> Result<(), AdvanceError> {
    let mut holders = platform.catalogue().holders(platform.store(), &description_of(request)).await?;
    pass_over_suspended(platform, &mut holders).await?;
    let ranked = rank(platform, request, &holders).await?;
    let asked = (1..).zip(&ranked).map(|(position, candidate)| attempt(position, candidate, &holders));
    let passed_over = passed_over(&request.requester_symbol, &ranked, &holders);
    let outcome = outcome_words(ranked.len(), passed_over.len());
    let attempts = asked.chain(passed_over).collect();
    let answer = match u16::try_from(ranked.len()) {
        Ok(suppliers @ 1..) => requester::RotaAnswer::Found { suppliers },
        _ => requester::RotaAnswer::Empty,
    };
    let cause = Cause {
        actor: "routing".to_owned(),
        settles: Some(Settlement { lease: leased.lease, outcome: Ok(outcome) }),
        attempts: Some(attempts),
        ..Cause::default()
    };
    platform.advance(request.library_id, request.id, &requester::Event::Rota(answer), cause).await.map(drop)
}

/// A member that lends nothing at present need not be asked to find out.
async fn pass_over_suspended(platform: &Platform, holders: &mut [Holder]) -> Result<(), store::Error> {
    for holder in holders {
        let Some(library) = platform.store().libraries().by_symbol(&holder.symbol).await? else { continue };
        let calendar: Calendar = platform.section(library.id).await?;
        if let Some(period) = calendar.suspension(platform.today(&calendar)) {
            holder.not_lent = Some(suspended(period).note);
        }
    }
    Ok(())
}

async fn rank(
    platform: &Platform,
    request: &Request,
    holders: &[Holder],
) -> Result<Vec<rota::Candidate>, store::Error> {
    let totals = platform.store().requests().totals().await?;
    let mut candidates = Vec::new();
    for holder in holders {
        candidates.push(rota::Candidate {
            symbol: holder.symbol.clone(),
            available_copies: holder.available_copies,
            lendable: holder.not_lent.is_none(),
            loan_balance: balance(platform, &totals, &holder.symbol).await?,
            ..rota::Candidate::default()
        });
    }
    let policy =
        rota::RotaPolicy { own_symbols: vec![request.requester_symbol.clone()], ..rota::RotaPolicy::default() };
    let mut ranked = rota::rank(candidates, &policy);
    ranked.truncate(LONGEST_ROTA);
    Ok(ranked)
}

fn outcome_words(asked: usize, passed_over: usize) -> String {
    match passed_over {
        0 => format!("{asked} libraries"),
        _ => format!("{asked} libraries, {passed_over} passed over because their copies are not lent"),
    }
}

/// The members that have the title and lend no copy of it, behind those that are asked: nobody asks them, and staff see why.
fn passed_over(own_symbol: &str, ranked: &[rota::Candidate], holders: &[Holder]) -> Vec<Attempt> {
    let mut symbols: Vec<&str> = ranked.iter().map(|candidate| candidate.symbol.as_str()).collect();
    symbols.push(own_symbol);
    let mut attempts = Vec::new();
    for holder in holders.iter().take(LONGEST_ROTA) {
        let Some(reason) = holder.not_lent.as_ref().filter(|_| !symbols.contains(&holder.symbol.as_str())) else {
            continue;
        };
        symbols.push(&holder.symbol);
        attempts.push(Attempt {
            position: i64::try_from(ranked.len() + attempts.len() + 1).unwrap_or(i64::MAX),
            supplier_symbol: holder.symbol.clone(),
            supplier_record_id: Some(holder.record_id.clone()),
            state: "not_lent".to_owned(),
            reason: Some(format!("Not asked: its copies are not lent to other libraries. {reason}.")),
            asked_at: None,
            answered_at: None,
        });
    }
    attempts
}

/// What a member has lent less what it has borrowed, by the requests on this platform that were supplied.
async fn balance(platform: &Platform, totals: &[Total], symbol: &str) -> Result<i32, store::Error> {
    let Some(library) = platform.store().libraries().by_symbol(symbol).await? else { return Ok(0) };
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
    let never = ["unfilled", "cancelled", "refused", "filled_here", "retry_asked"].contains(&state);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_lend_no_copy_are_shown_with_the_reason_behind_those_that_are_asked() {
        let holder = |symbol: &str, reason: Option<&str>| Holder {
            symbol: symbol.to_owned(),
            record_id: format!("record of {symbol}"),
            available_copies: None,
            not_lent: reason.map(str::to_owned),
        };
        // C has two records of the title, and lends one of them.
        let holders = [
            holder("OWN", Some("Reserve")),
            holder("A", None),
            holder("B", Some("Reserve")),
            holder("B", Some("DVD")),
            holder("C", Some("DVD")),
            holder("C", None),
        ];
        let ranked =
            ["A", "C"].map(|symbol| rota::Candidate { symbol: symbol.to_owned(), ..rota::Candidate::default() });
        let shown: Vec<(i64, String, String)> = passed_over("OWN", &ranked, &holders)
            .into_iter()
            .map(|attempt| (attempt.position, attempt.supplier_symbol, attempt.reason.unwrap_or_default()))
            .collect();
        let reason = "Not asked: its copies are not lent to other libraries. Reserve.";
        assert_eq!(shown, [(3, "B".to_owned(), reason.to_owned())]);
    }
}

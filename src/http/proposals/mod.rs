//! Proposals: what somebody without the right to edit hands in, and what an editor decides about it. The page and the API do the same.

pub(super) mod decide;
pub(super) mod hand_in;
mod view;

use crate::domain::proposal::Proposal;

use super::problem::Problem;
use super::state::App;

pub(super) use decide::{Choice, Outcome, decide};
pub(super) use hand_in::{Refused, hand_in};

/// A proposal that is there.
pub(super) async fn proposal(app: &App, id: i64) -> Result<Proposal, Problem> {
    let found = app.store.proposal(id).await.map_err(|error| Problem::internal(&error))?;
    found.ok_or_else(|| Problem::not_found("この番号の提案はありません (no proposal has this number)"))
}

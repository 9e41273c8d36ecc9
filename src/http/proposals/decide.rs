//! What an editor decides about a proposal: fields are taken over as edits, or nothing is.

use axum::Json;
use axum::extract::{RawQuery, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::proposal::{Decision, Proposal, State as Became};
use crate::domain::role::Deed;
use crate::editing::{Change, EditError};
use crate::storage::Which;

use super::super::body::{Body, Path, Query};
use super::super::edits;
use super::super::problem::Problem;
use super::super::signed_in::SignedIn;
use super::super::state::App;
use super::proposal;
use super::view::ProposalView;

/// Proposals on one page.
const PAGE: usize = 50;

/// A field that is taken over.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Choice {
    /// The field.
    #[schema(example = "phone")]
    pub(in crate::http) field: String,
    /// The number of the field's last edit that was seen, 0 where there was none.
    pub(in crate::http) seen: i64,
}

/// What is decided about a proposal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct DecisionRequest {
    /// The fields that are taken over; the others are not. None at all rejects the proposal.
    approve: Vec<Choice>,
    /// Why. May be left out where something is taken over.
    #[serde(default)]
    #[schema(example = "電話で確認")]
    reason: String,
}

/// Proposals, with how many there are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct ProposalsView {
    /// How many wait for a decision.
    open: i64,
    /// How many were decided.
    decided: i64,
    items: Vec<ProposalView>,
    /// The number to name as `after` for the next page; null on the last.
    next: Option<i64>,
}

/// Why nothing was decided.
pub(in crate::http) enum Outcome {
    /// The proposal names no such field.
    Unknown(String),
    /// A reason is missing.
    Reason,
    /// Somebody decided already.
    Decided,
    /// The edits were not made.
    Edit(EditError, Vec<Change>),
    /// The store failed.
    Problem(Problem),
}

/// The proposals: those that wait, the oldest first; or those that were decided, the newest first.
#[utoipa::path(get, path = "/api/v1/proposals", tag = "facilities",
    params(("state" = Option<String>, Query, description = "open (default) or decided"),
        ("after" = Option<i64>, Query, description = "the number that `next` of the page before names")),
    responses((status = 200, body = ProposalsView, description = "the proposals"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account does not decide about proposals")))]
pub(in crate::http) async fn list_proposals(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    signed_in: SignedIn,
) -> Result<Json<ProposalsView>, Problem> {
    signed_in.require(Deed::ApproveProposals)?;
    let query = Query::parse(raw.as_deref(), &["state", "after"])?;
    let which = which(&query)?;
    let after = query.get("after").map(str::parse).transpose();
    let after = after.map_err(|_| Problem::invalid("after", "数字で書きます (a number)"))?;
    let (open, decided) = app.store.count_proposals().await.map_err(|error| Problem::internal(&error))?;
    let found = app.store.proposals(which, after, PAGE + 1).await.map_err(|error| Problem::internal(&error))?;
    let next = (found.len() > PAGE).then(|| found[PAGE - 1].id);
    let items = found.into_iter().take(PAGE).map(ProposalView::from).collect();
    Ok(Json(ProposalsView { open, decided, items, next }))
}

/// Which proposals are asked for.
pub(in crate::http) fn which(query: &Query) -> Result<Which, Problem> {
    match query.get("state") {
        None | Some("open") => Ok(Which::Open),
        Some("decided") => Ok(Which::Decided),
        Some(_) => Err(Problem::not_allowed("state", ["open", "decided"])),
    }
}

/// Decides about a proposal. What is taken over becomes edits of the facility with the reason 「提案 N」, all of them or none, and can be
/// taken back like any other edit.
#[utoipa::path(post, path = "/api/v1/proposals/{id}/decision", tag = "facilities",
    params(("id" = i64, Path, description = "the number of the proposal")),
    request_body = DecisionRequest,
    responses((status = 200, body = ProposalView, description = "the proposal after the decision"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account does not decide about proposals"),
        (status = 404, body = Problem, description = "no proposal has this number"),
        (status = 409, body = Problem, description = "it was decided already, or somebody else changed a field since it was seen; `conflict` has both values"),
        (status = 503, body = Problem, description = "an import is being written; try again shortly")))]
pub(in crate::http) async fn create_decision(
    State(app): State<App>,
    Path(id): Path<i64>,
    signed_in: SignedIn,
    Body(request): Body<DecisionRequest>,
) -> Result<Json<ProposalView>, Problem> {
    signed_in.require(Deed::ApproveProposals)?;
    let found = proposal(&app, id).await?;
    decide(&app, &signed_in, &found, &request.approve, &request.reason).await.map_err(problem)?;
    Ok(Json(proposal(&app, id).await?.into()))
}

/// Takes some fields over and decides about the proposal in one transaction; without fields it is rejected, or noted where it was in
/// words only. Everybody sees the change when this returns.
///
/// # Errors
/// Then nothing was changed.
pub(in crate::http) async fn decide(
    app: &App,
    who: &SignedIn,
    proposal: &Proposal,
    approve: &[Choice],
    reason: &str,
) -> Result<(), Outcome> {
    if proposal.state != Became::Open {
        return Err(Outcome::Decided);
    }
    let reason = reason.trim();
    let now = (app.services.now)();
    if approve.is_empty() {
        let became = if proposal.changes.is_empty() { Became::Noted } else { Became::Rejected };
        if became == Became::Rejected && reason.is_empty() {
            return Err(Outcome::Reason);
        }
        let decision = Decision {
            by: who.account.clone(),
            at: now,
            reason: reason.chars().take(1_000).collect(),
            approved: Vec::new(),
            edits: Vec::new(),
        };
        let decided = app.store.decide_proposal(proposal.id, became, &decision).await;
        return match decided.map_err(|error| Outcome::Problem(Problem::internal(&error)))? {
            true => Ok(()),
            false => Err(Outcome::Decided),
        };
    }
    let change = |choice: &Choice| {
        let proposed = proposal.changes.iter().find(|proposed| proposed.field == choice.field);
        let value = proposed.ok_or_else(|| Outcome::Unknown(choice.field.clone()))?.value.clone();
        Ok(Change { field: choice.field.clone(), value, seen: Some(choice.seen) })
    };
    let changes: Vec<Change> = approve.iter().map(change).collect::<Result<_, Outcome>>()?;
    let number = format!("提案 {}", proposal.id);
    let reason = if reason.is_empty() { number } else { format!("{number}：{reason}") };
    let directory = app.shown.whole();
    let by = edits::speaking(who, now, &reason);
    let editing = app.shown.editing();
    match editing.approve(proposal.id, &proposal.facility, &changes, by, Some(&directory)).await {
        Ok(_) => {}
        Err(EditError::Decided(_)) => return Err(Outcome::Decided),
        Err(error) => return Err(Outcome::Edit(error, changes)),
    }
    if let Err(error) = app.shown.catch_up().await {
        // It is durable; whoever follows the store shows it with its next look.
        tracing::warn!(%error, "an approved proposal is durable but not shown yet");
    }
    Ok(())
}

fn problem(outcome: Outcome) -> Problem {
    match outcome {
        Outcome::Unknown(field) => {
            Problem::invalid("approve", format!("「{field}」はこの提案にありません (not in this proposal)"))
        }
        Outcome::Reason => Problem::invalid("reason", "理由を書いてください (write a reason)"),
        Outcome::Decided => Problem::conflict("この提案はもう処理されています (this proposal was decided already)"),
        Outcome::Edit(error, changes) => edits::problem(error, &changes),
        Outcome::Problem(problem) => problem,
    }
}

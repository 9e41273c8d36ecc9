//! Proposals on their way out, to those who decide about them.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::proposal::{Decision, Proposal, Proposed};

/// A field of a proposal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct ProposedView {
    field: String,
    /// What readers saw when it was handed in.
    #[schema(value_type = Object)]
    before: Value,
    /// What should stand there.
    #[schema(value_type = Object)]
    value: Value,
}

/// What was decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct DecisionView {
    /// The account that decided.
    by: String,
    at: String,
    reason: String,
    /// The fields that were taken over.
    approved: Vec<String>,
    /// The edits that did so; taking these back takes the approval back.
    edits: Vec<i64>,
}

/// A proposal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct ProposalView {
    id: i64,
    facility: String,
    made_at: String,
    /// The account that handed it in; null for the public.
    author: Option<String>,
    /// What that account is for: `public` without one.
    role: &'static str,
    /// What was said in words.
    words: String,
    changes: Vec<ProposedView>,
    /// `open`, `approved` (at least one field was taken over), `rejected`, or `noted` (it was in words only).
    state: &'static str,
    decision: Option<DecisionView>,
}

impl From<Proposal> for ProposalView {
    fn from(proposal: Proposal) -> Self {
        let change = |Proposed { field, before, value }| ProposedView { field, before, value };
        Self {
            id: proposal.id,
            facility: proposal.facility,
            made_at: proposal.made_at.to_string(),
            author: Some(proposal.author).filter(|author| !author.is_empty()),
            role: proposal.role.id(),
            words: proposal.words,
            changes: proposal.changes.into_iter().map(change).collect(),
            state: proposal.state.id(),
            decision: proposal.decision.map(DecisionView::from),
        }
    }
}

impl From<Decision> for DecisionView {
    fn from(Decision { by, at, reason, approved, edits }: Decision) -> Self {
        Self { by, at: at.to_string(), reason, approved, edits }
    }
}

//! Handing a proposal in: by everybody, without saying who they are.

use std::net::IpAddr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::edit::value;
use crate::domain::proposal::{ProposalFault, Proposed, check, proposal_policy};
use crate::domain::role::Role;
use crate::storage::NewProposal;

use super::super::accounts::Caller;
use super::super::body::{Body, Path};
use super::super::problem::Problem;
use super::super::signed_in::SignedIn;
use super::super::state::App;

/// A field with the value that somebody thinks is right.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ProposedRequest {
    /// The field: `phone`, `fax`, `url`, `hours_consultation`, `hours_contact`, `hours_visiting`, `name`, `address`, `closed`, or the
    /// identifier of a capability.
    #[schema(example = "phone")]
    field: String,
    /// The value that is right; null where there is none.
    #[serde(default)]
    #[schema(value_type = Object)]
    value: Value,
}

/// What somebody reports: fields, words, or both.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ProposalRequest {
    /// The fields that are wrong, with what is right.
    #[serde(default)]
    changes: Vec<ProposedRequest>,
    /// What is wrong, in words. Nothing about a patient.
    #[serde(default)]
    #[schema(example = "電話がつながりません")]
    words: String,
}

/// What was handed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct HandedIn {
    /// Its number.
    id: i64,
    /// `open`: an editor decides.
    state: &'static str,
}

/// Why nothing was handed in.
pub(in crate::http) enum Refused {
    /// It cannot be taken as it is.
    Fault(ProposalFault),
    /// The address has handed in too much; so many seconds to wait.
    Wait(i64),
    /// Too many proposals are open already.
    Full,
    /// There is no such facility, or the store failed.
    Problem(Problem),
}

/// Hands something in. What stands in the fields now is noted beside it.
///
/// # Errors
/// When it cannot be taken; then nothing is stored.
pub(in crate::http) async fn hand_in(
    app: &App,
    caller: IpAddr,
    who: Option<&SignedIn>,
    (facility, words): (&str, &str),
    changes: impl IntoIterator<Item = (String, Value)>,
) -> Result<i64, Refused> {
    let directory = app.shown.whole();
    let found = directory.row(facility).map(|row| directory.facility(row)).transpose();
    let found = found.map_err(|error| Refused::Problem(Problem::internal(&error)))?.flatten();
    let found = found
        .ok_or_else(|| Refused::Problem(Problem::not_found("この ID の施設はありません (no facility has this id)")))?;
    let noted = |(field, value): (String, Value)| Proposed { before: value::shown(&found, &field), field, value };
    let changes: Vec<Proposed> = changes.into_iter().map(noted).collect();
    let policy = proposal_policy();
    check(words, &changes, &policy.size).map_err(Refused::Fault)?;
    let now = (app.services.now)();
    app.accounts.count_proposal(&network(caller), now.as_second()).map_err(Refused::Wait)?;
    let new = NewProposal {
        facility,
        made_at: now,
        author: who.map_or("", |who| who.account.as_str()),
        role: who.map_or(Role::Public, |who| who.role),
        words: words.trim(),
        changes: &changes,
    };
    let id = app.store.propose(&new, &policy.flood).await.map_err(|error| {
        Refused::Problem(if error.is_busy() { Problem::unavailable() } else { Problem::internal(&error) })
    })?;
    id.ok_or(Refused::Full)
}

/// An IPv4 address, or an IPv6 network of 64 bits: what one household or office has.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
    }
}

/// Reports what is wrong with a facility. An editor looks at it before anybody sees it. Nobody has to say who they are; there is no such
/// thing where the server has no accounts.
#[utoipa::path(post, path = "/api/v1/facilities/{id}/proposals", tag = "facilities",
    params(("id" = String, Path, description = "the stable identifier")),
    request_body = ProposalRequest,
    responses((status = 201, body = HandedIn, description = "handed in"),
        (status = 404, body = Problem, description = "no facility has this identifier, or nobody is there to decide"),
        (status = 429, body = Problem, description = "too many from this address, or too many are open")))]
pub(in crate::http) async fn create_proposal(
    State(app): State<App>,
    Path(id): Path<String>,
    Caller(caller): Caller,
    signed_in: Option<SignedIn>,
    Body(request): Body<ProposalRequest>,
) -> Result<Response, Problem> {
    if !app.accounts.exist(&app.store).await.map_err(|error| Problem::internal(&error))? {
        return Err(Problem::not_found("このサーバーでは提案を受け付けていません (this server takes no proposals)"));
    }
    let fields: Vec<String> = request.changes.iter().map(|change| change.field.clone()).collect();
    let changes = request.changes.into_iter().map(|change| (change.field, change.value));
    let handed_in = hand_in(&app, caller, signed_in.as_ref(), (&id, &request.words), changes).await;
    let id = handed_in.map_err(|refused| problem(refused, &fields))?;
    Ok((StatusCode::CREATED, Json(HandedIn { id, state: "open" })).into_response())
}

fn problem(refused: Refused, fields: &[String]) -> Problem {
    let place = |named: &str| fields.iter().position(|field| field == named).unwrap_or_default();
    match refused {
        Refused::Problem(problem) => problem,
        Refused::Wait(seconds) => Problem::too_many(seconds),
        Refused::Full => Problem::too_many_open(),
        Refused::Fault(fault) => {
            let told = fault.to_string();
            match fault {
                ProposalFault::Nothing | ProposalFault::Fields(_) => Problem::invalid("changes", told),
                ProposalFault::Words(_) => Problem::invalid("words", told),
                ProposalFault::Field(field) => Problem::invalid(format!("changes[{}].field", place(&field)), told),
                ProposalFault::Long { field, .. } | ProposalFault::Value(value::ValueFault::Value { field, .. }) => {
                    Problem::invalid(format!("changes[{}].value", place(&field)), told)
                }
                ProposalFault::Value(value::ValueFault::Field(field)) => {
                    Problem::invalid(format!("changes[{}].field", place(&field)), told)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_what_one_household_has() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}

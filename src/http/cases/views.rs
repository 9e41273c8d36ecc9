//! Cases as JSON.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::case::{Case, Reply, Request};
use crate::http::matches::MatchAnswer;
use crate::http::signed_in::SignedIn;
use crate::http::state::App;

/// A moment in RFC 3339.
pub(super) fn moment(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// The municipality of a case, 「横須賀市」.
pub(super) fn area(app: &App, case: &Case) -> String {
    app.services.gazetteer.municipality_name(case.municipality).unwrap_or_else(|| case.municipality.to_string())
}

/// An anonymous case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CaseView {
    /// Its number, which is its only name.
    #[schema(example = 12)]
    number: i64,
    /// Whether the asker made it.
    own: bool,
    /// Whether everybody who keeps cases sees it.
    shared: bool,
    /// The role that it looks for.
    #[schema(example = "attending")]
    role: &'static str,
    needs: Vec<String>,
    wishes: Vec<String>,
    /// From when.
    #[schema(example = "2026-12-01")]
    wished_from: Option<String>,
    /// The third-order mesh of JIS X 0410 in which the home lies, about a square kilometre: all that is kept of it.
    #[schema(example = "52397548")]
    mesh: String,
    /// The code of the municipality.
    #[schema(example = "14201")]
    municipality: String,
    municipality_name: String,
    note: String,
    opened_at: String,
    changed_at: String,
    ended_at: Option<String>,
    /// `accepted`, `unfound`, `elsewhere` or `withdrawn`; null while it is open.
    outcome: Option<&'static str>,
    /// Grows with every change; a change names the one it has seen.
    version: i64,
}

impl CaseView {
    pub(super) fn new(app: &App, who: &SignedIn, case: &Case) -> Self {
        Self {
            number: case.number,
            own: case.account == who.account,
            shared: case.shared,
            role: case.role.id(),
            needs: case.needs.clone(),
            wishes: case.wishes.clone(),
            wished_from: case.wished_from.map(|day| day.to_string()),
            mesh: case.mesh.to_string(),
            municipality: case.municipality.to_string(),
            municipality_name: area(app, case),
            note: case.note.clone(),
            opened_at: moment(case.opened_at),
            changed_at: moment(case.changed_at),
            ended_at: case.end.map(|end| moment(end.at)),
            outcome: case.end.map(|end| end.outcome.id()),
            version: case.version,
        }
    }
}

/// Somebody who was asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct RequestView {
    id: i64,
    /// The identifier of the facility.
    facility: String,
    /// `phone`, `fax`, `visit`, `mail` or `other`.
    channel: &'static str,
    asked_at: String,
    /// `pending`, `accepted`, `declined` or `later`.
    answer: &'static str,
    /// Why it declined: an identifier of `data/cases.toml`.
    reason: Option<String>,
    answered_at: Option<String>,
}

impl From<&Request> for RequestView {
    fn from(request: &Request) -> Self {
        Self {
            id: request.id,
            facility: request.facility.clone(),
            channel: request.channel.id(),
            asked_at: moment(request.asked_at),
            answer: request.reply.id(),
            reason: request.reason.clone(),
            answered_at: request.answered_at.map(moment),
        }
    }
}

/// A case with everybody who was asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CaseWithRequests {
    #[serde(flatten)]
    case: CaseView,
    requests: Vec<RequestView>,
    /// Hours from the making of the case until somebody accepted; null before.
    hours_to_acceptance: Option<f64>,
    /// Who may be asked now, in order, asked anew from the middle of the mesh; null once the case has ended.
    shortlist: Option<MatchAnswer>,
    /// The first of them that was not asked or said that it would answer later.
    next: Option<String>,
}

impl CaseWithRequests {
    pub(super) fn new(case: CaseView, from: &Case, requests: &[Request], shortlist: Option<MatchAnswer>) -> Self {
        let next = shortlist.as_ref().and_then(|answer| {
            let free = |id: &str| requests.iter().all(|request| request.facility != id);
            answer.candidates.iter().map(|one| &one.facility.id).find(|id| free(id)).cloned()
        });
        Self {
            case,
            requests: requests.iter().map(RequestView::from).collect(),
            hours_to_acceptance: accepted_after(from, requests).map(|seconds| (seconds as f64 / 360.0).round() / 10.0),
            shortlist,
            next,
        }
    }
}

/// Seconds from the making of a case until somebody accepted.
pub(super) fn accepted_after(case: &Case, requests: &[Request]) -> Option<i64> {
    let accepted = requests.iter().filter(|request| request.reply == Reply::Accepted);
    accepted.filter_map(|request| request.answered_at).min().map(|at| (at - case.opened_at).max(0))
}

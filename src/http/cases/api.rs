//! Cases over JSON: the desk with a script makes them here, and other programs may keep them.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::case::{Case, Channel, End, Reply, Request};
use crate::domain::role::Deed;
use crate::domain::vocabulary::{Lang, Role};
use crate::http::body::{Body, Path};
use crate::http::matches::OriginRequest;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::state::App;

use super::views::{CaseView, CaseWithRequests};
use super::{
    Wanted, answer, ask, broken, candidates, change, day, delete, note, open, said_outcome, take_back, visible,
};

/// A case to make.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewCase {
    /// The patient's home. It is reduced to a mesh of about 1 km and forgotten with this request.
    origin: OriginRequest,
    /// Whom the case looks for; `attending` when absent.
    #[schema(value_type = Option<String>, example = "attending")]
    role: Option<Role>,
    /// What must be possible: identifiers of capabilities and needs.
    #[serde(default)]
    #[schema(example = json!(["tpn"]))]
    needs: Vec<String>,
    /// What would be good.
    #[serde(default)]
    wishes: Vec<String>,
    /// From when.
    #[schema(example = "2026-12-01")]
    wished_from: Option<String>,
    /// A few words that tell of nobody in particular; what looks like a name, a number to call, a birthday or an address is refused.
    #[serde(default)]
    note: String,
    /// Whether everybody who keeps cases sees it.
    #[serde(default)]
    shared: bool,
}

/// What is to be changed of a case; what is absent stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct CaseChange {
    /// The version that was seen.
    version: i64,
    /// Whether everybody who keeps cases sees it; only who made it says so.
    shared: Option<bool>,
    /// From when; empty for no day.
    wished_from: Option<String>,
    /// A few words.
    note: Option<String>,
    /// `unfound`, `elsewhere` or `withdrawn` ends the case, `open` opens it again.
    #[schema(example = "unfound")]
    outcome: Option<String>,
}

/// A facility that was asked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct NewRequest {
    /// Its identifier.
    #[schema(example = "n-1421400900010")]
    facility: String,
    /// `phone` when absent, `fax`, `visit`, `mail` or `other`.
    #[schema(value_type = Option<String>, example = "phone")]
    channel: Option<Channel>,
}

/// What a facility answered.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct RequestChange {
    /// The answer that was seen.
    #[schema(value_type = String, example = "pending")]
    seen: Reply,
    /// `accepted` ends the case, `declined` needs a reason, `later`, or `pending` to take an answer back.
    #[schema(value_type = String, example = "declined")]
    answer: Reply,
    /// Why it declined: an identifier of `data/cases.toml`.
    #[schema(example = "full")]
    reason: Option<String>,
}

/// Cases that somebody sees.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CasesView {
    /// The newest first.
    items: Vec<CaseView>,
}

/// Nobody keeps an answer about cases.
fn unkept<T: Serialize>(status: StatusCode, view: T) -> Response {
    let mut response = (status, Json(view)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn requests(app: &App, case: &Case) -> Result<Vec<Request>, Problem> {
    app.store.requests_of(case.number).await.map_err(|error| broken(&error))
}

async fn whole(app: &App, who: &SignedIn, case: &Case) -> Result<CaseWithRequests, Problem> {
    let requests = requests(app, case).await?;
    let answer = case.end.is_none().then(|| candidates(app, case, requests.len(), Lang::Ja)).transpose()?;
    Ok(CaseWithRequests::new(CaseView::new(app, who, case), case, &requests, answer))
}

pub(super) async fn one(app: &App, case: &Case, id: &str) -> Result<Request, Problem> {
    let found = requests(app, case).await?.into_iter().find(|request| request.id.to_string() == id);
    found.ok_or_else(|| Problem::not_found("この番号の依頼はありません (no request has this number)"))
}

async fn shown(app: &App, who: &SignedIn, number: i64, status: StatusCode) -> Result<Response, Problem> {
    let case = visible(app, who, &number.to_string()).await?;
    Ok(unkept(status, whole(app, who, &case).await?))
}

/// The cases that the asker made, and those that others share.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    responses((status = 200, body = CasesView), (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases")))]
pub(in crate::http) async fn list_cases(State(app): State<App>, who: SignedIn) -> Result<Response, Problem> {
    who.require(Deed::KeepCases)?;
    let found = app.store.cases_for(&who.account).await.map_err(|error| broken(&error))?;
    let items = found.iter().map(|case| CaseView::new(&app, &who, case)).collect();
    Ok(unkept(StatusCode::OK, CasesView { items }))
}

/// Makes an anonymous case of a question. Of the home only its mesh of about 1 km is kept.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = NewCase,
    responses((status = 201, body = CaseWithRequests, description = "the case"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases")))]
pub(in crate::http) async fn create_case(
    State(app): State<App>,
    who: SignedIn,
    Body(new): Body<NewCase>,
) -> Result<Response, Problem> {
    let wanted = Wanted {
        origin: &new.origin,
        role: new.role.unwrap_or(Role::Attending),
        needs: &new.needs,
        wishes: &new.wishes,
        wished_from: new.wished_from.as_deref(),
        note: &new.note,
        shared: new.shared,
    };
    let number = open(&app, &who, &wanted).await?;
    shown(&app, &who, number, StatusCode::CREATED).await
}

/// A case, who was asked, and who may be asked now.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases", params(("number" = String, Path, description = "the number of the case")),
    responses((status = 200, body = CaseWithRequests), (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases"),
        (status = 404, body = Problem, description = "no case that the account sees has this number")))]
pub(in crate::http) async fn get_case(
    State(app): State<App>,
    Path(number): Path<String>,
    who: SignedIn,
) -> Result<Response, Problem> {
    let case = visible(&app, &who, &number).await?;
    Ok(unkept(StatusCode::OK, whole(&app, &who, &case).await?))
}

/// Changes a case: who sees it, the wished day, the note; ends it or opens it again.
#[utoipa::path(patch, path = "/api/v1/cases/{number}", tag = "cases", request_body = CaseChange,
    params(("number" = String, Path, description = "the number of the case")),
    responses((status = 200, body = CaseWithRequests), (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases, or another made it"),
        (status = 404, body = Problem, description = "no case that the account sees has this number"),
        (status = 409, body = Problem, description = "somebody else changed it since it was seen")))]
pub(in crate::http) async fn update_case(
    State(app): State<App>,
    Path(number): Path<String>,
    who: SignedIn,
    Body(wanted): Body<CaseChange>,
) -> Result<Response, Problem> {
    let case = visible(&app, &who, &number).await?;
    let mut changed = Case { version: wanted.version, ..case.clone() };
    let mut what = "case.changed";
    if let Some(shared) = wanted.shared {
        if case.account != who.account {
            return Err(Problem::forbidden());
        }
        changed.shared = shared;
    }
    if let Some(text) = wanted.wished_from {
        changed.wished_from = day("wished_from", &text)?;
    }
    if let Some(text) = wanted.note {
        changed.note = note(&app, &text)?;
    }
    if let Some(outcome) = wanted.outcome.as_deref() {
        (changed.end, what) = ended(&app, &case, outcome)?;
    }
    let number = change(&app, &who, changed, what).await?;
    shown(&app, &who, number, StatusCode::OK).await
}

/// Deletes an own case with everything that was noted, at once.
#[utoipa::path(delete, path = "/api/v1/cases/{number}", tag = "cases", params(("number" = String, Path, description = "the number of the case")),
    responses((status = 204, description = "it is gone"), (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases, or another made it"),
        (status = 404, body = Problem, description = "no case that the account sees has this number")))]
pub(in crate::http) async fn delete_case(
    State(app): State<App>,
    Path(number): Path<String>,
    who: SignedIn,
) -> Result<StatusCode, Problem> {
    let case = visible(&app, &who, &number).await?;
    delete(&app, &who, &case).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a case ends or is opened again by the word of a person; one that somebody accepted is opened by taking that answer back.
pub(super) fn ended(app: &App, case: &Case, outcome: &str) -> Result<(Option<End>, &'static str), Problem> {
    use crate::domain::case::Outcome;
    if case.end.is_some_and(|end| end.outcome == Outcome::Accepted) {
        let detail = "引き受けの返事を取り消すと、事例は再び開きます (take the acceptance back to open the case again)";
        return Err(Problem::invalid("outcome", detail));
    }
    if outcome == "open" {
        return Ok((None, "case.reopened"));
    }
    let outcome = said_outcome("outcome", outcome)?;
    Ok((Some(End { at: (app.services.now)().as_second(), outcome }), "case.ended"))
}

/// Notes that a facility was asked.
#[utoipa::path(post, path = "/api/v1/cases/{number}/requests", tag = "cases", request_body = NewRequest,
    params(("number" = String, Path, description = "the number of the case")),
    responses((status = 201, body = CaseWithRequests, description = "the case with the request"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases"),
        (status = 404, body = Problem, description = "no case that the account sees has this number"),
        (status = 409, body = Problem, description = "the case has ended, or the facility was asked already and has not declined")))]
pub(in crate::http) async fn create_request(
    State(app): State<App>,
    Path(number): Path<String>,
    who: SignedIn,
    Body(new): Body<NewRequest>,
) -> Result<Response, Problem> {
    let case = visible(&app, &who, &number).await?;
    ask(&app, &who, &case, &new.facility, new.channel.unwrap_or(Channel::Phone)).await?;
    shown(&app, &who, case.number, StatusCode::CREATED).await
}

/// Notes what a facility answered, or takes the answer back.
#[utoipa::path(patch, path = "/api/v1/cases/{number}/requests/{id}", tag = "cases", request_body = RequestChange,
    params(("number" = String, Path, description = "the number of the case"), ("id" = String, Path, description = "the number of the request")),
    responses((status = 200, body = CaseWithRequests), (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases"),
        (status = 404, body = Problem, description = "no such case or request"),
        (status = 409, body = Problem, description = "somebody else noted another answer, or the case has ended")))]
pub(in crate::http) async fn update_request(
    State(app): State<App>,
    Path((number, id)): Path<(String, String)>,
    who: SignedIn,
    Body(wanted): Body<RequestChange>,
) -> Result<Response, Problem> {
    let case = visible(&app, &who, &number).await?;
    let request = one(&app, &case, &id).await?;
    answer(&app, &who, &request, wanted.seen, (wanted.answer, wanted.reason.as_deref())).await?;
    shown(&app, &who, case.number, StatusCode::OK).await
}

/// Takes a request back that was noted by mistake and has no answer.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/requests/{id}", tag = "cases",
    params(("number" = String, Path, description = "the number of the case"), ("id" = String, Path, description = "the number of the request")),
    responses((status = 200, body = CaseWithRequests), (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account keeps no cases"),
        (status = 404, body = Problem, description = "no such case or request"),
        (status = 409, body = Problem, description = "it has an answer, which must be taken back first")))]
pub(in crate::http) async fn delete_request(
    State(app): State<App>,
    Path((number, id)): Path<(String, String)>,
    who: SignedIn,
) -> Result<Response, Problem> {
    let case = visible(&app, &who, &number).await?;
    let request = one(&app, &case, &id).await?;
    take_back(&app, &who, &request).await?;
    shown(&app, &who, case.number, StatusCode::OK).await
}

//! Edits: values that people with an account put in front of every source. An edit is durable when it is answered, and every question
//! sees it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::Source;
use crate::domain::edit::value::{self, ValueFault};
use crate::domain::role::{Deed, Role};
use crate::domain::vocabulary::Lang;
use crate::editing::{By, Change, EditError, Edited, Entry};

use super::body::{Body, Path, Query};
use super::facilities::{check_lang, shown_facility};
use super::problem::Problem;
use super::signed_in::SignedIn;
use super::state::App;
use super::view::{FacilityView, Showing};

/// The most fields of a facility that one request changes.
pub(super) const MOST_CHANGES: usize = 200;

/// One value to change.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeRequest {
    /// The field: `phone`, `address`, `hours_contact` …, or the identifier of a capability.
    #[schema(example = "phone")]
    field: String,
    /// The new value; null takes it away.
    #[serde(default)]
    #[schema(value_type = Object)]
    value: Value,
    /// The number of the field's last edit that was seen (`versions` of the history), 0 where there was none.
    #[schema(example = 0)]
    seen: i64,
}

/// Values to change, all of them or none.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditRequest {
    /// What to change.
    edits: Vec<ChangeRequest>,
    /// Why.
    #[schema(example = "電話で確認")]
    reason: String,
}

/// Why an edit is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UndoRequest {
    /// Why.
    reason: String,
}

/// The facility as everybody sees it after an edit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct EditedView {
    #[serde(flatten)]
    facility: FacilityView,
    /// By field that was ever edited: the number of its last edit, to name as `seen` next time. A field that is not here has 0.
    versions: BTreeMap<String, i64>,
    /// The numbers of the edits that were made.
    edits: Vec<i64>,
}

/// One edit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct EditView {
    id: i64,
    field: String,
    /// What readers saw before.
    #[schema(value_type = Object)]
    before: Value,
    /// What was written; for one that takes another back, what readers saw afterwards.
    #[schema(value_type = Object)]
    after: Value,
    author: String,
    /// For whom they spoke: `facility` for itself, `editor` for this directory.
    source: &'static str,
    made_at: String,
    reason: String,
    /// The edit that this one takes back.
    undoes: Option<i64>,
    /// The edit that took this one back.
    undone_by: Option<i64>,
    /// Whether its value stands in front of the sources now.
    in_force: bool,
}

/// Every edit of a facility, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HistoryView {
    facility: String,
    /// By field that was ever edited: the number of its last edit. A field that is not here has 0.
    versions: BTreeMap<String, i64>,
    edits: Vec<EditView>,
}

/// Changes values of a facility: all of them, or none. Each names the edit of its field that was seen; where somebody made another since,
/// nothing is changed and both values are told. The change is durable when it is answered, and every question sees it.
#[utoipa::path(patch, path = "/api/v1/facilities/{id}", tag = "facilities",
    params(("id" = String, Path, description = "the stable identifier"),
        ("lang" = Option<String>, Query, description = "ja (default), en or easy")),
    request_body = EditRequest,
    responses((status = 200, body = EditedView, description = "the facility after the change"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account may not edit this facility"),
        (status = 404, body = Problem, description = "no facility has this identifier"),
        (status = 409, body = Problem, description = "somebody else changed a field since it was seen; `conflict` has both values"),
        (status = 503, body = Problem, description = "an import is being written; try again shortly")))]
pub(super) async fn edit_facility(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    signed_in: SignedIn,
    Body(request): Body<EditRequest>,
) -> Result<Json<EditedView>, Problem> {
    let lang = check_lang(&Query::parse(raw.as_deref(), &["lang"])?)?;
    signed_in.require_edit(&id)?;
    if request.edits.len() > MOST_CHANGES {
        return Err(Problem::invalid("edits", "一度に変更できるのは200項目までです (at most 200 changes at once)"));
    }
    let changes: Vec<Change> = request.edits.into_iter().map(Change::from).collect();
    let by = speaking(&signed_in, (app.services.now)(), &request.reason);
    let directory = app.shown.whole();
    let edited = app.shown.editing().edit(&id, &changes, by, Some(&directory)).await;
    let edited = edited.map_err(|error| problem(error, &changes))?;
    show(&app, lang, edited).await.map(Json)
}

/// Every edit of a facility, the newest first, and the numbers that an editor names as seen.
#[utoipa::path(get, path = "/api/v1/facilities/{id}/history", tag = "facilities",
    params(("id" = String, Path, description = "the stable identifier")),
    responses((status = 200, body = HistoryView, description = "the history"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account may not edit this facility"),
        (status = 404, body = Problem, description = "no facility has this identifier")))]
pub(super) async fn get_history(
    State(app): State<App>,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in.require_edit(&id)?;
    let editing = app.shown.editing();
    let entries = editing.history(&id).await.map_err(|error| problem(error, &[]))?;
    let entries = entries.ok_or_else(|| problem(EditError::NoFacility(id.clone()), &[]))?;
    let mut versions = BTreeMap::new();
    // The newest comes first and stays.
    for Entry { edit, .. } in &entries {
        versions.entry(edit.field.clone()).or_insert(edit.id);
    }
    let edits = entries.into_iter().map(EditView::from).collect();
    let mut response = Json(HistoryView { facility: id, versions, edits }).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Takes an edit back: the one before it is in force again, or what the sources say. A taking back can be taken back.
#[utoipa::path(post, path = "/api/v1/edits/{id}/undo", tag = "facilities",
    params(("id" = i64, Path, description = "the number of the edit")),
    request_body = UndoRequest,
    responses((status = 200, body = EditedView, description = "the facility after the change"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account may not edit this facility"),
        (status = 404, body = Problem, description = "no edit has this number"),
        (status = 409, body = Problem, description = "the edit is taken back already"),
        (status = 503, body = Problem, description = "an import is being written; try again shortly")))]
pub(super) async fn undo_edit(
    State(app): State<App>,
    Path(id): Path<i64>,
    signed_in: SignedIn,
    Body(request): Body<UndoRequest>,
) -> Result<Json<EditedView>, Problem> {
    // Whoever may edit nothing does not learn which edits there are.
    signed_in.require(Deed::EditOwnFacility)?;
    let editing = app.shown.editing();
    let facility = editing.facility_of(id).await.map_err(|error| problem(error, &[]))?;
    signed_in.require_edit(&facility)?;
    let by = speaking(&signed_in, (app.services.now)(), &request.reason);
    let edited = editing.undo(id, by).await.map_err(|error| problem(error, &[]))?;
    show(&app, Lang::default(), edited).await.map(Json)
}

/// Whoever keeps only their own facility speaks for it; the others keep the directory.
pub(super) const fn speaking<'a>(signed_in: &'a SignedIn, now: Timestamp, reason: &'a str) -> By<'a> {
    let source = if matches!(signed_in.role, Role::Facility) { Source::Facility } else { Source::Editor };
    By { author: signed_in.account.as_str(), source, now, reason }
}

/// Lets everybody see the change, and answers with it.
async fn show(app: &App, lang: Lang, edited: Edited) -> Result<EditedView, Problem> {
    if let Err(error) = app.shown.catch_up().await {
        // It is durable; whoever follows the store shows it with its next look.
        tracing::warn!(%error, "an edit is durable but not shown yet");
    }
    let showing = Showing { lang, at: None };
    let facility = shown_facility(&app.services, &app.shown.whole(), &edited.facility, showing);
    Ok(EditedView { facility, versions: edited.versions, edits: edited.edits })
}

impl From<ChangeRequest> for Change {
    fn from(request: ChangeRequest) -> Self {
        Self { field: request.field, value: request.value, seen: Some(request.seen) }
    }
}

impl From<Entry> for EditView {
    fn from(Entry { edit, in_force, undone_by }: Entry) -> Self {
        Self {
            id: edit.id,
            field: edit.field,
            before: edit.before,
            after: edit.after,
            author: edit.author,
            source: edit.source.id(),
            made_at: edit.made_at.to_string(),
            reason: edit.reason,
            undoes: edit.undoes,
            undone_by,
            in_force,
        }
    }
}

/// What the caller learns of an edit that was not made.
pub(super) fn problem(error: EditError, changes: &[Change]) -> Problem {
    problem_in("", error, changes)
}

/// The same of an edit that is part of something larger; `prefix` is where it stands there.
pub(super) fn problem_in(prefix: &str, error: EditError, changes: &[Change]) -> Problem {
    let place = |field: &str| changes.iter().position(|change| change.field == field).unwrap_or_default();
    match error {
        EditError::Store(error) if error.is_busy() => Problem::unavailable(),
        EditError::Store(error) => Problem::internal(&error),
        EditError::Value(ValueFault::Field(field)) => {
            Problem::not_allowed(format!("{prefix}edits[{}].field", place(&field)), value::editable())
        }
        EditError::Value(ValueFault::Value { field, expected, allowed }) => {
            let field = format!("{prefix}edits[{}].value", place(&field));
            if allowed.is_empty() { Problem::invalid(field, expected) } else { Problem::not_allowed(field, allowed) }
        }
        EditError::NoFacility(_) | EditError::NoEdit(_) => Problem::not_found(error.to_string()),
        EditError::Nothing | EditError::Twice(_) | EditError::TooMany(_) => {
            Problem::invalid(format!("{prefix}edits"), error.to_string())
        }
        EditError::Reason => Problem::invalid("reason", error.to_string()),
        EditError::Undone { .. } | EditError::Decided(_) => Problem::conflict(error.to_string()),
        EditError::Conflict(conflict) => {
            let detail = "ほかの人がこの項目を変更しています。両方の値を見比べてから保存してください (somebody else has changed this field since you saw it; compare both values)";
            Problem::both(format!("{prefix}edits[{}]", place(&conflict.field)), detail, conflict.as_ref().into())
        }
    }
}

#[cfg(test)]
mod tests;

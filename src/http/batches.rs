//! Edits of many facilities at once: as JSON, and as a workbook that people edit with the program they know.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::directory::{Area, Directory, Filter};
use crate::domain::edit::day_in_japan;
use crate::domain::role::Deed;
use crate::domain::{Facility, Kind, KindSet};
use crate::editing::{BatchFault, Change, Edited, MOST_FACILITIES, OfFacility};
use crate::sheet::{self, Sheet};

use super::body::{Body, Query};
use super::edits::{ChangeRequest, MOST_CHANGES, problem_in, speaking};
use super::problem::Problem;
use super::search::check_municipality;
use super::signed_in::SignedIn;
use super::state::App;

/// The largest body of edits of many facilities, in bytes: 1,600 for each of the facilities that one batch may change.
pub(super) const MAX_BODY: usize = 8 << 20;

/// What is to be changed of one facility.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FacilityEdits {
    /// The facility.
    #[schema(example = "n-1421400900010")]
    id: String,
    /// What to change of it.
    edits: Vec<ChangeRequest>,
}

/// Values of many facilities to change, all of them or none.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchRequest {
    /// What to change, each facility once; at most 5,000.
    facilities: Vec<FacilityEdits>,
    /// Why.
    #[schema(example = "年1回の調査")]
    reason: String,
}

/// Edits to take back, all of them or none.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchUndoRequest {
    /// Their numbers; at most 5,000.
    edits: Vec<i64>,
    /// Why.
    reason: String,
}

/// One facility after edits of many.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct BatchedView {
    id: String,
    /// By field that was ever edited: the number of its last edit, to name as `seen` next time.
    versions: BTreeMap<String, i64>,
    /// The numbers of the edits that were made of this facility.
    edits: Vec<i64>,
}

/// What edits of many facilities did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct BatchView {
    /// The numbers of all edits that were made, in order: to take them back together.
    edits: Vec<i64>,
    facilities: Vec<BatchedView>,
}

impl From<Vec<Edited>> for BatchView {
    fn from(edited: Vec<Edited>) -> Self {
        let mut edits: Vec<i64> = edited.iter().flat_map(|one| one.edits.iter().copied()).collect();
        edits.sort_unstable();
        let view = |one: Edited| BatchedView { id: one.facility.id, versions: one.versions, edits: one.edits };
        Self { edits, facilities: edited.into_iter().map(view).collect() }
    }
}

/// Changes values of many facilities in one transaction: all of them, or none. Otherwise as `PATCH /api/v1/facilities/{id}`.
#[utoipa::path(post, path = "/api/v1/edits", tag = "facilities", request_body = BatchRequest,
    responses((status = 200, body = BatchView, description = "what was changed"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account may not edit every facility"),
        (status = 404, body = Problem, description = "no facility has this identifier"),
        (status = 409, body = Problem, description = "somebody else changed a field since it was seen; `conflict` has both values"),
        (status = 413, body = Problem, description = "the body is larger than 8 MiB"),
        (status = 503, body = Problem, description = "an import is being written; try again shortly")))]
pub(super) async fn create_edits(
    State(app): State<App>,
    signed_in: SignedIn,
    Body(request): Body<BatchRequest>,
) -> Result<Json<BatchView>, Problem> {
    signed_in.require(Deed::EditAnyFacility)?;
    if let Some(at) = request.facilities.iter().position(|one| one.edits.len() > MOST_CHANGES) {
        let field = format!("facilities[{at}].edits");
        return Err(Problem::invalid(
            field,
            "1施設で変更できるのは200項目までです (at most 200 changes of a facility)",
        ));
    }
    let of_facility = |one: FacilityEdits| OfFacility {
        facility: one.id,
        changes: one.edits.into_iter().map(Change::from).collect(),
    };
    let batch: Vec<OfFacility> = request.facilities.into_iter().map(of_facility).collect();
    let by = speaking(&signed_in, (app.services.now)(), &request.reason);
    let directory = app.shown.whole();
    let edited = app.shown.editing().edit_all(&batch, by, Some(&directory)).await;
    let edited = edited.map_err(|fault| batch_problem(fault, &batch))?;
    catch_up(&app).await;
    Ok(Json(edited.into()))
}

/// Takes many edits back in one transaction: all of them, or none.
#[utoipa::path(post, path = "/api/v1/edits/undo", tag = "facilities", request_body = BatchUndoRequest,
    responses((status = 200, body = BatchView, description = "what was changed"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account may not edit every facility"),
        (status = 404, body = Problem, description = "no edit has this number"),
        (status = 409, body = Problem, description = "an edit is taken back already"),
        (status = 413, body = Problem, description = "the body is larger than 8 MiB"),
        (status = 503, body = Problem, description = "an import is being written; try again shortly")))]
pub(super) async fn create_undos(
    State(app): State<App>,
    signed_in: SignedIn,
    Body(request): Body<BatchUndoRequest>,
) -> Result<Json<BatchView>, Problem> {
    signed_in.require(Deed::EditAnyFacility)?;
    let by = speaking(&signed_in, (app.services.now)(), &request.reason);
    let edited = app.shown.editing().undo_all(&request.edits, by).await;
    let edited = edited.map_err(|fault| problem_in("", fault.error, &[]))?;
    catch_up(&app).await;
    Ok(Json(edited.into()))
}

/// Facilities of one kind as a workbook (xlsx): one row a facility, one column a field. What is changed in it is read back by the page
/// `/admin/bulk` or by `zaitaku edit --from`.
#[utoipa::path(get, path = "/api/v1/edits/sheet", tag = "facilities",
    params(("kind" = String, Query, description = "the kind"),
        ("municipality" = Option<String>, Query, description = "全国地方公共団体コード of a municipality, a designated city (all its wards) or a prefecture (such as 14000)")),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", description = "the workbook"),
        (status = 401, body = Problem, description = "not signed in"),
        (status = 403, body = Problem, description = "the account may not edit every facility")))]
pub(super) async fn get_sheet(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in.require(Deed::EditAnyFacility)?;
    let query = Query::parse(raw.as_deref(), &["kind", "municipality"])?;
    let kind = check_kind(query.get("kind").unwrap_or_default())?;
    let area = query.get("municipality").map(check_municipality).transpose()?;
    let code = query.get("municipality").unwrap_or("all").to_owned();
    let directory = app.shown.whole();
    let made_on = day_in_japan((app.services.now)());
    let made = tokio::task::spawn_blocking(move || {
        let facilities = chosen(&directory, kind, area)?;
        let mark = directory.edit();
        let sheet = Sheet { kind, facilities, edit: mark.number, edit_at: mark.made_at.clone(), made_on };
        sheet::write(&sheet).map_err(|error| Problem::internal(&error))
    });
    let bytes = made.await.map_err(|error| Problem::internal(&error))??;
    let name = format!("attachment; filename=\"zaitaku-{}-{code}-{made_on}.xlsx\"", kind.id());
    let mut response = Response::new(Bytes::from(bytes));
    let headers = response.headers_mut();
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = HeaderValue::from_str(&name).map_err(|error| Problem::internal(&error))?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// A kind by its identifier.
pub(super) fn check_kind(id: &str) -> Result<Kind, Problem> {
    Kind::from_id(id).ok_or_else(|| Problem::not_allowed("kind", Kind::ALL.iter().map(|kind| kind.id())))
}

/// The facilities of a workbook, by reading and name.
fn chosen(directory: &Directory, kind: Kind, area: Option<Area>) -> Result<Vec<Facility>, Problem> {
    let kinds: KindSet = std::iter::once(kind).collect();
    let filter = Filter { kinds, municipality: area, ..Filter::default() };
    let page = directory.browse(&filter, None, MOST_FACILITIES);
    if page.total > MOST_FACILITIES {
        let detail = format!(
            "{}施設あります。一度に編集できるのは{MOST_FACILITIES}施設までです。市区町村で絞ってください ({} facilities; at most {MOST_FACILITIES} at once: choose a municipality)",
            page.total, page.total
        );
        return Err(Problem::invalid("municipality", detail));
    }
    let mut facilities = Vec::with_capacity(page.items.len());
    for row in page.items {
        facilities.extend(directory.facility(row).map_err(|error| Problem::internal(&error))?);
    }
    facilities.sort_by(|a, b| (&a.name_kana, &a.name, &a.id).cmp(&(&b.name_kana, &b.name, &b.id)));
    Ok(facilities)
}

/// Lets everybody see edits that are durable.
pub(super) async fn catch_up(app: &App) {
    if let Err(error) = app.shown.catch_up().await {
        // Whoever follows the store shows them with its next look.
        tracing::warn!(%error, "edits are durable but not shown yet");
    }
}

/// What the caller learns of edits that were not made.
pub(super) fn batch_problem(fault: BatchFault, batch: &[OfFacility]) -> Problem {
    let of = fault.at.and_then(|at| Some((at, batch.get(at)?)));
    match of {
        Some((at, one)) => problem_in(&format!("facilities[{at}]."), fault.error, &one.changes),
        None => problem_in("", fault.error, &[]),
    }
}

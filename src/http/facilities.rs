//! One facility.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::vocabulary::Lang;

use super::body::{Path, Query, is_known};
use super::problem::Problem;
use super::services::Services;
use super::view::{FacilityView, facility_view};

/// Everything known about one facility, with the origin of every field.
#[utoipa::path(get, path = "/api/v1/facilities/{id}", tag = "facilities",
    params(("id" = String, Path, description = "the stable identifier"),
        ("lang" = Option<String>, Query, description = "ja (default), en or easy")),
    responses((status = 200, body = FacilityView, description = "the facility, with an ETag"), (status = 304, description = "not changed since the ETag given"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed"),
        (status = 404, body = Problem, description = "no facility has this identifier")))]
pub(super) async fn get_facility(
    State(services): State<Services>,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = check_lang(&Query::parse(raw.as_deref(), &["lang"])?)?;
    let directory = services.directory.load_full();
    let found = directory.row(&id).map(|row| directory.facility(row)).transpose();
    let Some(facility) = found.map_err(|error| Problem::internal(&error))?.flatten() else {
        return Err(Problem::not_found("この ID の施設はありません (no facility has this id)"));
    };
    let municipality = facility.municipality.and_then(|code| services.gazetteer.municipality_name(code));
    let name_of = |id: &str| directory.row(id).and_then(|row| directory.facility(row).ok().flatten()).map(|f| f.name);
    let view = facility_view(&facility, lang, municipality, name_of);
    let body = serde_json::to_vec(&view).map_err(|error| Problem::internal(&error))?;
    let tag = format!("W/\"{:016x}\"", xxh3_64(&body));
    let unchanged = is_known(&headers, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { Json(view).into_response() };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

pub(super) fn check_lang(query: &Query) -> Result<Lang, Problem> {
    let Some(id) = query.get("lang") else { return Ok(Lang::default()) };
    let found = Lang::ALL.iter().copied().find(|lang| lang.id() == id);
    found.ok_or_else(|| Problem::not_allowed("lang", Lang::ALL.iter().map(|lang| lang.id())))
}

//! One facility.

use axum::Json;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use xxhash_rust::xxh3::xxh3_64;

use crate::directory::Directory;
use crate::domain::Facility;
use crate::domain::vocabulary::Lang;

use super::body::{Path, Query, is_known};
use super::problem::Problem;
use super::seen::Asker;
use super::services::Services;
use super::view::{FacilityView, Showing, facility_view};

/// Everything known about one facility, with the origin of every field; with `at`, what each calendar says about that moment. Without
/// it nothing in the answer depends on the clock, so that it stays the same until the facility changes.
#[utoipa::path(get, path = "/api/v1/facilities/{id}", tag = "facilities",
    params(("id" = String, Path, description = "the stable identifier"),
        ("lang" = Option<String>, Query, description = "ja (default), en or easy"),
        ("at" = Option<String>, Query, description = "the moment the calendars are asked about (RFC 3339), or now")),
    responses((status = 200, body = FacilityView, description = "the facility, with an ETag"), (status = 304, description = "not changed since the ETag given"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed"),
        (status = 404, body = Problem, description = "no facility has this identifier")))]
pub(super) async fn get_facility(
    asker: Asker,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Query::parse(raw.as_deref(), &["lang", "at"])?;
    let services = asker.about(&id);
    let showing =
        Showing { lang: check_lang(&query)?, at: query.get("at").map(|at| moment(&services, at)).transpose()? };
    let directory = services.directory();
    let found = directory.row(&id).map(|row| directory.facility(row)).transpose();
    let Some(facility) = found.map_err(|error| Problem::internal(&error))?.flatten() else {
        return Err(Problem::not_found("この ID の施設はありません (no facility has this id)"));
    };
    let view = shown_facility(&services, &directory, &facility, showing);
    let body = serde_json::to_vec(&view).map_err(|error| Problem::internal(&error))?;
    let tag = format!("W/\"{:016x}\"", xxh3_64(&body));
    let unchanged = is_known(&headers, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { Json(view).into_response() };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// A facility with the names of what it only has as a code or an identifier.
pub(super) fn shown_facility(
    services: &Services,
    directory: &Directory,
    facility: &Facility,
    showing: Showing,
) -> FacilityView {
    let municipality = facility.municipality.and_then(|code| services.gazetteer.municipality_name(code));
    let name_of = |id: &str| directory.row(id).map(|row| directory.name(row).to_owned());
    facility_view(facility, showing, municipality, name_of, services.seen.beyond_public(facility))
}

/// The moment asked about; of now the minute, so that an answer holds for one.
fn moment(services: &Services, text: &str) -> Result<DateTime, Problem> {
    if text != "now" {
        return Services::moment("at", text);
    }
    let now = services.now_in_japan();
    Ok(now.date().at(now.hour(), now.minute(), 0, 0))
}

pub(super) fn check_lang(query: &Query) -> Result<Lang, Problem> {
    let Some(id) = query.get("lang") else { return Ok(Lang::default()) };
    let found = Lang::ALL.iter().copied().find(|lang| lang.id() == id);
    found.ok_or_else(|| Problem::not_allowed("lang", Lang::ALL.iter().map(|lang| lang.id())))
}

//! Lists of facilities: by filter or around a place (by POST, for it may be a home), and by filter alone (public, by GET).

mod answer;
mod check;
mod request;

use axum::Json;
use axum::extract::RawQuery;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Filter;
use crate::domain::facility::WhichHours;

use super::body::{Body, Query};
use super::problem::Problem;
use super::seen::Asker;
use super::services::Services;
use super::view::FacilitySummary;

use answer::SearchPage;
use check::{check_bbox_text, check_calendar, check_capability_filter, check_coming, check_limit, cursor_row};
pub(super) use check::{check_kinds, check_municipality, check_text};
use request::SearchRequest;

/// Facilities by filter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FacilityPage {
    items: Vec<FacilitySummary>,
    /// Give this as `cursor` for the next page; null at the end.
    next: Option<String>,
    /// How many there are on all pages.
    total: usize,
}

/// Find facilities by filter, or around a place: nearest first with a place, in the order of their identifiers without one.
#[utoipa::path(post, path = "/api/v1/search", tag = "facilities", request_body = SearchRequest,
    responses((status = 200, body = SearchPage, description = "a page of facilities, with the numbers beside the filters where they were asked for"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn search_facilities(
    asker: Asker,
    Body(request): Body<SearchRequest>,
) -> Result<Json<SearchPage>, Problem> {
    let directory = asker.directory();
    let search = request.check(&asker, &directory)?;
    let list = directory.list(&search.question());
    SearchPage::of(&directory, &search, &list).map(Json)
}

/// Browse facilities by filter. Public: never for a home.
#[utoipa::path(get, path = "/api/v1/facilities", tag = "facilities",
    params(
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees"),
        ("kind" = Option<String>, Query, description = "comma-separated kinds"),
        ("capability" = Option<String>, Query, description = "comma-separated capabilities, all answered yes"),
        ("open_at" = Option<String>, Query, description = "known to be open at this moment; who did not say is not listed"),
        ("new_patients" = Option<String>, Query, description = "taking new patients at home in this month, YYYY-MM, by a recent answer about it"),
        ("vacancy_on" = Option<String>, Query, description = "with free places on this day, YYYY-MM-DD, by a recent answer about it"),
        ("calendar" = Option<String>, Query, description = "the calendar that open_at asks: consultation (default), contact or visiting"),
        ("q" = Option<String>, Query, description = "words in name, reading or address"),
        ("municipality" = Option<String>, Query, description = "全国地方公共団体コード of a municipality, a designated city (all its wards) or a prefecture (such as 14000); five digits, or six with the check digit"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 20 when absent"),
        ("cursor" = Option<String>, Query, description = "next of the page before")),
    responses((status = 200, body = FacilityPage, description = "a page of facilities in the order of their identifiers"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn list_facilities(asker: Asker, RawQuery(raw): RawQuery) -> Result<Json<FacilityPage>, Problem> {
    const KNOWN: [&str; 11] = [
        "bbox",
        "kind",
        "capability",
        "open_at",
        "calendar",
        "new_patients",
        "vacancy_on",
        "q",
        "municipality",
        "limit",
        "cursor",
    ];
    let query = Query::parse(raw.as_deref(), &KNOWN)?;
    let directory = asker.directory();
    let limit = query
        .get("limit")
        .map(|text| text.parse().map_err(|_| Problem::invalid("limit", "整数で書いてください (a whole number)")))
        .transpose()?;
    let limit = check_limit(limit)?;
    let after = query.get("cursor").map(|id| cursor_row(&directory, id)).transpose()?;
    let filter = Filter {
        kinds: check_kinds("kind", &query.list("kind"))?,
        capabilities: check_capability_filter("capability", &query.list("capability"))?,
        municipality: query.get("municipality").map(check_municipality).transpose()?,
        bbox: query.get("bbox").map(check_bbox_text).transpose()?,
        open_at: query.get("open_at").map(|text| Services::moment("open_at", text)).transpose()?,
        calendar: query.get("calendar").map_or(Ok(WhichHours::default()), check_calendar)?,
        coming: check_coming(&asker, query.get("new_patients"), query.get("vacancy_on"))?,
        text: check_text(&directory, "q", query.get("q"))?,
        ..Filter::default()
    };
    let page = directory.browse(&filter, after, limit + 1);
    let more = page.items.len() > limit;
    let shown = &page.items[..page.items.len().min(limit)];
    let next = shown.last().filter(|_| more).map(|&row| directory.id(row).to_owned());
    let items = shown.iter().map(|&row| directory.facility(row).map_err(|error| Problem::internal(&error)));
    let items: Vec<FacilitySummary> =
        items.filter_map(Result::transpose).map(|facility| facility.map(|f| (&f).into())).collect::<Result<_, _>>()?;
    Ok(Json(FacilityPage { items, next, total: page.total }))
}

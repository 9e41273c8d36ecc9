//! Lists of facilities: around a place (private, by POST) and by filter (public, by GET).

use axum::Json;
use axum::extract::{RawQuery, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::directory::{Area, Directory, Filter};
use crate::domain::facility::WhichHours;
use crate::domain::{CapabilitySet, Kind, KindSet, Metres, vocabulary};

use super::body::{Body, Query};
use super::matches::{OriginRequest, check_origin};
use super::problem::Problem;
use super::services::Services;
use super::view::{FacilitySummary, round};

/// Items on a page that does not say how many.
const DEFAULT_LIMIT: usize = 20;
/// Most items on a page.
const MAX_LIMIT: usize = 500;
/// Radius of a search that does not say, in metres: the line of the rule.
const DEFAULT_RADIUS_M: f64 = 16_000.0;
/// Largest radius of a search, in metres.
const MAX_RADIUS_M: f64 = 200_000.0;

/// A search around a place. It may carry a home, so it is a POST.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchRequest {
    /// The place.
    pub near: OriginRequest,
    /// Radius in metres, 1 to 200,000; 16,000 when absent.
    pub radius_m: Option<f64>,
    /// Of one of these kinds.
    #[serde(default)]
    pub kind: Vec<String>,
    /// With a yes to every one of these.
    #[serde(default)]
    pub capability: Vec<String>,
    /// Known to be open at this moment; who did not say is not listed.
    pub open_at: Option<String>,
    /// The calendar that `open_at` asks: `consultation` (default), `contact` or `visiting`.
    #[schema(value_type = Option<String>, example = "consultation")]
    pub calendar: Option<WhichHours>,
    /// Containing these words.
    pub text: Option<String>,
    /// Items on the page, 1 to 500.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// A facility and how far it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NearbyFacility {
    #[serde(flatten)]
    facility: FacilitySummary,
    /// Geodesic distance in metres.
    straight_line_m: f64,
}

/// Facilities around a place, nearest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NearbyPage {
    items: Vec<NearbyFacility>,
    /// Give this as `cursor` for the next page; null at the end.
    next: Option<String>,
    /// How many there are on all pages.
    total: usize,
}

/// Facilities by filter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FacilityPage {
    items: Vec<FacilitySummary>,
    /// Give this as `cursor` for the next page; null at the end.
    next: Option<String>,
    /// How many there are on all pages.
    total: usize,
}

/// Find facilities around a place, nearest first.
#[utoipa::path(post, path = "/api/v1/search", tag = "facilities", request_body = SearchRequest,
    responses((status = 200, body = NearbyPage, description = "facilities around the place, nearest first"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn search_facilities(
    State(services): State<Services>,
    Body(request): Body<SearchRequest>,
) -> Result<Json<NearbyPage>, Problem> {
    let directory = services.directory.load_full();
    let origin = check_origin(&services, "near", &request.near)?;
    let radius = request.radius_m.unwrap_or(DEFAULT_RADIUS_M);
    if !(1.0..=MAX_RADIUS_M).contains(&radius) {
        return Err(Problem::invalid("radius_m", format!("1 から {MAX_RADIUS_M} までです (1 to {MAX_RADIUS_M})")));
    }
    let limit = check_limit(request.limit)?;
    let skip = check_offset(request.cursor.as_deref())?;
    let filter = Filter {
        kinds: check_kinds("kind", &request.kind)?,
        capabilities: check_capability_filter("capability", &request.capability)?,
        open_at: request.open_at.as_deref().map(|text| Services::moment("open_at", text)).transpose()?,
        calendar: request.calendar.unwrap_or_default(),
        text: check_text(&directory, "text", request.text.as_deref())?,
        ..Filter::default()
    };
    let page = directory.near(origin.at, Metres(radius), &filter, skip, limit);
    let shown = skip + page.items.len();
    let items = page.items.into_iter().map(|(row, _)| {
        let facility = directory.facility(row).map_err(|error| Problem::internal(&error))?;
        let distance = directory.view(origin.at, row).map(|view| view.distance);
        Ok(facility.zip(distance).map(|(facility, distance)| NearbyFacility {
            facility: (&facility).into(),
            straight_line_m: round(distance, 1),
        }))
    });
    Ok(Json(NearbyPage {
        items: items.filter_map(Result::transpose).collect::<Result<_, Problem>>()?,
        next: (shown < page.total).then(|| shown.to_string()),
        total: page.total,
    }))
}

/// Browse facilities by filter. Public: never for a home.
#[utoipa::path(get, path = "/api/v1/facilities", tag = "facilities",
    params(
        ("bbox" = Option<String>, Query, description = "west,south,east,north in degrees"),
        ("kind" = Option<String>, Query, description = "comma-separated kinds"),
        ("capability" = Option<String>, Query, description = "comma-separated capabilities, all answered yes"),
        ("open_at" = Option<String>, Query, description = "known to be open at this moment; who did not say is not listed"),
        ("calendar" = Option<String>, Query, description = "the calendar that open_at asks: consultation (default), contact or visiting"),
        ("q" = Option<String>, Query, description = "words in name, reading or address"),
        ("municipality" = Option<String>, Query, description = "全国地方公共団体コード of a municipality, a designated city (all its wards) or a prefecture (such as 14000); five digits, or six with the check digit"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 20 when absent"),
        ("cursor" = Option<String>, Query, description = "next of the page before")),
    responses((status = 200, body = FacilityPage, description = "a page of facilities in the order of their identifiers"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn list_facilities(
    State(services): State<Services>,
    RawQuery(raw): RawQuery,
) -> Result<Json<FacilityPage>, Problem> {
    const KNOWN: [&str; 9] =
        ["bbox", "kind", "capability", "open_at", "calendar", "q", "municipality", "limit", "cursor"];
    let query = Query::parse(raw.as_deref(), &KNOWN)?;
    let directory = services.directory.load_full();
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
        bbox: query.get("bbox").map(check_bbox).transpose()?,
        open_at: query.get("open_at").map(|text| Services::moment("open_at", text)).transpose()?,
        calendar: query.get("calendar").map_or(Ok(WhichHours::default()), check_calendar)?,
        text: check_text(&directory, "q", query.get("q"))?,
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

fn check_limit(limit: Option<usize>) -> Result<usize, Problem> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    let detail = || Problem::invalid("limit", format!("1 から {MAX_LIMIT} までです (1 to {MAX_LIMIT})"));
    (1..=MAX_LIMIT).contains(&limit).then_some(limit).ok_or_else(detail)
}

fn check_offset(cursor: Option<&str>) -> Result<usize, Problem> {
    let wrong =
        |_| Problem::invalid("cursor", "前のページの next をそのまま使ってください (use next of the page before)");
    cursor.map_or(Ok(0), |text| text.parse().map_err(wrong))
}

/// The row after which a page begins. A facility that is gone since leaves its place to the next identifier.
fn cursor_row(directory: &Directory, id: &str) -> Result<u32, Problem> {
    let wrong =
        || Problem::invalid("cursor", "前のページの next をそのまま使ってください (use next of the page before)");
    directory.row(id).ok_or_else(wrong)
}

pub(super) fn check_kinds(field: &str, ids: &[impl AsRef<str>]) -> Result<KindSet, Problem> {
    let check = |(i, id): (usize, &_)| {
        let id: &str = AsRef::as_ref(id);
        let wrong = || Problem::not_allowed(format!("{field}[{i}]"), Kind::ALL.iter().map(|kind| kind.id()));
        Kind::from_id(id).ok_or_else(wrong)
    };
    ids.iter().enumerate().map(check).collect()
}

pub(super) fn check_capability_filter(field: &str, ids: &[impl AsRef<str>]) -> Result<CapabilitySet, Problem> {
    let check = |(i, id): (usize, &_)| {
        let id: &str = AsRef::as_ref(id);
        let all = || vocabulary().capabilities().iter().map(|words| words.id.as_str());
        vocabulary().capability(id).ok_or_else(|| Problem::not_allowed(format!("{field}[{i}]"), all()))
    };
    ids.iter().enumerate().map(check).collect()
}

fn check_calendar(id: &str) -> Result<WhichHours, Problem> {
    let found = WhichHours::ALL.into_iter().find(|which| which.id() == id);
    found.ok_or_else(|| Problem::not_allowed("calendar", WhichHours::ALL.iter().map(|which| which.id())))
}

fn check_municipality(text: &str) -> Result<Area, Problem> {
    let detail = "全国地方公共団体コードではありません。5桁、または検査数字を付けた6桁で書いてください \
        (no code of a municipality or prefecture; write five digits, or six with the right check digit)";
    Area::parse(text).ok_or_else(|| Problem::invalid("municipality", detail))
}

/// `west,south,east,north`, as GeoJSON orders them; returned as south, west, north, east.
fn check_bbox(text: &str) -> Result<[f64; 4], Problem> {
    let wrong = || {
        let detail =
            "bbox は 西,南,東,北 を度で書いてください (west,south,east,north in degrees; west < east, south < north)";
        Problem::invalid("bbox", detail)
    };
    let numbers: Vec<f64> = text.split(',').map(|n| n.trim().parse()).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let [west, south, east, north] = numbers[..] else { return Err(wrong()) };
    let valid = (-180.0..=180.0).contains(&west)
        && (-180.0..=180.0).contains(&east)
        && (-90.0..=90.0).contains(&south)
        && (-90.0..=90.0).contains(&north)
        && west < east
        && south < north;
    valid.then_some([south, west, north, east]).ok_or_else(wrong)
}

fn check_text(
    directory: &Directory,
    field: &str,
    text: Option<&str>,
) -> Result<Option<crate::index::text::RowSet>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > 200 {
        return Err(Problem::invalid(field, "200文字までです (at most 200 characters)"));
    }
    directory.search_text(text).map(Some).map_err(|error| Problem::internal(&error))
}

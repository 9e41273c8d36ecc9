//! Raw filters to checked ones. Each check names its field.

use jiff::civil::Date;

use crate::directory::{Area, ComingFilter, Directory};
use crate::domain::availability::{Coming, YearMonth};
use crate::domain::facility::WhichHours;
use crate::domain::{CapabilitySet, Kind, KindSet, vocabulary};
use crate::index::text::RowSet;

use super::super::problem::Problem;
use super::super::services::Services;

/// Items on a page that does not say how many.
const DEFAULT_LIMIT: usize = 20;
/// Most items on a page.
const MAX_LIMIT: usize = 500;

pub(super) fn check_limit(limit: Option<usize>) -> Result<usize, Problem> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    let detail = || Problem::invalid("limit", format!("1 から {MAX_LIMIT} までです (1 to {MAX_LIMIT})"));
    (1..=MAX_LIMIT).contains(&limit).then_some(limit).ok_or_else(detail)
}

pub(super) fn check_offset(cursor: Option<&str>) -> Result<usize, Problem> {
    cursor.map_or(Ok(0), |text| text.parse().map_err(|_| no_cursor()))
}

/// The row after which a page begins. A facility that is gone since leaves its place to the next identifier.
pub(super) fn cursor_row(directory: &Directory, id: &str) -> Result<u32, Problem> {
    directory.row(id).ok_or_else(no_cursor)
}

fn no_cursor() -> Problem {
    Problem::invalid("cursor", "前のページの next をそのまま使ってください (use next of the page before)")
}

pub(in crate::http) fn check_kinds(field: &str, ids: &[impl AsRef<str>]) -> Result<KindSet, Problem> {
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

pub(super) fn check_calendar(id: &str) -> Result<WhichHours, Problem> {
    let found = WhichHours::ALL.into_iter().find(|which| which.id() == id);
    found.ok_or_else(|| Problem::not_allowed("calendar", WhichHours::ALL.iter().map(|which| which.id())))
}

pub(in crate::http) fn check_municipality(text: &str) -> Result<Area, Problem> {
    let detail = "全国地方公共団体コードではありません。5桁、または検査数字を付けた6桁で書いてください \
        (no code of a municipality or prefecture; write five digits, or six with the right check digit)";
    Area::parse(text).ok_or_else(|| Problem::invalid("municipality", detail))
}

/// A month, `2026-12`.
pub(super) fn check_month(field: &str, text: &str) -> Result<YearMonth, Problem> {
    YearMonth::parse(text).map_err(|_| Problem::no_day(field))
}

/// A day, `2026-11-28`.
pub(super) fn check_day(field: &str, text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| Problem::no_day(field))
}

/// What is asked of days and months to come, with the ages of today; `None` where nothing is asked.
pub(super) fn check_coming(
    services: &Services,
    new_patients: Option<&str>,
    vacancy_on: Option<&str>,
) -> Result<Option<ComingFilter>, Problem> {
    let asked = Coming {
        new_patients: new_patients.map(|text| check_month("new_patients", text)).transpose()?,
        vacancy_on: vacancy_on.map(|text| check_day("vacancy_on", text)).transpose()?,
    };
    let today = services.now_in_japan().date();
    Ok((!asked.is_empty()).then(|| ComingFilter::new(asked, today, &services.policy)))
}

/// `west,south,east,north`, as GeoJSON orders them, in a query.
pub(super) fn check_bbox_text(text: &str) -> Result<[f64; 4], Problem> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse()).collect();
    let four = numbers.ok().and_then(|numbers| numbers.try_into().ok());
    four.ok_or_else(no_box).and_then(check_bbox)
}

/// West, south, east, north in degrees; returned as south, west, north, east.
pub(super) fn check_bbox([west, south, east, north]: [f64; 4]) -> Result<[f64; 4], Problem> {
    let valid = (-180.0..=180.0).contains(&west)
        && (-180.0..=180.0).contains(&east)
        && (-90.0..=90.0).contains(&south)
        && (-90.0..=90.0).contains(&north)
        && west < east
        && south < north;
    valid.then_some([south, west, north, east]).ok_or_else(no_box)
}

fn no_box() -> Problem {
    let detail =
        "bbox は 西,南,東,北 を度で書いてください (west,south,east,north in degrees; west < east, south < north)";
    Problem::invalid("bbox", detail)
}

pub(in crate::http) fn check_text(
    directory: &Directory,
    field: &str,
    text: Option<&str>,
) -> Result<Option<RowSet>, Problem> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > 200 {
        return Err(Problem::invalid(field, "200文字までです (at most 200 characters)"));
    }
    directory.search_text(text).map(Some).map_err(|error| Problem::internal(&error))
}

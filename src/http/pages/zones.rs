//! `/areas/{code}/zones/{number}`: what lies in a 日常生活圏域.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::body::{Path, Query};
use super::super::facilities::check_lang;
use super::super::problem::Problem;
use super::super::seen::Asker;
use super::super::state::App;
use super::{numbers_of, reply};
use crate::directory::{Directory, Filter};
use crate::domain::Level;
use crate::domain::municipality::{MunicipalityCode, prefecture_name};
use crate::pages::{ZoneLink, ZonePage, zone_page};
use crate::zones::{Zone, Zones};

/// Facilities on one page: what a printer still likes.
const PAGE: usize = 500;

/// The zones of a municipality: path and name.
pub(super) fn links(zones: &Zones, municipality: MunicipalityCode) -> Vec<ZoneLink> {
    zones.of(municipality).map(|(number, zone)| (path(municipality, number), zone.name.clone())).collect()
}

fn path(municipality: MunicipalityCode, number: usize) -> String {
    format!("/areas/{municipality}/zones/{number}")
}

/// One zone with the facilities inside.
pub(in crate::http) async fn get_zone_page(
    State(app): State<App>,
    asker: Asker,
    Path((code, number)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let unknown = || {
        Problem::not_found(
            "この圏域はありません。市区町村のページから選んでください (no such zone; begin at its municipality)",
        )
    };
    let query = Query::parse(raw.as_deref(), &["lang", "after"])?;
    let lang = check_lang(&query)?;
    let municipality = MunicipalityCode::parse(&code).map_err(|_| unknown())?;
    let number: usize = number.parse().map_err(|_| unknown())?;
    let zone = app.zones.of(municipality).find(|(own, _)| *own == number).map(|(_, zone)| zone).ok_or_else(unknown)?;
    let name = app.services.gazetteer.municipality_name(municipality).ok_or_else(unknown)?;
    let prefecture = prefecture_name(municipality.prefecture()).ok_or_else(unknown)?;
    let directory = asker.directory();
    let after = query.get("after").map(|id| directory.row(id).ok_or_else(unknown)).transpose()?;
    let inside = inside(&directory, zone);
    let rough =
        inside.iter().filter(|&&row| directory.place(row).is_none_or(|(_, level)| level > Level::Facility)).count();
    let mut shown = inside.iter().filter(|&&row| after.is_none_or(|after| row > after));
    let facilities = shown
        .by_ref()
        .take(PAGE)
        .filter_map(|&row| directory.facility(row).map_err(|error| Problem::internal(&error)).transpose())
        .collect::<Result<Vec<_>, _>>()?;
    let last = shown.next().and(facilities.last()).map(|facility| facility.id.as_str());
    let page = ZonePage {
        site: &app.site,
        lang,
        path: &path(municipality, number),
        name: &zone.name,
        municipality: (&municipality.to_string(), &name),
        prefecture: (&format!("{:02}000", municipality.prefecture()), prefecture),
        numbers: &numbers_of(&directory, &inside),
        facilities: &facilities,
        total: inside.len(),
        last,
        rough,
    };
    reply(zone_page(&page), &headers)
}

/// The rows that lie inside, ascending.
fn inside(directory: &Directory, zone: &Zone) -> Vec<u32> {
    let near = Filter { bbox: Some(zone.bounds()), ..Filter::default() };
    let mut rows = directory.browse(&near, None, usize::MAX).items;
    rows.retain(|&row| directory.place(row).is_some_and(|(at, _)| zone.contains(at)));
    rows
}

//! Pages without a script: `/facilities/{id}`, `/areas` and what lies below; the others in files of their own.

pub(super) mod about;
pub(super) mod holidays;
pub(super) mod problems;
pub(super) mod sitemap;
pub(super) mod zones;

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};
use xxhash_rust::xxh3::xxh3_64;

use crate::directory::{Area, Directory, Filter};
use crate::domain::answer::PackedFact;
use crate::domain::municipality::{MunicipalityCode, PREFECTURES, prefecture_name};
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Capability, Facility, Kind, KindSet, vocabulary};
use crate::pages::edit::Strip;
use crate::pages::{self, AreaNumbers, AreaPage, Areas, FacilityPage};

use super::accounts;
use super::body::{Path, Query, is_known};
use super::facilities::check_lang;
use super::problem::Problem;
use super::seen::Asker;
use super::services::Services;
use super::signed_in::Living;
use super::state::App;

/// Facilities on one page of an area.
const PAGE: usize = 100;

/// The answers that the numbers of an area show: what families and planners ask about first.
const SHOWN: [&str; 10] = [
    "home_visit_scheduled",
    "house_call_24h",
    "home_death_care",
    "accepting_new",
    "opioids",
    "tpn",
    "home_pharmacy",
    "sterile_own",
    "nursing_24h",
    "home_dental_visit",
];

/// One facility, readable without a script.
pub(super) async fn get_facility_page(
    State(app): State<App>,
    asker: Asker,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
    living: Option<Living>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let services = &asker.about(&id);
    let query = Query::parse(raw.as_deref(), &["lang", "changed"])?;
    let lang = check_lang(&query)?;
    let living = living.filter(|living| living.signed_in.may_edit(&id));
    let directory = services.directory();
    let found = directory.row(&id).map(|row| directory.facility(row)).transpose();
    let Some(facility) = found.map_err(|error| Problem::internal(&error))?.flatten() else {
        return Err(Problem::not_found(
            "この ID の施設はありません。廃止または統合された可能性があります (no facility has this id)",
        ));
    };
    let municipality = facility.municipality.and_then(|code| {
        let name = services.gazetteer.municipality_name(code)?;
        Some((name, prefecture_name(code.prefecture())?))
    });
    let members = facility.group.as_ref().map(|group| group.members.as_slice()).unwrap_or_default();
    let others = members.iter().filter(|member| **member != facility.id);
    let group: Vec<(String, String)> =
        others.filter_map(|id| directory.row(id).map(|row| (id.clone(), directory.name(row).to_owned()))).collect();
    let today = services.now_in_japan().date();
    let day_number = PackedFact::day_number(today);
    let is_old = |capability: Capability, fact: &crate::domain::Fact| {
        fact.answer == Answer::Yes && !services.policy.is_fresh(PackedFact::new(capability, fact), day_number)
    };
    let page = FacilityPage {
        site: &app.site,
        facility: &facility,
        lang,
        today,
        municipality: municipality.as_ref().map(|(name, prefecture)| (name.as_str(), *prefecture)),
        group: &group,
        strip: living.as_ref().map(|living| Strip {
            viewer: accounts::viewer(living),
            changed: query.get("changed").filter(|numbers| is_numbers(numbers)),
        }),
        takes_proposals: app.accounts.are_known(),
        is_old: &is_old,
        professional_only: &services.seen.beyond_public(&facility),
    };
    let html = pages::facility_page(&page);
    // What somebody sees who may edit it carries the token of the session, and is nobody else's.
    if living.is_some() { Ok(accounts::page(StatusCode::OK, html)) } else { reply(html, &headers) }
}

/// Whether a parameter is a list of numbers of edits.
fn is_numbers(text: &str) -> bool {
    text.split(',').all(|part| part.parse::<u32>().is_ok())
}

/// The prefectures.
pub(super) async fn get_areas_page(
    State(app): State<App>,
    asker: Asker,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = check_lang(&Query::parse(raw.as_deref(), &["lang"])?)?;
    let directory = asker.directory();
    let mut counts = [0u32; PREFECTURES.len() + 1];
    for (code, count) in municipalities(&directory) {
        counts[code.prefecture() as usize] += count;
    }
    let areas: Vec<(String, String, u32)> = (1u32..)
        .zip(PREFECTURES)
        .map(|(number, name)| (format!("{number:02}000"), name.to_owned(), counts[number as usize]))
        .filter(|(_, _, count)| *count > 0)
        .collect();
    let page =
        Areas { site: &app.site, lang, above: None, areas: &areas, numbers: None, fictional: app.is_fictional() };
    reply(pages::areas_page(&page), &headers)
}

/// A prefecture with its municipalities, or one municipality with its facilities.
pub(super) async fn get_area_page(
    State(app): State<App>,
    asker: Asker,
    Path(code): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Query::parse(raw.as_deref(), &["lang", "kind", "open", "after"])?;
    let lang = check_lang(&query)?;
    let unknown = || {
        Problem::not_found("この地域はありません。地域の一覧 /areas から選んでください (no such area; begin at /areas)")
    };
    let area = Area::parse(&code).ok_or_else(unknown)?;
    let services = &app.services;
    let directory = asker.directory();
    let prefecture =
        code.get(..2).and_then(|digits| digits.parse().ok()).and_then(prefecture_name).ok_or_else(unknown)?;
    if code.get(2..5) == Some("000") {
        return prefecture_page(&app, &directory, lang, (&code, prefecture), &area, &headers);
    }
    let municipality = MunicipalityCode::parse(&code).map_err(|_| unknown())?;
    let name = services.gazetteer.municipality_name(municipality).ok_or_else(unknown)?;
    let kind = query.get("kind").map(|id| {
        Kind::from_id(id).ok_or_else(|| Problem::not_allowed("kind", Kind::ALL.iter().map(|kind| kind.id())))
    });
    let kind = kind.transpose()?;
    let open = query.get("open").map(|text| Services::moment("open", text)).transpose()?;
    let after = query.get("after").map(|id| directory.row(id).ok_or_else(unknown)).transpose()?;
    let everything = Filter { municipality: Some(area), ..Filter::default() };
    let numbers = numbers(&directory, &everything);
    let filter = Filter { kinds: kind.into_iter().collect(), open_at: open, ..everything };
    let found = directory.browse(&filter, after, PAGE + 1);
    let shown = &found.items[..found.items.len().min(PAGE)];
    let facilities: Vec<Facility> = shown
        .iter()
        .filter_map(|&row| directory.facility(row).map_err(|error| Problem::internal(&error)).transpose())
        .collect::<Result<_, _>>()?;
    let parameters = |open: Option<DateTime>, after: Option<&str>| parameters(&code, lang, kind, open, after);
    let next =
        (found.items.len() > PAGE).then(|| facilities.last().map(|last| parameters(open, Some(&last.id)))).flatten();
    let moments = moments(services.now_in_japan());
    let now = moments[0];
    let choices = std::iter::once(None).chain(moments.into_iter().map(Some));
    let choices: Vec<(Option<DateTime>, String)> = choices.map(|at| (at, parameters(at, None))).collect();
    let zones = zones::links(&app.zones, municipality);
    let page = AreaPage {
        site: &app.site,
        lang,
        now,
        code: &code,
        name: &name,
        prefecture: (&format!("{:02}000", municipality.prefecture()), prefecture),
        zones: &zones,
        numbers: &numbers,
        kind,
        open,
        moments: &choices,
        facilities: &facilities,
        total: found.total,
        next,
    };
    reply(pages::area_page(&page), &headers)
}

fn prefecture_page(
    app: &App,
    directory: &Directory,
    lang: Lang,
    prefecture: (&str, &str),
    area: &Area,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let inside = municipalities(directory).into_iter().filter(|(code, _)| area.contains(*code));
    let areas: Vec<(String, String, u32)> = inside
        .filter_map(|(code, count)| Some((code.to_string(), app.services.gazetteer.municipality_name(code)?, count)))
        .collect();
    let numbers = numbers(directory, &Filter { municipality: Some(area.clone()), ..Filter::default() });
    let (site, fictional) = (&*app.site, app.is_fictional());
    let page = Areas { site, lang, above: Some(prefecture), areas: &areas, numbers: Some(&numbers), fictional };
    reply(pages::areas_page(&page), headers)
}

/// Facilities that are not closed for good, by municipality.
fn municipalities(directory: &Directory) -> BTreeMap<MunicipalityCode, u32> {
    directory.municipalities().clone()
}

/// The numbers of an area.
fn numbers(directory: &Directory, filter: &Filter) -> AreaNumbers {
    numbers_of(directory, &directory.browse(filter, None, usize::MAX).items)
}

/// The numbers of some facilities.
fn numbers_of(directory: &Directory, rows: &[u32]) -> AreaNumbers {
    let shown: Vec<(Capability, KindSet)> = SHOWN
        .iter()
        .filter_map(|id| vocabulary().capability(id))
        .map(|capability| (capability, could(capability)))
        .collect();
    let mut kinds: BTreeMap<usize, u32> = BTreeMap::new();
    let mut answers = vec![[0u32; 4]; shown.len()];
    for &row in rows {
        let Some(kind) = directory.kind(row) else { continue };
        *kinds.entry(kind.index()).or_default() += 1;
        let facts = directory.facts(row);
        for ((capability, could), counts) in shown.iter().zip(&mut answers) {
            if could.contains(kind) {
                let said = facts.binary_search_by_key(capability, |fact| fact.capability).map(|i| facts[i].answer);
                counts[said.unwrap_or(Answer::Unknown) as usize] += 1;
            }
        }
    }
    let count = |kind: &Kind| kinds.get(&kind.index()).map(|&count| (*kind, count));
    AreaNumbers {
        kinds: Kind::ALL.iter().filter_map(count).collect(),
        answers: shown.into_iter().map(|(capability, _)| capability).zip(answers).collect(),
    }
}

/// The kinds that may be asked for a capability.
fn could(capability: Capability) -> KindSet {
    let roles = vocabulary().words(capability).map(|words| words.roles.as_slice()).unwrap_or_default();
    roles.iter().filter_map(|role| vocabulary().role(*role)).flat_map(|role| role.kinds.iter().copied()).collect()
}

/// Moments that people ask for: now, the next evening, Saturday morning and New Year's Day that lie ahead.
fn moments(now: DateTime) -> [DateTime; 4] {
    let today = now.date();
    let saturday = (i64::from(Weekday::Saturday.to_monday_zero_offset())
        - i64::from(today.weekday().to_monday_zero_offset()))
    .rem_euclid(7);
    let day = |days: i64| today.saturating_add(days.days());
    let new_year = |years: i16| jiff::civil::date(today.year().saturating_add(years), 1, 1);
    let ahead = |first: DateTime, then: DateTime| if first > now { first } else { then };
    [
        now.with().second(0).subsec_nanosecond(0).build().unwrap_or(now),
        ahead(today.at(20, 0, 0, 0), day(1).at(20, 0, 0, 0)),
        ahead(day(saturday).at(10, 0, 0, 0), day(saturday + 7).at(10, 0, 0, 0)),
        ahead(new_year(0).at(10, 0, 0, 0), new_year(1).at(10, 0, 0, 0)),
    ]
}

/// The path of an area's page with what it shows.
fn parameters(code: &str, lang: Lang, kind: Option<Kind>, open: Option<DateTime>, after: Option<&str>) -> String {
    let mut parts = Vec::new();
    parts.extend(kind.map(|kind| format!("kind={}", kind.id())));
    parts.extend(open.map(|at| format!("open={}", at.strftime("%Y-%m-%dT%H:%M"))));
    parts.extend(after.map(|id| format!("after={id}")));
    parts.extend((lang != Lang::Ja).then(|| format!("lang={}", lang.id())));
    if parts.is_empty() { format!("/areas/{code}") } else { format!("/areas/{code}?{}", parts.join("&")) }
}

fn reply(page: String, headers: &HeaderMap) -> Result<Response, Problem> {
    let tag = format!("W/\"{:016x}\"", xxh3_64(page.as_bytes()));
    let unchanged = is_known(headers, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
    let mut response = if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { Html(page).into_response() };
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_moment_that_is_offered_has_passed() {
        for (now, expected) in [
            ("2026-11-28T09:59", ["2026-11-28T20:00", "2026-11-28T10:00", "2027-01-01T10:00"]),
            ("2026-11-28T10:00", ["2026-11-28T20:00", "2026-12-05T10:00", "2027-01-01T10:00"]),
            ("2026-12-31T21:00", ["2027-01-01T20:00", "2027-01-02T10:00", "2027-01-01T10:00"]),
            ("2027-01-01T09:00", ["2027-01-01T20:00", "2027-01-02T10:00", "2027-01-01T10:00"]),
            ("2027-01-01T12:00", ["2027-01-01T20:00", "2027-01-02T10:00", "2028-01-01T10:00"]),
        ] {
            let now: DateTime = now.parse().unwrap();
            let told = moments(now).map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string());
            assert_eq!(
                (told[0].as_str(), &told[1..]),
                (now.strftime("%Y-%m-%dT%H:%M").to_string().as_str(), expected.map(str::to_owned).as_slice())
            );
        }
    }
}

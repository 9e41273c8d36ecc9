//! Who should be asked again, for editors: counters, and the list of those whose entries are too old.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::directory::{Area, Directory, Standing};
use crate::domain::freshness::{Freshness, Part, freshness_policy};
use crate::domain::municipality::prefecture_name;
use crate::domain::{Kind, PackedFact, Source};
use crate::links::link_policy;
use crate::pages::link::{FreshnessPage, Order, OverdueRow, Shares, freshness_page};

use super::super::accounts::reply::{asked, page, viewer};
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::admin::{editor, last_day, municipalities};

/// Areas that are counted on one page at most.
const MOST_AREAS: usize = 100;

/// What is asked for in the address of the page.
struct Asked<'a> {
    area: Option<Area>,
    kind: Option<Kind>,
    state: Option<Freshness>,
    order: Order,
    skip: usize,
    municipality: &'a str,
}

impl<'a> Asked<'a> {
    fn read(query: &'a super::super::body::Query) -> Result<Self, Problem> {
        let given = |name: &str| query.get(name).filter(|text| !text.is_empty());
        let municipality = given("municipality").unwrap_or_default();
        let wrong = || Problem::invalid("municipality", "全国地方公共団体コードです (the code of a municipality)");
        let area = given("municipality").map(|code| Area::parse(code).ok_or_else(wrong)).transpose()?;
        let kinds = || Problem::not_allowed("kind", Kind::ALL.iter().map(|kind| kind.id()));
        let kind = given("kind").map(|id| Kind::from_id(id).ok_or_else(kinds)).transpose()?;
        let state = match query.get("state") {
            None => Some(Freshness::Old),
            Some("all") => None,
            Some(id) => {
                let known = Freshness::ALL.into_iter().find(|state| state.id() == id);
                let allowed = || Problem::not_allowed("state", ["all", "fresh", "old", "never"]);
                Some(known.ok_or_else(allowed)?)
            }
        };
        let order = match given("order").unwrap_or("age") {
            "age" => Order::Age,
            "kind" => Order::Kind,
            "area" => Order::Area,
            _ => return Err(Problem::not_allowed("order", ["age", "kind", "area"])),
        };
        let skip = given("skip").unwrap_or("0").parse();
        let skip = skip.map_err(|_| Problem::invalid("skip", "数字で書きます (a number)"))?;
        Ok(Self { area, kind, state, order, skip, municipality })
    }

    fn is_among(&self, directory: &Directory, one: &Standing) -> bool {
        self.kind.is_none_or(|kind| kind == one.kind)
            && self.area.as_ref().is_none_or(|area| directory.lies_in(one.row, area))
    }
}

/// The counters and the list.
pub(super) async fn get_freshness(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["municipality", "kind", "state", "order", "skip"])?;
    let living = match editor(living, lang, "/admin/freshness") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let asked = Asked::read(&query)?;
    let directory = app.shown.whole();
    let today = app.services.now_in_japan().date();
    let everybody = app.counted.freshness(&directory, today).await?;
    let among: Vec<&Standing> = everybody.iter().filter(|one| asked.is_among(&directory, one)).collect();
    let day = PackedFact::day_number(today);
    let mut listed: Vec<&Standing> =
        among.iter().copied().filter(|one| asked.state.is_none_or(|state| state == one.whole)).collect();
    sort(&mut listed, asked.order, &directory);
    let limit = link_policy().link.most_at_once;
    let now = (app.services.now)().as_second();
    let open = app.store.open_links(now, super::admin::MOST_SHOWN).await.map_err(|error| Problem::internal(&error))?;
    let rows: Result<Vec<OverdueRow>, Problem> =
        listed.iter().skip(asked.skip).take(limit).map(|one| row(&directory, one, day, &open)).collect();
    let html = freshness_page(&FreshnessPage {
        lang,
        viewer: viewer(&living),
        municipalities: &municipalities(&app, &directory),
        municipality: asked.municipality,
        kind: asked.kind,
        state: asked.state,
        order: asked.order,
        today,
        parts: &parts(&among, day),
        sources: &sources(&among),
        areas: &areas(&app, &directory, &among),
        rows: &rows?,
        skip: asked.skip,
        total: listed.len(),
        days: link_policy().link.days,
    });
    Ok(page(StatusCode::OK, html))
}

fn sort(listed: &mut [&Standing], order: Order, directory: &Directory) {
    // The oldest first, within a kind or area too; whoever never spoke last, for nobody is late there.
    let age = |one: &Standing| (one.whole == Freshness::Never, oldest(one), one.row);
    match order {
        Order::Age => listed.sort_by_cached_key(|one| age(one)),
        Order::Kind => listed.sort_by_cached_key(|one| (one.kind.index(), age(one))),
        Order::Area => {
            listed.sort_by_cached_key(|one| (directory.municipality(one.row).map(|code| code.number()), age(one)));
        }
    }
}

/// The day of the oldest part that was ever said.
fn oldest(one: &Standing) -> Option<u16> {
    Part::ALL
        .iter()
        .filter(|part| freshness_policy().days(**part, one.kind).is_some())
        .filter_map(|part| one.said.day(*part))
        .min()
}

fn row(
    directory: &Directory,
    one: &Standing,
    today: u16,
    open: &[crate::storage::StoredLink],
) -> Result<OverdueRow, Problem> {
    let id = directory.id(one.row).to_owned();
    let facility = directory.facility(one.row).map_err(|error| Problem::internal(&error))?;
    let part = |part: Part| {
        let state = freshness_policy().part(part, one.kind, &one.said, today)?;
        Some((state, one.said.day(part).map(PackedFact::date_of)))
    };
    let linked = open.iter().filter(|link| link.facility == id).map(|link| last_day(link.expires_at)).max();
    Ok(OverdueRow {
        name: directory.name(one.row).to_owned(),
        address: facility.map(|facility| facility.address).unwrap_or_default(),
        kind: one.kind,
        parts: Part::ALL.map(part),
        linked,
        id,
    })
}

/// By part: how many of those that are asked are fresh, old, never said.
fn parts(among: &[&Standing], today: u16) -> [Shares; 3] {
    Part::ALL.map(|part| {
        let mut shares = Shares::default();
        let states = among.iter().filter_map(|one| freshness_policy().part(part, one.kind, &one.said, today));
        states.for_each(|state| shares.add(state));
        shares
    })
}

/// By who spoke last.
fn sources(among: &[&Standing]) -> Vec<(Source, Shares)> {
    let mut found: BTreeMap<Source, Shares> = BTreeMap::new();
    // Who only said what its kind is not asked counts as never heard.
    for one in among.iter().filter(|one| one.whole != Freshness::Never) {
        if let Some(source) = one.said.source() {
            found.entry(source).or_default().add(one.whole);
        }
    }
    found.into_iter().collect()
}

/// By municipality; by prefecture where there are too many.
fn areas(app: &App, directory: &Directory, among: &[&Standing]) -> Vec<(String, String, Shares)> {
    let mut found: BTreeMap<u32, Shares> = BTreeMap::new();
    for one in among {
        if let Some(code) = directory.municipality(one.row) {
            found.entry(code.number()).or_default().add(one.whole);
        }
    }
    if found.len() <= MOST_AREAS {
        let name = |number: u32| {
            let code = crate::domain::municipality::MunicipalityCode::from_number(number)?;
            Some((code.to_string(), app.services.gazetteer.municipality_name(code)?))
        };
        let named =
            found.into_iter().filter_map(|(number, shares)| name(number).map(|(code, name)| (code, name, shares)));
        return named.collect();
    }
    let mut prefectures: BTreeMap<u32, Shares> = BTreeMap::new();
    found.into_iter().for_each(|(number, shares)| prefectures.entry(number / 1_000).or_default().merge(shares));
    let name = |number: u32| Some((format!("{number:02}000"), prefecture_name(number)?.to_owned()));
    prefectures
        .into_iter()
        .filter_map(|(number, shares)| name(number).map(|(code, name)| (code, name, shares)))
        .collect()
}

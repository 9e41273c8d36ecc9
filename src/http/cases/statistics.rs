//! What planners may know of all cases together: a page, and a table to save.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::cases::case_policy;
use crate::cases::statistics::{Cell, Count, Month, Quartiles, Shown, Statistics, count};
use crate::domain::municipality::MunicipalityCode;
use crate::domain::role::Deed;
use crate::domain::vocabulary::Lang;
use crate::http::accounts::reply::{asked, page, require_living, viewer};
use crate::http::problem::Problem;
use crate::http::signed_in::{Living, SignedIn};
use crate::http::state::App;
use crate::matching::explain::words;
use crate::pages::cases::{FigureRow, HeatRow, HeatTable, ReasonBar, StatisticsPage, need_label, statistics_page};

use super::broken;

/// Whose cases somebody counts: all, or the own ones.
fn counts_all(who: &SignedIn) -> Result<bool, Problem> {
    let all = who.role.may(Deed::CountAllCases);
    if !all {
        who.require(Deed::KeepCases)?;
    }
    Ok(all)
}

async fn counted(app: &App, who: &SignedIn) -> Result<Statistics, Problem> {
    let all = counts_all(who)?;
    let own = (!all).then_some(who.account.as_str());
    let (cases, requests) = app.store.cases_to_count(own).await.map_err(|error| broken(&error))?;
    // What is left of deleted cases belongs to nobody any more.
    let kept = if all { app.store.case_counts().await.map_err(|error| broken(&error))? } else { BTreeMap::new() };
    let kept = kept.into_iter().filter_map(|((month, municipality, need), (cases, unmet))| {
        let cell =
            Cell { month: Month::parse(&month)?, municipality: MunicipalityCode::parse(&municipality).ok()?, need };
        Some((cell, Count { cases: u64::try_from(cases).ok()?, unmet: u64::try_from(unmet).ok()? }))
    });
    Ok(count(&cases, &requests, kept, case_policy().keep.least))
}

/// The page.
pub(super) async fn get_statistics(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/cases/statistics") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let statistics = counted(&app, &living.signed_in).await?;
    let mut months = Month::of((app.services.now)().as_second()).last(case_policy().statistics.months);
    // The present month stands first: on a phone the others are to its right, out of sight.
    months.reverse();
    let least = case_policy().keep.least;
    let html = statistics_page(&StatisticsPage {
        lang,
        viewer: viewer(&living),
        all: counts_all(&living.signed_in)?,
        least,
        figures: &figures(&statistics, least, lang),
        reasons: &reasons(&statistics, least, lang),
        months: &months.iter().map(Month::to_string).collect::<Vec<_>>(),
        tables: &tables(&app, &statistics, &months, lang),
    });
    Ok(page(StatusCode::OK, html))
}

fn told(figure: u64, least: u64, lang: Lang) -> String {
    match (Shown::of(figure, least), lang) {
        (Shown::Count(count), _) => count.to_string(),
        (Shown::Few, Lang::Ja) => format!("{least}未満"),
        (Shown::Few, Lang::En) => format!("<{least}"),
        (Shown::Few, Lang::Easy) => format!("{least}未満(みまん)"),
    }
}

fn figures(of: &Statistics, least: u64, lang: Lang) -> Vec<FigureRow> {
    let figure = |label: &str, value: String, hint: String| FigureRow { label: label.to_owned(), value, hint };
    let spread = |found: Option<Quartiles>, unit: &str| match found {
        None => ("—".to_owned(), too_few(least, lang)),
        Some(Quartiles { lower, median, upper, count }) => (
            format!("{median:.1}{unit}"),
            match lang {
                Lang::Ja => format!("中央の半分は {lower:.1}〜{upper:.1}{unit}（{count}件）"),
                Lang::En => format!("middle half {lower:.1} to {upper:.1}{unit} ({count} cases)"),
                Lang::Easy => format!("だいたい {lower:.1}〜{upper:.1}{unit}"),
            },
        ),
    };
    let (days, days_hint) = spread(of.days, lang.pick("日", " days", "日(にち)"));
    let (asked, asked_hint) = spread(of.asked, lang.pick("か所", "", "か所(しょ)"));
    let nothing = String::new;
    vec![
        figure(lang.pick("事例", "Cases", "事例(じれい)"), told(of.cases, least, lang), nothing()),
        figure(lang.pick("さがしている", "Open", "さがしています"), told(of.open, least, lang), nothing()),
        figure(
            lang.pick("見つからなかった", "Nobody found", "見(み)つかりませんでした"),
            told(of.unmet, least, lang),
            nothing(),
        ),
        figure(
            lang.pick("決まるまでの日数（中央値）", "Days until accepted (median)", "決(き)まるまで"),
            days,
            days_hint,
        ),
        figure(
            lang.pick("決まるまでに聞いた数（中央値）", "Asked until accepted (median)", "聞(き)いた 数(かず)"),
            asked,
            asked_hint,
        ),
    ]
}

fn too_few(least: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("決まった事例が{least}件になると出ます"),
        Lang::En => format!("shown from {least} accepted cases on"),
        Lang::Easy => "まだ 少(すく)ないです".to_owned(),
    }
}

fn reasons(of: &Statistics, least: u64, lang: Lang) -> Vec<ReasonBar> {
    let label = |id: &str| {
        let reason = case_policy().reason(id);
        reason.map_or_else(|| id.to_owned(), |reason| words(&reason.label, lang).to_owned())
    };
    let bar = |(id, (cases, declined)): (&String, &(u64, u64))| ReasonBar {
        label: label(id),
        declined: (*cases >= least).then_some(*declined),
    };
    let mut bars: Vec<ReasonBar> = of.reasons.iter().map(bar).collect();
    bars.sort_by(|a, b| b.declined.cmp(&a.declined).then_with(|| a.label.cmp(&b.label)));
    bars
}

fn tables(app: &App, of: &Statistics, months: &[Month], lang: Lang) -> Vec<HeatTable> {
    let name =
        |code: MunicipalityCode| app.services.gazetteer.municipality_name(code).unwrap_or_else(|| code.to_string());
    let table = |title: &str, needs: bool, figure: fn(&Count) -> u64| {
        let mut lines: BTreeMap<(String, MunicipalityCode), Vec<u64>> = BTreeMap::new();
        for (cell, count) in &of.cells {
            let Some(at) = months.iter().position(|month| *month == cell.month) else { continue };
            if cell.need.is_empty() == needs || figure(count) == 0 {
                continue;
            }
            let line = lines.entry((cell.need.clone(), cell.municipality)).or_insert_with(|| vec![0; months.len()]);
            line[at] += figure(count);
        }
        let least = case_policy().keep.least;
        let rows = lines.into_iter().map(|((need, municipality), counts)| HeatRow {
            label: if needs {
                format!("{}・{}", need_label(&need, lang), name(municipality))
            } else {
                name(municipality)
            },
            counts: counts
                .into_iter()
                .map(|count| match Shown::of(count, least) {
                    Shown::Count(count) => Some(count),
                    Shown::Few => None,
                })
                .collect(),
        });
        HeatTable { title: title.to_owned(), rows: rows.collect() }
    };
    vec![
        table(
            lang.pick(
                "満たされなかったニーズ（市区町村・月）",
                "Needs not met, by municipality and month",
                "たりなかった こと",
            ),
            true,
            |count| count.unmet,
        ),
        table(
            lang.pick(
                "見つからなかった事例（市区町村・月）",
                "Cases for which nobody was found",
                "見(み)つからなかった 数(かず)",
            ),
            false,
            |count| count.unmet,
        ),
        table(
            lang.pick("事例（市区町村・月）", "Cases, by municipality and month", "事例(じれい)の 数(かず)"),
            false,
            |count| count.cases,
        ),
    ]
}

/// The cells as a table for a spreadsheet, in UTF-8 with the mark that spreadsheets know it by.
pub(super) async fn get_table(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/cases/statistics") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let statistics = counted(&app, &living.signed_in).await?;
    let text = table(&app, &statistics, lang).map_err(|error| Problem::internal(&error))?;
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"cases.csv\""));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn table(app: &App, of: &Statistics, lang: Lang) -> Result<Vec<u8>, csv::Error> {
    let least = case_policy().keep.least;
    let told = |count: u64| match Shown::of(count, least) {
        Shown::Count(count) => count.to_string(),
        Shown::Few => format!("<{least}"),
    };
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(["month", "municipality", "municipality_name", "need", "need_name", "cases", "unmet"])?;
    for (Cell { month, municipality, need }, Count { cases, unmet }) in &of.cells {
        let name = app.services.gazetteer.municipality_name(*municipality).unwrap_or_default();
        let label = if need.is_empty() { String::new() } else { need_label(need, lang) };
        let row = [month.to_string(), municipality.to_string(), name, need.clone(), label, told(*cases), told(*unmet)];
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

//! `/holidays`: who is open on a day of rest.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;

use super::super::body::Query;
use super::super::facilities::check_lang;
use super::super::problem::Problem;
use super::super::seen::Asker;
use super::super::state::App;
use super::reply;
use crate::directory::{self, Area, DayCounts, Directory, Filter, KindStates};
use crate::domain::Kind;
use crate::domain::holidays::{next_public_holiday, rest_days};
use crate::domain::municipality::{MunicipalityCode, PREFECTURES, prefecture_name};
use crate::pages::{AreaCount, HolidayPage, HolidayView, OpenFacility, Place, States, holiday_page};

/// Institutions on one page.
const PAGE: usize = 100;

/// Who is open on a day: the next public holiday unless another is named.
pub(in crate::http) async fn get_holiday_page(
    State(app): State<App>,
    asker: Asker,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = Query::parse(raw.as_deref(), &["date", "municipality", "kind", "page", "lang"])?;
    let lang = check_lang(&query)?;
    let today = app.services.now_in_japan().date();
    let last = today.saturating_add(1.year());
    let date = match query.get("date") {
        Some(text) => check_date(text, today, last)?,
        None => next_public_holiday(today).unwrap_or(today),
    };
    let kind = query.get("kind").map(|id| {
        Kind::from_id(id).ok_or_else(|| Problem::not_allowed("kind", Kind::ALL.iter().map(|kind| kind.id())))
    });
    let kind = kind.transpose()?;
    let number = check_page(query.get("page"))?;
    let directory = asker.directory();
    let counts = app.counted.day(&directory, date).await?;
    let coming: Vec<Date> = rest_days(today, last).collect();
    let shown = Shown { app: &app, directory: &directory, counts: &counts, date, kind };
    let page = |kinds: &[(Kind, States)], view: HolidayView| {
        let (site, fictional) = (&*app.site, app.is_fictional());
        holiday_page(&HolidayPage { site, lang, date, coming: &coming, kind, kinds, view, fictional })
    };
    let html = match query.get("municipality") {
        None => page(&shown.kinds(None), HolidayView::Country(&shown.prefectures())),
        Some(code) => {
            let area = Area::parse(code).ok_or_else(no_such_area)?;
            let prefecture = code.get(..2).and_then(|digits| digits.parse().ok()).and_then(prefecture_name);
            let name = prefecture.ok_or_else(no_such_area)?;
            let above = format!("{}000", &code[..2]);
            let prefecture = Place { code: &above, name };
            let kinds = shown.kinds(Some(&area));
            if code.get(2..5) == Some("000") {
                page(&kinds, HolidayView::Prefecture(prefecture, &shown.municipalities(&area)))
            } else {
                let municipality = MunicipalityCode::parse(code).map_err(|_| no_such_area())?;
                let name = app.services.gazetteer.municipality_name(municipality).ok_or_else(no_such_area)?;
                let (open, more) = shown.open(&area, number)?;
                let place = Place { code: &municipality.to_string(), name: &name };
                page(
                    &kinds,
                    HolidayView::Municipality { place, prefecture, open: &open, next: more.then_some(number + 1) },
                )
            }
        }
    };
    reply(html, &headers)
}

fn no_such_area() -> Problem {
    Problem::not_found(
        "この地域はありません。休日・年末年始のページ /holidays から選んでください (no such area; begin at /holidays)",
    )
}

/// A day from today on for which hours can be told.
fn check_date(text: &str, today: Date, last: Date) -> Result<Date, Problem> {
    let date = text.parse::<Date>().ok().filter(|date| (today..=last).contains(date));
    date.ok_or_else(|| {
        Problem::invalid(
            "date",
            format!("日付は {today} から {last} までを 2027-01-01 のように書いてください (a day between these two)"),
        )
    })
}

/// The number of a page of the list, from 1 on.
fn check_page(text: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = text else { return Ok(1) };
    let number = text.parse::<usize>().ok().filter(|number| (1..=100_000).contains(number));
    number.ok_or_else(|| Problem::invalid("page", "ページは1からの番号です (a number from 1 on)"))
}

/// One day of one directory, of all kinds or one.
struct Shown<'a> {
    app: &'a App,
    directory: &'a Directory,
    counts: &'a DayCounts,
    date: Date,
    kind: Option<Kind>,
}

impl Shown<'_> {
    /// What is known of each kind in an area, or everywhere; kinds that are not there are left out.
    fn kinds(&self, area: Option<&Area>) -> Vec<(Kind, States)> {
        let mut sums = KindStates::default();
        for (_, states) in self.counts.iter().filter(|(code, _)| area.is_none_or(|area| area.contains(**code))) {
            sums.iter_mut().zip(states).for_each(|(sum, states)| *sum += *states);
        }
        let kinds = Kind::ALL.iter().copied().zip(sums).filter(|(_, states)| *states != directory::States::default());
        kinds.map(|(kind, states)| (kind, counted(states))).collect()
    }

    /// What is known of the kind that is shown, or of all together.
    fn states(&self, kinds: &KindStates) -> directory::States {
        let shown = Kind::ALL.iter().zip(kinds).filter(|(kind, _)| self.kind.is_none_or(|wanted| wanted == **kind));
        let mut sum = directory::States::default();
        shown.for_each(|(_, states)| sum += *states);
        sum
    }

    fn prefectures(&self) -> Vec<AreaCount> {
        let mut sums = [directory::States::default(); PREFECTURES.len() + 1];
        for (code, kinds) in self.counts {
            sums[code.prefecture() as usize] += self.states(kinds);
        }
        let known = (1u32..).zip(PREFECTURES).map(|(n, name)| (n, name, sums[n as usize]));
        known
            .filter(|(.., states)| *states != directory::States::default())
            .map(|(n, name, states)| AreaCount {
                code: format!("{n:02}000"),
                name: name.to_owned(),
                states: counted(states),
            })
            .collect()
    }

    fn municipalities(&self, area: &Area) -> Vec<AreaCount> {
        let inside = self.counts.iter().filter(|(code, _)| area.contains(**code));
        let known = inside.map(|(code, kinds)| (code, self.states(kinds)));
        known
            .filter(|(_, states)| *states != directory::States::default())
            .filter_map(|(code, states)| {
                let name = self.app.services.gazetteer.municipality_name(*code)?;
                Some(AreaCount { code: code.to_string(), name, states: counted(states) })
            })
            .collect()
    }

    /// A page of those who are open, and whether there are more: who is on duty first, then by kind, then by the sound of the name.
    fn open(&self, area: &Area, number: usize) -> Result<(Vec<OpenFacility>, bool), Problem> {
        let filter =
            Filter { kinds: self.kind.into_iter().collect(), municipality: Some(area.clone()), ..Filter::default() };
        let mut open = Vec::new();
        for (row, hours) in self.directory.open_on(self.date, &filter) {
            let facility = self.directory.facility(row).map_err(|error| Problem::internal(&error))?;
            let Some(facility) = facility else { continue };
            let duties = facility.duties.iter().filter(|duty| duty.date == self.date).cloned().collect();
            open.push(OpenFacility { facility, hours, duties });
        }
        open.sort_by_cached_key(|one| {
            let sound = one.facility.name_kana.as_ref().unwrap_or(&one.facility.name).clone();
            (one.duties.is_empty(), one.facility.kind.index(), sound)
        });
        let before = (number - 1).saturating_mul(PAGE);
        let more = open.len() > before.saturating_add(PAGE);
        Ok((open.into_iter().skip(before).take(PAGE).collect(), more))
    }
}

fn counted(states: directory::States) -> States {
    States { open: states.open.into(), closed: states.closed.into(), unknown: states.unknown.into() }
}

//! A search as it is asked, and as it is looked for.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;

use super::super::matches::{OriginRequest, check_origin, check_point};
use super::super::problem::Problem;
use super::super::services::Services;
use super::check::{
    check_bbox, check_capability_filter, check_coming, check_kinds, check_limit, check_municipality, check_offset,
    check_text,
};
use crate::directory::{Around, ComingFilter, Directory, Filter, ListQuestion};
use crate::domain::Metres;
use crate::domain::availability::{Coming, YearMonth};
use crate::domain::facility::WhichHours;

/// Radius of a search that does not say, in metres: the line of the rule.
const DEFAULT_RADIUS_M: f64 = 16_000.0;
/// Largest radius of a search, in metres.
const MAX_RADIUS_M: f64 = 200_000.0;

/// A search by filter or around a place. The place may be a home, so it is a POST. Every condition given must hold.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct SearchRequest {
    /// The place; the nearest come first.
    pub near: Option<OriginRequest>,
    /// Radius in metres around `near`, 1 to 200,000; 16,000 when absent, or as far as `bbox` reaches where that is given.
    pub radius_m: Option<f64>,
    /// Within this box: west, south, east, north in degrees.
    #[schema(example = json!([139.6, 35.2, 139.8, 35.3]))]
    pub bbox: Option<[f64; 4]>,
    /// 全国地方公共団体コード of a municipality, a designated city (all its wards) or a prefecture (such as 14000).
    #[schema(example = "14201")]
    pub municipality: Option<String>,
    /// Of one of these kinds.
    #[serde(default)]
    pub kind: Vec<String>,
    /// With a yes to every one of these.
    #[serde(default)]
    pub capability: Vec<String>,
    /// Whether 要相談 counts as a yes to `capability`, `new_patients` and `vacancy_on`.
    #[serde(default)]
    pub or_consult: bool,
    /// Known to be open at this moment; who did not say is not listed.
    pub open_at: Option<String>,
    /// Whether `open_at` lists those of whom nobody knows too, after the others.
    #[serde(default)]
    pub open_or_unknown: bool,
    /// The calendar that `open_at` asks: `consultation` (default), `contact` or `visiting`.
    #[schema(value_type = Option<String>, example = "consultation")]
    pub calendar: Option<WhichHours>,
    /// Taking new patients at home in this month, by a recent answer about it; with `or_consult` also after asking.
    #[schema(example = "2026-12")]
    pub new_patients: Option<String>,
    /// With free places on this day, by a recent answer about it; with `or_consult` also after asking.
    #[schema(example = "2026-11-28")]
    pub vacancy_on: Option<String>,
    /// Containing these words.
    pub text: Option<String>,
    /// Whether the answer counts how many there would be by kind, with one capability more, by state at `open_at`, and in the months and on
    /// the days around today.
    #[serde(default)]
    pub counts: bool,
    /// Items on the page, 1 to 500; 20 when absent.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// A search that can be looked for.
pub(super) struct Search {
    pub(super) filter: Filter,
    pub(super) around: Option<Around>,
    pub(super) skip: usize,
    limit: usize,
    /// The months and days that are counted; empty where nothing is.
    pub(super) offered: Vec<ComingFilter>,
    /// How many of them are months; the others are days.
    pub(super) months_offered: usize,
    counts: bool,
}

impl Search {
    /// As the directory is asked.
    pub(super) fn question(&self) -> ListQuestion<'_> {
        ListQuestion {
            filter: &self.filter,
            around: self.around,
            skip: self.skip,
            limit: self.limit,
            counts: self.counts,
            offered: &self.offered,
        }
    }
}

impl SearchRequest {
    /// # Errors
    /// Names the field that cannot be used.
    pub(super) fn check(&self, services: &Services, directory: &Directory) -> Result<Search, Problem> {
        let coming = check_coming(services, self.new_patients.as_deref(), self.vacancy_on.as_deref())?;
        let (months, days) = if self.counts { offered(services, coming.as_ref()) } else { (Vec::new(), Vec::new()) };
        Ok(Search {
            months_offered: months.len(),
            offered: months.into_iter().chain(days).collect(),
            around: self.check_around(services)?,
            limit: check_limit(self.limit)?,
            skip: check_offset(self.cursor.as_deref())?,
            filter: Filter {
                kinds: check_kinds("kind", &self.kind)?,
                capabilities: check_capability_filter("capability", &self.capability)?,
                or_consult: self.or_consult,
                municipality: self.municipality.as_deref().map(check_municipality).transpose()?,
                bbox: self.bbox.map(check_bbox).transpose()?,
                open_at: self.open_at.as_deref().map(|text| Services::moment("open_at", text)).transpose()?,
                calendar: self.calendar.unwrap_or_default(),
                or_unknown: self.open_or_unknown,
                coming,
                text: check_text(directory, "text", self.text.as_deref())?,
            },
            counts: self.counts,
        })
    }

    fn check_around(&self, services: &Services) -> Result<Option<Around>, Problem> {
        let Some(near) = &self.near else {
            let detail = "radius_m は near と一緒に書いてください (radius_m goes with near)";
            return self.radius_m.map_or(Ok(None), |_| Err(Problem::invalid("radius_m", detail)));
        };
        if let (Some(_), None, OriginRequest { address: None, lat: Some(lat), lon: Some(lon) }) =
            (self.bbox, self.radius_m, near)
        {
            // Beside a box a point only orders the list. It may be the middle of a map, and that may lie in the sea.
            return Ok(Some(Around { from: check_point("near", *lat, *lon)?, radius: None }));
        }
        let from = check_origin(services, "near", near)?.at;
        let radius = self.radius_m.unwrap_or(DEFAULT_RADIUS_M);
        if !(1.0..=MAX_RADIUS_M).contains(&radius) {
            return Err(Problem::invalid("radius_m", format!("1 から {MAX_RADIUS_M} までです (1 to {MAX_RADIUS_M})")));
        }
        Ok(Some(Around { from, radius: Some(Metres(radius)) }))
    }
}

/// What is counted of months and days: this month and the next, today and tomorrow, and what is asked. The other matter stays as it is asked.
fn offered(services: &Services, asked: Option<&ComingFilter>) -> (Vec<ComingFilter>, Vec<ComingFilter>) {
    let today = services.now_in_japan().date();
    let base = asked.cloned().unwrap_or_else(|| ComingFilter::new(Coming::default(), today, &services.policy));
    let asked = base.asked();
    let month = YearMonth::of(today);
    let months = BTreeSet::from_iter([month, month.plus(1)].into_iter().chain(asked.new_patients));
    let tomorrow = today.saturating_add(jiff::Span::new().days(1));
    let days = BTreeSet::from_iter([today, tomorrow].into_iter().chain(asked.vacancy_on));
    let in_month = months.into_iter().map(|month| Coming { new_patients: Some(month), ..asked });
    let on_day = days.into_iter().map(|day| Coming { vacancy_on: Some(day), ..asked });
    (in_month.map(|coming| base.with(coming)).collect(), on_day.map(|coming| base.with(coming)).collect())
}

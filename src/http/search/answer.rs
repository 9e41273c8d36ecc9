//! A page of a search on its way out. Only those who are shown are unpacked.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::super::problem::Problem;
use super::super::view::{FacilitySummary, MomentView, MonthView, VacancyView, moment_view, round};
use super::request::Search;
use crate::directory::{ComingFilter, Counts, Directory, List};
use crate::domain::answer::PackedFact;
use crate::domain::availability::about;
use crate::domain::hours::OpenState;
use crate::domain::{Kind, vocabulary};

/// What a facility says about a capability that was asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SearchedAnswer {
    /// The capability.
    #[schema(example = "home_death_care")]
    need: &'static str,
    /// `yes` or `consult`.
    answer: &'static str,
    /// When it was true at its source.
    as_of: String,
    /// Who said so.
    source: &'static str,
}

/// A facility that was searched for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SearchItem {
    #[serde(flatten)]
    facility: FacilitySummary,
    /// Geodesic distance from `near` in metres; null where no place was given.
    straight_line_m: Option<f64>,
    /// Whether it comes to the home: `yes`, `consult`, `no` or `unknown`.
    #[schema(example = "yes")]
    visits: &'static str,
    /// What it says about the capabilities asked for.
    answers: Vec<SearchedAnswer>,
    /// What the calendar asked says about `open_at`; null where no moment was given.
    moment: Option<MomentView>,
    /// What it says about the month of `new_patients`; null where none was given.
    in_month: Option<MonthView>,
    /// What it says about the day of `vacancy_on`; null where none was given.
    on_day: Option<VacancyView>,
}

/// How many are in which state at `open_at`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct OpenCounts {
    open: u32,
    closed: u32,
    /// Of whom nobody knows.
    unknown: u32,
}

/// The numbers beside the filters.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SearchCounts {
    /// By kind: how many would be listed with that kind alone and the other filters.
    kind: BTreeMap<&'static str, u32>,
    /// By capability: how many would be listed if it were asked for too.
    capability: BTreeMap<&'static str, u32>,
    /// By month, this one, the next and the one asked for: how many would be listed with that month and the other filters.
    new_patients: BTreeMap<String, u32>,
    /// By day, today, tomorrow and the one asked for, likewise.
    vacancy_on: BTreeMap<String, u32>,
    /// By state, those who pass the other filters; null where no moment was given.
    open: Option<OpenCounts>,
}

/// A page of facilities.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct SearchPage {
    items: Vec<SearchItem>,
    /// Give this as `cursor` for the next page; null at the end.
    next: Option<String>,
    /// How many there are on all pages.
    total: usize,
    /// Null where nobody asked for it.
    counts: Option<SearchCounts>,
}

impl SearchPage {
    pub(super) fn of(directory: &Directory, search: &Search, list: &List) -> Result<Self, Problem> {
        let shown = search.skip + list.page.items.len();
        let items = list.page.items.iter().map(|&row| item(directory, search, row));
        Ok(Self {
            items: items.filter_map(Result::transpose).collect::<Result<_, Problem>>()?,
            next: (shown < list.page.total).then(|| shown.to_string()),
            total: list.page.total,
            counts: list.counts.as_ref().map(|counts| SearchCounts::of(counts, search)),
        })
    }
}

fn item(directory: &Directory, search: &Search, row: u32) -> Result<Option<SearchItem>, Problem> {
    let Some(facility) = directory.facility(row).map_err(|error| Problem::internal(&error))? else { return Ok(None) };
    let filter = &search.filter;
    let distance = search.around.zip(directory.place(row)).map(|(around, (at, _))| around.from.geodesic(at));
    let asked = filter.capabilities.iter().filter_map(|capability| directory.fact(row, capability));
    let asked_of = filter.coming.as_ref().map(ComingFilter::asked).unwrap_or_default();
    Ok(Some(SearchItem {
        straight_line_m: distance.map(|distance| round(distance, 1)),
        visits: directory.visits(row).id(),
        answers: asked.map(SearchedAnswer::from).collect(),
        moment: filter.open_at.map(|at| moment_view(directory.calendar(row, filter.calendar), at)),
        in_month: asked_of.new_patients.and_then(|month| about(&facility.new_patients, month)).map(MonthView::from),
        on_day: asked_of.vacancy_on.and_then(|day| about(&facility.vacancies, day)).map(VacancyView::from),
        facility: (&facility).into(),
    }))
}

impl From<PackedFact> for SearchedAnswer {
    fn from(fact: PackedFact) -> Self {
        Self {
            need: vocabulary().id(fact.capability),
            answer: fact.answer.id(),
            as_of: fact.as_of().to_string(),
            source: fact.source.id(),
        }
    }
}

impl SearchCounts {
    fn of(counts: &Counts, search: &Search) -> Self {
        let state = |state| counts.in_state(state);
        let capability = |id| vocabulary().capability(id).map_or(0, |capability| counts.of_capability(capability));
        let capabilities = vocabulary().capabilities().iter().map(|words| words.id.as_str());
        let offered = || search.offered.iter().map(ComingFilter::asked).zip(counts.of_coming());
        let (months, days) = (offered().take(search.months_offered), offered().skip(search.months_offered));
        Self {
            kind: Kind::ALL.iter().map(|kind| (kind.id(), counts.of_kind(*kind))).collect(),
            capability: capabilities.map(|id| (id, capability(id))).collect(),
            new_patients: months.filter_map(|(asked, count)| Some((asked.new_patients?.to_string(), *count))).collect(),
            vacancy_on: days.filter_map(|(asked, count)| Some((asked.vacancy_on?.to_string(), *count))).collect(),
            open: state(OpenState::Open)
                .zip(state(OpenState::Closed))
                .zip(state(OpenState::Unknown))
                .map(|((open, closed), unknown)| OpenCounts { open, closed, unknown }),
        }
    }
}

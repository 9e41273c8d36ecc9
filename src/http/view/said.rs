//! What stands beside the fields of a facility: capacity, duties, free places, remarks, values that others replaced, links.

use serde::Serialize;
use utoipa::ToSchema;

use super::OriginView;
use super::hours::{SpanView, span_view};
use crate::domain::Facility;
use crate::domain::availability::{CoverDay, MonthAnswer};
use crate::domain::facility::{Absence, Capacity, Duty, Link, Remark, Replaced, Vacancy};

/// Patients at home that can be looked after in a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct CapacityView {
    /// At least this many; null where it was only put into words.
    least: Option<u32>,
    /// At most this many.
    most: Option<u32>,
    /// As written.
    text: String,
    #[serde(flatten)]
    origin: OriginView,
}

/// One turn of duty.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct DutyView {
    /// The day.
    date: String,
    /// When; empty where the roster names no time.
    spans: Vec<SpanView>,
    /// What for, as the roster says.
    label: String,
    note: Option<String>,
    #[serde(flatten)]
    origin: OriginView,
}

/// Whether places are free on one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct VacancyView {
    /// The day.
    date: String,
    /// How many, where a number was given.
    places: Option<u32>,
    /// `yes`, `consult`, `no` or `unknown`.
    answer: &'static str,
    /// A condition in the institution's own words.
    note: Option<String>,
    #[serde(flatten)]
    origin: OriginView,
}

/// Something said in words that has no field of its own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct RemarkView {
    /// The heading of its column.
    label: String,
    /// As written.
    text: String,
    #[serde(flatten)]
    origin: OriginView,
}

/// A source whose newest edition no longer lists the facility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct AbsenceView {
    source: &'static str,
    /// The last edition that listed it.
    last_listed: String,
    /// The first newer edition that does not.
    missing_since: String,
}

/// How a record of some source came to be taken for this facility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct LinkView {
    source: &'static str,
    /// The record's key there.
    key: String,
    /// How sure, in percent.
    score: u8,
    /// Why: identifiers of reasons.
    reasons: Vec<String>,
}

/// Whether new patients at home are taken in one month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct MonthView {
    #[schema(example = "2026-12")]
    month: String,
    /// How many more, where a number was given.
    places: Option<u32>,
    /// `yes`, `consult`, `no` or `unknown`; `no` where no place is left.
    answer: &'static str,
    /// A condition in the institution's own words.
    note: Option<String>,
    #[serde(flatten)]
    origin: OriginView,
}

/// A day on which a substitute is looked for or offered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct CoverDayView {
    #[schema(example = "2026-12-29")]
    date: String,
    /// `needed` or `offered`.
    cover: &'static str,
    note: Option<String>,
    #[serde(flatten)]
    origin: OriginView,
}

/// A value that another one stands in front of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct ReplacedView {
    /// The field as in `provenance`, a calendar, or a capability.
    field: String,
    /// The value as a reader sees it; empty where the source no longer has one.
    value: String,
    /// Whether the source has said something else since the field was corrected by hand.
    changed_since: bool,
    #[serde(flatten)]
    origin: OriginView,
}

/// Everything that stands beside the fields.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in super::super) struct SaidView {
    capacity: Option<CapacityView>,
    duties: Vec<DutyView>,
    vacancies: Vec<VacancyView>,
    /// New patients at home, by month.
    new_patients: Vec<MonthView>,
    /// Days on which a substitute is looked for or offered.
    cover: Vec<CoverDayView>,
    /// Who said, and on which day, that everything shown is still so.
    confirmed: Option<OriginView>,
    remarks: Vec<RemarkView>,
    /// The day since which it is known to be closed for good.
    #[schema(example = "2026-03-31")]
    closed: Option<String>,
    absent: Vec<AbsenceView>,
    /// The site that it shares with others: one building, or one operator at one address.
    site: Option<String>,
    links: Vec<LinkView>,
    replaced: Vec<ReplacedView>,
}

impl From<&Facility> for SaidView {
    fn from(facility: &Facility) -> Self {
        Self {
            capacity: facility.capacity.as_ref().map(CapacityView::from),
            duties: facility.duties.iter().map(DutyView::from).collect(),
            vacancies: facility.vacancies.iter().map(VacancyView::from).collect(),
            new_patients: facility.new_patients.iter().map(MonthView::from).collect(),
            cover: facility.cover.iter().map(CoverDayView::from).collect(),
            confirmed: facility.confirmed.as_ref().map(OriginView::from),
            remarks: facility.remarks.iter().map(RemarkView::from).collect(),
            closed: facility.closed.map(|day| day.to_string()),
            absent: facility.absent.iter().map(AbsenceView::from).collect(),
            site: facility.site.clone(),
            links: facility.links.iter().map(LinkView::from).collect(),
            replaced: facility.replaced.iter().map(ReplacedView::from).collect(),
        }
    }
}

impl From<&Capacity> for CapacityView {
    fn from(capacity: &Capacity) -> Self {
        Self {
            least: capacity.least,
            most: capacity.most,
            text: capacity.text.clone(),
            origin: (&capacity.origin).into(),
        }
    }
}

impl From<&Duty> for DutyView {
    fn from(duty: &Duty) -> Self {
        Self {
            date: duty.date.to_string(),
            spans: duty.spans.iter().copied().map(span_view).collect(),
            label: duty.label.clone(),
            note: duty.note.clone(),
            origin: (&duty.origin).into(),
        }
    }
}

impl From<&Vacancy> for VacancyView {
    fn from(vacancy: &Vacancy) -> Self {
        Self {
            date: vacancy.date.to_string(),
            places: vacancy.places,
            answer: vacancy.stands().id(),
            note: vacancy.note.clone(),
            origin: (&vacancy.origin).into(),
        }
    }
}

impl From<&MonthAnswer> for MonthView {
    fn from(said: &MonthAnswer) -> Self {
        Self {
            month: said.month.to_string(),
            places: said.places,
            answer: said.stands().id(),
            note: said.note.clone(),
            origin: (&said.origin).into(),
        }
    }
}

impl From<&CoverDay> for CoverDayView {
    fn from(said: &CoverDay) -> Self {
        Self {
            date: said.date.to_string(),
            cover: said.cover.id(),
            note: said.note.clone(),
            origin: (&said.origin).into(),
        }
    }
}

impl From<&Remark> for RemarkView {
    fn from(remark: &Remark) -> Self {
        Self { label: remark.label.clone(), text: remark.text.clone(), origin: (&remark.origin).into() }
    }
}

impl From<&Absence> for AbsenceView {
    fn from(absence: &Absence) -> Self {
        Self {
            source: absence.source.id(),
            last_listed: absence.last_listed.to_string(),
            missing_since: absence.missing_since.to_string(),
        }
    }
}

impl From<&Link> for LinkView {
    fn from(link: &Link) -> Self {
        Self { source: link.source.id(), key: link.key.clone(), score: link.score, reasons: link.reasons.clone() }
    }
}

impl From<&Replaced> for ReplacedView {
    fn from(replaced: &Replaced) -> Self {
        Self {
            field: replaced.field.clone(),
            value: replaced.value.clone(),
            changed_since: replaced.changed_since,
            origin: (&replaced.origin).into(),
        }
    }
}

//! What goes over the wire. Domain values become these, and only these, on their way out.

mod hours;
mod said;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::facility::{Field, GroupMembership, Service};
use crate::domain::source::Origin;
use crate::domain::{Facility, Metres, Position, vocabulary};

use hours::{CalendarView, HoursView};
pub(super) use hours::{DayView, MomentView, Showing, days, moment_view, wire_moment, wire_until};
use said::SaidView;
pub(super) use said::{MonthView, VacancyView};

/// Where a facility is and how that is known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PositionView {
    /// `point` when the source gave coordinates, coarser when placed by its address.
    level: &'static str,
    /// How far the true place may be from the point, in metres.
    accuracy_m: f64,
    /// Who gave the point.
    source: &'static str,
}

/// A facility in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FacilitySummary {
    /// The stable identifier.
    #[schema(example = "n-1421409498300")]
    pub id: String,
    /// Its kind.
    #[schema(example = "clinic")]
    pub kind: &'static str,
    /// 正式名称.
    pub name: String,
    /// The whole address.
    pub address: String,
    /// Degrees north; null where the address could not be placed.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Telephone.
    pub phone: Option<String>,
    /// How the point is known.
    pub position: Option<PositionView>,
    /// Whether it is invented (the demonstration town).
    pub fictional: bool,
    /// Whether a source that listed it no longer does; the facility itself says which, and since when.
    pub no_longer_listed: bool,
}

/// A municipality.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct MunicipalityView {
    /// 全国地方公共団体コード, five digits.
    #[schema(example = "14201")]
    pub code: String,
    /// Its name.
    pub name: Option<String>,
}

/// Beds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct BedsView {
    total: u32,
    by_kind: BTreeMap<String, u32>,
}

/// A service under a number of its own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ServiceView {
    code: String,
    label: String,
    number: String,
    capacity: Option<u32>,
    days: String,
    note: String,
    /// `days` as a calendar, whose hours nobody said; null where no day is known.
    calendar: Option<CalendarView>,
}

/// One four-state answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct CapabilityView {
    /// The capability.
    id: String,
    /// `yes`, `consult`, `no` or `unknown`.
    answer: &'static str,
    /// When it was true at its source.
    as_of: String,
    /// Who said so.
    source: &'static str,
    /// A condition, or the filing that says so.
    condition: Option<String>,
}

/// A facility by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct MemberView {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A 連携型 group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct GroupView {
    id: String,
    name: String,
    phone: Option<String>,
    members: Vec<MemberView>,
}

/// A number under which somebody knows the facility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct IdentifierView {
    system: String,
    value: String,
}

/// Who said a field, and when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OriginView {
    source: &'static str,
    as_of: String,
}

/// Everything known about a facility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct FacilityView {
    #[serde(flatten)]
    summary: FacilitySummary,
    name_kana: Option<String>,
    fax: Option<String>,
    url: Option<String>,
    municipality: Option<MunicipalityView>,
    beds: Option<BedsView>,
    specialties: Vec<String>,
    services: Vec<ServiceView>,
    capabilities: Vec<CapabilityView>,
    hours: HoursView,
    group: Option<GroupView>,
    identifiers: Vec<IdentifierView>,
    provenance: BTreeMap<String, OriginView>,
    #[serde(flatten)]
    said: SaidView,
    /// What of this the public does not see, for whoever does: fields (`capacity`, `hours_contact/person`), capabilities, `remark/HEADING`.
    /// Absent where there is nothing, and from every answer to the public.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    professional_only: Vec<String>,
}

impl From<&Position> for PositionView {
    fn from(position: &Position) -> Self {
        Self { level: position.level.id(), accuracy_m: round(position.accuracy, 0), source: position.source.id() }
    }
}

impl From<&Facility> for FacilitySummary {
    fn from(facility: &Facility) -> Self {
        Self {
            id: facility.id.clone(),
            kind: facility.kind.id(),
            name: facility.name.clone(),
            address: facility.address.clone(),
            lat: facility.position.map(|position| position.at.lat()),
            lon: facility.position.map(|position| position.at.lon()),
            phone: facility.phone.clone(),
            position: facility.position.as_ref().map(PositionView::from),
            fictional: facility.fictional,
            no_longer_listed: !facility.absent.is_empty(),
        }
    }
}

impl From<&Origin> for OriginView {
    fn from(origin: &Origin) -> Self {
        Self { source: origin.source.id(), as_of: origin.as_of.to_string() }
    }
}

/// Lengths on the wire have one decimal (10 cm), accuracies none.
pub(super) fn round(length: Metres, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    (length.0 * scale).round() / scale
}

/// Everything known about a facility. `municipality_name` and `name_of` look up what the facility only has as a code.
pub(super) fn facility_view(
    facility: &Facility,
    showing: Showing,
    municipality_name: Option<String>,
    name_of: impl Fn(&str) -> Option<String>,
    professional_only: Vec<String>,
) -> FacilityView {
    FacilityView {
        summary: facility.into(),
        name_kana: facility.name_kana.clone(),
        fax: facility.fax.clone(),
        url: facility.url.clone(),
        municipality: facility
            .municipality
            .map(|code| MunicipalityView { code: code.to_string(), name: municipality_name }),
        beds: facility
            .beds
            .as_ref()
            .map(|beds| BedsView { total: beds.total, by_kind: beds.by_kind.iter().cloned().collect() }),
        specialties: facility.specialties.clone(),
        services: facility.services.iter().map(|service| service_view(facility, service, showing)).collect(),
        capabilities: capability_views(facility),
        hours: showing.hours(&facility.hours.in_force(&facility.duties)),
        group: facility.group.as_ref().map(|group| group_view(group, name_of)),
        identifiers: facility
            .identifiers
            .iter()
            .map(|id| IdentifierView { system: id.system.clone(), value: id.value.clone() })
            .collect(),
        provenance: facility.provenance.iter().map(|(field, origin)| (field_name(*field), origin.into())).collect(),
        said: facility.into(),
        professional_only,
    }
}

fn field_name(field: Field) -> String {
    serde_json::to_value(field).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn service_view(facility: &Facility, service: &Service, showing: Showing) -> ServiceView {
    ServiceView {
        code: service.code.clone(),
        label: service.label.clone(),
        number: service.number.clone(),
        capacity: service.capacity,
        days: service.days.clone(),
        note: service.note.clone(),
        calendar: showing.service(facility, service),
    }
}

fn capability_views(facility: &Facility) -> Vec<CapabilityView> {
    let view = |(capability, fact): &(crate::domain::Capability, crate::domain::Fact)| CapabilityView {
        id: vocabulary().id(*capability).to_owned(),
        answer: fact.answer.id(),
        as_of: fact.as_of.to_string(),
        source: fact.source.id(),
        condition: fact.condition.clone(),
    };
    facility.capabilities.iter().map(view).collect()
}

fn group_view(group: &GroupMembership, name_of: impl Fn(&str) -> Option<String>) -> GroupView {
    let member = |id: &String| MemberView { name: name_of(id).unwrap_or_else(|| id.clone()), id: id.clone() };
    GroupView {
        id: group.id.clone(),
        name: group.name.clone(),
        phone: group.phone.clone(),
        members: group.members.iter().map(member).collect(),
    }
}

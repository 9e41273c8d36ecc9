//! The shapes of the answer.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::contact::ContactView;
use crate::http::requirements::{AskedNeedView, RequirementView};
use crate::http::services::Origin;
use crate::http::team::TeamView;
use crate::http::view::{FacilitySummary, round};
use crate::matching::WayLine;

/// How the home was understood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct HomeView {
    pub(super) lat: f64,
    pub(super) lon: f64,
    /// `point`, `town`, `municipality`, …
    pub(super) level: &'static str,
    pub(super) accuracy_m: f64,
    /// What was recognised.
    pub(super) matched: String,
    /// What was not needed.
    pub(super) rest: String,
    pub(super) source: &'static str,
}

impl From<Origin> for HomeView {
    fn from(origin: Origin) -> Self {
        Self {
            lat: origin.at.lat(),
            lon: origin.at.lon(),
            level: origin.level.id(),
            accuracy_m: round(origin.accuracy, 0),
            matched: origin.matched,
            rest: origin.rest,
            source: origin.source,
        }
    }
}

/// The policy behind the order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct PolicyView {
    pub(super) version: String,
    /// Weight by term. They sum to 1, beside `rotation`, which stands here only for those who keep cases.
    #[schema(value_type = std::collections::BTreeMap<String, f64>)]
    pub(super) weights: serde_json::Map<String, serde_json::Value>,
    /// Reason by term.
    pub(super) reasons: std::collections::BTreeMap<String, String>,
    /// Who publishes it; null for the one that comes with the program.
    pub(super) publisher: Option<String>,
    /// After how many days a yes must be asked again, and why.
    pub(super) horizons: Vec<HorizonView>,
    /// How what is said of days and months to come is read, and why.
    pub(super) availability: Vec<LawView>,
}

/// A horizon of the policy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct HorizonView {
    /// A capability, a source, or `default`.
    pub(super) applies_to: String,
    /// `capability` goes before `source` before `default`.
    pub(super) sort: &'static str,
    pub(super) days: u16,
    pub(super) reason: String,
}

/// A law of the policy in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct LawView {
    /// `carried_over`, `confirmed`, `vacancy`, `cover`.
    pub(super) law: &'static str,
    pub(super) reason: String,
}

/// A need that somebody says no to: what keeps a near miss from being a candidate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct MissingView {
    /// The capability that decides; `any_of` are those of which one would have been enough.
    pub(super) need: String,
    pub(super) any_of: Vec<String>,
    /// What the need is called.
    pub(super) label: String,
    /// The four-state answer behind it: `no`.
    pub(super) answer: &'static str,
    pub(super) as_of: Option<String>,
    pub(super) source: Option<&'static str>,
    /// What is missing, in a sentence.
    pub(super) detail: String,
}

/// One term of the score.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct TermView {
    pub(in crate::http) term: &'static str,
    /// What the policy calls it.
    pub(in crate::http) label: String,
    pub(in crate::http) weight: f64,
    pub(in crate::http) value: f64,
    pub(in crate::http) reason: String,
}

/// The way from the home. It decides nothing but the term `distance`, and that only where the straight line lies over water.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WayView {
    /// In steps of 100 m: an estimate of the road where the straight line lies over land, the shortest way over land where it
    /// lies over water. Null where that is longer than what is measured, or no road leads there.
    metres: Option<f64>,
    /// Whether the straight line lies over water.
    over_water: bool,
    /// What `metres` rests on: `straight`, `land`, or `none` where a ship is needed.
    basis: &'static str,
    /// The same in words.
    #[schema(example = "直線は海や湖の上を通ります。陸路はおよそ75 km以上")]
    note: String,
}

impl From<WayLine> for WayView {
    fn from(line: WayLine) -> Self {
        let metres = line.metres.map(|metres| (metres.0 / 100.0).round() * 100.0);
        Self { metres, over_water: line.over_water, basis: line.basis, note: line.note }
    }
}

/// A way by road.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct RoadView {
    #[schema(example = 14.2)]
    pub(super) minutes: f64,
    #[schema(example = 9120.0)]
    pub(super) metres: f64,
    /// Who says so: `osrm` or `valhalla`.
    pub(super) source: &'static str,
    /// Where the way begins: `home`, or `mesh_500m`, the middle of the home's 500 m mesh.
    pub(super) from: &'static str,
}

/// One candidate, or near miss.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CandidateView {
    pub(in crate::http) rank: usize,
    pub(in crate::http) facility: FacilitySummary,
    /// Geodesic distance from the home in metres: the straight line of the rule.
    pub(in crate::http) straight_line_m: f64,
    /// The metres that the term `distance` counts: the straight line, or the way over land where that line lies over water.
    /// Null where no road leads there or none that is measured; the term is 0 then.
    pub(in crate::http) counted_m: Option<f64>,
    pub(super) way: WayView,
    pub(in crate::http) within_16km: bool,
    /// False where the imprecision of home or facility reaches across the line.
    pub(in crate::http) within_16km_certain: bool,
    /// The way by road; null where there is none. Absent where no road server was named or it did not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<RoadView>)]
    pub(in crate::http) by_road: Option<Option<RoadView>>,
    pub(in crate::http) requirements: Vec<RequirementView>,
    pub(in crate::http) wishes: Vec<RequirementView>,
    /// score = Σ weight · value.
    pub(in crate::http) terms: Vec<TermView>,
    pub(in crate::http) score: f64,
    /// What keeps a near miss from being a candidate; empty for a candidate.
    pub(in crate::http) missing: Vec<MissingView>,
    pub(in crate::http) contact: ContactView,
    /// The lot of the day that decides among equals, ascending.
    #[schema(example = "05f3a1c2d4e5b697")]
    pub(in crate::http) rotation: String,
    /// What is known of the institution that the public does not see, for whoever does; see `GET /api/v1/facilities/{id}`. Absent where
    /// there is nothing, and from every answer to the public.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::http) professional_only: Vec<String>,
}

/// Why some were left out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct ExcludedView {
    /// `beyond_16km`, `place_unknown`, `not_in_role` or `need_unmet`.
    pub(super) reason: &'static str,
    /// The capability, for `need_unmet`; the first of `any_of`.
    pub(super) need: Option<String>,
    /// The capabilities of which one would have been enough, for `need_unmet`.
    pub(super) any_of: Vec<String>,
    /// The reason in words.
    pub(super) label: String,
    pub(super) count: u32,
}

/// How the answer came about: `examined = candidates + Σ excluded`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct EvidenceView {
    pub(super) radius_m: f64,
    pub(super) examined_radius_m: f64,
    pub(super) examined: u32,
    pub(super) within: u32,
    pub(super) offering_visits: u32,
    pub(super) candidates: u32,
    pub(super) excluded: Vec<ExcludedView>,
}

/// The answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatchAnswer {
    pub(super) origin: HomeView,
    /// The role that was asked for.
    #[schema(example = "attending")]
    pub(super) role: &'static str,
    /// The day in Japan on which ages are counted and lots are drawn.
    #[schema(example = "2026-12-01")]
    pub(super) today: String,
    /// The words of the lot before a facility's identifier: `rotation` is XXH3-64 over both.
    #[schema(example = "2026-12-01|attending|35.240000,139.720000|tpn|")]
    pub(super) draw: String,
    /// The needs among what was asked for; capabilities asked for by themselves are not repeated.
    pub(super) asked_needs: Vec<AskedNeedView>,
    pub(super) policy: PolicyView,
    pub(in crate::http) candidates: Vec<CandidateView>,
    pub(super) near_misses: Vec<CandidateView>,
    pub(super) evidence: EvidenceView,
    pub(super) team: Option<TeamView>,
    /// What a reader should know.
    pub(super) notices: Vec<String>,
}

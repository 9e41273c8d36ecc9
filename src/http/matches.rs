//! Who fits this patient, in which order, and why: raw request → checked question → ranked answer → view.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::directory::Directory;
use crate::domain::municipality::prefecture_name;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{LatLon, Metres, vocabulary};
use crate::matching::explain;
use crate::matching::{AnyOf, Exclusion, Expectations, Expected, Question, Ranked, Ranking};

use super::body::Body;
use super::contact::{ContactView, contact_view};
use super::problem::Problem;
use super::requirements::{AskedNeedView, Asking, RequirementView, label};
use super::services::{Origin, Services};
use super::team::{TeamView, team_view};
use super::view::{FacilitySummary, round};

/// Most candidates in one answer.
const MAX_LIMIT: usize = 100;
/// Candidates in an answer that does not say how many.
const DEFAULT_LIMIT: usize = 10;
/// Near misses shown.
const NEAR_MISSES: usize = 5;

/// A home: an address, or a point.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginRequest {
    /// An address in Japan.
    #[schema(example = "神奈川県横須賀市浦賀5丁目1-1")]
    pub address: Option<String>,
    /// Degrees north; with `lon`, instead of an address.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// The question.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchRequest {
    /// The patient's home. It lives for this request only.
    pub origin: OriginRequest,
    /// `attending` (default), `alternate`, `nursing`, `pharmacy`, `dental`, `care_manager` or `backup_hospital`.
    #[schema(value_type = Option<String>, example = "attending")]
    pub role: Option<Role>,
    /// What must be possible; identifiers of capabilities and of needs, which ask each role for what it takes.
    #[serde(default)]
    #[schema(example = json!(["terminal_cancer", "oxygen_therapy", "home_death_care"]))]
    pub needs: Vec<String>,
    /// What would be good.
    #[serde(default)]
    pub wishes: Vec<String>,
    /// The moment someone wants to reach them; now when absent.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    pub at: Option<String>,
    /// Whether to name a team around the first candidate.
    #[serde(default)]
    pub team: bool,
    /// Candidates to show, 1 to 100.
    pub limit: Option<usize>,
    /// `ja` (default), `en` or `easy`.
    #[schema(value_type = Option<String>)]
    pub lang: Option<Lang>,
}

/// How the home was understood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OriginView {
    lat: f64,
    lon: f64,
    /// `point`, `town`, `municipality`, …
    level: &'static str,
    accuracy_m: f64,
    /// What was recognised.
    matched: String,
    /// What was not needed.
    rest: String,
    source: &'static str,
}

/// The policy behind the order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PolicyView {
    version: String,
    /// Weight by term; they sum to 1.
    #[schema(value_type = std::collections::BTreeMap<String, f64>)]
    weights: serde_json::Map<String, serde_json::Value>,
    /// Reason by term.
    reasons: std::collections::BTreeMap<String, String>,
}

/// One term of the score.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TermView {
    term: &'static str,
    /// What the policy calls it.
    label: String,
    weight: f64,
    value: f64,
    reason: String,
}

/// One candidate, or near miss.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateView {
    rank: usize,
    facility: FacilitySummary,
    /// Geodesic distance from the home in metres: the straight line of the rule.
    straight_line_m: f64,
    within_16km: bool,
    /// False where the imprecision of home or facility reaches across the line.
    within_16km_certain: bool,
    requirements: Vec<RequirementView>,
    wishes: Vec<RequirementView>,
    /// score = Σ weight · value.
    terms: Vec<TermView>,
    score: f64,
    contact: ContactView,
    /// The lot of the day that decides among equals, ascending.
    #[schema(example = "05f3a1c2d4e5b697")]
    rotation: String,
}

/// Why some were left out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExcludedView {
    /// `beyond_16km`, `place_unknown`, `not_in_role` or `need_unmet`.
    reason: &'static str,
    /// The capability, for `need_unmet`; the first of `any_of`.
    need: Option<String>,
    /// The capabilities of which one would have been enough, for `need_unmet`.
    any_of: Vec<String>,
    /// The reason in words.
    label: String,
    count: u32,
}

/// How the answer came about: `examined = candidates + Σ excluded`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceView {
    radius_m: f64,
    examined_radius_m: f64,
    examined: u32,
    within: u32,
    offering_visits: u32,
    candidates: u32,
    excluded: Vec<ExcludedView>,
}

/// The answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatchAnswer {
    origin: OriginView,
    /// The needs among what was asked for; capabilities asked for by themselves are not repeated.
    asked_needs: Vec<AskedNeedView>,
    policy: PolicyView,
    candidates: Vec<CandidateView>,
    near_misses: Vec<CandidateView>,
    evidence: EvidenceView,
    team: Option<TeamView>,
    /// What a reader should know.
    notices: Vec<String>,
}

/// Find who comes to a home.
#[utoipa::path(post, path = "/api/v1/matches", tag = "matching", request_body = MatchRequest,
    responses((status = 200, body = MatchAnswer), (status = 400, body = Problem)))]
pub(super) async fn create_match(
    State(services): State<Services>,
    Body(request): Body<MatchRequest>,
) -> Result<Json<MatchAnswer>, Problem> {
    answer(&services, &request).map(Json)
}

/// Answers a question; the command line asks the same function.
///
/// # Errors
/// Names the field that cannot be used.
pub fn answer(services: &Services, request: &MatchRequest) -> Result<MatchAnswer, Problem> {
    let directory = services.directory.load_full();
    let lang = request.lang.unwrap_or_default();
    let limit = request.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::invalid("limit", format!("1 から {MAX_LIMIT} までです (1 to {MAX_LIMIT})")));
    }
    let team = request.team;
    let (mut origin, question, asking) = check(services, request)?;
    origin.notices.extend(coverage_notice(&directory, &origin, &question));
    let ranking = directory.rank(&question, &services.policy, limit, NEAR_MISSES);
    let expectations = asking.of(question.role);
    let asked = Asked {
        services,
        directory: &directory,
        question: &question,
        asking: &asking,
        expectations: &expectations,
        lang,
    };
    let candidates = asked.candidates(&ranking.candidates)?;
    let near_misses = asked.candidates(&ranking.near_misses)?;
    let team = if team { Some(team_view(&asked, ranking.candidates.first())?) } else { None };
    Ok(MatchAnswer {
        asked_needs: asking.needs(question.role, lang),
        policy: asked.policy_view(),
        evidence: asked.evidence_view(&ranking),
        candidates,
        near_misses,
        team,
        notices: origin.notices,
        origin: OriginView {
            lat: origin.at.lat(),
            lon: origin.at.lon(),
            level: origin.level.id(),
            accuracy_m: round(origin.accuracy, 0),
            matched: origin.matched,
            rest: origin.rest,
            source: origin.source,
        },
    })
}

/// Says so where silence about visits comes from a list that was not imported, and not from the institutions.
fn coverage_notice(directory: &Directory, origin: &Origin, question: &Question) -> Option<String> {
    if directory.is_empty() {
        return Some("施設がひとつも取り込まれていません (no facilities were imported)".to_owned());
    }
    let prefecture = origin.prefecture?;
    let implied = question.implies.filter(|&implied| !directory.knows_of(prefecture, implied))?;
    let name = prefecture_name(prefecture)?;
    let label = vocabulary().words(implied).map_or("", |words| &words.label.ja);
    Some(format!(
        "{name}の届出・調査は取り込まれていないため、{name}の施設の「{label}」はすべて不明です (no filings or surveys of this prefecture were imported: unknown does not mean no)"
    ))
}

/// From the raw request to a question that cannot be wrong.
fn check(services: &Services, request: &MatchRequest) -> Result<(Origin, Question, Asking), Problem> {
    let role = request.role.unwrap_or(Role::Attending);
    let origin = check_origin(services, "origin", &request.origin)?;
    let now = services.now_in_japan();
    let at = request.at.as_deref().map_or(Ok(now), |text| Services::moment("at", text))?;
    let asking = Asking::check(&request.needs, &request.wishes, role)?;
    let question = question(role, &origin, &asking.of(role), at, now.date());
    Ok((origin, question, asking))
}

/// A question about one role.
pub(super) fn question(
    role: Role,
    origin: &Origin,
    expectations: &Expectations,
    at: jiff::civil::DateTime,
    today: jiff::civil::Date,
) -> Question {
    let words = vocabulary().role(role);
    Question {
        origin: origin.at,
        origin_accuracy: origin.accuracy,
        role,
        kinds: words.map(|words| words.kinds.iter().copied().collect()).unwrap_or_default(),
        implies: words.and_then(|words| words.implies.as_deref()).and_then(|id| vocabulary().capability(id)),
        needs: expectations.needs(),
        wishes: expectations.wishes(),
        at,
        today,
    }
}

/// The home of a request: exactly one of address and point.
pub(super) fn check_origin(services: &Services, field: &str, origin: &OriginRequest) -> Result<Origin, Problem> {
    match (&origin.address, origin.lat, origin.lon) {
        (Some(address), None, None) => services.locate_address(&format!("{field}.address"), address),
        (None, Some(lat), Some(lon)) => {
            let at = LatLon::new(lat, lon).map_err(|error| match error {
                crate::domain::place::NotAPlace::Latitude(_) => {
                    Problem::invalid(format!("{field}.lat"), "緯度は -90 から 90 までです (latitude is -90 to 90)")
                }
                crate::domain::place::NotAPlace::Longitude(_) => {
                    Problem::invalid(format!("{field}.lon"), "経度は -180 から 180 までです (longitude is -180 to 180)")
                }
            })?;
            services.locate_point(field, at)
        }
        _ => {
            let detail =
                "address か、lat と lon の組のどちらか一方を書いてください (give either address, or lat and lon)";
            Err(Problem::invalid(field, detail))
        }
    }
}

/// A question together with what is needed to put its answer into words.
pub(super) struct Asked<'a> {
    pub(super) services: &'a Services,
    pub(super) directory: &'a Directory,
    pub(super) question: &'a Question,
    pub(super) asking: &'a Asking,
    /// What was asked of the question's role.
    pub(super) expectations: &'a Expectations<'static>,
    pub(super) lang: Lang,
}

impl Asked<'_> {
    fn candidates(&self, ranked: &[Ranked]) -> Result<Vec<CandidateView>, Problem> {
        (1..).zip(ranked).filter_map(|(rank, ranked)| self.candidate(rank, ranked).transpose()).collect()
    }

    fn candidate(&self, rank: usize, ranked: &Ranked) -> Result<Option<CandidateView>, Problem> {
        let facility = self.directory.facility(ranked.row).map_err(|error| Problem::internal(&error))?;
        let Some((facility, view)) = facility.zip(self.directory.view(self.question.origin, ranked.row)) else {
            return Ok(None);
        };
        let policy = &self.services.policy;
        let requirements = |expected: &[Expected<'static>]| {
            let any: Vec<_> = expected.iter().map(|expected| expected.any).collect();
            let lines = explain::requirements(&view, &any, self.question, policy, vocabulary(), self.lang);
            lines.into_iter().zip(expected).map(|(line, of)| RequirementView::new(line, of, self.lang)).collect()
        };
        let terms = explain::terms(ranked, &view, self.question, policy, self.lang)
            .into_iter()
            .map(|line| TermView {
                term: line.term,
                label: line.label,
                weight: line.weight,
                value: line.value,
                reason: line.reason,
            })
            .collect();
        let doubt = self.question.origin_accuracy.0 + facility.position.map_or(0.0, |position| position.accuracy.0);
        Ok(Some(CandidateView {
            rank,
            straight_line_m: round(view.distance, 1),
            within_16km: view.distance.0 <= policy.radius().0,
            within_16km_certain: (view.distance.0 - policy.radius().0).abs() > doubt,
            requirements: requirements(&self.expectations.needs),
            wishes: requirements(&self.expectations.wishes),
            terms,
            score: ranked.score,
            contact: contact_view(&facility, self.question.at),
            rotation: format!("{:016x}", ranked.lot),
            facility: (&facility).into(),
        }))
    }

    fn policy_view(&self) -> PolicyView {
        let policy = &self.services.policy;
        let terms = policy.terms();
        PolicyView {
            version: policy.version().to_owned(),
            weights: terms.iter().map(|term| (term.id.id().to_owned(), term.weight.into())).collect(),
            reasons: terms
                .iter()
                .map(|term| (term.id.id().to_owned(), explain::words(&term.reason, self.lang).to_owned()))
                .collect(),
        }
    }

    fn evidence_view(&self, ranking: &Ranking) -> EvidenceView {
        let evidence = &ranking.evidence;
        let policy = &self.services.policy;
        EvidenceView {
            radius_m: round(policy.radius(), 0),
            examined_radius_m: round(policy.examined_radius(), 0),
            examined: evidence.examined,
            within: evidence.within,
            offering_visits: evidence.offering,
            candidates: evidence.candidates,
            excluded: evidence.excluded.iter().map(|(reason, count)| self.excluded_view(*reason, *count)).collect(),
        }
    }

    fn excluded_view(&self, exclusion: Exclusion, count: u32) -> ExcludedView {
        let lang = self.lang;
        let Metres(radius) = self.services.policy.radius();
        let (reason, need, label) = match exclusion {
            Exclusion::BeyondLine => (
                "beyond_16km",
                None,
                match lang {
                    Lang::En => format!("Farther than {} km", radius / 1_000.0),
                    Lang::Ja | Lang::Easy => format!("直線 {} km を超える", radius / 1_000.0),
                },
            ),
            Exclusion::PlaceUnknown => (
                "place_unknown",
                None,
                lang.pick(
                    "所在地が町名まで分からない",
                    "Place known only to its municipality",
                    "場所(ばしょ)がよくわかりません",
                )
                .to_owned(),
            ),
            Exclusion::NotInRole => (
                "not_in_role",
                None,
                lang.pick("訪問していないと回答", "Says that it does not visit", "家(いえ)に来(き)ません").to_owned(),
            ),
            Exclusion::Need(need) => {
                let words = label(need, lang);
                let label = match lang {
                    Lang::Ja => format!("{words}に対応していない"),
                    Lang::En => format!("No {words}"),
                    Lang::Easy => format!("{words}ができません"),
                };
                ("need_unmet", Some(need), label)
            }
        };
        let any_of: Vec<String> =
            need.into_iter().flat_map(AnyOf::members).map(|member| vocabulary().id(member).to_owned()).collect();
        ExcludedView { reason, need: any_of.first().cloned(), any_of, label, count }
    }
}

//! Why one institution stands before another: the two side by side, and the rule that decides.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::answer::PackedFact;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{Facility, Source, vocabulary};
use crate::http::body::Body;
use crate::http::problem::Problem;
use crate::http::requirements::label;
use crate::http::seen::Asker;
use crate::http::services::Services;
use crate::http::view::{FacilitySummary, round};
use crate::matching::{self, AnyOf, Draw, Outcome, Side, View, Which, explain};

use super::asked::Asked;
use super::reason::{outcome_words, sentence};
use super::request::{MatchRequest, OriginRequest};
use super::views::{HomeView, PolicyView};
use super::{OnBehalf, ask, check};
use crate::http::signed_in::SignedIn;

/// The question of a match, and two institutions.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparisonRequest {
    /// The identifier of one institution.
    #[schema(example = "n-1421400900010")]
    pub first: String,
    /// The identifier of the other.
    pub second: String,
    /// The patient's home. It lives for this request only.
    pub origin: OriginRequest,
    /// As in a match.
    #[schema(value_type = Option<String>, example = "attending")]
    pub role: Option<Role>,
    /// As in a match.
    #[serde(default)]
    pub needs: Vec<String>,
    /// As in a match.
    #[serde(default)]
    pub wishes: Vec<String>,
    /// As in a match.
    pub at: Option<String>,
    /// Accepted so that the body of a match can be sent; changes nothing here.
    #[serde(default)]
    pub team: bool,
    /// Accepted so that the body of a match can be sent; changes nothing here.
    pub limit: Option<usize>,
    /// `ja` (default), `en` or `easy`.
    #[schema(value_type = Option<String>)]
    pub lang: Option<Lang>,
}

/// One of the two.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SideView {
    facility: FacilitySummary,
    /// `candidate`, `need_unmet`, `not_in_role`, `place_unknown`, `beyond_16km`, `no_place`, `other_kind` or `closed`.
    outcome: &'static str,
    /// The outcome in words.
    outcome_label: String,
    /// Its place among all candidates, also beyond those that an answer shows; null for others.
    rank: Option<usize>,
    straight_line_m: Option<f64>,
    within_16km: Option<bool>,
    within_16km_certain: Option<bool>,
    /// Needs to ask about.
    asks: Option<u32>,
    /// Needs answered no.
    unmet: Option<u32>,
    score: Option<f64>,
    /// The lot of the day.
    rotation: Option<String>,
}

/// How a need stands at one of the two.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct StandingView {
    /// The capability that decides.
    pub(super) need: String,
    /// `met`, `ask` or `unmet`.
    pub(super) state: &'static str,
    pub(super) answer: &'static str,
    pub(super) as_of: Option<String>,
    pub(super) source: Option<&'static str>,
    pub(super) reason: String,
}

/// One need or wish at both.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ComparedNeedView {
    any_of: Vec<String>,
    label: String,
    /// Null where the institution is not looked at.
    first: Option<StandingView>,
    second: Option<StandingView>,
}

/// One term at both.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ComparedTermView {
    pub(super) term: &'static str,
    pub(super) label: String,
    pub(super) weight: f64,
    first: f64,
    second: f64,
    /// weight · first − weight · second.
    pub(super) difference: f64,
    first_reason: String,
    second_reason: String,
}

/// The two side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparisonAnswer {
    origin: HomeView,
    role: &'static str,
    today: String,
    draw: String,
    policy: PolicyView,
    /// The identifier of the one that stands before the other; null where neither stands in the answer.
    ahead: Option<String>,
    /// `only_candidate`, `fewer_unmet`, `fewer_asks`, `higher_score`, `lot` or `neither`.
    rule: &'static str,
    /// Which stands first, and why, in one sentence.
    sentence: String,
    first: SideView,
    second: SideView,
    needs: Vec<ComparedNeedView>,
    wishes: Vec<ComparedNeedView>,
    /// Every term at both; empty where one of them is not looked at.
    terms: Vec<ComparedTermView>,
    notices: Vec<String>,
}

/// Say why one institution stands before another.
#[utoipa::path(post, path = "/api/v1/matches/comparison", tag = "matching", request_body = ComparisonRequest,
    responses((status = 200, body = ComparisonAnswer), (status = 400, body = Problem)))]
pub(in crate::http) async fn create_comparison(
    asker: Asker,
    signed_in: Option<SignedIn>,
    Body(request): Body<ComparisonRequest>,
) -> Result<Json<ComparisonAnswer>, Problem> {
    comparison_for(&asker, request, &OnBehalf::of(signed_in.as_ref())).map(Json)
}

/// Compares two institutions; the command line asks the same function.
///
/// # Errors
/// Names the field that cannot be used.
pub fn comparison(services: &Services, request: ComparisonRequest) -> Result<ComparisonAnswer, Problem> {
    comparison_for(services, request, &OnBehalf::default())
}

/// The same for somebody in particular.
fn comparison_for(
    services: &Services,
    request: ComparisonRequest,
    asker: &OnBehalf,
) -> Result<ComparisonAnswer, Problem> {
    let directory = services.directory();
    let row = |field: &str, id: &str| {
        let unknown = "この識別子の施設はありません (no institution has this identifier)";
        directory.row(id).ok_or_else(|| Problem::invalid(field, unknown))
    };
    let rows = (row("first", &request.first)?, row("second", &request.second)?);
    if rows.0 == rows.1 {
        return Err(Problem::invalid("second", "first と同じ施設です (the same institution as first)"));
    }
    let request = MatchRequest {
        origin: request.origin,
        role: request.role,
        needs: request.needs,
        wishes: request.wishes,
        at: request.at,
        lang: request.lang,
        ..MatchRequest::default()
    };
    let (origin, mut question, asking) = check(services, &request)?;
    question.rotation = asker.rotates.then(|| services.rotation(&directory)).flatten();
    let expectations = asking.of(question.role);
    let asked = ask(services, &directory, &question, &asking, &expectations, request.lang.unwrap_or_default());
    let found = directory.compare(&question, &services.policy, rows.0, rows.1);
    let (first, second) = (Looked::new(&asked, rows.0, found.first)?, Looked::new(&asked, rows.1, found.second)?);
    let terms = terms(&asked, &first, &second);
    let (places, lang) = (asked.places([rows.0, rows.1]), asked.lang);
    Ok(ComparisonAnswer {
        role: question.role.id(),
        today: question.today.to_string(),
        draw: Draw::of(&question).shared().to_owned(),
        policy: asked.policy_view(),
        ahead: found
            .ahead
            .map(|which| if which == Which::First { rows.0 } else { rows.1 })
            .map(|row| directory.id(row).to_owned()),
        rule: found.by.id(),
        sentence: sentence(&asked, &found, [&first, &second], &terms),
        needs: compared_needs(&asked, &question.needs, &first, &second),
        wishes: compared_needs(&asked, &question.wishes, &first, &second),
        terms,
        first: first.side_view(&asked, places[0], lang),
        second: second.side_view(&asked, places[1], lang),
        notices: origin.notices.clone(),
        origin: origin.into(),
    })
}

/// One of the two with everything known about it.
pub(super) struct Looked<'a> {
    pub(super) facility: Facility,
    pub(super) side: Side,
    view: Option<View<'a>>,
}

impl<'a> Looked<'a> {
    fn new(asked: &Asked<'a>, row: u32, side: Side) -> Result<Self, Problem> {
        let gone = || Problem::internal(&std::io::Error::other("a row of the directory has no facility"));
        let facility = asked.directory.facility(row).map_err(|error| Problem::internal(&error))?.ok_or_else(gone)?;
        let view = side.ranked.and_then(|_| asked.directory.view(asked.question, &asked.services.policy, row));
        Ok(Self { facility, side, view })
    }

    /// How a need stands here.
    pub(super) fn standing(&self, asked: &Asked, any: AnyOf) -> Option<StandingView> {
        let view = self.view.as_ref()?;
        let policy = &asked.services.policy;
        let mut lines = explain::requirements(view, &[any], asked.question, policy, vocabulary(), asked.lang);
        let line = lines.pop()?;
        Some(StandingView {
            need: line.need,
            state: line.state.id(),
            answer: line.answer.id(),
            as_of: line.as_of.map(|date| date.to_string()),
            source: line.source.map(Source::id),
            reason: line.reason,
        })
    }

    /// What is known of a need here: whether it is met, and the answer behind it.
    pub(super) fn fact(&self, asked: &Asked, any: AnyOf) -> Option<(matching::State, Option<PackedFact>)> {
        let today = PackedFact::day_number(asked.question.today);
        let standing = self.view.as_ref()?.standing(any, &asked.services.policy, today);
        Some((standing.state, standing.fact))
    }

    fn side_view(&self, asked: &Asked, rank: Option<usize>, lang: Lang) -> SideView {
        let ranked = self.side.ranked;
        let radius = asked.services.policy.radius();
        let (outcome, outcome_label) = outcome_words(asked, self.side.outcome, self.facility.kind, lang);
        SideView {
            facility: (&self.facility).into(),
            outcome,
            outcome_label,
            rank,
            straight_line_m: ranked.map(|ranked| round(ranked.distance, 1)),
            within_16km: ranked.map(|ranked| ranked.distance.0 <= radius.0),
            within_16km_certain: ranked.map(|ranked| asked.is_certain(&self.facility, ranked.distance)),
            asks: ranked.map(|ranked| ranked.asks),
            unmet: ranked.map(|ranked| ranked.unmet),
            score: ranked.map(|ranked| ranked.score),
            rotation: ranked.map(|ranked| format!("{:016x}", ranked.lot)),
        }
    }

    /// Whether it is in the answer: a candidate, or a near miss.
    pub(super) fn outcome(&self) -> Outcome {
        self.side.outcome
    }
}

fn compared_needs(asked: &Asked, needs: &[AnyOf], first: &Looked, second: &Looked) -> Vec<ComparedNeedView> {
    let view = |&any: &AnyOf| ComparedNeedView {
        any_of: any.members().map(|member| vocabulary().id(member).to_owned()).collect(),
        label: label(any, asked.lang),
        first: first.standing(asked, any),
        second: second.standing(asked, any),
    };
    needs.iter().map(view).collect()
}

fn terms(asked: &Asked, first: &Looked, second: &Looked) -> Vec<ComparedTermView> {
    let lines = |looked: &Looked| {
        let (ranked, view) = looked.side.ranked.zip(looked.view)?;
        Some(explain::terms(&ranked, &view, asked.question, &asked.services.policy, asked.lang))
    };
    let Some((first, second)) = lines(first).zip(lines(second)) else { return Vec::new() };
    let both = first.into_iter().zip(second);
    let term = |(a, b): (explain::TermLine, explain::TermLine)| ComparedTermView {
        term: a.term,
        label: a.label,
        weight: a.weight,
        first: a.value,
        second: b.value,
        difference: a.weight * a.value - b.weight * b.value,
        first_reason: a.reason,
        second_reason: b.reason,
    };
    both.map(term).collect()
}

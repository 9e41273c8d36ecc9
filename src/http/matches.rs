//! Who fits this patient, in which order, and why: raw request → checked question → ranked answer → view.

mod asked;
pub(super) mod comparison;
pub(super) mod evidence;
mod reason;
mod request;
mod road;
mod views;

use axum::Json;

use crate::directory::Directory;
use crate::domain::municipality::prefecture_name;
use crate::domain::role::Deed;
use crate::domain::vocabulary;
use crate::domain::vocabulary::{Lang, Role};
use crate::matching::{Draw, Expectations, Question};

use super::body::Body;
use super::contact::check_my_hours;
use super::problem::Problem;
use super::requirements::Asking;
use super::seen::Asker;
use super::services::{Origin, Services};
use super::signed_in::SignedIn;
use super::team::{TeamRequest, team_view};

pub(super) use asked::Asked;
pub use comparison::{ComparisonAnswer, ComparisonRequest, comparison};
pub use evidence::{EvidenceAnswer, evidence};
pub use request::{MatchRequest, OriginRequest};
pub(super) use request::{check_origin, check_point};
pub use road::answer_by_road;
pub(super) use views::CandidateView;
pub use views::MatchAnswer;

/// Most candidates in one answer.
const MAX_LIMIT: usize = 100;
/// Candidates in an answer that does not say how many.
const DEFAULT_LIMIT: usize = 10;
/// Near misses shown.
const NEAR_MISSES: usize = 5;

/// Find who comes to a home.
#[utoipa::path(post, path = "/api/v1/matches", tag = "matching", request_body = MatchRequest,
    responses((status = 200, body = MatchAnswer), (status = 400, body = Problem)))]
pub(super) async fn create_match(
    asker: Asker,
    signed_in: Option<SignedIn>,
    Body(request): Body<MatchRequest>,
) -> Result<Json<MatchAnswer>, Problem> {
    road::by_road(&asker, &request, OnBehalf::of(signed_in.as_ref())).await.map(Json)
}

/// What an answer depends on beside the question.
#[derive(Debug, Clone, Default)]
pub(super) struct OnBehalf {
    /// Whether recent requests count: for those who keep cases, and for nobody else.
    pub(super) rotates: bool,
    /// Where the home is, for a question that carries none: the middle of the mesh of a case.
    pub(super) home: Option<Origin>,
}

impl OnBehalf {
    /// Whoever is signed in, or the public.
    pub(super) fn of(signed_in: Option<&SignedIn>) -> Self {
        Self { rotates: signed_in.is_some_and(|who| who.role.may(Deed::KeepCases)), home: None }
    }
}

/// Answers a question from the directory alone.
///
/// # Errors
/// Names the field that cannot be used.
pub fn answer(services: &Services, request: &MatchRequest) -> Result<MatchAnswer, Problem> {
    answer_to(services, request, OnBehalf::default())
}

/// Answers the question of somebody from the directory alone.
pub(super) fn answer_to(services: &Services, request: &MatchRequest, asker: OnBehalf) -> Result<MatchAnswer, Problem> {
    let directory = services.directory();
    let lang = request.lang.unwrap_or_default();
    let limit = request.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Problem::invalid("limit", format!("1 から {MAX_LIMIT} までです (1 to {MAX_LIMIT})")));
    }
    let home = asker.home.map_or_else(|| check_origin(services, "origin", &request.origin), Ok)?;
    let (mut origin, mut question, asking) = check_at(services, request, home)?;
    question.rotation = asker.rotates.then(|| services.rotation(&directory)).flatten();
    let wanted = request.team_with.clone().or_else(|| request.team.then(TeamRequest::default));
    let wanted = wanted.map(|wanted| wanted.check(&directory, &services.policy)).transpose()?;
    origin.notices.extend(coverage_notice(&directory, &origin, &question));
    let my_hours = request.my_hours.as_deref().map(|text| check_my_hours("my_hours", text, question.at)).transpose()?;
    let mut ranking = directory.rank(&question, &services.policy, limit, NEAR_MISSES);
    directory.measure_ways(&question, &services.policy, &mut ranking);
    let expectations = asking.of(question.role);
    let asked =
        Asked { my_hours: my_hours.as_ref(), ..ask(services, &directory, &question, &asking, &expectations, lang) };
    let candidates = asked.candidates(&ranking.candidates)?;
    let near_misses = asked.candidates(&ranking.near_misses)?;
    let team = wanted.map(|fixed| team_view(&asked, &fixed)).transpose()?;
    Ok(MatchAnswer {
        asked_needs: asking.needs(question.role, lang),
        policy: asked.policy_view(),
        evidence: asked.evidence_view(&ranking),
        candidates,
        near_misses,
        team,
        notices: origin.notices.clone(),
        role: question.role.id(),
        today: question.today.to_string(),
        draw: Draw::of(&question).shared().to_owned(),
        origin: origin.into(),
    })
}

/// A checked question with everything that puts its answer into words.
const fn ask<'a>(
    services: &'a Services,
    directory: &'a Directory,
    question: &'a Question,
    asking: &'a Asking,
    expectations: &'a Expectations<'static>,
    lang: Lang,
) -> Asked<'a> {
    Asked { services, directory, question, asking, expectations, lang, my_hours: None }
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
    check_at(services, request, check_origin(services, "origin", &request.origin)?)
}

/// From the raw request about a home that was found to a question that cannot be wrong.
fn check_at(
    services: &Services,
    request: &MatchRequest,
    origin: Origin,
) -> Result<(Origin, Question, Asking), Problem> {
    let role = request.role.unwrap_or(Role::Attending);
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
        rotation: None,
    }
}

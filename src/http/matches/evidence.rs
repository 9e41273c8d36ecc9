//! The evidence sheet of the 16 km rule: every institution within the line, what each answers, and why each is left out. No verdict.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::Directory;
use crate::domain::answer::PackedFact;
use crate::domain::{Answer, Source, vocabulary};
use crate::http::body::Body;
use crate::http::problem::Problem;
use crate::http::requirements::label;
use crate::http::seen::Asker;
use crate::http::services::Services;
use crate::http::state::{App, SourceCount};
use crate::http::view::round;
use crate::matching::{AnyOf, Draw, Rule, View, exclusion, explain, rules};

use super::asked::Asked;
use super::request::MatchRequest;
use super::views::{EvidenceView, HomeView, PolicyView};
use super::{ask, check, coverage_notice};

/// How distances are measured.
const METHOD: &str = "WGS 84 楕円体上の測地線長 (geodesic on the WGS 84 ellipsoid, Karney 2013)";

/// What an institution answers to one thing that is asked of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct AnswerView {
    /// The capability that decides.
    need: &'static str,
    /// `met`, `ask` or `unmet`.
    state: &'static str,
    /// `yes`, `consult`, `no` or `unknown`.
    answer: &'static str,
    as_of: Option<String>,
    source: Option<&'static str>,
}

/// One institution within the line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct InstitutionView {
    id: String,
    name: String,
    kind: &'static str,
    address: String,
    /// Geodesic distance from the home in metres, to 10 cm.
    straight_line_m: f64,
    /// False where the imprecision of home or institution reaches across the line.
    within_16km_certain: bool,
    /// `candidate`, `place_unknown`, `not_in_role` or `need_unmet`: the first reason that applies, as counted in `evidence`.
    outcome: &'static str,
    /// The outcome in words.
    outcome_label: String,
    /// What it answers to what the role is about; null where the role implies nothing.
    role_answer: Option<AnswerView>,
    /// What it answers to each need, in the order of `needs`.
    needs: Vec<AnswerView>,
}

/// Something that is asked of every institution.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct AskedView {
    /// The capabilities of which one is enough.
    any_of: Vec<&'static str>,
    label: String,
}

/// The words of a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RuleView {
    id: &'static str,
    title: &'static str,
    /// A summary in our words.
    text: &'static str,
    /// Where it stands.
    citation: &'static str,
    published: Option<String>,
    /// Null where no document that was seen names the day; `date_note` says so.
    effective_from: Option<String>,
    effective_until: Option<String>,
    date_note: &'static str,
}

/// A source and the edition of it that the directory holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct EditionView {
    source: &'static str,
    label: &'static str,
    licence: &'static str,
    /// The newest edition.
    edition: String,
    records: u64,
}

/// Who lies beyond the line, up to `evidence.examined_radius_m`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct BeyondView {
    count: usize,
    /// Of these, the ones known to do what the role is about (yes or 要相談).
    offering_visits: usize,
    /// The nearest of them.
    nearest: Option<NearestView>,
}

/// The nearest beyond the line.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NearestView {
    id: String,
    name: String,
    straight_line_m: f64,
}

/// The evidence sheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceAnswer {
    /// When it was made, in Japan.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    made_at: String,
    /// The day on which ages are counted.
    today: String,
    origin: HomeView,
    role: &'static str,
    /// The rule that was in force on the day asked, in words; empty where none concerns the role.
    rules: Vec<RuleView>,
    /// Who judges: not this program.
    judgement: &'static str,
    /// What is said where no rule concerns the role.
    rules_note: Option<&'static str>,
    /// How distances are measured.
    method: &'static str,
    policy: PolicyView,
    /// What the role is about; null where it implies nothing.
    role_asks: Option<AskedView>,
    /// What is asked of each institution, in the order of its answers.
    needs: Vec<AskedView>,
    /// The same counts as in the match of the same question.
    evidence: EvidenceView,
    beyond: BeyondView,
    /// The editions behind the answers.
    sources: Vec<EditionView>,
    /// Every institution of the role's kinds within the line, nearest first; equally near ones by the lot of the day.
    institutions: Vec<InstitutionView>,
    notices: Vec<String>,
}

/// Show who lies within 16 km of a home, and what each answers.
///
/// The body is that of a match; `limit`, `wishes` and `team` change nothing.
#[utoipa::path(post, path = "/api/v1/matches/evidence", tag = "matching", request_body = MatchRequest,
    responses((status = 200, body = EvidenceAnswer), (status = 400, body = Problem)))]
pub(in crate::http) async fn create_evidence(
    State(app): State<App>,
    asker: Asker,
    Body(request): Body<MatchRequest>,
) -> Result<Json<EvidenceAnswer>, Problem> {
    // A large city has thousands of institutions within the line: other requests need not wait for them.
    let made = tokio::task::spawn_blocking(move || evidence(&asker, &app.sources.load(), &request)).await;
    made.map_err(|error| Problem::internal(&error))?.map(Json)
}

/// Makes the sheet; the command line asks the same function.
///
/// # Errors
/// Names the field that cannot be used.
pub fn evidence(
    services: &Services,
    sources: &[SourceCount],
    request: &MatchRequest,
) -> Result<EvidenceAnswer, Problem> {
    let directory = services.directory();
    let lang = request.lang.unwrap_or_default();
    let (mut origin, question, asking) = check(services, request)?;
    origin.notices.extend(coverage_notice(&directory, &origin, &question));
    let expectations = asking.of(question.role);
    let asked = ask(services, &directory, &question, &asking, &expectations, lang);
    let policy = &services.policy;
    let (within, beyond) = by_distance(&asked);
    let institutions = within.iter().map(|view| institution(&asked, view)).collect::<Result<_, _>>()?;
    let rules_of_role: Vec<_> =
        rules().on(question.at.date(), question.role).map(|rule| rule_view(rule, &asked)).collect();
    Ok(EvidenceAnswer {
        made_at: services.now_in_japan().strftime("%Y-%m-%dT%H:%M:%S+09:00").to_string(),
        today: question.today.to_string(),
        role: question.role.id(),
        judgement: explain::words(rules().judgement(), lang),
        rules_note: rules_of_role.is_empty().then(|| explain::words(rules().none(), lang)),
        rules: rules_of_role,
        method: METHOD,
        policy: asked.policy_view(),
        role_asks: question.implies.map(|implied| asked_view(implied.into(), &asked)),
        needs: question.needs.iter().map(|&any| asked_view(any, &asked)).collect(),
        evidence: asked.evidence_view(&directory.rank(&question, policy, 1, 0)),
        beyond: beyond_view(&directory, &asked, &beyond),
        sources: sources.iter().map(|source| edition(source, &asked)).collect(),
        institutions,
        notices: origin.notices.clone(),
        origin: origin.into(),
    })
}

/// Everybody within the examined radius by distance, split at the line. Whoever shares a building is as near: the lot of the day orders them.
fn by_distance<'a>(asked: &Asked<'a>) -> (Vec<View<'a>>, Vec<View<'a>>) {
    let policy = &asked.services.policy;
    let mut draw = Draw::of(asked.question);
    let views = asked.directory.around(asked.question, policy, policy.examined_radius());
    let mut drawn: Vec<(u64, View)> = views.into_iter().map(|view| (draw.lot(view.id), view)).collect();
    drawn.sort_by(|(lot, a), (other, b)| a.distance.0.total_cmp(&b.distance.0).then_with(|| lot.cmp(other)));
    drawn.into_iter().map(|(_, view)| view).partition(|view| view.distance.0 <= policy.radius().0)
}

fn institution(asked: &Asked, view: &View) -> Result<InstitutionView, Problem> {
    let gone = || Problem::internal(&std::io::Error::other("a row of the directory has no facility"));
    let facility = asked.directory.facility(view.row).map_err(|error| Problem::internal(&error))?.ok_or_else(gone)?;
    let question = asked.question;
    let (outcome, outcome_label) = match exclusion(view, question, &asked.services.policy) {
        Some(reason) => {
            let excluded = asked.excluded_view(reason, 1);
            (excluded.reason, excluded.label)
        }
        None => ("candidate", asked.lang.pick("候補", "Candidate", "候補(こうほ)").to_owned()),
    };
    Ok(InstitutionView {
        kind: facility.kind.id(),
        straight_line_m: round(view.distance, 1),
        within_16km_certain: asked.is_certain(&facility, view.distance),
        outcome,
        outcome_label,
        role_answer: question.implies.map(|implied| answer(asked, view, implied.into())),
        needs: question.needs.iter().map(|&any| answer(asked, view, any)).collect(),
        id: facility.id,
        name: facility.name,
        address: facility.address,
    })
}

fn answer(asked: &Asked, view: &View, any: AnyOf) -> AnswerView {
    let today = PackedFact::day_number(asked.question.today);
    let standing = view.standing(any, &asked.services.policy, today);
    AnswerView {
        need: vocabulary().id(standing.by),
        state: standing.state.id(),
        answer: standing.fact.map_or(Answer::Unknown, |fact| fact.answer).id(),
        as_of: standing.fact.map(|fact| fact.as_of().to_string()),
        source: standing.fact.map(|fact| fact.source.id()),
    }
}

fn asked_view(any: AnyOf, asked: &Asked) -> AskedView {
    AskedView { any_of: any.members().map(|member| vocabulary().id(member)).collect(), label: label(any, asked.lang) }
}

fn rule_view(rule: &'static Rule, asked: &Asked) -> RuleView {
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    RuleView {
        id: &rule.id,
        title: explain::words(&rule.title, asked.lang),
        text: explain::words(&rule.text, asked.lang),
        citation: &rule.citation,
        published: day(rule.published),
        effective_from: day(rule.effective_from),
        effective_until: day(rule.effective_until),
        date_note: explain::words(&rule.date_note, asked.lang),
    }
}

fn edition((source, records, edition): &SourceCount, asked: &Asked) -> EditionView {
    let (ja, en) = Source::label(*source);
    EditionView {
        source: source.id(),
        label: asked.lang.pick(ja, en, ja),
        licence: source.licence(),
        edition: edition.clone(),
        records: *records,
    }
}

fn beyond_view(directory: &Directory, asked: &Asked, beyond: &[View]) -> BeyondView {
    let offers = |view: &&View| {
        let fact = asked.question.implies.map(|implied| view.fact(implied));
        fact.is_none_or(|fact| fact.is_some_and(|fact| matches!(fact.answer, Answer::Yes | Answer::Consult)))
    };
    BeyondView {
        count: beyond.len(),
        offering_visits: beyond.iter().filter(offers).count(),
        nearest: beyond.first().map(|view| NearestView {
            id: view.id.to_owned(),
            name: directory.name(view.row).to_owned(),
            straight_line_m: round(view.distance, 1),
        }),
    }
}

//! What somebody wrote, understood as a question that can be corrected. It carries a patient's needs and home: it arrives in a
//! body, and nothing of it is kept.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::municipality::PREFECTURES;
use crate::domain::vocabulary;
use crate::domain::vocabulary::{Lang, Role};
use crate::geocode::Gazetteer;
use crate::matching::explain;
use crate::matching::interpret::{Denied, FoundPlace, Interpretation, Mention, Moment, Span, interpret};

use super::body::Body;
use super::places::PlaceView;
use super::problem::Problem;
use super::services::Services;

/// The longest text that is read, in characters.
const MAX_CHARS: usize = 500;
/// Places that the text may mean.
const PLACES: usize = 10;

/// A text in the words of the papers or of a call.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InterpretRequest {
    /// Place, needs, time and whom one looks for, in any order; at most 500 characters. It lives for this request only.
    #[schema(example = "浦賀 末期がん 在宅酸素 看取り 土曜に電話したい")]
    pub text: String,
    /// `ja` (default), `en` or `easy`.
    #[schema(value_type = Option<String>)]
    pub lang: Option<Lang>,
}

/// Something that was understood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct MentionView {
    /// The identifier of the need, capability or role.
    id: &'static str,
    label: &'static str,
    /// The words of the text.
    matched_text: String,
    span: TextSpanView,
}

/// Where something stands in the text: characters (Unicode scalar values) from 0 on, the end not included.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TextSpanView {
    start: usize,
    end: usize,
}

/// The place, and what it may mean.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct InterpretedPlace {
    text: String,
    span: TextSpanView,
    /// As `POST /api/v1/geocode` answers, best first.
    candidates: Vec<PlaceView>,
}

/// The moment to reach somebody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct InterpretedTime {
    text: String,
    span: TextSpanView,
    /// The moment, always ahead.
    #[schema(example = "2026-11-21T10:00:00+09:00")]
    at: String,
    /// Whether day and hour were both named; else the missing one is a guess.
    certain: bool,
}

/// A stretch of the text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct InterpretedText {
    text: String,
    span: TextSpanView,
}

/// The text, understood. Every character stands in exactly one of the spans.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct InterpretAnswer {
    place: Option<InterpretedPlace>,
    /// Places named besides.
    other_places: Vec<InterpretedText>,
    /// Needs, as often as they are said.
    needs: Vec<MentionView>,
    /// Capabilities that are no state of the patient.
    capabilities: Vec<MentionView>,
    /// Needs and capabilities that the text says are not there: 「酸素なし」.
    denied: Vec<MentionView>,
    at: Option<InterpretedTime>,
    /// Moments named besides, that of a discharge for example.
    other_times: Vec<InterpretedTime>,
    role: Option<MentionView>,
    /// Members of the team named besides.
    other_roles: Vec<MentionView>,
    /// What was not understood: show it.
    rest: Vec<InterpretedText>,
    /// Grammar, white space and punctuation.
    particles: Vec<InterpretedText>,
}

/// Read a text as a question: place, needs, time and member of the team, to be corrected by whoever wrote it.
#[utoipa::path(post, path = "/api/v1/interpret", tag = "matching", request_body = InterpretRequest,
    responses((status = 200, body = InterpretAnswer, description = "what was understood, and what was not"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn create_interpretation(
    State(services): State<Services>,
    Body(request): Body<InterpretRequest>,
) -> Result<Json<InterpretAnswer>, Problem> {
    if request.text.chars().count() > MAX_CHARS {
        let detail = format!("{MAX_CHARS}文字までです (at most {MAX_CHARS} characters)");
        return Err(Problem::invalid("text", detail));
    }
    let find_place = |text: &str| place_at(&services.gazetteer, text);
    let found = interpret(&request.text, services.now_in_japan(), &find_place);
    Ok(Json(view(&services, found, request.lang.unwrap_or_default())))
}

/// The place that a text begins with, if it begins with one.
fn place_at(gazetteer: &Gazetteer, text: &str) -> Option<FoundPlace> {
    let found = gazetteer.place_at_start(text)?;
    let bytes = text.trim_end().strip_suffix(found.rest.as_str())?.len();
    let recognised = text[..bytes].trim_end_matches(|c: char| c.is_whitespace() || "-、,".contains(c));
    let stem = |name: &str| -> String {
        let name = name.trim_end_matches(['都', '道', '府', '県', '市', '区', '町', '村']);
        name.chars().take(2).collect()
    };
    let municipality = found.municipality_name.as_deref().map(stem).filter(|stem| stem.chars().count() == 2);
    let prefecture = PREFECTURES.iter().find(|name| found.matched.starts_with(**name));
    let named = municipality.is_some_and(|stem| recognised.contains(&stem))
        || prefecture.is_some_and(|name| recognised.contains(*name));
    Some(FoundPlace { bytes: recognised.len(), level: found.level, named })
}

fn view(services: &Services, found: Interpretation, lang: Lang) -> InterpretAnswer {
    let place = |place: Mention<FoundPlace>| {
        let candidates = services.geocode(&place.text, PLACES).into_iter().map(Into::into).collect();
        InterpretedPlace { candidates, text: place.text, span: span(place.span) }
    };
    let role = |mention: Mention<Role>| MentionView {
        id: mention.what.id(),
        label: vocabulary().role(mention.what).map_or("", |words| explain::words(&words.label, lang)),
        matched_text: mention.text,
        span: span(mention.span),
    };
    let thing = |mention: Mention<Denied>| MentionView {
        id: match mention.what {
            Denied::Need(need) => &need.id,
            Denied::Capability(capability) => vocabulary().id(capability),
        },
        label: match mention.what {
            Denied::Need(need) => explain::words(&need.label, lang),
            Denied::Capability(capability) => {
                vocabulary().words(capability).map_or("", |words| explain::words(&words.label, lang))
            }
        },
        matched_text: mention.text,
        span: span(mention.span),
    };
    let rest = |list: Vec<Mention<()>>| list.into_iter().map(text).collect();
    InterpretAnswer {
        place: found.place.map(place),
        other_places: found.other_places.into_iter().map(text).collect(),
        needs: found.needs.into_iter().map(|m| thing(m.map(Denied::Need))).collect(),
        capabilities: found.capabilities.into_iter().map(|m| thing(m.map(Denied::Capability))).collect(),
        denied: found.denied.into_iter().map(thing).collect(),
        at: found.at.map(time),
        other_times: found.other_times.into_iter().map(time).collect(),
        role: found.role.map(role),
        other_roles: found.other_roles.into_iter().map(role).collect(),
        rest: rest(found.rest),
        particles: rest(found.particles),
    }
}

fn span(Span { start, end }: Span) -> TextSpanView {
    TextSpanView { start, end }
}

fn text<T>(mention: Mention<T>) -> InterpretedText {
    InterpretedText { text: mention.text, span: span(mention.span) }
}

fn time(mention: Mention<Moment>) -> InterpretedTime {
    InterpretedTime {
        at: format!("{}+09:00", mention.what.at.strftime("%Y-%m-%dT%H:%M:%S")),
        certain: mention.what.certain,
        text: mention.text,
        span: span(mention.span),
    }
}
